/* doors/folder/list.c -- a CSV list: an offer a row, in batches that its content alone cuts. */
#include "base/csv.h"
#include "doors/cells.h"
#include "doors/folder/inside.h"

#define WINDOW (4 * CSV_ROW_MAX)
#define VIEW (2 * CSV_ROW_MAX) /* a row is judged by what follows it, wherever reading began */
#define BATCH_ROWS 250
#define BATCH_BYTES ((size_t)200 << 10)

/* A file larger than memory, as rows. */
struct window {
	struct file file;
	char *bytes; /* WINDOW of them */
	uint64_t at; /* what is in the file after what is in the window */
	bool all; /* there is nothing after */
	struct csv csv;
};

/* One row, or why it is none. */
struct row {
	uint64_t line;
	struct str wrong;
	struct node *offer;
};

struct batch {
	struct row row[BATCH_ROWS];
	size_t n, offers, bytes;
	bool more;
};

struct list {
	struct taking *hand;
	struct arena arena; /* as long as the list: window and head */
	struct window w;
	struct str *column;
	size_t columns;
	struct str fault; /* of the whole list; empty: it can be read */
};

/* -- the window ------------------------------------------------------------------ */

/* So that a whole row is there, or all that is left. */
static result
fill(struct scope *sc, struct window *w)
{
	size_t kept = w->csv.rest.n, got;

	if (w->all || kept >= VIEW)
		return OK;
	memmove(w->bytes, w->csv.rest.p, kept);
	TRY(file_get(sc, w->file, w->at, w->bytes + kept, WINDOW - kept, &got));
	w->at += got;
	w->all = got < WINDOW - kept;
	w->csv.rest = (struct str){ w->bytes, kept + got };
	return OK;
}

static result
begin_window(struct scope *sc, struct list *l)
{
	struct window *w = &l->w;
	size_t got;

	w->bytes = arena_alloc(&l->arena, WINDOW);
	TRY(file_get(sc, w->file, 0, w->bytes, WINDOW, &got));
	w->at = got;
	w->all = got < WINDOW;
	csv_open(&w->csv, (struct str){ w->bytes, got });
	return OK;
}

/* Where the file goes on after a row that has its verdict. */
static void
go_to(struct window *w, uint64_t at, uint64_t line)
{
	w->at = at;
	w->all = false;
	w->csv.rest = (struct str){ w->bytes, 0 };
	w->csv.line = (size_t)line;
}

static uint64_t
place(const struct window *w)
{
	return w->at - w->csv.rest.n;
}

static result
next_row(struct scope *sc, struct window *w, struct csv_row *row, bool *more)
{
	struct str rest;
	result r;

	do {
		TRY(fill(sc, w));
		rest = w->csv.rest;
		w->csv.rest = str_slice(rest, 0, VIEW);
		r = csv_next(sc, &w->csv, row, more);
		w->csv.rest = str_slice(rest, str_slice(rest, 0, VIEW).n - w->csv.rest.n, rest.n);
	} while (r.code == E_OK && !*more && (w->csv.rest.n > 0 || !w->all));
	return r;
}

/* -- the head --------------------------------------------------------------------- */

static result
read_head(struct scope *sc, struct list *l)
{
	struct csv_row head = { 0 };
	bool more;

	TRY(next_row(sc, &l->w, &head, &more));
	if (!more)
		return fail(sc, E_INPUT, "the list is empty: it begins with the names of its columns");
	l->columns = head.n;
	l->column = NEW_ARRAY(&l->arena, head.n, struct str);
	for (size_t i = 0; i < head.n; i++) {
		l->column[i] = str_dup(&l->arena, str_trim(head.field[i]));
		for (size_t k = 0; k < i; k++)
			if (str_eq(l->column[i], l->column[k]))
				return fail(sc, E_INPUT, "two columns have one name");
	}
	return OK;
}

static uint64_t
good_lines(struct str text)
{
	uint64_t n = 0;

	while (text.n > 0 && utf8_valid(str_cut(text, '\n', &text)))
		n++;
	return n;
}

/* The line of the first byte that is not UTF-8, 0: all is. The whole list first: half of one
 * in another encoding is not admitted. */
