#include "kit/unit.h"

#include "kit/folder.h"
#include "sql/lite.h"
#include "sql/statements.h"

/* What grows with the people and with what is done; all else is as large as a policy or a staff. */
static const char *const large[] = { "alarm", "attempt", "case_paper", "case_subject", "consent",
	"entry", "entry_also", "event", "given", "hand_over", "key", "letter", "lifetime", "lookup",
	"named", "objection", "once", "part", "person_case", "person_code", "person_decision",
	"quota", "record", "recovery", "register_number", "session", "stream", "subject",
	"subject_same", "suppression", "telling" };

/* By which step a statement may go over a large table, and why that is no harm. */
static const struct allowed {
	const char *name, *why;
} allowed[] = {
	{ "alarm_all", "those that ring" },
	{ "case_page", "a page, in the order of the index" },
	{ "copy_drop_events", "of a copy, which nobody waits for" },
	{ "copy_drop_attempts", "of a copy" },
	{ "copy_drop_lifetimes", "of a copy" },
	{ "copy_drop_named", "of a copy" },
	{ "copy_drop_parts", "of a copy" },
	{ "copy_drop_records", "of a copy" },
	{ "copy_drop_streams", "of a copy" },
	{ "copy_drop_subjects", "of a copy" },
	{ "counted_people", "when a policy is judged against what is held" },
	{ "counted_records", "likewise" },
	{ "decision_list", "a page, in the order of the key" },
	{ "entry_add", "is there one at all" },
	{ "entry_also_drop", "of those that are over" },
	{ "entry_drop", "from the first" },
	{ "entry_first", "the first" },
	{ "entry_head", "the last" },
	{ "entry_page", "a page, in the order of the key" },
	{ "entry_seen", "a page, from the checkpoint before it" },
	{ "hand_page", "a page, in the order of the key" },
	{ "hand_waiting", "a page of those that wait" },
	{ "keys_last", "the last" },
	{ "keys_of_epoch", "a page, in the order of the key" },
	{ "keys_page", "a page, in the order of the key" },
	{ "letter_due", "of those that wait" },
	{ "letter_ending", "those with a key" },
	{ "letter_failed", "of the last day" },
	{ "letter_keyless", "those with a key" },
	{ "letter_keys_between", "between two" },
	{ "letter_last_key", "the last" },
	{ "letter_next_at", "of those that wait" },
	{ "letter_over", "of those that wait" },
	{ "letter_page", "a page, in the order of the key" },
	{ "letter_purge", "of those that are over" },
	{ "letter_stuck", "of those that wait" },
	{ "life_due", "those that are due" },
	{ "life_ending", "those that end" },
	{ "life_ids_between", "between two" },
	{ "life_last", "the last" },
	{ "life_next_due", "the first" },
	{ "life_of_shape", "a page, when a policy has followed another" },
	{ "life_page", "a page, in the order of the key" },
	{ "life_page_until", "a page, in the order of the key" },
	{ "life_shapes", "when a policy is judged against what is held" },
	{ "once_drop", "those that are over" },
	{ "person_code_drop", "those that are over" },
	{ "record_oldest", "the first" },
	{ "session_expire", "as many as are signed in, each ten minutes" },
	{ "stream_keys_between", "between two" },
	{ "stream_last_key", "the last" },
	{ "subject_count", "when a policy is judged against what is held" },
	{ "subject_ending", "those that end" },
	{ "subject_keys_between", "between two" },
	{ "subject_last_key", "the last" },
	{ "subject_of_type", "a page, in the order of the key" },
	{ "telling_overdue", "of those that wait" },
	{ "telling_page", "a page, in the order of the key" },
	{ "telling_purge", "of those that are over" },
	{ "telling_unconfirmed", "of those that wait" },
	{ "hand_purge", "of those that are over" },
};

