#include "kit/unit.h"

#include "base/buf.h"
#include "kit/folder.h"
#include "sql/lite.h"
#include "sql/statements.h"
#include "sys/file.h"

static struct sql *
made(struct scope *sc, struct str path, enum sql_store store)
{
	struct sql *sql;

	assert_ok(sql_open(sc, path, store, true, &sql));
	return sql;
}

static void
put(struct scope *sc, struct sql *sql, struct str name, struct str value)
{
	assert_ok(sql_begin(sc, sql));
	assert_ok(sql_setting_put(sc, sql, name, value));
	assert_ok(sql_commit(sc, sql));
}

static struct str
got(struct scope *sc, struct sql *sql, struct str name)
{
	struct sql_setting_get_row row;
	bool found;

	assert_ok(sql_setting_get(sc, sql, name, &row, &found));
	return found ? row.value : S("(none)");
}

static void
what_was_committed_is_there_after_reopening(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "data.db");
	struct sql *sql = made(sc, path, SQL_DATA);

	put(sc, sql, S("place"), S("hall"));
	sql_close(sql);
	assert_ok(sql_open(sc, path, SQL_DATA, false, &sql));
	assert_str(got(sc, sql, S("place")), S("hall"));
	assert_str(got(sc, sql, S("else")), S("(none)"));
	sql_close(sql);
}

static void
what_was_not_committed_is_not_there(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "data.db");
	struct sql *sql = made(sc, path, SQL_DATA);

	assert_ok(sql_begin(sc, sql));
	assert_ok(sql_setting_put(sc, sql, S("place"), S("hall")));
	sql_rollback(sql);
	assert_str(got(sc, sql, S("place")), S("(none)"));
	assert_ok(sql_begin(sc, sql));
	assert_ok(sql_setting_put(sc, sql, S("place"), S("hall")));
	sql_close(sql);
	assert_ok(sql_open(sc, path, SQL_DATA, false, &sql));
	assert_str(got(sc, sql, S("place")), S("(none)"));
	sql_close(sql);
}

static void
savepoints_nest_and_end_one_by_one(void **state)
{
	struct scope *sc = *state;
	struct sql *sql = made(sc, test_path(sc, test_folder(sc), "data.db"), SQL_DATA);

	assert_ok(sql_begin(sc, sql));
	assert_ok(sql_savepoint(sc, sql));
	assert_ok(sql_setting_put(sc, sql, S("one"), S("1")));
	assert_ok(sql_savepoint(sc, sql));
	assert_ok(sql_setting_put(sc, sql, S("two"), S("2")));
	assert_ok(sql_rollback_to(sc, sql));
	assert_ok(sql_savepoint(sc, sql));
	assert_ok(sql_setting_put(sc, sql, S("three"), S("3")));
	assert_ok(sql_release(sc, sql));
	assert_ok(sql_release(sc, sql));
	assert_ok(sql_commit(sc, sql));
	assert_str(got(sc, sql, S("one")), S("1"));
	assert_str(got(sc, sql, S("two")), S("(none)"));
	assert_str(got(sc, sql, S("three")), S("3"));
	sql_close(sql);
}

static void
a_store_is_made_once_and_opened_only_when_it_is_there(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "data.db");
	struct file_facts facts;
	struct sql *sql;

	assert_code(sql_open(sc, path, SQL_DATA, false, &sql), E_ABSENT);
	assert_null(sql);
	sql_close(made(sc, path, SQL_DATA));
	assert_code(sql_open(sc, path, SQL_DATA, true, &sql), E_STATE);
	assert_ok(file_look(sc, path, &facts));
	assert_int_equal(facts.mode, FILE_PRIVATE);
}

static void
a_store_of_the_other_kind_is_refused(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "keys.db");
	struct sql *sql;

	sql_close(made(sc, path, SQL_KEYS));
	assert_code(sql_open(sc, path, SQL_DATA, false, &sql), E_STATE);
	assert_str(sc->fault.text, S("this file is not a store of data"));
	assert_null(sql);
	assert_ok(sql_open(sc, path, SQL_KEYS, false, &sql));
	sql_close(sql);
}

static void
a_newer_format_is_refused_with_its_number(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "data.db");
	struct sql *sql = made(sc, path, SQL_DATA);

	put(sc, sql, S("format"), S("999"));
	sql_close(sql);
	assert_code(sql_open(sc, path, SQL_DATA, false, &sql), E_STATE);
	assert_true(str_has(sc->fault.text, S("999")));
}

