/* rights/open.c -- a person makes a request.
 *
 * What can be done at once is done at once: an erasure, an objection, a
 * restriction.  The case then waits for somebody to tell the person.  People
 * whose data we hold for a party are passed to that party where the policy
 * says so; for them nothing is done until the party instructs.
 */
#include "base/json.h"
#include "rights/inside.h"
#include "sys/zone.h"

struct opening {
	struct acting act;
	struct case_row row;
	const struct node *evidence;
	struct erasing erasing;
};

/* -- to whom it is passed --------------------------------------------------------- */

static const struct right *
passing(const struct plan *plan, const struct subject *person)
{
	for (size_t i = 0; i < plan->rights.n; i++) {
		const struct right *r = &plan->rights.at[i];

		if (r->passed_to != NONE && person->party.n > 0
		    && (r->subject == NONE || r->subject == person->type))
			return r;
	}
	return NULL;
}

static result
pass_on(struct opening *o, size_t i, const struct subject *person)
{
	const struct right *r = passing(o->act.plan, person);
	struct instant by;

	o->row.passed[i] = S("");
	if (r == NULL || (!r->all && r->kind != o->row.c.right))
		return OK;
	if (o->act.asker->party.n > 0) /* it is theirs to answer, and they do */
		return OK;
	by = zone_plus(o->row.c.received, r->passed_within);
	o->row.passed[i] = person->party;
	o->row.c.passed_to = person->party;
	o->row.c.due = instant_min(o->row.c.due, by);
	return OK;
}

/* Whom it is about: of those found, the ones this asker may act for. */
static result
take_people(struct opening *o, const struct node *who)
{
	struct str *ids;
	size_t n;

	TRY(gate_who(o->act.sc, o->act.store, who, &ids, &n));
	o->row.c.subjects = NEW_ARRAY(&o->act.sc->arena, n, struct str);
	o->row.passed = NEW_ARRAY(&o->act.sc->arena, n, struct str);
	for (size_t i = 0; i < n; i++) {
		struct subject person;

		TRY(vault_subject(o->act.sc, o->act.store->vault, ids[i], &person));
		if (o->act.asker->party.n > 0 && !str_eq(o->act.asker->party, person.party))
			continue;
		TRY(pass_on(o, o->row.c.n, &person));
		o->row.c.subjects[o->row.c.n++] = ids[i];
	}
	return OK;
}

/* -- what is done at once ------------------------------------------------------------ */

static result
erase_at_once(struct opening *o, struct str subject)
{
	return erase_person(&o->erasing, subject);
}

static bool
clock_named(const struct node *keep, struct str dataset)
{
	if (keep == NULL)
		return false;
	if (keep->kind == NODE_STR)
		return str_eq(keep->text, S("all")) || str_eq(keep->text, dataset);
	NODE_EACH(name, keep)
		if (name->kind == NODE_STR && str_eq(name->text, dataset))
			return true;
	return false;
}

/* LAW UK GDPR Art 18(1)(c): the person may want it kept.  `keep` of the
 * evidence names the datasets whose clocks stop, or "all". */
