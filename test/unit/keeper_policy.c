/* unit/keeper_policy.c -- one policy after the other in a keeper that runs: K20-K23. */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/bare.h"
#include "kit/disk.h"
#include "kit/keeper.h"
#include "sys/file.h"

#define VOIP "policies/voip-distributor.policy"
#define FILE_CAP ((size_t)1 << 20)

struct edit {
	const char *was, *is;
};

/* Version 2 of the policy that the keeper runs, with these edits; ends with NULL. */
static struct str
edited(struct scope *sc, const struct edit *edits)
{
	static const struct edit second = { "distributor 1", "distributor 2" };
	struct str text;

	assert_ok(file_read(sc, S(VOIP), FILE_CAP, &text));
	text = policy_bare(sc, text);
	for (const struct edit *e = &second; e->was != NULL; e = e == &second ? edits : e + 1) {
		size_t from = 0, n = strlen(e->was);

		while (from + n <= text.n && memcmp(text.p + from, e->was, n) != 0)
			from++;
		if (from + n > text.n)
			fail_msg("the policy has no `%s`", e->was);
		text = str_printf(&sc->arena, "%.*s%s%.*s", STR(str_slice(text, 0, from)), e->is,
		    STR(str_slice(text, from + n, text.n)));
	}
	return text;
}

struct office {
	struct test_keeper *t;
	struct str one, two; /* keys of two colleagues */
};

static struct office
office_make(void **state)
{
	struct office o = { .t = test_keeper_make(*state) };

	o.one = key_of_role(o.t, "dpo", S(""));
	o.two = key_of_role(o.t, "dpo", S(""));
	return o;
}

static struct reply
proposed(struct office *o, struct str key, struct str text)
{
	struct arena *a = &o->t->sc->arena;
	struct node *q = node_map(a);

	node_set_str(a, q, S("text"), text);
	node_set_str(a, q, S("reason"), S("the next policy"));
	return ask_keeper(o->t, key, VERB_PROPOSE, str_c(a, json_text(a, q)));
}

/* `more`: ",\"erase\":true" */
static struct reply
activated(struct office *o, struct str key, const char *more)
{
	struct arena *a = &o->t->sc->arena;

	return ask_keeper(o->t, key, VERB_ACTIVATE,
	    str_c(a,
		str_printf(a, "{\"version\":2,\"reason\":\"the next policy\"%s}", more)));
}

static struct str
why_not(struct reply r)
{
	assert_int_equal(r.code, E_OK);
	return node_get_str(node_get(r.body, S("refused")), S("detail"));
}

static void
refused_with(struct reply r, const char *words)
{
	if (!str_has(why_not(r), str_of(words)))
		fail_msg("not `%s` but `%.*s`", words, STR(why_not(r)));
}

static int64_t
version_of(struct office *o)
{
	return ask_keeper(o->t, S(""), VERB_HEALTH, "{}").policy_version;
}

static void
clock_by_days(struct office *o, int days)
{
	struct str q = str_printf(&o->t->sc->arena, "{\"by\":%d}", days * 86400);

	(void)answer_of(o->t, S(""), VERB_CLOCK, str_c(&o->t->sc->arena, q));
}

/* Both steps, with the people told in between; it must come into force. */
static void
bring_in(struct office *o, const struct edit *edits, const char *more)
{
	struct arena *a = &o->t->sc->arena;
	struct reply r = proposed(o, o->one, edited(o->t->sc, edits));
	const struct node *now;

	if (why_not(r).n > 0)
		fail_msg("it is not proposed: %.*s", STR(why_not(r)));
	now = node_get(answer_of(o->t, S(""), VERB_HEALTH, "{}"), S("now"));
	more = str_c(a, str_printf(a, ",\"told\":\"%.*s\"%s", STR(now->text), more));
	clock_by_days(o, 14);
	r = activated(o, o->two, more);
	if (why_not(r).n > 0)
		fail_msg("it is not activated: %.*s", STR(why_not(r)));
	assert_int_equal(version_of(o), 2);
}

