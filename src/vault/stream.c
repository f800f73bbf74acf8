/* vault/stream.c -- recordings, photos and videos in files beside the database. */
#include "sys/ulid.h"
#include "vault/inside.h"
#include "vault/stream.h"

#define MAGIC S("bailee stream 1\n")
#define SEALED_CHUNK (STREAM_CHUNK + SEAL_OVERHEAD)
#define SYNCED_EVERY ((uint64_t)4 << 20) /* so that no sync takes long */
#define COMING S("new") /* files that come in */
#define ID_CHARS 26
#define FOLDER_CHARS 4 /* of the id: the first ones change every three days */
#define PREFIX S("stream:")
#define MEDIA_MOST 60

enum stage { COMES_IN,
	WAITS,
	HELD,
	ENDING,
	GONE };

/* -- names and texts ---------------------------------------------------------- */

bool
stream_type(enum field_type type)
{
	return type == TYPE_IMAGE || type == TYPE_AUDIO || type == TYPE_VIDEO;
}

bool
stream_named(struct str text, struct str *id)
{
	struct str rest;
	uint8_t bytes[16];

	*id = S("");
	if (!str_starts(text, PREFIX))
		return false;
	*id = str_cut(str_slice(text, PREFIX.n, text.n), ' ', &rest);
	return ulid_bytes(*id, bytes);
}

static bool
is_media_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '+' || c == '-';
}

/* A picture that can hold a script is none. */
bool
stream_media(enum field_type type, struct str given, struct str *media)
{
	struct str rest, kind, sub;

	*media = str_trim(str_cut(given, ';', &rest));
	kind = str_cut(*media, '/', &sub);
	if (media->n > MEDIA_MOST || sub.n == 0 || str_eq(sub, S("svg+xml")))
		return false;
	for (size_t i = 0; i < sub.n; i++)
		if (!is_media_char(sub.p[i]))
			return false;
	return (type == TYPE_IMAGE && str_eq(kind, S("image")))
	       || (type == TYPE_AUDIO && str_eq(kind, S("audio")))
	       || (type == TYPE_VIDEO && str_eq(kind, S("video")));
}

static struct str
folder_of(struct arena *a, struct str store, struct str id)
{
	return path_join(
	    a, path_join(a, store, STREAM_FOLDER), str_slice(id, 0, FOLDER_CHARS));
}

struct str
stream_path(struct arena *a, struct str store, struct str id)
{
	return path_join(a, folder_of(a, store, id), id);
}

static struct str
coming_folder(struct arena *a, const struct vault *v)
{
	return path_join(a, path_join(a, v->dir, STREAM_FOLDER), COMING);
}

static struct str
coming_path(struct arena *a, const struct vault *v, struct str id)
{
	return path_join(a, coming_folder(a, v), id);
}

/* -- the file ------------------------------------------------------------------- */

static struct str
header_of(struct arena *a, struct str id, uint64_t bytes)
{
	return str_printf(a, "%.*s%.*s\n%020llu\n", STR(MAGIC), STR(id), (unsigned long long)bytes);
}

/* V10 */
static struct str
aad_of(struct scope *sc, const struct vault *v, struct str id, uint64_t chunk, uint64_t bytes)
{
	return str_printf(&sc->arena, "stream\n%.*s\n%.*s\n%llu\n%llu", STR(v->id), STR(id),
	    (unsigned long long)chunk, (unsigned long long)bytes);
}

static struct str
about_aad(struct scope *sc, const struct vault *v, struct str id)
{
	return str_printf(&sc->arena, "about stream\n%.*s\n%.*s", STR(v->id), STR(id));
}

static uint64_t
offset_of(uint64_t chunk)
{
	return STREAM_HEADER + chunk * SEALED_CHUNK;
}

/* -- coming in ------------------------------------------------------------------- */

static result
make_file(struct scope *sc, struct vault *v, struct stream_in *in)
{
	struct str folder = coming_folder(&sc->arena, v);

	TRY(dir_make_all(sc, folder, DIR_PRIVATE));
	TRY(file_create(sc, coming_path(&sc->arena, v, in->id), FILE_PRIVATE, &in->file));
	return file_put(sc, in->file, 0, header_of(&sc->arena, in->id, in->bytes));
}

static result
begin(struct scope *sc, struct vault *v, struct stream_in *in)
{
	struct key *key;

	TRY(keys_take(sc, v, &in->key_id, &key));
	in->key = key_held(key);
	TRY(sql_stream_add(sc, v->sql,
	    &(struct sql_stream_add_in){
		.id = in->id,
		.key = in->key_id,
		.field = v->plan->fields.at[in->field].full,
		.asker = in->asker,
		.bytes = (int64_t)in->bytes, /* at most STREAM_BYTES_MAX */
		.about = S(""),
		.since = sc->now.us,
	    }));
	return make_file(sc, v, in);
}

