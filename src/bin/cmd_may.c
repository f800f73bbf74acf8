/* bin/cmd_may.c -- what the role of a key may do. */
#include "bin/store.h"

static const struct option_row options[] = {
	OPTION_KEY,
};

static const struct act may_act = { "", "", 0, 2, "", NULL, VERB_MAY, "dataset purpose",
	"works: dataset purpose reads changes stores ticket order reason text" };

static result
run(struct call *call)
{
	return call_act_of(call, &may_act);
}

const struct command command_may = {
	.name = "may",
	.args = "[DATASET] [PURPOSE]",
	.least = 0,
	.most = 2,
	.what = "what the role of a key may do with which data, for which purpose",
	.run = run,
	.options = options,
	.n_options = N(options),
	.manual = "By the lines of the policy alone; what hangs on a record, a consent, a condition or "
		  "a quota\nthat is used up, is judged when it is asked for.  Of one data and purpose "
		  "--json has the\nfields, too.",
	.examples = "bailee may --key bk_...\n"
		    "bailee may contact sales --key bk_... --json",
};
