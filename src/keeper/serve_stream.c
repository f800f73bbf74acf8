/* keeper/serve_stream.c -- recordings, photos and videos, in pieces: a message is small.
 *
 * What comes in is held open here until it is whole, and waits then for the record that names it.
 * What goes out was decided once; each later piece shows the sealed ticket of that decision, and
 * none is given when the stream has ended meanwhile.
 *
 * Ranges of the same value, for the same asker and the same question, are one look for an hour
 * from the first: one entry, and one of the `N a day`.  Each is judged as if it were the first.
 * What is asked for whole is a look each time.
 * What is remembered is lost with a transaction and at the end of a run: then it is a new look.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/log.h"
#include "gate/note.h"
#include "keeper/serve.h"
#include "vault/stream.h"

#define UPLOADS_MAX 32
#define UPLOADS_OF_ONE 8
#define UPLOAD_IDLE span_minutes(10)
#define WAITS_AT_MOST span_hours(1)
#define PIECE_MAX (4 * STREAM_CHUNK)
#define DOWNLOAD_FOR span_hours(6)
#define RECLAIMED_AT_ONCE 20
#define LOOKED_MAX 256
#define LOOK_LASTS span_hours(1)

struct upload {
	struct stream_in in; /* no id: free */
	struct span touched; /* since boot */
};

/* A look that was noted: a player asks for one recording range by range. */
struct looked {
	struct hash asked, given; /* who asked what, and the value that went out */
	struct instant at;
	uint64_t entry; /* 0: free */
};

struct streams {
	struct upload upload[UPLOADS_MAX];
	struct looked looked[LOOKED_MAX];
	size_t next_look;
	struct key *tickets; /* of this run */
};

/* -- coming in -------------------------------------------------------------- */

static struct streams *
streams_of(struct keeper *k)
{
	if (k->streams == NULL)
		k->streams = NEW(k->arena, struct streams);
	return k->streams;
}

static void
end_upload(struct scope *sc, struct keeper *k, struct upload *u)
{
	stream_in_drop(sc, k->vault, &u->in);
	*u = (struct upload){ 0 };
}

/* A place for one more of this key's, or NULL. */
static struct upload *
free_place(struct keeper *k, struct str key)
{
	struct streams *s = streams_of(k);
	struct upload *place = NULL;
	size_t own = 0;

	for (size_t i = 0; i < UPLOADS_MAX; i++) {
		struct upload *u = &s->upload[i];

		if (u->in.id.n == 0)
			place = u;
		else
			own += str_eq(u->in.asker, key);
	}
	return own < UPLOADS_OF_ONE ? place : NULL;
}

static result
find_upload(struct serving *sv, struct upload **u)
{
	struct streams *s = streams_of(sv->keeper);
	struct str id = node_get_str(sv->q, S("stream"));

	for (size_t i = 0; i < UPLOADS_MAX; i++) {
		*u = &s->upload[i];
		if ((*u)->in.id.n > 0 && str_eq((*u)->in.id, id)
		    && str_eq((*u)->in.asker, sv->asker->key)) {
			(*u)->touched = clock_boot();
			return OK;
		}
	}
	return fail(sv->sc, E_ABSENT, "no such stream comes in: begin again");
}

/* Would the record take it?  Any sound or picture stands for the one that comes. */
static result
try_change(struct serving *sv)
{
	struct arena *a = &sv->sc->arena;
	struct node *values = node_map(a);
	struct receipt receipt;
	struct change *changes;
	struct question q;
	size_t n;

	TRY(serve_read_question(sv, &q));
	q.dry_run = q.trial = true;
	node_set_str(a, values, node_get_str(sv->q, S("field")), S("AAAA"));
	return gate_change(
	    sv->sc, sv->store, sv->asker, &q, values, &sv->verdict, &changes, &n, &receipt);
}

