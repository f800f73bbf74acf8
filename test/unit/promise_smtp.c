/* The stand-in that takes letters in a play (M12). */
#include "kit/unit.h"

#include "doors/post/mime.h"
#include "promise/smtp.h"

static struct str
hear(struct smtp *s, const struct smtp_ways *w, const char *line, enum smtp_next want)
{
	struct str reply;

	assert_int_equal(smtp_line(s, w, str_of(line), &reply), want);
	return reply;
}

static void
take_text(struct smtp *s, const struct smtp_ways *w, struct str message)
{
	struct str reply;

	while (message.n > 0) {
		struct str line = str_cut(message, '\n', &message);

		if (str_ends(line, S("\r")))
			line = str_slice(line, 0, line.n - 1);
		if (str_starts(line, S(".")))
			line = str_printf(s->arena, ".%.*s", STR(line));
		assert_int_equal(smtp_line(s, w, line, &reply), SMTP_GO_ON);
		assert_int_equal(reply.n, 0);
	}
}

/* What the post part composes is read back as it was said. */
static void
a_letter_is_read_as_it_was_written(void **state)
{
	/* clang-format off */
	static const struct { const char *title, *text; } cases[] = {
		{ "Your request", "Hello,\n\nbye.\n" },
		{ "Pr\xc3\xbc""fung: \xe2\x82\xac 5 \xe2\x80\x94 and so on, for as long as it takes to fill more than a line of it", "caf\xc3\xa9 = 100%\n" },
		{ "=?UTF-8?B?SGVsbG8=?=", ".\n..\n.x\n" },
		{ "t", "a line that is longer than seventy-six characters and is therefore cut by a soft break = twice, perhaps even three times\n" },
		{ "t", "trailing blank \nand tab\t\n" },
	};
	/* clang-format on */
	const struct smtp_ways w = { .answer = 250 };
	struct scope *sc = *state;

	for (size_t i = 0; i < N(cases); i++) {
		const struct mime_letter l = {
			.id = S("01JD2K8B7Q4M5N6P7R8S9T0V1W"),
			.from = S("a@b.example"),
			.name = S("\xc3\x89 Ltd"),
			.to = S("c@d.example"),
			.title = str_of(cases[i].title),
			.text = str_of(cases[i].text),
		};
		struct smtp s = { .arena = &sc->arena };
		struct str message;
		struct node *n;

		assert_ok(mime_compose(sc, &l, &message));
		hear(&s, &w, "MAIL FROM:<a@b.example> SIZE=9", SMTP_GO_ON);
		hear(&s, &w, "RCPT TO:<c@d.example>", SMTP_GO_ON);
		assert_true(str_starts(hear(&s, &w, "DATA", SMTP_GO_ON), S("354")));
		take_text(&s, &w, message);
		assert_true(str_starts(hear(&s, &w, ".", SMTP_TAKEN), S("250")));
		n = smtp_letter(&sc->arena, &s);
		assert_str(node_get_str(n, S("from")), S("a@b.example"));
		assert_str(node_get_str(n, S("to")), S("c@d.example"));
		assert_str(node_get_str(n, S("title")), str_of(cases[i].title));
		assert_str(node_get_str(n, S("text")), str_of(cases[i].text));
	}
}

static void
it_answers_as_the_play_says(void **state)
{
	struct scope *sc = *state;
	struct smtp s = { .arena = &sc->arena };
	struct smtp_ways w = { .answer = 550 };

	assert_true(str_starts(hear(&s, &w, "RCPT TO:<c@d>", SMTP_GO_ON), S("503")));
	assert_true(str_starts(hear(&s, &w, "mail from:<a@b>", SMTP_GO_ON), S("250")));
	assert_true(str_starts(hear(&s, &w, "DATA", SMTP_GO_ON), S("503")));
	assert_true(str_starts(hear(&s, &w, "RCPT TO:<c@d>", SMTP_GO_ON), S("550")));
	w.answer = 451;
	assert_true(str_starts(hear(&s, &w, "RCPT TO:<c@d>", SMTP_GO_ON), S("451")));
	assert_true(str_starts(hear(&s, &w, "DATA", SMTP_GO_ON), S("503")));
	assert_true(str_starts(hear(&s, &w, "STARTTLS", SMTP_GO_ON), S("502")));
	assert_false(str_has(hear(&s, &w, "EHLO x", SMTP_GO_ON), S("STARTTLS")));
	w.offers_tls = true;
	assert_true(str_has(hear(&s, &w, "EHLO x", SMTP_GO_ON), S("STARTTLS")));
	hear(&s, &w, "STARTTLS", SMTP_START_TLS);
	hear(&s, &w, "QUIT", SMTP_END);
}

UNIT_MAIN(TEST(a_letter_is_read_as_it_was_written), TEST(it_answers_as_the_play_says))
