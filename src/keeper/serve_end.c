/* keeper/serve_end.c -- what must be gone, what goes now, and what is held. */
#include "gate/note.h"
#include "keeper/serve.h"
#include "gate/verdict.h"
#include "policy/words.h"
#include "sys/zone.h"

/* -- due ------------------------------------------------------------------ */

#define DUE_PAGE_MAX 500
#define DUE_PAGE_USUAL 100

static struct instant
due_before(struct serving *sv)
{
	struct instant until;

	if (!node_get_time(sv->q, S("before"), &until))
		return instant_plus(sv->sc->now, span_days(30));
	return until;
}

/* A party's people see what is theirs. */
static bool
shown(const struct serving *sv, const struct lifetime *l)
{
	return sv->asker->party.n == 0 || str_eq(sv->asker->party, l->party);
}

static int64_t
lateness(const struct serving *sv, const struct lifetime *l, size_t n)
{
	if (n == 0 || !instant_before(l[0].due.at, sv->sc->now))
		return 0;
	return instant_since(sv->sc->now, l[0].due.at).us / 1000000;
}

/* Of the whole store: not for a party. */
static result
set_keys_backup(struct serving *sv)
{
	struct due since = { 0 };

	if (sv->asker->party.n == 0)
		TRY(copy_of_keys_due(sv->sc, sv->keeper, &since));
	if (since.set)
		node_set_time(&sv->sc->arena, sv->body, S("keys-backup"), since.at);
	return OK;
}

result
serve_due(struct serving *sv)
{
	int64_t limit = node_get_int(sv->q, S("limit"), DUE_PAGE_USUAL);
	struct node *list = node_list(&sv->sc->arena);
	struct lifetime *l;
	size_t n;

	if (sv->asker->kind == ASKER_CHANNEL)
		return fail(sv->sc, E_DENIED,
		    "what is due is for people and for the operator, not for a door");
	if (limit < 1 || limit > DUE_PAGE_MAX)
		return fail_at(
		    sv->sc, E_INPUT, S("limit"), "`limit` is from 1 to %d", DUE_PAGE_MAX);
	TRY(vault_due(sv->sc, sv->store->vault, due_before(sv), (size_t)limit, &l, &n));
	for (size_t i = 0; i < n; i++)
		if (shown(sv, &l[i]))
			node_add(list, due_node(&sv->sc->arena, sv->store->plan, l[i].dataset, l[i].fields,
					   l[i].due, l[i].record, l[i].held));
	node_set(sv->body, S("due"), list);
	node_set_int(&sv->sc->arena, sv->body, S("late"), lateness(sv, l, n));
	return set_keys_backup(sv);
}

result
serve_set_clear(struct serving *sv)
{
	struct due clear;

	TRY(term_backups_clear(sv->sc, sv->store, sv->sc->now, &clear)); /* T20 */
	if (clear.set)
		node_set_time(&sv->sc->arena, sv->body, S("backups-clear"), clear.at);
	return OK;
}

/* -- erase ---------------------------------------------------------------- */

/* Of a party's person, all that is held for it; a person of ours has a case of their own. */
static result
records_meant(struct serving *sv, const struct node **ids)
{
	struct str subject = node_get_str(sv->q, S("subject"));
	struct node *list = node_list(&sv->sc->arena);
	struct record *records;
	size_t n;

	*ids = node_get(sv->q, S("records"));
	if ((subject.n > 0) == (*ids != NULL))
		return fail_at(sv->sc, E_INPUT, S("records"),
		    "say `records`, or the `subject` whose records they are");
	if (subject.n == 0)
		return OK;
	if (sv->asker->party.n == 0)
		return fail_at(sv->sc, E_INPUT, S("subject"),
		    "a person is erased by a request of theirs: open a case of erasure");
	TRY(vault_records_of(sv->sc, sv->store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++)
		if (!sv->store->plan->datasets.at[records[i].dataset].built_in
		    && str_eq(records[i].party, sv->asker->party))
			node_add(list, node_str(&sv->sc->arena, records[i].id));
	if (list->count == 0)
		return verdict_gone(sv->sc, &sv->verdict);
	*ids = list;
	return OK;
}

static bool
is_stay(const struct stays *stays, size_t n, struct str record, struct str field)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(stays[i].record, record) && str_eq(stays[i].field, field))
			return true;
	return false;
}

