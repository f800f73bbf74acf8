/* promise/word_look.c -- what can be looked at: the disk, sinks, the ledger. */
#include "base/json.h"
#include "promise/standin.h"
#include "promise/words.h"
#include "sys/file.h"

#define FILE_MAX ((size_t)256 << 20)
#define FOLDERS_DEEP 8

/* -- disk ------------------------------------------------------------------- */

struct sighting {
	struct str file;
	const char *how; /* NULL: not seen */
};

static result look_in(
    struct scope *sc, struct str path, struct str needle, size_t depth, struct sighting *seen);

static result
look_in_folder(
    struct scope *sc, struct str path, struct str needle, size_t depth, struct sighting *seen)
{
	struct str *names;
	size_t n;

	TRY(dir_list(sc, path, &names, &n));
	for (size_t i = 0; i < n && seen->how == NULL && depth < FOLDERS_DEEP; i++)
		TRY(look_in(sc, path_join(&sc->arena, path, names[i]), needle, depth + 1, seen));
	return OK;
}

/* A file that is gone meanwhile is not there to be seen. */
static result
look_in(struct scope *sc, struct str path, struct str needle, size_t depth, struct sighting *seen)
{
	struct file_facts facts;
	struct scope inner;
	struct str bytes;
	result r;

	TRY(file_look(sc, path, &facts));
	if (facts.kind == FILE_FOLDER)
		return look_in_folder(sc, path, needle, depth, seen);
	if (facts.kind != FILE_REGULAR)
		return OK;
	scope_begin(&inner, sc->now);
	r = file_read(&inner, path, FILE_MAX, &bytes);
	if (r.code == E_OK && disk_has(&inner, bytes, needle, &seen->how))
		seen->file = path;
	scope_end(&inner);
	return r.code == E_OK || r.code == E_ABSENT
		   ? OK
		   : fail(sc, r.code, "%.*s could not be searched", STR(path_last(path)));
}

static bool
look_everywhere(struct stage *st, struct cue *c, const struct stage_keeper *k, struct str needle,
    struct sighting *seen)
{
	*seen = (struct sighting){ 0 };
	return stage_ok(st, c, look_in(st->sc, k->folder, needle, 0, seen))
	       && (seen->how != NULL || stage_ok(st, c, look_in(st->sc, k->log, needle, 0, seen)));
}

bool
play_disk(struct stage *st, struct cue *c)
{
	const struct stage_keeper *k = cue_keeper(st, c);
	struct arena *a = &st->sc->arena;
	bool wanted;

	if (k == NULL)
		return false;
	wanted = cue_is(c, "has");
	if (!wanted && !cue_is(c, "lacks"))
		return stage_broke(st, cue_spot(c), "it goes: disk KEEPER lacks \"TEXT\"");
	do {
		struct spot at = cue_spot(c);
		struct sighting seen;
		struct str needle;

		if (!cue_take(st, c, "a text", &needle)
		    || !look_everywhere(st, c, k, needle, &seen))
			return false;
		if ((seen.how != NULL) != wanted)
			return stage_failed(st, at,
			    str_printf(a, "\"%.*s\" is %s", STR(needle),
				wanted ? "on the disk" : "nowhere on the disk"),
			    wanted
				? S("it is nowhere")
				: str_printf(a, "it stands %s in %.*s", seen.how, STR(seen.file)));
	} while (!cue_done(c));
	return true;
}

/* -- sinks ------------------------------------------------------------------ */

static struct str
all_parcels(struct stage *st, const struct sink *s)
{
	struct buf b = buf_new(&st->sc->arena);

	for (size_t i = 0; i < s->parcels.n; i++) {
		json_print(&b, s->parcels.at[i]);
		buf_putc(&b, '\n');
	}
	return buf_str(&b);
}

static bool
sink_texts(struct stage *st, struct cue *c, struct str text, bool wanted)
{
	do {
		struct spot at = cue_spot(c);
		struct str needle;

		if (!cue_take(st, c, "a text", &needle))
			return false;
		if (str_has(text, needle) != wanted)
			return stage_failed(st, at,
			    str_printf(&st->sc->arena, "it %s \"%.*s\"",
				wanted ? "got" : "did not get", STR(needle)),
			    text);
	} while (!cue_done(c));
	return true;
}

