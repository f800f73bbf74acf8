/* Messages that come in (W40 to W44): what they say, who says it, and the hostile ones. */
#include "kit/unit.h"

#include "base/buf.h"
#include "doors/mail/message.h"

#define US "mx.voice.example"
#define PASS "Authentication-Results: " US "; dmarc=pass header.from=example.org\n"

static struct mail_message
mail_of(struct scope *sc, struct str bytes)
{
	struct mail_message m;

	assert_ok(mail_read(sc, S(US), bytes, &m));
	assert_true(utf8_valid(m.title) && utf8_valid(m.text) && utf8_valid(m.id));
	return m;
}

/* -- who says it (W41) ------------------------------------------------------------- */

/* clang-format off */
static const struct { const char *head, *from; } senders[] = {
	{ "From: ann@example.org\n",                                "ann@example.org" },
	{ "From: Ann <ann@example.org>\n",                          "ann@example.org" },
	{ "FROM:\n  \"Ann, of A\" <ann@example.org>\n",             "ann@example.org" },
	{ "From: (a (nested) comment) Ann <ann@example.org> (x)\n", "ann@example.org" },
	{ "From: \"<eve@example.net>\" <ann@example.org>\n",        "ann@example.org" },
	{ "From: =?utf-8?q?<eve=40example.net>?= <ann@example.org>\n", NULL },
	{ "From: <script>alert(1)</script> <ann@example.org>\n",    NULL },
	{ "",                                                       NULL },
	{ "From: \n",                                               NULL },
	{ "From: Ann\n",                                            NULL },
	{ "From: ann@example.org, eve@example.net\n",               NULL },
	{ "From: a: ann@example.org;\n",                            NULL },
	{ "From: ann@example.org\nFrom: eve@example.net\n",         NULL },
	{ "From: ann@example.org\nfrom : eve@example.net\n",        NULL },
	{ "From: Ann <ann@example.org\n",                           NULL },
	{ "From: <ann@example.org> <eve@example.net>\n",            NULL },
	{ "From: ann@ex\xc3\xa4mple.org\n",                         NULL },
	{ "From: ann@eve@example.org\n",                            NULL },
	{ "From: \"ann@example.org\n",                              NULL },
	{ "From: ann\\@example.org\n",                              NULL },
};
/* clang-format on */

static void
a_message_has_one_sender_or_is_none(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(senders); i++) {
		struct str bytes =
		    str_printf(&sc->arena, "%sSubject: x\n\nhello\n", senders[i].head);
		struct mail_message m;
		result r = mail_read(sc, S(US), bytes, &m);

		if (senders[i].from == NULL)
			assert_code(r, E_INPUT);
		else if (r.code != E_OK || !str_eq(m.from, str_of(senders[i].from)))
			fail_msg("%s", senders[i].head);
	}
}

/* -- proved (W43) ------------------------------------------------------------------ */

/* clang-format off */
static const struct { const char *head; bool proved; } proofs[] = {
	{ "", false },
	{ PASS, true },
	{ "Authentication-Results: MX.Voice.Example 1;\n spf=pass smtp.mailfrom=a@b;\n"
	  " DMARC=Pass (p=none dis=none) header.from=Example.ORG\n", true },
	{ "Authentication-Results: " US "; dkim=pass header.d=example.org\n" PASS, true },
	{ "Authentication-Results: " US "; dmarc = pass header . from = example.org\n", true },
	{ "Authentication-Results: mx.elsewhere.example; dmarc=pass header.from=example.org\n", false },
	{ "Authentication-Results: " US ".evil.example; dmarc=pass header.from=example.org\n", false },
	{ "Authentication-Results: " US "; dmarc=pass header.from=example.net\n", false },
	{ "Authentication-Results: " US "; dmarc=pass header.from=sub.example.org\n", false },
	{ "Authentication-Results: " US "; dmarc=pass\n", false },
	{ "Authentication-Results: " US "; dmarc=fail header.from=example.org\n", false },
	{ "Authentication-Results: " US "; dmarc=none header.from=example.org\n", false },
	{ "Authentication-Results: " US "; none\n", false },
	{ "Authentication-Results: " US "; spf=pass smtp.mailfrom=ann@example.org\n", false },
	{ "Authentication-Results: " US "; dkim=pass header.d=example.org\n", false },
	{ "Authentication-Results: " US "; dmarc=fail header.from=example.org\n" PASS, false },
	{ PASS "Authentication-Results: " US "; dmarc=fail header.from=example.org\n", false },
	{ "Authentication-Results: " US "; x=y (; dmarc=pass header.from=example.org)\n", false },
	{ "Authentication-Results: " US "; spf=fail smtp.mailfrom=\"a; dmarc=pass header.from=example.org;\"@e\n", false },
	{ "Authentication-Results: " US "; spf=fail smtp.mailfrom=\"\\\"; dmarc=pass header.from=example.org;\"@e\n", false },
	{ "X-Authentication-Results: " US "; dmarc=pass header.from=example.org\n", false },
	{ "Authentication-Results:; dmarc=pass header.from=example.org\n", false },
	{ "Subject: Authentication-Results: " US "; dmarc=pass header.from=example.org\n", false },
};
/* clang-format on */

