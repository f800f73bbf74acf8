/* ledger/figures.c -- counted from entries, signed, and checked without them. */
#include "ledger/figures.h"

#include "base/buf.h"
#include "base/json.h"
#include "ledger/entry.h"
#include "ledger/line.h"
#include "ledger/verify.h"

#define BEFORE "{\"figures\":"
#define AFTER ",\"signature\":\""
#define COMMENT "<!-- "
#define COMMENT_END " -->"

void
ledger_figures_begin(
    struct ledger_figures *f, struct arena *arena, struct str policy, int64_t version)
{
	*f = (struct ledger_figures){ .arena = arena, .policy = policy, .version = version };
}

static struct ledger_figure *
row_for(struct ledger_figures *f, int64_t line, enum entry_kind kind)
{
	struct ledger_figure *row;

	for (size_t i = 0; i < f->rows.n; i++)
		if (f->rows.at[i].line == line && f->rows.at[i].kind == kind)
			return &f->rows.at[i];
	row = LIST_ADD(&f->rows, f->arena);
	row->line = line;
	row->kind = kind;
	return row;
}

static void
count_entry(struct ledger_figures *f, const struct ledger_row *row)
{
	const struct entry *e = &row->entry;
	int64_t late = node_get_int(e->more, S("late-ms"), 0);
	struct ledger_figure *figure;

	f->head = (struct ledger_head){ row->seq, row->hash };
	if (e->line == 0 || e->version != f->version || !str_eq(e->policy, f->policy))
		return;
	figure = row_for(f, e->line, row->kind);
	figure->count += e->count > 0 ? e->count : 1;
	figure->late_ms = late > figure->late_ms ? late : figure->late_ms;
}

result
ledger_figures_count(struct scope *sc, const struct ledger *l, struct ledger_figures *f,
    int64_t most, bool *done)
{
	struct ledger_rows rows;

	TRY(ledger_page(sc, l->sql, f->head.seq, most, &rows));
	for (size_t i = 0; i < rows.n; i++)
		count_entry(f, &rows.at[i]);
	*done = (int64_t)rows.n < most;
	return OK;
}

static struct str
signed_text(struct arena *arena, struct str body)
{
	return str_printf(arena, "bailee-figures 1\n%.*s", STR(body));
}

struct str
ledger_figures_sign(struct scope *sc, const struct ledger *l, const struct ledger_figures *f,
    struct str policy_hash, struct str document_hash)
{
	struct arena *a = &sc->arena;
	struct buf b = buf_new(a);
	struct signature made;
	struct str body;

	buf_printf(&b, "{\"store\":\"%.*s\",\"seq\":%lld,\"at\":\"%.*s\",\"hash\":\"%.*s\","
		       "\"name\":\"%.*s\",\"version\":%lld,\"policy\":\"%.*s\",\"document\":\"%.*s\",\"lines\":[",
	    STR(l->store), (long long)f->head.seq, STR(instant_print(a, sc->now)),
	    STR(hex_encode(a, f->head.hash.b, sizeof(f->head.hash.b))), STR(f->policy),
	    (long long)f->version, STR(policy_hash), STR(document_hash));
	for (size_t i = 0; i < f->rows.n; i++)
		buf_printf(&b, "%s[%lld,\"%s\",%lld,%lld]", i == 0 ? "" : ",",
		    (long long)f->rows.at[i].line, entry_word(f->rows.at[i].kind),
		    (long long)f->rows.at[i].count, (long long)f->rows.at[i].late_ms);
	buf_puts(&b, "]}");
	body = buf_str(&b);
	made = sign_text(l->seed, signed_text(a, body));
	return str_printf(a, BEFORE "%.*s" AFTER "%.*s\"}", STR(body),
	    STR(hex_encode(a, made.b, sizeof(made.b))));
}

/* -- checking --------------------------------------------------------------------- */

/* The last line, without its line feed; `before` is all that stands before it. */
static struct str
last_line(struct str document, struct str *before)
{
	size_t end = document.n, from;

	if (end > 0 && document.p[end - 1] == '\n')
		end--;
	for (from = end; from > 0 && document.p[from - 1] != '\n'; from--)
		continue;
	*before = str_slice(document, 0, from);
	return str_slice(document, from, end);
}

static struct str
statement_of(struct str document, struct str *before)
{
	struct str line = last_line(document, before);

	if (str_starts(line, S(COMMENT)) && str_ends(line, S(COMMENT_END)))
		line = str_slice(
		    line, sizeof(COMMENT) - 1, line.n - (sizeof(COMMENT_END) - 1));
	return str_starts(line, S(BEFORE)) ? line : S("");
}

bool
ledger_figures_borne(struct str document)
{
	struct str before;

	return statement_of(document, &before).n > 0;
}