static result
judge_upload(struct serving *sv, struct stream_in *in)
{
	struct stream_offer o = {
		.purpose = node_get_str(sv->q, S("purpose")),
		.dataset = node_get_str(sv->q, S("dataset")),
		.field = node_get_str(sv->q, S("field")),
		.media = node_get_str(sv->q, S("type")),
		.ticket = node_get_str(sv->q, S("ticket")),
		.order = node_get_str(sv->q, S("order")),
		.reason = node_get_str(sv->q, S("reason")),
	};

	sv->noted = (struct question){ .purpose = o.purpose, .dataset = o.dataset };
	TRY(gate_stream(sv->sc, sv->store, sv->asker, &o, &sv->verdict, &in->field, &in->media));
	if (sv->verdict.why != WHY_NONE || node_get(sv->q, S("record")) == NULL)
		return OK;
	return try_change(sv);
}

result
serve_upload(struct serving *sv)
{
	int64_t bytes = node_get_int(sv->q, S("bytes"), 0);
	struct upload *u = free_place(sv->keeper, sv->asker->key);
	struct stream_in in = { .asker = sv->asker->key };

	if (bytes < 1)
		return fail_at(sv->sc, E_INPUT, S("bytes"), "a stream has at least one byte");
	if ((uint64_t)bytes > STREAM_BYTES_MAX)
		return fail_at(sv->sc, E_TOO_BIG, S("bytes"), "a stream has at most %llu bytes",
		    (unsigned long long)STREAM_BYTES_MAX);
	if (u == NULL)
		return fail(sv->sc, E_BUSY, "so many streams come in already: bring it later");
	TRY(judge_upload(sv, &in));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	in.bytes = (uint64_t)bytes;
	TRY(stream_in_begin(sv->sc, sv->store->vault, &in));
	*u = (struct upload){ .in = in, .touched = clock_boot() };
	node_set_str(&sv->sc->arena, sv->body, S("stream"), in.id);
	node_set_int(&sv->sc->arena, sv->body, S("piece"), PIECE_MAX);
	return OK;
}

result
serve_upload_piece(struct serving *sv)
{
	struct upload *u;
	struct str bytes;
	result r;

	TRY(find_upload(sv, &u));
	if (!base64_decode(&sv->sc->arena, node_get_str(sv->q, S("piece")), &bytes)
	    || bytes.n == 0 || bytes.n > PIECE_MAX)
		return fail_at(sv->sc, E_INPUT, S("piece"), "a piece is base64 of 1 to %zu bytes",
		    PIECE_MAX);
	r = stream_in_put(sv->sc, sv->store->vault, &u->in,
	    (uint64_t)node_get_int(sv->q, S("at"), 0), bytes);
	if (r.code == E_IO)
		end_upload(sv->sc, sv->keeper, u); /* its row goes when it has waited long */
	TRY(r);
	node_set_int(&sv->sc->arena, sv->body, S("at"), (int64_t)u->in.at);
	return OK;
}

result
serve_upload_end(struct serving *sv)
{
	struct upload *u;
	struct str text;
	result r;

	TRY(find_upload(sv, &u));
	r = stream_in_end(sv->sc, sv->store->vault, &u->in, &text);
	if (r.code == E_STATE)
		return r; /* there is more to come */
	node_set_int(&sv->sc->arena, sv->body, S("bytes"), (int64_t)u->in.bytes);
	end_upload(sv->sc, sv->keeper, u);
	TRY(r);
	node_set_str(&sv->sc->arena, sv->body, S("stream"), text);
	return OK;
}

/* -- going out ---------------------------------------------------------------- */

/* "ID BYTES UNTIL", sealed: the door carries it and cannot make one. */
static struct str
ticket_of(struct serving *sv, const struct stream *s)
{
	struct arena *a = &sv->sc->arena;
	struct streams *own = streams_of(sv->keeper);
	struct str plain = str_printf(
	    a, "%.*s %lld", STR(s->id), (long long)(clock_boot().us + DOWNLOAD_FOR.us));
	struct str sealed;

	if (own->tickets == NULL)
		own->tickets = key_held(key_new(sv->sc));
	sealed = seal_wrap(sv->sc, own->tickets, sv->asker->key, plain);
	return hex_encode(a, sealed.p, sealed.n);
}

