#include "base/time.h"
#include "base/check.h"

#define US_SECOND INT64_C(1000000)
#define US_DAY (86400 * US_SECOND)
#define YEAR_FIRST 1
#define YEAR_LAST 9999

bool
instant_before(struct instant a, struct instant b)
{
	return a.us < b.us;
}

struct instant
instant_min(struct instant a, struct instant b)
{
	return b.us < a.us ? b : a;
}

struct instant
instant_max(struct instant a, struct instant b)
{
	return b.us > a.us ? b : a;
}

struct instant
instant_plus(struct instant at, struct span span)
{
	int64_t us;

	if (at.us == INT64_MAX || at.us == INT64_MIN)
		return at;
	if (__builtin_add_overflow(at.us, span.us, &us))
		return span.us > 0 ? INSTANT_NEVER : INSTANT_EVER;
	return (struct instant){ us };
}

struct span
instant_since(struct instant later, struct instant earlier)
{
	int64_t us;

	if (__builtin_sub_overflow(later.us, earlier.us, &us))
		us = later.us > earlier.us ? INT64_MAX : INT64_MIN;
	return (struct span){ us };
}

static struct span
span_of(int64_t count, int64_t unit)
{
	int64_t us;

	if (__builtin_mul_overflow(count, unit, &us))
		us = count > 0 ? INT64_MAX : INT64_MIN;
	return (struct span){ us };
}

struct span
span_seconds(int64_t n)
{
	return span_of(n, US_SECOND);
}

struct span
span_minutes(int64_t n)
{
	return span_of(n, 60 * US_SECOND);
}

struct span
span_hours(int64_t n)
{
	return span_of(n, 3600 * US_SECOND);
}

struct span
span_days(int64_t n)
{
	return span_of(n, US_DAY);
}

static bool
leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	CHECK(month >= 1 && month <= 12);
	return days[month - 1] + (month == 2 && leap(year) ? 1 : 0);
}

bool
civil_valid(struct civil c)
{
	return c.year >= YEAR_FIRST && c.year <= YEAR_LAST && c.month >= 1 && c.month <= 12
	       && c.day >= 1 && c.day <= month_days(c.year, c.month) && c.hour >= 0
	       && c.hour <= 23 && c.minute >= 0 && c.minute <= 59 && c.second >= 0
	       && c.second <= 59 && c.us >= 0 && c.us <= 999999;
}

/* Days since 1970-01-01.  March is counted as the first month, so that the
 * leap day is the last of its year; 400 years are 146,097 days. */
static int64_t
days_of(int year, int month, int day)
{
	int64_t y = year - (month <= 2 ? 1 : 0);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static struct civil
civil_of_days(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day = z - era * 146097;
	int64_t of_era = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	int64_t of_year = day - (365 * of_era + of_era / 4 - of_era / 100);
	int64_t m = (5 * of_year + 2) / 153;
	struct civil c = { 0 };

	c.day = (int)(of_year - (153 * m + 2) / 5 + 1);
	c.month = (int)(m < 10 ? m + 3 : m - 9);
	c.year = (int)(of_era + era * 400 + (c.month <= 2 ? 1 : 0));
	return c;
}

static const struct civil civil_first = { .year = YEAR_FIRST, .month = 1, .day = 1 };
static const struct civil civil_last = { YEAR_LAST, 12, 31, 23, 59, 59, 999999 };

struct instant
instant_utc(struct civil c)
{
	int64_t seconds;

	CHECK(civil_valid(c));
	seconds = (days_of(c.year, c.month, c.day) * 24 + c.hour) * 3600 + c.minute * 60 + c.second;
	return (struct instant){ seconds * US_SECOND + c.us };
}

struct civil
civil_utc(struct instant at)
{
	int64_t days, rest;
	struct civil c;

	if (at.us < instant_utc(civil_first).us)
		return civil_first;
	if (at.us > instant_utc(civil_last).us)
		return civil_last;
	days = at.us / US_DAY - (at.us % US_DAY < 0 ? 1 : 0);
	rest = at.us - days * US_DAY;
	c = civil_of_days(days);
	c.us = (int)(rest % US_SECOND);
	rest /= US_SECOND;
	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest / 60 % 60);
	c.second = (int)(rest % 60);
	return c;
}

struct civil
civil_plus_months(struct civil c, int32_t months)
{
	int64_t m;
	int most;

	CHECK(civil_valid(c));
	m = (int64_t)c.year * 12 + c.month - 1 + months;
	if (m < YEAR_FIRST * 12)
		return civil_first;
	if (m >= (YEAR_LAST + 1) * 12)
		return civil_last;
	c.year = (int)(m / 12);
	c.month = (int)(m % 12) + 1;
	most = month_days(c.year, c.month);
	if (c.day > most)
		c.day = most;
	return c;
}

