#include "kit/unit.h"

static const struct {
	const char *text, *printed; /* NULL: refused */
} moments[] = {
	{ "2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z" },
	{ "2026-11-22t09:00:00z", "2026-11-22T09:00:00Z" },
	{ "2026-11-22 09:00:00Z", "2026-11-22T09:00:00Z" },
	{ "2026-11-22T09:00:00+01:00", "2026-11-22T08:00:00Z" },
	{ "2026-11-22T23:30:00-01:30", "2026-11-23T01:00:00Z" },
	{ "2026-11-22T09:00:00.5Z", "2026-11-22T09:00:00.500000Z" },
	{ "2026-11-22T09:00:00.000001Z", "2026-11-22T09:00:00.000001Z" },
	{ "2026-11-22", "2026-11-22T00:00:00Z" },
	{ "2024-02-29", "2024-02-29T00:00:00Z" },
	{ "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z" },
	{ "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z" },
	{ "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z" },
	{ "2023-02-29", NULL },
	{ "2026-13-01", NULL },
	{ "2026-00-01", NULL },
	{ "2026-11-31", NULL },
	{ "0000-01-01", NULL },
	{ "2026-11-22T24:00:00Z", NULL },
	{ "2026-11-22T09:60:00Z", NULL },
	{ "2026-11-22T09:00:60Z", NULL },
	{ "2026-11-22T09:00:00", NULL },
	{ "2026-11-22T09:00Z", NULL },
	{ "2026-11-22T09:00:00.Z", NULL },
	{ "2026-11-22T09:00:00.1234567Z", NULL },
	{ "2026-11-22T09:00:00+24:00", NULL },
	{ "2026-11-22T09:00:00+0100", NULL },
	{ "2026-11-22T09:00:00Zx", NULL },
	{ "2026-1-2", NULL },
	{ "+026-11-22", NULL },
	{ "", NULL },
};

static void
rfc_3339_is_read_and_written(void **state)
{
	struct arena a = { 0 };
	struct instant at;

	(void)state;
	for (size_t i = 0; i < N(moments); i++) {
		bool read = instant_parse(str_of(moments[i].text), &at);

		if (read != (moments[i].printed != NULL))
			fail_msg("\"%s\"", moments[i].text);
		if (read)
			assert_str(instant_print(&a, at), str_of(moments[i].printed));
	}
	arena_clear(&a);
}

static void
every_day_of_a_gregorian_cycle_goes_there_and_back(void **state)
{
	struct civil c = { .year = 1900, .month = 1, .day = 1, .hour = 13, .us = 7 };
	int weekday = civil_weekday(c);

	(void)state;
	assert_int_equal(weekday, 0); /* 1 January 1900 was a Monday */
	for (int i = 0; i < 146097; i++) {
		struct instant at = instant_utc(c);
		struct civil back = civil_utc(at);

		assert_memory_equal(&back, &c, sizeof(c));
		assert_int_equal(civil_weekday(c), (weekday + i) % 7);
		c = civil_plus_days(c, 1);
		assert_int_equal(instant_since(instant_utc(c), at).us, span_days(1).us);
	}
	assert_int_equal(c.year, 2300);
}

static const struct {
	const char *why, *from;
	int32_t months;
	const char *to;
} months[] = {
	/* clang-format off */
	{ "leap day, common year",    "2024-02-29",  12,    "2025-02-28" },
	{ "leap day, leap year",      "2024-02-29",  48,    "2028-02-29" },
	{ "last of January",          "2023-01-31",  1,     "2023-02-28" },
	{ "last of a short month",    "2023-02-28",  1,     "2023-03-28" },
	{ "over the year's end",      "2023-12-31",  2,     "2024-02-29" },
	{ "back",                     "2024-03-31",  -1,    "2024-02-29" },
	{ "back over the year",       "2024-01-15",  -1,    "2023-12-15" },
	{ "none",                     "2024-01-31",  0,     "2024-01-31" },
	{ "a century that is no leap year", "2096-02-29", 48, "2100-02-28" },
	/* clang-format on */
};

static void
months_clamp_and_never_spill(void **state)
{
	struct arena a = { 0 };
	struct civil c;

	(void)state;
	for (size_t i = 0; i < N(months); i++) {
		assert_true(date_parse(str_of(months[i].from), &c));
		c = civil_plus_months(c, months[i].months);
		if (!str_eq(date_print(&a, c), str_of(months[i].to)))
			fail_msg("%s", months[i].why);
	}
	arena_clear(&a);
}

static void
what_is_out_of_range_is_clamped_not_wrapped(void **state)
{
	struct civil last = { .year = 9999, .month = 12, .day = 31 };
	struct instant never = INSTANT_NEVER, ever = INSTANT_EVER;

	(void)state;
	assert_int_equal(civil_utc(never).year, 9999);
	assert_int_equal(civil_utc(ever).year, 1);
	assert_int_equal(civil_plus_months(last, INT32_MAX).year, 9999);
	assert_int_equal(civil_plus_months(last, INT32_MIN).year, 1);
	assert_int_equal(civil_plus_days(last, 1).year, 9999);
	assert_int_equal(instant_plus(never, span_days(-1)).us, never.us);
	assert_int_equal(instant_plus(ever, span_days(1)).us, ever.us);
	assert_int_equal(instant_plus((struct instant){ INT64_MAX - 1 }, span_days(1)).us, INT64_MAX);
	assert_int_equal(span_days(INT64_MAX).us, INT64_MAX);
	assert_int_equal(instant_since(never, ever).us, INT64_MAX);
	assert_int_equal(instant_since(ever, never).us, INT64_MIN);
	assert_true(instant_before(ever, never));
	assert_int_equal(instant_min(ever, never).us, ever.us);
	assert_int_equal(instant_max(ever, never).us, never.us);
}

static const struct {
	struct term term;
	const char *text;
} terms[] = {
	{ { .days = 15 }, "15 days" },
	{ { .days = 1 }, "1 day" },
	{ { .months = 3 }, "3 months" },
	{ { .months = 72 }, "6 years" },
	{ { .months = 12 }, "1 year" },
	{ { .months = 18 }, "1 year 6 months" },
	{ { .months = 1, .days = 2, .rest = { 3 * INT64_C(3600000000) } }, "1 month 2 days 3 hours" },
	{ { .rest = { 90 * INT64_C(60000000) } }, "1 hour 30 minutes" },
	{ { .rest = { 1000000 } }, "1 second" },
	{ { 0 }, "0 days" },
};

static void
a_term_is_written_as_a_policy_writes_it(void **state)
{
	struct arena a = { 0 };

	(void)state;
	for (size_t i = 0; i < N(terms); i++)
		assert_str(term_print(&a, terms[i].term), str_of(terms[i].text));
	assert_true(term_is_zero((struct term){ 0 }));
	assert_false(term_is_zero((struct term){ .rest = { 1 } }));
	arena_clear(&a);
}

UNIT_MAIN(TEST(rfc_3339_is_read_and_written),
    TEST(every_day_of_a_gregorian_cycle_goes_there_and_back),
    TEST(months_clamp_and_never_spill), TEST(what_is_out_of_range_is_clamped_not_wrapped),
    TEST(a_term_is_written_as_a_policy_writes_it))
