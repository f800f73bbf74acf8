/* Letters: queued and sealed, tried, ended (T12 to T15). */
#include "kit/unit.h"

#include "kit/ask.h"
#include "sql/statements.h"
#include "term/letter.h"

#define ADDRESS "canary.letter@example.org"
#define TITLE "Your request, canary-title"
#define TEXT "Dear canary-text,\n\nthank you.\n"

static const struct asker operator= { .kind = ASKER_OPERATOR, .role = NONE, .channel = NONE },
			  post = { .kind = ASKER_NOBODY,
				  .role = NONE,
				  .channel = NONE,
				  .door = { "post", 4 } };
static const struct mail smarthost = { .host = { "mail.example.net", 16 },
	.from = { "privacy@voice.example", 21 },
	.port = 587 };

static enum code
set_mail(struct test_store *t, const struct mail *m)
{
	result r;

	test_begin(t);
	r = mail_set(t->sc, &t->store, &operator, m);
	test_commit(t);
	return r.code;
}

static struct test_store *
with_mail(struct scope *sc)
{
	struct test_store *t = test_store_make(sc);

	assert_int_equal(set_mail(t, &smarthost), E_OK);
	return t;
}

static const struct letter plain = { .kind = LETTER_CASE,
	.address = { ADDRESS, sizeof(ADDRESS) - 1 },
	.title = { TITLE, sizeof(TITLE) - 1 },
	.text = { TEXT, sizeof(TEXT) - 1 } };

static enum code
queue(struct test_store *t, const struct letter *l, enum letter_queued *how, struct str *id)
{
	result r;

	test_begin(t);
	r = letter_queue(t->sc, &t->store, NULL, l, how, id);
	test_commit(t);
	return r.code;
}

static struct str
queued(struct test_store *t, const struct letter *l)
{
	enum letter_queued how;
	struct str id;

	assert_int_equal(queue(t, l, &how, &id), E_OK);
	assert_int_equal(how, LETTER_QUEUED);
	return id;
}

static size_t
due_to_go(struct test_store *t, struct letter_out **out)
{
	size_t n;

	test_begin(t);
	assert_ok(letter_next(t->sc, &t->store, LETTER_BY_MAIL, 16, out, &n));
	test_commit(t);
	return n;
}

/* As the keeper does after a wave. */
static void
finish(struct test_store *t)
{
	assert_ok(vault_keys_destroy(t->sc, t->vault));
	test_begin(t);
	assert_ok(letter_finish(t->sc, &t->store));
	test_commit(t);
}

static void
answered(struct test_store *t, struct str id, int64_t answer)
{
	test_begin(t);
	assert_ok(letter_tried(t->sc, &t->store, &post, id, answer));
	test_commit(t);
	finish(t);
}

static struct letter_row
row_of(struct test_store *t, struct str id)
{
	struct letter_row row;

	assert_ok(letter_get(t->sc, &t->store, id, &row));
	return row;
}

static int64_t
key_of(struct test_store *t, struct str id)
{
	struct sql_letter_sealed_row row;
	bool found;

	assert_ok(sql_letter_sealed(t->sc, vault_sql(t->vault), id, &row, &found));
	assert_true(found);
	return row.key;
}

static void
without_mail_nothing_is_queued(void **state)
{
	struct test_store *t = test_store_make(*state);
	enum letter_queued how;
	struct str id;

	assert_int_equal(queue(t, &plain, &how, &id), E_OK);
	assert_int_equal(how, LETTER_NO_MAIL);
	assert_int_equal(id.n, 0);
	assert_int_equal(test_entries(t, ENTRY_LETTER_QUEUED), 0);
}

