/* doors/page/brought.c -- a CSV list, a batch of rows a question. */
#include "doors/page/brought.h"
#include "base/csv.h"

#define BATCH_ROWS 250
#define BATCH_BYTES ((size_t)200 << 10)

struct brought {
	struct csv csv;
	uint64_t mark; /* of the list: sent twice, by a second click, it is taken once */
	struct str *column;
	size_t columns;
	size_t *line; /* of each offer of this batch */
	size_t n;
	struct node *wrong; /* the lines that were not taken */
	int64_t rows, admitted, changed, same;
	int64_t left; /* the line from which on nothing was answered; 0: all was */
};

const char *
brought_field(const struct page_post *post)
{
	for (size_t i = 0; i < post->ask.n; i++)
		if (post->ask.member[i].from == FROM_ROWS)
			return post->ask.member[i].value;
	return NULL;
}

/* FNV-1a.  Whoever makes two lists of one mark is told so by the keeper, of their own key. */
static uint64_t
mark_of(struct str list)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < list.n; i++)
		h = (h ^ (unsigned char)list.p[i]) * 1099511628211u;
	return h;
}

result
brought_begin(struct scope *sc, struct page_task *t, struct str list)
{
	struct brought *r = NEW(&sc->arena, struct brought);
	struct csv_row head;
	bool more;

	t->rows = r;
	r->wrong = node_list(&sc->arena);
	r->line = NEW_ARRAY(&sc->arena, BATCH_ROWS, size_t);
	if (csv_foreign(list).n > 0)
		return fail_at(sc, E_INPUT, str_of(brought_field(t->post)), "this is no CSV: %.*s",
		    STR(csv_foreign(list)));
	r->mark = mark_of(list);
	csv_open(&r->csv, list);
	TRY(csv_next(sc, &r->csv, &head, &more));
	if (!more)
		return fail_at(sc, E_INPUT, str_of(brought_field(t->post)),
		    "choose a list: a CSV file whose first line names the fields");
	r->column = NEW_ARRAY(&sc->arena, head.n, struct str);
	r->columns = head.n;
	for (size_t i = 0; i < head.n; i++)
		r->column[i] = str_trim(head.field[i]);
	return OK;
}

/* -- in ------------------------------------------------------------------------------ */

static void
add_wrong(struct scope *sc, struct brought *r, size_t line, const char *verdict,
    const struct node *why)
{
	struct arena *a = &sc->arena;
	struct node *n = node_add(r->wrong, node_map(a));
	struct str detail = node_get_str(why, S("detail"));

	node_set_int(a, n, S("line"), (int64_t)line);
	node_set_str(a, n, S("verdict"), str_of(verdict));
	node_set_str(a, n, S("detail"),
	    str_dup(a, detail.n > 0 ? detail : node_get_str(why, S("text"))));
	node_set_str(a, n, S("try"), str_dup(a, node_get_str(why, S("try"))));
}

static void
add_malformed(struct scope *sc, struct brought *r, size_t line, struct str text)
{
	struct node *why = node_map(&sc->arena);

	node_set_str(&sc->arena, why, S("text"), text);
	add_wrong(sc, r, line, "malformed", why);
	sc->fault = (struct fault){ 0 };
}

/* An empty cell says nothing. */
static struct node *
offer_of(struct arena *a, const struct brought *r, const struct csv_row *row)
{
	struct node *cells = node_map(a);

	for (size_t i = 0; i < row->n; i++)
		if (str_trim(row->field[i]).n > 0)
			node_set_str(a, cells, r->column[i], row->field[i]);
	return http_offer(a, cells);
}

/* False: the list has ended. */
static bool
take_row(struct scope *sc, struct brought *r, struct node *offers)
{
	size_t line = r->csv.line;
	struct csv_row row;
	bool more = true;

	if (csv_next(sc, &r->csv, &row, &more).code != E_OK) {
		r->rows++;
		add_malformed(sc, r, line, sc->fault.text);
		return true;
	}
	if (!more)
		return false;
	r->rows++;
	if (row.n > r->columns) {
		add_malformed(sc, r, row.line, S("the row has more cells than there are columns"));
		return true;
	}
	r->line[r->n++] = row.line;
	node_add(offers, offer_of(&sc->arena, r, &row));
	return true;
}

bool
brought_next(struct scope *sc, struct page_task *t, struct node *question)
{
	struct brought *r = t->rows;
	struct node *offers = node_list(&sc->arena);
	size_t before = r->csv.rest.n, first = r->csv.line;
	bool more = r->left == 0;

	r->n = 0;
	while (more && r->n < BATCH_ROWS && before - r->csv.rest.n < BATCH_BYTES)
		more = take_row(sc, r, offers);
	node_set(question, S("offers"), offers);
	if (!node_get_bool(question, S("dry-run"), false))
		node_set_str(&sc->arena, question, S("once"),
		    str_printf(&sc->arena, "page/%016llx/%zu", (unsigned long long)r->mark, first));
	return r->n > 0 || (more && brought_next(sc, t, question));
}

/* -- out ----------------------------------------------------------------------------- */

static void
take_verdict(struct scope *sc, struct brought *r, size_t line, const struct node *answer)
{
	struct str verdict = node_get_str(answer, S("verdict"));

	r->admitted += str_eq(verdict, S("admitted"));
	r->changed += str_eq(verdict, S("changed"));
	r->same += str_eq(verdict, S("same"));
	if (str_eq(verdict, S("refused")))
		add_wrong(sc, r, line, "refused", node_get(answer, S("refused")));
	else if (str_eq(verdict, S("failed")))
		add_wrong(sc, r, line, "failed", node_get(answer, S("fault")));
}

bool
brought_take(struct scope *sc, struct page_task *t, const struct reply *reply)
{
	struct brought *r = t->rows;
	const struct node *answers =
	    reply->code == E_OK ? node_get(reply->body, S("answers")) : NULL;
	const struct node *answer = answers != NULL ? answers->first : NULL;

	for (size_t i = 0; i < r->n; i++) {
		if (answer == NULL) {
			r->left = (int64_t)r->line[i];
			break;
		}
		take_verdict(sc, r, r->line[i], answer);
		answer = answer->next;
	}
	return answers != NULL || r->admitted + r->changed + r->same > 0 || r->wrong->count > 0;
}

struct node *
brought_report(struct scope *sc, const struct page_task *t)
{
	const struct brought *r = t->rows;
	struct arena *a = &sc->arena;
	struct node *n = node_map(a);

	node_set_int(a, n, S("rows"), r->rows);
	node_set_int(a, n, S("admitted"), r->admitted);
	node_set_int(a, n, S("changed"), r->changed);
	node_set_int(a, n, S("same"), r->same);
	node_set_int(a, n, S("left"), r->left);
	node_set(n, S("wrong"), r->wrong);
	return n;
}
