/* What is done with a case: who asks, a fee, a correction, a complaint; and no state without a
 * way out. */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/ask.h"
#include "kit/demand.h"

#define FEE_LINE \
	"right access within 1 month, free, at most 10.00 GBP when repeated within 12 months or " \
	"excessive\nbreach tell the regulator"

static struct str
put_contact(struct test_store *t)
{
	struct asker api = ask_channel(t, "api");

	return given(t, &api, "sales", "contact",
	    "{\"name\": \"Ada\", \"company\": \"Engines\", \"phone\": \"01632 960100\", \"email\": "
	    "\"ada@example.org\"}");
}

static const char *
changes_of(struct test_store *t, struct str record, const char *values)
{
	return str_c(&t->sc->arena, str_printf(&t->sc->arena,
					"{\"changes\": [{\"record\": \"%.*s\", \"values\": %s}]}",
					STR(record), values));
}

/* -- R1: every state by every act ---------------------------------------------------- */

/* Where an act of a case of this right, in this state, leads; -1: it is refused. */
static int
leads(enum right_kind right, enum case_state state, enum case_waits waits, enum case_act act)
{
	bool open = state == CASE_OPEN, paused = state == CASE_PAUSED;
	bool granted = right == RIGHT_RESTRICT && (open || state == CASE_ANSWERED);

	switch (act) {
	case ACT_PAUSE:
		return open ? CASE_PAUSED : -1;
	case ACT_FEE:
		return open && right != RIGHT_COMPLAIN && right != RIGHT_UNSORTED ? CASE_PAUSED : -1;
	case ACT_RESUME:
		return waits == WAITS_CLARIFICATION ? CASE_OPEN : -1;
	case ACT_IDENTIFY:
		return waits == WAITS_IDENTITY ? CASE_OPEN : -1;
	case ACT_PAID:
	case ACT_WAIVE:
		return waits == WAITS_FEE ? CASE_OPEN : -1;
	case ACT_EXTEND:
		return open && right != RIGHT_COMPLAIN && right != RIGHT_UNSORTED ? CASE_OPEN : -1;
	case ACT_SORT:
		return right == RIGHT_UNSORTED && (open || waits == WAITS_CLARIFICATION) ? CASE_OPEN
											 : -1;
	case ACT_ACKNOWLEDGE:
		return open && right == RIGHT_COMPLAIN ? CASE_OPEN : -1;
	case ACT_ACCEPT:
		return open && right == RIGHT_RECTIFY ? CASE_ANSWERED : -1;
	case ACT_ANSWER:
		return open || waits == WAITS_CLARIFICATION ? CASE_ANSWERED : -1;
	case ACT_REFUSE:
		return (open || paused) && right != RIGHT_OBJECT ? CASE_REFUSED : -1;
	case ACT_CANCEL:
		return open || paused || granted ? CASE_CANCELLED : -1;
	case ACT_ANNOUNCE:
		return granted ? (int)state : -1;
	case ACT_NOTE:
		return open || paused ? (int)state : -1;
	case ACT_LIFT: /* the day after it was announced */
	case ACT_CONFIRM: /* of a new address, by its code: rights_address.c */
		return -1;
	}
	return -1;
}

struct start {
	enum case_act acts[2];
	size_t n;
	enum case_state state;
	enum case_waits waits;
};

static struct verdict
do_act(struct test_store *t, const struct asker *d, struct str id, struct str record,
    enum case_act act, bool identity, struct acted *acted)
{
	const char *with = "{\"shown\": \"call-back\", \"amount\": \"5.00 GBP\", \"excessive\": true, "
			   "\"right\": \"access\"}";

	if (act == ACT_ACCEPT)
		with = changes_of(t, record, "{\"name\": \"Ada B\"}");
	if (act == ACT_PAUSE && identity)
		with = "{\"waits\": \"identity\"}";
	return act_with(t, d, id, act, "reasons", with, acted);
}

