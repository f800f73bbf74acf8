/* doors/folder/report.c -- what became of each row, for whoever sent it (W33). */
#include "base/csv.h"
#include "base/json.h"
#include "doors/folder/inside.h"

#define REPORT_KEPT span_days(14)
#define COPIED ((size_t)1 << 20)
#define STATE_MOST ((size_t)64 << 10)

static const struct str head[] = { { "line", 4 }, { "verdict", 7 }, { "reason", 6 },
	{ "field", 5 }, { "policy-line", 11 } };

static struct str
number(struct arena *a, uint64_t n)
{
	return str_printf(a, "%llu", (unsigned long long)n);
}

/* A reason names no value: what the keeper says, or what is wrong with the row's form. */
struct report_row
report_row_of(uint64_t line, const struct node *answer)
{
	const struct node *refused = node_get(answer, S("refused")),
			  *fault = node_get(answer, S("fault"));
	struct str detail = node_get_str(refused, S("detail"));
	struct report_row r = {
		.line = line,
		.verdict = node_get_str(answer, S("verdict")),
		.policy_line = node_get_int(refused, S("line"), 0),
		.field = node_get_str(refused != NULL ? refused : fault, S("field")),
	};

	r.reason = detail.n > 0 ? detail : node_get_str(refused, S("title"));
	if (fault != NULL)
		r.reason = node_get_str(fault, S("text"));
	return r;
}

static bool
came_in(struct str verdict)
{
	return str_eq(verdict, S("admitted")) || str_eq(verdict, S("changed"))
	       || str_eq(verdict, S("same"));
}

void
report_put(struct taking *h, struct buf *b, const struct report_row *r)
{
	const struct str field[] = {
		r->line > 0 ? number(b->arena, r->line) : S(""),
		r->verdict,
		r->reason,
		r->field,
		r->policy_line > 0 ? number(b->arena, (uint64_t)r->policy_line) : S(""),
	};

	csv_put(b, field, N(field));
	if (came_in(r->verdict))
		h->admitted++;
	else
		h->refused++;
}

/* -- the state ------------------------------------------------------------------ */

result
taking_read_state(struct scope *sc, struct taking *h)
{
	struct str path = path_join(&sc->arena, h->path, STATE), text;
	struct node *n;

	h->streams = node_map(&sc->arena);
	if (!file_exists(sc, path))
		return OK;
	TRY(file_read(sc, path, STATE_MOST, &text));
	TRY(json_parse(sc, text, &n));
	h->rows = (uint64_t)node_get_int(n, S("rows"), 0);
	h->at = (uint64_t)node_get_int(n, S("at"), 0);
	h->line = (uint64_t)node_get_int(n, S("line"), 0);
	h->report = (uint64_t)node_get_int(n, S("report"), 0);
	h->admitted = (uint64_t)node_get_int(n, S("admitted"), 0);
	h->refused = (uint64_t)node_get_int(n, S("refused"), 0);
	h->attempt = (uint64_t)node_get_int(n, S("attempt"), 0);
	if (node_get(n, S("streams")) != NULL)
		h->streams = node_copy(&sc->arena, node_get(n, S("streams")));
	return OK;
}

result
taking_write_state(struct scope *sc, const struct taking *h)
{
	struct arena *a = &sc->arena;
	struct node *n = node_map(a);

	node_set_int(a, n, S("rows"), (int64_t)h->rows);
	node_set_int(a, n, S("at"), (int64_t)h->at);
	node_set_int(a, n, S("line"), (int64_t)h->line);
	node_set_int(a, n, S("report"), (int64_t)h->report);
	node_set_int(a, n, S("admitted"), (int64_t)h->admitted);
	node_set_int(a, n, S("refused"), (int64_t)h->refused);
	node_set_int(a, n, S("attempt"), (int64_t)h->attempt);
	if (h->streams->count > 0)
		node_set(n, S("streams"), node_copy(a, h->streams));
	return file_write(sc, path_join(a, h->path, STATE), json_text(a, n), FILE_PRIVATE);
}

/* -- the report ------------------------------------------------------------------- */

/* What a crash left after the last durable line is written over: the keeper answers alike. */
static result
open_report(struct scope *sc, const struct taking *h, struct file *f)
{
	struct str path = path_join(&sc->arena, h->path, REPORT);

	if (h->report == 0 && file_exists(sc, path))
		TRY(file_remove(sc, path));
	return h->report == 0 ? file_create(sc, path, FILE_PRIVATE, f)
			      : file_open_to_write(sc, path, f);
}

