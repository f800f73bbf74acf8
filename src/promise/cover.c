/* promise/cover.c -- the statements, and which of them have a promise. */
#include "promise/run.h"

struct statement {
	struct str id, company, section, kind, text;
	const struct outcome *shown; /* a play of it; a failing one before a passing one */
};

struct statements {
	LIST(struct statement) rows;
	LIST(struct str) companies;
};

enum standing { SHOWN,
	SHOWN_BY_API,
	FAILING,
	OPEN,
	STANDINGS };

static const char *const standing_word[STANDINGS] = { "shown", "by api", "failing", "open" };

static enum standing
standing_of(const struct statement *s)
{
	if (s->shown == NULL)
		return OPEN;
	if (s->shown->end != STAGE_PASSED)
		return FAILING;
	return s->shown->by_api ? SHOWN_BY_API : SHOWN;
}

/* M10 */
static const struct outcome *
play_of(struct outcomes plays, struct str id)
{
	const struct outcome *found = NULL;

	for (size_t i = 0; i < plays.n; i++)
		if (str_eq(plays.at[i].id, id) && (found == NULL || found->end == STAGE_PASSED))
			found = &plays.at[i];
	return found;
}

static result
read_statements(struct scope *sc, struct str tsv, struct outcomes plays, struct statements *all)
{
	struct arena *a = &sc->arena;

	(void)str_cut(tsv, '\n', &tsv); /* the head */
	while (tsv.n > 0) {
		struct str line = str_cut(tsv, '\n', &tsv), rest = line, number;
		struct statement s = { 0 };

		if (line.n == 0)
			continue;
		s.id = str_cut(rest, '\t', &rest);
		s.section = str_cut(rest, '\t', &rest);
		s.kind = str_cut(rest, '\t', &rest);
		s.text = str_cut(rest, '\t', &rest);
		s.company = str_cut(s.id, '-', &number);
		if (number.n == 0 || s.text.n == 0)
			return fail(sc, E_INPUT,
			    "a line of the statements has no id, section, kind and statement");
		s.shown = play_of(plays, s.id);
		*LIST_ADD(&all->rows, a) = s;
		if (!str_among(s.company, all->companies.at, all->companies.n))
			*LIST_ADD(&all->companies, a) = s.company;
	}
	return OK;
}

static void
count(const struct statements *all, struct str company, struct str kind, size_t n[STANDINGS])
{
	for (size_t i = 0; i < all->rows.n; i++)
		if (str_eq(all->rows.at[i].company, company)
		    && (kind.n == 0 || str_eq(all->rows.at[i].kind, kind)))
			n[standing_of(&all->rows.at[i])]++;
}

/* The first row of its kind in its company prints the kind. */
static bool
first_of_kind(const struct statements *all, size_t row)
{
	for (size_t i = 0; i < row; i++)
		if (str_eq(all->rows.at[i].company, all->rows.at[row].company)
		    && str_eq(all->rows.at[i].kind, all->rows.at[row].kind))
			return false;
	return true;
}

static void
print_company(struct buf *out, const struct statements *all, struct str company)
{
	size_t n[STANDINGS] = { 0 };

	for (size_t i = 0; i < all->rows.n; i++) {
		const struct statement *s = &all->rows.at[i];
		size_t k[STANDINGS] = { 0 };

		if (!str_eq(s->company, company) || !first_of_kind(all, i))
			continue;
		count(all, company, s->kind, k);
		buf_printf(out, "    %-14.*s %3zu shown %3zu by api %3zu failing %3zu open\n",
		    STR(s->kind), k[SHOWN], k[SHOWN_BY_API], k[FAILING], k[OPEN]);
	}
	count(all, company, S(""), n);
	buf_printf(out, "%.*s: %zu of %zu\n", STR(company), n[SHOWN] + n[SHOWN_BY_API],
	    n[SHOWN] + n[SHOWN_BY_API] + n[FAILING] + n[OPEN]);
}

result
cover_print(struct scope *sc, struct str tsv, struct outcomes plays, struct buf *out)
{
	struct statements all = { 0 };

	TRY(read_statements(sc, tsv, plays, &all));
	for (size_t i = 0; i < all.companies.n; i++)
		print_company(out, &all, all.companies.at[i]);
	return OK;
}

static void
put_cell(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '|')
			buf_putc(b, '\\');
		buf_putc(b, text.p[i]);
	}
}

result
cover_page(struct scope *sc, struct str tsv, struct outcomes plays, struct buf *page)
{
	struct statements all = { 0 };

	TRY(read_statements(sc, tsv, plays, &all));
	buf_puts(page, "# Promises\n\nMade by `bailee promise --cover`; do not edit.  *shown*: a "
		       "play of the statement passes through the\n"
		       "public entrances; *by api*: it does, through `door api` where a door of "
		       "its own is not built yet.\n");
	for (size_t c = 0; c < all.companies.n; c++) {
		buf_printf(page, "\n## %.*s\n\n```text\n", STR(all.companies.at[c]));
		print_company(page, &all, all.companies.at[c]);
		buf_puts(page, "```\n\n| statement | | play | |\n| --- | --- | --- | --- |\n");
		for (size_t i = 0; i < all.rows.n; i++) {
			const struct statement *s = &all.rows.at[i];

			if (!str_eq(s->company, all.companies.at[c]))
				continue;
			buf_printf(page, "| %.*s | ", STR(s->id));
			put_cell(page, s->text);
			buf_puts(page, " | ");
			if (s->shown != NULL)
				put_cell(page, s->shown->title);
			buf_printf(page, " | %s |\n", standing_word[standing_of(s)]);
		}
	}
	return OK;
}
