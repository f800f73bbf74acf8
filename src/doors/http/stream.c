/* doors/http/stream.c -- recordings, photos and videos, piece by piece. */
#include "doors/http/stream.h"

/* -- ranges: RFC 9110, 14.1.1 -------------------------------------------------- */

static const struct http_range whole = { 0 };
static const struct http_range impossible = { .partial = true };

/* "-500": the last ones; none of nothing. */
static struct http_range
suffix_range(struct str digits, uint64_t size)
{
	uint64_t n;

	if (!str_to_u64(digits, &n))
		return whole;
	if (n == 0 || size == 0)
		return impossible;
	return (struct http_range){ true, true, n < size ? size - n : 0, size - 1 };
}

struct http_range
http_range_of(struct str header, uint64_t size)
{
	struct str set, unit = str_cut(str_trim(header), '=', &set), last, first;
	uint64_t from, to = UINT64_MAX;

	if (!str_eq_nocase(str_trim(unit), S("bytes")) || str_has(set, S(",")))
		return whole;
	set = str_trim(set);
	if (!str_has(set, S("-")))
		return whole;
	first = str_cut(set, '-', &last);
	if (first.n == 0)
		return suffix_range(last, size);
	if (!str_to_u64(first, &from) || (last.n > 0 && (!str_to_u64(last, &to) || to < from)))
		return whole;
	if (from >= size)
		return impossible;
	return (struct http_range){ true, true, from, to < size ? to : size - 1 };
}

/* -- in ---------------------------------------------------------------------------- */

bool
upload_begin(
    struct scope *sc, struct upload *u, struct http_task *t, struct http_response *out)
{
	int64_t bytes = node_get_int(t->question, S("bytes"), 0);

	if (bytes < 1) {
		problem_own(sc, 411, "length", out,
		    "say in Content-Length how many bytes there are, one at least");
		return false;
	}
	*u = (struct upload){
		.task = t,
		.bytes = (uint64_t)bytes,
		.piece = arena_alloc(&sc->arena, STREAM_PIECE),
	};
	return true;
}

size_t
upload_take(struct upload *u, const char *bytes, size_t n)
{
	uint64_t rest = u->bytes - u->at - u->filled;
	size_t some = STREAM_PIECE - u->filled;

	if (u->step != UPLOAD_PIECES)
		return n;
	some = some < n ? some : n;
	some = some < rest ? some : (size_t)rest;
	memcpy(u->piece + u->filled, bytes, some);
	u->filled += some;
	return rest == 0 ? n : some; /* libmicrohttpd gives no more than Content-Length says */
}

bool
upload_full(const struct upload *u)
{
	return u->step == UPLOAD_PIECES && u->filled > 0
	       && (u->filled == STREAM_PIECE || u->at + u->filled == u->bytes);
}

bool
upload_whole(const struct upload *u)
{
	return u->at == u->bytes;
}

/* The members of the first question that the change has a use for. */
static struct node *
change_question(struct arena *a, struct upload *u)
{
	static const char *const kept[] = { "purpose", "dataset", "record", "match", "ticket",
		"order", "reason", "second" };
	struct node *q = node_map(a), *values = node_set(q, S("values"), node_map(a));

	for (size_t i = 0; i < N(kept); i++) {
		const struct node *member = node_get(u->task->question, str_of(kept[i]));

		if (member != NULL)
			node_set(q, str_of(kept[i]), node_copy(a, member));
	}
	node_set_str(a, values, node_get_str(u->task->question, S("field")),
	    str_printf(a, "stream:%.*s", STR(u->id)));
	return q;
}

struct node *
upload_question(struct scope *sc, struct upload *u)
{
	struct arena *a = &sc->arena;
	struct node *q = node_map(a);

	switch (u->step) {
	case UPLOAD_BEGINS:
	case UPLOAD_DONE:
		u->task->head.verb = VERB_UPLOAD;
		return node_copy(a, u->task->question);
	case UPLOAD_PIECES:
		u->task->head.verb = VERB_UPLOAD_PIECE;
		node_set_str(a, q, S("stream"), u->id);
		node_set_int(a, q, S("at"), (int64_t)u->at);
		node_set_str(a, q, S("piece"), base64_encode(a, u->piece, u->filled));
		return q;
	case UPLOAD_ENDS:
		u->task->head.verb = VERB_UPLOAD_END;
		node_set_str(a, q, S("stream"), u->id);
		return q;
	case UPLOAD_CHANGES:
		u->task->head.verb = VERB_CHANGE;
		return change_question(a, u);
	}
	return q;
}

void
upload_answer(
    struct scope *sc, struct upload *u, const struct reply *reply, struct http_response *out)
{
	bool refused = node_get(reply->body, S("refused")) != NULL;

