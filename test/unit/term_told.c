/* What was given to whom, and who must be told that it ended (T7, T8). */
#include "kit/unit.h"

#include "kit/ask.h"
#include "sys/zone.h"
#include "term/told.h"

static struct str
put_delivery(struct test_store *t)
{
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);

	return given(t, &r, "deliver", "delivery",
	    "{\"shipment\": \"S-1\", \"order\": \"O-1\", \"name\": \"Eve Example\", \"address\": "
	    "\"1 High Street, Leeds LS1 1AA\", \"phone\": \"01632 960721\", \"courier\": "
	    "\"dpd\"}");
}

static struct str
give(struct test_store *t, struct str record)
{
	struct asker w = ask_role(t, "warehouse", S(""));
	struct parcel p;

	assert_why(release_as(t, &w, NULL, "dpd", "deliver", record, NULL, &p), WHY_NONE);
	return p.instruction;
}

static size_t
listed(struct test_store *t, const char *recipient, bool waiting, struct telling **tellings)
{
	const struct told_query q = {
		.recipient = str_of(recipient), .waiting = waiting, .most = 100
	};
	size_t n;

	assert_ok(told_list(t->sc, &t->store, &q, tellings, &n));
	return n;
}

static void
confirm(struct test_store *t, struct telling *of)
{
	struct asker d = ask_role(t, "dpo", S(""));

	test_begin(t);
	assert_ok(told_confirm(t->sc, &t->store, &d, S("letter-17"), of));
	test_commit(t);
}

static void
each_instruction_opens_a_telling_of_just_what_ended(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t), one = give(t, id), two = give(t, id);
	struct telling *tellings;

	event_of(t, "delivery", "despatch", id);
	assert_int_equal(listed(t, "", false, &tellings), 0);
	travel_days(t, 91);
	assert_int_equal(listed(t, "", true, &tellings), 2);
	assert_str(tellings[0].instruction, one);
	assert_str(tellings[1].instruction, two);
	assert_str(tellings[0].recipient, S("dpd"));
	assert_str(tellings[0].record, id);
	assert_str(tellings[0].fields, S("delivery.phone"));
	assert_int_equal(tellings[0].pseudonym.n, 32);
	assert_true(tellings[0].confirm_by.us
		    == zone_plus(tellings[0].since, (struct term){ .months = 1 }).us);
	assert_int_equal(listed(t, "apc", false, &tellings), 0);
	assert_int_equal(entries(t, ENTRY_TELLING), 2);

	travel_days(t, 6 * 366); /* the rest ends, and the phone is not told twice */
	assert_int_equal(listed(t, "dpd", true, &tellings), 4);
	assert_str(tellings[2].fields, S("delivery.name,delivery.address"));
	assert_str(tellings[3].instruction, two);
}

static void
a_policy_says_how_long_a_recipient_has(void **state)
{
	struct test_store *t = test_store_edited(*state,
	    "controller in GB contract C-DPD",
	    "controller in GB contract C-DPD, told to erase by task, confirm within 7 days");
	struct str id = put_delivery(t);
	struct telling *tellings;

	give(t, id);
	event_of(t, "delivery", "despatch", id);
	travel_days(t, 91);
	assert_int_equal(listed(t, "dpd", true, &tellings), 1);
	assert_true(tellings[0].confirm_by.us
		    == zone_plus(tellings[0].since, (struct term){ .days = 7 }).us);
}

static void
what_is_confirmed_waits_no_longer_and_once_is_enough(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t);
	struct telling *tellings, again;
	struct given *was;
	size_t n;

	give(t, id);
	event_of(t, "delivery", "despatch", id);
	travel_days(t, 7 * 366);
	assert_int_equal(listed(t, "", true, &tellings), 2);
	confirm(t, &tellings[0]);
	assert_true(tellings[0].confirmed.set);
	assert_ok(told_get(t->sc, &t->store, tellings[0].id, &again));
	assert_true(again.confirmed.set);
	confirm(t, &again);
	assert_int_equal(entries(t, ENTRY_TOLD_CONFIRMED), 1);
	assert_str(node_get_str(last_entry(t).entry.more, S("reason")), S("letter-17"));
	assert_int_equal(listed(t, "", true, &tellings), 1);
	assert_int_equal(listed(t, "", false, &tellings), 2);

	/* nothing of the record is left, here or there */
	confirm(t, &tellings[1]);
	assert_ok(given_of(t->sc, &t->store, id, S(""), &was, &n));
	assert_int_equal(n, 0);
	travel_days(t, 91);
	test_begin(t);
	assert_ok(told_purge(t->sc, &t->store));
	test_commit(t);
	assert_int_equal(listed(t, "", false, &tellings), 0);
	assert_code(told_get(t->sc, &t->store, again.id, &again), E_ABSENT);
}

static void
past_its_date_one_entry_says_so(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t);
	struct telling *tellings;
	size_t n;

	give(t, id);
	event_of(t, "delivery", "despatch", id);
	travel_days(t, 91);
	assert_int_equal(listed(t, "", true, &tellings), 1);
	t->sc->now = tellings[0].confirm_by;
	assert_ok(told_overdue(t->sc, &t->store, &n));
	assert_int_equal(n, 0);
	t->sc->now.us++;
	for (int i = 0; i < 2; i++) {
		assert_ok(told_overdue(t->sc, &t->store, &n));
		assert_int_equal(n, i == 0);
		test_begin(t);
		assert_ok(told_note_overdue(t->sc, &t->store));
		test_commit(t);
		assert_int_equal(entries(t, ENTRY_TOLD_OVERDUE), 1);
	}
	assert_str(last_entry(t).entry.recipient, S("dpd"));
	assert_int_equal(listed(t, "", true, &tellings), 1); /* it waits all the same */
}

