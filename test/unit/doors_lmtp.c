/* Conversations in LMTP (W45 to W47). */
#include "kit/unit.h"

#include "doors/mail/lmtp.h"

#define HELLO "LHLO mx\r\nMAIL FROM:<a@b.example> SIZE=10\r\nRCPT TO:<us@voice.example>\r\n"

struct heard {
	struct str replies;
	size_t messages;
	struct str last; /* message */
	size_t to; /* recipients of it */
	bool ended;
};

/* In pieces of so many bytes; each message is answered "250 2.6.0 taken". */
static struct heard
converse(struct scope *sc, struct str said, size_t piece)
{
	struct lmtp *l = NEW(&sc->arena, struct lmtp);
	struct buf reply = buf_new(&sc->arena);
	struct arena own = { 0 };
	struct heard h = { 0 };

	lmtp_begin(l, &own, &reply);
	for (size_t i = 0; i < said.n && !h.ended; i += piece) {
		struct str bytes = str_slice(said, i, i + piece);
		enum lmtp_next next;

		while ((next = lmtp_take(l, &bytes, &reply)) == LMTP_MESSAGE) {
			h.messages++;
			h.last = str_dup(&sc->arena, buf_str(&l->kept));
			h.to = l->to->count;
			lmtp_answer(l, S("250 2.6.0 taken"), &reply);
		}
		h.ended = next == LMTP_END;
	}
	h.replies = buf_str(&reply);
	arena_clear(&own);
	return h;
}

static void
a_message_is_whole_at_its_dot_however_its_bytes_come(void **state)
{
	struct scope *sc = *state;
	struct str said = S(HELLO "RCPT TO:<b@voice.example>\r\nDATA\r\n"
				  "Subject: x\r\n\r\n..dotted\r\n.x\r\nbare\n.\nstill\r\n.\r\nQUIT\r\n");

	for (size_t piece = 1; piece <= said.n; piece += piece < 20 ? 1 : 30) {
		struct heard h = converse(sc, said, piece);

		assert_int_equal(h.messages, 1);
		assert_int_equal(h.to, 2);
		assert_str(h.last, S("Subject: x\r\n\r\n.dotted\r\nx\r\nbare\n.\nstill\r\n"));
		assert_true(str_has(h.replies, S("250 2.6.0 taken\r\n250 2.6.0 taken\r\n221 ")));
		assert_true(h.ended);
	}
}

static void
an_end_that_is_none_ends_nothing(void **state)
{
	static const char *const ends[] = { "\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r",
		"\r\n.\r\r\n", "\r\n .\r\n", "\r\n..\r\n" };
	struct scope *sc = *state;

	for (size_t i = 0; i < N(ends); i++) {
		struct str said = str_printf(
		    &sc->arena, HELLO "DATA\r\nx%sMAIL FROM:<eve@example.net>\r\n", ends[i]);

		assert_int_equal(converse(sc, said, 1).messages, 0);
		assert_int_equal(converse(sc, said, said.n).messages, 0);
	}
}

static void
an_empty_message_is_one(void **state)
{
	struct heard h = converse(*state, S(HELLO "DATA\r\n.\r\n"), 3);

	assert_int_equal(h.messages, 1);
	assert_int_equal(h.last.n, 0);
}

static void
what_is_said_out_of_order_is_refused(void **state)
{
	/* clang-format off */
	static const struct { const char *said, *reply; } cases[] = {
		{ "MAIL FROM:<a@b>\r\n", "503 5.5.1 say LHLO" },
		{ "LHLO x\r\nRCPT TO:<a@b>\r\n", "503 5.5.1 say MAIL" },
		{ "LHLO x\r\nMAIL FROM:<a@b>\r\nDATA\r\n", "503 5.5.1 say RCPT" },
		{ "LHLO x\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n", "503 5.5.1 one sender" },
		{ "LHLO x\r\nMAIL FROM:a@b\r\n", "501 5.1.7" },
		{ "LHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<>\r\n", "501 5.1.3" },
		{ "LHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\nRSET\r\nDATA\r\n", "503 5.5.1 say RCPT" },
		{ "HELO x\r\n", "500 5.5.2" },
		{ "EHLO x\r\n", "500 5.5.2" },
		{ "DATAX\r\n", "500 5.5.2" },
		{ "\r\n", "500 5.5.2" },
		{ "NOOP\r\n", "250 2.0.0" },
		{ "VRFY ann\r\n", "252 " },
		{ "QUIT\r\n", "221 2.0.0" },
	};
	/* clang-format on */
	struct scope *sc = *state;

	for (size_t i = 0; i < N(cases); i++) {
		struct heard h = converse(sc, str_of(cases[i].said), 1000);

		assert_int_equal(h.messages, 0);
		if (!str_has(h.replies, str_of(cases[i].reply)))
			fail_msg("%s: %.*s", cases[i].said, STR(h.replies));
	}
}

