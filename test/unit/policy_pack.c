/* The law pack: each row has its source, and a policy may only be quicker. */
#include "kit/unit.h"
#include "policy/compile.h"
#include "policy/law.h"
#include "policy/law_change.h"

#define DAY(y, m, d) ((struct civil){ .year = (y), .month = (m), .day = (d) })
#define NEWEST DAY(2026, 6, 19)
#define OLDEST DAY(2025, 6, 19)

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
	{ { "uk", 2 }, { .year = 2025, .month = 6, .day = 19 }, true },
	{ { "uk", 2 }, { .year = 2025, .month = 8, .day = 20 }, true },
	{ { "uk", 2 }, { .year = 2026, .month = 2, .day = 5 }, true },
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
		const struct law_country *c = law_adequate(NEWEST, countries[i].country);

		if ((c != NULL) != countries[i].adequate)
			fail_msg("%s", countries[i].country);
		assert_true(c == NULL || c->source[0] != '\0');
	}
}

static void
of_some_countries_only_some_are_adequate(void **state)
{
	static const char *const countries_partly[] = { "US", "CA", "JP" };
	struct law_fact is;

	(void)state;
	for (size_t i = 0; i < N(countries_partly); i++) {
		assert_true(law_partly(NEWEST, countries_partly[i], &is));
		assert_true(is.what[0] != '\0' && is.source[0] != '\0');
		assert_null(law_adequate(NEWEST, countries_partly[i]));
	}
	assert_false(law_partly(NEWEST, "IE", &is));
	assert_false(law_partly(NEWEST, "CN", &is));
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
	assert_str(buf_str(&known), S("uk@2025-06-19, uk@2025-08-20, uk@2026-02-05, uk@2026-06-19"));
}

/* Also on days of no pack, long ago and to come: a plan may bear any date. */
static void
every_limit_has_a_time_and_a_source_on_every_day(void **state)
{
	const struct civil days[] = { DAY(1, 1, 1), OLDEST, DAY(2025, 8, 20), DAY(2026, 2, 5),
		NEWEST, DAY(9999, 12, 31) };

	(void)state;
	for (size_t i = 0; i < N(days); i++) {
		for (enum right_kind kind = 0; kind < RIGHTS; kind++) {
			assert_false(term_is_zero(law_right_within(days[i], kind)->within));
			assert_true(law_right_within(days[i], kind)->source[0] != '\0');
		}
		for (enum law_limit limit = 0; limit < LAW_LIMITS; limit++) {
			assert_false(term_is_zero(law_limit(days[i], limit)->within));
			assert_true(law_limit(days[i], limit)->source[0] != '\0');
			assert_true(law_limit(days[i], limit)->what[0] != '\0');
		}
		assert_int_equal(law_age(days[i], LAW_AGE_CONSENT, NULL), 13);
	}
	assert_int_equal(law_right_within(NEWEST, RIGHT_ACCESS)->within.months, 1);
	assert_int_equal(
	    law_limit(NEWEST, LAW_BREACH)->within.rest.us, (int64_t)72 * 3600 * 1000000);
	assert_int_equal(law_limit(NEWEST, LAW_SCREEN)->within.days, 28);
}

/* A row holds on the day it comes into force, and not on the day before. */
static void
what_changed_changed_on_its_day(void **state)
{
	const int64_t hour = (int64_t)3600 * 1000000;
	struct law_fact is;

	(void)state;
	assert_int_equal(law_right_within(NEWEST, RIGHT_COMPLAIN)->within.days, 30);
	assert_int_equal(law_right_within(DAY(2026, 6, 18), RIGHT_COMPLAIN)->within.days, 0);
	assert_int_equal(
	    law_limit(DAY(2025, 8, 19), LAW_PECR_BREACH)->within.rest.us, 24 * hour);
	assert_int_equal(
	    law_limit(DAY(2025, 8, 20), LAW_PECR_BREACH)->within.rest.us, 72 * hour);
	for (enum law_leave leave = 0; leave < LAW_LEAVES; leave++) {
		assert_false(law_leave(DAY(2026, 2, 4), leave, &is));
		assert_true(law_leave(DAY(2026, 2, 5), leave, NULL));
		assert_true(is.what[0] != '\0' && is.source[0] != '\0');
	}
}