static result
open_ticket(struct serving *sv, struct stream *s)
{
	struct streams *own = streams_of(sv->keeper);
	struct str sealed, plain, until, id;
	int64_t us;
	bool found;

	if (own->tickets == NULL
	    || !hex_decode(&sv->sc->arena, node_get_str(sv->q, S("download")), &sealed)
	    || seal_open(sv->sc, own->tickets, sv->asker->key, sealed, &plain).code != E_OK)
		return fail(sv->sc, E_DENIED, "this is no download of this key: ask for it anew");
	id = str_cut(plain, ' ', &until);
	if (!str_to_i64(until, &us) || us < clock_boot().us)
		return fail(sv->sc, E_STATE, "the download took too long: ask for it anew");
	TRY(stream_held(sv->sc, sv->store->vault, id, s, &found));
	return found ? OK : fail(sv->sc, E_ABSENT, "it is not held any longer");
}

/* "audio/wav 480044 bytes sha-256 9f86..." */
static void
set_about(struct serving *sv, struct str about, uint64_t bytes)
{
	struct arena *a = &sv->sc->arena;
	struct str rest, hash = S(""), type = str_cut(about, ' ', &rest);

	while (rest.n > 0)
		hash = str_cut(rest, ' ', &rest);
	node_set_str(a, sv->body, S("type"), type);
	node_set_int(a, sv->body, S("bytes"), (int64_t)bytes);
	node_set_str(a, sv->body, S("sha-256"), hash);
}

/* A small one stands in the record itself: it goes out whole, as base64. */
static result
set_inline(struct serving *sv, const struct value *value)
{
	struct arena *a = &sv->sc->arena;
	struct hash hash;
	struct str bytes;

	if (!base64_decode(a, value->text, &bytes))
		return fail(sv->sc, E_DAMAGED, "the value is not base64");
	hash = seal_hash(bytes);
	set_about(sv,
	    str_printf(a, "application/octet-stream %.*s",
		STR(hex_encode(a, hash.b, sizeof(hash.b)))),
	    bytes.n);
	node_set_str(a, sv->body, S("whole"), value->text);
	return OK;
}

static result
set_download(struct serving *sv, const struct value *value)
{
	struct stream stream;
	struct str id;
	bool found;

	if (!stream_named(value->text, &id))
		return set_inline(sv, value);
	TRY(stream_held(sv->sc, sv->store->vault, id, &stream, &found));
	if (!found)
		return fail(sv->sc, E_DAMAGED, "the store does not know a stream that a record names");
	node_set_str(&sv->sc->arena, sv->body, S("download"), ticket_of(sv, &stream));
	set_about(sv, stream.about, stream.bytes);
	return OK;
}

/* -- a look ------------------------------------------------------------------- */

static struct hash
question_hash(struct serving *sv)
{
	struct str asked = json_text(&sv->sc->arena, sv->q);

	return seal_hash(
	    str_printf(&sv->sc->arena, "%.*s\n%.*s", STR(sv->asker->key), STR(asked)));
}

static struct looked *
look_before(struct serving *sv)
{
	struct streams *s = streams_of(sv->keeper);
	struct hash asked = question_hash(sv);

	for (size_t i = 0; i < LOOKED_MAX; i++) {
		struct looked *l = &s->looked[i];

		if (l->entry != 0 && !instant_before(sv->sc->now, l->at)
		    && instant_before(sv->sc->now, instant_plus(l->at, LOOK_LASTS))
		    && hash_eq(&l->asked, &asked))
			return l;
	}
	return NULL;
}

static void
look_remember(struct serving *sv, struct looked *place, struct hash given, uint64_t entry)
{
	struct streams *s = streams_of(sv->keeper);

	if (place == NULL) {
		place = &s->looked[s->next_look];
		s->next_look = (s->next_look + 1) % LOOKED_MAX;
	}
	*place = (struct looked){ question_hash(sv), given, sv->sc->now, entry };
}

static const struct value *
first_value(const struct answer *a)
{
	return a->n > 0 && a->rows[0].values.n > 0 ? &a->rows[0].values.at[0] : NULL;
}

static struct hash
given_hash(const struct answer *a)
{
	const struct value *value = first_value(a);

	return seal_hash(value != NULL ? value->text : S(""));
}

