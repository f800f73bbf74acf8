/* rights/steps.c -- a person with many records is erased in steps (R19).
 *
 * The mark on the person and the row of what is to be done are written by the question that
 * asks for it.  Each step is a transaction of its own, between two waves; what a death leaves
 * undone, the next start goes on with.  What stays is noted field by field, for the letter that
 * answers the case.
 */
#include "rights/inside.h"
#include "sql/statements.h"
#include "sys/ulid.h"
#include "sys/zone.h"

#define STAYS_SAID 1000
#define PEOPLE_MOST 1000

static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

static const char *const whats[] = {
	[ERASING_CASE] = "case",
	[ERASING_LEFT] = "left",
	[ERASING_CHILD] = "child",
};

/* -- the beginning ------------------------------------------------------------------ */

/* Behind the last that is there: an id that is made now may sort before it, when the clock of a
 * rehearsal has stood still over a start. */
static result
until_now(struct acting *a, struct str subject, struct str *until)
{
	struct str last;

	TRY(vault_records_last(a->sc, a->store->vault, subject, &last));
	*until = str_printf(&a->sc->arena, "%.*s0", STR(last));
	return OK;
}

result
erase_in_steps(struct erasing *e, struct str subject)
{
	struct acting *a = e->act;
	struct str id = ulid_new(&a->sc->arena, a->sc->now), until = e->before;

	e->later = true;
	if (until.n == 0)
		TRY(until_now(a, subject, &until));
	TRY(vault_subject_erase(a->sc, a->store->vault, subject, true));
	return sql_erasing_add(a->sc, vault_sql(a->store->vault),
	    &(struct sql_erasing_add_in){
		.id = id,
		.subject = subject,
		.what = str_of(whats[e->what]),
		.reason = (int64_t)e->reason,
		.person_case = e->for_case,
		.until = until,
		.at_once = a->asker->kind == ASKER_PERSON,
	    });
}

/* -- of a case ------------------------------------------------------------------------ */

result
steps_open(struct acting *a, struct str id, bool *open)
{
	struct sql_erasing_of_case_rows rows;

	*open = false;
	TRY(sql_erasing_of_case(a->sc, vault_sql(a->store->vault), id, PEOPLE_MOST, &rows));
	for (size_t i = 0; i < rows.n; i++)
		*open = *open || rows.at[i].done == 0;
	return OK;
}

result
steps_of(struct acting *a, struct str id, struct str subject, bool *stepped)
{
	struct sql_erasing_of_case_rows rows;

	*stepped = false;
	TRY(sql_erasing_of_case(a->sc, vault_sql(a->store->vault), id, PEOPLE_MOST, &rows));
	for (size_t i = 0; i < rows.n; i++)
		*stepped = *stepped || str_eq(rows.at[i].subject, subject);
	return OK;
}

result
steps_left(struct acting *a, struct str id, struct erasing *e)
{
	struct sql_erasing_stay_list_rows rows;
	struct stays *all;

	TRY(sql_erasing_stay_list(a->sc, vault_sql(a->store->vault), id, STAYS_SAID, &rows));
	all = NEW_ARRAY(&a->sc->arena, e->n_stays + rows.n + 1, struct stays);
	for (size_t i = 0; i < e->n_stays; i++)
		all[i] = e->stays[i];
	for (size_t i = 0; i < rows.n; i++)
		all[e->n_stays + i] = (struct stays){
			.record = S(""),
			.field = rows.at[i].field,
			.why = rows.at[i].why,
			.line = (uint32_t)rows.at[i].line, /* written from one */
			.until = { .set = rows.at[i].until != INSTANT_NEVER.us,
			    .at = { rows.at[i].until } },
			.held = rows.at[i].held != 0,
		};
	e->stays = all;
	e->n_stays = e->room = e->n_stays + rows.n;
	return OK;
}

result
steps_close(struct acting *a, struct str id)
{
	struct sql *sql = vault_sql(a->store->vault);

	TRY(sql_erasing_close(a->sc, sql, id));
	return sql_erasing_stay_drop(a->sc, sql, id);
}

/* -- a step --------------------------------------------------------------------------- */

struct stepping {
	struct acting act;
	struct sql_erasing_first_row row;
	enum erasing_what what;
	struct case_row of; /* the case, where there is one */
	struct erasing erasing;
	struct fields only;
	bool more; /* records */
};

/* What is said by the day, is kept by the day. */
static int64_t
day_of(struct due until)
{
	struct civil c;

	if (!until.set)
		return INSTANT_NEVER.us;
	c = zone_civil(until.at);
	return zone_instant((struct civil){ .year = c.year, .month = c.month, .day = c.day }).us;
}