result
stream_in_begin(struct scope *sc, struct vault *v, struct stream_in *in)
{
	result r;

	CHECK(vault_valid(v) && in->bytes > 0 && in->bytes <= STREAM_BYTES_MAX);
	in->file = (struct file){ -1 };
	in->asker = str_dup(&in->arena, in->asker);
	in->media = str_dup(&in->arena, in->media);
	in->id = str_dup(&in->arena, ulid_new(&sc->arena, sc->now));
	in->hashing = hashing_new(&in->arena);
	r = begin(sc, v, in);
	if (r.code != E_OK)
		stream_in_drop(sc, v, in);
	return r;
}

static result
put_chunk(struct scope *sc, struct vault *v, struct stream_in *in, struct str plain)
{
	uint64_t chunk = in->at / STREAM_CHUNK;
	struct scope own;
	result r;

	scope_begin(&own, sc->now);
	r = file_put(&own, in->file, offset_of(chunk),
	    seal_wrap(&own, in->key, aad_of(&own, v, in->id, chunk, in->bytes), plain));
	return scope_end_within(&own, sc, r);
}

result
stream_in_put(
    struct scope *sc, struct vault *v, struct stream_in *in, uint64_t at, struct str bytes)
{
	if (at != in->at || bytes.n > in->bytes - in->at)
		return fail(sc, E_STATE, "the stream goes on at byte %llu of %llu",
		    (unsigned long long)in->at, (unsigned long long)in->bytes);
	if (bytes.n % STREAM_CHUNK != 0 && at + bytes.n != in->bytes)
		return fail(
		    sc, E_INPUT, "all but the last piece are of whole chunks of %zu bytes", STREAM_CHUNK);
	hashing_add(in->hashing, bytes);
	while (bytes.n > 0) {
		size_t some = bytes.n < STREAM_CHUNK ? bytes.n : STREAM_CHUNK;

		TRY(put_chunk(sc, v, in, str_slice(bytes, 0, some)));
		in->at += some;
		bytes = str_slice(bytes, some, bytes.n);
		if (in->at % SYNCED_EVERY == 0)
			TRY(file_sync(sc, in->file));
	}
	return OK;
}

result
stream_in_end(struct scope *sc, struct vault *v, struct stream_in *in, struct str *text)
{
	struct str path = stream_path(&sc->arena, v->dir, in->id), about;
	struct hash hash;

	if (in->at != in->bytes)
		return fail(sc, E_STATE, "the stream is not whole: byte %llu of %llu",
		    (unsigned long long)in->at, (unsigned long long)in->bytes);
	hash = hashing_end(in->hashing);
	about = str_printf(&sc->arena, "%.*s %llu bytes sha-256 %.*s", STR(in->media),
	    (unsigned long long)in->bytes, STR(hex_encode(&sc->arena, hash.b, sizeof(hash.b))));
	TRY(file_sync(sc, in->file));
	TRY(dir_make_all(sc, path_folder(path), DIR_PRIVATE));
	TRY(file_rename(sc, coming_path(&sc->arena, v, in->id), path));
	*text = str_printf(&sc->arena, "%.*s%.*s", STR(PREFIX), STR(in->id));
	return sql_stream_ready(
	    sc, v->sql, seal_wrap(sc, in->key, about_aad(sc, v, in->id), about), in->id);
}

void
stream_in_drop(struct scope *sc, struct vault *v, struct stream_in *in)
{
	struct str path = coming_path(&sc->arena, v, in->id);
	struct arena arena = in->arena;

	file_close(&in->file);
	if (file_exists(sc, path))
		(void)file_remove(sc, path).code; /* else the next start does */
	key_clear(in->key);
	arena_clear(&arena);
	*in = (struct stream_in){ .file = { -1 } };
}

result
stream_abandon(struct scope *sc, struct vault *v, struct str id)
{
	return sql_stream_abandon(sc, v->sql, id);
}

result
stream_abandon_old(struct scope *sc, struct vault *v, struct instant before)
{
	return sql_stream_abandon_all(sc, v->sql, before.us);
}

/* -- held -------------------------------------------------------------------------- */

