/* bin/cmd_policy.c -- from one policy to the next: one colleague proposes, another activates. */
#include "base/json.h"
#include "bin/reach.h"
#include "bin/store.h"
#include "bin/text.h"
#include "sys/file.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "reason", "TEXT", "the reason, where the policy asks for one" },
	{ "told", "TIME", "when people were told of a material change" },
	{ "erase", NULL, "what the new policy no longer keeps may go" },
};

/* -- propose ------------------------------------------------------------------ */

static result
run_propose(struct call *call)
{
	struct arena *a = &call->sc->arena;
	struct node *question = node_map(a);
	const struct node *answer;
	struct compiled c = { .options.activating = true };

	TRY(call_plan(call, call->args[0], &c));
	node_set_str(a, question, S("text"), c.text);
	if (call_has(call, "reason"))
		node_set_str(a, question, S("reason"), call_option(call, "reason"));
	TRY(call_ask(call, VERB_PROPOSE, question, &answer));
	if (call->json || call_refused(call, answer))
		return call_show(call, answer, "");
	buf_printf(&call->out,
	    "version %lld is proposed, sha256 %.*s\n\n"
	    "another colleague reads it with `bailee policy show %lld` and says `bailee policy "
	    "activate %lld`\n",
	    (long long)node_get_int(answer, S("version"), 0), STR(node_get_str(answer, S("hash"))),
	    (long long)c.plan->version, (long long)c.plan->version);
	return OK;
}

/* -- show ---------------------------------------------------------------------- */

/* A version as the keeper holds it; 0: the one that runs. */
static result
fetch(struct call *call, int64_t version, const struct plan **plan)
{
	struct arena *a = &call->sc->arena;
	struct compile_options o = { .file = S("policy"), .past = true };
	struct node *question = node_map(a);
	const struct node *answer;
	struct diags diags = { 0 };

	node_set_bool(a, question, S("text"), true);
	if (version > 0)
		node_set_int(a, question, S("version"), version);
	TRY(call_ask(call, VERB_POLICY, question, &answer));
	*plan = policy_compile(call->sc, a, node_get_str(answer, S("text")), &o, &diags);
	return *plan != NULL ? OK : fail(call->sc, E_INPUT, "that version cannot be read");
}

static result
run_show(struct call *call)
{
	const struct plan *was, *is;
	struct node *question = node_map(&call->sc->arena);
	const struct node *answer;
	struct diff d;
	int64_t version;

	if (!str_to_i64(call->args[0], &version) || version < 1)
		return fail(call->sc, E_INPUT, "say which version, by its number");
	node_set_int(&call->sc->arena, question, S("version"), version);
	TRY(call_ask(call, VERB_DIFF, question, &answer));
	if (call->json)
		return call_show(call, answer, "");
	TRY(fetch(call, 0, &was));
	TRY(fetch(call, version, &is));
	diff_plans(&call->sc->arena, was, is, &d);
	diff_print(&call->out, &d, reach_texts(&call->sc->arena, &d, node_get(answer, S("diff"))));
	return OK;
}

/* -- the command ------------------------------------------------------------------ */

static const struct act acts[] = {
	{ "list", "", 0, 0, "every version: proposed, waiting, running, replaced", call_act,
	    VERB_POLICIES, "", "policies: version state starts proposed-by activated-by hash" },
	{ "propose", "FILE", 1, 1, "propose the next policy", run_propose, VERB_PROPOSE, "", "" },
	{ "show", "VERSION", 1, 1,
	    "what it changes, and how many people and records each change reaches", run_show,
	    VERB_DIFF, "", "" },
	{ "activate", "VERSION", 1, 1, "agree to what another colleague proposed", call_act,
	    VERB_ACTIVATE, "version", "" },
	{ "call-off", "VERSION", 1, 1, "stop what is proposed or waits for its day: either of them may",
	    call_act, VERB_CALL_OFF, "version", "" },
};

const struct command command_policy = {
	.name = "policy",
	.what = "the next policy of a store, agreed by two people",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual =
	    "One colleague proposes a policy and another activates it; both act for "
	    "`rights-requests` and\n"
	    "both are in the ledger, with the policy's hash.  It comes into force on the day that "
	    "its `from`\n"
	    "says, or now, while the keeper runs.  Refused are a policy with an error, one of a "
	    "lower version,\n"
	    "a material change of which people were not --told as long before as its `change` line "
	    "says\n"
	    "(`by email`, where `bailee mail` has set one, letters tell them as it is activated), "
	    "and one\n"
	    "that no longer keeps what is held, unless --erase.  A longer clock leaves alone what is\n"
	    "held already, unless its line says `reaches back`; a shorter one does not.  Make a "
	    "backup when\n"
	    "`list --json` says that it is settled: what was sealed anew cannot be read from an "
	    "older one.",
	.examples = "bailee policy propose company-2.policy --reason \"the new courier\"\n"
		    "bailee policy show 2\n"
		    "bailee policy activate 2 --told 2027-03-01 --reason \"the new courier\"",
};