/* What may be put in order on the way: it is few, or no more than its page. */
static const struct allowed sorted[] = {
	{ "case_answered_last", "cases of a person" },
	{ "case_due_soon", "those that are due" },
	{ "case_of_subject", "cases of a person" },
	{ "case_open_page", "two pages" },
	{ "case_overdue", "those that are due" },
	{ "case_parts", "parts of a case" },
	{ "case_unconfirmed", "of those that wait" },
	{ "decision_of_subject", "decisions about a person" },
	{ "given_of_record", "of one record" },
	{ "given_of_subject", "of a person" },
	{ "letter_over", "of those that wait" },
	{ "letter_stuck", "of those that wait" },
	{ "life_shapes", "when a policy is judged against what is held" },
	{ "named_of_record", "people of a record" },
	{ "record_last_of_subject", "two rows" },
	{ "record_of_subject", "two pages" },
	{ "stream_page", "for a copy" },
	{ "telling_unconfirmed", "of those that wait" },
};

static const char *
why_among(const struct allowed *list, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(name, str_of(list[i].name)))
			return list[i].why;
	return NULL;
}

static const char *
why_allowed(struct str name)
{
	return why_among(allowed, N(allowed), name);
}

static bool
is_large(struct str table)
{
	for (size_t i = 0; i < N(large); i++)
		if (str_eq(table, str_of(large[i])))
			return true;
	return false;
}

/* "FROM lifetime l": the plan says `l`. */
static bool
stands_for_large(struct str text, struct str alias)
{
	struct str word = S(""), before;

	while (text.n > 0) {
		before = word;
		word = str_cut(text, ' ', &text);
		while (word.n > 0 && (word.p[word.n - 1] == ',' || word.p[word.n - 1] == ')'))
			word.n--;
		if (str_eq(word, alias) && is_large(before))
			return true;
	}
	return is_large(alias);
}

/* Goes over the table, or over a range of it that nothing but an order bounds. */
static bool
goes_over(struct str text, struct str step)
{
	struct str rest, word = str_cut(step, ' ', &rest), table = str_cut(rest, ' ', &rest);

	if (!stands_for_large(text, table))
		return false;
	if (str_eq(word, S("SCAN")))
		return true;
	return str_eq(word, S("SEARCH")) && !str_has(rest, S("=")) && str_has(rest, S("("));
}

static struct str
one_line(struct arena *a, const char *text)
{
	char *copy = str_c(a, str_of(text));

	for (char *p = copy; *p != 0; p++)
		if (*p == '\n' || *p == '\t' || *p == '(')
			*p = ' ';
	return str_of(copy);
}

enum way { WAY_OVER,
	WAY_SORTED };

static bool
goes(enum way way, struct str text, struct str step)
{
	return way == WAY_OVER ? goes_over(text, step)
			       : str_has(step, S("TEMP B-TREE FOR ORDER BY"))
				     || str_has(step, S("TEMP B-TREE FOR GROUP BY"));
}

static bool
may(enum way way, const struct sql_statement *s)
{
	return way == WAY_OVER ? why_allowed(str_of(s->name)) != NULL
			       : why_among(sorted, N(sorted), str_of(s->name)) != NULL;
}

static bool
is_of_large(struct scope *sc, const struct sql_statement *s)
{
	struct str word, text = one_line(&sc->arena, s->text);

	while (text.n > 0) {
		word = str_cut(text, ' ', &text);
		if (is_large(word))
			return true;
	}
	return false;
}

static size_t
steps(struct scope *sc, struct sql *sql, enum way way, const struct sql_statement *s)
{
	struct str text = one_line(&sc->arena, s->text);
	sqlite3_stmt *stmt;
	size_t n = 0;

	assert_int_equal(sqlite3_prepare_v2(sql->db,
			     str_c(&sc->arena,
				 str_printf(&sc->arena, "EXPLAIN QUERY PLAN %s", s->text)),
			     -1, &stmt, NULL),
	    SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		struct str step = str_of((const char *)sqlite3_column_text(stmt, 3));

		if (!goes(way, text, step))
			continue;
		n++;
		if (!may(way, s))
			print_error("%s: %.*s\n", s->name, STR(step));
	}
	sqlite3_finalize(stmt);
	return n;
}

