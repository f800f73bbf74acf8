/* What is handed over to a recipient by an event, fetched or sent (H1 to H6). */
#include "kit/unit.h"

#include "gate/hand.h"
#include "kit/ask.h"
#include "term/send.h"
#include "term/told.h"

#define URL "http://127.0.0.1:9/shipments"

static const struct asker post = {
	.kind = ASKER_NOBODY, .role = NONE, .channel = NONE, .door = { "post", 4 }
};

static struct str
put_delivery(struct test_store *t, const char *shipment, const char *courier)
{
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);
	struct str text = str_printf(&t->sc->arena,
	    "{\"shipment\": \"%s\", \"order\": \"O-1\", \"name\": \"Eve Example\", \"address\": \"1 "
	    "High Street, Leeds LS1 1AA\", \"phone\": \"01632 960721\", \"courier\": \"%s\"}",
	    shipment, courier);

	return given(t, &r, "deliver", "delivery", str_c(&t->sc->arena, text));
}

static struct happened
despatched(struct test_store *t, struct str id)
{
	struct asker a = ask_channel(t, "api");
	struct gate_event e = { .name = S("despatch"), .record = id, .at = t->sc->now };
	struct happened told;
	struct verdict v;

	test_begin(t);
	assert_ok(gate_tell(t->sc, &t->store, &a, e, &v, &told));
	assert_why(v, WHY_NONE);
	test_commit(t);
	return told;
}

static struct asker
recipient_named(struct test_store *t, const char *name)
{
	return (struct asker){ .kind = ASKER_RECIPIENT,
		.key = S("key"),
		.role = NONE,
		.channel = NONE,
		.recipient = plan_recipient(t->store.plan, str_of(name)) };
}

static size_t
waiting(struct test_store *t, const char *recipient, struct hand **h)
{
	const struct hand_query q = {
		.recipient = str_of(recipient), .waiting = true, .most = 100
	};
	size_t n;

	assert_ok(hand_list(t->sc, &t->store, &q, h, &n));
	return n;
}

static enum why
take(struct test_store *t, const char *recipient, struct str id, const char *purpose,
    struct handing *out)
{
	const struct question q = { .purpose = str_of(purpose) };
	struct asker a = recipient_named(t, recipient);
	struct verdict v;

	wave_begin(t);
	assert_ok(gate_take(t->sc, &t->store, &a, &q, id, &v, out));
	wave_verdict(t, &a, "take", &q, &v);
	wave_end(t);
	return v.why;
}

static size_t
goes_out(struct test_store *t, struct handing **h)
{
	size_t n;

	test_begin(t);
	assert_ok(hand_next(t->sc, &t->store, 16, h, &n));
	test_commit(t);
	return n;
}

static void
answered(struct test_store *t, struct str id, int64_t status)
{
	test_begin(t);
	assert_ok(hand_tried(t->sc, &t->store, &post, id, status));
	test_commit(t);
}

static enum code
address(struct test_store *t, const char *recipient, const char *url)
{
	struct asker o = ask_operator();
	result r;

	test_begin(t);
	r = hand_to(t->sc, &t->store, &o, str_of(recipient), str_of(url));
	test_commit(t);
	return r.code;
}

static size_t
told_of(struct test_store *t, const char *recipient)
{
	const struct told_query q = {
		.recipient = str_of(recipient), .waiting = true, .most = 100
	};
	struct telling *tellings;
	size_t n;

	assert_ok(told_list(t->sc, &t->store, &q, &tellings, &n));
	return n;
}

/* -- by an event (H2, H3) ------------------------------------------------------- */

static void
the_event_hands_over_to_the_one_that_was_chosen_and_once(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t, "S-1", "dpd");
	struct happened told;
	struct hand *h;

	assert_int_equal(waiting(t, "", &h), 0);
	told = despatched(t, id);
	assert_int_equal(told.n_handed, 1);
	assert_str(told.handed[0].recipient, S("dpd"));
	assert_int_equal(waiting(t, "", &h), 1);
	assert_str(h[0].id, told.handed[0].id);
	assert_str(h[0].fields, S("delivery.name,delivery.address,delivery.phone"));
	assert_str(h[0].event, S("despatch"));
	assert_false(h[0].given.set);
	assert_int_equal(entries(t, ENTRY_HAND_OPENED), 1);
	assert_int_equal(entries(t, ENTRY_RELEASED), 0);

	assert_int_equal(despatched(t, id).n_handed, 0);
	assert_int_equal(waiting(t, "", &h), 1);
	assert_int_equal(despatched(t, put_delivery(t, "S-2", "apc")).n_handed, 1);
	assert_int_equal(waiting(t, "apc", &h), 1);
	assert_int_equal(waiting(t, "fedex", &h), 0);
}

