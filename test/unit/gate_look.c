/* Refusals that the VoIP policy gives only after a line of it is changed. */
#include "kit/unit.h"

#include "kit/ask.h"

#define SALES "    may read and change contact.* for sales, buy, tell, portal, history\n"

static struct str
put_contact(struct test_store *t)
{
	struct asker api = ask_channel(t, "api");

	return given(t, &api, "sales", "contact",
	    "{\"name\": \"Ada\", \"company\": \"Engines\", \"phone\": \"01632 960100\"}");
}

static void
hours_are_civil_hours(void **state)
{
	struct test_store *t = test_store_edited(*state,
	    "    only while not contact.side is supplier\n    uses contact.*, call.*",
	    "    hours 09:00-17:30\n    uses contact.*, call.*");
	struct asker s = ask_role(t, "sales", S(""));
	struct str id = put_contact(t);
	struct answer a;
	static const struct {
		const char *at;
		enum why why;
	} cases[] = {
		{ "2027-01-15T08:59:59Z", WHY_HOURS }, { "2027-01-15T09:00:00Z", WHY_NONE },
		{ "2027-01-15T17:29:59Z", WHY_NONE }, { "2027-01-15T17:30:00Z", WHY_HOURS },
		{ "2027-06-15T08:00:00Z", WHY_NONE }, /* summer time in London */
	};

	for (size_t i = 0; i < N(cases); i++) {
		travel_to(t, cases[i].at);
		assert_why(read_as(t, &s, "sales", id, NULL, &a), cases[i].why);
	}
}

static void
training_is_in_date_or_nothing_is_seen(void **state)
{
	struct test_store *t = test_store_edited(*state, SALES,
	    "    may read and change contact.* for sales, buy, tell, portal, history, holding training "
	    "within 12 months\n");
	struct asker s = ask_role(t, "sales", S(""));
	struct str id = put_contact(t);
	char *staff = str_c(&t->sc->arena, s.staff);
	struct answer a;
	struct verdict v = read_as(t, &s, "sales", id, NULL, &a);

	assert_why(v, WHY_TRAINING);
	assert_int_equal(v.line, line_of(t, "may read and change contact.*"));
	fact_of(t, "training", staff, "2027-01-10T00:00:00Z", NULL);
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_NONE);
	travel_to(t, "2028-01-10T00:00:00Z");
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_TRAINING);
	fact_of(t, "training", staff, "2028-01-10T00:00:00Z", "2028-02-01T00:00:00Z");
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_NONE);
	travel_to(t, "2028-02-01T00:00:00Z");
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_TRAINING);
}

static void
from_office_is_from_a_range_that_is_the_offices_today(void **state)
{
	struct test_store *t = test_store_edited(*state, SALES,
	    "    may read and change contact.* for sales, buy, tell, portal, history from "
	    "office\n");
	struct asker s = ask_role(t, "sales", S(""));
	struct str id = put_contact(t);
	struct verdict v;
	struct answer a;

	s.address = S("192.0.2.7");
	v = read_as(t, &s, "sales", id, NULL, &a);
	assert_why(v, WHY_OFFICE);
	assert_int_equal(v.line, line_of(t, "may read and change contact.*"));
	fact_of(t, "office", "192.0.2.0/24", "2027-01-10T00:00:00Z", "2027-03-01T00:00:00Z");
	fact_of(t, "office", "2001:db8::/32", "2027-01-10T00:00:00Z", NULL);
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_NONE);
	s.address = S("198.51.100.7");
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_OFFICE);
	s.address = S(""); /* a door that knows none */
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_OFFICE);
	travel_to(t, "2027-03-01T00:00:00Z");
	s.address = S("192.0.2.7"); /* they have moved out */
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_OFFICE);
	s.address = S("2001:db8::7");
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_NONE);
	fact_of(t, "office", "2001:db8::/32", "2027-03-01T00:00:00Z", "2027-03-01T00:00:00Z");
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_OFFICE);
}

static void
never_beats_the_line_that_lists_a_field(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api");
	struct plan barred = *t->store.plan;
	struct never *nevers = NEW_ARRAY(&t->sc->arena, barred.nevers.n, struct never);
	uint16_t phone = test_field(t, "contact.phone");
	struct receipt r;

	/* such a policy does not compile; a plan from elsewhere is refused all the same */
	for (size_t i = 0; i < barred.nevers.n; i++)
		nevers[i] = barred.nevers.at[i];
	nevers[0].fields.w = NEW_ARRAY(&t->sc->arena, barred.field_words, uint64_t);
	nevers[0].fields.w[phone / 64] |= (uint64_t)1 << (phone % 64);
	barred.nevers.at = nevers;
	t->store.plan = &barred;
	assert_why(offer(t, &api, "sales", "contact",
		       "{\"name\": \"Ada\", \"company\": \"E\", \"phone\": \"01632 960100\"}", &r),
	    WHY_NEVER);
	assert_why(
	    offer(t, &api, "sales", "contact", "{\"name\": \"Ada\", \"company\": \"E\"}", &r),
	    WHY_NONE);
}

