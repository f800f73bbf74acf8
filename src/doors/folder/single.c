/* doors/folder/single.c -- a sidecar and its files: they are brought, then one offer names them. */
#include "doors/folder/inside.h"
#include "doors/folder/media.h"

#define ATTEMPTS_MOST 3

/* -- bringing a file ---------------------------------------------------------------- */

struct bringing {
	struct taking *hand;
	const struct sidecar *sidecar;
	const struct sidecar_file *of;
	struct file file;
	struct str stream;
	uint64_t at, bytes;
	size_t piece;
	struct str refused; /* why it may not come in, or empty */
	struct str field;
	int64_t line;
};

static struct str
dataset_of(const struct bringing *b)
{
	return b->sidecar->dataset.n > 0 ? b->sidecar->dataset : b->hand->folder->dataset;
}

static struct str
purpose_of(const struct bringing *b)
{
	return b->sidecar->purpose.n > 0 ? b->sidecar->purpose : b->hand->folder->purpose;
}

static result
begin(struct scope *sc, struct folder_door *d, struct bringing *b)
{
	struct arena *a = &sc->arena;
	struct node *q = node_map(a);
	const struct node *body, *refused;

	node_set_str(a, q, S("purpose"), purpose_of(b));
	node_set_str(a, q, S("dataset"), dataset_of(b));
	node_set_str(a, q, S("field"), b->of->field);
	node_set_str(a, q, S("type"), media_of_name(b->of->name));
	node_set_int(a, q, S("bytes"), (int64_t)b->bytes);
	TRY(folder_ask(sc, d, b->hand->folder, VERB_UPLOAD, q, &body));
	refused = node_get(body, S("refused"));
	if (refused != NULL) {
		b->refused = node_get_str(refused, S("detail"));
		b->field = node_get_str(refused, S("field"));
		b->line = node_get_int(refused, S("line"), 0);
		return OK;
	}
	b->stream = node_get_str(body, S("stream"));
	b->piece = (size_t)node_get_int(body, S("piece"), 1);
	return OK;
}

static result
ask_piece(struct scope *sc, struct folder_door *d, struct bringing *b)
{
	struct arena *a = &sc->arena;
	struct node *q = node_map(a);
	char *bytes = arena_alloc(a, b->piece);
	const struct node *body;
	size_t got;

	TRY(file_get(sc, b->file, b->at, bytes, b->piece, &got));
	if (got == 0)
		return fail(sc, E_INPUT, "the file became shorter while it was read");
	node_set_str(a, q, S("stream"), b->stream);
	node_set_int(a, q, S("at"), (int64_t)b->at);
	node_set_str(a, q, S("piece"), base64_encode(a, bytes, got));
	TRY(folder_ask(sc, d, b->hand->folder, VERB_UPLOAD_PIECE, q, &body));
	b->at = (uint64_t)node_get_int(body, S("at"), 0);
	return OK;
}

static result
put_pieces(struct scope *sc, struct folder_door *d, struct bringing *b)
{
	struct scope own;
	result r = OK;

	while (r.code == E_OK && b->at < b->bytes) {
		scope_begin(&own, sc->now);
		r = scope_end_within(&own, sc, ask_piece(&own, d, b));
		folder_attend(d);
		if (r.code == E_OK && d->control.stop)
			return fail(sc, E_BUSY, "told to stop");
	}
	return r;
}

static result
bring(struct scope *sc, struct folder_door *d, struct bringing *b)
{
	struct node *q = node_map(&sc->arena);
	const struct node *body;

	TRY(begin(sc, d, b));
	if (b->refused.n > 0)
		return OK;
	TRY(put_pieces(sc, d, b));
	node_set_str(&sc->arena, q, S("stream"), b->stream);
	TRY(folder_ask(sc, d, b->hand->folder, VERB_UPLOAD_END, q, &body));
	node_set_str(&sc->arena, b->hand->streams, b->of->name, node_get_str(body, S("stream")));
	return OK;
}

/* -- all of it -------------------------------------------------------------------------- */

