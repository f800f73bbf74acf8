/* test/bench/bench.h -- what things cost, side by side in one run.
 *
 * Figures of one run are compared with each other; no test asserts a time.
 * A figure that is over what we aim at is marked, so that nobody overlooks it.
 */
#ifndef BAILEE_BENCH_BENCH_H
#define BAILEE_BENCH_BENCH_H

#include "policy/compile.h"

/* One row: what, a figure, its unit, and the most that we aim at (0: none). */
void bench_row(const char *what, double figure, const char *unit, double aim);
double bench_seconds(void); /* of the boot clock */
double bench_busy(void); /* seconds that this process has had of a processor */
struct str bench_file(struct scope *, const char *path);
/* CHECKs that it compiles. */
const struct plan *bench_plan(struct scope *, struct arena *, struct str text);

/* A policy of so many lines that compiles: every kind of row, and many of each. */
struct str bench_policy(struct arena *, size_t lines);

/* Calls of malloc, calloc and realloc by our own code, so far. */
extern size_t bench_allocations;
/* `--once`: everything once and small, to see that it runs. */
extern bool bench_once;

void bench_compile(struct scope *);
void bench_verdict(struct scope *);
void bench_admit(struct scope *);

#endif
