/* promise/evidence.c -- from plays to the lines that they rest on. */
#include "promise/evidence.h"
#include "promise/run.h"
#include "sys/file.h"

static uint32_t
line_at(struct str text, size_t offset)
{
	uint32_t line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text.p[i] == '\n';
	return line;
}

static void
put(struct scope *sc, struct behinds *all, uint32_t line, const struct play *play, struct str text)
{
	for (size_t i = 0; i < all->rows.n; i++)
		if (all->rows.at[i].line == line && str_eq(all->rows.at[i].file, play->file))
			return;
	*LIST_ADD(&all->rows, &sc->arena) =
	    (struct behind){ line, play->id, play->title, play->file, text };
}

static void
rests(struct scope *sc, const struct plan *plan, const struct play *play, struct str text,
    struct behinds *all)
{
	size_t from, to;

	for (size_t i = 0; i < play->rests.n; i++)
		if (play->rests.at[i].line.n > 0
		    && policy_sentence(
			&sc->arena, plan->text, play->rests.at[i].line, &from, &to))
			put(sc, all, line_at(plan->text, from), play, text);
	for (size_t i = 0; i < plan->sources.n; i++)
		if (str_eq(plan->sources.at[i].text, play->id))
			put(sc, all, plan->sources.at[i].first_line, play, text);
}

result
promise_behind(
    struct scope *sc, struct str path, const struct plan *plan, struct behinds *all)
{
	struct str policy = str_printf(&sc->arena, "/%.*s.policy", STR(plan->name));
	struct play_files files = { 0 };

	TRY(promise_files(sc, path, &files));
	for (size_t i = 0; i < files.path.n; i++) {
		struct play_fault fault;
		struct play play;
		struct str text;

		TRY(file_read(sc, files.path.at[i], PLAY_BYTES_MAX, &text));
		if (!play_parse(&sc->arena, files.path.at[i], text, &play, &fault))
			return fail(sc, E_INPUT, "%.*s:%zu: %.*s", STR(files.path.at[i]),
			    fault.at.line, STR(fault.text));
		if (str_has(text, policy))
			rests(sc, plan, &play, text, all);
	}
	return OK;
}
