/* term/told.c -- what was given to whom, and who must be told that it ended. */
#include "policy/law.h"
#include "sys/ulid.h"
#include "sys/zone.h"
#include "term/entry.h"
#include "term/told.h"
#include "term/telling.h"

#define GIVEN_MOST 1000
#define CASE_MOST 1000
#define OVERDUE_MOST 100 /* a look */
#define KEPT_AFTER span_days(90) /* a telling that was confirmed */

/* -- what was given ----------------------------------------------------------- */

result
given_add(struct scope *sc, struct store *store, const struct given *g)
{
	return sql_given_add(sc, vault_sql(store->vault),
	    &(struct sql_given_add_in){
		.instruction = g->instruction,
		.record = g->record,
		.subject = g->subject,
		.recipient = g->recipient,
		.purpose = g->purpose,
		.fields = g->fields,
		.at = g->at.us,
		.delete_by = { .set = g->delete_by.set, .n = g->delete_by.at.us },
	    });
}

/* The two statements have rows of the same columns. */
#define GIVEN_OF(row) \
	(struct given) \
	{ \
		.instruction = (row)->instruction, .record = (row)->record, \
		.subject = (row)->subject, .recipient = (row)->recipient, \
		.purpose = (row)->purpose, .fields = (row)->fields, .at = { (row)->at }, \
		.delete_by = due_of((row)->delete_by), .told = (row)->told \
	}

static result
given_of_record(
    struct scope *sc, struct store *store, struct str record, struct given **given, size_t *n)
{
	struct sql_given_of_record_rows rows;

	TRY(sql_given_of_record(sc, vault_sql(store->vault), record, GIVEN_MOST, &rows));
	*given = NEW_ARRAY(&sc->arena, rows.n, struct given);
	for (*n = 0; *n < rows.n; ++*n)
		(*given)[*n] = GIVEN_OF(&rows.at[*n]);
	return OK;
}

result
given_of(struct scope *sc, struct store *store, struct str record, struct str subject,
    struct given **given, size_t *n)
{
	struct sql_given_of_subject_rows rows;

	if (record.n > 0)
		return given_of_record(sc, store, record, given, n);
	TRY(sql_given_of_subject(sc, vault_sql(store->vault), subject, GIVEN_MOST, &rows));
	*given = NEW_ARRAY(&sc->arena, rows.n, struct given);
	for (*n = 0; *n < rows.n; ++*n)
		(*given)[*n] = GIVEN_OF(&rows.at[*n]);
	return OK;
}

/* -- entries ------------------------------------------------------------------- */

static void
name_fields(struct scope *sc, struct entry *e, struct str names)
{
	struct str *field = NEW_ARRAY(&sc->arena, LEDGER_FIELDS_MAX, struct str);

	e->field = field;
	for (e->fields = 0; names.n > 0 && e->fields < LEDGER_FIELDS_MAX;)
		field[e->fields++] = str_cut(names, ',', &names);
}

result
told_note(struct scope *sc, struct store *store, enum entry_kind kind, const struct asker *by,
    struct str reason, const struct telling *t)
{
	uint16_t recipient = plan_recipient(store->plan, t->recipient);
	struct entry e = term_entry(store, kind);
	struct node *more = node_map(&sc->arena);
	int64_t seq;

	if (by != NULL)
		term_entry_by(store->plan, by, &e);
	if (recipient != NONE)
		e.line = store->plan->recipients.at[recipient].at.line;
	e.recipient = t->recipient;
	e.record = t->record;
	e.subject = t->pseudonym;
	e.case_id = t->for_case;
	e.due = t->confirm_by;
	name_fields(sc, &e, t->fields);
	node_set_str(&sc->arena, more, S("telling"), t->id);
	node_set_str(&sc->arena, more, S("instruction"), t->instruction);
	if (reason.n > 0 && ledger_word(reason))
		node_set_str(&sc->arena, more, S("reason"), reason);
	e.more = more;
	return ledger_append(sc, store->ledger, &e, &seq);
}

/* -- opened (T7) ----------------------------------------------------------------- */

static void
add_name(struct buf *names, struct str name)
{
	if (names->n > 0)
		buf_putc(names, ',');
	buf_put(names, name);
}

static bool
named(struct str names, struct str name)
{
	while (names.n > 0)
		if (str_eq(str_cut(names, ',', &names), name))
			return true;
	return false;
}

/* Which of what was given ends now, and which has ended with it. */
static void
strike(const struct plan *plan, const struct given *g, struct fields gone, struct buf *ended,
    struct buf *told)
{
	struct str names = g->fields;

	while (names.n > 0) {
		struct str name = str_cut(names, ',', &names);
		uint16_t field = plan_field_full(plan, name);
		bool before = named(g->told, name);
		bool now = !before && field != NONE && fields_have(gone, field);

		if (now)
			add_name(ended, name);
		if (now || before)
			add_name(told, name);
	}
}

static struct instant
confirm_by(const struct plan *plan, struct str recipient, struct instant now)
{
	uint16_t r = plan_recipient(plan, recipient);

	if (r != NONE && !term_is_zero(plan->recipients.at[r].confirm_within))
		return zone_plus(now, plan->recipients.at[r].confirm_within);
	return zone_plus(now, law_limit(plan->law_date, LAW_CONFIRMATION)->within);
}

