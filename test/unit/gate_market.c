/* Who may be reached by which channel; one click; registers of numbers not to be rung. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "kit/demand.h"
#include "vault/screen.h"

#define MARKET "test/kit/market.policy"

static struct str
put_ann(struct test_store *t)
{
	struct asker api = ask_channel(t, "api");

	return given(t, &api, "serve", "customer",
	    "{\"email\": \"ann@example.org\", \"phone\": \"01632 960721\", \"address\": \"1 High "
	    "Street\", \"picked\": \"tyres\", \"@events\": {\"sale\": \"2027-01-10T00:00:00Z\"}, "
	    "\"@opt-out\": {\"wording\": \"no news, please\", \"for\": [\"mailing\"]}}");
}

static struct str
person_of(struct test_store *t, struct str record)
{
	struct record r;

	assert_ok(vault_record(t->sc, t->vault, record, &r));
	return r.subject;
}

static struct verdict
reach(struct test_store *t, struct reached who, struct str *click)
{
	struct asker desk = ask_role(t, "desk", S(""));
	struct question q = { .purpose = who.purpose };
	struct verdict v;

	wave_begin(t);
	assert_ok(gate_contact(t->sc, &t->store, &desk, &who, &v, click));
	wave_verdict(t, &desk, "contact", &q, &v);
	wave_end(t);
	return v;
}

static struct verdict
may_write(struct test_store *t, const char *address)
{
	struct str click;

	return reach(t, (struct reached){ S("mailing"), CHANNEL_EMAIL, str_of(address), S("") },
	    &click);
}

static struct verdict
may_ring(struct test_store *t, const char *number)
{
	struct str click;

	return reach(
	    t, (struct reached){ S("ring"), CHANNEL_CALL, str_of(number), S("") }, &click);
}

static struct str
click_for(struct test_store *t, const char *address)
{
	struct str click;

	assert_why(
	    reach(t, (struct reached){ S("mailing"), CHANNEL_EMAIL, str_of(address), S("") },
		&click),
	    WHY_NONE);
	return click;
}

static enum code
press(struct test_store *t, struct str token)
{
	struct asker nobody = {
		.kind = ASKER_NOBODY, .role = NONE, .channel = NONE, .door = S("api")
	};
	uint64_t entry = 0;
	result r;

	wave_begin(t);
	r = gate_click(t->sc, &t->store, &nobody, token, &entry);
	assert_ok(r.code == E_OK ? sql_release(t->sc, test_store_sql(t))
				 : sql_rollback_to(t->sc, test_store_sql(t)));
	wave_end(t);
	if (r.code == E_OK)
		assert_true(entry > 0);
	t->sc->fault = (struct fault){ 0 };
	return r.code;
}

/* -- one click ---------------------------------------------------------------- */

static void
one_click_ends_what_comes_to_that_address(void **state)
{
	struct test_store *t = test_store_under(*state, MARKET);
	struct str id = put_ann(t), click = click_for(t, "ann@example.org");

	assert_why(may_write(t, "ann@example.org"), WHY_NONE);
	assert_int_equal(press(t, click), E_OK);
	assert_why(may_write(t, "ann@example.org"), WHY_SUPPRESSED);
	assert_int_equal(press(t, click), E_OK); /* again, as mail programmes do */
	fact_of(t, "register", "tps", "2027-01-12T00:00:00Z", NULL);
	fact_of(t, "register", "ctps", "2027-01-12T00:00:00Z", NULL);
	assert_why(may_ring(t, "01632 960721"), WHY_NONE); /* mail is not the telephone */
	assert_false(str_has(click, person_of(t, id)));
	assert_false(str_has(click, S("ann")));
}

