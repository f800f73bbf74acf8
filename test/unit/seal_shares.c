#include "kit/unit.h"

#include "seal/shares.h"

#define STORE S("01JC0Z7Q5V3N8R2W4X6Y9ABCDE")

static void
any_two_of_the_three_restore_the_root(void **state)
{
	struct scope *sc = *state;

	for (int round = 0; round < 20; round++) {
		struct key *root = key_new(sc), *got;
		struct str share[SHARES_MADE], store;

		shares_split(sc, root, STORE, share);
		for (int i = 0; i < SHARES_MADE; i++) {
			for (int j = 0; j < SHARES_MADE; j++) {
				if (i == j)
					continue;
				assert_ok(shares_join(sc, share[i], share[j], &store, &got));
				assert_true(key_eq(root, got));
				assert_str(store, STORE);
			}
		}
	}
}

static void
one_share_twice_is_not_two(void **state)
{
	struct scope *sc = *state;
	struct str share[SHARES_MADE], store;
	struct key *got;

	shares_split(sc, key_new(sc), STORE, share);
	assert_code(shares_join(sc, share[0], share[0], &store, &got), E_INPUT);
	assert_str(sc->fault.text, S("this is share 1 twice: two different ones are needed"));
	assert_null(got);
}

/* Not a proof of secrecy, but what a broken slope would show: over many
 * splits of one root, a byte of a share takes nearly every value. */
static void
one_share_alone_does_not_show_the_root(void **state)
{
	struct scope *sc = *state;
	struct key *root = key_new(sc);
	bool seen[1024] = { false };
	int values = 0;

	for (int round = 0; round < 8000; round++) {
		struct scope inner;
		struct str share[SHARES_MADE];
		unsigned pair;

		scope_begin(&inner, TEST_NOW);
		shares_split(&inner, root, STORE, share);
		pair = ((unsigned char)share[2].p[32] * 37u + (unsigned char)share[2].p[33]) % 1024;
		values += !seen[pair];
		seen[pair] = true;
		scope_end(&inner);
	}
	assert_true(values > 400);
}

static void
a_misread_letter_is_noticed_wherever_it_stands(void **state)
{
	struct scope *sc = *state;
	struct str share[SHARES_MADE], store;
	struct key *got;

	shares_split(sc, key_new(sc), STORE, share);
	for (size_t i = 5; i < share[0].n; i++) {
		char *bent = arena_alloc(&sc->arena, share[0].n);

		memcpy(bent, share[0].p, share[0].n);
		if (bent[i] == '-' || bent[i] == ' ')
			continue;
		bent[i] = bent[i] == '7' ? '8' : '7';
		assert_code(shares_join(sc, (struct str){ bent, share[0].n }, share[1], &store, &got), E_INPUT);
		assert_null(got);
	}
}

static void
shares_can_be_typed_as_people_type(void **state)
{
	struct scope *sc = *state;
	struct key *root = key_new(sc), *got;
	struct str share[SHARES_MADE], store, head, groups, typed;
	char *loose;

	shares_split(sc, root, STORE, share);
	head = str_lower(&sc->arena, str_slice(share[1], 0, 5 + STORE.n));
	groups = str_slice(share[1], head.n + 1, share[1].n);
	loose = str_c(&sc->arena, str_lower(&sc->arena, groups));
	for (char *c = loose; *c != 0; c++)
		*c = *c == '-' ? ' ' : *c == '0' ? 'o'
				   : *c == '1'	 ? 'l'
						 : *c;
	typed = str_printf(&sc->arena, "  %.*s %s  ", STR(head), loose);
	assert_ok(shares_join(sc, typed, share[2], &store, &got));
	assert_true(key_eq(root, got));
	assert_str(store, STORE);
}

static void
shares_that_do_not_belong_together_are_told_so(void **state)
{
	struct scope *sc = *state;
	struct key *root = key_new(sc), *got;
	struct str share[SHARES_MADE], later[SHARES_MADE], other[SHARES_MADE], store;

	shares_split(sc, root, STORE, share);
	shares_split(sc, root, STORE, later);
	shares_split(sc, root, S("01JC0Z7Q5V3N8R2W4X6Y9ABCDF"), other);
	assert_code(shares_join(sc, share[0], later[1], &store, &got), E_INPUT);
	assert_str(sc->fault.text, S("the two shares are of two sheets: take both from the newest"));
	assert_code(shares_join(sc, share[0], other[1], &store, &got), E_INPUT);
	assert_str(sc->fault.text, S("the two shares are of two stores"));
}

static void
texts_that_are_no_shares_are_refused(void **state)
{
	struct scope *sc = *state;
	struct str share[SHARES_MADE], store;
	struct key *got;
	/* clang-format off */
	static const char *const wrong[] = {
		"", "1of3", "4of3 S AAAAAA", "0of3 S AAAAAA", "1of2 S AAAAAA", "1of3 S", "1of3 S AAAAAA-AAAAAA",
		"1of3 S AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-A",
		"1of3 S AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAAA-AAAAA*",
	};
	/* clang-format on */

	shares_split(sc, key_new(sc), STORE, share);
	for (size_t i = 0; i < N(wrong); i++)
		assert_code(shares_join(sc, share[1], str_of(wrong[i]), &store, &got), E_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(any_two_of_the_three_restore_the_root),
		TEST(one_share_twice_is_not_two),
		TEST(one_share_alone_does_not_show_the_root),
		TEST(a_misread_letter_is_noticed_wherever_it_stands),
		TEST(shares_can_be_typed_as_people_type),
		TEST(shares_that_do_not_belong_together_are_told_so),
		TEST(texts_that_are_no_shares_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
