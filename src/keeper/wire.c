/* keeper/wire.c -- the wire form: a tag, then lengths and bytes, little end first. */
#include "base/buf.h"
#include "base/check.h"
#include "keeper/wire.h"

enum tag {
	TAG_NULL,
	TAG_NO,
	TAG_YES,
	TAG_INT,
	TAG_DECIMAL,
	TAG_STR,
	TAG_LIST,
	TAG_MAP,
	TAGS,
};

#define KIND_QUESTION 'Q'
#define KIND_REPLY 'A'

/* -- out ------------------------------------------------------------------ */

static void
put_number(struct buf *out, uint64_t n, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		buf_putc(out, (char)(n >> (8 * i) & 0xff));
}

static void
put_text(struct buf *out, struct str text)
{
	CHECK(text.n <= UINT32_MAX);
	put_number(out, text.n, 4);
	buf_put(out, text);
}

static void put_node(struct buf *, const struct node *, size_t depth);

static void
put_children(struct buf *out, const struct node *parent, enum tag tag, size_t depth)
{
	put_number(out, (uint64_t)tag, 1);
	put_number(out, parent->count, 4);
	NODE_EACH(child, parent) {
		if (tag == TAG_MAP)
			put_text(out, child->key);
		put_node(out, child, depth + 1);
	}
}

static void
put_node(struct buf *out, const struct node *n, size_t depth)
{
	CHECK(depth <= WIRE_DEPTH_MAX);
	switch (n->kind) {
	case NODE_NULL:
		put_number(out, TAG_NULL, 1);
		return;
	case NODE_BOOL:
		put_number(out, n->yes ? TAG_YES : TAG_NO, 1);
		return;
	case NODE_INT:
		put_number(out, TAG_INT, 1);
		put_number(out, (uint64_t)n->num, 8);
		return;
	case NODE_DECIMAL:
	case NODE_STR:
		put_number(out, n->kind == NODE_STR ? TAG_STR : TAG_DECIMAL, 1);
		put_text(out, n->text);
		return;
	case NODE_LIST:
		put_children(out, n, TAG_LIST, depth);
		return;
	case NODE_MAP:
		put_children(out, n, TAG_MAP, depth);
		return;
	}
}

/* What the other end would not take is not sent. */
static bool
takes(const struct node *n, size_t *left)
{
	if (*left == 0 || (n->kind == NODE_MAP && n->count > WIRE_MEMBERS_MAX))
		return false;
	--*left;
	if (n->kind == NODE_LIST || n->kind == NODE_MAP)
		NODE_EACH(child, n)
			if (!takes(child, left))
				return false;
	return true;
}

static result
packed_whole(struct scope *sc, const struct buf *out, size_t most, struct str *packed)
{
	if (!buf_done(out, packed))
		return fail(
		    sc, E_TOO_BIG, "this is over %zu bytes: ask for less at a time", most);
	return OK;
}

result
wire_pack(struct scope *sc, const struct node *n, struct str *packed)
{
	struct buf out = buf_new_capped(&sc->arena, WIRE_BYTES_MAX);

	put_node(&out, n, 0);
	return packed_whole(sc, &out, WIRE_BYTES_MAX, packed);
}

result
wire_pack_question(
    struct scope *sc, const struct question_head *head, const struct node *n, struct str *packed)
{
	struct buf out = buf_new_capped(&sc->arena, WIRE_BYTES_MAX);

	put_number(&out, WIRE_VERSION, 1);
	put_number(&out, KIND_QUESTION, 1);
	put_text(&out, str_of(verb_row(head->verb)->name));
	put_text(&out, str_slice(head->token, 0, WIRE_TOKEN_MAX));
	put_text(&out, str_slice(head->door, 0, WIRE_TOKEN_MAX));
	put_text(&out, str_slice(head->address, 0, WIRE_TOKEN_MAX));
	put_node(&out, n, 0);
	return packed_whole(sc, &out, WIRE_BYTES_MAX, packed);
}

result
wire_pack_reply(struct scope *sc, const struct reply *reply, struct str *packed)
{
	struct buf out = buf_new_capped(&sc->arena, WIRE_REPLY_MAX);
	size_t nodes = WIRE_REPLY_NODES_MAX;

	if (reply->code == E_OK && !takes(reply->body, &nodes))
		return fail(sc, E_TOO_BIG, "this is over %d values: ask for less at a time",
		    WIRE_REPLY_NODES_MAX);
	put_number(&out, WIRE_VERSION, 1);
	put_number(&out, KIND_REPLY, 1);
	put_number(&out, (uint64_t)reply->code, 1);
	put_text(&out, reply->text);
	put_text(&out, reply->field);
	put_text(&out, reply->policy);
	put_number(&out, (uint64_t)reply->policy_version, 8);
	put_text(&out, reply->policy_hash);
	put_number(&out, (uint64_t)reply->entry, 8);
	if (reply->code == E_OK)
		put_node(&out, reply->body, 0);
	return packed_whole(sc, &out, WIRE_REPLY_MAX, packed);
}

/* -- in ------------------------------------------------------------------- */

/* What is not read yet.  Once `bad`, every read gives nothing. */
struct wire_in {
	struct scope *sc;
	const char *p;
	size_t n;
	size_t nodes, most_nodes;
	bool bad;
};

static uint64_t
get_number(struct wire_in *in, size_t bytes)
{
	uint64_t n = 0;

	if (in->bad || in->n < bytes) {
		in->bad = true;
		return 0;
	}
	for (size_t i = 0; i < bytes; i++)
		n |= (uint64_t)(unsigned char)in->p[i] << (8 * i);
	in->p += bytes;
	in->n -= bytes;
	return n;
}

