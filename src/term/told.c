/* term/told.c -- what was given to whom, and who must be told that it ended or was wrong. */
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

result
given_page(struct scope *sc, struct store *store, struct str subject, const struct given *after,
    size_t most, struct given **given, size_t *n)
{
	struct sql_given_page_rows rows;

	TRY(sql_given_page(sc, vault_sql(store->vault),
	    &(struct sql_given_page_in){
		.subject = subject,
		.at = after != NULL ? after->at.us : INT64_MIN,
		.instruction = after != NULL ? after->instruction : S(""),
		.record = after != NULL ? after->record : S(""),
		.most = (int64_t)most,
	    },
	    &rows));
	*given = NEW_ARRAY(&sc->arena, rows.n, struct given);
	for (*n = 0; *n < rows.n; ++*n)
		(*given)[*n] = GIVEN_OF(&rows.at[*n]);
	return OK;
}

/* T18 */
result
given_end(struct scope *sc, struct store *store, struct str record)
{
	struct record still;
	struct fault before = sc->fault;
	result r = vault_record(sc, store->vault, record, &still);

	if (r.code != E_ABSENT)
		return r;
	sc->fault = before;
	return sql_given_drop(sc, vault_sql(store->vault), record);
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

struct str
told_whom(const struct telling *t)
{
	return t->place.n > 0 ? t->place : t->recipient;
}

struct str
told_what(enum tell_what what)
{
	switch (what) {
	case TELL_ERASE:
		return S("erase");
	case TELL_CORRECT:
		return S("correct");
	case TELL_RESTRICT:
		return S("restrict");
	case TELL_RESUME:
		return S("resume");
	}
	return S("");
}

/* Of the line that names who is told; 0 when the policy no longer does. */
static uint32_t
line_of(const struct plan *plan, const struct telling *t)
{
	uint16_t recipient = plan_recipient(plan, t->recipient);
	uint16_t place = plan_place(plan, t->place);

	if (t->place.n > 0)
		return place != NONE ? plan->places.at[place].at.line : 0;
	return recipient != NONE ? plan->recipients.at[recipient].at.line : 0;
}

result
told_note(struct scope *sc, struct store *store, enum entry_kind kind, const struct asker *by,
    struct str reason, const struct telling *t)
{
	struct entry e = term_entry(store, kind);
	struct node *more = node_map(&sc->arena);
	int64_t seq;

	if (by != NULL)
		term_entry_by(store->plan, by, &e);
	e.line = line_of(store->plan, t);
	e.recipient = told_whom(t);
	e.record = t->record;
	e.subject = t->pseudonym;
	e.case_id = t->for_case;
	e.due = t->confirm_by;
	name_fields(sc, &e, t->fields);
	node_set_str(&sc->arena, more, S("telling"), t->id);
	if (t->instruction.n > 0)
		node_set_str(&sc->arena, more, S("instruction"), t->instruction);
	node_set_str(&sc->arena, more, S("what"), told_what(t->what));
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

static bool
passes(const struct plan *plan, uint16_t field)
{
	return field != NONE && (plan->fields.at[field].marks & MARK_PASSES) != 0;
}

/* What was given and never held: gone with the last that was. */
static void
strike_passing(const struct plan *plan, const struct given *g, struct buf *ended, struct buf *told)
{
	struct str names = g->fields;

	while (names.n > 0) {
		struct str name = str_cut(names, ',', &names);

		if (!passes(plan, plan_field_full(plan, name)) || named(g->told, name))
			continue;
		add_name(ended, name);
		add_name(told, name);
	}
}

/* Which of what was given ends now, and which has ended with it. */
static void
strike(const struct plan *plan, const struct given *g, enum tell_what what, struct fields gone,
    struct buf *ended, struct buf *told)
{
	struct str names = g->fields;
	bool stays = false;

	while (names.n > 0) {
		struct str name = str_cut(names, ',', &names);
		uint16_t field = plan_field_full(plan, name);
		bool before = named(g->told, name);
		bool now = !before && field != NONE && fields_have(gone, field);

		if (now)
			add_name(ended, name);
		if (now || before)
			add_name(told, name);
		stays = stays || (!now && !before && !passes(plan, field));
	}
	if (!stays && what == TELL_ERASE)
		strike_passing(plan, g, ended, told);
}

static struct instant
confirm_by(const struct plan *plan, const struct telling *t, struct instant now)
{
	struct term within = { 0 };
	uint16_t r = plan_recipient(plan, t->recipient), p = plan_place(plan, t->place);

	if (t->place.n > 0 && p != NONE)
		within = plan->places.at[p].confirm_within;
	else if (t->place.n == 0 && r != NONE)
		within = plan->recipients.at[r].confirm_within;
	if (term_is_zero(within))
		within = law_limit(plan->law_date, LAW_CONFIRMATION)->within;
	return zone_plus(now, within);
}

static result
open_one(struct scope *sc, struct store *store, struct telling *t)
{
	struct sql *sql = vault_sql(store->vault);

	t->id = ulid_new(&sc->arena, sc->now);
	t->since = sc->now;
	t->confirm_by = confirm_by(store->plan, t, sc->now);
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
		.what = told_what(t->what),
		.place = t->place,
	    }));
	return told_note(sc, store, ENTRY_TELLING, NULL, S(""), t);
}

