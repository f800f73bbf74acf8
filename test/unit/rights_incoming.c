/* R16: what people write to us by itself: a case with a date, sorted by a colleague; an answer is
 * put to its case; an address shows who somebody is only where it is proved. */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/ask.h"
#include "kit/demand.h"
#include "term/letter.h"

static const struct asker mailbox = {
	.kind = ASKER_NOBODY, .role = NONE, .channel = NONE, .door = { "mailbox", 7 }
};

static struct str
put_contact(struct test_store *t)
{
	struct asker api = ask_channel(t, "api");

	return given(t, &api, "sales", "contact",
	    "{\"name\": \"Ada\", \"company\": \"Engines\", \"phone\": \"01632 960100\", \"email\": "
	    "\"ada@example.org\"}");
}

static void
set_mail(struct test_store *t)
{
	const struct asker op = ask_operator();
	const struct mail m = {
		.host = S("127.0.0.1"), .from = S("us@voice.example"), .port = 25, .tls = MAIL_PLAIN
	};
	struct verdict v = { 0 };

	wave_begin(t);
	assert_ok(mail_set(t->sc, &t->store, &op, &m));
	wave_verdict(t, &op, "mail", NULL, &v);
	wave_end(t);
}

static struct taken
take(struct test_store *t, const struct incoming *in)
{
	struct verdict v = { 0 };
	struct taken taken;

	wave_begin(t);
	assert_ok(rights_incoming(t->sc, &t->store, &mailbox, in, &taken));
	wave_verdict(t, &mailbox, "mail-in", NULL, &v);
	wave_end(t);
	return taken;
}

static struct taken
write_in(struct test_store *t, const char *from, bool proved, const char *text)
{
	const struct incoming in = {
		.from = str_of(from), .proved = proved, .title = S("My data"), .text = str_of(text)
	};

	return take(t, &in);
}

static struct person_case
look(struct test_store *t, struct str id)
{
	struct asker d = ask_role(t, "dpo", S(""));
	struct person_case c;
	struct verdict v;

	wave_begin(t);
	assert_ok(rights_case(t->sc, &t->store, &d, S(""), id, &v, &c));
	wave_verdict(t, &d, "cases", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_NONE);
	return c;
}

static size_t
letters_to_go(struct test_store *t, struct letter_row **rows)
{
	const struct letter_query q = { .waiting = true, .most = 50, .after = S("") };
	size_t n;

	assert_ok(letter_list(t->sc, &t->store, &q, rows, &n));
	return n;
}

static struct verdict
sort(struct test_store *t, struct str id, const char *given, struct acted *a)
{
	struct asker d = ask_role(t, "dpo", S(""));

	return act_with(t, &d, id, ACT_SORT, "", given, a);
}

/* -- opened ---------------------------------------------------------------------------- */

static void
a_letter_opens_a_case_whose_time_runs_from_the_day_on_which_it_came(void **state)
{
	struct test_store *t = test_store_edited(*state, "breach tell the regulator",
	    "right erasure within 10 days\nbreach tell the regulator");
	struct asker d = ask_role(t, "dpo", S(""));
	struct taken taken = write_in(t, "ada@example.org", true, "Please send me all you have.");
	struct person_case c = look(t, taken.c.id);
	struct demanded erasure =
	    demand(t, &d, RIGHT_ERASURE, "{\"email\": \"nobody@example.org\"}", NULL);

	assert_int_equal(taken.became, INCOMING_OPENED);
	assert_int_equal(c.right, RIGHT_UNSORTED);
	assert_int_equal(c.state, CASE_OPEN);
	/* the soonest of all that it may turn out to be */
	assert_int_equal(c.due.us, erasure.c.due.us);
	assert_str(node_get_str(c.asked, S("text")), S("My data\n\nPlease send me all you have."));
	assert_str(node_get_str(c.asked, S("from")), S("ada@example.org"));
	assert_true(node_get_bool(c.asked, S("proved"), false));
	assert_str(last_of(t, ENTRY_CASE_OPENED).entry.door, S("api")); /* the erasure's */
	assert_false(test_store_has(t, S("Please send me all")));
	assert_false(test_store_has(t, S("ada@example.org")));
}

