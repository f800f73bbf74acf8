/* Due dates begin and move with the facts that their clocks ask for, and with nothing else. */
#include "kit/unit.h"

#include "kit/store.h"
#include "sql/statements.h"
#include "sys/zone.h"
#include "vault/party.h"

static const struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

static struct due
due_of(struct test_store *t, struct str record, const char *field)
{
	struct lifetime *lives;
	size_t n;

	assert_ok(vault_lifetimes(t->sc, t->vault, record, &lives, &n));
	for (size_t i = 0; i < n; i++)
		if (lives[i].state == LIFE_OPEN
		    && fields_have(lives[i].fields, test_field(t, field)))
			return lives[i].due;
	fail_msg("%s is not held", field);
	return (struct due){ 0 };
}

/* `want` NULL: no date yet. */
static void
due_is(struct test_store *t, struct str record, const char *field, const char *want, bool limit)
{
	struct due due = due_of(t, record, field);

	if (want == NULL) {
		assert_false(due.set);
		return;
	}
	assert_true(due.set);
	assert_str(instant_print(&t->sc->arena, due.at), str_of(want));
	assert_int_equal(due.limit, limit);
}

static struct record
device(struct test_store *t, struct str subject)
{
	return test_put(t, "device", subject, t->reseller.id,
	    test_values(t, "device.mac=001565aabbcc", "device.vendor=yealink",
		"device.username=201", "device.password=canary-7Qx", NULL));
}

static void
dues_are(struct test_store *t, struct str record, const struct group_due *dues, size_t n)
{
	struct lifetime *lives;
	size_t n_lives;

	assert_ok(vault_lifetimes(t->sc, t->vault, record, &lives, &n_lives));
	for (size_t i = 0; i < n_lives; i++)
		for (size_t k = 0; k < n; k++)
			if (lives[i].state == LIFE_OPEN && lives[i].group == dues[k].group) {
				assert_int_equal(lives[i].due.set, dues[k].due.set);
				assert_int_equal(lives[i].due.at.us, dues[k].due.at.us);
			}
}

static void
change(struct test_store *t, struct str id, struct values values)
{
	struct record r;
	struct group_due *dues;
	size_t n;

	assert_ok(vault_record(t->sc, t->vault, id, &r));
	r.change = t->sc->now;
	assert_ok(term_dues(t->sc, &t->store, &r, values, NULL, 0, &dues, &n));
	assert_ok(vault_change(t->sc, t->vault, &r, values, dues, n));
	dues_are(t, id, dues, n);
	assert_ok(term_recompute(t->sc, &t->store, NONE, id, S(""), S("")));
	dues_are(t, id, dues, n); /* computed before or after: the same */
}

/* -- an event of a record ------------------------------------------------------- */

static void
a_clock_waits_for_its_event_and_falls_back_when_it_never_comes(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	test_travel(t, "2027-01-15T08:00:00Z");
	test_begin(t);
	r = test_delivery(t, "S-1");
	/* if despatch never comes: 1 year after arrival, then 90 days, at eight by the civil clock
	 */
	due_is(t, r.id, "delivery.phone", "2028-04-14T07:00:00Z", true);
	due_is(t, r.id, "delivery.name", "2034-01-15T08:00:00Z", true);
	test_travel(t, "2027-02-01T12:00:00Z");
	test_tell(t, "delivery", "despatch", r.id, "2027-02-01T10:00:00Z");
	due_is(t, r.id, "delivery.phone", "2027-05-02T09:00:00Z", false);
	due_is(t, r.id, "delivery.name", "2033-02-01T10:00:00Z", false);
	test_commit(t);
}

