/* test/bench/bench_verdict.c -- what one answer of the plan costs: purpose, basis,
 * consent, place, role and conditions.
 */
#include "bench.h"

#include "base/check.h"
#include "policy/decide.h"
#include "policy/law.h"

#define LARGEST "policies/video-telematics.policy"
#define LONG_LINES 100000
#define SHORT_LINES 20000
#define AIM_NS 200

static bool
field_is(void *of, uint16_t field, struct str word)
{
	(void)of, (void)word;
	return field % 2 == 0;
}

static bool
party_is(void *of, uint16_t party, struct str word)
{
	(void)of, (void)party, (void)word;
	return true;
}

static bool
consent(void *of, uint16_t row)
{
	(void)of, (void)row;
	return true;
}

static bool
objected(void *of, uint16_t purpose)
{
	(void)of, (void)purpose;
	return false;
}

static bool
event(void *of, uint16_t row, struct instant *at)
{
	*at = *(const struct instant *)of;
	return row % 2 == 0;
}

static bool
party_fact(
    void *of, uint16_t party, struct str fact, struct instant *from, struct instant *to)
{
	(void)party, (void)fact;
	*from = *(const struct instant *)of;
	*to = INSTANT_NEVER;
	return true;
}

static bool
field_via(void *of, uint16_t via, uint16_t field, struct str word)
{
	(void)via;
	return field_is(of, field, word);
}

static struct instant
plus(struct instant at, struct term term)
{
	return instant_plus(
	    instant_plus(at, span_days(30 * (int64_t)term.months + term.days)), term.rest);
}

static struct instant yesterday = { 1799900000000000 };

static const struct facts facts = {
	.of = &yesterday,
	.now = { 1800000000000000 },
	.field_is = field_is,
	.party_is = party_is,
	.consent = consent,
	.objected = objected,
	.opt_out_offered = objected,
	.event = event,
	.plus = plus,
	.field_via = field_via,
	.party_fact = party_fact,
	.about = NONE,
};

/* One question: may a role see this field for this purpose, or a recipient have it? */
struct asked {
	uint16_t role, recipient, purpose, field, subject;
	enum may may;
};

static bool
purpose_stands(const struct plan *plan, const struct asked *q)
{
	const struct purpose *p = &plan->purposes.at[q->purpose];

	return (p->only_while == NONE || cond_holds(plan, p->only_while, &facts))
	       && (p->with_consent == NONE || cond_holds(plan, p->with_consent, &facts))
	       && ground_standing(plan, q->purpose, q->subject, &facts) != NONE;
}

static bool
role_may(const struct plan *plan, const struct asked *q)
{
	return grant_for(plan, q->role, q->may, q->purpose, q->field) != NONE
	       && purpose_stands(plan, q);
}

static bool
recipient_may(const struct plan *plan, const struct asked *q)
{
	uint16_t share = share_for(plan, q->recipient, q->purpose, q->field);
	const struct recipient *r = &plan->recipients.at[q->recipient];

	if (share == NONE || never_share(plan, q->recipient, q->purpose, q->field) != NONE)
		return false;
	if (r->mechanism.n == 0 && law_adequate(plan->law_date, r->country) == NULL)
		return false;
	return (plan->shares.at[share].when == NONE
		   || cond_holds(plan, plan->shares.at[share].when, &facts))
	       && purpose_stands(plan, q);
}

static uint16_t
first_of(const struct plan *plan, struct fields set, uint16_t from)
{
	for (uint16_t i = from; i < plan->fields.n; i++)
		if (fields_have(set, i))
			return i;
	return NONE;
}

static uint16_t
subject_of(const struct plan *plan, uint16_t field)
{
	const struct dataset *d = &plan->datasets.at[plan->fields.at[field].dataset];

	return d->subjects == 0 ? NONE : plan->dataset_subjects.at[d->first_subject];
}

static size_t
ask_of_grants(const struct plan *plan, struct asked *at, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->grants.n && n < most; i++) {
		const struct grant *g = &plan->grants.at[i];

		for (uint16_t f = first_of(plan, g->fields, 0); f != NONE && n < most;
		     f = first_of(plan, g->fields, (uint16_t)(f + 1)))
			at[n++] = (struct asked){ g->role, NONE, g->purpose, f, subject_of(plan, f),
				(g->may & MAY_READ) != 0 ? MAY_READ : (enum may)(g->may & -g->may) };
	}
	return n;
}

static size_t
ask_of_shares(const struct plan *plan, struct asked *at, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->shares.n && n < most; i++) {
		const struct share *s = &plan->shares.at[i];

		for (uint16_t f = first_of(plan, s->fields, 0); f != NONE && n < most;
		     f = first_of(plan, s->fields, (uint16_t)(f + 1)))
			at[n++] = (struct asked){ NONE, s->recipient, s->purpose, f,
				subject_of(plan, f), MAY_READ };
	}
	return n;
}

static double
nanoseconds(const struct plan *plan, const struct asked *at, size_t n,
    bool (*may)(const struct plan *, const struct asked *), size_t *yes)
{
	double from = bench_busy(), spent = 0;
	size_t asked = 0;

	for (*yes = 0; spent < (bench_once ? 0 : 0.5) || asked == 0; spent = bench_busy() - from) {
		for (size_t i = 0; i < n; i++)
			*yes += may(plan, &at[i]);
		asked += n;
	}
	*yes = *yes * 100 / asked;
	return spent * 1e9 / (double)asked;
}

#define ASKED_MAX 20000

static void
rows(struct scope *sc, const struct plan *plan, const char *whose)
{
	struct asked *at = NEW_ARRAY(&sc->arena, ASKED_MAX, struct asked);
	size_t n = ask_of_grants(plan, at, ASKED_MAX), before, yes;
	double ns;

	CHECK(n > 0);
	before = bench_allocations;
	ns = nanoseconds(plan, at, n, role_may, &yes);
	CHECK(yes > 0);
	bench_row(str_c(&sc->arena, str_printf(&sc->arena, "verdict for a role, %s", whose)), ns,
	    "ns", AIM_NS);
	n = ask_of_shares(plan, at, ASKED_MAX);
	ns = nanoseconds(plan, at, n, recipient_may, &yes);
	CHECK(yes > 0);
	before = bench_allocations - before;
	bench_row(str_c(&sc->arena, str_printf(&sc->arena, "verdict for a recipient, %s", whose)), ns,
	    "ns", AIM_NS);
	bench_row("    allocations in all of them", (double)before, "calls", 0);
	CHECK(before <= 4); /* the lines printed above */
}

void
bench_verdict(struct scope *sc)
{
	struct str text = bench_policy(&sc->arena, bench_once ? SHORT_LINES : LONG_LINES);

	rows(sc, bench_plan(sc, &sc->arena, bench_file(sc, LARGEST)), "video telematics");
	rows(sc, bench_plan(sc, &sc->arena, text), "the generated policy");
}