static void
what_may_not_go_is_refused_when_it_happens_and_that_is_said(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t, "S-1", "fedex");
	struct happened told;
	struct hand *h;

	fact_of(t, "contract", "fedex", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
	travel_to(t, "2027-02-01T00:00:00Z");
	told = despatched(t, id);
	assert_int_equal(told.n_handed, 1);
	assert_int_equal(told.handed[0].id.n, 0);
	assert_true(told.handed[0].refused.why == WHY_CONTRACT);
	assert_true(told.n_moved > 0); /* it happened all the same */
	assert_int_equal(waiting(t, "", &h), 0);
	assert_int_equal(entries(t, ENTRY_RELEASE_REFUSED), 1);
}

/* -- fetched (H2, H4, H5) --------------------------------------------------------- */

static void
the_recipient_fetches_it_once_and_nobody_else_does(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t, "S-1", "dpd"), hand = despatched(t, id).handed[0].id;
	struct asker apc = recipient_named(t, "apc");
	const struct question q = { 0 };
	struct handing out;
	struct verdict v;

	assert_code(gate_take(t->sc, &t->store, &apc, &q, hand, &v, &out), E_ABSENT);
	assert_int_equal(take(t, "dpd", hand, "prove-shipping", &out), WHY_PURPOSE);
	assert_int_equal(entries(t, ENTRY_RELEASED), 0);
	assert_int_equal(take(t, "dpd", hand, "", &out), WHY_NONE);
	assert_int_equal(out.parcel.n, 1);
	assert_str(fields_in(t, out.parcel.rows[0].values),
	    S("delivery.name,delivery.address,delivery.phone"));
	assert_str(
	    value_in(t, out.parcel.rows[0].values, "delivery.phone"), S("+441632960721"));
	assert_str(out.parcel.instruction, out.hand.instruction);
	assert_true(out.parcel.delete_by.set);
	assert_int_equal(entries(t, ENTRY_RELEASED), 1);
	assert_int_equal(entries(t, ENTRY_HAND_TAKEN), 1);

	assert_int_equal(take(t, "dpd", hand, "", &out), WHY_TAKEN);
	assert_int_equal(entries(t, ENTRY_RELEASED), 1);
	assert_int_equal(entries(t, ENTRY_RELEASE_REFUSED), 2);
	travel_days(t, 91);
	assert_int_equal(told_of(t, "dpd"), 1); /* the phone */
}

static void
a_role_fetches_what_it_may_release_and_no_more(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker w = ask_role(t, "warehouse", S("")), s = ask_role(t, "sales", S(""));
	const struct question q = { .purpose = S("deliver") };
	struct handing *out;
	struct verdict v;
	struct hand *h;
	size_t n;

	despatched(t, put_delivery(t, "S-1", "dpd"));
	despatched(t, put_delivery(t, "S-2", "dpd"));
	despatched(t, put_delivery(t, "S-3", "apc"));
	test_begin(t);
	assert_ok(
	    gate_take_all(t->sc, &t->store, &s, &q, S("dpd"), 10, &v, &out, &n));
	assert_int_equal(n, 0);
	assert_ok(
	    gate_take_all(t->sc, &t->store, &w, &q, S("dpd"), 10, &v, &out, &n));
	assert_int_equal(n, 2);
	assert_int_equal(out[1].parcel.n, 1);
	test_commit(t);
	assert_int_equal(waiting(t, "dpd", &h), 0);
	assert_int_equal(waiting(t, "apc", &h), 1);
}

/* -- what ends, and what may not go any more (H1) --------------------------------- */

