/* unit/keeper_erase.c -- a party sees what an erasure of its own people takes before it is done. */
#include "kit/unit.h"

#include "kit/keeper.h"

#define BOX \
	"{\"purpose\":\"deliver\",\"dataset\":\"delivery\",\"offers\":[{\"values\":{" \
	"\"shipment\":\"S-1\",\"order\":\"O-1\",\"name\":\"Ann Example\",\"courier\":\"dpd\"," \
	"\"address\":\"1 High Street, Leeds LS1 1AA\",\"phone\":\"01632 960100\"}}]}"
#define ERASE(more) "{\"why\":\"instruction\",\"reason\":\"t-1\",\"subject\":\"%.*s\"" more "}"

struct shop {
	struct test_keeper *t;
	struct str key, other, ann;
};

static struct shop
shop_make(struct scope *sc)
{
	struct shop s = { .t = test_keeper_make(sc) };

	s.key = key_of_role(s.t, "reseller-user", party_of(s.t, "Northern Telecom Shop"));
	s.other = key_of_role(s.t, "reseller-user", party_of(s.t, "Southern Telecom Shop"));
	s.ann = node_get_str(
	    node_get(answer_of(s.t, s.key, VERB_OFFER, BOX), S("answers"))->first, S("subject"));
	return s;
}

static void
what_would_go_is_shown_and_nothing_goes_until_it_is_said(void **state)
{
	struct shop s = shop_make(*state);
	const struct node *seen, *done, *goes;

	seen = answer_in_words(s.t, s.key, VERB_ERASE, ERASE(",\"preview\":true"), STR(s.ann));
	goes = node_get(seen, S("goes"));
	assert_int_equal(goes->count, 1);
	assert_true(node_lists(node_get(goes->first, S("fields")), S("delivery.phone")));
	assert_false(node_lists(node_get(goes->first, S("fields")), S("delivery.address")));
	assert_true(node_get(seen, S("stays"))->count >= 4);
	done = answer_in_words(s.t, s.key, VERB_ERASE, ERASE(""), STR(s.ann));
	assert_int_equal(node_get(done, S("goes"))->count, 1);
	assert_true(node_get_int(done, S("erased"), 0) > 0);
	seen = answer_in_words(s.t, s.key, VERB_ERASE, ERASE(",\"preview\":true"), STR(s.ann));
	assert_int_equal(node_get(seen, S("goes"))->count, 0);
}

static void
another_partys_person_is_not_there_and_ours_ask_for_themselves(void **state)
{
	struct shop s = shop_make(*state);
	const struct node *none;

	none = answer_in_words(s.t, s.other, VERB_ERASE, ERASE(",\"preview\":true"), STR(s.ann));
	assert_str(refusal_of(none), S("gone"));
	assert_int_equal(
	    ask_in_words(s.t, key_of_role(s.t, "dpo", S("")), VERB_ERASE, ERASE(""), STR(s.ann)).code,
	    E_INPUT);
	assert_int_equal(
	    ask_in_words(s.t, s.key, VERB_ERASE, ERASE(",\"records\":[]"), STR(s.ann)).code, E_INPUT);
}

UNIT_MAIN(TEST(what_would_go_is_shown_and_nothing_goes_until_it_is_said),
    TEST(another_partys_person_is_not_there_and_ours_ask_for_themselves))
