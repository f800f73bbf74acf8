/* doors/http/bulk.c -- lines in, one verdict a line out. */
#include "base/csv.h"
#include "base/json.h"
#include "doors/http/bulk.h"

#define CSV_HEAD "line,allowed,click,type,detail,policy-line\r\n"

/* What is the door's own of the query. */
static bool
take_query(struct scope *sc, struct bulk *b, const struct http_pair *q, struct http_response *out)
{
	if (str_eq(q->name, S("offset")) && !str_to_u64(q->value, &b->skip)) {
		problem_own(sc, 400, "malformed", out, "`offset` is the number of lines to skip");
		return false;
	}
	if (!str_eq(q->name, S("only")) || b->checks)
		return true;
	b->brief = str_eq(q->value, S("refused"));
	if (!b->brief)
		problem_own(sc, 400, "malformed", out,
		    "`only` is `refused`: what came in is then counted and not listed");
	return b->brief;
}

bool
bulk_begin(struct scope *sc, struct bulk *b, const struct http_task *t, struct http_response *out)
{
	*b = (struct bulk){ .task = t, .rest = buf_new_capped(&sc->arena, BULK_LINE_MAX) };
	b->out = buf_new_capped(&sc->arena, BULK_OUT_MAX);
	b->checks = t->route->verb == VERB_CONTACTS;
	b->csv = str_starts(http_header(t->request, S("Content-Type")), S("text/csv"));
	b->csv_out = b->checks && http_accepts(t->request, S("text/csv"));
	if (b->csv_out)
		buf_puts(&b->out, CSV_HEAD);
	for (size_t i = 0; i < t->request->query.n; i++)
		if (!take_query(sc, b, &t->request->query.at[i], out))
			return false;
	b->offers = node_list(&b->batch_arena);
	return true;
}

bool
bulk_full(const struct bulk *b)
{
	return b->lines.n == BULK_BATCH_LINES || b->bytes >= BULK_BATCH_BYTES;
}

/* -- in ------------------------------------------------------------------- */

static void
add_line(struct bulk *b, struct str fault)
{
	struct bulk_line *l = LIST_ADD(&b->lines, &b->batch_arena);

	l->number = b->number;
	l->fault = str_dup(&b->batch_arena, fault);
}

/* Of a list of people only whom we want to reach goes on; the door drops the rest. */
static bool
is_wanted(const struct bulk *b, struct str column)
{
	struct str members = S("email phone subject");

	while (b->checks && members.n > 0)
		if (str_eq(str_cut(members, ' ', &members), column))
			return true;
	return !b->checks;
}

/* A row's cells by the names of the columns; an empty cell says nothing. */
static result
csv_cells(struct scope *sc, const struct bulk *b, struct str line, struct node **cells)
{
	struct csv csv;
	struct csv_row row;
	bool more;

	*cells = node_map(&sc->arena);
	csv_open(&csv, line);
	csv.sep = b->separator;
	TRY(csv_next(sc, &csv, &row, &more));
	if (!more || row.n > b->n_columns)
		return fail(sc, E_INPUT, "the row has more cells than there are columns");
	for (size_t i = 0; i < row.n; i++)
		if (str_trim(row.field[i]).n > 0 && is_wanted(b, b->columns[i]))
			node_set_str(&sc->arena, *cells, b->columns[i], row.field[i]);
	return OK;
}

static result
line_node(struct scope *sc, const struct bulk *b, struct str line, struct node **body)
{
	if (b->csv)
		return csv_cells(sc, b, line, body);
	TRY(json_parse(sc, line, body));
	return (*body)->kind == NODE_MAP ? OK : fail(sc, E_INPUT, "the line is not an object");
}

/* What is parsed of a line lives in a scope of its own until it is copied. */
static void
parse_line(struct bulk *b, struct str line)
{
	struct arena *a = &b->batch_arena;
	struct scope sc;
	struct node *body;

	scope_begin(&sc, (struct instant){ 0 });
	if (line_node(&sc, b, line, &body).code == E_OK) {
		add_line(b, S(""));
		node_add(b->offers, b->checks ? node_copy(a, body) : http_offer(a, body));
	} else {
		add_line(b, sc.fault.text);
	}
	scope_end(&sc);
}

/* The first line of a CSV names the columns. */
static void
take_columns(struct scope *sc, struct bulk *b, struct str line)
{
	struct csv csv;
	struct csv_row row;
	bool more;

	if (csv_foreign(line).n > 0) {
		add_line(b, csv_foreign(line));
		return;
	}
	csv_open(&csv, line);
	b->separator = csv.sep;
	if (csv_next(sc, &csv, &row, &more).code != E_OK || !more) {
		add_line(b, sc->fault.text.n > 0 ? sc->fault.text
						 : S("the first line names the columns"));
		sc->fault = (struct fault){ 0 };
		return;
	}
	b->columns = NEW_ARRAY(&sc->arena, row.n, struct str);
	for (; b->n_columns < row.n; b->n_columns++) {
		struct str name = str_trim(row.field[b->n_columns]);

		b->columns[b->n_columns] =
		    b->checks ? str_lower(&sc->arena, name) : str_dup(&sc->arena, name);
	}
}