static void
the_sender_is_proved_by_our_own_mail_server_alone(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(proofs); i++) {
		struct str bytes = str_printf(
		    &sc->arena, "%sFrom: Ann <ann@example.org>\n\nhello\n", proofs[i].head);

		if (mail_of(sc, bytes).proved != proofs[i].proved)
			fail_msg("%s", proofs[i].head);
	}
}

static void
without_a_mail_server_to_trust_nobody_is_proved(void **state)
{
	struct scope *sc = *state;
	struct mail_message m;

	assert_ok(mail_read(sc, S(""),
	    S("Authentication-Results: ; dmarc=pass header.from=example.org\n" PASS
	      "From: ann@example.org\n\nx\n"),
	    &m));
	assert_false(m.proved);
}

static void
what_stands_in_the_body_is_no_head(void **state)
{
	struct mail_message m = mail_of(*state,
	    S("From: ann@example.org\n\n" PASS "From: eve@example.net\nSubject: x\n"));

	assert_false(m.proved);
	assert_str(m.title, S(""));
}

/* -- what it says (W42, W44) ------------------------------------------------------- */

/* clang-format off */
static const struct { const char *head, *title; } titles[] = {
	{ "Subject: plain\n",                                   "plain" },
	{ "Subject: two\n  lines\n",                            "two  lines" },
	{ "Subject: =?UTF-8?B?TcOkcno=?=\n",                    "M\xc3\xa4rz" },
	{ "Subject: =?iso-8859-1?Q?M=E4rz_2027?=\n",            "M\xc3\xa4rz 2027" },
	{ "Subject: =?windows-1252?Q?=80_5?=\n",                "\xe2\x82\xac 5" },
	{ "Subject: =?iso-8859-15?Q?=A4?=\n",                   "\xe2\x82\xac" },
	{ "Subject: =?utf-8?Q?a?=\n =?utf-8?Q?b?= c\n",         "ab c" },
	{ "Subject: =?koi8-r?Q?=C1b?=\n",                       "\xef\xbf\xbd" "b" },
	{ "Subject: =?utf-8*en?Q?a?=\n",                        "a" },
	{ "Subject: =?utf-8?X?a?=\n",                           "=?utf-8?X?a?=" },
	{ "Subject: =?utf-8?Q?a\n",                             "=?utf-8?Q?a" },
	{ "Subject: =?utf-8?Q?=0D=0ABcc:_eve=40example.net?=\n", "Bcc: eve@example.net" },
	{ "Subject: =?utf-8?Q?=00=1B[31m?= red\n",              "[31m red" },
	{ "Subject: =?utf-8?B?4oCuZXZpbA==?=\n",                "evil" },
	{ "Subject: \xff\xfe raw\n",                            "\xef\xbf\xbd\xef\xbf\xbd raw" },
	{ "Subject: <b>bold</b>\n",                             "<b>bold</b>" },
	{ "Subject:\n",                                         "" },
};
/* clang-format on */

static void
a_title_is_read_as_people_read_it_and_is_one_line(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(titles); i++) {
		struct str bytes =
		    str_printf(&sc->arena, "From: a@b.example\n%s\nx\n", titles[i].head);

		assert_str(mail_of(sc, bytes).title, str_of(titles[i].title));
	}
}