/* `opened  date  off unless open-tracking` */
static struct str
subscriber(struct test_store *t, struct str *subject)
{
	struct asker api = ask_channel(t, "api");
	struct str record, text, id;
	enum consent_state now;
	struct verdict v;

	*subject = S("");
	wave_begin(t);
	assert_ok(gate_consent(t->sc, &t->store, &api, S("news"), subject,
	    json(t, "{\"listed\": \"2018-04-30\"}"), &v, &now, &record));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	text = str_printf(
	    &t->sc->arena, "{\"email\": \"a@example.org\", \"@subject\": \"%.*s\"}", STR(*subject));
	id = given(t, &api, "news", "subscription", str_c(&t->sc->arena, text));
	return id;
}

static void
what_is_off_stays_out_until_its_consent_and_totals_show_no_value(void **state)
{
	struct test_store *t = test_store_edited(*state,
	    "    uses subscription.email, contact.name", "    uses subscription.*, contact.name");
	struct asker api = ask_channel(t, "api"), m = ask_role(t, "marketing", S(""));
	struct str subject, id = subscriber(t, &subject), record;
	struct receipt r;
	enum consent_state now;
	struct verdict v;
	struct answer a;

	v = offer(t, &api, "news", "subscription",
	    "{\"email\": \"a@example.org\", \"opened\": \"2027-01-15\"}", &r);
	assert_why(v, WHY_OFF);
	assert_str(v.field, S("subscription.opened"));
	wave_begin(t);
	assert_ok(gate_consent(t->sc, &t->store, &api, S("open-tracking"), &subject,
	    json(t, "{\"wording\": \"You may note that I opened a mailing\", \"click\": \"1\"}"), &v,
	    &now, &record));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	assert_int_equal(now, CONSENT_GIVEN);
	assert_why(offer(t, &api, "news", "subscription",
		       "{\"email\": \"a@example.org\", \"opened\": \"2027-01-15\"}", &r),
	    WHY_NONE);
	v = read_as(t, &m, "measure-news", id, "{\"fields\": [\"opened\"]}", &a);
	assert_why(v, WHY_TOTALS);
	assert_int_equal(v.line, line_of(t, "purpose measure-news"));
}

static void
a_field_under_a_condition_comes_in_while_it_holds(void **state)
{
	struct test_store *t = test_store_edited(*state, "    job-title  text\n",
	    "    job-title  text only while contact.side is customer\n");
	struct asker api = ask_channel(t, "api"), s = ask_role(t, "sales", S(""));
	struct change *changes;
	struct receipt r;
	struct verdict v;
	size_t n;

	v = offer(t, &api, "sales", "contact",
	    "{\"name\": \"Ada\", \"company\": \"E\", \"job-title\": \"Buyer\"}", &r);
	assert_why(v, WHY_ONLY_WHILE);
	assert_str(v.field, S("contact.job-title"));
	assert_why(offer(t, &api, "sales", "contact",
		       "{\"name\": \"Ada\", \"company\": \"E\", \"job-title\": \"Buyer\", "
		       "\"side\": \"customer\"}",
		       &r),
	    WHY_NONE);
	assert_why(
	    offer(t, &api, "sales", "contact", "{\"name\": \"Bob\", \"company\": \"E\"}", &r),
	    WHY_NONE);
	assert_why(
	    change_as(t, &s, "sales", r.record, NULL, "{\"job-title\": \"Buyer\"}", &changes, &n),
	    WHY_ONLY_WHILE);
	assert_why(change_as(t, &s, "sales", r.record, NULL,
		       "{\"job-title\": \"Buyer\", \"side\": \"customer\"}", &changes, &n),
	    WHY_NONE);
}

UNIT_MAIN(TEST(hours_are_civil_hours), TEST(training_is_in_date_or_nothing_is_seen),
    TEST(from_office_is_from_a_range_that_is_the_offices_today),
    TEST(never_beats_the_line_that_lists_a_field),
    TEST(what_is_off_stays_out_until_its_consent_and_totals_show_no_value),
    TEST(a_field_under_a_condition_comes_in_while_it_holds))