	if (reply->code != E_OK || refused || u->step == UPLOAD_CHANGES
	    || (u->step == UPLOAD_ENDS && node_get(u->task->question, S("record")) == NULL)) {
		u->step = UPLOAD_DONE;
		http_answer(sc, u->task, reply, out);
		return;
	}
	switch (u->step) {
	case UPLOAD_BEGINS:
		u->id = str_dup(&sc->arena, node_get_str(reply->body, S("stream")));
		u->step = UPLOAD_PIECES;
		break;
	case UPLOAD_PIECES:
		u->at += u->filled;
		u->filled = 0;
		if (upload_whole(u))
			u->step = UPLOAD_ENDS;
		break;
	case UPLOAD_ENDS:
		u->step = UPLOAD_CHANGES;
		break;
	case UPLOAD_CHANGES:
	case UPLOAD_DONE:
		break;
	}
}

/* -- out ------------------------------------------------------------------------------ */

/* RFC 9110, 13.1.5: a range counts only of what the client has the rest of. */
static struct str
wanted_range(const struct http_task *t, struct str etag)
{
	struct str condition = http_header(t->request, S("If-Range"));

	if (condition.n > 0 && !str_eq(condition, etag))
		return S("");
	return http_header(t->request, S("Range"));
}

static void
answer_impossible(struct scope *sc, uint64_t size, struct http_response *out)
{
	problem_own(sc, 416, "range", out, "there are %llu bytes", (unsigned long long)size);
	response_header(sc, out, S("Content-Range"),
	    str_printf(&sc->arena, "bytes */%llu", (unsigned long long)size));
}

static void
set_headers(struct scope *sc, struct str etag, const struct http_range *range, uint64_t size,
    struct http_response *out)
{
	response_header(sc, out, S("ETag"), etag);
	response_header(sc, out, S("Accept-Ranges"), S("bytes"));
	response_header(sc, out, S("Content-Disposition"), S("attachment"));
	if (range->partial)
		response_header(sc, out, S("Content-Range"),
		    str_printf(&sc->arena, "bytes %llu-%llu/%llu", (unsigned long long)range->from,
			(unsigned long long)range->to, (unsigned long long)size));
}

/* A small one came with the answer. */
static void
answer_whole(struct scope *sc, struct download *d, const struct reply *reply,
    struct http_response *out)
{
	struct str bytes;

	if (!base64_decode(&sc->arena, node_get_str(reply->body, S("whole")), &bytes)) {
		problem_own(sc, 500, "damaged", out, "the value cannot be read");
		return;
	}
	out->body = str_slice(bytes, (size_t)d->from, (size_t)(d->from + d->n));
}

bool
download_begin(struct scope *sc, struct download *d, struct http_task *t,
    const struct reply *reply, struct http_response *out)
{
	uint64_t size = (uint64_t)node_get_int(reply->body, S("bytes"), 0);
	struct str etag = str_printf(
	    &sc->arena, "\"%.*s\"", STR(node_get_str(reply->body, S("sha-256"))));
	struct http_range range = http_range_of(wanted_range(t, etag), size);

	*d = (struct download){ .task = t, .n = size };
	if (str_eq(http_header(t->request, S("If-None-Match")), etag)) {
		out->status = 304;
		response_header(sc, out, S("ETag"), etag);
		return false;
	}
	if (range.partial && !range.possible) {
		answer_impossible(sc, size, out);
		return false;
	}
	if (range.partial) {
		d->from = range.from;
		d->n = range.to - range.from + 1;
	}
	out->status = range.partial ? 206 : 200;
	out->type = str_dup(&sc->arena, node_get_str(reply->body, S("type")));
	set_headers(sc, etag, &range, size, out);
	d->ticket = str_dup(&sc->arena, node_get_str(reply->body, S("download")));
	if (d->ticket.n == 0)
		answer_whole(sc, d, reply, out);
	return d->ticket.n > 0;
}

size_t
download_copy(const struct download *d, uint64_t at, char *to, size_t most)
{
	struct str have;

	if (at < d->at || at >= d->at + d->piece.n)
		return 0;
	have = str_slice(d->piece, (size_t)(at - d->at), d->piece.n);
	have = str_slice(have, 0, most);
	memcpy(to, have.p, have.n);
	return have.n;
}

struct node *
download_question(struct scope *sc, struct download *d, uint64_t at)
{
	struct arena *a = &sc->arena;
	uint64_t rest = d->n - at;
	struct node *q = node_map(a);

	d->at = at;
	d->piece = S("");
	d->task->head.verb = VERB_DOWNLOAD_PIECE;
	node_set_str(a, q, S("download"), d->ticket);
	node_set_int(a, q, S("from"), (int64_t)(d->from + at));
	node_set_int(a, q, S("most"), rest < STREAM_PIECE ? (int64_t)rest : (int64_t)STREAM_PIECE);
	return q;
}

void
download_answer(struct scope *sc, struct download *d, const struct reply *reply)
{
	d->broken = reply->code != E_OK
		    || !base64_decode(
			&sc->arena, node_get_str(reply->body, S("piece")), &d->piece)
		    || d->piece.n == 0;
	if (d->broken)
		d->piece = S("");
}
