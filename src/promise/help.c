/* promise/help.c -- the manual of the words. */
#include "promise/run.h"
#include "promise/words.h"

static const struct {
	const char *word, *usage, *manual;
} expects[] = {
#define EXPECT(word, function, usage, manual) { word, usage, manual },
#include "promise/expect.def"
#undef EXPECT
};

void
promise_words(struct buf *b)
{
	buf_puts(b, "words of a play\n");
	for (size_t i = 0; i < words_n; i++)
		buf_printf(b, "    %s\n", words[i].usage);
	buf_puts(b, "\nwhat may follow ->\n");
	for (size_t i = 0; i < N(expects); i++)
		buf_printf(b, "    %-32s %s\n", expects[i].usage, expects[i].manual);
	buf_puts(b,
	    "    200, 1 ...                       the HTTP status, or a command's exit status\n");
}

bool
promise_help(struct buf *b, struct str word)
{
	for (size_t i = 0; i < words_n; i++) {
		if (!str_eq(word, str_of(words[i].name)))
			continue;
		buf_printf(b, "%s\n\n%s\n", words[i].usage, words[i].manual);
		return true;
	}
	for (size_t i = 0; i < N(expects); i++) {
		if (!str_eq(word, str_of(expects[i].word)))
			continue;
		buf_printf(b, "-> %s\n\n%s\n", expects[i].usage, expects[i].manual);
		return true;
	}
	return false;
}

static void
roff_row(struct buf *b, const char *usage, const char *manual)
{
	buf_puts(b, ".TP\n.B ");
	buf_put_roff(b, usage);
	buf_putc(b, '\n');
	buf_put_roff(b, manual);
	buf_putc(b, '\n');
}

static const char roff_head[] =
    ".\\\" made by `bailee promise \\-\\-roff` from src/promise; do not edit\n"
    ".TH PROMISE 7 \"\" \"bailee " BAILEE_VERSION "\"\n"
    ".SH NAME\npromise \\- plays that show that a policy's promises are kept\n"
    ".SH DESCRIPTION\n"
    "A play is a file, run against the real programme through its public entrances.  It begins "
    "with what it\n"
    "shows and what it rests on:\n.PP\n.nf\n.RS\n"
    "promise PV\\-013 \"phone and e\\-mail are gone 90 days after somebody left\"\n"
    "rests on \"keep contact.phone, contact.email until 90 days after leaving\"\n"
    "cites   uk\\-gdpr:5(1)(e)\n.RE\n.fi\n.PP\n"
    "Then one act or look a line.  A line that is indented goes on with the one before it; a # "
    "begins a\n"
    "comment.  Words are bare or in \"quotes\" (\\e\" \\e\\e \\en \\et \\exHH); { } and [ ] hold "
    "JSON whose keys\n"
    "and texts may stand bare; @NAME is what an earlier answer was called with `as NAME`.\n"
    ".PP\nWith \\-\\-doubt each play is run again for each line that it rests on, with the "
    "weakest line that\n"
    "compiles in its place (`doubted by \"LINE\"` names another, `and \"LINE\"` adds one); it "
    "must then fail at\n"
    "an expectation.  `rests on error B012` switches that message of the compiler off; `rests on "
    "the keeper\n"
    "\"what\"` is for what no line of the policy says.\n";

void
promise_roff(struct buf *b)
{
	buf_puts(b, roff_head);
	buf_puts(b, ".SH WORDS\n");
	for (size_t i = 0; i < words_n; i++)
		roff_row(b, words[i].usage, words[i].manual);
	buf_puts(b, ".SH EXPECTATIONS\nAfter -> stand one or more, with commas between.\n");
	for (size_t i = 0; i < N(expects); i++)
		roff_row(b, expects[i].usage, expects[i].manual);
	roff_row(b, "200", "the HTTP status, or a command's exit status");
	buf_puts(b, ".SH SEE ALSO\n.BR bailee (1),\n.BR policy (7)\n");
}
