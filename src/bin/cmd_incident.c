/* bin/cmd_incident.c -- incidents: who is affected, what is closed, who was told. */
#include "bin/store.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "reason", "TEXT", "the reason, where the policy asks for one" },
	{ "since", "TIME", "when what happened began" },
	{ "until", "TIME", "when it ended; else now" },
	{ "advice", "TEXT", "what the people can do about it; stands in their letter" },
	{ "consequences", "TEXT", "what it may mean for them; in their letter, and the regulator's" },
	{ "measures", "TEXT", "what is done about it; likewise" },
	{ "risk", "RISK", "unlikely, likely (when nothing is said) or high" },
	{ "open", NULL, "only those that are open" },
	{ "second", "KEY", "the second person's key, to lift" },
};

static result
run_act(struct call *call)
{
	struct act act = { .verb = VERB_INCIDENT_ACT, .members = call->act->members };
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, &act, &question));
	node_set_str(&call->sc->arena, question, S("act"), str_of(call->act->name));
	TRY(call_ask(call, VERB_INCIDENT_ACT, question, &answer));
	return call_show(call, answer, "");
}

static const struct act acts[] = {
	{ "list", "", 0, 0, "the incidents and their clocks", call_act, VERB_INCIDENTS, "",
	    "incidents: incident means of opened risk contained open tell" },
	{ "open", "MEANS WHAT", 2, 2,
	    "something went wrong: who is affected, with --since and --advice", call_act,
	    VERB_INCIDENT, "by what", "" },
	{ "show", "INCIDENT", 1, 1,
	    "one of them: its people, the letter to each, what the regulator is told", call_act,
	    VERB_INCIDENTS, "incident", "" },
	{ "assess", "INCIDENT RISK", 2, 2, "the risk is weighed anew", run_act, VERB_INCIDENT_ACT,
	    "incident risk", "" },
	{ "told", "INCIDENT WHOM", 2, 2, "the regulator, people, a party or a person was told",
	    run_act, VERB_INCIDENT_ACT, "incident whom", "" },
	{ "write", "INCIDENT [PERSON]", 1, 2,
	    "a letter goes to each who was not told and whose address is on record", run_act,
	    VERB_INCIDENT_ACT, "incident whom", "" },
	{ "contain", "INCIDENT", 1, 1, "what it came by is closed, again", run_act,
	    VERB_INCIDENT_ACT, "incident", "" },
	{ "lift", "INCIDENT", 1, 1, "it is opened again, by two people", run_act,
	    VERB_INCIDENT_ACT, "incident", "" },
	{ "close", "INCIDENT", 1, 1, "all were told, and it is over", run_act, VERB_INCIDENT_ACT,
	    "incident", "" },
};

const struct command command_incident = {
	.name = "incident",
	.what = "what went wrong: people affected, clocks, what is closed",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual = "MEANS is key=ID, colleague=ID, recipient=NAME, dataset=NAME or all=yes.  The "
		  "people are those of the\n"
		  "ledger's entries of that means in that time.  What the policy's `contain` names "
		  "is closed at once.\n"
		  "WHOM is regulator, people, the name of a party, or the id of a person.",
	.examples = "bailee incident open key=01JD2K8B7Q4M5N6P7R8S9T0V1W \"a laptop was stolen\" "
		    "--since 2027-03-01T08:00:00Z \\\n"
		    "    --advice \"change your password\" --risk high\n"
		    "bailee incident told 01JD2K8B7Q4M5N6P7R8S9T0V1W regulator\n"
		    "bailee incident list --open",
};
