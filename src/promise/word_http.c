/* promise/word_http.c -- questions over HTTP. */
#include "base/json.h"
#include "promise/words.h"

static const struct {
	const char *word, *header;
} with[] = {
	{ "ticket", "Bailee-Ticket" },
	{ "order", "Bailee-Order" },
	{ "reason", "Bailee-Reason" },
	{ "second", "Bailee-Second" },
	{ "once", "Idempotency-Key" },
	{ "match", "If-Match" },
	{ "accept", "Accept" },
	{ "content", "Content-Type" },
	{ "address", "X-Forwarded-For" },
	{ "range", "Range" },
};

static void
add_header(struct stage *st, struct http_request *q, const char *name, struct str value)
{
	*LIST_ADD(&q->headers, &st->sc->arena) = (struct http_header){ str_of(name), value };
}

/* with ticket T-1 reason "..." */
static bool
read_with(struct stage *st, struct cue *c, struct http_request *q)
{
	for (;;) {
		struct str value;
		size_t i;

		for (i = 0; i < N(with) && !cue_is(c, with[i].word); i++)
			;
		if (i == N(with))
			return true;
		if (!cue_take(st, c, with[i].word, &value))
			return false;
		add_header(st, q, with[i].header, value);
	}
}

static bool
who_asks(struct stage *st, struct cue *c, struct http_request *q, const struct stage_keeper **k)
{
	struct spot at = cue_spot(c);
	const struct asker_actor *who;
	struct str name;
	bool operator;

	if (!cue_take(st, c, "who asks", &name))
		return false;
	operator= str_eq(name, S("operator"));
	who = stage_asker(st, name);
	if (who == NULL && !operator&& !str_eq(name, S("nobody")))
		return stage_broke(st, at, "nobody is called %.*s", STR(name));
	*k = cue_is(c, "of") ? cue_keeper(st, c)
			     : stage_keeper(st, who != NULL ? who->keeper : S(""));
	if (*k == NULL)
		return stage_broke(st, at, "no keeper is on stage");
	q->token = operator? (*k)->token : who != NULL ? who->token
						       : S("");
	return true;
}

static bool
read_request(struct stage *st, struct cue *c, struct http_request *q)
{
	struct str purpose;
	struct node *tree;

	if (cue_is(c, "over"))
		q->over = cue_is(c, "tls") ? HTTP_TLS : HTTP_CLEAR;
	if (q->over == HTTP_CLEAR && !cue_is(c, "nothing"))
		return stage_broke(st, cue_spot(c), "it goes: over tls, or over nothing");
	if (cue_is(c, "for")) {
		if (!cue_take(st, c, "a purpose", &purpose))
			return false;
		add_header(st, q, "Bailee-Purpose", purpose);
	}
	if (cue_is(c, "with") && !read_with(st, c, q))
		return false;
	if (!cue_take(st, c, "a method, such as POST", &q->method)
	    || !cue_take(st, c, "a path", &q->path))
		return false;
	if (cue_done(c) || c->line->token[c->i].kind == TOKEN_ARROW)
		return true;
	if (c->line->token[c->i].kind != TOKEN_TREE)
		return cue_take(st, c, "a body", &q->body);
	if (!cue_tree(st, c, &tree))
		return false;
	q->body = json_text(&st->sc->arena, tree);
	return true;
}

/* A parcel goes to whom it is for. */
static void
deliver(struct stage *st)
{
	const struct node *parcel = node_get(st->last.body, S("parcel"));

	if (parcel != NULL && st->last.status < 300)
		*LIST_ADD(&stage_sink(st, node_get_str(parcel, S("recipient")))->parcels,
		    &st->sc->arena) = parcel;
}

bool
play_http(struct stage *st, struct cue *c)
{
	struct http_request q = { 0 };
	const struct stage_keeper *k = NULL;
	struct spot at = cue_spot(c);

	if (!who_asks(st, c, &q, &k) || !read_request(st, c, &q))
		return false;
	if (q.over != HTTP_SOCKET && !k->tls)
		return stage_broke(st, at, "`keeper ... over tls` listens there: this one does not");
	if (!http_say(st, c, k, &q))
		return false;
	deliver(st);
	if (cue_is_mark(c, TOKEN_ARROW))
		return expect_all(st, c);
	if (!cue_end(st, c))
		return false;
	return (st->last.status >= 200 && st->last.status < 300)
	       || stage_broke(st, at, "it was answered with %d; say `-> %d` when that is meant",
		   st->last.status, st->last.status);
}
