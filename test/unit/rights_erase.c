/* What goes, what stays and why; instructions; children. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "kit/demand.h"

static struct record
put_contact(struct test_store *t)
{
	struct asker api = ask_channel(t, "api");
	struct record r;

	assert_ok(vault_record(t->sc, t->vault,
	    given(t, &api, "sales", "contact",
		"{\"name\": \"Ada Canary\", \"company\": \"Engines\", \"phone\": \"01632 960100\", "
		"\"email\": \"ada@example.org\", "
		"\"@events\": {\"phone-sale\": \"2027-01-10T00:00:00Z\"}, "
		"\"@opt-out\": {\"wording\": \"no news\", \"for\": [\"phone-news\"]}}"),
	    &r));
	return r;
}

static struct record
put_delivery(struct test_store *t)
{
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);
	struct record record;

	assert_ok(vault_record(t->sc, t->vault,
	    given(t, &r, "deliver", "delivery",
		"{\"shipment\": \"S-1\", \"order\": \"O-1\", \"name\": \"Eve Canary\", "
		"\"address\": \"1 High Street, Canarytown\", "
		"\"phone\": \"01632 960721\", \"courier\": \"dpd\"}"),
	    &record));
	return record;
}

/* R2 */
static void
erasure_leaves_exactly_what_an_exception_names(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), api = ask_channel(t, "api");
	struct record ada = put_contact(t);
	struct str text = str_printf(&t->sc->arena,
	    "{\"email\": \"ada@example.org\", \"@subject\": \"%.*s\"}", STR(ada.subject));
	struct str sub = given(t, &api, "phone-news", "subscription", str_c(&t->sc->arena, text));
	struct demanded made =
	    demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	const struct stays *name;

	assert_why(made.v, WHY_NONE);
	assert_int_equal(made.c.right, RIGHT_ERASURE);
	name = stay_of(&made, "contact.name");
	assert_non_null(name);
	assert_str(name->why, S("your name stays on past orders"));
	assert_int_equal(name->line, line_of(t, "except contact.name for history"));
	assert_true(name->until.set);
	assert_str(name->record, ada.id);
	assert_null(stay_of(&made, "contact.phone"));
	assert_null(stay_of(&made, "subscription.email"));
	assert_str(test_value(t, ada.id, "contact.name"), S("Ada Canary"));
	assert_str(test_value(t, ada.id, "contact.company"), S(""));
	assert_str(test_value(t, ada.id, "contact.phone"), S(""));
	assert_str(test_value(t, ada.id, "contact.email"), S(""));
	assert_str(test_value(t, sub, "subscription.email"), S(""));
	assert_true(entries(t, ENTRY_ERASED) >= 3);
}

/* R2: the exception is for a purpose, and the purpose for some records alone. */
static void
an_exception_for_a_purpose_under_a_condition_keeps_only_what_meets_it(void **state)
{
	struct test_store *t = test_store_edited(*state, "    uses contact.name, contact.company\n",
	    "    uses contact.name, contact.company, contact.standing\n"
	    "    only while contact.standing is existing\n");
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct str gone = given(t, &s, "sales", "contact",
	    "{\"name\": \"Ada Canary\", \"company\": \"Engines\", \"email\": \"ada@example.org\", "
	    "\"standing\": \"potential\"}");
	struct str kept = given(t, &s, "sales", "contact",
	    "{\"name\": \"Bob Canary\", \"company\": \"Engines\", \"email\": \"bob@example.org\", "
	    "\"standing\": \"existing\"}");
	struct demanded made =
	    demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);

	assert_why(made.v, WHY_NONE);
	assert_null(stay_of(&made, "contact.name"));
	assert_str(test_value(t, gone, "contact.name"), S(""));
	made = demand(t, &d, RIGHT_ERASURE, "{\"email\": \"bob@example.org\"}", NULL);
	assert_non_null(stay_of(&made, "contact.name"));
	assert_str(test_value(t, kept, "contact.name"), S("Bob Canary"));
}

static struct hold
claim(struct test_store *t, const struct asker *by, struct str subject, struct str record)
{
	return (struct hold){
		.class = plan_hold(t->store.plan, S("claim")),
		.subject = subject,
		.record = record,
		.by = by->staff,
	};
}

static void
place_hold(struct test_store *t, struct hold *hold)
{
	wave_begin(t);
	assert_ok(term_hold(t->sc, &t->store, hold, S("a claim about an invoice")));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
}