static void
a_link_that_we_did_not_make_is_none(void **state)
{
	struct test_store *t = test_store_under(*state, MARKET), *other;
	struct str click, turned;
	size_t before;

	put_ann(t);
	click = click_for(t, "ann@example.org");
	before = entries(t, ENTRY_CONSENT_WITHDRAWN) + entries(t, ENTRY_SUPPRESSED);
	assert_int_equal(press(t, S("")), E_ABSENT);
	assert_int_equal(press(t, S("not a token")), E_ABSENT);
	assert_int_equal(press(t, str_slice(click, 0, click.n - 1)), E_ABSENT);
	for (size_t i = 0; i < click.n; i += 7) {
		char *bytes = str_c(&t->sc->arena, click);

		bytes[i] = bytes[i] == 'B' ? 'C' : 'B';
		turned = (struct str){ bytes, click.n };
		assert_int_equal(press(t, turned), E_ABSENT);
	}
	assert_int_equal(
	    entries(t, ENTRY_CONSENT_WITHDRAWN) + entries(t, ENTRY_SUPPRESSED), before);
	assert_why(may_write(t, "ann@example.org"), WHY_NONE);
	other = test_store_under(*state, MARKET);
	assert_int_equal(press(other, click), E_ABSENT);
}

/* UK GDPR Art 21(3): the no outlives the data, whichever of them came first. */
static void
a_no_outlives_erasure_and_import_before_and_after(void **state)
{
	struct test_store *t = test_store_under(*state, MARKET);
	struct asker d = ask_role(t, "dpo", S(""));
	struct str click;
	struct demanded made;

	put_ann(t);
	click = click_for(t, "ann@example.org");
	made = demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ann@example.org\"}", NULL);
	assert_why(made.v, WHY_NONE);
	assert_why(act_on(t, &d, made.c.id, 'a', "", &made.c), WHY_NONE);
	assert_why(may_write(t, "ann@example.org"), WHY_GONE);
	put_ann(t); /* a list that somebody kept */
	assert_why(may_write(t, "ann@example.org"), WHY_NONE);
	assert_int_equal(press(t, click), E_OK); /* of the person who is long gone */
	assert_why(may_write(t, "ann@example.org"), WHY_SUPPRESSED);
	made = demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ann@example.org\"}", NULL);
	assert_why(made.v, WHY_NONE);
	assert_why(act_on(t, &d, made.c.id, 'a', "", &made.c), WHY_NONE);
	put_ann(t);
	assert_why(may_write(t, "ann@example.org"), WHY_SUPPRESSED);
}

static void
a_parcel_for_marketing_has_its_clicks(void **state)
{
	struct test_store *t = test_store_under(*state, MARKET);
	struct asker desk = ask_role(t, "desk", S(""));
	struct str id = put_ann(t), click;
	struct parcel p;

	assert_why(release_as(t, &desk, NULL, "ringer", "serve", id, NULL, &p), WHY_NONE);
	assert_str(p.rows[0].click, S(""));
	assert_why(release_as(t, &desk, NULL, "sender", "mailing", id, NULL, &p), WHY_NONE);
	click = p.rows[0].click;
	assert_true(click.n > 0);
	assert_int_equal(press(t, click), E_OK);
	assert_why(release_as(t, &desk, NULL, "sender", "mailing", id, NULL, &p), WHY_OBJECTED);
}

/* -- channels ------------------------------------------------------------------ */

static void
a_person_is_reached_by_each_channel_or_it_is_said_why_not(void **state)
{
	struct test_store *t = test_store_under(*state, MARKET);
	struct str ann = person_of(t, put_ann(t)), click, none = S("");
	struct verdict v;

	assert_why(reach(t, (struct reached){ S("mailing"), CHANNEL_EMAIL, none, ann }, &click),
	    WHY_NONE);
	assert_true(click.n > 0);
	assert_why(reach(t, (struct reached){ S("letters"), CHANNEL_POST, none, ann }, &click),
	    WHY_NONE);
	assert_int_equal(click.n, 0);
	assert_why(reach(t, (struct reached){ S("show"), CHANNEL_WEBSITE, none, ann }, &click),
	    WHY_NONE);
	v = reach(t, (struct reached){ S("letters"), CHANNEL_WEBSITE, none, ann }, &click);
	assert_why(v, WHY_PURPOSE);
	assert_int_equal(v.line, line_of(t, "purpose letters"));
	assert_why(reach(t, (struct reached){ S("ring"), CHANNEL_CALL, none, ann }, &click),
	    WHY_SCREEN);
	assert_why(reach(t,
		       (struct reached){
			   S("letters"), CHANNEL_POST, none, S("01ARZ3NDEKTSV4RRFFQ69G5FAV") },
		       &click),
	    WHY_GONE);
	assert_int_equal(press(t, click_for(t, "ann@example.org")), E_OK);
	assert_why(reach(t, (struct reached){ S("mailing"), CHANNEL_EMAIL, none, ann }, &click),
	    WHY_OBJECTED);
	assert_why(reach(t, (struct reached){ S("letters"), CHANNEL_POST, none, ann }, &click),
	    WHY_NONE);
}

