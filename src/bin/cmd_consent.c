/* bin/cmd_consent.c -- what people say yes and no to. */
#include "bin/store.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "wording", "TEXT", "evidence: what the person was asked, word for word" },
	{ "time", "TIME", "evidence: when they said yes" },
	{ "ip", "ADDRESS", "evidence: from which internet address" },
	{ "address", "ADDRESS", "evidence: the mail address or number that they gave" },
	{ "click", "TIME", "evidence: when they followed the link or pressed the button" },
	{ "voice", "REF", "evidence: the recording in which they say so" },
	{ "signature", "REF", "evidence: what they signed" },
	{ "channel", "CHANNEL", "by which they say no" },
	{ "purpose", "PURPOSE", "what we want to contact them for" },
};

static void
add_evidence(struct call *call, struct node *question)
{
	static const char *const names[] = { "wording", "time", "ip", "address", "click", "voice",
		"signature" };
	struct arena *a = &call->sc->arena;
	struct node *evidence = node_map(a);

	for (size_t i = 0; i < N(names); i++)
		if (call_has(call, names[i]))
			node_set_str(
			    a, evidence, str_of(names[i]), call_option(call, names[i]));
	node_set(question, S("evidence"), evidence);
}

static result
run_yes(struct call *call)
{
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, call->act, &question));
	add_evidence(call, question);
	TRY(call_ask(call, call->act->verb, question, &answer));
	return call_show(call, answer, "");
}

/* WHO is email=ADDRESS or phone=NUMBER, which are members of their own here. */
static result
run_check(struct call *call)
{
	const struct node *answer, *refused;
	struct node *question;
	struct str value, name = str_cut(call->args[1], '=', &value);

	TRY(call_question(call, call->act, &question));
	node_set_str(&call->sc->arena, question, name, value);
	TRY(call_ask(call, VERB_CONTACT, question, &answer));
	refused = node_get(answer, S("refused"));
	if (call->json || refused != NULL)
		return call_show(call, answer, "");
	buf_puts(&call->out, "yes\n");
	return OK;
}

static const struct act acts[] = {
	{ "give", "CONSENT WHO", 2, 2, "a person says yes, with the evidence of it", run_yes,
	    VERB_CONSENT, "consent who", "" },
	{ "confirm", "RECORD", 1, 1, "the click that confirms a yes", run_yes, VERB_CONFIRM,
	    "record", "" },
	{ "withdraw", "CONSENT WHO", 2, 2, "a person says no, by --channel: always accepted",
	    call_act, VERB_WITHDRAW, "consent who", "" },
	{ "check", "CHANNEL WHO", 2, 2, "may we contact this person for --purpose", run_check,
	    VERB_CONTACT, "channel", "" },
};

const struct command command_consent = {
	.name = "consent",
	.what = "what people say yes and no to, and whether they may be contacted",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual = "WHO is subject=ID, email=ADDRESS or phone=NUMBER.  The policy says which "
		  "evidence a yes needs to count,\n"
		  "and by which channels it ends; a no is taken by any of them.",
	.examples = "bailee consent give news subject=01JD2K8B7Q4M5N6P7R8S9T0V1W --wording \"Send "
		    "me product news by e-mail\" --time 2027-03-02T09:00:00Z\n"
		    "bailee consent withdraw news email=ann@example.org --channel email\n"
		    "bailee consent check email email=ann@example.org --purpose news",
};
