/* rights/case.c -- cases: what is asked, in which state, by when; their files and papers. */
#include "base/check.h"
#include "base/json.h"
#include "rights/inside.h"
#include "sql/statements.h"
#include "sys/ulid.h"

static const char *const right_words[CASE_KINDS] = {
#define RIGHT(id, word, ...) [RIGHT_##id] = word,
#include "policy/right.def"
#undef RIGHT
	[RIGHT_UNSORTED] = "unsorted",
};

static const char *const right_tolds[CASE_KINDS] = {
#define RIGHT(id, word, article, told) [RIGHT_##id] = told,
#include "policy/right.def"
#undef RIGHT
	[RIGHT_UNSORTED] = "to an answer",
};

const char *
right_told(enum right_kind kind)
{
	CHECK(kind < CASE_KINDS);
	return right_tolds[kind];
}

static const char *const state_words[] = {
	[CASE_OPEN] = "open",
	[CASE_PAUSED] = "paused",
	[CASE_ANSWERED] = "answered",
	[CASE_REFUSED] = "refused",
	[CASE_CANCELLED] = "cancelled",
	[CASE_LIFTED] = "lifted",
};

static const char *const waits_words[] = {
	[WAITS_NOTHING] = "",
	[WAITS_CLARIFICATION] = "clarification",
	[WAITS_IDENTITY] = "identity",
	[WAITS_FEE] = "fee",
	[WAITS_ADDRESS] = "address",
};

struct str
case_waits_word(enum case_waits waits)
{
	CHECK(waits < N(waits_words));
	return str_of(waits_words[waits]);
}

const char *
right_word(enum right_kind kind)
{
	CHECK(kind < CASE_KINDS);
	return right_words[kind];
}

static bool
word_in(struct str word, const char *const *words, size_t n, size_t *which)
{
	for (*which = 0; *which < n; ++*which)
		if (str_eq(word, str_of(words[*which])))
			return true;
	return false;
}

bool
right_of(struct str word, enum right_kind *kind)
{
	size_t which;

	if (!word_in(word, right_words, CASE_KINDS, &which))
		return false;
	*kind = (enum right_kind)which;
	return true;
}

const char *
case_state_word(enum case_state state)
{
	CHECK(state < N(state_words));
	return state_words[state];
}

/* -- rows ------------------------------------------------------------------- */

result
case_store_person(struct acting *a, const struct case_row *row, size_t i)
{
	return sql_case_subject_add(a->sc, vault_sql(a->store->vault), row->c.id,
	    row->c.subjects[i], row->passed[i]);
}

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
		.counted = row->clock.from.us,
		.paused = { .set = row->was_paused, .n = row->paused.us },
		.waits = case_waits_word(row->c.waits),
		.party = row->party.n > 0 ? row->party : a->asker->party,
		.record = row->record,
		.part_of = row->part_of,
	    }));
	for (size_t i = 0; i < row->c.n; i++)
		TRY(case_store_person(a, row, i));
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
		.counted = row->clock.from.us,
		.stopped = row->clock.stopped,
		.stopped_last = row->clock.last.us,
		.extended = row->clock.extended,
		.announced = { .set = row->announced.set, .n = row->announced.at.us },
		.waits = case_waits_word(row->c.waits),
		.acknowledged = { .set = row->c.acknowledged.set,
		    .n = row->c.acknowledged.at.us },
		.fee = row->c.fee,
		.id = row->c.id,
	    });
}