static void
files_that_are_no_stores_are_damage(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), path = test_path(sc, folder, "data.db");
	static const char *const texts[] = { "",
		"not a store at all, but long enough to be looked at as one" };
	struct buf b = buf_new(&sc->arena);
	struct sql *sql;

	for (size_t i = 0; i < N(texts); i++) {
		assert_ok(file_write(sc, path, str_of(texts[i]), FILE_PRIVATE));
		assert_code(sql_open(sc, path, SQL_DATA, false, &sql), E_DAMAGED);
		assert_null(sql);
	}
	buf_pad(&b, 'x', 20000);
	assert_ok(file_write(sc, path, buf_str(&b), FILE_PRIVATE));
	assert_code(sql_open(sc, path, SQL_DATA, false, &sql), E_DAMAGED);
}

static void
a_second_writer_is_told_so(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "data.db");
	struct sql *one = made(sc, path, SQL_DATA), *other;

	assert_ok(sql_open(sc, path, SQL_DATA, false, &other));
	assert_ok(sql_begin(sc, one));
	assert_code(sql_begin(sc, other), E_BUSY);
	assert_ok(sql_commit(sc, one));
	assert_ok(sql_begin(sc, other));
	assert_ok(sql_commit(sc, other));
	sql_close(other);
	sql_close(one);
}

static void
what_contradicts_the_schema_is_a_state_and_harms_nothing(void **state)
{
	struct scope *sc = *state;
	struct sql *sql = made(sc, test_path(sc, test_folder(sc), "data.db"), SQL_DATA);

	assert_ok(sql_begin(sc, sql));
	assert_ok(sql_checkpoint_add(sc, sql, 1, 0, S("{}"), S("sig")));
	assert_code(sql_checkpoint_add(sc, sql, 1, 0, S("{}"), S("sig")), E_STATE);
	assert_ok(sql_commit(sc, sql));
	sql_close(sql);
}

static void
rows_come_in_order_with_all_their_bytes(void **state)
{
	struct scope *sc = *state;
	struct sql *sql = made(sc, test_path(sc, test_folder(sc), "data.db"), SQL_DATA);
	struct sql_checkpoint_between_rows rows;
	const struct str bytes = { "\0\1\xff\0", 4 };

	assert_ok(sql_begin(sc, sql));
	for (int64_t i = 1; i <= 100; i++)
		assert_ok(sql_checkpoint_add(sc, sql, i, INT64_MIN, i % 2 != 0 ? S("") : S("text"),
		    i % 3 != 0 ? S("") : bytes));
	assert_ok(sql_commit(sc, sql));
	assert_ok(sql_checkpoint_between(sc, sql, 10, 60, &rows));
	assert_int_equal(rows.n, 51);
	for (size_t i = 0; i < rows.n; i++) {
		assert_int_equal(rows.at[i].seq, 10 + (int64_t)i);
		assert_str(rows.at[i].body, rows.at[i].seq % 2 != 0 ? S("") : S("text"));
		assert_str(rows.at[i].signature, rows.at[i].seq % 3 != 0 ? S("") : bytes);
	}
	assert_ok(sql_begin(sc, sql));
	assert_ok(sql_checkpoint_drop(sc, sql, 51));
	assert_int_equal(sql_changes(sql), 50);
	assert_ok(sql_commit(sc, sql));
	sql_close(sql);
}

static void
an_emptied_log_keeps_no_copy_of_what_was_overwritten(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), path = test_path(sc, folder, "keys.db"), content;
	struct sql *sql = made(sc, path, SQL_KEYS);
	static const char *const files[] = { "keys.db", "keys.db-wal" };

	assert_ok(sql_begin(sc, sql));
	assert_ok(sql_keys_setting_put(sc, sql, S("key"), S("canary-7Qx")));
	assert_ok(sql_commit(sc, sql));
	assert_ok(file_read(sc, test_path(sc, folder, files[1]), 1 << 20, &content));
	assert_true(str_has(content, S("canary-7Qx")));
	assert_ok(sql_begin(sc, sql));
	assert_ok(sql_keys_setting_put(sc, sql, S("key"), S("..........")));
	assert_ok(sql_commit(sc, sql));
	assert_ok(sql_empty_wal(sc, sql));
	for (size_t i = 0; i < N(files); i++) {
		assert_ok(file_read(sc, test_path(sc, folder, files[i]), 1 << 20, &content));
		assert_false(str_has(content, S("canary-7Qx")));
	}
	assert_int_equal(content.n, 0);
	sql_close(sql);
}

