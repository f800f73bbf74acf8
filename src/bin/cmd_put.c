/* bin/cmd_put.c -- brings what a company has: one offer a row, one verdict a row.
 *
 *  N7  Verdicts are durable before the next batch is sent; a file that was
 *      broken off goes on where it stopped, and a batch sent twice counts
 *      once (its key is the run's hash and its first row).
 *  N8  No value of a row stands in the verdicts or in what is printed.
 */
#include "base/json.h"
#include "bin/rows.h"
#include "bin/store.h"
#include "bin/text.h"
#include "seal/seal.h"
#include "sys/file.h"
#include "sys/tty.h"

#define PUT_BYTES_MAX ((size_t)1 << 30)
#define BATCH_ROWS 250
#define BATCH_BYTES ((size_t)400 << 10)

static const struct option_row options[] = {
	OPTION_KEY,
	{ "purpose", "PURPOSE", "what for" },
	{ "format", "csv|ndjson", "else by the name of the file" },
	{ "map", "MAP",
	    "THEIR-COLUMN=FIELD,...; or a file with one on a line; FIELD - leaves a column out" },
	{ "collected", "COLUMN",
	    "the column that says when the row was collected: clocks start then" },
	{ "event", "NAME=COLUMN",
	    "a column that says when an event happened; may be given more than once" },
	{ "about", "TYPE",
	    "what kind of person the rows are about, where the policy leaves it open" },
	{ "subject", "ID", "the person that all rows are about" },
	{ "party", "ID", "the party that the rows belong to" },
	{ "source", "WHO", "who gave the rows" },
	OPTIONS_WHY,
	{ "dry-run", NULL, "store nothing; say what would be admitted" },
	{ "verdicts", "FILE", "where the verdicts go; else beside the file" },
};

/* Rows that came to the same end, for the same reason and line. */
struct tally {
	struct str verdict, title;
	int64_t line;
	size_t n;
};

/* What a role's line may ask for, given once for all rows. */
static const char *const evidence[] = { "ticket", "order", "reason" };

struct put {
	struct call *call;
	struct arena *kept; /* outlives the batches */
	struct rows_options o;
	struct rows rows;
	struct str dataset, file, verdicts, state, hash;
	size_t done; /* rows of an earlier run */
	size_t total; /* lines of the file, for the progress */
	LIST(struct tally) tallies;
	bool dry;
};

struct batch {
	struct node *offers;
	size_t *line; /* of each row of the batch; malformed ones have no offer */
	struct str *wrong;
	size_t n, first;
	bool more;
};

static void
count_row(struct put *p, struct str verdict, struct str title, int64_t line)
{
	struct arena *a = p->kept;

	if (!str_eq(verdict, S("admitted")) && !str_eq(verdict, S("changed"))
	    && !str_eq(verdict, S("same")))
		p->call->no = true;
	for (size_t i = 0; i < p->tallies.n; i++) {
		struct tally *t = &p->tallies.at[i];

		if (str_eq(t->verdict, verdict) && str_eq(t->title, title) && t->line == line) {
			t->n++;
			return;
		}
	}
	*LIST_ADD(&p->tallies, a) =
	    (struct tally){ str_dup(a, verdict), str_dup(a, title), line, 1 };
}

/* -- the state of a run --------------------------------------------------------- */

static result
read_state(struct put *p)
{
	struct scope *sc = p->call->sc;
	struct node *n;
	struct str text;

	if (p->dry || !file_exists(sc, p->state))
		return OK;
	TRY(file_read(sc, p->state, 4096, &text));
	TRY(json_parse(sc, text, &n));
	if (!str_eq(node_get_str(n, S("hash")), p->hash)
	    || !str_eq(node_get_str(n, S("dataset")), p->dataset))
		return fail(sc, E_STATE,
		    "an earlier run of another content broke off; remove %.*s to begin anew",
		    STR(p->state));
	p->done = (size_t)node_get_int(n, S("rows"), 0);
	p->call->no = node_get_bool(n, S("refused"), false);
	return OK;
}

