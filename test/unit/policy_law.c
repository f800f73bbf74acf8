/* The twelve rules, each broken by a small policy of its own (test/policy/law).
 *
 * A file is named by the number that it breaks.  It must break that rule alone,
 * and pasting the line that the message gives must mend it.
 */
#include "kit/unit.h"
#include "base/buf.h"
#include "policy/compile.h"
#include "policy/document.h"

#include <dirent.h>
#include <stdio.h>

#define FOLDER "test/policy/law/"

struct tried {
	struct scope sc;
	struct arena arena;
	struct diags diags;
	const struct plan *plan;
};

static void
try_begin(struct tried *t, struct str text)
{
	struct compile_options options = { .file = S("test.policy"),
		.activating = str_has(text, S("# to be activated")) };

	*t = (struct tried){ 0 };
	scope_begin(&t->sc, (struct instant){ 0 });
	t->plan = policy_compile(&t->sc, &t->arena, text, &options, &t->diags);
}

static void
try_end(struct tried *t)
{
	scope_end(&t->sc);
	arena_clear(&t->arena);
}

static struct str
file_read(struct arena *arena, const char *name)
{
	char path[512];
	struct buf b = buf_new(arena);
	char part[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s%s", FOLDER, name);
	f = fopen(path, "r");
	assert_non_null(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_put(&b, (struct str){ part, n });
	fclose(f);
	return buf_str(&b);
}

/* What an author does with a message's line. */
static struct str
pasted(struct arena *arena, struct str text, const struct diag *d)
{
	struct buf b = buf_new(arena);
	bool other = d->paste == PASTE_INSTEAD_OTHER || d->paste == PASTE_UNDER_OTHER;
	bool instead = d->paste == PASTE_INSTEAD || d->paste == PASTE_INSTEAD_OTHER;
	uint32_t line = other ? d->other.line : d->at.line;
	struct str rest = text;

	for (uint32_t i = 1; rest.n > 0; i++) {
		struct str old = str_cut(rest, '\n', &rest);
		bool indented = old.n > 0 && old.p[0] == ' ';

		if (i != line || !instead || d->paste == PASTE_ANYWHERE)
			buf_printf(&b, "%.*s\n", STR(old));
		if (i == line && d->paste != PASTE_ANYWHERE)
			buf_printf(
			    &b, "%s%.*s\n", instead && !indented ? "" : "    ", STR(d->try_line));
	}
	if (d->paste == PASTE_ANYWHERE)
		buf_printf(&b, "%.*s\n", STR(d->try_line));
	return buf_str(&b);
}

static bool
cannot_be_guessed(const char *name)
{
	static const char *const names[] = { "B118-", "B022-place", "B047-", "B048-", "B107-" };

	for (size_t i = 0; i < N(names); i++)
		if (str_starts(str_of(name), str_of(names[i])))
			return true;
	return false;
}

static void
mended(const char *name, struct str text, const struct diag *d, unsigned number)
{
	struct tried t;
	struct arena arena = { 0 };
	struct str mend = pasted(&arena, text, d);

	if (d->try_line.n == 0)
		fail_msg("%s: nothing to paste", name);
	try_begin(&t, mend);
	for (size_t i = 0; i < t.diags.rows.n; i++) {
		const struct diag *left = &t.diags.rows.at[i];

		if (diag_number(left->code) == number || !diag_is_law(diag_number(left->code)))
			fail_msg("%s: after pasting `%.*s`: %.*s", name, STR(d->try_line),
			    STR(left->text));
	}
	try_end(&t);
	arena_clear(&arena);
}

static void
broken(const char *name, struct str text, unsigned number)
{
	struct tried t;

	try_begin(&t, text);
	assert_true((t.plan == NULL) == (number != 0));
	if (t.diags.rows.n > 1 || (number == 0 && t.diags.rows.n > 0))
		fail_msg("%s: %zu messages, the first: %.*s", name, t.diags.rows.n,
		    STR(t.diags.rows.at[0].text));
	if (number != 0 && diag_number(t.diags.rows.at[0].code) != number)
		fail_msg("%s: B%03u", name, diag_number(t.diags.rows.at[0].code));
	if (number != 0 && !cannot_be_guessed(name))
		mended(name, text, &t.diags.rows.at[0], number);
	try_end(&t);
}

/* Of a name such as B042-why.policy. */
static unsigned
number_of(struct str name)
{
	int64_t number;

	assert_true(str_to_i64(str_slice(name, 1, 4), &number));
	assert_in_range(number, 1, DIAG_NUMBERS - 1);
	return (unsigned)number;
}

/* Every policy of the folder, and the number that its name says; 0: clean. */
static size_t
for_each_policy(
    void (*run)(const char *name, struct str text, unsigned number), bool seen[DIAG_NUMBERS])
{
	DIR *dir = opendir(FOLDER);
	struct dirent *e;
	size_t n = 0;

	assert_non_null(dir);
	while ((e = readdir(dir)) != NULL) {
		struct arena arena = { 0 };
		unsigned number = 0;

		if (!str_ends(str_of(e->d_name), S(".policy")))
			continue;
		if (e->d_name[0] == 'B')
			number = number_of(str_of(e->d_name));
		seen[number] = true;
		run(e->d_name, file_read(&arena, e->d_name), number);
		arena_clear(&arena);
		n++;
	}
	closedir(dir);
	return n;
}

static void
each_policy_breaks_its_rule_alone_and_the_line_to_paste_mends_it(void **state)
{
	bool seen[DIAG_NUMBERS] = { false };

	(void)state;
	assert_true(for_each_policy(broken, seen) > 70);
}

/* The same policy, each of its lines from a source of its own. */
static struct str
with_sources(struct arena *arena, struct str text)
{
	struct buf b = buf_new(arena);
	struct str rest = text;

	for (unsigned line = 1; rest.n > 0; line++) {
		struct str said = str_cut(rest, '\n', &rest);
		bool ends = said.n > 0 && !str_ends(said, S(",")) && !str_has(said, S("#"));

		buf_put(&b, said);
		if (ends)
			buf_printf(&b, " from \"L-%u\"", line);
		buf_putc(&b, '\n');
	}
	return buf_str(&b);
}

/* It breaks as it did, the line to paste mends it, and what a line carried is carried still. */
static void
broken_with_sources(const char *name, struct str text, unsigned number)
{
	struct arena arena = { 0 };
	struct str sourced = with_sources(&arena, text), mend, source;
	const struct diag *d;
	struct tried t;

	broken(name, sourced, number);
	try_begin(&t, sourced);
	d = number == 0 ? NULL : &t.diags.rows.at[0];
	if (d != NULL && d->paste == PASTE_INSTEAD && !str_starts(d->try_line, S("#"))) {
		mend = pasted(&arena, sourced, d);
		source = str_printf(&arena, "\"L-%u\"", (unsigned)d->at.line);
		if (str_has(sourced, source) && !str_has(mend, source))
			fail_msg("%s: `%.*s` does not say %.*s", name, STR(d->try_line), STR(source));
	}
	try_end(&t);
	arena_clear(&arena);
}

static void
a_line_to_paste_keeps_the_sources_of_the_one_it_replaces(void **state)
{
	bool seen[DIAG_NUMBERS] = { false };

	(void)state;
	assert_true(for_each_policy(broken_with_sources, seen) > 70);
}

static void
ignored(const char *name, struct str text, unsigned number)
{
	(void)name, (void)text, (void)number;
}

static void
each_rule_of_the_law_has_a_policy_that_breaks_it(void **state)
{
	bool seen[DIAG_NUMBERS] = { false };

	(void)state;
	for_each_policy(ignored, seen);
	for (enum diag_code code = 0; code < DIAGS; code++)
		if (diag_is_law(diag_number(code)) && !seen[diag_number(code)])
			fail_msg("B%03u has no policy in %s", diag_number(code), FOLDER);
}

/* A rule that is switched off finds nothing: so a promise can doubt it. */
static void
silent(const char *name, struct str text, unsigned number)
{
	struct compile_options options = { .file = S("test.policy"),
		.activating = str_has(text, S("# to be activated")) };
	struct scope sc;
	struct arena arena = { 0 };
	struct diags diags;

	options.off[number / 64] = (uint64_t)1 << (number % 64);
	scope_begin(&sc, (struct instant){ 0 });
	if (policy_compile(&sc, &arena, text, &options, &diags) == NULL && number != 0)
		fail_msg("%s: still an error: %.*s", name, STR(diags.rows.at[0].text));
	scope_end(&sc);
	arena_clear(&arena);
}

static void
a_rule_that_is_switched_off_is_silent(void **state)
{
	bool seen[DIAG_NUMBERS] = { false };

	(void)state;
	for_each_policy(silent, seen);
}

UNIT_MAIN(TEST(each_policy_breaks_its_rule_alone_and_the_line_to_paste_mends_it),
    TEST(a_line_to_paste_keeps_the_sources_of_the_one_it_replaces),
    TEST(each_rule_of_the_law_has_a_policy_that_breaks_it),
    TEST(a_rule_that_is_switched_off_is_silent))