result
streams_bind(struct scope *sc, struct vault *v, struct values values, int64_t lifetime)
{
	for (size_t i = 0; i < values.n; i++) {
		struct str id;

		if (!stream_type(v->plan->fields.at[values.at[i].field].type)
		    || !stream_named(values.at[i].text, &id))
			continue;
		TRY(sql_stream_bind(sc, v->sql, lifetime, id));
		if (sql_changes(v->sql) != 1)
			return fail(sc, E_DAMAGED, "the store does not know a stream that a record names");
	}
	return OK;
}

static result
damaged(struct scope *sc, struct str id)
{
	return fail(sc, E_DAMAGED,
	    "stream %.*s does not open as what it was sealed as; restore its file from a backup",
	    STR(id));
}

static result
open_about(struct scope *sc, struct vault *v, const struct sql_stream_get_row *row,
    struct stream *s, bool *found)
{
	struct key *key;

	s->key = row->key;
	s->bytes = (uint64_t)row->bytes; /* written from one */
	TRY(keys_open(sc, v, row->key, &key, found));
	if (!*found)
		return OK;
	if (seal_open(sc, key, about_aad(sc, v, s->id), row->about, &s->about).code != E_OK)
		return damaged(sc, s->id);
	s->text = str_printf(&sc->arena, "%.*s%.*s %.*s", STR(PREFIX), STR(s->id), STR(s->about));
	return OK;
}

result
stream_waiting(struct scope *sc, struct vault *v, struct str id, struct str asker, uint16_t field,
    struct stream *s, bool *found)
{
	struct sql_stream_get_row row;

	*s = (struct stream){ .id = id };
	TRY(sql_stream_get(sc, v->sql, id, &row, found));
	*found = *found && row.state == WAITS && str_eq(row.asker, asker)
		 && str_eq(row.field, v->plan->fields.at[field].full);
	return *found ? open_about(sc, v, &row, s, found) : OK;
}

result
stream_held(struct scope *sc, struct vault *v, struct str id, struct stream *s, bool *found)
{
	struct sql_stream_get_row row;

	*s = (struct stream){ .id = id };
	TRY(sql_stream_get(sc, v->sql, id, &row, found));
	*found = *found && row.state == HELD;
	return *found ? open_about(sc, v, &row, s, found) : OK;
}

struct reading {
	const struct stream *stream;
	struct file file;
	struct key *key;
};

static result
read_chunk(struct scope *sc, struct vault *v, const struct reading *r, uint64_t chunk,
    struct str *plain)
{
	char *sealed = arena_alloc(&sc->arena, SEALED_CHUNK);
	size_t got;

	TRY(file_get(sc, r->file, offset_of(chunk), sealed, SEALED_CHUNK, &got));
	if (seal_open(sc, r->key, aad_of(sc, v, r->stream->id, chunk, r->stream->bytes),
		(struct str){ sealed, got }, plain)
		.code
	    != E_OK)
		return damaged(sc, r->stream->id);
	return OK;
}

static result
read_some(struct scope *sc, struct vault *v, const struct reading *r, uint64_t from, size_t most,
    struct str *bytes)
{
	struct buf b = buf_new(&sc->arena);
	uint64_t until = r->stream->bytes - from < most ? r->stream->bytes : from + most;

	for (uint64_t at = from; at < until;) {
		uint64_t within = at % STREAM_CHUNK;
		size_t some = (size_t)(until - at); /* at most `most` */
		struct str plain;

		TRY(read_chunk(sc, v, r, at / STREAM_CHUNK, &plain));
		if (within >= plain.n)
			return damaged(sc, r->stream->id);
		plain = str_slice(plain, (size_t)within, plain.n);
		plain = str_slice(plain, 0, plain.n < some ? plain.n : some);
		buf_put(&b, plain);
		at += plain.n;
	}
	*bytes = buf_str(&b);
	return OK;
}

result
stream_read(struct scope *sc, struct vault *v, const struct stream *s, uint64_t from, size_t most,
    struct str *bytes)
{
	struct reading reading = { .stream = s };
	bool found;
	result r;

	*bytes = S("");
	if (from >= s->bytes)
		return OK;
	TRY(keys_open(sc, v, s->key, &reading.key, &found));
	if (!found)
		return fail(sc, E_ABSENT, "it is not held any longer");
	r = file_open(sc, stream_path(&sc->arena, v->dir, s->id), &reading.file);
	if (r.code == E_ABSENT)
		return fail(sc, E_DAMAGED,
		    "the file of stream %.*s is not in the store; restore it from a backup", STR(s->id));
	TRY(r);
	r = read_some(sc, v, &reading, from, most, bytes);
	file_close(&reading.file);
	return r;
}

/* -- the end ----------------------------------------------------------------------------- */