static result
write_state(struct put *p, struct scope *sc)
{
	struct node *n = node_map(&sc->arena);

	node_set_str(&sc->arena, n, S("hash"), p->hash);
	node_set_str(&sc->arena, n, S("dataset"), p->dataset);
	node_set_int(&sc->arena, n, S("rows"), (int64_t)p->rows.read);
	node_set_bool(&sc->arena, n, S("refused"), p->call->no);
	return file_write(sc, p->state, json_text(&sc->arena, n), FILE_PRIVATE);
}

/* -- a batch --------------------------------------------------------------------- */

static result
take_batch(struct put *p, struct scope *sc, struct batch *b)
{
	size_t bytes = 0;

	*b = (struct batch){
		.offers = node_list(&sc->arena),
		.line = NEW_ARRAY(&sc->arena, BATCH_ROWS, size_t),
		.wrong = NEW_ARRAY(&sc->arena, BATCH_ROWS, struct str),
		.first = p->rows.read,
	};
	do {
		struct node *offer;

		TRY(rows_next(sc, &p->rows, &offer, &b->wrong[b->n], &b->more));
		if (!b->more)
			return OK;
		b->line[b->n++] = p->rows.line;
		if (offer != NULL) {
			node_add(b->offers, offer);
			bytes += json_text(&sc->arena, offer).n;
		}
	} while (b->n < BATCH_ROWS && bytes < BATCH_BYTES);
	return OK;
}

static result
ask_batch(struct put *p, struct scope *sc, const struct batch *b, const struct node **answers)
{
	struct arena *a = &sc->arena;
	struct node *q = node_map(a);
	const struct node *answer;

	*answers = node_list(a);
	if (b->offers->count == 0)
		return OK;
	node_set_str(a, q, S("purpose"), call_option(p->call, "purpose"));
	node_set_str(a, q, S("dataset"), p->dataset);
	node_set(q, S("offers"), b->offers);
	for (size_t i = 0; i < N(evidence); i++)
		if (call_has(p->call, evidence[i]))
			node_set_str(a, q, str_of(evidence[i]), call_option(p->call, evidence[i]));
	if (p->dry)
		node_set_bool(a, q, S("dry-run"), true);
	else
		node_set_str(a, q, S("once"),
		    str_printf(a, "put-%.*s-%zu", STR(str_slice(p->hash, 0, 32)), b->first));
	TRY(call_ask(p->call, VERB_OFFER, q, &answer));
	if (node_get(answer, S("refused")) != NULL) {
		call_refused(p->call, answer);
		return fail(sc, E_DENIED, "nothing of this file may come in");
	}
	*answers = node_get(answer, S("answers"));
	return OK;
}

/* Joins the rows and their answers, in order; malformed rows had no offer. */
static struct str
verdicts_of(struct put *p, struct scope *sc, const struct batch *b, const struct node *answers)
{
	struct arena *a = &sc->arena;
	struct buf text = buf_new(a);
	const struct node *next = answers->first;

	for (size_t i = 0; i < b->n; i++) {
		struct node *line = node_map(a);

		node_set_int(a, line, S("line"), (int64_t)b->line[i]);
		if (b->wrong[i].n > 0 || next == NULL) {
			node_set_str(a, line, S("verdict"), S("malformed"));
			node_set_str(a, line, S("detail"), b->wrong[i]);
			count_row(p, S("malformed"), b->wrong[i], 0);
		} else {
			const struct node *refused = node_get(next, S("refused"));

			NODE_EACH(m, next)
				node_set(line, m->key, node_copy(a, m));
			count_row(p, node_get_str(next, S("verdict")),
			    node_get_str(refused, S("title")),
			    node_get_int(refused, S("line"), 0));
			next = next->next;
		}
		json_print(&text, line);
		buf_putc(&text, '\n');
	}
	return buf_str(&text);
}

