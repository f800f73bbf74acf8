/* From a due date to a destroyed key: the sweep, holds and the three steps. */
#include "kit/unit.h"

#include "kit/store.h"
#include "policy/compile.h"
#include "sys/zone.h"
#include "vault/party.h"

/* -- the sweep ---------------------------------------------------------------- */

static void
what_is_due_ends_on_the_minute_and_what_is_not_stays(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	r = test_delivery(t, "S-1");
	test_tell(t, "delivery", "despatch", r.id, "2027-03-02T09:00:00Z");
	test_commit(t);

	test_travel(t, "2027-05-31T07:59:59Z"); /* 90 days, and an hour of summer time */
	assert_int_equal(test_sweep(t), 0);
	test_travel(t, "2027-05-31T08:00:00Z");
	assert_int_equal(test_sweep(t), 1);
	assert_str(test_value(t, r.id, "delivery.phone"), S("")); /* V2: before its key is gone */
	assert_int_equal(test_finish(t), 1);
	assert_str(test_value(t, r.id, "delivery.phone"), S(""));
	assert_str(test_value(t, r.id, "delivery.name"), S("Ada Lovelace"));
	assert_int_equal(test_entries(t, ENTRY_ERASURE_DECIDED), 1);
	assert_int_equal(test_entries(t, ENTRY_ERASED), 1);
}

static void
a_sweep_takes_no_more_than_it_is_told_and_says_that_there_is_more(void **state)
{
	struct test_store *t = test_store_make(*state);
	uint64_t ended;
	bool more;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	for (int i = 0; i < 5; i++)
		test_delivery(t, str_c(&t->sc->arena, str_printf(&t->sc->arena, "S-%d", i)));
	test_commit(t);
	test_travel(t, "2040-01-01T00:00:00Z");
	test_begin(t);
	assert_ok(term_sweep(t->sc, &t->store, 4, &ended, &more));
	assert_int_equal(ended, 4);
	assert_true(more);
	test_commit(t);
	assert_int_equal(test_sweep(t), 6);
	assert_int_equal(test_finish(t), 10);
	assert_int_equal(test_sweep(t), 0);
}

static void
the_next_due_date_is_that_of_the_first_to_end(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;
	struct due due;

	test_travel(t, "2027-03-02T09:00:00Z");
	assert_ok(vault_next_due(t->sc, t->vault, &due));
	assert_false(due.set);
	test_begin(t);
	test_delivery(t, "S-1");
	r = test_delivery(t, "S-2");
	test_tell(t, "delivery", "despatch", r.id, "2027-03-02T09:00:00Z");
	test_commit(t);
	assert_ok(vault_next_due(t->sc, t->vault, &due));
	assert_str(instant_print(&t->sc->arena, due.at), S("2027-05-31T08:00:00Z"));
}

/* -- what the ledger says --------------------------------------------------------- */

