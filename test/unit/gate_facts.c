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
	assert_int_equal(v.line, line_of(t, "receives driver.number, driver.name"));
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

static char *
of_party(struct test_store *t, const char *values, struct party client)
{
	return str_c(&t->sc->arena,
	    str_printf(&t->sc->arena, "{%s, \"@party\": \"%.*s\"}", values, STR(client.id)));
}

#define RIDE "\"begins\": \"2027-01-15T07:00:00Z\""

static void
data_under_a_condition_comes_in_while_it_holds(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker api = ask_channel(t, "api");
	struct receipt r;
	struct verdict v = offer(t, &api, "drive", "ride", of_party(t, RIDE, client), &r);

	assert_why(v, WHY_DATA_WHILE);
	assert_int_equal(v.line, line_of(t, "data ride"));
	fact_of(t, "agreement", id_of(t, client.id), "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
	assert_why(offer(t, &api, "drive", "ride", of_party(t, RIDE, client), &r), WHY_NONE);
	travel_to(t, "2027-02-01T00:00:00Z");
	assert_why(
	    offer(t, &api, "drive", "ride", of_party(t, RIDE, client), &r), WHY_DATA_WHILE);
}

static void
what_is_off_by_default_is_turned_on_by_a_fact_and_off_with_its_end(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker api = ask_channel(t, "api");
	char *of = id_of(t, client.id), *loud = of_party(t, RIDE ", \"cabin\": \"hello\"", client);
	struct receipt r;
	struct verdict v;

	fact_of(t, "agreement", of, "2027-01-01T00:00:00Z", NULL);
	v = offer(t, &api, "drive", "ride", loud, &r);
	assert_why(v, WHY_OFF_COND);
	assert_str(v.field, S("ride.cabin"));
	fact_of(t, "disclaimer", of, "2027-01-01T00:00:00Z", NULL);
	assert_why(offer(t, &api, "drive", "ride", loud, &r), WHY_NONE);
	fact_of(t, "disclaimer", of, "2027-01-15T08:00:00Z", "2027-01-15T08:00:00Z");
	assert_why(offer(t, &api, "drive", "ride", loud, &r), WHY_OFF_COND);
}

static void
a_door_under_a_condition_is_shut_without_it_for_offers_and_for_events(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker partner = ask_channel(t, "partner");
	char *driver = of_party(t, "\"number\": \"D-9\"", client);
	struct gate_event leave = { .name = S("leave"), .at = t->sc->now };
	struct happened told;
	struct receipt r;
	struct verdict v;

	assert_why(offer(t, &partner, "drive", "driver", driver, &r), WHY_DOOR_WHILE);
	fact_of(t, "agreement", id_of(t, client.id), "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
	assert_why(offer(t, &partner, "drive", "driver", driver, &r), WHY_NONE);
	leave.record = r.record;
	travel_to(t, "2027-02-01T00:00:00Z");
	wave_begin(t);
	assert_ok(gate_tell(t->sc, &t->store, &partner, leave, &v, &told));
	assert_why(v, WHY_DOOR_WHILE);
	assert_ok(sql_rollback_to(t->sc, test_store_sql(t)));
	wave_end(t);
}

static void
a_mandate_opens_a_line_for_its_days(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker of = ask_role(t, "mandated", client.id);
	struct str id = put_driver(t, client, "");
	struct answer a;
	struct verdict v = read_as(t, &of, "drive", id, NULL, &a);

	assert_why(v, WHY_ROLE_WHILE);
	assert_int_equal(v.line, line_of(t, "may read driver.number, driver.name for drive"));
	fact_of(t, "mandate", id_of(t, client.id), "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
	assert_why(read_as(t, &of, "drive", id, NULL, &a), WHY_NONE);
	travel_to(t, "2027-02-01T00:00:00Z");
	assert_why(read_as(t, &of, "drive", id, NULL, &a), WHY_ROLE_WHILE);
}

static void
a_may_line_that_asks_for_a_value_asks_for_that_of_the_offer(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker of = ask_role(t, "mandated", client.id);
	char *party = id_of(t, client.id);
	struct receipt r;

	fact_of(t, "agreement", party, "2027-01-01T00:00:00Z", NULL);
	fact_of(t, "disclaimer", party, "2027-01-01T00:00:00Z", NULL);
	assert_why(offer(t, &of, "drive", "ride", "{" RIDE ", \"cabin\": \"loud\"}", &r),
	    WHY_ROLE_WHILE);
	assert_why(offer(t, &of, "drive", "ride", "{" RIDE ", \"cabin\": \"quiet\"}", &r), WHY_NONE);
}

#define SCORE "\"number\": \"D-1\", \"score\": 7"

static void
a_declared_ground_stands_for_the_days_of_its_declaration_and_is_quoted(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker api = ask_channel(t, "api"), desk = ask_role(t, "desk", S(""));
	char *score = of_party(t, SCORE, client);
	struct receipt r;
	struct parcel p;
	struct verdict v = offer(t, &api, "score", "score", score, &r);

	assert_why(v, WHY_DECLARED);
	assert_int_equal(v.line, line_of(t, "basis declared by client"));
	fact_of(t, "score-ground", id_of(t, client.id), "2027-01-01T00:00:00Z", "2028-02-01T00:00:00Z");
	assert_why(offer(t, &api, "score", "score", score, &r), WHY_NONE);
	assert_str(node_get_str(last_entry(t).entry.more, S("ground")), S("score-ground:R-1"));
	assert_why(release_as(t, &desk, NULL, "workshop", "score", r.record,
		       "{\"fields\": [\"score\"]}", &p),
	    WHY_NONE);
	assert_str(node_get_str(last_entry(t).entry.more, S("ground")), S("score-ground:R-1"));
	fact_of(t, "score-ground", id_of(t, client.id), "2027-01-15T08:00:00Z", "2027-01-15T08:00:00Z");
	assert_why(release_as(t, &desk, NULL, "workshop", "score", r.record,
		       "{\"fields\": [\"score\"]}", &p),
	    WHY_DECLARED);
}

static void
criminal_data_wait_for_a_second_declaration_at_write_and_at_read(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker api = ask_channel(t, "api"), desk = ask_role(t, "desk", S(""));
	char *points = of_party(t, SCORE ", \"points\": 3", client), *of = id_of(t, client.id);
	struct receipt r;
	struct answer a;
	struct verdict v;

	fact_of(t, "score-ground", of, "2027-01-01T00:00:00Z", NULL);
	v = offer(t, &api, "score", "score", points, &r);
	assert_why(v, WHY_SECOND);
	assert_str(v.field, S("score.points"));
	fact_of(t, "points-ground", of, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
	assert_why(offer(t, &api, "score", "score", points, &r), WHY_NONE);
	assert_str(node_get_str(last_entry(t).entry.more, S("second-ground")), S("points-ground:R-1"));
	assert_why(read_as(t, &desk, "score", r.record, NULL, &a), WHY_NONE);
	assert_str(value_in(t, a.rows[0].values, "score.points"), S("3"));
	travel_to(t, "2027-02-01T00:00:00Z");
	assert_why(read_as(t, &desk, "score", r.record, NULL, &a), WHY_NONE);
	assert_str(value_in(t, a.rows[0].values, "score.points"), S(""));
	assert_str(value_in(t, a.rows[0].values, "score.score"), S("7"));
	assert_int_equal(why_withheld(&a.rows[0], "score.points"), WHY_SECOND);
}

/* DV-007 */
static void
a_reseller_sees_of_those_it_serves_what_its_line_gives_and_no_more(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party reseller = test_party(t, "reseller", "");
	struct party served = test_party_through(t, "client", "haulier", reseller.id);
	struct party other = test_party(t, "client", "haulier");
	struct asker r = ask_role(t, "reseller-user", reseller.id);
	struct str theirs = put_driver(t, served, ""), others = put_driver(t, other, "");
	struct answer a;

	assert_why(read_as(t, &r, "drive", theirs, NULL, &a), WHY_ROLE_WHILE);
	fact_of(t, "agreement", id_of(t, served.id), "2027-01-01T00:00:00Z", NULL);
	fact_of(t, "agreement", id_of(t, other.id), "2027-01-01T00:00:00Z", NULL);
	assert_why(read_as(t, &r, "drive", theirs, NULL, &a), WHY_NONE);
	assert_str(value_in(t, a.rows[0].values, "driver.number"), S("D-1"));
	assert_str(value_in(t, a.rows[0].values, "driver.phone"), S(""));
	assert_str(last_entry(t).entry.party, served.id); /* the client answers for it */
	assert_why(read_as(t, &r, "drive", others, NULL, &a), WHY_GONE);
	assert_why(find_as(t, &r, "drive", "driver", "{\"by\": {\"number\": \"D-1\"}}", &a), WHY_NONE);
	assert_int_equal(a.n, 1);
	assert_str(a.rows[0].record.id, theirs);
}

static void
a_partys_people_never_see_their_resellers_other_clients(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party reseller = test_party(t, "reseller", "");
	struct party one = test_party_through(t, "client", "haulier", reseller.id);
	struct party two = test_party_through(t, "client", "haulier", reseller.id);
	struct asker mandated = ask_role(t, "mandated", one.id);
	struct str id = put_driver(t, two, "");
	struct answer a;

	fact_of(t, "mandate", id_of(t, two.id), "2027-01-01T00:00:00Z", NULL);
	assert_why(read_as(t, &mandated, "drive", id, NULL, &a), WHY_GONE);
}

static struct verdict
call(struct test_store *t, const struct asker *a, const char *purpose)
{
	struct question q = { .purpose = str_of(purpose) };
	struct reached who = { q.purpose, CHANNEL_CALL, S("01632 960100"), S("") };
	struct str click;
	struct verdict v;

	wave_begin(t);
	assert_ok(gate_contact(t->sc, &t->store, a, &who, &v, &click));
	wave_verdict(t, a, "contact", &q, &v);
	wave_end(t);
	return v;
}

/* DM-016 */
static void
the_fourth_attempt_is_refused_by_phone_and_by_recipient_each_for_itself(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker desk = ask_role(t, "desk", S(""));
	struct str id = put_driver(t, client, "");
	struct verdict v;
	struct parcel p;

	for (int i = 0; i < 3; i++)
		assert_why(call(t, &desk, "remind"), WHY_NONE);
	v = call(t, &desk, "remind");
	assert_why(v, WHY_ATTEMPTS);
	assert_int_equal(v.line, line_of(t, "purpose remind"));
	for (int i = 0; i < 3; i++)
		assert_why(release_as(t, &desk, NULL, "workshop", "remind", id, NULL, &p), WHY_NONE);
	assert_why(release_as(t, &desk, NULL, "workshop", "remind", id, NULL, &p), WHY_ATTEMPTS);
	assert_why(call(t, &desk, "reach"), WHY_NONE); /* another purpose, without a number */
}

static void
a_refused_attempt_is_not_counted(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker desk = ask_role(t, "desk", S(""));

	put_driver(t, client, "");
	travel_to(t, "2027-01-15T19:00:00Z");
	for (int i = 0; i < 4; i++)
		assert_why(call(t, &desk, "remind"), WHY_HOURS);
	travel_to(t, "2027-01-16T07:00:00Z");
	assert_why(call(t, &desk, "remind"), WHY_NONE);
}

static void
what_limits_the_whole_limits_its_part(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker desk = ask_role(t, "desk", S(""));
	struct str id = put_driver(t, client, "");
	struct answer a;
	struct verdict v;

	assert_why(read_as(t, &desk, "remind", id, NULL, &a), WHY_NONE);
	travel_to(t, "2027-01-15T19:00:00Z"); /* the hours of `reach` */
	v = read_as(t, &desk, "remind", id, NULL, &a);
	assert_why(v, WHY_HOURS);
	assert_int_equal(v.line, line_of(t, "purpose reach"));
	travel_to(t, "2027-01-16T12:00:00Z");
	event_of(t, "driver", "leave", id); /* the condition of `reach` */
	assert_why(read_as(t, &desk, "remind", id, NULL, &a), WHY_CONDITION);
}

static void
an_objection_to_the_whole_is_one_to_its_part(void **state)
{
	struct test_store *t = test_store_fleet(*state,
	    "purpose reach \"to reach a driver who works for the client\"\n"
	    "    basis instruction of client for driver\n",
	    "right objection always wins for remind\n"
	    "purpose reach \"to reach a driver who works for the client\"\n"
	    "    basis instruction of client for driver\n");
	struct party client = test_party(t, "client", "haulier");
	struct asker desk = ask_role(t, "desk", S(""));
	struct str id = put_driver(t, client, "");
	struct record record;
	struct answer a;

	assert_ok(vault_record(t->sc, t->vault, id, &record));
	wave_begin(t);
	assert_ok(vault_object(t->sc, t->vault, record.subject,
	    plan_purpose(t->store.plan, S("reach")), t->sc->now));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	assert_why(read_as(t, &desk, "remind", id, NULL, &a), WHY_OBJECTED);
}

static struct str
put_at_home(struct test_store *t, struct party client, struct str *vehicle)
{
	struct asker api = ask_channel(t, "api");
	struct str text;

	*vehicle = given(t, &api, "drive", "vehicle",
	    of_party(t, "\"serial\": \"V-1\", \"at-home\": \"yes\"", client));
	text = str_printf(&t->sc->arena,
	    "\"number\": \"D-1\", \"vehicle\": \"%.*s\", \"home\": \"1 Mill Street\"", STR(*vehicle));
	return given(t, &api, "drive", "driver",
	    of_party(t, str_c(&t->sc->arena, text), client));
}

/* DV-039 */
static void
what_is_held_while_another_record_says_so_goes_when_it_does_not(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party client = test_party(t, "client", "haulier");
	struct asker desk = ask_role(t, "desk", S(""));
	struct str vehicle, id = put_at_home(t, client, &vehicle);
	struct change *changes;
	struct receipt r;
	struct asker api = ask_channel(t, "api");
	size_t n;

	travel_days(t, 100);
	assert_str(test_value(t, id, "driver.home"), S("1 Mill Street"));
	assert_why(change_as(t, &desk, "drive", vehicle, NULL, "{\"at-home\": \"no\"}", &changes, &n),
	    WHY_NONE);
	travel_days(t, 1);
	assert_str(test_value(t, id, "driver.home"), S(""));
	assert_str(test_value(t, id, "driver.number"), S("D-1"));
	assert_why(offer(t, &api, "drive", "driver",
		       of_party(t, "\"number\": \"D-1\", \"home\": \"2 Mill Street\"", client), &r),
	    WHY_ONLY_WHILE);
}

static void
what_asks_for_a_record_that_ends_ends_with_it(void **state)
{
	struct test_store *t = test_store_fleet(*state, "keep vehicle.* until 9 years after arrival",
	    "keep vehicle.* until 200 days after arrival");
	struct party client = test_party(t, "client", "haulier");
	struct str vehicle, id = put_at_home(t, client, &vehicle);

	travel_days(t, 199);
	assert_str(test_value(t, id, "driver.home"), S("1 Mill Street"));
	travel_days(t, 1);
	assert_str(test_value(t, vehicle, "vehicle.serial"), S(""));
	assert_str(test_value(t, id, "driver.home"), S(""));
	assert_str(test_value(t, id, "driver.number"), S("D-1"));
}

static void
another_partys_record_is_never_followed(void **state)
{
	struct test_store *t = test_store_fleet(*state, "", "");
	struct party one = test_party(t, "client", "haulier"), two = test_party(t, "client", "haulier");
	struct asker api = ask_channel(t, "api");
	struct str vehicle, text;
	struct receipt r;

	put_at_home(t, one, &vehicle);
	text = str_printf(&t->sc->arena,
	    "\"number\": \"D-1\", \"vehicle\": \"%.*s\", \"home\": \"1 Mill Street\"", STR(vehicle));
	assert_why(offer(t, &api, "drive", "driver", of_party(t, str_c(&t->sc->arena, text), two), &r),
	    WHY_ONLY_WHILE);
}

UNIT_MAIN(TEST(a_fact_of_the_party_opens_a_release_from_its_first_day_to_its_last),
    TEST(a_fact_of_one_party_is_none_of_another), TEST(a_clock_that_asks_for_a_fact_moves_with_it),
    TEST(a_person_is_in_the_state_whose_event_came_last),
    TEST(a_clock_that_asks_for_a_state_ends_with_it),
    TEST(the_kind_of_the_party_is_asked_of_its_own_records),
    TEST(data_under_a_condition_comes_in_while_it_holds),
    TEST(what_is_off_by_default_is_turned_on_by_a_fact_and_off_with_its_end),
    TEST(a_door_under_a_condition_is_shut_without_it_for_offers_and_for_events),
    TEST(a_mandate_opens_a_line_for_its_days),
    TEST(a_may_line_that_asks_for_a_value_asks_for_that_of_the_offer),
    TEST(a_declared_ground_stands_for_the_days_of_its_declaration_and_is_quoted),
    TEST(criminal_data_wait_for_a_second_declaration_at_write_and_at_read),
    TEST(a_reseller_sees_of_those_it_serves_what_its_line_gives_and_no_more),
    TEST(a_partys_people_never_see_their_resellers_other_clients),
    TEST(the_fourth_attempt_is_refused_by_phone_and_by_recipient_each_for_itself),
    TEST(a_refused_attempt_is_not_counted), TEST(what_limits_the_whole_limits_its_part),
    TEST(an_objection_to_the_whole_is_one_to_its_part),
    TEST(what_is_held_while_another_record_says_so_goes_when_it_does_not),
    TEST(what_asks_for_a_record_that_ends_ends_with_it),
    TEST(another_partys_record_is_never_followed))
