/* policy/why_all.c -- all that roles may read, at once. */
#include "policy/decide.h"
#include "policy/why.h"

static bool
may_read(const struct plan *plan, uint16_t role, uint16_t purpose, uint16_t field, uint16_t *grant)
{
	const struct purpose *p = &plan->purposes.at[purpose];

	*grant = grant_for(plan, role, MAY_READ, purpose, field);
	return *grant != NONE && (plan->fields.at[field].marks & MARK_SECRET) == 0
	       && (p->built_in || fields_have(p->uses, field));
}

static void
add_may(struct arena *a, struct node *list, const struct plan *plan, uint16_t role, uint16_t field)
{
	for (uint16_t p = 0; p < plan->purposes.n; p++) {
		uint16_t grant;
		struct node *one;

		if (!may_read(plan, role, p, field, &grant))
			continue;
		one = node_add(list, node_map(a));
		node_set_str(a, one, S("role"), plan->roles.at[role].name);
		node_set_str(a, one, S("purpose"), plan->purposes.at[p].name);
		node_set_str(a, one, S("field"), plan->fields.at[field].full);
		node_set_int(a, one, S("line"), plan->grants.at[grant].at.line);
		if (plan->purposes.at[p].as_totals_of > 0)
			node_set_int(a, one, S("totals"), plan->purposes.at[p].as_totals_of);
	}
}

static struct node *
role_nodes(struct arena *a, const struct plan *plan)
{
	struct node *list = node_list(a);

	for (size_t i = 0; i < plan->roles.n; i++) {
		const struct role *r = &plan->roles.at[i];
		struct node *one = node_add(list, node_map(a));

		node_set_str(a, one, S("role"), r->name);
		if (r->party != NONE)
			node_set_str(a, one, S("of"), plan->parties.at[r->party].name);
	}
	return list;
}

struct node *
why_all(struct arena *a, const struct plan *plan)
{
	struct node *all = node_map(a), *purposes = node_list(a), *fields = node_list(a),
		    *may = node_list(a);

	for (size_t i = 0; i < plan->purposes.n; i++)
		node_add(purposes, node_str(a, plan->purposes.at[i].name));
	for (uint16_t f = 0; f < plan->fields.n; f++) {
		if (plan->datasets.at[plan->fields.at[f].dataset].built_in)
			continue;
		node_add(fields, node_str(a, plan->fields.at[f].full));
		for (uint16_t r = 0; r < plan->roles.n; r++)
			add_may(a, may, plan, r, f);
	}
	node_set(all, S("roles"), role_nodes(a, plan));
	node_set(all, S("purposes"), purposes);
	node_set(all, S("fields"), fields);
	node_set(all, S("may"), may);
	return all;
}
