/* Tellings that go out by webhook: where to, when again, and when no more (T10, T11). */
#include "kit/unit.h"

#include "kit/ask.h"
#include "sql/statements.h"
#include "term/send.h"

#define URL "http://127.0.0.1:9/erasures"

/* A store where one telling waits for dpd. */
static struct test_store *
with_a_telling(struct scope *sc, struct telling *t)
{
	struct test_store *st = test_store_edited(sc, "controller in GB contract C-DPD",
	    "controller in GB contract C-DPD, told to erase by webhook, confirm within 7 days");
	struct asker r = ask_role(st, "reseller-user", st->reseller.id),
		     w = ask_role(st, "warehouse", S(""));
	struct str id = given(st, &r, "deliver", "delivery",
	    "{\"shipment\": \"S-1\", \"order\": \"O-1\", \"name\": \"Eve Example\", \"address\": "
	    "\"1 High Street, Leeds LS1 1AA\", \"phone\": \"01632 960721\", \"courier\": \"dpd\"}");
	const struct told_query q = { .recipient = S("dpd"), .waiting = true, .most = 10 };
	struct telling *all;
	struct parcel p;
	size_t n;

	assert_why(release_as(st, &w, NULL, "dpd", "deliver", id, NULL, &p), WHY_NONE);
	event_of(st, "delivery", "despatch", id);
	travel_days(st, 91);
	assert_ok(told_list(st->sc, &st->store, &q, &all, &n));
	assert_int_equal(n, 1);
	*t = all[0];
	return st;
}

static const struct asker operator= { .kind = ASKER_OPERATOR, .role = NONE, .channel = NONE },
			  post = { .kind = ASKER_NOBODY,
				  .role = NONE,
				  .channel = NONE,
				  .door = { "post", 4 } };

static enum code
set_address(struct test_store *t, const char *recipient, const char *url)
{
	result r;

	test_begin(t);
	r = send_to(t->sc, &t->store, &operator, str_of(recipient), str_of(url));
	test_commit(t);
	return r.code;
}

static size_t
due_to_go(struct test_store *t, struct sending **s)
{
	size_t n;

	test_begin(t);
	assert_ok(send_next(t->sc, &t->store, 16, s, &n));
	test_commit(t);
	return n;
}

static void
answered(struct test_store *t, struct str id, int64_t status)
{
	test_begin(t);
	assert_ok(send_tried(t->sc, &t->store, &post, id, status));
	test_commit(t);
}

static void
wait_for(struct test_store *t, struct span span)
{
	t->sc->now = instant_plus(t->sc->now, span);
}

static void
the_waits_grow_and_end_within_three_days(void **state)
{
	int64_t all = 0, before = 0;

	(void)state;
	for (int64_t n = 1; n < SEND_TRIES; n++) {
		assert_true(send_wait(n).us >= before);
		before = send_wait(n).us;
		all += before;
	}
	assert_true(all <= span_days(3).us && all > span_days(2).us);
	assert_int_equal(send_wait(SEND_TRIES).us, 0);
	assert_int_equal(send_wait(0).us, 0);
}

static void
an_address_is_of_a_recipient_that_the_policy_tells_so(void **state)
{
	/* clang-format off */
	static const struct { const char *recipient, *url; enum code code; } cases[] = {
		{ "dpd", "https://example.com/erasures?a=b", E_OK },
		{ "dpd", "https://[2001:db8::1]:8443/x", E_OK },
		{ "dpd", "http://127.0.0.1:80/", E_OK },
		{ "dpd", "http://localhost/", E_OK },
		{ "dpd", "", E_OK },
		{ "apc", "https://example.com/", E_INPUT },
		{ "nobody", "https://example.com/", E_INPUT },
		{ "dpd", "ftp://example.com/", E_INPUT },
		{ "dpd", "https://", E_INPUT },
		{ "dpd", "https:///x", E_INPUT },
		{ "dpd", "https://me:secret@example.com/", E_INPUT },
		{ "dpd", "https://example.com/a b", E_INPUT },
		{ "dpd", "https://example.com/\r\nX: y", E_INPUT },
		{ "dpd", "file:///etc/passwd", E_INPUT },
	};
	/* clang-format on */
	struct telling t;
	struct test_store *st = with_a_telling(*state, &t);

	for (size_t i = 0; i < N(cases); i++)
		if (set_address(st, cases[i].recipient, cases[i].url) != cases[i].code)
			fail_msg("%s %s", cases[i].recipient, cases[i].url);
}

/* A rehearsal becomes a store like any other. */
static void
in_earnest(struct test_store *t)
{
	test_begin(t);
	assert_ok(sql_setting_put(
	    t->sc, test_store_sql(t), S("store.rehearsal"), S("no")));
	test_commit(t);
	test_store_reopen(t);
}

static void
in_earnest_nothing_leaves_this_machine_in_clear(void **state)
{
	struct telling t;
	struct test_store *st = with_a_telling(*state, &t);

	assert_int_equal(set_address(st, "dpd", "http://example.com/"), E_OK);
	in_earnest(st);
	assert_int_equal(set_address(st, "dpd", "http://example.com/"), E_INPUT);
	assert_int_equal(set_address(st, "dpd", "http://127.0.0.1.example.com/"), E_INPUT);
	assert_int_equal(set_address(st, "dpd", "http://127.0.0.1:80@example.com/"), E_INPUT);
	assert_int_equal(set_address(st, "dpd", "http://localhost.example.com/"), E_INPUT);
	assert_int_equal(set_address(st, "dpd", "http://[::1]:8080/x"), E_OK);
	assert_int_equal(set_address(st, "dpd", "https://example.com/"), E_OK);
}

