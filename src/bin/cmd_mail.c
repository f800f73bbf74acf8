/* bin/cmd_mail.c -- letters: where they go out, what waits, what failed. */
#include "bin/store.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "port", "N", "of the smarthost: 587, with --tls tls 465" },
	{ "tls", "HOW", "starttls, tls (from the first byte), or none: to this machine alone" },
	{ "from", "ADDRESS", "whom letters come from; else the controller's e-mail of the policy" },
	{ "account", "NAME", "who signs in; `bailee serve --mail-password` has the password" },
	{ "waiting", NULL, "only what waits" },
	{ "failed", NULL, "only what did not go out" },
	{ "cursor", "ID", "go on after the last page" },
	{ "limit", "N", "at most so many, 1 to 500" },
};

static const struct act acts[] = {
	{ "set", "HOST", 1, 1, "letters go out by this smarthost from now on", call_act, VERB_MAIL,
	    "host", "mail" },
	{ "unset", "", 0, 0, "no letter is taken any more", call_act, VERB_MAIL, "", "" },
	{ "test", "ADDRESS", 1, 1, "send a letter to an address of yours", call_act,
	    VERB_MAIL_TEST, "to", "letter" },
	{ "list", "", 0, 0, "letters and what became of them, without what they say", call_act,
	    VERB_LETTERS, "", "letters: letter kind way state of queued ended tries answer" },
};

const struct command command_mail = {
	.name = "mail",
	.what = "letters that go out by mail",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual =
	    "`bailee serve` hands letters to one smarthost, which signs them (DKIM) and delivers them.\n"
	    "A certificate that does not prove, or a smarthost without TLS, is given nothing.\n"
	    "\n"
	    "A letter is sealed under a key of its own, which is destroyed when the letter has gone, was\n"
	    "refused, or could not go out within three days (a code to sign in with: within minutes).\n"
	    "What an answer of 5xx refuses is shown by `list --failed` and not tried again; after 4xx or\n"
	    "no answer it is tried after 30 seconds, 2, 10 and 30 minutes, 1, 2 and then every 4 hours.\n"
	    "A letter whose sending was cut off by a crash goes out again with the same Message-ID.",
	.examples = "bailee mail set mail.example.net --account bailee\n"
		    "bailee mail test me@example.net\n"
		    "bailee mail list --failed",
};