static void
the_first_of_an_event_counts_and_the_latest_of_another(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str person;
	struct record r, c;

	test_travel(t, "2027-06-01T00:00:00Z");
	test_begin(t);
	r = test_delivery(t, "S-1");
	test_tell(t, "delivery", "despatch", r.id, "2027-02-01T10:00:00Z");
	test_tell(t, "delivery", "despatch", r.id, "2027-03-01T10:00:00Z");
	due_is(t, r.id, "delivery.name", "2033-02-01T10:00:00Z", false);
	test_tell(t, "delivery", "despatch", r.id, "2027-01-01T10:00:00Z");
	due_is(t, r.id, "delivery.name", "2033-01-01T10:00:00Z", false);
	person = test_subject(t, "contact", S(""));
	c = test_put(t, "contact", person, S(""), test_values(t, "contact.name=Ada", NULL));
	test_tell(t, "contact", "leaving", c.id, "2027-02-01T10:00:00Z");
	test_tell(t, "contact", "leaving", c.id, "2027-01-01T10:00:00Z");
	due_is(t, c.id, "contact.name", "2033-02-01T10:00:00Z", false);
	test_commit(t);
}

static void
one_parcels_despatch_is_not_another_parcels(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record a, b;

	test_travel(t, "2027-04-01T00:00:00Z");
	test_begin(t);
	a = test_delivery(t, "S-1");
	b = test_put(t, "delivery", a.subject, t->reseller.id,
	    test_values(t, "delivery.shipment=S-2", "delivery.phone=+441632960100", NULL));
	test_tell(t, "delivery", "despatch", a.id, "2027-02-01T10:00:00Z");
	due_is(t, a.id, "delivery.phone", "2027-05-02T09:00:00Z", false);
	due_is(t, b.id, "delivery.phone", "2028-06-30T00:00:00Z", true);
	test_commit(t);
}

static void
nothing_that_has_not_happened_can_be_told(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct moved *moved;
	struct record r;
	uint16_t despatch;
	size_t n;

	test_begin(t);
	r = test_delivery(t, "S-1");
	despatch = plan_event(t->store.plan, r.dataset, S("despatch"));
	assert_code(term_event(t->sc, &t->store, &nobody, despatch, r.id, S(""), S(""),
			instant_plus(t->sc->now, span_seconds(1)), &moved, &n),
	    E_INPUT);
	due_is(t, r.id, "delivery.phone", "2028-04-14T07:00:00Z", true);
	test_commit(t);
}

/* -- an event of a value --------------------------------------------------------- */

static void
each_new_value_waits_for_its_own_event(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	test_travel(t, "2027-01-15T08:00:00Z");
	test_begin(t);
	r = device(t, test_subject(t, "end-user", t->reseller.id));
	due_is(t, r.id, "device.password", "2027-04-15T07:00:00Z", true); /* 75 and 15 days */
	test_travel(t, "2027-02-01T08:00:00Z");
	test_tell(t, "device", "provisioned", r.id, "2027-02-01T08:00:00Z");
	due_is(t, r.id, "device.password", "2027-02-16T08:00:00Z", false);

	test_travel(t, "2027-02-10T08:00:00Z");
	change(t, r.id, test_values(t, "device.password=canary-8Rz", NULL));
	due_is(
	    t, r.id, "device.password", "2027-05-11T07:00:00Z", true); /* from its own arrival */
	test_tell(
	    t, "device", "provisioned", r.id, "2027-02-09T08:00:00Z"); /* that was the old one */
	due_is(t, r.id, "device.password", "2027-05-11T07:00:00Z", true);
	test_tell(t, "device", "provisioned", r.id, "2027-02-10T08:00:00Z");
	due_is(t, r.id, "device.password", "2027-02-25T08:00:00Z", false);
	test_commit(t);
}

static void
changing_another_field_or_the_same_value_starts_nothing_anew(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	test_travel(t, "2027-01-15T08:00:00Z");
	test_begin(t);
	r = device(t, test_subject(t, "end-user", t->reseller.id));
	test_travel(t, "2027-02-01T08:00:00Z");
	test_tell(t, "device", "provisioned", r.id, "2027-02-01T08:00:00Z");
	test_travel(t, "2027-02-10T08:00:00Z");
	change(t, r.id, test_values(t, "device.username=202", NULL));
	due_is(t, r.id, "device.password", "2027-02-16T08:00:00Z", false);
	test_commit(t);
}

