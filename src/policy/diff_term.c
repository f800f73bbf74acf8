/* policy/diff_term.c -- longer or shorter. */
#include "policy/diff_say.h"

#define YEARS_TRIED 8 /* two leap years among them */

static struct instant
after(struct civil from, struct term t)
{
	struct civil end = civil_plus_days(civil_plus_months(from, t.months), t.days);

	return instant_plus(instant_utc(end), t.rest);
}

/* Months have no one length: a term is longer when it is so from no day on shorter. */
enum diff_how
diff_of_terms(struct term was, struct term is)
{
	bool longer = false, shorter = false;

	for (int i = 0; i < YEARS_TRIED * 12; i++) {
		struct civil from = {
			.year = 2027 + i / 12, .month = i % 12 + 1, .day = i % 2 == 0 ? 1 : 28
		};
		struct instant a = after(from, was), b = after(from, is);

		longer |= instant_before(a, b);
		shorter |= instant_before(b, a);
	}
	if (longer == shorter)
		return DIFF_CHANGED;
	return longer ? DIFF_LONGER : DIFF_SHORTER;
}

/* -- clocks --------------------------------------------------------------------- */

struct clock_of {
	const struct plan *plan;
	const struct clock *clock;
};

static const struct arm *
arm_at(struct clock_of c, size_t i)
{
	return &c.plan->arms.at[c.clock->first_arm + i];
}

static struct str
arm_key(struct arena *arena, const struct plan *plan, const struct arm *arm)
{
	struct buf b = buf_new(arena);

	if (arm->cond != NONE)
		phrase_cond(&b, plan, arm->cond);
	if (arm->event != NONE)
		buf_printf(&b, " after %.*s", STR(plan->events.at[arm->event].name));
	return buf_str(&b);
}

static bool
term_eq(struct term a, struct term b)
{
	return a.months == b.months && a.days == b.days && a.rest.us == b.rest.us;
}

/* Does some arm of `other` last at least as long as this one, whenever both run? */
static bool
outlasted(struct arena *arena, struct clock_of c, const struct arm *arm, struct clock_of other)
{
	struct str key = arm_key(arena, c.plan, arm);

	for (size_t i = 0; i < other.clock->arms; i++) {
		const struct arm *its = arm_at(other, i);

		if (str_eq(key, arm_key(arena, other.plan, its))
		    && (term_eq(arm->term, its->term)
			|| diff_of_terms(arm->term, its->term) == DIFF_LONGER))
			return true;
	}
	return false;
}

/* A clock runs out when all its arms have. */
static bool
all_outlasted(struct arena *arena, struct clock_of c, struct clock_of other)
{
	for (size_t i = 0; i < c.clock->arms; i++)
		if (!outlasted(arena, c, arm_at(c, i), other))
			return false;
	return true;
}

enum diff_how
diff_of_clocks(struct arena *arena, const struct plan *was, const struct clock *a,
    const struct plan *is, const struct clock *b)
{
	struct clock_of old = { was, a }, new = { is, b };
	bool longer = all_outlasted(arena, old, new), shorter = all_outlasted(arena, new, old);

	if (longer == shorter || a->ending != b->ending || a->grain != b->grain
	    || !term_eq(a->coarse_for, b->coarse_for))
		return DIFF_CHANGED;
	return longer ? DIFF_LONGER : DIFF_SHORTER;
}
