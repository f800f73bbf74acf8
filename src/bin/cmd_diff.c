/* bin/cmd_diff.c -- what changes in meaning between two policies. */
#include "base/json.h"
#include "bin/text.h"
#include "policy/diff.h"

static result
run(struct call *call)
{
	struct compiled was = { 0 }, is = { 0 };
	struct diff d;

	TRY(call_plan(call, call->args[0], &was));
	TRY(call_plan(call, call->args[1], &is));
	diff_plans(&call->sc->arena, was.plan, is.plan, &d);
	call->no = !diff_same(&d);
	if (call->json) {
		json_print(&call->out, diff_node(&call->sc->arena, &d));
		buf_putc(&call->out, '\n');
	} else {
		diff_print(&call->out, &d, NULL);
	}
	return OK;
}

const struct command command_diff = {
	.name = "diff",
	.args = "OLD NEW",
	.least = 2,
	.most = 2,
	.what = "say what changes in meaning between two policies",
	.run = run,
	.fault = EXIT_USAGE,
	.manual =
	    "Layout, order, comments, names of files and the number of the version are no "
	    "difference.\n"
	    "Says of each change whether it is new, gone, longer, shorter or otherwise changed, and "
	    "then what\n"
	    "the new policy's `change` line makes of it: whether it is material, who is told, by "
	    "which channel\n"
	    "and how long before, and who is asked again for a consent.  Ends with 0 when the two "
	    "say the\n"
	    "same, 1 when they differ, 2 when one cannot be read.",
	.examples = "bailee diff company-1.policy company-2.policy\n"
		    "bailee diff --json company-1.policy company-2.policy",
};
