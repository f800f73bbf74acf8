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
