/* unit/keeper_again.c -- a yes that a new version asks for again, answered by the link of its
 * letter or on the person's own page (K25). */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/bare.h"
#include "kit/keeper.h"
#include "keeper/again.h"
#include "sys/file.h"

#define VOIP "policies/voip-distributor.policy"
#define WAS "You may note that I opened a mailing"
#define IS "You may note when and where I opened a mailing"

static struct str
replaced(struct scope *sc, struct str text, const char *was, const char *is)
{
	size_t from = 0, n = strlen(was);

	while (from + n <= text.n && memcmp(text.p + from, was, n) != 0)
		from++;
	if (from + n > text.n)
		fail_msg("the policy has no `%s`", was);
	return str_printf(&sc->arena, "%.*s%s%.*s", STR(str_slice(text, 0, from)), is,
	    STR(str_slice(text, from + n, text.n)));
}

struct town {
	struct test_keeper *t;
	struct str one, two, api; /* keys */
	struct str subject;
};

static struct str
somebody(struct town *w, const char *email)
{
	const struct node *body = answer_in_words(w->t, w->api, VERB_OFFER,
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":{\"name\":\"Ada\","
	    "\"company\":\"Engines\",\"phone\":\"01632 960100\",\"email\":\"%s\"}}]}",
	    email);
	struct str subject = node_get_str(node_get(body, S("answers"))->first, S("subject"));

	(void)answer_in_words(w->t, w->api, VERB_CONSENT,
	    "{\"consent\":\"open-tracking\",\"subject\":\"%.*s\",\"evidence\":{\"wording\":\"" WAS
	    "\",\"click\":\"2027-01-10T08:00:00Z\"}}",
	    STR(subject));
	return subject;
}

static struct reply
activated(struct town *w)
{
	const struct node *now =
	    node_get(answer_of(w->t, S(""), VERB_HEALTH, "{}"), S("now"));

	return ask_in_words(w->t, w->two, VERB_ACTIVATE,
	    "{\"version\":2,\"reason\":\"other words\",\"told\":\"%.*s\"}", STR(now->text));
}

/* Version 2 has other words for the consent, and waits for its day. */
static struct town
town_make(void **state)
{
	struct town w = { .t = test_keeper_make(*state) };
	struct arena *a = &w.t->sc->arena;
	struct node *q = node_map(a);
	struct str text;

	w.one = key_of_role(w.t, "dpo", S(""));
	w.two = key_of_role(w.t, "dpo", S(""));
	w.api = key_of_channel(w.t, "api");
	w.subject = somebody(&w, "ada@example.org");
	assert_ok(file_read(w.t->sc, S(VOIP), (size_t)1 << 20, &text));
	text = policy_bare(w.t->sc, text);
	text = replaced(w.t->sc, text, "distributor 1", "distributor 2");
	text = replaced(w.t->sc, text, "from 2026-12-01", "from 2027-02-01");
	text = replaced(w.t->sc, text, WAS, IS);
	node_set_str(a, q, S("text"), text);
	node_set_str(a, q, S("reason"), S("other words"));
	assert_int_equal(ask_keeper(w.t, w.one, VERB_PROPOSE, str_c(a, json_text(a, q))).code, E_OK);
	assert_str(refusal_of(activated(&w).body), S(""));
	return w;
}

static struct str
token_for(struct town *w, struct str subject)
{
	struct str link = again_link(w->t->sc, w->t->keeper->vault, 2, subject);

	return str_slice(link, 3, link.n);
}

static struct reply
answered(struct town *w, struct str token, bool yes)
{
	return ask_in_words(w->t, S(""), VERB_ANSWER,
	    "{\"token\":\"%.*s\",\"consent\":\"open-tracking\",\"yes\":%s}", STR(token),
	    yes ? "true" : "false");
}

static struct str
state_in(struct reply r)
{
	assert_int_equal(r.code, E_OK);
	assert_str(refusal_of(r.body), S(""));
	return node_get_str(node_get(r.body, S("consents"))->first, S("state"));
}

static struct reply
asked(struct town *w, struct str token)
{
	return ask_in_words(w->t, S(""), VERB_ASKED, "{\"token\":\"%.*s\"}", STR(token));
}

static void
days_go_by(struct town *w, int days)
{
	(void)answer_in_words(w->t, S(""), VERB_CLOCK, "{\"by\":%d}", days * 86400);
}

/* Does the yes not cover what rests on it? */
static bool
waits(struct town *w, struct str subject)
{
	struct vault *v = w->t->keeper->vault;
	uint16_t consent = plan_consent(w->t->keeper->store.plan, S("open-tracking"));
	struct consent_said said;

	assert_ok(vault_consent_for(w->t->sc, v, subject, consent, S(""), &said));
	assert_int_equal(said.state, CONSENT_GIVEN);
	return vault_asks_again(v, consent, &said, NONE, NONE);
}