static void
bank_holidays_and_weekends_are_no_working_days(void **state)
{
	struct law_fact is;
	struct civil day, before = { 0 };
	size_t n = 0;

	(void)state;
	for (; law_holiday(n, &day, &is); n++) {
		assert_true(civil_valid(day) && civil_weekday(day) < 5); /* or one of its days is lost */
		assert_false(law_working_day(day));
		assert_true(is.what[0] != '\0' && is.source[0] != '\0');
		assert_true(instant_before(instant_utc(before.year == 0 ? DAY(1, 1, 1) : before),
		    instant_utc(day)));
		assert_true(is.confirmed == (day.year < 2028));
		before = day;
	}
	assert_int_equal(n, 4 * 8);
	assert_false(law_working_day(DAY(2026, 11, 21))); /* a Saturday */
	assert_false(law_working_day(DAY(2026, 11, 22)));
	assert_true(law_working_day(DAY(2026, 11, 23)));
	assert_true(law_working_day(DAY(2026, 12, 24)));
	assert_true(law_working_day(DAY(2035, 12, 25))); /* a Tuesday, and not listed */
}

static size_t
changes_of(struct scope *sc, struct civil other, struct law_changes *changes)
{
	struct compile_options options = { .file = S("t.policy") };
	struct diags diags;
	const struct plan *plan = policy_compile(sc, &sc->arena,
	    S("policy t 1\nlaw uk@2026-06-19\nfrom 2026-12-01\ncalendar Europe/London\n"
	      "controller \"X\"\nsubject s \"people\"\ndata d about s\n    f text\n"
	      "    shared with nobody\nkeep d.* until 1 year after arrival\n"
	      "keep case.*, incident.*, consent.*, colleague.*, ledger.* until 1 year after "
	      "arrival\npurpose p \"why\"\n    basis recognised-interests for s\n    uses d.*\n"
	      "role r\n    may read d.f for p\ncookie c \"counts\" exempt\n"
	      "right complaint within 2 weeks\n"),
	    &options, &diags);

	assert_non_null(plan);
	law_changes(&sc->arena, plan, other, changes);
	return changes->rows.n;
}

static void
another_pack_is_shown_with_the_lines_that_it_touches(void **state)
{
	struct scope *sc = *state;
	struct law_changes changes;

	assert_int_equal(changes_of(sc, NEWEST, &changes), 0);
	assert_int_equal(changes_of(sc, DAY(2026, 2, 5), &changes), 1);
	assert_str(changes.rows.at[0].other, S("1 month"));
	assert_str(changes.rows.at[0].mine, S("30 days"));
	assert_int_equal(changes.rows.at[0].lines.n, 1);
	assert_int_equal(changes.rows.at[0].lines.at[0], 18);
	assert_int_equal(changes_of(sc, DAY(2025, 8, 20), &changes), 1 + LAW_LEAVES);
	assert_int_equal(changes.rows.at[1].lines.at[0], 13);
	assert_int_equal(changes.rows.at[2].lines.at[0], 17);
	assert_int_equal(changes.rows.at[3].lines.n, 0);
	assert_int_equal(changes_of(sc, OLDEST, &changes), 2 + LAW_LEAVES);
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

UNIT_MAIN(TEST(of_some_countries_only_some_are_adequate),
    TEST(only_the_listed_countries_are_adequate),
    TEST(a_pack_is_known_by_its_name_and_its_date),
    TEST(every_limit_has_a_time_and_a_source_on_every_day),
    TEST(what_changed_changed_on_its_day), TEST(bank_holidays_and_weekends_are_no_working_days),
    TEST(another_pack_is_shown_with_the_lines_that_it_touches),
    TEST(marketing_needs_what_the_channel_asks_for), TEST(one_term_is_longer_than_another))