static result
keep_stays(struct stepping *s)
{
	struct acting *a = &s->act;

	for (size_t i = 0; i < s->erasing.n_stays && s->what == ERASING_CASE; i++) {
		const struct stays *stays = &s->erasing.stays[i];

		TRY(sql_erasing_stay_add(a->sc, vault_sql(a->store->vault),
		    &(struct sql_erasing_stay_add_in){
			.person_case = s->row.person_case,
			.field = stays->field,
			.why = stays->why,
			.until = day_of(stays->until),
			.held = stays->held,
			.line = stays->line,
		    }));
	}
	return OK;
}

/* What the request asks for; nothing, when its file has had its time: then all of it was meant. */
static result
load_asked(struct stepping *s)
{
	struct acting *a = &s->act;
	struct node *file;
	bool absent, some;

	if (s->row.person_case.n == 0)
		return OK;
	TRY(case_load(a, s->row.person_case, &s->of));
	if (!verdict_allows(a->v))
		return OK;
	TRY(verdict_absent(a->sc, case_file(a, &s->of, &file), &absent));
	if (absent)
		return OK;
	TRY(erase_fields(&s->erasing, node_get(file, S("evidence")), &s->only, &some));
	s->erasing.only = some ? &s->only : NULL;
	return OK;
}

static result
erase_page(struct stepping *s)
{
	struct acting *a = &s->act;
	struct record *records;
	size_t n;

	TRY(vault_records_page(a->sc, a->store->vault, s->row.subject, &s->row.after, ERASED_A_STEP,
	    &records, &n));
	for (size_t i = 0; i < n; i++)
		TRY(erase_of_person(&s->erasing, &records[i], s->row.subject));
	s->more = s->row.after.n > 0 && str_cmp(s->row.after, s->row.until) < 0;
	return keep_stays(s);
}

static result
finish_case(struct stepping *s)
{
	struct acting *a = &s->act;

	if (s->of.c.id.n == 0)
		return OK;
	TRY(steps_open(a, s->row.person_case, &s->of.c.erasing));
	if (s->of.c.erasing)
		return OK;
	TRY(case_erased(a, &s->of));
	return s->row.at_once != 0 ? case_answer_for_person(a, &s->of) : OK;
}

/* The person is used again, as far as something stays; most often nobody is there any more. */
static result
finish(struct stepping *s)
{
	struct acting *a = &s->act;
	struct sql *sql = vault_sql(a->store->vault);
	struct sql_erasing_other_row other;
	bool again;

	TRY(sql_erasing_other(a->sc, sql, s->row.subject, s->row.id, &other, &again));
	if (!again)
		TRY(vault_subject_erase(a->sc, a->store->vault, s->row.subject, false));
	if (!again)
		TRY(notices_end_of(a, s->row.subject));
	if (s->what != ERASING_CASE)
		return sql_erasing_drop(a->sc, sql, s->row.id);
	TRY(sql_erasing_move(
	    a->sc, sql, s->row.after, s->row.ended + (int64_t)s->erasing.ended, true, s->row.id));
	return finish_case(s);
}

static enum erasing_what
what_of(struct str word)
{
	size_t what = ERASING_CASE;

	while (what < ERASING_CHILD && !str_eq(word, str_of(whats[what])))
		what++;
	return (enum erasing_what)what;
}

static result
begin(struct stepping *s)
{
	s->what = what_of(s->row.what);
	TRY(erasing_begin(
	    &s->erasing, &s->act, (enum erasure_reason)s->row.reason)); /* written from one */
	s->erasing.what = s->what;
	s->erasing.for_case = s->row.person_case;
	s->erasing.before = s->row.until;
	return load_asked(s);
}

result
rights_erase_step(struct scope *sc, struct store *store, uint64_t *erased, bool *more)
{
	struct verdict v = { 0 };
	struct stepping s = {
		.act = { .sc = sc, .store = store, .plan = store->plan, .asker = &itself, .v = &v },
	};
	struct sql *sql = vault_sql(store->vault);

	*erased = 0;
	TRY(sql_erasing_first(sc, sql, &s.row, more));
	if (!*more)
		return OK;
	TRY(begin(&s));
	TRY(erase_page(&s));
	*erased = s.erasing.ended;
	if (!s.more)
		return finish(&s);
	return sql_erasing_move(
	    sc, sql, s.row.after, s.row.ended + (int64_t)s.erasing.ended, false, s.row.id);
}
