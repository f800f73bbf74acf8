/* bin/proof.c -- the document that shows its evidence: lines, plays, figures, a signature. */
#include "bin/proof.h"
#include "bin/store.h"
#include "ledger/figures.h"
#include "promise/evidence.h"
#include "seal/seal.h"
#include "sys/file.h"

#define PLAYS_USUAL "test/promise"
#define TRIES 5 /* while the ledger goes on */

result
proof_policy(struct call *call, struct compiled *c)
{
	struct node *question = node_map(&call->sc->arena);
	const struct node *answer;

	node_set_bool(&call->sc->arena, question, S("text"), true);
	TRY(call_ask(call, VERB_POLICY, question, &answer));
	c->text = node_get_str(answer, S("text"));
	c->options.file = S("the store's policy");
	c->plan = policy_compile(call->sc, &call->sc->arena, c->text, &c->options, &c->diags);
	if (c->plan == NULL)
		return fail(call->sc, E_STATE, "this programme cannot read the store's policy");
	return OK;
}

static result
same_policy(struct call *call, struct str hash)
{
	const struct node *answer;

	TRY(call_ask(call, VERB_POLICY, node_map(&call->sc->arena), &answer));
	if (str_eq(node_get_str(answer, S("hash")), hash))
		return OK;
	return fail(call->sc, E_STATE,
	    "the store runs another policy, %.*s %lld: leave FILE out to print that one",
	    STR(node_get_str(answer, S("name"))),
	    (long long)node_get_int(answer, S("version"), 0));
}

/* -- figures ------------------------------------------------------------------------ */

/* 1,204 */
static void
put_count(struct buf *b, int64_t n)
{
	if (n >= 1000) {
		put_count(b, n / 1000);
		buf_printf(b, ",%03lld", (long long)(n % 1000));
	} else {
		buf_printf(b, "%lld", (long long)n);
	}
}

static void
put_lateness(struct buf *b, int64_t ms)
{
	if (ms < 1000)
		buf_printf(b, "%lld ms", (long long)ms);
	else if (ms < 120000)
		buf_printf(b, "%lld s", (long long)(ms / 1000));
	else
		buf_printf(b, "%lld min", (long long)(ms / 60000));
}

static bool
is_of(const struct node *figure, enum entry_kind kind)
{
	return str_eq(node_get_str(figure, S("kind")), str_of(entry_word(kind)));
}

/* "1,204 erased, worst lateness 11 s" */
static struct str
figure_in_brief(struct arena *a, const struct node *figure)
{
	struct str kind = node_get_str(figure, S("kind"));
	struct buf b = buf_new(a);

	put_count(&b, node_get_int(figure, S("count"), 0));
	buf_putc(&b, ' ');
	for (size_t i = 0; i < kind.n; i++)
		buf_putc(&b, kind.p[i] == '.' ? ' ' : kind.p[i]);
	if (is_of(figure, ENTRY_ERASED)) {
		buf_puts(&b, ", worst lateness ");
		put_lateness(&b, node_get_int(figure, S("late"), 0));
	}
	return buf_str(&b);
}

static struct str
figure_says(struct arena *a, const struct node *figure, struct str brief)
{
	enum entry_kind kind;

	if (!entry_of_word(node_get_str(figure, S("kind")), &kind))
		return brief;
	return str_printf(
	    a, "In the ledger: %.*s (%s)", STR(brief), entry_text(kind));
}

/* Piece by piece, up to the ledger's end. */
static result
count_figures(struct call *call, struct str document, const struct node **answer)
{
	struct node *question = node_map(&call->sc->arena);

	if (document.n > 0)
		node_set_str(&call->sc->arena, question, S("document"), document);
	do {
		TRY(call_ask(call, VERB_FIGURES, question, answer));
	} while (!node_get_bool(*answer, S("done"), true));
	return OK;
}

/* -- evidence ------------------------------------------------------------------------- */

