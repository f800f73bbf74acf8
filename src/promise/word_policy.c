/* promise/word_policy.c -- the policy a play is about, changed or doubted. */
#include "promise/words.h"
#include "sys/file.h"
#include "sys/zone.h"

#define POLICY_MAX ((size_t)8 << 20)

static bool
change_line(struct stage *st, struct cue *c, struct str *text)
{
	struct arena *a = &st->sc->arena;
	struct spot at = cue_spot(c);
	struct rest rest = { 0 };
	size_t from, to;

	if (!cue_take(st, c, "a line of the policy", &rest.line))
		return false;
	if (!policy_sentence(a, *text, rest.line, &from, &to))
		return stage_broke(st, at, "the policy has no line \"%.*s\"", STR(rest.line));
	if (!cue_is(c, "is"))
		return stage_broke(
		    st, cue_spot(c), "it goes: where \"LINE\" is \"OTHER\", or: is absent");
	if (cue_is(c, "absent")) {
		*text = str_printf(a, "%.*s%.*s", STR(str_slice(*text, 0, from)),
		    STR(str_slice(*text, to, text->n)));
		return true;
	}
	if (!cue_take(st, c, "another line", &rest.weaker))
		return false;
	return doubt_text(a, *text, &rest, 0, text)
	       || stage_broke(st, at, "the line could not be changed");
}

static bool
add_line(struct stage *st, struct cue *c, struct str *text)
{
	struct str line;

	if (!cue_take(st, c, "a line", &line))
		return false;
	*text = str_printf(&st->sc->arena, "%.*s\n%.*s\n", STR(*text), STR(line));
	return true;
}

static bool
compiles(struct stage *st, struct cue *c, struct str path)
{
	const struct str args[] = { S("check"), path };

	return self_run(st, c, args, N(args), S("")) && st->last.status == 0;
}

/* The weakest text that compiles; without a doubt, or without its line in
 * this policy, the text as it is. */
static bool
doubted(struct stage *st, struct cue *c, struct str path, struct str *text)
{
	struct scope *sc = st->sc;
	struct str other;
	size_t from, to;

	if (st->doubt == NULL || st->doubt->off.n > 0
	    || !policy_sentence(&sc->arena, *text, st->doubt->line, &from, &to))
		return stage_ok(st, c, file_write(sc, path, *text, FILE_PRIVATE));
	for (size_t n = 0; doubt_text(&sc->arena, *text, st->doubt, n, &other); n++) {
		if (!stage_ok(st, c, file_write(sc, path, other, FILE_PRIVATE)))
			return false;
		if (compiles(st, c, path)) {
			*text = other;
			st->doubted = true;
			return true;
		}
		if (st->end == STAGE_BROKE)
			return false;
	}
	return stage_broke(
	    st, st->doubt->at, "no weaker line compiles in its place; say `doubted by \"LINE\"`");
}

/* The policy's calendar is the zone in which the play's times are read. */
static bool
use_calendar(struct stage *st, struct cue *c, struct str text)
{
	while (text.n > 0) {
		struct str line = str_cut(text, '\n', &text);

		if (str_starts(line, S("calendar ")))
			return stage_ok(
			    st, c, zone_use(st->sc, str_trim(str_slice(line, 9, line.n))));
	}
	return true;
}

static bool
changed_policy(struct stage *st, struct cue *c, struct str *path, struct str *text)
{
	struct scope *sc = st->sc;
	struct str file;

	if (!cue_take(st, c, "the file of a policy", &file)
	    || !stage_ok(st, c, file_read(sc, file, POLICY_MAX, text))
	    || !use_calendar(st, c, *text))
		return false;
	for (;;) {
		if (cue_is(c, "where")) {
			if (!change_line(st, c, text))
				return false;
		} else if (cue_is(c, "and")) {
			if (!add_line(st, c, text))
				return false;
		} else {
			break;
		}
		cue_is_mark(c, TOKEN_COMMA);
	}
	*path = path_join(
	    &sc->arena, st->folder, str_printf(&sc->arena, "%zu.policy", st->commands++));
	return true;
}

bool
cue_policy(struct stage *st, struct cue *c, struct str *path, struct str *text)
{
	return changed_policy(st, c, path, text) && doubted(st, c, *path, text);
}

bool
cue_policy_draft(struct stage *st, struct cue *c, struct str *path, struct str *text)
{
	return changed_policy(st, c, path, text)
	       && stage_ok(st, c, file_write(st->sc, *path, *text, FILE_PRIVATE));
}
