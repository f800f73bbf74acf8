/* bin/cmd_documents.c -- what is printed from a policy: every document. */
#include "base/check.h"
#include "bin/proof.h"
#include "bin/store.h"
#include "policy/document.h"
#include "seal/seal.h"

/* UK GDPR Art 30(2)(a): the parties that the store has. */
static result
read_parties(struct call *call, struct edition *edition)
{
	struct arena *a = &call->sc->arena;
	const struct node *answer, *list;
	struct registered *rows;

	TRY(call_ask(call, VERB_PARTIES, node_map(a), &answer));
	list = node_get(answer, S("parties"));
	rows = NEW_ARRAY(a, (list != NULL ? list->count : 0) + 1, struct registered);
	NODE_EACH(party, list)
		if (!node_get_bool(party, S("ended"), false))
			rows[edition->n_parties++] = (struct registered){
				node_get_str(party, S("class")), node_get_str(party, S("name"))
			};
	edition->parties = rows;
	return OK;
}

/* The command's name is the document's. */
static result
run_document(struct call *call)
{
	struct compiled c = { 0 };
	struct edition edition = { 0 };
	enum document_kind kind;
	struct hash hash;
	struct str form = call_has(call, "html")  ? S("html")
			  : call_has(call, "csv") ? S("csv")
						  : S("");

	CHECK(document_of_name(str_of(call->command->name), &kind));
	CHECK(document_form_of(kind, form, &edition.form));
	if (call->n == 0)
		TRY(proof_policy(call, &c));
	else
		TRY(call_plan(call, call->args[0], &c));
	hash = seal_hash(c.text);
	edition.hash = hex_encode(&call->sc->arena, hash.b, sizeof(hash.b));
	if (call_has(call, "parties"))
		TRY(read_parties(call, &edition));
	if (call_has(call, "proof") && edition.form != FORM_CSV)
		return proof_document(call, c.plan, kind, edition);
	document_print(&call->out, c.plan, kind, &edition);
	return OK;
}

static const struct option_row notice_options[] = {
	{ "html", NULL, "HTML instead of text" },
	{ "proof", NULL, "with the evidence of each line, signed by the store's ledger" },
	{ "plays", "DIR", "with --proof: where the plays are (test/promise)" },
};

static const struct option_row record_options[] = {
	{ "html", NULL, "HTML instead of text" },
	{ "csv", NULL, "its main table as CSV" },
	{ "parties", NULL, "with the parties that the store has, by name" },
};

static const struct option_row forms[] = {
	{ "html", NULL, "HTML instead of text" },
	{ "csv", NULL, "its main table as CSV" },
};

#define BEARS "It bears the policy's name, version, date and SHA-256."

const struct command command_notice = {
	.name = "notice",
	.args = "[FILE]",
	.least = 0,
	.most = 1,
	.what = "print the privacy notice of a policy (UK GDPR Art 13 and 14)",
	.run = run_document,
	.options = notice_options,
	.n_options = N(notice_options),
	.manual = "Every purpose's sentence stands in it word for word.  What the policy says and this\n"
		  "build does not do is marked as done by people.  " BEARS
		  "\n\n"
		  "--proof leads each sentence to its line of the policy, each line to the plays that\n"
		  "test it and to what the store's ledger says was done by it.  The keeper signs the\n"
		  "figures and the page; `bailee ledger verify` proves it with the public key alone.\n"
		  "Without FILE, the policy that the store runs.",
	.examples = "bailee notice policies/voip-distributor.policy\n"
		    "bailee notice --html policies/voip-distributor.policy > notice.html\n"
		    "bailee notice --html --proof --store /var/lib/bailee > notice.html",
};

const struct command command_record = {
	.name = "record",
	.args = "FILE",
	.least = 1,
	.most = 1,
	.what = "print the record of processing activities (UK GDPR Art 30)",
	.run = run_document,
	.options = record_options,
	.n_options = N(record_options),
	.manual = "What is done as controller, Art 30(1), and by instruction, Art 30(2); how it is kept\n"
		  "safe, and who may see it.  " BEARS,
	.examples = "bailee record --html policies/dialler.policy > record.html\n"
		    "bailee record --csv policies/dialler.policy > record.csv\n"
		    "bailee record --parties --store /var/lib/bailee policies/dialler.policy",
};

const struct command command_recipients = {
	.name = "recipients",
	.args = "FILE",
	.least = 1,
	.most = 1,
	.what = "print who is given data, and who works for us as a sub-processor",
	.run = run_document,
	.options = forms,
	.n_options = N(forms),
	.manual = "Each with its country, safeguard, contract, duties, and what it gets and why.\n" BEARS,
	.examples = "bailee recipients --csv policies/dialler.policy",
};

const struct command command_cookies = {
	.name = "cookies",
	.args = "FILE",
	.least = 1,
	.most = 1,
	.what = "print the cookies, and the choices that a visitor has (PECR reg 6)",
	.run = run_document,
	.options = forms,
	.n_options = N(forms),
	.manual = "What each cookie does, when it is set, how long it stays; then the choices.\n" BEARS,
	.examples = "bailee cookies --html policies/dialler.policy > cookies.html",
};

const struct command command_schedule = {
	.name = "schedule",
	.args = "FILE",
	.least = 1,
	.most = 1,
	.what = "print how long each field is kept, and by which line",
	.run = run_document,
	.options = forms,
	.n_options = N(forms),
	.manual = "The retention schedule: for each field the clock that ends it, and what "
		  "happens when the\n"
		  "event that starts the clock never comes.  " BEARS,
	.examples = "bailee schedule policies/voip-distributor.policy",
};

const struct command command_dpv = {
	.name = "dpv",
	.args = "FILE",
	.least = 1,
	.most = 1,
	.what = "print the policy as JSON-LD in the W3C Data Privacy Vocabulary",
	.run = run_document,
	.manual = "For programmes that compare policies.  What DPV 2 has no word for stands under\n"
		  "`bailee:`.  " BEARS,
	.examples = "bailee dpv policies/dialler.policy",
};
