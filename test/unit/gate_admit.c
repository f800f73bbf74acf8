/* What comes in: the verdicts of offers under the VoIP policy. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "policy/document.h"

#define CONTACT "\"name\": \"Ada Lovelace\", \"company\": \"Engines Ltd\""
#define DELIVERY \
	"\"shipment\": \"S-1\", \"order\": \"SO-1001\", \"name\": \"Ada Lovelace\", " \
	"\"address\": \"1 Mill Street, Huddersfield HD1 1AA\", \"courier\": \"dpd\""

/* clang-format off */
static const struct {
	const char *title, *door, *purpose, *dataset, *text;
	enum why why;
	const char *field; /* named in the verdict, or NULL */
	const char *line; /* of the policy: the words it begins with, or NULL */
} cases[] = {
	{ "a contact", "api", "sales", "contact", "{" CONTACT "}", WHY_NONE, NULL, NULL },
	{ "optional fields may be empty", "api", "sales", "contact", "{" CONTACT ", \"phone\": \"\", \"email\": null}", WHY_NONE, NULL, NULL },
	{ "an unknown dataset", "api", "sales", "customer", "{" CONTACT "}", WHY_DATASET, NULL, NULL },
	{ "a built-in dataset", "api", "sales", "consent", "{\"evidence\": \"x\"}", WHY_DATASET, NULL, NULL },
	{ "an unknown field", "api", "sales", "contact", "{" CONTACT ", \"birthday\": \"1990-01-01\"}", WHY_UNKNOWN, "contact.birthday", "data contact" },
	{ "a missing field", "api", "sales", "contact", "{\"name\": \"Ada\"}", WHY_MISSING, "contact.company", "company" },
	{ "a blank required field", "api", "sales", "contact", "{\"name\": \" \", \"company\": \"x\"}", WHY_MISSING, "contact.name", "name " },
	{ "an address that is none", "api", "sales", "contact", "{" CONTACT ", \"email\": \"nobody\"}", WHY_VALUE, "contact.email", "email " },
	{ "religion", "api", "sales", "contact", "{" CONTACT ", \"religion\": \"x\"}", WHY_SPECIAL, "contact.religion", "never collect" },
	{ "HealthStatus", "api", "sales", "contact", "{" CONTACT ", \"HealthStatus\": \"x\"}", WHY_SPECIAL, "contact.HealthStatus", "never collect" },
	{ "trade_union", "api", "sales", "contact", "{" CONTACT ", \"trade_union\": \"x\"}", WHY_SPECIAL, "contact.trade_union", "never collect" },
	{ "convictions", "api", "sales", "contact", "{" CONTACT ", \"convictions\": \"x\"}", WHY_SPECIAL, "contact.convictions", "never collect" },
	{ "gender is unknown, not special", "api", "sales", "contact", "{" CONTACT ", \"gender\": \"x\"}", WHY_UNKNOWN, "contact.gender", NULL },
	{ "flagged text", "website", "reply", "enquiry", "{\"email\": \"a@example.org\", \"message\": \"wheelchair\", \"@flagged\": [\"message\"]}", WHY_SPECIAL, "enquiry.message", "never collect" },
	{ "a card number in a note", "website", "reply", "enquiry", "{\"email\": \"a@example.org\", \"message\": \"use 4000 0000 0000 0002\"}", WHY_CARD, "enquiry.message", "never collect" },
	{ "a card number in an unknown column", "api", "sales", "contact", "{" CONTACT ", \"pan\": \"4000000000000002\"}", WHY_CARD, "contact.pan", "never collect" },
	{ "an unknown purpose", "api", "training", "contact", "{" CONTACT "}", WHY_NO_PURPOSE, NULL, NULL },
	{ "a purpose of the law is for nobody's offers", "api", "rights-requests", "contact", "{" CONTACT "}", WHY_NO_PURPOSE, NULL, NULL },
	{ "a purpose that does not use the field", "api", "history", "contact", "{" CONTACT ", \"phone\": \"01632 960100\"}", WHY_PURPOSE, "contact.phone", "purpose history" },
	{ "a door that may not offer this", "website", "sales", "contact", "{" CONTACT "}", WHY_DOOR, NULL, "door website" },
	{ "a call without a kind of person", "api", "verify", "call", "{\"number\": \"01632 960100\", \"audio\": \"UklGRg==\"}", WHY_ABOUT, "about", "data call" },
	{ "a call about an end-user", "api", "verify", "call", "{\"number\": \"01632 960100\", \"audio\": \"UklGRg==\", \"@about\": \"end-user\"}", WHY_ABOUT, "about", "data call" },
	{ "collected tomorrow", "api", "sales", "contact", "{" CONTACT ", \"@collected\": \"2027-01-16T08:00:01Z\"}", WHY_VALUE, "collected", NULL },
	{ "an event that is none of it", "api", "sales", "contact", "{" CONTACT ", \"@events\": {\"despatch\": \"2027-01-01T00:00:00Z\"}}", WHY_UNKNOWN, NULL, NULL },
	{ "an event in the future", "api", "sales", "contact", "{" CONTACT ", \"@events\": {\"leaving\": \"2027-01-16T08:00:01Z\"}}", WHY_VALUE, "leaving", "event leaving" },
	{ "overdue already", "website", "reply", "enquiry", "{\"email\": \"a@example.org\", \"message\": \"hello\", \"@collected\": \"2026-01-15T08:00:00Z\"}", WHY_OVERDUE, NULL, "keep enquiry" },
	{ "left long ago", "api", "sales", "contact", "{" CONTACT ", \"phone\": \"01632 960100\", \"@collected\": \"2026-01-01T00:00:00Z\", \"@events\": {\"leaving\": \"2026-06-01T00:00:00Z\"}}", WHY_OVERDUE, "contact.phone", "keep contact.phone" },
	{ "15 years and 364 days", "website", "reply", "enquiry", "{\"email\": \"a@example.org\", \"message\": \"hello\", \"@declared-birth-date\": \"2011-01-16\"}", WHY_AGE, NULL, "subject visitor" },
	{ "16 today", "website", "reply", "enquiry", "{\"email\": \"a@example.org\", \"message\": \"hello\", \"@declared-birth-date\": \"2011-01-15\"}", WHY_NONE, NULL, NULL },
	{ "15 on the day it was collected", "website", "reply", "enquiry", "{\"email\": \"a@example.org\", \"message\": \"hello\", \"@declared-birth-date\": \"2011-01-15\", \"@collected\": \"2027-01-14T08:00:00Z\"}", WHY_AGE, NULL, NULL },
	{ "born tomorrow", "website", "reply", "enquiry", "{\"email\": \"a@example.org\", \"message\": \"hello\", \"@declared-birth-date\": \"2027-01-16\"}", WHY_VALUE, "declared-birth-date", NULL },
	{ "for no party", "api", "deliver", "delivery", "{" DELIVERY "}", WHY_MISSING, "party", "data delivery" },
	{ "for a party that is none", "api", "deliver", "delivery", "{" DELIVERY ", \"@party\": \"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}", WHY_GONE, NULL, NULL },
	{ "a party for what is held for none", "api", "sales", "contact", "{" CONTACT ", \"@party\": \"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}", WHY_VALUE, NULL, "data contact" },
	{ "about somebody who is not there", "api", "sales", "contact", "{" CONTACT ", \"@subject\": \"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}", WHY_GONE, NULL, NULL },
	{ "marketing without consent", "api", "news", "subscription", "{\"email\": \"a@example.org\"}", WHY_CONSENT, NULL, NULL },
	{ "off unless consented", "api", "measure-news", "subscription", "{\"email\": \"a@example.org\", \"opened\": \"2027-01-15\"}", WHY_OFF, "subscription.opened", NULL },
};
/* clang-format on */