/* From then on the names of the stand-in are of the newest letter to that address. */
static size_t
count_to(struct stage *st, const struct standin *s, struct str to)
{
	size_t n = 0;

	for (size_t i = 0; i < s->came.n; i++) {
		if (!str_eq(node_get_str(s->came.at[i], S("to")), to))
			continue;
		n++;
		names_bind(st, s->name, s->came.at[i]);
	}
	return n;
}

bool
play_sink(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str recipient, text;
	struct standin *s;
	int64_t n = 0;
	size_t got;

	if (!cue_take(st, c, "a recipient", &recipient))
		return false;
	s = stage_standin(st, recipient);
	if (s != NULL && !standin_look(st, c, s, &text))
		return false;
	if (s == NULL)
		text = all_parcels(st, stage_sink(st, recipient));
	got = s != NULL ? s->came.n : stage_sink(st, recipient)->parcels.n;
	if (cue_is(c, "has"))
		return sink_texts(st, c, text, true);
	if (cue_is(c, "lacks"))
		return sink_texts(st, c, text, false);
	if (!cue_is(c, "got"))
		return stage_broke(st, cue_spot(c), "it goes: sink RECIPIENT has|lacks|got ...");
	if (!cue_is(c, "nothing") && !cue_number(st, c, &n))
		return false;
	if (s != NULL && s->kind == &standin_mail && cue_is(c, "to")) {
		if (!cue_take(st, c, "an address", &recipient))
			return false;
		got = count_to(st, s, recipient);
	}
	return cue_end(st, c)
	       && (got == (size_t)n
		   || stage_failed(st, at,
		       str_printf(&st->sc->arena, "%lld %s", (long long)n,
			   s != NULL ? s->kind->noun : "parcels"),
		       text.n > 0 ? text : S("nothing")));
}

/* -- the ledger --------------------------------------------------------------- */

struct ledger_wish {
	struct str kind, purpose, recipient, why;
	LIST(struct str) fields;
	int64_t times; /* -1: at least once */
};

static bool
is_or_any(struct str wanted, struct str came)
{
	return wanted.n == 0 || str_eq(wanted, came);
}

static bool
fits(const struct node *entry, const struct ledger_wish *w)
{
	if (!str_eq(node_get_str(entry, S("kind")), w->kind)
	    || !is_or_any(w->purpose, node_get_str(entry, S("purpose")))
	    || !is_or_any(w->recipient, node_get_str(entry, S("recipient")))
	    || !is_or_any(w->why, node_get_str(entry, S("why"))))
		return false;
	for (size_t i = 0; i < w->fields.n; i++)
		if (!node_lists(node_get(entry, S("fields")), w->fields.at[i]))
			return false;
	return true;
}

static bool
read_wish(struct stage *st, struct cue *c, struct ledger_wish *w)
{
	int64_t times;

	*w = (struct ledger_wish){ .times = -1 };
	if (!cue_take(st, c, "a kind of entry, such as erased", &w->kind))
		return false;
	if (cue_is(c, "of"))
		do
			if (!cue_take(st, c, "a field", LIST_ADD(&w->fields, &st->sc->arena)))
				return false;
		while (!cue_done(c) && str_has(c->line->token[c->i].text, S(".")));
	if (cue_is(c, "for") && !cue_take(st, c, "a purpose", &w->purpose))
		return false;
	if (cue_is(c, "to") && !cue_take(st, c, "a recipient", &w->recipient))
		return false;
	if (cue_is(c, "because") && !cue_take(st, c, "a reason", &w->why))
		return false;
	if (!cue_done(c) && c->line->token[c->i].kind == TOKEN_WORD
	    && str_to_i64(c->line->token[c->i].text, &times)) {
		w->times = times;
		c->i++;
		(void)(cue_is(c, "times")
		       || cue_is(c, "time")); /* "1 time", "2 times": either reads well */
	}
	return true;
}

