/* bin/cmd_fmt.c -- the one layout of a policy. */
#include "bin/text.h"
#include "sys/file.h"

static const struct option_row options[] = {
	{ "write", NULL, "write the file anew instead of printing it" },
	{ "check", NULL, "print nothing; end with 1 when the layout is another" },
};

static result
run(struct call *call)
{
	struct scope *sc = call->sc;
	struct compile_options how = { .file = call->args[0] };
	struct diags diags = { 0 };
	struct str text, canonical;
	struct file_facts facts;

	TRY(call_read(call, call->args[0], POLICY_BYTES_MAX + 1, &text));
	if (!policy_format(sc, text, &how, &canonical, &diags)) {
		struct buf err = buf_new(&sc->arena);

		diag_print(&err, &diags, how.file, text);
		TRY(file_pour(sc, FILE_STDERR, buf_str(&err)));
		call->no = true;
		return OK;
	}
	if (call_has(call, "check")) {
		call->no = !str_eq(text, canonical);
		return OK;
	}
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
		  "A file that does not parse is left as it is; the messages say why.",
	.examples = "bailee fmt --write company.policy\n"
		    "bailee fmt --check company.policy",
};