static result
bad_line(struct scope *sc, struct file file, uint64_t *bad)
{
	char *bytes = arena_alloc(&sc->arena, CSV_ROW_MAX);
	uint64_t at = 0, line = 1;
	size_t got = CSV_ROW_MAX;

	*bad = 0;
	while (got == CSV_ROW_MAX) {
		struct str text;

		TRY(file_get(sc, file, at, bytes, CSV_ROW_MAX, &got));
		text = (struct str){ bytes, got };
		/* a letter may be cut at the end of the piece */
		for (int i = 0; i < 3 && got == CSV_ROW_MAX && text.n > 0 && !utf8_valid(text); i++)
			text.n--;
		if (!utf8_valid(text)) {
			*bad = line + good_lines(text);
			return OK;
		}
		for (size_t i = 0; i < text.n; i++)
			line += text.p[i] == '\n';
		at += text.n;
	}
	return OK;
}

/* A fault of the list is an answer: its report says it. */
static result
begin_list(struct scope *sc, struct list *l)
{
	char *head = arena_alloc(&sc->arena, CSV_ROW_MAX);
	uint64_t bad;
	size_t got;
	result r;

	TRY(file_get(sc, l->w.file, 0, head, CSV_ROW_MAX, &got));
	l->fault = csv_foreign((struct str){ head, got });
	if (l->fault.n > 0) {
		l->fault = str_printf(&l->arena, "this is no CSV: %.*s", STR(l->fault));
		return OK;
	}
	bad = 0;
	if (l->hand->at == 0) /* else it was looked at when it was begun */
		TRY(bad_line(sc, l->w.file, &bad));
	if (bad > 0) {
		l->fault = str_printf(&l->arena,
		    "the list is not UTF-8 in line %llu: save it as UTF-8 and send it again",
		    (unsigned long long)bad);
		return OK;
	}
	TRY(begin_window(sc, l));
	r = read_head(sc, l);
	if (r.code == E_INPUT)
		l->fault = str_dup(&l->arena, sc->fault.text);
	else if (r.code == E_OK && l->hand->at > 0)
		go_to(&l->w, l->hand->at, l->hand->line);
	return r.code == E_INPUT ? OK : r;
}

/* -- a batch ------------------------------------------------------------------------ */

/* NULL, and why: it is none. */
static struct node *
offer_of(struct arena *a, const struct list *l, const struct csv_row *row, struct str *wrong)
{
	struct node *values = node_map(a);
	struct row_offer r = { node_map(a), NULL };
	struct str about = l->hand->folder->about;

	for (size_t i = 0; i < row->n && i < l->columns; i++) {
		struct str cell = str_trim(row->field[i]), name = l->column[i];

		if (cell.n == 0 || name.n == 0)
			continue;
		switch (cell_put(a, &r, name, cell, wrong)) {
		case CELL_VALUE:
			node_set_str(a, values, name, cell);
			break;
		case CELL_TAKEN:
			break;
		case CELL_WRONG:
			return NULL;
		}
	}
	if (about.n > 0 && node_get(r.offer, S("about")) == NULL && r.people == NULL)
		node_set_str(a, r.offer, S("about"), about);
	node_set(r.offer, S("values"), values);
	return r.offer;
}

static result
take_row(struct scope *sc, struct list *l, struct batch *b)
{
	struct row *row = &b->row[b->n];
	struct csv_row cells = { 0 };
	result r = next_row(sc, &l->w, &cells, &b->more);

	if (r.code == E_INPUT) {
		*row = (struct row){ cells.line, str_dup(&sc->arena, sc->fault.text), NULL };
		sc->fault = (struct fault){ 0 };
		b->more = true;
		b->n++;
		return OK;
	}
	if (r.code != E_OK || !b->more)
		return r;
	*row = (struct row){ .line = cells.line };
	if (cells.n > l->columns)
		row->wrong = S("the row has more fields than the head has columns");
	else
		row->offer = offer_of(&sc->arena, l, &cells, &row->wrong);
	for (size_t i = 0; i < cells.n; i++)
		b->bytes += cells.field[i].n + 16;
	b->offers += row->offer != NULL;
	b->n++;
	return OK;
}

static result
take_batch(struct scope *sc, struct list *l, struct batch *b)
{
	*b = (struct batch){ .more = true };
	while (b->more && b->n < BATCH_ROWS && b->bytes < BATCH_BYTES)
		TRY(take_row(sc, l, b));
	return OK;
}

/* -- asking ----------------------------------------------------------------------------- */