static void
mail_is_set_to_a_host_by_tls_or_to_this_machine(void **state)
{
	/* clang-format off */
	static const struct { const char *host; int64_t port; enum mail_tls tls; const char *from, *account; enum code code; } cases[] = {
		{ "mail.example.net", 587, MAIL_STARTTLS, "a@b.example", "", E_OK },
		{ "192.0.2.1",        465, MAIL_TLS,      "a@b.example", "name", E_OK },
		{ "127.0.0.1",         25, MAIL_PLAIN,    "a@b.example", "", E_OK },
		{ "localhost",         25, MAIL_PLAIN,    "a@b.example", "", E_OK },
		{ "mail.example.net",  25, MAIL_PLAIN,    "a@b.example", "", E_INPUT },
		{ "",                 587, MAIL_STARTTLS, "a@b.example", "", E_INPUT },
		{ "a b",              587, MAIL_STARTTLS, "a@b.example", "", E_INPUT },
		{ "a/b",              587, MAIL_STARTTLS, "a@b.example", "", E_INPUT },
		{ "me@host",          587, MAIL_STARTTLS, "a@b.example", "", E_INPUT },
		{ "host\r\nRCPT",     587, MAIL_STARTTLS, "a@b.example", "", E_INPUT },
		{ "mail.example.net",   0, MAIL_STARTTLS, "a@b.example", "", E_INPUT },
		{ "mail.example.net", 65536, MAIL_STARTTLS, "a@b.example", "", E_INPUT },
		{ "mail.example.net", 587, MAIL_STARTTLS, "", "", E_INPUT },
		{ "mail.example.net", 587, MAIL_STARTTLS, "a@b", "", E_INPUT },
		{ "mail.example.net", 587, MAIL_STARTTLS, "a@b.example\r\nX: y", "", E_INPUT },
		{ "mail.example.net", 587, MAIL_STARTTLS, "a@b.example", "me\nyou", E_INPUT },
	};
	/* clang-format on */
	struct test_store *t = test_store_make(*state);

	for (size_t i = 0; i < N(cases); i++) {
		const struct mail m = {
			.host = str_of(cases[i].host),
			.port = cases[i].port,
			.tls = cases[i].tls,
			.from = str_of(cases[i].from),
			.account = str_of(cases[i].account),
		};

		if (set_mail(t, &m) != cases[i].code)
			fail_msg("%s %s", cases[i].host, cases[i].from);
	}
}

static void
what_mail_was_set_to_is_read_back_and_can_be_unset(void **state)
{
	struct test_store *t = with_mail(*state);
	struct mail m;
	bool set;

	assert_ok(mail_get(t->sc, &t->store, &m, &set));
	assert_true(set);
	assert_str(m.host, smarthost.host);
	assert_str(m.from, smarthost.from);
	assert_int_equal(m.port, 587);
	assert_int_equal(m.tls, MAIL_STARTTLS);
	test_begin(t);
	assert_ok(mail_unset(t->sc, &t->store, &operator));
	test_commit(t);
	assert_ok(mail_get(t->sc, &t->store, &m, &set));
	assert_false(set);
}

static void
nothing_of_a_letter_is_in_clear_and_its_key_goes_when_it_has_gone(void **state)
{
	struct test_store *t = with_mail(*state);
	struct str id = queued(t, &plain);
	struct letter_out *out;
	struct str ledger;

	assert_true(key_of(t, id) > 0);
	assert_int_equal(due_to_go(t, &out), 1);
	assert_str(out[0].address, S(ADDRESS));
	assert_str(out[0].title, S(TITLE));
	assert_str(out[0].text, S(TEXT));
	assert_false(test_store_has(t, S("canary")));
	answered(t, id, 250);
	assert_int_equal(key_of(t, id), 0);
	assert_int_equal(row_of(t, id).state, LETTER_SENT);
	assert_int_equal(due_to_go(t, &out), 0);
	ledger = test_store_files(t);
	assert_false(str_has(ledger, S("canary")));
	assert_int_equal(test_entries(t, ENTRY_LETTER_QUEUED), 1);
	assert_int_equal(test_entries(t, ENTRY_LETTER_SENT), 1);
	assert_int_equal(test_entries(t, ENTRY_LETTER_ERASED), 1);
}

/* T15: what went out twice would be a second letter to the person. */
static void
the_next_try_is_fixed_before_this_one_is_known_to_have_gone(void **state)
{
	struct test_store *t = with_mail(*state);
	struct str id = queued(t, &plain);
	struct letter_out *out;
	struct due next;

	assert_int_equal(due_to_go(t, &out), 1);
	assert_int_equal(due_to_go(t, &out), 0);
	assert_ok(letter_next_at(t->sc, &t->store, &next));
	assert_true(next.set && next.at.us == t->sc->now.us + letter_wait(1).us);
	t->sc->now = next.at;
	assert_int_equal(due_to_go(t, &out), 1);
	assert_str(out[0].row.id, id);
	assert_int_equal(row_of(t, id).tries, 2);
}

