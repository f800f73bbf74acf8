/* test/bench/bench_compile.c -- from text to plan. */
#include "bench.h"

#include <sys/resource.h>

#include "base/check.h"
#include "sys/file.h"

#define ROUNDS 50
#define LINES_LARGE 100000
#define LINES_SMALL 20000

/* The quickest of many, in milliseconds. */
static double
best(struct scope *sc, struct str text, size_t rounds)
{
	double least = 1e9;

	for (size_t i = 0; i < (bench_once ? 1 : rounds); i++) {
		struct scope one;
		struct arena arena = { 0 };
		double from = bench_busy();

		scope_begin(&one, sc->now);
		(void)bench_plan(&one, &arena, text);
		if (bench_busy() - from < least)
			least = bench_busy() - from;
		scope_end(&one);
		arena_clear(&arena);
	}
	return least * 1e3;
}

static double
peak_mib(void)
{
	struct rusage used;

	CHECK(getrusage(RUSAGE_SELF, &used) == 0);
	return (double)used.ru_maxrss / 1024;
}

static size_t
lines_of(struct str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

void
bench_compile(struct scope *sc)
{
	struct str *names, text;
	size_t n;

	CHECK(dir_list(sc, S("policies"), &names, &n).code == E_OK);
	for (size_t i = 0; i < n; i++) {
		struct str path = str_printf(&sc->arena, "policies/%.*s", STR(names[i]));

		if (!str_ends(names[i], S(".policy")))
			continue; /* an editor's */
		text = bench_file(sc, str_c(&sc->arena, path));
		bench_row(str_c(&sc->arena, str_printf(&sc->arena, "compile %.*s (%zu lines)",
						STR(names[i]), lines_of(text))),
		    best(sc, text, ROUNDS), "ms", 5);
	}
	text = bench_policy(&sc->arena, bench_once ? LINES_SMALL : LINES_LARGE);
	bench_row("lines of the generated policy", (double)lines_of(text), "lines", 0);
	bench_row("compile the generated policy", best(sc, text, 1), "ms", 2000);
	bench_row("most memory, that policy with it", peak_mib(), "MiB", 500);
}