struct civil
civil_plus_days(struct civil c, int32_t days)
{
	struct civil moved;
	int64_t z;

	CHECK(civil_valid(c));
	z = days_of(c.year, c.month, c.day) + days;
	if (z < days_of(YEAR_FIRST, 1, 1))
		return civil_first;
	if (z > days_of(YEAR_LAST, 12, 31))
		return civil_last;
	moved = civil_of_days(z);
	c.year = moved.year;
	c.month = moved.month;
	c.day = moved.day;
	return c;
}

int
civil_weekday(struct civil c)
{
	int64_t z = days_of(c.year, c.month, c.day) + 3; /* 1970-01-01 was a Thursday */

	CHECK(civil_valid(c));
	return (int)((z % 7 + 7) % 7);
}

bool
term_is_zero(struct term t)
{
	return t.months == 0 && t.days == 0 && t.rest.us == 0;
}

struct count {
	int64_t n;
	const char *unit;
};

struct str
term_print(struct arena *a, struct term t)
{
	int64_t seconds = t.rest.us / US_SECOND;
	const struct count counts[] = {
		{ t.months / 12, "year" },
		{ t.months % 12, "month" },
		{ t.days, "day" },
		{ seconds / 3600, "hour" },
		{ seconds / 60 % 60, "minute" },
		{ seconds % 60, "second" },
	};
	struct str text = S("");

	for (size_t i = 0; i < N(counts); i++) {
		if (counts[i].n == 0)
			continue;
		text = str_printf(a, "%.*s%s%lld %s%s", STR(text), text.n > 0 ? " " : "",
		    (long long)counts[i].n, counts[i].unit, counts[i].n == 1 ? "" : "s");
	}
	return text.n > 0 ? text : S("0 days");
}

/* Exactly `width` digits at the start of `s`, which moves on. */
static bool
take_digits(struct str *s, size_t width, int *value)
{
	uint64_t v;

	if (s->n < width || !str_to_u64(str_slice(*s, 0, width), &v))
		return false;
	*value = (int)v;
	*s = str_slice(*s, width, s->n);
	return true;
}

static bool
take_char(struct str *s, const char *any_of)
{
	if (s->n == 0 || s->p[0] == '\0' || strchr(any_of, s->p[0]) == NULL)
		return false;
	*s = str_slice(*s, 1, s->n);
	return true;
}

static bool
take_date(struct str *s, struct civil *c)
{
	*c = (struct civil){ 0 };
	return take_digits(s, 4, &c->year) && take_char(s, "-") && take_digits(s, 2, &c->month)
	       && take_char(s, "-") && take_digits(s, 2, &c->day);
}

static bool
take_fraction(struct str *s, int *us)
{
	int unit = 100000;

	if (!take_char(s, "."))
		return true;
	if (s->n == 0 || s->p[0] < '0' || s->p[0] > '9')
		return false;
	for (; s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9'; unit /= 10) {
		if (unit == 0)
			return false;
		*us += (s->p[0] - '0') * unit;
		*s = str_slice(*s, 1, s->n);
	}
	return true;
}

static bool
take_offset(struct str *s, struct span *offset)
{
	bool east = str_starts(*s, S("+"));
	int hours, minutes;

	*offset = (struct span){ 0 };
	if (take_char(s, "Zz"))
		return true;
	if (!take_char(s, "+-") || !take_digits(s, 2, &hours) || !take_char(s, ":")
	    || !take_digits(s, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*offset = span_minutes((east ? -1 : 1) * (hours * 60 + minutes));
	return true;
}

bool
instant_parse(struct str s, struct instant *at)
{
	struct span offset = { 0 };
	struct civil c;

	if (!take_date(&s, &c))
		return false;
	if (s.n > 0) {
		if (!take_char(&s, "Tt ") || !take_digits(&s, 2, &c.hour) || !take_char(&s, ":")
		    || !take_digits(&s, 2, &c.minute) || !take_char(&s, ":")
		    || !take_digits(&s, 2, &c.second) || !take_fraction(&s, &c.us)
		    || !take_offset(&s, &offset))
			return false;
	}
	if (s.n > 0 || !civil_valid(c))
		return false;
	*at = instant_plus(instant_utc(c), offset);
	return true;
}

struct str
instant_print(struct arena *a, struct instant at)
{
	struct civil c = civil_utc(at);
	struct str us = c.us > 0 ? str_printf(a, ".%06d", c.us) : S("");

	return str_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d%.*sZ", c.year, c.month, c.day,
	    c.hour, c.minute, c.second, STR(us));
}

bool
date_parse(struct str s, struct civil *c)
{
	return take_date(&s, c) && s.n == 0 && civil_valid(*c);
}

struct str
date_print(struct arena *a, struct civil c)
{
	return str_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}
