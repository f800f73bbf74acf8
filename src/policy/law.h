/* policy/law.h -- the law pack: dated facts with a source on each.
 *
 *  L1  A policy may be stricter than its pack, never laxer (policy/check.h).
 *  L2  Every row names its source; what could not be confirmed says so.
 *  L3  `day` is the date of a policy's pack (plan->law_date): an answer is what
 *      stood on that day, whatever came later.
 */
#ifndef BAILEE_POLICY_LAW_H
#define BAILEE_POLICY_LAW_H

#include "base/buf.h"
#include "policy/plan.h"

enum law_need { LAW_NOTHING,
	LAW_SCREENING,
	LAW_CONSENT_OR_SOFT,
	LAW_CONSENT };

/* Limits, ages and leaves by name; a row that changed stands there twice. */
enum law_limit { LAW_EXTENSION,
	LAW_BREACH,
	LAW_PECR_BREACH,
	LAW_SCREEN,
	LAW_OUTCOME,
	LAW_CONFIRMATION,
	LAW_LIMITS };

enum law_age { LAW_AGE_CONSENT,
	LAW_AGES };

enum law_leave { LAW_LEAVE_RECOGNISED,
	LAW_LEAVE_SOFT_OPT_IN,
	LAW_LEAVE_EXEMPT_COOKIE,
	LAW_LEAVE_AUTOMATED,
	LAW_LEAVE_STOP_CLOCK,
	LAW_LEAVES };

struct law_term {
	struct term within;
	const char *what, *source;
	bool confirmed;
};

struct law_country {
	char country[3];
	const char *source;
	bool confirmed;
};

struct law_fact {
	const char *what, *source;
	bool confirmed;
};

struct law_regulator {
	const char *name, *site;
};

/* Is this pack known?  The names of all that are go to `known`, which may be
 * NULL. */
bool law_pack_known(struct str pack, struct civil day, struct buf *known);

/* The country's row when data may go there without more, else NULL. */
const struct law_country *law_adequate(struct civil day, const char country[3]);

/* Who of a country is adequate where only some are; false: nobody, or all. */
bool law_partly(struct civil day, const char country[3], struct law_fact *) MUST;

const struct law_term *law_right_within(struct civil day, enum right_kind);
const struct law_term *law_limit(struct civil day, enum law_limit);
uint16_t law_age(struct civil day, enum law_age, struct law_fact *);

/* Does the law of that day let one do it?  `is` says what and by which source,
 * also when it does not. */
bool law_leave(struct civil day, enum law_leave, struct law_fact *is);

/* What direct marketing by this channel needs of an individual subscriber. */
enum law_need law_marketing(enum channel, const char **source);

/* The n-th preference register that calls are screened against, or NULL. */
const char *law_register(size_t n);

/* NULL when the pack has no regulator of that name. */
const struct law_regulator *law_regulator(struct str word);

/* "scotland", and its name for people. */
const char *law_division_word(enum division);
const char *law_division_name(enum division);
bool law_division(struct str word, enum division *) MUST;

/* Monday to Friday and no bank holiday there.  Days after the end of the calendar are working
 * days when they are no weekend: a date that rests on one can only be early. */
bool law_working_day(enum division, struct civil);
/* The n-th bank holiday there in order; false after the last. */
bool law_holiday(enum division, size_t n, struct civil *day, struct law_fact *) MUST;
/* Until when all of them are listed. */
struct civil law_calendar_end(void);

/* Is `a` the longer term, counted from a usual day (30.4 days a month)? */
bool law_longer(struct term a, struct term b);

#endif
