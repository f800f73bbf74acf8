/* bin/rows.c -- what companies have, row by row: CSV and NDJSON as offers. */
#include "base/json.h"
#include "bin/rows.h"
#include "doors/cells.h"

/* -- one column ------------------------------------------------------------- */

static const struct rename_row *
renamed(const struct rename_row *rows, size_t n, struct str column)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].column, column))
			return &rows[i];
	return NULL;
}

static bool
put_time(struct arena *a, struct node *map, struct str name, struct str text, struct str *wrong)
{
	struct instant at;

	if (!instant_parse(text, &at)) {
		*wrong = str_printf(a,
		    "`%.*s` is not a time such as 2027-03-02 or 2027-03-02T09:00:00Z", STR(name));
		return false;
	}
	node_set_time(a, map, name, at);
	return true;
}

struct offer_parts {
	struct row_offer row;
	struct node *values, *events;
};

/* A column is of the offer (doors/cells.h), when it was collected, an event, or a field. */
static bool
put_column(struct arena *a, const struct rows_options *o, struct offer_parts *p, struct str column,
    struct node *value, struct str *wrong)
{
	const struct rename_row *event = renamed(o->events.at, o->events.n, column);
	const struct rename_row *field = renamed(o->map.at, o->map.n, column);
	struct str name = field != NULL ? field->name : column;

	if (o->collected.n > 0 && str_eq(column, o->collected))
		return put_time(a, p->row.offer, S("collected"), value->text, wrong);
	if (event != NULL)
		return put_time(a, p->events, event->name, value->text, wrong);
	if (str_eq(name, S("-")))
		return true;
	switch (value->kind == NODE_STR ? cell_put(a, &p->row, name, value->text, wrong)
					: CELL_VALUE) {
	case CELL_TAKEN:
		return true;
	case CELL_WRONG:
		return false;
	case CELL_VALUE:
		break;
	}
	if (node_get(p->values, name) != NULL) {
		*wrong = str_printf(a, "two columns are `%.*s`", STR(name));
		return false;
	}
	node_set(p->values, name, value);
	return true;
}

static struct offer_parts
new_offer(struct arena *a, const struct rows_options *o)
{
	struct offer_parts p = { { node_map(a), NULL }, node_map(a), node_map(a) };

	node_set(p.row.offer, S("values"), p.values);
	if (o->about.n > 0)
		node_set_str(a, p.row.offer, S("about"), o->about);
	if (o->subject.n > 0)
		node_set_str(a, p.row.offer, S("subject"), o->subject);
	if (o->party.n > 0)
		node_set_str(a, p.row.offer, S("party"), o->party);
	if (o->source.n > 0)
		node_set_str(a, p.row.offer, S("source"), o->source);
	return p;
}

static struct node *
finish(const struct offer_parts *p)
{
	if (p->events->count > 0)
		node_set(p->row.offer, S("events"), p->events);
	return p->row.offer;
}

/* -- CSV --------------------------------------------------------------------- */

static result
csv_head(struct scope *sc, struct rows *r, struct str text)
{
	struct str why = csv_foreign(text);
	struct csv_row head;
	bool more;

	if (why.n > 0)
		return fail(sc, E_INPUT, "this is no CSV: %.*s", STR(why));
	csv_open(&r->csv, text);
	TRY(csv_next(sc, &r->csv, &head, &more));
	if (!more)
		return fail(
		    sc, E_INPUT, "the file is empty: a CSV begins with the names of its columns");
	r->columns = head.n;
	r->head = NEW_ARRAY(&sc->arena, head.n, struct str);
	for (size_t i = 0; i < head.n; i++)
		r->head[i] = str_trim(head.field[i]);
	return OK;
}