/* Of what was given under one instruction. */
static result
open_for_recipient(struct scope *sc, struct store *store, const struct telling *like,
    const struct given *g, struct fields gone)
{
	struct buf ended = buf_new(&sc->arena), told = buf_new(&sc->arena);
	struct telling t = *like;

	strike(store->plan, g, like->what, gone, &ended, &told);
	t.recipient = g->recipient;
	t.instruction = g->instruction;
	t.record = g->record;
	t.fields = buf_str(&ended);
	if (t.fields.n == 0)
		return OK;
	TRY(open_one(sc, store, &t));
	if (t.what != TELL_ERASE)
		return OK;
	return sql_given_told(
	    sc, vault_sql(store->vault), buf_str(&told), t.instruction, t.record);
}

/* T7 */
static result
open_for_recipients(struct scope *sc, struct store *store, const struct telling *like,
    struct str record, struct fields gone)
{
	struct given *given;
	size_t n;

	TRY(given_of(sc, store, record, S(""), &given, &n));
	for (size_t i = 0; i < n; i++)
		TRY(open_for_recipient(sc, store, like, &given[i], gone));
	return OK;
}

/* A dataset lies in its own place, or in every one that is not for backups. */
static bool
lies_in(const struct plan *plan, uint16_t dataset, uint16_t place)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	if (d->built_in)
		return false;
	return d->place != NONE ? d->place == place
				: term_is_zero(plan->places.at[place].backups_kept);
}

/* Where the store itself lies, it erases. */
static bool
is_ours(const struct store *store, struct str place)
{
	for (struct str rest = store->places; rest.n > 0;)
		if (str_eq(str_cut(rest, ' ', &rest), place))
			return true;
	return false;
}

/* T16 */
static result
open_for_places(struct scope *sc, struct store *store, const struct telling *like,
    uint16_t dataset, struct str record, struct fields gone)
{
	const struct plan *plan = store->plan;

	for (uint16_t i = 0; i < plan->places.n; i++) {
		const struct place *p = &plan->places.at[i];
		struct buf names = buf_new(&sc->arena);
		struct telling t = *like;

		if (p->told == TOLD_NO || is_ours(store, p->name) || !lies_in(plan, dataset, i))
			continue;
		for (uint16_t f = 0; f < plan->fields.n; f++)
			if (fields_have(gone, f))
				add_name(&names, plan->fields.at[f].full);
		t.recipient = p->run_by != NONE ? plan->recipients.at[p->run_by].name : S("");
		t.place = p->name;
		t.record = record;
		t.fields = buf_str(&names);
		if (t.fields.n > 0)
			TRY(open_one(sc, store, &t));
	}
	return OK;
}

