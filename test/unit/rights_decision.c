/* What a machine proposes is not decided until a person has; and it may be contested. */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/ask.h"
#include "kit/demand.h"

#define DECIDE \
	"decide trade-account automatically\n    reviewed by accounts\n    contested by email, phone, " \
	"link"

static struct person_decision
propose_more(struct test_store *t, const struct asker *asker, const char *name,
    struct str subject, struct node *q, struct verdict *v)
{
	struct person_decision d;

	node_set_str(&t->sc->arena, q, S("decision"), str_of(name));
	node_set_str(&t->sc->arena, q, S("subject"), subject);
	node_set_str(&t->sc->arena, q, S("outcome"), S("refused"));
	node_set_str(&t->sc->arena, q, S("because"), S("score 12"));
	wave_begin(t);
	assert_ok(rights_decision_propose(t->sc, &t->store, asker, q, v, &d));
	wave_verdict(t, asker, "decision", NULL, v);
	wave_end(t);
	return d;
}

static struct person_decision
propose(struct test_store *t, const struct asker *asker, const char *name, struct str subject,
    struct verdict *v)
{
	return propose_more(t, asker, name, subject, node_map(&t->sc->arena), v);
}

static struct verdict
act(struct test_store *t, const struct asker *asker, struct str id, const char *word,
    const char *outcome, const char *reasons, struct person_decision *d)
{
	struct verdict v;

	wave_begin(t);
	assert_ok(rights_decision_act(t->sc, &t->store, asker, id, str_of(word), str_of(outcome),
	    str_of(reasons), &v, d));
	wave_verdict(t, asker, "decision", NULL, &v);
	wave_end(t);
	return v;
}

static struct str
ann(struct test_store *t)
{
	struct asker api = ask_channel(t, "api");
	struct record r;

	assert_ok(vault_record(t->sc, t->vault,
	    given(t, &api, "sales", "contact",
		"{\"name\": \"Ann\", \"company\": \"A\", \"email\": \"ann@example.org\"}"),
	    &r));
	return r.subject;
}

static struct str
token_of(struct test_store *t, struct str letter)
{
	for (size_t i = 0; i + 3 < letter.n; i++)
		if (str_starts(str_slice(letter, i, letter.n), S("/c/"))) {
			struct str rest = str_slice(letter, i + 3, letter.n);

			return str_dup(&t->sc->arena, str_cut(rest, '\n', &rest));
		}
	return S("");
}

static struct verdict
contest(struct test_store *t, struct str token)
{
	const struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct verdict v;
	struct due due;

	wave_begin(t);
	assert_ok(rights_decision_contest(
	    t->sc, &t->store, &nobody, token, S("the invoices were paid"), &v, &due));
	assert_true(!due.set || instant_before(t->sc->now, due.at));
	wave_verdict(t, &nobody, "contest", NULL, &v);
	wave_end(t);
	return v;
}

/* R10 */
static void
what_a_machine_proposes_awaits_a_named_colleague_of_the_role(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api"), c = ask_role(t, "accounts", S("")),
		     d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S("")), nameless = c;
	struct person_decision made, done, *list;
	struct verdict v;
	size_t n;

	made = propose(t, &api, "trade-account", ann(t), &v);
	assert_why(v, WHY_NONE);
	assert_int_equal(made.state, DECISION_AWAITING);
	nameless.staff = S("");
	assert_why(act(t, &s, made.id, "confirm", "", "so it is", &done), WHY_ROLE);
	assert_why(act(t, &d, made.id, "confirm", "", "so it is", &done), WHY_ROLE);
	assert_why(act(t, &nameless, made.id, "confirm", "", "so it is", &done), WHY_ROLE);
	assert_why(act(t, &c, made.id, "confirm", "", " ", &done), WHY_REASON);
	assert_ok(rights_decisions(t->sc, &t->store, &c, true, &v, &list, &n));
	assert_int_equal(n, 1);
	assert_ok(rights_decisions(t->sc, &t->store, &s, true, &v, &list, &n));
	assert_int_equal(n, 0);
	assert_why(act(t, &c, made.id, "confirm", "", "two-unpaid-invoices", &done), WHY_NONE);
	assert_int_equal(done.state, DECISION_CONFIRMED);
	assert_str(done.staff, c.staff);
	assert_true(str_has(done.letter, S("refused")));
	assert_true(str_has(done.letter, S("two-unpaid-invoices")));
	assert_true(str_has(done.letter, S("/c/")));
	assert_str(last_of(t, ENTRY_DECISION_CONFIRMED).entry.actor, c.staff);
	assert_str(node_get_str(last_of(t, ENTRY_DECISION_CONFIRMED).entry.more, S("reason")),
	    S("two-unpaid-invoices"));
	assert_why(act(t, &c, made.id, "change", "granted", "again", &done), WHY_CASE_STATE);
}

/* R16 */
static void
who_decides_sees_what_the_machine_looked_at_and_the_letter_names_it(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api"), c = ask_role(t, "accounts", S("")),
		     s = ask_role(t, "sales", S(""));
	struct person_decision made, seen, done;
	struct node *q = node_map(&t->sc->arena);
	struct str who = ann(t);
	struct verdict v;

	assert_ok(json_parse(t->sc, S("{\"used\":[\"contact.company\",\"contact.phone\"]}"), &q));
	made = propose_more(t, &api, "trade-account", who, q, &v);
	assert_why(v, WHY_NONE);
	wave_begin(t);
	assert_ok(rights_decision(t->sc, &t->store, &c, S(""), made.id, &v, &seen));
	wave_verdict(t, &c, "decision", NULL, &v);
	wave_end(t);
	assert_true(seen.may_decide);
	assert_false(seen.may_contest);
	assert_int_equal(seen.used->count, 2);
	assert_str(node_get_str(seen.used->first, S("value")), S("A"));
	assert_str(node_get_str(seen.used->first, S("name")), S("contact company"));
	assert_null(node_get(seen.used->first->next, S("value")));
	assert_int_equal(last_of(t, ENTRY_READ).entry.fields, 2);
	assert_str(last_of(t, ENTRY_READ).entry.field[0], S("contact.company"));
	assert_ok(rights_decision(t->sc, &t->store, &s, S(""), made.id, &v, &seen));
	assert_why(v, WHY_ROLE);
	assert_why(act(t, &c, made.id, "confirm", "", "so it is", &done), WHY_NONE);
	assert_true(str_has(
	    done.letter, S("What the machine looked at: contact company, contact phone")));
	assert_int_equal(node_get(done.file, S("used"))->count, 2);
}

