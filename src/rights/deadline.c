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
working_day_end(struct instant at)
{
	struct civil day = zone_civil(at);

	while (!law_working_day(day))
		day = civil_plus_days(day, 1);
	return zone_day_end(zone_instant(day));
}

static struct civil
civil_day(struct instant at)
{
	struct civil day = zone_civil(at);

	return (struct civil){ .year = day.year, .month = day.month, .day = day.day };
}

static struct instant
law_deadline(
    enum right_kind kind, struct instant received, const struct plan *plan, struct term more)
{
	enum right_kind like = kind == RIGHT_UNSORTED ? RIGHT_ACCESS : kind;
	struct term within = law_right_within(plan->law_date, like)->within;

	return working_day_end(zone_plus(received, longer_by(within, more)));
}

/* LAW UK GDPR Art 12(3), 12A; DPA 2018 s 164A.  The ICO counts from the day of
 * receipt, whatever day that is, to the end of the same date of the month, and
 * gives until the next working day where that is a weekend or a bank holiday.
 * What the policy itself promises is shorter and counts to the day. */
static struct instant
deadline(enum right_kind kind, struct instant received, const struct plan *plan, struct term more)
{
	struct term within = law_right_within(plan->law_date, kind)->within;
	struct instant by = law_deadline(kind, received, plan, more);

	for (size_t i = 0; i < plan->rights.n; i++) {
		const struct right *r = &plan->rights.at[i];

		if (r->kind != kind || r->all || term_is_zero(r->within)
		    || !law_longer(within, r->within))
			continue;
		by = instant_min(
		    by, zone_day_end(zone_plus(received, longer_by(r->within, more))));
	}
	return by;
}

/* R16: whichever right it turns out to be, its time is not over. */
static struct instant
soonest(struct instant received, const struct plan *plan)
{
	struct instant by = rights_deadline(RIGHT_ACCESS, received, plan);

	for (enum right_kind kind = 0; kind < RIGHTS; kind++)
		if (right_is_asked_for(kind))
			by = instant_min(by, rights_deadline(kind, received, plan));
	return by;
}

struct instant
rights_deadline(enum right_kind kind, struct instant received, const struct plan *plan)
{
	if (kind == RIGHT_UNSORTED)
		return soonest(received, plan);
	return deadline(kind, received, plan, (struct term){ 0 });
}

struct instant
rights_outcome(struct instant received, const struct plan *plan)
{
	return working_day_end(
	    zone_plus(received, law_limit(plan->law_date, LAW_OUTCOME)->within));
}

/* The day on which we ask and the day on which we are told are both of them. */
static int32_t
days_waited(struct instant from, struct instant to)
{
	struct instant a = instant_utc(civil_day(from)), b = instant_utc(civil_day(to));

	return (int32_t)(instant_since(b, a).us / span_days(1).us) + 1;
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
rights_stopped(enum right_kind kind, struct instant received, struct instant due,
    struct instant from, struct instant to, const struct plan *plan)
{
	bool law = !instant_before(due, law_deadline(kind, received, plan, (struct term){ 0 }));
	struct instant by =
	    zone_plus(due, (struct term){ .days = days_waited(from, to) });

	return law ? working_day_end(by) : by;
}

/* The ICO counts an extension from the day of receipt too: three months.  Days
 * that did not count are added; a date that was sooner is moved by itself. */
struct instant
rights_extended(
    enum right_kind kind, struct instant received, struct instant due, const struct plan *plan)
{
	struct term more = law_limit(plan->law_date, LAW_EXTENSION)->within;
	struct instant first = rights_deadline(kind, received, plan);

	if (instant_before(due, first))
		return zone_day_end(zone_plus(due, more));
	return instant_plus(deadline(kind, received, plan, more), instant_since(due, first));
}