static void
the_waits_grow_to_four_hours(void **state)
{
	int64_t before = 0;

	(void)state;
	for (int64_t n = 1; n < 40; n++) {
		assert_true(letter_wait(n).us >= before);
		before = letter_wait(n).us;
	}
	assert_int_equal(before, span_seconds(14400).us);
}

static void
a_permanent_refusal_is_not_tried_again(void **state)
{
	struct test_store *t = with_mail(*state);
	struct str id = queued(t, &plain);
	struct letter_out *out;

	assert_int_equal(due_to_go(t, &out), 1);
	answered(t, id, 550);
	assert_int_equal(row_of(t, id).state, LETTER_REFUSED);
	assert_int_equal(row_of(t, id).answer, 550);
	assert_int_equal(key_of(t, id), 0);
	t->sc->now = instant_plus(t->sc->now, span_days(1));
	assert_int_equal(due_to_go(t, &out), 0);
	answered(t, id, 250); /* an answer that comes late */
	assert_int_equal(row_of(t, id).state, LETTER_REFUSED);
	assert_int_equal(test_entries(t, ENTRY_LETTER_SENT), 0);
}

static void
what_cannot_go_is_tried_for_three_days_and_then_given_up(void **state)
{
	struct test_store *t = with_mail(*state);
	struct str id = queued(t, &plain);
	struct instant until = row_of(t, id).until;
	struct letter_out *out;
	size_t n;

	assert_int_equal(instant_since(until, t->sc->now).us, span_days(3).us);
	for (int tries = 0; instant_before(t->sc->now, until); tries++) {
		assert_ok(letter_overdue(t->sc, &t->store, &n));
		assert_int_equal(n, 0);
		if (due_to_go(t, &out) > 0)
			answered(t, id, tries % 2 == 0 ? 451 : 0);
		t->sc->now = instant_plus(t->sc->now, span_minutes(60));
	}
	assert_ok(letter_overdue(t->sc, &t->store, &n));
	assert_int_equal(n, 1);
	test_begin(t);
	assert_ok(letter_give_up(t->sc, &t->store));
	test_commit(t);
	finish(t);
	assert_int_equal(row_of(t, id).state, LETTER_GIVEN_UP);
	assert_true(row_of(t, id).tries > 15);
	assert_int_equal(key_of(t, id), 0);
	assert_int_equal(test_entries(t, ENTRY_LETTER_FAILED), 1); /* the first alone */
	assert_int_equal(test_entries(t, ENTRY_LETTER_GIVEN_UP), 1);
	assert_int_equal(due_to_go(t, &out), 0);
}

static void
the_same_is_queued_once(void **state)
{
	struct test_store *t = with_mail(*state);
	struct letter l = plain;
	enum letter_queued how;
	struct str first, second;

	l.once = S("notice:2:01JD2K8B7Q4M5N6P7R8S9T0V1W");
	first = queued(t, &l);
	assert_int_equal(queue(t, &l, &how, &second), E_OK);
	assert_int_equal(how, LETTER_TWICE);
	assert_str(second, first);
	answered(t, first, 250);
	assert_int_equal(queue(t, &l, &how, &second), E_OK);
	assert_int_equal(how, LETTER_TWICE);
	(void)queued(t, &plain); /* without a word for it: as often as it is asked */
	(void)queued(t, &plain);
}

static void
put_contact(struct test_store *t, struct str subject, const char *email)
{
	test_begin(t);
	test_put(t, "contact", subject, t->reseller.id,
	    test_values(t, "contact.name=Ann", email, NULL));
	test_commit(t);
}

