/* ledger/figures.c -- counted from entries, signed, and checked without them. */
#include "ledger/figures.h"

#include "base/buf.h"
#include "base/json.h"

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
		       "\"policy\":\"%.*s\",\"document\":\"%.*s\",\"lines\":[",
	    STR(l->store), (long long)f->head.seq, STR(instant_print(a, sc->now)),
	    STR(hex_encode(a, f->head.hash.b, sizeof(f->head.hash.b))), STR(policy_hash),
	    STR(document_hash));
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
	}
	return "";
}
