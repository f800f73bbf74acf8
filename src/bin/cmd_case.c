/* bin/cmd_case.c -- what people demand under their rights. */
#include "bin/store.h"
#include "bin/text.h"
#include "sys/file.h"

static const struct option_row options[] = {
	OPTION_KEY,
	{ "reason", "TEXT", "the reason, where the policy asks for one" },
	{ "received", "TIME", "when the request came; else now" },
	{ "from", "FROM", "the email=ADDRESS or phone=NUMBER that it came from" },
	{ "evidence", "WHAT", "what is asked for: purpose=NAME, keep=DATA, text=WORDS" },
	{ "waits", "FOR", "pause: clarification (when nothing is said) or identity" },
	{ "subject", "ID", "identify, sort: who it is, where that was not known" },
	{ "purpose", "NAME", "sort, into an objection: to which use; else to all advertising" },
	{ "excessive", NULL, "fee: the request is excessive" },
	{ "reasons", "TEXT", "what the person is told" },
	{ "open", NULL, "only those that are open" },
	{ "party", "ID", "tell, print: of the people who are known through this party" },
	{ "cursor", "CASE", "tell, print: where to go on, as the answer before said" },
	{ "form", "FORM", "of the package: json, html or csv; of a dataset: csv or ndjson" },
	{ "dataset", "NAME", "of the package of portability: its rows, for `bailee put`" },
	{ "to", "FILE", "where the package goes; else standard output" },
};

static result
run_act(struct call *call)
{
	struct act act = { .verb = VERB_ACT, .members = call->act->members };
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, &act, &question));
	node_set_str(&call->sc->arena, question, S("act"), str_of(call->act->name));
	TRY(call_ask(call, VERB_ACT, question, &answer));
	return call_show(call, answer, "");
}

/* One record's values, or what the request itself asks for. */
static result
run_accept(struct call *call)
{
	struct arena *a = &call->sc->arena;
	struct node *question = node_map(a), *changes = node_list(a), *change = node_map(a);
	const struct node *answer;
	struct node *values;

	node_set_str(a, question, S("case"), call->args[0]);
	node_set_str(a, question, S("act"), S("accept"));
	node_set_str(a, question, S("reasons"), call_option(call, "reasons"));
	if (call->n == 2)
		return fail(call->sc, E_INPUT, "say VALUES too: phone=+441632960101,name=Ann");
	if (call->n == 3) {
		TRY(call_map(call->sc, "VALUES", call->args[2], &values));
		node_set_str(a, change, S("record"), call->args[1]);
		node_set(change, S("values"), values);
		node_add(changes, change);
		node_set(question, S("changes"), changes);
	}
	TRY(call_ask(call, VERB_ACT, question, &answer));
	return call_show(call, answer, "");
}

/* Where a package goes that comes in parts: standard output, or a file and its signature. */
struct saving {
	struct call *call;
	struct str id, to;
	struct file file;
	uint64_t at;
	bool done;
};

static result
save_part(struct scope *sc, struct saving *s)
{
	struct node *q = node_map(&sc->arena);
	const struct node *part;
	struct str text, signature;

	node_set_str(&sc->arena, q, S("parts"), s->id);
	TRY(call_ask(s->call, VERB_PACKAGE_PART, q, &part));
	if (call_refused(s->call, part))
		return fail(sc, E_DENIED, "the package broke off");
	text = node_get_str(part, S("text"));
	signature = node_get_str(part, S("signature"));
	s->done = node_get_bool(part, S("done"), false);
	if (s->to.n == 0)
		return file_pour(sc, FILE_STDOUT, text);
	TRY(file_put(sc, s->file, s->at, text));
	s->at += text.n;
	if (!s->done)
		return OK;
	TRY(file_sync(sc, s->file));
	return file_write(sc, str_printf(&sc->arena, "%.*s.sig", STR(s->to)), signature, FILE_PRIVATE);
}

/* Each part has a scope of its own, so that a large package needs little memory. */
static result
save_all(struct saving *s)
{
	struct scope *sc = s->call->sc;
	result r = OK;

	while (r.code == E_OK && !s->done) {
		struct scope inner;

		scope_begin(&inner, sc->now);
		s->call->sc = &inner;
		r = save_part(&inner, s);
		s->call->sc = sc;
		r = scope_end_within(&inner, sc, r);
	}
	return r;
}

static result
save_parts(struct call *call, const struct node *answer, struct str to)
{
	struct saving s = { .call = call,
		.id = node_get_str(answer, S("parts")),
		.to = to,
		.file = { -1 } };
	result r;

	if (str_eq(call_option(call, "form"), S("all")))
		return fail(call->sc, E_INPUT, "there is much of it: say --form json, html or csv");
	if (to.n > 0 && file_exists(call->sc, to))
		TRY(file_remove(call->sc, to));
	if (to.n > 0)
		TRY(file_create(call->sc, to, FILE_PRIVATE, &s.file));
	r = save_all(&s);
	file_close(&s.file);
	return r;
}

static result
run_package(struct call *call)
{
	static const struct act act = { .verb = VERB_PACKAGE, .members = "case" };
	const struct node *answer;
	struct node *question;
	struct str to = call_option(call, "to"), text;

	TRY(call_question(call, &act, &question));
	TRY(call_ask(call, VERB_PACKAGE, question, &answer));
	if (node_get(answer, S("parts")) != NULL)
		return save_parts(call, answer, to);
	if (to.n == 0 || call_refused(call, answer))
		return call_show(call, answer, "package");
	text = show_value(&call->sc->arena, node_get(answer, S("package")));
	TRY(file_write(call->sc, to, text, FILE_PRIVATE));
	return file_write(call->sc, str_printf(&call->sc->arena, "%.*s.sig", STR(to)),
	    node_get_str(answer, S("signature")), FILE_PRIVATE);
}

