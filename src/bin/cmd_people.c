/* bin/cmd_people.c -- who may ask: parties, staff, keys, and dated facts. */
#include "bin/store.h"

/* -- party ------------------------------------------------------------------ */

static const struct option_row party_options[] = {
	OPTION_KEY,
	{ "kind", "KIND", "of which kind, where the policy names kinds" },
	{ "through", "ID", "the party that serves it, where the policy says `through`" },
	{ "second", "TOKEN", "end: the key of the second colleague" },
	{ "reason", "TEXT", "the reason, where the policy asks for one" },
	{ "dataset", "NAME", "package: which data" },
	{ "form", "FORM", "package: json or csv" },
	{ "cursor", "ID", "package: go on after this record" },
	{ "limit", "N", "package: so many records a page" },
};

static result
run_party_act(struct call *call)
{
	struct act act = { .verb = VERB_PARTY_ACT, .members = call->act->members };
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, &act, &question));
	node_set_str(&call->sc->arena, question, S("act"), str_of(call->act->name));
	TRY(call_ask(call, VERB_PARTY_ACT, question, &answer));
	return call_show(call, answer, "");
}

static const struct act party_acts[] = {
	{ "list", "", 0, 0, "the organisations we work for", call_act, VERB_PARTIES, "",
	    "parties: party class name kind through ended" },
	{ "add", "CLASS NAME", 2, 2, "register one; CLASS is a `party` of the policy", call_act,
	    VERB_PARTY, "class name", "party" },
	{ "end", "ID", 1, 1, "two colleagues say that the contract with it has ended",
	    run_party_act, VERB_PARTY_ACT, "party", "" },
	{ "package", "ID", 1, 1, "what was held for it, signed, a page at a time; --dataset says which",
	    call_act, VERB_PARTY_PACKAGE, "party", "" },
	{ "returned", "ID", 1, 1, "it has what was held for it", run_party_act, VERB_PARTY_ACT,
	    "party", "" },
};

const struct command command_party = {
	.name = "party",
	.what = "organisations we work for",
	.acts = party_acts,
	.n_acts = N(party_acts),
	.options = party_options,
	.n_options = N(party_options),
	.manual = "`add` and `list` are for the operator of the store; `add` prints the id.  When a "
		  "contract has ended\n"
		  "two colleagues who answer for people's rights say so: from then on nothing more is "
		  "taken for it,\n"
		  "what is held is given back with `package`, and all of it is erased on the day that "
		  "the policy says.",
	.examples = "bailee party add reseller \"Northern Telecom Shop\"\n"
		    "bailee party add client \"Example Haulage\" --kind haulier --through "
		    "01JD2K8B7Q4M5N6P7R8S9T0V1W\n"
		    "bailee party end 01JD2K8B7Q4M5N6P7R8S9T0V1W --second bk_... "
		    "--reason \"the contract ended\"\n"
		    "bailee party package 01JD2K8B7Q4M5N6P7R8S9T0V1W --dataset device --form csv\n"
		    "bailee party list",
};

/* -- staff ------------------------------------------------------------------ */

static const struct option_row staff_options[] = {
	OPTION_KEY,
	{ "party", "ID", "a person of that party, not one of ours" },
};

static const struct act staff_acts[] = {
	{ "list", "", 0, 0, "who is registered, without names", call_act, VERB_STAFFS, "",
	    "staff: staff role party since left" },
	{ "add", "ROLE NAME", 2, 2, "register a person in a role of the policy", call_act,
	    VERB_STAFF, "role name", "staff" },
	{ "invite", "ID NAME", 2, 2,
	    "print a code by which the person sets a password; they sign in as NAME", call_act,
	    VERB_INVITE, "staff name", "" },
	{ "leave", "ID", 1, 1, "the person left: keys and sessions end", call_act, VERB_LEAVE,
	    "staff", "" },
};