static size_t
steps_over(struct scope *sc, struct sql *sql, const struct sql_statement *s)
{
	return steps(sc, sql, WAY_OVER, s);
}

static struct sql *
store_of(struct scope *sc, enum sql_store store)
{
	struct sql *sql;
	struct str path =
	    test_path(sc, test_folder(sc), store == SQL_DATA ? "data.db" : "keys.db");

	assert_ok(sql_open(sc, path, store, true, &sql));
	return sql;
}

static void
no_statement_goes_over_a_table_that_grows(void **state)
{
	struct scope *sc = *state;
	struct sql *stores[] = { store_of(sc, SQL_DATA), store_of(sc, SQL_KEYS) };
	size_t over = 0;

	for (size_t i = 0; i < sql_statements_n; i++) {
		const struct sql_statement *s = &sql_statements[i];

		if (steps_over(sc, stores[s->store == SQL_KEYS], s) > 0)
			over += why_allowed(str_of(s->name)) == NULL;
	}
	sql_close(stores[0]);
	sql_close(stores[1]);
	assert_int_equal(over, 0);
}

static void
no_statement_puts_in_order_what_grows(void **state)
{
	struct scope *sc = *state;
	struct sql *stores[] = { store_of(sc, SQL_DATA), store_of(sc, SQL_KEYS) };
	size_t ordered = 0;

	for (size_t i = 0; i < sql_statements_n; i++) {
		const struct sql_statement *s = &sql_statements[i];

		if (is_of_large(sc, s) && !may(WAY_SORTED, s))
			ordered += steps(sc, stores[s->store == SQL_KEYS], WAY_SORTED, s);
	}
	sql_close(stores[0]);
	sql_close(stores[1]);
	assert_int_equal(ordered, 0);
}

static void
what_is_allowed_is_a_statement_that_goes_over_one(void **state)
{
	struct scope *sc = *state;
	struct sql *stores[] = { store_of(sc, SQL_DATA), store_of(sc, SQL_KEYS) };
	size_t needless = 0;

	for (size_t i = 0; i < N(allowed); i++) {
		size_t n = 0;

		for (size_t k = 0; k < sql_statements_n && n == 0; k++)
			if (str_eq(str_of(sql_statements[k].name), str_of(allowed[i].name)))
				n = steps_over(sc, stores[sql_statements[k].store == SQL_KEYS],
				    &sql_statements[k]);
		if (n == 0)
			print_error("%s need not be allowed\n", allowed[i].name);
		needless += n == 0;
	}
	sql_close(stores[0]);
	sql_close(stores[1]);
	assert_int_equal(needless, 0);
}

/* The look-ups of lists of a million, by name: an index, and equality on it. */
static void
a_no_and_a_yes_are_looked_up_by_an_index(void **state)
{
	static const char *const asked[] = { "suppression_get", "register_number_get",
		"consent_get", "objection_get", "lookup_newest", "lookup_has" };
	struct scope *sc = *state;
	struct sql *sql = store_of(sc, SQL_DATA);

	for (size_t i = 0; i < N(asked); i++) {
		size_t k = 0;

		while (k < sql_statements_n
		       && !str_eq(str_of(sql_statements[k].name), str_of(asked[i])))
			k++;
		assert_true(k < sql_statements_n);
		assert_int_equal(steps_over(sc, sql, &sql_statements[k]), 0);
		assert_null(why_allowed(str_of(asked[i])));
	}
	sql_close(sql);
}

UNIT_MAIN(TEST(no_statement_goes_over_a_table_that_grows),
    TEST(no_statement_puts_in_order_what_grows),
    TEST(what_is_allowed_is_a_statement_that_goes_over_one),
    TEST(a_no_and_a_yes_are_looked_up_by_an_index))
