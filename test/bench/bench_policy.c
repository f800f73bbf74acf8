/* test/bench/bench_policy.c -- a policy as long as one likes. */
#include "bench.h"

#include "base/buf.h"
#include "base/check.h"

#define DATASETS 800
#define FIELDS 10
#define PER_ROLE 10
#define PER_RECIPIENT 8

static void
head(struct buf *b)
{
	buf_puts(b, "policy bench 1\nlaw uk@2026-06-19\nfrom 2026-12-01\ncalendar Europe/London\n"
		    "controller \"Bench Ltd\"\n    address \"1 Mill Street, Leeds LS1 1AA\"\n"
		    "    phone \"01632 960100\"\n    email office@bench.example\n"
		    "    dpo dpo@bench.example\n    regulator ico ZA123456\n"
		    "subject s \"people\"\n"
		    "keep case.*, incident.*, consent.*, colleague.*, ledger.* until 6 years after "
		    "arrival\n"
		    "decide nothing automatically\n");
}

static void
one_dataset(struct buf *b, size_t d)
{
	buf_printf(b, "data d%zu about s\n", d);
	for (size_t f = 0; f < FIELDS - 1; f++)
		buf_printf(b, "    f%zu text\n", f);
	buf_puts(b, "    on yes-no\n");
	if (d % 2 == 0)
		buf_puts(b, "    shared with nobody\n");
	buf_printf(b, "event e%zu of d%zu latest; if it never comes, 1 year after arrival\n", d, d);
	buf_printf(b, "keep d%zu.* until 1 year after e%zu\n", d, d);
}

/* Purposes come in tens, with a role that may act for them. */
static size_t
ten_purposes(struct buf *b, size_t n)
{
	size_t lines = 0;

	for (size_t i = n * PER_ROLE; i < (n + 1) * PER_ROLE; i++) {
		size_t d = i % DATASETS;

		buf_printf(b, "purpose p%zu \"x\"\n    basis contract for s\n    uses d%zu.*\n", i, d);
		lines += 3;
		if (i % 4 == 0) {
			buf_printf(b, "    only while d%zu.on is yes or e%zu happened\n", d, d);
			lines++;
		}
	}
	buf_printf(b, "role r%zu\n", n);
	for (size_t i = n * PER_ROLE; i < (n + 1) * PER_ROLE; i++)
		buf_printf(b, "    may read d%zu.f%zu for p%zu\n", i % DATASETS, i % 9, i);
	return lines + PER_ROLE + 1;
}

static size_t
one_recipient(struct buf *b, size_t n, size_t purposes)
{
	buf_printf(b, "recipient t%zu \"x\" processor in GB contract C-1\n", n);
	for (size_t k = 0; k < PER_RECIPIENT; k++) {
		size_t p = ((n * PER_RECIPIENT + k) * 2 + 1) % purposes;

		buf_printf(b, "    receives d%zu.f%zu for p%zu\n", p % DATASETS, k, p);
	}
	buf_printf(b, "never share d%zu.on with t%zu\n", (n * 2) % DATASETS, n);
	return PER_RECIPIENT + 2;
}

struct str
bench_policy(struct arena *arena, size_t lines)
{
	struct buf b = buf_new(arena);
	size_t said = 13, tens = 0, recipients = 0;

	head(&b);
	for (size_t d = 0; d < DATASETS; d++)
		one_dataset(&b, d);
	said += DATASETS * (FIELDS + 3) + DATASETS / 2;
	while (said + 64 < lines * 3 / 4)
		said += ten_purposes(&b, tens++);
	while (said + 16 < lines)
		said += one_recipient(&b, recipients++, tens * PER_ROLE);
	for (size_t i = 0; said < lines; said++, i++)
		buf_printf(&b, "review v%zu every 1 year\n", i);
	return buf_str(&b);
}
