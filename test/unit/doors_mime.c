/* Letters as messages of the internet (W16 to W18). */
#include "kit/unit.h"

#include "base/buf.h"
#include "doors/post/mime.h"

static const struct mime_letter plain = {
	.id = { "01JD2K8B7Q4M5N6P7R8S9T0V1W", 26 },
	.from = { "privacy@voice.example", 21 },
	.name = { "Example Voice Ltd", 17 },
	.to = { "ann@example.org", 15 },
	.title = { "Your request", 12 },
	.text = { "Hello,\n\nbye.\n", 13 },
	.queued = { 1795334837000000 },
};

static void
a_letter_is_these_lines(void **state)
{
	struct scope *sc = *state;
	struct str message;

	assert_ok(mime_compose(sc, &plain, &message));
	assert_str(message,
	    S("Date: Sun, 22 Nov 2026 08:07:17 +0000\r\n"
	      "From: \"Example Voice Ltd\"\r\n"
	      " <privacy@voice.example>\r\n"
	      "To: <ann@example.org>\r\n"
	      "Subject: Your request\r\n"
	      "Message-ID: <01JD2K8B7Q4M5N6P7R8S9T0V1W@voice.example>\r\n"
	      "Auto-Submitted: auto-generated\r\n"
	      "MIME-Version: 1.0\r\n"
	      "Content-Type: text/plain; charset=utf-8\r\n"
	      "Content-Transfer-Encoding: quoted-printable\r\n"
	      "\r\n"
	      "Hello,\r\n"
	      "\r\n"
	      "bye.\r\n"));
}

static void
titles_and_names_that_are_not_plain_are_encoded(void **state)
{
	/* clang-format off */
	static const struct { const char *title, *line; } cases[] = {
		{ "Your request", "\r\nSubject: Your request\r\n" },
		{ "Ihre Anfrage: Prüfung", "\r\nSubject: =?UTF-8?B?SWhyZSBBbmZyYWdlOiBQcsO8ZnVuZw==?=\r\n" },
		{ "=?UTF-8?B?SGVsbG8=?=", "\r\nSubject: =?UTF-8?B?PT9VVEYtOD9CP1NHVnNiRzg9Pz0=?=\r\n" },
		{ "\xe2\x80\xae evil", "\r\nSubject: =?UTF-8?B?4oCuIGV2aWw=?=\r\n" },
	};
	/* clang-format on */
	struct scope *sc = *state;

	for (size_t i = 0; i < N(cases); i++) {
		struct mime_letter l = plain;
		struct str message;

		l.title = str_of(cases[i].title);
		assert_ok(mime_compose(sc, &l, &message));
		if (!str_has(message, str_of(cases[i].line)))
			fail_msg("%s in %.*s", cases[i].line, STR(message));
	}
}

static void
the_body_is_quoted_printable(void **state)
{
	/* clang-format off */
	static const struct { const char *text, *body; } cases[] = {
		{ "a=b\n", "a=3Db\r\n" },
		{ "caf\xc3\xa9\n", "caf=C3=A9\r\n" },
		{ "blank at the end \nx\n", "blank at the end=20\r\nx\r\n" },
		{ "no line feed", "no line feed\r\n" },
		{ "a\r\nb\n", "a=0D\r\nb\r\n" },
		{ ".\n..\n", ".\r\n..\r\n" }, /* libcurl stuffs dots (RFC 5321 4.5.2) */
	};
	/* clang-format on */
	struct scope *sc = *state;

	for (size_t i = 0; i < N(cases); i++) {
		struct mime_letter l = plain;
		struct str message, want;

		l.text = str_of(cases[i].text);
		want = str_printf(&sc->arena, "\r\n\r\n%s", cases[i].body);
		assert_ok(mime_compose(sc, &l, &message));
		if (!str_ends(message, want))
			fail_msg("%s in %.*s", cases[i].body, STR(message));
	}
}

