/* unit/bin_help.c -- the help of the programme that was built, through its own door. */
#include "kit/unit.h"
#include "base/buf.h"
#include "sys/file.h"
#include "sys/proc.h"

#include <unistd.h>

#define SAID_MAX ((size_t)256 << 10)

/* What it says to these arguments, and its exit status. */
static struct str
said(struct scope *sc, const char *one, const char *two, int *status)
{
	struct str own, all = S("");
	const char *const argv[] = { "bailee", one, two, NULL };
	struct proc_start start = { .argv = argv };
	struct proc_end end;
	int32_t pid;
	int ends[2];

	assert_ok(proc_path(sc, &own));
	start.path = str_c(&sc->arena,
	    path_join(&sc->arena, path_folder(path_folder(own)), S("bailee")));
	assert_int_equal(pipe(ends), 0);
	{
		const struct proc_fd fds[] = { { ends[1], 1 }, { ends[1], 2 } };

		start.fds = fds;
		start.fd_count = N(fds);
		assert_ok(proc_start(sc, &start, &pid));
	}
	close(ends[1]);
	assert_ok(file_drain(sc, (struct file){ ends[0] }, SAID_MAX, &all));
	close(ends[0]);
	assert_ok(proc_wait(sc, pid, span_seconds(60), &end));
	assert_false(end.by_signal);
	*status = end.number;
	return all;
}

/* The name on a line "    name   what it does"; empty on any other. */
static struct str
command_on(struct str line)
{
	struct str rest;

	if (!str_starts(line, S("    ")))
		return S("");
	line = str_cut(str_slice(line, 4, line.n), ' ', &rest);
	return line.n > 0 && line.p[0] >= 'a' && line.p[0] <= 'z' ? line : S("");
}

static void
each_command_is_listed_and_has_its_help(void **state)
{
	struct scope *sc = *state;
	size_t made = 0, listed = 0;
	int status;
	struct str rest = said(sc, "--help", NULL, &status);

#define GROUP(what)
#define COMMAND(name) made++;
#include "bin/commands.def"
#undef COMMAND
#undef GROUP
	assert_int_equal(status, 0);
	assert_true(str_has(rest, S("\nexit status\n")));
	while (rest.n > 0) {
		struct str name = command_on(str_cut(rest, '\n', &rest));
		struct str usage = str_printf(&sc->arena, "usage: bailee %.*s", STR(name));
		const char *as = str_c(&sc->arena, name);
		struct str help, again;

		if (name.n == 0)
			continue;
		listed++;
		help = said(sc, "help", as, &status);
		if (status != 0 || !str_has(help, usage) || !str_has(help, S("examples")))
			fail_msg("bailee help %s: %d: %.*s", as, status, STR(help));
		again = said(sc, as, "--help", &status);
		if (status != 0 || !str_eq(again, help))
			fail_msg("bailee %s --help says something else", as);
	}
	assert_int_equal(listed, made);
}

static void
help_for_nothing_says_what_was_meant(void **state)
{
	int status;
	struct str text = said(*state, "help", "hand-ovre", &status);

	assert_int_equal(status, 2);
	assert_true(str_has(text, S("did you mean `hand-over`")));
}

static void
the_page_of_the_manual_is_that_of_today(void **state)
{
	struct scope *sc = *state;
	struct str kept, today;
	int status;

	today = said(sc, "help", "--roff", &status);
	assert_int_equal(status, 0);
	assert_ok(file_read(sc, S("doc/man/bailee.1"), SAID_MAX, &kept));
	if (!str_eq(today, kept))
		fail_msg("build/bailee help --roff > doc/man/bailee.1");
}

UNIT_MAIN(TEST(each_command_is_listed_and_has_its_help), TEST(help_for_nothing_says_what_was_meant),
    TEST(the_page_of_the_manual_is_that_of_today))
