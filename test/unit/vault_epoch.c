/* One epoch after the other (V18 to V20): all stays readable, and no older copy of the keys
 * opens anything. */
#include "kit/unit.h"

#include "kit/disk.h"
#include "kit/folder.h"
#include "kit/store.h"
#include "sql/lite.h"
#include "sql/statements.h"
#include "sys/file.h"
#include "vault/epoch.h"

/* In small steps, as far as they go. */
#define KEYS_STEP 7
#define INDEX_STEP 2

static result
one_step(struct test_store *t)
{
	uint64_t n;
	bool more;

	switch (vault_rotating(t->vault)) {
	case ROTATING_KEYS:
		return vault_rewrap(t->sc, t->vault, KEYS_STEP, &n, &more);
	case ROTATING_INDEX:
		TRY(sql_begin(t->sc, test_store_sql(t)));
		TRY(vault_remake(t->sc, t->vault, INDEX_STEP, &more));
		TRY(sql_commit(t->sc, test_store_sql(t)));
		return more ? OK : vault_index_ended(t->sc, t->vault);
	case ROTATING_NOT:
		break;
	}
	return OK;
}

static result
go_on(struct test_store *t)
{
	while (vault_rotating(t->vault) != ROTATING_NOT)
		TRY(one_step(t));
	return OK;
}

static void
rotate(struct test_store *t)
{
	assert_ok(vault_rotate(t->sc, t->vault, t->root));
	assert_ok(go_on(t));
}

static struct str
wrapped_epoch(struct test_store *t)
{
	struct sql_keys_epoch_list_rows rows;

	assert_ok(sql_keys_epoch_list(t->sc, vault_keys_sql(t->vault), 1, &rows));
	assert_int_equal(rows.n, 1);
	return rows.at[0].wrapped;
}

/* How many parcels are found by this number, newest first. */
static size_t
found(struct test_store *t, const char *field)
{
	struct str *ids;
	size_t n;

	assert_ok(vault_find(t->sc, t->vault, plan_dataset(t->store.plan, S("delivery")),
	    t->reseller.id, test_values(t, field, NULL), 10000, &ids, &n));
	for (size_t i = 1; i < n; i++)
		assert_true(str_cmp(ids[i - 1], ids[i]) > 0);
	return n;
}

static bool
is_there(struct test_store *t, const char *shipment)
{
	struct str id, key = str_printf(&t->sc->arena, "delivery.shipment=%s", shipment);
	bool there;

	assert_ok(vault_by_key(t->sc, t->vault, plan_dataset(t->store.plan, S("delivery")),
	    t->reseller.id, test_values(t, str_c(&t->sc->arena, key), NULL), &id, &there));
	if (there)
		assert_true(test_value(t, id, "delivery.phone").n > 0);
	return there;
}

static void
put_parcels(struct test_store *t, int from, int to)
{
	test_begin(t);
	for (int i = from; i <= to; i++)
		(void)test_delivery(t, str_c(&t->sc->arena, str_printf(&t->sc->arena, "S-%d", i)));
	test_commit(t);
}

static void
all_there(struct test_store *t, int parcels)
{
	for (int i = 1; i <= parcels; i++)
		assert_true(
		    is_there(t, str_c(&t->sc->arena, str_printf(&t->sc->arena, "S-%d", i))));
	assert_int_equal(found(t, "delivery.phone=+441632960100"), parcels);
}

/* -- one after the other -------------------------------------------------------------- */

static void
all_is_read_and_found_at_every_step_from_one_epoch_to_the_next(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct epoch epoch;
	int parcels = 9, steps = 0, index_steps = 0;

	put_parcels(t, 1, parcels);
	assert_ok(vault_rotate(t->sc, t->vault, t->root));
	assert_code(vault_rotate(t->sc, t->vault, t->root), E_STATE); /* one at a time */
	for (; vault_rotating(t->vault) != ROTATING_NOT; steps++) {
		bool index = vault_rotating(t->vault) == ROTATING_INDEX;

		if (steps < 3 || (index && index_steps++ < 3)) {
			put_parcels(t, parcels + 1, parcels + 1);
			parcels++;
		}
		if (index || steps < 3)
			all_there(t, parcels);
		if (steps % 2 == 1)
			test_store_reopen(t);
		assert_ok(one_step(t));
	}
	assert_true(steps - index_steps > 20 && index_steps > 10);
	all_there(t, parcels);
	assert_ok(vault_epoch(t->sc, t->vault, &epoch));
	assert_int_equal(epoch.id, 2);
	assert_false(epoch.carried);
	test_store_reopen(t);
	all_there(t, parcels);
}

