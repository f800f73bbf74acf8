#include "kit/unit.h"

static void
new_keys_differ(void **state)
{
	struct scope *sc = *state;

	for (int i = 0; i < 300; i++)
		assert_false(key_eq(key_new(sc), key_new(sc)));
}

static void
a_key_is_the_bytes_it_was_made_of(void **state)
{
	struct scope *sc = *state;
	const char *bytes = "0123456789abcdef0123456789abcdef";
	struct key *k = key_of_bytes(sc, bytes);

	assert_str(key_bare(sc, k), str_of(bytes));
	assert_true(key_eq(k, key_of_bytes(sc, bytes)));
}

static void
a_held_key_outlives_its_scope_and_a_scoped_one_is_overwritten(void **state)
{
	struct scope inner;
	struct key *k, *held;
	struct scope *sc = *state;
	struct str bare;

	scope_begin(&inner, TEST_NOW);
	k = key_new(&inner);
	held = key_held(k);
	bare = str_dup(&sc->arena, key_bare(&inner, k));
	scope_end(&inner);
	/* S1: the slot stays mapped; but for the free list's pointer it is empty. */
	for (size_t i = sizeof(void *); i < KEY_BYTES; i++)
		assert_int_equal(((const uint8_t *)k)[i], 0);
	assert_true(key_eq(held, key_of_bytes(sc, bare.p)));
	key_clear(held);
	key_clear(NULL);
}

static void
a_cleared_key_leaves_no_bytes(void **state)
{
	struct scope *sc = *state;
	struct key *held = key_held(key_of_bytes(sc, "abcdefghijklmnopqrstuvwxyz012345"));

	key_clear(held);
	/* S1: but for the free list's pointer nothing stands there. */
	for (size_t i = sizeof(void *); i < KEY_BYTES; i++)
		assert_int_equal(((const uint8_t *)held)[i], 0);
}

static void
derived_keys_differ_by_label_and_come_again(void **state)
{
	struct scope *sc = *state;
	struct key *root = key_new(sc), *one = key_derive(sc, root, S("ledger"));

	assert_true(key_eq(one, key_derive(sc, root, S("ledger"))));
	assert_false(key_eq(one, key_derive(sc, root, S("index"))));
	assert_false(key_eq(one, key_derive(sc, key_new(sc), S("ledger"))));
	assert_false(key_eq(one, root));
}

static void
a_wrapped_key_opens_under_its_epoch_and_its_place_only(void **state)
{
	struct scope *sc = *state;
	struct key *epoch = key_new(sc), *k = key_new(sc), *got;
	struct str wrapped = key_wrap(sc, epoch, S("key 7"), k);

	assert_int_equal(wrapped.n, KEY_WRAPPED_BYTES);
	assert_ok(key_unwrap(sc, epoch, S("key 7"), wrapped, &got));
	assert_true(key_eq(k, got));
	assert_code(key_unwrap(sc, epoch, S("key 8"), wrapped, &got), E_DAMAGED);
	assert_null(got);
	assert_code(key_unwrap(sc, key_new(sc), S("key 7"), wrapped, &got), E_DAMAGED);
	assert_code(key_unwrap(sc, epoch, S("key 7"), str_slice(wrapped, 0, wrapped.n - 1), &got),
	    E_DAMAGED);
	assert_code(key_unwrap(sc, epoch, S("key 7"), S(""), &got), E_DAMAGED);
}

static void
rewrapping_moves_a_key_to_the_next_epoch(void **state)
{
	struct scope *sc = *state;
	struct key *old = key_new(sc), *new = key_new(sc), *k = key_new(sc), *got;
	struct str wrapped = key_wrap(sc, old, S("key 7"), k), again;

	assert_ok(key_rewrap(sc, old, new, S("key 7"), wrapped, &again));
	assert_ok(key_unwrap(sc, new, S("key 7"), again, &got));
	assert_true(key_eq(k, got));
	assert_code(key_unwrap(sc, old, S("key 7"), again, &got), E_DAMAGED);
	assert_code(key_rewrap(sc, new, old, S("key 7"), wrapped, &again), E_DAMAGED);
}

static void
a_passphrase_and_its_salt_give_the_same_key_again(void **state)
{
	struct scope *sc = *state;
	struct str salt = salt_new(sc);
	struct key *k, *again, *other;

	assert_ok(key_of_passphrase(sc, S("correct horse"), salt, &k));
	assert_ok(key_of_passphrase(sc, S("correct horse"), salt, &again));
	assert_true(key_eq(k, again));
	assert_ok(key_of_passphrase(sc, S("correct horsf"), salt, &other));
	assert_false(key_eq(k, other));
	assert_ok(key_of_passphrase(sc, S("correct horse"), salt_new(sc), &other));
	assert_false(key_eq(k, other));
}

static void
a_salt_that_is_not_one_is_refused(void **state)
{
	struct scope *sc = *state;
	struct key *k;
	/* clang-format off */
	static const char *const wrong[] = {
		"", "argon2id", "scrypt 3 67108864 00112233445566778899aabbccddeeff",
		"argon2id 0 67108864 00112233445566778899aabbccddeeff",
		"argon2id 65 67108864 00112233445566778899aabbccddeeff",
		"argon2id 3 99999999999999 00112233445566778899aabbccddeeff",
		"argon2id 3 1 00112233445566778899aabbccddeeff",
		"argon2id 3 67108864 00112233445566778899aabbccddee",
		"argon2id 3 67108864 00112233445566778899aabbccddeefx",
		"argon2id 3 67108864 00112233445566778899aabbccddeeff more",
	};
	/* clang-format on */

	for (size_t i = 0; i < N(wrong); i++)
		assert_code(key_of_passphrase(sc, S("x"), str_of(wrong[i]), &k), E_DAMAGED);
	assert_code(key_of_passphrase(sc, S(""), salt_new(sc), &k), E_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(new_keys_differ),
		TEST(a_key_is_the_bytes_it_was_made_of),
		TEST(a_held_key_outlives_its_scope_and_a_scoped_one_is_overwritten),
		TEST(a_cleared_key_leaves_no_bytes),
		TEST(derived_keys_differ_by_label_and_come_again),
		TEST(a_wrapped_key_opens_under_its_epoch_and_its_place_only),
		TEST(rewrapping_moves_a_key_to_the_next_epoch),
		TEST(a_passphrase_and_its_salt_give_the_same_key_again),
		TEST(a_salt_that_is_not_one_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
