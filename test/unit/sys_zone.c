#include "kit/unit.h"
#include "sys/zone.h"

#include <sys/wait.h>
#include <unistd.h>

static struct instant
at(const char *text)
{
	struct instant i;

	assert_true(instant_parse(str_of(text), &i));
	return i;
}

static struct civil
civil(const char *text)
{
	return civil_utc(at(text)); /* the same figures, of no zone */
}

static void
before_a_zone_is_set_it_is_utc(void **state)
{
	struct scope *sc = *state;

	assert_str(instant_print(&sc->arena, instant_utc(zone_civil(at("2026-07-01T12:00:00Z")))),
	    S("2026-07-01T12:00:00Z"));
}

static void
a_zone_is_set_once_and_must_exist(void **state)
{
	static const char *const bad[] = { "Europe/Nowhere", "", "../zoneinfo/Europe/London",
		"/etc/passwd", "zone.tab", "Europe", "Europe/London; rm" };
	struct scope *sc = *state;

	for (size_t i = 0; i < N(bad); i++)
		assert_code(zone_use(sc, str_of(bad[i])), E_ABSENT);
	assert_ok(zone_use(sc, S("Europe/London")));
	assert_ok(zone_use(sc, S("Europe/London")));
	assert_code(zone_use(sc, S("Europe/Paris")), E_STATE);
	assert_true(zone_known(sc, S("Europe/Paris")));
}

/* London: 2027-03-28 01:00 becomes 02:00; 2027-10-31 02:00 becomes 01:00. */
static const struct {
	const char *why, *civil, *instant;
} moments[] = {
	/* clang-format off */
	{ "winter",                   "2027-01-15T12:00:00Z", "2027-01-15T12:00:00Z" },
	{ "summer",                   "2027-07-15T12:00:00Z", "2027-07-15T11:00:00Z" },
	{ "just before the gap",      "2027-03-28T00:59:59.999999Z", "2027-03-28T00:59:59.999999Z" },
	{ "the gap's start",          "2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z" },
	{ "within the gap",           "2027-03-28T01:30:00.5Z", "2027-03-28T01:00:00Z" },
	{ "the gap's end",            "2027-03-28T02:00:00Z", "2027-03-28T01:00:00Z" },
	{ "before the repeated hour", "2027-10-31T00:59:59Z", "2027-10-30T23:59:59Z" },
	{ "the repeated hour: the earlier", "2027-10-31T01:30:00Z", "2027-10-31T00:30:00Z" },
	{ "after the repeated hour",  "2027-10-31T02:00:00Z", "2027-10-31T02:00:00Z" },
	{ "summer time all winter, 1969", "1969-01-15T12:00:00Z", "1969-01-15T11:00:00Z" },
	/* clang-format on */
};

static void
civil_moments_become_instants(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(moments); i++) {
		struct instant got = zone_instant(civil(moments[i].civil));

		if (got.us != at(moments[i].instant).us)
			fail_msg("%s: %.*s", moments[i].why, STR(instant_print(&sc->arena, got)));
	}
}

static void
every_half_hour_of_three_years_goes_there_and_back(void **state)
{
	struct instant start = at("2026-01-01T00:00:00Z"), last = INSTANT_EVER;

	(void)state;
	for (int i = 0; i < 3 * 365 * 48; i++) {
		struct instant t = instant_plus(start, span_minutes(30 * i));
		struct instant back = zone_instant(zone_civil(t));
		int64_t lost = instant_since(t, back).us;

		/* only the second run of a repeated hour comes back as the first */
		assert_true(lost == 0 || lost == span_hours(1).us);
		assert_false(instant_before(back, last) && lost == 0);
		last = back;
	}
}

