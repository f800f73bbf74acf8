/* policy/law.c -- look-ups in the law pack. */
#include "policy/law.h"

#define PACK "uk"
#define PACK_YEAR 2026
#define PACK_MONTH 6
#define PACK_DAY 19

enum { CONFIRMED = true,
	SETTING = false };

/* Each table below takes its own rows of the pack. */
#define ADEQUATE(...)
#define WITHIN(...)
#define LIMIT(...)
#define MARKETING(...)
#define REGISTER(...)
#define REGULATOR(...)

/* clang-format off */
#undef ADEQUATE
#define ADEQUATE(country, name, source, status) { country, name, source, status },
static const struct law_country adequate[] = {
#include "policy/law_uk.def"
};
#undef ADEQUATE
#define ADEQUATE(...)

#undef WITHIN
#define WITHIN(id, months, days, source, status) \
	[RIGHT_##id] = { { months, days, { 0 } }, "to answer", source, status },
static const struct law_term rights[RIGHTS] = {
#include "policy/law_uk.def"
};
#undef WITHIN
#define WITHIN(...)

#undef LIMIT
#define LIMIT(id, months, days, hours, what, source, status) \
	[LAW_##id] = { { months, days, { (int64_t)hours * 3600 * 1000000 } }, what, source, status },
static const struct law_term limits[LAW_LIMITS] = {
#include "policy/law_uk.def"
};
#undef LIMIT
#define LIMIT(...)

#undef MARKETING
#define MARKETING(id, need, source, status) [CHANNEL_##id] = { LAW_##need, source },
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
/* clang-format on */

bool
law_pack_known(struct str pack, struct civil date, struct buf *known)
{
	if (known != NULL)
		buf_printf(known, "%s@%04d-%02d-%02d", PACK, PACK_YEAR, PACK_MONTH, PACK_DAY);
	return str_eq(pack, S(PACK)) && date.year == PACK_YEAR && date.month == PACK_MONTH
	       && date.day == PACK_DAY;
}

const struct law_country *
law_adequate(const char country[3])
{
	for (size_t i = 0; i < N(adequate); i++)
		if (str_eq(str_of(adequate[i].country), str_of(country)))
			return &adequate[i];
	return NULL;
}

const struct law_term *
law_right_within(enum right_kind kind)
{
	return &rights[kind];
}

const struct law_term *
law_limit(enum law_limit limit)
{
	return &limits[limit];
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
