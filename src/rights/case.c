/* rights/case.c -- cases: what is asked, in which state, by when.
 *
 *  R1  A case has a date by which it must be answered; no state is without a
 *      way out: `moves` below names every way there is.
 */
#include "base/check.h"
#include "base/json.h"
#include "policy/law.h"
#include "rights/inside.h"
#include "sql/statements.h"
#include "sys/ulid.h"

#define CASES_MOST 1000

static const char *const right_words[RIGHTS] = {
#define RIGHT(id, word, ...) [RIGHT_##id] = word,
#include "policy/right.def"
#undef RIGHT
};

static const char *const state_words[] = {
	[CASE_OPEN] = "open",
	[CASE_PAUSED] = "paused",
	[CASE_ANSWERED] = "answered",
	[CASE_REFUSED] = "refused",
	[CASE_CANCELLED] = "cancelled",
	[CASE_LIFTED] = "lifted",
};

const char *
right_word(enum right_kind kind)
{
	CHECK(kind < RIGHTS);
	return right_words[kind];
}

const char *
case_state_word(enum case_state state)
{
	CHECK(state < N(state_words));
	return state_words[state];
}

static bool
word_in(struct str word, const char *const *words, size_t n, size_t *which)
{
	for (*which = 0; *which < n; ++*which)
		if (str_eq(word, str_of(words[*which])))
			return true;
	return false;
}

/* -- rows ------------------------------------------------------------------- */

result
case_store_new(struct acting *a, struct case_row *row)
{
	row->c.id = ulid_new(&a->sc->arena, a->sc->now);
	TRY(sql_case_add(a->sc, vault_sql(a->store->vault),
	    &(struct sql_case_add_in){
		.id = row->c.id,
		.kind = str_of(right_word(row->c.right)),
		.state = str_of(case_state_word(row->c.state)),
		.received = row->c.received.us,
		.due = row->c.due.us,
		.party = a->asker->party,
		.record = row->record,
	    }));
	for (size_t i = 0; i < row->c.n; i++)
		TRY(sql_case_subject_add(a->sc, vault_sql(a->store->vault), row->c.id,
		    row->c.subjects[i], row->passed[i]));
	return OK;
}

result
case_store(struct acting *a, const struct case_row *row)
{
	return sql_case_move(a->sc, vault_sql(a->store->vault),
	    &(struct sql_case_move_in){
		.state = str_of(case_state_word(row->c.state)),
		.due = row->c.due.us,
		.closed = { .set = row->c.closed.us != 0, .n = row->c.closed.us },
		.paused = { .set = row->was_paused, .n = row->paused.us },
		.extended = row->extended,
		.announced = { .set = row->announced.set, .n = row->announced.at.us },
		.id = row->c.id,
	    });
}

static result
load_subjects(struct acting *a, struct case_row *row)
{
	struct sql_case_subject_list_rows rows;

	TRY(sql_case_subject_list(a->sc, vault_sql(a->store->vault), row->c.id, &rows));
	row->c.subjects = NEW_ARRAY(&a->sc->arena, rows.n, struct str);
	row->passed = NEW_ARRAY(&a->sc->arena, rows.n, struct str);
	row->c.passed_to = S("");
	for (size_t i = 0; i < rows.n; i++) {
		row->c.subjects[i] = rows.at[i].subject;
		row->passed[i] = rows.at[i].passed_to;
		if (row->c.passed_to.n == 0)
			row->c.passed_to = rows.at[i].passed_to;
	}
	row->c.n = rows.n;
	return OK;
}

result
case_load(struct acting *a, struct str id, struct case_row *row)
{
	struct sql_case_get_row got = { 0 };
	size_t kind, state;
	bool found;

	*row = (struct case_row){ 0 };
	TRY(sql_case_get(a->sc, vault_sql(a->store->vault), id, &got, &found));
	if (!found || (a->asker->party.n > 0 && !str_eq(a->asker->party, got.party)))
		return verdict_gone(a->sc, a->v);
	if (!word_in(got.kind, right_words, RIGHTS, &kind)
	    || !word_in(got.state, state_words, N(state_words), &state))
		return fail(
		    a->sc, E_DAMAGED, "a case cannot be read; restore the store from a backup");
	row->c = (struct person_case){
		.id = id,
		.right = (enum right_kind)kind,
		.state = (enum case_state)state,
		.received = { got.received },
		.due = { got.due },
		.closed = { got.closed.set ? got.closed.n : 0 },
	};
	row->was_paused = got.paused.set;
	row->paused.us = got.paused.n;
	row->extended = got.extended != 0;
	row->announced = (struct due){ .set = got.announced.set, .at = { got.announced.n } };
	row->record = got.record;
	TRY(told_of_case(a->sc, a->store, id, &row->c.tell, &row->c.n_tell));
	return load_subjects(a, row);
}

