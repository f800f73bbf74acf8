/* rights/act.c -- who may act on a person's rights, and for whom. */
#include "rights/inside.h"

result
may_act(struct acting *a)
{
	uint16_t purpose = plan_purpose(a->store->plan, S("rights-requests"));
	struct question q = { .purpose = S("rights-requests"), .reason = a->reason };
	const struct record nobody = { .party = a->asker->party };
	struct verdict first = { 0 };

	*a->v = (struct verdict){ 0 };
	a->plan = a->store->plan;
	if (a->asker->kind == ASKER_PERSON) /* R4 */
		return OK;
	if (a->asker->kind != ASKER_ROLE)
		return verdict_refuse(a->sc, a->v, WHY_ROLE, 0,
		    "only a role that may act for rights-requests does this");
	for (uint16_t i = 0; i < a->plan->grants.n; i++) {
		const struct grant *g = &a->plan->grants.at[i];
		struct verdict its = { 0 };

		if (g->role != a->asker->role || g->purpose != purpose)
			continue;
		TRY(grant_stands(a->sc, a->store, a->asker, NULL, &q, i, &nobody, &its));
		if (verdict_allows(&its))
			return OK;
		first = verdict_allows(&first) ? its : first;
	}
	*a->v = first;
	if (verdict_allows(&first)) {
		const struct role *r = &a->plan->roles.at[a->asker->role];

		return verdict_refuse(a->sc, a->v, WHY_ROLE, r->at.line,
		    "`%.*s` may not act for rights-requests", STR(r->name));
	}
	return OK;
}

result
acting_person(struct acting *a, struct str subject, struct subject *person)
{
	bool absent;

	TRY(verdict_absent(a->sc, vault_subject(a->sc, a->store->vault, subject, person), &absent));
	if (absent || (a->asker->party.n > 0 && !str_eq(a->asker->party, person->party))
	    || (a->asker->kind == ASKER_PERSON && !str_eq(a->asker->subject, subject)))
		return verdict_gone(a->sc, a->v);
	return person->erasing ? verdict_erasing(a->sc, a->v) : OK;
}

result
rights_may(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    struct str subject, struct verdict *v)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v };
	struct subject person;

	TRY(may_act(&a));
	if (!verdict_allows(v) || subject.n == 0)
		return OK;
	return acting_person(&a, subject, &person);
}
