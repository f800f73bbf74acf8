/* bin/cmd_ledger.c -- what was done: shown, exported, proved. */
#include "base/json.h"
#include "bin/store.h"
#include "bin/text.h"
#include "keeper/keeper.h"
#include "ledger/figures.h"
#include "ledger/verify.h"
#include "sys/file.h"

#define PAGE 1000
#define PIECE ((size_t)1 << 20)

static const struct option_row options[] = {
	{ "key", "KEY", "show, export: the bearer key; verify: the public key, in hex" },
	{ "with", "LEDGER", "verify: count a document's figures again from this export" },
	{ "after", "N", "begin after entry N" },
	{ "limit", "N", "at most so many entries" },
};

/* One page of NDJSON lines. */
static result
next_page(struct call *call, int64_t after, int64_t limit, const struct node **answer)
{
	struct arena *a = &call->sc->arena;
	struct node *question = node_map(a);

	node_set_int(a, question, S("after"), after);
	node_set_int(a, question, S("limit"), limit);
	return call_ask(call, VERB_LEDGER, question, answer);
}

static result
newest_entry(struct call *call, int64_t *seq)
{
	const struct node *answer;

	TRY(call_ask(call, VERB_HEAD, node_map(&call->sc->arena), &answer));
	*seq = node_get_int(answer, S("seq"), 0);
	return OK;
}

static result
start_of(struct call *call, int64_t *after)
{
	*after = 0;
	if (!call_has(call, "after") || str_to_i64(call_option(call, "after"), after))
		return OK;
	return fail(call->sc, E_INPUT, "--after takes the number of an entry");
}

/* "12  2027-03-02T09:00:00Z  admitted  deliver  delivery.name ..." */
static void
show_line(struct call *call, struct str line)
{
	struct scope *sc = call->sc;
	struct node *n;
	const struct node *e;

	if (json_parse(sc, line, &n).code != E_OK)
		return;
	e = node_get(n, S("entry")) != NULL ? node_get(n, S("entry")) : n;
	if (node_get(e, S("kind")) == NULL)
		return;
	buf_printf(
	    &call->out, "%6lld", (long long)node_get_int(e, S("seq"), node_get_int(e, S("n"), 0)));
	NODE_EACH(m, e)
		if (!str_eq(m->key, S("seq")) && !str_eq(m->key, S("n")))
			buf_printf(&call->out, "  %.*s=%.*s", STR(m->key),
			    STR(show_value(&sc->arena, m)));
	buf_putc(&call->out, '\n');
}

static result
run_show(struct call *call)
{
	const struct node *answer;
	int64_t after, newest, limit = 50;
	struct str lines;

	if (call_has(call, "limit") && !str_to_i64(call_option(call, "limit"), &limit))
		return fail(call->sc, E_INPUT, "--limit takes a number, 1 to 1000");
	TRY(newest_entry(call, &newest));
	TRY(start_of(call, &after));
	if (!call_has(call, "after") && newest > limit)
		after = newest - limit;
	TRY(next_page(call, after, limit, &answer));
	lines = node_get_str(answer, S("lines"));
	if (call->json)
		buf_put(&call->out, lines);
	while (!call->json && lines.n > 0)
		show_line(call, str_cut(lines, '\n', &lines));
	return OK;
}

/* Where an export goes: a file that takes its name when it is whole, or a stream. */
struct export
{
	struct file to;
	uint64_t bytes; /* written so far */
	bool streams;
	int64_t after;
	bool done;
};

static result
export_page(struct call *call, struct export *e)
{
	const struct node *answer;
	struct str lines;

	TRY(next_page(call, e->after, PAGE, &answer));
	lines = node_get_str(answer, S("lines"));
	e->after = node_get_int(answer, S("last"), e->after);
	e->done = node_get_bool(answer, S("done"), true);
	TRY(e->streams ? file_pour(call->sc, e->to, lines)
		       : file_put(call->sc, e->to, e->bytes, lines));
	e->bytes += lines.n;
	return OK;
}

/* A scope a page: a ledger is larger than memory. */
static result
export_all(struct call *call, struct export *e)
{
	struct scope *sc = call->sc;

	while (!e->done) {
		struct scope own;
		result r;

		scope_begin(&own, sc->now);
		call->sc = &own;
		r = export_page(call, e);
		call->sc = sc;
		TRY(scope_end_within(&own, sc, r));
	}
	return OK;
}

static result
export_to_file(struct call *call, struct export *e, struct str path)
{
	struct scope *sc = call->sc;
	struct str part = str_printf(&sc->arena, "%.*s.part", STR(path));
	result r;

	if (file_exists(sc, part))
		TRY(file_remove(sc, part));
	TRY(file_create(sc, part, FILE_PRIVATE, &e->to));
	r = export_all(call, e);
	if (r.code == E_OK)
		r = file_sync(sc, e->to);
	file_close(&e->to);
	return r.code == E_OK ? file_rename(sc, part, path) : r;
}