/* -- K20 ------------------------------------------------------------------------ */

static const struct edit age[] = { { "least age 16", "least age 17" }, { NULL, NULL } };
static const struct edit longer[] = {
	{ "keep contact.phone, contact.email, contact.job-title until 90 days after leaving",
	    "keep contact.phone, contact.email, contact.job-title until 1 year after leaving" },
	{ NULL, NULL }
};
static const struct edit shorter[] = {
	{ "keep enquiry.* until 30 days after answer", "keep enquiry.* until 9 days after answer" },
	{ NULL, NULL }
};

static void
two_colleagues_bring_a_policy_into_force(void **state)
{
	struct office o = office_make(state);
	const struct node *body;
	struct str lines;

	assert_int_equal(why_not(proposed(&o, o.one, edited(o.t->sc, age))).n, 0);
	assert_int_equal(version_of(&o), 1);
	refused_with(activated(&o, o.one, ""), "does not activate it");
	assert_int_equal(version_of(&o), 1);
	assert_int_equal(why_not(activated(&o, o.two, "")).n, 0);
	assert_int_equal(version_of(&o), 2);
	body = answer_of(o.t, S(""), VERB_LEDGER, "{\"limit\":1000}");
	lines = node_get_str(body, S("lines"));
	assert_true(str_has(lines, S("\"policy.staged\"")));
	assert_true(str_has(lines, S("\"policy.agreed\"")));
	assert_true(str_has(lines, S("\"policy.activated\"")));
	assert_true(str_has(lines, S("\"proposed-by\"")));
	assert_true(str_has(lines, S("\"activated-by\"")));
	assert_true(str_has(lines, S("\"policy.refused\"")));
	assert_true(str_has(lines, S("\"policy.settled\"")));
}

static void
nobody_else_proposes_or_activates(void **state)
{
	struct office o = office_make(state);
	struct str text = edited(o.t->sc, age);

	refused_with(proposed(&o, key_of_role(o.t, "warehouse", S("")), text), "rights-requests");
	assert_int_equal(proposed(&o, S(""), text).code, E_DENIED);
	assert_int_equal(why_not(proposed(&o, o.one, text)).n, 0);
	refused_with(
	    activated(&o, key_of_role(o.t, "support", S("")), ""), "rights-requests");
}

static void
a_policy_that_may_not_follow_is_refused_with_its_reason(void **state)
{
	static const struct {
		struct edit edits[3];
		const char *why;
	} rows[] = {
		{ { { "distributor 2", "distributor 1" } }, "its version is 1" },
		{ { { "keep enquiry.* until 30 days after answer\n", "" } }, "B012" },
		{ { { "Europe/London", "Europe/Berlin" } }, "its calendar is" },
		{ { { "calendar Europe/London", "calendar Europe/London\nnonsense here" } },
		    "has an error" },
	};
	struct office o = office_make(state);

	for (size_t i = 0; i < N(rows); i++)
		refused_with(
		    proposed(&o, o.one, edited(o.t->sc, rows[i].edits)), rows[i].why);
	assert_int_equal(activated(&o, o.two, "").code, E_ABSENT);
}

static void
a_material_change_waits_for_those_who_must_be_told(void **state)
{
	struct office o = office_make(state);
	struct instant now = TEST_NOW;
	struct arena *a = &o.t->sc->arena;
	struct str day = instant_print(a, now);

	assert_int_equal(why_not(proposed(&o, o.one, edited(o.t->sc, longer))).n, 0);
	refused_with(activated(&o, o.two, ""), "when people were told");
	refused_with(activated(&o, o.two, ",\"told\":\"2020-01-01\""), "between the proposal");
	refused_with(activated(&o, o.two,
			 str_c(a, str_printf(a, ",\"told\":\"%.*s\"", STR(day)))),
	    "14 days before");
	clock_by_days(&o, 13);
	refused_with(activated(&o, o.two,
			 str_c(a, str_printf(a, ",\"told\":\"%.*s\"", STR(day)))),
	    "14 days before");
	clock_by_days(&o, 1);
	assert_int_equal(
	    why_not(activated(&o, o.two,
			str_c(a, str_printf(a, ",\"told\":\"%.*s\"", STR(day)))))
		.n,
	    0);
	assert_int_equal(version_of(&o), 2);
}

