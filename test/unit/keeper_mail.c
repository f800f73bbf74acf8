/* Letters by verbs; K26 and K27 have plays: PV-078, DM-042. */
#include "kit/unit.h"

#include "kit/keeper.h"

#define SET "{\"host\":\"mail.example.net\",\"from\":\"privacy@voice.example\"}"

static void
mail_is_the_operators_and_letters_leave_by_the_post_alone(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str role = key_of_role(t, "dpo", S(""));

	assert_int_equal(ask_keeper(t, role, VERB_MAIL, SET).code, E_DENIED);
	assert_int_equal(ask_keeper(t, role, VERB_LETTERS, "{}").code, E_DENIED);
	assert_int_equal(ask_keeper(t, S(""), VERB_OUTBOX, "{}").code, E_DENIED);
	assert_int_equal(
	    ask_keeper(t, S(""), VERB_SENT, "{\"letter\":\"x\",\"status\":250}").code, E_DENIED);
	assert_int_equal(ask_keeper(t, S(""), VERB_MAIL,
			     "{\"host\":\"mail.example.net\",\"tls\":\"ssl\"}")
			     .code,
	    E_INPUT);
}

static void
a_test_letter_needs_a_mail_and_an_address(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	const char *to = "{\"to\":\"me@example.org\"}";

	assert_int_equal(ask_keeper(t, S(""), VERB_MAIL_TEST, to).code, E_STATE);
	(void)answer_of(t, S(""), VERB_MAIL, SET);
	assert_int_equal(ask_keeper(t, S(""), VERB_MAIL_TEST, "{\"to\":\"\"}").code, E_INPUT);
	assert_int_equal(
	    ask_keeper(t, S(""), VERB_MAIL_TEST, "{\"to\":\"a@b.c\\r\\nX: y\"}").code, E_INPUT);
	assert_int_equal(ask_keeper(t, S(""), VERB_MAIL_TEST, to).code, E_OK);
	(void)answer_of(t, S(""), VERB_MAIL, "{}"); /* nowhere, from now on */
	assert_int_equal(ask_keeper(t, S(""), VERB_MAIL_TEST, to).code, E_STATE);
}

static const struct node *
ask_post(struct test_keeper *t, struct link *post, enum verb verb, const char *json)
{
	struct reply reply;

	link_put_json(t, post, S(""), verb, json);
	keeper_turn_once(t);
	assert_true(link_take_one(t, post, &reply));
	assert_int_equal(reply.code, E_OK);
	return reply.body;
}

static void
a_letter_goes_out_once_and_the_list_says_so(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct link *post = link_make(t, S(DOOR_POST), false);
	const struct node *out, *row;
	struct str id;

	(void)answer_of(t, S(""), VERB_MAIL, SET);
	(void)answer_of(t, S(""), VERB_MAIL_TEST, "{\"to\":\"me@example.org\"}");
	out = ask_post(t, post, VERB_OUTBOX, "{}");
	assert_int_equal(node_get(out, S("letters"))->count, 1);
	assert_str(node_get_str(node_get(out, S("mail")), S("host")), S("mail.example.net"));
	assert_int_equal(node_get_int(node_get(out, S("mail")), S("port"), 0), 587);
	row = node_get(out, S("letters"))->first;
	assert_str(node_get_str(row, S("to")), S("me@example.org"));
	id = node_get_str(row, S("letter"));
	assert_int_equal(
	    node_get(ask_post(t, post, VERB_OUTBOX, "{}"), S("letters"))->count, 0);
	(void)ask_post(t, post, VERB_SENT,
	    str_c(&t->sc->arena,
		str_printf(&t->sc->arena, "{\"letter\":\"%.*s\",\"status\":250}", STR(id))));
	row = node_get(answer_of(t, S(""), VERB_LETTERS, "{}"), S("letters"))->first;
	assert_str(node_get_str(row, S("state")), S("sent"));
	assert_int_equal(node_get_int(row, S("answer"), 0), 250);
	assert_int_equal(
	    node_get(answer_of(t, S(""), VERB_LETTERS, "{\"waiting\":true}"), S("letters"))->count,
	    0);
}

/* The very bytes that gateways are adapted to: doc/why/text-messages.md. */
static void
a_text_message_goes_out_as_a_signed_message_and_is_forgotten(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct link *post = link_make(t, S(DOOR_POST), false);
	const struct node *row;
	struct str id;

	assert_int_equal(
	    ask_keeper(t, S(""), VERB_TEXT_TEST, "{\"to\":\"07700 900123\"}").code, E_STATE);
	(void)answer_of(t, S(""), VERB_TEXT,
	    "{\"url\":\"https://sms.example.net/send\",\"from\":\"Example\"}");
	assert_int_equal(
	    ask_keeper(t, S(""), VERB_TEXT_TEST, "{\"to\":\"a@b.example\"}").code, E_INPUT);
	id = node_get_str(
	    answer_of(t, S(""), VERB_TEXT_TEST, "{\"to\":\"07700 900123\"}"), S("letter"));
	row = node_get(ask_post(t, post, VERB_OUTBOX, "{}"), S("messages"))->first;
	assert_str(node_get_str(row, S("message")), id);
	assert_str(node_get_str(row, S("url")), S("https://sms.example.net/send"));
	assert_str(node_get_str(row, S("body")),
	    S("{\"to\":\"+447700900123\",\"from\":\"Example\",\"text\":\"This shows that bailee can "
	      "send text messages for Example Voice Ltd.\"}"));
	assert_true(str_starts(node_get_str(row, S("signature")), S("v1a,")));
	(void)ask_post(t, post, VERB_SENT,
	    str_c(&t->sc->arena,
		str_printf(&t->sc->arena, "{\"message\":\"%.*s\",\"status\":202}", STR(id))));
	row = node_get(answer_of(t, S(""), VERB_LETTERS, "{}"), S("letters"))->first;
	assert_str(node_get_str(row, S("state")), S("sent"));
	assert_str(node_get_str(row, S("way")), S("text"));
	assert_int_equal(node_get_int(row, S("answer"), 0), 202);
	(void)answer_of(t, S(""), VERB_TEXT, "{}");
	assert_int_equal(
	    ask_keeper(t, S(""), VERB_TEXT_TEST, "{\"to\":\"07700 900123\"}").code, E_STATE);
}

UNIT_MAIN(TEST(a_text_message_goes_out_as_a_signed_message_and_is_forgotten),
    TEST(mail_is_the_operators_and_letters_leave_by_the_post_alone),
    TEST(a_test_letter_needs_a_mail_and_an_address),
    TEST(a_letter_goes_out_once_and_the_list_says_so))
