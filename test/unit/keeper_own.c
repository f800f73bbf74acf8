/* unit/keeper_own.c -- people who sign in for themselves (V16, V17, R4). */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/keeper.h"

#define ANN "ann@example.org"
#define BOB "bob@example.org"

struct world {
	struct test_keeper *t;
	struct link *post;
	struct str sales;
};

static struct world
world_make(struct scope *sc)
{
	struct world w = { .t = test_keeper_make(sc) };

	w.post = link_make(w.t, S("post"), false);
	w.sales = key_of_role(w.t, "sales", S(""));
	(void)answer_of(w.t, S(""), VERB_MAIL,
	    "{\"host\":\"127.0.0.1\",\"port\":25,\"tls\":\"none\",\"from\":\"dpo@example.org\"}");
	return w;
}

static void
known(const struct world *w, const char *name, const char *email)
{
	(void)answer_of(w->t, w->sales, VERB_OFFER,
	    str_c(&w->t->sc->arena,
		str_printf(&w->t->sc->arena,
		    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":"
		    "{\"name\":\"%s\",\"company\":\"Example Ltd\",\"email\":\"%s\"}}]}",
		    name, email)));
}

/* The text of the newest letter that is to go out; or "". */
static struct str
letter_out(const struct world *w)
{
	struct reply reply;
	const struct node *letters;

	link_put_json(w->t, w->post, S(""), VERB_OUTBOX, "{}");
	keeper_turn_once(w->t);
	assert_true(link_take_one(w->t, w->post, &reply));
	letters = node_get(reply.body, S("letters"));
	return letters->count == 0 ? S("") : node_get_str(letters->last, S("text"));
}

static struct str
code_in(const struct world *w, struct str letter)
{
	struct str rest = letter, line;

	while (rest.n > 0) {
		line = str_cut(rest, '\n', &rest);
		if (line.n > 4 && memcmp(line.p, "    ", 4) == 0)
			return str_dup(&w->t->sc->arena, str_trim(line));
	}
	return S("");
}

static struct str
ask_code(const struct world *w, const char *email)
{
	struct arena *a = &w->t->sc->arena;

	return node_get_str(answer_of(w->t, S(""), VERB_PERSON_CODE,
				str_c(a, str_printf(a, "{\"email\":\"%s\"}", email))),
	    S("challenge"));
}

static struct reply
enter(const struct world *w, struct str challenge, struct str code)
{
	struct arena *a = &w->t->sc->arena;

	return ask_keeper(w->t, S(""), VERB_PERSON_ENTER,
	    str_c(a,
		str_printf(a, "{\"challenge\":\"%.*s\",\"code\":\"%.*s\"}", STR(challenge),
		    STR(code))));
}

static struct str
session_of(const struct world *w, const char *email)
{
	struct str challenge = ask_code(w, email);
	struct reply reply = enter(w, challenge, code_in(w, letter_out(w)));

	assert_int_equal(reply.code, E_OK);
	return node_get_str(reply.body, S("session"));
}

static void
a_person_gets_in_by_the_code_that_they_were_sent_and_sees_what_is_held(void **state)
{
	struct world w = world_make(*state);
	const struct node *own, *record;
	struct str session;

	known(&w, "Ann Example", ANN);
	session = session_of(&w, ANN);
	own = node_get(answer_of(w.t, session, VERB_OWN, "{}"), S("own"));
	record = node_get(own, S("records"))->first;
	assert_str(node_get_str(record, S("dataset")), S("contact"));
	assert_true(node_get(record, S("values"))->count >= 3);
	assert_str(node_get_str(answer_of(w.t, session, VERB_ME, "{}"), S("subject")),
	    node_get_str(own, S("subject")));
}

