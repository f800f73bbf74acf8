/* Erased means erased: the key is gone, from the file and its log, and
 * wherever a crash fell between the three steps. */
#include "kit/unit.h"

#include "base/list.h"
#include "kit/folder.h"
#include "kit/store.h"
#include "sql/statements.h"
#include "sys/file.h"

static const struct ending_note by_person = { ERASED_PERSON, { "", 0 } };

struct wrapped_keys {
	struct str *at;
	size_t n;
	size_t room;
};

static void
note_key(struct test_store *t, int64_t id, struct wrapped_keys *keys)
{
	struct sql_keys_get_row row;
	bool found;

	assert_ok(sql_keys_get(t->sc, vault_keys_sql(t->vault), id, &row, &found));
	assert_true(found);
	*LIST_ADD(keys, &t->sc->arena) = row.wrapped;
}

/* Ends all of a record; what was its keys' bytes comes back. */
static void
end_record(struct test_store *t, struct str record, struct wrapped_keys *keys)
{
	struct lifetime *lives;
	size_t n;

	assert_ok(vault_lifetimes(t->sc, t->vault, record, &lives, &n));
	for (size_t i = 0; i < n; i++) {
		note_key(t, lives[i].id, keys);
		assert_ok(vault_end(t->sc, t->vault, lives[i].id, by_person));
	}
}

static bool
gone(struct test_store *t, struct str record)
{
	struct record r;

	return vault_record(t->sc, t->vault, record, &r).code == E_ABSENT;
}

static void
no_key_is_left(struct test_store *t, const struct wrapped_keys *keys)
{
	struct str files = test_store_files(t);

	for (size_t i = 0; i < keys->n; i++)
		assert_null(memmem(files.p, files.n, keys->at[i].p, keys->at[i].n));
}

/* -- the three steps ------------------------------------------------------------ */

static void
an_erased_record_leaves_no_key_no_row_and_no_person(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct wrapped_keys keys = { 0 };
	struct subject subject;
	struct record r;

	test_begin(t);
	r = test_delivery(t, "S-1");
	test_commit(t);
	test_begin(t);
	end_record(t, r.id, &keys);
	test_commit(t);
	assert_int_equal(keys.n, 2);
	assert_true(test_store_has(t, keys.at[0])); /* the search itself works */
	assert_true(gone(t, r.id)); /* V2: before the key is */
	assert_int_equal(test_finish(t), 2);
	no_key_is_left(t, &keys);
	assert_code(vault_subject(t->sc, t->vault, r.subject, &subject), E_ABSENT);
	assert_ok(sql_empty_wal(t->sc, vault_sql(t->vault)));
	assert_false(test_store_has(t, r.subject));
	assert_int_equal(test_entries(t, ENTRY_SUBJECT_FORGOTTEN), 1);
}

static void
a_person_with_another_record_is_not_forgotten(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct wrapped_keys keys = { 0 };
	uint8_t before[16], after[16];
	struct record a, b;

	test_begin(t);
	a = test_delivery(t, "S-1");
	b = test_put(t, "device", a.subject, t->reseller.id,
	    test_values(t, "device.mac=001565aabbcc", "device.vendor=snom", NULL));
	assert_ok(vault_pseudonym(t->sc, t->vault, a.subject, before));
	end_record(t, a.id, &keys);
	test_commit(t);
	test_finish(t);
	assert_true(gone(t, a.id));
	assert_ok(vault_pseudonym(t->sc, t->vault, b.subject, after));
	assert_memory_equal(before, after, sizeof(before));
	assert_int_equal(test_entries(t, ENTRY_SUBJECT_FORGOTTEN), 0);
}

static void
the_pseudonym_cannot_be_made_again_once_the_person_is_gone(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct sql_subject_get_row row;
	struct wrapped_keys keys = { 0 };
	uint8_t pseudonym[16];
	struct record r;
	bool found;

	test_begin(t);
	r = test_delivery(t, "S-1");
	test_commit(t);
	assert_ok(sql_subject_get(t->sc, vault_sql(t->vault), r.subject, &row, &found));
	note_key(t, row.key, &keys);
	test_begin(t);
	end_record(t, r.id, &keys);
	test_commit(t);
	test_finish(t);
	assert_int_equal(keys.n, 3);
	no_key_is_left(t, &keys);
	assert_code(vault_pseudonym(t->sc, t->vault, r.subject, pseudonym), E_ABSENT);
}

