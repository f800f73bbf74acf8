/* Incidents: whom they affect, what is closed, who is told by when. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "rights/rights.h"

#define HIGH "people without delay when risk is high"
#define CONTAINS "people without delay when risk is high\n    contain sessions, releases"

static struct str
parcel_of(struct test_store *t, const char *shipment, const char *name)
{
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);
	struct str text = str_printf(&t->sc->arena,
	    "{\"shipment\": \"%s\", \"order\": \"O-1\", \"name\": \"%s\", \"address\": "
	    "\"1 High Street, Leeds LS1 1AA\", \"company\": \"Example Ltd\", \"phone\": \"01632 "
	    "960721\", \"courier\": \"dpd\"}",
	    shipment, name);

	return given(t, &r, "deliver", "delivery", str_c(&t->sc->arena, text));
}

static struct incident_told
opened(struct test_store *t, const struct asker *who, const char *means, struct str of)
{
	struct str text = str_printf(&t->sc->arena,
	    "{\"by\": {\"%s\": \"%.*s\"}, \"what\": \"a laptop was stolen\", \"advice\": "
	    "\"change it\", \"consequences\": \"somebody may ring you\", \"risk\": \"high\", "
	    "\"since\": \"2026-01-01T00:00:00Z\"}",
	    means, STR(of));
	struct incident_told i;
	struct verdict v;

	wave_begin(t);
	assert_ok(rights_incident_open(t->sc, &t->store, who, S("R-1"),
	    json(t, str_c(&t->sc->arena, text)), &v, &i));
	wave_verdict(t, who, "incident", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_NONE);
	return i;
}

static struct verdict
act_it(struct test_store *t, const struct asker *who, const struct asker *second,
    struct incident_told *i, enum incident_act act, struct str of)
{
	struct incident_told now;
	struct verdict v;

	wave_begin(t);
	assert_ok(rights_incident_act(
	    t->sc, &t->store, who, second, S("R-1"), i->i.id, act, of, &v, &now));
	wave_verdict(t, who, "incident", NULL, &v);
	wave_end(t);
	if (v.why == WHY_NONE)
		*i = now;
	return v;
}

static struct verdict
contained(struct test_store *t, const struct asker *who)
{
	struct verdict v = { 0 };

	test_begin(t);
	assert_ok(gate_contained(t->sc, &t->store, who, &v));
	test_commit(t);
	return v;
}

static void
exactly_those_whom_the_key_looked_at_are_affected(void **state)
{
	struct test_store *t = test_store_edited(*state, HIGH, CONTAINS);
	struct asker d = ask_role(t, "dpo", S("")), w = ask_role(t, "warehouse", S("")),
		     other = ask_role(t, "warehouse", S(""));
	struct str one = parcel_of(t, "S-1", "Eve Example"), two = parcel_of(t, "S-2", "Bob Bell");
	struct incident_told i;
	struct answer a;
	struct str letter;

	parcel_of(t, "S-3", "Ann Ash");
	assert_why(read_as(t, &w, "deliver", one, "{\"fields\": [\"name\"]}", &a), WHY_NONE);
	assert_why(read_as(t, &w, "deliver", one, "{\"fields\": [\"phone\"]}", &a), WHY_NONE);
	assert_why(read_as(t, &other, "deliver", two, "{}", &a), WHY_NONE);
	travel_to(t, "2027-03-02T12:00:00Z");
	i = opened(t, &d, "key", w.key);
	assert_int_equal(i.people->count, 1);
	letter = node_get_str(i.people->first, S("letter"));
	assert_true(str_has(letter, S("delivery name, delivery phone")));
	assert_true(str_has(letter, S("a laptop was stolen")));
	assert_true(str_has(letter, S("change it")));
	/* LAW UK GDPR Art 34(2), 33(3) */
	assert_true(str_has(letter, S("What it may mean for you: somebody may ring you")));
	assert_true(str_has(letter, S("What we do about it: the way by which it came is closed")));
	assert_true(str_has(letter, S("Information Commissioner's Office")));
	assert_true(str_has(i.report, S("People whom it reached: 1\n")));
	assert_true(str_has(i.report, S("Data of theirs: delivery name, delivery phone\n")));
	assert_true(str_has(i.report, S("Likely consequences: somebody may ring you\n")));
	assert_false(str_has(i.report, S("Eve")));
	assert_int_equal(opened(t, &d, "colleague", other.staff).people->count, 1);
	assert_int_equal(opened(t, &d, "recipient", S("dpd")).people->count, 0);
	assert_int_equal(opened(t, &d, "dataset", S("delivery")).people->count, 2);
	assert_false(test_store_has(t, S("a laptop was stolen")));
}