/* NULL: it was refused, or nothing is held. */
static result
look(struct serving *sv, struct question *q, const struct value **value)
{
	bool ranged = node_get_bool(sv->q, S("ranged"), false);
	struct looked *before = ranged ? look_before(sv) : NULL;
	struct answer answer;
	struct hash given;

	*value = NULL;
	q->noted = before != NULL ? before->entry : 0;
	TRY(gate_read(sv->sc, sv->store, sv->asker, q, &sv->verdict, &answer));
	given = given_hash(&answer);
	if (sv->verdict.why == WHY_NONE && before != NULL && !hash_eq(&before->given, &given)) {
		q->noted = 0; /* another recording has come in its place */
		TRY(gate_read(sv->sc, sv->store, sv->asker, q, &sv->verdict, &answer));
	}
	if (sv->verdict.why != WHY_NONE)
		return OK;
	if (ranged && q->noted == 0)
		look_remember(sv, before, given, answer.entry);
	if (answer.rows[0].n_withheld > 0)
		sv->verdict = answer.rows[0].withheld[0].verdict;
	else
		*value = first_value(&answer);
	return OK;
}

result
serve_download(struct serving *sv)
{
	struct node *fields = node_list(&sv->sc->arena);
	const struct value *value;
	struct question q;

	TRY(serve_read_question(sv, &q));
	node_add(fields, node_str(&sv->sc->arena, node_get_str(sv->q, S("field"))));
	q.fields = fields;
	q.stream = true;
	TRY(look(sv, &q, &value));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	if (value == NULL)
		return serve_refuse(sv, WHY_GONE, 0, "it is not held, or not any longer");
	if (!stream_type(sv->store->plan->fields.at[value->field].type))
		return serve_refuse(sv, WHY_VALUE, 0, "this field is no image, audio or video");
	return set_download(sv, value);
}

result
serve_download_piece(struct serving *sv)
{
	int64_t from = node_get_int(sv->q, S("from"), 0), most = node_get_int(sv->q, S("most"), 0);
	struct stream stream;
	struct str bytes;

	if (from < 0 || most < 1 || (uint64_t)most > PIECE_MAX)
		return fail_at(sv->sc, E_INPUT, S("most"), "a piece has 1 to %zu bytes", PIECE_MAX);
	TRY(open_ticket(sv, &stream));
	TRY(stream_read(
	    sv->sc, sv->store->vault, &stream, (uint64_t)from, (size_t)most, &bytes));
	node_set_str(
	    &sv->sc->arena, sv->body, S("piece"), base64_encode(&sv->sc->arena, bytes.p, bytes.n));
	return OK;
}

/* -- between waves --------------------------------------------------------------- */

static result
give_up(struct scope *sc, struct keeper *k, void *of)
{
	struct streams *s = of;

	for (size_t i = 0; i < UPLOADS_MAX; i++) {
		struct upload *u = &s->upload[i];

		if (u->in.id.n == 0 || clock_boot().us - u->touched.us < UPLOAD_IDLE.us)
			continue;
		TRY(stream_abandon(sc, k->vault, u->in.id));
		end_upload(sc, k, u);
	}
	return stream_abandon_old(
	    sc, k->vault, instant_plus(sc->now, (struct span){ -WAITS_AT_MOST.us }));
}

static result
forget(struct scope *sc, struct keeper *k, void *of)
{
	return streams_forget(sc, k->vault, of);
}

result
keeper_tend_streams(struct scope *sc, struct keeper *k, bool idle_too)
{
	struct streams_gone gone;

	if (idle_too)
		TRY(keeper_commit(sc, k, give_up, streams_of(k)));
	TRY(streams_reclaim(sc, k->vault, RECLAIMED_AT_ONCE, &gone));
	return gone.n > 0 ? keeper_commit(sc, k, forget, &gone) : OK;
}

static result
start(struct scope *sc, struct keeper *k, void *of)
{
	(void)of;
	return streams_start(sc, k->vault);
}

result
keeper_start_streams(struct scope *sc, struct keeper *k)
{
	return keeper_commit(sc, k, start, NULL);
}

void
keeper_drop_streams(struct keeper *k)
{
	struct scope sc;

	if (k->streams == NULL)
		return;
	scope_begin(&sc, (struct instant){ 0 });
	for (size_t i = 0; i < UPLOADS_MAX; i++)
		if (k->streams->upload[i].in.id.n > 0)
			end_upload(&sc, k, &k->streams->upload[i]);
	key_clear(k->streams->tickets);
	k->streams->tickets = NULL;
	scope_end(&sc);
}
