/* Plays as they stand in their files: promise/play.h, doubt.c, disk.c. */
#include "kit/unit.h"
#include "base/json.h"
#include "promise/stage.h"

#define HEAD "promise P-1 \"t\"\nrests on \"a line\"\n"

static const struct {
	const char *why, *text;
	size_t line, column;
	const char *said; /* the beginning */
} faults[] = {
	/* clang-format off */
	{ "empty",             "",                                    1, 1,  "a play begins" },
	{ "no head",           "keeper k\n",                          1, 1,  "a play begins" },
	{ "rests on nothing",  "promise P-1 \"t\"\nkeeper k\n",       1, 1,  "a play says what it rests on" },
	{ "no line",           HEAD,                                  1, 1,  "a play without a line" },
	{ "open text",         HEAD "keeper \"k\n",                   3, 8,  "a text is closed" },
	{ "bad escape",        HEAD "file \"\\q\"\n",                 3, 8,  "an escape is" },
	{ "open tree",         HEAD "http { a: 1\n",                  3, 6,  "this bracket" },
	{ "key twice",         HEAD "http { a: 1, a: 2 }\n",          3, 14, "this key" },
	{ "no colon",          HEAD "http { a 1 }\n",                 3, 8,  "a member is" },
	{ "no comma",          HEAD "http [ a \"b\" ]\n",             3, 10, "here a comma" },
	{ "a mark first",      HEAD "-> 200\n",                       3, 1,  "a line begins with a word" },
	{ "two promises",      HEAD "promise P-2 \"u\"\n",            3, 1,  "a file holds one" },
	{ "half a doubt",      "promise P-1 \"t\"\nrests on \"a\" doubted by\n", 2, 1, "it goes: rests on" },
	{ "not UTF-8",         "\xff",                                1, 1,  "a play is UTF-8" },
	/* clang-format on */
};

static void
what_is_no_play_says_where(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(faults); i++) {
		struct arena a = { 0 };
		struct play play;
		struct play_fault f;

		if (play_parse(&a, S("x"), str_of(faults[i].text), &play, &f))
			fail_msg("%s: taken for a play", faults[i].why);
		if (f.at.line != faults[i].line || f.at.column != faults[i].column
		    || !str_starts(f.text, str_of(faults[i].said)))
			fail_msg("%s: %zu:%zu %.*s", faults[i].why, f.at.line, f.at.column, STR(f.text));
		arena_clear(&a);
	}
}

static void
a_play_keeps_its_words_and_trees(void **state)
{
	struct arena a = { 0 };
	struct play p;
	struct play_fault f;

	(void)state;
	assert_true(play_parse(&a, S("x"),
	    S("# a comment\npromise P-1 \"t\"\nrests on \"one\" doubted by \"two\" and \"three\"\n"
	      "rests on error B012\nby api\n\nhttp s POST /v1/x { a: \"b\\x41\", c: [1, true, null, w] }\n"
	      "    -> 200 has \"y\", as z # end\n"),
	    &p, &f));
	assert_int_equal(p.rests.n, 2);
	assert_true(str_eq(p.rests.at[0].weaker, S("two")) && str_eq(p.rests.at[0].also, S("three")));
	assert_true(str_eq(p.rests.at[1].off, S("B012")) && p.by_api);
	assert_int_equal(p.lines.n, 1);
	assert_int_equal(p.lines.at[0].n, 12);
	assert_true(str_eq(json_text(&a, p.lines.at[0].token[4].tree),
	    S("{\"a\":\"bA\",\"c\":[1,true,null,\"w\"]}")));
	assert_int_equal(p.lines.at[0].token[5].kind, TOKEN_ARROW);
	assert_int_equal(p.lines.at[0].token[5].at.line, 8);
	arena_clear(&a);
}

/* -- doubts -------------------------------------------------------------------- */

static const struct {
	const char *policy, *line;
	const char *weaker[8]; /* in the order tried; NULL ends */
} doubts[] = {
	{ "keep a.b until 15 days after c\nx\n", "keep a.b until 15 days after c",
	    { "keep a.b until 100 years after c\nx\n", "keep a.b until 50 years after c\nx\n",
		"keep a.b until 25 years after c\nx\n", "keep a.b until 10 years after c\nx\n",
		"keep a.b until 5 years after c\nx\n", "x\n" } },
	{ "recipient d\n    receives e.f for g when e.h is d\n", "receives e.f for g when e.h is d",
	    { "recipient d\n    receives e.f for g\n", "recipient d\n" } },
	{ "hold h\n    pauses x\n    by dpo\nnever y\n", "hold h", { "never y\n" } },
	{ "data a\n    b  text   required findable\n", "b text required findable",
	    { "data a\n    b text findable\n", "data a\n" } },
	{ "role r\n    may read a.* except a.b for p with ticket, 20 a day\n",
	    "may read a.* except a.b for p with ticket, 20 a day",
	    { "role r\n    may read a.* except a.b for p\n",
		"role r\n    may read a.* for p with ticket, 20 a day\n",
		"role r\n    may read a.*\n", "role r\n" } },
	{ "keep a.b,\n    a.c until 2 days after d\nz\n", "keep a.b, a.c until 2 days after d",
	    { "keep a.b, a.c until 100 years after d\nz\n" } },
};

