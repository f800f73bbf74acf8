/* unit/keeper_keeper.c -- the loop: waves, refusals, the clock, starts and stops. */
#include "kit/unit.h"
#include "seal/sign.h"

#include "base/json.h"
#include "kit/disk.h"
#include "keeper/restore.h"
#include "kit/folder.h"
#include "kit/keeper.h"
#include "sys/file.h"
#include "sys/sock.h"

#define COPY_MOST ((size_t)1 << 26)
#define DEVICE \
	"{\"purpose\":\"provision\",\"dataset\":\"device\",\"offers\":[{\"values\":{\"mac\":" \
	"\"001565aabbcc\"," \
	"\"vendor\":\"yealink\",\"username\":\"201\",\"password\":\"canary-7Qx\"}}]}"
#define CONTACT(extra) \
	"{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":{\"name\":\"Ada " \
	"Lovelace\"," \
	"\"company\":\"Engines Ltd\",\"email\":\"ada@example.org\"" extra "}}]"

static const struct node *
first(const struct node *list)
{
	assert_non_null(list);
	assert_non_null(list->first);
	return list->first;
}

static void
a_keeper_says_how_it_is_to_anybody(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct reply r = ask_keeper(t, S(""), VERB_HEALTH, "{}");

	assert_int_equal(r.code, E_OK);
	assert_str(node_get_str(r.body, S("state")), S("well"));
	assert_str(r.policy, S("voip-distributor"));
	assert_true(r.entry > 0);
}

static void
an_unknown_key_and_no_key_are_told_apart_and_counted(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct reply r;

	r = ask_keeper(t, S("bk_0000000000000000000000000000000000000000000"), VERB_HOLDS, "{}");
	assert_int_equal(r.code, E_AUTH);
	r = ask_keeper(t, key_of_channel(t, "api"), VERB_HOLDS, "{}");
	assert_int_equal(r.code, E_DENIED);
	r = ask_keeper(t, key_of_channel(t, "api"), VERB_PARTIES, "{}");
	assert_int_equal(r.code, E_DENIED);
	test_keeper_stop(t);
	test_keeper_start(t);
	r = ask_keeper(t, S(""), VERB_LEDGER, "{}");
	assert_true(str_has(node_get_str(r.body, S("lines")), S("\"key.refused\"")));
}

/* K5 */
static void
a_member_too_many_is_refused_by_its_name(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct reply r = ask_keeper(
	    t, S(""), VERB_PARTY, "{\"class\":\"reseller\",\"name\":\"x\",\"colour\":\"red\"}");

	assert_int_equal(r.code, E_INPUT);
	assert_str(r.field, S("colour"));
}

static void
what_is_offered_is_read_by_a_role_and_by_no_other(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str api = key_of_channel(t, "api"), sales = key_of_role(t, "sales", S(""));
	const struct node *one =
	    first(node_get(answer_of(t, api, VERB_OFFER, CONTACT("") "}"), S("answers")));
	struct str q = str_printf(&t->sc->arena,
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"record\":\"%.*s\"}",
	    STR(node_get_str(one, S("record"))));
	const struct node *body;

	assert_str(node_get_str(one, S("verdict")), S("admitted"));
	body = answer_of(t, sales, VERB_READ, str_c(&t->sc->arena, q));
	assert_str(node_get_str(node_get(node_get(body, S("record")), S("values")), S("name")),
	    S("Ada Lovelace"));
	assert_str(refusal_of(answer_of(
		       t, key_of_role(t, "warehouse", S("")), VERB_READ, str_c(&t->sc->arena, q))),
	    S("role"));
}

/* K17: the refusal stands in the ledger, what it wrote does not. */
static void
a_refused_offer_leaves_its_entry_and_the_ones_beside_it_stand(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str api = key_of_channel(t, "api");
	const struct node *body = answer_of(t, api, VERB_OFFER,
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":["
	    "{\"values\":{\"name\":\"A\",\"company\":\"X Ltd\",\"email\":\"a@example.org\"}},"
	    "{\"values\":{\"name\":\"B\",\"company\":\"Y Ltd\",\"religion\":\"none\"}},"
	    "{\"values\":{\"name\":\"C\",\"company\":\"Z Ltd\"}}]}");
	const struct node *one = first(node_get(body, S("answers")));

	assert_str(node_get_str(one, S("verdict")), S("admitted"));
	assert_str(node_get_str(one->next, S("verdict")), S("refused"));
	assert_str(
	    node_get_str(node_get(one->next, S("refused")), S("type")), S("special-category"));
	assert_str(node_get_str(one->next->next, S("verdict")), S("admitted"));
	body = answer_of(t, S(""), VERB_LEDGER, "{}");
	assert_true(str_has(node_get_str(body, S("lines")), S("\"admit.refused\"")));
	assert_false(str_has(node_get_str(body, S("lines")), S("example.org")));
}

static void
a_trial_keeps_nothing(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str api = key_of_channel(t, "api"), sales = key_of_role(t, "sales", S(""));
	struct reply before = ask_keeper(t, S(""), VERB_HEALTH, "{}");
	struct reply trial = ask_keeper(t, api, VERB_OFFER, CONTACT("") ",\"dry-run\":true}");

	assert_int_equal(trial.code, E_OK);
	assert_str(
	    node_get_str(first(node_get(trial.body, S("answers"))), S("verdict")), S("admitted"));
	assert_int_equal(trial.entry, before.entry);
	assert_int_equal(node_get(answer_of(t, sales, VERB_FIND,
				      "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"by\":{"
				      "\"email\":\"ada@example.org\"}}"),
			     S("records"))
			     ->count,
	    0);
}

/* K18 */
static void
an_idempotency_key_admits_once_and_answers_twice_alike(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str api = key_of_channel(t, "api");
	struct reply a = ask_keeper(t, api, VERB_OFFER, CONTACT("") ",\"once\":\"k-1\"}");
	struct reply b = ask_keeper(t, api, VERB_OFFER, CONTACT("") ",\"once\":\"k-1\"}");
	struct reply c = ask_keeper(
	    t, api, VERB_OFFER, CONTACT(",\"job-title\":\"Analyst\"") ",\"once\":\"k-1\"}");

	assert_int_equal(a.code, E_OK);
	assert_true(node_eq(a.body, b.body));
	assert_int_equal(a.entry, b.entry);
	assert_int_equal(c.code, E_STATE);
	(void)answer_of(t, S(""), VERB_CLOCK, "{\"by\":86401}");
	a = ask_keeper(t, api, VERB_OFFER, CONTACT("") ",\"once\":\"k-1\"}");
	assert_false(node_eq(a.body, b.body));
}

/* K18: the reason may be gone; what came in beside it does not come in twice. */
static void
an_offer_that_did_not_come_in_under_an_idempotency_key_is_tried_again(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct arena *arena = &t->sc->arena;
	struct str soon = instant_print(arena, instant_plus(t->sc->now, span_hours(1)));
	struct str text = str_printf(arena,
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"once\":\"k-1\",\"offers\":["
	    "{\"values\":{\"name\":\"Ada\",\"company\":\"Engines\"}},"
	    "{\"values\":{\"name\":\"Bea\",\"company\":\"Engines\"},"
	    "\"collected\":\"%.*s\"}]}",
	    STR(soon));
	const char *question = str_c(arena, text);
	struct str api = key_of_channel(t, "api");
	const struct node *a = node_get(answer_of(t, api, VERB_OFFER, question), S("answers"));
	const struct node *b;

	assert_str(node_get_str(a->first, S("verdict")), S("admitted"));
	assert_str(node_get_str(a->first->next, S("verdict")), S("refused"));
	(void)answer_of(t, S(""), VERB_CLOCK, "{\"by\":3601}");
	b = node_get(answer_of(t, api, VERB_OFFER, question), S("answers"));
	assert_true(node_eq(b->first, a->first));
	assert_str(node_get_str(b->first->next, S("verdict")), S("admitted"));
	a = node_get(answer_of(t, api, VERB_OFFER, question), S("answers"));
	assert_true(node_eq(a, b));
}

/* K11, K9 */
static void
a_rehearsal_steps_to_each_due_instant_and_erases(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str party = party_of(t, "Northern Telecom Shop"),
		   support = key_of_role(t, "reseller-user", party);
	const struct node *one =
	    first(node_get(answer_of(t, support, VERB_OFFER, DEVICE), S("answers")));
	struct str record = node_get_str(one, S("record")), q;
	struct reply r;

	assert_str(node_get_str(one, S("verdict")), S("admitted"));
	q = str_printf(
	    &t->sc->arena, "{\"event\":\"provisioned\",\"record\":\"%.*s\"}", STR(record));
	assert_int_equal(
	    node_get(answer_of(t, support, VERB_EVENT, str_c(&t->sc->arena, q)), S("due"))->count,
	    1);
	r = ask_keeper(t, S(""), VERB_CLOCK, "{\"by\":1295999}");
	assert_int_equal(node_get_int(r.body, S("erased"), -1), 0);
	r = ask_keeper(t, S(""), VERB_CLOCK, "{\"by\":1}");
	assert_int_equal(r.code, E_OK);
	assert_int_equal(node_get_int(r.body, S("erased"), -1), 1);
	r = ask_keeper(t, S(""), VERB_CLOCK, "{\"to\":\"2027-01-01T00:00:00Z\"}");
	assert_int_equal(r.code, E_STATE);
	r = ask_keeper(t, S(""), VERB_LEDGER, "{}");
	assert_true(str_has(node_get_str(r.body, S("lines")), S("\"erased\"")));
}

static void
a_rehearsal_goes_on_from_where_its_clock_stood(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct instant at;

	(void)answer_of(t, S(""), VERB_CLOCK, "{\"to\":\"2031-06-01T12:00:00Z\"}");
	test_keeper_stop(t);
	test_keeper_start(t);
	assert_true(node_get_time(answer_of(t, S(""), VERB_HEALTH, "{}"), S("now"), &at));
	assert_str(instant_print(&t->sc->arena, at), S("2031-06-01T12:00:00Z"));
}

static void
the_clock_of_a_production_store_never_moves(void **state)
{
	struct test_keeper *t = test_keeper_production(*state, TEST_NOW);
	struct reply r = ask_keeper(t, S(""), VERB_CLOCK, "{\"by\":1}");

	assert_int_equal(r.code, E_DENIED);
}

/* K13 */
static void
a_second_keeper_on_the_store_is_refused(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct keeper_options o = { .store = t->folder };
	struct keeper *other;

	assert_code(keeper_open(t->sc, &t->arena, &o, &other), E_STATE);
	assert_true(str_has(t->sc->fault.text, S("another keeper")));
}

static void
a_start_and_a_stop_are_in_the_ledger_under_a_checkpoint(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str lines;

	test_keeper_stop(t);
	test_keeper_start(t);
	lines = node_get_str(ask_keeper(t, S(""), VERB_LEDGER, "{}").body, S("lines"));
	assert_true(str_has(lines, S("\"stopped\"")));
	while (lines.n > 0 && !str_starts(lines, S("\"started\"")))
		lines = str_slice(lines, 1, lines.n);
	assert_true(str_has(lines, S("{\"checkpoint\":")));
}

/* K4 */
static void
a_link_that_a_door_was_given_speaks_for_that_door_alone(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S(""));
	struct link *owner = t->link;
	const struct node *one;

	t->link = link_make(t, S("website"), false);
	one = first(node_get(answer_of(t, sales, VERB_OFFER, CONTACT("") "}"), S("answers")));
	assert_str(node_get_str(node_get(one, S("refused")), S("type")), S("door"));
	assert_int_equal(ask_keeper(t, S(""), VERB_PARTIES, "{}").code, E_AUTH);
	link_close(t->link);
	t->link = owner;
}

