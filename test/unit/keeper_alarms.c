/* unit/keeper_alarms.c -- K27: each alarm rings for its cause, each day, and is quiet again. */
#include "kit/unit.h"

#include "kit/keeper.h"
#include "keeper/alarms.h"
#include "sys/file.h"
#include "sys/sock.h"

#define DAY 86400

struct house {
	struct test_keeper *t;
	struct link *post;
	int ear; /* where the supervisor would hear it */
	struct str dpo, authority;
	struct str what; /* a case, a telling, a letter */
};

static struct house
house_make(struct scope *sc)
{
	struct house h = { 0 };
	struct str policy;
	int pair[2];

	/* whole: the usual one of the tests has no reviews */
	assert_ok(file_read(sc, S("policies/voip-distributor.policy"), 1 << 20, &policy));
	h.t = test_keeper_in(sc, policy, "hall");
	assert_non_null(h.t);
	assert_ok(sock_pair(sc, pair));
	h.t->keeper->control = pair[0];
	h.ear = pair[1];
	h.post = link_make(h.t, S(DOOR_POST), false);
	h.dpo = key_of_role(h.t, "dpo", S(""));
	return h;
}

/* How often "alarm NAME OF ..." has been said since somebody listened. */
static size_t
heard(struct house *h, const char *name, struct str of)
{
	struct scope *sc = h->t->sc;
	struct str wanted = str_printf(&sc->arena, "alarm %s %.*s ", name, STR(of));
	struct sock_watch w = { .fd = h->ear };
	size_t ready, n = 0;

	for (;;) {
		struct str message;

		assert_ok(sock_wait(sc, &w, 1, span_seconds(0), &ready));
		if (!w.readable)
			return n;
		assert_ok(sock_receive(sc, h->ear, span_seconds(1), &message));
		n += str_starts(message, wanted);
	}
}

static size_t
rings_after(struct house *h, int seconds, const char *name, struct str of)
{
	(void)heard(h, name, of);
	(void)answer_in_words(h->t, S(""), VERB_CLOCK, "{\"by\":%d}", seconds);
	keeper_turn_once(h->t);
	return heard(h, name, of);
}

/* -- what lasts until somebody sees to it ------------------------------------------------ */

static struct str
contact(struct house *h)
{
	struct str sales = key_of_role(h->t, "sales", S(""));
	const struct node *body = answer_in_words(h->t, sales, VERB_OFFER,
	    "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[{\"values\":{\"name\":\"Ada "
	    "Example\",\"company\":\"Example Ltd\",\"email\":\"ada@example.org\"}}]}");

	return node_get_str(node_get(body, S("answers"))->first, S("record"));
}

static void
a_case_is_open(struct house *h)
{
	(void)contact(h);
	h->what = node_get_str(
	    node_get(answer_in_words(h->t, h->dpo, VERB_CASE,
			 "{\"right\":\"access\",\"who\":{\"email\":\"ada@example.org\"},\"reason\":\"R-1\"}"),
		S("case")),
	    S("case"));
}

static void
the_case_ends(struct house *h)
{
	assert_str(refusal_of(answer_in_words(h->t, h->dpo, VERB_ACT,
		       "{\"case\":\"%.*s\",\"act\":\"cancel\",\"reasons\":\"she wrote again\"}",
		       STR(h->what))),
	    S(""));
}

static void
a_scan_is_done(struct house *h)
{
	h->what = S("review:qualys-scan");
	(void)answer_in_words(h->t, S(""), VERB_FACT, "{\"kind\":\"review\",\"of\":\"qualys-scan\"}");
}

static void
a_telling_waits(struct house *h)
{
	struct str record = contact(h), second = key_of_role(h->t, "dpo", S(""));

	h->authority = node_get_str(
	    answer_in_words(h->t, S(""), VERB_KEY, "{\"recipient\":\"authority\"}"), S("token"));
	(void)answer_in_words(h->t, h->dpo, VERB_RELEASE,
	    "{\"recipient\":\"authority\",\"purpose\":\"legal-order\",\"records\":[\"%.*s\"],"
	    "\"fields\":[\"email\"],\"order\":\"PACE-9\",\"reason\":\"R-1\",\"second\":\"%.*s\"}",
	    STR(record), STR(second));
	(void)answer_in_words(h->t, h->dpo, VERB_CASE,
	    "{\"right\":\"erasure\",\"who\":{\"email\":\"ada@example.org\"},\"reason\":\"R-1\"}");
	h->what = S("authority");
}

