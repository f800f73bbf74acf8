/* policy/check_access.c -- rule 9: everybody sees what their purposes use. */
#include "policy/check_rules.h"

static struct str
grant_line(struct checking *c, const struct grant *g, struct fields fields, bool of_their_own)
{
	static const struct {
		enum may may;
		const char *word;
	} verbs[] = { { MAY_READ, "read" }, { MAY_CHANGE, "change" }, { MAY_HEAR, "hear" },
		{ MAY_EXPORT, "export" }, { MAY_NARROW, "narrow" } };
	struct buf b = buf_new(c->arena);
	const char *sep = "may ";
	bool first = true;

	for (size_t i = 0; i < N(verbs); i++) {
		if ((g->may & verbs[i].may) == 0)
			continue;
		buf_printf(&b, "%s%s", sep, verbs[i].word);
		sep = " and ";
	}
	buf_putc(&b, ' ');
	phrase_fields(&b, c->plan, fields);
	buf_puts(&b, " for ");
	for (size_t i = 0; i < c->plan->grants.n; i++) {
		const struct grant *other = &c->plan->grants.at[i];

		if (other->at.line != g->at.line)
			continue;
		phrase_comma(&b, &first);
		buf_put(&b, c->plan->purposes.at[other->purpose].name);
	}
	buf_puts(&b, (g->needs & NEED_TICKET) != 0 ? " with ticket" : "");
	if ((g->needs & NEED_ORDER) != 0)
		phrase_orders(&b, c->plan, g->first_order, g->orders);
	buf_puts(&b, (g->needs & NEED_REASON) != 0 ? " with reason" : "");
	buf_puts(&b, of_their_own || g->of_their_own ? " of their own" : "");
	buf_puts(&b, g->of_those_served ? " of those they serve" : "");
	if (g->a_day > 0)
		buf_printf(&b, ", %u a day", g->a_day);
	phrase_shown(&b, c->plan, g);
	buf_puts(&b, g->showing_what_changes ? ", showing what changes" : "");
	if (g->only_while != NONE) {
		buf_puts(&b, ", only while ");
		phrase_cond(&b, c->plan, g->only_while);
	}
	return buf_str(&b);
}

/* All that the line gives, whatever the purposes cut off; its grants stand
 * together, and `g` is the first. */
static struct fields
line_fields(struct checking *c, const struct grant *g)
{
	struct fields all = rule_fields(c);

	for (uint32_t line = g->at.line;
	     g < c->plan->grants.at + c->plan->grants.n && g->at.line == line; g++)
		rule_fields_join(c->plan, all, g->fields);
	return all;
}

static void
secret_seen(struct checking *c, const struct grant *g)
{
	struct fields all = line_fields(c, g), open = rule_fields(c);
	uint16_t secret = NONE;
	struct diag *m;

	for
		RULE_FIELDS(c->plan, all, i)
		{
			if ((c->plan->fields.at[i].marks & MARK_SECRET) == 0)
				fields_put(open, i);
			else if (secret == NONE)
				secret = i;
		}
	if (secret == NONE)
		return;
	m = rule_broken(c, DIAG_SECRET_SEEN, g->at);
	m->text = rule_say(c, "`%.*s` may see the secret `%.*s`",
	    STR(c->plan->roles.at[g->role].name), STR(c->plan->fields.at[secret].full));
	m->note = S("a secret may be changed, never read, heard or exported");
	rule_other(m, c->plan->fields.at[secret].at, S("the secret"));
	if (fields_none(c->plan, open))
		rule_try(m, PASTE_INSTEAD,
		    rule_say(c, "# %.*s", STR(phrase_sentence(c->arena, c->plan, g->at.line))));
	else
		rule_try(m, PASTE_INSTEAD, grant_line(c, g, open, false));
}

static void
others_records(struct checking *c, const struct grant *g)
{
	const struct role *r = &c->plan->roles.at[g->role];
	struct diag *m = rule_broken(c, DIAG_OTHERS_RECORDS, g->at);

	m->text = rule_say(c, "`%.*s` would see the records of every `%.*s`", STR(r->name),
	    STR(c->plan->parties.at[r->party].name));
	m->note = S("not only their own");
	rule_try(m, PASTE_INSTEAD, grant_line(c, g, line_fields(c, g), true));
}

static void
check_grant(struct checking *c, size_t i)
{
	const struct grant *g = &c->plan->grants.at[i];

	if (i > 0 && g[-1].at.line == g->at.line)
		return; /* one message a line */
	if ((g->may & ~(unsigned)(MAY_CHANGE | MAY_NARROW)) != 0)
		secret_seen(c, g);
	if (c->plan->roles.at[g->role].party != NONE && !g->of_their_own && !g->of_those_served)
		others_records(c, g);
}

static void
door_idle(struct checking *c, const struct door_rule *d)
{
	struct diag *m = rule_broken(c, DIAG_DOOR_OFFERS_NOTHING, d->at);

	m->text = rule_say(c, "`%.*s` may offer nothing and ask nothing", STR(d->name));
	for (size_t i = 0; i < c->plan->datasets.n; i++) {
		if (c->plan->datasets.at[i].built_in)
			continue;
		rule_try(m, PASTE_INSTEAD,
		    rule_say(c, "door %.*s may offer %.*s from keys, tls only", STR(d->name),
			STR(c->plan->datasets.at[i].name)));
		return;
	}
}

void
check_access(struct checking *c)
{
	for (size_t i = 0; i < c->plan->grants.n && !rule_enough(c); i++)
		check_grant(c, i);
	for (size_t i = 0; i < c->plan->doors.n && !rule_enough(c); i++)
		if (c->plan->doors.at[i].datasets == 0
		    && fields_none(c->plan, c->plan->doors.at[i].asks))
			door_idle(c, &c->plan->doors.at[i]);
}