static void
show_progress(const struct put *p)
{
	if (tty_at(2))
		fprintf(stderr, "\r%zu of about %zu rows", p->rows.read, p->total);
}

static result
put_batch(struct put *p, struct scope *sc, bool *more)
{
	struct batch b;
	const struct node *answers;
	struct str verdicts;

	TRY(take_batch(p, sc, &b));
	*more = b.more;
	if (b.n == 0)
		return OK;
	TRY(ask_batch(p, sc, &b, &answers));
	verdicts = verdicts_of(p, sc, &b, answers);
	TRY(file_append(sc, p->verdicts, verdicts, FILE_PRIVATE));
	if (!p->dry)
		TRY(write_state(p, sc)); /* N7 */
	show_progress(p);
	return OK;
}

/* Each batch has a scope of its own, so that a large file needs little memory. */
static result
put_batches(struct put *p)
{
	struct scope *sc = p->call->sc;
	bool more = true;

	while (more) {
		struct scope inner;
		result r;

		scope_begin(&inner, sc->now);
		p->call->sc = &inner;
		r = put_batch(p, &inner, &more);
		p->call->sc = sc;
		TRY(scope_end_within(&inner, sc, r));
	}
	if (tty_at(2))
		fputc('\n', stderr);
	return OK;
}

/* Rows that an earlier run has done. */
static result
skip_done(struct put *p)
{
	while (p->rows.read < p->done) {
		struct scope inner;
		struct node *offer;
		struct str wrong;
		bool more = true;
		result r;

		scope_begin(&inner, p->call->sc->now);
		r = rows_next(&inner, &p->rows, &offer, &wrong, &more);
		scope_end(&inner);
		if (r.code != E_OK || !more)
			return fail(p->call->sc, E_STATE,
			    "%.*s tells of more rows than there are; remove it to begin anew",
			    STR(p->state));
	}
	return OK;
}

/* -- what came of it --------------------------------------------------------------- */

static struct str
policy_line(struct str text, int64_t line)
{
	struct str one = S("");

	for (int64_t i = 0; i < line && text.n > 0; i++)
		one = str_cut(text, '\n', &text);
	return str_trim(one);
}

static result
policy_text(struct call *call, struct str *text)
{
	struct node *q = node_map(&call->sc->arena);
	const struct node *answer;

	node_set_bool(&call->sc->arena, q, S("text"), true);
	TRY(call_ask(call, VERB_POLICY, q, &answer));
	*text = node_get_str(answer, S("text"));
	return OK;
}

static void
summary_json(struct put *p)
{
	struct arena *a = &p->call->sc->arena;
	struct node *n = node_map(a), *list = node_list(a);

	for (size_t i = 0; i < p->tallies.n; i++) {
		const struct tally *t = &p->tallies.at[i];
		struct node *one = node_add(list, node_map(a));

		node_set_int(a, one, S("rows"), (int64_t)t->n);
		node_set_str(a, one, S("verdict"), t->verdict);
		node_set_str(a, one, S("why"), t->title);
		node_set_int(a, one, S("line"), t->line);
	}
	node_set_int(a, n, S("rows"), (int64_t)p->rows.read);
	node_set_bool(a, n, S("dry-run"), p->dry);
	node_set(n, S("ends"), list);
	node_set_str(a, n, S("verdicts"), p->verdicts);
	json_print(&p->call->out, n);
	buf_putc(&p->call->out, '\n');
}