result
streams_start(struct scope *sc, struct vault *v)
{
	struct str folder = coming_folder(&sc->arena, v), *names;
	size_t n;

	TRY(sql_stream_abandon_all(sc, v->sql, INT64_MAX));
	if (!file_exists(sc, folder))
		return OK;
	TRY(dir_list(sc, folder, &names, &n));
	for (size_t i = 0; i < n; i++)
		TRY(file_remove(sc, path_join(&sc->arena, folder, names[i])));
	return OK;
}

static result
destroy_keys(struct scope *sc, struct vault *v, const struct sql_stream_gone_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		TRY(keys_destroy_one(sc, v, rows->at[i].key));
	return OK;
}

/* Most keys are gone already; those of what was given up are not. */
result
streams_reclaim(struct scope *sc, struct vault *v, size_t most, struct streams_gone *gone)
{
	struct sql_stream_gone_rows rows;
	result r;

	CHECK(vault_valid(v) && !sql_in_transaction(v->sql));
	*gone = (struct streams_gone){ 0 };
	TRY(sql_stream_gone(sc, v->sql, (int64_t)most, &rows));
	if (rows.n == 0)
		return OK;
	TRY(sql_begin(sc, v->keys));
	r = destroy_keys(sc, v, &rows);
	if (r.code == E_OK)
		r = sql_commit(sc, v->keys);
	else
		sql_rollback(v->keys);
	TRY(r);
	TRY(sql_empty_wal(sc, v->keys));
	gone->ids = NEW_ARRAY(&sc->arena, rows.n, struct str);
	for (size_t i = 0; i < rows.n; i++) {
		struct str path = stream_path(&sc->arena, v->dir, rows.at[i].id);

		if (file_exists(sc, path))
			TRY(file_remove(sc, path));
		gone->ids[gone->n++] = rows.at[i].id;
	}
	return OK;
}

result
streams_forget(struct scope *sc, struct vault *v, const struct streams_gone *gone)
{
	for (size_t i = 0; i < gone->n; i++)
		TRY(sql_stream_drop(sc, v->sql, gone->ids[i]));
	return OK;
}

/* -- copies -------------------------------------------------------------------------------- */

static result
each_held(struct scope *sc, struct vault *v,
    result (*does)(struct scope *, struct vault *, struct str id, void *), void *of)
{
	struct sql_stream_page_rows page;
	struct str after = S("");
	struct scope own;
	result r = OK;

	do {
		char last[ID_CHARS];

		scope_begin(&own, sc->now);
		r = sql_stream_page(&own, v->sql, after, VAULT_PAGE, &page);
		for (size_t i = 0; r.code == E_OK && i < page.n; i++)
			r = does(&own, v, page.at[i].id, of);
		if (r.code == E_OK && page.n > 0)
			memcpy(last, page.at[page.n - 1].id.p, ID_CHARS);
		r = scope_end_within(&own, sc, r);
		if (r.code == E_OK && page.n > 0)
			after = str_dup(&sc->arena, (struct str){ last, ID_CHARS });
	} while (r.code == E_OK && page.n == VAULT_PAGE);
	return r;
}

struct copying {
	struct str to;
	const struct left_out *without;
	uint64_t n;
};

static result
copy_one(struct scope *sc, struct vault *v, struct str id, void *of)
{
	struct copying *c = of;
	struct sql_stream_get_row row;
	struct str field;
	bool found;

	TRY(sql_stream_get(sc, v->sql, id, &row, &found));
	if (!found || left_out_has(c->without, str_cut(row.field, '.', &field)))
		return OK;
	TRY(file_link(
	    sc, stream_path(&sc->arena, v->dir, id), path_join(&sc->arena, c->to, id)));
	c->n++;
	return OK;
}

result
streams_copy(struct scope *sc, struct vault *v, struct str folder,
    const struct left_out *without, uint64_t *n)
{
	struct copying c = { .to = folder, .without = without };

	TRY(each_held(sc, v, copy_one, &c));
	*n = c.n;
	return OK;
}

struct counting {
	uint64_t held, missing;
};

static result
count_one(struct scope *sc, struct vault *v, struct str id, void *of)
{
	struct counting *c = of;

	c->held++;
	c->missing += !file_exists(sc, stream_path(&sc->arena, v->dir, id));
	return OK;
}

result
streams_missing(struct scope *sc, struct vault *v, uint64_t *held, uint64_t *missing)
{
	struct counting c = { 0 };

	TRY(each_held(sc, v, count_one, &c));
	*held = c.held;
	*missing = c.missing;
	return OK;
}
