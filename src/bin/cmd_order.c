/* bin/cmd_order.c -- orders: what lets data out though nobody agreed. */
#include "bin/store.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "second", "KEY", "the second person's key, where two people open it" },
};

static result
run_act(struct call *call)
{
	static const struct act act = { .verb = VERB_ORDER_ACT, .members = "order subject" };
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, &act, &question));
	node_set_str(&call->sc->arena, question, S("act"), str_of(call->act->name));
	TRY(call_ask(call, VERB_ORDER_ACT, question, &answer));
	return call_show(call, answer, "");
}

static const struct act acts[] = {
	{ "list", "", 0, 0, "those that run, and what is still to be done", call_act, VERB_ORDERS,
	    "", "orders: order kind opened ends review tell" },
	{ "open", "KIND SHOWS", 2, 2, "open one with its evidence", call_act, VERB_ORDER,
	    "order shows", "order" },
	{ "review", "ORDER", 1, 1, "it was looked at again", run_act, VERB_ORDER_ACT, "order", "" },
	{ "told", "ORDER SUBJECT", 2, 2, "the person was told", run_act, VERB_ORDER_ACT,
	    "order subject", "" },
	{ "write", "ORDER [SUBJECT]", 1, 2, "letters to the people who were not told yet", run_act,
	    VERB_ORDER_ACT, "order subject", "" },
	{ "end", "ORDER", 1, 1, "it ends now", run_act, VERB_ORDER_ACT, "order", "" },
};

const struct command command_order = {
	.name = "order",
	.what = "orders that let data out though nobody agreed",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual = "KIND is an `order` of the policy; SHOWS is what it asks for, NAME=VALUE with "
		  "commas between.\n"
		  "Records are named by their ids.  Give the id of the order that comes back as "
		  "--order of what is\n"
		  "done under it: `bailee release ... --order ID`.",
	.examples = "bailee order open court authority=\"Leeds County Court\",reference=C-17,"
		    "records=01JD2K8B7Q4M5N6P7R8S9T0V1W\n"
		    "bailee order list",
};
