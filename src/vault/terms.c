/* vault/terms.c -- what an index row is made of: folded, so that a search
 * finds what a person would call the same. */
#include "base/buf.h"
#include "base/list.h"
#include "vault/value.h"

#define TERMS_MOST 32

/* U+00C0 to U+017F (Latin-1 and Latin Extended-A) without their marks; a dot
 * is a letter that stays as it is. */
static const char latin[] = "aaaaaa.ceeeeiiii" /* c0 */
			    ".nooooo.ouuuuy.." /* d0 */
			    "aaaaaa.ceeeeiiii" /* e0 */
			    ".nooooo.ouuuuy.y" /* f0 */
			    "aaaaaaccccccccdd" /* 100 */
			    "ddeeeeeeeeeegggg" /* 110 */
			    "gggghhhhiiiiiiii" /* 120 */
			    "ii..jjkk.llllll." /* 130 */
			    ".llnnnnnn...oooo" /* 140 */
			    "oo..rrrrrrssssss" /* 150 */
			    "ssttttttuuuuuuuu" /* 160 */
			    "uuuuwwyyyzzzzzz."; /* 170 */

/* One character of two bytes, U+0080 to U+07FF. */
static unsigned
code_point(struct str s, size_t at)
{
	return ((unsigned char)s.p[at] & 0x1fu) << 6 | ((unsigned char)s.p[at + 1] & 0x3fu);
}

static bool
unmarked(struct str s, size_t at, char *letter)
{
	unsigned c;

	if (((unsigned char)s.p[at] & 0xe0) != 0xc0 || at + 1 >= s.n)
		return false;
	c = code_point(s, at);
	if (c < 0xc0 || c >= 0xc0 + sizeof(latin) - 1 || latin[c - 0xc0] == '.')
		return false;
	*letter = latin[c - 0xc0];
	return true;
}

/* Lower case, without marks, one blank between words and none at the ends. */
static struct str
fold(struct arena *arena, struct str text)
{
	struct buf b = buf_new(arena);
	char letter;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '\n'
		    || text.p[i] == '\r') {
			if (b.n > 0 && b.p[b.n - 1] != ' ')
				buf_putc(&b, ' ');
		} else if (unmarked(text, i, &letter)) {
			buf_putc(&b, letter);
			i++;
		} else {
			buf_put(&b, str_lower(arena, str_slice(text, i, i + 1)));
		}
	}
	return str_trim(buf_str(&b));
}

static bool
in_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80
	       || c == '\'';
}

static void
words_of(struct arena *arena, struct str folded, struct str **words, size_t *n)
{
	size_t from = 0;

	*words = NEW_ARRAY(arena, TERMS_MOST, struct str);
	*n = 0;
	for (size_t i = 0; i <= folded.n && *n < TERMS_MOST; i++) {
		struct str word;

		if (i < folded.n && in_word(folded.p[i]))
			continue;
		word = str_slice(folded, from, i);
		from = i + 1;
		if (word.n > 0 && !str_among(word, *words, *n))
			(*words)[(*n)++] = word;
	}
}

void
value_terms(struct arena *arena, const struct plan *plan, uint16_t field, struct str text,
    struct str **terms, size_t *n)
{
	struct str folded = fold(arena, text);

	if (plan->fields.at[field].type == TYPE_ADDRESS) {
		words_of(arena, folded, terms, n);
		return;
	}
	*terms = NEW_ARRAY(arena, 1, struct str);
	(*terms)[0] = folded;
	*n = folded.n > 0 ? 1 : 0;
}