#define CASE_COLUMNS "cases: case right state received due closed"

static const struct act acts[] = {
	{ "list", "", 0, 0, "the cases and their deadlines", call_act, VERB_CASES, "",
	    CASE_COLUMNS },
	{ "open", "RIGHT WHO", 2, 2,
	    "a person asks: access, erasure, rectification, objection, restriction ...", call_act,
	    VERB_CASE, "right who", "" },
	{ "show", "CASE", 1, 1, "one of them", call_act, VERB_CASES, "case", CASE_COLUMNS },
	{ "package", "CASE", 1, 1,
	    "what a request of access or portability is answered with; else the file of the case, "
	    "for the regulator; `bailee ledger verify` proves it",
	    run_package,
	    VERB_PACKAGE, "case", "package" },
	{ "answer", "CASE", 1, 1, "it is answered", run_act, VERB_ACT, "case", "" },
	{ "refuse", "CASE", 1, 1, "it is refused, with --reasons", run_act, VERB_ACT, "case", "" },
	{ "extend", "CASE", 1, 1, "it takes longer, with --reasons (Art 12(3))", run_act, VERB_ACT,
	    "case", "" },
	{ "pause", "CASE", 1, 1, "we wait for the person", run_act, VERB_ACT, "case", "" },
	{ "resume", "CASE", 1, 1, "the person has answered", run_act, VERB_ACT, "case", "" },
	{ "announce", "CASE", 1, 1,
	    "a restriction will be lifted, for --reasons: the letter that says so (Art 18(3))",
	    run_act, VERB_ACT, "case", "" },
	{ "lift", "CASE", 1, 1, "a restriction is lifted, the day after that or later", run_act,
	    VERB_ACT, "case", "" },
	{ "cancel", "CASE", 1, 1, "the person takes it back", run_act, VERB_ACT, "case", "" },
	{ "note", "CASE", 1, 1, "something is written down, as --reasons", run_act, VERB_ACT,
	    "case", "" },
	{ "identify", "CASE SHOWN", 2, 2,
	    "it was shown who asks, by address, code, call-back, document, questions, in-person or "
	    "party",
	    run_act, VERB_ACT, "case shown", "" },
	{ "sort", "CASE RIGHT", 2, 2,
	    "a letter that came in by itself asks for that right: the time runs since it came",
	    run_act, VERB_ACT, "case right", "" },
	{ "code", "CASE [CODE]", 1, 2,
	    "the CODE that whoever asks says, where the policy says `by code to`; without it one is "
	    "sent again",
	    call_act, VERB_CASE_CODE, "case code", "" },
	{ "accept", "CASE [RECORD VALUES]", 1, 3,
	    "what is wrong is corrected, as asked or as VALUES say; recipients are told (Art 16, 19)",
	    run_accept, VERB_ACT, "case", "" },
	{ "acknowledge", "CASE", 1, 1, "a complaint was received (DPA 2018 s 164A)", run_act,
	    VERB_ACT, "case", "" },
	{ "fee", "CASE AMOUNT", 2, 2,
	    "it comes again or is excessive: AMOUNT is asked, with --reasons (Art 12(5))", run_act,
	    VERB_ACT, "case amount", "" },
	{ "merge", "SUBJECT WITH", 2, 2, "two ids are one person: requests are of both", call_act,
	    VERB_MERGE, "subject with", "" },
	{ "split", "SUBJECT", 1, 1, "they are not after all", call_act, VERB_SPLIT, "subject", "" },
	{ "owed", "", 0, 0,
	    "notices owed to people whose data came from somebody else, in groups (Art 14)", call_act,
	    VERB_OWED, "", "groups: key dataset source party people mail post moot due" },
	{ "tell", "DAY DATA SOURCE HOW", 4, 4,
	    "some of a group are told by mail, by post or by party: again with --cursor until none is "
	    "named",
	    call_act, VERB_OWED_TELL, "day dataset source how", "" },
	{ "print", "DAY DATA SOURCE", 3, 3, "the letters of those to whom none goes by mail",
	    call_act, VERB_OWED_PRINT, "day dataset source", "letters: case addressed to letter" },
	{ "paid", "CASE", 1, 1, "the fee was paid", run_act, VERB_ACT, "case", "" },
	{ "waive", "CASE", 1, 1, "the fee is no longer asked", run_act, VERB_ACT, "case", "" },
};

const struct command command_case = {
	.name = "case",
	.what = "requests of people under their rights",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual = "WHO is subject=ID, email=ADDRESS or phone=NUMBER.  An erasure is carried out "
		  "at once; what stays is\n"
		  "named with the line that keeps it, and until when.  A request --from an address that is "
		  "not on record\n"
		  "waits until it is shown who asks: by the code that the policy has sent to what is on record\n"
		  "(`bailee text`), or in another way, said in one word, with --reasons.",
	.examples = "bailee case open access email=ann@example.org --reason R-12\n"
		    "bailee case package 01JD2K8B7Q4M5N6P7R8S9T0V1W --form html --to ann.html "
		    "--reason R-12\n"
		    "bailee case list --open",
};
