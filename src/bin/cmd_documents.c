/* bin/cmd_documents.c -- what is printed from a policy: why, notice, schedule. */
#include "bin/text.h"
#include "policy/document.h"
#include "seal/seal.h"

static result
run_why(struct call *call)
{
	struct compiled c = { 0 };

	TRY(call_plan(call, call->args[0], &c));
	call->no = !document_why(&call->out, c.plan, call->args[1], call->args[2], call->args[3]);
	return OK;
}

static result
run_document(struct call *call,
    void (*put)(struct buf *, const struct plan *, enum document_form, struct str hash))
{
	struct compiled c = { 0 };
	struct hash hash;

	TRY(call_plan(call, call->args[0], &c));
	hash = seal_hash(c.text);
	put(&call->out, c.plan, call_has(call, "html") ? FORM_HTML : FORM_TEXT,
	    hex_encode(&call->sc->arena, hash.b, sizeof(hash.b)));
	return OK;
}

static result
run_notice(struct call *call)
{
	return run_document(call, document_notice);
}

static result
run_schedule(struct call *call)
{
	return run_document(call, document_schedule);
}

static const struct option_row forms[] = {
	{ "html", NULL, "HTML instead of text" },
};

const struct command command_why = {
	.name = "why",
	.args = "FILE FIELD PURPOSE ROLE",
	.least = 4,
	.most = 4,
	.what = "print the lines that let a role read a field for a purpose, or forbid it",
	.run = run_why,
	.manual = "Ends with 0 when it is allowed and with 1 when it is not.",
	.examples =
	    "bailee why policies/voip-distributor.policy delivery.phone deliver warehouse\n"
	    "bailee why policies/voip-distributor.policy device.password provision support",
};

const struct command command_notice = {
	.name = "notice",
	.args = "FILE",
	.least = 1,
	.most = 1,
	.what = "print the privacy notice of a policy (UK GDPR Art 13 and 14)",
	.run = run_notice,
	.options = forms,
	.n_options = N(forms),
	.manual = "Every purpose's sentence stands in it word for word.  It bears the policy's "
		  "name, version\n"
		  "and SHA-256.",
	.examples = "bailee notice policies/voip-distributor.policy\n"
		    "bailee notice --html policies/voip-distributor.policy > notice.html",
};

const struct command command_schedule = {
	.name = "schedule",
	.args = "FILE",
	.least = 1,
	.most = 1,
	.what = "print how long each field is kept, and by which line",
	.run = run_schedule,
	.options = forms,
	.n_options = N(forms),
	.manual = "The retention schedule: for each field the clock that ends it, and what "
		  "happens when the\n"
		  "event that starts the clock never comes.",
	.examples = "bailee schedule policies/voip-distributor.policy",
};