/* An entry stands in the export as it was hashed; its body is JSON. */
static struct node *
entry_of(struct scope *sc, struct str line)
{
	struct fault before = sc->fault;
	struct node *n;

	if (json_parse(sc, line, &n).code != E_OK)
		n = NULL;
	sc->fault = before;
	return n;
}

static int64_t
count_entries(struct stage *st, struct str export, const struct ledger_wish *w)
{
	int64_t count = 0;

	while (export.n > 0) {
		struct node *n = entry_of(st->sc, str_cut(export, '\n', &export));
		const struct node *body = node_get(n, S("entry"));

		count += fits(body != NULL && body->kind == NODE_MAP ? body : n, w);
	}
	return count;
}

static bool
export_ledger(struct stage *st, struct cue *c, const struct stage_keeper *k, struct str *path,
    struct str *text)
{
	struct arena *a = &st->sc->arena;
	struct str args[] = { S("ledger"), S("export"), S(""), S("--store"), k->folder };

	*path = path_join(a, st->folder, str_printf(a, "ledger-%zu", st->commands++));
	args[2] = *path;
	if (!self_run(st, c, args, N(args), S("")))
		return false;
	if (st->last.status != 0)
		return stage_broke(st, c->line->token[0].at,
		    "the ledger could not be exported: %.*s", STR(str_trim(st->last.text)));
	return stage_ok(st, c, file_read(st->sc, *path, FILE_MAX, text));
}

static bool
proves(struct stage *st, struct cue *c, const struct stage_keeper *k, struct str path)
{
	const struct str args[] = { S("ledger"), S("verify"), path, S("--store"), k->folder };
	struct spot at = cue_spot(c);

	if (!self_run(st, c, args, N(args), S("")))
		return false;
	return st->last.status == 0
	       || stage_failed(st, at, S("the ledger proves"), str_trim(st->last.text));
}

bool
ledger_text(struct stage *st, struct cue *c, const struct stage_keeper *k, struct str *text)
{
	struct str path;

	return export_ledger(st, c, k, &path, text);
}

int64_t
ledger_count(struct stage *st, struct str text, const char *kind)
{
	struct ledger_wish w = { .kind = str_of(kind) };

	return count_entries(st, text, &w);
}

/* The last lines, for a failure. */
static struct str
tail(struct str text)
{
	return str_trim(str_slice(text, text.n > 1200 ? text.n - 1200 : 0, text.n));
}

bool
play_ledger(struct stage *st, struct cue *c)
{
	const struct stage_keeper *k = cue_keeper(st, c);
	struct spot at = cue_spot(c);
	struct ledger_wish w;
	struct str path, text, needle;
	int64_t count;

	if (k == NULL || !export_ledger(st, c, k, &path, &text))
		return false;
	if (cue_is(c, "proves"))
		return proves(st, c, k, path) && cue_end(st, c);
	if (cue_is(c, "lacks"))
		return cue_take(st, c, "a text", &needle) && cue_end(st, c)
		       && (!str_has(text, needle)
			   || stage_failed(st, at,
			       str_printf(
				   &st->sc->arena, "the ledger lacks \"%.*s\"", STR(needle)),
			       S("it has it")));
	if (!cue_is(c, "has"))
		return stage_broke(st, cue_spot(c), "it goes: ledger KEEPER has KIND ...");
	if (!read_wish(st, c, &w))
		return false;
	count = count_entries(st, text, &w);
	if (w.times >= 0 ? count != w.times : count == 0)
		return stage_failed(st, at,
		    str_printf(&st->sc->arena, "an entry %.*s like this%s", STR(w.kind),
			w.times >= 0 ? ", so many times" : ""),
		    str_printf(&st->sc->arena, "%lld of them; the ledger ends: %.*s",
			(long long)count, STR(tail(text))));
	cue_is_mark(c, TOKEN_COMMA);
	if (cue_is(c, "and") && cue_is(c, "proves"))
		return proves(st, c, k, path) && cue_end(st, c);
	return cue_end(st, c);
}