static result
open_one(struct scope *sc, struct store *store, const struct given *g, struct telling *t)
{
	struct sql *sql = vault_sql(store->vault);

	t->id = ulid_new(&sc->arena, sc->now);
	t->recipient = g->recipient;
	t->instruction = g->instruction;
	t->record = g->record;
	t->since = sc->now;
	t->confirm_by = confirm_by(store->plan, g->recipient, sc->now);
	TRY(sql_telling_add(sc, sql,
	    &(struct sql_telling_add_in){
		.id = t->id,
		.recipient = t->recipient,
		.instruction = t->instruction,
		.record = t->record,
		.fields = t->fields,
		.for_case = t->for_case,
		.pseudonym = t->pseudonym,
		.since = t->since.us,
		.confirm_by = t->confirm_by.us,
		.why = t->why,
	    }));
	return told_note(sc, store, ENTRY_TELLING, NULL, S(""), t);
}

result
told_open(struct scope *sc, struct store *store, const struct lifetime *life, struct fields gone,
    struct str pseudonym, struct ending_note note)
{
	struct sql *sql = vault_sql(store->vault);
	struct given *given;
	size_t n;

	if (life->record.n == 0)
		return OK;
	TRY(given_of(sc, store, life->record, S(""), &given, &n));
	for (size_t i = 0; i < n; i++) {
		struct buf ended = buf_new(&sc->arena), told = buf_new(&sc->arena);
		struct telling t = { .pseudonym = pseudonym,
			.for_case = note.for_case,
			.why = term_reason(note.reason) };

		strike(store->plan, &given[i], gone, &ended, &told);
		t.fields = buf_str(&ended);
		if (t.fields.n == 0)
			continue;
		TRY(open_one(sc, store, &given[i], &t));
		TRY(sql_given_told(sc, sql, buf_str(&told), t.instruction, t.record));
	}
	return OK;
}

/* -- looked at -------------------------------------------------------------------- */

result
told_list(struct scope *sc, struct store *store, const struct told_query *q,
    struct telling **tellings, size_t *n)
{
	struct sql_telling_page_rows rows;

	TRY(sql_telling_page(sc, vault_sql(store->vault), q->after, q->recipient, q->waiting,
	    (int64_t)q->most, &rows));
	TELLINGS_OF(sc, rows, tellings, n);
	return OK;
}

result
told_of_case(
    struct scope *sc, struct store *store, struct str id, struct telling **tellings, size_t *n)
{
	struct sql_telling_of_case_rows rows;

	TRY(sql_telling_of_case(sc, vault_sql(store->vault), id, CASE_MOST, &rows));
	TELLINGS_OF(sc, rows, tellings, n);
	return OK;
}

result
told_get(struct scope *sc, struct store *store, struct str id, struct telling *t)
{
	struct sql_telling_get_row row = { 0 };
	bool found;

	TRY(sql_telling_get(sc, vault_sql(store->vault), id, &row, &found));
	if (!found)
		return fail_at(sc, E_ABSENT, S("telling"), "there is no such telling");
	*t = TELLING_OF(&row);
	return OK;
}

/* -- told, confirmed ----------------------------------------------------------------- */

result
told_reached(struct scope *sc, struct store *store, const struct asker *by, struct telling *t)
{
	if (t->told.set)
		return OK;
	t->told = (struct due){ .set = true, .at = sc->now };
	TRY(sql_telling_told(sc, vault_sql(store->vault), sc->now.us, t->id));
	return told_note(sc, store, ENTRY_TOLD, by, S(""), t);
}

/* Nothing is left of the record, here or there: nor of its having been given. */
static result
forget_given(struct scope *sc, struct store *store, const struct telling *t)
{
	struct record record;
	struct fault before = sc->fault;
	result r = vault_record(sc, store->vault, t->record, &record);

	if (r.code != E_ABSENT)
		return r;
	sc->fault = before;
	return sql_given_drop(sc, vault_sql(store->vault), t->instruction, t->record);
}

result
told_confirm(struct scope *sc, struct store *store, const struct asker *by, struct str reason,
    struct telling *t)
{
	if (t->confirmed.set)
		return OK;
	t->confirmed = (struct due){ .set = true, .at = sc->now };
	TRY(sql_telling_confirm(sc, vault_sql(store->vault), sc->now.us, t->id));
	TRY(forget_given(sc, store, t));
	return told_note(sc, store, ENTRY_TOLD_CONFIRMED, by, reason, t);
}

/* -- not confirmed (T8) ----------------------------------------------------------------- */

static result
find_overdue(struct scope *sc, struct store *store, struct sql_telling_overdue_rows *rows)
{
	return sql_telling_overdue(sc, vault_sql(store->vault), sc->now.us, OVERDUE_MOST, rows);
}

result
told_overdue(struct scope *sc, struct store *store, size_t *n)
{
	struct sql_telling_overdue_rows rows;

	TRY(find_overdue(sc, store, &rows));
	*n = rows.n;
	return OK;
}

result
told_note_overdue(struct scope *sc, struct store *store)
{
	struct sql_telling_overdue_rows rows;

	TRY(find_overdue(sc, store, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct telling t = TELLING_OF(&rows.at[i]);

		TRY(told_note(sc, store, ENTRY_TOLD_OVERDUE, NULL, S(""), &t));
		TRY(sql_telling_mark_overdue(sc, vault_sql(store->vault), t.id));
	}
	return OK;
}

result
told_purge(struct scope *sc, struct store *store)
{
	struct instant before = { sc->now.us - KEPT_AFTER.us };

	return sql_telling_purge(sc, vault_sql(store->vault), before.us);
}