/* Lower case only: a changed letter is a change. */
static bool
cut_statement(struct str line, struct str *body, struct signature *signature)
{
	const size_t head = sizeof(BEFORE) - 1, tail = sizeof(AFTER) - 1 + 128 + 2;
	struct str hex;

	if (line.n < head + tail)
		return false;
	*body = str_slice(line, head, line.n - tail);
	line = str_slice(line, line.n - tail, line.n);
	hex = str_slice(line, sizeof(AFTER) - 1, sizeof(AFTER) - 1 + 128);
	for (size_t i = 0; i < hex.n; i++)
		if (hex.p[i] >= 'A' && hex.p[i] <= 'F')
			return false;
	return str_starts(line, S(AFTER)) && str_ends(line, S("\"}"))
	       && hex_read(hex, signature->b, sizeof(signature->b));
}

struct figures_report
ledger_figures_check(struct scope *sc, const struct public_key *key, struct str document)
{
	struct figures_report r = { .fault = FIGURES_NONE };
	struct str before, line = statement_of(document, &before), body;
	struct signature signature;
	struct hash hash, said;
	struct node *map;

	if (line.n == 0)
		return r;
	r.fault = FIGURES_BAD_LINE;
	if (!cut_statement(line, &body, &signature) || json_parse(sc, body, &map).code != E_OK)
		return r;
	r.fault = FIGURES_BAD_SIGN;
	if (!sign_proves(key, signed_text(&sc->arena, body), &signature))
		return r;
	r.said = map;
	r.store = node_get_str(map, S("store"));
	r.at = node_get_str(map, S("at"));
	r.policy = node_get_str(map, S("policy"));
	r.seq = node_get_int(map, S("seq"), 0);
	r.lines = node_get(map, S("lines")) != NULL ? node_get(map, S("lines"))->count : 0;
	hash = seal_hash(before);
	r.fault = hex_read(node_get_str(map, S("document")), said.b, sizeof(said.b))
			  && hash_eq(&hash, &said)
		      ? FIGURES_PROVED
		      : FIGURES_OTHER_DOCUMENT;
	return r;
}

/* Entries up to the last one that was counted. */
static result
count_file(struct scope *sc, struct str ledger, int64_t seq, struct ledger_figures *f)
{
	while (ledger.n > 0 && f->head.seq < seq) {
		struct ledger_line line = line_cut(str_cut(ledger, '\n', &ledger));
		struct ledger_row row;

		if (line.kind != LINE_ENTRY)
			continue;
		TRY(entry_parse(sc, line.body, &row));
		row.hash = line.hash;
		count_entry(f, &row);
	}
	return OK;
}

static bool
same_figure(const struct ledger_figure *figure, const struct node *said)
{
	const struct node *kind = said->first != NULL ? said->first->next : NULL;
	const struct node *count = kind != NULL ? kind->next : NULL;
	const struct node *late = count != NULL ? count->next : NULL;

	return late != NULL && said->first->num == figure->line
	       && str_eq(kind->text, str_of(entry_word(figure->kind)))
	       && count->num == figure->count && late->num == figure->late_ms;
}

static bool
same_figures(const struct ledger_figures *f, const struct node *lines)
{
	size_t i = 0;

	NODE_EACH(said, lines)
		if (i == f->rows.n || !same_figure(&f->rows.at[i++], said))
			return false;
	return i == f->rows.n;
}

struct figures_report
ledger_figures_recount(
    struct scope *sc, const struct public_key *key, struct str document, struct str ledger)
{
	struct figures_report r = ledger_figures_check(sc, key, document);
	struct ledger_report whole;
	struct ledger_figures f;
	struct hash said;

	if (r.fault != FIGURES_PROVED)
		return r;
	whole = ledger_verify(&sc->arena, key, ledger);
	ledger_figures_begin(&f, &sc->arena, node_get_str(r.said, S("name")),
	    node_get_int(r.said, S("version"), 0));
	r.fault = FIGURES_OTHER_LEDGER;
	if (!whole.whole || !str_eq(whole.store, r.store)
	    || count_file(sc, ledger, r.seq, &f).code != E_OK || f.head.seq != r.seq
	    || !hex_read(node_get_str(r.said, S("hash")), said.b, sizeof(said.b))
	    || !hash_eq(&said, &f.head.hash))
		return r;
	r.fault = same_figures(&f, node_get(r.said, S("lines"))) ? FIGURES_PROVED
								 : FIGURES_OTHER_COUNT;
	return r;
}

const char *
figures_fault_text(enum figures_fault fault)
{
	switch (fault) {
	case FIGURES_PROVED:
		return "it is what the ledger's keeper signed";
	case FIGURES_NONE:
		return "it bears no statement of a ledger";
	case FIGURES_BAD_LINE:
		return "its statement is not what a keeper writes";
	case FIGURES_BAD_SIGN:
		return "its statement was changed, or signed by another key";
	case FIGURES_OTHER_DOCUMENT:
		return "the document was changed after it was signed";
	case FIGURES_OTHER_LEDGER:
		return "the ledger is not whole, or not the one that was counted";
	case FIGURES_OTHER_COUNT:
		return "the entries of the ledger do not add up to its figures";
	}
	return "";
}