result
told_open(struct scope *sc, struct store *store, const struct lifetime *life, struct fields gone,
    struct str pseudonym, struct ending_note note)
{
	const struct telling like = {
		.what = TELL_ERASE,
		.pseudonym = pseudonym,
		.for_case = note.for_case,
		.why = term_reason(note.reason),
	};

	if (life->record.n == 0)
		return OK;
	TRY(open_for_recipients(sc, store, &like, life->record, gone));
	if (life->dataset == NONE)
		return OK;
	return open_for_places(sc, store, &like, life->dataset, life->record, gone);
}

/* T17 */
result
told_correct(struct scope *sc, struct store *store, const struct record *record,
    struct fields fields, struct str for_case, size_t *n)
{
	struct telling like = {
		.what = TELL_CORRECT, .for_case = for_case, .why = S("corrected")
	};
	uint8_t pseudonym[16];
	int64_t before = store->ledger->head.seq;

	if (record->subject.n > 0) {
		TRY(vault_pseudonym(sc, store->vault, record->subject, pseudonym));
		like.pseudonym = hex_encode(&sc->arena, pseudonym, sizeof(pseudonym));
	}
	TRY(open_for_recipients(sc, store, &like, record->id, fields));
	TRY(open_for_places(sc, store, &like, record->dataset, record->id, fields));
	*n = (size_t)(store->ledger->head.seq - before); /* an entry each */
	return OK;
}

/* T19 */
static result
restrict_record(
    struct scope *sc, struct store *store, const struct telling *like, const struct record *r)
{
	struct fields held = { NEW_ARRAY(&sc->arena, store->plan->field_words, uint64_t) };

	TRY(vault_holds(sc, store->vault, r, &held));
	TRY(open_for_recipients(sc, store, like, r->id, held));
	return open_for_places(sc, store, like, r->dataset, r->id, held);
}

result
told_restrict(struct scope *sc, struct store *store, struct str subject, struct str for_case)
{
	struct telling like = {
		.what = TELL_RESTRICT, .for_case = for_case, .why = S("restricted")
	};
	uint8_t pseudonym[16];
	struct record *records;
	size_t n;

	TRY(vault_pseudonym(sc, store->vault, subject, pseudonym));
	like.pseudonym = hex_encode(&sc->arena, pseudonym, sizeof(pseudonym));
	TRY(vault_records_of(sc, store->vault, subject, &records, &n));
	for (size_t i = 0; i < n; i++)
		TRY(restrict_record(sc, store, &like, &records[i]));
	return OK;
}

result
told_resume(struct scope *sc, struct store *store, struct str for_case)
{
	struct telling *tellings;
	size_t n;

	TRY(told_of_case(sc, store, for_case, &tellings, &n));
	for (size_t i = 0; i < n; i++) {
		struct telling t = tellings[i];

		if (t.what != TELL_RESTRICT)
			continue;
		t.what = TELL_RESUME;
		t.why = S("unrestricted");
		TRY(open_one(sc, store, &t));
	}
	return OK;
}

/* -- looked at -------------------------------------------------------------------- */

result
told_list(struct scope *sc, struct store *store, const struct told_query *q,
    struct telling **tellings, size_t *n)
{
	struct sql_telling_page_rows rows;

	TRY(sql_telling_page(sc, vault_sql(store->vault),
	    &(struct sql_telling_page_in){
		.after = q->after,
		.recipient = q->recipient,
		.waiting = q->waiting,
		.place = q->place,
		.most = (int64_t)q->most,
	    },
	    &rows));
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

result
told_confirm(struct scope *sc, struct store *store, const struct asker *by, struct str reason,
    struct telling *t)
{
	if (t->confirmed.set)
		return OK;
	t->confirmed = (struct due){ .set = true, .at = sc->now };
	TRY(sql_telling_confirm(sc, vault_sql(store->vault), sc->now.us, t->id));
	TRY(given_end(sc, store, t->record)); /* T18 */
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