#define MIXED "Content-Type: multipart/mixed; boundary=\"m\"\n\n"
#define ALTERNATIVE "Content-Type: multipart/alternative; boundary=a\n\n"

/* clang-format off */
static const struct { const char *rest, *text; } texts[] = {
	{ "\nhello\nyou\n", "hello\nyou" },
	{ "Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xe9\n", "caf\xc3\xa9" },
	{ "Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xc3\xa9\n", "caf\xc3\xa9" },
	{ "Content-Type: TEXT/PLAIN; Charset=\"UTF-8\"\nContent-Transfer-Encoding: Quoted-Printable\n\na=\nb=C3=A9\n", "ab\xc3\xa9" },
	{ "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVs\nbG8=\n", "Hello" },
	{ "Content-Type: text/html\n\n<html><head><title>x</title><style>p{}</style></head><body><p>Hello &amp; <b>good</b>&nbsp;day</p><script>evil()</script><p>Ann</p>", "Hello & good day\n\nAnn" },
	{ ALTERNATIVE "--a\nContent-Type: text/html\n\n<p>page</p>\n--a\n\nplain\n--a--\n", "plain" },
	{ ALTERNATIVE "--a\n\nplain\n--a\nContent-Type: text/html\n\n<p>page</p>\n--a--\n", "plain" },
	{ ALTERNATIVE "--a\nContent-Type: text/html\n\n<p>page</p>\n--a--\n", "page" },
	{ ALTERNATIVE "--a\n\n \n--a\nContent-Type: text/html\n\n<p>page</p>\n--a--\n", "page" },
	{ MIXED "preamble\n--m\n\none\n--m\nContent-Type: application/pdf\n\n%PDF\n--m\n\ntwo\n--m--\nepilogue\n",
	  "one\n\ntwo\n\n[1 attachment came with this message, and is not kept]" },
	{ MIXED "--m\nContent-Type: text/plain\nContent-Disposition: Attachment; filename=a.txt\n\nsecret\n--m\nContent-Type: message/rfc822\n\nFrom: x\n\nsecret\n--m--",
	  "[2 attachments came with this message, and are not kept]" },
	{ MIXED "--m\n" ALTERNATIVE "--a\n\nplain\n--a\nContent-Type: text/html\n\nx\n--a--\n--m\nContent-Type: image/png\n\nx\n--m--\n",
	  "plain\n\n[1 attachment came with this message, and is not kept]" },
	{ MIXED "--m\n\nnot ended", "not ended" },
	{ MIXED "--mm\n\nno part of ours\n--m--x\n", "" },
	{ "Content-Type: multipart/mixed\n\nno boundary\n", "[1 attachment came with this message, and is not kept]" },
	{ "Content-Type: text/html\n\n1 < 2 &lt;b&gt; &#65;&#x42; &bogus; &#0; &#xd800; <!-- <p>no</p> --> <a href='javascript:x'>link</a>",
	  "1 < 2 <b> AB &bogus; &#0; &#xd800; link" },
	{ "\nhidden \xe2\x80\xae turned \xe2\x80\x8b thin\x07\n", "hidden  turned  thin" },
};
/* clang-format on */

static void
the_text_is_what_the_message_says_in_words(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(texts); i++) {
		struct str bytes =
		    str_printf(&sc->arena, "From: a@b.example\n%s", texts[i].rest);
		struct mail_message m = mail_of(sc, bytes);

		if (!str_eq(m.text, str_of(texts[i].text)))
			fail_msg("%s: %.*s", texts[i].rest, STR(m.text));
	}
}

static void
nothing_that_controls_a_terminal_comes_through(void **state)
{
	struct mail_message m = mail_of(*state,
	    S("From: a@b.example\nSubject: a\0b\x1b[2Jc\n\nnul \0 bell \a back \b tab \t end\n"));

	assert_str(m.title, S("ab[2Jc"));
	assert_str(m.text, S("nul  bell  back  tab   end"));
}

static void
line_ends_of_the_net_are_line_ends(void **state)
{
	struct mail_message m = mail_of(*state,
	    S("From: a@b.example\r\nSubject: x\r\n y\r\n" MIXED "--m\r\n\r\none\r\ntwo\r\n--m--\r\n"));

	assert_str(m.title, S("x y"));
	assert_str(m.text, S("one\ntwo"));
}

/* -- what it answers, what it is --------------------------------------------------- */