static void
walk(struct test_store *t, const struct asker *d, struct str record, enum right_kind right,
    const struct start *from)
{
	bool out = false;

	for (enum case_act act = ACT_PAUSE; act <= ACT_CONFIRM; act++) {
		struct demanded made =
		    demand(t, d, right, "{\"email\": \"ada@example.org\"}", NULL);
		bool identity = from->waits == WAITS_IDENTITY;
		int to = leads(right, from->state, from->waits, act);
		struct acted a;
		struct verdict v;

		assert_why(made.v, WHY_NONE);
		for (size_t i = 0; i < from->n; i++)
			assert_why(do_act(t, d, made.c.id, record, from->acts[i], identity, &a),
			    WHY_NONE);
		if (act == ACT_FEE && to >= 0 && right != RIGHT_ACCESS)
			to = -2; /* no line lets anything be asked for it */
		v = do_act(t, d, made.c.id, record, act, false, &a);
		if (to < 0 && v.why != (to == -2 ? WHY_FEE : WHY_CASE_STATE))
			fail_msg("%s of a case of right %d in state %d waiting for %d: why %d",
			    rights_act_word(act), right, from->state, from->waits, v.why);
		if (to >= 0 && (v.why != WHY_NONE || (int)a.c.state != to))
			fail_msg("%s of a case of right %d in state %d waiting for %d: why %d, %d",
			    rights_act_word(act), right, from->state, from->waits, v.why, a.c.state);
		out = out || to == CASE_ANSWERED || to == CASE_CANCELLED;
	}
	if (from->state == CASE_OPEN || from->state == CASE_PAUSED)
		assert_true(out);
}

static void
every_state_takes_every_act_as_the_law_says_and_has_a_way_out(void **state)
{
	static const struct start starts[] = {
		{ { 0 }, 0, CASE_OPEN, WAITS_NOTHING },
		{ { ACT_PAUSE }, 1, CASE_PAUSED, WAITS_CLARIFICATION },
		{ { ACT_PAUSE }, 1, CASE_PAUSED, WAITS_IDENTITY },
		{ { ACT_ANSWER }, 1, CASE_ANSWERED, WAITS_NOTHING },
		{ { ACT_CANCEL }, 1, CASE_CANCELLED, WAITS_NOTHING },
		{ { ACT_REFUSE }, 1, CASE_REFUSED, WAITS_NOTHING },
		{ { ACT_PAUSE, ACT_ANSWER }, 2, CASE_ANSWERED, WAITS_NOTHING },
		{ { ACT_FEE }, 1, CASE_PAUSED, WAITS_FEE },
		{ { ACT_FEE, ACT_REFUSE }, 2, CASE_REFUSED, WAITS_NOTHING },
	};
	struct test_store *t = test_store_edited(*state, "breach tell the regulator", FEE_LINE);
	struct asker d = ask_role(t, "dpo", S(""));
	struct str record = put_contact(t);

	for (enum right_kind right = 0; right < CASE_KINDS; right++)
		for (size_t i = 0; i < N(starts); i++) {
			bool fee = starts[i].acts[0] == ACT_FEE;
			bool refused = starts[i].state == CASE_REFUSED;

			if (right == RIGHT_ERASURE || (fee && right != RIGHT_ACCESS)
			    || (refused && right == RIGHT_OBJECT)
			    || (starts[i].waits == WAITS_IDENTITY && right == RIGHT_UNSORTED))
				continue; /* its data goes at once; no fee; marketing is not refused;
					   * who asks matters when it is known what */
			walk(t, &d, record, right, &starts[i]);
		}
}

/* -- R8: who asks ------------------------------------------------------------------- */

