/* policy/trace.c -- which sentence carries which row of a list. */
#include "policy/names.h"
#include "policy/trace.h"

static void
sources_of(
    const struct tree *tree, const struct sentence *s, struct arena *arena, struct plan *plan)
{
	const struct token *t = &tree->tokens.at[s->first_token];
	size_t n = s->tokens + s->mark;

	for (size_t i = s->tokens; i < n; i++)
		if (t[i].kind == TOKEN_TEXT)
			*LIST_ADD(&plan->sources, arena) =
			    (struct source){ t[i].at, t[0].at.line, t[n - 1].at.line, t[i].text };
}

void
trace_sources(const struct tree *tree, struct arena *arena, struct plan *plan)
{
	for (size_t i = 0; i < tree->sentences.n; i++)
		if (tree->sentences.at[i].mark > 0)
			sources_of(tree, &tree->sentences.at[i], arena, plan);
}

result
trace_read(struct scope *sc, struct str text, struct trace_list *list)
{
	struct str rest = text;

	*list = (struct trace_list){ 0 };
	(void)str_cut(rest, '\n', &rest); /* the names of its columns */
	for (size_t line = 2; rest.n > 0; line++) {
		struct str cells, raw = str_cut(rest, '\n', &rest);
		struct str row = str_trim(str_cut(raw, '\t', &cells));

		if (str_trim(raw).n == 0)
			continue;
		if (row.n == 0 || str_has(row, S(" ")))
			return fail(sc, E_INPUT,
			    "line %zu of the list does not begin with the number of a row", line);
		if (str_among(row, list->rows.at, list->rows.n))
			return fail(sc, E_INPUT, "line %zu of the list has the number %.*s again",
			    line, STR(row));
		if (list->rows.n == TRACE_ROWS_MAX)
			return fail(sc, E_TOO_BIG, "the list has more than 10,000 rows");
		*LIST_ADD(&list->rows, &sc->arena) = row;
	}
	return OK;
}

static struct str
row_near(const struct trace_list *list, struct str text)
{
	size_t most = edit_believed(text) + 1;
	struct str near = S("");

	for (size_t i = 0; i < list->rows.n && most > 0; i++) {
		size_t d = edit_distance(text, list->rows.at[i], most - 1);

		if (d < most) {
			most = d;
			near = list->rows.at[i];
		}
	}
	return near;
}

static void
unknown(struct scope *sc, const struct plan *plan, const struct source *s,
    const struct trace_list *list, struct diags *diags)
{
	struct diag *d = diag_add(diags, &sc->arena, DIAG_SOURCE_UNKNOWN, s->at);
	struct str near = row_near(list, s->text);

	d->text = str_printf(&sc->arena, "the list has no row %.*s", STR(s->text));
	if (near.n == 0) {
		d->note = S("name a row of the list; what stands elsewhere has a blank in it");
		return;
	}
	d->note = str_printf(&sc->arena, "did you mean \"%.*s\"?", STR(near));
	diag_try_instead(d, &sc->arena, plan->text, s->text, near);
}

void
trace_check(
    struct scope *sc, const struct plan *plan, const struct trace_list *list, struct diags *diags)
{
	for (size_t i = 0; list != NULL && i < plan->sources.n; i++) {
		const struct source *s = &plan->sources.at[i];

		if (!str_has(s->text, S(" ")) && !str_among(s->text, list->rows.at, list->rows.n))
			unknown(sc, plan, s, list, diags);
	}
}
