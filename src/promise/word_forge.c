/* promise/word_forge.c -- what somebody does who gets at the files. */
#include "promise/words.h"
#include "sys/file.h"
#include "sys/ulid.h"

#define FILE_MAX ((size_t)256 << 20)
#define SEALED_BEGINS '\x01' /* doc/format/envelope.md: the version */
#define INTO_SEALED 40 /* past version and nonce */

/* A sealed part stands behind the id of its subject
 * (doc/format/store.md); other rows that name the subject are left alone. */
static size_t
flip_parts(char *bytes, size_t n, struct str id)
{
	char *at = bytes, *end = bytes + n;
	size_t flipped = 0;

	while ((at = memmem(at, (size_t)(end - at), id.p, id.n)) != NULL) {
		at += id.n;
		if (end - at <= INTO_SEALED || *at != SEALED_BEGINS)
			continue;
		at[INTO_SEALED] ^= 1;
		flipped++;
	}
	return flipped;
}

static result
forge_file(struct scope *sc, struct str path, struct str id, size_t *flipped)
{
	struct str content;
	char *bytes;

	if (!file_exists(sc, path))
		return OK;
	TRY(file_read(sc, path, FILE_MAX, &content));
	bytes = arena_alloc(&sc->arena, content.n + 1);
	memcpy(bytes, content.p, content.n);
	*flipped += flip_parts(bytes, content.n, id);
	return file_write(sc, path, (struct str){ bytes, content.n }, FILE_PRIVATE);
}

static bool
forge_parts(struct stage *st, struct cue *c, struct stage_keeper *k)
{
	struct arena *a = &st->sc->arena;
	struct spot at = cue_spot(c);
	struct str id;
	size_t flipped = 0;

	if (!cue_take(st, c, "the id of a person", &id) || !cue_end(st, c))
		return false;
	if (!ulid_valid(id))
		return stage_broke(st, at, "this is no id");
	keeper_stop(st, k);
	if (!stage_ok(
		st, c, forge_file(st->sc, path_join(a, k->folder, S("data.db")), id, &flipped))
	    || !stage_ok(st, c,
		forge_file(st->sc, path_join(a, k->folder, S("data.db-wal")), id, &flipped)))
		return false;
	if (flipped == 0)
		return stage_broke(st, at, "no sealed part of this person was found");
	return keeper_start(st, c, k);
}

/* Where the text begins on the line at `i`; the end of the bytes when it does not stand there. */
static size_t
place_of(struct str content, size_t i, struct str text)
{
	struct str rest, line = str_cut(str_slice(content, i, content.n), '\n', &rest);
	const char *at = memmem(line.p, line.n, text.p, text.n);

	return at == NULL ? content.n : (size_t)(at - content.p);
}

/* Another digit for the first one of the line, or another letter for the first of a text. */
static bool
forge_line(struct stage *st, struct cue *c, struct str name)
{
	struct str path = path_join(&st->sc->arena, st->folder, name), content;
	struct spot at = cue_spot(c);
	struct str text = S("");
	int64_t line;
	char *bytes;
	size_t i = 0;

	if (!cue_number(st, c, &line) || (cue_is(c, "in") && !cue_take(st, c, "a text", &text))
	    || !cue_end(st, c)
	    || !stage_ok(st, c, file_read(st->sc, path, FILE_MAX, &content)))
		return false;
	bytes = arena_alloc(&st->sc->arena, content.n + 1);
	memcpy(bytes, content.p, content.n);
	for (; line > 1 && i < content.n; i++)
		line -= bytes[i] == '\n';
	if (text.n > 0)
		i = place_of(content, i, text);
	while (text.n == 0 && i < content.n && (bytes[i] < '0' || bytes[i] > '8'))
		i++;
	if (i == content.n)
		return stage_broke(st, at, "the file has no such line, or not that text on it");
	bytes[i]++;
	return stage_ok(
	    st, c, file_write(st->sc, path, (struct str){ bytes, content.n }, FILE_PRIVATE));
}

bool
play_forge(struct stage *st, struct cue *c)
{
	struct spot at = cue_spot(c);
	struct str name;

	if (!cue_take(st, c, "a keeper or a file", &name))
		return false;
	if (cue_is(c, "line"))
		return forge_line(st, c, name);
	if (!cue_is(c, "parts") || !cue_is(c, "of"))
		return stage_broke(
		    st, cue_spot(c), "it goes: forge KEEPER parts of ID, or: forge FILE line N [in \"TEXT\"]");
	if (stage_keeper(st, name) == NULL)
		return stage_broke(st, at, "no keeper is called %.*s", STR(name));
	return forge_parts(st, c, stage_keeper(st, name));
}
