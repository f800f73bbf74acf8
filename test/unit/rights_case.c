/* Cases: who may act, by when, in which state; objections and restrictions. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "kit/demand.h"

static void
a_months_counting_is_the_icos(void **state)
{
	/* clang-format off */
	static const struct {
		enum right_kind right;
		const char *received, *due;
	} cases[] = {
		{ RIGHT_ACCESS, "2027-03-02T09:00:00Z", "2027-04-02T22:59:59.999999Z" }, /* summer time by then */
		{ RIGHT_ACCESS, "2027-01-31T09:00:00Z", "2027-03-01T23:59:59.999999Z" }, /* 28 February: a Sunday */
		{ RIGHT_ACCESS, "2026-01-31T09:00:00Z", "2026-03-02T23:59:59.999999Z" }, /* a Saturday */
		{ RIGHT_ACCESS, "2025-07-31T09:00:00Z", "2025-09-01T22:59:59.999999Z" },
		{ RIGHT_ACCESS, "2028-01-30T09:00:00Z", "2028-02-29T23:59:59.999999Z" },
		{ RIGHT_ACCESS, "2026-12-31T23:30:00Z", "2027-02-01T23:59:59.999999Z" }, /* a Sunday */
		{ RIGHT_ACCESS, "2027-02-26T09:00:00Z", "2027-03-30T22:59:59.999999Z" }, /* Easter */
		{ RIGHT_ACCESS, "2026-11-25T09:00:00Z", "2026-12-29T23:59:59.999999Z" }, /* Christmas */
		{ RIGHT_ACCESS, "2028-12-15T09:00:00Z", "2029-01-15T23:59:59.999999Z" },
		{ RIGHT_ERASURE, "2027-06-01T23:30:00Z", "2027-07-02T22:59:59.999999Z" }, /* 2 June in London */
		{ RIGHT_COMPLAIN, "2027-01-01T09:00:00Z", "2027-02-01T23:59:59.999999Z" }, /* a Sunday */
		{ RIGHT_COMPLAIN, "2027-01-04T09:00:00Z", "2027-02-03T23:59:59.999999Z" },
	};
	/* clang-format on */
	struct test_store *t = test_store_make(*state);

	for (size_t i = 0; i < N(cases); i++) {
		struct instant received;

		assert_true(instant_parse(str_of(cases[i].received), &received));
		assert_str(instant_print(&t->sc->arena,
			       rights_deadline(cases[i].right, received, t->store.plan)),
		    str_of(cases[i].due));
	}
}

/* A promise of our own is kept to the day that it names. */
static void
what_the_policy_promises_is_not_moved_to_a_working_day(void **state)
{
	struct test_store *t = test_store_edited(
	    *state, "breach tell the regulator", "right access within 2 weeks\nbreach tell the regulator");
	struct instant received, law, own;

	assert_true(instant_parse(S("2027-03-14T09:00:00Z"), &received));
	own = rights_deadline(RIGHT_ACCESS, received, t->store.plan);
	law = rights_deadline(RIGHT_ERASURE, received, t->store.plan);
	assert_str(instant_print(&t->sc->arena, own), S("2027-03-28T22:59:59.999999Z"));
	assert_str(instant_print(&t->sc->arena, law), S("2027-04-14T22:59:59.999999Z"));
	assert_str(instant_print(&t->sc->arena,
		       rights_clock_due(RIGHT_ERASURE,
			   (struct rights_clock){ .from = received, .extended = true },
			   t->store.plan)),
	    S("2027-06-14T22:59:59.999999Z"));
}

/* The ICO counts three months from the day of receipt, not two more from the end. */
static void
an_extension_counts_from_the_day_of_receipt(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct instant received, due;

	assert_true(instant_parse(S("2026-12-31T09:00:00Z"), &received));
	due = rights_deadline(RIGHT_ACCESS, received, t->store.plan);
	assert_str(instant_print(&t->sc->arena, due), S("2027-02-01T23:59:59.999999Z"));
	due = rights_clock_due(RIGHT_ACCESS,
	    (struct rights_clock){ .from = received, .extended = true }, t->store.plan);
	assert_str(instant_print(&t->sc->arena, due), S("2027-03-31T22:59:59.999999Z"));
}

