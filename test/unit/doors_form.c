/* unit/doors_form.c -- forms of the website: what they say and take, and never tell. */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/browser.h"

#define ENQUIRY "/form/enquiry/reply"
#define NEWS "/form/subscription/news"
#define SAYS_REPLY "form=fill&notice=1&words=to+answer+the+question+that+you+sent+us"
#define SAYS_NEWS \
	"form=fill&notice=1&words=to+send+product+news%%2C+prices+and+invitations+by+e-mail"

static size_t
held(struct test_keeper *t, const char *dataset, const char *purpose, const char *email)
{
	struct arena *a = &t->sc->arena;
	const struct node *n = answer_of(t, key_of_role(t, "sales", S("")), VERB_FIND,
	    str_c(a, str_printf(a, "{\"purpose\":\"%s\",\"dataset\":\"%s\",\"by\":{\"email\":\"%s\"}}",
			 purpose, dataset, email)));

	return node_get(n, S("records"))->count;
}

static size_t
count_of(const struct browser *b, const char *text)
{
	struct str all = b->out.body, one = str_of(text);
	size_t n = 0;

	for (size_t i = 0; i + one.n <= all.n; i++)
		n += str_starts(str_slice(all, i, all.n), one);
	return n;
}

/* -- what it says ------------------------------------------------------------------ */

static void
every_form_has_its_purpose_its_notice_and_a_box_of_its_own_that_nobody_ticked(void **state)
{
	static const char *const forms[] = { ENQUIRY, NEWS };
	struct browser b = { .t = test_keeper_make(*state) };

	assert_int_equal(look_at(&b, "/form"), 200);
	for (size_t i = 0; i < N(forms); i++)
		assert_true(shows(&b, str_c(&b.t->sc->arena,
					  str_printf(&b.t->sc->arena, "href=\"%s\"", forms[i]))));
	for (size_t i = 0; i < N(forms); i++) {
		assert_int_equal(look_at(&b, forms[i]), 200);
		assert_true(shows(&b, "type=\"checkbox\""));
		assert_true(shows(&b, "name=\"yes.news\" value=\"yes\""));
		assert_true(shows(&b, ">Send me product news by e-mail</label>"));
		assert_false(shows(&b, " checked"));
		assert_true(shows(&b, "version 1"));
		assert_true(shows(&b, "Example Voice Ltd"));
		assert_int_equal(count_of(&b, "type=\"checkbox\""), i + 1);
	}
	assert_int_equal(look_at(&b, ENQUIRY), 200);
	assert_true(shows(&b, "is used to answer the question that you sent us, and for nothing else"));
	assert_true(shows(&b, "<dt>Who else is given it</dt><dd>nobody</dd>"));
	assert_true(shows(&b, "name=\"value.email\""));
	assert_false(shows(&b, "name=\"value.phone\""));
	assert_true(shows(&b, "16 and over"));
}

static void
there_is_no_form_but_those_that_the_policy_makes(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };

	assert_int_equal(look_at(&b, "/form/enquiry/news"), 404);
	assert_int_equal(look_at(&b, "/form/subscription/phone-news"), 404); /* of customers alone */
	assert_int_equal(look_at(&b, "/form/subscription/measure-news"), 404);
	assert_int_equal(look_at(&b, "/form/contact/sales"), 404);
	assert_int_equal(look_at(&b, "/form/usage/improve-site"), 404);
	assert_int_equal(look_at(&b, "/form/none/reply"), 404);
}

/* -- what it takes ------------------------------------------------------------------- */

static void
what_is_sent_is_stored_for_its_purpose_with_the_notice_that_was_shown(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };

	assert_int_equal(look_at(&b, ENQUIRY), 200);
	assert_int_equal(SEND(&b, ENQUIRY,
			     SAYS_REPLY "&value.name=Vic&value.email=VIC%%40example.org&"
					"value.message=hello&yes.news="),
	    200);
	assert_true(shows(&b, "We have it"));
	assert_true(shows(&b, "30 days after answer"));
	assert_false(shows(&b, "What you said yes to"));
	assert_int_equal(held(b.t, "enquiry", "reply", "vic@example.org"), 1);
	assert_true(str_has(node_get_str(answer_of(b.t, S(""), VERB_LEDGER, "{\"after\":0}"),
				S("lines")),
	    S("\"notice\":\"1\"")));
}

