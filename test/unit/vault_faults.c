/* On a disk that fails or dies at any act: nothing is half admitted, and what
 * was decided to be erased is erased by the next start. */
#include "kit/unit.h"

#include "kit/disk.h"
#include "kit/folder.h"
#include "kit/store.h"
#include "ledger/verify.h"
#include "sql/statements.h"
#include "sys/file.h"

/* A store with two parcels, closed; each trial works on a copy of it. */
struct scene {
	struct test_store *t;
	struct str folder; /* of the original */
	struct record erased, changed;
	struct str key; /* wrapped, of the first's first part */
};

static void
set_scene(struct scope *sc, struct scene *s)
{
	struct sql_keys_get_row row;
	struct lifetime *lives;
	size_t n;
	bool found;

	disk_reset();
	s->t = test_store_make(sc);
	s->folder = s->t->folder;
	test_begin(s->t);
	s->erased = test_delivery(s->t, "S-1");
	s->changed = test_delivery(s->t, "S-2");
	test_commit(s->t);
	assert_ok(vault_lifetimes(sc, s->t->vault, s->erased.id, &lives, &n));
	assert_ok(sql_keys_get(sc, vault_keys_sql(s->t->vault), lives[0].id, &row, &found));
	s->key = row.wrapped;
	vault_close(s->t->vault);
	s->t->vault = NULL;
}

static void
copy(struct scope *sc, struct str from, struct str to, const char *name)
{
	struct str content;

	assert_ok(file_read(sc, test_path(sc, from, name), (size_t)16 << 20, &content));
	assert_ok(file_write(sc, test_path(sc, to, name), content, FILE_PRIVATE));
}

static result
open_copy(struct scene *s)
{
	struct test_store *t = s->t;

	TRY(vault_open(t->sc, t->folder, t->root, t->store.plan, &t->vault));
	t->store.vault = t->vault;
	return ledger_open(t->sc, vault_sql(t->vault), vault_store_id(t->vault),
	    vault_signing_seed(t->vault), &t->ledger);
}

static void
close_copy(struct scene *s)
{
	vault_close(s->t->vault);
	s->t->vault = NULL;
}

/* -- one wave, as the keeper does it -------------------------------------------------- */

static result
put_another(struct test_store *t, struct str subject)
{
	struct entry e = { .kind = ENTRY_ADMITTED, .record = S("S-3") };
	struct record r = { .id = S(""),
		.party = t->reseller.id,
		.subject = subject,
		.about = NONE,
		.policy_version = 1,
		.arrival = t->sc->now,
		.change = t->sc->now,
		.channel = S("api"),
		.source = S("programme"),
		.notice = S("") };
	struct values values = test_values(t, "delivery.shipment=S-3", "delivery.name=Grace",
	    "delivery.phone=+441632960103", NULL);
	struct group_due *dues;
	int64_t seq;
	size_t n;

	r.dataset = plan_dataset(t->store.plan, S("delivery"));
	TRY(term_dues(t->sc, &t->store, &r, values, NULL, 0, &dues, &n));
	TRY(vault_put(t->sc, t->vault, &r, values, dues, n));
	return ledger_append(t->sc, &t->ledger, &e, &seq);
}

static result
change_phone(struct test_store *t, struct str id)
{
	struct values values = test_values(t, "delivery.phone=+441632960199", NULL);
	struct group_due *dues;
	struct record r;
	size_t n;

	TRY(vault_record(t->sc, t->vault, id, &r));
	TRY(term_dues(t->sc, &t->store, &r, values, NULL, 0, &dues, &n));
	return vault_change(t->sc, t->vault, &r, values, dues, n);
}

static result
end_all(struct test_store *t, struct str id)
{
	struct lifetime *lives;
	size_t n;

	TRY(vault_lifetimes(t->sc, t->vault, id, &lives, &n));
	for (size_t i = 0; i < n; i++)
		TRY(term_end(t->sc, &t->store, &lives[i], NULL, ERASED_PERSON, S("")));
	return OK;
}

static result
finish(struct test_store *t)
{
	struct span late;
	uint64_t erased;

	TRY(vault_keys_destroy(t->sc, t->vault));
	TRY(sql_begin(t->sc, test_store_sql(t)));
	TRY(term_finish(t->sc, &t->store, &erased, &late));
	return sql_commit(t->sc, test_store_sql(t));
}