/* -- registers ------------------------------------------------------------------ */

static enum code
load(struct test_store *t, const char *name, const char *as_of, bool done, const char *numbers,
    struct loading *l)
{
	struct asker op = ask_operator();
	struct instant at;
	result r;

	assert_true(instant_parse(str_of(as_of), &at));
	wave_begin(t);
	r = gate_screening(
	    t->sc, &t->store, &op, str_of(name), at, done, json(t, numbers), l);
	assert_ok(r.code == E_OK ? sql_release(t->sc, test_store_sql(t))
				 : sql_rollback_to(t->sc, test_store_sql(t)));
	wave_end(t);
	t->sc->fault = (struct fault){ 0 };
	return r.code;
}

static void
loaded(struct test_store *t, const char *name, const char *as_of, const char *numbers)
{
	struct loading l = { 0 };

	assert_int_equal(load(t, name, as_of, true, numbers, &l), E_OK);
}

/* PECR reg 21(1)(b), (3). */
static void
a_number_on_a_register_is_not_rung_nor_given_to_who_rings(void **state)
{
	struct test_store *t = test_store_under(*state, MARKET);
	struct asker desk = ask_role(t, "desk", S(""));
	struct str id = put_ann(t);
	struct parcel p;
	struct verdict v;

	loaded(t, "tps", "2027-01-14T00:00:00Z", "[\"(01632) 960 721\", \"+44 1632 960722\"]");
	assert_why(may_ring(t, "01632 960721"), WHY_LISTED); /* whatever ctps would say */
	loaded(t, "ctps", "2027-01-14T00:00:00Z", "[\"01632960723\"]");
	v = may_ring(t, "01632 960721");
	assert_why(v, WHY_LISTED);
	assert_int_equal(v.line, line_of(t, "screen phone"));
	assert_why(release_as(t, &desk, NULL, "ringer", "ring", id, NULL, &p), WHY_LISTED);
	assert_why(release_as(t, &desk, NULL, "ringer", "serve", id, NULL, &p), WHY_NONE);
	loaded(t, "tps", "2027-01-15T00:00:00Z", "[\"01632 960722\"]");
	assert_why(may_ring(t, "01632 960721"), WHY_NONE);
	assert_why(release_as(t, &desk, NULL, "ringer", "ring", id, NULL, &p), WHY_NONE);
	assert_false(test_store_has(t, S("1632960722")));
	assert_int_equal(entries(t, ENTRY_REGISTER_LOADED), 3);
}

/* The register's own day counts, not the day it was loaded, and no fact makes it younger. */
static void
a_register_that_is_too_old_screens_nobody(void **state)
{
	struct test_store *t = test_store_under(*state, MARKET);

	put_ann(t);
	loaded(t, "tps", "2026-12-17T00:00:00Z", "[\"01632 960722\"]");
	loaded(t, "ctps", "2027-01-15T00:00:00Z", "[\"01632 960722\"]");
	assert_why(may_ring(t, "01632 960721"), WHY_SCREEN);
	fact_of(t, "register", "tps", "2027-01-15T00:00:00Z", NULL);
	assert_why(may_ring(t, "01632 960721"), WHY_SCREEN);
	loaded(t, "tps", "2026-12-19T00:00:00Z", "[\"01632 960722\"]");
	assert_why(may_ring(t, "01632 960721"), WHY_NONE);
	travel_to(t, "2027-01-16T00:00:00Z");
	assert_why(may_ring(t, "01632 960721"), WHY_SCREEN);
}

