/* bin/cmd_check.c -- does this policy hold together, and with the law? */
#include "bin/text.h"
#include "base/json.h"

static const struct option_row options[] = {
	{ "active", NULL, "also what a policy must have before it runs: no placeholders" },
	{ "off", "CODES", "messages not to look for; promises are doubted with it" },
};

static result
run(struct call *call)
{
	struct compiled c = { .options.activating = call_has(call, "active") };

	TRY(call_compile(call, call->args[0], &c));
	call->no = c.plan == NULL;
	if (call->json) {
		json_print(&call->out, diag_json(&call->sc->arena, &c.diags, c.options.file));
		buf_putc(&call->out, '\n');
		return OK;
	}
	diag_print(&call->out, &c.diags, c.options.file, c.text);
	if (c.diags.rows.n == 0)
		buf_printf(&call->out, "%.*s: no errors, no warnings\n", STR(c.options.file));
	return OK;
}

const struct command command_check = {
	.name = "check",
	.args = "FILE",
	.least = 1,
	.most = 1,
	.what = "compile a policy and say what is wrong with it",
	.run = run,
	.options = options,
	.n_options = N(options),
	.manual = "Compiles the policy in FILE (- is standard input) and prints up to twenty "
		  "messages, each\n"
		  "with its place, the law or rule it rests on and a line that can be pasted.\n"
		  "Ends with 0 when there is no error; warnings do not count.",
	.examples = "bailee check policies/voip-distributor.policy\n"
		    "bailee check --json - < draft.policy",
};