static void
nothing_of_the_former_epoch_is_left_in_any_file(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct sql_keys_named_get_row index;
	struct sql_lookup_of_life_rows tokens;
	struct sql_life_page_rows lives;
	struct str epoch;
	bool there;

	put_parcels(t, 1, 3);
	epoch = wrapped_epoch(t);
	assert_ok(sql_keys_named_get(t->sc, vault_keys_sql(t->vault), S("index"), &index, &there));
	assert_ok(sql_life_page(t->sc, test_store_sql(t), 0, 1, &lives));
	assert_ok(sql_lookup_of_life(t->sc, test_store_sql(t), lives.at[0].id, &tokens));
	assert_true(tokens.n > 0);
	assert_true(test_store_has(t, epoch)); /* the search itself works */
	rotate(t);
	assert_ok(sql_empty_wal(t->sc, test_store_sql(t)));
	assert_false(test_store_has(t, epoch));
	assert_false(test_store_has(t, index.wrapped));
	for (size_t i = 0; i < tokens.n; i++)
		assert_false(test_store_has(t, tokens.at[i].token));
}

static void
a_code_for_a_recipient_is_the_same_in_the_next_epoch(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str before, after, other;

	assert_ok(vault_code(t->sc, t->vault, 0, S("one"), &before));
	rotate(t);
	assert_ok(vault_code(t->sc, t->vault, 0, S("one"), &after));
	assert_ok(vault_code(t->sc, t->vault, 0, S("two"), &other));
	assert_str(after, before);
	assert_false(str_eq(after, other));
}

/* -- copies ------------------------------------------------------------------------------ */

/* A folder with copies of both files, as `bailee restore` lays them. */
struct copies {
	struct str folder, line;
};

static struct copies
copy_both(struct test_store *t)
{
	struct copies c = { .folder = test_folder(t->sc) };
	struct left_out none = { 0 };

	assert_ok(sql_backup(t->sc, vault_keys_sql(t->vault), test_path(t->sc, c.folder, "keys.db")));
	assert_ok(vault_copy(t->sc, t->vault, test_path(t->sc, c.folder, "data.db"), &none));
	assert_ok(vault_epoch_line(t->sc, t->vault, &c.line));
	return c;
}

static result
open_copies(struct test_store *t, struct copies c, struct str line)
{
	struct test_store *other = NEW(&t->sc->arena, struct test_store);

	*other = *t;
	other->folder = c.folder;
	TRY(vault_bring_epoch(t->sc, c.folder, t->root, line));
	TRY(vault_accept_restored(t->sc, c.folder, t->root));
	TRY(vault_open(t->sc, c.folder, t->root, t->store.plan, &other->vault));
	other->store.vault = other->vault;
	test_begin(other);
	{
		uint64_t ended, indexed;

		assert_ok(vault_mend(t->sc, other->vault, &ended, &indexed));
		assert_true(indexed > 0);
	}
	test_commit(other);
	assert_true(is_there(other, "S-1"));
	vault_close(other->vault);
	return OK;
}

static void
a_copy_of_the_keys_opens_with_the_line_of_its_own_epoch_alone(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct copies c, later;
	struct str epoch;

	put_parcels(t, 1, 2);
	c = copy_both(t);
	epoch = wrapped_epoch(t);
	{
		struct str bytes;

		assert_ok(file_read(
		    t->sc, test_path(t->sc, c.folder, "keys.db"), (size_t)16 << 20, &bytes));
		assert_null(memmem(bytes.p, bytes.n, epoch.p, epoch.n)); /* V18 */
	}
	assert_code(open_copies(t, c, S("")), E_INPUT);
	assert_code(open_copies(t, c, S("bailee-epoch-1 X 1 0 0 00")), E_INPUT);
	rotate(t);
	later = copy_both(t);
	assert_code(open_copies(t, c, later.line), E_STATE); /* the only line there is now */
	assert_ok(open_copies(t, later, later.line));
	assert_ok(open_copies(t, c, c.line)); /* so the old line must be destroyed */
}

