/* test/bench/bench.c -- all benches, one after the other (`make bench`). */
#include "bench.h"

#include <sys/resource.h>

#include "base/check.h"
#include "seal/seal.h"
#include "sys/clock.h"
#include "sys/file.h"

size_t bench_allocations;
bool bench_once;

/* The linker sends our calls here (test/meson.build, --wrap). */
void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);

void *
__wrap_malloc(size_t n)
{
	bench_allocations++;
	return __real_malloc(n);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	bench_allocations++;
	return __real_calloc(count, size);
}

void *
__wrap_realloc(void *old, size_t n)
{
	bench_allocations++;
	return __real_realloc(old, n);
}

void
bench_row(const char *what, double figure, const char *unit, double aim)
{
	const char *mark = aim == 0 ? "" : figure <= aim ? "  within"
							 : "  OVER";

	printf("%-58s %12.3f %s", what, figure, unit);
	if (aim != 0)
		printf("%s %g", mark, aim);
	printf("\n");
	fflush(stdout);
}

double
bench_seconds(void)
{
	return (double)clock_boot().us / 1e6;
}

double
bench_busy(void)
{
	struct rusage used;

	CHECK(getrusage(RUSAGE_SELF, &used) == 0);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec)
	       + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

struct str
bench_file(struct scope *sc, const char *path)
{
	struct str text;

	CHECK(file_read(sc, str_of(path), POLICY_BYTES_MAX, &text).code == E_OK);
	return text;
}

const struct plan *
bench_plan(struct scope *sc, struct arena *arena, struct str text)
{
	struct compile_options options = { .file = S("bench"), .activating = true };
	struct diags diags;
	const struct plan *plan = policy_compile(sc, arena, text, &options, &diags);
	struct buf out = buf_new(&sc->arena);

	if (plan == NULL) {
		diag_print(&out, &diags, options.file, text);
		fprintf(stderr, "%.*s\n", STR(buf_str(&out)));
	}
	CHECK(plan != NULL);
	return plan;
}

int
main(int argc, char **argv)
{
	static void (*const benches[])(struct scope *) = { bench_compile, bench_verdict,
		bench_admit };
	struct scope sc;

	bench_once = argc > 1 && strcmp(argv[1], "--once") == 0;
	for (size_t i = 0; i < N(benches); i++) {
		scope_begin(&sc, (struct instant){ 1800000000000000 });
		CHECK(seal_start(&sc).code == E_OK);
		benches[i](&sc);
		scope_end(&sc);
	}
	return 0;
}
