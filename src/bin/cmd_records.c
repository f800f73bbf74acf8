/* bin/cmd_records.c -- records: found, read, given out, ended. */
#include "bin/store.h"

/* -- find ------------------------------------------------------------------- */

static const struct option_row find_options[] = {
	OPTION_KEY,
	{ "purpose", "PURPOSE", "what for" },
	{ "fields", "A,B", "these fields only" },
	{ "most", "N", "at most so many records" },
	OPTIONS_WHY,
};

static const struct act find_act = { "", "DATASET FIELD=VALUE", 2, 2, "", NULL, VERB_FIND,
	"dataset by", "records" };

/* A record is shown whole; members of `records` are maps of maps. */
static result
run_find(struct call *call)
{
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, &find_act, &question));
	TRY(call_ask(call, VERB_FIND, question, &answer));
	if (!call->json && !call_refused(call, answer)) {
		NODE_EACH(record, node_get(answer, S("records"))) {
			TRY(call_show(call, record, ""));
			buf_putc(&call->out, '\n');
		}
		buf_printf(&call->out, "%zu found\n", node_get(answer, S("records"))->count);
		return OK;
	}
	return call->json ? call_show(call, answer, "") : OK;
}

const struct command command_find = {
	.name = "find",
	.args = "DATASET FIELD=VALUE[,FIELD=VALUE]",
	.least = 2,
	.most = 2,
	.what = "find records by a findable field",
	.run = run_find,
	.options = find_options,
	.n_options = N(find_options),
	.manual = "What the role may not see for the purpose is left out, and named with the line "
		  "that says so.\n"
		  "Every look is in the ledger.",
	.examples = "bailee find device mac=001565aabbcc --purpose search-devices --ticket T-1",
};

/* -- totals ------------------------------------------------------------------ */

static const struct option_row totals_options[] = {
	OPTION_KEY,
	{ "purpose", "PURPOSE", "what for" },
	{ "party", "ID", "of this party's people alone" },
	{ "per", "WORD", "of a series: day, week, month or year" },
	{ "mean", "A,B", "of a series: the means of these numbers" },
	OPTIONS_WHY,
};

static const struct act totals_act = { "", "", 2, 2, "", NULL, VERB_TOTALS, "dataset fields",
	"totals: values people" };

static result
run_totals(struct call *call)
{
	return call_act_of(call, &totals_act);
}

const struct command command_totals = {
	.name = "totals",
	.args = "DATASET FIELD[,FIELD]",
	.least = 2,
	.most = 2,
	.what = "count people by the values of fields",
	.run = run_totals,
	.options = totals_options,
	.n_options = N(totals_options),
	.manual = "For a purpose that the policy lets see totals alone.  A group of fewer people "
		  "than it says is\n"
		  "not told.",
	.examples = "bailee totals subscription opened --purpose measure-news",
};

/* -- release ---------------------------------------------------------------- */

static const struct option_row release_options[] = {
	OPTION_KEY,
	{ "purpose", "PURPOSE", "what for" },
	{ "fields", "A,B", "these fields only; else all that the policy gives this recipient" },
	{ "passing", "A=B", "values that pass to the recipient and are never held" },
	{ "later", NULL, "it waits to be fetched or sent: bailee help hand-over" },
	{ "second", "TOKEN", "the second person's key, where the policy asks for two people" },
	OPTIONS_WHY,
};

static const struct act release_act = { "", "", 2, 2, "", NULL, VERB_RELEASE, "recipient records",
	"parcel" };

static result
run_release(struct call *call)
{
	return call_act_of(call, &release_act);
}

const struct command command_release = {
	.name = "release",
	.args = "RECIPIENT RECORD[,RECORD]",
	.least = 2,
	.most = 2,
	.what = "give records to a recipient that the policy names",
	.run = run_release,
	.options = release_options,
	.n_options = N(release_options),
	.manual = "Prints the parcel: just the fields that the policy gives this recipient for "
		  "this purpose, and\n"
		  "the id of the instruction under which they are given.",
	.examples = "bailee release dpd 01JD2K8B7Q4M5N6P7R8S9T0V1W --purpose deliver",
};

/* -- event ------------------------------------------------------------------ */

static const struct option_row event_options[] = {
	OPTION_KEY,
	{ "record", "ID", "of this record" },
	{ "subject", "ID", "of this person" },
	{ "party", "ID", "of this party" },
	{ "at", "TIME", "when it happened; else now" },
};

static const struct act event_act = { "", "", 1, 1, "", NULL, VERB_EVENT, "event",
	"due: record dataset fields due held" };

static result
run_event(struct call *call)
{
	return call_act_of(call, &event_act);
}

const struct command command_event = {
	.name = "event",
	.args = "EVENT",
	.least = 1,
	.most = 1,
	.what = "say that something happened which starts clocks",
	.run = run_event,
	.options = event_options,
	.n_options = N(event_options),
	.manual = "Prints the due dates that it set.",
	.examples =
	    "bailee event despatch --record 01JD2K8B7Q4M5N6P7R8S9T0V1W --at 2027-03-02T10:00:00Z",
};

/* -- erase ------------------------------------------------------------------ */

static const struct option_row erase_options[] = {
	OPTION_KEY,
	{ "why", "WHY", "instruction (the party's) or never (it may not be held)" },
	{ "reason", "TEXT", "in words, for the file" },
	{ "fields", "A,B", "these fields only" },
	{ "preview", NULL, "erase nothing; say what would stay" },
};

static const struct act erase_act = { "", "", 1, 1, "", NULL, VERB_ERASE, "records", "" };

static result
run_erase(struct call *call)
{
	return call_act_of(call, &erase_act);
}

const struct command command_erase = {
	.name = "erase",
	.args = "RECORD[,RECORD]",
	.least = 1,
	.most = 1,
	.what = "erase records by instruction, or because they may not be held",
	.run = run_erase,
	.options = erase_options,
	.n_options = N(erase_options),
	.manual =
	    "Says how many parts were erased, and what stays, by which line and until when.\n"
	    "A person's own request is a case: `bailee case open erasure`.",
	.examples = "bailee erase 01JD2K8B7Q4M5N6P7R8S9T0V1W --why instruction --reason \"order "
		    "17 was a test\"",
};

/* -- due -------------------------------------------------------------------- */

static const struct option_row due_options[] = {
	OPTION_KEY,
	{ "before", "TIME", "due before then" },
	{ "limit", "N", "at most so many, 1 to 500" },
	{ "cursor", "CURSOR", "go on after the last page" },
};

static const struct act due_act = { "", "", 0, 0, "", NULL, VERB_DUE, "",
	"due: due record dataset fields held" };

/* Without --before: whatever has a due date. */
static result
run_due(struct call *call)
{
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, &due_act, &question));
	if (!call_has(call, "before"))
		node_set_str(&call->sc->arena, question, S("before"), S("9999-12-31T00:00:00Z"));
	TRY(call_ask(call, VERB_DUE, question, &answer));
	return call_show(call, answer, due_act.show);
}

const struct command command_due = {
	.name = "due",
	.args = "",
	.what = "what must be gone, and when",
	.run = run_due,
	.options = due_options,
	.n_options = N(due_options),
	.manual = "Oldest first.  What is held shows it.  `keys-backup`: since then a new backup of "
		  "the keys\n"
		  "is due (`bailee help keys`).",
	.examples = "bailee due --before 2027-04-01",
};
