/* term/due.c -- due dates: computed when a lifetime begins, and anew when a
 * fact that its clock asks for has changed (T2). */
#include "base/list.h"
#include "term/entry.h"

#define PAGE 1000
#define MOVED_MOST 1000 /* that an answer names; all are moved */

static bool
fills(const struct plan *plan, struct values values, uint16_t group)
{
	for (size_t i = 0; i < values.n; i++)
		if (values.at[i].text.n > 0 && plan->fields.at[values.at[i].field].group == group)
			return true;
	return false;
}

/* Of the running version: what comes in is collected under it. */
static const struct lifetime *
open_of_group(
    const struct plan *plan, const struct lifetime *lives, size_t n, uint16_t group)
{
	for (size_t i = 0; i < n; i++)
		if (lives[i].state == LIFE_OPEN && lives[i].group == group
		    && lives[i].policy == plan->version)
			return &lives[i];
	return NULL;
}

/* Lateness counts from when it could be known: a date that a new fact puts
 * into the past is now (or what it was, when it was past already). */
static struct due
not_before_known(struct due due, struct due was, struct instant now)
{
	struct instant known = was.set ? instant_min(was.at, now) : now;

	if (due.set && instant_before(due.at, now))
		due.at = instant_max(due.at, known);
	return due;
}

result
term_dues(struct scope *sc, struct store *store, const struct record *record, struct values values,
    const struct told_event *events, size_t n_events, struct group_due **dues, size_t *n)
{
	const struct dataset *d = &store->plan->datasets.at[record->dataset];
	struct lifetime *lives = NULL;
	size_t n_lives = 0;

	*n = 0;
	*dues = NEW_ARRAY(&sc->arena, (size_t)d->groups + 1, struct group_due);
	if (record->id.n > 0)
		TRY(term_resettle_record(sc, store, record->id));
	if (record->id.n > 0)
		TRY(vault_lifetimes(sc, store->vault, record->id, &lives, &n_lives));
	for (uint16_t g = d->first_group; g < d->first_group + d->groups; g++) {
		const struct lifetime *life = open_of_group(store->plan, lives, n_lives, g);
		struct facts *facts;
		struct due due;

		if (!fills(store->plan, values, g))
			continue;
		facts = vault_facts(sc, store->vault, record, &values, life, events, n_events);
		due = group_due(store->plan, g, facts);
		TRY(vault_facts_read(facts));
		if (life != NULL)
			due = not_before_known(due, life->due, sc->now);
		(*dues)[(*n)++] = (struct group_due){ .group = g, .due = due };
	}
	return OK;
}

/* -- computing anew ------------------------------------------------------------------ */

struct moves {
	struct moved *at;
	size_t n;
	size_t room;
};

static bool
due_eq(struct due a, struct due b)
{
	return a.set == b.set && (!a.set || (a.at.us == b.at.us && a.limit == b.limit));
}

static result resettle_one(
    struct scope *, struct store *, const struct lifetime *, struct moves *) MUST;

static bool
reaches_back(const struct plan *plan, uint16_t group)
{
	return plan->clocks.at[plan->groups.at[group].clock].reaches_back;
}

static struct due
first_of(struct due a, struct due b)
{
	return !a.set || (b.set && instant_before(b.at, a.at)) ? b : a;
}

/* The group that the fields of a lifetime had under an earlier policy. */
static uint16_t
past_group(const struct plan *is, const struct plan *was, const struct lifetime *life)
{
	for (uint16_t f = 0; f < is->fields.n; f++) {
		uint16_t field = NONE;

		if (fields_have(life->fields, f))
			field = plan_field_full(was, is->fields.at[f].full);
		if (field != NONE)
			return was->fields.at[field].group;
	}
	return NONE;
}

/* T19 */
static struct due
due_since(struct scope *sc, const struct store *store, const struct record *record,
    const struct lifetime *life, struct facts *facts)
{
	struct due due = group_due(store->plan, life->group, facts);
	bool back = reaches_back(store->plan, life->group);

	for (size_t i = store->n_past; i-- > 0 && !back;) {
		const struct past_policy *p = &store->past[i];
		uint16_t group;

		if (p->version < life->policy)
			break;
		group = past_group(store->plan, p->plan, life);
		if (group == NONE)
			continue;
		due = first_of(due,
		    group_due(p->plan, group,
			vault_facts_past(
			    sc, store->vault, facts, record, life, p->plan, group)));
		back = reaches_back(p->plan, group);
	}
	return due;
}

static result
recompute_one(
    struct scope *sc, struct store *store, const struct lifetime *life, struct moves *moves)
{
	struct record record;
	struct facts *facts;
	struct due due;