/* What stood there before, without what stays. */
static result
add_goes(struct serving *sv, const struct record *r, struct fields held,
    const struct stays *stays, size_t n, struct node *goes)
{
	const struct plan *plan = sv->store->plan;
	const struct dataset *d = &plan->datasets.at[r->dataset];
	struct arena *a = &sv->sc->arena;
	struct node *map = node_map(a), *fields = node_list(a), *names = node_list(a);

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		if (!fields_have(held, f)
		    || is_stay(stays, n, r->id, plan->fields.at[f].full))
			continue;
		node_add(fields, node_str(a, plan->fields.at[f].full));
		node_add(names, node_str(a, words_name(a, plan->fields.at[f].name)));
	}
	if (fields->count == 0)
		return OK;
	node_set_str(a, map, S("record"), r->id);
	node_set_str(a, map, S("dataset"), d->name);
	node_set_time(a, map, S("collected"), r->arrival);
	node_set(map, S("fields"), fields);
	node_set(map, S("names"), names);
	node_add(goes, map);
	return OK;
}

struct standing {
	struct record record;
	struct fields held;
};

/* Before anything goes; those that whoever asks may not see are refused later. */
static result
standing(struct serving *sv, const struct node *ids, struct standing **all, size_t *n)
{
	*n = 0;
	*all = NEW_ARRAY(&sv->sc->arena, ids->count + 1, struct standing);
	NODE_EACH(id, ids) {
		struct standing *one = &(*all)[*n];
		bool absent;

		TRY(verdict_absent(sv->sc,
		    vault_record(sv->sc, sv->store->vault, id->text, &one->record), &absent));
		if (absent)
			continue;
		TRY(vault_holds(sv->sc, sv->store->vault, &one->record, &one->held));
		++*n;
	}
	return OK;
}

result
serve_erase(struct serving *sv)
{
	struct node *goes = node_list(&sv->sc->arena);
	const struct node *ids;
	struct standing *all;
	size_t n_all;
	struct str why = node_get_str(sv->q, S("why"));
	enum erasure_reason reason = ERASED_INSTRUCTION;
	struct stays *stays = NULL;
	uint64_t erased = 0;
	size_t n = 0;

	if (str_eq(why, S("never")))
		reason = ERASED_NEVER;
	else if (!str_eq(why, S("instruction")))
		return fail_at(sv->sc, E_INPUT, S("why"),
		    "`why` is instruction (the party's) or never (found to be barred)");
	TRY(records_meant(sv, &ids));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	TRY(standing(sv, ids, &all, &n_all));
	TRY(rights_erase(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("reason")), reason,
	    ids, node_get(sv->q, S("fields")), node_get_bool(sv->q, S("preview"), false),
	    &sv->verdict, &stays, &n, &erased));
	for (size_t i = 0; i < n_all && node_get(sv->q, S("fields")) == NULL; i++)
		TRY(add_goes(sv, &all[i].record, all[i].held, stays, n, goes));
	node_set(sv->body, S("goes"), goes);
	node_set_int(&sv->sc->arena, sv->body, S("erased"), (int64_t)erased);
	node_set(sv->body, S("stays"), stays_node(&sv->sc->arena, sv->store->plan, stays, n));
	return erased > 0 ? serve_set_clear(sv) : OK;
}

/* -- holds ---------------------------------------------------------------- */

static struct node *
hold_node(struct serving *sv, const struct hold *h)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("hold"), h->id);
	node_set_str(a, n, S("class"), sv->store->plan->holds.at[h->class].name);
	set_str(a, n, S("subject"), h->subject);
	set_str(a, n, S("record"), h->record);
	set_str(a, n, S("by"), h->by);
	node_set_time(a, n, S("placed"), h->placed);
	if (h->review.us != INSTANT_NEVER.us)
		node_set_time(a, n, S("review"), h->review);
	node_set_bool(a, n, S("lifted"), h->lifted);
	return n;
}

/* The policy names the role whose hold it is; a hold of nobody is placed by nobody. */
static bool
holds_by(const struct serving *sv, uint16_t class)
{
	return sv->store->plan->holds.at[class].by == sv->asker->role;
}

static result
refuse_hold(struct serving *sv, uint16_t class)
{
	const struct hold_class *c = &sv->store->plan->holds.at[class];

	if (c->by == NONE)
		return serve_refuse(sv, WHY_ROLE, c->at.line,
		    "the policy says of no role that it places hold `%.*s`", STR(c->name));
	return serve_refuse(sv, WHY_ROLE, c->at.line,
	    "hold `%.*s` is placed and lifted by role `%.*s`", STR(c->name),
	    STR(sv->store->plan->roles.at[c->by].name));
}

static bool
any_hold(struct serving *sv)
{
	for (size_t i = 0; i < sv->store->plan->holds.n; i++)
		if (holds_by(sv, (uint16_t)i))
			return true;
	return false;
}