static void
what_it_is_used_for_is_said_once_and_whether_one_may_object(void **state)
{
	struct world w = world_make(*state);
	const struct node *uses;
	bool sales = false, objected = false;
	struct str session;

	known(&w, "Ann Example", ANN);
	session = session_of(&w, ANN);
	uses = node_get(node_get(answer_of(w.t, session, VERB_OWN, "{}"), S("own")), S("uses"));
	assert_true(uses->count > 1);
	NODE_EACH(use, uses) {
		assert_true(node_get(use, S("fields"))->count > 0);
		assert_true(node_get(use, S("grounds"))->count > 0);
		NODE_EACH(other, uses)
			assert_true(other == use
				    || !str_eq(node_get_str(other, S("purpose")),
					node_get_str(use, S("purpose"))));
		if (str_eq(node_get_str(use, S("purpose")), S("sales")))
			sales = node_get_bool(use, S("may-object"), false)
				&& !node_get_bool(use, S("objected"), true);
	}
	assert_true(sales);
	(void)answer_of(w.t, session, VERB_CASE,
	    str_c(&w.t->sc->arena,
		str_printf(&w.t->sc->arena,
		    "{\"right\":\"objection\",\"who\":{\"subject\":\"%.*s\"},\"evidence\":{"
		    "\"purpose\":\"sales\"}}",
		    STR(node_get_str(answer_of(w.t, session, VERB_ME, "{}"), S("subject"))))));
	uses = node_get(node_get(answer_of(w.t, session, VERB_OWN, "{}"), S("own")), S("uses"));
	NODE_EACH(use, uses)
		if (str_eq(node_get_str(use, S("purpose")), S("sales")))
			objected = node_get_bool(use, S("objected"), false);
	assert_true(objected);
}

static void
two_ids_that_are_one_person_are_seen_as_one(void **state)
{
	struct world w = world_make(*state);
	struct arena *a = &w.t->sc->arena;
	struct str dpo = key_of_role(w.t, "dpo", S("")), ids[2], session;
	const struct node *own;

	known(&w, "Ann Example", ANN);
	known(&w, "Ann Sample", BOB);
	for (size_t i = 0; i < 2; i++)
		ids[i] = node_get_str(
		    node_get(answer_of(w.t, dpo, VERB_SUBJECTS,
				 i == 0 ? "{\"who\":{\"email\":\"" ANN "\"},\"reason\":\"R-1\"}"
					: "{\"who\":{\"email\":\"" BOB "\"},\"reason\":\"R-1\"}"),
			S("subjects"))
			->first,
		    S("subject"));
	session = session_of(&w, ANN);
	own = node_get(answer_of(w.t, session, VERB_OWN, "{}"), S("own"));
	assert_int_equal(node_get(own, S("records"))->count, 1);
	(void)answer_of(w.t, dpo, VERB_MERGE,
	    str_c(a, str_printf(a, "{\"subject\":\"%.*s\",\"with\":\"%.*s\",\"reason\":\"R-1\"}",
			 STR(ids[0]), STR(ids[1]))));
	own = node_get(answer_of(w.t, session, VERB_OWN, "{}"), S("own"));
	assert_int_equal(node_get(own, S("records"))->count, 2);
	assert_str(node_get_str(own, S("subject")), ids[0]);
	NODE_EACH(one, node_get(own, S("readers")))
		if (one->next != NULL)
			assert_true(node_get_int(one, S("entry"), 0)
				    >= node_get_int(one->next, S("entry"), 0));
}

static void
nobody_learns_whether_an_address_is_on_record(void **state)
{
	struct world w = world_make(*state);
	struct reply reply;
	struct str challenge;

	known(&w, "Ann Example", ANN);
	challenge = ask_code(&w, BOB);
	assert_int_equal(challenge.n, ask_code(&w, ANN).n);
	(void)letter_out(&w);
	reply = enter(&w, challenge, S("AAAA-AAAA"));
	assert_int_equal(reply.code, E_AUTH);
	assert_int_equal(enter(&w, S("01JD2K8B7Q4M5N6P7R8S9T0V1W"), S("AAAA-AAAA")).code, E_AUTH);
}