	if (life->unsettled)
		return resettle_one(sc, store, life, moves);
	if (life->coarse)
		return OK;
	TRY(vault_record(sc, store->vault, life->record, &record));
	facts = vault_facts(sc, store->vault, &record, NULL, life, NULL, 0);
	due = due_since(sc, store, &record, life, facts);
	TRY(vault_facts_read(facts));
	due = not_before_known(due, life->due, sc->now);
	if (moves->n < MOVED_MOST)
		*LIST_ADD(moves, &sc->arena) = (struct moved){
			life->record, life->dataset, life->fields, due
		};
	return due_eq(due, life->due) ? OK : vault_set_due(sc, store->vault, life->id, due);
}

/* -- after another policy (T7, V8) ---------------------------------------------------- */

/* What no line of the policy keeps any longer ends with the part that it lay in. */
static result
note_dropped(struct scope *sc, struct store *store, const struct lifetime *life)
{
	struct entry e = term_entry(store, ENTRY_ERASURE_DECIDED);
	struct record r = { .subject = life->subject };
	int64_t seq;

	e.why = S("policy");
	e.record = life->record;
	e.party = life->party;
	term_entry_fields(sc, store, &e, life->fields);
	TRY(term_entry_people(sc, store, &e, &r));
	return ledger_append(sc, store->ledger, &e, &seq);
}

static result
resettle_one(
    struct scope *sc, struct store *store, const struct lifetime *life, struct moves *moves)
{
	struct lifetime *made;
	size_t n;

	if (life->group == NONE)
		TRY(note_dropped(sc, store, life)); /* T6 */
	TRY(vault_resettle(sc, store->vault, life, &made, &n));
	for (size_t i = 0; i < n; i++)
		TRY(recompute_one(sc, store, &made[i], moves));
	return OK;
}

static bool
marks_changed(const struct store *store, const struct lifetime *life)
{
	const struct plan *is = store->plan, *was;
	const unsigned index = MARK_INDEXED;

	if (store->n_past == 0)
		return false;
	was = store->past[store->n_past - 1].plan;
	for (uint16_t f = 0; f < is->fields.n; f++) {
		uint16_t field;

		if (!fields_have(life->fields, f))
			continue;
		field = plan_field_full(was, is->fields.at[f].full);
		if (field != NONE
		    && (was->fields.at[field].marks & index) != (is->fields.at[f].marks & index))
			return true;
	}
	return false;
}

static result
settle(struct scope *sc, struct store *store, const struct lifetime *life)
{
	struct moves moves = { .n = MOVED_MOST }; /* nobody asks what moved */
	struct record record;
	bool held;

	if (life->unsettled)
		return resettle_one(sc, store, life, &moves);
	if (marks_changed(store, life))
		TRY(vault_reindex(sc, store->vault, life));
	TRY(vault_record(sc, store->vault, life->record, &record));
	TRY(vault_held(sc, store->vault, &record, life->group, &held));
	TRY(vault_set_held(sc, store->vault, life->id, HELD_BY_HOLD, held));
	return recompute_one(sc, store, life, &moves);
}

/* A scope each: a store is larger than memory. */
static result
settle_alone(struct scope *sc, struct store *store, const struct lifetime *life)
{
	struct scope own;
	result r;

	scope_begin(&own, sc->now);
	r = settle(&own, store, life);
	r = fail_in_front(&own, r, "what is held cannot be laid out anew");
	return scope_end_within(&own, sc, r);
}

result
term_resettle(struct scope *sc, struct store *store, int64_t *after, int64_t until, size_t most,
    uint64_t *settled, bool *more)
{
	struct lifetime *lives;
	size_t n;

	TRY(vault_lifetimes_page(sc, store->vault, *after, until, most, &lives, &n));
	for (size_t i = 0; i < n; i++)
		TRY(settle_alone(sc, store, &lives[i]));
	if (n > 0)
		*after = lives[n - 1].id;
	*settled += n;
	*more = n == most;
	return OK;
}

static result
end_shape(struct scope *sc, struct store *store, const struct shape_held *shape, uint64_t *ended)
{
	struct lifetime *lives;
	int64_t after = 0;
	size_t n;

	do {
		TRY(vault_lifetimes_shaped(sc, store->vault, shape, after, PAGE, &lives, &n));
		for (size_t i = 0; i < n; i++) {
			if (lives[i].group != NONE)
				return OK; /* nor have the others of this shape lost all */
			TRY(settle_alone(sc, store, &lives[i]));
			(*ended)++;
		}
		if (n > 0)
			after = lives[n - 1].id;
	} while (n == PAGE);
	return OK;
}

result
term_end_unkept(struct scope *sc, struct store *store, uint64_t *ended)
{
	struct shape_held *shapes;
	size_t n;

	*ended = 0;
	TRY(vault_shapes(sc, store->vault, &shapes, &n));
	for (size_t i = 0; i < n; i++)
		TRY(end_shape(sc, store, &shapes[i], ended));
	return OK;
}