static void
a_yes_before_the_day_counts_on_the_day_and_no_answer_does_not(void **state)
{
	struct town w = town_make(state);
	struct str silent = somebody(&w, "bob@example.org"), token = token_for(&w, w.subject);
	struct reply r = asked(&w, token);

	assert_str(state_in(r), S("asked"));
	assert_str(node_get_str(node_get(r.body, S("consents"))->first, S("wording")), S(IS));
	assert_true(node_get_str(r.body, S("changes")).n > 0);
	assert_str(state_in(answered(&w, token, true)), S("accepted"));
	assert_false(waits(&w, silent)); /* not before its day */
	days_go_by(&w, 18);
	assert_false(waits(&w, w.subject));
	assert_true(waits(&w, silent));
	assert_str(state_in(answered(&w, token_for(&w, silent), true)), S("accepted"));
	assert_false(waits(&w, silent));
}

static void
a_no_is_taken_once_by_the_link_and_the_old_yes_stays(void **state)
{
	struct town w = town_make(state);
	struct str token = token_for(&w, w.subject);

	assert_str(state_in(answered(&w, token, false)), S("declined"));
	assert_str(state_in(answered(&w, token, false)), S("declined"));
	assert_true(refusal_of(answered(&w, token, true).body).n > 0);
	days_go_by(&w, 18);
	assert_true(waits(&w, w.subject));
}

static void
a_yes_is_taken_back_and_not_answered_with_no(void **state)
{
	struct town w = town_make(state);
	struct str token = token_for(&w, w.subject);

	assert_str(state_in(answered(&w, token, true)), S("accepted"));
	assert_true(refusal_of(answered(&w, token, false).body).n > 0);
	(void)answer_in_words(w.t, w.api, VERB_WITHDRAW,
	    "{\"consent\":\"open-tracking\",\"who\":{\"subject\":\"%.*s\"},\"channel\":\"portal\"}",
	    STR(w.subject));
	assert_int_equal(asked(&w, token).code, E_ABSENT);
	assert_int_equal(answered(&w, token, true).code, E_ABSENT);
}

static void
what_was_said_to_a_version_that_is_called_off_is_said_to_nothing(void **state)
{
	struct town w = town_make(state);
	struct str token = token_for(&w, w.subject);
	uint16_t consent;
	struct consent_said said;

	assert_str(state_in(answered(&w, token, true)), S("accepted"));
	assert_str(refusal_of(answer_of(
		       w.t, w.one, VERB_CALL_OFF, "{\"version\":2,\"reason\":\"other words\"}")),
	    S(""));
	assert_int_equal(asked(&w, token).code, E_ABSENT);
	consent = plan_consent(w.t->keeper->store.plan, S("open-tracking"));
	assert_ok(vault_consent_for(
	    w.t->sc, w.t->keeper->vault, w.subject, consent, S(""), &said));
	assert_int_equal(said.covers, 0);
}

static void
the_link_counts_for_ninety_days_from_the_day(void **state)
{
	struct town w = town_make(state);
	struct str token = token_for(&w, w.subject);

	days_go_by(&w, 17 + 89);
	assert_str(state_in(asked(&w, token)), S("asked"));
	days_go_by(&w, 3);
	assert_int_equal(asked(&w, token).code, E_ABSENT);
	assert_int_equal(answered(&w, token, true).code, E_ABSENT);
}

static void
nobody_answers_without_a_link_that_this_store_wrote(void **state)
{
	struct town w = town_make(state);
	struct str other = vault_link_token(w.t->sc, w.t->keeper->vault, LINK_YES, w.subject);

	assert_int_equal(asked(&w, S("AAAA")).code, E_ABSENT);
	assert_int_equal(asked(&w, other).code, E_ABSENT);
	assert_int_equal(ask_keeper(w.t, w.one, VERB_ASKED, "{}").code, E_AUTH);
	assert_int_equal(ask_in_words(w.t, S(""), VERB_ANSWER,
			     "{\"token\":\"%.*s\",\"consent\":\"news\",\"yes\":true}",
			     STR(token_for(&w, w.subject)))
			     .code,
	    E_ABSENT);
}

UNIT_MAIN(TEST(a_yes_before_the_day_counts_on_the_day_and_no_answer_does_not),
    TEST(a_no_is_taken_once_by_the_link_and_the_old_yes_stays),
    TEST(a_yes_is_taken_back_and_not_answered_with_no),
    TEST(what_was_said_to_a_version_that_is_called_off_is_said_to_nothing),
    TEST(the_link_counts_for_ninety_days_from_the_day),
    TEST(nobody_answers_without_a_link_that_this_store_wrote))
