/* bin/cmd_explain.c -- the page of one message of the compiler. */
#include "bin/command.h"
#include "policy/document.h"

static result
run(struct call *call)
{
	struct str given = call->args[0];
	uint64_t number;

	if (str_starts(given, S("B")) || str_starts(given, S("b")))
		given = str_slice(given, 1, given.n);
	if (!str_to_u64(given, &number) || number > 999
	    || !document_explain(&call->out, (unsigned)number))
		return fail(call->sc, E_ABSENT,
		    "there is no message `%.*s`; doc/POLICY.md lists them", STR(call->args[0]));
	return OK;
}

const struct command command_explain = {
	.name = "explain",
	.args = "CODE",
	.least = 1,
	.most = 1,
	.what = "print the page of one of the compiler's messages",
	.run = run,
	.manual =
	    "Says what the message means, which law or rule it rests on, and how it is put right.",
	.examples = "bailee explain B012",
};