static void
a_letter_to_a_person_goes_to_the_newest_address_on_record(void **state)
{
	struct test_store *t = with_mail(*state);
	struct letter l = plain;
	struct letter_out *out;
	enum letter_queued how;
	struct str id, contact;

	test_begin(t);
	contact = test_subject(t, "contact", t->reseller.id);
	test_commit(t);
	l.address = S("");
	l.subject = contact;
	assert_int_equal(queue(t, &l, &how, &id), E_OK);
	assert_int_equal(how, LETTER_NO_ADDRESS);
	put_contact(t, contact, "contact.email=old@example.org");
	t->sc->now = instant_plus(t->sc->now, span_days(1));
	put_contact(t, contact, "contact.email=new@example.org");
	(void)queued(t, &l);
	assert_int_equal(due_to_go(t, &out), 1);
	assert_str(out[0].address, S("new@example.org"));
	assert_int_equal(out[0].row.pseudonym.n, 32);
}

static void
a_letter_to_nobody_goes_to_the_officer(void **state)
{
	struct test_store *t = with_mail(*state);
	struct letter l = plain;
	struct letter_out *out;

	l.address = S("");
	(void)queued(t, &l);
	assert_int_equal(due_to_go(t, &out), 1);
	assert_str(out[0].address, S("privacy@voice.example"));
}

static void
no_line_break_comes_into_a_title_or_an_address(void **state)
{
	/* clang-format off */
	static const struct { const char *address, *title, *text; } cases[] = {
		{ "a@b.example\r\nBcc: c@d.example", "t", "x" },
		{ "a@b.example\n", "t", "x" },
		{ "a@b.example, c@d.example", "t", "x" },
		{ "\"a b\"@b.example", "t", "x" },
		{ "<a@b.example>", "t", "x" },
		{ "a@b.example>\r\nDATA", "t", "x" },
		{ "a", "t", "x" },
		{ "a@b.example", "t\r\nBcc: c@d.example", "x" },
		{ "a@b.example", "t\n", "x" },
		{ "a@b.example", "t\x7f", "x" },
		{ "a@b.example", "t\xff", "x" },
		{ "a@b.example", "", "x" },
		{ "a@b.example", "t", "" },
		{ "a@b.example", "t", "\xc3" },
	};
	/* clang-format on */
	struct test_store *t = with_mail(*state);
	enum letter_queued how;
	struct str id;

	for (size_t i = 0; i < N(cases); i++) {
		const struct letter l = { .kind = LETTER_CASE,
			.address = str_of(cases[i].address),
			.title = str_of(cases[i].title),
			.text = str_of(cases[i].text) };

		if (queue(t, &l, &how, &id) != E_INPUT)
			fail_msg("%zu: %s %s", i, cases[i].address, cases[i].title);
	}
	assert_int_equal(test_entries(t, ENTRY_LETTER_QUEUED), 0);
}

static void
the_key_of_a_letter_that_waits_is_no_spare_key(void **state)
{
	struct test_store *t = with_mail(*state);
	struct letter_out *out;
	uint64_t collected;

	(void)queued(t, &plain);
	test_store_reopen(t);
	assert_ok(vault_keys_collect(t->sc, t->vault, &collected));
	assert_int_equal(due_to_go(t, &out), 1);
	assert_str(out[0].text, S(TEXT));
}

/* As after a restore of an old copy: what has gone does not go again. */
static void
a_letter_without_its_key_is_lost_and_does_not_go(void **state)
{
	struct test_store *t = with_mail(*state);
	struct str id = queued(t, &plain);
	struct letter_out *out;

	test_begin(t);
	assert_ok(sql_letter_end(t->sc, vault_sql(t->vault), LETTER_SENT, 1, S(""), id));
	test_commit(t);
	assert_ok(vault_keys_destroy(t->sc, t->vault));
	test_begin(t);
	assert_ok(sql_letter_end(t->sc, vault_sql(t->vault), LETTER_WAITING, 0, S(""), id));
	test_commit(t);
	assert_int_equal(due_to_go(t, &out), 0);
	assert_int_equal(row_of(t, id).state, LETTER_LOST);
	assert_int_equal(test_entries(t, ENTRY_LETTER_LOST), 1);
}