static void
an_address_on_record_is_known_and_another_waits(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct str record = put_contact(t);
	struct demanded known = demand_from(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}",
	    "{\"phone\": \"+441632960100\"}", NULL);
	struct demanded other = demand_from(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}",
	    "{\"email\": \"eve@example.org\"}", NULL);
	struct demanded third;
	struct node *tree;
	struct verdict v;
	struct acted a;

	third = demand_from(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}",
	    "{\"email\": \"eve@example.org\"}", NULL);
	wave_begin(t);
	assert_ok(rights_package(t->sc, &t->store, &d, S("R-1"), third.c.id, &v, &tree));
	wave_verdict(t, &d, "package", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_CASE_STATE);
	assert_why(act_with(t, &d, third.c.id, ACT_IDENTIFY, "", "{\"shown\": \"code\"}", &a),
	    WHY_NONE);
	assert_str(node_get_str(last_entry(t).entry.more, S("shown")), S("code"));
	assert_int_equal(known.c.state, CASE_OPEN);
	assert_int_equal(known.letter.n, 0);
	assert_int_equal(other.c.state, CASE_PAUSED);
	assert_int_equal(other.c.waits, WAITS_IDENTITY);
	assert_true(str_has(other.letter, S("show us that it is you")));
	assert_str(test_value(t, record, "contact.phone"), S("+441632960100")); /* nothing is done */
	travel_days(t, 20);
	v = act_with(t, &d, other.c.id, ACT_IDENTIFY, "", "{\"shown\": \"call-back\"}", &a);
	assert_why(v, WHY_NONE);
	assert_int_equal(a.c.state, CASE_OPEN);
	/* the time begins when it is shown */
	assert_str(instant_print(&t->sc->arena, a.c.due), S("2027-03-04T23:59:59.999999Z"));
	assert_str(test_value(t, record, "contact.phone"), S(""));
	assert_int_equal(a.n_stays > 0, 1);
}

static void
nobody_shows_anything_to_be_left_alone(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct str record = put_contact(t);
	struct demanded made = demand_from(t, &d, RIGHT_OBJECT, "{\"email\": \"ada@example.org\"}",
	    "{\"email\": \"eve@example.org\"}", NULL);
	struct answer a;

	assert_int_equal(made.c.state, CASE_OPEN);
	assert_why(read_as(t, &s, "phone-offers", record, NULL, &a), WHY_OBJECTED);
}

static void
whom_it_is_about_may_be_found_out_later(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct str record = put_contact(t), who;
	struct demanded made = demand_from(t, &d, RIGHT_ERASURE, "{\"email\": \"eve@example.org\"}",
	    "{\"email\": \"eve@example.org\"}", NULL);
	struct record r;
	struct acted a;

	assert_int_equal(made.c.waits, WAITS_IDENTITY);
	assert_ok(vault_record(t->sc, t->vault, record, &r));
	assert_why(act_with(t, &d, made.c.id, ACT_IDENTIFY, "", "{\"shown\": \"document\"}", &a),
	    WHY_MISSING);
	who = str_printf(&t->sc->arena, "{\"shown\": \"document\", \"subject\": \"%.*s\"}",
	    STR(r.subject));
	assert_why(
	    act_with(t, &d, made.c.id, ACT_IDENTIFY, "", str_c(&t->sc->arena, who), &a), WHY_NONE);
	assert_int_equal(a.c.n, 1);
	assert_str(test_value(t, record, "contact.phone"), S(""));
}

static void
what_was_shown_has_no_place(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made = demand_from(t, &d, RIGHT_ACCESS, "{\"email\": \"eve@example.org\"}",
	    "{\"email\": \"eve@example.org\"}", NULL);
	struct request q = { .right = RIGHT_ACCESS,
		.who = json(t, "{\"email\": \"eve@example.org\"}"),
		.evidence = json(t, "{\"passport\": \"123456789\"}") };
	struct opened opened;
	struct acted acted;
	struct verdict v;

	wave_begin(t);
	assert_code(rights_act(t->sc, &t->store, &d, made.c.id, ACT_IDENTIFY, S(""),
			json(t, "{\"shown\": \"passport 123456789\"}"), &v, &acted),
	    E_INPUT);
	assert_ok(sql_rollback_to(t->sc, test_store_sql(t)));
	wave_end(t);
	wave_begin(t);
	assert_code(rights_open(t->sc, &t->store, &d, S("R-1"), &q, &v, &opened), E_INPUT);
	assert_ok(sql_rollback_to(t->sc, test_store_sql(t)));
	wave_end(t);
}

/* -- R9: a fee ----------------------------------------------------------------------- */

