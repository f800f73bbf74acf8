#include "kit/unit.h"

#include "seal/token.h"

static void
bearer_keys_are_shaped_alike_and_never_the_same(void **state)
{
	struct scope *sc = *state;
	struct str one = token_new(sc), other = token_new(sc);
	struct hash a = token_hash(one), b = token_hash(one), c = token_hash(other);

	assert_int_equal(one.n, TOKEN_CHARS);
	assert_true(str_starts(one, S("bk_")));
	assert_true(token_valid(one));
	assert_false(str_eq(one, other));
	assert_true(hash_eq(&a, &b));
	assert_false(hash_eq(&a, &c));
}

static void
other_texts_are_no_bearer_keys(void **state)
{
	struct scope *sc = *state;
	struct str one = token_new(sc);
	char *bent = arena_alloc(&sc->arena, one.n);

	memcpy(bent, one.p, one.n);
	bent[10] = '+';
	assert_false(token_valid((struct str){ bent, one.n }));
	assert_false(token_valid(str_slice(one, 0, one.n - 1)));
	assert_false(token_valid(str_printf(&sc->arena, "%.*sA", STR(one))));
	assert_false(token_valid(str_printf(&sc->arena, "bx_%.*s", STR(str_slice(one, 3, one.n)))));
	assert_false(token_valid(S("")));
	assert_false(token_valid(S("bk_")));
}

static void
a_password_proves_itself_alone(void **state)
{
	struct scope *sc = *state;
	struct str stored, again;

	assert_ok(password_hash(sc, S("correct horse"), &stored));
	assert_ok(password_hash(sc, S("correct horse"), &again));
	assert_false(str_eq(stored, again));
	assert_true(password_proves(sc, stored, S("correct horse")));
	assert_false(password_proves(sc, stored, S("correct horsf")));
	assert_false(password_proves(sc, stored, S("")));
	assert_false(password_proves(sc, S(""), S("correct horse")));
	assert_false(password_proves(sc, S("$argon2id$v=19$m=65536"), S("correct horse")));
	assert_code(password_hash(sc, S(""), &stored), E_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bearer_keys_are_shaped_alike_and_never_the_same),
		TEST(other_texts_are_no_bearer_keys),
		TEST(a_password_proves_itself_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
