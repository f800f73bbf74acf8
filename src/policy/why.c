/* policy/why.c -- the chain of lines that allows, or the link that is missing. */
#include "policy/decide.h"
#include "policy/document.h"
#include "policy/names.h"
#include "policy/phrase.h"

struct chain {
	struct buf *out;
	const struct plan *plan;
	uint16_t field, purpose, role;
};

static void
link_line(struct chain *c, uint32_t line, const char *what)
{
	if (line == 0)
		buf_printf(c->out, "  from the law   %s\n", what);
	else
		buf_printf(c->out, "  line %-6u %s\n              %.*s\n", (unsigned)line, what,
		    STR(phrase_sentence(c->out->arena, c->plan, line)));
}

static void
offer_near(struct buf *b, struct str name, struct str known, bool *first)
{
	if (edit_distance(name, known, 2) > 2 && !(name.n > 2 && str_has(known, name)))
		return;
	buf_puts(b, *first ? "; did you mean " : ", ");
	buf_printf(b, "`%.*s`", STR(known));
	*first = false;
}

/* Says that there is no such name, and which ones are near. */
#define UNKNOWN(c, kind, name, rows, member) \
	do { \
		bool first_ = true; \
		buf_printf((c)->out, "there is no %s `%.*s`", kind, STR(name)); \
		for (size_t i_ = 0; i_ < (rows).n; i_++) \
			offer_near((c)->out, name, (rows).at[i_].member, &first_); \
		buf_putc((c)->out, '\n'); \
	} while (0)

static bool
names_known(struct chain *c, struct str field, struct str purpose, struct str role)
{
	c->field = plan_field_full(c->plan, field);
	c->purpose = plan_purpose(c->plan, purpose);
	c->role = plan_role(c->plan, role);
	if (c->field == NONE)
		UNKNOWN(c, "field", field, c->plan->fields, full);
	if (c->purpose == NONE)
		UNKNOWN(c, "purpose", purpose, c->plan->purposes, name);
	if (c->role == NONE)
		UNKNOWN(c, "role", role, c->plan->roles, name);
	return c->field != NONE && c->purpose != NONE && c->role != NONE;
}

static void
other_purposes(struct chain *c)
{
	bool first = true;

	for (size_t i = 0; i < c->plan->grants.n; i++) {
		const struct grant *g = &c->plan->grants.at[i];

		if (g->role != c->role || (g->may & MAY_READ) == 0
		    || !fields_have(g->fields, c->field))
			continue;
		buf_puts(c->out, first ? "  they may read it for: " : ", ");
		buf_put(c->out, c->plan->purposes.at[g->purpose].name);
		first = false;
	}
	if (!first)
		buf_putc(c->out, '\n');
}

static void
other_roles(struct chain *c)
{
	bool first = true;

	for (uint16_t i = 0; i < c->plan->roles.n; i++) {
		if (grant_for(c->plan, i, MAY_READ, c->purpose, c->field) == NONE)
			continue;
		buf_puts(c->out, first ? "  who may: " : ", ");
		buf_put(c->out, c->plan->roles.at[i].name);
		first = false;
	}
	if (!first)
		buf_putc(c->out, '\n');
}

static bool
refuse(struct chain *c, const char *why, uint32_t line, const char *what)
{
	buf_printf(c->out, "no: %s\n", why);
	link_line(c, line, what);
	other_purposes(c);
	other_roles(c);
	return false;
}

static void
conditions(struct chain *c, const struct grant *g)
{
	const struct purpose *p = &c->plan->purposes.at[c->purpose];
	unsigned needs = g->needs | p->needs;

	buf_puts(c->out, (needs & NEED_TICKET) != 0 ? "  with a ticket\n" : "");
	buf_puts(c->out, (needs & NEED_REASON) != 0 ? "  with a reason\n" : "");
	buf_puts(c->out, (needs & NEED_ORDER) != 0 ? "  with an order\n" : "");
	buf_puts(c->out, (needs & NEED_TWO_PEOPLE) != 0 ? "  by two people\n" : "");
	buf_puts(c->out, g->of_their_own ? "  only of their own\n" : "");
	if (g->a_day > 0)
		buf_printf(c->out, "  at most %u a day\n", g->a_day);
	if (g->only_while != NONE) {
		buf_puts(c->out, "  only while ");
		phrase_cond(c->out, c->plan, g->only_while);
		buf_putc(c->out, '\n');
	}
	if (p->as_totals_of > 0)
		buf_printf(c->out, "  only as totals of %u or more\n", p->as_totals_of);
	if (p->only_while != NONE) {
		buf_puts(c->out, "  only while ");
		phrase_cond(c->out, c->plan, p->only_while);
		buf_putc(c->out, '\n');
	}
	if (p->with_consent != NONE) {
		buf_puts(c->out, "  only with ");
		phrase_cond(c->out, c->plan, p->with_consent);
		buf_putc(c->out, '\n');
	}
}

static void
clock_line(struct chain *c)
{
	for (size_t i = 0; i < c->plan->clocks.n; i++)
		if (fields_have(c->plan->clocks.at[i].fields, c->field))
			link_line(c, c->plan->clocks.at[i].at.line, "until it is erased");
}

static void
allow(struct chain *c, const struct grant *g)
{
	const struct purpose *p = &c->plan->purposes.at[c->purpose];

	buf_puts(c->out, "yes\n");
	link_line(c, c->plan->fields.at[c->field].at.line, "the field is held");
	link_line(c, p->at.line, "the purpose uses it");
	for (uint16_t i = 0; i < p->grounds; i++) {
		uint32_t line = c->plan->grounds.at[p->first_ground + i].at.line;

		if (i == 0 || line != c->plan->grounds.at[p->first_ground + i - 1].at.line)
			link_line(c, line, "on this basis, while it stands");
	}
	link_line(c, g->at.line, "the role may act for it");
	clock_line(c);
	conditions(c, g);
}

bool
document_why(
    struct buf *b, const struct plan *plan, struct str field, struct str purpose, struct str role)
{
	struct chain c = { .out = b, .plan = plan };
	const struct purpose *p;
	uint16_t grant;

	if (!names_known(&c, field, purpose, role))
		return false;
	buf_printf(b, "may `%.*s` read `%.*s` for `%.*s`?\n", STR(role), STR(field), STR(purpose));
	p = &plan->purposes.at[c.purpose];
	grant = grant_for(plan, c.role, MAY_READ, c.purpose, c.field);
	if ((plan->fields.at[c.field].marks & MARK_SECRET) != 0)
		return refuse(&c, "a secret is never shown", plan->fields.at[c.field].at.line,
		    "the field is a secret");
	if (!p->built_in && !fields_have(p->uses, c.field))
		return refuse(&c, "the purpose does not use the field", p->at.line, "the purpose");
	if (grant == NONE)
		return refuse(&c, "no `may` line lets the role do that",
		    plan->roles.at[c.role].at.line, "the role");
	allow(&c, &plan->grants.at[grant]);
	return true;
}
