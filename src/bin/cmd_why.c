/* bin/cmd_why.c -- the lines of a policy behind an answer. */
#include "bin/text.h"
#include "base/json.h"
#include "policy/why.h"

static const struct option_row options[] = {
	{ "all", NULL, "all that every role may read, for which purpose, by which line" },
};

static void
print_all(struct call *call, const struct node *all)
{
	if (call->json) {
		json_print(&call->out, all);
		buf_putc(&call->out, '\n');
		return;
	}
	NODE_EACH(may, node_get(all, S("may")))
		buf_printf(&call->out, "%.*s may read %.*s for %.*s (line %lld)\n",
		    STR(node_get_str(may, S("role"))), STR(node_get_str(may, S("field"))),
		    STR(node_get_str(may, S("purpose"))),
		    (long long)node_get_int(may, S("line"), 0));
}

static result
run(struct call *call)
{
	struct arena *arena = &call->sc->arena;
	struct buf question = buf_new(arena);
	struct compiled c = { 0 };
	struct why_chain chain;

	TRY(call_plan(call, call->args[0], &c));
	if (call_has(call, "all")) {
		print_all(call, why_all(arena, c.plan));
		return OK;
	}
	if (call->n < 2)
		return fail(call->sc, E_INPUT, "ask a question, or say --all");
	for (size_t i = 1; i < call->n; i++)
		buf_printf(&question, "%s%.*s", i == 1 ? "" : " ", STR(call->args[i]));
	why_ask(arena, c.plan, buf_str(&question), &chain);
	call->no = !chain.yes;
	if (!call->json) {
		why_print(&call->out, &chain);
		return OK;
	}
	json_print(&call->out, why_json(&chain));
	buf_putc(&call->out, '\n');
	return OK;
}

const struct command command_why = {
	.name = "why",
	.args = "FILE [QUESTION...]",
	.least = 1,
	.most = 10,
	.what = "print the lines of a policy that allow something, or what is missing",
	.run = run,
	.options = options,
	.n_options = N(options),
	.manual = "The question is asked in the policy's words:\n\n"
		  "    ROLE may read|change|hear|export FIELD for PURPOSE\n"
		  "    RECIPIENT receives FIELD for PURPOSE\n"
		  "    DOOR may offer DATA|FIELD\n"
		  "    DOOR may ask FIELD for PURPOSE\n"
		  "    keep FIELD\n\n"
		  "A yes comes with every line that it rests on; a no with the line that forbids it, or "
		  "with the\n"
		  "first line that would be needed.  What is asked of a record (a consent, an event) is "
		  "named.\n"
		  "Ends with 0 when the answer is yes and with 1 when it is not.  With --all, what is not "
		  "named is\nrefused.",
	.examples = "bailee why policies/voip-distributor.policy warehouse may read delivery.phone "
		    "for deliver\n"
		    "bailee why policies/voip-distributor.policy dpd receives delivery.phone for "
		    "deliver\n"
		    "bailee why policies/voip-distributor.policy keep delivery.phone\n"
		    "bailee why policies/voip-distributor.policy --all",
};
