/* policy/bind_role.c -- the people inside: what each may do, and who may hold what. */
#include "policy/bind.h"

#define PURPOSES_MAX 256 /* named in one sentence */

/* A `may` line while it is read; it becomes a grant for each purpose. */
struct may_line {
	struct cursor *c;
	struct grant grant;
	struct field_list list;
	uint16_t purposes[PURPOSES_MAX];
	size_t n;
};

static bool
take_verbs(struct cursor *c, unsigned *may)
{
	static const char *const verbs[] = { "read", "change", "hear", "export", "narrow" };
	size_t which;

	do {
		if (!take_one_of(c, verbs, N(verbs), &which))
			return false;
		*may |= 1u << which;
	} while (cursor_say(c, "and") || cursor_say_comma(c));
	return true;
}

static bool
with_needs(struct cursor *c, struct grant *g)
{
	static const char *const needs[] = { "ticket", "order", "reason" };
	size_t which;

	do {
		if (!take_one_of(c, needs, N(needs), &which))
			return false;
		g->needs |= 1u << which;
		if (which == 1 && !take_orders(c, &g->first_order, &g->orders))
			return false;
	} while (cursor_say(c, "and"));
	return true;
}

static bool
two_people(struct cursor *c, struct grant *g)
{
	(void)c;
	g->needs |= NEED_TWO_PEOPLE;
	return true;
}

static bool
two_above(struct cursor *c, struct grant *g)
{
	uint32_t n;

	if (!take_number(c, "a number of records", 1, 60000, &n) || !cursor_want(c, "records"))
		return false;
	g->two_above = (uint16_t)n;
	return true;
}

/* `holding undertaking`, `holding training within 12 months`. */
static bool
holding(struct cursor *c, struct grant *g)
{
	struct holding h = { 0 };

	if (!take_word(c, "the fact that they hold", &h.fact)
	    || (cursor_say(c, "within") && !take_term(c, &h.within)))
		return false;
	if (g->holdings == 0)
		g->first_holding = (uint16_t)c->b->plan->holdings.n;
	*ROW(c->b, &c->b->plan->holdings) = h;
	g->holdings++;
	return true;
}

/* The field belongs to the data that the line gives. */
static bool
named_in(struct cursor *c, struct grant *g)
{
	const struct plan *plan = c->b->plan;
	struct at at = cursor_at(c);
	struct diag *d;

	if (!take_row(c, NAME_FIELD, &g->named_in))
		return false;
	for (uint16_t f = 0; f < plan->fields.n; f++) {
		if (!fields_have(g->fields, f)
		    || plan->fields.at[f].dataset == plan->fields.at[g->named_in].dataset)
			continue;
		d = bind_complain(c->b, DIAG_COND_ELSEWHERE, cursor_span(at, c));
		d->text = said(c->b, "`%.*s` is no field of `%.*s`",
		    STR(plan->fields.at[g->named_in].full),
		    STR(plan->datasets.at[plan->fields.at[f].dataset].name));
		d->note = S("a line for each data says who is named in it");
		return false;
	}
	return true;
}

static bool
from_office(struct cursor *c, struct grant *g)
{
	(void)c;
	g->from_office = true;
	return true;
}

static bool
of_their_own(struct cursor *c, struct grant *g)
{
	(void)c;
	g->of_their_own = true;
	return true;
}

static bool
serves_somebody(const struct plan *plan, uint16_t party)
{
	for (size_t i = 0; i < plan->parties.n; i++)
		if (party != NONE && plan->parties.at[i].through == party)
			return true;
	return false;
}

static bool
of_those_served(struct cursor *c, struct grant *g)
{
	const struct role *role = &c->b->plan->roles.at[g->role];
	struct diag *d;

	g->of_those_served = true;
	if (serves_somebody(c->b->plan, role->party))
		return true;
	d = bind_complain(c->b, DIAG_COND_ELSEWHERE, c->t[-4].at);
	d->text = said(c->b, "`%.*s` serves nobody", STR(role->name));
	d->note = S("it is a role of a party that another comes `through`");
	return false;
}

static bool
showing(struct cursor *c, struct grant *g)
{
	(void)c;
	g->showing_what_changes = true;
	return true;
}

