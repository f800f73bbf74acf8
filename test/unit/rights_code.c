/* Who asks shows it by a code to what is on record, and by nothing else (R13, R14, V17). */
#include "kit/unit.h"

#include "kit/ask.h"
#include "kit/demand.h"
#include "term/letter.h"

#define STRANGER "{\"email\": \"eve@example.net\"}"
#define ADA "{\"email\": \"ada@example.org\"}"
#define NUMBER "{\"phone\": \"+441632960100\"}"

static const struct asker operator= { .kind = ASKER_OPERATOR, .role = NONE, .channel = NONE };

static struct test_store *
by_code(struct scope *sc, const char *to)
{
	return test_store_edited(sc, "breach tell the regulator",
	    str_c(&sc->arena,
		str_printf(&sc->arena, "right access by code to %s\nbreach tell the regulator", to)));
}

static void
set_gateway(struct test_store *t)
{
	const struct gateway g = { .url = S("https://sms.example.net/") };

	test_begin(t);
	assert_ok(gateway_set(t->sc, &t->store, &operator, & g));
	test_commit(t);
}

static struct test_store *
with_gateway(struct scope *sc)
{
	struct test_store *t = by_code(sc, "contact.phone");

	set_gateway(t);
	return t;
}

static void
contact(struct test_store *t, const char *name, const char *phone, const char *email)
{
	struct asker api = ask_channel(t, "api");

	given(t, &api, "sales", "contact",
	    str_c(&t->sc->arena,
		str_printf(&t->sc->arena,
		    "{\"name\": \"%s\", \"company\": \"Engines\", \"phone\": \"%s\", "
		    "\"email\": \"%s\"}",
		    name, phone, email)));
}

static struct demanded
access_to(struct test_store *t, const char *who)
{
	struct asker d = ask_role(t, "dpo", S(""));

	return demand_from(t, &d, RIGHT_ACCESS, who, STRANGER, NULL);
}

/* The newest that goes out; its text empty: none. */
static struct letter_out
text_out(struct test_store *t, enum letter_way way)
{
	struct letter_out *out;
	size_t n;

	test_begin(t);
	assert_ok(letter_next(t->sc, &t->store, way, 16, &out, &n));
	test_commit(t);
	return n > 0 ? out[n - 1] : (struct letter_out){ .text = S("") };
}

static struct str
code_of(struct letter_out out)
{
	struct str rest = out.text;

	while (rest.n > 0) {
		struct str word = str_cut(rest, ' ', &rest);

		if (word.n >= 11 && word.p[5] == '-')
			return str_slice(word, 0, 11);
	}
	return S("");
}

static struct verdict
say(struct test_store *t, struct str id, struct str code, struct acted *acted)
{
	struct asker d = ask_role(t, "dpo", S(""));
	struct verdict v = { 0 };

	test_begin(t);
	assert_ok(rights_case_code(t->sc, &t->store, &d, id, code, &v, acted));
	test_commit(t);
	return v;
}

static void
a_code_goes_to_the_number_on_record_and_opens_the_request(void **state)
{
	struct test_store *t = with_gateway(*state);
	struct letter_out out;
	struct demanded made;
	struct acted a;

	contact(t, "Ada", "01632 960100", "ada@example.org");
	made = access_to(t, ADA);
	out = text_out(t, LETTER_BY_TEXT);
	assert_str(out.address, S("+441632960100"));
	assert_true(str_has(out.text, S("Example Voice Ltd")));
	assert_false(str_has(out.text, S("Ada")));
	assert_int_equal(code_of(out).n, 11);
	assert_why(say(t, made.c.id, S("AAAAA-AAAAA"), &a), WHY_CODE);
	assert_int_equal(a.c.state, CASE_PAUSED);
	assert_why(say(t, made.c.id, str_lower(&t->sc->arena, code_of(out)), &a), WHY_NONE);
	assert_int_equal(a.c.state, CASE_OPEN);
	assert_str(node_get_str(last_entry(t).entry.more, S("shown")), S("code"));
	assert_why(say(t, made.c.id, code_of(out), &a), WHY_CASE_STATE);
}

