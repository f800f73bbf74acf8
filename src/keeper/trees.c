/* keeper/trees.c -- the pieces that answers are made of (shapes.def). */
#include <stdarg.h>

#include "keeper/serve.h"
#include "policy/words.h"
#include "sys/zone.h"
#include "vault/value.h"

void
set_str(struct arena *a, struct node *map, struct str key, struct str text)
{
	if (text.n > 0)
		node_set_str(a, map, key, text);
}

struct node *
refused_node(struct arena *a, const struct verdict *v)
{
	struct node *n = node_map(a);

	node_set_str(a, n, S("type"), str_of(why_type(v->why)));
	node_set_int(a, n, S("status"), why_http(v->why));
	node_set_str(a, n, S("title"), str_of(why_title(v->why)));
	node_set_str(a, n, S("detail"), v->detail);
	node_set_int(a, n, S("line"), v->line);
	set_str(a, n, S("field"), v->field);
	set_str(a, n, S("law"), v->law);
	set_str(a, n, S("try"), v->try_line);
	return n;
}

static struct node *
names_of(struct arena *a, const struct plan *plan, struct fields fields)
{
	struct node *list = node_list(a);

	for (uint16_t f = 0; f < plan->fields.n; f++)
		if (fields_have(fields, f))
			node_add(list, node_str(a, plan->fields.at[f].name));
	return list;
}

struct node *
due_node(struct arena *a, const struct plan *plan, uint16_t dataset, struct fields fields,
    struct due due, struct str record, bool held)
{
	struct node *n = node_map(a);

	set_str(a, n, S("record"), record);
	if (dataset != NONE)
		node_set_str(a, n, S("dataset"), plan->datasets.at[dataset].name);
	node_set(n, S("fields"), names_of(a, plan, fields));
	if (due.set)
		node_set_time(a, n, S("due"), due.at);
	node_set_bool(a, n, S("event"), due.set && !due.limit);
	node_set_bool(a, n, S("held"), held);
	return n;
}

struct node *
dues_node(struct arena *a, const struct plan *plan, const struct group_due *dues, size_t n)
{
	struct node *list = node_list(a);

	for (size_t i = 0; i < n; i++) {
		const struct group *g = &plan->groups.at[dues[i].group];

		struct fields fields = dues[i].fields.w != NULL ? dues[i].fields : g->fields;

		node_add(list, due_node(a, plan, g->dataset, fields, dues[i].due, S(""), false));
	}
	return list;
}

struct node *
values_node(struct arena *a, const struct plan *plan, struct values values)
{
	struct node *map = node_map(a);

	for (size_t i = 0; i < values.n; i++) {
		const struct value *v = &values.at[i];

		node_set(
		    map, plan->fields.at[v->field].name, value_node(a, plan, v->field, v->text));
	}
	return map;
}

static struct node *
withheld_node(struct arena *a, const struct withheld *w)
{
	struct node *n = refused_node(a, &w->verdict);

	if (w->verdict.field.n == 0)
		set_str(a, n, S("field"), w->field);
	return n;
}

void
set_people(struct arena *a, const struct plan *plan, struct node *map, const struct person *people,
    size_t n)
{
	struct node *list = node_list(a);

	for (size_t i = 0; i < n; i++) {
		struct node *one = node_add(list, node_map(a));

		node_set_str(a, one, S("about"), plan->subjects.at[people[i].about].name);
		set_str(a, one, S("subject"), people[i].subject);
	}
	if (n > 0)
		node_set(map, S("people"), list);
}

struct node *
record_node(struct arena *a, const struct plan *plan, const struct answer_row *row)
{
	const struct record *r = &row->record;
	struct node *n = node_map(a), *withheld = node_list(a);

	node_set_str(a, n, S("record"), r->id);
	node_set_str(a, n, S("dataset"), plan->datasets.at[r->dataset].name);
	if (r->about != NONE)
		node_set_str(a, n, S("about"), plan->subjects.at[r->about].name);
	set_str(a, n, S("subject"), r->subject);
	set_people(a, plan, n, r->people, r->n_people);
	set_str(a, n, S("party"), r->party);
	node_set_int(a, n, S("version"), r->version);
	node_set_time(a, n, S("collected"), r->arrival);
	node_set_time(a, n, S("changed"), r->change);
	node_set(n, S("values"), values_node(a, plan, row->values));
	for (size_t i = 0; i < row->n_withheld; i++)
		node_add(withheld, withheld_node(a, &row->withheld[i]));
	node_set(n, S("withheld"), withheld);
	return n;
}

struct node *
stays_node(
    struct arena *a, const struct plan *plan, const struct stays *stays, size_t count)
{
	struct node *list = node_list(a);

	for (size_t i = 0; i < count; i++) {
		const struct stays *s = &stays[i];
		struct node *n = node_add(list, node_map(a));

		set_str(a, n, S("record"), s->record);
		node_set_str(a, n, S("field"), s->field);
		if (plan_field_full(plan, s->field) != NONE)
			node_set_str(a, n, S("name"),
			    words_field(a, plan, plan_field_full(plan, s->field)));
		node_set_str(a, n, S("why"), s->why);
		node_set_int(a, n, S("line"), s->line);
		if (s->until.set)
			node_set_time(a, n, S("until"), s->until.at);
	}
	return list;
}

/* "waiting for dpd since 2027-05-31" */
static struct str
waiting_for(struct arena *a, const struct telling *t)
{
	return str_printf(a, "waiting for %.*s since %.*s", STR(told_whom(t)),
	    STR(date_print(a, zone_civil(t->since))));
}

struct node *
telling_node(struct arena *a, const struct telling *t)
{
	struct node *n = node_map(a), *fields = node_list(a);

	node_set_str(a, n, S("telling"), t->id);
	set_str(a, n, S("recipient"), t->recipient);
	set_str(a, n, S("place"), t->place);
	node_set_str(a, n, S("what"), told_what(t->what));
	set_str(a, n, S("instruction"), t->instruction);
	node_set_str(a, n, S("record"), t->record);
	for (struct str names = t->fields; names.n > 0;)
		node_add(fields, node_str(a, str_cut(names, ',', &names)));
	node_set(n, S("fields"), fields);
	set_str(a, n, S("case"), t->for_case);
	node_set_time(a, n, S("since"), t->since);
	node_set_time(a, n, S("confirm-by"), t->confirm_by);
	if (t->told.set)
		node_set_time(a, n, S("told"), t->told.at);
	if (t->confirmed.set)
		node_set_time(a, n, S("confirmed"), t->confirmed.at);
	else
		node_set_str(a, n, S("waiting"), waiting_for(a, t));
	return n;
}

result
serve_refuse(struct serving *sv, enum why why, uint32_t line, const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	if (vsnprintf(text, sizeof(text), format, args) < 0)
		text[0] = '\0';
	va_end(args);
	sv->verdict = (struct verdict){
		.why = why, .line = line, .detail = str_dup(&sv->sc->arena, str_of(text))
	};
	return OK;
}