static result
wave(struct scene *s)
{
	struct test_store *t = s->t;

	TRY(sql_begin(t->sc, test_store_sql(t)));
	TRY(put_another(t, s->changed.subject));
	TRY(change_phone(t, s->changed.id));
	TRY(end_all(t, s->erased.id));
	TRY(sql_commit(t->sc, test_store_sql(t)));
	return finish(t);
}

/* -- what must be so afterwards ---------------------------------------------------------- */

static size_t
parcels(struct test_store *t, const char *shipment)
{
	struct str id, key = str_printf(&t->sc->arena, "delivery.shipment=%s", shipment);
	bool found;

	assert_ok(vault_by_key(t->sc, t->vault, plan_dataset(t->store.plan, S("delivery")),
	    t->reseller.id, test_values(t, str_c(&t->sc->arena, key), NULL), &id, &found));
	if (!found)
		return 0;
	assert_int_equal(test_value(t, id, "delivery.name").n > 0, true);
	assert_int_equal(test_value(t, id, "delivery.phone").n > 0, true);
	return 1;
}

/* All of the wave or nothing of it. */
static bool
it_is_whole(struct scene *s)
{
	struct test_store *t = s->t;
	bool happened = parcels(t, "S-3") == 1;

	assert_int_equal(parcels(t, "S-1"), !happened);
	assert_int_equal(parcels(t, "S-2"), 1);
	assert_str(test_value(t, s->changed.id, "delivery.phone"),
	    happened ? S("+441632960199") : S("+441632960100"));
	assert_int_equal(test_entries(t, ENTRY_ADMITTED), happened);
	assert_int_equal(test_entries(t, ENTRY_ERASURE_DECIDED), happened ? 2 : 0);
	assert_int_equal(test_entries(t, ENTRY_ERASED), happened ? 3 : 0);
	return happened;
}

static void
one_fault(struct scene *s, int64_t n, enum disk_fault fault)
{
	struct test_store *t = s->t;
	uint64_t collected;
	bool happened;
	result r;

	disk_reset();
	t->folder = test_folder(t->sc);
	copy(t->sc, s->folder, t->folder, "data.db");
	copy(t->sc, s->folder, t->folder, "keys.db");
	assert_ok(open_copy(s));
	disk_fail(DISK_ANY, n, fault);
	r = wave(s);
	close_copy(s);
	disk_reset();
	assert_ok(open_copy(s));
	assert_ok(finish(t)); /* what every start does */
	happened = it_is_whole(s);
	if (r.code == E_OK)
		assert_true(happened);
	assert_int_equal(test_store_has(t, s->key), !happened);
	assert_ok(vault_keys_collect(t->sc, t->vault, &collected));
	assert_int_equal(it_is_whole(s), happened);
	if (!happened)
		assert_ok(wave(s)); /* it goes on */
	assert_true(it_is_whole(s));
	close_copy(s);
}

static int64_t
acts_of_a_wave(struct scene *s)
{
	int64_t n;

	s->t->folder = test_folder(s->t->sc);
	copy(s->t->sc, s->folder, s->t->folder, "data.db");
	copy(s->t->sc, s->folder, s->t->folder, "keys.db");
	assert_ok(open_copy(s));
	disk_reset();
	assert_ok(wave(s));
	n = disk_count(DISK_ANY);
	assert_true(n > 20);
	assert_true(it_is_whole(s));
	close_copy(s);
	return n;
}

static void
each_act(struct scope *sc, enum disk_fault odd, enum disk_fault even)
{
	struct scene s;
	int64_t acts;

	disk_install();
	set_scene(sc, &s);
	acts = acts_of_a_wave(&s);
	for (int64_t n = 1; n <= acts; n++)
		one_fault(&s, n, n % 2 == 1 ? odd : even);
}

static void
a_wave_is_whole_or_nothing_on_a_disk_that_is_full_or_breaks_once(void **state)
{
	each_act(*state, DISK_FULL, DISK_BROKEN);
}

static void
a_wave_is_whole_or_nothing_when_power_goes_at_any_act(void **state)
{
	each_act(*state, DISK_DEAD, DISK_DEAD);
}

UNIT_MAIN(TEST(a_wave_is_whole_or_nothing_on_a_disk_that_is_full_or_breaks_once),
    TEST(a_wave_is_whole_or_nothing_when_power_goes_at_any_act))
