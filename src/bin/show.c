/* bin/show.c -- answers, for people and for programmes. */
#include "base/json.h"
#include "bin/store.h"

#define COLUMNS_MAX 16

struct str
show_value(struct arena *a, const struct node *n)
{
	if (n == NULL || n->kind == NODE_NULL)
		return S("-");
	return n->kind == NODE_STR ? n->text : json_text(a, n);
}

/* `list` of names as "a, b". */
static struct str
cell(struct arena *a, const struct node *n)
{
	struct buf b;

	if (n == NULL || n->kind != NODE_LIST)
		return show_value(a, n);
	b = buf_new(a);
	NODE_EACH(one, n)
		buf_printf(&b, "%s%.*s", b.n > 0 ? ", " : "", STR(show_value(a, one)));
	return buf_str(&b);
}

void
show_refusal(struct buf *b, const struct node *r)
{
	static const struct {
		const char *lead, *member;
	} rows[] = { { "field", "field" }, { "law", "law" }, { "try", "try" } };
	int64_t line = node_get_int(r, S("line"), 0);

	buf_printf(b, "refused: %.*s\n    %.*s\n", STR(node_get_str(r, S("title"))),
	    STR(node_get_str(r, S("detail"))));
	if (line > 0)
		buf_printf(b, "    line   %lld of the policy\n", (long long)line);
	for (size_t i = 0; i < N(rows); i++)
		if (node_get_str(r, str_of(rows[i].member)).n > 0)
			buf_printf(b, "    %-6s %.*s\n", rows[i].lead,
			    STR(node_get_str(r, str_of(rows[i].member))));
}

bool
call_refused(struct call *call, const struct node *answer)
{
	const struct node *r = node_get(answer, S("refused"));

	if (r == NULL)
		return false;
	call->no = true;
	if (!call->json)
		show_refusal(&call->out, r);
	return true;
}

/* -- lists as columns --------------------------------------------------------- */

struct columns {
	struct str name[COLUMNS_MAX];
	size_t width[COLUMNS_MAX];
	size_t n;
};

static void
choose_columns(struct columns *c, const struct node *list, struct str chosen)
{
	while (chosen.n > 0 && c->n < COLUMNS_MAX)
		c->name[c->n++] = str_cut(chosen, ' ', &chosen);
	if (c->n > 0)
		return;
	NODE_EACH(row, list) {
		NODE_EACH(m, row) {
			size_t i;

			for (i = 0; i < c->n && !str_eq(c->name[i], m->key); i++)
				;
			if (i == c->n && c->n < COLUMNS_MAX)
				c->name[c->n++] = m->key;
		}
	}
}

static void
put_row(struct buf *b, const struct columns *c, const struct str *cells)
{
	for (size_t i = 0; i < c->n; i++) {
		size_t width = utf8_valid(cells[i]) ? utf8_count(cells[i]) : cells[i].n;

		buf_put(b, cells[i]);
		if (i + 1 < c->n)
			buf_pad(b, ' ', width < c->width[i] ? c->width[i] - width + 2 : 2);
	}
	buf_putc(b, '\n');
}

static void
show_list(struct buf *b, const struct node *list, struct str chosen)
{
	struct columns c = { 0 };
	struct str cells[COLUMNS_MAX];

	choose_columns(&c, list, chosen);
	for (size_t i = 0; i < c.n; i++)
		c.width[i] = c.name[i].n;
	NODE_EACH(row, list) {
		for (size_t i = 0; i < c.n; i++) {
			struct str text = cell(b->arena, node_get(row, c.name[i]));
			size_t width = utf8_valid(text) ? utf8_count(text) : text.n;

			if (width > c.width[i])
				c.width[i] = width;
		}
	}
	if (list->count == 0) {
		buf_puts(b, "none\n");
		return;
	}
	put_row(b, &c, c.name);
	NODE_EACH(row, list) {
		for (size_t i = 0; i < c.n; i++)
			cells[i] = cell(b->arena, node_get(row, c.name[i]));
		put_row(b, &c, cells);
	}
}

/* One line for each field that is not given: the reasons in full are for --json. */
static void
show_withheld(struct buf *b, const struct node *list, int indent)
{
	NODE_EACH(one, list) {
		struct str field = node_get_str(one, S("field"));

		buf_printf(b, "%*s%-14s %.*s%s%.*s", indent, "", "withheld", STR(field),
		    field.n > 0 ? ": " : "", STR(node_get_str(one, S("title"))));
		if (node_get_int(one, S("line"), 0) > 0)
			buf_printf(b, ", line %lld", (long long)node_get_int(one, S("line"), 0));
		buf_putc(b, '\n');
	}
}

static void
show_members(struct buf *b, const struct node *map, int indent)
{
	NODE_EACH(m, map) {
		if (str_eq(m->key, S("withheld"))) {
			show_withheld(b, m, indent);
		} else if (m->kind == NODE_MAP) {
			buf_printf(b, "%*s%.*s\n", indent, "", STR(m->key));
			show_members(b, m, indent + 4);
		} else if (m->kind == NODE_LIST && m->first != NULL
			   && m->first->kind == NODE_MAP) {
			NODE_EACH(one, m) {
				buf_printf(b, "%*s%.*s\n", indent, "", STR(m->key));
				show_members(b, one, indent + 4);
			}
		} else {
			buf_printf(b, "%*s%-14.*s %.*s\n", indent, "", STR(m->key),
			    STR(cell(b->arena, m)));
		}
	}
}

/* "list: column column", "text" or "" */
static void
show_chosen(struct buf *b, const struct node *answer, struct str show)
{
	struct str columns, member = str_cut(show, ':', &columns);
	const struct node *n = node_get(answer, member);

	if (n == NULL)
		show_members(b, answer, 0);
	else if (n->kind == NODE_LIST)
		show_list(b, n, str_trim(columns));
	else if (n->kind == NODE_MAP)
		show_members(b, n, 0);
	else
		buf_printf(b, "%.*s%s", STR(show_value(b->arena, n)),
		    str_ends(show_value(b->arena, n), S("\n")) ? "" : "\n");
}

result
call_show(struct call *call, const struct node *answer, const char *show)
{
	bool refused = call_refused(call, answer);

	if (call->json) {
		json_print(&call->out, answer);
		buf_putc(&call->out, '\n');
	} else if (!refused && answer->count == 0) {
		buf_puts(&call->out, "done\n");
	} else if (!refused) {
		show_chosen(&call->out, answer, str_of(show));
	}
	return OK;
}