/* K12: strangers cannot fill the disk, one entry at a time. */
static void
what_is_refused_to_nobody_known_is_counted_in_one_entry(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct link *owner = t->link;
	const struct node *one;
	int fds[2];

	assert_ok(sock_pair(t->sc, fds));
	assert_ok(keeper_take_link(t->sc, t->keeper, fds[0], S("api"), false));
	t->link = link_of_fd(&t->arena, fds[1]);
	for (int i = 0; i < 3; i++) {
		one =
		    first(node_get(answer_of(t, S(""), VERB_OFFER, CONTACT("") "}"), S("answers")));
		assert_str(node_get_str(node_get(one, S("refused")), S("type")), S("door"));
	}
	link_close(t->link);
	t->link = owner;
	test_keeper_stop(t);
	test_keeper_start(t);
	one = answer_of(t, S(""), VERB_LEDGER, "{}");
	assert_false(str_has(node_get_str(one, S("lines")), S("admit.refused")));
	assert_true(str_has(node_get_str(one, S("lines")), S("\"count\":3")));
}

static void
a_backup_has_a_plain_name_and_is_made_once(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	const struct node *body = answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"first\"}");

	assert_true(file_exists(t->sc, node_get_str(body, S("to"))));
	assert_int_equal(ask_keeper(t, S(""), VERB_BACKUP, "{\"to\":\"first\"}").code, E_STATE);
	assert_int_equal(ask_keeper(t, S(""), VERB_BACKUP, "{\"to\":\"../first\"}").code, E_INPUT);
	assert_int_equal(ask_keeper(t, S(""), VERB_BACKUP, "{\"to\":\".first\"}").code, E_INPUT);
	body = answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"keys\",\"keys\":true}");
	assert_true(node_get_int(body, S("bytes"), 0) > 0);
}

