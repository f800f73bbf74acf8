/* A disk that is full, broken or gone at the n-th write, for every n. */
#include "kit/unit.h"

#include "kit/disk.h"
#include "base/buf.h"
#include "kit/folder.h"
#include "sql/statements.h"
#include "sys/file.h"

/* Ten rows or none: the act under test. */
static result
ten_rows(struct scope *sc, struct sql *sql, int64_t from)
{
	TRY(sql_begin(sc, sql));
	for (int64_t i = from; i < from + 10; i++)
		TRY(sql_checkpoint_add(
		    sc, sql, i, 0, S("some text to fill the pages of the table with"), S("sig")));
	return sql_commit(sc, sql);
}

static size_t
rows(struct scope *sc, struct sql *sql)
{
	struct sql_checkpoint_between_rows all;

	assert_ok(sql_checkpoint_between(sc, sql, 0, INT64_MAX, &all));
	return all.n;
}

static int64_t
acts_of_ten_rows(struct scope *sc, enum disk_act act)
{
	struct str path = test_path(sc, test_folder(sc), "data.db");
	struct sql *sql;
	int64_t n;

	assert_ok(sql_open(sc, path, SQL_DATA, true, &sql));
	disk_reset();
	assert_ok(ten_rows(sc, sql, 1));
	n = disk_count(act);
	assert_true(n > 0);
	sql_close(sql);
	return n;
}

static void
one_fault(struct scope *sc, enum disk_act act, int64_t n, enum disk_fault fault)
{
	struct str path = test_path(sc, test_folder(sc), "data.db");
	struct sql *sql;
	result r;

	assert_ok(sql_open(sc, path, SQL_DATA, true, &sql));
	assert_ok(ten_rows(sc, sql, 1));
	disk_fail(act, n, fault);
	r = ten_rows(sc, sql, 11);
	assert_code(r, E_IO);
	if (fault == DISK_FULL)
		assert_true(str_has(sc->fault.text, S("the disk is full")));
	sql_close(sql); /* memory is not trusted after a failed commit */
	disk_reset();
	assert_ok(sql_open(sc, path, SQL_DATA, false, &sql));
	assert_int_equal(rows(sc, sql) % 10, 0); /* Q4: all ten or none */
	assert_true(rows(sc, sql) >= 10);
	assert_ok(sql_check(sc, sql));
	assert_ok(ten_rows(sc, sql, 21));
	sql_close(sql);
}

static void
every_fault(struct scope *sc, enum disk_act act, enum disk_fault fault)
{
	int64_t most = acts_of_ten_rows(sc, act);

	for (int64_t n = 1; n <= most; n++) {
		struct scope inner;

		scope_begin(&inner, TEST_NOW);
		one_fault(&inner, act, n, fault);
		scope_end(&inner);
	}
}

static void
a_full_disk_at_any_write_leaves_all_or_nothing(void **state)
{
	every_fault(*state, DISK_WRITE, DISK_FULL);
}

static void
a_broken_disk_at_any_write_leaves_all_or_nothing(void **state)
{
	every_fault(*state, DISK_WRITE, DISK_BROKEN);
}

static void
a_failed_sync_is_never_called_done(void **state)
{
	every_fault(*state, DISK_SYNC, DISK_BROKEN);
}

static void
a_crash_at_any_act_leaves_all_or_nothing(void **state)
{
	every_fault(*state, DISK_ANY, DISK_DEAD);
}

static void
rolling_back_a_savepoint_on_a_dead_disk_says_that_all_is_lost_or_works(void **state)
{
	struct scope *sc = *state;
	struct sql *sql;
	result r;

	assert_ok(sql_open(sc, test_path(sc, test_folder(sc), "data.db"), SQL_DATA, true, &sql));
	assert_ok(sql_begin(sc, sql));
	assert_ok(sql_savepoint(sc, sql));
	disk_fail(DISK_ANY, 1, DISK_DEAD);
	/* Enough to spill the page cache, and so to meet the disk. */
	r = OK;
	for (int64_t i = 1; r.code == E_OK && i < 60; i++) {
		struct buf b = buf_new(&sc->arena);

		buf_pad(&b, 'x', 1 << 20);
		r = sql_checkpoint_add(sc, sql, i, 0, buf_str(&b), S("sig"));
	}
	assert_code(r, E_IO);
	if (sql_in_transaction(sql))
		assert_ok(sql_rollback_to(sc, sql));
	else
		assert_code(sql_rollback_to(sc, sql), E_IO);
	assert_code(sql_commit(sc, sql), sql_in_transaction(sql) ? E_OK : E_IO);
	sql_rollback(sql);
	disk_reset();
	assert_int_equal(rows(sc, sql), 0);
	sql_close(sql);
}

static void
a_backup_that_fails_leaves_no_file(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), to = test_path(sc, folder, "old.db");
	struct sql *sql;
	int64_t most;

	assert_ok(sql_open(sc, test_path(sc, folder, "data.db"), SQL_DATA, true, &sql));
	assert_ok(ten_rows(sc, sql, 1));
	disk_reset();
	assert_ok(sql_backup(sc, sql, to));
	most = disk_count(DISK_WRITE);
	assert_true(most > 0);
	for (int64_t n = 1; n <= most; n += 1 + most / 20) {
		struct str again = str_printf(&sc->arena, "%.*s.%d", STR(to), (int)n);

		disk_fail(DISK_WRITE, n, DISK_FULL);
		if (sql_backup(sc, sql, again).code != E_OK)
			assert_false(file_exists(sc, again));
		disk_reset();
	}
	sql_close(sql);
}

static int
install(void **state)
{
	(void)state;
	disk_install();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_full_disk_at_any_write_leaves_all_or_nothing),
		TEST(a_broken_disk_at_any_write_leaves_all_or_nothing),
		TEST(a_failed_sync_is_never_called_done),
		TEST(a_crash_at_any_act_leaves_all_or_nothing),
		TEST(a_backup_that_fails_leaves_no_file),
		TEST(rolling_back_a_savepoint_on_a_dead_disk_says_that_all_is_lost_or_works),
	};

	return cmocka_run_group_tests(tests, install, NULL);
}
