/* base/time.h -- instants, spans, civil moments and terms.
 *
 * Four structs, so that they cannot be mixed.  Nothing here reads a clock
 * (sys/clock.h does) and nothing here knows a zone but UTC (sys/zone.h does).
 * The calendar is the proleptic Gregorian one, years 1 to 9999.
 */
#ifndef BAILEE_BASE_TIME_H
#define BAILEE_BASE_TIME_H

#include "base/arena.h"

struct instant {
	int64_t us; /* microseconds since 1970-01-01T00:00:00Z, no leap seconds */
};

struct span {
	int64_t us;
};

struct civil {
	int year, month, day; /* 1-9999, 1-12, 1-31 */
	int hour, minute, second;
	int us; /* 0-999999 */
};

/* What a policy says: civil months first (clamped), then days, then time. */
struct term {
	int32_t months; /* years are 12 of them */
	int32_t days;
	struct span rest; /* hours and minutes */
};

#define INSTANT_NEVER ((struct instant){ INT64_MAX })
#define INSTANT_EVER ((struct instant){ INT64_MIN }) /* before all others */

bool instant_before(struct instant a, struct instant b); /* a < b */
struct instant instant_min(struct instant, struct instant);
struct instant instant_max(struct instant, struct instant);
struct instant instant_plus(struct instant, struct span); /* saturates */
struct span instant_since(struct instant later, struct instant earlier);

struct span span_seconds(int64_t);
struct span span_minutes(int64_t);
struct span span_hours(int64_t);
struct span span_days(int64_t); /* of 24 hours */

bool civil_valid(struct civil);
struct civil civil_utc(struct instant);
struct instant instant_utc(struct civil);
/* 31 Jan + 1 month is the last of February: months clamp, never spill. */
struct civil civil_plus_months(struct civil, int32_t months);
struct civil civil_plus_days(struct civil, int32_t days);
int civil_weekday(struct civil); /* 0 is Monday */

bool term_is_zero(struct term);
/* "15 days", "3 months", "6 years": how a policy writes it. */
struct str term_print(struct arena *, struct term);

/* RFC 3339.  Reading takes an offset and up to six decimals; a date alone is
 * midnight UTC.  Writing is UTC to the second, or to the microsecond when
 * it has any. */
bool instant_parse(struct str, struct instant *) MUST;
struct str instant_print(struct arena *, struct instant);
bool date_parse(struct str, struct civil *) MUST; /* 2026-11-22 */
struct str date_print(struct arena *, struct civil);

#endif