static void
what_one_field_leaves_behind_is_resealed_under_a_new_key(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct fields phone = { NEW_ARRAY(&t->sc->arena, t->store.plan->field_words, uint64_t) };
	uint16_t field = test_field(t, "delivery.address");
	struct wrapped_keys keys = { 0 };
	struct lifetime *lives, old = { 0 };
	struct record r;
	struct str *ids;
	size_t n;

	phone.w[field / 64] |= (uint64_t)1 << (field % 64);
	test_begin(t);
	r = test_delivery(t, "S-1");
	test_tell(t, "delivery", "despatch", r.id, "2027-01-15T08:00:00Z");
	test_commit(t);
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	for (size_t i = 0; i < n; i++)
		if (fields_have(lives[i].fields, field))
			old = lives[i];
	note_key(t, old.id, &keys);
	test_begin(t);
	assert_ok(vault_end_fields(t->sc, t->vault, old.id, phone, by_person));
	test_commit(t);
	test_finish(t);
	no_key_is_left(t, &keys);
	assert_str(test_value(t, r.id, "delivery.address"), S(""));
	assert_str(test_value(t, r.id, "delivery.name"), S("Ada Lovelace"));
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	assert_int_equal(lives[n - 1].due.at.us, old.due.at.us);
	assert_ok(vault_find(t->sc, t->vault, r.dataset, t->reseller.id,
	    test_values(t, "delivery.order=so-1001", NULL), 10, &ids, &n));
	assert_int_equal(n, 1); /* what stays is found */
	assert_ok(vault_find(t->sc, t->vault, r.dataset, t->reseller.id,
	    test_values(t, "delivery.address=mill", NULL), 10, &ids, &n));
	assert_int_equal(n, 0); /* what went is not */
}

/* -- crashes between the steps ------------------------------------------------------ */

static void
a_crash_after_any_step_is_made_good_by_the_next_start(void **state)
{
	for (int step = 0; step < 4; step++) {
		struct test_store *t = test_store_make(*state);
		struct wrapped_keys keys = { 0 };
		struct span late;
		struct record r;
		uint64_t erased;

		test_begin(t);
		r = test_delivery(t, "S-1");
		test_commit(t);
		test_begin(t);
		end_record(t, r.id, &keys);
		if (step >= 1)
			test_commit(t);
		if (step >= 2)
			assert_ok(vault_keys_destroy(t->sc, t->vault));
		if (step >= 3) {
			test_begin(t);
			assert_ok(term_finish(t->sc, &t->store, &erased, &late));
		}
		test_store_reopen(t); /* what was not committed is gone */
		if (step == 0) {
			assert_str(test_value(t, r.id, "delivery.name"), S("Ada Lovelace"));
			continue;
		}
		assert_true(gone(t, r.id));
		assert_int_equal(test_finish(t), 2);
		no_key_is_left(t, &keys);
		assert_int_equal(test_entries(t, ENTRY_ERASED), 2);
		assert_int_equal(test_finish(t), 0);
	}
}

static void
it_is_not_said_to_be_erased_while_its_key_is_there(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct wrapped_keys keys = { 0 };
	struct span late;
	struct record r;
	uint64_t erased;

	test_begin(t);
	r = test_delivery(t, "S-1");
	end_record(t, r.id, &keys);
	assert_code(term_finish(t->sc, &t->store, &erased, &late), E_STATE);
	sql_rollback(vault_sql(t->vault));
}

/* Keys move between pages as their neighbours go: no copy may stay behind. */
static void
of_thousands_of_keys_no_destroyed_one_is_in_any_file(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct wrapped_keys keys = { 0 };
	struct record r[600];
	struct str keep[N(r)];
	size_t kept = 0;
	uint64_t x = 88172645463325252u;

	test_begin(t);
	for (size_t i = 0; i < N(r); i++)
		r[i] =
		    test_delivery(t, str_c(&t->sc->arena, str_printf(&t->sc->arena, "S-%zu", i)));
	test_commit(t);
	for (int wave = 0; wave < 6; wave++) {
		test_begin(t);
		for (size_t i = (size_t)wave; i < N(r); i += 6) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			if (x % 5 == 0)
				keep[kept++] = r[i].id;
			else
				end_record(t, r[i].id, &keys);
		}
		test_commit(t);
		test_finish(t);
	}
	assert_true(keys.n > 800 && kept > 50);
	no_key_is_left(t, &keys);
	for (size_t i = 0; i < kept; i++)
		assert_str(test_value(t, keep[i], "delivery.name"), S("Ada Lovelace"));
}