/* R16 */
static void
a_machine_names_what_it_looked_at_in_words_of_the_policy(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api");
	struct node *q;
	struct person_decision d;
	struct verdict v;

	assert_ok(json_parse(t->sc, S("{\"decision\":\"trade-account\",\"outcome\":\"refused\",\"used\":"
				      "[\"contact.star-sign\"]}"),
	    &q));
	node_set_str(&t->sc->arena, q, S("subject"), ann(t));
	assert_int_equal(rights_decision_propose(t->sc, &t->store, &api, q, &v, &d).code, E_INPUT);
}

/* R11 */
static void
the_person_contests_in_a_session_of_their_own_and_nobody_elses(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api"), c = ask_role(t, "accounts", S("")), self = { 0 };
	struct person_decision made, done;
	struct verdict v;

	made = propose(t, &api, "trade-account", ann(t), &v);
	assert_why(act(t, &c, made.id, "confirm", "", "so it is", &done), WHY_NONE);
	self = (struct asker){ .kind = ASKER_PERSON, .role = NONE, .channel = NONE };
	self.subject = S("01MG2QFHM0ZTNGAYMXD9YK9M8B");
	assert_why(act(t, &self, made.id, "contest", "", "it was paid", &done), WHY_GONE);
	self.subject = made.subject;
	assert_why(act(t, &self, made.id, "confirm", "", "it was paid", &done), WHY_ROLE);
	assert_why(act(t, &self, made.id, "contest", "", "it was paid", &done), WHY_NONE);
	assert_int_equal(done.state, DECISION_CONTESTED);
}

/* R11 */
static void
what_is_contested_is_decided_anew_by_another(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api"), c = ask_role(t, "accounts", S("")),
		     e = ask_role(t, "accounts", S("")), d = ask_role(t, "dpo", S(""));
	struct person_decision made, done;
	struct case_page open_ones = { .open_only = true, .most = CASES_MOST };
	struct person_case *cases;
	struct verdict v;
	struct str token;
	size_t n;

	made = propose(t, &api, "trade-account", ann(t), &v);
	assert_why(act(t, &c, made.id, "confirm", "", "two unpaid invoices", &done), WHY_NONE);
	token = token_of(t, done.letter);
	assert_why(contest(t, S("bk_0000000000000000000000000000000000000000000")), WHY_GONE);
	assert_why(contest(t, S("x")), WHY_GONE);
	assert_why(contest(t, token), WHY_NONE);
	assert_why(contest(t, token), WHY_NONE); /* a second click is no harm */
	assert_int_equal(entries(t, ENTRY_DECISION_CONTESTED), 1);
	assert_ok(rights_cases(t->sc, &t->store, &d, S("R-1"), &open_ones, &v, &cases, &n));
	assert_int_equal(n, 1);
	assert_int_equal(cases[0].right, RIGHT_DECISIONS);
	assert_why(act(t, &c, made.id, "confirm", "", "as before", &done), WHY_TWO_PEOPLE);
	assert_why(act(t, &e, made.id, "change", "granted", "the invoices were paid", &done), WHY_NONE);
	assert_true(str_has(done.letter, S("granted")));
	wave_begin(t);
	assert_ok(rights_decision(t->sc, &t->store, &d, S("R-1"), made.id, &v, &done));
	wave_verdict(t, &d, "decisions", NULL, &v);
	wave_end(t);
	assert_int_equal(done.state, DECISION_CHANGED);
	assert_int_equal(node_get(done.file, S("history"))->count, 4);
	assert_ok(rights_cases(t->sc, &t->store, &d, S("R-1"), &open_ones, &v, &cases, &n));
	assert_int_equal(n, 0);
}

static void
where_the_policy_decides_nothing_nothing_is_proposed(void **state)
{
	struct test_store *t =
	    test_store_edited(*state, DECIDE, "decide nothing automatically");
	struct test_store *u;
	struct asker api = ask_channel(t, "api");
	struct verdict v;

	propose(t, &api, "trade-account", ann(t), &v);
	assert_why(v, WHY_DECISION);
	u = test_store_make(*state);
	api = ask_channel(u, "api");
	propose(u, &api, "discount", ann(u), &v);
	assert_why(v, WHY_DECISION);
	propose(u, &api, "trade-account", S("01JD2K8B7Q4M5N6P7R8S9T0V1W"), &v);
	assert_why(v, WHY_GONE);
}

UNIT_MAIN(TEST(what_a_machine_proposes_awaits_a_named_colleague_of_the_role),
    TEST(what_is_contested_is_decided_anew_by_another),
    TEST(who_decides_sees_what_the_machine_looked_at_and_the_letter_names_it),
    TEST(a_machine_names_what_it_looked_at_in_words_of_the_policy),
    TEST(the_person_contests_in_a_session_of_their_own_and_nobody_elses),
    TEST(where_the_policy_decides_nothing_nothing_is_proposed))