static void
a_fault_stands_beside_its_field_and_what_was_typed_is_kept(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };

	assert_int_equal(look_at(&b, ENQUIRY), 200);
	assert_int_equal(SEND(&b, ENQUIRY,
			     SAYS_REPLY "&value.name=Vic&value.email=nobody&value.message=%%3Cb%%3E&"
					"yes.news=yes"),
	    422);
	assert_true(shows(&b, "href=\"#at-fault\""));
	assert_true(shows(&b, "id=\"at-fault\" name=\"value.email\""));
	assert_true(shows(&b, "value=\"Vic\""));
	assert_true(shows(&b, "&lt;b&gt;"));
	assert_true(shows(&b, "yes.news-hint\" checked"));
	assert_int_equal(SEND(&b, ENQUIRY, SAYS_REPLY "&value.email=vic%%40example.org"), 422);
	assert_true(shows(&b, "id=\"at-fault\" name=\"value.message\""));
	assert_int_equal(SEND(&b, ENQUIRY,
			     SAYS_REPLY "&value.email=vic%%40example.org&value.message="
					"4111+1111+1111+1111"),
	    422);
	assert_int_equal(held(b.t, "enquiry", "reply", "vic@example.org"), 0);
}

static void
what_the_form_does_not_ask_is_not_taken(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };

	assert_int_equal(look_at(&b, NEWS), 200);
	assert_int_equal(SEND(&b, NEWS, SAYS_NEWS "&value.email=a%%40example.org&yes.news=yes&"
						  "value.opened=2027-03-01"),
	    400);
	assert_int_equal(SEND(&b, NEWS, SAYS_NEWS "&value.email=a%%40example.org&yes.site-use=yes"), 400);
	assert_int_equal(SEND(&b, NEWS, SAYS_NEWS "&value.email=a%%40example.org&yes.none=yes"), 400);
}

/* G9 */
static void
a_form_that_says_what_the_policy_does_not_say_is_not_taken(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };

	assert_int_equal(look_at(&b, ENQUIRY), 200);
	assert_int_equal(SEND(&b, ENQUIRY,
			     "form=fill&notice=1&words=to+win+a+prize&value.email=vic%%40example.org&"
			     "value.message=hello"),
	    422);
	assert_true(shows(&b, "The policy has changed since this form was opened"));
	assert_true(shows(&b, "name=\"words\" value=\"to answer the question that you sent us\""));
	assert_true(shows(&b, "value=\"vic@example.org\""));
	assert_int_equal(SEND(&b, ENQUIRY,
			     "form=fill&notice=2&words=to+answer+the+question+that+you+sent+us&"
			     "value.email=vic%%40example.org&value.message=hello"),
	    422);
	assert_int_equal(held(b.t, "enquiry", "reply", "vic@example.org"), 0);
}

/* PECR reg 22(2) */
static void
silence_is_no_yes_and_a_yes_waits_for_its_letter(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct str ledger;

	assert_int_equal(look_at(&b, NEWS), 200);
	assert_int_equal(SEND(&b, NEWS, SAYS_NEWS "&value.email=vic%%40example.org"), 403);
	assert_true(shows(&b, "id=\"at-fault\" name=\"yes.news\""));
	assert_false(shows(&b, " checked"));
	assert_int_equal(SEND(&b, NEWS, SAYS_NEWS "&value.email=vic%%40example.org&yes.news=yes"), 200);
	assert_true(shows(&b, "One more step"));
	assert_true(shows(&b, "it counts when you press the link"));
	ledger = node_get_str(answer_of(b.t, S(""), VERB_LEDGER, "{\"after\":0}"), S("lines"));
	assert_true(str_has(ledger, S("consent.asked")));
	assert_true(str_has(ledger, S("\"wording\":\"as-asked\"")));
	assert_false(str_has(ledger, S("consent.given")));
	assert_false(str_has(ledger, S("\"channel\":\"website\"")));
}

