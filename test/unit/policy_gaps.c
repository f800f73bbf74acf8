/* doc/GAPS.md and doc/CONSTRUCTS.md, row for row, against the files that they name. */
#include "kit/unit.h"
#include "base/buf.h"
#include "sys/file.h"

#define TABLE S("doc/GAPS.md")
#define FOLDER S("test/policy/gaps")
#define GAPS 44
#define CAP ((size_t)1 << 20)

struct row {
	struct str gap, text, what, found, decided;
};

static struct str
file_of(struct scope *sc, struct str path)
{
	struct str text;

	assert_ok(file_read(sc, path, CAP, &text));
	return text;
}

static struct str
next_cell(struct str *rest)
{
	return str_trim(str_cut(*rest, '|', rest));
}

/* The row of a gap; fails when there is none, or two. */
static struct row
row_of(struct scope *sc, unsigned gap)
{
	struct str rest = file_of(sc, TABLE), head = str_printf(&sc->arena, "| G%u |", gap);
	struct row row = { 0 };

	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest), cells;

		if (!str_starts(line, head))
			continue;
		if (row.gap.n > 0)
			fail_msg("G%u stands in the table twice", gap);
		cells = str_slice(line, 1, line.n);
		row.gap = next_cell(&cells);
		row.text = next_cell(&cells);
		row.what = next_cell(&cells);
		row.found = next_cell(&cells);
		row.decided = next_cell(&cells);
	}
	if (row.gap.n == 0)
		fail_msg("G%u does not stand in the table", gap);
	return row;
}

static void
no_gap_is_missing_and_no_cell_is_empty(void **state)
{
	for (unsigned gap = 1; gap <= GAPS; gap++) {
		struct row row = row_of(*state, gap);

		if (row.text.n == 0 || row.what.n == 0 || row.found.n == 0 || row.decided.n == 0)
			fail_msg("G%u has an empty cell", gap);
	}
}

/* Is the number said of one of the gap's policies? */
static bool
is_said(struct scope *sc, unsigned gap, struct str number)
{
	struct str begins = str_printf(&sc->arena, "G%02u-", gap), *names;
	struct str says = str_printf(&sc->arena, " %.*s: ", STR(number));
	size_t n;

	assert_ok(dir_list(sc, FOLDER, &names, &n));
	for (size_t i = 0; i < n; i++)
		if (str_starts(names[i], begins) && str_ends(names[i], S(".out"))
		    && str_has(file_of(sc, path_join(&sc->arena, FOLDER, names[i])), says))
			return true;
	return false;
}

static void
what_the_compiler_finds_has_a_policy_that_has_it(void **state)
{
	struct scope *sc = *state;
	size_t found = 0;

	for (unsigned gap = 1; gap <= GAPS; gap++) {
		struct str rest = row_of(sc, gap).found;

		if (str_starts(rest, S("a person: ")))
			continue;
		for (found++; rest.n > 0;) {
			struct str number = str_trim(str_cut(rest, ',', &rest));

			if (!is_said(sc, gap, number))
				fail_msg("no policy of G%u is told %.*s", gap, STR(number));
		}
	}
	assert_true(found > GAPS * 3 / 4);
}

/* The words with one blank between them. */
static struct str
squeezed(struct arena *arena, struct str s)
{
	struct buf b = buf_new(arena);

	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] != ' ' && s.p[i] != '\n') || (b.n > 0 && b.p[b.n - 1] != ' '))
			buf_putc(&b, s.p[i] == '\n' ? ' ' : s.p[i]);
	return buf_str(&b);
}

/* "`dialler`: `regulator ico`": the policy and words of its text. */
static void
what_was_decided_stands_in_the_policy(void **state)
{
	struct scope *sc = *state;

	for (unsigned gap = 1; gap <= GAPS; gap++) {
		struct str rest = row_of(sc, gap).decided, name, words, text;

		(void)str_cut(rest, '`', &rest);
		name = str_cut(rest, '`', &rest);
		(void)str_cut(rest, '`', &rest);
		words = str_cut(rest, '`', &rest);
		assert_true(name.n > 0 && words.n > 0);
		text =
		    file_of(sc, str_printf(&sc->arena, "policies/%.*s.policy", STR(name)));
		if (!str_has(squeezed(&sc->arena, text), words))
			fail_msg("G%u: policies/%.*s.policy does not say `%.*s`", gap, STR(name),
			    STR(words));
	}
}

/* -- constructs ----------------------------------------------------------------- */

#define CONSTRUCTS 59

struct construct {
	struct str name, what, said, wrongly, runs;
};