static void
a_code_of_one_request_opens_no_other(void **state)
{
	struct test_store *t = with_gateway(*state);
	struct demanded one, other;
	struct acted a;
	struct str code;

	contact(t, "Ada", "01632 960100", "ada@example.org");
	one = access_to(t, ADA);
	code = code_of(text_out(t, LETTER_BY_TEXT));
	other = access_to(t, ADA);
	assert_why(say(t, other.c.id, code, &a), WHY_CODE);
	assert_why(say(t, one.c.id, code, &a), WHY_NONE);
}

static void
only_the_newest_code_counts_for_seven_days_and_four_go_out_an_hour(void **state)
{
	struct test_store *t = with_gateway(*state);
	struct str first, second;
	struct demanded made;
	struct acted a;

	contact(t, "Ada", "01632 960100", "ada@example.org");
	made = access_to(t, ADA);
	first = code_of(text_out(t, LETTER_BY_TEXT));
	assert_why(say(t, made.c.id, S(""), &a), WHY_NONE);
	assert_true(a.coded);
	second = code_of(text_out(t, LETTER_BY_TEXT));
	assert_why(say(t, made.c.id, first, &a), WHY_CODE);
	for (int i = 0; i < 2; i++) {
		assert_why(say(t, made.c.id, S(""), &a), WHY_NONE);
		assert_true(a.coded);
		second = code_of(text_out(t, LETTER_BY_TEXT));
	}
	assert_why(say(t, made.c.id, S(""), &a), WHY_NONE);
	assert_false(a.coded); /* the fifth in an hour */
	assert_int_equal(text_out(t, LETTER_BY_TEXT).text.n, 0);
	travel_days(t, 6);
	assert_why(say(t, made.c.id, second, &a), WHY_NONE);
	made = access_to(t, ADA);
	second = code_of(text_out(t, LETTER_BY_TEXT));
	travel_days(t, 8);
	assert_why(say(t, made.c.id, second, &a), WHY_CODE);
}

static void
after_five_wrong_codes_the_right_one_counts_no_more(void **state)
{
	struct test_store *t = with_gateway(*state);
	struct demanded made;
	struct acted a;
	struct str code;

	contact(t, "Ada", "01632 960100", "ada@example.org");
	made = access_to(t, ADA);
	code = code_of(text_out(t, LETTER_BY_TEXT));
	for (int i = 0; i < 5; i++)
		assert_why(say(t, made.c.id, S("AAAAA-AAAAA"), &a), WHY_CODE);
	assert_why(say(t, made.c.id, code, &a), WHY_CODE);
}

/* Of nobody, of several numbers, of several names, of a number that is not in the field. */
static void
no_code_goes_where_it_would_not_show_who_asks_and_the_letter_does_not_tell(void **state)
{
	static const char *const whom[] = { "{\"email\": \"nobody@example.org\"}",
		"{\"email\": \"two@example.org\"}", "{\"email\": \"shared@example.org\"}",
		"{\"phone\": \"+441632960999\"}" };
	struct test_store *t = with_gateway(*state);
	struct demanded known;
	struct acted a;

	contact(t, "Ada", "01632 960100", "ada@example.org");
	contact(t, "Bea", "01632 960101", "two@example.org");
	contact(t, "Bea", "01632 960102", "two@example.org");
	contact(t, "Cleo", "01632 960103", "shared@example.org");
	contact(t, "Dan", "01632 960103", "shared@example.org");
	known = access_to(t, ADA);
	assert_true(text_out(t, LETTER_BY_TEXT).text.n > 0);
	for (size_t i = 0; i < N(whom); i++) {
		struct demanded made = access_to(t, whom[i]);

		assert_int_equal(made.c.waits, WAITS_IDENTITY);
		assert_int_equal(made.letter.n, known.letter.n);
		if (text_out(t, LETTER_BY_TEXT).text.n > 0)
			fail_msg("a code went out: %s", whom[i]);
		assert_why(say(t, made.c.id, S("AAAAA-AAAAA"), &a), WHY_CODE);
	}
}

