/* A new address counts when the code that went to it was said (R18). */
#include "kit/unit.h"

#include "kit/ask.h"
#include "kit/demand.h"
#include "term/letter.h"
#include "vault/vault.h"

#define ADA "{\"email\": \"ada@example.org\"}"

static const struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

struct moving_house {
	struct test_store *t;
	struct asker dpo;
	struct str record;
};

static void
set_ways(struct test_store *t, bool text)
{
	const struct mail m = { .host = S("mail.example.net"),
		.from = S("privacy@voice.example"),
		.port = 587 };
	const struct gateway g = { .url = S("https://sms.example.net/") };
	struct asker operator= ask_operator();

	test_begin(t);
	assert_ok(mail_set(t->sc, &t->store, &operator, & m));
	if (text)
		assert_ok(gateway_set(t->sc, &t->store, &operator, & g));
	test_commit(t);
}

static struct moving_house
begin(struct scope *sc, bool mail, bool text)
{
	struct moving_house h = { .t = test_store_make(sc) };
	struct asker api = ask_channel(h.t, "api");

	if (mail)
		set_ways(h.t, text);
	h.dpo = ask_role(h.t, "dpo", S(""));
	h.record = given(h.t, &api, "sales", "contact",
	    "{\"name\": \"Ada\", \"company\": \"Engines\", \"phone\": \"01632 960100\", \"email\": "
	    "\"ada@example.org\"}");
	return h;
}

/* Asked for by letter, and accepted by an officer. */
static struct acted
accept(struct moving_house *h, const char *values)
{
	const char *changes = str_c(&h->t->sc->arena,
	    str_printf(&h->t->sc->arena, "{\"changes\": [{\"record\": \"%.*s\", \"values\": %s}]}",
		STR(h->record), values));
	struct demanded made = demand(h->t, &h->dpo, RIGHT_RECTIFY, ADA, changes);
	struct acted a;

	assert_why(made.v, WHY_NONE);
	assert_why(
	    act_with(h->t, &h->dpo, made.c.id, ACT_ACCEPT, "", NULL, &a), WHY_NONE);
	return a;
}

