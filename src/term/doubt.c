/* term/doubt.c -- does the clock look right?  A broken battery must not erase
 * a company (T5). */
#include "term/term.h"

#define LEAP_MOST_DAYS 1 /* against the boot clock, within one boot */
#define AHEAD_MOST_DAYS 30 /* of the newest entry, after a restart */

static enum clock_doubt
doubt_within_boot(struct clock_notes n, struct instant wall, struct instant boot)
{
	int64_t leap = instant_since(wall, n.wall).us - instant_since(boot, n.boot).us;

	if (leap > span_days(LEAP_MOST_DAYS).us)
		return CLOCK_LEAPT;
	return leap < -span_days(LEAP_MOST_DAYS).us ? CLOCK_BEHIND : CLOCK_FINE;
}

enum clock_doubt
term_doubt(struct clock_notes n, struct instant wall, struct instant boot)
{
	if (n.same_boot)
		return doubt_within_boot(n, wall, boot);
	if (n.last_entry.us == INSTANT_EVER.us)
		return CLOCK_FINE; /* nothing was ever written */
	if (instant_before(wall, n.last_entry))
		return CLOCK_BEHIND;
	if (instant_before(instant_plus(n.last_entry, span_days(AHEAD_MOST_DAYS)), wall))
		return CLOCK_LEAPT;
	return CLOCK_FINE;
}