static void
summary_text(struct put *p, struct str policy)
{
	struct buf *b = &p->call->out;

	buf_printf(b, "%zu row%s%s\n", p->rows.read, p->rows.read == 1 ? "" : "s",
	    p->dry ? ", nothing stored: this is what would be" : "");
	if (p->done > 0)
		buf_printf(b, "%6zu done by an earlier run\n", p->done);
	for (size_t i = 0; i < p->tallies.n; i++) {
		const struct tally *t = &p->tallies.at[i];

		buf_printf(b, "%6zu %.*s%s%.*s\n", t->n, STR(t->verdict),
		    t->title.n > 0 ? ": " : "", STR(t->title));
		if (t->line > 0)
			buf_printf(b, "       line %lld  %.*s\n", (long long)t->line,
			    STR(policy_line(policy, t->line)));
	}
	buf_printf(b, "the verdict on each row is in %.*s\n", STR(p->verdicts));
}

/* -- the options --------------------------------------------------------------------- */

static result
read_map(struct call *call, struct rows_options *o)
{
	struct str given = call_option(call, "map"), text = given;

	if (given.n == 0)
		return OK;
	if (!str_has(given, S("="))) {
		TRY(file_read(call->sc, given, (size_t)1 << 20, &text));
		text = str_trim(text);
		while (text.n > 0) {
			struct str line = str_trim(str_cut(text, '\n', &text));

			if (line.n > 0 && line.p[0] != '#')
				TRY(rows_read_map(call->sc, line, o));
		}
		return OK;
	}
	return rows_read_map(call->sc, given, o);
}

static result
read_events(struct call *call, struct rows_options *o)
{
	for (size_t i = 0; i < call->options.n; i++) {
		struct str column, name;

		if (!str_eq(str_of(call->options.at[i].row->name), S("event")))
			continue;
		name = str_cut(call->options.at[i].value, '=', &column);
		if (name.n == 0 || column.n == 0)
			return fail(call->sc, E_INPUT,
			    "--event goes NAME=COLUMN, such as leaving=left_on");
		*LIST_ADD(&o->events, &call->sc->arena) = (struct rename_row){ column, name };
	}
	return OK;
}

static result
read_options(struct put *p)
{
	struct call *call = p->call;
	struct str format = call_option(call, "format");

	if (!call_has(call, "purpose"))
		return fail(call->sc, E_INPUT,
		    "--purpose is wanted: data comes in for a purpose of the policy");
	if (format.n > 0 && !str_eq(format, S("csv")) && !str_eq(format, S("ndjson")))
		return fail(call->sc, E_INPUT, "--format is csv or ndjson");
	p->o.ndjson = format.n > 0
			  ? str_eq(format, S("ndjson"))
			  : str_ends(p->file, S(".ndjson")) || str_ends(p->file, S(".jsonl"))
				|| str_ends(p->file, S(".json"));
	p->o.collected = call_option(call, "collected");
	p->o.about = call_option(call, "about");
	p->o.subject = call_option(call, "subject");
	p->o.party = call_option(call, "party");
	p->o.source = call_option(call, "source");
	TRY(read_map(call, &p->o));
	return read_events(call, &p->o);
}

