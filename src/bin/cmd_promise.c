/* bin/cmd_promise.c -- plays a policy's promises. */
#include "bin/command.h"
#include "promise/run.h"
#include "sys/file.h"

#define AT_ONCE_USUAL 3

static const struct option_row options[] = {
	{ "cover", "TSV", "count the statements in TSV that have a passing play" },
	{ "write", NULL, "with --cover: write doc/PROMISES.md" },
	{ "doubt", NULL, "play each again with a line it rests on weakened; it must fail" },
	{ "word", "WORD", "print the manual of a word of plays, or of all" },
	{ "at-once", "N", "how many plays run at a time (3)" },
	{ "keep", NULL, "leave the plays' folders, for looking at" },
	{ "roff", NULL, "print promise(7)" },
	{ "play", "FILE", "used by the runner itself: one play in this process" },
	{ "folder", "DIR", "used by the runner itself: the play's own folder" },
	{ "doubted", "N", "used by the runner itself: which line is doubted" },
};

static result
play_one(struct call *call)
{
	struct play_order o = { .file = call_option(call, "play"),
		.folder = call_option(call, "folder") };

	if (o.folder.n == 0 || !str_to_i64(call_option(call, "doubted"), &o.doubt))
		return fail(call->sc, E_INPUT, "--play needs --folder and --doubted");
	return promise_play_one(call->sc, &o);
}

static result
show_words(struct call *call)
{
	struct str word = call_option(call, "word");

	if (str_eq(word, S("all")))
		promise_words(&call->out);
	else if (!promise_help(&call->out, word))
		return fail(call->sc, E_ABSENT,
		    "plays have no word `%.*s`; `bailee promise --word all` lists them",
		    STR(word));
	return OK;
}

static result
run(struct call *call)
{
	struct scope *sc = call->sc;
	static const struct str usual[] = { { "test/promise", 12 } };
	struct promise_options o = {
		.paths = call->n > 0 ? call->args : usual,
		.n = call->n > 0 ? call->n : N(usual),
		.at_once = AT_ONCE_USUAL,
		.doubt = call_has(call, "doubt"),
		.keep = call_has(call, "keep"),
		.cover = call_option(call, "cover"),
		.write = call_has(call, "write") ? S("doc/PROMISES.md") : S(""),
	};
	uint64_t at_once;
	bool passed;

	if (call_has(call, "play"))
		return play_one(call);
	if (call_has(call, "roff")) {
		promise_roff(&call->out);
		return OK;
	}
	if (call_has(call, "word"))
		return show_words(call);
	if (call_has(call, "at-once")) {
		if (!str_to_u64(call_option(call, "at-once"), &at_once) || at_once < 1
		    || at_once > 8)
			return fail(sc, E_INPUT, "--at-once takes 1 to 8");
		o.at_once = (size_t)at_once;
	}
	TRY(promise_run(sc, &o, &call->out, &passed));
	call->no = !passed;
	return OK;
}

const struct command command_promise = {
	.name = "promise",
	.args = "[FILE|DIR ...]",
	.least = 0,
	.most = 1000,
	.what = "run plays: the promises of a policy, against the real programme",
	.run = run,
	.help = promise_help,
	.options = options,
	.n_options = N(options),
	.manual = "A play is a file that a policy's owner can read: it makes a rehearsal store, "
		  "asks over HTTP\n"
		  "and the command line, moves the clock, and says what must come.  Without FILE "
		  "the plays in\n"
		  "test/promise are run.  promise(7) says how plays are written.",
	.examples = "bailee promise test/promise/voip-distributor/PV-013-phone-90-days.promise\n"
		    "bailee promise --cover promises.tsv --doubt\n"
		    "bailee promise --help travel",
};
