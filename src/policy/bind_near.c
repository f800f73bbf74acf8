/* policy/bind_near.c -- what an author probably meant to write. */
#include "policy/bind.h"

struct near {
	struct str phrase;
	size_t words; /* of the sentence, that it would stand for */
	size_t slips;
	bool only_first; /* the first word is meant; what follows it is another thing */
};

static bool
is_placeholder(struct str word)
{
	char c = word.n > 0 ? word.p[0] : ' ';

	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* `only with consent NAME`: the words that always stand there. */
static struct str
fixed_words(struct str phrase)
{
	struct str rest = phrase;

	while (rest.n > 0) {
		struct str word = str_cut(rest, ' ', &rest);

		if (is_placeholder(word))
			return str_trim(str_slice(phrase, 0, (size_t)(word.p - phrase.p)));
	}
	return phrase;
}

static size_t
count_words(struct str phrase)
{
	size_t n = 0;

	for (struct str rest = phrase; rest.n > 0; n++)
		(void)str_cut(rest, ' ', &rest);
	return n;
}

/* The next `n` words with a blank between them; empty when there are not so many. */
static struct str
next_words(const struct cursor *c, size_t n)
{
	struct buf b = buf_new(&c->b->sc->arena);

	for (size_t i = 0; i < n; i++) {
		if (c->t + i == c->end || c->t[i].kind != TOKEN_WORD)
			return S("");
		buf_printf(&b, "%s%.*s", i == 0 ? "" : " ", STR(c->t[i].text));
	}
	return buf_str(&b);
}

static void
weigh(const struct cursor *c, struct str phrase, struct near *best)
{
	struct str rest, first = str_cut(phrase, ' ', &rest);
	size_t n = count_words(phrase), believed = edit_believed(phrase);
	size_t slips = edit_distance(next_words(c, n), phrase, believed);

	if (slips > 0 && slips <= believed && slips < best->slips)
		*best = (struct near){ phrase, n, slips, false };
	if (n == 1)
		return;
	slips = edit_distance(c->t->text, first, 2);
	if (slips <= edit_believed(first) && slips + 2 < best->slips)
		*best = (struct near){ phrase, 1, slips + 2, true };
}

/* Words of one line, as one to be replaced. */
static struct token
joined(const struct token *t, size_t n)
{
	struct token one = *t;

	if (t[n - 1].at.line == t->at.line)
		one.text.n = (size_t)(t[n - 1].text.p - t->text.p) + t[n - 1].text.n;
	return one;
}

bool
bind_suggest(struct cursor *c, struct diag *d, struct str phrases)
{
	struct near best = { .slips = SIZE_MAX };
	struct token instead;
	struct str rest = phrases, first;

	if (cursor_ended(c) || c->t->kind != TOKEN_WORD || c->b->diags->not_shown > 0)
		return false; /* nobody reads it */
	while (rest.n > 0) {
		struct str phrase;

		(void)str_cut(rest, '`', &rest);
		phrase = fixed_words(str_cut(rest, '`', &rest));
		if (phrase.n > 0)
			weigh(c, phrase, &best);
	}
	if (best.slips == SIZE_MAX)
		return false;
	d->note = said(c->b, "did you mean `%.*s`?", STR(best.phrase));
	instead = joined(c->t, best.words);
	first = best.only_first ? str_cut(best.phrase, ' ', &rest) : best.phrase;
	if (!str_eq(first, instead.text))
		bind_try_instead(c->b, d, &instead, first);
	return true;
}

/* `from DV-041` at the end of a sentence: what it comes from stands in quotes. */
bool
bind_suggest_quotes(struct cursor *c, struct diag *d)
{
	const struct token *source = c->t + 1;

	if (!cursor_see(c, "from") || source == c->end || source->kind != TOKEN_WORD)
		return false;
	d->note = said(c->b, "what a sentence comes from stands in quotes");
	bind_try_instead(
	    c->b, d, source, said(c->b, "\"%.*s\"", STR(source->text)));
	return true;
}