result
case_erased(struct acting *a, struct case_row *row)
{
	row->c.erased = (struct due){ .set = true, .at = a->sc->now };
	TRY(term_backups_clear(a->sc, a->store, a->sc->now, &row->c.backups_clear));
	return sql_case_erased(a->sc, vault_sql(a->store->vault), a->sc->now.us, row->c.id);
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

/* A person's own request is of them alone. */
static bool
is_theirs(const struct acting *a, const struct case_row *row)
{
	if (a->asker->kind != ASKER_PERSON)
		return true;
	return row->c.n == 1 && str_eq(row->c.subjects[0], a->asker->subject);
}

/* Of a case of before format 5, days that did not count stand in its date alone. */
static struct rights_clock
clock_of(const struct acting *a, const struct case_row *row, const struct sql_case_get_row *got)
{
	struct rights_clock clock = { { got->counted }, { got->stopped_last },
		(int32_t)got->stopped, got->extended != 0 }; /* written from one */
	struct instant first;

	if (got->counted != 0)
		return clock;
	clock.from = row->c.received;
	first = rights_clock_due(row->c.right, clock, a->plan);
	if (instant_before(first, row->c.due))
		clock.stopped =
		    (int32_t)(instant_since(row->c.due, first).us / span_days(1).us);
	return clock;
}

result
case_load(struct acting *a, struct str id, struct case_row *row)
{
	struct sql_case_get_row got = { 0 };
	enum right_kind kind;
	size_t state, waits;
	bool found;

	*row = (struct case_row){ 0 };
	TRY(sql_case_get(a->sc, vault_sql(a->store->vault), id, &got, &found));
	if (!found || (a->asker->party.n > 0 && !str_eq(a->asker->party, got.party)))
		return verdict_gone(a->sc, a->v);
	if (!right_of(got.kind, &kind)
	    || !word_in(got.state, state_words, N(state_words), &state)
	    || !word_in(got.waits, waits_words, N(waits_words), &waits))
		return fail(
		    a->sc, E_DAMAGED, "a case cannot be read; restore the store from a backup");
	row->c = (struct person_case){
		.id = id,
		.right = kind,
		.state = (enum case_state)state,
		.waits = (enum case_waits)waits,
		.erased = { .set = got.erased.set, .at = { got.erased.n } },
		.acknowledged = { .set = got.acknowledged.set, .at = { got.acknowledged.n } },
		.fee = got.fee,
		.received = { got.received },
		.due = { got.due },
		.closed = { got.closed.set ? got.closed.n : 0 },
	};
	row->was_paused = got.paused.set;
	row->paused.us = got.paused.n;
	row->clock = clock_of(a, row, &got);
	row->announced = (struct due){ .set = got.announced.set, .at = { got.announced.n } };
	row->record = got.record;
	row->party = got.party;
	row->part_of = got.part_of;
	if (row->c.erased.set)
		TRY(term_backups_clear(
		    a->sc, a->store, row->c.erased.at, &row->c.backups_clear));
	TRY(told_of_case(a->sc, a->store, id, &row->c.tell, &row->c.n_tell));
	TRY(load_subjects(a, row));
	if (row->c.right == RIGHT_ERASURE)
		TRY(steps_open(a, id, &row->c.erasing));
	return is_theirs(a, row) ? OK : verdict_gone(a->sc, a->v);
}

/* "10.00-GBP": an entry has words and no blanks. */
static void
note_fee(struct acting *a, struct entry *e, struct str fee)
{
	struct str currency, amount = str_cut(fee, ' ', &currency);

	if (fee.n > 0)
		note_more(a->sc, e, S("fee"),
		    str_printf(&a->sc->arena, "%.*s-%.*s", STR(amount), STR(currency)));
}

/* One entry for each person it is about, so that it is in their own history. */
result
case_note(struct acting *a, enum entry_kind kind, const struct case_row *row, uint64_t *seq)
{
	struct entry e = note_begin(a->store, a->asker, kind, S("case"));

	e.purpose = S("rights-requests");
	e.case_id = row->c.id;
	e.due = row->c.due;
	e.why = row->why;
	note_more(a->sc, &e, S("right"), str_of(right_word(row->c.right)));
	note_more(a->sc, &e, S("reason"), a->reason);
	note_more(a->sc, &e, S("waits"), case_waits_word(row->c.waits));
	note_more(a->sc, &e, S("shown"), row->shown);
	note_fee(a, &e, row->c.fee);
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

/* -- its file and its papers ------------------------------------------------------ */

result
case_file(struct acting *a, const struct case_row *row, struct node **file)
{
	struct str text;

	TRY(vault_content(a->sc, a->store->vault, row->record, &text));
	return json_parse(a->sc, text, file);
}

result
case_change_file(struct acting *a, const struct case_row *row, const struct node *file)
{
	return vault_change_content(
	    a->sc, a->store->vault, row->record, json_text(&a->sc->arena, file));
}

struct node *
file_with(struct arena *arena, const struct node *map, const char *name, struct node *value)
{
	struct node *n = node_map(arena);

	NODE_EACH(member, map) {
		if (!str_eq(member->key, str_of(name)))
			node_set(n, member->key, node_copy(arena, member));
	}
	if (value != NULL)
		node_set(n, str_of(name), value);
	return n;
}

/* What was no request is none of ours to keep: neither its words nor who wrote them. */
static bool
is_no_request(const struct case_row *row)
{
	return row->c.right == RIGHT_UNSORTED && row->c.state == CASE_CANCELLED;
}

/* The values that somebody asked for stand in their record now, or were refused. */
result
case_spare_file(struct acting *a, const struct case_row *row)
{
	struct arena *arena = &a->sc->arena;
	struct node *file, *evidence;

	if (row->record.n == 0)
		return OK;
	if (is_no_request(row))
		return case_change_file(a, row, node_map(arena));
	TRY(case_file(a, row, &file));
	if (node_get(node_get(file, S("evidence")), S("changes")) == NULL)
		return OK;
	evidence = file_with(arena, node_get(file, S("evidence")), "changes", NULL);
	file = file_with(arena, file, "addresses", NULL);
	return case_change_file(a, row, file_with(arena, file, "evidence", evidence));
}

static struct node *
paper_of(struct acting *a, const struct case_row *row, struct str act)
{
	struct arena *arena = &a->sc->arena;
	struct node *paper = node_map(arena);

	node_set_str(arena, paper, S("case"), row->c.id);
	node_set_str(arena, paper, S("act"), act);
	node_set_time(arena, paper, S("at"), a->sc->now);
	return paper;
}

static result
put_paper(struct acting *a, const struct case_row *row, const struct node *paper)
{
	struct arena *arena = &a->sc->arena;
	struct record file;
	struct str id;

	TRY(vault_record(a->sc, a->store->vault, row->record, &file));
	TRY(vault_put_content(a->sc, a->store->vault, S("case"), file.subject, file.party,
	    json_text(arena, paper), &id));
	return sql_case_paper_add(a->sc, vault_sql(a->store->vault), id, row->c.id);
}

result
case_paper_add(struct acting *a, const struct case_row *row, struct str act, struct str reasons,
    struct str letter)
{
	struct arena *arena = &a->sc->arena;
	struct node *paper = paper_of(a, row, act);

	if (str_trim(reasons).n > 0)
		node_set_str(arena, paper, S("reasons"), str_trim(reasons));
	if (letter.n > 0)
		node_set_str(arena, paper, S("letter"), letter);
	return put_paper(a, row, paper);
}

result
case_paper_came(struct acting *a, const struct case_row *row, struct str act,
    const struct incoming *in)
{
	struct arena *arena = &a->sc->arena;
	struct node *paper = paper_of(a, row, act);

	node_set_str(arena, paper, S("from"), in->from);
	node_set_bool(arena, paper, S("proved"), in->proved);
	node_set_str(arena, paper, S("text"), incoming_words(arena, in));
	return put_paper(a, row, paper);
}

result
case_papers(struct acting *a, const struct case_row *row, struct str **ids, size_t *n)
{
	struct sql_case_paper_list_rows rows;

	TRY(sql_case_paper_list(
	    a->sc, vault_sql(a->store->vault), row->c.id, CASES_MOST, &rows));
	*ids = NEW_ARRAY(&a->sc->arena, rows.n, struct str);
	for (*n = 0; *n < rows.n; ++*n)
		(*ids)[*n] = rows.at[*n].record;
	return OK;
}

/* -- looked at ----------------------------------------------------------------------- */

/* A paper whose time is over is not there any more. */
/* Of what colleagues wrote, the person sees what was written to them. */
static struct node *
letter_alone(struct arena *arena, const struct node *paper)
{
	struct node *map = node_map(arena);

	NODE_EACH(member, paper)
		if (str_eq(member->key, S("act")) || str_eq(member->key, S("at"))
		    || str_eq(member->key, S("letter")))
			node_set(map, member->key, node_copy(arena, member));
	return map;
}

static result
load_papers(struct acting *a, struct case_row *row)
{
	struct str *ids;
	size_t n;

	row->c.papers = node_list(&a->sc->arena);
	TRY(case_papers(a, row, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		struct node *paper;
		struct str text;
		bool absent;

		TRY(verdict_absent(
		    a->sc, vault_content(a->sc, a->store->vault, ids[i], &text), &absent));
		if (absent)
			continue;
		TRY(json_parse(a->sc, text, &paper));
		if (a->asker->kind != ASKER_PERSON)
			node_add(row->c.papers, file_with(&a->sc->arena, paper, "case", NULL));
		else if (node_get_str(paper, S("letter")).n > 0)
			node_add(row->c.papers, letter_alone(&a->sc->arena, paper));
	}
	return OK;
}

static void
add_wanted(struct arena *arena, struct node *list, const struct node *change)
{
	const struct node *values = node_get(change, S("values"));
	struct node *map;

	if (change->kind != NODE_MAP || values == NULL || values->kind != NODE_MAP)
		return;
	map = node_add(list, node_map(arena));
	node_set_str(arena, map, S("record"), node_get_str(change, S("record")));
	node_set(map, S("values"), node_copy(arena, values));
}

/* One record alone was asked for by the person's page, several by others: a list for who reads. */
static struct node *
changes_asked(struct arena *arena, const struct node *changes)
{
	struct node *list = node_list(arena);

	add_wanted(arena, list, changes);
	if (changes->kind == NODE_LIST)
		NODE_EACH(change, changes)
			add_wanted(arena, list, change);
	return list;
}

/* What was sent in is whatever it is: what has the kind that is answered stands there. */
static void
add_asked(struct arena *arena, struct node *asked, const struct node *member)
{
	static const char *const texts[] = { "purpose", "text", "decision" };
	bool is_text = false;

	for (size_t i = 0; i < N(texts); i++)
		is_text = is_text || str_eq(member->key, str_of(texts[i]));
	if (str_eq(member->key, S("changes")))
		node_set(asked, member->key, changes_asked(arena, member));
	else if (!is_text || member->kind == NODE_STR)
		node_set(asked, member->key, node_copy(arena, member));
}

/* Of what came in by itself, nobody but the desk has seen the sender's address. */
static void
add_sender(struct arena *arena, struct node *asked, const struct node *from)
{
	if (node_get(from, S("proved")) == NULL)
		return;
	node_set_str(arena, asked, S("from"), node_get_str(from, S("email")));
	node_set_bool(arena, asked, S("proved"), node_get_bool(from, S("proved"), false));
}

/* The file may be gone already: its clock ran out. */
static result
load_asked(struct acting *a, struct case_row *row)
{
	struct arena *arena = &a->sc->arena;
	struct node *file = NULL;
	bool absent = true;

	row->c.asked = node_map(arena);
	if (row->record.n > 0)
		TRY(verdict_absent(a->sc, case_file(a, row, &file), &absent));
	if (absent)
		return OK;
	NODE_EACH(member, node_get(file, S("evidence")))
		add_asked(arena, row->c.asked, member);
	add_sender(arena, row->c.asked, node_get(file, S("from")));
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
	if (verdict_allows(v))
		TRY(load_papers(&a, &row));
	if (verdict_allows(v))
		TRY(load_asked(&a, &row));
	*c = row.c;
	return OK;
}

/* R4: their own, the newest first. */
static result
list_own(struct acting *a, const struct case_page *page, int64_t most,
    struct sql_case_page_rows *rows)
{
	struct sql_case_of_subject_rows own;

	TRY(sql_case_of_subject(a->sc, vault_sql(a->store->vault), a->asker->subject, page->after,
	    most, &own));
	rows->n = own.n;
	rows->at = NEW_ARRAY(&a->sc->arena, own.n + 1, struct sql_case_page_row);
	for (size_t i = 0; i < own.n; i++)
		rows->at[i].id = own.at[i].id;
	return OK;
}

static result
list_ids(struct acting *a, const struct case_page *page, struct sql_case_page_rows *rows)
{
	struct sql *sql = vault_sql(a->store->vault);
	struct sql_case_open_page_rows open;
	int64_t most = (int64_t)page->most + 1; /* one more says that there are more */

	if (a->asker->kind == ASKER_PERSON)
		return list_own(a, page, most, rows);
	if (!page->open_only)
		return sql_case_page(a->sc, sql, page->after, page->notices, most, rows);
	TRY(sql_case_open_page(a->sc, sql, page->after, page->notices, most, &open));
	rows->n = open.n;
	rows->at = NEW_ARRAY(&a->sc->arena, open.n + 1, struct sql_case_page_row);
	for (size_t i = 0; i < open.n; i++)
		rows->at[i].id = open.at[i].id;
	return OK;
}

result
rights_cases(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    struct case_page *page, struct verdict *v, struct person_case **cases, size_t *n)
{
	/* a list of dates and states: that they are looked after is the reason */
	struct acting a = { .sc = sc,
		.store = store,
		.asker = asker,
		.reason = reason.n > 0 ? reason : S("deadlines"),
		.v = v };
	struct sql_case_page_rows rows;

	*n = 0;
	page->last = S("");
	TRY(may_act(&a));
	if (!verdict_allows(v))
		return OK;
	TRY(list_ids(&a, page, &rows));
	*cases = NEW_ARRAY(&sc->arena, rows.n + 1, struct person_case);
	for (size_t i = 0; i < rows.n && i < page->most; i++) {
		struct verdict mine = { 0 };
		struct acting one = a;
		struct case_row row;

		one.v = &mine;
		TRY(case_load(&one, rows.at[i].id, &row));
		if (verdict_allows(&mine) && !(page->ours && row.part_of.n > 0))
			(*cases)[(*n)++] = row.c;
	}
	if (rows.n > page->most)
		page->last = rows.at[page->most - 1].id;
	return OK;
}