/* PECR reg 21(4): who asked to be rung may be, though the number is listed. */
static void
who_said_yes_to_calls_may_be_rung_though_listed(void **state)
{
	struct test_store *t = test_store_under(*state, MARKET);
	struct asker api = ask_channel(t, "api");
	struct str ann = person_of(t, put_ann(t)), record;
	enum consent_state said;
	struct verdict v;

	loaded(t, "tps", "2027-01-14T00:00:00Z", "[\"01632 960721\"]");
	loaded(t, "ctps", "2027-01-14T00:00:00Z", "[\"01632 960722\"]");
	assert_why(may_ring(t, "01632 960721"), WHY_LISTED);
	wave_begin(t);
	assert_ok(gate_consent(t->sc, &t->store, &api, S("rung"), &ann,
	    json(t, "{\"wording\": \"You may ring me about your offers\"}"), &v, &said, &record));
	wave_verdict(t, &api, "consent", NULL, &v);
	wave_end(t);
	assert_int_equal(said, CONSENT_GIVEN);
	assert_why(may_ring(t, "01632 960721"), WHY_NONE);
}

static void
a_register_counts_when_it_is_whole(void **state)
{
	struct test_store *t = test_store_under(*state, MARKET);
	struct loading l = { 0 }, other = { 0 };
	bool waits, more;

	put_ann(t);
	loaded(t, "ctps", "2027-01-14T00:00:00Z", "[\"01632 960722\"]");
	loaded(t, "tps", "2027-01-14T00:00:00Z", "[\"01632 960722\"]");
	assert_int_equal(
	    load(t, "tps", "2027-01-15T00:00:00Z", false, "[\"01632 960721\", \"x\", 7]", &l), E_OK);
	assert_int_equal(l.taken, 1);
	assert_int_equal(l.refused, 2);
	assert_why(may_ring(t, "01632 960721"), WHY_NONE); /* half a register is none */
	assert_int_equal(load(t, "ctps", "2027-01-15T00:00:00Z", true, "[]", &l), E_INPUT);
	assert_int_equal(load(t, "tps", "2027-01-15T00:00:00Z", true, "[]", &l), E_OK);
	assert_why(may_ring(t, "01632 960721"), WHY_LISTED);
	assert_int_equal(load(t, "tps", "2027-01-15T00:00:00Z", true, "[]", &l), E_ABSENT);
	assert_int_equal(
	    load(t, "fps", "2027-01-15T00:00:00Z", true, "[\"01632 960721\"]", &other), E_INPUT);
	assert_int_equal(
	    load(t, "tps", "2027-01-16T00:00:00Z", true, "[\"01632 960721\"]", &other), E_INPUT);
	assert_int_equal(load(t, "tps", "2027-01-15T00:00:00Z", true, "[]", &other), E_INPUT);
	assert_why(may_ring(t, "01632 960721"), WHY_LISTED);
	assert_ok(vault_screen_waits(t->sc, t->vault, &waits));
	assert_true(waits); /* the one that was replaced */
	for (more = true; more;) {
		wave_begin(t);
		assert_ok(vault_screen_drop(t->sc, t->vault, 1, &more));
		assert_ok(sql_release(t->sc, test_store_sql(t)));
		wave_end(t);
	}
	assert_why(may_ring(t, "01632 960721"), WHY_LISTED);
	assert_why(may_ring(t, "01632 960722"), WHY_GONE);
}

UNIT_MAIN(
    TEST(one_click_ends_what_comes_to_that_address), TEST(a_link_that_we_did_not_make_is_none),
    TEST(a_no_outlives_erasure_and_import_before_and_after),
    TEST(a_parcel_for_marketing_has_its_clicks),
    TEST(a_person_is_reached_by_each_channel_or_it_is_said_why_not),
    TEST(a_number_on_a_register_is_not_rung_nor_given_to_who_rings),
    TEST(a_register_that_is_too_old_screens_nobody),
    TEST(who_said_yes_to_calls_may_be_rung_though_listed),
    TEST(a_register_counts_when_it_is_whole))