static void
what_has_ended_meanwhile_does_not_go(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t, "S-1", "dpd"), hand = despatched(t, id).handed[0].id;
	struct handing out;
	struct hand h;

	travel_days(t, 91);
	assert_int_equal(take(t, "dpd", hand, "", &out), WHY_NONE);
	assert_str(
	    fields_in(t, out.parcel.rows[0].values), S("delivery.name,delivery.address"));

	hand = despatched(t, put_delivery(t, "S-2", "dpd")).handed[0].id;
	travel_days(t, 6 * 366);
	test_begin(t);
	assert_ok(hand_purge(t->sc, &t->store));
	test_commit(t);
	assert_ok(hand_get(t->sc, &t->store, hand, &h));
	assert_true(h.ended.set);
	assert_str(h.why, S("gone"));
	assert_int_equal(take(t, "dpd", hand, "", &out), WHY_GONE);
	assert_int_equal(told_of(t, "dpd"), 1); /* of the first; the second was never given */

	travel_days(t, 91);
	test_begin(t);
	assert_ok(hand_purge(t->sc, &t->store));
	test_commit(t);
	assert_code(hand_get(t->sc, &t->store, hand, &h), E_ABSENT);
}

static void
a_contract_that_ends_while_it_waits_ends_it(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct handing *h;
	struct hand *left;

	despatched(t, put_delivery(t, "S-1", "fedex"));
	assert_int_equal(waiting(t, "fedex", &left), 1);
	fact_of(t, "contract", "fedex", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
	travel_to(t, "2027-02-01T00:00:00Z");
	assert_int_equal(address(t, "fedex", URL), E_OK);
	assert_int_equal(goes_out(t, &h), 0);
	assert_int_equal(waiting(t, "fedex", &left), 0);
	assert_int_equal(entries(t, ENTRY_HAND_ENDED), 1);
	assert_str(last_entry(t).entry.why, S("no-contract"));
}

static void
it_is_taken_back_by_who_may_act_for_its_purpose(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str hand = despatched(t, put_delivery(t, "S-1", "dpd")).handed[0].id;
	struct asker w = ask_role(t, "warehouse", S("")), s = ask_role(t, "sales", S(""));
	struct handing out;
	struct verdict v;

	test_begin(t);
	assert_ok(gate_hand_end(t->sc, &t->store, &s, hand, &v));
	assert_why(v, WHY_ROLE);
	assert_ok(gate_hand_end(t->sc, &t->store, &w, hand, &v));
	assert_why(v, WHY_NONE);
	assert_code(gate_hand_end(t->sc, &t->store, &w, hand, &v), E_STATE);
	test_commit(t);
	assert_int_equal(take(t, "dpd", hand, "", &out), WHY_GONE);
	assert_int_equal(entries(t, ENTRY_RELEASED), 0);
}

/* -- sent (H6) ------------------------------------------------------------------------ */

static void
without_an_address_nothing_goes_out_and_with_one_it_goes_until_it_is_taken(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str hand = despatched(t, put_delivery(t, "S-1", "dpd")).handed[0].id;
	struct handing *h;
	struct due next;

	assert_int_equal(goes_out(t, &h), 0);
	assert_int_equal(address(t, "ups", URL), E_INPUT);
	assert_int_equal(address(t, "hosting-company", URL), E_INPUT);
	assert_int_equal(address(t, "dpd", "ftp://x/"), E_INPUT);
	assert_int_equal(address(t, "dpd", URL), E_OK);
	assert_ok(hand_next_at(t->sc, &t->store, &next));
	assert_true(next.set && !instant_before(t->sc->now, next.at));
	assert_int_equal(goes_out(t, &h), 1);
	assert_str(h[0].hand.id, hand);
	assert_str(h[0].url, S(URL));
	assert_int_equal(h[0].parcel.n, 1);
	assert_int_equal(entries(t, ENTRY_RELEASED), 1);
	assert_int_equal(goes_out(t, &h), 0);
	answered(t, hand, 500);
	assert_int_equal(entries(t, ENTRY_HAND_FAILED), 1);
}

static void
what_is_not_taken_is_given_once_in_the_ledger_and_tried_ten_times(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str hand = despatched(t, put_delivery(t, "S-1", "dpd")).handed[0].id;
	struct handing *h, out;

	assert_int_equal(address(t, "dpd", URL), E_OK);
	for (int64_t i = 1; i <= SEND_TRIES; i++) {
		assert_int_equal(goes_out(t, &h), 1);
		answered(t, hand, i % 2 == 0 ? 0 : 500);
		t->sc->now = instant_plus(t->sc->now, send_wait(i));
	}
	t->sc->now = instant_plus(t->sc->now, span_days(1));
	assert_int_equal(goes_out(t, &h), 0);
	assert_int_equal(entries(t, ENTRY_RELEASED), 1);
	assert_int_equal(entries(t, ENTRY_HAND_FAILED), 1);
	assert_int_equal(entries(t, ENTRY_HAND_GIVEN_UP), 1);
	assert_int_equal(take(t, "dpd", hand, "", &out), WHY_NONE); /* it may still fetch it */
	assert_int_equal(entries(t, ENTRY_RELEASED), 1);
	answered(t, hand, 200); /* late */
	assert_int_equal(entries(t, ENTRY_HAND_TAKEN), 1);
}

static void
what_went_out_and_was_not_taken_is_told_of_all_the_same(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str hand = despatched(t, put_delivery(t, "S-1", "dpd")).handed[0].id;
	struct handing *h;

	assert_int_equal(address(t, "dpd", URL), E_OK);
	assert_int_equal(goes_out(t, &h), 1);
	answered(t, hand, 0); /* nobody knows what arrived */
	travel_days(t, 91);
	assert_int_equal(told_of(t, "dpd"), 1);
}

/* -- left to be fetched ------------------------------------------------------------------ */

static void
a_release_may_be_left_to_be_fetched(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker w = ask_role(t, "warehouse", S("")), s = ask_role(t, "sales", S(""));
	struct question q = { .purpose = S("deliver") };
	struct node *records = node_list(&t->sc->arena);
	struct handing out;
	struct verdict v;
	struct hand *h;
	size_t n;

	node_add(records, node_str(&t->sc->arena, put_delivery(t, "S-1", "dpd")));
	node_add(records, node_str(&t->sc->arena, put_delivery(t, "S-2", "dpd")));
	test_begin(t);
	assert_ok(gate_hand(
	    t->sc, &t->store, &s, NULL, S("dpd"), records, &q, &v, &h, &n));
	assert_why(v, WHY_ROLE);
	assert_ok(gate_hand(
	    t->sc, &t->store, &w, NULL, S("apc"), records, &q, &v, &h, &n));
	assert_why(v, WHY_WHEN);
	assert_ok(gate_hand(
	    t->sc, &t->store, &w, NULL, S("dpd"), records, &q, &v, &h, &n));
	assert_why(v, WHY_NONE);
	q.passing = node_map(&t->sc->arena);
	assert_code(gate_hand(t->sc, &t->store, &w, NULL, S("dpd"), records, &q, &v, &h, &n),
	    E_INPUT);
	test_commit(t);
	assert_int_equal(waiting(t, "dpd", &h), 2);
	assert_str(h[0].instruction, h[1].instruction);
	assert_int_equal(entries(t, ENTRY_RELEASED), 0);
	assert_int_equal(take(t, "dpd", h[1].id, "", &out), WHY_NONE);
	assert_int_equal(entries(t, ENTRY_RELEASED), 1);
}

UNIT_MAIN(TEST(the_event_hands_over_to_the_one_that_was_chosen_and_once),
    TEST(what_may_not_go_is_refused_when_it_happens_and_that_is_said),
    TEST(the_recipient_fetches_it_once_and_nobody_else_does),
    TEST(a_role_fetches_what_it_may_release_and_no_more),
    TEST(what_has_ended_meanwhile_does_not_go), TEST(a_contract_that_ends_while_it_waits_ends_it),
    TEST(it_is_taken_back_by_who_may_act_for_its_purpose),
    TEST(without_an_address_nothing_goes_out_and_with_one_it_goes_until_it_is_taken),
    TEST(what_is_not_taken_is_given_once_in_the_ledger_and_tried_ten_times),
    TEST(what_went_out_and_was_not_taken_is_told_of_all_the_same),
    TEST(a_release_may_be_left_to_be_fetched))