static void
a_message_names_what_it_answers(void **state)
{
	struct mail_message m = mail_of(*state,
	    S("From: a@b.example\nMessage-ID: <x1@b.example>\n"
	      "In-Reply-To: <01JD2K8B7Q4M5N6P7R8S9T0V1W@voice.example>\n"
	      "References: <other@b> <01JD2K8B7Q4M5N6P7R8S9T0V1W@voice.example>\n"
	      " <01JD2K8B7Q4M5N6P7R8S9T0V1X@voice.example>\n"
	      "Subject: AW: Your request, case 01JD2K8B7Q4M5N6P7R8S9T0V1Y (2)\n\nyes\n"));

	assert_str(m.id, S("x1@b.example"));
	assert_int_equal(m.letters->count, 2);
	assert_str(m.letters->first->text, S("01JD2K8B7Q4M5N6P7R8S9T0V1W"));
	assert_int_equal(m.cases->count, 1);
	assert_str(m.cases->first->text, S("01JD2K8B7Q4M5N6P7R8S9T0V1Y"));
}

static void
machines_and_lists_are_known_as_such(void **state)
{
	/* clang-format off */
	static const struct { const char *head; bool automatic, listed; } kinds[] = {
		{ "Auto-Submitted: no\n",                        false, false },
		{ "Auto-Submitted: NO (really)\n",               true,  false },
		{ "Auto-Submitted: auto-replied; owner=x\n",     true,  false },
		{ "Auto-Submitted: auto-generated\n",            true,  false },
		{ "Precedence: bulk\n",                          false, true },
		{ "List-Id: <news.example.org>\n",               false, true },
	};
	/* clang-format on */
	struct scope *sc = *state;

	for (size_t i = 0; i < N(kinds); i++) {
		struct mail_message m = mail_of(sc,
		    str_printf(&sc->arena, "From: a@b.example\n%s\nx\n", kinds[i].head));

		assert_int_equal(m.automatic, kinds[i].automatic);
		assert_int_equal(m.listed, kinds[i].listed);
	}
}

static void
a_no_to_advertising_is_the_first_word_and_its_token(void **state)
{
	/* clang-format off */
	static const struct { const char *title; bool is; const char *token; } titled[] = {
		{ "unsubscribe",             true,  "" },
		{ "Unsubscribe AbC_-9",      true,  "AbC_-9" },
		{ "unsubscribe me please",   false, "" },
		{ "please unsubscribe",      false, "" },
		{ "unsubscribed",            false, "" },
	};
	/* clang-format on */
	struct scope *sc = *state;

	for (size_t i = 0; i < N(titled); i++) {
		struct mail_message m = mail_of(sc,
		    str_printf(&sc->arena, "From: a@b.example\nSubject: %s\n\n", titled[i].title));

		assert_int_equal(m.unsubscribes, titled[i].is);
		assert_str(m.token, str_of(titled[i].token));
	}
}

static void
a_long_token_is_not_cut_with_its_title(void **state)
{
	struct scope *sc = *state;
	char token[600];
	struct mail_message m;

	memset(token, 'x', sizeof(token));
	m = mail_of(sc,
	    str_printf(&sc->arena, "From: a@b.example\nSubject: unsubscribe\n %.*s\n\n",
		(int)sizeof(token), token));
	assert_int_equal(m.token.n, sizeof(token));
	assert_true(m.title.n <= MAIL_TITLE_MAX);
}

#define REPORT \
	"From: MAILER-DAEMON@mx.example\nAuto-Submitted: auto-replied\n" \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=m\n\n" \
	"--m\n\nIt could not be delivered.\n" \
	"--m\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n" \
	"Final-Recipient: rfc822; ann@example.org\nAction: %s\nStatus: 5.1.1\n\n" \
	"--m\nContent-Type: %s\n\nFrom: us@voice.example\n" \
	"Message-ID: <01JD2K8B7Q4M5N6P7R8S9T0V1W@voice.example>\nSubject: x\n\n--m--\n"

