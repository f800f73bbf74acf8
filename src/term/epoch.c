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

/* Copies with their key in them are gone when the last place keeps them no longer; not set:
 * no place says. */
static struct due
carried_clear(const struct plan *plan, struct instant ended)
{
	struct due clear = { 0 };

	for (size_t i = 0; i < plan->places.n; i++)
		if (!term_is_zero(plan->places.at[i].backups_kept))
			clear = (struct due){ .set = true,
				.at = instant_max(clear.at,
				    zone_plus(ended, plan->places.at[i].backups_kept)) };
	return clear;
}

result
term_backups_clear(struct scope *sc, struct store *store, struct instant erased, struct due *clear)
{
	struct epoch epoch;
	bool found;

	*clear = (struct due){ 0 };
	TRY(vault_epoch_at(sc, store->vault, erased, &epoch, &found));
	if (!found)
		return OK;
	if (epoch.carried) {
		if (epoch.ended.us != 0)
			*clear = carried_clear(store->plan, epoch.ended);
		return OK;
	}
	if (epoch.ended.us != 0)
		clear->at = epoch.ended;
	else if (epoch.ends.us != 0)
		clear->at = epoch.ends;
	else
		clear->at = term_epoch_ends(store->plan, epoch.began);
	clear->set = epoch.ended.us != 0 || instant_before(sc->now, clear->at);
	return OK;
}