/* One entry for each person it is about, so that it is in their own history. */
result
case_note(struct acting *a, enum entry_kind kind, const struct case_row *row, uint64_t *seq)
{
	struct entry e = note_begin(a->store, a->asker, kind, S("case"));

	e.purpose = S("rights-requests");
	e.case_id = row->c.id;
	e.due = row->c.due;
	note_more(a->sc, &e, S("right"), str_of(right_word(row->c.right)));
	note_more(a->sc, &e, S("reason"), a->reason);
	for (size_t i = 0; i < row->c.n; i++) {
		struct subject person;
		bool absent;

		TRY(verdict_absent(a->sc,
		    vault_subject(a->sc, a->store->vault, row->c.subjects[i], &person), &absent));
		if (absent)
			continue;
		TRY(note_subject(a->sc, a->store, &e, row->c.subjects[i]));
		TRY(note_write(a->sc, a->store, &e, seq));
	}
	return e.subject.n > 0 ? OK : note_write(a->sc, a->store, &e, seq);
}

/* -- what may be done with a case --------------------------------------------- */

/* clang-format off */
static const struct {
	enum case_state from;
	enum case_act act;
	enum case_state to;
	enum entry_kind entry;
	bool reasons; /* the person is told why */
} moves[] = {
	{ CASE_OPEN,     ACT_PAUSE,  CASE_PAUSED,    ENTRY_CASE_PAUSED,    true },
	{ CASE_PAUSED,   ACT_RESUME, CASE_OPEN,      ENTRY_CASE_RESUMED,   false },
	{ CASE_OPEN,     ACT_EXTEND, CASE_OPEN,      ENTRY_CASE_EXTENDED,  true },
	{ CASE_OPEN,     ACT_ANSWER, CASE_ANSWERED,  ENTRY_CASE_ANSWERED,  false },
	{ CASE_PAUSED,   ACT_ANSWER, CASE_ANSWERED,  ENTRY_CASE_ANSWERED,  false },
	{ CASE_OPEN,     ACT_REFUSE, CASE_REFUSED,   ENTRY_CASE_REFUSED,   true },
	{ CASE_PAUSED,   ACT_REFUSE, CASE_REFUSED,   ENTRY_CASE_REFUSED,   true },
	{ CASE_OPEN,     ACT_CANCEL, CASE_CANCELLED, ENTRY_CASE_CANCELLED, false },
	{ CASE_PAUSED,   ACT_CANCEL, CASE_CANCELLED, ENTRY_CASE_CANCELLED, false },
	/* a restriction that was granted is lifted by taking the request back */
	{ CASE_ANSWERED, ACT_CANCEL, CASE_CANCELLED, ENTRY_CASE_CANCELLED, false },
	/* or by us, after the person was told */
	{ CASE_OPEN,     ACT_ANNOUNCE, CASE_OPEN,    ENTRY_CASE_ANNOUNCED, true },
	{ CASE_ANSWERED, ACT_ANNOUNCE, CASE_ANSWERED, ENTRY_CASE_ANNOUNCED, true },
	{ CASE_OPEN,     ACT_LIFT,   CASE_LIFTED,    ENTRY_CASE_LIFTED,    false },
	{ CASE_ANSWERED, ACT_LIFT,   CASE_LIFTED,    ENTRY_CASE_LIFTED,    false },
};
/* clang-format on */

static bool
final_state(enum case_state state)
{
	return state != CASE_OPEN && state != CASE_PAUSED;
}

/* Pausing stops the clock where the law lets it (UK GDPR Art 12A); an extension is given once, and
 * before the time is over. */
static result
move_clock(struct acting *a, enum case_act act, struct case_row *row)
{
	if (act == ACT_PAUSE) {
		row->was_paused = true;
		row->paused = a->sc->now;
	} else if (row->was_paused) {
		if (law_leave(a->plan->law_date, LAW_LEAVE_STOP_CLOCK, NULL))
			row->c.due =
			    instant_plus(row->c.due, instant_since(a->sc->now, row->paused));
		row->was_paused = false;
	}
	if (act != ACT_EXTEND)
		return OK;
	if (row->extended || instant_before(row->c.due, a->sc->now))
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "the time is extended once, and before it is over");
	row->extended = true;
	row->c.due = rights_extended(row->c.right, row->c.received, row->c.due, a->plan);
	return OK;
}