static struct node *
question_of(struct arena *a, const struct list *l, const struct batch *b)
{
	const struct taking *h = l->hand;
	struct node *q = node_map(a), *offers = node_set(q, S("offers"), node_list(a));

	node_set_str(a, q, S("dataset"), h->folder->dataset);
	node_set_str(a, q, S("purpose"), h->folder->purpose);
	node_set_str(a, q, S("once"),
	    str_printf(a, "folder/%.*s/%llu", STR(h->id), (unsigned long long)h->rows));
	for (size_t i = 0; i < b->n; i++)
		if (b->row[i].offer != NULL)
			node_add(offers, b->row[i].offer);
	return q;
}

static void
put_rows(struct taking *h, struct buf *lines, const struct batch *b, const struct node *answers)
{
	const struct node *answer = answers != NULL ? answers->first : NULL;

	for (size_t i = 0; i < b->n; i++) {
		const struct row *row = &b->row[i];
		struct report_row r = { row->line, S("malformed"), row->wrong, S(""), 0 };

		if (row->offer != NULL && answer != NULL) {
			r = report_row_of(row->line, answer);
			answer = answer->next;
		}
		report_put(h, lines, &r);
	}
}

/* The question itself is at fault: every row of it is answered so. */
static void
put_fault(struct taking *h, struct buf *lines, const struct batch *b, struct str why)
{
	for (size_t i = 0; i < b->n; i++)
		report_put(h, lines,
		    &(struct report_row){ b->row[i].line, S("failed"),
			b->row[i].offer != NULL ? why : b->row[i].wrong, S(""), 0 });
}

static result
ask_batch(struct scope *sc, struct folder_door *d, struct list *l, const struct batch *b)
{
	struct taking *h = l->hand;
	struct buf lines = buf_new(&sc->arena);
	const struct node *body = NULL;
	result r = OK;

	if (b->offers > 0)
		r = folder_ask(
		    sc, d, h->folder, VERB_OFFER, question_of(&sc->arena, l, b), &body);
	if (r.code != E_OK && r.code != E_INPUT && r.code != E_TOO_BIG && r.code != E_STATE)
		return r; /* not this list's matter: later */
	if (r.code == E_OK)
		put_rows(h, &lines, b, node_get(body, S("answers")));
	else
		put_fault(h, &lines, b, sc->fault.text);
	h->rows += b->n;
	h->at = place(&l->w);
	h->line = l->w.csv.line;
	return report_add(sc, h, buf_str(&lines));
}

/* In a scope of its own, so that a list needs no more memory than a batch. */
static result
one_batch(struct scope *sc, struct folder_door *d, struct list *l, bool *more)
{
	struct batch *b;
	struct scope own;
	result r;

	scope_begin(&own, sc->now);
	b = NEW(&own.arena, struct batch);
	r = take_batch(&own, l, b);
	if (r.code == E_OK && b->n > 0)
		r = ask_batch(&own, d, l, b);
	*more = b->more;
	return scope_end_within(&own, sc, r);
}

static result
report_fault(struct scope *sc, struct taking *h, struct str why)
{
	struct buf lines = buf_new(&sc->arena);

	if (h->report > 0)
		return OK;
	report_put(h, &lines, &(struct report_row){ 0, S("refused"), why, S(""), 0 });
	return report_add(sc, h, buf_str(&lines));
}

static result
read_list(struct scope *sc, struct folder_door *d, struct list *l, bool *done)
{
	bool more = true;

	*done = true;
	TRY(begin_list(sc, l));
	if (l->fault.n > 0)
		return report_fault(sc, l->hand, l->fault);
	do {
		TRY(one_batch(sc, d, l, &more));
		folder_attend(d);
	} while (more && !d->control.stop && !folder_turn_over(d));
	*done = !more;
	if (more)
		return d->control.stop ? fail(sc, E_BUSY, "told to stop") : OK;
	return l->hand->report > 0 ? OK : report_fault(sc, l->hand, S("the list has no row"));
}

result
taking_list(struct scope *sc, struct folder_door *d, struct taking *h, bool *done)
{
	struct list l = { .hand = h };
	result r;

	TRY(file_open(sc, path_join(&sc->arena, h->path, h->name), &l.w.file));
	r = read_list(sc, d, &l, done);
	file_close(&l.w.file);
	arena_clear(&l.arena);
	return r;
}
