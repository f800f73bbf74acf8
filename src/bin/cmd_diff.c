/* bin/cmd_diff.c -- what changes in meaning between two policies. */
#include "base/json.h"
#include "bin/reach.h"
#include "bin/store.h"
#include "bin/text.h"

static const struct option_row options[] = {
	OPTION_KEY,
};

/* What a store holds of it, told by its keeper. */
static result
ask_store(struct call *call, struct str was, struct str is, const struct node **answer)
{
	struct arena *a = &call->sc->arena;
	struct node *question = node_map(a);

	node_set_str(a, question, S("was"), was);
	node_set_str(a, question, S("text"), is);
	TRY(call_ask(call, VERB_DIFF, question, answer));
	*answer = node_get(*answer, S("diff"));
	return OK;
}

static result
run(struct call *call)
{
	struct compiled was = { .options.past = true }, is = { 0 };
	struct str *reach = NULL;
	const struct node *answer;
	struct diff d;

	TRY(call_plan(call, call->args[0], &was));
	TRY(call_plan(call, call->args[1], &is));
	diff_plans(&call->sc->arena, was.plan, is.plan, &d);
	call->no = !diff_same(&d);
	answer = diff_node(&call->sc->arena, &d);
	if (call_has(call, "store")) {
		TRY(ask_store(call, was.text, is.text, &answer));
		reach = reach_texts(&call->sc->arena, &d, answer);
	}
	if (call->json) {
		json_print(&call->out, answer);
		buf_putc(&call->out, '\n');
	} else {
		diff_print(&call->out, &d, reach);
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
	.options = options,
	.n_options = N(options),
	.manual =
	    "Layout, order, comments, names of files and the number of the version are no "
	    "difference.\n"
	    "Says of each change whether it is new, gone, longer, shorter or otherwise changed, and "
	    "then what\n"
	    "the new policy's `change` line makes of it: whether it is material, who is told, by "
	    "which channel\n"
	    "and how long before, and who is asked again for a consent.  With --store, says how "
	    "many people and\n"
	    "records each change reaches, as the store's keeper counts them.  Ends with 0 when the "
	    "two say the\n"
	    "same, 1 when they differ, 2 when one cannot be read.",
	.examples = "bailee diff company-1.policy company-2.policy\n"
		    "bailee diff company-1.policy company-2.policy --store ./store\n"
		    "bailee diff --json company-1.policy company-2.policy",
};