/* -- a backup that comes back ---------------------------------------------------------- */

static void
copy(struct test_store *t, const char *from, const char *to)
{
	struct str content;

	assert_ok(file_read(t->sc, test_path(t->sc, t->folder, from), (size_t)64 << 20, &content));
	assert_ok(file_write(t->sc, test_path(t->sc, t->folder, to), content, FILE_PRIVATE));
}

static void
note_head(struct test_store *t)
{
	assert_ok(vault_keys_note_head(
	    t->sc, t->vault, (uint64_t)t->ledger.head.seq, t->ledger.head.hash.b));
}

static void
close_store(struct test_store *t)
{
	vault_close(t->vault);
	t->vault = NULL;
}

static void
an_old_backup_beside_live_keys_is_refused_and_once_accepted_brings_nobody_back(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct wrapped_keys keys = { 0 };
	struct record erased, kept;
	uint64_t ended, indexed, collected;
	struct str *ids;
	size_t n;

	test_begin(t);
	erased = test_delivery(t, "S-1");
	kept = test_delivery(t, "S-2");
	test_tell(t, "delivery", "despatch", kept.id, "2027-01-15T08:00:00Z");
	test_commit(t);
	note_head(t);
	assert_ok(sql_backup(t->sc, vault_sql(t->vault), test_path(t->sc, t->folder, "old")));

	test_begin(t);
	end_record(t, erased.id, &keys);
	test_commit(t);
	test_finish(t);
	test_begin(t);
	test_delivery(t, "S-3"); /* its keys must not be destroyed unasked */
	test_commit(t);
	note_head(t);
	close_store(t);
	copy(t, "old", "data.db");

	assert_code(vault_open(t->sc, t->folder, t->root, t->store.plan, &t->vault), E_STATE);
	assert_true(str_has(t->sc->fault.text, S("bailee restore")));
	t->vault = NULL;
	assert_ok(vault_accept_restored(t->sc, t->folder, t->root));
	assert_ok(vault_open(t->sc, t->folder, t->root, t->store.plan, &t->vault));
	assert_str(test_value(t, erased.id, "delivery.name"), S("")); /* its key is gone */
	assert_ok(ledger_open(t->sc, vault_sql(t->vault), vault_store_id(t->vault),
	    vault_signing_seed(t->vault), &t->ledger));
	t->store.vault = t->vault;

	test_begin(t);
	assert_ok(vault_mend(t->sc, t->vault, &ended, &indexed));
	test_commit(t);
	assert_int_equal(ended, 2);
	assert_true(indexed >= 2);
	assert_int_equal(test_finish(t), 2);
	assert_true(gone(t, erased.id));
	assert_str(test_value(t, kept.id, "delivery.name"), S("Ada Lovelace"));
	assert_ok(vault_find(t->sc, t->vault, kept.dataset, t->reseller.id,
	    test_values(t, "delivery.address=mill", NULL), 10, &ids, &n));
	assert_int_equal(n, 1);
	assert_ok(vault_keys_collect(t->sc, t->vault, &collected));
	assert_true(collected > 0);
	assert_str(test_value(t, kept.id, "delivery.name"), S("Ada Lovelace"));

	test_begin(t);
	assert_ok(vault_mend(t->sc, t->vault, &ended, &indexed)); /* nothing is left to mend */
	test_commit(t);
	assert_int_equal(ended + indexed, 0);
}

UNIT_MAIN(TEST(an_erased_record_leaves_no_key_no_row_and_no_person),
    TEST(a_person_with_another_record_is_not_forgotten),
    TEST(the_pseudonym_cannot_be_made_again_once_the_person_is_gone),
    TEST(what_one_field_leaves_behind_is_resealed_under_a_new_key),
    TEST(a_crash_after_any_step_is_made_good_by_the_next_start),
    TEST(it_is_not_said_to_be_erased_while_its_key_is_there),
    TEST(of_thousands_of_keys_no_destroyed_one_is_in_any_file),
    TEST(an_old_backup_beside_live_keys_is_refused_and_once_accepted_brings_nobody_back))
