/* bin/other_law.c -- a policy under another law pack. */
#include "bin/other_law.h"
#include "base/json.h"
#include "policy/law.h"
#include "policy/law_change.h"

result
other_law_read(struct call *call, struct str name, struct civil *day)
{
	struct buf known = buf_new(&call->sc->arena);
	struct str date, pack = str_cut(name, '@', &date);

	if (date_parse(date, day) && law_pack_known(pack, *day, &known))
		return OK;
	known = buf_new(&call->sc->arena);
	(void)law_pack_known(S(""), (struct civil){ 0 }, &known);
	return fail(call->sc, E_INPUT, "there is no law pack `%.*s`; known: %.*s", STR(name),
	    STR(buf_str(&known)));
}

static struct str
lines_of(struct call *call, const struct law_change *row)
{
	struct buf b = buf_new(&call->sc->arena);

	for (size_t i = 0; i < row->lines.n; i++)
		buf_printf(&b, "%s%u", i == 0 ? "" : ", ", (unsigned)row->lines.at[i]);
	return buf_str(&b);
}

static void
print_row(struct call *call, const struct law_change *row)
{
	struct str lines = lines_of(call, row);

	buf_printf(&call->out, "  %.*s: there %.*s%s%s%s, here %.*s%s%s%s\n", STR(row->what),
	    STR(row->other), row->other_source[0] != '\0' ? " (" : "", row->other_source,
	    row->other_source[0] != '\0' ? ")" : "", STR(row->mine),
	    row->my_source[0] != '\0' ? " (" : "", row->my_source,
	    row->my_source[0] != '\0' ? ")" : "");
	if (lines.n > 0)
		buf_printf(&call->out, "      touches line %.*s\n", STR(lines));
	else
		buf_puts(&call->out, "      touches no line\n");
}

static struct node *
row_node(struct call *call, const struct law_change *row)
{
	struct arena *arena = &call->sc->arena;
	struct node *map = node_map(arena), *lines = node_list(arena);

	node_set_str(arena, map, S("what"), row->what);
	node_set_str(arena, map, S("now"), row->mine);
	node_set_str(arena, map, S("now-source"), str_of(row->my_source));
	node_set_str(arena, map, S("then"), row->other);
	node_set_str(arena, map, S("then-source"), str_of(row->other_source));
	for (size_t i = 0; i < row->lines.n; i++)
		node_add(lines, node_int(arena, (int64_t)row->lines.at[i]));
	node_set(map, S("lines"), lines);
	return map;
}

static bool
said_by(const struct diags *diags, const struct diag *d)
{
	for (size_t i = 0; i < diags->rows.n; i++)
		if (diags->rows.at[i].code == d->code && diags->rows.at[i].at.line == d->at.line
		    && str_eq(diags->rows.at[i].text, d->text))
			return true;
	return false;
}

/* The messages of `these` that `those` do not have. */
static struct diags
only_in(struct call *call, const struct diags *these, const struct diags *those)
{
	struct diags only = { 0 };

	for (size_t i = 0; i < these->rows.n; i++) {
		const struct diag *d = &these->rows.at[i];

		if (said_by(those, d))
			continue;
		*LIST_ADD(&only.rows, &call->sc->arena) = *d;
		*(diag_severity(d->code) == DIAG_ERROR ? &only.errors : &only.warnings) += 1;
	}
	return only;
}

static void
print_only(struct call *call, const struct compiled *c, const struct diags *only, const char *head)
{
	if (only->rows.n == 0)
		return;
	buf_puts(&call->out, head);
	diag_print(&call->out, only, c->options.file, c->text);
}

struct node *
other_law(struct call *call, const struct compiled *c, struct str name, struct civil day)
{
	struct arena *arena = &call->sc->arena;
	struct compile_options options = c->options;
	struct node *map = node_map(arena), *rows = node_list(arena);
	struct diags diags, come, go;
	struct law_changes changes = { 0 };

	options.law = day;
	(void)policy_compile(call->sc, arena, c->text, &options, &diags);
	come = only_in(call, &diags, &c->diags);
	go = only_in(call, &c->diags, &diags);
	if (c->plan != NULL)
		law_changes(arena, c->plan, day, &changes);
	call->no = call->no || come.errors > 0;
	node_set_str(arena, map, S("file"), c->options.file);
	node_set_str(arena, map, S("law"), name);
	node_set(map, S("rows"), rows);
	node_set(map, S("come"), diag_json(arena, &come, c->options.file, c->text));
	node_set(map, S("go"), diag_json(arena, &go, c->options.file, c->text));
	if (!call->json)
		buf_printf(&call->out, "%.*s under %.*s: %s\n", STR(c->options.file), STR(name),
		    changes.rows.n == 0 ? "nothing of the law reads otherwise"
					: "what reads otherwise there");
	for (size_t i = 0; i < changes.rows.n; i++) {
		node_add(rows, row_node(call, &changes.rows.at[i]));
		if (!call->json)
			print_row(call, &changes.rows.at[i]);
	}
	if (call->json)
		return map;
	print_only(call, c, &come, "it would say in addition:\n");
	print_only(call, c, &go, "it would no longer say:\n");
	return map;
}
