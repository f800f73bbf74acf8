/* Orders: opened with evidence, for what they name, until they end. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "sys/zone.h"

#define LINE "receives everything except secrets for legal-order with order, two people"
#define COURT \
	"receives everything except secrets for legal-order with order court\n" \
	"order court \"an order of a court\"\n" \
	"    shows authority, reference, records\n" \
	"    ends after 14 days, reviewed within 72 hours\n" \
	"    two people\n" \
	"    tell the person within 30 days unless it forbids that\n" \
	"order danger \"somebody is in danger\" shows reason, ends after 60 minutes\n" \
	"review locks every 12 months or role sales closes\n"

static struct str
put_delivery(struct test_store *t, const char *shipment)
{
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);
	struct str text = str_printf(&t->sc->arena,
	    "{\"shipment\": \"%s\", \"order\": \"O-1\", \"name\": \"Eve Example\", \"address\": "
	    "\"1 High Street, Leeds LS1 1AA\", \"company\": \"Example Ltd\", \"phone\": \"01632 "
	    "960721\", \"courier\": \"dpd\"}",
	    shipment);

	return given(t, &r, "deliver", "delivery", str_c(&t->sc->arena, text));
}

static struct verdict
open_order(struct test_store *t, const struct asker *asker, const struct asker *second,
    const char *kind, const char *shows, struct order *o)
{
	struct question q = { 0 };
	struct verdict v;

	wave_begin(t);
	assert_ok(gate_order_open(
	    t->sc, &t->store, asker, second, str_of(kind), json(t, shows), &v, o));
	wave_verdict(t, asker, "order", &q, &v);
	wave_end(t);
	return v;
}

static struct verdict
act_on(struct test_store *t, const struct asker *asker, struct str id, enum order_act act,
    struct str subject)
{
	struct question q = { 0 };
	struct verdict v;

	wave_begin(t);
	assert_ok(gate_order_act(t->sc, &t->store, asker, id, act, subject, &v));
	wave_verdict(t, asker, "order", &q, &v);
	wave_end(t);
	return v;
}

static const char *
shown(struct test_store *t, struct str record, const char *more)
{
	return str_c(&t->sc->arena,
	    str_printf(&t->sc->arena,
		"{\"authority\": \"Leeds County Court\", \"reference\": \"C-17\", \"records\": "
		"[\"%.*s\"]%s}",
		STR(record), more));
}

static const char *
under(struct test_store *t, const struct order *o)
{
	return str_c(&t->sc->arena, str_printf(&t->sc->arena, "{\"order\": \"%.*s\"}", STR(o->id)));
}

static void
an_order_is_opened_with_its_evidence_by_two_people(void **state)
{
	struct test_store *t = test_store_edited(*state, LINE, COURT);
	struct asker d = ask_role(t, "dpo", S("")), e = ask_role(t, "dpo", S("")),
		     s = ask_role(t, "sales", S(""));
	struct str id = put_delivery(t, "S-1");
	struct order o;
	struct verdict v;

	v = open_order(t, &d, &e, "court", "{\"authority\": \"Leeds County Court\"}", &o);
	assert_why(v, WHY_ORDER);
	assert_str(v.detail, S("such an order shows `reference`"));
	assert_why(open_order(t, &d, &e, "court",
		       "{\"authority\": \"X\", \"reference\": \"C-17\", \"records\": []}", &o),
	    WHY_ORDER);
	assert_why(open_order(t, &d, &e, "etc", shown(t, id, ""), &o), WHY_ORDER);
	assert_why(open_order(t, &d, NULL, "court", shown(t, id, ""), &o), WHY_TWO_PEOPLE);
	assert_why(open_order(t, &d, &d, "court", shown(t, id, ""), &o), WHY_TWO_PEOPLE);
	assert_why(open_order(t, &d, &s, "court", shown(t, id, ""), &o), WHY_TWO_PEOPLE);
	assert_why(open_order(t, &s, &d, "court", shown(t, id, ""), &o), WHY_ROLE);
	assert_int_equal(last_entry(t).kind, ENTRY_ORDER_REFUSED);
	assert_why(open_order(t, &d, &e, "court", shown(t, id, ""), &o), WHY_NONE);
	assert_int_equal(last_entry(t).kind, ENTRY_ORDER_OPENED);
	assert_str(node_get_str(last_entry(t).entry.more, S("order")), o.id);
	assert_why(open_order(t, &d, NULL, "danger", "{\"reason\": \"a fire\"}", &o), WHY_NONE);
}

static void
a_look_under_an_order_ends_with_it(void **state)
{
	struct test_store *t = test_store_edited(*state, LINE, COURT);
	struct asker d = ask_role(t, "dpo", S("")), e = ask_role(t, "dpo", S(""));
	struct str id = put_delivery(t, "S-1"), other = put_delivery(t, "S-2");
	struct order o, fire;
	struct parcel p;
	struct answer a;

	assert_why(open_order(t, &d, &e, "court", shown(t, id, ""), &o), WHY_NONE);
	assert_why(release_as(t, &d, NULL, "authority", "legal-order", id,
		       "{\"order\": \"PACE-9\"}", &p),
	    WHY_ORDER);
	assert_why(
	    release_as(t, &d, NULL, "authority", "legal-order", id, under(t, &o), &p), WHY_NONE);
	assert_str(node_get_str(last_entry(t).entry.more, S("order")), o.id);
	assert_why(release_as(t, &d, NULL, "authority", "legal-order", other, under(t, &o), &p),
	    WHY_ORDER);
	assert_why(open_order(t, &d, NULL, "danger", "{\"reason\": \"a fire\"}", &fire), WHY_NONE);
	assert_why(release_as(t, &d, NULL, "authority", "legal-order", id, under(t, &fire), &p),
	    WHY_ORDER);
	assert_why(read_as(t, &d, "legal-order", id, under(t, &fire), &a), WHY_NONE);
	t->sc->now = instant_plus(fire.opened, span_minutes(60));
	assert_why(read_as(t, &d, "legal-order", id, under(t, &fire), &a), WHY_ORDER);
	assert_why(read_as(t, &d, "legal-order", id, under(t, &o), &a), WHY_NONE);
	assert_why(act_on(t, &d, o.id, ORDER_END, S("")), WHY_NONE);
	assert_why(read_as(t, &d, "legal-order", id, under(t, &o), &a), WHY_ORDER);
}

static void
who_was_looked_at_is_told(void **state)
{
	struct test_store *t = test_store_edited(*state, LINE, COURT);
	struct asker d = ask_role(t, "dpo", S("")), e = ask_role(t, "dpo", S(""));
	struct str id = put_delivery(t, "S-1");
	struct order o, *orders;
	struct verdict v;
	struct answer a;
	struct record r;
	bool forbids;
	size_t n;

	assert_ok(vault_record(t->sc, t->vault, id, &r));
	assert_why(open_order(t, &d, &e, "court",
		       shown(t, id, ", \"forbids-until\": \"2027-06-01T00:00:00Z\""), &o),
	    WHY_NONE);
	assert_why(act_on(t, &d, o.id, ORDER_TOLD, r.subject), WHY_GONE); /* nothing was seen */
	assert_why(read_as(t, &d, "legal-order", id, under(t, &o), &a), WHY_NONE);
	assert_ok(gate_orders(t->sc, &t->store, &d, &v, &orders, &n));
	assert_int_equal(n, 1);
	assert_int_equal(orders[0].n, 1);
	assert_str(orders[0].subjects[0], r.subject);
	assert_str(instant_print(&t->sc->arena, orders[0].tell[0]), S("2027-06-01T00:00:00Z"));
	assert_true(orders[0].review.set);
	assert_ok(gate_order_forbids(t->sc, &t->store, o.id, &forbids));
	assert_true(forbids);
	travel_to(t, "2027-06-01T00:00:00Z");
	assert_ok(gate_order_forbids(t->sc, &t->store, o.id, &forbids));
	assert_false(forbids);
	assert_why(act_on(t, &d, o.id, ORDER_TOLD, r.subject), WHY_NONE);
	assert_int_equal(last_entry(t).kind, ENTRY_ORDER_TOLD);
	assert_why(act_on(t, &d, o.id, ORDER_REVIEW, S("")), WHY_NONE);
	assert_ok(gate_orders(t->sc, &t->store, &d, &v, &orders, &n));
	assert_int_equal(n, 0);
}