/* W16 */
static void
nothing_makes_a_line_of_the_head(void **state)
{
	/* clang-format off */
	static const struct { const char *id, *from, *name, *to, *title; } cases[] = {
		{ "01JD\r\nX: y", "a@b.example", "n", "c@d.example", "t" },
		{ "", "a@b.example", "n", "c@d.example", "t" },
		{ "01JD", "a@b.example\r\nX: y", "n", "c@d.example", "t" },
		{ "01JD", "a@b.example", "n\r\nX: y", "c@d.example", "t" },
		{ "01JD", "a@b.example", "n", "c@d.example\r\nBcc: e@f.example", "t" },
		{ "01JD", "a@b.example", "n", "c@d.example>\r\nDATA", "t" },
		{ "01JD", "a@b.example", "n", "c@d.example,e@f.example", "t" },
		{ "01JD", "a@b.example", "n", "c d@d.example", "t" },
		{ "01JD", "a@b.example", "n", "c@d@e.example", "t" },
		{ "01JD", "a@b.example", "n", "c", "t" },
		{ "01JD", "a@b.example", "n", "@d.example", "t" },
		{ "01JD", "a@b.example", "n", "\xc3\xa9@d.example", "t" },
		{ "01JD", "a@b.example", "n", "c@d.example", "t\nX: y" },
		{ "01JD", "a@b.example", "n", "c@d.example", "t\r" },
		{ "01JD", "a@b.example", "n", "c@d.example", "t\xff" },
	};
	/* clang-format on */
	struct scope *sc = *state;

	for (size_t i = 0; i < N(cases); i++) {
		const struct mime_letter l = {
			.id = str_of(cases[i].id),
			.from = str_of(cases[i].from),
			.name = str_of(cases[i].name),
			.to = str_of(cases[i].to),
			.title = str_of(cases[i].title),
			.text = S("x"),
		};
		struct str message;

		if (mime_compose(sc, &l, &message).code != E_INPUT)
			fail_msg("%zu: %.*s", i, STR(message));
	}
}

/* W17: whatever is composed. */
static void
check_lines(struct str message)
{
	bool body = false;
	size_t n = 0;

	for (size_t i = 0; i < message.n; i++) {
		unsigned char c = (unsigned char)message.p[i];

		if (c == '\r') {
			assert_true(i + 1 < message.n && message.p[i + 1] == '\n');
			body = body || n == 0;
			n = 0;
			i++;
			continue;
		}
		assert_true(c == '\t' || (c >= ' ' && c <= 126));
		if (++n > (body ? 76 : 78))
			fail_msg("line of %zu in %.*s", n, STR(message));
	}
	assert_true(body && n == 0);
}

static size_t
count_of(struct str text, struct str what)
{
	size_t n = 0;

	for (size_t i = 0; i + what.n <= text.n; i++)
		n += str_eq(str_slice(text, i, i + what.n), what);
	return n;
}

static struct str
random_text(struct scope *sc, uint32_t *seed, size_t most, bool lines)
{
	static const char *const letters[] = { "a", "Z", " ", "=", "?", ".", "\"", "\\", ":",
		"\xc3\xa9", "\xe2\x80\xae", "\xf0\x9f\x93\x9e", "<", ">", "@", "\t", "\n", "\r" };
	struct buf b = buf_new(&sc->arena);
	size_t n = (*seed = *seed * 1103515245u + 12345u) >> 8;

	for (n %= most; n > 0; n--) {
		*seed = *seed * 1103515245u + 12345u;
		buf_puts(&b, letters[(*seed >> 8) % (lines ? N(letters) : N(letters) - 3)]);
	}
	return buf_str(&b);
}

static void
every_line_is_short_and_the_head_has_nine_fields(void **state)
{
	struct scope *sc = *state;
	uint32_t seed = 7;

	for (int i = 0; i < 2000; i++) {
		struct mime_letter l = plain;
		struct str message, again, head;
		size_t end;

		l.title = random_text(sc, &seed, 150, false);
		l.name = random_text(sc, &seed, 100, false);
		l.text = random_text(sc, &seed, 400, true);
		assert_ok(mime_compose(sc, &l, &message));
		check_lines(message);
		for (end = 0; !str_starts(str_slice(message, end, message.n), S("\r\n\r\n")); end++)
			;
		head = str_slice(message, 0, end);
		assert_int_equal(count_of(head, S("\r\n")) - count_of(head, S("\r\n ")), 8);
		assert_ok(mime_compose(sc, &l, &again));
		assert_str(again, message); /* W18 */
	}
}

UNIT_MAIN(TEST(a_letter_is_these_lines), TEST(titles_and_names_that_are_not_plain_are_encoded),
    TEST(the_body_is_quoted_printable), TEST(nothing_makes_a_line_of_the_head),
    TEST(every_line_is_short_and_the_head_has_nine_fields))