struct shown {
	LIST(struct evidence) rows;
	struct proof proof;
};

static void
show_figures(struct call *call, const struct node *answer, struct shown *shown)
{
	struct arena *a = &call->sc->arena;

	NODE_EACH(figure, node_get(answer, S("figures"))) {
		struct str brief = figure_in_brief(a, figure);

		*LIST_ADD(&shown->rows, a) = (struct evidence){
			.line = (uint32_t)node_get_int(figure, S("line"), 0),
			.brief = is_of(figure, ENTRY_ERASURE_DECIDED) ? S("") : brief,
			.says = figure_says(a, figure, brief),
		};
	}
}

static result
show_plays(struct call *call, const struct plan *plan, struct shown *shown)
{
	struct str given = call_option(call, "plays"), path = given;
	struct behinds plays = { 0 };

	if (given.n == 0)
		path = S(PLAYS_USUAL);
	if (given.n == 0 && !file_exists(call->sc, path))
		return OK;
	TRY(promise_behind(call->sc, path, plan, &plays));
	for (size_t i = 0; i < plays.rows.n; i++) {
		const struct behind *play = &plays.rows.at[i];

		*LIST_ADD(&shown->rows, &call->sc->arena) = (struct evidence){
			.line = play->line,
			.says = str_printf(&call->sc->arena, "Tested by %.*s: %.*s (%.*s)",
			    STR(play->id), STR(play->title), STR(play->file)),
			.whole = play->text,
		};
	}
	return OK;
}

static struct str
about_of(struct call *call, const struct node *answer)
{
	return str_printf(&call->sc->arena,
	    "Below is each line of the policy that this document says: the plays that test it, each of "
	    "which `bailee promise --doubt` shows to fail without it, and what was done by it, as "
	    "the store's ledger has it up to entry %lld. The keeper has signed the figures and this "
	    "page. `bailee ledger verify FILE --key %.*s` proves it without the store; take the key "
	    "from us by another way than this page.",
	    (long long)node_get_int(answer, S("seq"), 0),
	    STR(node_get_str(answer, S("public-key"))));
}

static struct str
print(struct call *call, const struct plan *plan, enum document_kind kind,
    struct edition edition, const struct node *answer, struct shown *shown)
{
	struct buf b = buf_new(&call->sc->arena);
	struct cited cited = { 0 };

	shown->proof = (struct proof){ shown->rows.at, shown->rows.n, about_of(call, answer) };
	edition.proof = &shown->proof;
	edition.cited = &cited;
	document_print(&b, plan, kind, &edition);
	return buf_str(&b);
}

static struct str
hash_of(struct call *call, struct str text)
{
	struct hash hash = seal_hash(text);

	return hex_encode(&call->sc->arena, hash.b, sizeof(hash.b));
}

/* The figures that are signed must be those that are printed: when the ledger went
 * on between the two, both are done again. */
result
proof_document(struct call *call, const struct plan *plan, enum document_kind kind,
    struct edition edition)
{
	const struct node *printed, *signed_answer;
	bool html = edition.form == FORM_HTML;

	TRY(same_policy(call, edition.hash));
	for (int i = 0; i < TRIES; i++) {
		struct shown shown = { 0 };
		struct str text;

		TRY(count_figures(call, S(""), &printed));
		show_figures(call, printed, &shown);
		TRY(show_plays(call, plan, &shown));
		text = print(call, plan, kind, edition, printed, &shown);
		TRY(count_figures(call, hash_of(call, text), &signed_answer));
		if (node_get_int(signed_answer, S("seq"), 0)
		    != node_get_int(printed, S("seq"), 0))
			continue;
		buf_printf(&call->out, html ? "%.*s<!-- %.*s -->\n" : "%.*s%.*s\n", STR(text),
		    STR(node_get_str(signed_answer, S("statement"))));
		return OK;
	}
	return fail(call->sc, E_STATE,
	    "the ledger went on each time before it could be signed: ask again in a quieter moment");
}