static void
too_many_recipients_and_too_long_a_line_are_refused(void **state)
{
	struct scope *sc = *state;
	struct buf b = buf_new(&sc->arena);
	struct heard h;

	buf_puts(&b, "LHLO x\r\nMAIL FROM:<a@b>\r\n");
	for (int i = 0; i < LMTP_TO_MAX + 5; i++)
		buf_puts(&b, "RCPT TO:<a@b>\r\n");
	buf_puts(&b, "DATA\r\nx\r\n.\r\n");
	h = converse(sc, buf_str(&b), 77);
	assert_int_equal(h.to, LMTP_TO_MAX);
	assert_true(str_has(h.replies, S("452 4.5.3")));
	b = buf_new(&sc->arena);
	buf_pad(&b, 'x', LMTP_LINE_MAX + 1);
	h = converse(sc, buf_str(&b), 77);
	assert_true(h.ended);
	assert_true(str_has(h.replies, S("500 5.5.6")));
}

static void
of_a_long_message_the_front_is_held_and_of_too_long_a_one_nothing(void **state)
{
	struct scope *sc = *state;
	struct lmtp *l = NEW(&sc->arena, struct lmtp);
	struct buf reply = buf_new(&sc->arena), lines = buf_new(&sc->arena);
	struct arena own = { 0 };
	struct str bytes = S(HELLO "DATA\r\n");

	buf_pad(&lines, 'x', 1 << 20);
	lmtp_begin(l, &own, &reply);
	assert_int_equal(lmtp_take(l, &bytes, &reply), LMTP_MORE);
	for (int i = 0; i < 3; i++) {
		bytes = buf_str(&lines);
		assert_int_equal(lmtp_take(l, &bytes, &reply), LMTP_MORE);
	}
	bytes = S("\r\n.\r\n");
	assert_int_equal(lmtp_take(l, &bytes, &reply), LMTP_MESSAGE);
	assert_int_equal(l->kept.n, LMTP_KEPT);
	lmtp_answer(l, S("250 2.6.0 taken"), &reply);
	bytes = S(HELLO "DATA\r\n");
	assert_int_equal(lmtp_take(l, &bytes, &reply), LMTP_MORE);
	for (size_t i = 0; i <= LMTP_SIZE >> 20; i++) {
		bytes = buf_str(&lines);
		assert_int_equal(lmtp_take(l, &bytes, &reply), LMTP_MORE);
	}
	bytes = S("\r\n.\r\nQUIT\r\n");
	assert_int_equal(lmtp_take(l, &bytes, &reply), LMTP_END);
	assert_true(str_has(buf_str(&reply), S("552 5.3.4 the message is too long\r\n221 ")));
	arena_clear(&own);
}

static void
a_report_has_no_sender(void **state)
{
	struct scope *sc = *state;
	struct lmtp *l = NEW(&sc->arena, struct lmtp);
	struct buf reply = buf_new(&sc->arena);
	struct arena own = { 0 };
	struct str bytes = S("LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\nx\r\n.\r\n");

	lmtp_begin(l, &own, &reply);
	assert_int_equal(lmtp_take(l, &bytes, &reply), LMTP_MESSAGE);
	assert_true(l->no_sender);
	lmtp_answer(l, S("250 2.6.0 taken"), &reply);
	assert_false(l->no_sender);
	arena_clear(&own);
}

UNIT_MAIN(TEST(a_message_is_whole_at_its_dot_however_its_bytes_come),
    TEST(an_end_that_is_none_ends_nothing), TEST(an_empty_message_is_one),
    TEST(what_is_said_out_of_order_is_refused),
    TEST(too_many_recipients_and_too_long_a_line_are_refused),
    TEST(of_a_long_message_the_front_is_held_and_of_too_long_a_one_nothing),
    TEST(a_report_has_no_sender))
