/* R10: the end of a party's contract. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "rights/rights.h"

static struct verdict
act(struct test_store *t, const struct asker *who, const struct asker *second, enum party_act what,
    struct party_end *end)
{
	struct verdict v = { 0 };

	wave_begin(t);
	assert_ok(rights_party_act(
	    t->sc, &t->store, who, second, S("R-1"), t->reseller.id, what, &v, end));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	return v;
}

static struct str
put_device(struct test_store *t)
{
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);

	return given(t, &r, "provision", "device",
	    "{\"mac\": \"001565aabbcc\", \"vendor\": \"yealink\", \"password\": \"canary-7Qx\"}");
}

static struct str
put_delivery(struct test_store *t)
{
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);

	return given(t, &r, "deliver", "delivery",
	    "{\"shipment\": \"S-1\", \"order\": \"O-1\", \"name\": \"Eve\", \"address\": \"1 High "
	    "Street\", \"phone\": \"01632 960721\", \"courier\": \"dpd\"}");
}

/* As the keeper does between two waves. */
static void
erase_all(struct test_store *t)
{
	struct party_erasing at = { 0 };

	do {
		test_begin(t);
		assert_ok(rights_parties_erase(t->sc, &t->store, &at));
		test_commit(t);
		(void)test_finish(t);
	} while (!at.idle);
}

static struct test_store *
ended(void **state, struct party_end *end)
{
	struct test_store *t = test_store_make(*state);
	struct asker one = ask_role(t, "dpo", S("")), two = ask_role(t, "dpo", S(""));

	(void)put_device(t);
	(void)put_delivery(t);
	assert_why(act(t, &one, &two, PARTY_ACT_END, end), WHY_NONE);
	return t;
}

static void
two_people_end_a_contract_and_nobody_does_alone(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker one = ask_role(t, "dpo", S("")), sales = ask_role(t, "sales", S(""));
	struct party_end end;

	assert_why(act(t, &one, NULL, PARTY_ACT_END, &end), WHY_TWO_PEOPLE);
	assert_why(act(t, &one, &one, PARTY_ACT_END, &end), WHY_TWO_PEOPLE);
	assert_why(act(t, &one, &sales, PARTY_ACT_END, &end), WHY_ROLE);
	assert_ok(rights_party_end(t->sc, &t->store, t->reseller.id, &end));
	assert_false(end.ended);
}

static void
it_goes_on_its_day_and_what_our_own_purpose_keeps_stays(void **state)
{
	struct party_end end;
	struct test_store *t = ended(state, &end);
	struct str shipment = S("delivery.shipment"), phone = S("delivery.phone");
	struct str *ids;
	size_t n;

	assert_int_equal(instant_since(end.erase_by, end.since).us, span_days(30).us);
	travel_to(t, "2027-02-13T00:00:00Z"); /* the day before */
	erase_all(t);
	assert_int_equal(entries(t, ENTRY_PARTY_ERASED), 0);
	travel_to(t, "2027-02-15T00:00:00Z");
	erase_all(t);
	assert_int_equal(entries(t, ENTRY_PARTY_ERASED), 1);
	assert_ok(vault_list(t->sc, t->vault, plan_dataset(t->store.plan, S("device")),
	    t->reseller.id, S(""), 10, &ids, &n));
	assert_int_equal(n, 0);
	assert_ok(vault_list(t->sc, t->vault, plan_dataset(t->store.plan, S("delivery")),
	    t->reseller.id, S(""), 10, &ids, &n));
	assert_int_equal(n, 1);
	assert_str(test_value(t, ids[0], str_c(&t->sc->arena, shipment)), S("S-1"));
	assert_str(test_value(t, ids[0], str_c(&t->sc->arena, phone)), S(""));
	assert_ok(rights_party_end(t->sc, &t->store, t->reseller.id, &end));
	assert_true(end.gone.set && !end.returned.set);
	erase_all(t);
	assert_int_equal(entries(t, ENTRY_PARTY_ERASED), 1); /* once */
}

static void
what_a_hold_keeps_is_tried_again_the_next_day(void **state)
{
	struct party_end end;
	struct test_store *t = ended(state, &end);
	struct hold hold = { .class = plan_hold(t->store.plan, S("claim")),
		.review = instant_plus(TEST_NOW, span_days(100)) };
	struct str *ids;
	size_t n;

	assert_ok(vault_list(t->sc, t->vault, plan_dataset(t->store.plan, S("delivery")),
	    t->reseller.id, S(""), 10, &ids, &n));
	hold.record = ids[0];
	test_begin(t);
	assert_ok(term_hold(t->sc, &t->store, &hold, S("a claim")));
	test_commit(t);
	travel_to(t, "2027-02-15T00:00:00Z");
	erase_all(t);
	assert_str(test_value(t, ids[0], "delivery.phone"), S("+441632960721"));
	assert_ok(rights_party_end(t->sc, &t->store, t->reseller.id, &end));
	assert_false(end.gone.set);
	test_begin(t);
	assert_ok(term_lift(t->sc, &t->store, hold.id));
	test_commit(t);
	travel_to(t, "2027-02-16T00:00:01Z");
	erase_all(t);
	assert_str(test_value(t, ids[0], "delivery.phone"), S(""));
	assert_ok(rights_party_end(t->sc, &t->store, t->reseller.id, &end));
	assert_true(end.gone.set);
}

static void
that_nothing_was_returned_is_told_at_half_time_and_once(void **state)
{
	struct party_end end;
	struct test_store *t = ended(state, &end);
	size_t n;

	travel_to(t, "2027-01-29T00:00:00Z");
	assert_ok(rights_unreturned(t->sc, &t->store, &n));
	assert_int_equal(n, 0);
	travel_to(t, "2027-01-30T12:00:01Z");
	assert_ok(rights_unreturned(t->sc, &t->store, &n));
	assert_int_equal(n, 1);
	test_begin(t);
	assert_ok(rights_tell_unreturned(t->sc, &t->store));
	test_commit(t);
	assert_ok(rights_unreturned(t->sc, &t->store, &n));
	assert_int_equal(n, 0);
	assert_int_equal(entries(t, ENTRY_OVERDUE), 1);
}

UNIT_MAIN(TEST(two_people_end_a_contract_and_nobody_does_alone),
    TEST(it_goes_on_its_day_and_what_our_own_purpose_keeps_stays),
    TEST(what_a_hold_keeps_is_tried_again_the_next_day),
    TEST(that_nothing_was_returned_is_told_at_half_time_and_once))
