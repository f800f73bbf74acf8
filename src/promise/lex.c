/* promise/lex.c -- the letters of a play: words, texts, trees, marks. */
#include "promise/lex.h"

static bool
at_end(const struct lexer *x)
{
	return x->at >= x->text.n;
}

static char
peek(const struct lexer *x, size_t ahead)
{
	return x->at + ahead < x->text.n ? x->text.p[x->at + ahead] : '\0';
}

static void
step(struct lexer *x)
{
	if (x->text.p[x->at] == '\n') {
		x->spot.line++;
		x->spot.column = 0;
	}
	x->at++;
	x->spot.column++;
}

bool
lex_wrong(struct lexer *x, struct spot at, const char *what)
{
	if (x->fault->text.n == 0)
		*x->fault = (struct play_fault){ at, str_of(what) };
	return false;
}

static void
skip_comment(struct lexer *x)
{
	while (!at_end(x) && peek(x, 0) != '\n')
		step(x);
}

/* Blanks, comments, and line ends that the next line's indent takes back. */
void
lex_blanks(struct lexer *x, bool in_tree)
{
	for (;;) {
		char c = peek(x, 0);

		if (at_end(x))
			return;
		if (c == '#' && (x->at == 0 || strchr(" \t\n", x->text.p[x->at - 1]) != NULL))
			skip_comment(x);
		else if (c == ' ' || c == '\t' || c == '\r')
			step(x);
		else if (c == '\n' && (in_tree || peek(x, 1) == ' ' || peek(x, 1) == '\t'))
			step(x);
		else
			return;
	}
}

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
								     : -1;
}

static bool
read_escape(struct lexer *x, struct buf *b)
{
	static const char plain[] = "\"\\nt", means[] = "\"\\\n\t";
	const char *p = peek(x, 0) != '\0' ? strchr(plain, peek(x, 0)) : NULL;
	int high, low;

	if (p != NULL) {
		buf_putc(b, means[p - plain]);
		step(x);
		return true;
	}
	if (peek(x, 0) != 'x')
		return lex_wrong(
		    x, x->spot, "an escape is \\\" \\\\ \\n \\t or \\x and two hex digits");
	high = hex_digit(peek(x, 1));
	low = hex_digit(peek(x, 2));
	if (high < 0 || low < 0)
		return lex_wrong(x, x->spot, "\\x is followed by two hex digits, lower case");
	buf_putc(b, (char)(high * 16 + low));
	step(x);
	step(x);
	step(x);
	return true;
}

bool
lex_text(struct lexer *x, struct str *text)
{
	struct spot from = x->spot;
	struct buf b = buf_new(x->arena);

	step(x);
	while (peek(x, 0) != '"') {
		if (at_end(x) || peek(x, 0) == '\n')
			return lex_wrong(x, from, "a text is closed on its line");
		if (peek(x, 0) != '\\') {
			buf_putc(&b, peek(x, 0));
			step(x);
			continue;
		}
		step(x);
		if (!read_escape(x, &b))
			return false;
	}
	step(x);
	*text = buf_str(&b);
	return true;
}

/* Up to a blank, a quote or one of `stops`. */
struct str
lex_bare(struct lexer *x, const char *stops)
{
	size_t from = x->at;

	while (!at_end(x) && strchr(" \t\r\n\"", peek(x, 0)) == NULL
	       && strchr(stops, peek(x, 0)) == NULL)
		step(x);
	return str_slice(x->text, from, x->at);
}

char
lex_next(const struct lexer *x)
{
	return peek(x, 0);
}

void
lex_step(struct lexer *x)
{
	CHECK(!at_end(x));
	step(x);
}

static bool
lex_token(struct lexer *x, struct token *t)
{
	t->at = x->spot;
	switch (peek(x, 0)) {
	case '"':
		t->kind = TOKEN_TEXT;
		return lex_text(x, &t->text);
	case '{':
	case '[': {
		size_t from = x->at;

		t->kind = TOKEN_TREE;
		if (!lex_tree(x, 0, &t->tree))
			return false;
		t->text = str_slice(x->text, from, x->at);
		return true;
	}
	case ',':
		t->kind = TOKEN_COMMA;
		step(x);
		return true;
	default:
		t->kind = TOKEN_WORD;
		t->text = lex_bare(x, ",");
		if (str_eq(t->text, S("->")))
			t->kind = TOKEN_ARROW;
		return true;
	}
}

bool
lex_line(struct lexer *x, struct play_line *line, bool *more)
{
	LIST(struct token)
	tokens = { 0 };

	*more = false;
	for (lex_blanks(x, false); !at_end(x) && peek(x, 0) == '\n'; lex_blanks(x, false))
		step(x);
	while (!at_end(x) && peek(x, 0) != '\n') {
		if (peek(x, 0) == '\0')
			return lex_wrong(x, x->spot, "a play is text; here stands a NUL");
		if (!lex_token(x, LIST_ADD(&tokens, x->arena)))
			return false;
		lex_blanks(x, false);
	}
	line->token = tokens.at;
	line->n = tokens.n;
	*more = tokens.n > 0;
	return true;
}