static void
the_weakest_line_comes_first(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(doubts); i++) {
		const struct rest rest = { .line = str_of(doubts[i].line) };
		struct arena a = { 0 };
		struct str text;

		for (size_t n = 0; n < N(doubts[i].weaker) && doubts[i].weaker[n] != NULL; n++) {
			if (!doubt_text(&a, str_of(doubts[i].policy), &rest, n, &text))
				fail_msg("%s: no candidate %zu", doubts[i].line, n);
			if (!str_eq(text, str_of(doubts[i].weaker[n])))
				fail_msg("%s: candidate %zu is\n%.*s", doubts[i].line, n, STR(text));
		}
		assert_false(doubt_text(&a, str_of(doubts[i].policy), &rest, 20, &text));
		arena_clear(&a);
	}
}

static void
a_line_that_the_policy_has_not_is_not_doubted(void **state)
{
	const struct rest rest = { .line = S("never z") };
	struct arena a = { 0 };
	struct str text;

	(void)state;
	assert_false(doubt_text(&a, S("never y\n"), &rest, 0, &text));
	arena_clear(&a);
}

/* -- the disk -------------------------------------------------------------------- */

/* "canary-7Qx" in each writing; gzip of "a line with canary-7Qx in it" */
static const struct {
	const char *how;
	struct str bytes;
} writings[] = {
	{ "plain", { "xx canary-7Qx yy", 16 } },
	{ "as UTF-16", { "c\0a\0n\0a\0r\0y\0-\0007\0Q\0x\0", 20 } },
	{ "as UTF-16", { "\0c\0a\0n\0a\0r\0y\0-\0007\0Q\0x", 20 } },
	{ "in hex", { "63616e6172792d375178", 20 } },
	{ "in hex", { "63616E6172792D375178", 20 } },
	{ "in base64", { "Y2FuYXJ5LTdReA==", 16 } },
	{ "in base64", { "eGNhbmFyeS03UXg=", 16 } },
	{ "in base64", { "eHhjYW5hcnktN1F4", 16 } },
	/* clang-format off */
	{ "inside gzip", {
		"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x4b\x54\xc8\xc9\xcc\x4b"
		"\x55\x28\xcf\x2c\xc9\x50\x48\x4e\xcc\x4b\x2c\xaa\xd4\x35\x0f\xac"
		"\x50\xc8\xcc\x53\xc8\x2c\x01\x00\xb6\xcb\x91\xb0\x1c\x00\x00\x00"
		, 48 } },
	/* clang-format on */
};

static void
a_text_is_found_however_it_was_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(writings); i++) {
		const char *how = "";
		struct scope sc;

		scope_begin(&sc, (struct instant){ 0 });
		if (!disk_has(&sc, writings[i].bytes, S("canary-7Qx"), &how))
			fail_msg("not found %s (row %zu)", writings[i].how, i);
		if (!str_eq(str_of(how), str_of(writings[i].how)))
			fail_msg("found %s, not %s", how, writings[i].how);
		assert_false(disk_has(&sc, writings[i].bytes, S("canary-6Qx"), &how));
		scope_end(&sc);
	}
}

static void
percent_encoding_is_seen_through(void **state)
{
	const char *how = "";
	struct scope sc;

	(void)state;
	scope_begin(&sc, (struct instant){ 0 });
	assert_true(disk_has(&sc, S("q=1%20High%20Street"), S("1 High Street"), &how));
	assert_true(disk_has(&sc, S("q=1+High+Street"), S("1 High Street"), &how));
	assert_true(disk_has(&sc, S("q=ann%40example.org"), S("ann@example.org"), &how));
	assert_false(disk_has(&sc, S("q=bob%40example.org"), S("ann@example.org"), &how));
	scope_end(&sc);
}

UNIT_MAIN(TEST(what_is_no_play_says_where), TEST(a_play_keeps_its_words_and_trees),
    TEST(the_weakest_line_comes_first), TEST(a_line_that_the_policy_has_not_is_not_doubted),
    TEST(a_text_is_found_however_it_was_written), TEST(percent_encoding_is_seen_through))
