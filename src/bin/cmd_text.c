/* bin/cmd_text.c -- text messages: where they go out. */
#include "bin/store.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "from", "SENDER", "what telephones show: at most 15 letters, digits and blanks, or a number" },
	{ "waiting", NULL, "only what waits" },
	{ "failed", NULL, "only what did not go out" },
	{ "cursor", "ID", "go on after the last page" },
	{ "limit", "N", "at most so many, 1 to 500" },
};

static const struct act acts[] = {
	{ "set", "URL", 1, 1, "text messages go out by this gateway from now on", call_act, VERB_TEXT,
	    "url", "text" },
	{ "unset", "", 0, 0, "no text message is taken any more", call_act, VERB_TEXT, "", "" },
	{ "test", "NUMBER", 1, 1, "send a text message to a number of yours", call_act,
	    VERB_TEXT_TEST, "to", "letter" },
	{ "list", "", 0, 0, "as `bailee mail list`: both ways, without what they say", call_act,
	    VERB_LETTERS, "", "letters: letter kind way state of queued ended tries answer" },
};

const struct command command_text = {
	.name = "text",
	.what = "text messages that go out by a gateway",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual =
	    "A policy that says `by code to` a telephone number has codes sent by text message, by which\n"
	    "people show who they are: to sign in, or of a request that came from an unknown address\n"
	    "(`bailee case code`).\n"
	    "\n"
	    "`bailee serve` posts each message to URL, over https with a certificate that proves:\n"
	    "\n"
	    "  POST URL\n"
	    "  webhook-id, webhook-timestamp, webhook-signature  as Standard Webhooks has them\n"
	    "  {\"to\":\"+447700900123\",\"from\":\"SENDER\",\"text\":\"...\"}\n"
	    "\n"
	    "The signature (`v1a,`) is Ed25519 by the ledger's key.  2xx: the gateway has it.  400, 413\n"
	    "and 422 refuse this message for good; after any other answer, or none, it is tried again\n"
	    "after 30 seconds, 2, 10 and 30 minutes, as long as it is worth something: a code\n"
	    "to sign in with for 15 minutes.  The same webhook-id is the same message: send it once.\n"
	    "What it says and to whom is sealed until then, and its key is destroyed when it has gone,\n"
	    "was refused or is given up.  doc/why/text-messages.md says how a gateway is adapted.",
	.examples = "bailee text set https://sms.example.net/send --from Example\n"
		    "bailee text test +447700900123\n"
		    "bailee text list --failed",
};