static const struct {
	const char *why, *from;
	struct term term;
	const char *to;
} terms[] = {
	/* clang-format off */
	{ "days over the spring change",  "2027-03-27T12:00:00Z", { .days = 1 },   "2027-03-28T11:00:00Z" },
	{ "days over the autumn change",  "2027-10-30T11:00:00Z", { .days = 1 },   "2027-10-31T12:00:00Z" },
	{ "hours do not care",            "2027-03-27T12:00:00Z", { .rest = { INT64_C(86400000000) } }, "2027-03-28T12:00:00Z" },
	{ "into the gap",                 "2027-03-27T01:30:00Z", { .days = 1 },   "2027-03-28T01:00:00Z" },
	{ "months clamp",                 "2028-01-31T09:00:00Z", { .months = 1 }, "2028-02-29T09:00:00Z" },
	{ "months clamp, then days",      "2027-12-31T09:00:00Z", { .months = 2, .days = 1 }, "2028-03-01T09:00:00Z" },
	{ "six years, winter to winter",  "2024-02-29T09:00:00Z", { .months = 72 }, "2030-02-28T09:00:00Z" },
	{ "15 days",                      "2027-03-02T09:00:00Z", { .days = 15 },  "2027-03-17T09:00:00Z" },
	{ "the civil day, late at night", "2027-06-30T23:30:00Z", { .months = 1 }, "2027-07-31T23:30:00Z" },
	{ "nothing, within the repeated hour", "2027-10-31T01:30:00Z", { 0 },      "2027-10-31T01:30:00Z" },
	/* clang-format on */
};

static void
a_term_ends_at_the_same_time_of_day(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(terms); i++) {
		struct instant got = zone_plus(at(terms[i].from), terms[i].term);

		if (got.us != at(terms[i].to).us)
			fail_msg("%s: %.*s", terms[i].why, STR(instant_print(&sc->arena, got)));
	}
	assert_int_equal(zone_plus(INSTANT_NEVER, (struct term){ .days = 1 }).us, INSTANT_NEVER.us);
	assert_int_equal(zone_plus(INSTANT_EVER, (struct term){ .days = 1 }).us, INSTANT_EVER.us);
}

static void
a_longer_term_never_ends_earlier(void **state)
{
	(void)state;
	for (int hour = 0; hour < 24 * 400; hour += 5) {
		struct instant from = instant_plus(at("2027-01-01T00:10:00Z"), span_hours(hour));
		struct instant last = from;

		for (int days = 0; days < 40; days++) {
			struct instant end = zone_plus(from, (struct term){ .days = days });

			assert_false(instant_before(end, last));
			last = end;
		}
	}
}

static void
a_day_ends_with_its_last_microsecond(void **state)
{
	struct scope *sc = *state;

	assert_str(instant_print(&sc->arena, zone_day_end(at("2027-03-28T00:30:00Z"))),
	    S("2027-03-28T22:59:59.999999Z")); /* of 23 hours */
	assert_str(instant_print(&sc->arena, zone_day_end(at("2027-07-01T22:59:59.999999Z"))),
	    S("2027-07-01T22:59:59.999999Z"));
	assert_str(instant_print(&sc->arena, zone_day_end(at("2027-07-01T23:00:00Z"))),
	    S("2027-07-02T22:59:59.999999Z"));
	assert_false(instant_before(zone_day_end(INSTANT_NEVER), zone_instant(civil_utc(INSTANT_NEVER))));
}

/* Samoa left out 30 December 2011; a process has one zone, so a child looks. */
static void
a_day_that_a_zone_leaves_out_begins_the_next(void **state)
{
	struct scope *sc = *state;
	int status;
	pid_t child = fork();

	if (child == 0) {
		bool right = zone_use(sc, S("Pacific/Apia")).code == E_OK
			     && zone_instant(civil("2011-12-30T12:00:00Z")).us
				    == at("2011-12-30T10:00:00Z").us;

		_exit(right ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

UNIT_MAIN(TEST(before_a_zone_is_set_it_is_utc), TEST(a_day_that_a_zone_leaves_out_begins_the_next),
    TEST(a_zone_is_set_once_and_must_exist), TEST(civil_moments_become_instants),
    TEST(every_half_hour_of_three_years_goes_there_and_back),
    TEST(a_term_ends_at_the_same_time_of_day), TEST(a_longer_term_never_ends_earlier),
    TEST(a_day_ends_with_its_last_microsecond))