static void
it_comes_into_force_on_its_day_and_not_before(void **state)
{
	static const struct edit edits[] = { { "least age 16", "least age 17" },
		{ "from 2026-12-01", "from 2027-01-20" }, { NULL, NULL } };
	struct office o = office_make(state);

	assert_int_equal(why_not(proposed(&o, o.one, edited(o.t->sc, edits))).n, 0);
	assert_int_equal(why_not(activated(&o, o.two, "")).n, 0);
	clock_by_days(&o, 4);
	assert_int_equal(version_of(&o), 1);
	test_keeper_stop(o.t);
	test_keeper_start(o.t);
	clock_by_days(&o, 1);
	assert_int_equal(version_of(&o), 2);
}

/* One who sees that it is wrong is enough; then it may be proposed again. */
static void
a_policy_that_waits_for_its_day_is_called_off(void **state)
{
	static const struct edit edits[] = { { "from 2026-12-01", "from 2027-06-01" }, { NULL, NULL } };
	struct office o = office_make(state);
	struct reply r = proposed(&o, o.one, edited(o.t->sc, edits));
	const char *off = "{\"version\":2,\"reason\":\"the wrong courier\"}";

	assert_str(why_not(r), S(""));
	refused_with(ask_keeper(o.t, o.one, VERB_CALL_OFF,
			 "{\"version\":1,\"reason\":\"the wrong courier\"}"),
	    "it is running");
	assert_str(why_not(activated(&o, o.two, "")), S(""));
	assert_int_equal(
	    ask_keeper(o.t, key_of_role(o.t, "sales", S("")), VERB_CALL_OFF, off).code, E_OK);
	assert_true(
	    why_not(ask_keeper(o.t, key_of_role(o.t, "sales", S("")), VERB_CALL_OFF, off)).n > 0);
	assert_str(why_not(ask_keeper(o.t, o.one, VERB_CALL_OFF, off)), S(""));
	refused_with(ask_keeper(o.t, o.one, VERB_CALL_OFF, off), "it is called-off");
	refused_with(activated(&o, o.two, ""), "it is called-off");
	clock_by_days(&o, 300);
	assert_int_equal(version_of(&o), 1);
	assert_str(why_not(proposed(&o, o.two, edited(o.t->sc, edits))), S(""));
	assert_str(why_not(activated(&o, o.one, "")), S(""));
	clock_by_days(&o, 1);
	assert_int_equal(version_of(&o), 2);
}

static void
a_form_is_told_what_there_is_to_choose_from(void **state)
{
	struct office o = office_make(state);
	const struct node *words = node_get(
	    answer_of(o.t, S(""), VERB_POLICY, "{\"words\":true}"), S("words"));
	bool sales = false, deliver = true;

	NODE_EACH(one, node_get(words, S("purposes"))) {
		assert_true(node_get_str(one, S("text")).n > 0);
		if (str_eq(node_get_str(one, S("name")), S("sales")))
			sales = node_get_bool(one, S("may-object"), false);
		if (str_eq(node_get_str(one, S("name")), S("deliver")))
			deliver = node_get_bool(one, S("may-object"), true);
	}
	assert_true(sales);
	assert_false(deliver); /* on a reseller's instruction */
	assert_str(node_get_str(node_get(words, S("holds"))->first, S("text")),
	    S("stops the clocks of delivery, call, contact; placed by dpo"));
	NODE_EACH(one, node_get(words, S("data")))
		assert_false(str_eq(node_get_str(one, S("name")), S("ledger")));
	assert_null(node_get(answer_of(o.t, S(""), VERB_POLICY, "{}"), S("words")));
}

