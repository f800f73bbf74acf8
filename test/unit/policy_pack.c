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
		/* PECR reg 22(3) is older than any pack */
		assert_true(law_leave(DAY(2026, 2, 4), leave, &is) == (leave == LAW_LEAVE_SOFT_OPT_IN));
		assert_true(law_leave(DAY(2026, 2, 5), leave, NULL));
		assert_true(is.what[0] != '\0' && is.source[0] != '\0');
	}
}

/* -- bank holidays, by the rules that the list was not made from ----------------------------- */

/* Of the Gregorian calendar: Meeus, Jones and Butcher. */
static struct civil
easter(int y)
{
	int a = y % 19, b = y / 100, c = y % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;

	return DAY((int16_t)y, (int8_t)(n / 31), (int8_t)(n % 31 + 1));
}

static struct civil
monday(int y, int month, bool last)
{
	struct civil day = DAY((int16_t)y, (int8_t)month, 1);

	while (civil_weekday(day) != 0)
		day = civil_plus_days(day, 1);
	while (last && civil_plus_days(day, 7).month == day.month)
		day = civil_plus_days(day, 7);
	return day;
}

static bool
same_day(struct civil a, struct civil b)
{
	return a.year == b.year && a.month == b.month && a.day == b.day;
}

static bool
among(const struct civil *list, size_t n, struct civil day)
{
	for (size_t i = 0; i < n; i++)
		if (same_day(list[i], day))
			return true;
	return false;
}

/* Those of a year; what falls on a weekend or on another is on the next day that is free. */
static size_t
year_of(enum division where, int year, struct civil *list)
{
	int16_t y = (int16_t)year;
	bool scotland = where == SCOTLAND;
	struct civil fixed[6] = { DAY(y, 1, 1) };
	size_t n = 0, n_fixed = 1;

	list[n++] = civil_plus_days(easter(year), -2);
	if (!scotland)
		list[n++] = civil_plus_days(easter(year), 1);
	list[n++] = monday(year, 5, false);
	list[n++] = monday(year, 5, true);
	list[n++] = monday(year, 8, !scotland);
	if (scotland && year == 2026)
		list[n++] = DAY(2026, 6, 15); /* proclaimed once */
	if (scotland) {
		fixed[n_fixed++] = DAY(y, 1, 2);
		fixed[n_fixed++] = DAY(y, 11, 30);
	}
	if (where == NORTHERN_IRELAND) {
		fixed[n_fixed++] = DAY(y, 3, 17);
		fixed[n_fixed++] = DAY(y, 7, 12);
	}
	fixed[n_fixed++] = DAY(y, 12, 25);
	fixed[n_fixed++] = DAY(y, 12, 26);
	for (size_t i = 0; i < n_fixed; i++) {
		struct civil day = fixed[i];

		while (civil_weekday(day) >= 5 || among(list, n, day)
		       || (day.day != fixed[i].day && among(fixed, n_fixed, day)))
			day = civil_plus_days(day, 1);
		list[n++] = day;
	}
	return n;
}

static void
bank_holidays_are_what_the_rules_of_each_part_of_the_kingdom_say(void **state)
{
	static const size_t each[] = { 4 * 8, 4 * 9 + 1, 4 * 10 };

	(void)state;
	for (enum division where = 0; where < DIVISIONS; where++) {
		struct law_fact is;
		struct civil day;
		size_t n = 0, listed = 0;

		while (law_holiday(where, listed, &day, &is))
			listed++;
		assert_int_equal(listed, each[where]);
		for (int y = 2025; y <= law_calendar_end().year; y++) {
			struct civil list[16];
			size_t in_year = year_of(where, y, list);

			for (size_t i = 0; i < in_year; i++) {
				size_t k = 0;

				while (law_holiday(where, k, &day, &is) && !same_day(day, list[i]))
					k++;
				assert_true(k < listed); /* the year, the month, the day */
			}
			n += in_year;
		}
		assert_int_equal(n, listed);
	}
}

static void
bank_holidays_and_weekends_are_no_working_days(void **state)
{
	struct law_fact is;
	struct civil day;

	(void)state;
	for (enum division where = 0; where < DIVISIONS; where++) {
		struct civil before = DAY(1, 1, 1);

		for (size_t n = 0; law_holiday(where, n, &day, &is); n++) {
			/* on a weekend one of its days were lost */
			assert_true(civil_valid(day) && civil_weekday(day) < 5);
			assert_false(law_working_day(where, day));
			assert_true(is.what[0] != '\0' && is.source[0] != '\0');
			assert_true(instant_before(instant_utc(before), instant_utc(day)));
			assert_true(is.confirmed == (day.year < 2028));
			before = day;
		}
		assert_false(law_working_day(where, DAY(2026, 11, 21))); /* a Saturday */
		assert_false(law_working_day(where, DAY(2026, 11, 22)));
		assert_true(law_working_day(where, DAY(2026, 11, 23)));
		assert_true(law_working_day(where, DAY(2026, 12, 24)));
		assert_true(law_working_day(where, DAY(2035, 12, 25))); /* not listed */
	}
	assert_false(law_working_day(SCOTLAND, DAY(2026, 11, 30)));
	assert_true(law_working_day(ENGLAND_WALES, DAY(2026, 11, 30)));
	assert_true(law_working_day(SCOTLAND, DAY(2027, 3, 29)));
	assert_false(law_working_day(NORTHERN_IRELAND, DAY(2027, 3, 29)));
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
	assert_int_equal(changes_of(sc, DAY(2025, 8, 20), &changes), LAW_LEAVES);
	assert_int_equal(changes.rows.at[1].lines.at[0], 13);
	assert_int_equal(changes.rows.at[2].lines.at[0], 17);
	assert_int_equal(changes.rows.at[3].lines.n, 0);
	assert_int_equal(changes_of(sc, OLDEST, &changes), 1 + LAW_LEAVES);
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
    TEST(bank_holidays_are_what_the_rules_of_each_part_of_the_kingdom_say),
    TEST(another_pack_is_shown_with_the_lines_that_it_touches),
    TEST(marketing_needs_what_the_channel_asks_for), TEST(one_term_is_longer_than_another))
