/* gate/consent_letter.c: the letter whose link makes a yes count. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "term/letter.h"

#define WORDING "\"wording\": \"Send me product news by e-mail\""
#define FULL \
	WORDING ", \"time\": \"2027-01-15T07:00:00Z\", \"ip\": \"192.0.2.7\", " \
		"\"address\": \"ada@example.org\""

static enum consent_state
says_yes(struct test_store *t, const char *evidence)
{
	struct asker api = ask_channel(t, "api");
	struct str subject = S(""), record;
	enum consent_state state;
	struct verdict v;

	wave_begin(t);
	assert_ok(gate_consent(t->sc, &t->store, &api, S("news"), &subject, json(t, evidence), &v,
	    &state, &record));
	wave_verdict(t, &api, "consent", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_NONE);
	return state;
}

/* The only letter that waits to go out. */
static struct letter_out
letter(struct test_store *t)
{
	struct letter_out *out;
	size_t n;

	test_begin(t);
	assert_ok(letter_next(t->sc, &t->store, LETTER_BY_MAIL, 8, &out, &n));
	test_commit(t);
	assert_int_equal(n, 1);
	return out[0];
}

static struct str
token_in(struct letter_out out)
{
	for (size_t i = 0; i + 3 < out.text.n; i++) {
		struct str rest, at = str_slice(out.text, i, out.text.n);

		if (str_starts(at, S("/y/")))
			return str_cut(str_slice(at, 3, at.n), '\n', &rest);
	}
	fail_msg("no link in: %.*s", STR(out.text));
	return S("");
}

static result
press(struct test_store *t, struct str token, struct verdict *v, enum consent_state *state)
{
	struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	result r;

	*v = (struct verdict){ 0 };
	wave_begin(t);
	r = gate_consent_click(t->sc, &t->store, &nobody, token, v, state);
	if (r.code == E_OK)
		wave_verdict(t, &nobody, "confirm", NULL, v);
	else
		assert_ok(sql_rollback_to(t->sc, test_store_sql(t)));
	wave_end(t);
	return r;
}

static void
the_letter_says_to_what_and_for_what_and_the_link_makes_it_count(void **state)
{
	struct test_store *t = test_store_make(*state);
	enum consent_state is = CONSENT_NONE;
	struct letter_out out;
	struct verdict v;

	mail_is_set(t);
	assert_int_equal(says_yes(t, "{" FULL "}"), CONSENT_PENDING);
	out = letter(t);
	assert_str(out.address, S("ada@example.org"));
	assert_true(str_has(out.text, S("confirm this: Send me product news by e-mail\n")));
	assert_true(str_has(out.text, S("What for: to send product news")));
	assert_true(str_has(out.text, S("https://www.voice.example/y/")));
	assert_false(str_has(out.text, S("Who would be given it")));
	assert_ok(press(t, token_in(out), &v, &is));
	assert_why(v, WHY_NONE);
	assert_int_equal(is, CONSENT_GIVEN);
	assert_int_equal(entries(t, ENTRY_CONSENT_GIVEN), 1);

	/* a second press changes nothing */
	assert_ok(press(t, token_in(out), &v, &is));
	assert_int_equal(entries(t, ENTRY_CONSENT_GIVEN), 1);
}

static void
nobody_is_asked_for_a_click_that_would_not_do(void **state)
{
	/* clang-format off */
	static const struct {
		const char *evidence;
		enum consent_state want;
	} rows[] = {
		{ "{" WORDING ", \"address\": \"ada@example.org\"}", CONSENT_PENDING }, /* no ip */
		{ "{\"time\": \"2027-01-15T07:00:00Z\", \"ip\": \"192.0.2.7\", \"address\": \"ada@example.org\"}", CONSENT_PENDING },
		{ "{" FULL ", \"click\": \"2027-01-15T07:05:00Z\"}", CONSENT_GIVEN },
		{ "{\"listed\": \"2018-04-30\"}", CONSENT_GIVEN },
	};
	/* clang-format on */

	for (size_t i = 0; i < N(rows); i++) {
		struct test_store *t = test_store_make(*state);

		mail_is_set(t);
		assert_int_equal(says_yes(t, rows[i].evidence), rows[i].want);
		assert_int_equal(entries(t, ENTRY_LETTER_QUEUED), 0);
	}
}

static void
without_a_mail_or_a_letter_in_the_policy_none_goes(void **state)
{
	struct test_store *t = test_store_make(*state);

	assert_int_equal(says_yes(t, "{" FULL "}"), CONSENT_PENDING);
	assert_int_equal(entries(t, ENTRY_LETTER_QUEUED), 0);
	t = test_store_edited(*state, "    confirm by email", "# no letter");
	mail_is_set(t);
	assert_int_equal(says_yes(t, "{" FULL "}"), CONSENT_PENDING);
	assert_int_equal(entries(t, ENTRY_LETTER_QUEUED), 0);
}

static void
the_link_counts_for_thirty_days(void **state)
{
	for (int day = 14; day <= 15; day++) {
		struct test_store *t = test_store_make(*state);
		enum consent_state is = CONSENT_NONE;
		struct letter_out out;
		struct verdict v;

		test_travel(t, "2027-01-15T08:00:00Z");
		mail_is_set(t);
		says_yes(t, "{" FULL "}");
		out = letter(t);
		test_travel(t, day == 14 ? "2027-02-14T08:00:00Z" : "2027-02-14T08:00:01Z");
		assert_int_equal(press(t, token_in(out), &v, &is).code,
		    day == 14 ? E_OK : E_ABSENT);
		assert_int_equal(entries(t, ENTRY_CONSENT_GIVEN), day == 14);
	}
}

static void
a_link_that_we_did_not_make_is_none(void **state)
{
	struct test_store *t = test_store_make(*state);
	enum consent_state is = CONSENT_NONE;
	struct letter_out out;
	struct verdict v;
	char *forged;

	mail_is_set(t);
	says_yes(t, "{" FULL "}");
	out = letter(t);
	forged = str_c(&t->sc->arena, token_in(out));
	forged[4] = forged[4] == 'A' ? 'B' : 'A';
	assert_int_equal(press(t, str_of(forged), &v, &is).code, E_ABSENT);
	assert_int_equal(press(t, S(""), &v, &is).code, E_ABSENT);
	assert_int_equal(press(t, S("AAAA"), &v, &is).code, E_ABSENT);
	assert_int_equal(entries(t, ENTRY_CONSENT_GIVEN), 0);
}

UNIT_MAIN(TEST(the_letter_says_to_what_and_for_what_and_the_link_makes_it_count),
    TEST(nobody_is_asked_for_a_click_that_would_not_do),
    TEST(without_a_mail_or_a_letter_in_the_policy_none_goes),
    TEST(the_link_counts_for_thirty_days), TEST(a_link_that_we_did_not_make_is_none))
