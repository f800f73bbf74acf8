#include "kit/unit.h"
#include "base/arena.h"

static const struct {
	const char *why, *s, *part;
	bool starts, ends, has;
} parts[] = {
	/* clang-format off */
	{ "whole",            "abc", "abc",  true,  true,  true },
	{ "front",            "abc", "ab",   true,  false, true },
	{ "back",             "abc", "bc",   false, true,  true },
	{ "middle",           "abc", "b",    false, false, true },
	{ "longer",           "abc", "abcd", false, false, false },
	{ "nothing",          "abc", "",     true,  true,  true },
	{ "another case",     "abc", "AB",   false, false, false },
	{ "nothing in nothing", "",  "",     true,  true,  true },
	{ "something in nothing", "", "a",   false, false, false },
	/* clang-format on */
};

static void
a_part_is_found_where_it_stands(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(parts); i++) {
		struct str s = str_of(parts[i].s), part = str_of(parts[i].part);

		if (str_starts(s, part) != parts[i].starts || str_ends(s, part) != parts[i].ends
		    || str_has(s, part) != parts[i].has)
			fail_msg("%s", parts[i].why);
	}
}

static void
one_is_among_others_when_one_of_the_first_n_is_the_same(void **state)
{
	const struct str list[] = { S("ab"), S(""), S("c") };

	(void)state;
	assert_true(str_among(S("ab"), list, 3));
	assert_true(str_among(S(""), list, 3));
	assert_true(str_among(S("c"), list, 3));
	assert_false(str_among(S("c"), list, 2));
	assert_false(str_among(S("a"), list, 3));
	assert_false(str_among(S("AB"), list, 3));
	assert_false(str_among(S(""), NULL, 0));
}

static void
slices_are_clamped_and_order_is_by_bytes(void **state)
{
	(void)state;
	assert_str(str_slice(S("abcd"), 1, 3), S("bc"));
	assert_str(str_slice(S("abcd"), 3, 5), S("d"));
	assert_str(str_slice(S("abcd"), 3, 99), S("d"));
	assert_str(str_slice(S("abcd"), 9, 99), S(""));
	assert_str(str_slice(S("abcd"), 3, 1), S(""));
	assert_true(str_cmp(S("a"), S("b")) < 0);
	assert_true(str_cmp(S("a"), S("ab")) < 0);
	assert_true(str_cmp(S("\xff"), S("a")) > 0);
	assert_int_equal(str_cmp(S("ab"), S("ab")), 0);
	assert_false(str_eq(S("a\0b"), S("a\0c")));
	assert_true(str_eq_nocase(S("aZ[9"), S("Az[9")));
	assert_false(str_eq_nocase(S("[]"), S("{}"))); /* 32 apart, no letters */
	assert_false(str_eq_nocase(S("ab"), S("abc")));
	assert_str(str_of(NULL), S(""));
	assert_non_null(str_of(NULL).p);
}

static void
cut_leaves_what_follows_the_first_separator(void **state)
{
	struct str rest;

	(void)state;
	assert_str(str_cut(S("a=b=c"), '=', &rest), S("a"));
	assert_str(rest, S("b=c"));
	assert_str(str_cut(S("abc"), '=', &rest), S("abc"));
	assert_str(rest, S(""));
	assert_str(str_cut(S("=b"), '=', &rest), S(""));
	assert_str(rest, S("b"));
	assert_str(str_trim(S(" \t\r\n a b \v\f ")), S("a b"));
	assert_str(str_trim(S("  ")), S(""));
}

static const struct {
	const char *text;
	bool u64, i64;
} numbers[] = {
	{ "0", true, true },
	{ "007", true, true },
	{ "9223372036854775807", true, true },
	{ "9223372036854775808", true, false },
	{ "18446744073709551615", true, false },
	{ "18446744073709551616", false, false },
	{ "-9223372036854775808", false, true },
	{ "-9223372036854775809", false, false },
	{ "99999999999999999999999", false, false },
	{ "", false, false },
	{ "-", false, false },
	{ "+1", false, false },
	{ " 1", false, false },
	{ "1 ", false, false },
	{ "0x1", false, false },
	{ "--1", false, false },
};

static void
numbers_are_the_whole_slice_and_in_range(void **state)
{
	uint64_t u;
	int64_t i64;

	(void)state;
	for (size_t i = 0; i < N(numbers); i++) {
		struct str s = str_of(numbers[i].text);

		if (str_to_u64(s, &u) != numbers[i].u64 || str_to_i64(s, &i64) != numbers[i].i64)
			fail_msg("\"%s\"", numbers[i].text);
	}
	assert_true(str_to_i64(S("-9223372036854775808"), &i64) && i64 == INT64_MIN);
	assert_true(str_to_u64(S("18446744073709551615"), &u) && u == UINT64_MAX);
}