/* A folder with that copy and the keys of the keeper, which has stopped. */
static struct str
beside_its_keys(struct test_keeper *t, const char *name, struct str copy)
{
	struct arena *a = &t->sc->arena;
	struct str to = test_path(t->sc, test_folder(t->sc), name), keys, root;

	assert_ok(dir_make_all(t->sc, to, DIR_PRIVATE));
	assert_ok(file_read(t->sc, path_join(a, t->folder, S("keys.db")), COPY_MOST, &keys));
	assert_ok(file_read(t->sc, path_join(a, t->folder, S(KEEPER_ROOT)), COPY_MOST, &root));
	assert_ok(file_write(t->sc, path_join(a, to, S("data.db")), copy, FILE_PRIVATE));
	assert_ok(file_write(t->sc, path_join(a, to, S("keys.db")), keys, FILE_PRIVATE));
	assert_ok(file_write(t->sc, path_join(a, to, S(KEEPER_ROOT)), root, FILE_SECRET));
	return to;
}

/* K24: the policy keeps backups for 30 days. */
static void
a_backup_past_its_date_is_gone_and_is_not_restored(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	const struct node *body = answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"first\"}");
	struct str path = node_get_str(body, S("to")), until = node_get_str(body, S("until"));
	struct keeper_restoration in_time = { 0 }, late = { 0 };
	struct keeper_restored came;
	struct str copy;
	struct instant at;

	assert_ok(file_read(t->sc, path, COPY_MOST, &copy));
	assert_true(instant_parse(until, &at));
	assert_int_equal(instant_since(at, TEST_NOW).us, span_hours(24).us * 30);
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":2591989}");
	keeper_turn_once(t);
	assert_true(file_exists(t->sc, path));
	in_time.ledger = node_get_str(answer_of(t, S(""), VERB_LEDGER, "{}"), S("lines"));
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":11}");
	keeper_turn_once(t);
	assert_false(file_exists(t->sc, path));
	late.ledger = node_get_str(answer_of(t, S(""), VERB_LEDGER, "{}"), S("lines"));
	assert_true(str_has(late.ledger, S("backup.gone")));
	assert_true(str_has(late.ledger, until));
	test_keeper_stop(t);
	late.store = beside_its_keys(t, "late", copy);
	assert_code(keeper_restore(t->sc, &late, &came), E_STATE);
	in_time.store = beside_its_keys(t, "in-time", copy);
	assert_ok(keeper_restore(t->sc, &in_time, &came));
}

