/* gate/limits.c -- at which hours, with what, how often and from where something may be done.
 *
 * A purpose that is `under` another is a part of it: what limits the whole
 * limits the part as well.
 */
#include "gate/look.h"
#include "sys/range.h"
#include "sys/zone.h"
#include "vault/party.h"

/* `hours 08:00-20:00` in the policy's zone; 20:00-06:00 goes over midnight. */
static bool
purpose_hour(const struct purpose *p, struct instant now)
{
	struct civil c = zone_civil(now);
	int minute = c.hour * 60 + c.minute;

	if (p->hour_from > p->hour_to)
		return minute >= p->hour_from || minute < p->hour_to;
	return p->hour_from == p->hour_to || (minute >= p->hour_from && minute < p->hour_to);
}

result
look_limits(struct look *l, struct verdict *v)
{
	for (uint16_t up = l->purpose; up != NONE; up = l->plan->purposes.at[up].under) {
		const struct purpose *p = &l->plan->purposes.at[up];

		if (!purpose_hour(p, l->sc->now))
			return verdict_refuse(l->sc, v, WHY_HOURS, p->at.line,
			    "`%.*s` may be done from %02d:%02d to %02d:%02d", STR(p->name),
			    p->hour_from / 60, p->hour_from % 60, p->hour_to / 60,
			    p->hour_to % 60);
		TRY(look_needs(
		    l, &(struct needed){ .needs = p->needs, .line = p->at.line }, NULL, v));
		if (!verdict_allows(v))
			return OK;
	}
	return OK;
}

result
look_attempt(struct look *l, struct str record, struct str how, struct verdict *v)
{
	for (uint16_t up = l->purpose; up != NONE; up = l->plan->purposes.at[up].under) {
		const struct purpose *p = &l->plan->purposes.at[up];
		bool left = true;

		if (p->attempts > 0)
			TRY(vault_attempt(
			    l->sc, l->store->vault, record, p->name, how, p->attempts, &left));
		if (!left)
			return verdict_refuse(l->sc, v, WHY_ATTEMPTS, p->at.line,
			    "`%.*s` may be tried %u times, and that was done", STR(p->name),
			    p->attempts);
	}
	return OK;
}

/* The newest fact of a range that has begun says whether it is the office's today. */
result
office_stands(struct scope *sc, struct store *store, const struct asker *asker, uint32_t line,
    struct verdict *v)
{
	struct fact *facts;
	size_t n;

	TRY(vault_facts_of_kind(sc, store->vault, FACT_OFFICE, &facts, &n));
	for (size_t i = 0; i < n; i++) {
		bool last = i + 1 == n || !str_eq(facts[i + 1].of, facts[i].of)
			    || instant_before(sc->now, facts[i + 1].since);

		if (last && !instant_before(sc->now, facts[i].since)
		    && instant_before(sc->now, facts[i].until)
		    && range_has(facts[i].of, asker->address))
			return OK;
	}
	return verdict_refuse(sc, v, WHY_OFFICE, line,
	    "%s: `bailee fact add office RANGE` says which addresses are the office's",
	    asker->address.n > 0 ? "this address is not one of the office's"
				 : "from where this was asked is not known");
}
