/* json and node */
#include "kit/unit.h"
#include "base/json.h"

static const struct {
	const char *why, *text, *printed; /* NULL: the same */
} fine[] = {
	/* clang-format off */
	{ "blanks",           " { \"a\" : [ 1 , 2 ] } \r\n\t", "{\"a\":[1,2]}" },
	{ "empty ones",       "[{},[],\"\"]",         NULL },
	{ "words",            "[true,false,null]",    NULL },
	{ "int64",            "[9223372036854775807,-9223372036854775808]", NULL },
	{ "over int64 keeps its digits", "[9223372036854775808]", NULL },
	{ "decimals keep their text", "[12.50,1e9,-0.0,1E+2]", NULL },
	{ "escapes",          "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\"" },
	{ "control characters", "\"\\u0001\\u001f\"", NULL },
	{ "code points",      "\"\\u00e9\\u20ac\\ud83d\\ude00\"", "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"" },
	{ "raw UTF-8",        "\"\xc3\xa9\"",         NULL },
	{ "order is kept",    "{\"b\":1,\"a\":2}",    NULL },
	{ "a word alone",     "true",                 NULL },
	/* clang-format on */
};

static void
what_is_read_is_printed_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(fine); i++) {
		const char *wanted = fine[i].printed != NULL ? fine[i].printed : fine[i].text;
		struct node *n, *again;
		struct scope sc;

		scope_begin(&sc, TEST_NOW);
		if (json_parse(&sc, str_of(fine[i].text), &n).code != E_OK)
			fail_msg("%s: %.*s", fine[i].why, STR(sc.fault.text));
		assert_str(json_text(&sc.arena, n), str_of(wanted));
		assert_ok(json_parse(&sc, json_text(&sc.arena, n), &again));
		assert_true(node_eq(n, again));
		assert_true(node_eq(n, node_copy(&sc.arena, n)));
		scope_end(&sc);
	}
}

static const struct {
	const char *text, *fault;
} bad[] = {
	/* clang-format off */
	{ "",                  "line 1, column 1: it ends too early" },
	{ "{",                 "column 2: a member's name in quotes must follow" },
	{ "[1,]",              "column 4: no value starts here" },
	{ "{\"a\":1,}",        "a member's name in quotes must follow" },
	{ "{\"a\" 1}",         "a colon must follow" },
	{ "{a:1}",             "a member's name in quotes must follow" },
	{ "[1 2]",             "a comma or ] must follow" },
	{ "1 2",               "something follows the value" },
	{ "[1]x",              "something follows the value" },
	{ "NaN",               "no value starts here" },
	{ "// c\n1",           "no value starts here" },
	{ "[01]",              "not a number" },
	{ "-",                 "not a number" },
	{ "1.",                "not a number" },
	{ ".5",                "no value starts here" },
	{ "1e",                "not a number" },
	{ "+1",                "no value starts here" },
	{ "\"a",               "the text does not end" },
	{ "\"a\\\"",           "the text does not end" },
	{ "\"\\x\"",           "no such escape" },
	{ "\"\\u12g4\"",       "\\u needs four hex digits" },
	{ "\"\\u0000\"",       "a NUL is not taken" },
	{ "\"\\ud800\"",       "a lone surrogate" },
	{ "\"\\udc00\"",       "a lone surrogate" },
	{ "\"\\ud800\\u0041\"", "a lone surrogate" },
	{ "\"\\udc00\\udc00\"", "a lone surrogate" },
	{ "\"a\nb\"",          "a control character within a text" },
	{ "\"\xff\"",          "the text is not UTF-8" },
	{ "\"\xed\xa0\x80\"",  "the text is not UTF-8" },
	{ "\xef\xbb\xbf{}",    "no value starts here" },
	{ "{\"a\":1,\n\"a\":2}", "line 2, column 1: a member of this name stands there twice" },
	{ "{\"a\":1,\"\\u0061\":2}", "a member of this name stands there twice" },
	{ "11111111111111111111111111111111111111111111111111111111111111111", "too long" },
	/* clang-format on */
};

static void
what_is_malformed_is_refused_with_its_place_and_without_its_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(bad); i++) {
		struct node *n;
		struct scope sc;

		scope_begin(&sc, TEST_NOW);
		if (json_parse(&sc, str_of(bad[i].text), &n).code != E_INPUT)
			fail_msg("taken: %s", bad[i].text);
		if (!str_has(sc.fault.text, str_of(bad[i].fault)))
			fail_msg("%s: %.*s", bad[i].text, STR(sc.fault.text));
		scope_end(&sc);
	}
}

static void
a_nul_byte_is_refused_wherever_it_stands(void **state)
{
	static const char sound[] = "{\"a\": [1, \"b\"], \"c\": null}";
	char text[sizeof(sound)];

	(void)state;
	for (size_t i = 0; i < sizeof(sound); i++) {
		struct node *n;
		struct scope sc;

		memcpy(text, sound, sizeof(sound));
		text[i] = '\0';
		scope_begin(&sc, TEST_NOW);
		assert_code(json_parse(&sc, (struct str){ text, sizeof(text) }, &n), E_INPUT);
		scope_end(&sc);
	}
}

static result
parse_nested(struct scope *sc, size_t depth)
{
	struct buf b = buf_new(&sc->arena);
	struct node *n;

	buf_pad(&b, '[', depth);
	buf_pad(&b, ']', depth);
	return json_parse(sc, buf_str(&b), &n);
}

