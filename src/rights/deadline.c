/* rights/deadline.c -- by when a request must be answered. */
#include "policy/law.h"
#include "rights/inside.h"
#include "sys/zone.h"

static struct term
longer_by(struct term a, struct term b)
{
	return (struct term){ a.months + b.months, a.days + b.days, { a.rest.us + b.rest.us } };
}

/* The end of the day, or of the first working day after it. */
static struct instant
working_day_end(const struct plan *plan, struct instant at)
{
	struct civil day = zone_civil(at);

	while (!law_working_day(plan->controller.division, day))
		day = civil_plus_days(day, 1);
	return zone_day_end(zone_instant(day));
}

static struct civil
civil_day(struct instant at)
{
	struct civil day = zone_civil(at);

	return (struct civil){ .year = day.year, .month = day.month, .day = day.day };
}

/* LAW UK GDPR Art 12A(3): the extension is of the period, so it counts from where that does. */
static struct instant
counted(struct rights_clock clock, struct term within, const struct plan *plan)
{
	struct term days = { .days = clock.stopped };

	if (clock.extended)
		within = longer_by(within, law_limit(plan->law_date, LAW_EXTENSION)->within);
	return zone_plus(zone_plus(clock.from, within), days);
}

/* LAW UK GDPR Art 12(3), 12A; DPA 2018 s 164A.  The ICO counts from the day of
 * receipt, whatever day that is, to the end of the same date of the month, and
 * gives until the next working day where that is a weekend or a bank holiday.
 * What the policy itself promises is shorter and counts to the day. */
static struct instant
clock_due(enum right_kind kind, struct rights_clock clock, const struct plan *plan)
{
	struct term within = law_right_within(plan->law_date, kind)->within;
	struct instant by = working_day_end(plan, counted(clock, within, plan));

	for (size_t i = 0; i < plan->rights.n; i++) {
		const struct right *r = &plan->rights.at[i];

		if (r->kind == kind && !r->all && !term_is_zero(r->within)
		    && law_longer(within, r->within))
			by = instant_min(by, zone_day_end(counted(clock, r->within, plan)));
	}
	return by;
}

/* R16: whichever right it turns out to be, its time is not over. */
static struct instant
soonest(struct rights_clock clock, const struct plan *plan)
{
	struct instant by = clock_due(RIGHT_ACCESS, clock, plan);

	for (enum right_kind kind = 0; kind < RIGHTS; kind++)
		if (right_is_asked_for(kind))
			by = instant_min(by, clock_due(kind, clock, plan));
	return by;
}

struct instant
rights_clock_due(enum right_kind kind, struct rights_clock clock, const struct plan *plan)
{
	return kind == RIGHT_UNSORTED ? soonest(clock, plan) : clock_due(kind, clock, plan);
}

struct instant
rights_deadline(enum right_kind kind, struct instant received, const struct plan *plan)
{
	return rights_clock_due(kind, (struct rights_clock){ .from = received }, plan);
}

struct instant
rights_outcome(struct instant received, const struct plan *plan)
{
	return working_day_end(
	    plan, zone_plus(received, law_limit(plan->law_date, LAW_OUTCOME)->within));
}

static int32_t
days_between(struct instant from, struct instant to)
{
	struct instant a = instant_utc(civil_day(from)), b = instant_utc(civil_day(to));

	return (int32_t)(instant_since(b, a).us / span_days(1).us);
}

/* LAW UK GDPR Art 12A, in the words of DPA 2018 s 54(3C): "the period beginning with the day on
 * which the controller makes the request and ending with the day on which the controller
 * receives the information".  The day of an answer and of the next question is one day. */
void
rights_clock_stop(struct rights_clock *clock, struct instant asked, struct instant told)
{
	int32_t days = days_between(asked, told) + 1;

	if (clock->last.us != 0 && days_between(clock->last, asked) <= 0)
		days = days_between(clock->last, told);
	clock->stopped += days;
	clock->last = told;
}

struct str
rights_stopping(const struct plan *plan)
{
	return law_leave(plan->law_date, LAW_LEAVE_STOP_CLOCK, NULL)
		   ? str_of(right_word(RIGHT_ACCESS))
		   : S("");
}

/* LAW UK GDPR Art 12A: to be told which data is meant stops the time of a request under
 * Art 15 and of no other; whose request it is, and a fee, begin the time of each but a
 * complaint, which is acknowledged in its time whatever else is asked. */
bool
rights_time_runs(const struct person_case *c, const struct plan *plan)
{
	switch (c->waits) {
	case WAITS_NOTHING:
	case WAITS_ADDRESS: /* we wait for a week at most, and ask for nothing of our own */
		return true;
	case WAITS_CLARIFICATION:
		return !str_eq(str_of(right_word(c->right)), rights_stopping(plan));
	case WAITS_IDENTITY:
	case WAITS_FEE:
		return c->right == RIGHT_COMPLAIN;
	}
	return true;
}

struct instant
rights_moved(enum right_kind kind, struct instant due, struct rights_clock was,
    struct rights_clock clock, const struct plan *plan)
{
	struct instant by;

	if (!instant_before(due, rights_clock_due(kind, was, plan)))
		return rights_clock_due(kind, clock, plan);
	by = zone_plus(due, (struct term){ .days = clock.stopped - was.stopped });
	if (clock.extended && !was.extended)
		by = zone_plus(by, law_limit(plan->law_date, LAW_EXTENSION)->within);
	return zone_day_end(by);
}