static void
rows_of_letters_are_listed_and_go_after_90_days(void **state)
{
	struct test_store *t = with_mail(*state);
	struct str sent = queued(t, &plain), refused = queued(t, &plain);
	struct letter_query all = { .most = 10 }, waiting = { .waiting = true, .most = 10 },
			    failed = { .failed = true, .most = 10 };
	struct letter_row *rows;
	size_t n;

	(void)queued(t, &plain);
	answered(t, sent, 250);
	answered(t, refused, 554);
	assert_ok(letter_list(t->sc, &t->store, &all, &rows, &n));
	assert_int_equal(n, 3);
	assert_ok(letter_list(t->sc, &t->store, &waiting, &rows, &n));
	assert_int_equal(n, 1);
	assert_ok(letter_list(t->sc, &t->store, &failed, &rows, &n));
	assert_int_equal(n, 1);
	assert_str(rows[0].id, refused);
	t->sc->now = instant_plus(t->sc->now, span_days(91));
	test_begin(t);
	assert_ok(letter_purge(t->sc, &t->store));
	test_commit(t);
	assert_ok(letter_list(t->sc, &t->store, &all, &rows, &n));
	assert_int_equal(n, 1); /* the one that waits */
}

/* -- text messages ------------------------------------------------------------------ */

static const struct letter a_text = { .kind = LETTER_CODE,
	.way = LETTER_BY_TEXT,
	.address = { "+447700900123", 13 },
	.text = { TEXT, sizeof(TEXT) - 1 } };

static enum code
set_gateway(struct test_store *t, const char *url, const char *from)
{
	const struct gateway g = { .url = str_of(url), .from = str_of(from) };
	result r;

	test_begin(t);
	r = gateway_set(t->sc, &t->store, &operator, & g);
	test_commit(t);
	return r.code;
}

static size_t
texts_to_go(struct test_store *t, struct letter_out **out)
{
	size_t n;

	test_begin(t);
	assert_ok(letter_next(t->sc, &t->store, LETTER_BY_TEXT, 16, out, &n));
	test_commit(t);
	return n;
}

static void
a_gateway_is_an_address_by_tls_and_a_sender_that_telephones_show(void **state)
{
	/* clang-format off */
	static const struct { const char *url, *from; enum code code; } cases[] = {
		{ "https://sms.example.net/send", "",               E_OK },
		{ "https://sms.example.net/send", "Example 1",      E_OK },
		{ "https://sms.example.net/send", "+441632960100",  E_OK },
		{ "http://127.0.0.1:8080/",       "Example",        E_OK },
		{ "ftp://sms.example.net/",       "Example",        E_INPUT },
		{ "https://me:pw@sms.example/",   "Example",        E_INPUT },
		{ "https://sms.example.net/send", "Example\r\nX: y", E_INPUT },
		{ "https://sms.example.net/send", "Sixteen letters!", E_INPUT },
		{ "https://sms.example.net/send", "ABCDEFGHIJKLMNOP", E_INPUT },
	};
	/* clang-format on */
	struct test_store *t = test_store_make(*state);
	struct gateway g;
	bool set;

	assert_ok(gateway_get(t->sc, &t->store, &g, &set));
	assert_false(set);
	for (size_t i = 0; i < N(cases); i++)
		if (set_gateway(t, cases[i].url, cases[i].from) != cases[i].code)
			fail_msg("%s %s", cases[i].url, cases[i].from);
	assert_ok(gateway_get(t->sc, &t->store, &g, &set));
	assert_true(set);
	assert_str(g.url, S("http://127.0.0.1:8080/"));
	test_begin(t);
	assert_ok(gateway_unset(t->sc, &t->store, &operator));
	test_commit(t);
	assert_ok(gateway_get(t->sc, &t->store, &g, &set));
	assert_false(set);
}

static void
a_text_message_waits_for_the_gateway_and_a_letter_for_the_mail(void **state)
{
	struct test_store *t = with_mail(*state);
	enum letter_queued how;
	struct letter_out *out;
	struct str id;

	assert_int_equal(queue(t, &a_text, &how, &id), E_OK);
	assert_int_equal(how, LETTER_NO_MAIL);
	assert_int_equal(set_gateway(t, "https://sms.example.net/", ""), E_OK);
	id = queued(t, &a_text);
	(void)queued(t, &plain);
	assert_int_equal(texts_to_go(t, &out), 1);
	assert_str(out[0].row.id, id);
	assert_str(out[0].address, S("+447700900123"));
	assert_str(out[0].text, S(TEXT));
	assert_int_equal(due_to_go(t, &out), 1);
	assert_str(out[0].address, S(ADDRESS));
}