static void
depth_and_size_have_their_caps(void **state)
{
	struct scope sc;
	struct node *n;
	struct buf b;

	(void)state;
	scope_begin(&sc, TEST_NOW);
	assert_ok(parse_nested(&sc, JSON_DEPTH_MAX));
	assert_code(parse_nested(&sc, JSON_DEPTH_MAX + 1), E_INPUT);
	b = buf_new(&sc.arena);
	for (size_t i = 0; i <= JSON_DEPTH_MAX; i++)
		buf_puts(&b, i == 0 ? "[[]" : ",[]");
	buf_puts(&b, "]");
	assert_ok(json_parse(&sc, buf_str(&b), &n)); /* wide is not deep */
	b = buf_new(&sc.arena);
	buf_pad(&b, ' ', JSON_BYTES_MAX - 1);
	buf_putc(&b, '1');
	assert_ok(json_parse(&sc, buf_str(&b), &n));
	buf_putc(&b, ' ');
	assert_code(json_parse(&sc, buf_str(&b), &n), E_TOO_BIG);
	scope_end(&sc);
}

static void
a_duplicate_is_found_among_many_members_and_there_are_not_too_many(void **state)
{
	struct scope sc;
	struct node *n;
	struct buf b;

	(void)state;
	scope_begin(&sc, TEST_NOW);
	b = buf_new(&sc.arena);
	for (int i = 0; i < JSON_MEMBERS_MAX - 1; i++)
		buf_printf(&b, "%s\"k%d\":0", i == 0 ? "{" : ",", i);
	buf_puts(&b, "}");
	assert_ok(json_parse(&sc, buf_str(&b), &n));
	assert_int_equal(n->count, JSON_MEMBERS_MAX - 1);
	b.n--;
	buf_puts(&b, ",\"k77\":1}");
	assert_code(json_parse(&sc, buf_str(&b), &n), E_INPUT);
	assert_true(str_has(sc.fault.text, S("twice")));
	b.n -= strlen("\"k77\":1}");
	buf_puts(&b, "\"l\":1}");
	assert_ok(json_parse(&sc, buf_str(&b), &n));
	b.n--;
	buf_puts(&b, ",\"m\":1}");
	assert_code(json_parse(&sc, buf_str(&b), &n), E_INPUT);
	scope_end(&sc);
}

static void
pretty_print_stands_in_lines(void **state)
{
	struct scope sc;
	struct node *n;
	struct buf b;

	(void)state;
	scope_begin(&sc, TEST_NOW);
	assert_ok(json_parse(&sc, S("{\"a\":[1,{}],\"b\":[]}"), &n));
	b = buf_new(&sc.arena);
	json_print_pretty(&b, n);
	assert_str(buf_str(&b), S("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}"));
	scope_end(&sc);
}

static void
members_are_found_by_name_and_kind(void **state)
{
	struct scope sc;
	struct node *n, *same;
	struct instant at;

	(void)state;
	scope_begin(&sc, TEST_NOW);
	n = node_map(&sc.arena);
	node_set_str(&sc.arena, n, S("s"), S("text"));
	node_set_int(&sc.arena, n, S("i"), 7);
	node_set_bool(&sc.arena, n, S("b"), true);
	node_set_time(&sc.arena, n, S("t"), TEST_NOW);
	assert_str(node_get_str(n, S("s")), S("text"));
	assert_str(node_get_str(n, S("i")), S(""));
	assert_int_equal(node_get_int(n, S("i"), -1), 7);
	assert_int_equal(node_get_int(n, S("s"), -1), -1);
	assert_true(node_get_bool(n, S("b"), false));
	assert_false(node_get_bool(n, S("s"), false));
	assert_true(node_get_time(n, S("t"), &at) && at.us == TEST_NOW.us);
	assert_false(node_get_time(n, S("s"), &at));
	assert_null(node_get(n, S("x")));
	assert_null(node_get(NULL, S("x")));
	assert_null(node_get(node_get(n, S("i")), S("x")));
	assert_ok(json_parse(&sc,
	    S("{\"t\":\"2027-01-15T08:00:00Z\",\"b\":true,\"i\":7,\"s\":\"text\"}"), &same));
	assert_true(node_eq(n, same)); /* in any order */
	node_set_int(&sc.arena, same, S("more"), 1);
	assert_false(node_eq(n, same));
	scope_end(&sc);
}

static void
a_list_lists_the_texts_that_stand_in_it(void **state)
{
	struct scope sc;
	struct node *n;
	const struct node *list;

	(void)state;
	scope_begin(&sc, TEST_NOW);
	assert_ok(json_parse(&sc, S("{\"list\":[\"one\",2,[\"three\"],\"\"],\"one\":\"one\"}"),
	    &n));
	list = node_get(n, S("list"));
	assert_true(node_lists(list, S("one")));
	assert_true(node_lists(list, S("")));
	assert_false(node_lists(list, S("on")));
	assert_false(node_lists(list, S("2")));
	assert_false(node_lists(list, S("three"))); /* a list in it is not it */
	assert_false(node_lists(n, S("one"))); /* a map is no list, nor is a text */
	assert_false(node_lists(node_get(n, S("one")), S("one")));
	assert_false(node_lists(NULL, S("")));
	scope_end(&sc);
}

UNIT_MAIN(TEST(what_is_read_is_printed_the_same),
    TEST(what_is_malformed_is_refused_with_its_place_and_without_its_value),
    TEST(a_nul_byte_is_refused_wherever_it_stands), TEST(depth_and_size_have_their_caps),
    TEST(a_duplicate_is_found_among_many_members_and_there_are_not_too_many),
    TEST(pretty_print_stands_in_lines),
    TEST(members_are_found_by_name_and_kind), TEST(a_list_lists_the_texts_that_stand_in_it))