static void
without_an_address_nothing_goes_out(void **state)
{
	struct telling t;
	struct test_store *st = with_a_telling(*state, &t);
	struct sending *s;

	assert_int_equal(due_to_go(st, &s), 0);
	assert_int_equal(set_address(st, "dpd", URL), E_OK);
	assert_int_equal(set_address(st, "dpd", ""), E_OK);
	assert_int_equal(due_to_go(st, &s), 0);
	assert_int_equal(entries(st, ENTRY_FACT_ENDED), 1);
}

static void
what_is_not_taken_is_tried_ten_times_and_said_twice(void **state)
{
	struct telling t;
	struct test_store *st = with_a_telling(*state, &t);
	struct sending *s;

	assert_int_equal(set_address(st, "dpd", URL), E_OK);
	for (int64_t n = 1; n <= SEND_TRIES; n++) {
		assert_int_equal(due_to_go(st, &s), 1);
		assert_str(s[0].telling.id, t.id);
		assert_str(s[0].url, S(URL));
		assert_str(s[0].telling.why, S("term"));
		assert_int_equal(due_to_go(st, &s), 0); /* not twice in a row */
		answered(st, t.id, n % 2 == 0 ? 500 : 0);
		assert_int_equal(entries(st, ENTRY_TOLD_FAILED), 1);
		assert_int_equal(entries(st, ENTRY_TOLD_GIVEN_UP), n == SEND_TRIES ? 1 : 0);
		wait_for(st, (struct span){ send_wait(n).us - 1 });
		if (n < SEND_TRIES)
			assert_int_equal(due_to_go(st, &s), 0);
		wait_for(st, (struct span){ 1 });
	}
	wait_for(st, span_days(30));
	assert_int_equal(due_to_go(st, &s), 0);
	assert_int_equal(entries(st, ENTRY_TOLD), 0);
	assert_str(node_get_str(last_entry(st).entry.more, S("reason")), S("status-500"));

	/* a new address, and it begins anew */
	assert_int_equal(set_address(st, "dpd", URL), E_OK);
	assert_int_equal(due_to_go(st, &s), 1);
}

static void
received_is_not_erased(void **state)
{
	struct telling t, now;
	struct test_store *st = with_a_telling(*state, &t);
	struct sending *s;
	size_t n;

	assert_int_equal(set_address(st, "dpd", URL), E_OK);
	assert_int_equal(due_to_go(st, &s), 1);
	answered(st, t.id, 302);
	assert_int_equal(entries(st, ENTRY_TOLD), 0);
	answered(st, t.id, 204);
	answered(st, t.id, 200); /* it says so again */
	answered(st, t.id, 500); /* and then the contrary */
	assert_int_equal(entries(st, ENTRY_TOLD), 1);
	assert_int_equal(entries(st, ENTRY_TOLD_CONFIRMED), 0);
	assert_ok(told_get(st->sc, &st->store, t.id, &now));
	assert_true(now.told.set && !now.confirmed.set);
	wait_for(st, span_days(8));
	assert_int_equal(due_to_go(st, &s), 0);
	assert_ok(told_overdue(st->sc, &st->store, &n));
	assert_int_equal(n, 1); /* whoever lies is overdue like any other */
}

static void
a_place_has_an_address_of_its_own(void **state)
{
	struct test_store *t = test_store_edited(*state, "place office \"our office\" in GB",
	    "place crm \"our list of customers\" in GB, told to erase by webhook\n"
	    "place till \"our till\" in GB, told to erase by task\n"
	    "place office \"our office\" in GB");
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);
	struct sending *s;

	given(t, &r, "deliver", "delivery",
	    "{\"shipment\": \"S-1\", \"order\": \"O-1\", \"name\": \"Eve Example\", \"address\": "
	    "\"1 High Street, Leeds LS1 1AA\", \"phone\": \"01632 960721\", \"courier\": \"dpd\"}");
	travel_days(t, 366 + 91);
	assert_int_equal(set_address(t, "till", URL), E_INPUT);
	assert_int_equal(set_address(t, "office", URL), E_INPUT);
	assert_int_equal(due_to_go(t, &s), 0);
	assert_int_equal(set_address(t, "crm", URL), E_OK);
	assert_int_equal(due_to_go(t, &s), 1);
	assert_str(s[0].telling.place, S("crm"));
	assert_str(s[0].url, S(URL));
	assert_int_equal(due_to_go(t, &s), 0);
	assert_int_equal(set_address(t, "crm", URL), E_OK); /* anew, and at once */
	assert_int_equal(due_to_go(t, &s), 1);
	answered(t, s[0].telling.id, 200);
	assert_int_equal(entries(t, ENTRY_TOLD), 1);
	assert_int_equal(entries(t, ENTRY_TOLD_CONFIRMED), 0);
}

UNIT_MAIN(TEST(a_place_has_an_address_of_its_own), TEST(the_waits_grow_and_end_within_three_days),
    TEST(an_address_is_of_a_recipient_that_the_policy_tells_so),
    TEST(in_earnest_nothing_leaves_this_machine_in_clear),
    TEST(without_an_address_nothing_goes_out),
    TEST(what_is_not_taken_is_tried_ten_times_and_said_twice), TEST(received_is_not_erased))