static void
what_was_deleted_is_in_no_free_page(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), content;
	struct sql *sql = made(sc, test_path(sc, folder, "data.db"), SQL_DATA);

	put(sc, sql, S("name"), S("canary-7Qx"));
	assert_ok(sql_begin(sc, sql));
	assert_ok(sql_setting_drop(sc, sql, S("name")));
	assert_ok(sql_commit(sc, sql));
	assert_ok(sql_empty_wal(sc, sql));
	assert_ok(file_read(sc, test_path(sc, folder, "data.db"), 1 << 22, &content));
	assert_false(str_has(content, S("canary-7Qx")));
	sql_close(sql);
}

static void
a_column_of_another_type_is_damage(void **state)
{
	struct scope *sc = *state;
	struct sql *sql = made(sc, test_path(sc, test_folder(sc), "data.db"), SQL_DATA);
	struct sql_setting_get_row row;
	bool found;

	assert_ok(lite_exec(sc, sql, "INSERT INTO setting (name, value) VALUES ('bent', x'00')", "test"));
	assert_code(sql_setting_get(sc, sql, S("bent"), &row, &found), E_DAMAGED);
	assert_false(found);
	sql_close(sql);
}

static void
a_backup_holds_what_was_committed_and_reads_back(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), to = test_path(sc, folder, "old.db");
	struct sql *sql = made(sc, test_path(sc, folder, "data.db"), SQL_DATA), *copy;
	struct file_facts facts;

	put(sc, sql, S("place"), S("hall"));
	assert_ok(sql_backup(sc, sql, to));
	put(sc, sql, S("place"), S("office"));
	assert_code(sql_backup(sc, sql, to), E_STATE);
	assert_ok(file_look(sc, to, &facts));
	assert_int_equal(facts.mode, FILE_PRIVATE);
	assert_false(file_exists(sc, test_path(sc, folder, "old.db-wal")));
	assert_ok(sql_open(sc, to, SQL_DATA, false, &copy));
	assert_str(got(sc, copy, S("place")), S("hall"));
	assert_ok(sql_check(sc, copy));
	sql_close(copy);
	sql_close(sql);
}

static void
what_is_not_for_backups_is_in_no_page_of_one(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), to = test_path(sc, folder, "old.db"), content;
	struct sql *sql = made(sc, test_path(sc, folder, "data.db"), SQL_DATA);
	struct sql_lookup_has_row row;
	struct sql *copy;
	bool found;

	assert_ok(sql_begin(sc, sql));
	for (int64_t i = 0; i < 50; i++)
		assert_ok(sql_lookup_add(sc, sql, &(struct sql_lookup_add_in){
						      .token = S("canary-token-7Qx"),
						      .record = S("record"),
						      .lifetime = i,
						      .party = S("canary-party-7Qx"),
						      .subject = S(""),
						  }));
	assert_ok(sql_commit(sc, sql));
	assert_ok(sql_empty_wal(sc, sql));
	assert_ok(file_read(sc, test_path(sc, folder, "data.db"), 1 << 22, &content));
	assert_true(str_has(content, S("canary-party-7Qx")));
	assert_ok(sql_backup(sc, sql, to));
	assert_ok(file_read(sc, to, 1 << 22, &content));
	assert_false(str_has(content, S("canary")));
	assert_ok(sql_open(sc, to, SQL_DATA, false, &copy));
	assert_ok(sql_lookup_has(sc, copy, S("canary-token-7Qx"), S("record"), &row, &found));
	assert_false(found);
	sql_close(copy);
	sql_close(sql);
}

/* Q5.  No store of format 0 was ever made, so it stands for an older one. */
static const struct sql_step steps[] = {
	{ SQL_DATA, 1, "CREATE TABLE added (id INT8 PRIMARY KEY)" },
	{ SQL_DATA, 1, "INSERT INTO added (id) VALUES (7)" },
	{ SQL_KEYS, 1, "CREATE TABLE of_the_other_store (id INT8 PRIMARY KEY)" },
	{ SQL_DATA, 2, "CREATE TABLE added_later (id INT8 PRIMARY KEY)" },
	{ SQL_DATA, 0, NULL },
};