static void
a_report_says_which_letter_was_not_delivered(void **state)
{
	static const char *const returned[] = { "message/rfc822", "text/rfc822-headers" };
	struct scope *sc = *state;
	struct mail_message m;

	for (size_t i = 0; i < N(returned); i++) {
		m = mail_of(sc, str_printf(&sc->arena, REPORT, "failed", returned[i]));
		assert_true(m.failed);
		assert_int_equal(m.letters->count, 1);
		assert_str(m.letters->first->text, S("01JD2K8B7Q4M5N6P7R8S9T0V1W"));
	}
	m = mail_of(sc, str_printf(&sc->arena, REPORT, "delayed", "message/rfc822"));
	assert_false(m.failed);
	assert_int_equal(m.letters->count, 0);
}

/* -- caps (W40) -------------------------------------------------------------------- */

static void
many_parts_deep_parts_and_long_lines_are_passed_over(void **state)
{
	struct scope *sc = *state;
	struct buf b = buf_new(&sc->arena);
	struct mail_message m;

	buf_puts(&b, "From: a@b.example\n" MIXED "--m\n\nhello\n");
	for (int i = 0; i < 10000; i++)
		buf_puts(&b, "--m\nContent-Type: image/png\n\nx\n");
	m = mail_of(sc, buf_str(&b));
	assert_true(str_starts(m.text, S("hello\n\n[9")));

	b = buf_new(&sc->arena);
	buf_puts(&b, "From: a@b.example\n");
	for (int i = 0; i < 2000; i++)
		buf_printf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	buf_puts(&b, "\ndeep\n");
	m = mail_of(sc, buf_str(&b));
	assert_str(m.text, S("[1 attachment came with this message, and is not kept]"));

	b = buf_new(&sc->arena);
	buf_puts(&b, "From: a@b.example\nSubject: ");
	buf_pad(&b, 'x', (size_t)1 << 20);
	buf_puts(&b, "\n\n");
	buf_pad(&b, 'y', (size_t)1 << 20);
	m = mail_of(sc, buf_str(&b));
	assert_int_equal(m.title.n, MAIL_TITLE_MAX);
	assert_true(m.text.n <= MAIL_TEXT_MAX);
	assert_true(str_ends(m.text, S("is not kept]")));
}

static void
a_bomb_of_fields_is_read_once(void **state)
{
	struct scope *sc = *state;
	struct buf b = buf_new(&sc->arena);
	struct mail_message m;

	buf_puts(&b, "From: a@b.example\n");
	for (int i = 0; i < 20000; i++)
		buf_puts(&b, "References: <01JD2K8B7Q4M5N6P7R8S9T0V1W@x> ((((((((\n"
			     "Authentication-Results: " US "; dmarc=pass \"\n");
	buf_puts(&b, "\nx");
	m = mail_of(sc, buf_str(&b));
	assert_false(m.proved);
	assert_int_equal(m.letters->count, 1);
}

static void
a_page_of_open_comments_and_tags_ends(void **state)
{
	static const char *const bombs[] = { "<!-- =\"", "<a x='", "<script>", "&#", "<", "&amp" };
	struct scope *sc = *state;

	for (size_t i = 0; i < N(bombs); i++) {
		struct buf b = buf_new(&sc->arena);

		buf_puts(&b, "From: a@b.example\nContent-Type: text/html\n\n");
		while (b.n < ((size_t)1 << 20))
			buf_puts(&b, bombs[i]);
		(void)mail_of(sc, buf_str(&b));
	}
}

UNIT_MAIN(TEST(a_message_has_one_sender_or_is_none),
    TEST(the_sender_is_proved_by_our_own_mail_server_alone),
    TEST(without_a_mail_server_to_trust_nobody_is_proved),
    TEST(what_stands_in_the_body_is_no_head),
    TEST(a_title_is_read_as_people_read_it_and_is_one_line),
    TEST(the_text_is_what_the_message_says_in_words), TEST(line_ends_of_the_net_are_line_ends),
    TEST(nothing_that_controls_a_terminal_comes_through),
    TEST(a_message_names_what_it_answers), TEST(machines_and_lists_are_known_as_such),
    TEST(a_no_to_advertising_is_the_first_word_and_its_token),
    TEST(a_long_token_is_not_cut_with_its_title),
    TEST(a_report_says_which_letter_was_not_delivered),
    TEST(many_parts_deep_parts_and_long_lines_are_passed_over),
    TEST(a_bomb_of_fields_is_read_once), TEST(a_page_of_open_comments_and_tags_ends))
