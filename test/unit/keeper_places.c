/* unit/keeper_places.c -- K26: where a store lies, and what the policy says of that place. */
#include "kit/unit.h"

#include "base/json.h"
#include "keeper/restore.h"
#include "kit/folder.h"
#include "kit/keeper.h"
#include "sys/file.h"

#define PLACES S("test/kit/places.policy")
#define FILE_MOST ((size_t)1 << 26)
#define ENQUIRY \
	"{\"purpose\":\"reply\",\"dataset\":\"enquiry\",\"offers\":[{\"values\":{\"email\":" \
	"\"ann@example.org\"}}]}"
#define PAYROLL \
	"{\"purpose\":\"pay\",\"dataset\":\"payroll\",\"offers\":[{\"values\":{\"number\":\"7\"," \
	"\"pay\":\"canary-pay\"}}]}"

static struct str
policy(struct scope *sc)
{
	struct str text;

	assert_ok(file_read(sc, PLACES, FILE_MOST, &text));
	return text;
}

/* The policy with one text of it changed, as version 2. */
static struct str
next_policy(struct scope *sc, const char *was, const char *is)
{
	struct str text = policy(sc);
	size_t from = 0, n = strlen(was);

	while (from + n <= text.n && memcmp(text.p + from, was, n) != 0)
		from++;
	assert_true(from + n <= text.n);
	text = str_printf(&sc->arena, "%.*s%s%.*s", STR(str_slice(text, 0, from)), is,
	    STR(str_slice(text, from + n, text.n)));
	return str_printf(
	    &sc->arena, "policy places 2%.*s", STR(str_slice(text, strlen("policy places 1"), text.n)));
}

static const struct node *
offered(struct test_keeper *t, const char *json)
{
	return node_get(answer_of(t, key_of_channel(t, "api"), VERB_OFFER, json), S("answers"))->first;
}

static int64_t
days_due(struct test_keeper *t, const struct node *one)
{
	struct instant at;

	assert_str(node_get_str(one, S("verdict")), S("admitted"));
	assert_true(node_get_time(node_get(one, S("due"))->first, S("due"), &at));
	return instant_since(at, t->sc->now).us / span_days(1).us;
}

static void
each_place_has_its_clock(void **state)
{
	struct test_keeper *hall = test_keeper_in(*state, policy(*state), "hall");
	struct test_keeper *office = test_keeper_in(*state, policy(*state), "office");

	assert_int_equal(days_due(hall, offered(hall, ENQUIRY)), 30);
	assert_int_equal(days_due(office, offered(office, ENQUIRY)), 10);
	answer_of(office, S(""), VERB_CLOCK, "{\"by\":950400}"); /* 11 days */
	answer_of(hall, S(""), VERB_CLOCK, "{\"by\":950400}");
	assert_int_equal(
	    node_get(answer_of(office, S(""), VERB_DUE, "{}"), S("due"))->count, 0);
	assert_int_equal(node_get(answer_of(hall, S(""), VERB_DUE, "{}"), S("due"))->count, 1);
}

static void
a_store_of_no_one_place_is_not_made_for_clocks_of_single_places(void **state)
{
	static const char *const bad[] = { "", "hall office", "tape", "moon" };

	for (size_t i = 0; i < N(bad); i++)
		if (test_keeper_in(*state, policy(*state), bad[i]) != NULL)
			fail_msg("a store was made in `%s`", bad[i]);
}

static void
data_of_one_place_is_taken_there_and_nowhere_else(void **state)
{
	struct test_keeper *hall = test_keeper_in(*state, policy(*state), "hall");
	struct test_keeper *office = test_keeper_in(*state, policy(*state), "office");
	const struct node *refused = node_get(offered(office, PAYROLL), S("refused"));

	assert_str(node_get_str(offered(hall, PAYROLL), S("verdict")), S("admitted"));
	assert_str(node_get_str(refused, S("type")), S("held-elsewhere"));
	assert_int_equal(node_get_int(refused, S("line"), 0), 19);
}

