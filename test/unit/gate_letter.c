/* gate/event_letter.c: what an event sends, and why it sends nothing. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "term/letter.h"

static struct str
contact(struct test_store *t, const char *values)
{
	struct asker api = ask_channel(t, "api");

	return given(t, &api, "sales", "contact", values);
}

static void
tell(struct test_store *t, const char *event, struct str record)
{
	struct asker s = ask_role(t, "sales", S(""));
	struct gate_event e = { .name = str_of(event), .record = record, .at = t->sc->now };
	struct happened told;
	struct verdict v;

	wave_begin(t);
	assert_ok(gate_tell(t->sc, &t->store, &s, e, &v, &told));
	assert_why(v, WHY_NONE);
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
}

static void
an_event_sends_the_letter_that_the_policy_says(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str ada;

	mail_is_set(t);
	ada = contact(t, "{\"name\": \"Ada\", \"company\": \"E\", \"email\": \"ada@example.org\"}");
	tell(t, "order", ada);
	assert_int_equal(entries(t, ENTRY_LETTER_QUEUED), 1);
	tell(t, "order", ada); /* the same once more */
	assert_int_equal(entries(t, ENTRY_LETTER_QUEUED), 1);
	tell(t, "interest", ada); /* of which the policy says nothing */
	assert_int_equal(entries(t, ENTRY_LETTER_QUEUED), 1);
	test_travel(t, "2027-01-15T08:00:01Z");
	tell(t, "order", ada); /* another one */
	assert_int_equal(entries(t, ENTRY_LETTER_QUEUED), 2);
	assert_int_equal(entries(t, ENTRY_CONTACT_REFUSED), 0);
}

static void
without_an_address_or_a_ground_nothing_goes_and_the_ledger_says_why(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str bob, eve;

	mail_is_set(t);
	bob = contact(t, "{\"name\": \"Bob\", \"company\": \"E\"}");
	eve = contact(t, "{\"name\": \"Eve\", \"company\": \"E\", \"email\": \"eve@example.org\"}");
	tell(t, "order", bob);
	assert_str(last_entry(t).entry.why, S("no-address"));
	assert_int_equal(last_entry(t).entry.line, line_of(t, "tell contact by email after order"));
	tell(t, "leaving", eve);
	tell(t, "order", eve); /* `only while not leaving happened` */
	assert_str(last_entry(t).entry.why, S("condition"));
	assert_int_equal(entries(t, ENTRY_LETTER_QUEUED), 0);
	assert_int_equal(entries(t, ENTRY_CONTACT_REFUSED), 2);
}

static void
without_mail_the_ledger_says_so(void **state)
{
	struct test_store *t = test_store_make(*state);

	tell(t, "order",
	    contact(t, "{\"name\": \"Ada\", \"company\": \"E\", \"email\": \"ada@example.org\"}"));
	assert_str(last_entry(t).entry.why, S("no-mail"));
}

/* G5: an event is told by a role or a door that may change the record, and by nobody else. */
static void
an_operator_and_a_recipient_tell_no_event(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str ada = contact(t, "{\"name\": \"Ada\", \"company\": \"E\"}");
	const struct asker askers[] = { ask_operator(),
		{ .kind = ASKER_RECIPIENT, .role = NONE, .channel = NONE } };
	struct gate_event e = { .name = S("order"), .record = ada, .at = t->sc->now };
	struct happened told;
	struct verdict v;

	for (size_t i = 0; i < N(askers); i++) {
		wave_begin(t);
		assert_ok(gate_tell(t->sc, &t->store, &askers[i], e, &v, &told));
		wave_verdict(t, &askers[i], "event", NULL, &v);
		wave_end(t);
		assert_why(v, WHY_ROLE);
	}
	assert_int_equal(entries(t, ENTRY_EVENT), 0);
}

UNIT_MAIN(TEST(an_operator_and_a_recipient_tell_no_event),
    TEST(an_event_sends_the_letter_that_the_policy_says),
    TEST(without_an_address_or_a_ground_nothing_goes_and_the_ledger_says_why),
    TEST(without_mail_the_ledger_says_so))
