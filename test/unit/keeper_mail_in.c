/* Mail that comes in, by the verb of the part that it is handed to: K4, K32 to K34. */
#include "kit/unit.h"

#include "kit/keeper.h"

#define TO "\"to\":[\"contact@voice.example\"]"

static struct reply
ask_mailbox(struct test_keeper *t, const char *json)
{
	static struct reply reply;
	struct link *mailbox = link_make(t, S(DOOR_MAILBOX), false);

	link_put_json(t, mailbox, S(""), VERB_MAIL_IN, json);
	keeper_turn_once(t);
	assert_true(link_take_one(t, mailbox, &reply));
	link_close(mailbox);
	return reply;
}

static struct str
became(struct test_keeper *t, const char *json)
{
	struct reply r = ask_mailbox(t, json);

	assert_int_equal(r.code, E_OK);
	return node_get_str(r.body, S("became"));
}

static size_t
cases_of(struct test_keeper *t)
{
	return node_get(answer_of(t, key_of_role(t, "dpo", S("")), VERB_CASES, "{}"), S("cases"))
	    ->count;
}

/* -- K4 --------------------------------------------------------------------------------- */

static void
mail_comes_in_by_its_own_part_and_nothing_else_does(void **state)
{
	static const char mail[] =
	    "{" TO ",\"from\":\"ann@example.org\",\"text\":\"x\",\"proved\":true}";
	struct test_keeper *t = test_keeper_make(*state);
	struct str dpo = key_of_role(t, "dpo", S(""));
	struct link *mailbox = link_make(t, S(DOOR_MAILBOX), false);
	struct link *post = link_make(t, S(DOOR_POST), false);
	struct link *api = link_make(t, S(DOOR_API), false);
	struct reply r;

	assert_int_equal(ask_keeper(t, S(""), VERB_MAIL_IN, mail).code, E_DENIED);
	assert_int_equal(ask_keeper(t, t->operator_token, VERB_MAIL_IN, mail).code, E_DENIED);
	assert_int_equal(ask_keeper(t, dpo, VERB_MAIL_IN, mail).code, E_DENIED);
	link_put_json(t, post, S(""), VERB_MAIL_IN, mail);
	link_put_json(t, api, S(""), VERB_MAIL_IN, mail);
	link_put_json(t, mailbox, dpo, VERB_CASES, "{}");
	link_put_json(t, mailbox, S(""), VERB_OUTBOX, "{}");
	link_put_json(t, mailbox, t->operator_token, VERB_STAFFS, "{}");
	keeper_turn_once(t);
	assert_true(link_take_one(t, post, &r) && r.code == E_DENIED);
	assert_true(link_take_one(t, api, &r) && r.code == E_DENIED);
	for (int i = 0; i < 3; i++)
		assert_true(link_take_one(t, mailbox, &r) && r.code == E_DENIED);
	assert_int_equal(cases_of(t), 0);
}

/* -- to whom ------------------------------------------------------------------------------ */

static void
mail_is_for_the_addresses_of_the_policy(void **state)
{
	/* clang-format off */
	static const struct { const char *to; bool ours; } cases[] = {
		{ "contact@voice.example", true },
		{ "Privacy@Voice.Example", true },
		{ "privacy+r1@voice.example", true },
		{ "unsubscribe@voice.example", true },
		{ "sales@voice.example", false },
		{ "contact@voice.example.net", false },
		{ "contact", false },
		{ "contact@", false },
		{ "", false },
	};
	/* clang-format on */
	struct test_keeper *t = test_keeper_make(*state);

	for (size_t i = 0; i < N(cases); i++) {
		const char *json = str_c(&t->sc->arena,
		    str_printf(&t->sc->arena,
			"{\"to\":[\"x@y.example\",\"%s\"],\"from\":\"ann@example.org\","
			"\"message\":\"%zu@x\",\"text\":\"x\",\"proved\":false}",
			cases[i].to, i));

		if (ask_mailbox(t, json).code != (cases[i].ours ? E_OK : E_ABSENT))
			fail_msg("%s", cases[i].to);
	}
	assert_int_equal(
	    ask_mailbox(t, "{\"to\":[1],\"from\":\"a@b.c\",\"proved\":true}").code, E_INPUT);
	assert_int_equal(
	    ask_mailbox(t, "{\"to\":[],\"from\":\"a@b.c\",\"proved\":true}").code, E_ABSENT);
}

/* -- K32 ------------------------------------------------------------------------------------ */