static void
end_line(struct scope *sc, struct bulk *b)
{
	struct str line = str_trim(buf_str(&b->rest));
	bool skipped = b->number < b->skip;

	if (!skipped && b->rest_too_long)
		add_line(b, S("the line is too long"));
	else if (b->csv && b->number == 0)
		take_columns(sc, b, line);
	else if (!skipped && line.n > 0)
		parse_line(b, line);
	if (!skipped)
		b->bytes += line.n;
	b->number++; /* an empty line counts, and has no verdict */
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
bulk_question(struct bulk *b)
{
	struct arena *a = &b->batch_arena;
	struct node *q;

	if (b->offers->count == 0)
		return NULL;
	q = node_map(a);
	NODE_EACH(member, b->task->question) {
		if (!str_eq(member->key, S("once")))
			node_set(q, member->key, node_copy(a, member));
	}
	set_once(a, b, q);
	node_set(q, b->checks ? S("checks") : S("offers"), b->offers);
	return q;
}

/* -- out ------------------------------------------------------------------ */

static void
put_csv(struct bulk *b, uint64_t number, const struct node *verdict)
{
	struct arena *a = &b->batch_arena;
	const struct node *refused = node_get(verdict, S("refused"));
	bool allowed = node_get_bool(verdict, S("allowed"), false);
	struct str fault = node_get_str(verdict, S("fault"));
	int64_t of_policy = node_get_int(refused, S("line"), 0);
	const struct str cells[] = {
		str_printf(a, "%llu", (unsigned long long)number),
		allowed ? S("yes") : S("no"),
		node_get_str(verdict, S("click")),
		refused != NULL ? node_get_str(refused, S("type")) : node_get_str(verdict, S("verdict")),
		refused != NULL ? node_get_str(refused, S("detail"))
		: fault.n > 0	? fault
				: node_get_str(verdict, S("detail")),
		of_policy > 0 ? str_printf(a, "%lld", (long long)of_policy) : S(""),
	};

	csv_put(&b->out, cells, N(cells));
}

static void
put_verdict(struct bulk *b, uint64_t number, const struct node *verdict)
{
	struct arena *a = &b->batch_arena;
	struct node *line = node_map(a);

	if (b->csv_out) {
		put_csv(b, number, verdict);
		return;
	}
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

static void
put_sums(struct bulk *b)
{
	struct arena *a = &b->batch_arena;
	struct node *n = node_map(a);

	node_set_int(a, n, S("lines"), (int64_t)b->answered); /* far below 2^63, all of them */
	node_set_int(a, n, S("admitted"), (int64_t)b->sums.admitted);
	node_set_int(a, n, S("changed"), (int64_t)b->sums.changed);
	node_set_int(a, n, S("same"), (int64_t)b->sums.same);
	node_set_int(a, n, S("refused"), (int64_t)b->sums.refused);
	node_set_int(a, n, S("malformed"), (int64_t)b->sums.malformed);
	json_print(&b->out, n);
	buf_putc(&b->out, '\n');
}

/* Counts a verdict; false: its line is not wanted. */
static bool
count_verdict(struct bulk *b, struct str verdict)
{
	struct bulk_sums *s = &b->sums;
	bool came_in = true;

	b->answered++;
	if (str_eq(verdict, S("admitted")))
		s->admitted++;
	else if (str_eq(verdict, S("changed")))
		s->changed++;
	else if (str_eq(verdict, S("same")))
		s->same++;
	else
		came_in = false;
	if (str_eq(verdict, S("malformed")))
		s->malformed++;
	else
		s->refused += !came_in;
	return !came_in || !b->brief;
}

/* W11 */
static void
put_stop(struct bulk *b, uint64_t number, const struct reply *reply)
{
	struct arena *a = &b->batch_arena;
	struct node *n = node_map(a);

	if (b->brief)
		put_sums(b);
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
bulk_answer(struct bulk *b, const struct reply *reply, bool crowded)
{
	const struct node *answers = reply != NULL ? node_get(reply->body, S("answers")) : NULL;
	const struct node *verdict = answers != NULL ? answers->first : NULL;
	const struct reply full = { .code = E_TOO_BIG,
		.text = S("so many verdicts fit into one answer: go on from the offset, or ask "
			  "with ?only=refused") };

	for (size_t i = 0; i < b->lines.n && !b->stopped; i++) {
		const struct bulk_line *l = &b->lines.at[i];

		if (l->fault.n > 0) {
			(void)count_verdict(b, S("malformed"));
			put_malformed(b, l);
			continue;
		}
		if (verdict == NULL) {
			put_stop(b, l->number, reply);
			break;
		}
		if (count_verdict(b, node_get_str(verdict, S("verdict"))))
			put_verdict(b, l->number, verdict);
		verdict = verdict->next;
	}
	if (!b->stopped && (b->out.n > BULK_OUT_STOP || crowded))
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
	if (b->brief && !b->stopped)
		put_sums(b);
	if (!buf_done(&b->out, &out->body)) {
		problem_own(sc, 413, "too-large", out,
		    "the verdicts are over %zu bytes: send fewer lines at a time", BULK_OUT_MAX);
		return;
	}
	out->status = 200;
	out->type = b->csv_out ? S("text/csv; charset=utf-8") : S("application/x-ndjson");
}

void
bulk_clear(struct bulk *b)
{
	arena_clear(&b->batch_arena);
}