static void
offers_are_answered_as_the_policy_says(void **state)
{
	struct test_store *t = test_store_make(*state);

	for (size_t i = 0; i < N(cases); i++) {
		struct asker a = ask_channel(t, cases[i].door);
		struct receipt r;
		struct verdict v =
		    offer(t, &a, cases[i].purpose, cases[i].dataset, cases[i].text, &r);

		if (v.why != cases[i].why)
			fail_msg("%s: %s, not %s: %.*s", cases[i].title, why_type(v.why),
			    why_type(cases[i].why), STR(v.detail));
		if (cases[i].field != NULL && !str_eq(v.field, str_of(cases[i].field)))
			fail_msg("%s: names \"%.*s\"", cases[i].title, STR(v.field));
		if (cases[i].line != NULL
		    && !str_starts(plan_line(t->store.plan, v.line), str_of(cases[i].line)))
			fail_msg("%s: names line %u", cases[i].title, v.line);
	}
}

/* G3: nothing but the entry. */
static void
a_refused_offer_leaves_nothing_but_its_entry(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker a = ask_channel(t, "api");
	struct receipt r;
	int64_t before = t->ledger.head.seq;
	struct answer answer;
	struct asker sales = ask_role(t, "sales", S(""));

	assert_why(offer(t, &a, "sales", "contact",
		       "{" CONTACT ", \"email\": \"canary@example.org\", \"age\": 7}", &r),
	    WHY_UNKNOWN);
	assert_int_equal(t->ledger.head.seq, before + 1);
	assert_int_equal(last_entry(t).kind, ENTRY_ADMIT_REFUSED);
	assert_str(last_entry(t).entry.why, S("field-unknown"));
	assert_str(last_entry(t).entry.purpose, S("sales"));
	assert_why(find_as(t, &sales, "sales", "contact",
		       "{\"by\": {\"email\": \"canary@example.org\"}}", &answer),
	    WHY_NONE);
	assert_int_equal(answer.n, 0);
	assert_false(test_store_has(t, S("canary")));
}