static void
every_version_that_ran_stays_readable(void **state)
{
	struct office o = office_make(state);
	const struct node *body;

	bring_in(&o, shorter, "");
	body = answer_of(o.t, S(""), VERB_POLICY, "{\"version\":1,\"text\":true}");
	assert_true(str_has(node_get_str(body, S("text")), S("until 30 days after answer")));
	body = answer_of(o.t, S(""), VERB_DOCUMENT, "{\"name\":\"schedule\",\"version\":1}");
	assert_true(str_has(node_get_str(body, S("text")), S("30 days after answer")));
	body = answer_of(o.t, S(""), VERB_DOCUMENT, "{\"name\":\"schedule\"}");
	assert_true(str_has(node_get_str(body, S("text")), S("9 days after answer")));
	body = answer_of(o.t, S(""), VERB_POLICIES, "{}");
	assert_int_equal(node_get(body, S("policies"))->count, 2);
}

static void
a_difference_says_how_many_it_reaches(void **state)
{
	struct office o = office_make(state);
	const struct node *row;

	(void)answer_of(o.t, key_of_channel(o.t, "website"), VERB_OFFER,
	    "{\"purpose\":\"reply\",\"dataset\":\"enquiry\",\"offers\":[{\"values\":{"
	    "\"email\":\"a@example.org\",\"message\":\"one\"}},{\"values\":{"
	    "\"email\":\"b@example.org\",\"message\":\"two\"}}]}");
	assert_int_equal(why_not(proposed(&o, o.one, edited(o.t->sc, shorter))).n, 0);
	row = node_get(node_get(answer_of(o.t, o.two, VERB_DIFF, "{\"version\":2}"), S("diff")),
	    S("differences"))
		  ->first;
	assert_str(node_get_str(row, S("how")), S("shorter"));
	assert_int_equal(node_get_int(row, S("records"), -1), 2);
	assert_int_equal(node_get_int(row, S("people"), -1), 2);
}

/* -- K22, T7 ----------------------------------------------------------------------- */

#define ENQUIRY \
	"{\"purpose\":\"reply\",\"dataset\":\"enquiry\",\"offers\":[{\"values\":{" \
	"\"email\":\"a@example.org\",\"message\":\"canary-1\",\"name\":\"Ada\"}}]}"