const struct command command_staff = {
	.name = "staff",
	.what = "people in the roles of the policy",
	.acts = staff_acts,
	.n_acts = N(staff_acts),
	.options = staff_options,
	.n_options = N(staff_options),
	.manual = "Prints the id of the person that was added; `bailee key add --staff ID` makes "
		  "their key.\n"
		  "`bailee staff invite` prints a code that is typed at /join of the pages within "
		  "three days: there the person sets a password and a telephone.  Who is invited "
		  "anew has to do so again, and what they had before ends.\n"
		  "A colleague's name is personal data: it is kept sealed, and the list does not "
		  "show it.",
	.examples = "bailee staff add support \"Sam Example\"\n"
		    "bailee staff invite 01JD2K8B7Q4M5N6P7R8S9T0V1W sam\n"
		    "bailee staff list",
};

/* -- key -------------------------------------------------------------------- */

static const struct option_row key_options[] = {
	OPTION_KEY,
	{ "staff", "ID", "the person whose key it is" },
	{ "role", "ROLE", "a programme in that role" },
	{ "party", "ID", "of that party" },
	{ "channel", "DOOR", "the programme of a door of the policy" },
	{ "recipient", "NAME", "a recipient of the policy: it reads what it must be told" },
	{ "place", "NAME", "a place of the policy (`told to erase`): likewise" },
	{ "operator", NULL, "a key of the operator" },
	{ "until", "TIME", "the key ends then" },
};

static const struct act key_acts[] = {
	{ "add", "", 0, 0, "make a bearer key, shown once", call_act, VERB_KEY, "", "" },
	{ "revoke", "ID", 1, 1, "end one", call_act, VERB_REVOKE, "key", "" },
};

const struct command command_key = {
	.name = "key",
	.what = "bearer keys for people and programmes",
	.acts = key_acts,
	.n_acts = N(key_acts),
	.options = key_options,
	.n_options = N(key_options),
	.manual = "The token is shown once; the store has only its hash.",
	.examples = "bailee key add --staff 01JD2K8B7Q4M5N6P7R8S9T0V1W\n"
		    "bailee key add --channel api --until 2027-12-31",
};

/* -- fact ------------------------------------------------------------------- */

static const struct option_row fact_options[] = {
	OPTION_KEY,
	{ "reference", "REF", "under which the fact is filed" },
	{ "since", "TIME", "from when it holds; else from now" },
	{ "until", "TIME", "to when it holds; else without end" },
	{ "at", "TIME", "of `end`: from when it does not hold any more; else from now" },
};

static const struct act fact_acts[] = {
	{ "list", "", 0, 0, "the dated facts", call_act, VERB_FACTS, "",
	    "facts: kind of reference since until" },
	{ "add", "KIND OF", 2, 2,
	    "record one: contract, transfer, assessment, training, vetting, register, office or review",
	    call_act, VERB_FACT, "kind of", "" },
	{ "end", "KIND OF", 2, 2, "end one", call_act, VERB_FACT_END, "kind of", "" },
};

const struct command command_fact = {
	.name = "fact",
	.what = "dated facts that decisions rest on",
	.acts = fact_acts,
	.n_acts = N(fact_acts),
	.options = fact_options,
	.n_options = N(fact_options),
	.manual = "The newest fact of a kind and name counts.  A recipient whose contract has "
		  "ended is given nothing.  A fact of a party is filed under the party's id, and "
		  "is one that the policy names of such parties.  `office` is a fact of a range of addresses:\n"
		  "what a role may do `from office` is done from there alone.",
	.examples = "bailee fact add contract fedex --reference C-FDX --until 2027-06-30\n"
		    "bailee fact add agreement 01JD2K8B7Q4M5N6P7R8S9T0V1W --until 2027-06-30\n"
		    "bailee fact add office 192.0.2.0/24\n"
		    "bailee fact end training 01JD2K8B7Q4M5N6P7R8S9T0V1W\n"
		    "bailee fact list",
};