/* R1: from each state each act either moves as the table says, or is refused. */
static void
each_state_has_the_ways_out_that_it_has(void **state)
{
	static const char letters[] = "prxfacnl"; /* pause resume extend refuse answer cancel
						     announce lift */
	static const struct {
		const char *way; /* acts done first */
		const char *may; /* acts that may follow */
		enum case_state state;
	} ways[] = {
		{ "", "pxfac", CASE_OPEN },
		{ "p", "rfac", CASE_PAUSED },
		{ "pr", "pxfac", CASE_OPEN },
		{ "x", "pfac", CASE_OPEN },
		{ "a", "", CASE_ANSWERED },
		{ "f", "", CASE_REFUSED },
		{ "c", "", CASE_CANCELLED },
		{ "pa", "", CASE_ANSWERED },
		{ "pf", "", CASE_REFUSED },
	};
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));

	for (size_t w = 0; w < N(ways); w++)
		for (size_t i = 0; letters[i] != '\0'; i++) {
			struct demanded made = demand(
			    t, &d, RIGHT_ACCESS, "{\"email\": \"nobody@example.org\"}", NULL);
			struct person_case c;
			bool may = strchr(ways[w].may, letters[i]) != NULL;

			for (size_t k = 0; ways[w].way[k] != '\0'; k++)
				assert_why(act_on(t, &d, made.c.id, ways[w].way[k], "reasons", &c),
				    WHY_NONE);
			if (ways[w].way[0] != '\0')
				assert_int_equal(c.state, ways[w].state);
			assert_why(act_on(t, &d, made.c.id, letters[i], "reasons", &c),
			    may ? WHY_NONE : WHY_CASE_STATE);
		}
}

static void
reasons_are_told_where_the_person_waits_or_gets_nothing(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made =
	    demand(t, &d, RIGHT_ACCESS, "{\"email\": \"nobody@example.org\"}", NULL);
	struct person_case c;

	assert_why(act_on(t, &d, made.c.id, 'p', "", &c), WHY_REASON);
	assert_why(act_on(t, &d, made.c.id, 'x', " ", &c), WHY_REASON);
	assert_why(act_on(t, &d, made.c.id, 'f', "", &c), WHY_REASON);
	assert_why(act_on(t, &d, made.c.id, 'a', "", &c), WHY_NONE);
}

/* R6: LAW UK GDPR Art 18(3) */
static void
the_person_is_told_the_day_before_a_restriction_is_lifted(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct str id = given(t, &s, "sales", "contact",
	    "{\"name\": \"Ada\", \"company\": \"A\", \"email\": \"ada@example.org\"}");
	struct demanded made =
	    demand(t, &d, RIGHT_RESTRICT, "{\"email\": \"ada@example.org\"}", NULL);
	struct person_case c;
	struct answer answer;

	assert_why(act_on(t, &d, made.c.id, 'l', "", &c), WHY_CASE_STATE);
	assert_why(act_on(t, &d, made.c.id, 'n', "", &c), WHY_REASON);
	assert_why(act_on(t, &d, made.c.id, 'a', "", &c), WHY_NONE);
	assert_why(act_on(t, &d, made.c.id, 'n', "it was found to be right", &c), WHY_NONE);
	assert_int_equal(entries(t, ENTRY_CASE_ANNOUNCED), 1);
	assert_why(act_on(t, &d, made.c.id, 'l', "", &c), WHY_CASE_STATE);
	assert_why(read_as(t, &s, "sales", id, NULL, &answer), WHY_RESTRICTED);
	travel_days(t, 1);
	assert_why(act_on(t, &d, made.c.id, 'l', "", &c), WHY_NONE);
	assert_int_equal(c.state, CASE_LIFTED);
	assert_why(read_as(t, &s, "sales", id, NULL, &answer), WHY_NONE);
	assert_why(act_on(t, &d, made.c.id, 'n', "again", &c), WHY_CASE_STATE);
	assert_int_equal(entries(t, ENTRY_UNRESTRICTED), 1);
}

static void
a_pause_moves_the_date_and_an_extension_adds_two_months(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made =
	    demand(t, &d, RIGHT_ACCESS, "{\"email\": \"nobody@example.org\"}", NULL);
	struct person_case c;

	assert_str(instant_print(&t->sc->arena, made.c.due), S("2027-02-15T23:59:59.999999Z"));
	assert_why(act_on(t, &d, made.c.id, 'p', "who are you", &c), WHY_NONE);
	travel_days(t, 10);
	assert_why(act_on(t, &d, made.c.id, 'r', "", &c), WHY_NONE);
	assert_str(instant_print(&t->sc->arena, c.due), S("2027-02-26T23:59:59.999999Z"));
	assert_why(act_on(t, &d, made.c.id, 'x', "complex", &c), WHY_NONE);
	assert_str(instant_print(&t->sc->arena, c.due), S("2027-04-26T22:59:59.999999Z"));
	assert_why(act_on(t, &d, made.c.id, 'x', "again", &c), WHY_CASE_STATE);
	made = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"nobody@example.org\"}", NULL);
	travel_days(t, 40);
	assert_why(act_on(t, &d, made.c.id, 'x', "late", &c), WHY_CASE_STATE);
}