static int
count(struct scope *sc, struct sql *sql, const char *table)
{
	sqlite3_stmt *stmt;
	struct str text = str_printf(&sc->arena, "SELECT count(*) FROM %s", table);
	int n = -1;

	if (sqlite3_prepare_v2(sql->db, str_c(&sc->arena, text), -1, &stmt, NULL) != SQLITE_OK)
		return n;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		n = sqlite3_column_int(stmt, 0);
	(void)sqlite3_finalize(stmt); /* it only counted */
	return n;
}

static void
an_older_store_is_brought_to_date_once_and_whole(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "data.db");
	struct sql *sql = made(sc, path, SQL_DATA);
	static const struct sql_step broken[] = {
		{ SQL_DATA, 1, "CREATE TABLE added (id INT8 PRIMARY KEY)" },
		{ SQL_DATA, 1, "INSERT INTO nowhere VALUES (1)" },
		{ SQL_DATA, 0, NULL },
	};

	put(sc, sql, S("format"), S("0"));
	assert_code(lite_migrate(sc, sql, broken, 0, 1), E_DAMAGED);
	sql_close(sql);
	assert_code(sql_open(sc, path, SQL_DATA, false, &sql), E_DAMAGED); /* 0 is no format */

	path = test_path(sc, test_folder(sc), "data.db");
	sql = made(sc, path, SQL_DATA);
	assert_ok(lite_migrate(sc, sql, steps, 0, 1));
	assert_int_equal(count(sc, sql, "added"), 1);
	assert_int_equal(count(sc, sql, "added_later"), -1);
	assert_int_equal(count(sc, sql, "of_the_other_store"), -1);
	assert_str(got(sc, sql, S("format")), S("1"));
	assert_ok(lite_migrate(sc, sql, steps, 1, 2));
	assert_int_equal(count(sc, sql, "added"), 1);
	assert_int_equal(count(sc, sql, "added_later"), 0);
	assert_str(got(sc, sql, S("format")), S("2"));
	put(sc, sql, S("format"), str_printf(&sc->arena, "%d", SQL_FORMAT + 1));
	sql_close(sql);
	assert_code(sql_open(sc, path, SQL_DATA, false, &sql), E_STATE); /* now it is newer */
}