/* -- what it never tells (G7) -------------------------------------------------------- */

static struct str
answer_to(struct browser *b, const char *email)
{
	struct str body, out;

	assert_int_equal(look_at(b, NEWS), 200);
	assert_int_equal(SEND(b, NEWS, SAYS_NEWS "&value.email=%s&yes.news=yes", email), 200);
	body = b->out.body;
	out = S("");
	for (size_t i = 0; i + 5 < body.n && out.n == 0; i++)
		if (str_starts(str_slice(body, i, body.n), S("<main")))
			out = str_slice(body, i, body.n);
	return out;
}

static void
the_answer_is_the_same_whoever_is_known(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct str unknown, known, out;

	(void)answer_of(b.t, key_of_channel(b.t, "api"), VERB_CONSENT,
	    "{\"consent\":\"news\",\"who\":{\"email\":\"bob@example.org\"},\"evidence\":"
	    "{\"listed\":\"2018-04-30\"}}");
	(void)answer_of(b.t, S(""), VERB_WITHDRAW,
	    "{\"who\":{\"email\":\"cat@example.org\"},\"channel\":\"link\"}");
	unknown = answer_to(&b, "ann%40example.org");
	known = answer_to(&b, "bob%40example.org");
	out = answer_to(&b, "cat%40example.org");
	assert_true(unknown.n > 0);
	assert_int_equal(unknown.n, known.n);
	assert_int_equal(unknown.n, out.n);
}

/* A stranger takes nothing from what somebody said before. */
static void
a_yes_that_waits_takes_nothing_from_a_yes_that_counts(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct str api = key_of_channel(b.t, "api"), marketing = key_of_role(b.t, "marketing", S("")),
		   subject;
	struct arena *a = &b.t->sc->arena;
	const char *may = "{\"purpose\":\"news\",\"channel\":\"email\",\"email\":\"bob@example.org\"}";
	const struct node *n = answer_of(b.t, api, VERB_OFFER,
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":{\"name\":\"Bob\","
	    "\"company\":\"A\",\"email\":\"bob@example.org\"}}]}");

	subject = node_get_str(node_get(n, S("answers"))->first, S("subject"));
	(void)answer_of(b.t, api, VERB_CONSENT,
	    str_c(a, str_printf(a,
			 "{\"consent\":\"news\",\"subject\":\"%.*s\","
			 "\"evidence\":{\"listed\":\"2018-04-30\"}}",
			 STR(subject))));
	(void)answer_of(b.t, api, VERB_OFFER,
	    str_c(a, str_printf(a, "{\"purpose\":\"news\",\"dataset\":\"subscription\","
				   "\"offers\":[{\"values\":{\"email\":\"bob@example.org\"},\"subject\":\"%.*s\"}]}",
			 STR(subject))));
	assert_true(node_get_bool(answer_of(b.t, marketing, VERB_CONTACT, may), S("allowed"), false));
	(void)answer_to(&b, "bob%40example.org");
	assert_true(node_get_bool(answer_of(b.t, marketing, VERB_CONTACT, may), S("allowed"), false));
}

/* -- the contact form (R20) ------------------------------------------------------------ */

static const struct node *
queue(struct browser *b)
{
	return node_get(answer_of(b->t, key_of_role(b->t, "dpo", S("")), VERB_CASES,
			    "{\"reason\":\"R-1\"}"),
	    S("cases"));
}

static struct str
asks(struct browser *b, const char *right, const char *email)
{
	assert_int_equal(look_at(b, "/contact"), 200);
	assert_int_equal(SEND(b, "/contact", "form=ask&right=%s&email=%s&name=Ann&text=Please",
			     right, email),
	    200);
	return b->out.body;
}