/* G5: a party's people hold what is their party's; the rest is not there. */
static result
is_theirs(struct serving *sv, const struct hold *h, bool *theirs)
{
	struct subject subject;
	struct record record;
	struct str party;

	if (h->record.n > 0) {
		TRY(vault_record(sv->sc, sv->store->vault, h->record, &record));
		party = record.party;
	} else {
		TRY(vault_subject(sv->sc, sv->store->vault, h->subject, &subject));
		party = subject.party;
	}
	*theirs = sv->asker->party.n == 0 || str_eq(sv->asker->party, party);
	return OK;
}

/* By the policy's interval, never later. */
static result
review_at(struct serving *sv, uint16_t class, struct instant *at)
{
	struct term every = sv->store->plan->holds.at[class].reviewed_every;
	struct instant latest = term_is_zero(every) ? INSTANT_NEVER : zone_plus(sv->sc->now, every);

	if (!node_get_time(sv->q, S("review"), at)) {
		*at = latest;
		return OK;
	}
	if (instant_before(*at, sv->sc->now) || instant_before(latest, *at))
		return fail_at(sv->sc, E_INPUT, S("review"),
		    "the review is in the future, and no later than the policy's interval");
	return OK;
}

result
serve_hold(struct serving *sv)
{
	struct str name = node_get_str(sv->q, S("hold"));
	struct hold h = {
		.class = plan_hold(sv->store->plan, name),
		.subject = node_get_str(sv->q, S("subject")),
		.record = node_get_str(sv->q, S("record")),
		.by = sv->asker->staff,
		.placed = sv->sc->now,
	};
	bool theirs;

	sv->noted.record = h.record;
	if (h.class == NONE)
		return fail_at(sv->sc, E_INPUT, S("hold"), "the policy has no such hold");
	if ((h.subject.n > 0) == (h.record.n > 0))
		return fail_at(sv->sc, E_INPUT, S("record"),
		    "a hold is on a `record` or on a `subject`: name one");
	if (!holds_by(sv, h.class))
		return refuse_hold(sv, h.class);
	TRY(is_theirs(sv, &h, &theirs));
	if (!theirs)
		return fail(sv->sc, E_ABSENT, "%s", result_text(E_ABSENT));
	TRY(review_at(sv, h.class, &h.review));
	TRY(term_hold(sv->sc, sv->store, &h, node_get_str(sv->q, S("reason"))));
	node_set(sv->body, S("hold"), hold_node(sv, &h));
	return OK;
}

result
serve_holds(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena);
	struct hold *holds;
	size_t n;

	if (!any_hold(sv))
		return serve_refuse(sv, WHY_ROLE, 0, "this role has no hold to look after");
	TRY(vault_holds_open(sv->sc, sv->store->vault, &holds, &n));
	for (size_t i = 0; i < n; i++)
		node_add(list, hold_node(sv, &holds[i]));
	node_set(sv->body, S("holds"), list);
	return OK;
}

static result
find_hold(struct serving *sv, struct str id, struct hold *hold)
{
	struct hold *holds;
	size_t n;

	TRY(vault_holds_open(sv->sc, sv->store->vault, &holds, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(holds[i].id, id)) {
			*hold = holds[i];
			return OK;
		}
	return fail_at(sv->sc, E_ABSENT, S("hold"), "there is no such hold, or it is lifted");
}

static result
review(struct serving *sv, const struct hold *h)
{
	struct entry e = note_begin(sv->store, sv->asker, ENTRY_HOLD_REVIEWED, S("lift"));
	struct instant at;
	uint64_t seq;

	TRY(review_at(sv, h->class, &at));
	TRY(vault_hold_review(sv->sc, sv->store->vault, h->id, at));
	e.record = h->record;
	e.due = at;
	return note_write(sv->sc, sv->store, &e, &seq);
}

result
serve_lift(struct serving *sv)
{
	struct hold h = { 0 };
	uint64_t erased = 0;

	TRY(find_hold(sv, node_get_str(sv->q, S("hold")), &h));
	if (!holds_by(sv, h.class))
		return refuse_hold(sv, h.class);
	node_set_str(&sv->sc->arena, sv->body, S("hold"), h.id);
	if (node_get(sv->q, S("review")) != NULL)
		return review(sv, &h);
	TRY(term_lift(sv->sc, sv->store, h.id));
	TRY(rights_lifted(sv->sc, sv->store, sv->asker, &h, &erased));
	if (erased > 0)
		node_set_int(&sv->sc->arena, sv->body, S("erased"), (int64_t)erased);
	return OK;
}