static void
hex_goes_both_ways_and_takes_no_other_digit(void **state)
{
	struct arena a = { 0 };
	struct str bytes;
	char all[256];

	(void)state;
	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	assert_true(hex_decode(&a, hex_encode(&a, all, 256), &bytes));
	assert_int_equal(bytes.n, 256);
	assert_memory_equal(bytes.p, all, 256);
	assert_true(hex_decode(&a, S("aBCd"), &bytes));
	assert_str(hex_encode(&a, bytes.p, bytes.n), S("abcd"));
	assert_false(hex_decode(&a, S("abc"), &bytes));
	assert_false(hex_decode(&a, S("0g"), &bytes));
	assert_false(hex_decode(&a, S("g0"), &bytes));
	assert_false(hex_decode(&a, S(" 0"), &bytes));
	arena_clear(&a);
}

static const struct {
	const char *why, *bytes;
	bool valid;
} texts[] = {
	/* clang-format off */
	{ "ascii",               "abc",              true },
	{ "two bytes, lowest",   "\xc2\x80",         true },
	{ "three bytes, lowest", "\xe0\xa0\x80",     true },
	{ "below the surrogates", "\xed\x9f\xbf",    true },
	{ "above the surrogates", "\xee\x80\x80",    true },
	{ "U+10FFFF",            "\xf4\x8f\xbf\xbf", true },
	{ "overlong slash",      "\xc0\xaf",         false },
	{ "overlong, 3 bytes",   "\xe0\x9f\xbf",     false },
	{ "overlong, 4 bytes",   "\xf0\x8f\xbf\xbf", false },
	{ "a surrogate",         "\xed\xa0\x80",     false },
	{ "U+110000",            "\xf4\x90\x80\x80", false },
	{ "far above",           "\xf5\x80\x80\x80", false },
	{ "five bytes",          "\xf8\x88\x80\x80\x80", false },
	{ "a lone continuation", "a\x80",            false },
	{ "cut short",           "a\xe2\x82",        false },
	{ "second byte wrong",   "\xe2(\xa1",        false },
	{ "third byte wrong",    "\xe2\x82(",        false },
	{ "fourth byte wrong",   "\xf0\x90\x80(",    false },
	/* clang-format on */
};

static void
utf8_is_as_rfc_3629_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(texts); i++) {
		if (utf8_valid(str_of(texts[i].bytes)) != texts[i].valid)
			fail_msg("%s", texts[i].why);
	}
	assert_int_equal(utf8_count(S("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")), 4);
}

static void
a_zeroed_slice_is_an_empty_one(void **state)
{
	struct scope *sc = *state;
	struct str zero = { 0 }, rest;

	assert_true(str_eq(zero, S("")) && str_eq(S(""), zero) && str_eq_nocase(zero, S("")));
	assert_false(str_eq(zero, S("a")));
	assert_int_equal(str_cmp(zero, S("")), 0);
	assert_true(str_cmp(zero, S("a")) < 0);
	assert_true(str_starts(zero, zero) && str_ends(zero, zero) && str_has(zero, zero));
	assert_true(str_starts(S("a"), zero) && str_ends(S("a"), zero) && str_has(S("a"), zero));
	assert_false(str_starts(zero, S("a")) || str_ends(zero, S("a")) || str_has(zero, S("a")));
	assert_str(str_trim(zero), S(""));
	assert_str(str_slice(zero, 0, 9), S(""));
	assert_str(str_cut(zero, ',', &rest), S(""));
	assert_str(rest, S(""));
	assert_string_equal(str_c(&sc->arena, zero), "");
	assert_str(str_dup(&sc->arena, zero), S(""));
	assert_str(str_lower(&sc->arena, zero), S(""));
	assert_str(hex_encode(&sc->arena, zero.p, zero.n), S(""));
	assert_true(utf8_valid(zero) && utf8_count(zero) == 0);
}

static void
copies_do_not_share_and_end_in_nul_where_asked(void **state)
{
	struct arena a = { 0 };
	char text[] = "Abc";
	struct str s = { text, 3 }, copy = str_dup(&a, s), low = str_lower(&a, s);
	const char *c = str_c(&a, s);

	(void)state;
	text[0] = 'X';
	assert_str(copy, S("Abc"));
	assert_str(low, S("abc"));
	assert_string_equal(c, "Abc");
	assert_str(str_printf(&a, "%d-%s", 7, "x"), S("7-x"));
	arena_clear(&a);
}

/* RFC 4648, section 10. */
static void
base64_is_as_rfc_4648_says(void **state)
{
	static const char *const known[][2] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" }, { "\xff\xfe\xfb", "//77" } };
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < N(known); i++) {
		struct str bytes = str_of(known[i][0]);

		assert_str(base64_encode(&a, bytes.p, bytes.n), str_of(known[i][1]));
	}
	arena_clear(&a);
}

UNIT_MAIN(TEST(base64_is_as_rfc_4648_says), TEST(a_part_is_found_where_it_stands),
    TEST(one_is_among_others_when_one_of_the_first_n_is_the_same),
    TEST(slices_are_clamped_and_order_is_by_bytes),
    TEST(cut_leaves_what_follows_the_first_separator),
    TEST(numbers_are_the_whole_slice_and_in_range),
    TEST(hex_goes_both_ways_and_takes_no_other_digit), TEST(utf8_is_as_rfc_3629_says),
    TEST(a_zeroed_slice_is_an_empty_one), TEST(copies_do_not_share_and_end_in_nul_where_asked))
