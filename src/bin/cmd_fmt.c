/* bin/cmd_fmt.c -- the one layout of a policy. */
#include "bin/text.h"
#include "base/json.h"
#include "policy/tree_json.h"
#include "sys/file.h"

static const struct option_row options[] = {
	{ "write", NULL, "write the file anew instead of printing it" },
	{ "check", NULL, "print nothing; end with 1 when the layout is another" },
	{ "from-json", NULL, "FILE is the JSON form of a policy; print its text" },
};

/* The canonical layout of the file; false after its messages, which are printed. */
static result
canonical_of(struct call *call, const struct compile_options *how, struct str text,
    struct str *canonical, bool *good)
{
	struct scope *sc = call->sc;
	struct diags diags = { 0 };
	struct buf err = buf_new(&sc->arena);
	struct node *json;

	*good = true;
	if (call_has(call, "from-json")) {
		TRY(json_parse_up_to(sc, text, TREE_JSON_MAX, &json));
		TRY(policy_from_json(sc, json, how, canonical, &diags));
		*good = diags.errors == 0;
		text = *canonical;
	} else {
		*good = policy_format(sc, text, how, canonical, &diags);
	}
	if (*good)
		return OK;
	diag_print(&err, &diags, how->file, text);
	return file_pour(sc, FILE_STDERR, buf_str(&err));
}

static result
print_json(struct call *call, const struct compile_options *how, struct str text)
{
	struct scope *sc = call->sc;
	struct diags diags = { 0 };
	struct node *json = policy_to_json(sc, text, how, &diags);

	call->no = json == NULL;
	json_print(&call->out, json != NULL ? json : diag_json(&sc->arena, &diags, how->file, text));
	buf_putc(&call->out, '\n');
	return OK;
}

static result
run(struct call *call)
{
	struct scope *sc = call->sc;
	struct compile_options how = { .file = call->args[0] };
	bool json = call_has(call, "from-json"), good;
	struct str text, canonical;
	struct file_facts facts;

	if (json && (call_has(call, "write") || call_has(call, "check") || call->json))
		return fail(sc, E_INPUT, "--from-json prints a policy, and does nothing else");
	TRY(call_read(call, call->args[0], json ? TREE_JSON_MAX : POLICY_BYTES_MAX + 1, &text));
	if (call->json)
		return print_json(call, &how, text);
	TRY(canonical_of(call, &how, text, &canonical, &good));
	call->no = !good || (call_has(call, "check") && !str_eq(text, canonical));
	if (call->no || call_has(call, "check"))
		return OK;
	if (!call_has(call, "write")) {
		buf_put(&call->out, canonical);
		return OK;
	}
	if (str_eq(call->args[0], S("-")))
		return fail(sc, E_INPUT, "standard input cannot be written; leave out --write");
	if (str_eq(text, canonical))
		return OK;
	TRY(file_look(sc, call->args[0], &facts));
	return file_write(sc, call->args[0], canonical, facts.mode & 0777);
}

const struct command command_fmt = {
	.name = "fmt",
	.args = "FILE",
	.least = 1,
	.most = 1,
	.what = "print a policy in its one layout",
	.run = run,
	.options = options,
	.n_options = N(options),
	.manual = "Comments are kept.  What is printed means the same, and printing it again "
		  "changes nothing.\n"
		  "A file that does not parse is left as it is; the messages say why.\n\n"
		  "With --json the sentences are printed as JSON (doc/POLICY.md, As JSON); "
		  "--from-json reads them.",
	.examples = "bailee fmt --write company.policy\n"
		    "bailee fmt --check company.policy\n"
		    "bailee fmt --json company.policy > company.json\n"
		    "bailee fmt --from-json company.json > company.policy",
};