static void
a_code_counts_once_and_not_after_five_wrong_ones(void **state)
{
	struct world w = world_make(*state);
	struct str challenge, code;

	known(&w, "Ann Example", ANN);
	challenge = ask_code(&w, ANN);
	code = code_in(&w, letter_out(&w));
	assert_int_equal(enter(&w, challenge, code).code, E_OK);
	assert_int_equal(enter(&w, challenge, code).code, E_AUTH);
	challenge = ask_code(&w, ANN);
	code = code_in(&w, letter_out(&w));
	for (int i = 0; i < 5; i++)
		assert_int_equal(enter(&w, challenge, S("AAAA-AAAA")).code, E_AUTH);
	assert_int_equal(enter(&w, challenge, code).code, E_AUTH);
}

static void
a_code_is_over_after_fifteen_minutes(void **state)
{
	struct world w = world_make(*state);
	struct str challenge, code;

	known(&w, "Ann Example", ANN);
	challenge = ask_code(&w, ANN);
	code = code_in(&w, letter_out(&w));
	(void)answer_of(w.t, S(""), VERB_CLOCK, "{\"by\":901}");
	assert_int_equal(enter(&w, challenge, code).code, E_AUTH);
}

static void
the_fifth_asking_in_an_hour_sends_nothing(void **state)
{
	struct world w = world_make(*state);

	known(&w, "Ann Example", ANN);
	for (int i = 0; i < 4; i++) {
		(void)ask_code(&w, ANN);
		assert_true(letter_out(&w).n > 0);
	}
	(void)ask_code(&w, ANN);
	assert_int_equal(letter_out(&w).n, 0);
}

static void
a_person_asks_about_themselves_alone(void **state)
{
	static const struct {
		enum verb verb;
		const char *question;
	} denied[] = {
		{ VERB_SUBJECTS, "{\"who\":{\"email\":\"" BOB "\"}}" },
		{ VERB_LIST, "{\"purpose\":\"sales\",\"dataset\":\"contact\"}" },
		{ VERB_TELLINGS, "{}" },
		{ VERB_LEDGER, "{}" },
		{ VERB_PARTIES, "{}" },
	};
	struct world w = world_make(*state);
	struct str session, other;
	struct arena *a = &w.t->sc->arena;

	known(&w, "Ann Example", ANN);
	known(&w, "Bob Example", BOB);
	other = node_get_str(answer_of(w.t, session_of(&w, BOB), VERB_ME, "{}"), S("subject"));
	session = session_of(&w, ANN);
	for (size_t i = 0; i < N(denied); i++)
		assert_int_equal(ask_keeper(w.t, session, denied[i].verb, denied[i].question).code, E_DENIED);
	assert_str(refusal_of(answer_of(w.t, session, VERB_READERS,
		       str_c(a, str_printf(a, "{\"subject\":\"%.*s\"}", STR(other))))),
	    S("gone"));
	/* whoever they name, it is their own request */
	assert_str(node_get(node_get(answer_of(w.t, session, VERB_CASE,
					 str_c(a,
					     str_printf(a,
						 "{\"right\":\"access\",\"who\":{\"subject\":\"%.*s\"}}",
						 STR(other)))),
				S("case")),
		       S("subjects"))
		       ->first->text,
	    node_get_str(answer_of(w.t, session, VERB_ME, "{}"), S("subject")));
}

static void
a_request_is_seen_and_taken_back_by_whoever_made_it(void **state)
{
	struct world w = world_make(*state);
	struct arena *a = &w.t->sc->arena;
	struct str ann, bob, id;
	const char *act;

	known(&w, "Ann Example", ANN);
	known(&w, "Bob Example", BOB);
	ann = session_of(&w, ANN);
	bob = session_of(&w, BOB);
	id = node_get_str(node_get(answer_of(w.t, ann, VERB_CASE,
				       "{\"right\":\"access\",\"who\":{}}"),
			      S("case")),
	    S("case"));
	assert_int_equal(node_get(answer_of(w.t, ann, VERB_CASES, "{}"), S("cases"))->count, 1);
	assert_int_equal(node_get(answer_of(w.t, bob, VERB_CASES, "{}"), S("cases"))->count, 0);
	act = str_c(a, str_printf(a, "{\"case\":\"%.*s\",\"act\":\"answer\"}", STR(id)));
	assert_true(refusal_of(answer_of(w.t, ann, VERB_ACT, act)).n > 0);
	act = str_c(a, str_printf(a, "{\"case\":\"%.*s\",\"act\":\"cancel\"}", STR(id)));
	assert_str(refusal_of(answer_of(w.t, bob, VERB_ACT, act)), S("gone"));
	assert_str(node_get_str(node_get(answer_of(w.t, ann, VERB_ACT, act), S("case")), S("state")),
	    S("cancelled"));
}