static void
erase_one(struct test_keeper *t, struct str dpo, struct str record, const char *fields)
{
	struct str q = str_printf(&t->sc->arena,
	    "{\"why\":\"instruction\",\"reason\":\"R-1\",\"records\":[\"%.*s\"]%s}", STR(record),
	    fields);

	(void)answer_of(t, dpo, VERB_ERASE, str_c(&t->sc->arena, q));
	keeper_turn_once(t);
}

/* K25: what shared a line with what was erased is lost with an older copy, and that is said. */
static void
what_was_sealed_anew_since_the_backup_is_counted(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str api = key_of_channel(t, "api"), dpo = key_of_role(t, "dpo", S(""));
	struct keeper_restoration of = { 0 }, blind = { 0 };
	struct keeper_restored came;
	struct str copy, one, two;

	one = node_get_str(first(node_get(answer_of(t, api, VERB_OFFER,
					      CONTACT(",\"phone\":\"01632 960100\"") "}"),
			       S("answers"))),
	    S("record"));
	two = node_get_str(
	    first(node_get(answer_of(t, api, VERB_OFFER, CONTACT("") "}"), S("answers"))),
	    S("record"));
	assert_ok(file_read(t->sc,
	    node_get_str(answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"first\"}"), S("to")), COPY_MOST,
	    &copy));
	erase_one(t, dpo, one, ",\"fields\":[\"contact.phone\"]");
	erase_one(t, dpo, two, "");
	of.ledger = node_get_str(answer_of(t, S(""), VERB_LEDGER, "{}"), S("lines"));
	test_keeper_stop(t);
	of.store = beside_its_keys(t, "with-ledger", copy);
	assert_ok(keeper_restore(t->sc, &of, &came));
	assert_int_equal(came.unopened, 3);
	assert_int_equal(came.resealed, 1); /* the address, which lay beside the number */
	blind.store = beside_its_keys(t, "without", copy);
	assert_ok(keeper_restore(t->sc, &blind, &came));
	assert_int_equal(came.unopened, 3);
	assert_int_equal(came.resealed, 0);
}

/* K6: each verb that can be asked of a new store answers by its shape. */
static void
every_answer_has_its_shape(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str dpo = key_of_role(t, "dpo", S(""));
	static const struct {
		enum verb verb;
		const char *q;
		bool dpo;
	} asked[] = {
		{ VERB_POLICY, "{\"text\":true}", false },
		{ VERB_DOCUMENT, "{\"name\":\"notice\",\"form\":\"html\"}", false },
		{ VERB_DOCUMENT, "{\"name\":\"schedule\"}", false },
		{ VERB_DUE, "{}", true },
		{ VERB_FACT, "{\"kind\":\"contract\",\"of\":\"dpd\",\"reference\":\"C-1\"}",
		    false },
		{ VERB_FACTS, "{}", false },
		{ VERB_PARTIES, "{}", false },
		{ VERB_STAFFS, "{}", false },
		{ VERB_HOLDS, "{}", true },
		{ VERB_CASES, "{\"reason\":\"a request\"}", true },
		{ VERB_SUBJECTS, "{\"who\":{\"email\":\"a@example.org\"},\"reason\":\"a request\"}",
		    true },
		{ VERB_WITHDRAW, "{\"who\":{\"email\":\"a@example.org\"},\"channel\":\"email\"}",
		    false },
		{ VERB_CONTACT,
		    "{\"purpose\":\"news\",\"channel\":\"email\",\"email\":\"a@example.org\"}",
		    true },
	};

	for (size_t i = 0; i < N(asked); i++)
		(void)answer_of(t, asked[i].dpo ? dpo : S(""), asked[i].verb, asked[i].q);
}

