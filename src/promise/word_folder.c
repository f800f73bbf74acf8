/* promise/word_folder.c -- who sends files, and what they are told of them. */
#include "promise/words.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/sock.h"
#include "sys/watch.h"

#define REPORT_WITHIN span_seconds(60)
#define LOOKED_EACH span_seconds(1) /* should an event be lost */
#define REPORT_MOST ((size_t)64 << 20)

static struct str
in_folder(struct stage *st, struct str folder, struct str name)
{
	struct arena *a = &st->sc->arena;

	return path_join(a, path_join(a, path_join(a, st->folder, folder), S("in")), name);
}

/* folder NAME as CHANNEL brings DATASET for PURPOSE [of PARTY] [about TYPE] */
struct sender {
	struct str name, channel, dataset, purpose, about, party;
};

static bool
read_sender(struct stage *st, struct cue *c, struct sender *s)
{
	struct spot at = cue_spot(c);
	struct str who;

	if (!cue_take(st, c, "a name", &s->name) || !cue_is(c, "as")
	    || !cue_take(st, c, "a door of the policy", &s->channel) || !cue_is(c, "brings")
	    || !cue_take(st, c, "a dataset", &s->dataset) || !cue_is(c, "for")
	    || !cue_take(st, c, "a purpose", &s->purpose))
		return stage_broke(
		    st, at, "it goes: folder NAME as CHANNEL brings DATASET for PURPOSE");
	if (cue_is(c, "of")) {
		if (!cue_take(st, c, "a party", &who))
			return false;
		if (stage_asker(st, who) == NULL)
			return stage_broke(st, at, "nobody is called %.*s", STR(who));
		s->party = stage_asker(st, who)->party;
	}
	return !cue_is(c, "about") || cue_take(st, c, "a kind of person", &s->about);
}

static bool
add_folder(struct stage *st, struct cue *c, const struct stage_keeper *k, const struct sender *s)
{
	struct arena *a = &st->sc->arena;
	struct str args[20] = { S("folder"), S("add"), s->name, S("--path"),
		path_join(a, st->folder, s->name), S("--channel"), s->channel, S("--dataset"),
		s->dataset, S("--purpose"), s->purpose, S("--store"), k->folder };
	size_t n = 13;

	if (s->party.n > 0) {
		args[n++] = S("--party");
		args[n++] = s->party;
	}
	if (s->about.n > 0) {
		args[n++] = S("--about");
		args[n++] = s->about;
	}
	if (!self_run(st, c, args, n, S("")))
		return false;
	return st->last.status == 0
	       || stage_broke(st, c->line->token[0].at, "the folder could not be made: %.*s",
		   STR(str_trim(st->last.text)));
}

/* What is watched is read at the start. */
bool
play_folder(struct stage *st, struct cue *c)
{
	struct stage_keeper *k = stage_keeper(st, S(""));
	struct sender s = { 0 };

	if (k == NULL)
		return stage_broke(st, cue_spot(c), "no keeper is on stage");
	if (!read_sender(st, c, &s) || !cue_end(st, c) || !add_folder(st, c, k, &s))
		return false;
	keeper_stop(st, k);
	return keeper_start(st, c, k);
}

/* As clients do that rename when they are done: it is there at once, and whole. */
bool
play_drop(struct stage *st, struct cue *c)
{
	struct buf b = buf_new(&st->sc->arena);
	struct str name, line, folder;
	bool cut = false;

	if (!cue_take(st, c, "the name of a file", &name) || !cue_is(c, "into")
	    || !cue_take(st, c, "a folder", &folder))
		return stage_broke(st, cue_spot(c), "it goes: drop NAME into FOLDER \"LINE\" ...");
	cut = cue_is(c, "cut");
	while (!cue_done(c)) {
		if (!cue_take(st, c, "a text", &line)
		    || !names_in_text(st, cue_spot(c), line, &line))
			return false;
		buf_put(&b, line);
		buf_putc(&b, '\n');
	}
	if (cut && b.n > 0)
		b.n--;
	return stage_ok(st, c,
	    file_write(st->sc, in_folder(st, folder, name), buf_str(&b), FILE_PUBLIC));
}

/* M5: until it is there, by what happens in the folder. */
static result
wait_for(struct scope *sc, struct str path, struct str *text)
{
	int64_t until = clock_boot().us + REPORT_WITHIN.us;
	struct watch_event *events;
	struct sock_watch w = { 0 };
	int folder, fd;
	size_t n;
	result r;

	TRY(watch_open(sc, &fd));
	r = folder_watch(sc, fd, path_folder(path), &folder);
	w.fd = fd;
	while (r.code == E_OK && !file_exists(sc, path) && clock_boot().us < until) {
		r = sock_wait(sc, &w, 1, LOOKED_EACH, &n);
		if (r.code == E_OK)
			r = watch_read(sc, fd, &events, &n);
	}
	sock_close(&fd);
	TRY(r);
	return file_read(sc, path, REPORT_MOST, text);
}

bool
play_report(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str name, folder, path;
	result r;

	if (!cue_take(st, c, "the name of a file", &name) || !cue_is(c, "of")
	    || !cue_take(st, c, "a folder", &folder) || !cue_is_mark(c, TOKEN_ARROW))
		return stage_broke(st, cue_spot(c), "it goes: report NAME of FOLDER -> EXPECTATIONS");
	path = in_folder(st, folder, str_printf(&st->sc->arena, "%.*s.report.csv", STR(name)));
	st->last = (struct exchange){
		.said = str_printf(&st->sc->arena, "report %.*s", STR(name)), .status = 0
	};
	r = wait_for(st->sc, path, &st->last.text);
	if (r.code == E_ABSENT)
		return stage_failed(st, at, S("a report"), S("none came in a minute"));
	return stage_ok(st, c, r) && expect_all(st, c);
}

/* left NAME of FOLDER | gone NAME ... of FOLDER */
bool
play_dropped(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str name, folder;
	bool there;

	if (!cue_take(st, c, "the name of a file", &name) || !cue_is(c, "of")
	    || !cue_take(st, c, "a folder", &folder))
		return stage_broke(st, cue_spot(c), "it goes: dropped NAME of FOLDER is|is gone");
	if (!cue_is(c, "is"))
		return stage_broke(st, cue_spot(c), "it goes: dropped NAME of FOLDER is there|gone");
	there = cue_is(c, "there");
	if (!there && !cue_is(c, "gone"))
		return stage_broke(st, cue_spot(c), "it goes: dropped NAME of FOLDER is there|gone");
	if (!cue_end(st, c))
		return false;
	if (file_exists(st->sc, in_folder(st, folder, name)) == there)
		return true;
	return stage_failed(st, at, there ? S("it is there still") : S("it is gone"),
	    there ? S("it is gone") : S("it is there still"));
}