static void
it_is_confirmed(struct house *h)
{
	NODE_EACH(one, node_get(answer_in_words(h->t, h->authority, VERB_TELLINGS, "{}"), S("tellings")))
		(void)answer_in_words(h->t, h->authority, VERB_TOLD, "{\"telling\":\"%.*s\"}",
		    STR(node_get_str(one, S("telling"))));
}

/* clang-format off */
static const struct {
	const char *name;
	void (*rise)(struct house *), (*end)(struct house *);
	int quiet, then; /* so many days, nothing; so many more, and it rings */
} alarms[] = {
	{ "case-due",    a_case_is_open,  the_case_ends,   25, 2 },
	{ "lapsed",      a_scan_is_done,  a_scan_is_done,  27, 6 },
	{ "unconfirmed", a_telling_waits, it_is_confirmed, 27, 6 },
};
/* clang-format on */

static void
each_rings_for_its_cause_once_a_day_until_it_is_seen_to(void **state)
{
	for (size_t i = 0; i < N(alarms); i++) {
		struct house h = house_make(*state);
		const char *name = alarms[i].name;

		alarms[i].rise(&h);
		if (rings_after(&h, alarms[i].quiet * DAY, name, h.what) != 0)
			fail_msg("%s rings too early", name);
		if (rings_after(&h, alarms[i].then * DAY, name, h.what) != 1)
			fail_msg("%s does not ring", name);
		if (rings_after(&h, DAY / 2, name, h.what) != 0)
			fail_msg("%s rings twice a day", name);
		if (rings_after(&h, DAY / 2, name, h.what) != 1)
			fail_msg("%s does not ring again", name);
		alarms[i].end(&h);
		if (rings_after(&h, DAY, name, h.what) != 0)
			fail_msg("%s rings on", name);
	}
}

/* -- the sweep, as if the keeper did not get on --------------------------------------------- */

static size_t
rings_at(struct house *h, struct span later, const char *name, const char *of)
{
	struct scope sc;

	(void)heard(h, name, S(""));
	scope_begin(&sc, instant_plus(TEST_NOW, later));
	assert_ok(alarms_look(&sc, h->t->keeper));
	scope_end(&sc);
	return heard(h, name, str_of(of));
}

static void
what_should_have_been_erased_rings_ten_minutes_later(void **state)
{
	struct house h = house_make(*state);
	struct due next;

	(void)contact(&h);
	assert_ok(vault_next_due(h.t->sc, h.t->keeper->vault, &next));
	assert_true(next.set);
	assert_int_equal(rings_at(&h, instant_since(instant_plus(next.at, span_minutes(9)), TEST_NOW),
			     "sweep-late", "sweep"),
	    0);
	assert_int_equal(rings_at(&h, instant_since(instant_plus(next.at, span_minutes(11)), TEST_NOW),
			     "sweep-late", "sweep"),
	    1);
}

/* That it is over is forgotten: it rings at once when it comes again. */
static void
the_end_of_the_list_of_bank_holidays_rings_three_months_before(void **state)
{
	struct house h = house_make(*state);

	(void)answer_in_words(h.t, S(""), VERB_CLOCK, "{\"to\":\"2028-09-21T22:00:00Z\"}");
	assert_int_equal(heard(&h, "calendar", S("bank-holidays")), 0);
	assert_int_equal(rings_after(&h, 60, "calendar", S("bank-holidays")), 0);
	assert_int_equal(rings_after(&h, 2 * 3600, "calendar", S("bank-holidays")), 1);
}

static void
a_clock_in_doubt_rings_and_rings_at_once_when_it_is_so_again(void **state)
{
	struct house h = house_make(*state);

	assert_int_equal(rings_at(&h, span_minutes(0), "sweep-late", "clock"), 0);
	h.t->keeper->doubted = true;
	assert_int_equal(rings_at(&h, span_minutes(1), "sweep-late", "clock"), 1);
	assert_int_equal(rings_at(&h, span_minutes(2), "sweep-late", "clock"), 0);
	h.t->keeper->doubted = false;
	assert_int_equal(rings_at(&h, span_minutes(3), "sweep-late", "clock"), 0);
	h.t->keeper->doubted = true;
	assert_int_equal(rings_at(&h, span_minutes(4), "sweep-late", "clock"), 1);
}