static void
an_access_request_is_answered_with_a_signed_package(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str dpo = key_of_role(t, "dpo", S("")), q, id;
	const struct node *body;

	(void)answer_of(t, key_of_channel(t, "api"), VERB_OFFER, CONTACT("") "}");
	body = answer_of(t, dpo, VERB_CASE,
	    "{\"right\":\"access\",\"who\":{\"email\":\"ada@example.org\"},\"reason\":\"she "
	    "wrote\"}");
	id = node_get_str(node_get(body, S("case")), S("case"));
	q = str_printf(&t->sc->arena,
	    "{\"case\":\"%.*s\",\"form\":\"all\",\"reason\":\"she wrote\"}", STR(id));
	body = answer_of(t, dpo, VERB_PACKAGE, str_c(&t->sc->arena, q));
	assert_true(
	    str_has(node_get_str(node_get(body, S("package")), S("html")), S("Ada Lovelace")));
	assert_int_equal(node_get_str(node_get(body, S("signatures")), S("json")).n, 128);
}

#define DELIVERY \
	"{\"purpose\":\"deliver\",\"dataset\":\"delivery\",\"offers\":[{\"values\":{" \
	"\"shipment\":\"S-1\",\"order\":\"O-1\",\"name\":\"Ada Lovelace\",\"address\":\"1 Mill St\"," \
	"\"courier\":\"dpd\"}}]}"

/* The entry of an event names who told it. */
static void
who_tells_an_event_is_in_the_ledger(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str party = node_get_str(answer_of(t, S(""), VERB_PARTY,
					    "{\"class\":\"reseller\",\"name\":\"Shop\"}"),
	    S("party"));
	struct str shop = key_of_role(t, "reseller-user", party), rest, line;
	const struct node *one =
	    first(node_get(answer_of(t, shop, VERB_OFFER, DELIVERY), S("answers")));
	struct str q = str_printf(&t->sc->arena, "{\"event\":\"despatch\",\"record\":\"%.*s\"}",
	    STR(node_get_str(one, S("record"))));
	bool told = false;

	(void)answer_of(t, shop, VERB_EVENT, str_c(&t->sc->arena, q));
	rest = node_get_str(answer_of(t, S(""), VERB_LEDGER, "{}"), S("lines"));
	while (rest.n > 0) {
		line = str_cut(rest, '\n', &rest);
		told = told
		       || (str_has(line, S("\"kind\":\"event\""))
			   && str_has(line, S("\"role\":\"reseller-user\"")));
	}
	assert_true(told);
}

/* The proof of an export holds for its bytes, and for no others. */
static void
what_is_exported_is_signed(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str party = node_get_str(answer_of(t, S(""), VERB_PARTY,
					    "{\"class\":\"reseller\",\"name\":\"Shop\"}"),
	    S("party"));
	struct str shop = key_of_role(t, "reseller-user", party), text, bytes;
	const struct node *one =
	    first(node_get(answer_of(t, shop, VERB_OFFER, DELIVERY), S("answers")));
	struct str q = str_printf(&t->sc->arena,
	    "{\"purpose\":\"prove-shipping\",\"dataset\":\"delivery\",\"record\":\"%.*s\","
	    "\"ticket\":\"C-9\",\"export\":true}",
	    STR(node_get_str(one, S("record"))));
	const struct node *proof;
	struct public_key key;
	struct signature sig;

	one = answer_of(t, key_of_role(t, "accounts", S("")), VERB_READ, str_c(&t->sc->arena, q));
	proof = node_get(node_get(one, S("record")), S("proof"));
	text = node_get_str(proof, S("text"));
	assert_true(public_key_parse(node_get_str(proof, S("public-key")), &key));
	assert_true(hex_decode(&t->sc->arena, node_get_str(proof, S("signature")), &bytes));
	assert_int_equal(bytes.n, sizeof(sig.b));
	memcpy(sig.b, bytes.p, sizeof(sig.b));
	assert_true(sign_proves(&key, text, &sig));
	assert_true(str_has(text, S("1 Mill St")));
	assert_false(sign_proves(&key, str_slice(text, 0, text.n - 1), &sig));
}