static void
the_first_request_is_free_and_the_next_one_up_to_the_line(void **state)
{
	struct test_store *t = test_store_edited(*state, "breach tell the regulator", FEE_LINE);
	struct asker d = ask_role(t, "dpo", S(""));
	const char *ada = "{\"email\": \"ada@example.org\"}";
	struct demanded first, next;
	struct person_case c;
	struct acted a;

	put_contact(t);
	first = demand(t, &d, RIGHT_ACCESS, ada, NULL);
	assert_why(act_with(t, &d, first.c.id, ACT_FEE, "again", "{\"amount\": \"10.00 GBP\"}", &a),
	    WHY_FEE);
	assert_why(act_on(t, &d, first.c.id, 'a', "", &c), WHY_NONE);
	travel_days(t, 10);
	next = demand(t, &d, RIGHT_ACCESS, ada, NULL);
	assert_why(act_with(t, &d, next.c.id, ACT_FEE, "again", "{\"amount\": \"10.01 GBP\"}", &a),
	    WHY_FEE);
	assert_why(act_with(t, &d, next.c.id, ACT_FEE, "again", "{\"amount\": \"10.00 EUR\"}", &a),
	    WHY_FEE);
	assert_why(act_with(t, &d, next.c.id, ACT_FEE, "", "{\"amount\": \"10.00 GBP\"}", &a),
	    WHY_REASON);
	assert_why(act_with(t, &d, next.c.id, ACT_FEE, "again", "{\"amount\": \"10.00 GBP\"}", &a),
	    WHY_NONE);
	assert_true(str_has(a.letter, S("10.00 GBP")));
	assert_str(node_get_str(last_entry(t).entry.more, S("fee")), S("10.00-GBP"));
	assert_str(last_entry(t).entry.why, S("repeated"));
	assert_why(act_on(t, &d, next.c.id, 'a', "", &c), WHY_CASE_STATE);
	assert_why(act_with(t, &d, next.c.id, ACT_PAID, "", NULL, &a), WHY_NONE);
	assert_why(act_with(t, &d, next.c.id, ACT_FEE, "more", "{\"amount\": \"1.00 GBP\"}", &a),
	    WHY_CASE_STATE);
	assert_why(act_on(t, &d, next.c.id, 'c', "", &c), WHY_NONE);
	travel_days(t, 400);
	next = demand(t, &d, RIGHT_ACCESS, ada, NULL);
	assert_why(act_with(t, &d, next.c.id, ACT_FEE, "again", "{\"amount\": \"10.00 GBP\"}", &a),
	    WHY_FEE);
	assert_why(act_with(t, &d, next.c.id, ACT_FEE, "all mail of ten years",
		       "{\"amount\": \"10.00 GBP\", \"excessive\": true}", &a),
	    WHY_NONE);
}

static void
no_line_no_fee(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made =
	    demand(t, &d, RIGHT_ACCESS, "{\"email\": \"nobody@example.org\"}", NULL);
	struct acted a;

	assert_why(act_with(t, &d, made.c.id, ACT_FEE, "again",
		       "{\"amount\": \"1.00 GBP\", \"excessive\": true}", &a),
	    WHY_FEE);
}

/* -- a correction ----------------------------------------------------------------------- */