static struct entry
last_of(struct test_store *t, enum entry_kind kind)
{
	struct ledger_rows rows;
	struct entry e = { 0 };

	assert_ok(ledger_page(t->sc, test_store_sql(t), 0, 1000, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (rows.at[i].kind == kind)
			e = rows.at[i].entry;
	return e;
}

static void
an_end_by_the_clock_names_line_fields_person_and_lateness(void **state)
{
	struct test_store *t = test_store_make(*state);
	uint8_t pseudonym[16];
	struct entry decided, erased;
	struct record r;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	r = test_delivery(t, "S-1");
	test_tell(t, "delivery", "despatch", r.id, "2027-03-02T09:00:00Z");
	test_commit(t);
	assert_ok(vault_pseudonym(t->sc, t->vault, r.subject, pseudonym));
	test_travel(t, "2033-03-02T09:00:30Z");
	test_sweep(t);
	test_finish(t);
	decided = last_of(t, ENTRY_ERASURE_DECIDED);
	erased = last_of(t, ENTRY_ERASED);
	assert_str(decided.why, S("term"));
	assert_str(erased.why, S("term"));
	assert_str(erased.subject, hex_encode(&t->sc->arena, pseudonym, sizeof(pseudonym)));
	assert_str(erased.record, r.id);
	assert_true(erased.line > 0);
	assert_int_equal(erased.fields, 5);
	assert_str(erased.field[0], S("delivery.shipment"));
	assert_int_equal(node_get_int(erased.more, S("late-ms"), -1), 30000);
}

static void
an_end_by_the_person_names_the_case_and_is_never_late(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct lifetime *lives;
	struct entry erased;
	struct record r;
	size_t n;

	test_begin(t);
	r = test_delivery(t, "S-1");
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	assert_ok(term_end(t->sc, &t->store, &lives[0], NULL, ERASED_PERSON, S("case-1")));
	test_commit(t);
	test_finish(t);
	erased = last_of(t, ENTRY_ERASED);
	assert_str(erased.why, S("person"));
	assert_str(erased.case_id, S("case-1"));
	assert_int_equal(node_get_int(erased.more, S("late-ms"), -1), -1);
}

static void
some_fields_of_a_part_can_end_and_the_others_stay(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct fields some = { NEW_ARRAY(&t->sc->arena, t->store.plan->field_words, uint64_t) };
	uint16_t gone = test_field(t, "delivery.address");
	struct lifetime *lives;
	struct record r;
	size_t n;

	some.w[gone / 64] |= (uint64_t)1 << (gone % 64);
	test_begin(t);
	r = test_delivery(t, "S-1");
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	for (size_t i = 0; i < n; i++)
		if (fields_have(lives[i].fields, gone))
			assert_ok(
			    term_end(t->sc, &t->store, &lives[i], &some, ERASED_PERSON, S("")));
	test_commit(t);
	test_finish(t);
	assert_int_equal(last_of(t, ENTRY_ERASURE_DECIDED).fields, 1);
	assert_str(last_of(t, ENTRY_ERASURE_DECIDED).field[0], S("delivery.address"));
	assert_str(test_value(t, r.id, "delivery.address"), S(""));
	assert_str(test_value(t, r.id, "delivery.order"), S("SO-1001"));
}

static void
what_is_blanked_leaves_the_record_and_its_other_fields(void **state)
{
	struct test_store *t = test_store_edited(*state, "until 90 days after despatch\n",
	    "until 90 days after despatch, then blank\n");
	struct entry erased;
	struct record r;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	r = test_delivery(t, "S-1");
	test_tell(t, "delivery", "despatch", r.id, "2027-03-02T09:00:00Z");
	test_commit(t);
	test_travel(t, "2027-05-31T08:00:00Z");
	assert_int_equal(test_sweep(t), 1);
	assert_int_equal(test_finish(t), 1);
	erased = last_of(t, ENTRY_ERASED);
	assert_str(erased.why, S("term"));
	assert_int_equal(erased.fields, 1);
	assert_str(erased.field[0], S("delivery.phone"));
	assert_str(test_value(t, r.id, "delivery.phone"), S(""));
	assert_str(test_value(t, r.id, "delivery.name"), S("Ada Lovelace"));
	test_travel(t, "2033-03-02T09:00:30Z"); /* the last of its fields takes it along */
	assert_int_equal(test_sweep(t), 1);
	assert_int_equal(test_finish(t), 1);
	assert_code(vault_record(t->sc, t->vault, r.id, &r), E_ABSENT);
}

/* -- holds ---------------------------------------------------------------------------- */

static struct hold
hold_on(struct test_store *t, struct str record, struct str subject)
{
	struct hold hold = {
		.class = plan_hold(t->store.plan, S("claim")),
		.record = record,
		.subject = subject,
		.by = S("staff-1"),
	};

	assert_ok(term_hold(t->sc, &t->store, &hold, S("claim 7 of the courier")));
	return hold;
}

/* -- what is told less exactly ---------------------------------------------------- */

#define COARSE "test/kit/coarse.policy"

static struct record
put_ride(struct test_store *t)
{
	struct record r;

	test_begin(t);
	r = test_put(t, "ride", test_subject(t, "rider", S("")), S(""),
	    test_values(t, "ride.number=R-1", "ride.began=53.64512,-1.78213", "ride.seen=53.6,-1.7",
		"ride.at=2027-01-10T08:15:00Z", "ride.born=1990-07-21", "ride.guess=home", NULL));
	test_commit(t);
	return r;
}

static bool
finds(struct test_store *t, const struct record *r, const char *value)
{
	struct str *ids;
	size_t n;

	assert_ok(vault_find(t->sc, t->vault, r->dataset, S(""), test_values(t, value, NULL), 10,
	    &ids, &n));
	return n > 0;
}

static void
what_is_generalised_says_less_and_then_goes_too(void **state)
{
	struct test_store *t = test_store_under(*state, COARSE);
	struct record r = put_ride(t);

	test_travel(t, "2027-02-15T09:00:00Z");
	(void)test_sweep(t);
	(void)test_finish(t);
	assert_str(test_value(t, r.id, "ride.began"), S("53.64,-1.78"));
	assert_str(test_value(t, r.id, "ride.seen"), S("53.6,-1.7"));
	assert_str(test_value(t, r.id, "ride.at"), S("2027-01"));
	assert_str(test_value(t, r.id, "ride.born"), S("1990"));
	assert_str(test_value(t, r.id, "ride.number"), S(""));
	assert_false(test_store_has(t, S("1990-07-21")));
	assert_false(finds(t, &r, "ride.seen=53.6,-1.7"));
	test_travel(t, "2027-02-25T09:00:00Z");
	(void)test_sweep(t);
	(void)test_finish(t);
	assert_str(test_value(t, r.id, "ride.seen"), S(""));
	assert_str(test_value(t, r.id, "ride.born"), S("1990"));
	test_travel(t, "2028-03-02T09:00:00Z");
	(void)test_sweep(t);
	(void)test_finish(t);
	assert_code(vault_record(t->sc, t->vault, r.id, &r), E_ABSENT);
}

/* T2: the day after which it goes is the clock's and its line's, and no new fact moves it. */
static void
what_is_left_of_it_has_a_day_that_nothing_moves(void **state)
{
	struct test_store *t = test_store_under(*state, COARSE);
	struct record r = put_ride(t);
	struct lifetime *lives;
	size_t n, coarse = 0;

	test_travel(t, "2027-02-15T09:00:00Z");
	(void)test_sweep(t);
	(void)test_finish(t);
	test_begin(t);
	assert_ok(term_recompute(t->sc, &t->store, NONE, r.id, S(""), S("")));
	test_commit(t);
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	for (size_t i = 0; i < n; i++) {
		coarse += lives[i].coarse;
		assert_true(lives[i].due.set && instant_before(t->sc->now, lives[i].due.at));
	}
	assert_int_equal(coarse, 4);
	assert_int_equal(test_sweep(t), 0);
}

/* A keeper that slept too long erases at once. */
static void
what_was_to_be_gone_altogether_is_not_generalised_first(void **state)
{
	struct test_store *t = test_store_under(*state, COARSE);
	struct record r = put_ride(t);

	test_travel(t, "2030-01-01T09:00:00Z");
	(void)test_sweep(t);
	(void)test_finish(t);
	assert_code(vault_record(t->sc, t->vault, r.id, &r), E_ABSENT);
}

static void
a_hold_stops_exactly_what_it_covers_until_it_is_lifted(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct lifetime *lives;
	struct hold hold;
	struct record a, b;
	size_t n;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	a = test_delivery(t, "S-1");
	b = test_delivery(t, "S-2");
	hold = hold_on(t, a.id, S(""));
	test_commit(t);
	assert_str(instant_print(&t->sc->arena, hold.review), S("2027-09-02T08:00:00Z"));
	test_travel(t, "2040-01-01T00:00:00Z");
	assert_int_equal(test_sweep(t), 2); /* both parts of b */
	test_finish(t);
	assert_str(test_value(t, a.id, "delivery.phone"), S("+441632960100"));
	assert_str(test_value(t, b.id, "delivery.phone"), S(""));
	assert_ok(vault_lifetimes(t->sc, t->vault, a.id, &lives, &n));
	test_begin(t);
	assert_code(term_end(t->sc, &t->store, &lives[0], NULL, ERASED_PERSON, S("")), E_STATE);
	assert_ok(term_lift(t->sc, &t->store, hold.id));
	test_commit(t);
	test_travel(t, "2040-01-01T00:00:10Z");
	assert_int_equal(test_sweep(t), 2);
	test_finish(t);
	assert_int_equal(node_get_int(last_of(t, ENTRY_ERASED).more, S("late-ms"), -1), 10000);
	assert_str(test_value(t, a.id, "delivery.phone"), S(""));
}

static void
a_hold_on_a_person_covers_what_comes_later_and_two_holds_need_two_ends(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct hold first, second;
	struct record a, b;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	a = test_delivery(t, "S-1");
	first = hold_on(t, S(""), a.subject);
	second = hold_on(t, a.id, S(""));
	b = test_put(t, "delivery", a.subject, t->reseller.id,
	    test_values(t, "delivery.shipment=S-2", "delivery.phone=+441632960100", NULL));
	assert_ok(term_lift(t->sc, &t->store, first.id));
	test_commit(t);
	test_travel(t, "2040-01-01T00:00:00Z");
	assert_int_equal(test_sweep(t), 2); /* b's; a has its own hold */
	test_finish(t);
	assert_str(test_value(t, b.id, "delivery.phone"), S(""));
	assert_str(test_value(t, a.id, "delivery.phone"), S("+441632960100"));
	test_begin(t);
	assert_ok(term_lift(t->sc, &t->store, second.id));
	assert_code(term_lift(t->sc, &t->store, second.id), E_ABSENT);
	sql_rollback(test_store_sql(t));
}

static void
a_hold_does_not_cover_other_data_and_needs_its_reason(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct hold bad = { .class = plan_hold(t->store.plan, S("claim")), .by = S("staff-1") };
	struct str person;
	struct record device;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	person = test_subject(t, "end-user", t->reseller.id);
	device = test_put(t, "device", person, t->reseller.id,
	    test_values(t, "device.mac=001565aabbcc", "device.vendor=snom", NULL));
	hold_on(t, S(""), person); /* pauses delivery, call and contact alone */
	bad.record = device.id;
	bad.subject = S("");
	assert_code(term_hold(t->sc, &t->store, &bad, S("")), E_INPUT);
	bad.subject = person;
	assert_code(term_hold(t->sc, &t->store, &bad, S("why")), E_INPUT);
	bad.record = bad.subject = S("");
	assert_code(term_hold(t->sc, &t->store, &bad, S("why")), E_INPUT);
	bad.record = S("01JC0Z7Q5V3N8R2W4X6Y9ABCDE");
	assert_code(term_hold(t->sc, &t->store, &bad, S("why")), E_ABSENT);
	test_commit(t);
	test_travel(t, "2040-01-01T00:00:00Z");
	assert_int_equal(test_sweep(t), 1);
}

static void
the_reason_of_a_hold_is_sealed(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str reason;
	struct hold hold;
	struct record r;

	test_begin(t);
	r = test_delivery(t, "S-1");
	hold = hold_on(t, r.id, S(""));
	test_commit(t);
	assert_false(test_store_has(t, S("claim 7")));
	assert_ok(vault_content(t->sc, t->vault, hold.reason_record, &reason));
	assert_str(reason, S("claim 7 of the courier"));
}

static void
a_restriction_and_a_hold_stop_a_clock_each_for_itself(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct hold hold;
	struct record r;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	r = test_delivery(t, "S-1");
	hold = hold_on(t, r.id, S(""));
	assert_ok(term_pause(t->sc, &t->store, r.id, true));
	test_commit(t);
	test_travel(t, "2040-01-01T00:00:00Z");
	test_begin(t);
	assert_ok(term_lift(t->sc, &t->store, hold.id));
	test_commit(t);
	assert_int_equal(test_sweep(t), 0); /* still restricted */
	test_begin(t);
	hold = hold_on(t, r.id, S(""));
	assert_ok(term_pause(t->sc, &t->store, r.id, false));
	test_commit(t);
	assert_int_equal(test_sweep(t), 0); /* held again */
	test_begin(t);
	assert_ok(term_lift(t->sc, &t->store, hold.id));
	test_commit(t);
	assert_int_equal(test_sweep(t), 2);
}

static void
a_changed_value_stays_restricted(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct values values = test_values(t, "delivery.phone=+441632960199", NULL);
	struct group_due *dues;
	struct record r;
	size_t n;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	r = test_delivery(t, "S-1");
	assert_ok(term_pause(t->sc, &t->store, r.id, true));
	assert_ok(term_dues(t->sc, &t->store, &r, values, NULL, 0, &dues, &n));
	assert_ok(vault_change(t->sc, t->vault, &r, values, dues, n));
	test_commit(t);
	test_travel(t, "2040-01-01T00:00:00Z");
	assert_int_equal(test_sweep(t), 0);
	assert_str(test_value(t, r.id, "delivery.phone"), S("+441632960199"));
}

/* -- consents that lapse --------------------------------------------------------- */

static void
what_rests_on_a_consent_ends_when_it_lapses(void **state)
{
	struct test_store *t = test_store_edited(
	    *state, "    confirm by email\n", "    confirm by email\n    lapses after 6 months\n");
	uint16_t news = plan_consent(t->store.plan, S("news"));
	enum consent_state consent;
	struct instant since;
	struct str person;
	struct record s;
	struct due due;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	person = test_subject(t, "contact", S(""));
	assert_ok(
	    vault_consent_set(t->sc, t->vault, person, news, CONSENT_GIVEN, t->sc->now, S("")));
	s = test_put(t, "subscription", person, S(""),
	    test_values(t, "subscription.email=ada@voice.example", NULL));
	test_commit(t);
	assert_ok(vault_next_due(t->sc, t->vault, &due));
	assert_str(instant_print(&t->sc->arena, due.at), S("2027-09-02T08:00:00Z"));
	test_travel(t, "2027-09-02T07:59:59Z");
	assert_int_equal(test_sweep(t), 0);
	assert_ok(vault_consent_state(t->sc, t->vault, person, news, &consent, &since));
	assert_int_equal(consent, CONSENT_GIVEN);
	test_travel(t, "2027-09-02T08:00:00Z");
	assert_int_equal(test_sweep(t), 1);
	assert_int_equal(test_entries(t, ENTRY_CONSENT_LAPSED), 1);
	assert_ok(vault_consent_state(t->sc, t->vault, person, news, &consent, &since));
	assert_int_equal(consent, CONSENT_LAPSED);
	test_finish(t);
	assert_str(test_value(t, s.id, "subscription.email"), S(""));
	assert_int_equal(node_get_int(last_of(t, ENTRY_ERASED).more, S("late-ms"), -1), 0);
}

/* -- the clock -------------------------------------------------------------------------- */

#define DAY INT64_C(86400000000)
#define BOOTED INT64_C(5000000000)

/* clang-format off */
static const struct {
	const char *why;
	bool same_boot;
	int64_t wall, boot, entry;  /* microseconds moved since, or of the newest entry */
	enum clock_doubt doubt;
} doubts[] = {
	{ "both went on alike",            true,  DAY * 9,      DAY * 9, 0,            CLOCK_FINE },
	{ "a correction of a minute",      true,  60000000,     1000000, 0,            CLOCK_FINE },
	{ "a day and no more",             true,  DAY,          0,       0,            CLOCK_FINE },
	{ "forward by more than a day",    true,  DAY + 1,      0,       0,            CLOCK_LEAPT },
	{ "back by two days",              true,  -2 * DAY,     0,       0,            CLOCK_BEHIND },
	{ "back by an hour",               true,  -DAY / 24,    0,       0,            CLOCK_FINE },
	{ "stood still while days passed", true,  0,            2 * DAY, 0,            CLOCK_BEHIND },
	{ "off for a month",               false, 0,            0,       -30 * DAY,    CLOCK_FINE },
	{ "off for longer",                false, 0,            0,       -30 * DAY - 1, CLOCK_LEAPT },
	{ "before the newest entry",       false, 0,            0,       1,            CLOCK_BEHIND },
	{ "at the newest entry",           false, 0,            0,       0,            CLOCK_FINE },
	{ "two days are fine when off",    false, 0,            0,       -2 * DAY,     CLOCK_FINE },
};
/* clang-format on */

static void
a_clock_that_leaps_is_doubted(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(doubts); i++) {
		struct clock_notes notes = {
			.wall = TEST_NOW,
			.boot = { BOOTED },
			.same_boot = doubts[i].same_boot,
			.last_entry = { TEST_NOW.us + doubts[i].entry },
		};
		struct instant wall = { TEST_NOW.us + doubts[i].wall };

		if (term_doubt(notes, wall, (struct instant){ BOOTED + doubts[i].boot })
		    != doubts[i].doubt)
			fail_msg("%s", doubts[i].why);
	}
}

static void
a_store_without_an_entry_has_nothing_to_doubt(void **state)
{
	struct clock_notes notes = { .last_entry = INSTANT_EVER };

	(void)state;
	assert_int_equal(term_doubt(notes, TEST_NOW, (struct instant){ BOOTED }), CLOCK_FINE);
}

UNIT_MAIN(TEST(what_is_due_ends_on_the_minute_and_what_is_not_stays),
    TEST(a_sweep_takes_no_more_than_it_is_told_and_says_that_there_is_more),
    TEST(the_next_due_date_is_that_of_the_first_to_end),
    TEST(an_end_by_the_clock_names_line_fields_person_and_lateness),
    TEST(an_end_by_the_person_names_the_case_and_is_never_late),
    TEST(some_fields_of_a_part_can_end_and_the_others_stay),
    TEST(what_is_blanked_leaves_the_record_and_its_other_fields),
    TEST(what_is_generalised_says_less_and_then_goes_too),
    TEST(what_is_left_of_it_has_a_day_that_nothing_moves),
    TEST(what_was_to_be_gone_altogether_is_not_generalised_first),
    TEST(a_hold_stops_exactly_what_it_covers_until_it_is_lifted),
    TEST(a_hold_on_a_person_covers_what_comes_later_and_two_holds_need_two_ends),
    TEST(a_hold_does_not_cover_other_data_and_needs_its_reason),
    TEST(the_reason_of_a_hold_is_sealed),
    TEST(a_restriction_and_a_hold_stop_a_clock_each_for_itself),
    TEST(a_changed_value_stays_restricted), TEST(what_rests_on_a_consent_ends_when_it_lapses),
    TEST(a_clock_that_leaps_is_doubted), TEST(a_store_without_an_entry_has_nothing_to_doubt))