/* K10: no machine's clock says 2150, so the store's last entry is in its future. */
static void
a_clock_in_doubt_stops_the_sweep_until_an_operator_says_it_is_right(void **state)
{
	struct instant far = instant_utc((struct civil){ 2150, 1, 1, 0, 0, 0, 0 });
	struct test_keeper *t = test_keeper_production(*state, far);

	assert_str(
	    node_get_str(answer_of(t, S(""), VERB_HEALTH, "{}"), S("state")), S("clock-in-doubt"));
	test_keeper_stop(t);
	test_keeper_start(t); /* its last entry is of now, and still it doubts */
	assert_str(
	    node_get_str(answer_of(t, S(""), VERB_HEALTH, "{}"), S("state")), S("clock-in-doubt"));
	(void)answer_of(t, S(""), VERB_CONFIRM_TIME, "{}");
	assert_str(node_get_str(answer_of(t, S(""), VERB_HEALTH, "{}"), S("state")), S("well"));
	assert_int_equal(ask_keeper(t, S(""), VERB_CONFIRM_TIME, "{}").code, E_STATE);
	test_keeper_stop(t);
	test_keeper_start(t);
	assert_str(node_get_str(answer_of(t, S(""), VERB_HEALTH, "{}"), S("state")), S("well"));
	assert_true(str_has(node_get_str(answer_of(t, S(""), VERB_LEDGER, "{}"), S("lines")),
	    S("\"clock.doubted\"")));
}

static void
a_hold_is_placed_by_the_role_that_the_policy_names(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S("")), dpo = key_of_role(t, "dpo", S("")), q;
	const struct node *one =
	    first(node_get(answer_of(t, sales, VERB_OFFER, CONTACT("") "}"), S("answers")));
	struct reply r;

	q = str_printf(&t->sc->arena,
	    "{\"hold\":\"claim\",\"record\":\"%.*s\",\"reason\":\"a claim\"}",
	    STR(node_get_str(one, S("record"))));
	assert_str(refusal_of(answer_of(t, sales, VERB_HOLD, str_c(&t->sc->arena, q))), S("role"));
	one = node_get(answer_of(t, dpo, VERB_HOLD, str_c(&t->sc->arena, q)), S("hold"));
	assert_int_equal(node_get(answer_of(t, dpo, VERB_HOLDS, "{}"), S("holds"))->count, 1);
	q = str_printf(&t->sc->arena, "{\"hold\":\"%.*s\",\"review\":\"2037-01-01T00:00:00Z\"}",
	    STR(node_get_str(one, S("hold"))));
	r = ask_keeper(t, dpo, VERB_LIFT, str_c(&t->sc->arena, q));
	assert_int_equal(r.code, E_INPUT); /* every six months, the policy says */
	q = str_printf(&t->sc->arena, "{\"hold\":\"%.*s\"}", STR(node_get_str(one, S("hold"))));
	assert_str(refusal_of(answer_of(t, sales, VERB_LIFT, str_c(&t->sc->arena, q))), S("role"));
	(void)answer_of(t, dpo, VERB_LIFT, str_c(&t->sc->arena, q));
	assert_int_equal(node_get(answer_of(t, dpo, VERB_HOLDS, "{}"), S("holds"))->count, 0);
}

/* K2, K7: two links, five questions, one wave. */
static void
questions_of_many_links_are_answered_each_in_its_order(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str sales = key_of_role(t, "sales", S(""));
	struct link *other = link_make(t, S("api"), false);
	struct reply r;

	link_put_json(t, t->link, S(""), VERB_HEALTH, "{}");
	link_put_json(t, t->link, S(""), VERB_PARTIES, "{}");
	link_put_json(t, other, sales, VERB_OFFER, CONTACT("") "}");
	link_put_json(t, other, sales, VERB_HOLDS, "{}");
	link_put_json(t, other, sales, VERB_OFFER, CONTACT("") ",\"once\":\"k\"}");
	keeper_turn_once(t);
	assert_true(link_take_one(t, t->link, &r));
	assert_non_null(node_get(r.body, S("state")));
	assert_true(link_take_one(t, t->link, &r));
	assert_non_null(node_get(r.body, S("parties")));
	assert_true(link_take_one(t, other, &r));
	assert_non_null(node_get(r.body, S("answers")));
	assert_true(link_take_one(t, other, &r));
	assert_str(refusal_of(r.body), S("role"));
	assert_true(link_take_one(t, other, &r));
	assert_non_null(node_get(r.body, S("answers")));
	link_close(other);
}