static struct str
put_contact(struct test_store *t)
{
	struct asker api = ask_channel(t, "api");

	return given(t, &api, "sales", "contact",
	    "{\"name\": \"Ada\", \"company\": \"Engines\", \"phone\": \"01632 960100\", \"email\": "
	    "\"ada@example.org\"}");
}

/* LAW UK GDPR Art 12A, DPA 2018 s 164A: the day of the question and that of the answer are both
 * of those that do not count; of a request under Art 15 and of no other. */
static void
only_the_time_of_access_stands_still_for_a_question(void **state)
{
	static const struct {
		enum right_kind right;
		bool identity;
		const char *then; /* the date when it was answered after 60 days */
	} ways[] = {
		/* clang-format off */
		{ RIGHT_ACCESS,   false, "2027-04-19" }, /* 17 April: a Saturday */
		{ RIGHT_RESTRICT, false, "2027-02-15" },
		{ RIGHT_COMPLAIN, false, "2027-02-15" },
		{ RIGHT_COMPLAIN, true,  "2027-02-15" },
		{ RIGHT_RESTRICT, true,  "2027-04-16" },
		/* clang-format on */
	};
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made[N(ways)];
	struct acted a;
	size_t late;

	put_contact(t);
	for (size_t i = 0; i < N(ways); i++) {
		made[i] = demand(t, &d, ways[i].right, "{\"email\": \"ada@example.org\"}", NULL);
		assert_str(str_slice(instant_print(&t->sc->arena, made[i].c.due), 0, 10),
		    S("2027-02-15"));
		assert_why(act_with(t, &d, made[i].c.id, ACT_PAUSE, "which",
			       ways[i].identity ? "{\"waits\": \"identity\"}" : NULL, &a),
		    WHY_NONE);
		assert_int_equal(str_has(a.letter, S("stands still")), i == 0);
	}
	travel_days(t, 60);
	assert_ok(rights_overdue(t->sc, &t->store, &late));
	assert_int_equal(late, 3);
	for (size_t i = 0; i < N(ways); i++) {
		assert_why(act_with(t, &d, made[i].c.id,
			       ways[i].identity ? ACT_IDENTIFY : ACT_RESUME, "",
			       "{\"shown\": \"call-back\"}", &a),
		    WHY_NONE);
		assert_str(str_slice(instant_print(&t->sc->arena, a.c.due), 0, 10),
		    str_of(ways[i].then));
	}
}

/* R4 */
static void
only_a_role_for_rights_requests_acts_and_with_a_reason(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S("")),
		     op = ask_operator();
	struct asker api = ask_channel(t, "api");
	struct demanded made =
	    demand(t, &d, RIGHT_ACCESS, "{\"email\": \"nobody@example.org\"}", NULL);
	struct request q = { .right = RIGHT_ACCESS };
	struct case_page page = { .open_only = true, .most = CASES_MOST };
	struct person_case c, *cases;
	struct opened opened;
	struct verdict v;
	size_t n;

	assert_why(made.v, WHY_NONE);
	assert_why(demand(t, &s, RIGHT_ACCESS, "{\"email\": \"a@example.org\"}", NULL).v, WHY_ROLE);
	assert_why(
	    demand(t, &op, RIGHT_ERASURE, "{\"email\": \"a@example.org\"}", NULL).v, WHY_ROLE);
	assert_why(
	    demand(t, &api, RIGHT_ERASURE, "{\"email\": \"a@example.org\"}", NULL).v, WHY_ROLE);
	assert_why(act_on(t, &s, made.c.id, 'a', "x", &c), WHY_ROLE);
	wave_begin(t);
	q.who = json(t, "{\"email\": \"a@example.org\"}");
	assert_ok(rights_open(t->sc, &t->store, &d, S(""), &q, &v, &opened));
	wave_verdict(t, &d, "case", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_REASON);
	assert_int_equal(last_entry(t).kind, ENTRY_RIGHT_DENIED);
	assert_ok(rights_cases(t->sc, &t->store, &d, S("R-1"), &page, &v, &cases, &n));
	assert_int_equal(n, 1);
	assert_str(cases[0].id, made.c.id);
	page.notices = NOTICES_LEFT_OUT;
	assert_ok(rights_cases(t->sc, &t->store, &d, S("R-1"), &page, &v, &cases, &n));
	assert_int_equal(n, 1);
	page.notices = NOTICES_ALONE;
	assert_ok(rights_cases(t->sc, &t->store, &d, S("R-1"), &page, &v, &cases, &n));
	assert_int_equal(n, 0);
	assert_ok(rights_cases(t->sc, &t->store, &s, S("R-1"), &page, &v, &cases, &n));
	assert_why(v, WHY_ROLE);
	assert_int_equal(n, 0);
}