static void
what_says_nothing_or_has_no_sender_is_no_letter(void **state)
{
	struct test_store *t = test_store_make(*state);
	static const struct {
		const char *from, *title, *text;
	} wrong[] = {
		{ "ada@example.org", " ", "\n\t" },
		{ "ada", "x", "y" },
		{ "ada@example.org\r\nBcc: eve@example.org", "x", "y" },
		{ "ada@example.org", "x", "\xff\xfe" },
		{ "ada@example.org", "\xc3", "y" },
	};

	for (size_t i = 0; i < N(wrong); i++) {
		const struct incoming in = { .from = str_of(wrong[i].from),
			.title = str_of(wrong[i].title),
			.text = str_of(wrong[i].text) };
		struct taken taken;

		wave_begin(t);
		assert_code(
		    rights_incoming(t->sc, &t->store, &mailbox, &in, &taken), E_INPUT);
		assert_ok(sql_rollback_to(t->sc, test_store_sql(t)));
		wave_end(t);
	}
	assert_int_equal(entries(t, ENTRY_CASE_OPENED), 0);
}

static void
that_it_came_is_told_once_a_day_and_to_a_proved_address_alone(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct letter_row *rows;

	set_mail(t);
	write_in(t, "eve@example.net", false, "hello");
	assert_int_equal(letters_to_go(t, &rows), 0);
	for (int i = 0; i < 5; i++)
		write_in(t, "ada@example.org", true, "hello");
	assert_int_equal(letters_to_go(t, &rows), 1);
	assert_int_equal(rows[0].kind, LETTER_RECEIVED);
	write_in(t, "Ada@Example.ORG", true, "hello");
	assert_int_equal(letters_to_go(t, &rows), 1);
	write_in(t, "bob@example.org", true, "hello");
	assert_int_equal(letters_to_go(t, &rows), 2);
	travel_days(t, 1);
	write_in(t, "ada@example.org", true, "hello");
	assert_int_equal(letters_to_go(t, &rows), 3);
}

/* -- sorted ------------------------------------------------------------------------------ */

static void
sorted_it_is_what_it_is_and_counts_from_the_day_on_which_it_came(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded like = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}", NULL);
	struct taken taken;
	struct acted a;

	put_contact(t);
	taken = write_in(t, "ada@example.org", true, "Send me a copy.");
	travel_days(t, 9);
	assert_why(sort(t, taken.c.id, "{\"right\": \"access\"}", &a), WHY_NONE);
	assert_int_equal(a.c.right, RIGHT_ACCESS);
	assert_int_equal(a.c.state, CASE_OPEN);
	assert_int_equal(a.c.due.us, like.c.due.us);
	assert_int_equal(a.c.n, 1);
	assert_int_equal(look(t, taken.c.id).right, RIGHT_ACCESS);
	assert_str(node_get_str(look(t, taken.c.id).asked, S("text")), S("My data\n\nSend me a copy."));
	assert_str(node_get_str(last_of(t, ENTRY_CASE_SORTED).entry.more, S("right")), S("access"));
	assert_why(sort(t, taken.c.id, "{\"right\": \"erasure\"}", &a), WHY_CASE_STATE);
}

static void
from_an_address_that_is_not_proved_or_not_on_record_it_waits_for_who_asks(void **state)
{
	static const struct {
		const char *from;
		bool proved;
		const char *letter;
	} strangers[] = {
		{ "mallory@example.net", true, "not one that we have" },
		{ "ada@example.org", false, "did not come in a way that shows who has sent it" },
	};
	struct test_store *t = test_store_make(*state);
	struct str record = put_contact(t);

	for (size_t i = 0; i < N(strangers); i++) {
		struct taken taken =
		    write_in(t, strangers[i].from, strangers[i].proved, "I am Ada: erase me.");
		struct acted a;

		assert_why(sort(t, taken.c.id, "{\"right\": \"erasure\"}", &a), WHY_NONE);
		assert_int_equal(a.c.state, CASE_PAUSED);
		assert_int_equal(a.c.waits, WAITS_IDENTITY);
		assert_true(str_has(a.letter, str_of(strangers[i].letter)));
		assert_int_equal(look(t, taken.c.id).waits, WAITS_IDENTITY);
	}
	assert_str(test_value(t, record, "contact.phone"), S("+441632960100"));
}

static void
from_a_proved_address_on_record_what_can_be_done_at_once_is_done(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str record = put_contact(t);
	struct taken taken = write_in(t, "ada@example.org", true, "Erase me.");
	struct acted a;

	assert_str(test_value(t, record, "contact.phone"), S("+441632960100"));
	assert_why(sort(t, taken.c.id, "{\"right\": \"erasure\"}", &a), WHY_NONE);
	assert_int_equal(a.c.state, CASE_OPEN);
	assert_true(a.n_stays > 0);
	assert_str(test_value(t, record, "contact.phone"), S(""));
}

