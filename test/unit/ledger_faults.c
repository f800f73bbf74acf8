/* No ledger entry, no data: on a disk that fails or dies at any act. */
#include "kit/unit.h"

#include "base/buf.h"
#include "kit/disk.h"
#include "kit/folder.h"
#include "ledger/ledger.h"
#include "ledger/verify.h"
#include "sql/statements.h"

#define STORE S("01JC0Z7Q5V3N8R2W4X6Y9ABCDE")

/* A verb: what it writes, and its entry; every third is refused and undone. */
static result
verb(struct scope *sc, struct ledger *l, int i)
{
	struct str name = str_printf(&sc->arena, "verb-%d", i);
	struct entry e = { .kind = ENTRY_ADMITTED, .record = name };
	int64_t seq;

	TRY(sql_savepoint(sc, l->sql));
	TRY(sql_setting_put(sc, l->sql, name, S("done")));
	TRY(ledger_append(sc, l, &e, &seq));
	if (i % 3 != 0)
		return sql_release(sc, l->sql);
	TRY(sql_rollback_to(sc, l->sql));
	e.kind = ENTRY_ADMIT_REFUSED;
	return ledger_append(sc, l, &e, &seq);
}

static result
wave(struct scope *sc, struct ledger *l, int from)
{
	TRY(sql_begin(sc, l->sql));
	for (int i = from; i < from + 6; i++)
		TRY(verb(sc, l, i));
	TRY(ledger_checkpoint(sc, l));
	return sql_commit(sc, l->sql);
}

static result
open_ledger(struct scope *sc, struct str path, bool create, struct ledger *l)
{
	struct sql *sql;

	TRY(sql_open(sc, path, SQL_DATA, create, &sql));
	return ledger_open(sc, sql, STORE, key_of_bytes(sc, "0123456789abcdef0123456789abcdef"), l);
}

/* Each entry "admitted" has its row, and each row its entry. */
static void
entries_and_rows_agree(struct scope *sc, struct ledger *l)
{
	struct ledger_rows rows;
	struct sql_setting_get_row row;
	bool found;

	assert_ok(ledger_page(sc, l->sql, 0, 1000, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		assert_ok(sql_setting_get(sc, l->sql, rows.at[i].entry.record, &row, &found));
		assert_int_equal(found, rows.at[i].kind == ENTRY_ADMITTED);
	}
	assert_int_equal(rows.n % 6, 0);
	for (size_t i = rows.n + 1; i < rows.n + 12; i++) {
		assert_ok(sql_setting_get(sc, l->sql, str_printf(&sc->arena, "verb-%zu", i), &row, &found));
		assert_false(found);
	}
}

static void
it_verifies(struct scope *sc, struct ledger *l)
{
	struct public_key key = sign_public(l->seed);
	struct ledger_cursor at;
	struct ledger_report r;
	struct str text;

	assert_ok(ledger_export_from(sc, l, 1, &at));
	assert_ok(ledger_export(sc, l, &at, 1000, &text));
	r = ledger_verify(&sc->arena, &key, text);
	assert_true(r.whole);
	assert_int_equal(r.unsigned_tail, 0);
}

static int64_t
acts_of_a_wave(struct scope *sc)
{
	struct ledger l;
	int64_t n;

	assert_ok(open_ledger(sc, test_path(sc, test_folder(sc), "data.db"), true, &l));
	assert_ok(wave(sc, &l, 1));
	disk_reset();
	assert_ok(wave(sc, &l, 7));
	n = disk_count(DISK_ANY);
	assert_true(n > 3);
	sql_close(l.sql);
	return n;
}

static void
one_fault(struct scope *sc, int64_t n, enum disk_fault fault)
{
	struct str path = test_path(sc, test_folder(sc), "data.db");
	struct ledger l;

	assert_ok(open_ledger(sc, path, true, &l));
	assert_ok(wave(sc, &l, 1));
	disk_fail(DISK_ANY, n, fault);
	assert_code(wave(sc, &l, 7), E_IO);
	sql_close(l.sql);
	disk_reset();
	assert_ok(open_ledger(sc, path, false, &l));
	entries_and_rows_agree(sc, &l);
	it_verifies(sc, &l);
	assert_ok(wave(sc, &l, (int)l.head.seq + 1));
	entries_and_rows_agree(sc, &l);
	it_verifies(sc, &l);
	sql_close(l.sql);
}

static void
every_fault(struct scope *sc, enum disk_fault fault)
{
	int64_t most = acts_of_a_wave(sc);

	for (int64_t n = 1; n <= most; n++) {
		struct scope inner;

		scope_begin(&inner, TEST_NOW);
		one_fault(&inner, n, fault);
		scope_end(&inner);
	}
}

static void
a_full_disk_at_any_act_leaves_no_data_without_entry(void **state)
{
	every_fault(*state, DISK_FULL);
}

static void
a_crash_at_any_act_leaves_a_ledger_that_verifies(void **state)
{
	every_fault(*state, DISK_DEAD);
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
		TEST(a_full_disk_at_any_act_leaves_no_data_without_entry),
		TEST(a_crash_at_any_act_leaves_a_ledger_that_verifies),
	};

	return cmocka_run_group_tests(tests, install, NULL);
}
