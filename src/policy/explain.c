/* policy/explain.c -- the pages of doc/explain, by number. */
#include "policy/document.h"

static const struct {
	unsigned number;
	const char *text;
} pages[] = {
#define PAGE(number, text) { number, text },
#include "policy/explain_pages.inc"
#undef PAGE
};

bool
document_explain(struct buf *b, unsigned number)
{
	for (size_t i = 0; i < N(pages); i++) {
		if (pages[i].number == number) {
			buf_puts(b, pages[i].text);
			return true;
		}
	}
	return false;
}