/* Clocks that the restriction stopped run again, but for what a hold stops. */
static result
start_clocks(struct acting *a, struct str subject)
{
	struct record *records;
	size_t n;

	TRY(vault_records_of(a->sc, a->store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++)
		TRY(term_pause(a->sc, a->store, records[i].id, false));
	return OK;
}

/* LAW UK GDPR Art 18(3): the person is informed before (R6). */
static result
announce_or_lift(struct acting *a, enum case_act act, struct case_row *row)
{
	if (act == ACT_ANNOUNCE) {
		row->announced = (struct due){ .set = true, .at = a->sc->now };
		return OK;
	}
	if (!row->announced.set)
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "the person is told before a restriction is lifted: announce it first");
	if (instant_before(a->sc->now, lifted_from(row->announced.at)))
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "the person was told today: it is lifted from tomorrow on");
	return OK;
}

/* A restriction that is refused, taken back or lifted no longer restricts. */
static result
lift_restriction(struct acting *a, const struct case_row *row)
{
	for (size_t i = 0; i < row->c.n; i++) {
		struct entry e = note_begin(a->store, a->asker, ENTRY_UNRESTRICTED, S("case"));
		struct subject person;
		bool absent;
		uint64_t seq;

		TRY(verdict_absent(a->sc,
		    vault_subject(a->sc, a->store->vault, row->c.subjects[i], &person), &absent));
		if (absent || !person.restricted)
			continue;
		TRY(vault_subject_restrict(a->sc, a->store->vault, person.id, false));
		TRY(start_clocks(a, person.id));
		e.case_id = row->c.id;
		TRY(note_subject(a->sc, a->store, &e, person.id));
		TRY(note_write(a->sc, a->store, &e, &seq));
	}
	return OK;
}

/* LAW UK GDPR Art 21(1): compelling grounds, and never for direct marketing (3). */
static result
end_objection(struct acting *a, const struct case_row *row)
{
	struct node *file;
	struct str text;
	uint16_t purpose;

	TRY(vault_content(a->sc, a->store->vault, row->record, &text));
	TRY(json_parse(a->sc, text, &file));
	purpose = plan_purpose(a->plan, node_get_str(node_get(file, S("evidence")), S("purpose")));
	if (purpose == NONE || a->plan->purposes.at[purpose].marketing != 0)
		return verdict_refuse(a->sc, a->v, WHY_CASE_STATE, 0,
		    "an objection to direct marketing cannot be refused");
	for (size_t i = 0; i < row->c.n; i++) {
		if (row->passed[i].n > 0)
			continue;
		TRY(vault_object_end(a->sc, a->store->vault, row->c.subjects[i], purpose));
		TRY(term_recompute(a->sc, a->store, NONE, S(""), row->c.subjects[i], S("")));
	}
	return OK;
}

static result
tell_closing(struct acting *a, struct case_row *row)
{
	uint16_t event = plan_event(a->plan, plan_dataset(a->plan, S("case")), S("closing"));
	struct moved *moved;
	size_t n;

	row->c.closed = a->sc->now;
	if (event == NONE || row->record.n == 0)
		return OK;
	return term_event(
	    a->sc, a->store, a->asker, event, row->record, S(""), S(""), a->sc->now, &moved, &n);
}

static result
make_move(struct acting *a, size_t move, struct case_row *row)
{
	enum case_act act = moves[move].act;

	TRY(move_clock(a, act, row));
	if (!verdict_allows(a->v))
		return OK;
	if (act == ACT_ANNOUNCE || act == ACT_LIFT)
		TRY(announce_or_lift(a, act, row));
	if (!verdict_allows(a->v))
		return OK;
	row->c.state = moves[move].to;
	if (row->c.right == RIGHT_RESTRICT
	    && (act == ACT_REFUSE || act == ACT_CANCEL || act == ACT_LIFT))
		TRY(lift_restriction(a, row));
	if (row->c.right == RIGHT_OBJECT && act == ACT_REFUSE)
		TRY(end_objection(a, row));
	if (!verdict_allows(a->v))
		return OK;
	if (final_state(row->c.state) && act != ACT_ANNOUNCE)
		TRY(tell_closing(a, row));
	TRY(case_store(a, row));
	return case_note(a, moves[move].entry, row, &a->v->entry);
}

