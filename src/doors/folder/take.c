/* doors/folder/take.c -- what is complete is moved out of the sender's reach (W30, W31). */
#include "base/log.h"
#include "doors/folder/inside.h"
#include "sys/clock.h"
#include "sys/ulid.h"

#define WAITED_LONG span_minutes(10) /* for the other half of a pair */
#define MAKING S(".new") /* of a folder in hand that is not whole */

/* Some files that are one thing: the list, or the sidecar and its files. */
struct bundle {
	const struct folder *folder;
	struct str main;
	struct str file[SIDECAR_FILES_MAX];
	size_t files;
};

static struct str
in_path(struct arena *a, const struct folder *f, struct str name)
{
	return path_join(a, path_join(a, f->path, FOLDER_IN), name);
}

/* Once for each state of the file. */
static result
leave(struct scope *sc, const struct folder *f, struct sighting *s, struct str why)
{
	if (s->reported)
		return OK;
	s->reported = true;
	log_event("folder.left", LOG_ID("folder", f->name), LOG_COUNT("bytes", s->size));
	return report_left(sc, f, s->name, why);
}

/* -- is its content whole? ---------------------------------------------------------- */

/* A list that was cut rarely ends at the end of a line. */
static result
list_ends(struct scope *sc, const struct folder *f, const struct sighting *s, bool *whole)
{
	struct file file;
	char last = 0;
	size_t got;
	result r;

	TRY(file_open(sc, in_path(&sc->arena, f, s->name), &file));
	r = file_get(sc, file, s->size > 0 ? s->size - 1 : 0, &last, 1, &got);
	file_close(&file);
	*whole = got == 0 || last == '\n';
	return r;
}

