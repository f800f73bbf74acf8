/* gate/recipient.c -- may this recipient be given anything today? */
#include "gate/recipient.h"
#include "policy/law.h"
#include "sys/zone.h"
#include "vault/party.h"

/* The newest fact of a kind, or what the policy itself says from its first day. */
static result
fact_of(struct look *l, struct str kind, struct str of, struct fact *f)
{
	bool found;

	TRY(vault_fact(l->sc, l->store->vault, kind, of, f, &found));
	if (!found)
		*f = (struct fact){ .since = zone_instant(l->plan->from), .until = INSTANT_NEVER };
	return OK;
}

/* `within` zero: as long as the fact says. */
static bool
in_date(const struct look *l, const struct fact *f, struct term within)
{
	struct instant now = l->sc->now;

	if (instant_before(now, f->since) || !instant_before(now, f->until))
		return false;
	return term_is_zero(within) || instant_before(now, zone_plus(f->since, within));
}

/* LAW UK GDPR Art 28(3); controllers to whom the law obliges us need none. */
static result
contract_stands(struct look *l, const struct recipient *r, struct verdict *v)
{
	struct fact f;

	if (r->contract.n == 0 && r->role != RECIPIENT_PROCESSOR && r->role != RECIPIENT_JOINT)
		return OK;
	TRY(fact_of(l, S("contract"), r->name, &f));
	if (r->contract.n == 0 || !in_date(l, &f, (struct term){ 0 }))
		return verdict_refuse(l->sc, v, WHY_CONTRACT, r->at.line,
		    "no contract with `%.*s` is in date; record the new one", STR(r->name));
	return OK;
}

/* The policy says how often, not when it was: that is on record or was not done. */
static result
vetting_stands(struct look *l, const struct recipient *r, struct verdict *v)
{
	struct fact f;
	bool found;

	if (term_is_zero(r->vetted_every))
		return OK;
	TRY(vault_fact(l->sc, l->store->vault, S("vetting"), r->name, &f, &found));
	if (!found || !in_date(l, &f, r->vetted_every))
		return verdict_refuse(l->sc, v, WHY_VETTING, r->at.line,
		    "`%.*s` was not vetted in time; record the vetting", STR(r->name));
	return OK;
}

/* LAW UK GDPR Art 44A to 47: home, an adequate country, or a mechanism. */
static result
transfer_stands(struct look *l, const struct recipient *r, struct verdict *v)
{
	struct fact f;

	if (str_eq(str_of(r->country), S("GB")))
		return OK;
	if (r->mechanism.n == 0 && law_adequate(l->plan->law_date, r->country) == NULL)
		return verdict_refuse(
		    l->sc, v, WHY_TRANSFER, r->at.line, "nothing lets data go to %s", r->country);
	TRY(fact_of(l, S("transfer"), r->name, &f));
	if (!in_date(l, &f, r->mechanism_review))
		return verdict_refuse(l->sc, v, WHY_TRANSFER, r->at.line,
		    "the transfer to %s was not reviewed in time; record the review", r->country);
	return OK;
}

result
recipient_stands(struct look *l, uint16_t recipient, struct verdict *v)
{
	const struct recipient *r = &l->plan->recipients.at[recipient];

	if (r->sealed_bytes_only)
		return verdict_refuse(l->sc, v, WHY_SHARE, r->at.line,
		    "`%.*s` receives sealed bytes and nothing it could read", STR(r->name));
	TRY(review_stands(l->sc, l->store, CLOSES_RECIPIENT, recipient, v));
	if (verdict_allows(v))
		TRY(contract_stands(l, r, v));
	if (verdict_allows(v))
		TRY(vetting_stands(l, r, v));
	if (verdict_allows(v))
		TRY(transfer_stands(l, r, v));
	return OK;
}