static result
bring_one(struct scope *sc, struct folder_door *d, struct bringing *b)
{
	struct str path = path_join(&sc->arena, b->hand->path, b->of->name);
	struct file_facts facts;
	result r;

	TRY(file_look(sc, path, &facts));
	b->bytes = facts.size;
	if (facts.size == 0 || media_of_name(b->of->name).n == 0) {
		b->field = b->of->field;
		b->refused = facts.size == 0 ? S("the file is empty")
					     : S("the end of its name does not say what the file is");
		return OK;
	}
	TRY(file_open(sc, path, &b->file));
	r = bring(sc, d, b);
	file_close(&b->file);
	return r;
}

static result
bring_all(struct scope *sc, struct folder_door *d, struct taking *h, const struct sidecar *s,
    struct report_row *row)
{
	h->streams = node_map(&sc->arena);
	for (size_t i = 0; i < s->files; i++) {
		struct bringing b = { .hand = h, .sidecar = s, .of = &s->file[i] };

		TRY(bring_one(sc, d, &b));
		if (b.refused.n > 0) {
			*row = (struct report_row){ 1, S("refused"), b.refused, b.field, b.line };
			return OK;
		}
	}
	h->attempt++;
	return taking_write_state(sc, h); /* W32: what was brought is named before it is offered */
}

static result
offer(struct scope *sc, struct folder_door *d, struct taking *h, const struct sidecar *s,
    struct report_row *row)
{
	struct arena *a = &sc->arena;
	struct node *q = node_map(a), *one = node_map(a), *values;
	const struct bringing whose = { .hand = h, .sidecar = s };
	const struct node *body;

	NODE_EACH(m, s->offer)
		node_set(one, m->key, node_copy(a, m));
	values = node_set(one, S("values"), node_copy(a, s->values));
	for (size_t i = 0; i < s->files; i++)
		node_set_str(a, values, s->file[i].field, node_get_str(h->streams, s->file[i].name));
	if (h->folder->about.n > 0 && node_get(one, S("about")) == NULL)
		node_set_str(a, one, S("about"), h->folder->about);
	node_set_str(a, q, S("dataset"), dataset_of(&whose));
	node_set_str(a, q, S("purpose"), purpose_of(&whose));
	node_set_str(a, q, S("once"),
	    str_printf(a, "folder/%.*s/%llu", STR(h->id), (unsigned long long)h->attempt));
	node_add(node_set(q, S("offers"), node_list(a)), one);
	TRY(folder_ask(sc, d, h->folder, VERB_OFFER, q, &body));
	*row = report_row_of(1, node_get(body, S("answers"))->first);
	return OK;
}

/* What a dead keeper or door left may be gone: once more from the start, and then no more. */
static result
offer_all(struct scope *sc, struct folder_door *d, struct taking *h, const struct sidecar *s,
    struct report_row *row)
{
	bool again = h->attempt > 0;

	if (!again)
		TRY(bring_all(sc, d, h, s, row));
	if (row->verdict.n > 0)
		return OK;
	TRY(offer(sc, d, h, s, row));
	if (!again || s->files == 0 || h->attempt >= ATTEMPTS_MOST || !str_eq(row->verdict, S("refused")))
		return OK;
	*row = (struct report_row){ 0 };
	TRY(bring_all(sc, d, h, s, row));
	return row->verdict.n > 0 ? OK : offer(sc, d, h, s, row);
}

result
taking_single(struct scope *sc, struct folder_door *d, struct taking *h)
{
	struct buf lines = buf_new(&sc->arena);
	struct report_row row = { 0 };
	struct sidecar s;
	struct str text;
	result r;

	if (h->report > 0)
		return OK; /* only its removal was left */
	TRY(file_read(sc, path_join(&sc->arena, h->path, h->name), SIDECAR_BYTES_MAX, &text));
	r = sidecar_read(sc, text, &s);
	if (r.code == E_OK)
		r = offer_all(sc, d, h, &s, &row);
	if (r.code == E_INPUT || r.code == E_TOO_BIG || r.code == E_STATE)
		row = (struct report_row){ 1, S("failed"), sc->fault.text, S(""), 0 };
	else
		TRY(r);
	h->rows = 1;
	report_put(h, &lines, &row);
	return report_add(sc, h, buf_str(&lines));
}
