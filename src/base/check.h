/* base/check.h -- broken invariants stop the process.
 *
 * CHECK is for what cannot happen whatever comes in from outside.  It is
 * always compiled in: the keeper dies, is started again and completes what
 * the journal says.  Its expression must have no side effect.
 */
#ifndef BAILEE_BASE_CHECK_H
#define BAILEE_BASE_CHECK_H

_Noreturn void check_failed(const char *expr, const char *file, int line);

#define CHECK(expr) \
	((expr) ? (void)0 : check_failed(#expr, __FILE__, __LINE__))

/* A place that is never reached: CHECK_NEVER("a shape names no known type"). */
#define CHECK_NEVER(why) check_failed("" why, __FILE__, __LINE__)

#endif
