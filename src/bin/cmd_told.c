/* bin/cmd_told.c -- who is told of an erasure or a correction, and their word that it is done. */
#include "bin/store.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "recipient", "NAME", "only what this recipient must be told" },
	{ "place", "NAME", "only what this place must be told" },
	{ "waiting", NULL, "only what is not confirmed" },
	{ "cursor", "ID", "go on after the last page" },
	{ "limit", "N", "at most so many, 1 to 500" },
	{ "reason", "TEXT", "how you know that it is done there, when you confirm for somebody else" },
};

static const struct act acts[] = {
	{ "list", "", 0, 0, "who must erase or correct what, since when, and by when they confirm",
	    call_act, VERB_TELLINGS, "",
	    "tellings: telling recipient place what record fields since confirm-by told confirmed" },
	{ "to", "NAME [URL]", 1, 2, "where it is told by webhook; without an address: nowhere",
	    call_act, VERB_TELL_TO, "recipient url", "" },
	{ "confirm", "TELLING", 1, 1, "they have done it too", call_act, VERB_TOLD,
	    "telling", "" },
};

const struct command command_told = {
	.name = "told",
	.what = "recipients and places that are told of what was erased, corrected, restricted",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual =
	    "What a recipient was given and is erased here opens a telling: it must erase it too, and\n"
	    "confirm.  So does what lies in a place of which the policy says `told to erase`: another\n"
	    "system of the company's.  What was wrong and is corrected opens a telling `correct`; what\n"
	    "is restricted, `restrict`, and `resume` when that ends.  One\n"
	    "that is not confirmed by its date has an entry `told.overdue` in the ledger.\n"
	    "A recipient or a place with a key of its own (`bailee key add --recipient NAME`, `--place\n"
	    "NAME`) asks GET /v1/tellings and confirms for itself; for the others, somebody who acts on\n"
	    "requests does.\n"
	    "\n"
	    "Where the policy says `told to erase by webhook`, `bailee serve` posts each telling to the\n"
	    "address given with `to`: JSON without a value, with the headers webhook-id,\n"
	    "webhook-timestamp and webhook-signature (`v1a`, Ed25519 by the ledger's key) of Standard\n"
	    "Webhooks.  It is tried ten times in three days; `told.failed` and `told.given-up` in the\n"
	    "ledger say what did not arrive.  An answer of 2xx means received: it is confirmed by those\n"
	    "who were told alone.  To read them anew, they ask GET /v1/tellings with a cursor.",
	.examples = "bailee told to dpd https://example.com/erasures\n"
		    "bailee told list --waiting\n"
		    "bailee told confirm 01JD2K8B7Q4M5N6P7R8S9T0V1W --reason letter-17",
};
