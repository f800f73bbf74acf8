/* bin/cmd_check.c -- does this policy hold together, and with the law?  Does it carry its list? */
#include "bin/other_law.h"
#include "base/json.h"
#include "policy/trace.h"

#define LIST_CAP ((size_t)4 << 20) /* bytes of a list of statements */

static const struct option_row options[] = {
	{ "active", NULL, "also what a policy must have before it runs: no placeholders" },
	{ "off", "CODES", "messages not to look for; promises are doubted with it" },
	{ "law", "PACK", "print what another law pack changes: uk@2025-06-19" },
	{ "trace", "TSV", "print for each row of the list the lines that carry it" },
};

static void
print_messages(struct call *call, const struct compiled *c)
{
	diag_print(&call->out, &c->diags, c->options.file, c->text);
	if (c->diags.rows.n == 0)
		buf_printf(
		    &call->out, "%.*s: no errors, no warnings\n", STR(c->options.file));
}

/* `a.policy:12, b.policy:3`; how many there are. */
static size_t
carried_by(struct call *call, const struct compiled *c, struct str row, struct node *lines)
{
	size_t n = 0;

	for (size_t f = 0; f < call->n; f++) {
		for (size_t i = 0; c[f].plan != NULL && i < c[f].plan->sources.n; i++) {
			const struct source *s = &c[f].plan->sources.at[i];

			if (!str_eq(s->text, row))
				continue;
			if (!call->json)
				buf_printf(&call->out, "%s%.*s:%u", n == 0 ? "" : ", ",
				    STR(c[f].options.file), (unsigned)s->first_line);
			node_add(lines,
			    node_str(&call->sc->arena,
				str_printf(&call->sc->arena, "%.*s:%u", STR(c[f].options.file),
				    (unsigned)s->first_line)));
			n++;
		}
	}
	return n;
}

static struct node *
trace(struct call *call, const struct compiled *c, const struct trace_list *list)
{
	struct arena *arena = &call->sc->arena;
	struct node *map = node_map(arena), *rows = node_map(arena);
	size_t traced = 0;

	for (size_t i = 0; i < list->rows.n; i++) {
		struct node *lines = node_list(arena);
		size_t n;

		if (!call->json)
			buf_printf(&call->out, "%.*s  ", STR(list->rows.at[i]));
		n = carried_by(call, c, list->rows.at[i], lines);
		if (!call->json)
			buf_puts(&call->out, n == 0 ? "no line carries it\n" : "\n");
		node_set(rows, list->rows.at[i], lines);
		traced += n > 0;
	}
	if (!call->json)
		buf_printf(&call->out, "traced %zu of %zu\n", traced, list->rows.n);
	node_set_int(arena, map, S("traced"), (int64_t)traced);
	node_set_int(arena, map, S("of"), (int64_t)list->rows.n);
	node_set(map, S("rows"), rows);
	call->no = call->no || traced < list->rows.n;
	return map;
}

/* The messages of all files as one list. */
static struct node *
messages(struct call *call, const struct compiled *c)
{
	struct arena *arena = &call->sc->arena;
	struct node *map = node_map(arena), *list = node_list(arena);
	int64_t errors = 0, warnings = 0;

	for (size_t f = 0; f < call->n; f++) {
		const struct node *one = diag_json(arena, &c[f].diags, c[f].options.file, c[f].text);

		errors += node_get_int(one, S("errors"), 0);
		warnings += node_get_int(one, S("warnings"), 0);
		NODE_EACH(message, node_get(one, S("messages")))
			node_add(list, node_copy(arena, message));
	}
	node_set_int(arena, map, S("errors"), errors);
	node_set_int(arena, map, S("warnings"), warnings);
	node_set(map, S("messages"), list);
	return map;
}

static result
compile_all(struct call *call, struct compiled *c, const struct trace_list *list)
{
	for (size_t f = 0; f < call->n; f++) {
		c[f].options.activating = call_has(call, "active");
		TRY(call_compile(call, call->args[f], &c[f]));
		if (c[f].plan != NULL)
			trace_check(call->sc, c[f].plan, list, &c[f].diags);
		call->no = call->no || c[f].diags.errors > 0;
	}
	return OK;
}

static result
run(struct call *call)
{
	struct compiled *c = NEW_ARRAY(&call->sc->arena, call->n, struct compiled);
	struct str path = call_option(call, "trace"), text;
	struct str law = call_option(call, "law");
	struct trace_list list = { 0 };
	struct node *answer, *others = node_list(&call->sc->arena);
	struct civil day = { 0 };
	bool traced = call_has(call, "trace");

	if (traced) {
		TRY(call_read(call, path, LIST_CAP, &text));
		TRY(trace_read(call->sc, text, &list));
	}
	if (law.n > 0)
		TRY(other_law_read(call, law, &day));
	TRY(compile_all(call, c, traced ? &list : NULL));
	for (size_t f = 0; f < call->n && law.n > 0; f++)
		node_add(others, other_law(call, &c[f], law, day));
	if (call->json) {
		answer = messages(call, c);
		if (law.n > 0)
			node_set(answer, S("law"), others);
		if (traced)
			node_set(answer, S("trace"), trace(call, c, &list));
		json_print(&call->out, answer);
		buf_putc(&call->out, '\n');
		return OK;
	}
	for (size_t f = 0; f < call->n; f++)
		print_messages(call, &c[f]);
	if (traced)
		(void)trace(call, c, &list); /* printed */
	return OK;
}

const struct command command_check = {
	.name = "check",
	.args = "FILE...",
	.least = 1,
	.most = 1000,
	.what = "compile policies and say what is wrong with them",
	.run = run,
	.options = options,
	.n_options = N(options),
	.manual = "Compiles the policy in each FILE (- is standard input) and prints up to twenty "
		  "messages,\n"
		  "each with its place, the law or rule it rests on and a line that can be pasted.\n"
		  "Ends with 0 when there is no error; warnings do not count.\n\n"
		  "With --trace, TSV is a list of statements whose first column is a number; a "
		  "sentence carries\n"
		  "those that it names at its end, `from \"DV-041\", \"DV-042\"`.  Ends with 1 when "
		  "one is carried by\n"
		  "no sentence, or a sentence names one that the list does not have.\n\n"
		  "With --law, PACK is a law pack, uk@2025-06-19: what of the law reads otherwise "
		  "there, which\n"
		  "lines it touches, and which messages come or go.  Ends with 1 when an error "
		  "comes.",
	.examples = "bailee check policies/voip-distributor.policy\n"
		    "bailee check --json - < draft.policy\n"
		    "bailee check --trace promises.tsv policies/*.policy\n"
		    "bailee check --law uk@2025-06-19 policies/dialler.policy",
};