static void
a_hold_keeps_what_it_covers_until_its_review(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct record ada = put_contact(t);
	struct hold hold = claim(t, &d, ada.subject, S(""));
	struct demanded made;

	place_hold(t, &hold);
	made = demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	assert_str(test_value(t, ada.id, "contact.phone"), S("+441632960100"));
	assert_non_null(stay_of(&made, "contact.phone"));
	assert_int_equal(stay_of(&made, "contact.phone")->line, line_of(t, "hold claim"));
	assert_true(stay_of(&made, "contact.phone")->until.at.us == hold.review.us);
}

static uint64_t
lift_hold(struct test_store *t, const struct asker *by, const struct hold *hold)
{
	uint64_t erased;

	wave_begin(t);
	assert_ok(term_lift(t->sc, &t->store, hold->id));
	assert_ok(rights_lifted(t->sc, &t->store, by, hold, &erased));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	return erased;
}

/* R12 */
static void
what_a_hold_kept_of_an_erasure_goes_when_it_is_lifted_and_what_came_later_stays(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), api = ask_channel(t, "api");
	struct record ada = put_contact(t), later;
	struct hold hold = claim(t, &d, S(""), ada.id);
	struct demanded made;
	struct acted acted;

	place_hold(t, &hold);
	made = demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	assert_why(act_with(t, &d, made.c.id, ACT_ANSWER, "", NULL, &acted), WHY_NONE);
	/* LAW UK GDPR Art 12(4) */
	assert_true(str_has(acted.letter,
	    S("  - contact phone, contact email, contact name, contact company: the hold `claim` "
	      "keeps it; we look at that again by 15 July 2027\n")));
	assert_ok(vault_record(t->sc, t->vault,
	    given(t, &api, "sales", "contact",
		str_c(&t->sc->arena, str_printf(&t->sc->arena,
					 "{\"name\": \"Ada Canary\", \"company\": \"Engines\", "
					 "\"phone\": \"01632 960100\", \"@subject\": \"%.*s\"}",
					 STR(ada.subject)))),
	    &later));
	assert_str(test_value(t, ada.id, "contact.phone"), S("+441632960100"));
	assert_true(lift_hold(t, &d, &hold) > 0);
	assert_str(test_value(t, ada.id, "contact.phone"), S(""));
	assert_str(test_value(t, ada.id, "contact.company"), S(""));
	assert_str(test_value(t, ada.id, "contact.name"), S("Ada Canary")); /* by an exception */
	assert_str(test_value(t, later.id, "contact.phone"), S("+441632960100"));
}

/* R12: a request that was refused or taken back erases nothing later. */
static void
lifting_a_hold_erases_nothing_that_nobody_may_still_ask_for(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct record ada = put_contact(t);
	struct hold hold = claim(t, &d, ada.subject, S("")), again = hold;
	struct demanded made;

	place_hold(t, &hold);
	assert_int_equal(lift_hold(t, &d, &hold), 0); /* nobody asked */
	place_hold(t, &again);
	made = demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	assert_why(act_on(t, &d, made.c.id, 'f', "it was somebody else", &made.c), WHY_NONE);
	made = demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	assert_why(act_on(t, &d, made.c.id, 'c', "", &made.c), WHY_NONE);
	assert_int_equal(lift_hold(t, &d, &again), 0);
	assert_str(test_value(t, ada.id, "contact.phone"), S("+441632960100"));
}

static void
those_who_were_given_it_come_with_the_case(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), e = ask_role(t, "dpo", S(""));
	struct record ada = put_contact(t);
	struct demanded made;
	struct parcel p;

	assert_why(release_as(t, &d, &e, "authority", "legal-order", ada.id,
		       "{\"order\": \"PACE-9\", \"fields\": [\"phone\"]}", &p),
	    WHY_NONE);
	made = demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	assert_int_equal(made.c.n_tell, 1);
	assert_str(made.c.tell[0].recipient, S("authority"));
	assert_str(made.c.tell[0].fields, S("contact.phone"));
	assert_str(made.c.tell[0].instruction, p.instruction);
	assert_str(made.c.tell[0].for_case, made.c.id);
}

static struct verdict
erase(struct test_store *t, const struct asker *a, enum erasure_reason why, struct str record,
    const char *fields, bool preview, struct demanded *made, uint64_t *erased)
{
	struct str list = str_printf(&t->sc->arena, "[\"%.*s\"]", STR(record));
	struct verdict v;

	wave_begin(t);
	assert_ok(
	    rights_erase(t->sc, &t->store, a, S("R-1"), why, json(t, str_c(&t->sc->arena, list)),
		json(t, fields), preview, &v, &made->stays, &made->n_stays, erased));
	wave_verdict(t, a, "erase", NULL, &v);
	wave_end(t);
	return v;
}