/* G2, G4: who, what, by which line; and no value. */
static void
an_admission_is_in_the_ledger_without_a_value(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker a = ask_channel(t, "api");
	struct receipt r;
	struct verdict v = offer(t, &a, "sales", "contact",
	    "{" CONTACT ", \"email\": \"ada@example.org\", \"@source\": \"vendor-lead:7\"}", &r);
	struct ledger_rows rows;
	struct entry e;

	assert_why(v, WHY_NONE);
	assert_int_equal(r.how, ADMITTED_NEW);
	assert_int_equal(v.entry, r.entry);
	assert_ok(ledger_page(t->sc, test_store_sql(t), (int64_t)r.entry - 1, 1, &rows));
	e = rows.at[0].entry;
	assert_int_equal(rows.at[0].kind, ENTRY_ADMITTED);
	assert_str(e.record, r.record);
	assert_str(e.dataset, S("contact"));
	assert_str(e.door, S("api"));
	assert_int_equal(e.fields, 3);
	assert_int_equal(e.subject.n, 32);
	assert_int_equal(e.line, line_of(t, "door api"));
	assert_str(node_get_str(e.more, S("source")), S("vendor-lead:7"));
	assert_false(str_has(rows.at[0].body, S("Lovelace")));
	assert_false(str_has(rows.at[0].body, S("example.org")));
}

static void
an_unknown_field_comes_with_the_line_to_add(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker a = ask_channel(t, "api");
	struct receipt r;
	struct verdict v =
	    offer(t, &a, "sales", "contact", "{" CONTACT ", \"birthday\": \"1990-01-01\"}", &r);

	assert_str(v.try_line, S("    birthday  date"));
	v = offer(t, &a, "sales", "contact", "{" CONTACT ", \"Ada <ada@x>\": \"1990-01-01\"}", &r);
	assert_str(v.field, S("")); /* a value in a name's place is not repeated */
}

static void
a_natural_key_makes_a_repeat_the_same_record(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker r1 = ask_role(t, "reseller-user", t->reseller.id);
	struct receipt first, again, changed;

	assert_why(offer(t, &r1, "provision", "device",
		       "{\"mac\": \"00:15:65:AA:BB:CC\", \"vendor\": \"yealink\", \"password\": "
		       "\"canary-1\"}",
		       &first),
	    WHY_NONE);
	assert_why(
	    offer(t, &r1, "provision", "device",
		"{\"mac\": \"001565aabbcc\", \"vendor\": \"yealink\", \"password\": \"canary-1\"}",
		&again),
	    WHY_NONE);
	assert_int_equal(again.how, ADMITTED_SAME);
	assert_str(again.record, first.record);
	assert_int_equal(again.version, first.version);
	assert_why(
	    offer(t, &r1, "provision", "device",
		"{\"mac\": \"001565aabbcc\", \"vendor\": \"yealink\", \"password\": \"canary-2\"}",
		&changed),
	    WHY_NONE);
	assert_int_equal(changed.how, ADMITTED_CHANGED);
	assert_str(changed.record, first.record);
	assert_true(changed.version > first.version);
	assert_str(test_value(t, first.record, "device.password"), S("canary-2"));
}

