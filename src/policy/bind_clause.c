/* policy/bind_clause.c -- clauses on a heading's line and under it. */
#include "policy/bind.h"

static const struct clause *
clause_next(const struct cursor *c, const struct clause *clauses, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cursor_see(c, clauses[i].phrase))
			return &clauses[i];
	return NULL;
}

/* As `clause_next`, but a number may stand for the phrase `N ...`. */
bool
clause_see(const struct cursor *c, const struct clause *clauses, size_t n)
{
	return clause_next(c, clauses, n) != NULL;
}

static void
list_phrases(struct buf *list, const struct clause *clauses, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(list, "%s`%s`", i == 0 ? "" : ", ", clauses[i].phrase);
}

static void
clause_unknown(struct cursor *c, const struct clause *clauses, size_t n)
{
	struct binder *b = c->b;
	struct diag *d = bind_complain(b, DIAG_DETAIL_UNKNOWN, cursor_at(c));
	struct buf list = buf_new(&b->sc->arena);
	struct str word = c->t->text;

	list_phrases(&list, clauses, n);
	if (n == 0) {
		d->text = said(b, "`%s` has no details", heading_word(c->of->heading));
		d->note = S("leave the line out");
		return;
	}
	d->text = c->t->kind == TOKEN_WORD ? said(b, "`%.*s` is nothing that `%s` says", STR(word),
		      heading_word(c->of->heading))
					   : said(b, "a text is nothing that `%s` says here",
					       heading_word(c->of->heading));
	d->note = said(b, "it may say %.*s", STR(buf_str(&list)));
	if (!bind_suggest_quotes(c, d))
		bind_suggest(c, d, buf_str(&list));
}

static bool
clause_again(struct cursor *c, const struct clause *clause)
{
	struct diag *d = bind_complain(c->b, DIAG_SAID_TWICE, cursor_at(c));

	d->text = said(c->b, "`%s` is said a second time", clause->phrase);
	d->note = said(c->b, "one `%s` says it once", heading_word(c->of->heading));
	return false;
}

bool
take_clause_line(
    struct cursor *c, const struct clause *clauses, size_t n, uint16_t row, uint64_t *said_already)
{
	while (!cursor_ended(c)) {
		const struct clause *clause;
		uint64_t bit;

		cursor_say_comma(c);
		if (cursor_ended(c))
			break;
		clause = clause_next(c, clauses, n);
		if (clause == NULL) {
			clause_unknown(c, clauses, n);
			return false;
		}
		bit = (uint64_t)1 << (clause - clauses);
		if (!clause->many && (*said_already & bit) != 0)
			return clause_again(c, clause);
		*said_already |= bit;
		cursor_say(c, clause->phrase);
		if (!clause->take(c, row))
			return false;
	}
	return true;
}

void
take_details(
    struct cursor *c, const struct clause *clauses, size_t n, uint16_t row, uint64_t *said_already)
{
	const struct section *of = c->of;

	for (size_t i = 1; i <= of->under; i++) {
		const struct sentence *s = of->head + i;
		struct cursor detail;

		if (s->kind != SENTENCE_DETAIL || s->broken)
			continue;
		detail = cursor_of(c->b, of, s);
		(void)take_clause_line(&detail, clauses, n, row, said_already); /* N1: complained */
	}
}

void
take_clauses(struct cursor *c, const struct clause *clauses, size_t n, uint16_t row)
{
	uint64_t said_already = 0;

	if (!c->of->head->broken)
		(void)take_clause_line(c, clauses, n, row, &said_already); /* N1: complained */
	take_details(c, clauses, n, row, &said_already);
}

bool
take_rows(struct cursor *c, enum name_kind kind, const struct clause *clauses, size_t n,
    uint16_t *rows, size_t *count, size_t most)
{
	for (*count = 0;;) {
		const struct token *back = c->t;
		struct diag *d;

		if (*count == most) {
			d = bind_complain(c->b, DIAG_TOO_MANY, cursor_at(c));
			d->text = said(c->b, "a sentence names at most %zu of these", most);
			return false;
		}
		if (!take_row(c, kind, &rows[*count]))
			return false;
		++*count;
		back = c->t;
		if (!cursor_say_comma(c) && !cursor_say(c, "and") && !cursor_say(c, "or"))
			return true;
		if (!cursor_ended(c) && (clause_see(c, clauses, n) || c->t->kind != TOKEN_WORD)) {
			c->t = back;
			return true;
		}
	}
}

bool
bind_row_room(struct binder *b, size_t n, size_t most)
{
	struct diag *d;

	if (n < most)
		return true;
	if (!b->full) {
		d = bind_complain(b, DIAG_TOO_MANY, (struct at){ .line = 1, .col = 1, .len = 1 });
		d->text = said(b, "the policy has more than %zu rows of one kind", most);
		b->full = true;
	}
	return false;
}

uint16_t
bind_word(struct binder *b, struct str word)
{
	*ROW(b, &b->plan->words) = word;
	return LAST(&b->plan->words);
}