static uint32_t
little(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* RIFF says how long it is, unless its writer did not know. */
static result
wave_ends(struct scope *sc, const struct folder *f, const struct sighting *s, bool *whole)
{
	char head[8] = { 0 };
	struct file file;
	size_t got;
	result r;

	*whole = true;
	TRY(file_open(sc, in_path(&sc->arena, f, s->name), &file));
	r = file_get(sc, file, 0, head, sizeof(head), &got);
	file_close(&file);
	if (r.code == E_OK && got == sizeof(head) && memcmp(head, "RIFF", 4) == 0
	    && little(head + 4) != UINT32_MAX)
		*whole = s->size >= (uint64_t)little(head + 4) + 8;
	return r;
}

/* -- the move ----------------------------------------------------------------------- */

static result
move_in(struct scope *sc, const struct bundle *b, struct str name, struct str making)
{
	struct str to = path_join(&sc->arena, making, name);
	struct file_facts facts;

	TRY(file_rename(sc, in_path(&sc->arena, b->folder, name), to));
	TRY(file_look(sc, to, &facts)); /* it may be another one by now */
	if (facts.kind == FILE_REGULAR)
		return OK;
	TRY(file_remove(sc, to));
	return fail(sc, E_INPUT, "what was taken is no file");
}

/* The last rename makes it ours; a crash before it puts everything back. */
static result
take(struct scope *sc, const struct bundle *b)
{
	struct str taken = path_join(&sc->arena, b->folder->path, FOLDER_TAKEN),
		   whole = path_join(&sc->arena, taken, ulid_new(&sc->arena, sc->now)),
		   making = str_printf(&sc->arena, "%.*s%.*s", STR(whole), STR(MAKING));

	TRY(dir_make(sc, making, DIR_PRIVATE));
	for (size_t i = 0; i < b->files; i++)
		TRY(move_in(sc, b, b->file[i], making));
	TRY(move_in(sc, b, b->main, making));
	return file_rename(sc, making, whole);
}

static result
put_back(struct scope *sc, const struct folder *f, struct str making)
{
	struct str from = path_join(&sc->arena, path_join(&sc->arena, f->path, FOLDER_TAKEN), making),
		   *names;
	size_t n;

	TRY(dir_list(sc, from, &names, &n));
	for (size_t i = 0; i < n; i++) {
		struct str to = in_path(&sc->arena, f, names[i]);

		if (file_exists(sc, to)) /* it was sent again meanwhile */
			to = in_path(&sc->arena, f,
			    str_printf(&sc->arena, "%.*s-%.*s", STR(str_slice(making, 0, ULID_LENGTH)),
				STR(names[i])));
		TRY(file_rename(sc, path_join(&sc->arena, from, names[i]), to));
	}
	return dir_remove(sc, from);
}

result
folder_put_back(struct scope *sc, const struct folder *f)
{
	struct str *names;
	size_t n;

	TRY(dir_list(sc, path_join(&sc->arena, f->path, FOLDER_TAKEN), &names, &n));
	for (size_t i = 0; i < n; i++)
		if (str_ends(names[i], MAKING))
			TRY(put_back(sc, f, names[i]));
	return OK;
}

/* -- lists and pairs ------------------------------------------------------------------- */

static result
take_list(struct scope *sc, const struct folder *f, struct sighting *s)
{
	struct bundle b = { .folder = f, .main = s->name };
	bool whole;

	TRY(list_ends(sc, f, s, &whole));
	if (whole)
		return take(sc, &b);
	return leave(sc, f, s,
	    S("its last line has no end: it is not whole, send it again or end its last line"));
}

static bool
waited(const struct sighting *s)
{
	return clock_boot().us - s->still_since.us >= WAITED_LONG.us;
}

/* Has the file that a sidecar names come, all of it? */
static result
file_ready(struct scope *sc, struct folder_door *d, const struct folder *f,
    struct sighting *sidecar, const struct sidecar_file *file, bool *ready)
{
	struct sighting *s = seen_of(d, f->name, file->name);
	bool whole = true;

	*ready = s != NULL && seen_still(s);
	if (s == NULL)
		return waited(sidecar) ? leave(sc, f, sidecar, S("the file that it names has not come"))
				       : OK;
	if (*ready && str_ends(str_lower(&sc->arena, s->name), S(".wav")))
		TRY(wave_ends(sc, f, s, &whole));
	if (file->bytes >= 0 && s->size != (uint64_t)file->bytes)
		whole = false;
	if (!*ready || whole)
		return OK;
	*ready = false;
	return leave(sc, f, s, S("it has another length than it should: it is not whole, send it again"));
}

static result
take_pair(struct scope *sc, struct folder_door *d, const struct folder *f, struct sighting *s)
{
	struct bundle b = { .folder = f, .main = s->name };
	struct sidecar sidecar;
	struct str text;
	bool ready = true;
	result r = file_read(sc, in_path(&sc->arena, f, s->name), SIDECAR_BYTES_MAX, &text);

	if (r.code == E_OK)
		r = sidecar_read(sc, text, &sidecar);
	if (r.code == E_INPUT || r.code == E_TOO_BIG)
		return leave(sc, f, s, sc->fault.text);
	TRY(r);
	for (size_t i = 0; i < sidecar.files && ready; i++) {
		b.file[b.files++] = sidecar.file[i].name;
		TRY(file_ready(sc, d, f, s, &sidecar.file[i], &ready));
	}
	return ready ? take(sc, &b) : OK;
}

static result
take_one(struct scope *sc, struct folder_door *d, const struct folder *f, struct sighting *s)
{
	struct str low = str_lower(&sc->arena, s->name);

	if (!seen_still(s) || !file_exists(sc, in_path(&sc->arena, f, s->name)))
		return OK;
	if (str_ends(low, S(".csv")))
		return take_list(sc, f, s);
	if (str_ends(low, S(".json")))
		return take_pair(sc, d, f, s);
	return waited(s) ? leave(sc, f, s, S("no .json has come that names this file")) : OK;
}

result
folder_take(struct scope *sc, struct folder_door *d, const struct folder *f)
{
	size_t n = d->seen[d->now].n;

	for (size_t i = 0; i < n; i++) {
		struct sighting *s = &d->seen[d->now].at[i];
		result r;

		if (!str_eq(s->folder, f->name))
			continue;
		r = take_one(sc, d, f, s);
		if (r.code == E_ABSENT)
			continue; /* the sender took it away */
		if (r.code == E_INPUT) {
			TRY(folder_put_back(sc, f));
			continue;
		}
		TRY(r);
	}
	return OK;
}