static void
a_correction_changes_the_value_and_whoever_was_given_it_is_told(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), e = ask_role(t, "dpo", S(""));
	struct str record = put_contact(t);
	struct parcel p;
	struct demanded made;
	struct telling *told;
	struct acted a;
	struct record r, *all;
	struct str text;
	size_t n;

	assert_why(release_as(t, &d, &e, "authority", "legal-order", record,
		       "{\"order\": \"PACE-9\", \"fields\": [\"phone\", \"name\"]}", &p),
	    WHY_NONE);
	made = demand_from(t, &d, RIGHT_RECTIFY, "{\"email\": \"ada@example.org\"}",
	    "{\"email\": \"ada@example.org\"}",
	    changes_of(t, record, "{\"phone\": \"01632 960199\", \"company\": \"Looms\"}"));
	assert_str(test_value(t, record, "contact.phone"), S("+441632960100"));
	assert_why(act_with(t, &d, made.c.id, ACT_ACCEPT, "", NULL, &a), WHY_NONE);
	assert_int_equal(a.c.state, CASE_ANSWERED);
	assert_str(test_value(t, record, "contact.phone"), S("+441632960199"));
	assert_str(test_value(t, record, "contact.company"), S("Looms"));
	assert_true(str_has(a.letter, S("contact phone")));
	assert_true(str_has(a.letter, S("a lawful authority")));
	assert_false(str_has(a.letter, S("960199")));
	assert_ok(told_of_case(t->sc, &t->store, made.c.id, &told, &n));
	assert_int_equal(n, 1);
	assert_int_equal(told[0].what, TELL_CORRECT);
	assert_str(told[0].fields, S("contact.phone"));
	assert_int_equal(entries(t, ENTRY_CORRECTED), 1);
	assert_int_equal(entries(t, ENTRY_TELLING), 1);
	/* the values that were asked for do not stay in the file of the request */
	assert_ok(vault_record(t->sc, t->vault, record, &r));
	assert_ok(vault_records_of(t->sc, t->vault, r.subject, &all, &n));
	for (size_t i = 0; i < n; i++)
		if (t->store.plan->datasets.at[all[i].dataset].built_in) {
			assert_ok(vault_content(t->sc, t->vault, all[i].id, &text));
			assert_false(str_has(text, S("960199")));
		}
}

static void
a_correction_is_of_their_own_records_and_of_values_that_may_be_held(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), api = ask_channel(t, "api");
	struct str record = put_contact(t);
	struct str other = given(t, &api, "sales", "contact",
	    "{\"name\": \"Eve\", \"company\": \"E\", \"email\": \"eve@example.org\"}");
	struct demanded made =
	    demand(t, &d, RIGHT_RECTIFY, "{\"email\": \"ada@example.org\"}", NULL);
	static const struct {
		const char *values;
		enum why why;
	} bad[] = {
		{ "{\"phone\": \"not a number\"}", WHY_VALUE },
		{ "{\"shoe-size\": \"42\"}", WHY_UNKNOWN },
		{ "{\"name\": null}", WHY_MISSING },
		{ "{\"company\": \"4111 1111 1111 1111\"}", WHY_CARD },
	};
	struct acted a;

	const char *hers = changes_of(t, other, "{\"name\": \"X\"}");

	assert_why(act_with(t, &d, made.c.id, ACT_ACCEPT, "", hers, &a), WHY_GONE);
	for (size_t i = 0; i < N(bad); i++)
		assert_why(act_with(t, &d, made.c.id, ACT_ACCEPT, "",
			       changes_of(t, record, bad[i].values), &a),
		    bad[i].why);
	assert_str(test_value(t, record, "contact.name"), S("Ada"));
	assert_why(act_with(t, &d, made.c.id, ACT_ACCEPT, "",
		       changes_of(t, record, "{\"name\": \"Ada L\"}"), &a),
	    WHY_NONE);
}

/* -- a complaint --------------------------------------------------------------------------- */

static void
a_complaint_is_acknowledged_within_thirty_days_and_has_an_outcome(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	const char *ada = "{\"email\": \"ada@example.org\"}";
	struct demanded made = demand(t, &d, RIGHT_COMPLAIN, ada, NULL);
	struct acted a;
	size_t n;

	assert_str(instant_print(&t->sc->arena, made.c.due), S("2027-02-15T23:59:59.999999Z"));
	assert_why(act_with(t, &d, made.c.id, ACT_ACKNOWLEDGE, "", NULL, &a), WHY_NONE);
	assert_true(str_has(a.letter, S("15 April 2027")));
	assert_str(instant_print(&t->sc->arena, a.c.due), S("2027-04-15T22:59:59.999999Z"));
	assert_why(act_with(t, &d, made.c.id, ACT_ACKNOWLEDGE, "", NULL, &a), WHY_CASE_STATE);
	assert_why(act_with(t, &d, made.c.id, ACT_ANSWER, "", NULL, &a), WHY_REASON);
	demand(t, &d, RIGHT_COMPLAIN, ada, NULL);
	travel_days(t, 32);
	assert_ok(rights_overdue(t->sc, &t->store, &n));
	assert_int_equal(n, 1);
	assert_why(act_with(t, &d, made.c.id, ACT_ANSWER, "we were wrong", NULL, &a), WHY_NONE);
	assert_true(str_has(a.letter, S("The outcome: we were wrong")));
	assert_true(str_has(a.letter, S("https://ico.org.uk/make-a-complaint")));
	assert_why(act_with(t, &d, made.c.id, ACT_ANSWER, "again", NULL, &a), WHY_CASE_STATE);
}

