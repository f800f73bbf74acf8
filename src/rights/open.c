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

/* What is done for one case, person by person. */
struct doing {
	struct acting *act;
	const struct case_row *row;
	const struct node *evidence;
	struct erasing erasing;
};

/* -- to whom it is passed --------------------------------------------------------- */

static void
mark_passed(struct acting *a, struct case_row *row, size_t i, const struct subject *person)
{
	const struct right *r = pass_line(a->plan, row->c.right, person);

	row->passed[i] = S("");
	if (r == NULL || a->asker->party.n > 0) /* it is theirs to answer, and they do */
		return;
	row->passed[i] = person->party;
	row->c.passed_to = person->party;
	if (row->c.right != RIGHT_INFORMED) /* nobody waits for an answer */
		row->c.due =
		    instant_min(row->c.due, zone_plus(row->c.received, r->passed_within));
}

result
case_take_person(struct acting *a, struct case_row *row, struct str id, bool *taken)
{
	struct str *subjects = NEW_ARRAY(&a->sc->arena, row->c.n + 1, struct str);
	struct str *passed = NEW_ARRAY(&a->sc->arena, row->c.n + 1, struct str);
	struct subject person;

	TRY(vault_subject(a->sc, a->store->vault, id, &person));
	*taken = a->asker->party.n == 0 || str_eq(a->asker->party, person.party);
	if (!*taken)
		return OK;
	for (size_t i = 0; i < row->c.n; i++) {
		subjects[i] = row->c.subjects[i];
		passed[i] = row->passed[i];
	}
	subjects[row->c.n] = id;
	row->c.subjects = subjects;
	row->passed = passed;
	mark_passed(a, row, row->c.n++, &person);
	return OK;
}

