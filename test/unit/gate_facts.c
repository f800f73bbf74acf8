/* What conditions ask beside values: facts of a party, its kind, the state of a person. */
#include "kit/unit.h"

#include "kit/ask.h"

static char *
id_of(struct test_store *t, struct str id)
{
	return str_c(&t->sc->arena, id);
}

/* A driver of the party, who was hired today. */
static struct str
put_driver(struct test_store *t, struct party client, const char *more)
{
	struct asker api = ask_channel(t, "api");
	char *text = str_c(&t->sc->arena,
	    str_printf(&t->sc->arena,
		"{\"number\": \"D-1\"%s, \"phone\": \"01632 960100\", \"@party\": "
		"\"%.*s\", \"@events\": {\"hiring\": \"2027-01-15T08:00:00Z\"}}",
		more, STR(client.id)));

	return given(t, &api, "drive", "driver", text);
}

static void
a_fact_of_the_party_opens_a_release_from_its_first_day_to_its_last(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker desk = ask_role(t, "desk", S(""));
	struct str id = put_driver(t, client, "");
	struct parcel p;
	struct verdict v = release_as(t, &desk, NULL, "workshop", "drive", id, NULL, &p);

	assert_why(v, WHY_WHEN);
	assert_int_equal(v.line, line_of(t, "receives driver.number"));
	fact_of(t, "agreement", id_of(t, client.id), "2027-01-20T00:00:00Z", "2027-02-01T00:00:00Z");
	assert_why(release_as(t, &desk, NULL, "workshop", "drive", id, NULL, &p), WHY_WHEN);
	travel_to(t, "2027-01-20T00:00:00Z");
	assert_why(release_as(t, &desk, NULL, "workshop", "drive", id, NULL, &p), WHY_NONE);
	travel_to(t, "2027-02-01T00:00:00Z");
	assert_why(release_as(t, &desk, NULL, "workshop", "drive", id, NULL, &p), WHY_WHEN);
}

static void
a_fact_of_one_party_is_none_of_another(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party a = test_party(t, "client", "haulier"), b = test_party(t, "client", "haulier");
	struct asker desk = ask_role(t, "desk", S(""));
	struct str id = put_driver(t, a, "");
	struct parcel p;

	fact_of(t, "agreement", id_of(t, b.id), "2027-01-01T00:00:00Z", NULL);
	fact_of(t, "mandate", id_of(t, a.id), "2027-01-01T00:00:00Z", NULL);
	assert_why(release_as(t, &desk, NULL, "workshop", "drive", id, NULL, &p), WHY_WHEN);
}

static void
a_clock_that_asks_for_a_fact_moves_with_it(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	char *of = id_of(t, client.id);
	struct str id;

	fact_of(t, "agreement", of, "2027-01-01T00:00:00Z", "2027-06-01T00:00:00Z");
	id = put_driver(t, client, ", \"name\": \"Ada\"");
	/* renewed ahead of its end: no gap, so nothing ends on the first of June */
	fact_of(t, "agreement", of, "2027-06-01T00:00:00Z", "2027-09-01T00:00:00Z");
	travel_to(t, "2027-06-02T00:00:00Z");
	assert_str(test_value(t, id, "driver.name"), S("Ada"));
	/* ended before its day */
	fact_of(t, "agreement", of, "2027-07-01T00:00:00Z", "2027-07-01T00:00:00Z");
	travel_to(t, "2027-07-01T00:00:00Z");
	assert_str(test_value(t, id, "driver.name"), S(""));
	assert_str(test_value(t, id, "driver.number"), S("D-1"));
}

static void
a_person_is_in_the_state_whose_event_came_last(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker desk = ask_role(t, "desk", S(""));
	struct str id = put_driver(t, client, "");
	struct answer a;

	assert_why(read_as(t, &desk, "reach", id, NULL, &a), WHY_NONE);
	travel_days(t, 10);
	event_of(t, "driver", "leave", id);
	assert_why(read_as(t, &desk, "reach", id, NULL, &a), WHY_CONDITION);
	travel_days(t, 10);
	event_of(t, "driver", "hiring", id);
	assert_why(read_as(t, &desk, "reach", id, NULL, &a), WHY_NONE);
}

static void
a_clock_that_asks_for_a_state_ends_with_it(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct str id = put_driver(t, client, "");

	travel_days(t, 10);
	assert_str(test_value(t, id, "driver.phone"), S("+441632960100"));
	event_of(t, "driver", "leave", id);
	travel_days(t, 1);
	assert_str(test_value(t, id, "driver.phone"), S(""));
}

static void
the_kind_of_the_party_is_asked_of_its_own_records(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "insurer");
	struct asker desk = ask_role(t, "desk", S(""));
	struct str id = put_driver(t, client, "");
	struct answer a;

	assert_why(read_as(t, &desk, "reach", id, NULL, &a), WHY_CONDITION);
	assert_why(read_as(t, &desk, "drive", id, NULL, &a), WHY_NONE);
}

UNIT_MAIN(TEST(a_fact_of_the_party_opens_a_release_from_its_first_day_to_its_last),
    TEST(a_fact_of_one_party_is_none_of_another), TEST(a_clock_that_asks_for_a_fact_moves_with_it),
    TEST(a_person_is_in_the_state_whose_event_came_last),
    TEST(a_clock_that_asks_for_a_state_ends_with_it),
    TEST(the_kind_of_the_party_is_asked_of_its_own_records))