static result
stop_clocks(struct opening *o, struct str subject)
{
	const struct node *keep = node_get(o->evidence, S("keep"));
	struct record *records;
	size_t n;

	TRY(vault_records_of(o->act.sc, o->act.store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++) {
		const struct dataset *d = &o->act.plan->datasets.at[records[i].dataset];

		if (!d->built_in && clock_named(keep, d->name))
			TRY(term_pause(o->act.sc, o->act.store, records[i].id, true));
	}
	return OK;
}

static result
restrict_at_once(struct opening *o, struct str subject)
{
	struct entry e = note_begin(o->act.store, o->act.asker, ENTRY_RESTRICTED, S("case"));
	uint64_t seq;

	TRY(vault_subject_restrict(o->act.sc, o->act.store->vault, subject, true));
	TRY(stop_clocks(o, subject));
	e.case_id = o->row.c.id;
	TRY(note_subject(o->act.sc, o->act.store, &e, subject));
	return note_write(o->act.sc, o->act.store, &e, &seq);
}

static struct reach
reach_of_purpose(const struct plan *plan, uint16_t purpose)
{
	struct reach reach = { .all = true };
	unsigned marketing;

	if (purpose == NONE)
		return reach;
	marketing = plan->purposes.at[purpose].marketing;
	for (size_t i = 0; i < 2; i++) {
		struct reach other = { .type = i == 0 ? TYPE_PHONE : TYPE_EMAIL };

		if (!will_reaches(&other, marketing))
			reach = (struct reach){ .type = i == 0 ? TYPE_EMAIL : TYPE_PHONE };
	}
	return reach;
}

/* LAW UK GDPR Art 21(2), (3): marketing ends at once and without condition;
 * (1): any other use stops until it is decided. */
static result
object_at_once(struct opening *o, struct str subject)
{
	const struct plan *plan = o->act.plan;
	uint16_t purpose = plan_purpose(plan, node_get_str(o->evidence, S("purpose")));
	struct reach reach = reach_of_purpose(plan, purpose);
	uint64_t seq = 0;

	if (purpose != NONE && plan->purposes.at[purpose].marketing == 0)
		return will_object(
		    o->act.sc, o->act.store, o->act.asker, subject, purpose, o->row.c.id, &seq);
	return will_opt_out(
	    o->act.sc, o->act.store, o->act.asker, subject, &reach, o->row.c.id, &seq);
}

static result (*const at_once[RIGHTS])(struct opening *, struct str) = {
	[RIGHT_ERASURE] = erase_at_once,
	[RIGHT_RESTRICT] = restrict_at_once,
	[RIGHT_OBJECT] = object_at_once,
};

static result
carry_out(struct opening *o)
{
	if (at_once[o->row.c.right] == NULL)
		return OK;
	for (size_t i = 0; i < o->row.c.n; i++)
		if (o->row.passed[i].n == 0)
			TRY(at_once[o->row.c.right](o, o->row.c.subjects[i]));
	return OK;
}

/* -- the case itself ------------------------------------------------------------------- */

/* What was asked, by whom and with what evidence: sealed, with a clock. */
static result
seal_request(struct opening *o, const struct node *who)
{
	struct arena *arena = &o->act.sc->arena;
	struct node *file = node_map(arena);
	struct subject person = { .id = S(""), .party = S("") };

	node_set_str(arena, file, S("right"), str_of(right_word(o->row.c.right)));
	node_set(file, S("who"), node_copy(arena, who));
	if (o->evidence != NULL)
		node_set(file, S("evidence"), node_copy(arena, o->evidence));
	if (o->row.c.n > 0)
		TRY(vault_subject(o->act.sc, o->act.store->vault, o->row.c.subjects[0], &person));
	return vault_put_content(o->act.sc, o->act.store->vault, S("case"), person.id, person.party,
	    json_text(arena, file), &o->row.record);
}

static result
note_opened(struct opening *o)
{
	TRY(case_note(&o->act, ENTRY_CASE_OPENED, &o->row, &o->act.v->entry));
	for (size_t i = 0; i < o->row.c.n; i++) {
		struct entry e =
		    note_begin(o->act.store, o->act.asker, ENTRY_CASE_PASSED, S("case"));
		uint64_t seq;

		if (o->row.passed[i].n == 0)
			continue;
		e.case_id = o->row.c.id;
		e.party = o->row.passed[i];
		TRY(note_subject(o->act.sc, o->act.store, &e, o->row.c.subjects[i]));
		TRY(note_write(o->act.sc, o->act.store, &e, &seq));
	}
	return OK;
}

static result
objection_known(struct opening *o)
{
	struct str purpose = node_get_str(o->evidence, S("purpose"));

	if (o->row.c.right != RIGHT_OBJECT || purpose.n == 0
	    || plan_purpose(o->act.plan, purpose) != NONE)
		return OK;
	return verdict_refuse(o->act.sc, o->act.v, WHY_NO_PURPOSE, 0,
	    "say a purpose of the policy, or none for all marketing");
}

static result
open_case(struct opening *o, struct instant received, const struct node *who)
{
	o->row.c.state = CASE_OPEN;
	o->row.c.received = received;
	o->row.c.passed_to = S("");
	o->row.c.due = rights_deadline(o->row.c.right, received, o->act.plan);
	TRY(take_people(o, who));
	TRY(seal_request(o, who));
	TRY(case_store_new(&o->act, &o->row));
	TRY(note_opened(o));
	TRY(erasing_begin(&o->erasing, &o->act, ERASED_PERSON));
	o->erasing.for_case = o->row.c.id;
	return carry_out(o);
}

result
rights_open(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    enum right_kind right, const struct node *who, struct instant received,
    const struct node *evidence, struct verdict *v, struct person_case *c, struct stays **stays,
    size_t *n_stays)
{
	struct opening o = {
		.act = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v },
		.row.c.right = right,
		.evidence = evidence,
	};

	*n_stays = 0;
	if (received.us == 0)
		received = sc->now;
	if (instant_before(sc->now, received))
		return fail_at(sc, E_INPUT, S("received"),
		    "a request cannot have been received in the future");
	TRY(may_act(&o.act));
	if (verdict_allows(v))
		TRY(objection_known(&o));
	if (!verdict_allows(v))
		return OK;
	TRY(open_case(&o, received, who));
	*stays = o.erasing.stays;
	*n_stays = o.erasing.n_stays;
	*c = o.row.c;
	return told_of_case(sc, store, c->id, &c->tell, &c->n_tell);
}
