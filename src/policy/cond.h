/* policy/cond.h -- a condition over one record, read once and then only asked.
 *
 * For policy/decide.c: what other rooms may ask is in policy/decide.h.
 */
#ifndef BAILEE_POLICY_COND_H
#define BAILEE_POLICY_COND_H

#include "policy/decide.h"

/* True from `from`, no longer true at `to`, if no new fact comes. */
struct stretch {
	struct instant from, to;
};

struct reading {
	const struct step *steps;
	size_t n;
	struct stretch answers[COND_STEPS_MAX]; /* of the steps that ask something */
};

/* When the event happened or, by its fallback, is taken to have; false: neither. */
bool event_moment(const struct plan *, uint16_t event, const struct facts *, struct instant *at,
    bool *by_fallback) MUST;

void cond_read(struct reading *, const struct plan *, uint16_t cond, const struct facts *);
bool cond_holds_at(const struct reading *, struct instant);

/* When a condition that holds at `now` first stops, INSTANT_NEVER if time alone
 * does not stop it. */
struct instant cond_ends(const struct reading *, struct instant now);

/* When a condition that does not hold at `now` last stopped, INSTANT_EVER if it
 * never held. */
struct instant cond_ended(const struct reading *, struct instant now);

#endif