/* A door may send anything; it is answered or closed, and the others go on. */
static void
a_door_that_sends_rubbish_disturbs_nobody(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str rubbish = S("\x01Q\x06\0\0\0health rubbish");
	struct str message;
	int fds[2];

	assert_ok(sock_pair(t->sc, fds));
	assert_ok(keeper_take_link(t->sc, t->keeper, fds[0], S("api"), false));
	assert_ok(sock_send(t->sc, fds[1], rubbish, span_seconds(1)));
	keeper_turn_once(t);
	assert_ok(
	    sock_receive(t->sc, fds[1], span_seconds(1), &message)); /* a fault, in its turn */
	assert_ok(sock_send(t->sc, fds[1], rubbish, span_seconds(1)));
	sock_close(&fds[1]);
	keeper_turn_once(t);
	(void)answer_of(t, S(""), VERB_HEALTH, "{}");
}

/* K8: whatever act of the disk fails, the wave is answered with a fault, nothing
 * of it is there, and the keeper goes on when the disk does. */
static void
a_wave_that_cannot_be_written_is_answered_so_and_the_store_opened_anew(void **state)
{
	struct test_keeper *t = (disk_install(), test_keeper_make(*state));
	struct str sales = key_of_role(t, "sales", S(""));
	const char *find = "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"by\":{\"email\":\"ada@"
			   "example.org\"}}";
	size_t lost = 0;

	for (int64_t n = 1; n < 60 && lost < 8; n++) {
		struct reply r;

		disk_fail(DISK_ANY, n, DISK_FULL);
		r = ask_keeper(t, sales, VERB_OFFER, CONTACT("") "}");
		disk_reset();
		if (r.code == E_OK)
			break;
		assert_true(r.code == E_IO || r.code == E_BUSY);
		lost++;
		keeper_turn_once(t);
		assert_int_equal(
		    node_get(answer_of(t, sales, VERB_FIND, find), S("records"))->count, 0);
	}
	assert_true(lost > 0);
	(void)answer_of(t, sales, VERB_OFFER, CONTACT("") "}");
	assert_int_equal(node_get(answer_of(t, sales, VERB_FIND, find), S("records"))->count, 1);
}

/* T7, T8: a recipient with a key of its own, and those who look after it. */
static void
a_recipient_reads_what_it_must_be_told_and_nothing_else(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str dpo = key_of_role(t, "dpo", S("")), sales = key_of_role(t, "sales", S("")),
		   second = key_of_role(t, "dpo", S(""));
	struct str authority =
	    node_get_str(answer_of(t, S(""), VERB_KEY, "{\"recipient\":\"authority\"}"), S("token"));
	struct str dpd =
	    node_get_str(answer_of(t, S(""), VERB_KEY, "{\"recipient\":\"dpd\"}"), S("token"));
	const struct node *one = first(
	    node_get(answer_of(t, sales, VERB_OFFER, CONTACT("") "}"), S("answers")));
	struct str record = node_get_str(one, S("record")), q, telling;
	const struct node *body;

	q = str_printf(&t->sc->arena,
	    "{\"recipient\":\"authority\",\"purpose\":\"legal-order\",\"records\":[\"%.*s\"],"
	    "\"fields\":[\"email\"],\"order\":\"PACE-9\",\"reason\":\"R-1\",\"second\":\"%.*s\"}",
	    STR(record), STR(second));
	answer_of(t, dpo, VERB_RELEASE, str_c(&t->sc->arena, q));
	body = answer_of(t, dpo, VERB_CASE,
	    "{\"right\":\"erasure\",\"who\":{\"email\":\"ada@example.org\"},\"reason\":\"R-1\"}");
	telling = node_get_str(
	    first(node_get(node_get(body, S("case")), S("tell"))), S("telling"));

	assert_int_equal(ask_keeper(t, authority, VERB_DUE, "{}").code, E_DENIED);
	assert_int_equal(ask_keeper(t, authority, VERB_LEDGER, "{}").code, E_DENIED);
	assert_int_equal(ask_keeper(t, authority, VERB_HEALTH, "{}").code, E_DENIED);
	assert_int_equal(ask_keeper(t, authority, VERB_TELLINGS, "{\"recipient\":\"dpd\"}").code,
	    E_DENIED);
	assert_int_equal(node_get(answer_of(t, dpd, VERB_TELLINGS, "{}"), S("tellings"))->count, 0);
	assert_str(refusal_of(answer_of(t, sales, VERB_TELLINGS, "{}")), S("role"));
	body = first(node_get(answer_of(t, dpo, VERB_TELLINGS, "{}"), S("tellings")));
	assert_null(node_get(body, S("told"))); /* whoever looks after it is not the recipient */
	body = first(node_get(answer_of(t, authority, VERB_TELLINGS, "{}"), S("tellings")));
	assert_str(node_get_str(body, S("telling")), telling);
	assert_non_null(node_get(body, S("told")));

	q = str_printf(&t->sc->arena, "{\"telling\":\"%.*s\"}", STR(telling));
	assert_int_equal(ask_keeper(t, dpd, VERB_TOLD, str_c(&t->sc->arena, q)).code, E_ABSENT);
	assert_str(
	    refusal_of(answer_of(t, dpo, VERB_TOLD, str_c(&t->sc->arena, q))), S("reason"));
	body = node_get(answer_of(t, authority, VERB_TOLD, str_c(&t->sc->arena, q)), S("telling"));
	assert_non_null(node_get(body, S("confirmed")));
	assert_int_equal(
	    node_get(answer_of(t, authority, VERB_TELLINGS, "{}"), S("tellings"))->count, 0);
	assert_int_equal(
	    node_get(answer_of(t, S(""), VERB_TELLINGS, "{}"), S("tellings"))->count, 1);
}