static void
a_colleagues_word_is_no_code_and_another_way_has_reasons(void **state)
{
	struct test_store *t = with_gateway(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made;
	struct acted a;

	contact(t, "Ada", "01632 960100", "ada@example.org");
	made = access_to(t, ADA);
	assert_why(act_with(t, &d, made.c.id, ACT_IDENTIFY, "she says so", "{\"shown\": \"code\"}", &a),
	    WHY_CODE);
	assert_why(act_with(t, &d, made.c.id, ACT_IDENTIFY, "", "{\"shown\": \"document\"}", &a),
	    WHY_REASON);
	assert_why(act_with(t, &d, made.c.id, ACT_IDENTIFY, "the telephone is lost",
		       "{\"shown\": \"document\"}", &a),
	    WHY_NONE);
}

static void
whoever_asks_from_the_number_itself_is_known_by_it(void **state)
{
	struct test_store *t = with_gateway(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made;

	contact(t, "Ada", "01632 960100", "ada@example.org");
	made = demand_from(t, &d, RIGHT_ACCESS, NUMBER, NUMBER, NULL);
	assert_int_equal(made.c.state, CASE_OPEN);
	assert_int_equal(text_out(t, LETTER_BY_TEXT).text.n, 0);
}

static void
without_a_gateway_no_code_is_spoken_of(void **state)
{
	struct test_store *t = by_code(*state, "contact.phone");
	struct demanded made;

	contact(t, "Ada", "01632 960100", "ada@example.org");
	made = access_to(t, ADA);
	assert_int_equal(made.c.waits, WAITS_IDENTITY);
	assert_false(str_has(made.letter, S("code")));
	set_gateway(t);
	made = access_to(t, ADA);
	assert_true(str_has(made.letter, S("a code has gone to it by text message")));
}

static void
a_code_goes_by_mail_where_the_policy_says_an_address(void **state)
{
	static const struct mail smarthost = { .host = { "mail.example.net", 16 },
		.from = { "privacy@voice.example", 21 },
		.port = 587 };
	struct test_store *t = by_code(*state, "contact.email");
	struct letter_out *out;
	struct demanded made;
	struct acted a;
	size_t n, codes = 0;

	test_begin(t);
	assert_ok(mail_set(t->sc, &t->store, &operator, & smarthost));
	test_commit(t);
	contact(t, "Ada", "01632 960100", "ada@example.org");
	made = access_to(t, NUMBER);
	test_begin(t);
	assert_ok(letter_next(t->sc, &t->store, LETTER_BY_MAIL, 16, &out, &n));
	test_commit(t);
	assert_int_equal(n, 2); /* and to the stranger, without it */
	for (size_t i = 0; i < n; i++) {
		if (out[i].row.kind != LETTER_CODE)
			assert_str(out[i].address, S("eve@example.net"));
		else if (codes++ == 0)
			assert_why(say(t, made.c.id, code_of(out[i]), &a), WHY_NONE);
	}
	assert_int_equal(codes, 1);
}

UNIT_MAIN(TEST(a_code_goes_to_the_number_on_record_and_opens_the_request),
    TEST(a_code_of_one_request_opens_no_other),
    TEST(only_the_newest_code_counts_for_seven_days_and_four_go_out_an_hour),
    TEST(after_five_wrong_codes_the_right_one_counts_no_more),
    TEST(no_code_goes_where_it_would_not_show_who_asks_and_the_letter_does_not_tell),
    TEST(a_colleagues_word_is_no_code_and_another_way_has_reasons),
    TEST(whoever_asks_from_the_number_itself_is_known_by_it),
    TEST(without_a_gateway_no_code_is_spoken_of),
    TEST(a_code_goes_by_mail_where_the_policy_says_an_address))