static void
an_objection_names_a_purpose_of_the_policy_or_all_marketing(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker s = ask_role(t, "sales", S(""));
	struct str record = put_contact(t);
	struct taken taken = write_in(t, "ada@example.org", false, "Do not ring me.");
	struct answer answer;
	struct acted a;

	assert_why(sort(t, taken.c.id, "{\"right\": \"objection\", \"purpose\": \"none-such\"}", &a),
	    WHY_NO_PURPOSE);
	assert_why(sort(t, taken.c.id, "{\"right\": \"objection\", \"purpose\": \"phone-offers\"}", &a),
	    WHY_NONE);
	assert_int_equal(a.c.state, CASE_OPEN); /* to be left alone nobody shows anything */
	assert_why(read_as(t, &s, "phone-offers", record, NULL, &answer), WHY_OBJECTED);
}

static void
it_is_about_whom_a_colleague_found_out(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str record = put_contact(t), given;
	struct taken taken = write_in(t, "mother@example.org", true, "About my daughter Ada.");
	struct record r;
	struct acted a;

	assert_ok(vault_record(t->sc, t->vault, record, &r));
	given = str_printf(&t->sc->arena, "{\"right\": \"access\", \"subject\": \"%.*s\"}",
	    STR(r.subject));
	assert_why(sort(t, taken.c.id, str_c(&t->sc->arena, given), &a), WHY_NONE);
	assert_int_equal(a.c.n, 1);
	assert_int_equal(a.c.waits, WAITS_IDENTITY);
}

static void
a_case_is_sorted_into_what_people_ask_for_and_nothing_else(void **state)
{
	static const char *const wrong[] = { "{}", "{\"right\": \"informed\"}",
		"{\"right\": \"decisions\"}", "{\"right\": \"unsorted\"}", "{\"right\": \"x\"}" };
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct taken taken = write_in(t, "ada@example.org", true, "hello");
	struct acted acted;
	struct verdict v;

	for (size_t i = 0; i < N(wrong); i++) {
		wave_begin(t);
		assert_code(rights_act(t->sc, &t->store, &d, taken.c.id, ACT_SORT, S(""),
				json(t, wrong[i]), &v, &acted),
		    E_INPUT);
		assert_ok(sql_rollback_to(t->sc, test_store_sql(t)));
		wave_end(t);
	}
}

static void
who_asks_matters_when_it_is_known_what(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct taken taken = write_in(t, "ada@example.org", true, "hello");
	struct acted a;

	assert_why(act_with(t, &d, taken.c.id, ACT_PAUSE, "who?", "{\"waits\": \"identity\"}", &a),
	    WHY_CASE_STATE);
}

static void
of_what_was_no_request_neither_words_nor_sender_are_kept(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct taken taken = write_in(t, "spam@example.net", true, "Buy our ink.");
	struct person_case c;
	struct acted a;

	assert_why(act_with(t, &d, taken.c.id, ACT_CANCEL, "", NULL, &a), WHY_NONE);
	c = look(t, taken.c.id);
	assert_int_equal(c.state, CASE_CANCELLED);
	assert_null(node_get(c.asked, S("text")));
	assert_null(node_get(c.asked, S("from")));
}

/* -- put to its case --------------------------------------------------------------------- */

static struct node *
ids(struct test_store *t, struct str id)
{
	struct node *list = node_list(&t->sc->arena);

	node_add(list, node_str(&t->sc->arena, S("01JD2K8B7Q4M5N6P7R8S9T0V1W")));
	node_add(list, node_str(&t->sc->arena, id));
	return list;
}

static struct taken
answer(struct test_store *t, const struct node *cases, const struct node *letters)
{
	const struct incoming in = { .from = S("ada@example.org"),
		.title = S("Re: Your request"),
		.text = S("It is me."),
		.cases = cases,
		.letters = letters };

	return take(t, &in);
}

