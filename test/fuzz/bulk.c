/* fuzz/bulk.c -- W9: whatever the lines are and however they are cut, each that
 * is not empty has one verdict.  The first byte is the size of the pieces. */
#include "base/check.h"
#include "doors/http/bulk.h"
#include "fuzz.h"

static size_t
lines_of(struct str out)
{
	size_t n = 0;

	for (size_t i = 0; i < out.n; i++)
		n += out.p[i] == '\n';
	return n;
}

/* A keeper that admits all. */
static struct reply
admit(struct arena *a, const struct node *question)
{
	struct node *body = node_map(a), *answers = node_set(body, S("answers"), node_list(a));
	const struct node *offers = node_get(question, S("offers"));

	NODE_EACH(offer, offers) {
		struct node *n = node_add(answers, node_map(a));

		CHECK(node_get(offer, S("values")) != NULL);
		node_set_str(a, n, S("verdict"), S("admitted"));
	}
	return (struct reply){ .code = E_OK, .body = body };
}

static size_t
ask(struct scope *sc, struct bulk *b)
{
	struct node *q = bulk_question(b);
	struct reply reply = { 0 };
	size_t n = b->lines.n;

	if (q != NULL)
		reply = admit(&sc->arena, q);
	bulk_answer(b, q != NULL ? &reply : NULL, false);
	return n;
}

int
fuzz_bulk(const uint8_t *bytes, size_t n)
{
	size_t piece = n > 0 ? (size_t)(bytes[0] & 63) + 1 : 1, at = n > 0 ? 1 : 0, lines = 0;
	bool csv = n > 0 && (bytes[0] & 128) != 0, brief = n > 0 && (bytes[0] & 64) != 0;
	struct http_response out = { 0 };
	struct http_request request = { 0 };
	const struct route route = { .verb = VERB_OFFER };
	struct http_task task = { .request = &request, .route = &route };
	const char *text = (const char *)bytes;
	struct scope sc;
	struct bulk b;

	scope_begin(&sc, (struct instant){ 0 });
	task.question = node_map(&sc.arena);
	*LIST_ADD(&request.headers, &sc.arena) =
	    (struct http_pair){ S("Content-Type"), csv ? S("text/csv") : S("application/x-ndjson") };
	if (brief)
		*LIST_ADD(&request.query, &sc.arena) = (struct http_pair){ S("only"), S("refused") };
	CHECK(bulk_begin(&sc, &b, &task, &out));
	while (at < n) {
		at += bulk_take(&sc, &b, text + at, n - at < piece ? n - at : piece);
		if (bulk_full(&b))
			lines += ask(&sc, &b);
	}
	bulk_last(&sc, &b);
	lines += ask(&sc, &b);
	bulk_end(&sc, &b, NULL, &out);
	CHECK(out.status == 200);
	CHECK(brief ? b.answered == lines : lines_of(out.body) == lines);
	bulk_clear(&b);
	scope_end(&sc);
	return 0;
}
