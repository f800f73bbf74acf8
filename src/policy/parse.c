#include "policy/names.h"
#include "policy/tree.h"

static const struct {
	struct str word;
	bool many;
	const char *example;
} headings[] = {
#define HEADING(id, word, many, example) { { word, sizeof(word) - 1 }, many, example },
#include "policy/keyword.def"
#undef HEADING
};

const char *
heading_word(enum heading h)
{
	return headings[h].word.p;
}

static bool
heading_many(enum heading h)
{
	return headings[h].many;
}

const char *
heading_example(enum heading h)
{
	return headings[h].example;
}

static enum heading
heading_of(struct str word)
{
	for (size_t h = 0; h < N(headings); h++)
		if (str_eq(headings[h].word, word))
			return (enum heading)h;
	return HEADINGS;
}

static enum heading
heading_near(struct scope *sc, struct str word)
{
	struct str lower = str_lower(&sc->arena, word);
	size_t most = edit_believed(lower) + 1;
	enum heading near = HEADINGS;

	for (size_t h = 0; h < N(headings) && most > 0; h++) {
		size_t d = edit_distance(lower, headings[h].word, most - 1);

		if (d < most) {
			most = d;
			near = (enum heading)h;
		}
	}
	return near;
}

struct parser {
	struct scope *sc;
	struct tree *tree;
	struct diags *diags;
	struct str text;
	enum heading now; /* the heading above; HEADINGS: none that is known */
	bool alone; /* no heading above, and that was reported */
	bool any; /* a heading came */
	struct at first[HEADINGS]; /* where a heading stood first */
};

/* One fault of a heading, and what it was probably meant to be: its details
 * are then read as such, so that one slip is one message. */
static void
heading_unknown(struct parser *ps, struct sentence *s)
{
	struct scope *sc = ps->sc;
	const struct token *first = &ps->tree->tokens.at[s->first_token];
	struct diag *d = diag_add(ps->diags, &sc->arena, DIAG_HEADING_UNKNOWN, first->at);

	s->heading = first->kind == TOKEN_WORD ? heading_near(sc, first->text) : HEADINGS;
	if (first->kind != TOKEN_WORD)
		d->text = S("a line at the margin begins with a heading");
	else
		d->text = str_printf(&sc->arena, "`%.*s` is no heading", STR(first->text));
	if (s->heading != HEADINGS) {
		d->note = str_printf(&sc->arena, "did you mean `%s`?", heading_word(s->heading));
		diag_try_instead(
		    d, &ps->sc->arena, ps->text, first->text, str_of(heading_word(s->heading)));
	} else {
		d->note = S("indent the line if it is a detail of the heading above");
	}
}

static void
heading_twice(struct parser *ps, struct sentence *s, struct at again, struct at first)
{
	struct diag *d = diag_add(ps->diags, &ps->sc->arena, DIAG_SAID_TWICE, again);

	d->text = str_printf(&ps->sc->arena, "a policy has one `%s`", heading_word(s->heading));
	d->note = S("leave out one of the two");
	d->other = first;
	d->other_note = S("said here already");
	s->broken = true;
}

static void
parse_heading(struct parser *ps, struct sentence *s)
{
	const struct token *first;

	ps->any = true;
	ps->now = HEADINGS;
	if (s->tokens == 0)
		return; /* broken, and reported, by lex */
	first = &ps->tree->tokens.at[s->first_token];
	if (first->kind == TOKEN_WORD)
		s->heading = heading_of(first->text);
	if (s->heading == HEADINGS)
		heading_unknown(ps, s);
	ps->now = s->heading;
	if (s->heading == HEADINGS || heading_many(s->heading))
		return;
	if (ps->first[s->heading].line > 0)
		heading_twice(ps, s, first->at, ps->first[s->heading]);
	else
		ps->first[s->heading] = first->at;
}

static void
parse_detail(struct parser *ps, struct sentence *s)
{
	struct diag *d;

	s->heading = ps->now;
	if (ps->any || ps->alone || s->tokens == 0)
		return;
	ps->alone = true;
	d = diag_add(
	    ps->diags, &ps->sc->arena, DIAG_DETAIL_ALONE, ps->tree->tokens.at[s->first_token].at);
	d->text = S("an indented line stands under no heading");
	d->note = S("begin at the margin");
}

void
tree_parse(struct scope *sc, struct str text, struct tree *tree, struct diags *diags)
{
	struct parser ps = {
		.sc = sc, .tree = tree, .diags = diags, .text = text, .now = HEADINGS
	};

	tree_lex(sc, text, tree, diags);
	for (size_t i = 0; i < tree->sentences.n; i++) {
		struct sentence *s = &tree->sentences.at[i];

		tree_take_sources(sc, tree, s, diags);
		if (s->kind == SENTENCE_HEADING)
			parse_heading(&ps, s);
		else if (s->kind == SENTENCE_DETAIL)
			parse_detail(&ps, s);
	}
}