static void
an_answer_is_put_to_the_case_that_it_names(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct taken first = write_in(t, "ada@example.org", true, "hello"), next;
	struct person_case c;
	const struct node *paper;

	next = answer(t, ids(t, first.c.id), NULL);
	assert_int_equal(next.became, INCOMING_ANSWERED);
	assert_str(next.c.id, first.c.id);
	c = look(t, first.c.id);
	assert_int_equal(c.papers->count, 1);
	paper = c.papers->first;
	assert_str(node_get_str(paper, S("act")), S("mail"));
	assert_str(node_get_str(paper, S("from")), S("ada@example.org"));
	assert_false(node_get_bool(paper, S("proved"), true));
	assert_str(node_get_str(paper, S("text")), S("Re: Your request\n\nIt is me."));
	assert_int_equal(entries(t, ENTRY_CASE_WRITTEN), 1);
	assert_int_equal(entries(t, ENTRY_CASE_OPENED), 1);
}

static void
an_answer_to_our_letter_is_put_to_the_case_of_the_letter(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct letter_row *rows;
	struct taken first, next;

	set_mail(t);
	first = write_in(t, "ada@example.org", true, "hello");
	assert_int_equal(letters_to_go(t, &rows), 1);
	next = answer(t, NULL, ids(t, rows[0].id));
	assert_int_equal(next.became, INCOMING_ANSWERED);
	assert_str(next.c.id, first.c.id);
}

static void
what_answers_a_closed_case_is_a_new_one(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct taken first = write_in(t, "ada@example.org", true, "hello"), next;
	struct acted a;

	assert_why(act_with(t, &d, first.c.id, ACT_REFUSE, "no", NULL, &a), WHY_NONE);
	next = answer(t, ids(t, first.c.id), NULL);
	assert_int_equal(next.became, INCOMING_OPENED);
	assert_false(str_eq(next.c.id, first.c.id));
}

static void
who_answers_from_an_address_on_record_does_not_by_that_carry_out_what_a_stranger_asked(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct str record = put_contact(t);
	struct demanded made = demand_from(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}",
	    "{\"email\": \"mallory@example.net\"}", NULL);
	const struct incoming in = { .from = S("ada@example.org"),
		.proved = true,
		.title = S("That was not me"),
		.cases = ids(t, made.c.id) };

	assert_int_equal(take(t, &in).became, INCOMING_ANSWERED);
	assert_int_equal(look(t, made.c.id).waits, WAITS_IDENTITY);
	assert_str(test_value(t, record, "contact.phone"), S("+441632960100"));
}

static bool
came_back(struct test_store *t, const struct incoming *back)
{
	struct verdict v = { 0 };
	bool known;

	wave_begin(t);
	assert_ok(rights_undelivered(t->sc, &t->store, &mailbox, back, &known));
	wave_verdict(t, &mailbox, "mail-in", NULL, &v);
	wave_end(t);
	return known;
}

static void
a_letter_that_came_back_is_noted_at_its_case(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct taken first;
	struct letter_row *rows;
	struct incoming back = { 0 };

	set_mail(t);
	first = write_in(t, "ada@example.org", true, "hello");
	assert_int_equal(letters_to_go(t, &rows), 1);
	back.letters = ids(t, rows[0].id);
	assert_true(came_back(t, &back));
	assert_str(node_get_str(look(t, first.c.id).papers->first, S("act")), S("undelivered"));
	back.letters = NULL;
	assert_false(came_back(t, &back));
}

UNIT_MAIN(TEST(a_letter_opens_a_case_whose_time_runs_from_the_day_on_which_it_came),
    TEST(what_says_nothing_or_has_no_sender_is_no_letter),
    TEST(that_it_came_is_told_once_a_day_and_to_a_proved_address_alone),
    TEST(sorted_it_is_what_it_is_and_counts_from_the_day_on_which_it_came),
    TEST(from_an_address_that_is_not_proved_or_not_on_record_it_waits_for_who_asks),
    TEST(from_a_proved_address_on_record_what_can_be_done_at_once_is_done),
    TEST(an_objection_names_a_purpose_of_the_policy_or_all_marketing),
    TEST(it_is_about_whom_a_colleague_found_out),
    TEST(a_case_is_sorted_into_what_people_ask_for_and_nothing_else),
    TEST(who_asks_matters_when_it_is_known_what),
    TEST(of_what_was_no_request_neither_words_nor_sender_are_kept),
    TEST(an_answer_is_put_to_the_case_that_it_names),
    TEST(an_answer_to_our_letter_is_put_to_the_case_of_the_letter),
    TEST(what_answers_a_closed_case_is_a_new_one),
    TEST(who_answers_from_an_address_on_record_does_not_by_that_carry_out_what_a_stranger_asked),
    TEST(a_letter_that_came_back_is_noted_at_its_case))
