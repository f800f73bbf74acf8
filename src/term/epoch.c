/* term/epoch.c -- how long an epoch of keys lasts, and by when no backup brings back (T20). */
#include "sys/zone.h"
#include "term/term.h"
#include "vault/epoch.h"

/* Where no place of the policy keeps backups. */
#define USUAL_LIFE ((struct term){ .days = 30 })
#define AHEAD span_days(1)

/* LAW UK GDPR Art 5(1)(e), 17(1): "backups kept 30 days" is so by the epoch's life. */
struct instant
term_epoch_ends(const struct plan *plan, struct instant began)
{
	struct instant ends = INSTANT_NEVER;

	for (size_t i = 0; i < plan->places.n; i++)
		if (!term_is_zero(plan->places.at[i].backups_kept))
			ends = instant_min(
			    ends, zone_plus(began, plan->places.at[i].backups_kept));
	return ends.us == INSTANT_NEVER.us ? zone_plus(began, USUAL_LIFE) : ends;
}

struct instant
term_epoch_next(struct instant began, struct instant ends)
{
	struct span half = { instant_since(ends, began).us / 2 };

	return (struct instant){ ends.us - (half.us < AHEAD.us ? half.us : AHEAD.us) };
}

/* By when the last place keeps what was copied then no longer; not set: no place says. */
static struct due
last_kept(const struct plan *plan, struct instant made)
{
	struct due until = { 0 };

	for (size_t i = 0; i < plan->places.n; i++)
		if (!term_is_zero(plan->places.at[i].backups_kept))
			until = (struct due){ .set = true,
				.at = instant_max(until.at,
				    zone_plus(made, plan->places.at[i].backups_kept)) };
	return until;
}

/* Since when no backup of the keys has its key: a fact, not set until it is one. */
static result
keys_clear(struct scope *sc, struct store *store, struct instant erased, struct due *clear)
{
	struct epoch epoch;
	bool found;

	*clear = (struct due){ 0 };
	TRY(vault_epoch_at(sc, store->vault, erased, &epoch, &found));
	if (!found || epoch.ended.us == 0)
		return OK;
	if (epoch.carried) /* copies with their key in them have to go themselves */
		*clear = last_kept(store->plan, epoch.ended);
	else
		*clear = (struct due){ .set = true, .at = epoch.ended };
	return OK;
}

result
term_backups_clear(struct scope *sc, struct store *store, struct instant erased, struct due *clear)
{
	struct instant until;
	bool copied;

	TRY(keys_clear(sc, store, erased, clear));
	TRY(vault_copies_until(sc, store->vault, erased, &until, &copied));
	until = copied ? instant_max(until, erased) : erased;
	if (until.us == INSTANT_NEVER.us || (clear->set && instant_before(clear->at, until)))
		return OK;
	*clear = (struct due){ .set = true, .at = until };
	return OK;
}

struct instant
term_kept_longest(const struct plan *plan, struct instant made)
{
	struct due until = last_kept(plan, made);

	return until.set ? until.at : INSTANT_NEVER;
}

struct instant
term_copies_until(const struct store *store, struct instant made)
{
	struct instant until = term_kept_longest(store->plan, made);

	for (size_t i = 0; i < store->n_past; i++)
		until = instant_max(until, term_kept_longest(store->past[i].plan, made));
	return until;
}