static void
put_ann(struct browser *b)
{
	(void)answer_of(b->t, key_of_channel(b->t, "api"), VERB_OFFER,
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":{\"name\":\"Ann\","
	    "\"company\":\"A\",\"email\":\"ann@example.org\"}}]}");
}

static void
who_asks_by_the_website_is_told_the_same_known_or_not_and_waits_for_who_it_is(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct str known, unknown;
	const struct node *cases;

	put_ann(&b);
	known = asks(&b, "erasure", "ann%40example.org");
	unknown = asks(&b, "erasure", "nobody%40example.org");
	assert_int_equal(known.n, unknown.n);
	cases = queue(&b);
	assert_int_equal(cases->count, 2);
	NODE_EACH(one, cases) {
		assert_str(node_get_str(one, S("waits")), S("identity"));
		assert_str(node_get_str(one, S("due")), node_get_str(cases->first, S("due")));
	}
	/* and nothing is erased by whoever types an address */
	assert_int_equal(held(b.t, "contact", "sales", "ann@example.org"), 1);
}

/* Whom we hold for a party is passed to it within days; the page says the law's month. */
static void
that_somebody_is_held_for_a_company_is_not_told(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct arena *a = &b.t->sc->arena;
	struct str party = party_of(b.t, "Example Shop"), theirs, unknown;

	(void)answer_of(b.t, key_of_channel(b.t, "api"), VERB_OFFER,
	    str_c(a, str_printf(a,
			 "{\"purpose\":\"deliver\",\"dataset\":\"delivery\",\"offers\":[{\"party\":\"%.*s\","
			 "\"values\":{\"shipment\":\"S-1\",\"order\":\"O-1\",\"name\":\"Eve\",\"address\":"
			 "\"1 Mill Street\",\"email\":\"eve@example.org\",\"courier\":\"dpd\"}}]}",
			 STR(party))));
	theirs = asks(&b, "complaint", "eve%40example.org");
	unknown = asks(&b, "complaint", "bob%40example.org");
	assert_int_equal(node_get(queue(&b)->first, S("subjects"))->count
			     + node_get(queue(&b)->last, S("subjects"))->count,
	    1);
	assert_int_equal(theirs.n, unknown.n);
}

static void
a_stranger_stops_advertising_and_no_other_use_and_complains_to_us(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	size_t waiting = 0;

	put_ann(&b);
	(void)asks(&b, "objection", "ann%40example.org");
	assert_true(shows(&b, "You need not show who you are"));
	assert_int_equal(look_at(&b, "/contact"), 200);
	assert_int_equal(SEND(&b, "/contact",
			     "form=ask&right=objection&purpose=tell&email=ann%%40example.org&text=no"),
	    200);
	assert_true(shows(&b, "show that it is you"));
	(void)asks(&b, "complaint", "ann%40example.org");
	assert_int_equal(queue(&b)->count, 3);
	NODE_EACH(one, queue(&b))
		waiting += str_eq(node_get_str(one, S("waits")), S("identity"));
	assert_int_equal(waiting, 1); /* the use that is no advertising goes on */
	assert_int_equal(held(b.t, "contact", "tell", "ann@example.org"), 1);
}

static void
what_is_no_request_is_told_beside_its_field(void **state)
{
	/* clang-format off */
	static const struct {
		const char *body, *fault;
	} wrong[] = {
		{ "right=access&text=hello", "id=\"at-fault\" name=\"email\"" },
		{ "right=access&email=nobody&text=hello", "id=\"at-fault\" name=\"email\"" },
		{ "right=access&email=a%40example.org&text=", "“text” is missing" },
		{ "right=informed&email=a%40example.org&text=hello", "Say which right" },
		{ "right=none&email=a%40example.org&text=hello", "There is no such right" },
		{ "right=objection&purpose=none&email=a%40example.org&text=hello", "Say a purpose of the policy" },
	};
	/* clang-format on */
	struct browser b = { .t = test_keeper_make(*state) };

	for (size_t i = 0; i < N(wrong); i++) {
		assert_int_equal(look_at(&b, "/contact"), 200);
		assert_in_range(send_form(&b, "/contact",
				    str_printf(&b.t->sc->arena, "token=%.*s&form=ask&%s",
					STR(token_of(&b)), wrong[i].body)),
		    400, 422);
		if (!shows(&b, wrong[i].fault))
			fail_msg("%s: %.*s", wrong[i].body, STR(b.out.body));
	}
	assert_int_equal(queue(&b)->count, 0);
}