static result
find_move(struct acting *a, enum case_act act, struct str reasons, struct case_row *row)
{
	for (size_t i = 0; i < N(moves); i++) {
		if (moves[i].from != row->c.state || moves[i].act != act)
			continue;
		if (moves[i].from == CASE_ANSWERED || act == ACT_ANNOUNCE || act == ACT_LIFT)
			if (row->c.right != RIGHT_RESTRICT)
				continue;
		if (moves[i].reasons && str_trim(reasons).n == 0)
			return verdict_refuse(
			    a->sc, a->v, WHY_REASON, 0, "the person is told why; give the reasons");
		return make_move(a, i, row);
	}
	return verdict_refuse(
	    a->sc, a->v, WHY_CASE_STATE, 0, "the case is %s", case_state_word(row->c.state));
}

result
rights_act(struct scope *sc, struct store *store, const struct asker *asker, struct str id,
    enum case_act act, struct str reasons, struct verdict *v, struct person_case *c,
    struct str *letter)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = reasons, .v = v };
	struct case_row row = { 0 };

	/* what is done with a case is its own reason: the case */
	if (str_trim(a.reason).n == 0)
		a.reason = id;
	TRY(may_act(&a));
	if (verdict_allows(v))
		TRY(case_load(&a, id, &row));
	if (verdict_allows(v))
		TRY(find_move(&a, act, reasons, &row));
	*letter = verdict_allows(v) && act == ACT_ANNOUNCE
		      ? letter_of_lifting(&a, &row, reasons)
		      : S("");
	*c = row.c;
	return OK;
}

result
rights_case(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    struct str id, struct verdict *v, struct person_case *c)
{
	struct acting a = { .sc = sc,
		.store = store,
		.asker = asker,
		.reason = reason.n > 0 ? reason : id,
		.v = v };
	struct case_row row = { 0 };

	TRY(may_act(&a));
	if (verdict_allows(v))
		TRY(case_load(&a, id, &row));
	*c = row.c;
	return OK;
}

static result
add_cases(
    struct acting *a, const struct str *ids, size_t n_ids, struct person_case *cases, size_t *n)
{
	for (size_t i = 0; i < n_ids; i++) {
		struct verdict mine = { 0 };
		struct acting one = *a;
		struct case_row row;

		one.v = &mine;
		TRY(case_load(&one, ids[i], &row));
		if (verdict_allows(&mine))
			cases[(*n)++] = row.c;
	}
	return OK;
}

static result
list_ids(struct acting *a, bool open_only, struct str **ids, size_t *n)
{
	struct sql *sql = vault_sql(a->store->vault);
	struct sql_case_in_state_rows open, paused;
	struct sql_case_list_rows all;

	*n = 0;
	if (!open_only) {
		TRY(sql_case_list(a->sc, sql, CASES_MOST, &all));
		*ids = NEW_ARRAY(&a->sc->arena, all.n, struct str);
		for (size_t i = 0; i < all.n; i++)
			(*ids)[(*n)++] = all.at[i].id;
		return OK;
	}
	TRY(sql_case_in_state(a->sc, sql, str_of(case_state_word(CASE_OPEN)), CASES_MOST, &open));
	TRY(sql_case_in_state(
	    a->sc, sql, str_of(case_state_word(CASE_PAUSED)), CASES_MOST, &paused));
	*ids = NEW_ARRAY(&a->sc->arena, open.n + paused.n, struct str);
	for (size_t i = 0; i < open.n; i++)
		(*ids)[(*n)++] = open.at[i].id;
	for (size_t i = 0; i < paused.n; i++)
		(*ids)[(*n)++] = paused.at[i].id;
	return OK;
}

result
rights_cases(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    bool open_only, struct verdict *v, struct person_case **cases, size_t *n)
{
	/* a list of dates and states: that they are looked after is the reason */
	struct acting a = { .sc = sc,
		.store = store,
		.asker = asker,
		.reason = reason.n > 0 ? reason : S("deadlines"),
		.v = v };
	struct str *ids;
	size_t n_ids;

	*n = 0;
	TRY(may_act(&a));
	if (!verdict_allows(v))
		return OK;
	TRY(list_ids(&a, open_only, &ids, &n_ids));
	*cases = NEW_ARRAY(&sc->arena, n_ids, struct person_case);
	return add_cases(&a, ids, n_ids, *cases, n);
}