static void
a_text_message_goes_to_a_number_and_is_short(void **state)
{
	static const char *const none[] = { "", "07700900123", "+0447700900123", "+44 7700 900123",
		"+4477", "+4477009001234567", ADDRESS };
	struct test_store *t = test_store_make(*state);
	struct letter l = a_text;
	enum letter_queued how;
	struct str id;

	assert_int_equal(set_gateway(t, "https://sms.example.net/", ""), E_OK);
	for (size_t i = 0; i < N(none); i++) {
		l.address = str_of(none[i]);
		if (queue(t, &l, &how, &id) != E_INPUT)
			fail_msg("%s", none[i]);
	}
	l = a_text;
	l.text = str_printf(&t->sc->arena, "%0*d", (int)LETTER_SMS_MAX, 7);
	assert_int_equal(queue(t, &l, &how, &id), E_OK);
	l.text = str_printf(&t->sc->arena, "%0*d", (int)LETTER_SMS_MAX + 1, 7);
	assert_int_equal(queue(t, &l, &how, &id), E_INPUT);
}

/* RFC 9110: what is of this message; 5xx, which ends a letter, is of the gateway. */
static void
what_the_gateway_answers_ends_a_text_message_or_does_not(void **state)
{
	static const struct {
		int64_t answer;
		enum letter_state state;
	} cases[] = {
		{ 200, LETTER_SENT },
		{ 202, LETTER_SENT },
		{ 400, LETTER_REFUSED },
		{ 413, LETTER_REFUSED },
		{ 422, LETTER_REFUSED },
		{ 401, LETTER_WAITING },
		{ 404, LETTER_WAITING },
		{ 429, LETTER_WAITING },
		{ 500, LETTER_WAITING },
		{ 503, LETTER_WAITING },
		{ 0, LETTER_WAITING },
	};
	struct test_store *t = test_store_make(*state);

	assert_int_equal(set_gateway(t, "https://sms.example.net/", ""), E_OK);
	for (size_t i = 0; i < N(cases); i++) {
		struct str id = queued(t, &a_text);
		struct letter_out *out;

		assert_true(texts_to_go(t, &out) > 0);
		answered(t, id, cases[i].answer);
		assert_int_equal(row_of(t, id).state, cases[i].state);
		assert_int_equal(key_of(t, id) == 0, cases[i].state != LETTER_WAITING);
	}
}

UNIT_MAIN(TEST(a_gateway_is_an_address_by_tls_and_a_sender_that_telephones_show),
    TEST(a_text_message_waits_for_the_gateway_and_a_letter_for_the_mail),
    TEST(a_text_message_goes_to_a_number_and_is_short),
    TEST(what_the_gateway_answers_ends_a_text_message_or_does_not),
    TEST(without_mail_nothing_is_queued),
    TEST(mail_is_set_to_a_host_by_tls_or_to_this_machine),
    TEST(what_mail_was_set_to_is_read_back_and_can_be_unset),
    TEST(nothing_of_a_letter_is_in_clear_and_its_key_goes_when_it_has_gone),
    TEST(the_next_try_is_fixed_before_this_one_is_known_to_have_gone),
    TEST(the_waits_grow_to_four_hours), TEST(a_permanent_refusal_is_not_tried_again),
    TEST(what_cannot_go_is_tried_for_three_days_and_then_given_up),
    TEST(the_same_is_queued_once),
    TEST(a_letter_to_a_person_goes_to_the_newest_address_on_record),
    TEST(a_letter_to_nobody_goes_to_the_officer),
    TEST(no_line_break_comes_into_a_title_or_an_address),
    TEST(the_key_of_a_letter_that_waits_is_no_spare_key),
    TEST(a_letter_without_its_key_is_lost_and_does_not_go),
    TEST(rows_of_letters_are_listed_and_go_after_90_days))
