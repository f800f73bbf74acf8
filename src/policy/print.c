/* policy/print.c -- the canonical layout.
 *
 * One blank between words; details indented by four.  A sentence goes on in
 * a new line where its author broke it after a comma, indented by eight more.
 * Tables are laid out in columns two blanks apart: the fields of data, the
 * details of a controller, and events that stand together.
 */
#include "policy/tree.h"

#define INDENT 4
#define GAPS_MAX 2 /* between the columns of a table */

struct printer {
	struct buf *out;
	const struct tree *tree;
	size_t width[GAPS_MAX]; /* of the columns of the table being printed */
	size_t until; /* the first sentence behind it */
	bool alone; /* an event by itself is no table */
};

/* Where the columns of a row begin, counted in words; the first one at 0. */
struct columns {
	size_t gaps;
	size_t start[GAPS_MAX + 1];
	bool ragged[GAPS_MAX]; /* too long to make a column wide */
};

static const struct token *
tokens_of(const struct tree *tree, const struct sentence *s)
{
	return tree->tokens.at + s->first_token;
}

static bool
is_word(const struct token *t, const char *word)
{
	return t->kind == TOKEN_WORD && str_eq(t->text, str_of(word));
}

/* Behind the type of a field: `ref vehicle`, `one of dpd, apc`. */
static size_t
behind_type(const struct token *t, size_t n)
{
	size_t i = 3;

	if (is_word(&t[1], "ref"))
		return n < 3 ? n : 3;
	if (!is_word(&t[1], "one") || n < 4)
		return 2;
	while (i + 2 < n && t[i + 1].kind == TOKEN_COMMA)
		i += 2;
	return i + 1;
}

static bool
is_field(const struct token *t)
{
	return t[0].kind == TOKEN_WORD && !is_word(t, "for") && !is_word(t, "in")
	       && !(is_word(t, "as") && is_word(t + 1, "series"))
	       && !(is_word(t, "shared") && is_word(t + 1, "with"))
	       && !(is_word(t, "category") && t[1].kind == TOKEN_TEXT);
}

/* "group member", "bank holidays of" */
static size_t
words_before(const struct token *t)
{
	if (is_word(t, "bank"))
		return 3;
	return is_word(t, "group") ? 2 : 1;
}

/* A row of a table, or no gaps at all. */
static struct columns
columns_of(const struct tree *tree, const struct sentence *s)
{
	const struct token *t = tokens_of(tree, s);
	struct columns c = { 0 };

	if (s->kind == SENTENCE_DETAIL && s->heading == HEADING_CONTROLLER && s->tokens > 1) {
		c = (struct columns){ .gaps = 1, .start = { 0, words_before(t) } };
	} else if (s->kind == SENTENCE_DETAIL && s->heading == HEADING_DATA && s->tokens > 1
		   && is_field(t)) {
		c = (struct columns){ .gaps = 2, .start = { 0, 1, behind_type(t, s->tokens) } };
		c.ragged[1] = is_word(&t[1], "one");
		c.gaps = c.start[2] < s->tokens ? 2 : 1;
	} else if (s->kind == SENTENCE_HEADING && s->heading == HEADING_EVENT && s->tokens > 4
		   && is_word(&t[2], "of")) {
		c = (struct columns){ .gaps = 2, .start = { 0, 2, 4 } };
	}
	return c;
}

static bool
joins_left(const struct token *t)
{
	return t->kind == TOKEN_COMMA || t->kind == TOKEN_SEMICOLON;
}

static size_t
token_width(const struct token *t)
{
	return utf8_count(t->text) + (t->kind == TOKEN_TEXT ? 2 : 0);
}

static size_t
column_width(const struct token *t, const struct columns *c, size_t column)
{
	size_t n = 0;

	for (size_t i = c->start[column]; i < c->start[column + 1]; i++)
		n += token_width(&t[i]) + (i > c->start[column] && !joins_left(&t[i]));
	return n;
}

/* Measures the table that begins at sentence `first`, if one does: rows of one
 * kind that stand together, with nothing between them. */
static void
measure(struct printer *p, size_t first)
{
	const struct sentence *top = &p->tree->sentences.at[first];

	for (size_t i = 0; i < GAPS_MAX; i++)
		p->width[i] = 0;
	for (p->until = first; p->until < p->tree->sentences.n; p->until++) {
		const struct sentence *s = &p->tree->sentences.at[p->until];
		struct columns c = columns_of(p->tree, s);

		if (c.gaps == 0 || s->kind != top->kind || s->heading != top->heading)
			break;
		if (p->until > first && s->blank_before && s->kind == SENTENCE_HEADING)
			break;
		for (size_t i = 0; i < c.gaps; i++) {
			size_t width = c.ragged[i] ? 0 : column_width(tokens_of(p->tree, s), &c, i);

			if (width > p->width[i])
				p->width[i] = width;
		}
	}
	p->alone = p->until <= first + 1 && top->kind == SENTENCE_HEADING;
	if (p->until == first)
		p->until++;
}

/* Blanks before word `i`, which begins column `column`. */
static size_t
gap_before(const struct printer *p, const struct token *t, const struct columns *c, size_t column)
{
	size_t width = column_width(t, c, column - 1);

	return width < p->width[column - 1] ? p->width[column - 1] - width + 2 : 2;
}

static void
put_token(struct buf *out, const struct token *t)
{
	if (t->kind == TOKEN_TEXT)
		buf_printf(out, "\"%.*s\"", STR(t->text));
	else
		buf_put(out, t->text);
}

static void
put_words(struct printer *p, const struct sentence *s, size_t indent)
{
	const struct token *t = tokens_of(p->tree, s);
	struct columns c = columns_of(p->tree, s);
	size_t column = 1;

	for (size_t i = 0; i < s->tokens + s->mark; i++) {
		bool begins = column <= c.gaps && i == c.start[column] && !p->alone;

		if (i > 0 && t[i].at.line > t[i - 1].at.line) {
			buf_putc(p->out, '\n');
			buf_pad(p->out, ' ', indent + 8);
		} else if (i > 0 && !joins_left(&t[i])) {
			buf_pad(p->out, ' ', begins ? gap_before(p, t, &c, column) : 1);
		}
		column += begins;
		put_token(p->out, &t[i]);
	}
}

static void
put_sentence(struct printer *p, size_t i)
{
	const struct sentence *s = &p->tree->sentences.at[i];
	size_t indent = s->indented ? INDENT : 0;

	if (i > 0 && s->blank_before && !s->indented)
		buf_putc(p->out, '\n');
	buf_pad(p->out, ' ', indent);
	put_words(p, s, indent);
	if (s->comment.n > 0)
		buf_printf(
		    p->out, "%s%.*s", s->kind == SENTENCE_COMMENT ? "" : "  ", STR(s->comment));
	buf_putc(p->out, '\n');
}

void
tree_print(struct buf *out, const struct tree *tree)
{
	struct printer p = { .out = out, .tree = tree };

	for (size_t i = 0; i < tree->sentences.n; i++) {
		if (i >= p.until)
			measure(&p, i);
		put_sentence(&p, i);
	}
}