/* The event is of one field, its clock ends three. */
static void
an_event_goes_over_to_the_lifetime_that_holds_its_value_now(void **state)
{
	struct test_store *t = test_store_edited(*state, "event answer        of enquiry  ",
	    "event answer        of enquiry.message  ");
	struct fields name = { NEW_ARRAY(&t->sc->arena, t->store.plan->field_words, uint64_t) };
	struct lifetime *lives;
	struct record r;
	size_t n;

	fields_put(name, test_field(t, "enquiry.name"));
	test_travel(t, "2027-02-01T08:00:00Z");
	test_begin(t);
	r = test_put(t, "enquiry", test_subject(t, "visitor", S("")), S(""),
	    test_values(t, "enquiry.name=Ada", "enquiry.email=ada@voice.example",
		"enquiry.message=how much", NULL));
	test_tell(t, "enquiry", "answer", r.id, "2027-02-01T08:00:00Z");
	due_is(t, r.id, "enquiry.message", "2027-03-03T08:00:00Z", false);
	test_travel(t, "2027-02-03T08:00:00Z");
	change(t, r.id, test_values(t, "enquiry.email=ada@voice.example.net", NULL));
	due_is(t, r.id, "enquiry.message", "2027-03-03T08:00:00Z", false);
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	assert_ok(vault_end_fields(
	    t->sc, t->vault, lives[n - 1].id, name, (struct ending_note){ ERASED_PERSON, S("") }));
	assert_ok(term_recompute(t->sc, &t->store, NONE, r.id, S(""), S("")));
	due_is(t, r.id, "enquiry.message", "2027-03-03T08:00:00Z", false);
	change(t, r.id, test_values(t, "enquiry.message=and when", NULL));
	due_is(t, r.id, "enquiry.message", "2027-09-02T07:00:00Z", true); /* not answered yet */
	test_commit(t);
}

static void
an_event_of_a_value_that_is_not_held_is_refused(void **state)
{
	struct test_store *t = test_store_make(*state);
	uint16_t device_set = plan_dataset(t->store.plan, S("device"));
	struct moved *moved;
	struct record r;
	size_t n;

	test_begin(t);
	r = test_put(t, "device", test_subject(t, "end-user", t->reseller.id), t->reseller.id,
	    test_values(t, "device.mac=001565aabbcc", "device.vendor=yealink", NULL));
	assert_code(
	    term_event(t->sc, &t->store, &nobody, plan_event(t->store.plan, device_set, S("provisioned")),
		r.id, S(""), S(""), t->sc->now, &moved, &n),
	    E_ABSENT);
	test_commit(t);
}

/* -- conditions -------------------------------------------------------------------- */

static void
a_dispute_keeps_a_call_until_it_is_over_and_no_longer_than_its_limit(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	test_travel(t, "2027-01-15T08:00:00Z");
	test_begin(t);
	r = test_put(t, "call", test_subject(t, "caller", S("")), S(""),
	    test_values(t, "call.number=+441632960100", "call.audio=UklGRg==", NULL));
	test_tell(t, "call", "finish", r.id, "2027-01-15T08:00:00Z");
	due_is(t, r.id, "call.audio", "2027-04-15T07:00:00Z", false);
	change(t, r.id, test_values(t, "call.dispute=yes", NULL));
	due_is(t, r.id, "call.audio", "2028-01-15T08:00:00Z", true);
	test_travel(t, "2027-09-01T08:00:00Z");
	change(t, r.id, test_values(t, "call.dispute=no", NULL));
	due_is(t, r.id, "call.audio", "2027-09-01T08:00:00Z", false); /* since it is known */
	test_commit(t);
	assert_int_equal(test_sweep(t), 1);
	test_finish(t);
	assert_str(test_value(t, r.id, "call.audio"), S(""));
}