static void
a_session_ends_when_it_is_signed_out_and_when_it_was_idle(void **state)
{
	struct world w = world_make(*state);
	struct str session;

	known(&w, "Ann Example", ANN);
	session = session_of(&w, ANN);
	(void)answer_of(w.t, session, VERB_SIGN_OUT, "{}");
	assert_int_equal(ask_keeper(w.t, session, VERB_OWN, "{}").code, E_AUTH);
	session = session_of(&w, ANN);
	(void)answer_of(w.t, S(""), VERB_CLOCK, "{\"by\":1801}");
	assert_int_equal(ask_keeper(w.t, session, VERB_OWN, "{}").code, E_AUTH);
}

static size_t
codes_in(struct str letter)
{
	struct str rest = letter;
	size_t n = 0;

	while (rest.n > 0)
		n += str_starts(str_cut(rest, '\n', &rest), S("    "));
	return n;
}

/* R14 */
static void
one_letter_goes_to_an_address_and_none_opens_what_has_two_names(void **state)
{
	struct world w = world_make(*state);
	struct str letter;

	known(&w, "Ann Example", ANN);
	known(&w, "ann  example", ANN); /* another record, and an id of its own */
	(void)ask_code(&w, ANN);
	letter = letter_out(&w);
	assert_int_equal(codes_in(letter), 2);
	assert_int_equal(letter_out(&w).n, 0);
	known(&w, "Bob Example", ANN);
	(void)ask_code(&w, ANN);
	letter = letter_out(&w);
	assert_int_equal(codes_in(letter), 0);
	assert_true(str_has(letter, S("more than one name")));
	assert_false(str_has(letter, S("Bob")));
	assert_false(str_has(letter, S("Ann")));
	assert_int_equal(letter_out(&w).n, 0);
}

static void
codes_go_to_telephones_only_where_the_policy_says_so(void **state)
{
	struct world w = world_make(*state);
	const struct node *ways;

	assert_int_equal(ask_keeper(w.t, S(""), VERB_PERSON_CODE,
			     "{\"phone\":\"01632 960101\"}")
			     .code,
	    E_INPUT);
	assert_int_equal(ask_keeper(w.t, S(""), VERB_PERSON_CODE,
			     "{\"phone\":\"01632 960101\",\"email\":\"" ANN "\"}")
			     .code,
	    E_INPUT);
	assert_int_equal(ask_keeper(w.t, S(""), VERB_PERSON_CODE, "{}").code, E_INPUT);
	(void)answer_of(w.t, S(""), VERB_TEXT, "{\"url\":\"https://sms.example.net/\"}");
	ways = node_get(answer_of(w.t, S(""), VERB_PERSON_WAYS, "{}"), S("ways"));
	assert_int_equal(ways->count, 1);
	assert_str(ways->first->text, S("mail"));
}

/* -- by the link of a letter (V18) ---------------------------------------------------- */

static struct str
token_in(const struct world *w, struct str letter)
{
	for (size_t i = 0; i + 3 < letter.n; i++)
		if (str_starts(str_slice(letter, i, letter.n), S("/p/"))) {
			struct str rest = str_slice(letter, i + 3, letter.n);

			return str_dup(&w->t->sc->arena, str_cut(rest, '\n', &rest));
		}
	return S("");
}

static struct str
ask_copy(const struct world *w, struct str token)
{
	return node_get_str(
	    answer_in_words(w->t, S(""), VERB_COPY_CODE, "{\"token\":\"%.*s\"}", STR(token)),
	    S("challenge"));
}

