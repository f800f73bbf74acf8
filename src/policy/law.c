/* policy/law.c -- look-ups in the law pack. */
#include "base/check.h"
#include "policy/law.h"

#define PACK_NAME "uk"

enum { CONFIRMED = true,
	SETTING = false };

/* Days as numbers, 20260619; a row stands from `since` up to, not on, `until`. */
struct stands {
	int since, until;
};

#define DAY(y, m, d) ((y)*10000 + (m)*100 + (d))
#define ALWAYS \
	{ \
		0, INT32_MAX \
	}
#define SINCE(y, m, d) \
	{ \
		DAY(y, m, d), INT32_MAX \
	}
#define UNTIL(y, m, d) \
	{ \
		0, DAY(y, m, d) \
	}

static bool
stands_on(struct stands s, struct civil day)
{
	int n = DAY(day.year, day.month, day.day);

	return s.since <= n && n < s.until;
}

/* Each table below takes its own rows of the pack. */
#define PACK(...)
#define ADEQUATE(...)
#define PARTLY(...)
#define WITHIN(...)
#define LIMIT(...)
#define AGE(...)
#define LEAVE(...)
#define MARKETING(...)
#define REGISTER(...)
#define REGULATOR(...)
#define HOLIDAY(...)

/* clang-format off */
#undef PACK
#define PACK(y, m, d, what) { .year = y, .month = m, .day = d },
static const struct civil packs[] = {
#include "policy/law_uk.def"
};
#undef PACK
#define PACK(...)

#undef ADEQUATE
#define ADEQUATE(country, source, status, when) { { country, source, status }, when },
static const struct {
	struct law_country is;
	struct stands when;
} adequate[] = {
#include "policy/law_uk.def"
};
#undef ADEQUATE
#define ADEQUATE(...)

#undef PARTLY
#define PARTLY(country, who, source, status, when) { country, { who, source, status }, when },
static const struct {
	const char *country;
	struct law_fact is;
	struct stands when;
} partly[] = {
#include "policy/law_uk.def"
};
#undef PARTLY
#define PARTLY(...)