/* Whom it is about: of those found, the ones this asker may act for. */
static result
take_people(struct acting *a, struct case_row *row, const struct node *who)
{
	struct str *ids;
	size_t n;

	TRY(gate_people(a->sc, a->store, who, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		bool taken;

		TRY(case_take_person(a, row, ids[i], &taken));
	}
	return OK;
}

/* -- what is done at once ------------------------------------------------------------ */

static result
erase_at_once(struct doing *o, struct str subject)
{
	TRY(erase_asked(&o->erasing, subject, o->evidence));
	return notices_end_of(o->act, subject);
}

static bool
clock_named(const struct node *keep, struct str dataset)
{
	if (keep == NULL)
		return false;
	if (keep->kind == NODE_STR)
		return str_eq(keep->text, S("all")) || str_eq(keep->text, dataset);
	return node_lists(keep, dataset);
}

/* LAW UK GDPR Art 18(1)(c): the person may want it kept.  `keep` of the
 * evidence names the datasets whose clocks stop, or "all". */
static result
stop_clocks(struct doing *o, struct str subject)
{
	const struct node *keep = node_get(o->evidence, S("keep"));
	struct record *records;
	size_t n;

	TRY(vault_records_of(o->act->sc, o->act->store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++) {
		const struct dataset *d = &o->act->plan->datasets.at[records[i].dataset];

		if (!d->built_in && clock_named(keep, d->name))
			TRY(term_pause(o->act->sc, o->act->store, records[i].id, true));
	}
	return OK;
}

static result
restrict_at_once(struct doing *o, struct str subject)
{
	struct entry e = note_begin(o->act->store, o->act->asker, ENTRY_RESTRICTED, S("case"));
	uint64_t seq;

	TRY(vault_subject_restrict(o->act->sc, o->act->store->vault, subject, true));
	TRY(stop_clocks(o, subject));
	TRY(told_restrict(o->act->sc, o->act->store, subject, o->row->c.id)); /* LAW UK GDPR Art 19 */
	e.case_id = o->row->c.id;
	TRY(note_subject(o->act->sc, o->act->store, &e, subject));
	return note_write(o->act->sc, o->act->store, &e, &seq);
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

/* LAW UK GDPR Art 21(1): to what rests on interests or a public task, and not to what a contract,
 * the law or somebody's life asks for. */
static bool
is_objected_to(const struct plan *plan, const struct purpose *p)
{
	for (uint16_t g = p->first_ground; g < p->first_ground + p->grounds; g++) {
		enum basis basis = plan->grounds.at[g].basis;

		if (basis != BASIS_CONTRACT && basis != BASIS_LAW && basis != BASIS_VITAL)
			return true;
	}
	return p->grounds == 0;
}

/* LAW UK GDPR Art 21(2), (3): marketing ends at once and without condition;
 * (1): any other use stops until it is decided. */
static result
object_at_once(struct doing *o, struct str subject)
{
	const struct plan *plan = o->act->plan;
	uint16_t purpose = plan_purpose(plan, node_get_str(o->evidence, S("purpose")));
	struct reach reach = reach_of_purpose(plan, purpose);
	uint64_t seq = 0;

	if (purpose != NONE && !is_objected_to(plan, &plan->purposes.at[purpose]))
		return OK; /* it goes on, and the person is told why */
	if (purpose != NONE && plan->purposes.at[purpose].marketing == 0)
		return will_object(
		    o->act->sc, o->act->store, o->act->asker, subject, purpose, o->row->c.id, &seq);
	return will_opt_out(
	    o->act->sc, o->act->store, o->act->asker, subject, &reach, o->row->c.id, &seq);
}

static result (*const at_once[CASE_KINDS])(struct doing *, struct str) = {
	[RIGHT_ERASURE] = erase_at_once,
	[RIGHT_RESTRICT] = restrict_at_once,
	[RIGHT_OBJECT] = object_at_once,
};

result
carry_out(struct acting *a, struct case_row *row, const struct node *evidence,
    struct stays **stays, size_t *n)
{
	struct doing o = { .act = a, .row = row, .evidence = evidence };

	*n = 0;
	TRY(erasing_begin(&o.erasing, a, ERASED_PERSON));
	o.erasing.for_case = row->c.id;
	if (at_once[row->c.right] == NULL)
		return OK;
	for (size_t i = 0; i < row->c.n; i++)
		if (row->passed[i].n == 0)
			TRY(at_once[row->c.right](&o, row->c.subjects[i]));
	*stays = o.erasing.stays;
	*n = o.erasing.n_stays;
	row->c.erasing = o.erasing.later;
	return row->c.right == RIGHT_ERASURE && !row->c.erasing ? case_erased(a, row) : OK;
}

/* Each party speaks for its own people: of several, each gets a case of its own. */
static bool
of_one_party(const struct case_row *row)
{
	struct str party = S("");

	for (size_t i = 0; i < row->c.n; i++) {
		if (row->passed[i].n == 0)
			continue;
		if (party.n > 0 && !str_eq(party, row->passed[i]))
			return false;
		party = row->passed[i];
	}
	return true;
}

result
carry_out_instructed(struct acting *a, struct case_row *row, const struct node *evidence,
    struct stays **stays, size_t *n)
{
	struct doing o = { .act = a, .row = row, .evidence = evidence };

	TRY(erasing_begin(&o.erasing, a, ERASED_INSTRUCTION));
	o.erasing.for_case = row->c.id;
	if (!of_one_party(row))
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "each party that it was passed to has a case of its own: act on that");
	for (size_t i = 0; i < row->c.n; i++)
		if (row->passed[i].n > 0)
			TRY(at_once[row->c.right](&o, row->c.subjects[i]));
	*stays = o.erasing.stays;
	*n = o.erasing.n_stays;
	row->c.erasing = o.erasing.later;
	if (row->c.right == RIGHT_ERASURE && verdict_allows(a->v) && !row->c.erasing)
		return case_erased(a, row);
	return OK;
}

/* -- the case itself ------------------------------------------------------------------- */

/* What was asked, by whom and by which address: sealed, with a clock. */
static result
seal_request(struct acting *a, struct case_row *row, const struct request *q)
{
	struct arena *arena = &a->sc->arena;
	struct node *file = node_map(arena);
	struct subject person = { .id = S(""), .party = S("") };

	node_set_str(arena, file, S("right"), str_of(right_word(row->c.right)));
	node_set(file, S("who"), node_copy(arena, q->who));
	if (q->from != NULL)
		node_set(file, S("from"), node_copy(arena, q->from));
	if (q->evidence != NULL)
		node_set(file, S("evidence"), node_copy(arena, q->evidence));
	if (row->c.n > 0)
		TRY(vault_subject(a->sc, a->store->vault, row->c.subjects[0], &person));
	return vault_put_content(a->sc, a->store->vault, S("case"), person.id, person.party,
	    json_text(arena, file), &row->record);
}

static result
note_opened(struct acting *a, const struct case_row *row)
{
	TRY(case_note(a, ENTRY_CASE_OPENED, row, &a->v->entry));
	if (row->c.state == CASE_PAUSED)
		return case_note(a, ENTRY_CASE_PAUSED, row, &a->v->entry);
	return pass_on(a, row);
}

/* A closed list: what shows who somebody is, is looked at and not sent in here (R8). */
static result
evidence_known(struct acting *a, const struct node *evidence)
{
	static const char *const members[] = { "purpose", "keep", "changes", "records",
		"fields", "decision", "text" };

	NODE_EACH(member, evidence) {
		bool known = false;

		for (size_t i = 0; i < N(members); i++)
			known = known || str_eq(member->key, str_of(members[i]));
		if (!known)
			return fail_at(a->sc, E_INPUT, S("evidence"),
			    "evidence is what is asked for: purpose, keep, changes, records, fields, "
			    "decision or text; what shows who somebody is, is not kept");
	}
	return OK;
}

result
objection_known(struct acting *a, const struct request *q)
{
	struct str purpose = node_get_str(q->evidence, S("purpose"));

	if (q->right != RIGHT_OBJECT || purpose.n == 0 || plan_purpose(a->plan, purpose) != NONE)
		return OK;
	return verdict_refuse(a->sc, a->v, WHY_NO_PURPOSE, 0,
	    "say a purpose of the policy, or none for all marketing");
}

/* Nobody has to show who they are to be left alone; for a use that is no advertising to stop,
 * an address that anybody may have typed is not enough (R16). */
static bool
must_show(const struct acting *a, const struct case_row *row, const struct request *q)
{
	uint16_t purpose = plan_purpose(a->plan, node_get_str(q->evidence, S("purpose")));

	if (row->c.right != RIGHT_OBJECT || node_get_bool(q->from, S("proved"), true))
		return identity_matters(row->c.right);
	return purpose != NONE && a->plan->purposes.at[purpose].marketing == 0;
}

/* R8: until who asks is shown, the case waits. */
static result
await_identity(struct acting *a, struct case_row *row, const struct request *q)
{
	bool known;

	if (q->from == NULL)
		return OK;
	TRY(identity_known(a, row, q->from, &known));
	if (known || !must_show(a, row, q))
		return OK;
	row->c.state = CASE_PAUSED;
	row->c.waits = WAITS_IDENTITY;
	row->was_paused = true;
	row->paused = a->sc->now;
	return OK;
}

result
case_begin(struct acting *a, struct case_row *row, const struct request *q)
{
	row->c.state = CASE_OPEN;
	row->c.fee = row->c.passed_to = S("");
	row->clock.from = row->c.received;
	row->c.due = rights_clock_due(row->c.right, row->clock, a->plan);
	if (row->c.right == RIGHT_UNSORTED) /* whom it is about is said with what it is */
		return OK;
	TRY(take_people(a, row, q->who));
	return await_identity(a, row, q);
}

result
case_enter(struct acting *a, struct case_row *row, const struct request *q)
{
	TRY(case_begin(a, row, q));
	TRY(seal_request(a, row, q));
	TRY(case_store_new(a, row));
	return note_opened(a, row);
}

result
case_open_for(struct acting *a, const struct request *q, struct case_row *row)
{
	*row = (struct case_row){ .c.right = q->right, .c.received = a->sc->now };
	return case_enter(a, row, q);
}

result
case_open_of(struct acting *a, enum right_kind right, const struct node *who,
    const struct node *evidence, struct case_row *row)
{
	return case_open_for(
	    a, &(struct request){ .right = right, .who = who, .evidence = evidence }, row);
}

/* LAW UK GDPR Art 21(3), PECR reg 21, 22: who says no is left alone, known to us or not. */
static result
remember_no(struct acting *a, const struct case_row *row, const struct request *q)
{
	uint16_t purpose = plan_purpose(a->plan, node_get_str(q->evidence, S("purpose")));
	uint64_t seq = 0;

	if (row->c.right != RIGHT_OBJECT || row->c.n > 0
	    || (purpose != NONE && a->plan->purposes.at[purpose].marketing == 0))
		return OK;
	return will_remember(a->sc, a->store, a->asker, q->who, a->asker->party, &seq);
}

result
case_do_at_once(struct acting *a, struct case_row *row, const struct request *q,
    struct stays **stays, size_t *n)
{
	TRY(remember_no(a, row, q));
	return row->c.state == CASE_OPEN ? carry_out(a, row, q->evidence, stays, n) : OK;
}

static result
open_case(struct acting *a, struct case_row *row, const struct request *q, struct opened *opened)
{
	TRY(case_enter(a, row, q));
	TRY(case_do_at_once(a, row, q, &opened->stays, &opened->n_stays));
	if (row->c.state == CASE_OPEN)
		return case_answer_at_once(a, row);
	TRY(code_send(a, row, &opened->coded));
	TRY(letter_of_waiting(a, row, &opened->letter));
	TRY(letter_mail(a, row, opened->letter, &opened->mailed));
	return case_paper_add(a, row, S("identify"), S(""), opened->letter);
}

/* R4: whatever was sent, it is they who ask, now. */
static struct request
of_oneself(struct acting *a, const struct request *q)
{
	struct node *who = node_map(&a->sc->arena);

	node_set_str(&a->sc->arena, who, S("subject"), a->asker->subject);
	return (struct request){
		.right = q->right, .who = who, .evidence = q->evidence, .received = a->sc->now
	};
}

result
rights_open(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    const struct request *q, struct verdict *v, struct opened *opened)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v };
	struct case_row row = { .c.right = q->right };

	struct request own;

	*opened = (struct opened){ .letter = S("") };
	if (asker->kind == ASKER_PERSON) {
		own = of_oneself(&a, q);
		q = &own;
		row.shown = S("code"); /* R8 */
	}
	row.c.received = q->received;
	if (row.c.received.us == 0)
		row.c.received = sc->now;
	if (instant_before(sc->now, row.c.received))
		return fail_at(sc, E_INPUT, S("received"),
		    "a request is entered when it has been received: this is in the future");
	TRY(may_act(&a));
	TRY(evidence_known(&a, q->evidence));
	if (verdict_allows(v))
		TRY(objection_known(&a, q));
	if (!verdict_allows(v))
		return OK;
	TRY(open_case(&a, &row, q, opened));
	opened->c = row.c;
	return told_of_case(sc, store, row.c.id, &opened->c.tell, &opened->c.n_tell);
}
