/* bin/cmd_form.c -- the forms that the policy makes for the website. */
#include "bin/store.h"

static const struct act one_form = { "", "", 0, 2, "", NULL, VERB_FORM, "dataset purpose",
	"consents: consent by-letter asked-as text" };
static const struct act all_forms = { "", "", 0, 0, "", NULL, VERB_FORMS, "",
	"forms: dataset purpose notice least-age text" };

static const struct option_row options[] = {
	OPTION_KEY,
};

static result
run(struct call *call)
{
	if (call->n == 1)
		return fail(call->sc, E_INPUT, "say the data and the purpose of a form, or neither");
	return call_act_of(call, call->n == 2 ? &one_form : &all_forms);
}

const struct command command_form = {
	.name = "form",
	.args = "[DATASET PURPOSE]",
	.least = 0,
	.most = 2,
	.what = "the forms that the policy makes for the website",
	.run = run,
	.options = options,
	.n_options = N(options),
	.manual = "Each is a page of the store's own server, /form/DATASET/PURPOSE, and /form leads to "
		  "all.\nOf one form: the consents that it asks, each in a box that nobody has ticked; "
		  "with --json its\nfields and all else that it says, too.",
	.examples = "bailee form\n"
		    "bailee form enquiry reply --json",
};