static void
a_line_is_for_its_store_and_its_root(void **state)
{
	struct test_store *t = test_store_make(*state), *other = test_store_make(*state);
	struct copies c, theirs;

	put_parcels(t, 1, 1);
	put_parcels(other, 1, 1);
	c = copy_both(t);
	theirs = copy_both(other);
	assert_code(open_copies(t, c, theirs.line), E_STATE);
	c.line = str_printf(&t->sc->arena, "%.*sx", STR(str_trim(c.line)));
	assert_code(open_copies(t, c, c.line), E_INPUT);
}

/* The attack that epochs are for: both backups of before, the root, and what the store has
 * now. */
static void
with_an_older_copy_of_the_keys_and_the_root_nothing_erased_is_read(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct copies old, now;
	struct lifetime *lives;
	struct record r;
	struct str before, after;
	size_t n;

	test_begin(t);
	r = test_delivery(t, "S-1");
	test_commit(t);
	old = copy_both(t);
	test_begin(t);
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	for (size_t i = 0; i < n; i++)
		assert_ok(vault_end(t->sc, t->vault, lives[i].id, (struct ending_note){ ERASED_PERSON, S("") }));
	test_commit(t);
	test_finish(t);
	rotate(t);
	now = copy_both(t);
	/* the row of today's epoch put beside the old keys, under the number that they ask for */
	before = S(" 2 ");
	after = S(" 1 ");
	for (size_t i = 0; i + before.n < now.line.n; i++)
		if (str_eq(str_slice(now.line, i, i + before.n), before)) {
			now.line = str_printf(&t->sc->arena, "%.*s%.*s%.*s", (int)i, now.line.p,
			    STR(after), STR(str_slice(now.line, i + before.n, now.line.n)));
			break;
		}
	assert_code(open_copies(t, old, now.line), E_STATE);
}

/* -- when it was ---------------------------------------------------------------------------- */

