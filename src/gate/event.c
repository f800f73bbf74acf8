/* gate/event.c -- who may tell that something happened.
 *
 * An event moves due dates, so it is no smaller thing than a change: whoever
 * may offer or change a record may report its events, and nobody else.  What
 * happens to a party (the end of its contract) is the operator's to say.
 */
#include "gate/hand.h"
#include "gate/note.h"
#include "gate/event_letter.h"
#include "gate/verdict.h"
#include "gate/work.h"
#include "vault/party.h"

static bool
door_offers(const struct plan *plan, uint16_t door, uint16_t dataset)
{
	const struct door_rule *d = &plan->doors.at[door];

	for (uint16_t i = 0; i < d->datasets; i++)
		if (plan->door_datasets.at[d->first_dataset + i] == dataset)
			return true;
	return false;
}

static bool
grant_changes(const struct plan *plan, const struct grant *g, uint16_t dataset)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	if ((g->may & MAY_CHANGE) == 0)
		return false;
	for (uint16_t i = 0; i < d->fields; i++)
		if (fields_have(g->fields, (uint16_t)(d->first_field + i)))
			return true;
	return false;
}

bool
role_tells(const struct plan *plan, uint16_t role, uint16_t dataset)
{
	for (size_t i = 0; i < plan->grants.n; i++)
		if (plan->grants.at[i].role == role
		    && grant_changes(plan, &plan->grants.at[i], dataset))
			return true;
	return false;
}

static result
may_tell(struct scope *sc, const struct plan *plan, const struct asker *a, uint16_t dataset,
    struct verdict *v)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	if (a->kind == ASKER_CHANNEL && !door_offers(plan, a->channel, dataset))
		return verdict_refuse(sc, v, WHY_DOOR, plan->doors.at[a->channel].at.line,
		    "door `%.*s` may not offer %.*s, and so not tell its events",
		    STR(plan->doors.at[a->channel].name), STR(d->name));
	if (a->kind == ASKER_ROLE && !role_tells(plan, a->role, dataset))
		return verdict_refuse(sc, v, WHY_ROLE, plan->roles.at[a->role].at.line,
		    "role `%.*s` may not change %.*s, and so not tell its events",
		    STR(plan->roles.at[a->role].name), STR(d->name));
	if (a->kind != ASKER_CHANNEL && a->kind != ASKER_ROLE)
		return verdict_refuse(sc, v, WHY_ROLE, 0,
		    "events of %.*s are told by a role or a door, not by the operator",
		    STR(d->name));
	return OK;
}

/* A door that is shut for offers of the record is shut for its events. */
static result
door_stands(struct scope *sc, struct store *store, const struct asker *a,
    const struct record *record, struct verdict *v)
{
	const struct facts *facts = vault_facts(sc, store->vault, record, NULL, NULL, NULL, 0);
	const struct door_rule *door;

	if (a->kind != ASKER_CHANNEL)
		return OK;
	door = &store->plan->doors.at[a->channel];
	if (door->only_while != NONE && !cond_holds(store->plan, door->only_while, facts))
		TRY(verdict_refuse(sc, v, WHY_DOOR_WHILE,
		    store->plan->conds.at[door->only_while].at.line,
		    "door `%.*s` tells of it only under a condition that this does not meet",
		    STR(door->name)));
	return vault_facts_read(facts);
}

/* A party's people speak of their party's records and of no other. */
static bool
theirs(const struct asker *a, struct str party)
{
	return a->party.n == 0 || str_eq(a->party, party);
}

static result
of_record(struct scope *sc, struct store *store, const struct asker *a, struct gate_event *e,
    uint16_t *event, struct verdict *v)
{
	struct record record;
	bool absent;

	TRY(verdict_absent(sc, vault_record(sc, store->vault, e->record, &record), &absent));
	if (absent || !theirs(a, record.party))
		return verdict_gone(sc, v);
	*event = plan_event(store->plan, record.dataset, e->name);
	e->subject = record.subject;
	e->party = record.party;
	TRY(may_tell(sc, store->plan, a, record.dataset, v));
	return verdict_allows(v) ? door_stands(sc, store, a, &record, v) : OK;
}

/* The person's events are those of any dataset about people of their kind. */
static uint16_t
event_of_subject(const struct plan *plan, uint16_t type, struct str name, uint16_t *dataset)
{
	for (uint16_t i = 0; i < plan->datasets.n; i++) {
		uint16_t event = plan_event(plan, i, name);

		*dataset = i;
		if (event != NONE && plan_is_about(plan, i, type))
			return event;
	}
	return NONE;
}

static result
of_subject(struct scope *sc, struct store *store, const struct asker *a, struct gate_event *e,
    uint16_t *event, struct verdict *v)
{
	struct subject subject;
	uint16_t dataset;
	bool absent;

	TRY(verdict_absent(sc, vault_subject(sc, store->vault, e->subject, &subject), &absent));
	if (absent || !theirs(a, subject.party))
		return verdict_gone(sc, v);
	*event = event_of_subject(store->plan, subject.type, e->name, &dataset);
	e->party = subject.party;
	return *event == NONE ? OK : may_tell(sc, store->plan, a, dataset, v);
}

static result
of_party(struct scope *sc, struct store *store, const struct asker *a, struct gate_event *e,
    uint16_t *event, struct verdict *v)
{
	struct party party;
	bool absent;

	TRY(verdict_absent(sc, vault_party(sc, store->vault, e->party, &party), &absent));
	if (absent || !theirs(a, e->party))
		return verdict_gone(sc, v);
	if (a->kind != ASKER_OPERATOR)
		return verdict_refuse(
		    sc, v, WHY_ROLE, 0, "events of a party are told by the operator");
	*event = plan_event(store->plan, NONE, e->name);
	return OK;
}

result
gate_tell(struct scope *sc, struct store *store, const struct asker *a, struct gate_event e,
    struct verdict *v, struct happened *told)
{
	uint16_t event = NONE;

	*told = (struct happened){ 0 };
	*v = (struct verdict){ 0 };
	if (instant_before(sc->now, e.at))
		return fail_at(sc, E_INPUT, S("at"),
		    "an event is told when it has happened: `at` is in the future");
	if (e.record.n > 0)
		TRY(of_record(sc, store, a, &e, &event, v));
	else if (e.subject.n > 0)
		TRY(of_subject(sc, store, a, &e, &event, v));
	else if (e.party.n > 0)
		TRY(of_party(sc, store, a, &e, &event, v));
	else
		return fail_at(sc, E_INPUT, S("record"),
		    "an event is of a `record`, a `subject` or a `party`: name one");
	if (v->why != WHY_NONE)
		return OK;
	if (event == NONE)
		return fail_at(sc, E_INPUT, S("event"), "the policy has no such event of this");
	TRY(term_event(sc, store, a, event, e.record, e.subject, e.party, e.at, &told->moved,
	    &told->n_moved));
	if (e.record.n == 0)
		return OK;
	TRY(event_letters_send(sc, store, a, event, e.record, e.at));
	return hand_on_event(
	    sc, store, a, event, e.record, e.at, &told->handed, &told->n_handed);
}
