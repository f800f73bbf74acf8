/* policy/check_never.c -- rule 8: a ban contradicts no other line. */
#include "policy/check_rules.h"
#include "policy/decide.h"

static struct str
commented_out(struct checking *c, uint32_t line)
{
	return rule_say(c, "# %.*s", STR(phrase_sentence(c->arena, c->plan, line)));
}

static bool
bans(const struct never *n, const struct field *f, uint16_t field)
{
	return n->anything || (n->special && (f->marks & MARK_SPECIAL) != 0)
	       || (n->criminal && (f->marks & MARK_CRIMINAL) != 0) || fields_have(n->fields, field);
}

static const char *
act_word(enum never_act act)
{
	switch (act) {
	case NEVER_COLLECT:
		return "collected";
	case NEVER_STORE:
		return "stored";
	case NEVER_SHARE:
		return "shared";
	case NEVER_JOIN:
		break;
	}
	return "joined";
}

/* The ban without what contradicts: the kinds that no field has, the fields
 * that nobody lists. */
static struct str
ban_left(struct checking *c, const struct never *n, const struct field *f)
{
	struct buf b = buf_new(c->arena);
	bool first = true;
	const struct {
		bool said;
		const char *word;
	} kinds[] = {
		{ n->special && (f->marks & MARK_SPECIAL) == 0, "special" },
		{ n->criminal && (f->marks & MARK_CRIMINAL) == 0, "criminal" },
		{ n->card_number, "card-number" },
	};

	buf_puts(&b, n->act == NEVER_COLLECT ? "never collect " : "never store ");
	for (size_t i = 0; i < N(kinds); i++) {
		if (!kinds[i].said)
			continue;
		phrase_comma(&b, &first);
		buf_puts(&b, kinds[i].word);
	}
	return first ? commented_out(c, n->at.line) : buf_str(&b);
}

/* What is declared is collected and stored: the list of fields is closed. */
static void
never_kept(struct checking *c, const struct never *n)
{
	for (uint16_t i = 0; i < c->plan->fields.n; i++) {
		const struct field *f = &c->plan->fields.at[i];
		struct diag *m;

		if (c->plan->datasets.at[f->dataset].built_in || !bans(n, f, i))
			continue;
		m = rule_broken(c, DIAG_NEVER_KEPT, n->at);
		m->text = rule_say(
		    c, "`%.*s` is never %s, and yet listed", STR(f->full), act_word(n->act));
		m->note = S("banned here");
		rule_other(m, f->at, S("listed here"));
		rule_try(m, PASTE_INSTEAD, ban_left(c, n, f));
		return;
	}
}

static uint16_t
banned_share(const struct plan *plan, const struct never *n, const struct share *s)
{
	if ((n->recipient != NONE && n->recipient != s->recipient) || s->purpose == NONE
	    || never_spares(plan, n, s->recipient)
	    || (n->purpose != NONE && n->purpose != s->purpose)
	    || (n->marketing && plan->purposes.at[s->purpose].marketing == 0))
		return NONE;
	for
		RULE_FIELDS(plan, s->fields, i)
	if (bans(n, &plan->fields.at[i], i))
		return i;
	return NONE;
}

static struct str
share_left(struct checking *c, const struct never *n, const struct share *s)
{
	struct share left = *s;
	struct buf b = buf_new(c->arena);

	left.fields = rule_fields(c);
	for
		RULE_FIELDS(c->plan, s->fields, i)
	if (!bans(n, &c->plan->fields.at[i], i))
		fields_put(left.fields, i);
	if (fields_none(c->plan, left.fields))
		return commented_out(c, s->at.line);
	phrase_share(&b, c->plan, &left);
	return buf_str(&b);
}

static void
never_shared(struct checking *c, const struct never *n)
{
	for (size_t i = 0; i < c->plan->shares.n; i++) {
		const struct share *s = &c->plan->shares.at[i];
		uint16_t field = banned_share(c->plan, n, s);
		struct diag *m;

		if (field == NONE)
			continue;
		m = rule_broken(c, DIAG_NEVER_SHARED, n->at);
		m->text = rule_say(c, "`%.*s` is never shared, and yet `%.*s` receives it",
		    STR(c->plan->fields.at[field].full),
		    STR(c->plan->recipients.at[s->recipient].name));
		m->note = S("banned here");
		rule_other(m, s->at, S("given away here"));
		rule_try(m, PASTE_INSTEAD_OTHER, share_left(c, n, s));
		return;
	}
}

static void
joined(struct checking *c, const struct never *n, struct at where, struct str how)
{
	struct diag *m = rule_broken(c, DIAG_NEVER_JOINED, n->at);

	m->text = rule_say(c, "`%.*s` and `%.*s` are never joined, and yet used together",
	    STR(c->plan->datasets.at[n->dataset].name),
	    STR(c->plan->datasets.at[n->other_dataset].name));
	m->note = S("banned here");
	rule_other(m, where, how);
	rule_try(m, PASTE_INSTEAD, commented_out(c, n->at.line));
}

static void
never_joined(struct checking *c, const struct never *n)
{
	if (n->dataset == NONE || n->other_dataset == NONE)
		return;
	for (size_t i = 0; i < c->plan->fields.n; i++) {
		const struct field *f = &c->plan->fields.at[i];

		if (f->ref != NONE
		    && ((f->dataset == n->dataset && f->ref == n->other_dataset)
			|| (f->dataset == n->other_dataset && f->ref == n->dataset))) {
			joined(c, n, f->at, S("joined here"));
			return;
		}
	}
	for (uint16_t i = 0; i < c->plan->purposes.n; i++) {
		const struct purpose *p = &c->plan->purposes.at[i];

		if (rule_own_purpose(c->plan, i)
		    && fields_meet_dataset(c->plan, p->uses, n->dataset)
		    && fields_meet_dataset(c->plan, p->uses, n->other_dataset)) {
			joined(c, n, p->at, S("uses both"));
			return;
		}
	}
}

void
check_nevers(struct checking *c)
{
	for (size_t i = 0; i < c->plan->nevers.n && !rule_enough(c); i++) {
		const struct never *n = &c->plan->nevers.at[i];

		switch (n->act) {
		case NEVER_COLLECT:
		case NEVER_STORE:
			never_kept(c, n);
			break;
		case NEVER_SHARE:
			never_shared(c, n);
			break;
		case NEVER_JOIN:
			never_joined(c, n);
			break;
		}
	}
}
