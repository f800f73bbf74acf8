/* policy/diff_print.c -- differences, for people and for programmes. */
#include "policy/diff_say.h"

static const char *const headings[] = {
#define DIFF(id, word, part, heading) heading,
#include "policy/diff.def"
#undef DIFF
};

static struct str
diff_fields(struct arena *arena, const struct diff *d, const struct difference *row)
{
	struct buf b = buf_new(arena);

	if (row->of_fields)
		phrase_fields(&b, row->how == DIFF_NEW ? d->is : d->was, row->fields);
	return buf_str(&b);
}

/* -- for people --------------------------------------------------------------------- */

static void
put_word(struct buf *b, struct str word)
{
	if (word.n > 0)
		buf_printf(b, " %.*s", STR(word));
}

/* `keep contact.phone`, `purpose news direct marketing by sms`. */
static void
put_name(struct buf *b, const struct diff *d, const struct difference *row)
{
	buf_puts(b, diff_kind_word(row->kind));
	put_word(b, row->of);
	if (row->kind == DIFF_MAY || row->kind == DIFF_KEEP) {
		put_word(b, diff_fields(b->arena, d, row));
		put_word(b, row->what);
		return;
	}
	put_word(b, row->what);
	put_word(b, diff_fields(b->arena, d, row));
}

static void
put_lines(struct buf *b, const struct difference *row)
{
	if (row->old_at.line > 0 && row->new_at.line > 0)
		buf_printf(b, "  (line %u, was %u)", (unsigned)row->new_at.line,
		    (unsigned)row->old_at.line);
	else if (row->new_at.line > 0)
		buf_printf(b, "  (line %u)", (unsigned)row->new_at.line);
	else if (row->old_at.line > 0)
		buf_printf(b, "  (was line %u)", (unsigned)row->old_at.line);
}

static void
put_said(struct buf *b, const struct diff *d, const struct difference *row)
{
	struct str before = row->before.n > 0 ? row->before : S("not said");

	put_name(b, d, row);
	if (row->how == DIFF_NEW && row->after.n > 0)
		buf_printf(b, ": %.*s", STR(row->after));
	else if (row->how == DIFF_GONE && row->before.n > 0)
		buf_printf(b, ": %.*s", STR(row->before));
	else if (row->how != DIFF_NEW && row->how != DIFF_GONE)
		buf_printf(b, ": %.*s; was: %.*s",
		    STR(row->after.n > 0 ? row->after : S("not said")), STR(before));
}

static void
put_row(struct buf *b, const struct diff *d, const struct difference *row, const struct str *reach)
{
	buf_printf(b, "  %-8s", diff_how_word(row->how));
	put_said(b, d, row);
	put_lines(b, row);
	if (reach != NULL && reach->n > 0)
		buf_printf(b, "\n          %.*s", STR(*reach));
	buf_putc(b, '\n');
}

static void
put_tell(struct buf *b, const struct diff *d)
{
	const struct change_rule *rule = d->rule;

	for (uint16_t i = 0; i < rule->subjects; i++) {
		uint16_t subject = d->is->change_subjects.at[rule->first_subject + i];

		buf_printf(b, "  tell %.*s by %s", STR(d->is->subjects.at[subject].name),
		    channel_word(rule->channel));
		if (!term_is_zero(rule->before)) {
			buf_puts(b, ", ");
			phrase_term(b, rule->before);
			buf_puts(b, " before it takes effect");
		}
		buf_putc(b, '\n');
	}
}

static void
put_material(struct buf *b, const struct diff *d)
{
	if (d->rule == NULL)
		buf_puts(b, "\nno line of the new policy says which change is material\n");
	else if (d->material)
		buf_printf(b, "\nthis change is material (line %u)\n", (unsigned)d->rule->at.line);
	else
		buf_printf(b, "\nthis change is not material (line %u): nobody has to be told\n",
		    (unsigned)d->rule->at.line);
	if (d->material)
		put_tell(b, d);
	for (size_t i = 0; i < d->ask_again.n; i++)
		buf_printf(b, "  ask again for consent %.*s\n",
		    STR(d->is->consents.at[d->ask_again.at[i]].name));
}