static void
a_request_says_who_in_one_way(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	static const char *const bad[] = { "{}", "{\"name\": \"Ada\"}", "{\"email\": \"nobody\"}",
		"{\"email\": \"a@example.org\", \"phone\": \"01632 960100\"}" };
	struct opened opened;
	struct verdict v;

	for (size_t i = 0; i < N(bad); i++) {
		wave_begin(t);
		struct request q = { .right = RIGHT_ERASURE, .who = json(t, bad[i]) };

		assert_code(
		    rights_open(t->sc, &t->store, &d, S("R-1"), &q, &v, &opened), E_INPUT);
		assert_ok(sql_rollback_to(t->sc, test_store_sql(t)));
		wave_end(t);
	}
}

/* LAW UK GDPR Art 21(3): marketing at once; Art 21(1): other uses until decided. */
static void
an_objection_takes_effect_at_once(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct str id = put_contact(t);
	struct demanded marketing, review;
	struct person_case c;
	struct answer a;

	assert_why(read_as(t, &s, "phone-offers", id, NULL, &a), WHY_NONE);
	marketing = demand(t, &d, RIGHT_OBJECT, "{\"email\": \"ada@example.org\"}", NULL);
	assert_why(marketing.v, WHY_NONE);
	assert_why(read_as(t, &s, "phone-offers", id, NULL, &a), WHY_OBJECTED);
	assert_why(read_as(t, &s, "review-account", id, NULL, &a), WHY_NONE);
	assert_why(act_on(t, &d, marketing.c.id, 'f', "we like to", &c), WHY_CASE_STATE);
	review = demand(t, &d, RIGHT_OBJECT, "{\"email\": \"ada@example.org\"}",
	    "{\"purpose\": \"review-account\"}");
	assert_why(read_as(t, &s, "review-account", id, NULL, &a), WHY_OBJECTED);
	assert_why(act_on(t, &d, review.c.id, 'f', "an invoice is disputed", &c), WHY_NONE);
	assert_why(read_as(t, &s, "review-account", id, NULL, &a), WHY_NONE);
	assert_why(read_as(t, &s, "phone-offers", id, NULL, &a), WHY_OBJECTED);
	assert_why(demand(t, &d, RIGHT_OBJECT, "{\"email\": \"ada@example.org\"}",
		       "{\"purpose\": \"training\"}")
		       .v,
	    WHY_NO_PURPOSE);
}

static enum why
withheld(const struct answer *a, const char *field)
{
	for (size_t i = 0; i < a->rows[0].n_withheld; i++)
		if (str_eq(a->rows[0].withheld[i].field, str_of(field)))
			return a->rows[0].withheld[i].verdict.why;
	return WHY_NONE;
}

/* LAW UK GDPR Art 21(3), PECR reg 21 */
static void
an_objection_of_somebody_unknown_is_remembered(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct demanded made =
	    demand(t, &d, RIGHT_OBJECT, "{\"phone\": \"01632 960100\"}", NULL);
	struct str id = put_contact(t);
	struct acted acted;
	struct answer a;

	assert_int_equal(made.c.n, 0);
	assert_why(read_as(t, &s, "phone-offers", id, NULL, &a), WHY_NONE);
	assert_int_equal(withheld(&a, "contact.phone"), WHY_SUPPRESSED);
	assert_why(read_as(t, &s, "review-account", id, NULL, &a), WHY_NONE);
	assert_int_equal(withheld(&a, "contact.phone"), WHY_NONE);
	assert_why(act_with(t, &d, made.c.id, ACT_ANSWER, "", NULL, &acted), WHY_NONE);
	assert_true(str_has(acted.letter, S("gets no direct marketing from us")));
	assert_false(str_has(acted.letter, S("960100")));
}