static void
what_an_incident_came_by_is_closed_until_two_people_lift_it(void **state)
{
	struct test_store *t = test_store_edited(*state, HIGH, CONTAINS);
	struct asker d = ask_role(t, "dpo", S("")), e = ask_role(t, "dpo", S("")),
		     w = ask_role(t, "warehouse", S("")), s = ask_role(t, "sales", S(""));
	struct str one = parcel_of(t, "S-1", "Eve Example");
	struct incident_told i, all;
	struct parcel p;
	struct verdict v;

	i = opened(t, &d, "dataset", S("delivery"));
	assert_true(i.i.contained);
	assert_int_equal(last_entry(t).kind, ENTRY_INCIDENT_CONTAINED);
	v = contained(t, &w);
	assert_why(v, WHY_CONTAINED);
	assert_int_equal(v.line, line_of(t, "contain sessions"));
	assert_why(contained(t, &d), WHY_NONE);
	v = release_as(t, &w, NULL, "dpd", "deliver", one, "{}", &p);
	assert_why(v, WHY_CONTAINED);
	assert_why(act_it(t, &d, NULL, &i, INCIDENT_ACT_LIFT, S("")), WHY_TWO_PEOPLE);
	assert_why(act_it(t, &d, &d, &i, INCIDENT_ACT_LIFT, S("")), WHY_TWO_PEOPLE);
	assert_why(act_it(t, &d, &s, &i, INCIDENT_ACT_LIFT, S("")), WHY_ROLE);
	assert_why(act_it(t, &d, NULL, &i, INCIDENT_ACT_CLOSE, S("")), WHY_INCIDENT);
	travel_to(t, "2027-03-02T12:00:00Z");
	assert_why(act_it(t, &d, &e, &i, INCIDENT_ACT_LIFT, S("")), WHY_NONE);
	assert_why(contained(t, &w), WHY_NONE);
	assert_why(release_as(t, &w, NULL, "dpd", "deliver", one, "{}", &p), WHY_NONE);
	all = opened(t, &d, "all", S("yes"));
	assert_why(contained(t, &s), WHY_CONTAINED);
	assert_why(contained(t, &d), WHY_NONE);
	assert_true(all.i.contained);
	assert_why(act_it(t, &w, NULL, &i, INCIDENT_ACT_TOLD, S("regulator")), WHY_ROLE);
}

static void
a_clock_runs_until_somebody_is_told_and_late_is_in_the_ledger(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), w = ask_role(t, "warehouse", S(""));
	struct str one = parcel_of(t, "S-1", "Eve Example");
	struct incident_told i;
	struct answer a;
	size_t before, late;

	assert_why(read_as(t, &w, "deliver", one, "{}", &a), WHY_NONE);
	i = opened(t, &d, "key", w.key);
	assert_int_equal(i.n, 3);
	assert_int_equal(i.tell[0].clock.due.us - i.i.opened.us, 72LL * 3600 * 1000000);
	assert_why(act_it(t, &d, NULL, &i, INCIDENT_ACT_ASSESS, S("likely")), WHY_NONE);
	assert_why(act_it(t, &d, NULL, &i, INCIDENT_ACT_TOLD, S("reseller")), WHY_NONE);
	assert_why(act_it(t, &d, NULL, &i, INCIDENT_ACT_TOLD,
		       node_get_str(i.people->first, S("subject"))),
	    WHY_NONE);
	assert_int_equal(last_entry(t).kind, ENTRY_INCIDENT_TOLD);
	assert_why(act_it(t, &d, NULL, &i, INCIDENT_ACT_CLOSE, S("")), WHY_INCIDENT);
	test_begin(t);
	assert_ok(gate_overdue(t->sc, &t->store, &before));
	test_commit(t);
	travel_days(t, 3);
	test_begin(t);
	assert_ok(gate_overdue(t->sc, &t->store, &late));
	assert_ok(gate_tell_overdue(t->sc, &t->store));
	test_commit(t);
	assert_int_equal(late, before + 1);
	assert_why(act_it(t, &d, NULL, &i, INCIDENT_ACT_TOLD, S("regulator")), WHY_NONE);
	assert_why(act_it(t, &d, NULL, &i, INCIDENT_ACT_CLOSE, S("")), WHY_NONE);
	assert_false(i.i.open);
	assert_why(act_it(t, &d, NULL, &i, INCIDENT_ACT_TOLD, S("people")), WHY_INCIDENT);
}

UNIT_MAIN(TEST(exactly_those_whom_the_key_looked_at_are_affected),
    TEST(what_an_incident_came_by_is_closed_until_two_people_lift_it),
    TEST(a_clock_runs_until_somebody_is_told_and_late_is_in_the_ledger))