static void
a_party_instructs_for_its_own_records(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker r = ask_role(t, "reseller-user", t->reseller.id),
		     s = ask_role(t, "sales", S(""));
	struct record eve = put_delivery(t), ada = put_contact(t);
	struct demanded made = { 0 };
	uint64_t erased;

	assert_why(erase(t, &r, ERASED_INSTRUCTION, ada.id, NULL, false, &made, &erased), WHY_GONE);
	assert_why(erase(t, &s, ERASED_INSTRUCTION, eve.id, NULL, false, &made, &erased), WHY_ROLE);
	assert_why(erase(t, &r, ERASED_NEVER, eve.id, NULL, false, &made, &erased), WHY_GONE);
	assert_why(erase(t, &r, ERASED_INSTRUCTION, eve.id, "[\"phone\", \"colour\"]", false, &made,
		       &erased),
	    WHY_UNKNOWN);
	assert_why(erase(t, &r, ERASED_INSTRUCTION, eve.id, NULL, true, &made, &erased), WHY_NONE);
	assert_int_equal(erased, 1); /* phone; what proves the shipment is ours to keep */
	assert_str(test_value(t, eve.id, "delivery.phone"), S("+441632960721"));
	assert_why(erase(t, &r, ERASED_INSTRUCTION, eve.id, NULL, false, &made, &erased), WHY_NONE);
	assert_str(test_value(t, eve.id, "delivery.phone"), S(""));
	assert_str(test_value(t, eve.id, "delivery.name"), S("Eve Canary"));
	assert_str(stay_of(&made, "delivery.address")->why, S("we keep proof that we shipped"));
}

static void
an_instruction_is_met_but_for_what_is_ours_as_controller(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct record ada = put_contact(t);
	struct demanded made = { 0 };
	uint64_t erased;

	/* `history` is excepted from a person's erasure, and is no purpose `as controller` */
	assert_why(erase(t, &d, ERASED_INSTRUCTION, ada.id, NULL, false, &made, &erased), WHY_NONE);
	assert_int_equal(made.n_stays, 0);
	assert_str(test_value(t, ada.id, "contact.name"), S(""));
}

static void
what_is_barred_goes_whatever_an_exception_says(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct record eve = put_delivery(t);
	struct demanded made = { 0 };
	uint64_t erased;

	assert_why(
	    erase(t, &d, ERASED_NEVER, eve.id, "[\"name\"]", false, &made, &erased), WHY_NONE);
	assert_int_equal(made.n_stays, 0);
	assert_str(test_value(t, eve.id, "delivery.name"), S(""));
	assert_str(test_value(t, eve.id, "delivery.address"), S("1 High Street, Canarytown"));
}

/* LAW UK GDPR Art 17(1)(f) */
static void
of_a_child_nothing_is_left(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S("")),
		     w = ask_role(t, "warehouse", S(""));
	struct record eve = put_delivery(t);
	struct answer a;
	struct verdict v;
	uint64_t erased;
	bool erasing;

	wave_begin(t);
	assert_ok(rights_mark_child(t->sc, &t->store, &s, S("R-1"), eve.subject, &v, &erased,
	    &erasing));
	wave_verdict(t, &s, "child", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_ROLE);
	wave_begin(t);
	assert_ok(rights_mark_child(t->sc, &t->store, &d, S("R-1"), eve.subject, &v, &erased,
	    &erasing));
	wave_verdict(t, &d, "child", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_NONE);
	assert_int_equal(erased, 2);
	assert_int_equal(entries(t, ENTRY_CHILD_FOUND), 1);
	assert_why(read_as(t, &w, "deliver", eve.id, NULL, &a), WHY_GONE);
	assert_false(test_store_has(t, S("Canary")));
}

UNIT_MAIN(TEST(erasure_leaves_exactly_what_an_exception_names),
    TEST(an_exception_for_a_purpose_under_a_condition_keeps_only_what_meets_it),
    TEST(a_hold_keeps_what_it_covers_until_its_review),
    TEST(what_a_hold_kept_of_an_erasure_goes_when_it_is_lifted_and_what_came_later_stays),
    TEST(lifting_a_hold_erases_nothing_that_nobody_may_still_ask_for),
    TEST(those_who_were_given_it_come_with_the_case), TEST(a_party_instructs_for_its_own_records),
    TEST(an_instruction_is_met_but_for_what_is_ours_as_controller),
    TEST(what_is_barred_goes_whatever_an_exception_says), TEST(of_a_child_nothing_is_left))
