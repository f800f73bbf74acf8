/* The law pack: each row has its source, and a policy may only be quicker. */
#include "kit/unit.h"
#include "policy/law.h"

/* clang-format off */
static const struct {
	const char *country;
	bool adequate;
} countries[] = {
	{ "GB", true }, { "IE", true }, { "NL", true }, { "DE", true }, { "NO", true }, { "CH", true },
	{ "NZ", true }, { "JE", true }, { "US", false }, { "IN", false }, { "CN", false }, { "RU", false },
	{ "CA", false }, { "", false }, { "gb", false },
};

static const struct {
	struct str pack;
	struct civil date;
	bool known;
} packs[] = {
	{ { "uk", 2 }, { .year = 2026, .month = 6, .day = 19 }, true },
	{ { "uk", 2 }, { .year = 2026, .month = 6, .day = 18 }, false },
	{ { "uk", 2 }, { .year = 2025, .month = 6, .day = 19 }, false },
	{ { "eu", 2 }, { .year = 2026, .month = 6, .day = 19 }, false },
	{ { "", 0 },   { .year = 2026, .month = 6, .day = 19 }, false },
};

static const struct {
	struct term a, b;
	bool longer;
} terms[] = {
	{ { .months = 2 },            { .months = 1 },            true },
	{ { .months = 1 },            { .months = 1 },            false },
	{ { .days = 31 },             { .months = 1 },            true },
	{ { .days = 30 },             { .months = 1 },            false },
	{ { .days = 4 },              { .rest = { 259200000000 } }, true },
	{ { .rest = { 259200000000 } }, { .days = 3 },            false },
	{ { .months = INT32_MAX },    { .days = INT32_MAX },      true },
};
/* clang-format on */

static void
only_the_listed_countries_are_adequate(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(countries); i++) {
		const struct law_country *c = law_adequate(countries[i].country);

		if ((c != NULL) != countries[i].adequate)
			fail_msg("%s", countries[i].country);
		assert_true(c == NULL || (c->name[0] != '\0' && c->source[0] != '\0'));
	}
}

static void
a_pack_is_known_by_its_name_and_its_date(void **state)
{
	struct scope *sc = *state;
	struct buf known = buf_new(&sc->arena);

	for (size_t i = 0; i < N(packs); i++)
		assert_int_equal(
		    law_pack_known(packs[i].pack, packs[i].date, NULL), packs[i].known);
	law_pack_known(S("eu"), packs[0].date, &known);
	assert_str(buf_str(&known), S("uk@2026-06-19"));
}

static void
every_limit_has_a_time_and_a_source(void **state)
{
	(void)state;
	for (enum right_kind kind = 0; kind < RIGHTS; kind++) {
		assert_false(term_is_zero(law_right_within(kind)->within));
		assert_true(law_right_within(kind)->source[0] != '\0');
	}
	for (enum law_limit limit = 0; limit < LAW_LIMITS; limit++) {
		assert_false(term_is_zero(law_limit(limit)->within));
		assert_true(
		    law_limit(limit)->source[0] != '\0' && law_limit(limit)->what[0] != '\0');
	}
	assert_int_equal(law_right_within(RIGHT_COMPLAIN)->within.days, 30);
	assert_int_equal(law_right_within(RIGHT_ACCESS)->within.months, 1);
	assert_int_equal(law_limit(LAW_BREACH)->within.rest.us, (int64_t)72 * 3600 * 1000000);
	assert_int_equal(law_limit(LAW_SCREEN)->within.days, 28);
}

static void
marketing_needs_what_the_channel_asks_for(void **state)
{
	(void)state;
	assert_int_equal(law_marketing(CHANNEL_EMAIL, NULL), LAW_CONSENT_OR_SOFT);
	assert_int_equal(law_marketing(CHANNEL_SMS, NULL), LAW_CONSENT_OR_SOFT);
	assert_int_equal(law_marketing(CHANNEL_CALL, NULL), LAW_SCREENING);
	assert_int_equal(law_marketing(CHANNEL_AUTOMATED_CALL, NULL), LAW_CONSENT);
	for (enum channel ch = 0; ch < CHANNELS; ch++) {
		const char *source = "";

		law_marketing(ch, &source);
		assert_true(source[0] != '\0');
	}
}

static void
one_term_is_longer_than_another(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(terms); i++)
		if (law_longer(terms[i].a, terms[i].b) != terms[i].longer)
			fail_msg("row %zu", i);
}

UNIT_MAIN(TEST(only_the_listed_countries_are_adequate),
    TEST(a_pack_is_known_by_its_name_and_its_date), TEST(every_limit_has_a_time_and_a_source),
    TEST(marketing_needs_what_the_channel_asks_for), TEST(one_term_is_longer_than_another))
