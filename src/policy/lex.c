#include "policy/tree.h"

struct lexer {
	struct scope *sc;
	struct tree *tree;
	struct diags *diags;
	struct str text; /* all of it */
	uint32_t line;
	struct sentence now; /* the sentence being read */
	bool open; /* it ended in a comma and goes on */
	bool blank; /* an empty line stood before what comes */
	bool full; /* past a limit: nothing more is read */
};

static struct at
place(uint32_t line, uint32_t col, uint32_t len)
{
	return (struct at){ .line = line, .col = col, .len = len > 0 ? len : 1 };
}

static uint32_t
characters(struct str s)
{
	uint32_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

static void
too_large(struct lexer *lx, const char *what)
{
	struct diag *d = diag_add(lx->diags, &lx->sc->arena, DIAG_TOO_LARGE, place(lx->line, 1, 1));

	d->text = str_printf(&lx->sc->arena, "the policy has more than %s", what);
	d->note = S("reading stops here");
	lx->full = true;
}

/* Bytes of the character that begins at `i`; 0 when it is none that a policy
 * may hold: no control character but the tab, and nothing that makes a line
 * read in another order than it is written (Unicode TR 36, bidirectional). */
static size_t
character(struct str s, size_t i)
{
	unsigned char c = (unsigned char)s.p[i];
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2
			      : c < 0xf0   ? 3
					   : 4;
	struct str one = str_slice(s, i, i + n);

	if (n == 1)
		return c == '\t' || (c >= ' ' && c != 0x7f) ? 1 : 0;
	if (one.n < n || !utf8_valid(one))
		return 0;
	if (n == 2 && c == 0xc2 && (unsigned char)one.p[1] < 0xa0)
		return 0;
	if (n == 3 && c == 0xe2) {
		unsigned low = (((unsigned)(unsigned char)one.p[1] & 0x3f) << 6)
			       | ((unsigned)(unsigned char)one.p[2] & 0x3f);

		if ((low >= 0x28 && low <= 0x2e) || (low >= 0x66 && low <= 0x69))
			return 0; /* U+2028-202E, U+2066-2069 */
	}
	return n;
}

/* The line up to its first bad byte, which is reported. */
static struct str
good_part(struct lexer *lx, struct str raw)
{
	size_t i = 0, n;
	struct diag *d;

	while (i < raw.n && (n = character(raw, i)) > 0)
		i += n;
	if (i == raw.n)
		return raw;
	d = diag_add(lx->diags, &lx->sc->arena, DIAG_BAD_BYTES,
	    place(lx->line, characters(str_slice(raw, 0, i)) + 1, 1));
	d->text = str_printf(&lx->sc->arena, "the byte 0x%02x cannot stand in a policy",
	    (unsigned)(unsigned char)raw.p[i]);
	d->note = S("save the file as UTF-8 text");
	return str_slice(raw, 0, i);
}

static void
add_comment(struct lexer *lx, struct str comment, bool indented)
{
	struct sentence *s = LIST_ADD(&lx->tree->sentences, &lx->sc->arena);

	*s = (struct sentence){ .kind = SENTENCE_COMMENT,
		.heading = HEADINGS,
		.comment = str_trim(comment),
		.indented = indented,
		.blank_before = lx->blank };
	lx->blank = false;
}

static void
close_sentence(struct lexer *lx)
{
	struct tree *tree = lx->tree;

	lx->now.tokens = (uint32_t)tree->tokens.n - lx->now.first_token;
	*LIST_ADD(&tree->sentences, &lx->sc->arena) = lx->now;
	lx->open = false;
}

/* The sentence ended in a comma, and what should follow does not. */
static void
close_at_comma(struct lexer *lx)
{
	struct token *comma = &lx->tree->tokens.at[lx->tree->tokens.n - 1];
	struct diag *d = diag_add(lx->diags, &lx->sc->arena, DIAG_COMMA_LAST, comma->at);

	d->text = S("the line ends in a comma, but nothing follows it");
	d->note = S("indent the next line if the sentence goes on in it, or leave out the comma");
	lx->tree->tokens.n--;
	lx->now.broken = true;
	close_sentence(lx);
}

static void
open_sentence(struct lexer *lx, bool indented)
{
	if (lx->open && !indented)
		close_at_comma(lx);
	if (lx->open)
		return;
	lx->now = (struct sentence){ .kind = indented ? SENTENCE_DETAIL : SENTENCE_HEADING,
		.heading = HEADINGS,
		.first_token = (uint32_t)lx->tree->tokens.n,
		.comment = S(""),
		.indented = indented,
		.blank_before = lx->blank };
	lx->blank = false;
	lx->open = true;
}

static bool
ends_word(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '"';
}

/* Cuts one token off at `i`; a text that is not closed runs to the end. */
static size_t
cut_token(struct lexer *lx, struct str raw, size_t i, uint32_t col)
{
	struct token *t = LIST_ADD(&lx->tree->tokens, &lx->sc->arena);
	size_t from = i;

	if (raw.p[i] == ',' || raw.p[i] == ';') {
		t->kind = raw.p[i++] == ',' ? TOKEN_COMMA : TOKEN_SEMICOLON;
		t->text = str_slice(raw, from, i);
	} else if (raw.p[i] == '"') {
		t->kind = TOKEN_TEXT;
		for (i++; i < raw.n && raw.p[i] != '"';)
			i++;
		t->text = str_slice(raw, from + 1, i);
		i += i < raw.n;
	} else {
		t->kind = TOKEN_WORD;
		while (i < raw.n && !ends_word(raw.p[i]))
			i++;
		t->text = str_slice(raw, from, i);
	}
	t->at = place(lx->line, col, characters(str_slice(raw, from, i)));
	return i;
}

/* What no name and no sentence needs is cut, so that messages stay short. */
static void
token_is_short(struct lexer *lx)
{
	struct token *t = &lx->tree->tokens.at[lx->tree->tokens.n - 1];
	size_t most = t->kind == TOKEN_TEXT ? TREE_TEXT_MAX : TREE_WORD_MAX;
	struct diag *d;

	if (t->text.n <= most)
		return;
	d = diag_add(lx->diags, &lx->sc->arena, DIAG_TOO_LARGE, t->at);
	d->text = str_printf(&lx->sc->arena, "a %s of more than %zu bytes",
	    t->kind == TOKEN_TEXT ? "text" : "word", most);
	while (((unsigned char)t->text.p[most] & 0xc0) == 0x80)
		most--;
	t->text.n = most;
	lx->now.broken = true;
}

static void
text_is_closed(struct lexer *lx, struct str raw)
{
	const struct token *t = &lx->tree->tokens.at[lx->tree->tokens.n - 1];
	struct diag *d;

	if (lx->now.broken || t->kind != TOKEN_TEXT || t->text.p + t->text.n < raw.p + raw.n)
		return;
	d = diag_add(lx->diags, &lx->sc->arena, DIAG_TEXT_OPEN, t->at);
	d->text = S("the text that begins here has no closing quote on its line");
	d->note = S("close it with \"; a text cannot hold one, but ' and \xe2\x80\x9c \xe2\x80\x9d "
		    "may stand in it");
	lx->now.broken = true;
}

/* What stands at the end of a line after a #. */
static void
end_comment(struct lexer *lx, struct str comment)
{
	bool blank = lx->blank;

	if (lx->now.comment.n > 0) { /* of an earlier line of the sentence */
		lx->blank = lx->now.blank_before;
		add_comment(lx, lx->now.comment, lx->now.indented);
		lx->now.blank_before = false;
		lx->blank = blank;
	}
	lx->now.comment = str_trim(comment);
}

static void
lex_tokens(struct lexer *lx, struct str raw, size_t i)
{
	uint32_t col = 1 + (uint32_t)i;

	while (i < raw.n && !lx->full) {
		size_t from = i;

		if (raw.p[i] == '#') {
			end_comment(lx, str_slice(raw, i, raw.n));
			return;
		}
		if (raw.p[i] == ' ' || raw.p[i] == '\t') {
			i++;
		} else {
			i = cut_token(lx, raw, i, col);
			text_is_closed(lx, raw);
			token_is_short(lx);
		}
		col += characters(str_slice(raw, from, i));
		if (lx->tree->tokens.n >= TREE_TOKENS_MAX)
			too_large(lx, "2,000,000 words");
	}
}

static void
lex_sentence(struct lexer *lx, struct str raw, size_t i, bool broken)
{
	open_sentence(lx, i > 0);
	lx->now.broken = lx->now.broken || broken;
	lex_tokens(lx, raw, i);
	if (lx->now.broken || lx->tree->tokens.at[lx->tree->tokens.n - 1].kind != TOKEN_COMMA)
		close_sentence(lx);
}

static void
lex_line(struct lexer *lx, struct str raw)
{
	struct str good = good_part(lx, raw);
	bool broken = good.n < raw.n;
	size_t i = 0;

	while (i < good.n && (good.p[i] == ' ' || good.p[i] == '\t'))
		i++;
	if (i == good.n && !broken)
		lx->blank = lx->blank || !lx->open;
	else if (i < good.n && good.p[i] == '#')
		add_comment(lx, str_slice(good, i, good.n), lx->open ? lx->now.indented : i > 0);
	else
		lex_sentence(lx, good, i, broken);
}

void
tree_lex(struct scope *sc, struct str text, struct tree *tree, struct diags *diags)
{
	struct lexer lx = { .sc = sc, .tree = tree, .diags = diags, .text = text };
	struct str rest = str_starts(text, S("\xef\xbb\xbf")) ? str_slice(text, 3, text.n) : text;

	*tree = (struct tree){ 0 };
	while (rest.n > 0 && !lx.full) {
		struct str raw = str_cut(rest, '\n', &rest);

		if (raw.n > 0 && raw.p[raw.n - 1] == '\r')
			raw.n--;
		if (++lx.line > TREE_LINES_MAX)
			too_large(&lx, "200,000 lines");
		else
			lex_line(&lx, raw);
	}
	if (lx.full)
		*tree = (struct tree){ 0 };
	else if (lx.open)
		close_at_comma(&lx);
}