/* Copied: what came in lies in a socket's buffer, which the next read fills. */
static struct str
get_text(struct wire_in *in, size_t cap)
{
	size_t n = (size_t)get_number(in, 4);
	struct str text;

	if (in->bad || n > in->n || n > cap) {
		in->bad = true;
		return S("");
	}
	text = (struct str){ in->p, n };
	in->p += n;
	in->n -= n;
	if (!utf8_valid(text) || str_has(text, (struct str){ "", 1 })) {
		in->bad = true;
		return S("");
	}
	return str_dup(&in->sc->arena, text);
}

static bool
decimal_valid(struct str s)
{
	if (s.n == 0 || s.n > 64)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && strchr("+-.eE", s.p[i]) == NULL)
			return false;
	return true;
}

static struct node *get_node(struct wire_in *, size_t depth);

static struct node *
get_children(struct wire_in *in, bool map, size_t depth)
{
	struct node *parent = map ? node_map(&in->sc->arena) : node_list(&in->sc->arena);
	uint64_t count = get_number(in, 4);

	if (map && count > WIRE_MEMBERS_MAX)
		in->bad = true;
	for (uint64_t i = 0; i < count && !in->bad; i++) {
		struct str key = map ? get_text(in, WIRE_BYTES_MAX) : S("");
		struct node *child = get_node(in, depth + 1);

		if (map && node_get(parent, key) != NULL)
			in->bad = true;
		if (in->bad)
			break;
		if (map)
			node_set(parent, key, child);
		else
			node_add(parent, child);
	}
	return parent;
}

static struct node *
get_decimal(struct wire_in *in)
{
	struct node *n = node_str(&in->sc->arena, get_text(in, 64));

	n->kind = NODE_DECIMAL;
	if (!decimal_valid(n->text))
		in->bad = true;
	return n;
}

static struct node *
get_node(struct wire_in *in, size_t depth)
{
	struct arena *a = &in->sc->arena;
	uint64_t tag = get_number(in, 1);

	if (depth > WIRE_DEPTH_MAX || ++in->nodes > in->most_nodes || tag >= TAGS)
		in->bad = true;
	if (in->bad)
		return node_null(a);
	switch ((enum tag)tag) {
	case TAG_NULL:
	case TAGS:
		return node_null(a);
	case TAG_NO:
	case TAG_YES:
		return node_bool(a, tag == TAG_YES);
	case TAG_INT:
		return node_int(a, (int64_t)get_number(in, 8));
	case TAG_DECIMAL:
		return get_decimal(in);
	case TAG_STR:
		return node_str(a, get_text(in, WIRE_REPLY_MAX)); /* the message has its own bound */
	case TAG_LIST:
	case TAG_MAP:
		return get_children(in, tag == TAG_MAP, depth);
	}
	return node_null(a);
}

static result
whole(struct wire_in *in)
{
	if (in->bad || in->n != 0)
		return fail(in->sc, E_INPUT, "this is not a message of the keeper's wire");
	return OK;
}

result
wire_unpack(struct scope *sc, struct str packed, struct node **n)
{
	struct wire_in in = { .sc = sc, .p = packed.p, .n = packed.n, .most_nodes = WIRE_NODES_MAX };

	if (packed.n > WIRE_BYTES_MAX)
		return fail(sc, E_TOO_BIG, "a message is over %zu bytes", WIRE_BYTES_MAX);
	*n = get_node(&in, 0);
	return whole(&in);
}

static void
get_head(struct wire_in *in, char kind)
{
	if (get_number(in, 1) != WIRE_VERSION || get_number(in, 1) != (unsigned char)kind)
		in->bad = true;
}

result
wire_unpack_question(
    struct scope *sc, struct str packed, struct question_head *head, struct node **n)
{
	struct wire_in in = { .sc = sc, .p = packed.p, .n = packed.n, .most_nodes = WIRE_NODES_MAX };

	get_head(&in, KIND_QUESTION);
	head->verb = verb_of_name(get_text(&in, 64));
	head->token = get_text(&in, WIRE_TOKEN_MAX);
	head->door = get_text(&in, WIRE_TOKEN_MAX);
	head->address = get_text(&in, WIRE_TOKEN_MAX);
	*n = get_node(&in, 0);
	TRY(whole(&in));
	if (head->verb == VERBS)
		return fail(sc, E_INPUT, "the keeper has no such verb: is it of another version?");
	if ((*n)->kind != NODE_MAP)
		return fail(sc, E_INPUT, "a question is a map");
	return OK;
}

result
wire_unpack_reply(struct scope *sc, struct str packed, struct reply *reply)
{
	struct wire_in in = { .sc = sc, .p = packed.p, .n = packed.n, .most_nodes = WIRE_REPLY_NODES_MAX };
	uint64_t code;

	*reply = (struct reply){ 0 };
	get_head(&in, KIND_REPLY);
	code = get_number(&in, 1);
	if (code >= RESULT_CODES)
		in.bad = true;
	reply->code = in.bad ? E_IO : (enum code)code;
	reply->text = get_text(&in, WIRE_BYTES_MAX);
	reply->field = get_text(&in, WIRE_BYTES_MAX);
	reply->policy = get_text(&in, WIRE_BYTES_MAX);
	reply->policy_version = (int64_t)get_number(&in, 8);
	reply->policy_hash = get_text(&in, WIRE_BYTES_MAX);
	reply->entry = (int64_t)get_number(&in, 8);
	if (reply->code == E_OK)
		reply->body = get_node(&in, 0);
	return whole(&in);
}
