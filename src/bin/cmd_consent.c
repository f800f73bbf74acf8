/* bin/cmd_consent.c -- what people say yes and no to. */
#include "bin/rows.h"
#include "bin/store.h"
#include "bin/text.h"

#define LIST_BYTES_MAX ((size_t)256 << 20)
#define CHECKS_AT_ONCE 500

static const struct option_row options[] = {
	OPTION_KEY,
	{ "wording", "TEXT", "evidence: what the person was asked, word for word" },
	{ "time", "TIME", "evidence: when they said yes" },
	{ "ip", "ADDRESS", "evidence: from which internet address" },
	{ "address", "ADDRESS", "evidence: the mail address or number that they gave" },
	{ "click", "TIME", "evidence: when they followed the link or pressed the button" },
	{ "voice", "REF", "evidence: the recording in which they say so" },
	{ "signature", "REF", "evidence: what they signed" },
	{ "channel", "CHANNEL", "by which they say no" },
	{ "purpose", "PURPOSE", "what we want to contact them for" },
};

static void
add_evidence(struct call *call, struct node *question)
{
	static const char *const names[] = { "wording", "time", "ip", "address", "click", "voice",
		"signature" };
	struct arena *a = &call->sc->arena;
	struct node *evidence = node_map(a);

	for (size_t i = 0; i < N(names); i++)
		if (call_has(call, names[i]))
			node_set_str(
			    a, evidence, str_of(names[i]), call_option(call, names[i]));
	node_set(question, S("evidence"), evidence);
}

static result
run_yes(struct call *call)
{
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, call->act, &question));
	add_evidence(call, question);
	TRY(call_ask(call, call->act->verb, question, &answer));
	return call_show(call, answer, "");
}

/* WHO is email=ADDRESS or phone=NUMBER, which are members of their own here. */
static result
run_check(struct call *call)
{
	const struct node *answer, *refused;
	struct node *question;
	struct str value, name = str_cut(call->args[1], '=', &value);

	TRY(call_question(call, call->act, &question));
	node_set_str(&call->sc->arena, question, name, value);
	TRY(call_ask(call, VERB_CONTACT, question, &answer));
	refused = node_get(answer, S("refused"));
	if (call->json || refused != NULL)
		return call_show(call, answer, "");
	buf_puts(&call->out, "yes\n");
	return OK;
}

/* -- a list ----------------------------------------------------------------------- */

struct list {
	struct call *call;
	struct rows rows;
	size_t allowed, refused;
	bool more;
};

struct piece {
	struct node *checks;
	size_t line[CHECKS_AT_ONCE];
	struct str wrong[CHECKS_AT_ONCE];
	size_t n;
};

static result
take_checks(struct list *l, struct piece *p)
{
	struct scope *sc = l->call->sc;
	struct node *offer;

	while (p->n < CHECKS_AT_ONCE) {
		TRY(rows_next(sc, &l->rows, &offer, &p->wrong[p->n], &l->more));
		if (!l->more)
			return OK;
		p->line[p->n++] = l->rows.line;
		if (offer != NULL)
			node_add(
			    p->checks, node_copy(&sc->arena, node_get(offer, S("values"))));
	}
	return OK;
}

static void
say_check(struct list *l, size_t row, const struct node *answer, struct str wrong)
{
	const struct node *refused = node_get(answer, S("refused"));
	struct str fault = wrong.n > 0 ? wrong : node_get_str(answer, S("fault"));
	struct str why = refused != NULL ? node_get_str(refused, S("detail")) : fault;
	bool allowed = wrong.n == 0 && node_get_bool(answer, S("allowed"), false);

	l->allowed += allowed;
	l->refused += !allowed;
	buf_printf(&l->call->out, "%zu\t%s\t%.*s\t%.*s\n", row, allowed ? "yes" : "no",
	    STR(node_get_str(answer, S("click"))), STR(why));
}

static result
ask_piece(struct list *l)
{
	struct arena *a = &l->call->sc->arena;
	struct piece *p = NEW(a, struct piece);
	struct node *q = node_map(a);
	const struct node *answer, *next;

	p->checks = node_list(a);
	TRY(take_checks(l, p));
	node_set_str(a, q, S("purpose"), call_option(l->call, "purpose"));
	node_set_str(a, q, S("channel"), l->call->args[0]);
	node_set(q, S("checks"), p->checks);
	TRY(call_ask(l->call, VERB_CONTACTS, q, &answer));
	next = node_get(answer, S("answers"))->first;
	for (size_t i = 0; i < p->n; i++) {
		bool malformed = p->wrong[i].n > 0;

		say_check(l, p->line[i], malformed ? NULL : next, p->wrong[i]);
		next = malformed ? next : next->next;
	}
	return OK;
}

static result
run_list(struct call *call)
{
	struct rows_options o = { .ndjson = str_ends(call->args[1], S(".ndjson")) };
	struct list l = { .call = call, .more = true };
	struct str text;

	TRY(call_read(call, call->args[1], LIST_BYTES_MAX, &text));
	TRY(rows_open(call->sc, &l.rows, &o, text));
	buf_puts(&call->out, "line\tallowed\tclick\twhy\n");
	while (l.more)
		TRY(ask_piece(&l));
	call->no = l.refused > 0;
	return OK;
}

static const struct act acts[] = {
	{ "give", "CONSENT WHO", 2, 2, "a person says yes, with the evidence of it", run_yes,
	    VERB_CONSENT, "consent who", "" },
	{ "confirm", "RECORD", 1, 1, "the click that confirms a yes", run_yes, VERB_CONFIRM,
	    "record", "" },
	{ "yes", "TOKEN", 1, 1, "the same, by the token of the link in the letter", call_act, VERB_YES,
	    "token", "" },
	{ "withdraw", "CONSENT WHO", 2, 2, "a person says no, by --channel: always accepted",
	    call_act, VERB_WITHDRAW, "consent who", "" },
	{ "check", "CHANNEL WHO", 2, 2, "may we contact this person for --purpose", run_check,
	    VERB_CONTACT, "channel", "" },
	{ "check-list", "CHANNEL FILE", 2, 2,
	    "the same of each row of a CSV or .ndjson: email, phone or subject", run_list,
	    VERB_CONTACTS, "channel", "" },
};

const struct command command_consent = {
	.name = "consent",
	.what = "what people say yes and no to, and whether they may be contacted",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual = "WHO is subject=ID, email=ADDRESS or phone=NUMBER.  The policy says which "
		  "evidence a yes needs to count,\n"
		  "and by which channels it ends; a no is taken by any of them.",
	.examples = "bailee consent give news subject=01JD2K8B7Q4M5N6P7R8S9T0V1W --wording \"Send "
		    "me product news by e-mail\" --time 2027-03-02T09:00:00Z\n"
		    "bailee consent withdraw news email=ann@example.org --channel email\n"
		    "bailee consent check email email=ann@example.org --purpose news\n"
		    "bailee consent check-list call monday.csv --purpose phone-offers",
};
