/* sys/clock.h -- the only place that reads a clock, and the only sleep.
 *
 *  K1  Nobody else calls time, gettimeofday, clock_gettime or sleep: a verb
 *      sees the one frozen `now` of its scope.
 *  K2  A rehearsal clock stands still until it is moved, and never moves
 *      back.  Waiting on it returns at once, so that no test sleeps.
 *  K3  The boot clock never leaps: wall against boot clock shows a wall
 *      clock that was set.
 */
#ifndef BAILEE_SYS_CLOCK_H
#define BAILEE_SYS_CLOCK_H

#include "base/scope.h"

/* Not a `clock`: that is what a keep line says (policy/plan.h). */
struct watch {
	bool rehearsal;
	struct instant at; /* what a rehearsal clock says */
};

struct watch clock_wall(void);
struct watch clock_rehearsal(struct instant at);
struct instant clock_now(const struct watch *);
/* Begins a scope whose `now` is the wall clock's: a turn of a loop has one of its own. */
void clock_scope(struct scope *);
/* Since the machine started, suspension included; of the machine also when
 * the clock is a rehearsal.  For latencies and for K3. */
struct span clock_boot(void);
/* CHECKs that it is a rehearsal clock; an earlier `to` changes nothing. */
void clock_move(struct watch *, struct instant to);
/* Sleeps until the wall clock says `until`, or a signal comes.  Returns at
 * once on a rehearsal clock. */
void clock_wait(const struct watch *, struct instant until);

#endif