/* -- the mail --------------------------------------------------------------------------------- */

static const struct node *
ask_post(struct house *h, enum verb verb, struct str json)
{
	struct reply reply;

	link_put_json(h->t, h->post, S(""), verb, str_c(&h->t->sc->arena, json));
	keeper_turn_once(h->t);
	assert_true(link_take_one(h->t, h->post, &reply));
	assert_int_equal(reply.code, E_OK);
	return reply.body;
}

/* All that is to go out now gets that answer. */
static void
carry(struct house *h, int answer)
{
	struct arena *a = &h->t->sc->arena;
	const struct node *out = node_copy(a, ask_post(h, VERB_OUTBOX, S("{}")));

	NODE_EACH(l, node_get(out, S("letters"))) {
		h->what = node_get_str(l, S("letter"));
		(void)ask_post(h, VERB_SENT,
		    str_printf(a, "{\"letter\":\"%.*s\",\"status\":%d}",
			STR(h->what), answer));
	}
}

static struct house
house_with_mail(struct scope *sc)
{
	struct house h = house_make(sc);

	(void)rings_after(&h, DAY, "", S("")); /* what is late from the start has rung */
	(void)answer_in_words(h.t, S(""), VERB_MAIL,
	    "{\"host\":\"mail.example.net\",\"from\":\"privacy@voice.example\"}");
	(void)answer_in_words(h.t, S(""), VERB_MAIL_TEST, "{\"to\":\"me@example.org\"}");
	return h;
}

static void
a_letter_that_is_refused_rings_for_a_day(void **state)
{
	struct house h = house_with_mail(*state);

	assert_int_equal(rings_after(&h, 3600, "mail-failed", h.what), 0);
	carry(&h, 550);
	assert_int_equal(rings_after(&h, 3600, "mail-failed", h.what), 1);
	assert_int_equal(rings_after(&h, DAY, "mail-failed", h.what), 0);
}

static void
a_mail_that_takes_nothing_rings_until_it_does(void **state)
{
	struct house h = house_with_mail(*state);

	for (int i = 0; i < 4; i++) {
		carry(&h, 451);
		assert_int_equal(rings_after(&h, 2 * 3600, "mail-failed", S("smarthost")), 0);
	}
	carry(&h, 451);
	assert_int_equal(rings_after(&h, 2 * 3600, "mail-failed", S("smarthost")), 1);
	carry(&h, 250);
	assert_int_equal(rings_after(&h, DAY, "mail-failed", S("smarthost")), 0);
}

static size_t
times(struct str text, struct str needle)
{
	size_t n = 0;

	for (size_t i = 0; i + needle.n <= text.n; i++)
		n += str_starts(str_slice(text, i, text.n), needle);
	return n;
}

static void
a_letter_says_each_kind_once_and_below_it_all_that_are_of_it(void **state)
{
	struct house h = house_with_mail(*state);
	struct str first, text;

	carry(&h, 250);
	a_case_is_open(&h);
	first = str_dup(&h.t->sc->arena, h.what);
	a_case_is_open(&h);
	assert_int_equal(rings_after(&h, 28 * DAY, "case-due", h.what), 1);
	text = node_get_str(
	    node_get(ask_post(&h, VERB_OUTBOX, S("{}")), S("letters"))->first, S("text"));
	assert_int_equal(times(text, S("case-due: ")), 1);
	assert_int_equal(times(text, first) + times(text, h.what), 2);
}

UNIT_MAIN(TEST(each_rings_for_its_cause_once_a_day_until_it_is_seen_to),
    TEST(what_should_have_been_erased_rings_ten_minutes_later),
    TEST(the_end_of_the_list_of_bank_holidays_rings_three_months_before),
    TEST(a_clock_in_doubt_rings_and_rings_at_once_when_it_is_so_again),
    TEST(a_letter_that_is_refused_rings_for_a_day),
    TEST(a_mail_that_takes_nothing_rings_until_it_does),
    TEST(a_letter_says_each_kind_once_and_below_it_all_that_are_of_it))