static void
a_restriction_holds_clocks_and_is_lifted_by_taking_it_back(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct str id = put_contact(t);
	struct demanded made;
	struct person_case c;
	struct answer a;

	event_of(t, "contact", "leaving", id);
	made = demand(
	    t, &d, RIGHT_RESTRICT, "{\"email\": \"ada@example.org\"}", "{\"keep\": \"all\"}");
	assert_why(made.v, WHY_NONE);
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_RESTRICTED);
	travel_days(t, 100);
	assert_str(test_value(t, id, "contact.phone"), S("+441632960100"));
	assert_why(act_on(t, &d, made.c.id, 'a', "", &c), WHY_NONE);
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_RESTRICTED);
	assert_why(act_on(t, &d, made.c.id, 'c', "", &c), WHY_NONE);
	assert_why(read_as(t, &s, "sales", id, NULL, &a), WHY_NONE);
	travel_days(t, 1);
	assert_str(test_value(t, id, "contact.phone"), S(""));
	assert_str(test_value(t, id, "contact.name"), S("Ada"));
}

/* `right all of end-user passed to reseller within 2 days` */
static void
a_request_about_a_partys_people_is_passed_to_it(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")),
		     r = ask_role(t, "reseller-user", t->reseller.id);
	struct str id = given(t, &r, "deliver", "delivery",
	    "{\"shipment\": \"S-1\", \"order\": \"O-1\", \"name\": \"Eve\", \"address\": \"1 High "
	    "Street\", \"courier\": \"dpd\"}");
	struct record record;
	struct demanded made;
	struct str who;

	assert_ok(vault_record(t->sc, t->vault, id, &record));
	who = str_printf(&t->sc->arena, "{\"subject\": \"%.*s\"}", STR(record.subject));
	made = demand(t, &d, RIGHT_ERASURE, str_c(&t->sc->arena, who), NULL);
	assert_str(made.c.passed_to, t->reseller.id);
	assert_str(instant_print(&t->sc->arena, made.c.due), S("2027-01-17T08:00:00Z"));
	assert_int_equal(entries(t, ENTRY_CASE_PASSED), 1);
	assert_int_equal(made.n_stays, 0);
	assert_str(test_value(t, id, "delivery.name"), S("Eve"));
}

static void
each_right_is_passed_as_its_own_line_says(void **state)
{
	struct test_store *t = test_store_edited(*state,
	    "right all of end-user passed to reseller within 2 days",
	    "right access of end-user passed to reseller within 1 day\n"
	    "right erasure of end-user passed to reseller within 3 days");
	struct asker d = ask_role(t, "dpo", S("")),
		     r = ask_role(t, "reseller-user", t->reseller.id);
	struct record record;
	struct demanded made;
	char *who;

	assert_ok(vault_record(t->sc, t->vault,
	    given(t, &r, "deliver", "delivery",
		"{\"shipment\": \"S-1\", \"order\": \"O-1\", \"name\": \"Eve\", \"address\": \"1 "
		"High Street\", \"courier\": \"dpd\"}"),
	    &record));
	who = str_c(&t->sc->arena,
	    str_printf(&t->sc->arena, "{\"subject\": \"%.*s\"}", STR(record.subject)));
	made = demand(t, &d, RIGHT_ERASURE, who, NULL);
	assert_str(made.c.passed_to, t->reseller.id);
	assert_str(instant_print(&t->sc->arena, made.c.due), S("2027-01-18T08:00:00Z"));
	made = demand(t, &d, RIGHT_RESTRICT, who, NULL);
	assert_str(made.c.passed_to, S(""));
}

UNIT_MAIN(TEST(what_the_policy_promises_is_not_moved_to_a_working_day),
    TEST(an_extension_counts_from_the_day_of_receipt),
    TEST(a_months_counting_is_the_icos), TEST(each_state_has_the_ways_out_that_it_has),
    TEST(reasons_are_told_where_the_person_waits_or_gets_nothing),
    TEST(a_pause_moves_the_date_and_an_extension_adds_two_months),
    TEST(only_the_time_of_access_stands_still_for_a_question),
    TEST(only_a_role_for_rights_requests_acts_and_with_a_reason),
    TEST(a_request_says_who_in_one_way), TEST(an_objection_takes_effect_at_once),
    TEST(an_objection_of_somebody_unknown_is_remembered),
    TEST(the_person_is_told_the_day_before_a_restriction_is_lifted),
    TEST(a_restriction_holds_clocks_and_is_lifted_by_taking_it_back),
    TEST(a_request_about_a_partys_people_is_passed_to_it),
    TEST(each_right_is_passed_as_its_own_line_says))
