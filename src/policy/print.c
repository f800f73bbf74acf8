/* policy/print.c -- the canonical layout.
 *
 * One blank between words; details indented by four; a sentence over LINE_MAX
 * characters goes on after a comma, indented by eight more.  Tables are laid
 * out in columns: the fields of data, the details of a controller, and events
 * that stand together.
 */
#include "base/check.h"
#include "policy/tree.h"

#define LINE_MAX_CHARACTERS 120
#define INDENT 4
#define COLUMNS_MAX 2

struct printer {
	struct buf *out;
	const struct tree *tree;
	size_t width[COLUMNS_MAX]; /* of the columns of the table being printed */
	size_t columns; /* 0: no table */
	size_t until; /* the sentence that is in it no longer */
};

static const struct token *
tokens_of(const struct tree *tree, const struct sentence *s)
{
	return tree->tokens.at + s->first_token;
}

/* How many words stand in column `column` of a table of this kind; 0: the
 * sentence has no such column. */
static size_t
words_in_column(const struct tree *tree, const struct sentence *s, size_t column)
{
	const struct token *t = tokens_of(tree, s);
	bool detail = s->kind == SENTENCE_DETAIL;

	if (detail && s->heading == HEADING_CONTROLLER)
		return column == 0 ? 1 : 0;
	if (detail && s->heading == HEADING_DATA)
		return s->tokens > column + 1 ? 1 : 0;
	if (!detail && s->heading == HEADING_EVENT && s->tokens > 4 && str_eq(t[2].text, S("of")))
		return 2;
	return 0;
}

/* Which table a sentence is a row of; two rows of one table stand together. */
static int
table_of(const struct tree *tree, const struct sentence *s)
{
	const struct token *t = tokens_of(tree, s);

	if (s->kind == SENTENCE_COMMENT || s->tokens < 2 || words_in_column(tree, s, 0) == 0)
		return 0;
	if (s->heading == HEADING_DATA
	    && (str_eq(t[0].text, S("shared")) || str_eq(t[0].text, S("for")) || str_eq(t[0].text, S("in"))
		|| str_eq(t[0].text, S("as"))))
		return 0;
	for (uint32_t i = 0; i < s->tokens && i < 4; i++)
		if (t[i].kind != TOKEN_WORD && !(i == 1 && s->heading == HEADING_CONTROLLER))
			return i < 2 ? 0 : (int)s->heading + 1;
	return (int)s->heading + 1;
}

static size_t
width_of(const struct token *t, size_t words)
{
	size_t n = words > 0 ? words - 1 : 0;

	for (size_t i = 0; i < words; i++)
		n += utf8_count(t[i].text);
	return n;
}

/* Measures the table that begins at sentence `i`. */
static void
measure(struct printer *p, size_t i)
{
	const struct tree *tree = p->tree;
	int table = table_of(tree, &tree->sentences.at[i]);

	p->columns = 0;
	p->until = i + 1;
	if (table == 0)
		return;
	for (size_t j = i; j < tree->sentences.n; j++) {
		const struct sentence *s = &tree->sentences.at[j];
		const struct token *t = tokens_of(tree, s);

		if (table_of(tree, s) != table || (j > i && s->blank_before && s->kind == SENTENCE_HEADING))
			break;
		p->until = j + 1;
		for (size_t column = 0; column < COLUMNS_MAX; column++) {
			size_t words = words_in_column(tree, s, column), width = width_of(t, words);

			if (words == 0)
				break;
			if (j == i || column >= p->columns)
				p->width[column] = column >= p->columns ? 0 : p->width[column];
			if (column >= p->columns)
				p->columns = column + 1;
			if (width > p->width[column])
				p->width[column] = width;
			t += words;
		}
	}
}

static void
put_token(struct buf *out, const struct token *t)
{
	if (t->kind == TOKEN_TEXT)
		buf_printf(out, "\"%.*s\"", STR(t->text));
	else
		buf_put(out, t->text);
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

/* Characters from `t` up to and with the next comma: what cannot be parted. */
static size_t
piece_width(const struct token *t, const struct token *end)
{
	size_t n = 0;

	for (; t < end; t++) {
		n += token_width(t) + (joins_left(t) ? 0 : 1);
		if (t->kind == TOKEN_COMMA)
			break;
	}
	return n;
}

static void
put_words(struct printer *p, const struct sentence *s, size_t indent)
{
	const struct token *t = tokens_of(p->tree, s), *end = t + s->tokens, *first = t;
	size_t column = 0, col = indent, next_column = words_in_column(p->tree, s, 0);

	for (; t < end; t++) {
		if (t > first && !joins_left(t)) {
			size_t gap = 1;

			if (p->columns > column && next_column > 0 && (size_t)(t - first) == next_column) {
				const struct token *from = first;
				size_t words = words_in_column(p->tree, s, column);

				from = t - words;
				gap = p->width[column] - width_of(from, words) + 2;
				column++;
				words = column < COLUMNS_MAX ? words_in_column(p->tree, s, column) : 0;
				next_column = words > 0 ? next_column + words : 0;
			} else if (t[-1].kind == TOKEN_COMMA && col + piece_width(t, end) > LINE_MAX_CHARACTERS) {
				buf_putc(p->out, '\n');
				col = indent + 8;
				buf_pad(p->out, ' ', col);
				gap = 0;
			}
			buf_pad(p->out, ' ', gap);
			col += gap;
		}
		put_token(p->out, t);
		col += token_width(t);
	}
}

static void
put_sentence(struct printer *p, size_t i)
{
	const struct sentence *s = &p->tree->sentences.at[i];
	size_t indent = s->kind == SENTENCE_HEADING || (s->kind == SENTENCE_COMMENT && !s->indented) ? 0 : INDENT;

	if (i > 0 && s->blank_before && indent == 0)
		buf_putc(p->out, '\n');
	buf_pad(p->out, ' ', indent);
	put_words(p, s, indent);
	if (s->comment.n > 0)
		buf_printf(p->out, "%s%.*s", s->kind == SENTENCE_COMMENT ? "" : "  ", STR(s->comment));
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