/* K4: between the keeper and the part that carries tellings; no key and no door gives it. */
static void
only_the_part_that_carries_tellings_may_ask_for_them_and_for_nothing_else(void **state)
{
	static const enum verb its[] = { VERB_OUTBOX, VERB_SENT };
	static const char sent[] = "{\"message\":\"01ARZ3NDEKTSV4RRFFQ69G5FAV\",\"status\":200}";
	struct test_keeper *t = test_keeper_make(*state);
	struct link *post = link_make(t, S(DOOR_POST), false);
	struct reply r;

	for (size_t i = 0; i < N(its); i++) {
		const char *q = its[i] == VERB_SENT ? sent : "{}";

		assert_int_equal(ask_keeper(t, S(""), its[i], q).code, E_DENIED);
		assert_int_equal(ask_keeper(t, t->operator_token, its[i], q).code, E_DENIED);
	}
	link_put_json(t, post, S(""), VERB_OUTBOX, "{}");
	keeper_turn_once(t);
	assert_true(link_take_one(t, post, &r));
	assert_int_equal(r.code, E_OK);
	assert_int_equal(node_get(r.body, S("messages"))->count, 0);
	link_put_json(t, post, S(""), VERB_SENT, sent);
	link_put_json(t, post, S(""), VERB_HEALTH, "{}");
	link_put_json(t, post, t->operator_token, VERB_FACTS, "{}");
	keeper_turn_once(t);
	assert_true(link_take_one(t, post, &r));
	assert_int_equal(r.code, E_ABSENT);
	for (int i = 0; i < 2; i++) {
		assert_true(link_take_one(t, post, &r));
		assert_int_equal(r.code, E_DENIED);
	}
}

UNIT_MAIN(
    TEST(only_the_part_that_carries_tellings_may_ask_for_them_and_for_nothing_else),
    TEST(a_recipient_reads_what_it_must_be_told_and_nothing_else),
    TEST(a_keeper_says_how_it_is_to_anybody),
    TEST(an_unknown_key_and_no_key_are_told_apart_and_counted),
    TEST(what_is_refused_to_nobody_known_is_counted_in_one_entry),
    TEST(a_member_too_many_is_refused_by_its_name),
    TEST(what_is_offered_is_read_by_a_role_and_by_no_other),
    TEST(a_refused_offer_leaves_its_entry_and_the_ones_beside_it_stand),
    TEST(a_trial_keeps_nothing),
    TEST(an_idempotency_key_admits_once_and_answers_twice_alike),
    TEST(an_offer_that_did_not_come_in_under_an_idempotency_key_is_tried_again),
    TEST(a_rehearsal_steps_to_each_due_instant_and_erases),
    TEST(a_rehearsal_goes_on_from_where_its_clock_stood),
    TEST(the_clock_of_a_production_store_never_moves),
    TEST(a_second_keeper_on_the_store_is_refused),
    TEST(a_start_and_a_stop_are_in_the_ledger_under_a_checkpoint),
    TEST(a_link_that_a_door_was_given_speaks_for_that_door_alone),
    TEST(a_backup_has_a_plain_name_and_is_made_once),
    TEST(a_backup_past_its_date_is_gone_and_is_not_restored),
    TEST(what_was_sealed_anew_since_the_backup_is_counted),
    TEST(every_answer_has_its_shape),
    TEST(an_access_request_is_answered_with_a_signed_package), TEST(what_is_exported_is_signed),
    TEST(who_tells_an_event_is_in_the_ledger),
    TEST(a_clock_in_doubt_stops_the_sweep_until_an_operator_says_it_is_right),
    TEST(a_hold_is_placed_by_the_role_that_the_policy_names),
    TEST(questions_of_many_links_are_answered_each_in_its_order),
    TEST(a_door_that_sends_rubbish_disturbs_nobody),
    TEST(a_wave_that_cannot_be_written_is_answered_so_and_the_store_opened_anew))