result
report_add(struct scope *sc, struct taking *h, struct str lines)
{
	struct buf b = buf_new(&sc->arena);
	struct file f;
	result r;

	if (h->report == 0)
		csv_put(&b, head, N(head));
	buf_put(&b, lines);
	TRY(open_report(sc, h, &f));
	r = file_put(sc, f, h->report, buf_str(&b));
	if (r.code == E_OK)
		r = file_sync(sc, f);
	file_close(&f);
	TRY(r);
	h->report += b.n;
	return taking_write_state(sc, h);
}

static struct str
report_path(struct arena *a, const struct folder *f, struct str name)
{
	return path_join(a, path_join(a, f->path, FOLDER_IN),
	    str_printf(a, "%.*s%.*s", STR(name), STR(REPORT_END)));
}

/* The durable part, and the sum. */
static result
copy_report(struct scope *sc, const struct taking *h, struct file from, struct file to)
{
	char *bytes = arena_alloc(&sc->arena, COPIED);
	struct buf sum = buf_new(&sc->arena);
	const struct str field[] = { S(""), S("total"),
		str_printf(&sc->arena, "%llu admitted, %llu not", (unsigned long long)h->admitted,
		    (unsigned long long)h->refused),
		S(""), S("") };
	size_t got;

	for (uint64_t at = 0; at < h->report; at += got) {
		size_t some = h->report - at < COPIED ? (size_t)(h->report - at) : COPIED;

		TRY(file_get(sc, from, at, bytes, some, &got));
		if (got == 0)
			return fail(sc, E_DAMAGED, "the report is shorter than it was");
		TRY(file_put(sc, to, at, (struct str){ bytes, got }));
	}
	csv_put(&sum, field, N(field));
	TRY(file_put(sc, to, h->report, buf_str(&sum)));
	return file_sync(sc, to);
}

static result
make_report(struct scope *sc, const struct taking *h)
{
	struct str own = path_join(&sc->arena, h->path, REPORT),
		   fresh = path_join(&sc->arena, h->path, S("report.new"));
	struct file from, to;
	result r;

	if (file_exists(sc, fresh))
		TRY(file_remove(sc, fresh));
	TRY(file_open(sc, own, &from));
	r = file_create(sc, fresh, REPORT_MODE, &to);
	if (r.code == E_OK) {
		r = copy_report(sc, h, from, to);
		file_close(&to);
	}
	file_close(&from);
	TRY(r);
	return file_rename(sc, fresh, report_path(&sc->arena, h->folder, h->name));
}

/* The sender's files first: what is left after a crash is asked about again, and known. */
static result
remove_taken(struct scope *sc, const struct taking *h)
{
	struct str *names;
	size_t n;

	TRY(dir_list(sc, h->path, &names, &n));
	for (size_t i = 0; i < n; i++)
		if (!str_eq(names[i], STATE) && !str_eq(names[i], REPORT))
			TRY(file_remove(sc, path_join(&sc->arena, h->path, names[i])));
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], STATE) || str_eq(names[i], REPORT))
			TRY(file_remove(sc, path_join(&sc->arena, h->path, names[i])));
	return dir_remove(sc, h->path);
}

result
report_publish(struct scope *sc, struct taking *h)
{
	TRY(make_report(sc, h));
	return remove_taken(sc, h);
}

result
report_left(struct scope *sc, const struct folder *f, struct str name, struct str why)
{
	struct buf b = buf_new(&sc->arena);
	const struct str field[] = { S(""), S("left"), why, S(""), S("") };

	csv_put(&b, head, N(head));
	csv_put(&b, field, N(field));
	return file_write(sc, report_path(&sc->arena, f, name), buf_str(&b), REPORT_MODE);
}

result
report_clean(struct scope *sc, const struct folder *f)
{
	struct str in = path_join(&sc->arena, f->path, FOLDER_IN), *names;
	size_t n;

	TRY(dir_list(sc, in, &names, &n));
	for (size_t i = 0; i < n; i++) {
		struct str path = path_join(&sc->arena, in, names[i]);
		struct file_facts facts;

		if (!str_ends(names[i], REPORT_END))
			continue;
		TRY(file_look(sc, path, &facts));
		if (facts.kind == FILE_REGULAR
		    && instant_before(instant_plus(facts.changed, REPORT_KEPT), sc->now))
			TRY(file_remove(sc, path));
	}
	return OK;
}