/* What schema/ has now, step by step from format 1. */
static void
a_store_of_the_first_format_is_opened(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "data.db");
	struct sql *sql = made(sc, path, SQL_DATA);

	assert_int_equal(sqlite3_exec(sql->db,
			     "DROP TABLE register_list; DROP TABLE register_number; "
			     "DROP TABLE policy; DROP TABLE counted; DROP TABLE stream; "
			     "ALTER TABLE lifetime DROP COLUMN coarse; "
			     "DROP TABLE named; DROP TABLE entry_also; "
			     "DROP TABLE hand_over; DROP TABLE alarm; DROP TABLE letter; DROP TABLE telling; "
			     "ALTER TABLE given DROP COLUMN told; "
			     "DROP TABLE case_paper; DROP INDEX case_subject_whose; "
			     "ALTER TABLE person_case DROP COLUMN waits; "
			     "ALTER TABLE person_case DROP COLUMN acknowledged; "
			     "ALTER TABLE person_case DROP COLUMN fee; "
			     "ALTER TABLE person_case DROP COLUMN erased; "
			     "ALTER TABLE person_case DROP COLUMN counted; "
			     "ALTER TABLE person_case DROP COLUMN stopped; "
			     "ALTER TABLE person_case DROP COLUMN stopped_last; "
			     "ALTER TABLE person_case DROP COLUMN announced;",
			     NULL, NULL,
			     NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_exec(sql->db,
			     "DROP TABLE subject_same; DROP TABLE person_decision; DROP TABLE sign_in; "
			     "DROP TABLE recovery; DROP TABLE session; DROP TABLE person_code; "
			     "DROP TABLE copy_made; "
			     "DROP INDEX consent_covers; DROP INDEX consent_declined; "
			     "ALTER TABLE consent DROP COLUMN covers; "
			     "ALTER TABLE consent DROP COLUMN declined; "
			     "DROP INDEX person_case_next; DROP INDEX person_case_part; DROP INDEX subject_going; "
			     "DROP TABLE erasing; DROP TABLE erasing_stay; "
			     "ALTER TABLE subject DROP COLUMN erasing; "
			     "ALTER TABLE person_case DROP COLUMN part_of;",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	put(sc, sql, S("format"), S("1"));
	sql_close(sql);
	assert_ok(sql_open(sc, path, SQL_DATA, false, &sql));
	assert_str(
	    got(sc, sql, S("format")), str_printf(&sc->arena, "%d", SQL_FORMAT));
	assert_int_equal(count(sc, sql, "telling"), 0);
	assert_int_equal(count(sc, sql, "copy_made"), 1); /* copies that nobody noted */
	sql_close(sql);
}

static void
a_damaged_page_is_found(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "data.db"), content;
	struct sql *sql = made(sc, path, SQL_DATA);
	char *bent;
	result r;

	assert_ok(sql_begin(sc, sql));
	for (int64_t i = 1; i <= 500; i++)
		assert_ok(sql_checkpoint_add(sc, sql, i, 0, S("some text to fill the pages with"), S("sig")));
	assert_ok(sql_commit(sc, sql));
	assert_ok(sql_check(sc, sql));
	sql_close(sql);
	assert_ok(file_read(sc, path, 1 << 22, &content));
	bent = arena_alloc(&sc->arena, content.n);
	memcpy(bent, content.p, content.n);
	memset(bent + content.n - 4096, 0xa5, 4096);
	assert_ok(file_write(sc, path, (struct str){ bent, content.n }, FILE_PRIVATE));
	r = sql_open(sc, path, SQL_DATA, false, &sql);
	if (r.code == E_OK)
		r = sql_check(sc, sql);
	assert_code(r, E_DAMAGED);
	sql_close(sql);
}

static void
checkpoints_move_the_log_into_the_file(void **state)
{
	struct scope *sc = *state;
	struct sql *sql = made(sc, test_path(sc, test_folder(sc), "data.db"), SQL_DATA);

	put(sc, sql, S("place"), S("hall"));
	assert_true(sql_wal_bytes(sql) > 0);
	assert_ok(sql_checkpoint(sc, sql));
	assert_ok(sql_empty_wal(sc, sql));
	assert_int_equal(sql_wal_bytes(sql), 0);
	sql_close(sql);
}

/* Q3, as far as a look at the text can tell. */
static void
statements_say_nothing_that_one_engine_alone_knows(void **state)
{
	static const char *const foreign[] = { "rowid", "AUTOINCREMENT", "REPLACE INTO",
		"OR IGNORE", "datetime(", "strftime", "json_", "BOOLEAN", "IFNULL", "GLOB ",
		"last_insert", "PRAGMA", " LIKE " };

	(void)state;
	for (size_t i = 0; i < sql_statements_n; i++) {
		for (size_t f = 0; f < N(foreign); f++) {
			if (str_has(str_of(sql_statements[i].text), str_of(foreign[f])))
				fail_msg("%s uses %s", sql_statements[i].name, foreign[f]);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_committed_is_there_after_reopening),
		TEST(what_was_not_committed_is_not_there),
		TEST(savepoints_nest_and_end_one_by_one),
		TEST(a_store_is_made_once_and_opened_only_when_it_is_there),
		TEST(a_store_of_the_other_kind_is_refused),
		TEST(a_newer_format_is_refused_with_its_number),
		TEST(files_that_are_no_stores_are_damage),
		TEST(a_second_writer_is_told_so),
		TEST(what_contradicts_the_schema_is_a_state_and_harms_nothing),
		TEST(rows_come_in_order_with_all_their_bytes),
		TEST(an_emptied_log_keeps_no_copy_of_what_was_overwritten),
		TEST(what_was_deleted_is_in_no_free_page),
		TEST(a_column_of_another_type_is_damage),
		TEST(a_backup_holds_what_was_committed_and_reads_back),
		TEST(what_is_not_for_backups_is_in_no_page_of_one),
		TEST(an_older_store_is_brought_to_date_once_and_whole),
		TEST(a_store_of_the_first_format_is_opened),
		TEST(a_damaged_page_is_found),
		TEST(checkpoints_move_the_log_into_the_file),
		TEST(statements_say_nothing_that_one_engine_alone_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
