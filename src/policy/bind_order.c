/* policy/bind_order.c -- orders: what lets data out though nobody agreed. */
#include "policy/bind.h"

static struct order_class *
order_at(struct cursor *c, uint16_t row)
{
	return &c->b->plan->orders.at[row];
}

static bool order_shows(struct cursor *c, uint16_t row);

/* Whose courts and authorities count: what is shown names the `country`. */
static bool
order_in(struct cursor *c, uint16_t row)
{
	struct order_class *o = order_at(c, row);

	o->first_country = (uint16_t)c->b->plan->words.n;
	do {
		char country[3];

		if (!take_country(c, country))
			return false;
		bind_word(c->b, str_dup(c->b->arena, str_of(country)));
		o->countries++;
	} while (cursor_say(c, "or"));
	return true;
}

static bool
order_ends(struct cursor *c, uint16_t row)
{
	return take_term(c, &order_at(c, row)->ends_after);
}

static bool
order_reviewed(struct cursor *c, uint16_t row)
{
	return take_term(c, &order_at(c, row)->reviewed_within);
}

static bool
order_two(struct cursor *c, uint16_t row)
{
	order_at(c, row)->two_people = true;
	return true;
}

static bool
order_tell(struct cursor *c, uint16_t row)
{
	if (!take_term(c, &order_at(c, row)->tell_within))
		return false;
	order_at(c, row)->unless_forbidden = cursor_say(c, "unless it forbids that");
	return true;
}

static bool
order_holds(struct cursor *c, uint16_t row)
{
	return take_row(c, NAME_HOLD, &order_at(c, row)->hold);
}

/* clang-format off */
static const struct clause order_clauses[] = {
	{ "in",                     order_in,       false },
	{ "shows",                  order_shows,    false },
	{ "ends after",             order_ends,     false },
	{ "reviewed within",        order_reviewed, false },
	{ "two people",             order_two,      false },
	{ "tell the person within", order_tell,     false },
	{ "holds",                  order_holds,    false },
};
/* clang-format on */

/* `records` and `fields` bind it to those that it names. */
static bool
order_shows(struct cursor *c, uint16_t row)
{
	struct order_class *o = order_at(c, row);

	o->first_show = (uint16_t)c->b->plan->words.n;
	do {
		const struct token *back = c->t;
		struct str word;

		cursor_say_comma(c);
		if (o->shows > 0 && clause_see(c, order_clauses, N(order_clauses))) {
			c->t = back;
			return true;
		}
		if (!take_word(c, "what is shown", &word))
			return false;
		bind_word(c->b, word);
		o->shows++;
		o->shows_records = o->shows_records || str_eq(word, S("records"));
		o->shows_fields = o->shows_fields || str_eq(word, S("fields"));
	} while (cursor_say(c, "and") || (!cursor_ended(c) && c->t->kind == TOKEN_COMMA));
	return true;
}

void
bind_order(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);

	if (!of->head->broken && !take_text(&c, "what it is", &b->plan->orders.at[of->row].text))
		return;
	take_clauses(&c, order_clauses, N(order_clauses), of->row);
}

static bool
order_next(const struct cursor *c)
{
	return !cursor_ended(c) && c->t->kind == TOKEN_WORD
	       && (names_find(&c->b->names, NAME_ORDER, c->t->text) != NULL
		   || names_near(&c->b->names, NAME_ORDER, c->t->text).n > 0);
}

bool
take_orders(struct cursor *c, uint16_t *first, uint16_t *count)
{
	struct plan *plan = c->b->plan;

	*first = (uint16_t)plan->order_kinds.n;
	while (order_next(c)) {
		const struct token *back;
		uint16_t row;

		if (!take_row(c, NAME_ORDER, &row))
			return false;
		*ROW(c->b, &plan->order_kinds) = row;
		++*count;
		back = c->t;
		if (!cursor_say(c, "or") && !cursor_say_comma(c))
			return true;
		if (!order_next(c))
			c->t = back;
	}
	return true;
}