static bool
a_day(struct cursor *c, struct grant *g)
{
	uint32_t n;

	if (!take_number(c, "a number", 1, 10000, &n) || !cursor_want(c, "a day"))
		return false;
	g->a_day = (uint16_t)n;
	return true;
}

static bool
only_while(struct cursor *c, struct grant *g)
{
	struct about about = { .dataset = NONE, .fields = g->fields, .purpose = NONE };

	return take_cond(c, &about, &g->only_while);
}

/* clang-format off */
static const struct {
	const char *phrase;
	bool (*take)(struct cursor *, struct grant *);
} limits[] = {
	{ "with",                 with_needs },
	{ "two people above",     two_above },
	{ "two people",           two_people },
	{ "holding",              holding },
	{ "named in",             named_in },
	{ "from office",          from_office },
	{ "of their own",         of_their_own },
	{ "of those they serve",  of_those_served },
	{ "showing what changes", showing },
	{ "only while",           only_while },
};
/* clang-format on */

static bool
see_limit(const struct cursor *c)
{
	uint64_t n;

	for (size_t i = 0; i < N(limits); i++)
		if (cursor_see(c, limits[i].phrase))
			return true;
	return !cursor_ended(c) && str_to_u64(c->t->text, &n);
}

static bool
take_limit(struct cursor *c, struct grant *g)
{
	for (size_t i = 0; i < N(limits); i++)
		if (cursor_say(c, limits[i].phrase))
			return limits[i].take(c, g);
	if (see_limit(c))
		return a_day(c, g);
	return bind_expected(c, "`with ticket`, `20 a day`, `two people`, `from office`, `of their "
				"own`, `of those they serve`, `showing what changes` or `only while ...`");
}

static bool
take_limits(struct cursor *c, struct grant *g)
{
	for (;;) {
		cursor_say_comma(c);
		if (cursor_ended(c))
			return true;
		if (!take_limit(c, g))
			return false;
	}
}

static bool
take_purposes(struct may_line *line)
{
	struct cursor *c = line->c;

	do {
		struct diag *d;

		if (line->n == PURPOSES_MAX) {
			d = bind_complain(c->b, DIAG_TOO_MANY, cursor_at(c));
			d->text =
			    said(c->b, "a `may` line names at most %d purposes", PURPOSES_MAX);
			return false;
		}
		if (!take_row(c, NAME_PURPOSE, &line->purposes[line->n]))
			return false;
		line->n++;
		if (cursor_ended(c) || c->t + 1 == c->end)
			return true;
	} while (cursor_say(c, "and") || (c->t->kind == TOKEN_COMMA && c->t++ && !see_limit(c)));
	return true;
}

/* A field that was named, and that none of the purposes uses: nobody could
 * ever see it by this line. */
static bool
every_field_is_used(struct may_line *line)
{
	struct binder *b = line->c->b;

	for (size_t i = 0; i < line->list.words.n; i++) {
		const struct listed *word = &line->list.words.at[i];
		struct diag *d;
		bool used = word->field == NONE || !fields_have(line->list.set, word->field);

		for (size_t p = 0; p < line->n && !used; p++)
			used = b->faulty[line->purposes[p]]
			       || fields_have(
				   b->plan->purposes.at[line->purposes[p]].uses, word->field);
		if (used)
			continue;
		d = bind_complain(b, DIAG_GRANT_UNUSED, word->at);
		d->text = said(b, "`%.*s` does not use `%.*s`",
		    STR(b->plan->purposes.at[line->purposes[0]].name),
		    STR(b->plan->fields.at[word->field].full));
		d->note = S("a role sees a field for a purpose that uses it");
		d->other = b->plan->purposes.at[line->purposes[0]].at;
		d->other_note = S("this is the purpose");
		return false;
	}
	return true;
}

/* One grant for each purpose, cut to what the purpose uses. */
static void
add_grants(struct may_line *line)
{
	struct binder *b = line->c->b;
	struct plan *plan = b->plan;

	for (size_t p = 0; p < line->n; p++) {
		struct grant g = line->grant;
		bool any = false;

		g.purpose = line->purposes[p];
		g.fields = fields_new(b);
		for (size_t i = 0; i < plan->field_words; i++) {
			g.fields.w[i] =
			    line->list.set.w[i] & plan->purposes.at[g.purpose].uses.w[i];
			any = any || g.fields.w[i] != 0;
		}
		if (any)
			*ROW(b, &plan->grants) = g;
	}
}

