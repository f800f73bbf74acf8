/* promise/stage.c -- one play, from its first line to what came of it. */
#include "promise/run.h"
#include "promise/stage.h"
#include "promise/words.h"

bool
stage_broke(struct stage *st, struct spot at, const char *format, ...)
{
	va_list ap;

	if (st->end != STAGE_PASSED)
		return false;
	va_start(ap, format);
	st->came = str_vprintf(&st->sc->arena, format, ap);
	va_end(ap);
	st->end = STAGE_BROKE;
	st->at = at;
	return false;
}

bool
stage_failed(struct stage *st, struct spot at, struct str expected, struct str came)
{
	if (st->end != STAGE_PASSED)
		return false;
	st->end = STAGE_FAILED;
	st->at = at;
	st->expected = expected;
	st->came = came;
	return false;
}

bool
stage_ok(struct stage *st, struct cue *c, result r)
{
	const struct fault *f = &st->sc->fault;

	if (r.code == E_OK)
		return true;
	return stage_broke(st, c->line->token[0].at, "%.*s%s%.*s",
	    STR(f->text.n > 0 ? f->text : str_of(result_text(r.code))),
	    f->detail.n > 0 ? "; " : "", STR(f->detail));
}

static bool
play_line(struct stage *st, const struct play_line *line)
{
	struct cue c = { line, 1 };

	for (size_t i = 0; i < words_n; i++)
		if (str_eq(line->token[0].text, str_of(words[i].name)))
			return words[i].play(st, &c);
	return stage_broke(st, line->token[0].at,
	    "there is no word `%.*s`; `bailee promise --help` lists them",
	    STR(line->token[0].text));
}

void
stage_play(struct stage *st)
{
	for (size_t i = 0; i < st->play->lines.n && st->end == STAGE_PASSED; i++)
		(void)play_line(st, &st->play->lines.at[i]); /* st->end says how it went */
	for (size_t i = 0; i < st->keepers.n; i++)
		keeper_stop(st, &st->keepers.at[i]);
	for (size_t i = 0; i < st->standins.n; i++)
		standin_stop(st, &st->standins.at[i]);
}
