/* unit/keeper_seconds.c -- a second person's yes, from where they are signed in (K36). */
#include "kit/keeper.h"
#include "kit/unit.h"

#include "keeper/seconds.h"
#include "sys/file.h"

static struct span
at_second(int64_t s)
{
	return span_seconds(s);
}

static void
a_code_stands_for_five_minutes_and_for_the_first_who_shows_it(void **state)
{
	struct scope *sc = *state;
	struct seconds *all = NEW(&sc->arena, struct seconds);
	struct str code = second_make(sc, all, S("bk_sue"), at_second(0));

	assert_str(second_token(sc, all, S(""), S("don"), at_second(1)), S(""));
	assert_str(second_token(sc, all, S("00000000"), S("don"), at_second(1)), S(""));
	assert_str(second_token(sc, all, code, S(""), at_second(1)), S(""));
	assert_str(second_token(sc, all, code, S("don"), at_second(299)), S("bk_sue"));
	assert_str(second_token(sc, all, str_lower(&sc->arena, code), S("don"), at_second(1)),
	    S("bk_sue"));
	assert_str(second_token(sc, all, code, S("eve"), at_second(2)), S(""));
	assert_str(second_token(sc, all, code, S("don"), at_second(300)), S(""));
}

static void
a_new_code_ends_the_one_before_and_the_oldest_goes(void **state)
{
	struct scope *sc = *state;
	struct seconds *all = NEW(&sc->arena, struct seconds);
	struct str was = second_make(sc, all, S("bk_sue"), at_second(0));
	struct str is = second_make(sc, all, S("bk_sue"), at_second(1));

	assert_str(second_token(sc, all, was, S("don"), at_second(2)), S(""));
	assert_str(second_token(sc, all, is, S("don"), at_second(2)), S("bk_sue"));
	for (int i = 0; i < SECONDS_MOST - 1; i++)
		(void)second_make(sc, all, str_printf(&sc->arena, "bk_%d", i), at_second(3 + i));
	assert_str(second_token(sc, all, is, S("don"), at_second(70)), S("bk_sue"));
	(void)second_make(sc, all, S("bk_more"), at_second(70));
	assert_str(second_token(sc, all, is, S("don"), at_second(70)), S(""));
}

/* Its policy closes what an incident came by. */
static struct test_keeper *
house_that_closes(struct scope *sc)
{
	struct test_keeper *t;
	struct str policy;

	assert_ok(file_read(sc, S("policies/camera-telematics.policy"), 1 << 20, &policy));
	t = test_keeper_in(sc, policy, "");
	assert_non_null(t);
	return t;
}

/* Its number. */
static struct str
incident_of(struct test_keeper *t, struct str token)
{
	const struct node *n = answer_in_words(t, token, VERB_INCIDENT,
	    "{\"by\":{\"dataset\":\"account\"},\"what\":\"a list was sent astray\",\"advice\":\"none\","
	    "\"since\":\"2027-01-14T08:00:00Z\",\"until\":\"2027-01-15T07:00:00Z\",\"reason\":\"R-1\"}");

	return node_get_str(node_get(n, S("incident")), S("incident"));
}

static struct reply
lift(struct test_keeper *t, struct str token, struct str incident, struct str second)
{
	return ask_in_words(t, token, VERB_INCIDENT_ACT,
	    "{\"incident\":\"%.*s\",\"act\":\"lift\",\"second\":\"%.*s\",\"reason\":\"R-1\"}",
	    STR(incident), STR(second));
}

static struct str
code_of(struct test_keeper *t, struct str token)
{
	return node_get_str(answer_of(t, token, VERB_SECOND_CODE, "{}"), S("code"));
}

static void
what_takes_two_people_takes_the_code_of_another_colleague(void **state)
{
	struct test_keeper *t = house_that_closes(*state);
	struct str sue = key_of_role(t, "dpo", S("")), don = key_of_role(t, "dpo", S(""));
	struct str incident = incident_of(t, sue);

	assert_int_equal(lift(t, sue, incident, S("AAAA-AAAA")).code, E_AUTH);
	assert_str(refusal_of(lift(t, sue, incident, code_of(t, sue)).body), S("two-people"));
	assert_str(refusal_of(lift(t, sue, incident, code_of(t, don)).body), S(""));
	assert_int_equal(ask_keeper(t, S(""), VERB_SECOND_CODE, "{}").code, E_DENIED);
}

UNIT_MAIN(TEST(a_code_stands_for_five_minutes_and_for_the_first_who_shows_it),
    TEST(a_new_code_ends_the_one_before_and_the_oldest_goes),
    TEST(what_takes_two_people_takes_the_code_of_another_colleague))
