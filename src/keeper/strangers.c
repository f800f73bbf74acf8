/* keeper/strangers.c -- how much may be asked by whom nobody knows (K31). */
#include "keeper/strangers.h"
#include "sys/random.h"
#include "sys/sock.h"

#define NEAR 8 /* places in which one may stand; the one that is paid off first goes */

/* clang-format off */
static const struct {
	int64_t one_in_a_row, one_every_ms; /* from one address; 0: with all alone */
	int64_t all_in_a_row, all_every_ms;
} limits[] = {
	[STRANGER_ENTERS]  = {  0,     0,  20,   50 },
	[STRANGER_SENDS]   = { 20, 30000, 200, 1000 },
	[STRANGER_WRITES]  = {  3, 1200000, 1000000, 1 },
	[STRANGER_SAYS_NO] = { 60,  1000, 200,   20 },
};
/* clang-format on */

/* FNV-1a */
static uint64_t
mixed(uint64_t hash, const void *bytes, size_t n)
{
	const uint8_t *p = bytes;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ p[i]) * 1099511628211u;
	return hash;
}

static uint64_t
who_is(const struct strangers *s, enum stranger kind, struct str address)
{
	uint8_t bytes[16], which = (uint8_t)kind;
	size_t n = sock_host_bytes(address, bytes);
	uint64_t hash = mixed(s->seed, &which, 1);

	hash = n > 0 ? mixed(hash, bytes, n == 16 ? 8 : n) : mixed(hash, address.p, address.n);
	return hash == 0 ? 1 : hash;
}

static struct stranger_seen *
place_of(struct strangers *s, uint64_t who)
{
	struct stranger_seen *oldest = NULL;

	for (size_t i = 0; i < NEAR; i++) {
		struct stranger_seen *at = &s->seen[(who + i) % STRANGERS_ADDRESSES];

		if (at->who == who)
			return at;
		if (oldest == NULL || at->paid.us < oldest->paid.us)
			oldest = at;
	}
	*oldest = (struct stranger_seen){ .who = who };
	return oldest;
}

/* So many in a row, then one each `every_ms`. */
static bool
may_still(struct span *paid, int64_t in_a_row, int64_t every_ms, struct span now)
{
	int64_t every = every_ms * 1000;
	int64_t after = (paid->us > now.us ? paid->us : now.us) + every;

	if (after - now.us > in_a_row * every)
		return false;
	paid->us = after;
	return true;
}

result
strangers_count(struct scope *sc, struct strangers *s, enum stranger kind, struct str address,
    struct span now)
{
	bool may = true;

	if (s->seed == 0)
		random_bytes(&s->seed, sizeof(s->seed));
	if (limits[kind].one_in_a_row > 0 && address.n > 0)
		may = may_still(&place_of(s, who_is(s, kind, address))->paid,
		    limits[kind].one_in_a_row, limits[kind].one_every_ms, now);
	if (may)
		may = may_still(&s->all[kind], limits[kind].all_in_a_row,
		    limits[kind].all_every_ms, now);
	return may ? OK
		   : fail(sc, E_OFTEN, "this was asked too often: try again in a minute");
}