static void
a_message_counts_once_though_it_comes_again(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	static const char first[] = "{" TO ",\"from\":\"ann@example.org\",\"message\":\"1@x\","
				    "\"text\":\"a\",\"proved\":false}";

	assert_str(became(t, first), S("opened"));
	assert_str(became(t, first), S("twice"));
	assert_str(became(t, "{" TO ",\"from\":\"eve@example.net\",\"message\":\"1@x\",\"text\":\"b\","
			     "\"proved\":false}"),
	    S("opened"));
	/* without an id it is what it says */
	for (int i = 0; i < 2; i++)
		assert_str(became(t, "{" TO ",\"from\":\"ann@example.org\",\"text\":\"c\","
				     "\"proved\":false}"),
		    i == 0 ? S("opened") : S("twice"));
	assert_int_equal(cases_of(t), 3);
}

static void
what_was_refused_may_come_again(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	static const char empty[] =
	    "{" TO ",\"from\":\"ann@example.org\",\"message\":\"1@x\",\"proved\":false}";

	assert_int_equal(ask_mailbox(t, empty).code, E_INPUT);
	assert_int_equal(ask_mailbox(t, empty).code, E_INPUT);
}

/* -- K33 ------------------------------------------------------------------------------------ */

static void
machines_open_nothing(void **state)
{
	static const char *const members[] = { "automatic", "no-sender", "failed" };
	struct test_keeper *t = test_keeper_make(*state);

	for (size_t i = 0; i < N(members); i++) {
		const char *json = str_c(&t->sc->arena,
		    str_printf(&t->sc->arena,
			"{" TO ",\"from\":\"ann@example.org\",\"message\":\"%zu@x\",\"text\":\"x\","
			"\"proved\":true,\"%s\":true}",
			i, members[i]));

		assert_str(became(t, json), S("ignored"));
	}
	assert_int_equal(cases_of(t), 0);
}

static void
nobody_hears_that_a_message_to_many_came(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	const struct node *letters;

	(void)answer_of(t, S(""), VERB_MAIL, "{\"host\":\"mail.example.net\"}");
	assert_str(became(t, "{" TO ",\"from\":\"ann@example.org\",\"message\":\"1@x\",\"text\":\"x\","
			     "\"proved\":true,\"listed\":true}"),
	    S("opened"));
	letters = node_get(answer_of(t, S(""), VERB_LETTERS, "{}"), S("letters"));
	assert_int_equal(letters->count, 0);
	assert_str(became(t, "{" TO ",\"from\":\"ann@example.org\",\"message\":\"2@x\",\"text\":\"x\","
			     "\"proved\":true}"),
	    S("opened"));
	letters = node_get(answer_of(t, S(""), VERB_LETTERS, "{}"), S("letters"));
	assert_int_equal(letters->count, 1);
}

/* -- K34 ------------------------------------------------------------------------------------ */

/* The type of the refusal; an address that said no is known without its address. */
static struct str
why_not_write(struct test_keeper *t, const char *address)
{
	const struct node *body = answer_in_words(t, key_of_role(t, "marketing", S("")),
	    VERB_CONTACT, "{\"purpose\":\"news\",\"channel\":\"email\",\"email\":\"%s\"}", address);

	return node_get_str(node_get(body, S("refused")), S("type"));
}

static void
a_no_to_advertising_counts_at_once_from_whomever_it_comes(void **state)
{
	static const char *const people[] = { "ann@example.org", "bob@example.org",
		"cy@example.org" };
	struct test_keeper *t = test_keeper_make(*state);

	for (size_t i = 0; i < N(people); i++)
		assert_str(why_not_write(t, people[i]), S("gone"));
	assert_str(became(t, "{" TO ",\"from\":\"ann@example.org\",\"message\":\"1@x\","
			     "\"proved\":false,\"unsubscribes\":true}"),
	    S("withdrawn"));
	/* a token that is not whole: then it is of the address that wrote */
	assert_str(became(t, "{" TO ",\"from\":\"bob@example.org\",\"message\":\"2@x\","
			     "\"proved\":false,\"unsubscribes\":true,\"token\":\"xx\"}"),
	    S("withdrawn"));
	assert_str(became(t, "{\"to\":[\"unsubscribe@voice.example\"],\"from\":\"cy@example.org\","
			     "\"message\":\"3@x\",\"proved\":false,\"automatic\":true}"),
	    S("withdrawn"));
	assert_int_equal(cases_of(t), 0);
	for (size_t i = 0; i < N(people); i++)
		assert_str(why_not_write(t, people[i]), S("suppressed"));
}

UNIT_MAIN(TEST(mail_comes_in_by_its_own_part_and_nothing_else_does),
    TEST(mail_is_for_the_addresses_of_the_policy),
    TEST(a_message_counts_once_though_it_comes_again), TEST(what_was_refused_may_come_again),
    TEST(machines_open_nothing), TEST(nobody_hears_that_a_message_to_many_came),
    TEST(a_no_to_advertising_counts_at_once_from_whomever_it_comes))
