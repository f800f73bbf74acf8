/* policy/law_change.c -- the rows of two packs side by side, and whom they touch. */
#include "policy/decide.h"
#include "policy/law.h"
#include "policy/law_change.h"
#include "policy/words.h"

struct comparing {
	struct arena *arena;
	const struct plan *plan;
	struct civil mine, other;
	struct law_changes *changes;
};

static struct law_change *
change(struct comparing *c, struct str what, struct str mine, const char *my_source,
    struct str other, const char *other_source)
{
	struct law_change *row = LIST_ADD(&c->changes->rows, c->arena);

	*row = (struct law_change){ .what = what,
		.mine = mine,
		.other = other,
		.my_source = my_source,
		.other_source = other_source };
	return row;
}

static void
touches(struct comparing *c, struct law_change *row, struct at at)
{
	if (at.line > 0
	    && (row->lines.n == 0 || row->lines.at[row->lines.n - 1] != at.line))
		*LIST_ADD(&row->lines, c->arena) = at.line;
}

static bool
same_term(struct term a, struct term b)
{
	return a.months == b.months && a.days == b.days && a.rest.us == b.rest.us;
}

static struct law_change *
term_change(
    struct comparing *c, struct str what, const struct law_term *mine, const struct law_term *other)
{
	if (same_term(mine->within, other->within))
		return NULL;
	return change(c, what, term_print(c->arena, mine->within), mine->source,
	    term_print(c->arena, other->within), other->source);
}

static void
rights(struct comparing *c)
{
	for (enum right_kind kind = 0; kind < RIGHTS; kind++) {
		struct law_change *row =
		    term_change(c, str_printf(c->arena, "the right %s", words_right(kind)),
			law_right_within(c->mine, kind), law_right_within(c->other, kind));

		for (size_t i = 0; row != NULL && i < c->plan->rights.n; i++)
			if (c->plan->rights.at[i].kind == kind && !c->plan->rights.at[i].all)
				touches(c, row, c->plan->rights.at[i].at);
	}
}

static void
limits(struct comparing *c)
{
	for (enum law_limit limit = 0; limit < LAW_LIMITS; limit++) {
		struct law_change *row =
		    term_change(c, str_of(law_limit(c->mine, limit)->what),
			law_limit(c->mine, limit), law_limit(c->other, limit));
		bool breach = limit == LAW_BREACH || limit == LAW_PECR_BREACH;

		for (size_t i = 0; row != NULL && breach && i < c->plan->breaches.n; i++)
			if (c->plan->breaches.at[i].tell == TELL_REGULATOR)
				touches(c, row, c->plan->breaches.at[i].at);
	}
}

static struct str
allowed(bool is)
{
	return is ? S("allowed") : S("not allowed");
}

static void
leave_touches(struct comparing *c, struct law_change *row, enum law_leave leave)
{
	const struct plan *plan = c->plan;

	switch (leave) {
	case LAW_LEAVE_RECOGNISED:
		for (size_t i = 0; i < plan->grounds.n; i++)
			if (plan->grounds.at[i].basis == BASIS_RECOGNISED)
				touches(c, row, plan->grounds.at[i].at);
		break;
	case LAW_LEAVE_SOFT_OPT_IN:
		for (uint16_t i = 0; i < plan->purposes.n; i++)
			if (purpose_soft(plan, i))
				touches(c, row, plan->purposes.at[i].at);
		break;
	case LAW_LEAVE_EXEMPT_COOKIE:
		for (size_t i = 0; i < plan->cookies.n; i++)
			if (plan->cookies.at[i].class == COOKIE_EXEMPT)
				touches(c, row, plan->cookies.at[i].at);
		break;
	case LAW_LEAVE_AUTOMATED:
		for (size_t i = 0; i < plan->decisions.n; i++)
			touches(c, row, plan->decisions.at[i].at);
		break;
	case LAW_LEAVE_STOP_CLOCK:
	case LAW_LEAVES:
		break;
	}
}

static void
leaves(struct comparing *c)
{
	for (enum law_leave leave = 0; leave < LAW_LEAVES; leave++) {
		struct law_fact is;
		bool mine = law_leave(c->mine, leave, &is);
		bool other = law_leave(c->other, leave, NULL);
		struct law_change *row;

		if (mine == other)
			continue;
		row = change(c, str_of(is.what), allowed(mine), mine ? is.source : "",
		    allowed(other), other ? is.source : "");
		leave_touches(c, row, leave);
	}
}

static void
countries(struct comparing *c)
{
	for (size_t i = 0; i < c->plan->recipients.n; i++) {
		const struct recipient *r = &c->plan->recipients.at[i];
		const struct law_country *mine = law_adequate(c->mine, r->country);
		const struct law_country *other = law_adequate(c->other, r->country);

		if ((mine == NULL) == (other == NULL))
			continue;
		touches(c,
		    change(c,
			str_printf(c->arena, "data to %s without a mechanism",
			    words_country_name(r->country)),
			allowed(mine != NULL), mine != NULL ? mine->source : "",
			allowed(other != NULL), other != NULL ? other->source : ""),
		    r->at);
	}
}

void
law_changes(
    struct arena *arena, const struct plan *plan, struct civil other, struct law_changes *changes)
{
	struct comparing c = { arena, plan, plan->law_date, other, changes };

	*changes = (struct law_changes){ 0 };
	rights(&c);
	limits(&c);
	leaves(&c);
	countries(&c);
}