static void
each_instant_is_of_the_last_epoch_that_had_begun(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct instant began[6] = { t->sc->now };
	struct epoch epoch;
	bool known;

	for (int i = 1; i < 6; i++) {
		t->sc->now = instant_plus(t->sc->now, span_days(10));
		began[i] = t->sc->now;
		assert_ok(vault_rotate(t->sc, t->vault, t->root));
		t->sc->now = instant_plus(t->sc->now, span_hours(1)); /* it takes a while */
		assert_ok(go_on(t));
	}
	for (int i = 0; i < 6; i++) {
		assert_ok(vault_epoch_at(
		    t->sc, t->vault, instant_plus(began[i], span_minutes(5)), &epoch, &known));
		assert_true(known);
		assert_int_equal(epoch.id, i + 1);
		if (i < 5)
			assert_int_equal(epoch.ended.us,
			    instant_plus(began[i + 1], span_hours(1)).us);
		else
			assert_int_equal(epoch.ended.us, 0);
	}
	/* of before the first: when that one ends is not too early */
	assert_ok(vault_epoch_at(t->sc, t->vault, INSTANT_EVER, &epoch, &known));
	assert_true(known);
	assert_int_equal(epoch.id, 1);
	/* a row that a restore lost: the next that is known */
	assert_int_equal(sqlite3_exec(vault_keys_sql(t->vault)->db,
			     "DELETE FROM epoch_life WHERE id = 3", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_ok(vault_epoch_at(
	    t->sc, t->vault, instant_plus(began[2], span_hours(2)), &epoch, &known));
	assert_int_equal(epoch.id, 4);
}

static void
the_keys_of_a_store_of_format_3_are_of_an_epoch_that_copies_carry(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct epoch epoch;

	put_parcels(t, 1, 1);
	assert_int_equal(sqlite3_exec(vault_keys_sql(t->vault)->db,
			     "DROP TABLE epoch_life; UPDATE setting SET value = '3' WHERE name = 'format'",
			     NULL, NULL, NULL),
	    SQLITE_OK);
	test_store_reopen(t);
	assert_ok(vault_epoch(t->sc, t->vault, &epoch));
	assert_true(epoch.id == 1 && epoch.carried && epoch.began.us == 0 && epoch.ended.us == 0);
	rotate(t);
	all_there(t, 1);
	assert_ok(vault_epoch(t->sc, t->vault, &epoch));
	assert_true(epoch.id == 2 && !epoch.carried && epoch.began.us == t->sc->now.us);
}

/* -- on a disk that fails ---------------------------------------------------------------------- */

static result
rotate_or_fail(struct test_store *t)
{
	TRY(vault_rotate(t->sc, t->vault, t->root));
	return go_on(t);
}

static void
open_copy_of(struct test_store *t, struct str from)
{
	const char *names[] = { "data.db", "keys.db" };

	t->folder = test_folder(t->sc);
	for (size_t i = 0; i < N(names); i++) {
		struct str content;

		assert_ok(file_read(
		    t->sc, test_path(t->sc, from, names[i]), (size_t)16 << 20, &content));
		assert_ok(file_write(
		    t->sc, test_path(t->sc, t->folder, names[i]), content, FILE_PRIVATE));
	}
	assert_ok(vault_open(t->sc, t->folder, t->root, t->store.plan, &t->vault));
	t->store.vault = t->vault;
}

static void
close_copy(struct test_store *t)
{
	vault_close(t->vault);
	t->vault = NULL;
}

static int64_t
acts_of_a_rotation(struct test_store *t, struct str from)
{
	int64_t n;

	open_copy_of(t, from);
	disk_reset();
	assert_ok(rotate_or_fail(t));
	n = disk_count(DISK_ANY);
	close_copy(t);
	return n;
}

/* V20 */
static void
fail_disk_at(struct test_store *t, struct str from, struct str epoch, int64_t n,
    enum disk_fault fault)
{
	disk_reset();
	open_copy_of(t, from);
	disk_fail(DISK_ANY, n, fault);
	(void)rotate_or_fail(t).code; /* it may have ended before the fault */
	close_copy(t);
	disk_reset();
	assert_ok(vault_open(t->sc, t->folder, t->root, t->store.plan, &t->vault));
	t->store.vault = t->vault;
	all_there(t, 3);
	assert_ok(go_on(t));
	all_there(t, 3);
	if (wrapped_epoch(t).n > 0 && str_eq(wrapped_epoch(t), epoch))
		rotate(t); /* nothing of it was done */
	all_there(t, 3);
	assert_false(test_store_has(t, epoch));
	close_copy(t);
}

static void
a_rotation_goes_on_after_a_fault_at_any_write(void **state)
{
	struct scope *sc = *state;
	struct test_store *t;
	struct str from, epoch;
	int64_t acts;

	disk_install();
	disk_reset();
	t = test_store_make(sc);
	put_parcels(t, 1, 3);
	epoch = wrapped_epoch(t);
	close_copy(t);
	from = t->folder;
	acts = acts_of_a_rotation(t, from);
	assert_true(acts > 20);
	for (int64_t n = 1; n <= acts; n += 1 + acts / 60)
		fail_disk_at(t, from, epoch, n,
		    n % 3 == 0 ? DISK_FULL : (n % 3 == 1 ? DISK_DEAD : DISK_BROKEN));
}

UNIT_MAIN(TEST(all_is_read_and_found_at_every_step_from_one_epoch_to_the_next),
    TEST(nothing_of_the_former_epoch_is_left_in_any_file),
    TEST(a_code_for_a_recipient_is_the_same_in_the_next_epoch),
    TEST(a_copy_of_the_keys_opens_with_the_line_of_its_own_epoch_alone),
    TEST(a_line_is_for_its_store_and_its_root),
    TEST(with_an_older_copy_of_the_keys_and_the_root_nothing_erased_is_read),
    TEST(each_instant_is_of_the_last_epoch_that_had_begun),
    TEST(the_keys_of_a_store_of_format_3_are_of_an_epoch_that_copies_carry),
    TEST(a_rotation_goes_on_after_a_fault_at_any_write))
