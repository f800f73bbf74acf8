/* bin/cmd_decision.c -- what machines propose about people, and who decides it. */
#include "bin/store.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "reason", "TEXT", "the reason, where the policy asks for one" },
	{ "because", "TEXT", "propose: why the machine proposes it" },
	{ "used", "A,B", "propose: the fields that it looked at, as DATA.FIELD" },
	{ "reasons", "TEXT", "what the person is told" },
	{ "open", NULL, "only those that await somebody" },
};

static result
run_act(struct call *call)
{
	struct act act = { .verb = VERB_DECISION_ACT, .members = call->act->members };
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, &act, &question));
	node_set_str(&call->sc->arena, question, S("act"), str_of(call->act->name));
	TRY(call_ask(call, VERB_DECISION_ACT, question, &answer));
	return call_show(call, answer, "");
}

static const struct act acts[] = {
	{ "list", "", 0, 0, "what was proposed, and who decided", call_act, VERB_DECISIONS, "",
	    "decisions: decision of state subject proposed decided by" },
	{ "propose", "NAME SUBJECT OUTCOME", 3, 3, "a machine proposes it: it awaits review",
	    call_act, VERB_DECISION, "decision subject outcome", "" },
	{ "show", "DECISION", 1, 1, "one of them, its outcome and its history", call_act,
	    VERB_DECISIONS, "decision", "" },
	{ "confirm", "DECISION", 1, 1, "a colleague confirms it, with --reasons", run_act,
	    VERB_DECISION_ACT, "decision", "" },
	{ "change", "DECISION OUTCOME", 2, 2, "a colleague decides otherwise, with --reasons",
	    run_act, VERB_DECISION_ACT, "decision outcome", "" },
	{ "contest", "DECISION", 1, 1, "the person contests it: another colleague looks at it",
	    run_act, VERB_DECISION_ACT, "decision", "" },
};

const struct command command_decision = {
	.name = "decision",
	.what = "what machines propose about people, and who decides",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual = "NAME is of a `decide` line of the policy.  Nothing that a machine proposes is "
		  "final: a named colleague\n"
		  "of the role that the line names confirms or changes it.  The letter says how to "
		  "contest it.",
	.examples = "bailee decision propose trade-account 01JD2K8B7Q4M5N6P7R8S9T0V1W refused "
		    "--because \"score 12\"\n"
		    "bailee decision confirm 01JD2K8B7Q4M5N6P7R8S9T0V1X --reasons \"two unpaid "
		    "invoices\"\n"
		    "bailee decision list --open",
};