#undef WITHIN
#define WITHIN(id, months, days, source, status, when) \
	{ RIGHT_##id, { { months, days, { 0 } }, "to answer", source, status }, when },
static const struct {
	enum right_kind kind;
	struct law_term is;
	struct stands when;
} rights[] = {
#include "policy/law_uk.def"
};
#undef WITHIN
#define WITHIN(...)

#undef LIMIT
#define LIMIT(id, months, days, hours, what, source, status, when) \
	{ LAW_##id, { { months, days, { (int64_t)hours * 3600 * 1000000 } }, what, source, status }, when },
static const struct {
	enum law_limit limit;
	struct law_term is;
	struct stands when;
} limits[] = {
#include "policy/law_uk.def"
};
#undef LIMIT
#define LIMIT(...)

#undef AGE
#define AGE(id, years, what, source, status, when) { LAW_AGE_##id, years, { what, source, status }, when },
static const struct {
	enum law_age age;
	uint16_t years;
	struct law_fact is;
	struct stands when;
} ages[] = {
#include "policy/law_uk.def"
};
#undef AGE
#define AGE(...)

#undef LEAVE
#define LEAVE(id, what, source, status, when) [LAW_LEAVE_##id] = { { what, source, status }, when },
static const struct {
	struct law_fact is;
	struct stands when;
} leaves[LAW_LEAVES] = {
#include "policy/law_uk.def"
};
#undef LEAVE
#define LEAVE(...)

#undef MARKETING
#define MARKETING(id, need, source, status, when) [CHANNEL_##id] = { LAW_##need, source },
static const struct {
	enum law_need need;
	const char *source;
} marketing[CHANNELS] = {
#include "policy/law_uk.def"
};
#undef MARKETING
#define MARKETING(...)

#undef REGISTER
#define REGISTER(word, what) word,
static const char *const registers[] = {
#include "policy/law_uk.def"
};
#undef REGISTER
#define REGISTER(...)

#undef REGULATOR
#define REGULATOR(word, name, site, status) { word, { name, site } },
static const struct {
	const char *word;
	struct law_regulator is;
} regulators[] = {
#include "policy/law_uk.def"
};
#undef REGULATOR
#define REGULATOR(...)

#undef HOLIDAY
#define OF(division) (1u << (division))
#define IN_ALL (OF(ENGLAND_WALES) | OF(SCOTLAND) | OF(NORTHERN_IRELAND))
#define IN_BUT_SCOTLAND (OF(ENGLAND_WALES) | OF(NORTHERN_IRELAND))
#define IN_ENGLAND_WALES OF(ENGLAND_WALES)
#define IN_SCOTLAND OF(SCOTLAND)
#define IN_NORTHERN_IRELAND OF(NORTHERN_IRELAND)
#define HOLIDAY(y, m, d, name, where, source, status) \
	{ { .year = y, .month = m, .day = d }, IN_##where, { name, source, status } },
static const struct {
	struct civil day;
	unsigned where;
	struct law_fact is;
} holidays[] = {
#include "policy/law_uk.def"
};
/* clang-format on */

static bool
same_day(struct civil a, struct civil b)
{
	return a.year == b.year && a.month == b.month && a.day == b.day;
}

bool
law_pack_known(struct str pack, struct civil day, struct buf *known)
{
	bool found = false;

	for (size_t i = 0; i < N(packs); i++) {
		if (known != NULL)
			buf_printf(known, "%s%s@%04d-%02d-%02d", i > 0 ? ", " : "", PACK_NAME,
			    packs[i].year, packs[i].month, packs[i].day);
		found = found || same_day(packs[i], day);
	}
	return found && str_eq(pack, S(PACK_NAME));
}

const struct law_country *
law_adequate(struct civil day, const char country[3])
{
	for (size_t i = 0; i < N(adequate); i++)
		if (str_eq(str_of(adequate[i].is.country), str_of(country))
		    && stands_on(adequate[i].when, day))
			return &adequate[i].is;
	return NULL;
}

bool
law_partly(struct civil day, const char country[3], struct law_fact *is)
{
	for (size_t i = 0; i < N(partly); i++) {
		if (!str_eq(str_of(partly[i].country), str_of(country))
		    || !stands_on(partly[i].when, day))
			continue;
		*is = partly[i].is;
		return true;
	}
	return false;
}

const struct law_term *
law_right_within(struct civil day, enum right_kind kind)
{
	for (size_t i = 0; i < N(rights); i++)
		if (rights[i].kind == kind && stands_on(rights[i].when, day))
			return &rights[i].is;
	CHECK_NEVER("every right has a row for every day");
}

const struct law_term *
law_limit(struct civil day, enum law_limit limit)
{
	for (size_t i = 0; i < N(limits); i++)
		if (limits[i].limit == limit && stands_on(limits[i].when, day))
			return &limits[i].is;
	CHECK_NEVER("every limit has a row for every day");
}

uint16_t
law_age(struct civil day, enum law_age age, struct law_fact *is)
{
	for (size_t i = 0; i < N(ages); i++) {
		if (ages[i].age != age || !stands_on(ages[i].when, day))
			continue;
		if (is != NULL)
			*is = ages[i].is;
		return ages[i].years;
	}
	CHECK_NEVER("every age has a row for every day");
}

bool
law_leave(struct civil day, enum law_leave leave, struct law_fact *is)
{
	if (is != NULL)
		*is = leaves[leave].is;
	return stands_on(leaves[leave].when, day);
}

enum law_need
law_marketing(enum channel channel, const char **source)
{
	if (source != NULL)
		*source = marketing[channel].source;
	return marketing[channel].need;
}

const char *
law_register(size_t n)
{
	return n < N(registers) ? registers[n] : NULL;
}

const struct law_regulator *
law_regulator(struct str word)
{
	for (size_t i = 0; i < N(regulators); i++)
		if (str_eq_nocase(str_of(regulators[i].word), word))
			return &regulators[i].is;
	return NULL;
}

static const struct {
	const char *word, *name;
} divisions[] = {
	[ENGLAND_WALES] = { "england-and-wales", "England and Wales" },
	[SCOTLAND] = { "scotland", "Scotland" },
	[NORTHERN_IRELAND] = { "northern-ireland", "Northern Ireland" },
};

const char *
law_division_word(enum division division)
{
	CHECK(division < N(divisions));
	return divisions[division].word;
}

const char *
law_division_name(enum division division)
{
	CHECK(division < N(divisions));
	return divisions[division].name;
}

bool
law_division(struct str word, enum division *division)
{
	for (size_t i = 0; i < N(divisions); i++)
		if (str_eq(word, str_of(divisions[i].word)))
			return *division = (enum division)i, true;
	return false;
}

bool
law_working_day(enum division division, struct civil day)
{
	if (civil_weekday(day) >= 5)
		return false;
	for (size_t i = 0; i < N(holidays); i++)
		if (same_day(holidays[i].day, day) && (holidays[i].where & OF(division)) != 0)
			return false;
	return true;
}

bool
law_holiday(enum division division, size_t n, struct civil *day, struct law_fact *is)
{
	for (size_t i = 0; i < N(holidays); i++) {
		if ((holidays[i].where & OF(division)) == 0 || n-- > 0)
			continue;
		*day = holidays[i].day;
		if (is != NULL)
			*is = holidays[i].is;
		return true;
	}
	return false;
}

struct civil
law_calendar_end(void)
{
	return (struct civil){ .year = holidays[N(holidays) - 1].day.year, .month = 12, .day = 31 };
}

static int64_t
minutes(struct term t)
{
	const int64_t day = 24 * 60;

	return t.months * day * 304 / 10 + t.days * day + t.rest.us / (60 * (int64_t)1000000);
}

bool
law_longer(struct term a, struct term b)
{
	return minutes(a) > minutes(b);
}