static size_t
count_lines(struct str text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static result
name_files(struct put *p)
{
	struct arena *a = &p->call->sc->arena;
	struct str base = str_eq(p->file, S("-")) ? S("standard-input") : p->file;

	p->verdicts = call_option(p->call, "verdicts");
	if (p->verdicts.n == 0)
		p->verdicts = str_printf(a, "%.*s.verdicts.ndjson", STR(base));
	p->state = str_printf(a, "%.*s.state", STR(p->verdicts));
	TRY(read_state(p));
	if (p->done == 0 && file_exists(p->call->sc, p->verdicts))
		return file_remove(p->call->sc, p->verdicts);
	return OK;
}

static void
add_piece(struct arena *a, struct hashing *h, struct str piece)
{
	hashing_add(h, str_printf(a, "%zu:", piece.n));
	hashing_add(h, piece);
}

/* Of the file and of what it is read by: with another map it is another run. */
static struct str
hash_of(const struct put *p, struct str text)
{
	const struct rows_options *o = &p->o;
	struct arena *a = &p->call->sc->arena;
	struct hashing *h = hashing_new(a); /* the file may be larger than a text here */
	struct hash hash;

	add_piece(a, h, p->dataset);
	add_piece(a, h, call_option(p->call, "purpose"));
	for (size_t i = 0; i < o->map.n; i++) {
		add_piece(a, h, o->map.at[i].column);
		add_piece(a, h, o->map.at[i].name);
	}
	add_piece(a, h, S("events"));
	for (size_t i = 0; i < o->events.n; i++) {
		add_piece(a, h, o->events.at[i].column);
		add_piece(a, h, o->events.at[i].name);
	}
	add_piece(a, h, o->collected);
	add_piece(a, h, o->about);
	add_piece(a, h, o->subject);
	add_piece(a, h, o->party);
	add_piece(a, h, o->source);
	for (size_t i = 0; i < N(evidence); i++)
		add_piece(a, h, call_option(p->call, evidence[i]));
	add_piece(a, h, text);
	hash = hashing_end(h);
	return hex_encode(a, hash.b, sizeof(hash.b));
}

static result
run(struct call *call)
{
	struct put p = { .call = call,
		.kept = &call->sc->arena,
		.dataset = call->args[0],
		.file = call->args[1],
		.dry = call_has(call, "dry-run") };
	struct str text, policy = S("");

	TRY(seal_start(call->sc));
	TRY(read_options(&p));
	TRY(call_read(call, p.file, PUT_BYTES_MAX, &text));
	p.hash = hash_of(&p, text);
	p.total = count_lines(text);
	TRY(policy_text(call, &policy)); /* opens the link, before anything is written */
	TRY(name_files(&p));
	TRY(rows_open(call->sc, &p.rows, &p.o, text));
	TRY(skip_done(&p));
	TRY(put_batches(&p));
	if (p.rows.read == 0)
		return fail(call->sc, E_INPUT, "the file has the names of its columns and no row");
	if (call->json)
		summary_json(&p);
	else
		summary_text(&p, policy);
	return p.dry ? OK : file_exists(call->sc, p.state) ? file_remove(call->sc, p.state)
							   : OK;
}

const struct command command_put = {
	.name = "put",
	.args = "DATASET FILE",
	.least = 2,
	.most = 2,
	.what = "bring in rows from CSV or NDJSON, one verdict a row",
	.run = run,
	.options = options,
	.n_options = N(options),
	.manual = "FILE is a CSV with the names of its columns first, or one JSON object a line "
		  "(- is standard\n"
		  "input).  Each row is an offer: it is admitted, or refused with the line of the "
		  "policy that\n"
		  "refuses it.  Of a record about several people the columns `@people.KIND` name those of "
		  "each kind:\n"
		  "`new` or an id, a blank between two; `@people.KIND.declared-birth-date` follows it.  "
		  "`@about`,\n"
		  "`@subject`, `@party`, `@source` and `@notice` are of the offer, too; `@opt-out` has the\n"
		  "words with which an opt-out of advertising was offered, `@opt-out.for` its purposes.\n"
		  "A run that broke off goes on where it stopped when it is started "
		  "again.\n"
		  "Ends with 1 when a row was not taken: put it right and bring that row alone, for "
		  "where the\n"
		  "policy names no key of a record, the whole list again would be there twice.  A "
		  "list in another\n"
		  "encoding than UTF-8 is not taken at all.\n"
		  "With --dry-run nothing is stored: it says how many rows would be admitted, "
		  "which are overdue\n"
		  "already, which have no basis and which are malformed.",
	.examples = "bailee put contact crm.csv --purpose sales --map \"Full "
		    "Name=name,Mobile=phone\" --collected created --dry-run\n"
		    "bailee put contact crm.csv --purpose sales --event leaving=left_on\n"
		    "bailee put device devices.ndjson --purpose provision --party "
		    "01JD2K8B7Q4M5N6P7R8S9T0V1W",
};