static result
run_export(struct call *call)
{
	struct export e = { .to = FILE_STDOUT, .streams = true };
	const struct node *head;

	TRY(start_of(call, &e.after));
	TRY(call_ask(call, VERB_HEAD, node_map(&call->sc->arena), &head)); /* the link lasts */
	if (call->n == 0 || str_eq(call->args[0], S("-")))
		return export_all(call, &e);
	e.streams = false;
	TRY(export_to_file(call, &e, call->args[0]));
	if (!call->json)
		buf_printf(&call->out, "wrote %.*s up to entry %lld; the public key is %.*s\n",
		    STR(call->args[0]), (long long)e.after,
		    STR(node_get_str(head, S("public-key"))));
	return OK;
}

/* The key that is given, or the one that the store's keeper says. */
static result
public_key_of(struct call *call, struct public_key *key)
{
	struct str given = call_option(call, "key");
	const struct node *answer;

	if (given.n == 0) {
		result r = call_ask(call, VERB_HEAD, node_map(&call->sc->arena), &answer);

		if (r.code == E_ABSENT) /* who proves a file needs no store */
			return fail(call->sc, E_ABSENT,
			    "give the public key of who signed it: `--key HEX`; there is no "
			    "store here that can be asked");
		TRY(r);
		given = node_get_str(answer, S("public-key"));
	}
	if (!public_key_parse(given, key))
		return fail(call->sc, E_INPUT, "a public key is 64 hex digits");
	return OK;
}

static result
feed(struct scope *sc, struct file f, struct ledger_verifier *v)
{
	char *piece = arena_alloc(&sc->arena, PIECE);
	size_t got = PIECE;

	for (uint64_t at = 0; got == PIECE; at += got) {
		TRY(file_get(sc, f, at, piece, PIECE, &got));
		if (!ledger_verifier_feed(v, (struct str){ piece, got }))
			break;
	}
	return OK;
}

static void
report_json(struct call *call, const struct ledger_report *r)
{
	struct arena *a = &call->sc->arena;
	struct node *n = node_map(a);

	node_set_bool(a, n, S("whole"), r->whole);
	node_set_int(a, n, S("line"), (int64_t)r->line);
	node_set_int(a, n, S("entry"), r->seq);
	node_set_str(a, n, S("store"), r->store);
	node_set_int(a, n, S("first"), r->first);
	node_set_int(a, n, S("last"), r->last);
	node_set_int(a, n, S("signed"), r->signed_seq);
	node_set_int(a, n, S("unsigned-tail"), r->unsigned_tail);
	json_print(&call->out, n);
	buf_putc(&call->out, '\n');
}

#define DOCUMENT_MAX ((size_t)64 << 20)

/* A document that bears a statement at its end, as `bailee notice --proof` prints. */
static result
verify_document(struct call *call, const struct public_key *key, struct str text)
{
	struct figures_report r;
	struct str ledger;

	if (call_has(call, "with")) {
		TRY(call_read(call, call_option(call, "with"), DOCUMENT_MAX, &ledger));
		r = ledger_figures_recount(call->sc, key, text, ledger);
	} else {
		r = ledger_figures_check(call->sc, key, text);
	}
	if (r.fault != FIGURES_PROVED)
		return fail(call->sc, E_DAMAGED, "%.*s: %s", STR(call->args[0]),
		    figures_fault_text(r.fault));
	buf_printf(&call->out,
	    "the keeper of store %.*s signed this document at %.*s, with %zu figures up to entry "
	    "%lld, for the policy with the SHA-256 %.*s%s\n",
	    STR(r.store), STR(r.at), r.lines, (long long)r.seq, STR(r.policy),
	    call_has(call, "with") ? "; the ledger adds up to them" : "");
	return OK;
}

/* Who saves a text to a file often leaves a line end behind it. */
static bool
proves_text(const struct public_key *key, struct str text, const struct signature *signature)
{
	return sign_proves(key, text, signature)
	       || (str_ends(text, S("\n"))
		   && sign_proves(key, str_slice(text, 0, text.n - 1), signature));
}

/* In pieces: what came in parts may be larger than memory. */
static result
hash_file(struct scope *sc, struct str path, struct hash *hash)
{
	struct hashing *h = hashing_new(&sc->arena);
	char *piece = arena_alloc(&sc->arena, PIECE);
	size_t got = PIECE;
	struct file f;
	result r = OK;

	TRY(file_open(sc, path, &f));
	for (uint64_t at = 0; r.code == E_OK && got == PIECE; at += got) {
		r = file_get(sc, f, at, piece, PIECE, &got);
		if (r.code == E_OK)
			hashing_add(h, (struct str){ piece, got });
	}
	file_close(&f);
	*hash = hashing_end(h);
	return r;
}