#define CONTACT \
	"{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":{" \
	"\"name\":\"Ada Lovelace\",\"company\":\"Engines Ltd\",\"email\":\"ada@example.org\"," \
	"\"phone\":\"+441632960100\"}}]}"

static struct str
offered(struct office *o, const char *door, const char *json)
{
	const struct node *body =
	    answer_of(o->t, key_of_channel(o->t, door), VERB_OFFER, json);
	const struct node *one = node_get(body, S("answers"))->first;

	assert_str(node_get_str(one, S("verdict")), S("admitted"));
	return node_get_str(one, S("record"));
}

static void
told(struct office *o, const char *door, const char *event, struct str record)
{
	struct str q = str_printf(&o->t->sc->arena, "{\"event\":\"%s\",\"record\":\"%.*s\"}", event,
	    STR(record));

	assert_int_equal(refusal_of(answer_of(o->t, key_of_channel(o->t, door), VERB_EVENT,
					str_c(&o->t->sc->arena, q)))
			     .n,
	    0);
}

/* The due date of the part that holds the field, or "". */
static struct str
due_of(struct office *o, struct str record, const char *field)
{
	const struct node *body =
	    answer_of(o->t, o->one, VERB_DUE, "{\"limit\":100,\"before\":\"2090-01-01\"}");

	NODE_EACH(one, node_get(body, S("due"))) {
		if (!str_eq(node_get_str(one, S("record")), record))
			continue;
		NODE_EACH(name, node_get(one, S("fields")))
			if (str_eq(name->text, str_of(field)))
				return node_get_str(one, S("due"));
	}
	return S("");
}

static struct str
value_of(struct office *o, const char *purpose, const char *dataset, struct str record,
    const char *field)
{
	struct str q = str_printf(&o->t->sc->arena,
	    "{\"purpose\":\"%s\",\"dataset\":\"%s\",\"record\":\"%.*s\",\"reason\":\"a test\"}",
	    purpose, dataset, STR(record));
	struct reply r = ask_keeper(o->t, o->one, VERB_READ, str_c(&o->t->sc->arena, q));

	assert_int_equal(r.code, E_OK);
	return node_get_str(
	    node_get(node_get(r.body, S("record")), S("values")), str_of(field));
}

static void
a_longer_clock_leaves_alone_what_an_earlier_version_collected(void **state)
{
	struct office o = office_make(state);
	struct str before = offered(&o, "api", CONTACT), was, after;

	told(&o, "api", "leaving", before);
	was = due_of(&o, before, "phone");
	bring_in(&o, longer, "");
	assert_str(due_of(&o, before, "phone"), was);
	after = offered(&o, "api",
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":{\"name\":"
	    "\"Grace\",\"company\":\"X Ltd\",\"phone\":\"+441632960101\"}}]}");
	told(&o, "api", "leaving", after);
	assert_true(str_starts(due_of(&o, after, "phone"), S("2028-01-29")));
	told(&o, "api", "leaving", before); /* the latest counts, by the clock of its version */
	assert_true(str_starts(due_of(&o, before, "phone"), S("2027-04-29")));
}

static void
a_longer_clock_reaches_back_when_its_line_says_so(void **state)
{
	static const struct edit edits[] = {
		{ "keep contact.phone, contact.email, contact.job-title until 90 days after "
		  "leaving\n",
		    "keep contact.phone, contact.email, contact.job-title until 1 year after "
		    "leaving\n    reaches back\n" },
		{ NULL, NULL }
	};
	struct office o = office_make(state);
	struct str record = offered(&o, "api", CONTACT);

	told(&o, "api", "leaving", record);
	bring_in(&o, edits, "");
	assert_true(str_starts(due_of(&o, record, "phone"), S("2028-01-15")));
}

/* The running clock does not ask for the event, the one of its version does. */
static void
an_event_still_starts_the_clock_of_the_version_that_asked_for_it(void **state)
{
	static const struct edit edits[] = {
		{ "keep enquiry.* until 30 days after answer",
		    "keep enquiry.* until 2 years after arrival" },
		{ NULL, NULL }
	};
	struct office o = office_make(state);
	struct str record = offered(&o, "website", ENQUIRY);

	bring_in(&o, edits, "");
	told(&o, "website", "answer", record);
	assert_true(str_starts(due_of(&o, record, "message"), S("2027-02-28")));
}

static void
a_shorter_clock_reaches_what_is_held(void **state)
{
	struct office o = office_make(state);
	struct str record = offered(&o, "website", ENQUIRY);

	assert_true(due_of(&o, record, "message").n > 0);
	told(&o, "website", "answer", record);
	assert_true(str_starts(due_of(&o, record, "message"), S("2027-02-14")));
	bring_in(&o, shorter, ""); /* 14 days after the answer: it is due at once */
	clock_by_days(&o, 1);
	assert_int_equal(value_of(&o, "rights-requests", "enquiry", record, "message").n, 0);
}

/* Three groups where there was one, one of them with another clock. */
static const struct edit parted[] = {
	{ "keep enquiry.* until 30 days after answer",
	    "keep enquiry.name until 9 days after answer\n"
	    "keep enquiry.email until 20 days after answer\n"
	    "keep enquiry.message until 30 days after answer" },
	{ NULL, NULL }
};

static void
parts_are_cut_as_the_new_policy_groups_fields(void **state)
{
	struct office o = office_make(state);
	struct str record = offered(&o, "website", ENQUIRY);

	bring_in(&o, parted, "");
	assert_str(value_of(&o, "rights-requests", "enquiry", record, "message"), S("canary-1"));
	assert_str(value_of(&o, "rights-requests", "enquiry", record, "name"), S("Ada"));
	told(&o, "website", "answer", record);
	clock_by_days(&o, 10);
	assert_int_equal(value_of(&o, "rights-requests", "enquiry", record, "name").n, 0);
	assert_str(value_of(&o, "rights-requests", "enquiry", record, "email"),
	    S("a@example.org"));
	clock_by_days(&o, 11);
	assert_int_equal(value_of(&o, "rights-requests", "enquiry", record, "email").n, 0);
	assert_str(value_of(&o, "rights-requests", "enquiry", record, "message"), S("canary-1"));
}

static void
what_is_changed_afterwards_is_of_the_new_version_and_the_rest_of_the_old(void **state)
{
	struct office o = office_make(state);
	struct arena *a = &o.t->sc->arena;
	struct str record = offered(&o, "api", CONTACT), q;

	told(&o, "api", "leaving", record);
	bring_in(&o, longer, "");
	q = str_printf(a,
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"record\":\"%.*s\",\"values\":"
	    "{\"phone\":\"+441632960199\"}}",
	    STR(record));
	(void)answer_of(o.t, key_of_role(o.t, "sales", S("")), VERB_CHANGE, str_c(a, q));
	assert_true(str_starts(due_of(&o, record, "phone"), S("2028-01-15")));
	assert_true(str_starts(due_of(&o, record, "email"), S("2027-04-15")));
	assert_str(value_of(&o, "rights-requests", "contact", record, "phone"),
	    S("+441632960199"));
	assert_str(value_of(&o, "rights-requests", "contact", record, "email"),
	    S("ada@example.org"));
}

/* -- K23 ---------------------------------------------------------------------------- */

static const struct edit no_name[] = {
	{ "data enquiry about visitor\n    name     name\n", "data enquiry about visitor\n" },
	{ NULL, NULL }
};

static void
what_the_new_policy_does_not_keep_goes_only_when_somebody_says_so(void **state)
{
	struct office o = office_make(state);
	struct str record = offered(&o, "website", ENQUIRY), lines;

	assert_int_equal(why_not(proposed(&o, o.one, edited(o.t->sc, no_name))).n, 0);
	refused_with(activated(&o, o.two, ""), "it has no `enquiry.name`");
	assert_int_equal(version_of(&o), 1);
	assert_int_equal(why_not(activated(&o, o.two, ",\"erase\":true")).n, 0);
	assert_int_equal(version_of(&o), 2);
	assert_str(value_of(&o, "rights-requests", "enquiry", record, "message"), S("canary-1"));
	lines = node_get_str(answer_of(o.t, S(""), VERB_LEDGER, "{\"limit\":1000}"), S("lines"));
	assert_true(str_has(lines, S("\"resettled\"")));
}

static void
what_is_held_under_a_name_stays_what_it_is(void **state)
{
	static const struct {
		struct edit edits[2];
		const char *why;
	} rows[] = {
		{ { { "    message  text   required", "    message  document   required" } },
		    "another type" },
		{ { { "    email    email  required findable\n    message",
		      "    email    email  required key\n    message" } },
		    "another key" },
	};
	struct office o = office_make(state);

	(void)offered(&o, "website", ENQUIRY);
	for (size_t i = 0; i < N(rows); i++) {
		struct reply r = proposed(&o, o.one, edited(o.t->sc, rows[i].edits));

		assert_int_equal(why_not(r).n, 0);
		refused_with(activated(&o, o.two, ""), rows[i].why);
	}
}

/* -- a crash at every write (K22) ------------------------------------------------------ */

static void
put_many(struct office *o, int n)
{
	struct str key = key_of_channel(o->t, "website");

	for (int i = 0; i < n; i++) {
		struct str q = str_printf(&o->t->sc->arena,
		    "{\"purpose\":\"reply\",\"dataset\":\"enquiry\",\"offers\":[{\"values\":{"
		    "\"email\":\"p%d@example.org\",\"message\":\"canary-%d\",\"name\":\"Ada\"}}]}",
		    i, i);

		(void)answer_of(o->t, key, VERB_OFFER, str_c(&o->t->sc->arena, q));
	}
}

/* Every value is there once, whatever version runs. */
static void
assert_all_there(struct office *o, int n)
{
	struct arena *a = &o->t->sc->arena;

	for (int i = 0; i < n; i++) {
		struct str q = str_printf(a,
		    "{\"purpose\":\"rights-requests\",\"dataset\":\"enquiry\",\"reason\":\"x\","
		    "\"by\":{\"email\":\"p%d@example.org\"}}",
		    i);
		const struct node *found = node_get(
		    answer_of(o->t, o->one, VERB_FIND, str_c(a, q)), S("records"));
		const struct node *values;

		assert_int_equal(found->count, 1);
		values = node_get(found->first, S("values"));
		assert_str(node_get_str(values, S("message")), str_printf(a, "canary-%d", i));
		assert_str(node_get_str(values, S("name")), S("Ada"));
	}
}

#define MANY 3

static bool
crashed_at(void **state, int64_t n, bool *over)
{
	struct office o = office_make(state);
	struct str told;
	struct reply r;

	put_many(&o, MANY);
	assert_int_equal(why_not(proposed(&o, o.one, edited(o.t->sc, parted))).n, 0);
	told = node_get(answer_of(o.t, S(""), VERB_HEALTH, "{}"), S("now"))->text;
	clock_by_days(&o, 15);
	disk_reset();
	disk_fail(DISK_ANY, n, DISK_DEAD);
	r = activated(&o, o.two,
	    str_c(&o.t->sc->arena,
		str_printf(&o.t->sc->arena, ",\"told\":\"%.*s\"", STR(told))));
	for (int i = 0; i < 3; i++)
		keeper_turn_once(o.t);
	*over = disk_count(DISK_ANY) < n;
	test_keeper_stop(o.t);
	disk_reset();
	test_keeper_start(o.t);
	for (int i = 0; i < 5; i++)
		keeper_turn_once(o.t);
	assert_all_there(&o, MANY);
	if (r.code == E_OK && version_of(&o) != 2) /* K3 */
		fail_msg("after a crash at write %lld: %.*s %.*s", (long long)n,
		    STR(json_text(&o.t->sc->arena, r.body)),
		    STR(json_text(&o.t->sc->arena, answer_of(o.t, o.one, VERB_POLICIES, "{}"))));
	assert_true(node_get_bool(answer_of(o.t, o.one, VERB_POLICIES, "{}"), S("settled"), false));
	return version_of(&o) == 2;
}

static void
a_crash_at_any_write_leaves_every_value_and_no_half_policy(void **state)
{
	bool over = false, before = false, after = false;

	disk_install();
	for (int64_t n = 1; !over; n += n < 8 ? 1 : 11) {
		bool second = crashed_at(state, n, &over);

		before |= !second;
		after |= second;
		assert_true(n < 2000);
	}
	assert_true(before && after);
	disk_reset();
}

UNIT_MAIN(TEST(two_colleagues_bring_a_policy_into_force), TEST(nobody_else_proposes_or_activates),
    TEST(a_policy_that_may_not_follow_is_refused_with_its_reason),
    TEST(a_material_change_waits_for_those_who_must_be_told),
    TEST(it_comes_into_force_on_its_day_and_not_before),
    TEST(a_policy_that_waits_for_its_day_is_called_off),
    TEST(every_version_that_ran_stays_readable),
    TEST(a_form_is_told_what_there_is_to_choose_from), TEST(a_difference_says_how_many_it_reaches),
    TEST(a_longer_clock_leaves_alone_what_an_earlier_version_collected),
    TEST(a_longer_clock_reaches_back_when_its_line_says_so),
    TEST(an_event_still_starts_the_clock_of_the_version_that_asked_for_it),
    TEST(a_shorter_clock_reaches_what_is_held),
    TEST(parts_are_cut_as_the_new_policy_groups_fields),
    TEST(what_is_changed_afterwards_is_of_the_new_version_and_the_rest_of_the_old),
    TEST(what_the_new_policy_does_not_keep_goes_only_when_somebody_says_so),
    TEST(what_is_held_under_a_name_stays_what_it_is),
    TEST(a_crash_at_any_write_leaves_every_value_and_no_half_policy))