static void
a_store_is_not_served_where_it_does_not_lie(void **state)
{
	struct test_keeper *t = test_keeper_in(*state, policy(*state), "hall");
	struct keeper_options o = { .store = t->folder, .place = S("home-office") };
	struct keeper *k;

	test_keeper_stop(t);
	assert_code(keeper_open(t->sc, &t->arena, &o, &k), E_STATE);
	o.place = S("office"); /* a place of the policy, but not the store's */
	assert_code(keeper_open(t->sc, &t->arena, &o, &k), E_STATE);
	o.place = S("hall");
	assert_ok(keeper_open(t->sc, &t->arena, &o, &k));
	keeper_close(t->sc, k);
	test_keeper_start(t);
	assert_true(str_has(node_get_str(answer_of(t, S(""), VERB_LEDGER, "{}"), S("lines")),
	    S("place.refused")));
	assert_str(
	    node_get(answer_of(t, S(""), VERB_HEALTH, "{}"), S("places"))->first->text, S("hall"));
}

static size_t
times(struct str in, struct str what)
{
	size_t n = 0;

	for (size_t i = 0; i + what.n <= in.n; i++)
		n += memcmp(in.p + i, what.p, what.n) == 0;
	return n;
}

/* A folder with that copy and the keys of the keeper, which has stopped. */
static void
beside_its_keys(struct test_keeper *t, struct str to, struct str copy)
{
	static const char *const files[] = { "keys.db", KEEPER_ROOT };
	struct arena *a = &t->sc->arena;
	struct str bytes;

	assert_ok(dir_make_all(t->sc, to, DIR_PRIVATE));
	assert_ok(file_write(t->sc, path_join(a, to, S("data.db")), copy, FILE_PRIVATE));
	for (size_t i = 0; i < N(files); i++) {
		assert_ok(
		    file_read(t->sc, path_join(a, t->folder, str_of(files[i])), FILE_MOST, &bytes));
		assert_ok(file_write(
		    t->sc, path_join(a, to, str_of(files[i])), bytes, FILE_PRIVATE));
	}
}

static struct str
refused_reading(
    struct test_keeper *t, const char *purpose, const char *dataset, struct str record)
{
	struct arena *a = &t->sc->arena;
	struct str q = str_printf(a, "{\"purpose\":\"%s\",\"dataset\":\"%s\",\"record\":\"%.*s\"}",
	    purpose, dataset, STR(record));

	return refusal_of(
	    answer_of(t, key_of_role(t, "clerk", S("")), VERB_READ, str_c(a, q)));
}

static void
a_copy_goes_without_what_is_held_in_one_place(void **state)
{
	struct test_keeper *t = test_keeper_in(*state, policy(*state), "hall");
	struct str enquiry = node_get_str(offered(t, ENQUIRY), S("record")), pay;
	struct keeper_restoration of = { .store = test_path(t->sc, test_folder(t->sc), "again") };
	struct str copy, here, lines, until;
	struct keeper_restored came;
	const struct node *body;

	pay = node_get_str(offered(t, PAYROLL), S("record"));
	assert_int_equal(
	    ask_keeper(t, S(""), VERB_BACKUP, "{\"to\":\"a\",\"place\":\"office\"}").code, E_INPUT);
	body = answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"a\"}");
	assert_str(node_get_str(body, S("place")), S("tape"));
	until = node_get_str(body, S("until"));
	assert_true(until.n > 0);
	assert_ok(file_read(t->sc, node_get_str(body, S("to")), FILE_MOST, &copy));
	body = answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"b\",\"place\":\"hall\"}");
	/* it stays where the store lies, and no longer than any other */
	assert_str(node_get_str(body, S("until")), until);
	assert_ok(file_read(t->sc, node_get_str(body, S("to")), FILE_MOST, &here));
	assert_int_equal(times(copy, enquiry), times(here, enquiry));
	assert_int_equal(times(copy, pay), 1); /* in the ledger, which names no value */
	assert_true(times(here, pay) > 1);
	lines = node_get_str(answer_of(t, S(""), VERB_LEDGER, "{}"), S("lines"));
	assert_true(str_has(lines, S("\"without\":\"payroll\"")));
	test_keeper_stop(t);
	beside_its_keys(t, of.store, copy);
	assert_ok(keeper_restore(t->sc, &of, &came));
	t->folder = of.store;
	test_keeper_start(t);
	assert_str(refused_reading(t, "pay", "payroll", pay), S("gone"));
	assert_str(refused_reading(t, "reply", "enquiry", enquiry), S(""));
}

