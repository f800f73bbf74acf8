/* bin/cmd_hand.c -- what is handed over to recipients by events, or left to be fetched. */
#include "bin/store.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "recipient", "NAME", "only what is for this recipient" },
	{ "purpose", "PURPOSE", "what for: of `take`, only what was handed over for that" },
	{ "waiting", NULL, "only what was not taken" },
	{ "cursor", "ID", "go on after the last page" },
	{ "limit", "N", "at most so many, 1 to 500" },
	{ "ticket", "ID", "the ticket that this is for, where the policy asks for one" },
	{ "second", "TOKEN", "the second person's key, where the policy asks for two people" },
};

/* For people and for a courier's own programme: CSV; --json: parcels. */
static result
take(struct call *call)
{
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, call->act, &question));
	node_set_bool(&call->sc->arena, question, S("csv"), !call->json);
	TRY(call_ask(call, VERB_TAKE, question, &answer));
	if (call_refused(call, answer))
		return OK;
	return call_show(call, answer, call->json ? "" : "text");
}

static const struct act acts[] = {
	{ "list", "", 0, 0, "what waits for whom, and what was taken", call_act, VERB_HANDS, "",
	    "hand-overs: hand-over recipient purpose record fields event since given taken ended "
	    "why" },
	{ "to", "RECIPIENT [URL]", 1, 2, "where it is sent; without an address: it is fetched",
	    call_act, VERB_HAND_TO, "recipient url", "" },
	{ "take", "RECIPIENT", 1, 1, "fetch all that waits for it, as CSV", take, VERB_TAKE,
	    "recipient", "" },
	{ "cancel", "HAND-OVER", 1, 1, "take back what waits", call_act, VERB_HAND_END,
	    "hand-over", "" },
};

const struct command command_hand = {
	.name = "hand-over",
	.what = "what is handed over to recipients when something happens, or left to be fetched",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual =
	    "A policy's line `receives FIELDS for PURPOSE when CONDITION, on EVENT` hands over by itself\n"
	    "when the event of a record is told: to the recipient whose condition the record meets,\n"
	    "what its line gives, and nothing to anybody else.  A release with `--later` waits likewise.\n"
	    "\n"
	    "What waits is names and ids; the values are read from the record when they go, so that\n"
	    "nothing waits in clear, and what has ended meanwhile does not go.  It is judged when it is\n"
	    "opened and again each time that it goes.\n"
	    "\n"
	    "`to`: `bailee serve` posts each to the address, as JSON, signed as `told` signs (Standard\n"
	    "Webhooks, Ed25519 by the ledger's key, the same id each time), ten times in three days.\n"
	    "Without an address the recipient fetches with a key of its own (`bailee key add\n"
	    "--recipient NAME`), or somebody whose role may release it: once.  A second time is refused,\n"
	    "and the ledger says so.",
	.examples = "bailee hand-over list --waiting\n"
		    "bailee hand-over to dpd https://example.com/shipments\n"
		    "bailee hand-over take apc --purpose deliver",
};
