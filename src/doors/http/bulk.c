/* doors/http/bulk.c -- NDJSON in, one verdict a line out. */
#include "base/json.h"
#include "doors/http/bulk.h"

bool
bulk_begin(struct scope *sc, struct bulk *b, const struct http_task *t, struct http_response *out)
{
	*b = (struct bulk){ .task = t, .rest = buf_new_capped(&sc->arena, BULK_LINE_MAX) };
	b->out = buf_new_capped(&sc->arena, BULK_OUT_MAX);
	b->offers = node_list(&b->batch_arena);
	for (size_t i = 0; i < t->request->query.n; i++)
		if (str_eq(t->request->query.at[i].name, S("offset"))
		    && !str_to_u64(t->request->query.at[i].value, &b->skip)) {
			problem_own(
			    sc, 400, "malformed", out, "`offset` is the number of lines to skip");
			return false;
		}
	return true;
}

bool
bulk_full(const struct bulk *b)
{
	return b->lines.n == WIRE_OFFERS_MAX || b->bytes >= BULK_BATCH_BYTES;
}

/* -- in ------------------------------------------------------------------- */

static void
add_line(struct bulk *b, struct str fault)
{
	struct bulk_line *l = LIST_ADD(&b->lines, &b->batch_arena);

	l->number = b->number;
	l->fault = str_dup(&b->batch_arena, fault);
}

/* What is parsed of a line lives in a scope of its own until it is copied. */
static void
parse_line(struct bulk *b, struct str line)
{
	struct scope sc;
	struct node *body;
	result r;

	scope_begin(&sc, (struct instant){ 0 });
	r = json_parse(&sc, line, &body);
	if (r.code == E_OK && body->kind != NODE_MAP)
		r = fail(&sc, E_INPUT, "the line is not an object");
	if (r.code == E_OK) {
		add_line(b, S(""));
		node_add(b->offers, http_offer(&b->batch_arena, body));
	} else {
		add_line(b, sc.fault.text);
	}
	scope_end(&sc);
}

static void
end_line(struct scope *sc, struct bulk *b)
{
	struct str line = str_trim(buf_str(&b->rest));
	bool skipped = b->number < b->skip;

	if (!skipped && b->rest_too_long)
		add_line(b, S("the line is too long"));
	else if (!skipped && line.n > 0)
		parse_line(b, line);
	if (!skipped)
		b->bytes += line.n;
	b->number++; /* an empty line counts, and has no verdict */
	(void)sc;
	b->rest.n = 0;
	b->rest_too_long = false;
}

size_t
bulk_take(struct scope *sc, struct bulk *b, const char *bytes, size_t n)
{
	size_t at = 0;

	while (at < n && (b->stopped || !bulk_full(b))) {
		const char *end = memchr(bytes + at, '\n', n - at);
		size_t some = end != NULL ? (size_t)(end - bytes) - at : n - at;

		if (b->stopped)
			return n;
		if (b->rest.n + some > BULK_LINE_MAX)
			b->rest_too_long = true;
		else
			buf_put(&b->rest, (struct str){ bytes + at, some });
		at += some;
		if (end == NULL)
			break;
		at++;
		end_line(sc, b);
	}
	return at;
}

void
bulk_last(struct scope *sc, struct bulk *b)
{
	if (b->rest.n > 0 || b->rest_too_long)
		end_line(sc, b);
}

/* -- the question --------------------------------------------------------- */

/* Each batch is once for itself: a body sent again meets the same batches. */
static void
set_once(struct arena *a, const struct bulk *b, struct node *q)
{
	struct str once = node_get_str(b->task->question, S("once"));

	if (once.n > 0)
		node_set_str(a, q, S("once"),
		    str_printf(
			a, "%.*s/%llu", STR(once), (unsigned long long)b->lines.at[0].number));
}

struct node *
bulk_question(struct scope *sc, struct bulk *b)
{
	struct arena *a = &b->batch_arena;
	struct node *q;

	(void)sc;
	if (b->offers->count == 0)
		return NULL;
	q = node_map(a);
	NODE_EACH(member, b->task->question) {
		if (!str_eq(member->key, S("once")))
			node_set(q, member->key, node_copy(a, member));
	}
	set_once(a, b, q);
	node_set(q, S("offers"), b->offers);
	return q;
}

/* -- out ------------------------------------------------------------------ */

static void
put_verdict(struct bulk *b, uint64_t number, const struct node *verdict)
{
	struct arena *a = &b->batch_arena;
	struct node *line = node_map(a);

	node_set_int(a, line, S("line"), (int64_t)number); /* far below 2^63 */
	NODE_EACH(member, verdict) {
		node_set(line, member->key, node_copy(a, member));
	}
	json_print(&b->out, line);
	buf_putc(&b->out, '\n');
}

static void
put_malformed(struct bulk *b, const struct bulk_line *l)
{
	struct arena *a = &b->batch_arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("verdict"), S("malformed"));
	node_set_str(a, n, S("detail"), l->fault);
	put_verdict(b, l->number, n);
}

/* W11 */
static void
put_stop(struct bulk *b, uint64_t number, const struct reply *reply)
{
	struct arena *a = &b->batch_arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("verdict"), S("unanswered"));
	node_set(n, S("problem"), problem_of_code(a, reply->code, reply->text, reply->field));
	node_set_int(a, n, S("offset"), (int64_t)number);
	put_verdict(b, number, n);
	b->stopped = true;
}

static void
next_batch(struct bulk *b)
{
	arena_clear(&b->batch_arena);
	b->lines.at = NULL;
	b->lines.n = b->lines.room = 0;
	b->offers = node_list(&b->batch_arena);
	b->bytes = 0;
}

void
bulk_answer(struct scope *sc, struct bulk *b, const struct reply *reply)
{
	const struct node *answers = reply != NULL ? node_get(reply->body, S("answers")) : NULL;
	const struct node *verdict = answers != NULL ? answers->first : NULL;
	const struct reply full = { .code = E_TOO_BIG,
		.text = S("so many verdicts fit into one answer") };

	(void)sc;
	for (size_t i = 0; i < b->lines.n && !b->stopped; i++) {
		const struct bulk_line *l = &b->lines.at[i];

		if (l->fault.n > 0) {
			put_malformed(b, l);
			b->answered++;
			continue;
		}
		if (verdict == NULL) {
			put_stop(b, l->number, reply);
			break;
		}
		put_verdict(b, l->number, verdict);
		b->answered++;
		verdict = verdict->next;
	}
	if (!b->stopped && b->out.n > BULK_OUT_STOP)
		put_stop(b, b->number, &full);
	next_batch(b);
}

/* Nothing answered yet, and the keeper said no: that is the whole response. */
void
bulk_end(struct scope *sc, struct bulk *b, const struct reply *last, struct http_response *out)
{
	if (b->stopped && b->answered == 0 && last != NULL && last->code != E_OK) {
		problem_fault(sc, last, out);
		return;
	}
	if (!buf_done(&b->out, &out->body)) {
		problem_own(sc, 413, "too-large", out,
		    "the verdicts are over %zu bytes: send fewer lines at a time", BULK_OUT_MAX);
		return;
	}
	out->status = 200;
	out->type = S("application/x-ndjson");
}

void
bulk_clear(struct bulk *b)
{
	arena_clear(&b->batch_arena);
}