static void
what_nobody_was_given_tells_nobody(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t);
	struct telling *tellings;

	event_of(t, "delivery", "despatch", id);
	travel_days(t, 7 * 366);
	assert_int_equal(listed(t, "", false, &tellings), 0);
}

static struct test_store *
with_a_place(struct scope *sc)
{
	return test_store_edited(sc, "place office \"our office\" in GB",
	    "place crm \"our list of customers\" in GB, told to erase by webhook, confirm within "
	    "7 days\nplace office \"our office\" in GB");
}

static void
a_place_is_told_of_all_that_lies_there_whoever_was_given_it(void **state)
{
	struct test_store *t = with_a_place(*state);
	struct str id = put_delivery(t);
	struct telling *tellings;

	event_of(t, "delivery", "despatch", id);
	travel_days(t, 91);
	assert_int_equal(listed(t, "", true, &tellings), 1);
	assert_str(tellings[0].place, S("crm"));
	assert_str(tellings[0].recipient, S(""));
	assert_str(tellings[0].instruction, S(""));
	assert_str(tellings[0].fields, S("delivery.phone"));
	assert_true(tellings[0].confirm_by.us
		    == zone_plus(tellings[0].since, (struct term){ .days = 7 }).us);
	confirm(t, &tellings[0]);
	assert_str(last_entry(t).entry.recipient, S("crm"));
	assert_int_equal(listed(t, "", true, &tellings), 0);
}

static struct record
record_of(struct test_store *t, struct str id)
{
	struct record r;

	assert_ok(vault_record(t->sc, t->store.vault, id, &r));
	return r;
}

static struct fields
fields_named(struct test_store *t, const char *one, const char *two)
{
	struct fields f = { NEW_ARRAY(&t->sc->arena, t->store.plan->field_words, uint64_t) };
	const char *names[] = { one, two };

	for (size_t i = 0; i < 2; i++) {
		uint16_t n = plan_field_full(t->store.plan, str_of(names[i]));

		f.w[n / 64] |= (uint64_t)1 << (n % 64);
	}
	return f;
}

static size_t
corrected(struct test_store *t, struct str id, const char *one, const char *two)
{
	struct record r = record_of(t, id);
	size_t n;

	test_begin(t);
	assert_ok(told_correct(t->sc, &t->store, &r, fields_named(t, one, two), S(""), &n));
	test_commit(t);
	return n;
}

static void
of_a_correction_they_are_told_who_were_given_the_wrong_one(void **state)
{
	struct test_store *t = with_a_place(*state);
	struct str id = put_delivery(t), instruction = give(t, id);
	struct telling *tellings;

	assert_int_equal(corrected(t, id, "delivery.phone", "delivery.order"), 2);
	assert_int_equal(listed(t, "", true, &tellings), 2);
	assert_str(tellings[0].recipient, S("dpd"));
	assert_str(tellings[0].instruction, instruction);
	assert_str(tellings[0].fields, S("delivery.phone")); /* of the order it knows nothing */
	assert_true(tellings[0].what == TELL_CORRECT);
	assert_str(tellings[0].why, S("corrected"));
	assert_int_equal(tellings[0].pseudonym.n, 32);
	assert_str(tellings[1].place, S("crm"));
	assert_str(tellings[1].fields, S("delivery.order,delivery.phone"));
	confirm(t, &tellings[0]);

	/* it is still to be erased there one day, and then not corrected any more */
	event_of(t, "delivery", "despatch", id);
	travel_days(t, 91);
	assert_int_equal(listed(t, "dpd", true, &tellings), 1);
	assert_true(tellings[0].what == TELL_ERASE);
	assert_int_equal(corrected(t, id, "delivery.phone", "delivery.phone"), 1); /* the place */
}

static size_t
known_to_be_given(struct test_store *t, struct str id)
{
	struct given *was;
	size_t n;

	assert_ok(given_of(t->sc, &t->store, id, S(""), &was, &n));
	return n;
}

static void
what_was_given_is_forgotten_when_nothing_is_left_and_all_is_confirmed(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t);
	struct telling *tellings;

	give(t, id);
	event_of(t, "delivery", "despatch", id);
	travel_days(t, 91);
	assert_int_equal(listed(t, "", true, &tellings), 1);
	confirm(t, &tellings[0]); /* before the rest has ended */
	assert_int_equal(known_to_be_given(t, id), 1);
	travel_days(t, 7 * 366);
	assert_int_equal(known_to_be_given(t, id), 1);
	assert_int_equal(listed(t, "", true, &tellings), 1);
	confirm(t, &tellings[0]);
	assert_int_equal(known_to_be_given(t, id), 0);
}

UNIT_MAIN(TEST(each_instruction_opens_a_telling_of_just_what_ended),
    TEST(a_policy_says_how_long_a_recipient_has),
    TEST(what_is_confirmed_waits_no_longer_and_once_is_enough),
    TEST(past_its_date_one_entry_says_so), TEST(what_nobody_was_given_tells_nobody),
    TEST(a_place_is_told_of_all_that_lies_there_whoever_was_given_it),
    TEST(of_a_correction_they_are_told_who_were_given_the_wrong_one),
    TEST(what_was_given_is_forgotten_when_nothing_is_left_and_all_is_confirmed))