/* The newest letter that waits to go there; its text empty: none. */
static struct letter_out
out_to(struct moving_house *h, enum letter_way way, const char *to)
{
	struct letter_out *out, found = { .text = S("") };
	size_t n;

	test_begin(h->t);
	assert_ok(letter_next(h->t->sc, &h->t->store, way, 64, &out, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(out[i].address, str_of(to)))
			found = out[i];
	test_commit(h->t);
	return found;
}

static struct str
code_in(struct letter_out out)
{
	for (size_t i = 0; i + 11 <= out.text.n; i++) {
		struct str word = str_slice(out.text, i, i + 11);
		bool is = word.p[5] == '-';

		for (size_t k = 0; k < 11 && is; k++)
			is = k == 5 || (word.p[k] >= '0' && word.p[k] <= '9')
			     || (word.p[k] >= 'A' && word.p[k] <= 'Z');
		if (is)
			return word;
	}
	fail_msg("no code in: %.*s", STR(out.text));
	return S("");
}

static struct str
token_in(struct letter_out out)
{
	struct str rest = out.text;

	while (rest.n > 0) {
		struct str word = str_cut(rest, '\n', &rest);

		for (size_t i = 0; i + 3 < word.n; i++)
			if (str_starts(str_slice(word, i, word.n), S("/n/")))
				return str_slice(word, i + 3, word.n);
	}
	fail_msg("no link in: %.*s", STR(out.text));
	return S("");
}

static struct verdict
say(struct moving_house *h, struct str id, struct str code, struct acted *acted)
{
	struct verdict v = { 0 };

	test_begin(h->t);
	assert_ok(rights_case_code(h->t->sc, &h->t->store, &h->dpo, id, code, &v, acted));
	test_commit(h->t);
	return v;
}

static bool
entered(struct moving_house *h, struct str id, struct str code, bool *more)
{
	struct verdict v = { 0 };
	bool good;

	test_begin(h->t);
	assert_ok(rights_new_address(
	    h->t->sc, &h->t->store, &nobody, id, code, &v, &good, more));
	test_commit(h->t);
	return good && v.why == WHY_NONE;
}

static struct str
held(struct moving_house *h, const char *field)
{
	struct asker sales = ask_role(h->t, "sales", S(""));
	struct answer a;

	assert_why(read_as(h->t, &sales, "sales", h->record, "{}", &a), WHY_NONE);
	return value_in(h->t, a.rows[0].values, field);
}

static enum code
disown(struct moving_house *h, struct str token, bool *changed, struct due *due)
{
	struct verdict v = { 0 };
	result r;

	test_begin(h->t);
	r = rights_not_me(h->t->sc, &h->t->store, &nobody, token, &v, changed, due);
	test_commit(h->t);
	return r.code == E_OK && v.why != WHY_NONE ? E_ABSENT : r.code;
}

/* -- confirmed -------------------------------------------------------------------- */

static void
a_new_address_waits_for_its_code_and_the_old_one_stands_until_then(void **state)
{
	struct moving_house h = begin(*state, true, false);
	struct acted a = accept(&h, "{\"email\": \"ada@example.com\", \"name\": \"Ada B\"}");
	struct letter_out code;

	assert_int_equal(a.c.state, CASE_PAUSED);
	assert_int_equal(a.c.waits, WAITS_ADDRESS);
	assert_true(a.coded);
	assert_true(a.mailed);
	assert_str(held(&h, "contact.email"), S("ada@example.org"));
	assert_str(held(&h, "contact.name"), S("Ada"));
	code = out_to(&h, LETTER_BY_MAIL, "ada@example.com");
	assert_false(str_has(code.text, S("ada@example")));
	assert_why(say(&h, a.c.id, code_in(code), &a), WHY_NONE);
	assert_int_equal(a.c.state, CASE_ANSWERED);
	assert_str(held(&h, "contact.email"), S("ada@example.com"));
	assert_str(held(&h, "contact.name"), S("Ada B"));
	assert_int_equal(entries(h.t, ENTRY_CASE_ADDRESS), 1);
	assert_str(node_get_str(last_of(h.t, ENTRY_CASE_ACCEPTED).entry.more, S("shown")),
	    S("code"));
	assert_why(say(&h, a.c.id, code_in(code), &a), WHY_CASE_STATE);
}

static void
the_old_address_is_told_and_not_of_the_new_one(void **state)
{
	struct moving_house h = begin(*state, true, false);
	struct letter_out told;

	(void)accept(&h, "{\"email\": \"ada@example.com\"}");
	told = out_to(&h, LETTER_BY_MAIL, "ada@example.org");
	assert_true(str_has(told.text, S("change the e-mail address")));
	assert_false(str_has(told.text, S("ada@example.com")));
}

static void
two_new_addresses_are_confirmed_one_after_the_other(void **state)
{
	struct moving_house h = begin(*state, true, true);
	struct acted a =
	    accept(&h, "{\"phone\": \"01632 960999\", \"email\": \"ada@example.com\"}");
	bool more;

	assert_true(str_has(out_to(&h, LETTER_BY_TEXT, "+441632960100").text, S("not you")));
	travel_days(h.t, 1); /* letters that were looked at are tried again */
	assert_int_equal(out_to(&h, LETTER_BY_MAIL, "ada@example.com").text.n, 0);
	assert_true(entered(
	    &h, a.c.id, code_in(out_to(&h, LETTER_BY_TEXT, "+441632960999")), &more));
	assert_true(more);
	assert_str(held(&h, "contact.phone"), S("+441632960100"));
	assert_true(entered(
	    &h, a.c.id, code_in(out_to(&h, LETTER_BY_MAIL, "ada@example.com")), &more));
	assert_false(more);
	assert_str(held(&h, "contact.phone"), S("+441632960999"));
	assert_str(held(&h, "contact.email"), S("ada@example.com"));
}

static void
what_is_no_way_to_anybody_is_corrected_at_once(void **state)
{
	struct moving_house h = begin(*state, true, false);

	assert_int_equal(accept(&h, "{\"name\": \"Ada B\"}").c.state, CASE_ANSWERED);
	/* no gateway: nobody signs in by a number, and nothing goes to it */
	assert_int_equal(accept(&h, "{\"phone\": \"01632 960999\"}").c.state, CASE_ANSWERED);
	assert_int_equal(accept(&h, "{\"email\": \"ada@example.org\"}").c.state, CASE_ANSWERED);
	assert_int_equal(accept(&h, "{\"email\": null}").c.state, CASE_ANSWERED);
	assert_int_equal(entries(h.t, ENTRY_CASE_ADDRESS), 0);
}

static void
where_no_letter_goes_out_no_address_is_a_way_in(void **state)
{
	struct moving_house h = begin(*state, false, false);

	assert_int_equal(
	    accept(&h, "{\"email\": \"ada@example.com\"}").c.state, CASE_ANSWERED);
	assert_str(held(&h, "contact.email"), S("ada@example.com"));
}

/* -- guessed ------------------------------------------------------------------------ */

static void
after_five_wrong_codes_the_right_one_counts_no_more_and_another_does(void **state)
{
	struct moving_house h = begin(*state, true, false);
	struct acted a = accept(&h, "{\"email\": \"ada@example.com\"}");
	struct str id = a.c.id, code = code_in(out_to(&h, LETTER_BY_MAIL, "ada@example.com"));
	bool more;

	for (size_t i = 0; i < 5; i++)
		assert_false(entered(&h, id, S("AAAAA-AAAAA"), &more));
	assert_false(entered(&h, id, code, &more));
	assert_why(say(&h, id, S(""), &a), WHY_NONE);
	assert_true(a.coded);
	assert_false(entered(&h, id, code, &more));
	assert_true(entered(
	    &h, id, code_in(out_to(&h, LETTER_BY_MAIL, "ada@example.com")), &more));
}

static void
four_codes_go_to_an_address_in_an_hour(void **state)
{
	struct moving_house h = begin(*state, true, false);
	struct acted a = accept(&h, "{\"email\": \"ada@example.com\"}");
	struct str id = a.c.id;

	for (size_t i = 0; i < 4; i++) {
		assert_why(say(&h, id, S(""), &a), WHY_NONE);
		assert_int_equal(a.coded, i < 3);
	}
}

static void
of_no_such_request_the_same_is_said_as_of_a_wrong_code(void **state)
{
	struct moving_house h = begin(*state, true, false);
	bool more;

	assert_false(entered(&h, S("01MG2QFHM0X4ZRJHCQYN93KN5C"), S("AAAAA-AAAAA"), &more));
}

static void
an_officers_word_is_not_the_code(void **state)
{
	struct moving_house h = begin(*state, true, false);
	struct acted a = accept(&h, "{\"email\": \"ada@example.com\"}");
	struct str id = a.c.id;

	assert_why(act_with(h.t, &h.dpo, id, ACT_CONFIRM, "", NULL, &a), WHY_CODE);
	assert_why(act_with(h.t, &h.dpo, id, ACT_ACCEPT, "", NULL, &a), WHY_CASE_STATE);
	assert_why(act_with(h.t, &h.dpo, id, ACT_REFUSE, "not them", NULL, &a), WHY_NONE);
	assert_int_equal(a.c.state, CASE_REFUSED);
	assert_str(held(&h, "contact.email"), S("ada@example.org"));
}

/* -- it does not come ------------------------------------------------------------------ */

static size_t
lapses(struct moving_house *h)
{
	size_t n;

	test_begin(h->t);
	assert_ok(rights_unconfirmed(h->t->sc, &h->t->store, &n));
	assert_ok(rights_lapse(h->t->sc, &h->t->store));
	test_commit(h->t);
	return n;
}

static void
what_nobody_confirms_lapses_after_seven_days_and_not_before(void **state)
{
	struct moving_house h = begin(*state, true, false);
	struct acted a = accept(&h, "{\"email\": \"ada@example.com\"}");
	struct str code = code_in(out_to(&h, LETTER_BY_MAIL, "ada@example.com"));
	bool more;

	travel_days(h.t, 6);
	assert_int_equal(lapses(&h), 0);
	travel_days(h.t, 1);
	assert_int_equal(lapses(&h), 1);
	assert_int_equal(lapses(&h), 0);
	assert_int_equal(entries(h.t, ENTRY_CASE_LAPSED), 1);
	assert_false(entered(&h, a.c.id, code, &more));
	assert_str(held(&h, "contact.email"), S("ada@example.org"));
}

/* Both letters: to the old address its link, to the new one its code. */
static void
both(struct moving_house *h, struct str *token, struct str *code)
{
	struct letter_out *out;
	size_t n;

	test_begin(h->t);
	assert_ok(letter_next(h->t->sc, &h->t->store, LETTER_BY_MAIL, 64, &out, &n));
	test_commit(h->t);
	assert_int_equal(n, 2);
	*token = token_in(out[0]);
	*code = code_in(out[1]);
}

static void
from_the_old_address_it_is_stopped_once_and_looked_into(void **state)
{
	struct moving_house h = begin(*state, true, false);
	struct acted a = accept(&h, "{\"email\": \"ada@example.com\"}");
	struct str token, code;
	struct due due;
	bool changed, more;

	both(&h, &token, &code);
	assert_int_equal(disown(&h, S("AAAA"), &changed, &due), E_ABSENT);
	assert_int_equal(disown(&h, token, &changed, &due), E_OK);
	assert_false(changed);
	assert_true(due.set);
	assert_int_equal(disown(&h, token, &changed, &due), E_OK);
	assert_false(due.set);
	assert_int_equal(entries(h.t, ENTRY_CASE_DISOWNED), 1);
	assert_false(entered(&h, a.c.id, code, &more));
	assert_str(held(&h, "contact.email"), S("ada@example.org"));
}

static void
once_it_is_changed_the_link_counts_for_thirty_days(void **state)
{
	for (int days = 29; days <= 30; days++) {
		struct moving_house h = begin(*state, true, false);
		struct acted a = accept(&h, "{\"email\": \"ada@example.com\"}");
		struct str token, code;
		struct due due;
		bool changed;

		both(&h, &token, &code);
		assert_why(say(&h, a.c.id, code, &a), WHY_NONE);
		travel_days(h.t, days);
		assert_int_equal(
		    disown(&h, token, &changed, &due), days < 30 ? E_OK : E_ABSENT);
		assert_int_equal(entries(h.t, ENTRY_CASE_DISOWNED), days < 30);
	}
}

static void
a_link_for_one_thing_opens_no_other(void **state)
{
	struct moving_house h = begin(*state, true, false);
	struct str token, id;

	test_begin(h.t);
	token = vault_link_token(h.t->sc, h.t->store.vault, LINK_YES, S("x"));
	assert_int_equal(
	    vault_link_read(h.t->sc, h.t->store.vault, LINK_NOT_ME, token, &id).code, E_ABSENT);
	assert_ok(vault_link_read(h.t->sc, h.t->store.vault, LINK_YES, token, &id));
	assert_str(id, S("x"));
	test_commit(h.t);
}

UNIT_MAIN(TEST(a_new_address_waits_for_its_code_and_the_old_one_stands_until_then),
    TEST(the_old_address_is_told_and_not_of_the_new_one),
    TEST(two_new_addresses_are_confirmed_one_after_the_other),
    TEST(what_is_no_way_to_anybody_is_corrected_at_once),
    TEST(where_no_letter_goes_out_no_address_is_a_way_in),
    TEST(after_five_wrong_codes_the_right_one_counts_no_more_and_another_does),
    TEST(four_codes_go_to_an_address_in_an_hour),
    TEST(of_no_such_request_the_same_is_said_as_of_a_wrong_code),
    TEST(an_officers_word_is_not_the_code),
    TEST(what_nobody_confirms_lapses_after_seven_days_and_not_before),
    TEST(from_the_old_address_it_is_stopped_once_and_looked_into),
    TEST(once_it_is_changed_the_link_counts_for_thirty_days),
    TEST(a_link_for_one_thing_opens_no_other))