void
diff_print(struct buf *b, const struct diff *d, const struct str *reach)
{
	const char *heading = "";

	buf_printf(b, "%.*s %u, from %.*s; was %.*s %u\n", STR(d->is->name),
	    (unsigned)d->is->version, STR(date_print(b->arena, d->is->from)), STR(d->was->name),
	    (unsigned)d->was->version);
	for (size_t i = 0; i < d->rows.n; i++) {
		const struct difference *row = &d->rows.at[i];

		if (!str_eq(str_of(heading), str_of(headings[row->kind])))
			buf_printf(b, "\n%s\n", heading = headings[row->kind]);
		put_row(b, d, row, reach != NULL ? &reach[i] : NULL);
	}
	if (d->rows.n == 0)
		buf_puts(b, "\nthey say the same\n");
	else
		put_material(b, d);
	for (size_t i = 0; i < d->bars.n && !diff_same(d); i++)
		buf_printf(b, "\nit cannot follow: %.*s\n", STR(d->bars.at[i].text));
}

/* -- for programmes ------------------------------------------------------------------- */

static struct node *
field_names(struct arena *a, const struct plan *plan, struct fields set)
{
	struct node *list = node_list(a);

	for (uint16_t f = 0; f < plan->fields.n; f++)
		if (fields_have(set, f))
			node_add(list, node_str(a, plan->fields.at[f].full));
	return list;
}

static void
set_text(struct arena *a, struct node *map, struct str key, struct str text)
{
	if (text.n > 0)
		node_set_str(a, map, key, text);
}

static struct node *
row_node(struct arena *a, const struct diff *d, const struct difference *row)
{
	struct node *n = node_map(a);

	node_set_str(a, n, S("kind"), str_of(diff_kind_word(row->kind)));
	node_set_str(a, n, S("how"), str_of(diff_how_word(row->how)));
	set_text(a, n, S("of"), row->of);
	set_text(a, n, S("what"), row->what);
	if (row->of_fields)
		node_set(n, S("fields"),
		    field_names(a, row->how == DIFF_NEW ? d->is : d->was, row->fields));
	set_text(a, n, S("before"), row->before);
	set_text(a, n, S("after"), row->after);
	if (row->old_at.line > 0)
		node_set_int(a, n, S("line-before"), row->old_at.line);
	if (row->new_at.line > 0)
		node_set_int(a, n, S("line"), row->new_at.line);
	node_set_bool(a, n, S("material"), row->material);
	return n;
}

static struct node *
tell_list(struct arena *a, const struct diff *d)
{
	struct node *list = node_list(a);

	for (uint16_t i = 0; d->material && i < d->rule->subjects; i++) {
		uint16_t subject = d->is->change_subjects.at[d->rule->first_subject + i];
		struct node *n = node_add(list, node_map(a));

		node_set_str(a, n, S("subject"), d->is->subjects.at[subject].name);
		node_set_str(a, n, S("channel"), str_of(channel_word(d->rule->channel)));
		if (!term_is_zero(d->rule->before))
			node_set_str(a, n, S("before"), term_print(a, d->rule->before));
	}
	return list;
}

static struct node *
policy_node(struct arena *a, const struct plan *plan)
{
	struct node *n = node_map(a);

	node_set_str(a, n, S("name"), plan->name);
	node_set_int(a, n, S("version"), plan->version);
	node_set_str(a, n, S("from"), date_print(a, plan->from));
	return n;
}

struct node *
diff_node(struct arena *a, const struct diff *d)
{
	struct node *n = node_map(a), *rows = node_list(a), *again = node_list(a),
		    *bars = node_list(a);

	for (size_t i = 0; i < d->rows.n; i++)
		node_add(rows, row_node(a, d, &d->rows.at[i]));
	for (size_t i = 0; i < d->ask_again.n; i++)
		node_add(again, node_str(a, d->is->consents.at[d->ask_again.at[i]].name));
	for (size_t i = 0; i < d->bars.n; i++)
		node_add(bars, node_str(a, d->bars.at[i].text));
	node_set_bool(a, n, S("same"), diff_same(d));
	node_set(n, S("was"), policy_node(a, d->was));
	node_set(n, S("is"), policy_node(a, d->is));
	node_set(n, S("differences"), rows);
	node_set_bool(a, n, S("material"), d->material);
	node_set(n, S("tell"), tell_list(a, d));
	node_set(n, S("ask-again"), again);
	node_set(n, S("barred"), bars);
	return n;
}