result
term_resettle_record(struct scope *sc, struct store *store, struct str record)
{
	struct moves moves = { .n = MOVED_MOST };
	struct lifetime *lives;
	size_t n;

	TRY(vault_lifetimes(sc, store->vault, record, &lives, &n));
	for (size_t i = 0; i < n; i++)
		if (lives[i].state == LIFE_OPEN && lives[i].unsettled)
			TRY(resettle_one(sc, store, &lives[i], &moves));
	return OK;
}

static result
recompute(struct scope *sc, struct store *store, uint16_t event, struct str record,
    struct str subject, struct str party, struct moves *moves)
{
	struct lifetime *lives;
	int64_t after = 0;
	size_t n;

	do {
		TRY(vault_lifetimes_asking(
		    sc, store->vault, event, record, subject, party, &after, PAGE, &lives, &n));
		for (size_t i = 0; i < n; i++)
			TRY(recompute_one(sc, store, &lives[i], moves));
	} while (after != 0);
	return OK;
}

result
term_recompute(struct scope *sc, struct store *store, uint16_t event, struct str record,
    struct str subject, struct str party)
{
	struct moves moves = { 0 };
	struct record r;

	TRY(recompute(sc, store, event, record, subject, party, &moves));
	if (!store->plan->follows || event != NONE || record.n == 0)
		return OK;
	TRY(vault_record(sc, store->vault, record, &r));
	return term_referring(sc, store, r.dataset, r.party, r.id);
}

static result
recompute_by_ref(struct scope *sc, struct store *store, uint16_t ref, struct str party,
    struct str record)
{
	struct value by = { ref, record };
	struct moves moves = { 0 };
	struct str *ids;
	size_t n;

	TRY(vault_find(sc, store->vault, store->plan->fields.at[ref].dataset, party,
	    (struct values){ &by, 1 }, SIZE_MAX, &ids, &n));
	for (size_t i = 0; i < n; i++)
		TRY(recompute(sc, store, NONE, ids[i], S(""), S(""), &moves));
	return OK;
}

result
term_referring(struct scope *sc, struct store *store, uint16_t dataset, struct str party,
    struct str record)
{
	for (uint16_t f = 0; f < store->plan->fields.n && store->plan->follows; f++)
		if ((store->plan->fields.at[f].marks & MARK_FOLLOWED) != 0
		    && store->plan->fields.at[f].ref == dataset)
			TRY(recompute_by_ref(sc, store, f, party, record));
	return OK;
}

result
term_fact(struct scope *sc, struct store *store, const struct fact *fact)
{
	TRY(vault_fact_add(sc, store->vault, fact));
	return term_recompute(sc, store, EVENT_PARTY_FACT, S(""), S(""), fact->of);
}

/* -- events ---------------------------------------------------------------------------- */

static result
note_event(struct scope *sc, struct store *store, const struct asker *by, uint16_t event,
    struct str record, struct str subject, struct str party, struct instant at)
{
	struct entry e = term_entry(store, ENTRY_EVENT);
	struct record r = { .subject = subject };
	int64_t seq;

	term_entry_by(store->plan, by, &e);
	e.verb = S("event");
	e.line = store->plan->events.at[event].at.line;
	e.why = store->plan->events.at[event].name;
	if (party.n > 0)
		e.party = party;
	e.due = at;
	if (record.n > 0) {
		TRY(vault_record(sc, store->vault, record, &r));
		TRY(term_entry_record(sc, store, &e, &r));
	} else {
		TRY(term_entry_people(sc, store, &e, &r));
	}
	return ledger_append(sc, store->ledger, &e, &seq);
}

/* The end of a contract may be told ahead; what happens to a person not. */
static result
refuse_future(struct scope *sc, const struct plan *plan, uint16_t event, struct instant at)
{
	if (plan->events.at[event].of == EVENT_OF_PARTY || !instant_before(sc->now, at))
		return OK;
	return fail_at(sc, E_INPUT, S("at"),
	    "an event that has not happened yet cannot be told; leave its time out for now");
}

result
term_event(struct scope *sc, struct store *store, const struct asker *by, uint16_t event,
    struct str record, struct str subject, struct str party, struct instant at,
    struct moved **moved, size_t *n)
{
	struct moves moves = { 0 };
	struct record r = { 0 };
	bool changed;

	TRY(refuse_future(sc, store->plan, event, at));
	if (record.n > 0 && subject.n == 0) {
		TRY(vault_record(sc, store->vault, record, &r));
		subject = r.subject;
	}
	TRY(vault_event(sc, store->vault, event, record, subject, party, at, &changed));
	TRY(recompute(sc, store, event, record, subject, party, &moves));
	for (size_t i = 0; i < r.n_people; i++)
		TRY(recompute(sc, store, event, record, r.people[i].subject, party, &moves));
	*moved = moves.at;
	*n = moves.n;
	return note_event(sc, store, by, event, record, subject, party, at);
}
