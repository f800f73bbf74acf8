/* unit/keeper_work.c -- what a role is told that it may do (G6). */
#include "kit/unit.h"

#include "kit/keeper.h"

static const struct node *
may(struct test_keeper *t, struct str token, const char *json)
{
	return answer_of(t, token, VERB_MAY, json);
}

static const struct node *
with_member(const struct node *list, struct str member, struct str value)
{
	NODE_EACH(one, list)
		if (str_eq(node_get_str(one, member), value))
			return one;
	return NULL;
}

/* The work of one data for one purpose, among all. */
static const struct node *
work_of(const struct node *answer, const char *dataset, const char *purpose)
{
	NODE_EACH(w, node_get(answer, S("works")))
		if (str_eq(node_get_str(w, S("dataset")), str_of(dataset))
		    && str_eq(node_get_str(w, S("purpose")), str_of(purpose)))
			return w;
	return NULL;
}

static bool
says(const struct node *n, const char *member)
{
	return node_get_bool(n, str_of(member), false);
}

static void
a_role_is_told_what_its_lines_give_and_nothing_besides(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	const struct node *all = may(t, key_of_role(t, "sales", S("")), "{}"), *w;

	w = work_of(all, "contact", "sales");
	assert_non_null(w);
	assert_true(says(w, "reads") && says(w, "finds") && says(w, "changes") && says(w, "stores"));
	assert_false(says(w, "needs") || says(w, "erases") || says(w, "exports"));
	w = work_of(all, "contact", "phone-offers");
	assert_true(says(w, "reads"));
	assert_false(says(w, "changes") || says(w, "stores"));
	w = work_of(all, "contact", "leads");
	assert_true(says(w, "needs") && says(w, "ticket"));
	assert_null(work_of(all, "contact", "news"));
	assert_null(work_of(all, "delivery", "deliver"));
	assert_null(node_get(all, S("work")));
}

static void
a_secret_is_replaced_and_never_read(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	const struct node *n, *f;

	n = may(t, key_of_role(t, "support", S("")),
	    "{\"dataset\":\"device\",\"purpose\":\"provision\"}");
	f = with_member(node_get(n, S("fields")), S("field"), S("password"));
	assert_true(says(f, "secret") && says(f, "changes"));
	assert_false(says(f, "reads") || says(f, "finds"));
	assert_true(says(node_get(n, S("work")), "ticket"));
	n = may(t, key_of_role(t, "dpo", S("")),
	    "{\"dataset\":\"device\",\"purpose\":\"rights-requests\"}");
	assert_true(says(node_get(n, S("work")), "reason"));
	assert_false(says(node_get(n, S("work")), "changes"));
	NODE_EACH(one, node_get(n, S("fields")))
		assert_false(says(one, "secret") && says(one, "reads"));
}

static void
a_partys_people_are_told_of_their_own_and_ours_are_not(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str shop = party_of(t, "Example Shop"), rex = key_of_role(t, "reseller-user", shop);
	const struct node *all = may(t, rex, "{}"), *n;

	assert_true(says(work_of(all, "delivery", "deliver"), "erases"));
	assert_true(says(work_of(all, "device", "search-devices"), "reads"));
	assert_false(says(work_of(all, "device", "search-devices"), "needs"));
	assert_null(work_of(all, "contact", "sales"));
	n = may(t, rex, "{\"dataset\":\"delivery\",\"purpose\":\"deliver\"}");
	assert_int_equal(node_get(n, S("parties"))->count, 0);
	assert_non_null(with_member(node_get(n, S("fields")), S("field"), S("phone")));
	assert_true(node_get(n, S("events"))->count > 0);
}

static void
what_no_line_gives_is_refused_with_the_line_of_the_role(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S(""));
	const struct node *n;

	n = may(t, sales, "{\"dataset\":\"device\",\"purpose\":\"provision\"}");
	assert_str(refusal_of(n), S("role"));
	assert_true(node_get_int(node_get(n, S("refused")), S("line"), 0) > 0);
	n = may(t, sales, "{\"dataset\":\"nothing\",\"purpose\":\"nowhere\"}");
	assert_str(refusal_of(n), S("role"));
	assert_int_equal(ask_keeper(t, S(""), VERB_MAY, "{}").code, E_DENIED);
	assert_int_equal(ask_keeper(t, key_of_channel(t, "website"), VERB_MAY, "{}").code, E_DENIED);
}

/* Each thing that is offered can be asked for: no refusal for want of a line. */
static void
what_is_offered_is_not_refused_for_want_of_a_line(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct arena *a = &t->sc->arena;
	static const char *const roles[] = { "sales", "support", "warehouse", "shop", "accounts",
		"marketing", "security", "dpo" };

	for (size_t i = 0; i < N(roles); i++) {
		struct str key = key_of_role(t, roles[i], S(""));
		const struct node *all = may(t, key, "{}");

		assert_true(node_get(all, S("works"))->count > 0);
		NODE_EACH(w, node_get(all, S("works"))) {
			const struct node *n;

			if (!says(w, "reads") || says(w, "order"))
				continue;
			n = answer_of(t, key, VERB_LIST,
			    str_c(a, str_printf(a,
					 "{\"dataset\":\"%.*s\",\"purpose\":\"%.*s\",\"ticket\":\"T-1\","
					 "\"reason\":\"to see\"}",
					 STR(node_get_str(w, S("dataset"))),
					 STR(node_get_str(w, S("purpose"))))));
			assert_str(refusal_of(n), S(""));
		}
	}
}

static void
a_record_says_until_when_what_is_shown_of_it_is_kept(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct arena *a = &t->sc->arena;
	struct str sales = key_of_role(t, "sales", S("")), id;
	const struct node *n;

	n = answer_of(t, sales, VERB_OFFER,
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":{\"name\":\"Ann "
	    "Example\",\"company\":\"Example Ltd\",\"email\":\"ann@example.org\"}}]}");
	id = node_get_str(node_get(n, S("answers"))->first, S("record"));
	n = answer_of(t, sales, VERB_READ,
	    str_c(a, str_printf(a,
			 "{\"purpose\":\"phone-offers\",\"dataset\":\"contact\",\"record\":\"%.*s\"}",
			 STR(id))));
	if (refusal_of(n).n == 0) /* no email is shown for this purpose: nor is its date */
		NODE_EACH(k, node_get(n, S("kept")))
			NODE_EACH(f, node_get(k, S("fields")))
				assert_false(str_eq(f->text, S("email")));
	n = answer_of(t, sales, VERB_READ,
	    str_c(a, str_printf(a,
			 "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"record\":\"%.*s\"}",
			 STR(id))));
	assert_int_equal(node_get(n, S("kept"))->count, 2);
	NODE_EACH(k, node_get(n, S("kept"))) {
		assert_true(str_starts(node_get_str(k, S("keep")), S("keep contact.")));
		assert_true(node_get_str(k, S("until")).n > 0);
	}
}

UNIT_MAIN(TEST(a_role_is_told_what_its_lines_give_and_nothing_besides),
    TEST(a_secret_is_replaced_and_never_read),
    TEST(a_partys_people_are_told_of_their_own_and_ours_are_not),
    TEST(what_no_line_gives_is_refused_with_the_line_of_the_role),
    TEST(what_is_offered_is_not_refused_for_want_of_a_line),
    TEST(a_record_says_until_when_what_is_shown_of_it_is_kept))
