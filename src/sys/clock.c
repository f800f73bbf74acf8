#include "sys/clock.h"
#include "base/check.h"

#include <errno.h>

static int64_t
read_us(clockid_t id)
{
	struct timespec t;

	CHECK(clock_gettime(id, &t) == 0);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct watch
clock_wall(void)
{
	return (struct watch){ 0 };
}

struct watch
clock_rehearsal(struct instant at)
{
	return (struct watch){ true, at };
}

struct instant
clock_now(const struct watch *c)
{
	return c->rehearsal ? c->at : (struct instant){ read_us(CLOCK_REALTIME) };
}

void
clock_scope(struct scope *sc)
{
	scope_begin(sc, (struct instant){ read_us(CLOCK_REALTIME) });
}

struct span
clock_boot(void)
{
	return (struct span){ read_us(CLOCK_BOOTTIME) };
}

void
clock_move(struct watch *c, struct instant to)
{
	CHECK(c->rehearsal);
	c->at = instant_max(c->at, to); /* K2 */
}

void
clock_wait(const struct watch *c, struct instant until)
{
	struct timespec t = {
		.tv_sec = (time_t)(until.us / 1000000),
		.tv_nsec = until.us % 1000000 * 1000,
	};

	if (c->rehearsal || until.us <= read_us(CLOCK_REALTIME)) /* K2 */
		return;
	clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL);
}