/* A package that came in parts is signed over its hash. */
static result
proves_file(struct call *call, const struct public_key *key, const struct signature *signature,
    bool *proves)
{
	struct scope *sc = call->sc;
	struct file_facts facts;
	struct hash hash;
	struct str text;

	TRY(hash_file(sc, call->args[0], &hash));
	*proves = sign_proves(key, sign_hashed(&sc->arena, &hash), signature);
	TRY(file_look(sc, call->args[0], &facts));
	if (*proves || facts.size > DOCUMENT_MAX)
		return OK;
	TRY(call_read(call, call->args[0], DOCUMENT_MAX, &text));
	*proves = proves_text(key, text, signature);
	return OK;
}

/* A file of a case, with its signature beside it as `bailee case package --to` leaves it,
 * or the text of a proof. */
static result
verify_signed(struct call *call, const struct public_key *key, struct str beside)
{
	struct signature signature;
	struct str hex, bytes;
	bool proves;

	TRY(file_read(call->sc, beside, 1024, &hex));
	if (!hex_decode(&call->sc->arena, str_trim(hex), &bytes)
	    || bytes.n != sizeof(signature.b))
		return fail(call->sc, E_DAMAGED, "%.*s is no signature", STR(beside));
	for (size_t i = 0; i < bytes.n; i++)
		signature.b[i] = (uint8_t)bytes.p[i];
	TRY(proves_file(call, key, &signature, &proves));
	if (!proves)
		return fail(call->sc, E_DAMAGED,
		    "%.*s is not what was signed, or not by this key", STR(call->args[0]));
	buf_printf(&call->out, "%.*s is as it was signed by the keeper with this key\n",
	    STR(call->args[0]));
	return OK;
}

/* A ledger's first line says that it is one. */
static result
is_ledger(struct call *call, bool *yes)
{
	const struct str begins = S("{\"ledger\":");
	char first[16];
	struct file f;
	size_t got;

	TRY(file_open(call->sc, call->args[0], &f));
	*yes = file_get(call->sc, f, 0, first, begins.n, &got).code != E_OK
	       || str_eq((struct str){ first, got }, begins);
	file_close(&f);
	return OK;
}

static result
run_verify(struct call *call)
{
	struct scope *sc = call->sc;
	struct str document;
	struct str beside = str_printf(&sc->arena, "%.*s.sig", STR(call->args[0]));
	bool ledger;
	struct ledger_verifier v;
	const struct ledger_report *report;
	struct public_key key;
	struct file f;
	result r;

	TRY(seal_start(sc));
	TRY(public_key_of(call, &key));
	TRY(is_ledger(call, &ledger));
	if (!ledger && file_exists(sc, beside))
		return verify_signed(call, &key, beside);
	if (!ledger) {
		TRY(call_read(call, call->args[0], DOCUMENT_MAX, &document));
		if (ledger_figures_borne(document))
			return verify_document(call, &key, document);
	}
	TRY(file_open(sc, call->args[0], &f));
	ledger_verifier_begin(&v, &sc->arena, &key);
	r = feed(sc, f, &v);
	file_close(&f);
	if (r.code != E_OK)
		return r;
	report = ledger_verifier_end(&v);
	if (call->json)
		report_json(call, report);
	else
		buf_put(&call->out, ledger_report_print(&sc->arena, report));
	return report->whole ? OK
			     : fail(sc, E_DAMAGED, "the ledger is broken at line %zu, entry %lld",
				 report->line, (long long)report->seq);
}

static const struct act acts[] = {
	{ "show", "", 0, 0, "the last fifty entries, or those after N", run_show, VERB_LEDGER, "",
	    "" },
	{ "export", "[FILE]", 0, 1, "all of it as NDJSON, to be proved anywhere", run_export,
	    VERB_LEDGER, "", "" },
	{ "verify", "FILE", 1, 1,
	    "is this export whole, or this document or package (with its .sig) as it was signed?  "
	    "Needs no store",
	    run_verify,
	    VERB_HEAD, "", "" },
};

const struct command command_ledger = {
	.name = "ledger",
	.what = "what was done, and its proof",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual = "The ledger holds no value of any person.  `verify` names the first line that "
		  "does not fit and\n"
		  "ends with 8; with --key it needs no store and no network.",
	.examples = "bailee ledger show --after 100\n"
		    "bailee ledger export ledger.ndjson\n"
		    "bailee ledger verify ledger.ndjson --key 5f6c0e...",
};