static struct reply
take_copy(const struct world *w, struct str token, struct str challenge, struct str code)
{
	return ask_in_words(w->t, S(""), VERB_COPY_TAKE,
	    "{\"token\":\"%.*s\",\"challenge\":\"%.*s\",\"code\":\"%.*s\"}", STR(token),
	    STR(challenge), STR(code));
}

/* The token of the letter that answers a request of Ann's for a copy. */
static struct str
answered_with_link(const struct world *w)
{
	struct str dpo = key_of_role(w->t, "dpo", S("")), id;
	const struct node *opened;

	known(w, "Ann Example", ANN);
	opened = answer_of(w->t, dpo, VERB_CASE,
	    "{\"right\":\"access\",\"who\":{\"email\":\"" ANN "\"},\"from\":{\"email\":\"" ANN
	    "\"},\"reason\":\"mail-1\"}");
	id = node_get_str(node_get(opened, S("case")), S("case"));
	(void)answer_in_words(
	    w->t, dpo, VERB_ACT, "{\"case\":\"%.*s\",\"act\":\"answer\"}", STR(id));
	return token_in(w, letter_out(w));
}

static void
the_copy_is_taken_by_the_link_of_the_letter_and_a_code_once(void **state)
{
	struct world w = world_make(*state);
	struct str token = answered_with_link(&w), challenge, code;
	struct reply reply;

	assert_true(token.n > 0);
	challenge = ask_copy(&w, token);
	code = code_in(&w, letter_out(&w));
	assert_true(code.n > 0);
	assert_int_equal(take_copy(&w, token, challenge, S("AAAAA-AAAAA")).code, E_AUTH);
	reply = take_copy(&w, token, challenge, code);
	assert_int_equal(reply.code, E_OK);
	assert_true(node_get(reply.body, S("package")) != NULL);
	assert_true(node_get(reply.body, S("signatures")) != NULL);
	challenge = ask_copy(&w, token); /* it is taken: nobody is written to */
	assert_int_equal(letter_out(&w).n, 0);
	assert_int_equal(take_copy(&w, token, challenge, code).code, E_AUTH);
}

static void
of_a_link_that_is_none_the_same_is_said_and_a_code_opens_its_own_link_alone(void **state)
{
	struct world w = world_make(*state);
	struct str token = answered_with_link(&w), challenge, code;

	challenge = ask_copy(&w, S("bk_none"));
	assert_int_equal(challenge.n, 26);
	assert_int_equal(letter_out(&w).n, 0);
	challenge = ask_code(&w, ANN); /* to sign in */
	code = code_in(&w, letter_out(&w));
	assert_int_equal(take_copy(&w, S("bk_none"), challenge, code).code, E_AUTH);
	challenge = ask_copy(&w, token);
	assert_int_equal(enter(&w, challenge, S("AAAAA-AAAAA")).code, E_AUTH);
}

UNIT_MAIN(TEST(the_copy_is_taken_by_the_link_of_the_letter_and_a_code_once),
    TEST(of_a_link_that_is_none_the_same_is_said_and_a_code_opens_its_own_link_alone),
    TEST(one_letter_goes_to_an_address_and_none_opens_what_has_two_names),
    TEST(codes_go_to_telephones_only_where_the_policy_says_so),
    TEST(a_person_gets_in_by_the_code_that_they_were_sent_and_sees_what_is_held),
    TEST(what_it_is_used_for_is_said_once_and_whether_one_may_object),
    TEST(two_ids_that_are_one_person_are_seen_as_one),
    TEST(nobody_learns_whether_an_address_is_on_record),
    TEST(a_code_counts_once_and_not_after_five_wrong_ones),
    TEST(a_code_is_over_after_fifteen_minutes),
    TEST(the_fifth_asking_in_an_hour_sends_nothing),
    TEST(a_person_asks_about_themselves_alone),
    TEST(a_request_is_seen_and_taken_back_by_whoever_made_it),
    TEST(a_session_ends_when_it_is_signed_out_and_when_it_was_idle))
