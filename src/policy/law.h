/* policy/law.h -- the law pack: dated facts with a source on each.
 *
 *  L1  A policy may be stricter than its pack, never laxer (policy/check.h).
 *  L2  Every row names its source; what could not be confirmed says so.
 */
#ifndef BAILEE_POLICY_LAW_H
#define BAILEE_POLICY_LAW_H

#include "base/buf.h"
#include "policy/plan.h"

enum law_need { LAW_NOTHING,
	LAW_SCREENING,
	LAW_CONSENT_OR_SOFT,
	LAW_CONSENT };

enum law_limit {
#define ADEQUATE(...)
#define WITHIN(...)
#define LIMIT(id, ...) LAW_##id,
#define MARKETING(...)
#define REGISTER(...)
#define REGULATOR(...)
#include "policy/law_uk.def"
#undef ADEQUATE
#undef WITHIN
#undef LIMIT
#undef MARKETING
#undef REGISTER
#undef REGULATOR
	LAW_LIMITS
};

struct law_term {
	struct term within;
	const char *what, *source;
	bool confirmed;
};

struct law_country {
	char country[3];
	const char *name, *source;
	bool confirmed;
};

struct law_regulator {
	const char *name, *site;
};

/* Is this pack known?  The names of all that are go to `known`, which may be
 * NULL.  There is one pack: the other functions answer from it. */
bool law_pack_known(struct str pack, struct civil date, struct buf *known);

/* The country's row when data may go there without more, else NULL. */
const struct law_country *law_adequate(const char country[3]);

const struct law_term *law_right_within(enum right_kind);
const struct law_term *law_limit(enum law_limit);

/* What direct marketing by this channel needs of an individual subscriber. */
enum law_need law_marketing(enum channel, const char **source);

/* The n-th preference register that calls are screened against, or NULL. */
const char *law_register(size_t n);

/* NULL when the pack has no regulator of that name. */
const struct law_regulator *law_regulator(struct str word);

/* Is `a` the longer term, counted from a usual day (30.4 days a month)? */
bool law_longer(struct term a, struct term b);

#endif