static void
a_fact_that_cannot_be_read_voids_the_date(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct lifetime *lives;
	struct record r;
	size_t n;

	test_begin(t);
	r = test_put(t, "call", test_subject(t, "caller", S("")), S(""),
	    test_values(t, "call.number=+441632960100", "call.dispute=yes", NULL));
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	assert_ok(sql_part_drop(t->sc, test_store_sql(t), lives[0].id));
	assert_code(term_recompute(t->sc, &t->store, NONE, r.id, S(""), S("")), E_DAMAGED);
	sql_rollback(test_store_sql(t));
}

static void
a_purchase_by_the_person_holds_the_subscription_in_another_dataset(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str person;
	struct record c, s;

	test_travel(t, "2027-01-15T08:00:00Z");
	test_begin(t);
	person = test_subject(t, "contact", S(""));
	c = test_put(t, "contact", person, S(""), test_values(t, "contact.name=Ada", NULL));
	test_tell(t, "contact", "interest", c.id, "2027-01-15T08:00:00Z");
	s = test_put(t, "subscription", person, S(""),
	    test_values(t, "subscription.email=ada@voice.example", NULL));
	due_is(t, s.id, "subscription.email", "2027-07-14T07:00:00Z",
	    false); /* 180 days of interest */
	test_tell(t, "contact", "phone-sale", c.id, "2026-06-01T08:00:00Z");
	due_is(t, s.id, "subscription.email", "2028-06-01T08:00:00Z", false); /* 24 months of it */
	test_travel(t, "2027-02-01T08:00:00Z");
	test_tell(t, "contact", "phone-sale", c.id, "2027-02-01T08:00:00Z");
	due_is(t, s.id, "subscription.email", "2029-01-15T08:00:00Z", true); /* the outer limit */
	test_commit(t);
}

static void
consent_moves_the_date_when_it_is_given_and_when_it_is_withdrawn(void **state)
{
	struct test_store *t = test_store_make(*state);
	uint16_t news = plan_consent(t->store.plan, S("news"));
	struct str person;
	struct record s;

	test_travel(t, "2027-01-15T08:00:00Z");
	test_begin(t);
	person = test_subject(t, "contact", S(""));
	assert_ok(
	    vault_consent_set(t->sc, t->vault, person, news, CONSENT_GIVEN, t->sc->now, S("")));
	s = test_put(t, "subscription", person, S(""),
	    test_values(t, "subscription.email=ada@voice.example", NULL));
	due_is(t, s.id, "subscription.email", "2029-01-15T08:00:00Z", true);
	test_travel(t, "2027-03-01T08:00:00Z");
	assert_ok(vault_consent_set(
	    t->sc, t->vault, person, news, CONSENT_WITHDRAWN, t->sc->now, S("")));
	assert_ok(term_recompute(t->sc, &t->store, NONE, S(""), person, S("")));
	due_is(t, s.id, "subscription.email", "2027-03-01T08:00:00Z", false); /* now */
	test_commit(t);
}

static void
the_end_of_a_contract_ends_what_was_held_for_that_party_alone(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct party other = { .class = t->reseller.class, .name = S("Southern"), .kind = S("") };
	uint16_t ends = plan_event(t->store.plan, NONE, S("contract-end"));
	struct moved *moved;
	struct record a, b;
	size_t n;

	test_travel(t, "2027-01-15T08:00:00Z");
	test_begin(t);
	assert_ok(vault_party_add(t->sc, t->vault, &other));
	a = device(t, test_subject(t, "end-user", t->reseller.id));
	b = test_put(t, "device", test_subject(t, "end-user", other.id), other.id,
	    test_values(t, "device.mac=001565aabbcc", "device.vendor=yealink", NULL));
	due_is(t, a.id, "device.mac", "2034-01-15T08:00:00Z", true);
	assert_int_not_equal(ends, NONE);
	test_travel(t, "2027-03-01T08:00:00Z");
	assert_ok(term_event(
	    t->sc, &t->store, &nobody, ends, S(""), S(""), t->reseller.id, t->sc->now, &moved, &n));
	assert_int_equal(n, 1);
	due_is(t, a.id, "device.mac", "2027-03-01T08:00:00Z", false);
	due_is(t, b.id, "device.mac", "2034-01-15T08:00:00Z", true);
	test_commit(t);
}