static size_t
late(struct test_store *t)
{
	size_t n, before = entries(t, ENTRY_OVERDUE);

	assert_ok(gate_overdue(t->sc, &t->store, &n));
	wave_begin(t);
	assert_ok(gate_tell_overdue(t->sc, &t->store));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	assert_int_equal(entries(t, ENTRY_OVERDUE), before + n);
	return n;
}

static void
what_is_late_is_told_once(void **state)
{
	struct test_store *t = test_store_edited(*state, LINE, COURT);
	struct asker d = ask_role(t, "dpo", S("")), e = ask_role(t, "dpo", S(""));
	struct str id = put_delivery(t, "S-1");
	struct order o;
	struct answer a;

	assert_why(open_order(t, &d, &e, "court", shown(t, id, ""), &o), WHY_NONE);
	assert_why(read_as(t, &d, "legal-order", id, under(t, &o), &a), WHY_NONE);
	(void)late(t); /* the policy's own reviews */
	t->sc->now = instant_plus(o.opened, span_minutes(72 * 60 - 1));
	assert_int_equal(late(t), 0);
	t->sc->now = instant_plus(o.opened, span_minutes(72 * 60));
	assert_int_equal(late(t), 1);
	assert_str(last_entry(t).entry.why, S("order-review"));
	assert_int_equal(late(t), 0);
	t->sc->now = instant_plus(o.opened, span_days(30));
	assert_int_equal(late(t), 1);
	assert_str(last_entry(t).entry.why, S("order-tell"));
	assert_int_equal(last_entry(t).entry.subject.n, 32);
}

static void
a_review_that_is_late_closes_what_it_names(void **state)
{
	struct test_store *t = test_store_edited(*state, LINE, COURT);
	struct asker s = ask_role(t, "sales", S("")), w = ask_role(t, "warehouse", S(""));
	struct answer a;
	struct verdict v;

	assert_why(find_as(t, &s, "sales", "contact", "{}", &a), WHY_NONE);
	t->sc->now = zone_instant((struct civil){ .year = 2027, .month = 12, .day = 1 });
	v = find_as(t, &s, "sales", "contact", "{}", &a);
	assert_why(v, WHY_REVIEW);
	assert_int_equal(v.line, line_of(t, "review locks"));
	assert_why(
	    read_as(t, &w, "deliver", put_delivery(t, "S-1"), NULL, &a), WHY_NONE);
	assert_int_equal(late(t), t->store.plan->reviews.n);
	fact_of(t, "review", "locks", "2027-12-01T00:00:00Z", NULL);
	assert_why(find_as(t, &s, "sales", "contact", "{}", &a), WHY_NONE);
	assert_int_equal(late(t), 0);
}

UNIT_MAIN(TEST(what_is_late_is_told_once), TEST(a_review_that_is_late_closes_what_it_names),
    TEST(an_order_is_opened_with_its_evidence_by_two_people),
    TEST(a_look_under_an_order_ends_with_it), TEST(who_was_looked_at_is_told))