static size_t
overdue(struct test_keeper *t, const char *what)
{
	struct arena *a = &t->sc->arena;

	keeper_turn_once(t);
	return times(node_get_str(answer_of(t, S(""), VERB_LEDGER, "{\"limit\":1000}"), S("lines")),
	    str_printf(a, "\"why\":\"%s\"", what));
}

static void
a_backup_that_was_not_made_in_time_is_told_once(void **state)
{
	struct test_keeper *t = test_keeper_in(*state, policy(*state), "hall");

	assert_int_equal(overdue(t, "backup"), 1); /* none since the policy's first day */
	assert_int_equal(overdue(t, "trial"), 1);
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":3600}");
	assert_int_equal(overdue(t, "backup"), 1);
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"a\"}");
	answer_of(t, S(""), VERB_TRY, "{}");
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":86399}");
	assert_int_equal(overdue(t, "backup"), 1);
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":11}");
	assert_int_equal(overdue(t, "backup"), 2);
	answer_of(t, S(""), VERB_BACKUP, "{\"to\":\"b\"}");
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":3600}");
	assert_int_equal(overdue(t, "backup"), 2);
	assert_int_equal(overdue(t, "trial"), 1);
	answer_of(t, S(""), VERB_CLOCK, "{\"by\":2764800}");
	assert_int_equal(overdue(t, "trial"), 2);
}

/* Proposed by one officer and activated by another: why not, or empty. */
static struct str
brought_in(struct test_keeper *t, struct str text)
{
	struct arena *a = &t->sc->arena;
	struct node *q = node_map(a);
	struct reply r;

	node_set_str(a, q, S("text"), text);
	node_set_str(a, q, S("reason"), S("the next policy"));
	r = ask_keeper(
	    t, key_of_role(t, "officer", S("")), VERB_PROPOSE, str_c(a, json_text(a, q)));
	if (node_get(r.body, S("refused")) == NULL)
		r = ask_keeper(t, key_of_role(t, "officer", S("")), VERB_ACTIVATE,
		    "{\"version\":2,\"reason\":\"the next policy\"}");
	return node_get_str(node_get(r.body, S("refused")), S("detail"));
}

static void
no_policy_follows_that_puts_elsewhere_what_is_held(void **state)
{
	struct test_keeper *t = test_keeper_in(*state, policy(*state), "hall");

	(void)offered(t, PAYROLL);
	assert_true(str_has(
	    brought_in(t, next_policy(t->sc, "visitor in hall", "visitor in office")),
	    S("in `office` alone, and records of it lie here")));
	t = test_keeper_in(*state, policy(*state), "office");
	assert_true(str_has(brought_in(t,
				next_policy(t->sc, "place office \"our office\" in GB",
				    "place office \"our office\" in GB, kept 90 days")),
	    S("a clock for what lies in `office`")));
	assert_str(brought_in(t, next_policy(t->sc, "until 10 days after arrival in office",
				     "until 5 days after arrival in office")),
	    S(""));
	assert_int_equal(days_due(t, offered(t, ENQUIRY)), 5);
}

UNIT_MAIN(TEST(each_place_has_its_clock),
    TEST(a_store_of_no_one_place_is_not_made_for_clocks_of_single_places),
    TEST(data_of_one_place_is_taken_there_and_nowhere_else),
    TEST(a_store_is_not_served_where_it_does_not_lie),
    TEST(a_copy_goes_without_what_is_held_in_one_place),
    TEST(a_backup_that_was_not_made_in_time_is_told_once),
    TEST(no_policy_follows_that_puts_elsewhere_what_is_held))
