/* What is asked of who looks, of who opts out of one client, and of who is given something. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "sys/zone.h"

#define SHARING "test/kit/sharing.policy"

static struct str
row_of(struct test_store *t, const char *phone, struct str desk)
{
	struct asker c = ask_role(t, "client-desk", t->reseller.id);
	struct str text = str_printf(&t->sc->arena,
	    "{\"phone\": \"%s\", \"desk\": \"%.*s\", "
	    "\"@opt-out\": {\"wording\": \"text STOP\", \"for\": [\"texts\"]}}",
	    phone, STR(desk));

	return given(t, &c, "load", "row", str_c(&t->sc->arena, text));
}

static void
a_colleague_holds_what_the_line_asks_for(void **state)
{
	struct test_store *t = test_store_under(*state, SHARING);
	struct asker desk = ask_role(t, "desk", S(""));
	const char *who = str_c(&t->sc->arena, desk.staff);
	struct str id = row_of(t, "01632 960721", S("x"));
	struct answer a;
	struct verdict v;

	assert_why(read_as(t, &desk, "load", id, NULL, &a), WHY_TRAINING);
	fact_of(t, "training", who, "2027-01-01T00:00:00Z", NULL);
	v = read_as(t, &desk, "load", id, NULL, &a);
	assert_why(v, WHY_TRAINING);
	assert_str(v.detail, S("record `undertaking` of this colleague that is in date"));
	fact_of(t, "undertaking", who, "2027-01-01T00:00:00Z", "2029-01-01T00:00:00Z");
	assert_why(read_as(t, &desk, "load", id, NULL, &a), WHY_NONE);
	t->sc->now = zone_instant((struct civil){ .year = 2028, .month = 1, .day = 1 });
	assert_why(read_as(t, &desk, "load", id, NULL, &a), WHY_TRAINING);
}

static void
above_a_number_of_records_a_second_person_is_needed(void **state)
{
	struct test_store *t = test_store_under(*state, SHARING);
	struct asker one = ask_role(t, "client-desk", t->reseller.id),
		     two = ask_role(t, "client-desk", t->reseller.id);
	struct str id = row_of(t, "01632 960721", S("x"));
	struct question q = { .purpose = S("load"), .record = id, .second = &two };
	struct answer a;
	struct verdict v;

	assert_why(read_as(t, &one, "load", id, NULL, &a), WHY_NONE);
	assert_why(read_as(t, &one, "load", id, NULL, &a), WHY_NONE);
	assert_why(read_as(t, &one, "load", id, NULL, &a), WHY_TWO_PEOPLE);
	wave_begin(t);
	assert_ok(gate_read(t->sc, &t->store, &one, &q, &v, &a));
	wave_verdict(t, &one, "read", &q, &v);
	wave_end(t);
	assert_why(v, WHY_NONE);
	travel_days(t, 1);
	assert_why(read_as(t, &one, "load", id, NULL, &a), WHY_NONE);
}

static void
who_is_named_in_a_record_sees_it(void **state)
{
	struct test_store *t = test_store_under(*state, SHARING);
	struct asker named = ask_role(t, "named", t->reseller.id);
	struct str mine = row_of(t, "01632 960721", named.staff),
		   ours = row_of(t, "01632 960722",
		       str_printf(&t->sc->arena, "somebody, %.*s", STR(t->reseller.id))),
		   other = row_of(t, "01632 960723", S("somebody"));
	struct answer a;

	assert_why(read_as(t, &named, "load", mine, NULL, &a), WHY_NONE);
	assert_why(read_as(t, &named, "load", ours, NULL, &a), WHY_NONE);
	assert_why(read_as(t, &named, "load", other, NULL, &a), WHY_ROLE);
}

static enum why
may_text(struct test_store *t, struct str party)
{
	struct asker desk = ask_role(t, "desk", S(""));
	struct question q = { .purpose = S("texts") };
	struct reached who = { S("texts"), CHANNEL_SMS, S("01632 960721"), S("") };
	struct str click;
	struct verdict v;

	desk.party = party;
	wave_begin(t);
	assert_ok(gate_contact(t->sc, &t->store, &desk, &who, &v, &click));
	wave_verdict(t, &desk, "contact", &q, &v);
	wave_end(t);
	return v.why;
}

/* STOP to one client stops that client, also after its list is loaded again. */
static void
who_opts_out_of_one_client_stays_with_the_others(void **state)
{
	struct test_store *t = test_store_under(*state, SHARING);
	struct party first = t->reseller, second = test_party(t, "client", "");
	struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	uint64_t entry;
	struct str who;

	(void)row_of(t, "01632 960721", S("x"));
	t->reseller = second;
	(void)row_of(t, "01632 960721", S("x"));
	assert_int_equal(may_text(t, first.id), WHY_NONE);
	assert_int_equal(may_text(t, second.id), WHY_NONE);
	who = str_printf(&t->sc->arena, "{\"phone\": \"01632 960721\", \"party\": \"%.*s\"}",
	    STR(first.id));
	wave_begin(t);
	assert_ok(gate_withdraw(t->sc, &t->store, &nobody, S(""),
	    json(t, str_c(&t->sc->arena, who)), S("sms"), &entry));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	assert_int_equal(may_text(t, first.id), WHY_SUPPRESSED);
	assert_int_equal(may_text(t, second.id), WHY_NONE);
	assert_int_equal(may_text(t, S("")), WHY_OBJECTED);
}

static size_t
late(struct test_store *t)
{
	size_t n;

	assert_ok(gate_overdue(t->sc, &t->store, &n));
	wave_begin(t);
	assert_ok(gate_tell_overdue(t->sc, &t->store));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	return n;
}

static void
a_duty_that_is_not_confirmed_is_told(void **state)
{
	struct test_store *t = test_store_under(*state, SHARING);
	struct asker api = ask_channel(t, "api"), desk = ask_role(t, "desk", S(""));
	struct str id = given(t, &api, "keep-account", "account",
	    "{\"email\": \"ann@example.org\", \"phone\": \"01632 960721\"}");
	struct parcel first, second;

	fact_of(t, "duty", "auditor", "2027-01-01T00:00:00Z", NULL);
	assert_why(
	    release_as(t, &desk, NULL, "auditor", "keep-account", id, NULL, &first), WHY_NONE);
	assert_why(
	    release_as(t, &desk, NULL, "auditor", "keep-account", id, NULL, &second), WHY_NONE);
	assert_int_equal(late(t), 0);
	fact_of(t, "duty", str_c(&t->sc->arena, first.instruction), "2027-01-15T09:00:00Z", NULL);
	travel_days(t, 14);
	assert_int_equal(late(t), 1);
	assert_str(last_entry(t).entry.why, S("duty"));
	assert_str(node_get_str(last_entry(t).entry.more, S("of")), second.instruction);
	assert_int_equal(late(t), 0);
	t->sc->now = zone_instant((struct civil){ .year = 2028, .month = 1, .day = 2 });
	assert_int_equal(late(t), 1);
	assert_str(node_get_str(last_entry(t).entry.more, S("of")), S("auditor"));
}

UNIT_MAIN(TEST(a_colleague_holds_what_the_line_asks_for),
    TEST(above_a_number_of_records_a_second_person_is_needed),
    TEST(who_is_named_in_a_record_sees_it), TEST(who_opts_out_of_one_client_stays_with_the_others),
    TEST(a_duty_that_is_not_confirmed_is_told))
