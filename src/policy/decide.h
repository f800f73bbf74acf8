/* policy/decide.h -- what the policy says of one question, and by which line.
 *
 * Every function here reads the plan alone: facts about a record (consents,
 * events, values) come in through `struct facts`.  Nothing allocates (P4).
 *
 *  D1  An event that has not come but has a fallback is taken to have happened
 *      then, in clocks and in conditions alike; a soft opt-in needs the event, and
 *      that an opt-out was offered when the address was collected.
 *  D2  `within T of E` holds from E up to E + T, not at E + T.
 *  D3  An objection ends grounds on interests and on a public task, every ground
 *      of direct marketing, and what a `right objection always wins` line names.
 *  D4  A due date is a function of the facts: asking later, with the same
 *      facts, never gives an earlier one, and a longer term never does.
 *  D5  What no line allows is refused: every search here answers NONE.
 */
#ifndef BAILEE_POLICY_DECIDE_H
#define BAILEE_POLICY_DECIDE_H

#include "policy/plan.h"

/* What a condition may ask.  Each returns what is so at `now`. */
struct facts {
	void *of; /* passed back */
	struct instant now;
	/* the field's value is this word; false when it is not held */
	bool (*field_is)(void *of, uint16_t field, struct str word);
	bool (*party_is)(void *of, uint16_t party, struct str word);
	bool (*consent)(void *of, uint16_t consent);
	bool (*objected)(void *of, uint16_t purpose);
	/* when it happened, by `first` or `latest`; false: not yet */
	bool (*event)(void *of, uint16_t event, struct instant *at);
	/* civil arithmetic in the policy's zone (sys/zone.h zone_plus) */
	struct instant (*plus)(struct instant, struct term);
	/* field_is of the record that the ref field `via` of this one names; may be
	 * NULL, then no condition that follows a ref holds */
	bool (*field_via)(void *of, uint16_t via, uint16_t field, struct str word);
	/* from when to when the dated fact holds that is in force at `now`, else the last
	 * that was, else the next; false: none.  May be NULL: then none ever is */
	bool (*party_fact)(
	    void *of, uint16_t party, struct str fact, struct instant *from, struct instant *to);
	uint16_t about; /* subject type of the record, or NONE */
	/* the moment at which a civil day begins in the policy's zone (sys/zone.h
	 * zone_instant); NULL: in UTC */
	struct instant (*day)(struct civil);
	/* consent by everybody whom the record names (COND_EVERYBODY), or by all of a subject
	 * type; may be NULL, then no condition that asks so holds */
	bool (*consent_of)(void *of, uint16_t consent, uint16_t subject);
	/* a way to refuse the purpose was offered when the person's address was collected; may be
	 * NULL, then no soft opt-in holds */
	bool (*opt_out_offered)(void *of, uint16_t purpose);
};

struct instant facts_day(const struct facts *, struct civil);

bool cond_holds(const struct plan *, uint16_t cond, const struct facts *);

/* Until when a condition that holds now goes on holding if nothing changes:
 * INSTANT_NEVER when only a new fact can end it, INSTANT_EVER when it does
 * not hold. */
struct instant cond_until(const struct plan *, uint16_t cond, const struct facts *);

/* The ground of `purpose` for `subject` that stands: a consent that is given,
 * any other basis that is not met by an objection.  NONE: no basis, and
 * `line` is the purpose's. */
uint16_t ground_standing(
    const struct plan *, uint16_t purpose, uint16_t subject, const struct facts *);

/* LAW PECR reg 22(3).  Does a condition of the purpose ask for a soft opt-in?  And does that one
 * fail for want of an opt-out that was offered, and of nothing else? */
bool purpose_soft(const struct plan *, uint16_t purpose);
bool cond_wants_opt_out(const struct plan *, uint16_t cond, const struct facts *);

/* Did the person object to the purpose, or to one that it is `under`? */
bool objected_to(const struct plan *, uint16_t purpose, const struct facts *);

/* The second ground of `purpose` for special and criminal fields: the policy's own always
 * stands, one that a party declares while its declaration holds. */
bool second_stands(const struct plan *, uint16_t purpose, const struct facts *);

/* The first grant that lets `role` do `may` to `field` for `purpose`. */
uint16_t grant_for(const struct plan *, uint16_t role, enum may, uint16_t purpose, uint16_t field);

/* The share line for this recipient, purpose and field. */
uint16_t share_for(const struct plan *, uint16_t recipient, uint16_t purpose, uint16_t field);

/* Is this recipient one of those that `never share ... with anyone except` leaves out? */
bool never_spares(const struct plan *, const struct never *, uint16_t recipient);
/* A never line that bars sharing `field` with `recipient` for `purpose`. */
uint16_t never_share(const struct plan *, uint16_t recipient, uint16_t purpose, uint16_t field);

/* When the clock of `group` runs out: the latest of its arms.  `set` is false
 * while an event that has no fallback has not come; `limit` says whether the
 * date rests on a fallback or an outer limit.  A `while` arm that is over counts
 * up to where time or an event ended it; when no arm ever ran, or only a fact
 * without a moment (a consent, a value) ended it, the group is due now.  A dated
 * group (`until DATE`) is due as that day begins, if its clock has not run out. */
struct due {
	bool set;
	bool limit;
	struct instant at;
};

struct due group_due(const struct plan *, uint16_t group, const struct facts *);

#endif
