/* policy/source.c -- what a sentence comes from: `from "DV-041", "DV-042"` at its end. */
#include "policy/tree.h"

#define SOURCES_MAX 256 /* of one sentence */

static bool
is_word(const struct token *t, const char *word)
{
	return t->kind == TOKEN_WORD && str_eq(t->text, str_of(word));
}

/* The `from` before a text; `n` when there is none.  No other sentence has a
 * text behind that word. */
static size_t
find_from(const struct token *t, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (is_word(&t[i], "from") && t[i + 1].kind == TOKEN_TEXT)
			return i;
	return n;
}

/* Texts with commas between them; the first token that is neither, or `n`. */
static size_t
behind_texts(const struct token *t, size_t i, size_t n)
{
	while (i < n && t[i].kind == TOKEN_TEXT && t[i].text.n > 0) {
		i++;
		if (i + 1 >= n || t[i].kind != TOKEN_COMMA)
			break;
		i++;
	}
	return i;
}

static const struct token *
named_before(const struct token *t, size_t from, size_t n)
{
	for (size_t i = from; i < n; i++)
		for (size_t j = from; j < i && t[i].kind == TOKEN_TEXT; j++)
			if (t[j].kind == TOKEN_TEXT && str_eq(t[j].text, t[i].text))
				return &t[i];
	return NULL;
}

static void
complain(struct scope *sc, struct sentence *s, struct diags *diags, struct at at, struct str text)
{
	struct diag *d = diag_add(diags, &sc->arena, DIAG_SOURCES_BAD, at);

	d->text = text;
	d->note = S("as in: keep enquiry.* until 30 days after answer from \"DV-041\", \"DV-042\"");
	s->broken = true;
}

/* The comma that let the line be broken before `from` is of the mark; one
 * that stands before it on its line is nothing. */
static void
leave_out_comma(struct sentence *s, struct token *t)
{
	size_t comma = --s->tokens;

	if (t[comma + 1].at.line > t[comma].at.line) {
		s->mark++;
		return;
	}
	for (size_t i = comma; i < comma + s->mark; i++)
		t[i] = t[i + 1];
}

void
tree_take_sources(struct scope *sc, struct tree *tree, struct sentence *s, struct diags *diags)
{
	struct token *t = &tree->tokens.at[s->first_token];
	size_t from = s->broken ? s->tokens : find_from(t, s->tokens), end;
	const struct token *again;

	if (from == s->tokens)
		return;
	end = behind_texts(t, from + 1, s->tokens);
	if (end - from > (size_t)2 * SOURCES_MAX)
		complain(sc, s, diags, t[from].at, S("a sentence names at most 256 sources"));
	if (s->broken)
		return;
	again = named_before(t, from + 1, end);
	if (end < s->tokens && t[end].kind == TOKEN_TEXT && t[end].text.n == 0)
		complain(sc, s, diags, t[end].at, S("a source is a text that says something"));
	else if (end < s->tokens)
		complain(sc, s, diags, t[end].at, S("after the sources the sentence is at its end"));
	else if (from == 0 || (from == 1 && t[0].kind == TOKEN_COMMA))
		complain(sc, s, diags, t[0].at, S("no sentence stands before these sources"));
	else if (t[from - 1].kind == TOKEN_COMMA && t[from - 2].kind == TOKEN_COMMA)
		complain(sc, s, diags, t[from - 1].at, S("nothing stands before this comma"));
	else if (again != NULL)
		complain(sc, s, diags, again->at, S("this source is named already"));
	if (s->broken)
		return;
	s->mark = s->tokens - (uint32_t)from;
	s->tokens = (uint32_t)from;
	if (t[from - 1].kind == TOKEN_COMMA)
		leave_out_comma(s, t);
}