/* -- what an answer tells ------------------------------------------------------------ */

static struct str
answer_to(struct test_store *t, enum right_kind right, const char *who, const char *evidence)
{
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made = demand(t, &d, right, who, evidence);
	struct acted a;

	assert_why(made.v, WHY_NONE);
	assert_why(act_with(t, &d, made.c.id, ACT_ANSWER, "", NULL, &a), WHY_NONE);
	return a.letter;
}

/* LAW UK GDPR Art 12(3), 12(4): what was done, and to whom to complain. */
static void
an_answer_says_what_was_done(void **state)
{
	static const struct {
		enum right_kind right;
		const char *who, *evidence, *says;
	} ways[] = {
		/* clang-format off */
		{ RIGHT_ACCESS, "ada", NULL, "With this letter goes everything that we hold about you" },
		{ RIGHT_ACCESS, "bob", NULL, "We looked for what you told us of yourself, and hold nothing" },
		{ RIGHT_PORTABILITY, "ada", NULL, "in a form that another system can read" },
		{ RIGHT_OBJECT, "ada", NULL, "You get no direct marketing from us any more" },
		{ RIGHT_OBJECT, "ada", "{\"purpose\": \"review-account\"}",
		    "We no longer use what we hold about you to review your account" },
		{ RIGHT_RESTRICT, "ada", NULL, "and do not use it. We tell you before that ends" },
		{ RIGHT_RESTRICT, "ada", "{\"keep\": \"all\"}", "is kept for you until then" },
		/* clang-format on */
	};
	struct test_store *t = test_store_make(*state);

	put_contact(t);
	for (size_t i = 0; i < N(ways); i++) {
		struct str who = str_printf(
		    &t->sc->arena, "{\"email\": \"%s@example.org\"}", ways[i].who);
		struct str letter = answer_to(
		    t, ways[i].right, str_c(&t->sc->arena, who), ways[i].evidence);

		if (!str_has(letter, str_of(ways[i].says)))
			fail_msg("no \"%s\" in:\n%.*s", ways[i].says, STR(letter));
		assert_true(str_has(letter, S("complain to us")));
		assert_true(str_has(letter, S("Information Commissioner's Office")));
		assert_true(str_has(letter, S("go to court")));
	}
}

/* LAW UK GDPR Art 17(3), 19 */
static void
an_answer_to_an_erasure_says_what_stays_why_until_when_and_who_is_told(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str letter;

	put_contact(t);
	letter =
	    answer_to(t, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	assert_true(str_has(letter, S("We have erased what we held about you. This stays, and nothing "
				      "else:\n  - contact name: your name stays on past orders; until 15 "
				      "January 2039\n")));
	assert_false(str_has(letter, S("contact phone")));
	letter = answer_to(t, RIGHT_ERASURE, "{\"email\": \"bob@example.org\"}", NULL);
	assert_true(str_has(letter, S("hold nothing about you")));
}

UNIT_MAIN(TEST(an_answer_says_what_was_done),
    TEST(an_answer_to_an_erasure_says_what_stays_why_until_when_and_who_is_told),
    TEST(every_state_takes_every_act_as_the_law_says_and_has_a_way_out),
    TEST(an_address_on_record_is_known_and_another_waits),
    TEST(nobody_shows_anything_to_be_left_alone),
    TEST(whom_it_is_about_may_be_found_out_later), TEST(what_was_shown_has_no_place),
    TEST(the_first_request_is_free_and_the_next_one_up_to_the_line), TEST(no_line_no_fee),
    TEST(a_correction_changes_the_value_and_whoever_was_given_it_is_told),
    TEST(a_correction_is_of_their_own_records_and_of_values_that_may_be_held),
    TEST(a_complaint_is_acknowledged_within_thirty_days_and_has_an_outcome))