static void
a_wrong_code_and_a_wrong_case_are_told_alike(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	struct arena *a = &b.t->sc->arena;
	struct str id, wrong;

	put_ann(&b);
	(void)asks(&b, "access", "ann%40example.org");
	id = node_get_str(queue(&b)->first, S("case"));
	assert_int_equal(SEND(&b, str_c(a, str_printf(a, "/contact/%.*s", STR(id))),
			     "form=show&code=AAAAA-AAAAA"),
	    401);
	wrong = b.out.body;
	assert_int_equal(
	    SEND(&b, "/contact/01HZZZZZZZZZZZZZZZZZZZZZZZ", "form=show&code=AAAAA-AAAAA"), 401);
	assert_int_equal(wrong.n, b.out.body.n);
}

/* -- how much it takes (K31) ----------------------------------------------------------- */

static void
one_address_is_not_flooded_with_letters_and_a_stranger_sends_so_many(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };
	int taken = 0;

	assert_int_equal(look_at(&b, NEWS), 200);
	for (int i = 0; i < 4; i++)
		taken += SEND(&b, NEWS, SAYS_NEWS "&value.email=Vic%%40example.org&yes.news=yes") == 200;
	assert_int_equal(taken, 3);
	assert_int_equal(b.out.status, 429);
	assert_true(shows(&b, "try again in a minute"));
	assert_int_equal(SEND(&b, NEWS, SAYS_NEWS "&value.email=ann%%40example.org&yes.news=yes"), 200);
}

static void
a_forged_form_is_not_taken(void **state)
{
	struct browser b = { .t = test_keeper_make(*state) };

	assert_int_equal(send_form(&b, ENQUIRY, S(SAYS_REPLY "&value.email=a")), 403);
	assert_int_equal(look_at(&b, ENQUIRY), 200);
	assert_int_equal(send_form(&b, ENQUIRY,
			     S("token=00000000000000000000000000000000&form=fill&value.email=a")),
	    403);
}

UNIT_MAIN(TEST(every_form_has_its_purpose_its_notice_and_a_box_of_its_own_that_nobody_ticked),
    TEST(there_is_no_form_but_those_that_the_policy_makes),
    TEST(what_is_sent_is_stored_for_its_purpose_with_the_notice_that_was_shown),
    TEST(a_fault_stands_beside_its_field_and_what_was_typed_is_kept),
    TEST(what_the_form_does_not_ask_is_not_taken),
    TEST(a_form_that_says_what_the_policy_does_not_say_is_not_taken),
    TEST(silence_is_no_yes_and_a_yes_waits_for_its_letter),
    TEST(the_answer_is_the_same_whoever_is_known),
    TEST(a_yes_that_waits_takes_nothing_from_a_yes_that_counts),
    TEST(one_address_is_not_flooded_with_letters_and_a_stranger_sends_so_many),
    TEST(who_asks_by_the_website_is_told_the_same_known_or_not_and_waits_for_who_it_is),
    TEST(that_somebody_is_held_for_a_company_is_not_told),
    TEST(a_stranger_stops_advertising_and_no_other_use_and_complains_to_us),
    TEST(what_is_no_request_is_told_beside_its_field),
    TEST(a_wrong_code_and_a_wrong_case_are_told_alike),
    TEST(a_forged_form_is_not_taken))