static void
a_role_offers_what_a_line_lets_it_change(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker sales = ask_role(t, "sales", S("")),
		     warehouse = ask_role(t, "warehouse", S(""));
	struct asker r1 = ask_role(t, "reseller-user", t->reseller.id);
	struct asker operator= ask_operator();
	struct receipt r;
	struct verdict v;

	assert_why(offer(t, &sales, "sales", "contact", "{" CONTACT "}", &r), WHY_NONE);
	v = offer(t, &sales, "review-account", "contact", "{" CONTACT "}", &r);
	assert_why(v, WHY_ROLE);
	assert_int_equal(v.line, line_of(t, "role sales"));
	assert_why(offer(t, &warehouse, "deliver", "delivery", "{" DELIVERY "}", &r), WHY_MISSING);
	assert_why(offer(t, &r1, "deliver", "delivery", "{" DELIVERY "}", &r), WHY_NONE);
	assert_str(last_entry(t).entry.party, t->reseller.id);
	assert_why(offer(t, &operator, "sales", "contact", "{" CONTACT "}", &r), WHY_ROLE);
}

static void
a_ticket_comes_with_the_offer_and_stands_in_the_ledger(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker support = ask_role(t, "support", S(""));
	struct str text = str_printf(&t->sc->arena,
	    "{\"mac\": \"001565aabbcc\", \"vendor\": \"yealink\", \"@party\": \"%.*s\"}",
	    STR(t->reseller.id));
	struct receipt r;

	assert_why(
	    offer(t, &support, "provision", "device", str_c(&t->sc->arena, text), &r), WHY_TICKET);
	text = str_printf(&t->sc->arena, "%.*s, \"@ticket\": \"T-1\"}",
	    STR(str_slice(text, 0, text.n - 1)));
	assert_why(
	    offer(t, &support, "provision", "device", str_c(&t->sc->arena, text), &r), WHY_NONE);
	assert_str(node_get_str(last_entry(t).entry.more, S("ticket")), S("T-1"));
}

static void
clocks_start_when_things_happened(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker a = ask_channel(t, "api");
	struct receipt r;
	bool found = false;

	assert_why(offer(t, &a, "sales", "contact",
		       "{" CONTACT
		       ", \"phone\": \"01632 960100\", \"@collected\": \"2026-12-01T00:00:00Z\", "
		       "\"@events\": {\"leaving\": \"2027-01-01T09:00:00Z\"}}",
		       &r),
	    WHY_NONE);
	for (size_t i = 0; i < r.n; i++) {
		if (r.dues[i].group
		    != t->store.plan->fields.at[test_field(t, "contact.phone")].group)
			continue;
		found = true;
		assert_true(r.dues[i].due.set);
		assert_str(instant_print(&t->sc->arena, r.dues[i].due.at),
		    S("2027-04-01T08:00:00Z")); /* 09:00 in London */
	}
	assert_true(found);
	travel_to(t, "2027-04-01T07:59:59Z");
	assert_str(test_value(t, r.record, "contact.phone"), S("+441632960100"));
	travel_to(t, "2027-04-01T08:00:00Z");
	assert_str(test_value(t, r.record, "contact.phone"), S(""));
	assert_str(test_value(t, r.record, "contact.name"), S("Ada Lovelace"));
}

static void
nothing_is_taken_for_a_party_that_has_left(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);
	struct receipt receipt;

	assert_why(offer(t, &r, "deliver", "delivery", "{" DELIVERY "}", &receipt), WHY_NONE);
	test_begin(t);
	assert_ok(vault_party_end(t->sc, t->vault, t->reseller.id));
	test_commit(t);
	assert_why(offer(t, &r, "deliver", "delivery", "{" DELIVERY "}", &receipt), WHY_BASIS);
}

UNIT_MAIN(TEST(nothing_is_taken_for_a_party_that_has_left),
    TEST(offers_are_answered_as_the_policy_says),
    TEST(a_refused_offer_leaves_nothing_but_its_entry),
    TEST(an_admission_is_in_the_ledger_without_a_value),
    TEST(an_unknown_field_comes_with_the_line_to_add),
    TEST(a_natural_key_makes_a_repeat_the_same_record),
    TEST(a_role_offers_what_a_line_lets_it_change),
    TEST(a_ticket_comes_with_the_offer_and_stands_in_the_ledger),
    TEST(clocks_start_when_things_happened))
