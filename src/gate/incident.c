/* gate/incident.c -- incidents: their clocks, and what is closed while one is contained.
 *
 * LAW UK GDPR Art 32(1), 33, 34.
 *
 * An incident is known by dated facts, whose kinds have a colon so that nobody
 * else can state them: `open:incident` of its id (`means:of`), until it is
 * closed, and of the same id `risk:incident`, `contained:incident` and
 * `told:incident` (id:whom).  What happened lies sealed in its record.
 */
#include "gate/look.h"
#include "gate/verdict.h"
#include "sys/zone.h"
#include "vault/party.h"

result
incident_fact(struct scope *sc, struct store *store, struct str kind, struct str of,
    struct instant until, struct str reference)
{
	return vault_fact_add(sc, store->vault,
	    &(struct fact){
		.kind = kind, .of = of, .reference = reference, .since = sc->now, .until = until });
}

static bool
runs(const struct scope *sc, const struct fact *f)
{
	return instant_before(sc->now, f->until);
}

static result
incident_of(struct scope *sc, struct store *store, const struct fact *open, struct incident *i)
{
	struct fact f;
	bool found;

	*i = (struct incident){ .id = open->of, .opened = open->since, .open = runs(sc, open) };
	i->means = str_cut(open->reference, ':', &i->of);
	TRY(vault_fact(sc, store->vault, INCIDENT_RISK, i->id, &f, &found));
	i->risk = found ? f.reference : S("likely");
	TRY(vault_fact(sc, store->vault, INCIDENT_CONTAINED, i->id, &f, &found));
	i->contained = found && runs(sc, &f);
	return OK;
}

/* The first fact of an id says since when, the newest whether it is open. */
result
gate_incidents(struct scope *sc, struct store *store, struct incident **incidents, size_t *n)
{
	struct fact *facts;
	size_t n_facts;

	*n = 0;
	TRY(vault_facts_of_kind(sc, store->vault, INCIDENT_OPEN, &facts, &n_facts));
	*incidents = NEW_ARRAY(&sc->arena, n_facts + 1, struct incident);
	for (size_t i = 0; i < n_facts; i++) {
		bool again = i > 0 && str_eq(facts[i].of, facts[i - 1].of);

		if (again)
			(*incidents)[*n - 1].open = runs(sc, &facts[i]);
		else
			TRY(incident_of(sc, store, &facts[i], &(*incidents)[(*n)++]));
	}
	return OK;
}

/* -- clocks -------------------------------------------------------------------------- */

struct str
incident_rule_word(const struct plan *plan, uint16_t rule)
{
	const struct breach_rule *r = &plan->breaches.at[rule];

	switch (r->tell) {
	case TELL_REGULATOR:
		return S("regulator");
	case TELL_PEOPLE:
		return S("people");
	case TELL_PARTY:
		break;
	}
	return plan->parties.at[r->party].name;
}

static bool
reaches(struct str threshold, struct str risk)
{
	if (str_eq(threshold, S("unless risk is unlikely")))
		return !str_eq(risk, S("unlikely"));
	return !str_eq(threshold, S("when risk is high")) || str_eq(risk, S("high"));
}

result
gate_incident_clock(struct scope *sc, struct store *store, const struct incident *i, uint16_t rule,
    struct incident_clock *clock)
{
	const struct breach_rule *r = &store->plan->breaches.at[rule];
	struct str of = str_printf(&sc->arena, "%.*s:%.*s", STR(i->id),
	    STR(incident_rule_word(store->plan, rule)));
	struct fact f;

	*clock = (struct incident_clock){ .runs = reaches(r->threshold, i->risk),
		.due = zone_plus(i->opened, r->within) };
	TRY(vault_fact(sc, store->vault, INCIDENT_TOLD, of, &f, &clock->told.set));
	if (clock->told.set)
		clock->told.at = f.since;
	return OK;
}

/* -- what is closed ------------------------------------------------------------------- */

/* Whoever works on the incident is not shut out, unless it came by them. */
static bool
is_officer(const struct plan *plan, const struct asker *asker)
{
	return asker->kind == ASKER_ROLE
	       && role_acts_for(plan, asker->role, plan_purpose(plan, S("rights-requests")));
}

static bool
role_reaches(const struct plan *plan, uint16_t role, uint16_t dataset)
{
	for (size_t g = 0; dataset != NONE && g < plan->grants.n; g++)
		for (uint16_t f = 0; f < plan->fields.n && plan->grants.at[g].role == role; f++)
			if (plan->fields.at[f].dataset == dataset
			    && fields_have(plan->grants.at[g].fields, f))
				return true;
	return false;
}

static bool
shuts_out(const struct plan *plan, const struct incident *i, const struct asker *a)
{
	if (str_eq(i->means, S("key")))
		return str_eq(i->of, a->key);
	if (str_eq(i->means, S("colleague")))
		return a->staff.n > 0 && str_eq(i->of, a->staff);
	if (str_eq(i->means, S("recipient")))
		return a->kind == ASKER_RECIPIENT
		       && str_eq(i->of, plan->recipients.at[a->recipient].name);
	if (is_officer(plan, a))
		return false;
	return str_eq(i->means, S("all"))
	       || (a->kind == ASKER_ROLE
		   && role_reaches(plan, a->role, plan_dataset(plan, i->of)));
}

static result
refuse_contained(
    struct scope *sc, struct store *store, const struct incident *i, struct verdict *v)
{
	return verdict_refuse(sc, v, WHY_CONTAINED, store->plan->contains.line,
	    "closed by the incident %.*s; ask the officer who works on it", STR(i->id));
}

result
gate_contained(
    struct scope *sc, struct store *store, const struct asker *asker, struct verdict *v)
{
	struct incident *incidents;
	size_t n;

	if (!store->plan->contains_sessions || asker->kind == ASKER_NOBODY
	    || asker->kind == ASKER_OPERATOR)
		return OK;
	TRY(gate_incidents(sc, store, &incidents, &n));
	for (size_t i = 0; i < n; i++)
		if (incidents[i].contained && shuts_out(store->plan, &incidents[i], asker))
			return refuse_contained(sc, store, &incidents[i], v);
	return OK;
}

result
releases_stand(struct look *l, uint16_t recipient, uint16_t dataset, struct verdict *v)
{
	struct incident *incidents;
	size_t n;

	if (!l->plan->contains_releases)
		return OK;
	TRY(gate_incidents(l->sc, l->store, &incidents, &n));
	for (size_t i = 0; i < n; i++) {
		const struct incident *one = &incidents[i];
		bool closed = str_eq(one->means, S("all"));

		if (recipient != NONE && str_eq(one->means, S("recipient")))
			closed = str_eq(one->of, l->plan->recipients.at[recipient].name);
		if (dataset != NONE && str_eq(one->means, S("dataset")))
			closed = str_eq(one->of, l->plan->datasets.at[dataset].name);
		if (one->contained && closed)
			return refuse_contained(l->sc, l->store, one, v);
	}
	return OK;
}