static struct construct
construct_of(struct scope *sc, unsigned number)
{
	struct str rest = file_of(sc, S("doc/CONSTRUCTS.md"));
	struct str head = str_printf(&sc->arena, "| C%02u |", number);
	struct construct c = { 0 };

	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest), cells;

		if (!str_starts(line, head))
			continue;
		if (c.name.n > 0)
			fail_msg("C%02u stands in the table twice", number);
		cells = str_slice(line, 1, line.n);
		c.name = next_cell(&cells);
		c.what = next_cell(&cells);
		c.said = next_cell(&cells);
		c.wrongly = next_cell(&cells);
		c.runs = next_cell(&cells);
	}
	if (c.what.n == 0 || c.said.n == 0 || c.wrongly.n == 0 || c.runs.n == 0)
		fail_msg("C%02u is missing, or has an empty cell", number);
	return c;
}

static struct str
policy_named(struct scope *sc, struct str name)
{
	if (str_eq(name, S("everything")))
		return S("test/policy/front/clean-everything.policy");
	return str_printf(&sc->arena, "policies/%.*s.policy", STR(name));
}

/* The policies that the table names are compiled by test/unit/policy_files.c. */
static void
each_construct_is_said_in_a_policy_that_compiles(void **state)
{
	struct scope *sc = *state;

	for (unsigned i = 1; i <= CONSTRUCTS; i++) {
		struct str rest = construct_of(sc, i).said, words;
		struct str name = str_cut(rest, ':', &rest);
		struct str text = file_of(sc, policy_named(sc, name));

		(void)str_cut(rest, '`', &rest);
		words = str_cut(rest, '`', &rest);
		if (words.n == 0 || !str_has(squeezed(&sc->arena, text), words))
			fail_msg("C%02u: %.*s does not say `%.*s`", i, STR(name), STR(words));
	}
}

static void
each_construct_is_said_wrongly_somewhere_and_told_so(void **state)
{
	static const char *const folders[] = { "front", "law", "gaps" };
	struct scope *sc = *state;

	for (unsigned i = 1; i <= CONSTRUCTS; i++) {
		struct str name = construct_of(sc, i).wrongly;
		bool found = false;

		for (size_t f = 0; f < N(folders); f++) {
			struct str path = str_printf(&sc->arena, "test/policy/%s/%.*s.out",
			    folders[f], STR(name));

			found = found
				|| (file_exists(sc, path)
				    && str_has(file_of(sc, path), S(" error B")));
		}
		if (!found)
			fail_msg("C%02u: %.*s is told nothing", i, STR(name));
	}
}

static bool
play_exists(struct scope *sc, struct str name)
{
	struct str *folders;
	size_t n;

	assert_ok(dir_list(sc, S("test/promise"), &folders, &n));
	for (size_t i = 0; i < n; i++)
		if (file_exists(sc,
			str_printf(&sc->arena, "test/promise/%.*s/%.*s.promise", STR(folders[i]),
			    STR(name))))
			return true;
	return false;
}

static bool
is_unbuilt(struct str what)
{
	static const char *const rows[] = {
#define UNBUILT(name, what) what,
#include "policy/unbuilt.def"
#undef UNBUILT
		"", /* all may be built one day */
	};

	for (size_t i = 0; i + 1 < N(rows); i++)
		if (str_eq(what, str_of(rows[i])))
			return true;
	return false;
}

/* A unit test "file: name", "scenario file: what it says", a play, or "not built: what". */
static bool
is_shown(struct scope *sc, struct str effect)
{
	struct str rest, file = str_cut(effect, ':', &rest);

	rest = str_trim(rest);
	if (rest.n == 0)
		return play_exists(sc, effect);
	if (str_eq(file, S("not built")))
		return is_unbuilt(rest);
	if (str_starts(file, S("scenario ")))
		return str_has(file_of(sc, str_printf(&sc->arena, "test/scenario/%.*s.sh",
					       STR(str_slice(file, 9, file.n)))),
		    rest);
	return str_has(
	    file_of(sc, str_printf(&sc->arena, "test/unit/%.*s.c", STR(file))),
	    str_printf(&sc->arena, "%.*s(void **state)", STR(rest)));
}

static void
each_construct_does_something_or_is_named_as_not_built(void **state)
{
	struct scope *sc = *state;

	for (unsigned i = 1; i <= CONSTRUCTS; i++) {
		struct str rest = construct_of(sc, i).runs;

		while (rest.n > 0) {
			struct str effect = str_trim(str_cut(rest, ';', &rest));

			if (!is_shown(sc, effect))
				fail_msg("C%02u: there is no `%.*s`", i, STR(effect));
		}
	}
}

UNIT_MAIN(TEST(each_construct_is_said_in_a_policy_that_compiles),
    TEST(each_construct_is_said_wrongly_somewhere_and_told_so),
    TEST(each_construct_does_something_or_is_named_as_not_built),
    TEST(no_gap_is_missing_and_no_cell_is_empty),
    TEST(what_the_compiler_finds_has_a_policy_that_has_it),
    TEST(what_was_decided_stands_in_the_policy))
