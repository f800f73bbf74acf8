/* promise/word_command.c -- the command line, and files to give it. */
#include "promise/words.h"
#include "sys/file.h"

bool
play_file(struct stage *st, struct cue *c)
{
	struct arena *a = &st->sc->arena;
	struct buf b = buf_new(a);
	struct str name, line;

	if (!cue_take(st, c, "the name of a file", &name))
		return false;
	while (!cue_done(c)) {
		if (!cue_take(st, c, "a text", &line))
			return false;
		buf_put(&b, line);
		buf_putc(&b, '\n');
	}
	if (str_has(name, S("/")) || str_starts(name, S(".")))
		return stage_broke(
		    st, c->line->token[1].at, "a file of the play has a plain name");
	return stage_ok(
	    st, c, file_write(st->sc, path_join(a, st->folder, name), buf_str(&b), FILE_PRIVATE));
}

bool
play_draft(struct stage *st, struct cue *c)
{
	struct str name, path, text;

	if (!cue_take(st, c, "the name of a file", &name))
		return false;
	if (str_has(name, S("/")) || str_starts(name, S(".")) || !cue_is(c, "with"))
		return stage_broke(
		    st, cue_spot(c), "it goes: draft NAME with FILE, NAME is a plain name");
	return cue_policy(st, c, &path, &text)
	       && stage_ok(st, c,
		   file_write(st->sc, path_join(&st->sc->arena, st->folder, name), text,
		       FILE_PRIVATE));
}

static bool
arguments(struct stage *st, struct cue *c, struct str *args, size_t *n)
{
	while (!cue_done(c) && c->line->token[c->i].kind != TOKEN_ARROW) {
		struct str arg;

		if (!cue_take(st, c, "a word of the command", &arg))
			return false;
		if (str_starts(arg, S("./")))
			arg = path_join(&st->sc->arena, st->folder, str_slice(arg, 2, arg.n));
		args[(*n)++] = arg;
	}
	return true;
}

bool
play_command(struct stage *st, struct cue *c)
{
	struct str *args = NEW_ARRAY(&st->sc->arena, c->line->n + 2, struct str), token = S(""),
		   name;
	const struct stage_keeper *k = cue_keeper(st, c);
	struct spot at = cue_spot(c);
	size_t n = 0;

	if (k == NULL)
		return false;
	if (cue_is(c, "by")) {
		if (!cue_take(st, c, "who runs it", &name))
			return false;
		if (stage_asker(st, name) == NULL)
			return stage_broke(st, at, "nobody is called %.*s", STR(name));
		token = stage_asker(st, name)->token;
	}
	if (!arguments(st, c, args, &n))
		return false;
	args[n++] = S("--store");
	args[n++] = k->folder;
	if (!self_run(st, c, args, n, token))
		return false;
	if (cue_is_mark(c, TOKEN_ARROW))
		return expect_all(st, c);
	return st->last.status == 0
	       || stage_broke(st, at, "it ended with %d; say `-> %d` when that is meant",
		   st->last.status, st->last.status);
}

static bool
say_check(struct stage *st, struct cue *c, struct str path)
{
	bool off = st->doubt != NULL && st->doubt->off.n > 0;
	const struct str args[] = { S("check"), S("--json"), path, S("--off"),
		off ? st->doubt->off : S("") };

	st->doubted |= off;
	return self_run(st, c, args, off ? 5 : 3, S(""));
}

bool
play_check(struct stage *st, struct cue *c)
{
	struct str path, text;

	if (!cue_policy_draft(st, c, &path, &text))
		return false;
	if (!cue_is_mark(c, TOKEN_ARROW))
		return stage_broke(st, cue_spot(c), "it goes: check FILE -> EXPECTATIONS");
	return say_check(st, c, path) && expect_all(st, c);
}