static void
a_change_moves_the_clock_that_counts_from_it_and_no_other(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	test_travel(t, "2027-01-15T08:00:00Z");
	test_begin(t);
	r = device(t, test_subject(t, "end-user", t->reseller.id));
	test_travel(t, "2027-06-15T08:00:00Z");
	change(t, r.id, test_values(t, "device.password=canary-8Rz", NULL));
	due_is(t, r.id, "device.mac", "2034-06-15T08:00:00Z", true); /* 7 years after change */
	test_commit(t);
}

/* -- properties ------------------------------------------------------------------------ */

/* T1, and the longer `keep` of two is never due earlier: from each day of four
 * years, over both clock changes. */
static void
a_longer_term_is_never_due_earlier_and_the_same_facts_give_the_same_date(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct told_event told = { 0 };
	struct record r = { .id = S(""), .party = S(""), .subject = S(""), .about = NONE };
	struct values values = test_values(t, "delivery.phone=1", "delivery.name=Ada", NULL);
	struct instant last[2] = { { 0 }, { 0 } };

	r.dataset = plan_dataset(t->store.plan, S("delivery"));
	told.event = plan_event(t->store.plan, r.dataset, S("despatch"));
	for (int day = 0; day < 4 * 366; day++) {
		struct group_due *dues, *again;
		size_t n;

		told.at = instant_plus(TEST_NOW, span_hours(24 * day + day % 24));
		r.arrival = r.change = told.at;
		assert_ok(term_dues(t->sc, &t->store, &r, values, &told, 1, &dues, &n));
		assert_int_equal(n, 2);
		assert_ok(term_dues(t->sc, &t->store, &r, values, &told, 1, &again, &n));
		assert_memory_equal(dues, again, sizeof(*dues) * 2);
		for (size_t i = 0; i < 2; i++) {
			assert_true(last[i].us <= dues[i].due.at.us);
			last[i] = dues[i].due.at;
		}
		assert_int_not_equal(dues[0].due.at.us, dues[1].due.at.us);
		assert_true(instant_since(dues[0].due.at, told.at).us > span_days(89).us);
		assert_true(instant_since(dues[1].due.at, told.at).us > span_days(89).us);
	}
}

static void
every_event_that_is_told_is_in_the_ledger(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	test_begin(t);
	r = test_delivery(t, "S-1");
	test_tell(t, "delivery", "despatch", r.id, "2027-01-01T10:00:00Z");
	test_tell(t, "delivery", "despatch", r.id, "2027-01-01T10:00:00Z");
	test_commit(t);
	assert_int_equal(test_entries(t, ENTRY_EVENT), 2);
}

UNIT_MAIN(TEST(a_clock_waits_for_its_event_and_falls_back_when_it_never_comes),
    TEST(the_first_of_an_event_counts_and_the_latest_of_another),
    TEST(one_parcels_despatch_is_not_another_parcels),
    TEST(nothing_that_has_not_happened_can_be_told), TEST(each_new_value_waits_for_its_own_event),
    TEST(changing_another_field_or_the_same_value_starts_nothing_anew),
    TEST(an_event_goes_over_to_the_lifetime_that_holds_its_value_now),
    TEST(an_event_of_a_value_that_is_not_held_is_refused),
    TEST(a_dispute_keeps_a_call_until_it_is_over_and_no_longer_than_its_limit),
    TEST(a_fact_that_cannot_be_read_voids_the_date),
    TEST(a_purchase_by_the_person_holds_the_subscription_in_another_dataset),
    TEST(consent_moves_the_date_when_it_is_given_and_when_it_is_withdrawn),
    TEST(the_end_of_a_contract_ends_what_was_held_for_that_party_alone),
    TEST(a_change_moves_the_clock_that_counts_from_it_and_no_other),
    TEST(a_longer_term_is_never_due_earlier_and_the_same_facts_give_the_same_date),
    TEST(every_event_that_is_told_is_in_the_ledger))