static struct node *
csv_offer(struct scope *sc, const struct rows *r, const struct csv_row *row, struct str *wrong)
{
	struct arena *a = &sc->arena;
	struct offer_parts p = new_offer(a, r->o);

	if (row->n > r->columns) {
		*wrong = S("the row has more fields than the head has columns");
		return NULL;
	}
	for (size_t i = 0; i < row->n; i++) {
		struct str cell = str_trim(row->field[i]);

		if (cell.n > 0 && !put_column(a, r->o, &p, r->head[i], node_str(a, cell), wrong))
			return NULL;
	}
	return finish(&p);
}

static result
csv_one(struct scope *sc, struct rows *r, struct node **offer, struct str *wrong, bool *more)
{
	struct csv_row row = { 0 };
	result read;

	r->line = r->csv.line;
	read = csv_next(sc, &r->csv, &row, more);
	if (read.code == E_INPUT) {
		*wrong = str_dup(&sc->arena, sc->fault.text);
		sc->fault = (struct fault){ 0 };
		*more = true;
		return OK;
	}
	TRY(read);
	if (!*more)
		return OK;
	r->line = row.line;
	*offer = csv_offer(sc, r, &row, wrong);
	return OK;
}

/* -- NDJSON ------------------------------------------------------------------ */

static struct node *
json_offer(struct scope *sc, const struct rows *r, const struct node *row, struct str *wrong)
{
	struct arena *a = &sc->arena;
	struct offer_parts p = new_offer(a, r->o);

	if (row->kind != NODE_MAP) {
		*wrong = S("the line is no JSON object");
		return NULL;
	}
	NODE_EACH(m, row)
		if (m->kind != NODE_NULL
		    && !put_column(a, r->o, &p, m->key, node_copy(a, m), wrong))
			return NULL;
	return finish(&p);
}

static result
json_one(struct scope *sc, struct rows *r, struct node **offer, struct str *wrong, bool *more)
{
	struct str line = S("");
	struct node *row;

	while (line.n == 0 && r->text.n > 0) {
		line = str_trim(str_cut(r->text, '\n', &r->text));
		r->line++;
	}
	*more = line.n > 0;
	if (!*more)
		return OK;
	if (json_parse(sc, line, &row).code != E_OK) {
		*wrong = str_dup(&sc->arena, sc->fault.text);
		sc->fault = (struct fault){ 0 };
		return OK;
	}
	*offer = json_offer(sc, r, row, wrong);
	return OK;
}

/* ------------------------------------------------------------------------------ */

/* Before anything is offered: half of a list in another encoding would come twice with the
 * whole of it. */
static result
check_encoding(struct scope *sc, struct str text)
{
	size_t line = 1;

	if (utf8_valid(text))
		return OK;
	while (utf8_valid(str_cut(text, '\n', &text)))
		line++;
	return fail(sc, E_INPUT,
	    "the file is not UTF-8 in line %zu, and nothing of it was taken: save it as UTF-8", line);
}

result
rows_open(struct scope *sc, struct rows *r, const struct rows_options *o, struct str text)
{
	*r = (struct rows){ .o = o, .text = text };
	if (o->ndjson)
		return check_encoding(sc, text);
	TRY(csv_head(sc, r, text));
	return check_encoding(sc, text);
}

result
rows_next(struct scope *sc, struct rows *r, struct node **offer, struct str *wrong, bool *more)
{
	*offer = NULL;
	*wrong = S("");
	TRY(r->o->ndjson ? json_one(sc, r, offer, wrong, more)
			 : csv_one(sc, r, offer, wrong, more));
	r->read += *more;
	return OK;
}

result
rows_read_map(struct scope *sc, struct str text, struct rows_options *o)
{
	while (text.n > 0) {
		struct str ours, theirs = str_trim(str_cut(str_cut(text, ',', &text), '=', &ours));

		if (theirs.n == 0 || str_trim(ours).n == 0)
			return fail(sc, E_INPUT,
			    "--map goes THEIR-COLUMN=FIELD,THEIR-COLUMN=FIELD; FIELD - leaves it "
			    "out");
		*LIST_ADD(&o->map, &sc->arena) = (struct rename_row){ theirs, str_trim(ours) };
	}
	return OK;
}
