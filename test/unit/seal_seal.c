#include "kit/unit.h"

static void
what_was_sealed_opens_again(void **state)
{
	struct scope *sc = *state;
	struct key *k = key_new(sc);
	static const char *const texts[] = { "", "a", "01632 960100",
		"a longer text of more than sixty-four bytes, so that it has two blocks" };

	for (size_t i = 0; i < N(texts); i++) {
		struct str plain = str_of(texts[i]), opened, sealed = seal_wrap(sc, k, S("record 1"), plain);

		assert_int_equal(sealed.n, plain.n + SEAL_OVERHEAD);
		assert_ok(seal_open(sc, k, S("record 1"), sealed, &opened));
		assert_str(opened, plain);
	}
}

static void
a_bit_changed_anywhere_is_damage_and_gives_no_text(void **state)
{
	struct scope *sc = *state;
	struct key *k = key_new(sc);
	struct str opened, sealed = seal_wrap(sc, k, S("record 1"), S("01632 960100"));

	for (size_t bit = 0; bit < sealed.n * 8; bit++) {
		char *changed = arena_alloc(&sc->arena, sealed.n);

		memcpy(changed, sealed.p, sealed.n);
		changed[bit / 8] ^= (char)(1 << bit % 8);
		assert_code(
		    seal_open(sc, k, S("record 1"), (struct str){ changed, sealed.n }, &opened),
		    E_DAMAGED);
		assert_int_equal(opened.n, 0);
	}
	for (size_t n = 0; n < sealed.n; n++)
		assert_code(seal_open(sc, k, S("record 1"), str_slice(sealed, 0, n), &opened), E_DAMAGED);
}

static void
another_key_or_another_place_does_not_open_it(void **state)
{
	struct scope *sc = *state;
	struct key *k = key_new(sc);
	struct str opened, sealed = seal_wrap(sc, k, S("record 1"), S("x"));

	assert_code(seal_open(sc, key_new(sc), S("record 1"), sealed, &opened), E_DAMAGED);
	assert_code(seal_open(sc, k, S("record 2"), sealed, &opened), E_DAMAGED);
	assert_code(seal_open(sc, k, S(""), sealed, &opened), E_DAMAGED);
}

static void
the_same_text_sealed_twice_looks_different(void **state)
{
	struct scope *sc = *state;
	struct key *k = key_new(sc);

	assert_false(str_eq(seal_wrap(sc, k, S(""), S("same")), seal_wrap(sc, k, S(""), S("same"))));
}

/* FIPS 180-2, appendix B, and the empty text. */
static void
hashes_are_sha_256(void **state)
{
	struct scope *sc = *state;
	/* clang-format off */
	static const struct { const char *text, *hex; } known[] = {
		{ "",    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	/* clang-format on */

	for (size_t i = 0; i < N(known); i++) {
		struct hash h = seal_hash(str_of(known[i].text));

		assert_str(hex_encode(&sc->arena, h.b, sizeof(h.b)), str_of(known[i].hex));
	}
}

static void
a_link_is_the_hash_of_the_one_before_and_the_body(void **state)
{
	struct hash first = seal_hash(S("first")), joined, next;
	char both[HASH_BYTES + 4];

	(void)state;
	memcpy(both, first.b, HASH_BYTES);
	memcpy(both + HASH_BYTES, "body", 4);
	joined = seal_hash((struct str){ both, sizeof(both) });
	next = seal_chain(&first, S("body"));
	assert_true(hash_eq(&next, &joined));
}

static void
index_values_depend_on_key_purpose_and_value(void **state)
{
	struct scope *sc = *state;
	struct key *k = key_of_bytes(sc, "0123456789abcdef0123456789abcdef"), *other = key_new(sc);
	struct str v = seal_index(&sc->arena, k, S("r1|contact|phone"), S("+441632960100"));

	assert_int_equal(v.n, INDEX_BYTES);
	assert_str(seal_index(&sc->arena, k, S("r1|contact|phone"), S("+441632960100")), v);
	assert_false(str_eq(seal_index(&sc->arena, other, S("r1|contact|phone"), S("+441632960100")), v));
	assert_false(str_eq(seal_index(&sc->arena, k, S("r2|contact|phone"), S("+441632960100")), v));
	assert_false(str_eq(seal_index(&sc->arena, k, S("r1|contact|phone"), S("+441632960101")), v));
	assert_false(str_eq(seal_index(&sc->arena, k, S("r1|contact|phone+"), S("441632960100")), v));
}

static void
texts_are_compared_whole(void **state)
{
	(void)state;
	assert_true(seal_eq(S("abc"), S("abc")));
	assert_true(seal_eq(S(""), S("")));
	assert_false(seal_eq(S("abc"), S("abd")));
	assert_false(seal_eq(S("abc"), S("ab")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_sealed_opens_again),
		TEST(a_bit_changed_anywhere_is_damage_and_gives_no_text),
		TEST(another_key_or_another_place_does_not_open_it),
		TEST(the_same_text_sealed_twice_looks_different),
		TEST(hashes_are_sha_256),
		TEST(a_link_is_the_hash_of_the_one_before_and_the_body),
		TEST(index_values_depend_on_key_purpose_and_value),
		TEST(texts_are_compared_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