/* Only fields that are named one by one: of `data.*` those are narrowed that can be. */
static bool
every_field_narrows(struct may_line *line)
{
	struct binder *b = line->c->b;

	for (size_t i = 0; (line->grant.may & MAY_NARROW) != 0 && i < line->list.words.n; i++) {
		const struct listed *word = &line->list.words.at[i];
		const struct field *f = word->field == NONE ? NULL : &b->plan->fields.at[word->field];
		struct diag *d;

		if (f == NULL || f->type == TYPE_YES_NO || f->type == TYPE_ONE_OF
		    || f->type == FIELD_TYPES)
			continue;
		d = bind_complain(b, DIAG_NARROW_WHAT, word->at);
		d->text = said(b, "`%.*s` has no narrower value", STR(f->full));
		d->note = S("fields of the types yes-no and one of have one");
		return false;
	}
	return true;
}

static bool
role_may(struct cursor *c, uint16_t role)
{
	struct may_line line = { .c = c,
		.grant = { .at = c->t[-1].at, .role = role, .only_while = NONE, .named_in = NONE } };

	if (!take_verbs(c, &line.grant.may) || !take_fields(c, &line.list)
	    || !cursor_want(c, "for") || !take_purposes(&line))
		return false;
	line.grant.fields = line.list.set;
	if (!take_limits(c, &line.grant))
		return false;
	line.grant.at = cursor_span(line.grant.at, c);
	if (every_field_is_used(&line) && every_field_narrows(&line))
		add_grants(&line);
	return true;
}

static bool
role_of(struct cursor *c, uint16_t role)
{
	return take_row(c, NAME_PARTY, &c->b->plan->roles.at[role].party);
}

static const struct clause role_clauses[] = {
	{ "of", role_of, false },
	{ "may", role_may, true },
};

void
bind_role(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);

	take_clauses(&c, role_clauses, N(role_clauses), of->row);
}

static bool
add_held(struct cursor *c, struct hold_class *h, uint16_t dataset)
{
	for (uint16_t i = 0; i < h->datasets; i++)
		if (c->b->plan->hold_datasets.at[h->first_dataset + i] == dataset)
			return true;
	*ROW(c->b, &c->b->plan->hold_datasets) = dataset;
	h->datasets++;
	return true;
}

static bool
take_held(struct cursor *c, struct hold_class *h)
{
	const struct plan *plan = c->b->plan;
	struct field_list list;
	uint16_t dataset;

	if (!fields_see(c)) {
		if (!take_row(c, NAME_DATASET, &dataset))
			return false;
		for (uint16_t i = 0; i < plan->datasets.at[dataset].fields; i++)
			fields_put(
			    h->fields, (uint16_t)(plan->datasets.at[dataset].first_field + i));
		return add_held(c, h, dataset);
	}
	if (!take_fields(c, &list))
		return false;
	for (uint16_t f = 0; f < plan->fields.n; f++) {
		if (!fields_have(list.set, f))
			continue;
		fields_put(h->fields, f);
		add_held(c, h, plan->fields.at[f].dataset);
	}
	return true;
}

static bool
hold_pauses(struct cursor *c, uint16_t row)
{
	struct hold_class *h = &c->b->plan->holds.at[row];

	h->first_dataset = (uint16_t)c->b->plan->hold_datasets.n;
	do {
		if (!take_held(c, h))
			return false;
	} while (cursor_say_comma(c) || cursor_say(c, "and"));
	return true;
}

static bool
hold_by(struct cursor *c, uint16_t row)
{
	struct hold_class *h = &c->b->plan->holds.at[row];

	if (!take_row(c, NAME_ROLE, &h->by))
		return false;
	h->with_reason = cursor_say(c, "with reason");
	return true;
}

static bool
hold_reviewed(struct cursor *c, uint16_t row)
{
	return take_term(c, &c->b->plan->holds.at[row].reviewed_every);
}

static const struct clause hold_clauses[] = {
	{ "pauses keep of", hold_pauses, false },
	{ "by", hold_by, false },
	{ "reviewed every", hold_reviewed, false },
};

void
bind_hold(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);

	take_clauses(&c, hold_clauses, N(hold_clauses), of->row);
}
