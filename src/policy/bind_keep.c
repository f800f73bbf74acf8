/* policy/bind_keep.c -- events, and the clocks that they start. */
#include "policy/bind.h"

/* What an event is of: data, one field, or a class of parties. */
static bool
take_of(struct cursor *c, struct event *e)
{
	struct binder *b = c->b;
	const struct token *t = c->t;
	const struct name *records, *party;
	struct diag *d;

	if (!cursor_want(c, "of"))
		return false;
	if (fields_see(c)) {
		e->of = EVENT_OF_FIELD;
		return take_row(c, NAME_FIELD, &e->of_row);
	}
	if (cursor_ended(c) || c->t->kind != TOKEN_WORD)
		return bind_expected(c, "data, a field or a party");
	t = c->t++;
	records = names_find(&b->names, NAME_DATASET, t->text);
	party = names_find(&b->names, NAME_PARTY, t->text);
	e->of = party != NULL && !party->missing ? EVENT_OF_PARTY : EVENT_OF_DATASET;
	if ((records == NULL || records->missing) && e->of == EVENT_OF_DATASET)
		return bind_complain_missing(b, NAME_DATASET, t);
	e->of_row = e->of == EVENT_OF_PARTY ? party->row : records->row;
	if (records == NULL || records->missing || e->of != EVENT_OF_PARTY)
		return true;
	d = bind_complain(b, DIAG_NAME_AMBIGUOUS, t->at);
	d->text = said(b, "`%.*s` is both data and a party", STR(t->text));
	d->note = S("give one of them another name");
	d->other = party->at;
	d->other_note = S("the party");
	return false;
}

static bool
take_fallback(struct cursor *c, struct event *e)
{
	static const char *const always[] = { "arrival", "change" };
	size_t which;
	struct diag *d;

	cursor_say_comma(c);
	if (!take_term(c, &e->fallback) || !cursor_want(c, "after"))
		return false;
	if (!cursor_ended(c) && c->t->kind == TOKEN_WORD
	    && names_find(&c->b->names, NAME_EVENT, c->t->text) != NULL && !cursor_see(c, "arrival")
	    && !cursor_see(c, "change")) {
		d = bind_complain(c->b, DIAG_EVENT_FALLBACK, c->t->at);
		d->text = said(c->b, "`%.*s` may never come either", STR(c->t->text));
		d->note = S("count from `arrival` or `change`");
		bind_try_instead(c->b, d, c->t, S("arrival"));
		return false;
	}
	if (!take_one_of(c, always, N(always), &which))
		return false;
	e->has_fallback = true;
	e->fallback_event = event_built_in(c->b, always[which]);
	return true;
}

static bool
event_twice(struct cursor *c, uint16_t row, uint16_t other)
{
	const struct event *e = &c->b->plan->events.at[row], *first = &c->b->plan->events.at[other];
	struct diag *d = bind_complain(c->b, DIAG_NAME_TWICE, e->at);

	d->text = said(
	    c->b, "the event `%.*s` of `%.*s` is declared twice", STR(e->name), STR(c->t[-1].text));
	d->note = S("leave out one of the two");
	d->other = first->at;
	d->other_note = S("declared here already");
	return false;
}

void
bind_event(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);
	struct event *e = &b->plan->events.at[of->row];
	struct event got = *e;
	const struct name *first = names_find(&b->names, NAME_EVENT, e->name);

	if (of->head->broken || !take_of(&c, &got))
		return;
	for (uint16_t i = first->row; i != NONE; i = b->next_event.at[i]) {
		const struct event *other = &b->plan->events.at[i];

		if (other->of == got.of && other->of_row == got.of_row && other->at.line > 0) {
			event_twice(&c, of->row, i);
			return;
		}
	}
	e->of = got.of;
	e->of_row = got.of_row;
	e->latest = cursor_say(&c, "latest");
	if (!e->latest && !cursor_say(&c, "first")) {
		bind_expected(&c, "`first` or `latest`");
		return;
	}
	if (!cursor_ended(&c) && (c.t->kind == TOKEN_SEMICOLON || c.t->kind == TOKEN_COMMA))
		c.t++;
	if (cursor_say(&c, "if it never comes") && !take_fallback(&c, e))
		return;
	cursor_finish(&c);
}

/* The clocks of one `keep` line while it is read. */
struct keeping {
	struct cursor *c;
	struct about about; /* one dataset of the line */
	struct clock clock; /* its fields left out */
};

static bool
take_term_after(struct keeping *k, struct arm *arm)
{
	return take_term(k->c, &arm->term) && cursor_want(k->c, "after")
	       && take_event(k->c, &k->about, &arm->event);
}

/* A clock that asks another record is computed anew with it: who refers to a record is
 * found by an index. */
static void
follow_refs(struct plan *plan, uint16_t cond)
{
	const struct cond *c = &plan->conds.at[cond];

	for (uint16_t i = c->first_step; i < c->first_step + c->steps; i++) {
		uint16_t via = plan->steps.at[i].via;

		if (plan->steps.at[i].op != OP_FIELD_IS || via == NONE)
			continue;
		plan->fields.at[via].marks |= MARK_FOLLOWED | MARK_INDEXED;
		plan->follows = true;
	}
}

static bool
take_arm(struct keeping *k)
{
	struct cursor *c = k->c;
	struct plan *plan = c->b->plan;
	struct arm arm = { .cond = NONE, .event = NONE };

	if (cursor_say(c, "until")) {
		if (!take_term_after(k, &arm))
			return false;
	} else if (cursor_say(c, "while")) {
		if (!take_cond(c, &k->about, &arm.cond))
			return false;
		follow_refs(plan, arm.cond);
		cursor_say_comma(c);
		if (cursor_say(c, "at most") && !take_term_after(k, &arm))
			return false;
	} else {
		return bind_expected(c, "`until`, `while` or `unstated`");
	}
	*ROW(c->b, &plan->arms) = arm;
	k->clock.arms++;
	return true;
}

static bool
take_ending(struct keeping *k)
{
	static const char *const grains[] = {
#define GRAIN(id, words, ...) words,
#include "policy/grain.def"
#undef GRAIN
	};
	struct cursor *c = k->c;
	size_t which;

	cursor_say_comma(c);
	if (cursor_say(c, "then erase"))
		return true;
	if (cursor_say(c, "then blank")) {
		k->clock.ending = END_BLANK;
		return true;
	}
	if (!cursor_say(c, "then generalise to"))
		return true;
	k->clock.ending = END_GENERALISE;
	if (!take_one_of(c, grains, N(grains), &which))
		return false;
	k->clock.grain = (enum grain)which;
	return cursor_want(c, "for") && take_term(c, &k->clock.coarse_for);
}

static bool
take_arms(struct keeping *k)
{
	struct cursor *c = k->c;

	k->clock.first_arm = (uint16_t)c->b->plan->arms.n;
	k->clock.arms = 0;
	if (cursor_say(c, "unstated"))
		return true;
	do {
		if (!take_arm(k))
			return false;
	} while (!cursor_ended(c) && c->t->kind == TOKEN_SEMICOLON && c->t++);
	return take_ending(k);
}

/* The clock of the last row is completed by what follows it. */
static bool
keep_in(struct cursor *c, uint16_t first)
{
	struct plan *plan = c->b->plan;
	uint16_t place;

	if (!take_row(c, NAME_PLACE, &place))
		return false;
	for (size_t i = first; i < plan->clocks.n; i++)
		plan->clocks.at[i].place = place;
	return true;
}

static bool
keep_reading(struct cursor *c, uint16_t first)
{
	struct plan *plan = c->b->plan;
	struct str reading;

	if (!take_text(c, "the reading", &reading))
		return false;
	for (size_t i = first; i < plan->clocks.n; i++)
		plan->clocks.at[i].reading = reading;
	return true;
}

static bool
keep_back(struct cursor *c, uint16_t first)
{
	struct plan *plan = c->b->plan;

	for (size_t i = first; i < plan->clocks.n; i++)
		plan->clocks.at[i].reaches_back = true;
	return true;
}

static const struct clause keep_clauses[] = {
	{ "in", keep_in, false },
	{ "reading", keep_reading, false },
	{ "reaches back", keep_back, false },
};

static struct fields
part_of_dataset(struct binder *b, struct fields set, uint16_t dataset)
{
	struct fields part = fields_new(b);
	const struct dataset *d = &b->plan->datasets.at[dataset];

	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++)
		if (fields_have(set, i) && (b->plan->fields.at[i].marks & MARK_PASSES) == 0)
			fields_put(part, i);
	return part;
}

/* The first field of a set from `from` on; NONE when there is none. */
static uint16_t
field_from(const struct plan *plan, struct fields set, size_t from)
{
	for (size_t f = from; f < plan->fields.n; f++) {
		if (f % 64 == 0 && set.w[f / 64] == 0)
			f += 63;
		else if (fields_have(set, (uint16_t)f))
			return (uint16_t)f;
	}
	return NONE;
}

/* A clock for each dataset: its events are the nearest ones to its records. */
static bool
keep_dataset(struct cursor *c, const struct field_list *list, uint16_t dataset)
{
	struct keeping k = { .c = c,
		.about = { .dataset = dataset, .purpose = NONE },
		.clock = { .at = list->at, .dataset = dataset, .place = NONE, .reading = S("") } };

	if (!take_arms(&k))
		return false;
	k.clock.fields = part_of_dataset(c->b, list->set, dataset);
	*ROW(c->b, &c->b->plan->clocks) = k.clock;
	return true;
}

void
bind_keep(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);
	struct field_list list;
	uint16_t first = (uint16_t)b->plan->clocks.n;
	const struct token *arms;

	if (!take_fields(&c, &list))
		return;
	arms = c.t;
	for (uint16_t f = field_from(b->plan, list.set, 0); f != NONE;) {
		uint16_t d = b->plan->fields.at[f].dataset;

		c.t = arms;
		if (!keep_dataset(&c, &list, d))
			return;
		f = field_from(b->plan, list.set,
		    (size_t)b->plan->datasets.at[d].first_field + b->plan->datasets.at[d].fields);
	}
	take_clauses(&c, keep_clauses, N(keep_clauses), first);
}

static bool
starts_at_value(const struct plan *plan, const struct clock *clock)
{
	for (uint16_t i = 0; i < clock->arms; i++) {
		uint16_t event = plan->arms.at[clock->first_arm + i].event;

		if (event != NONE && plan->events.at[event].of == EVENT_OF_FIELD)
			return true;
	}
	return false;
}

/* May the two end in one part (P5)? */
static bool
end_together(const struct field *a, const struct field *b)
{
	return (a->type == TYPE_SECRET) == (b->type == TYPE_SECRET) && a->dated == b->dated
	       && (!a->dated
		   || instant_utc(a->until).us == instant_utc(b->until).us);
}

/* A field that an earlier clock of the place has stays there: the check of the
 * clocks reports it.  In a plan for one place each has one clock. */
static bool
to_be_placed(const struct binder *b, uint16_t clock, uint16_t f)
{
	const struct plan *plan = b->plan;
	uint16_t group = plan->fields.at[f].group;

	return fields_have(plan->clocks.at[clock].fields, f)
	       && (group == NONE
		   || (b->here.n == 0
		       && plan->clocks.at[plan->groups.at[group].clock].place
			      != plan->clocks.at[clock].place));
}

/* One sealed part: `first`, and those that end as it does.  `placed`: of each
 * field the clock whose groups it was put in last. */
static void
add_group(struct binder *b, uint16_t clock, uint16_t first, uint16_t *placed)
{
	struct plan *plan = b->plan;
	uint16_t dataset = plan->clocks.at[clock].dataset;
	const struct dataset *d = &plan->datasets.at[dataset];
	const struct field *like = &plan->fields.at[first];
	struct group group = { .dataset = dataset,
		.clock = clock,
		.secret = like->type == TYPE_SECRET,
		.dated = like->dated,
		.until = like->until,
		.fields = fields_new(b),
		.of_value = starts_at_value(plan, &plan->clocks.at[clock]) };

	for (uint16_t f = first; f < d->first_field + d->fields; f++) {
		struct field *field = &plan->fields.at[f];

		if (placed[f] == clock || !end_together(like, field)
		    || !to_be_placed(b, clock, f))
			continue;
		fields_put(group.fields, f);
		placed[f] = clock;
		if (field->group == NONE)
			field->group = (uint16_t)plan->groups.n;
	}
	*ROW(b, &plan->groups) = group;
}

static void
add_groups(struct binder *b, uint16_t clock, uint16_t *placed)
{
	const struct dataset *d = &b->plan->datasets.at[b->plan->clocks.at[clock].dataset];

	for (uint16_t i = 0; i < d->fields; i++) {
		uint16_t f = (uint16_t)(d->first_field + i);

		if (placed[f] != clock && to_be_placed(b, clock, f))
			add_group(b, clock, f, placed);
	}
}

/* What passes is never held: it stands with the first group, which never has a
 * value of it (P5). */
static void
place_passing(struct binder *b, uint16_t dataset)
{
	const struct dataset *d = &b->plan->datasets.at[dataset];

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		struct field *field = &b->plan->fields.at[f];

		if ((field->marks & MARK_PASSES) == 0 || d->groups == 0)
			continue;
		field->group = d->first_group;
		fields_put(b->plan->groups.at[d->first_group].fields, f);
	}
}

/* Of a plan for one place, another place's clock ends only what no clock ends here. */
static bool
ends_here(const struct binder *b, uint16_t clock)
{
	uint16_t place = b->plan->clocks.at[clock].place;

	return b->here.n == 0 || place == NONE
	       || str_eq(b->plan->places.at[place].name, b->here);
}

/* The groups of one dataset stand together, in the order of their clocks. */
void
bind_groups(struct binder *b)
{
	struct plan *plan = b->plan;
	uint16_t *first = NEW_ARRAY(&b->sc->arena, plan->datasets.n + 1, uint16_t);
	uint16_t *next = NEW_ARRAY(&b->sc->arena, plan->clocks.n + 1, uint16_t);
	uint16_t *placed = NEW_ARRAY(&b->sc->arena, plan->fields.n + 1, uint16_t);

	for (size_t d = 0; d < plan->datasets.n; d++)
		first[d] = NONE;
	for (size_t f = 0; f < plan->fields.n; f++)
		placed[f] = NONE;
	for (size_t clock = plan->clocks.n; clock-- > 0;) {
		next[clock] = first[plan->clocks.at[clock].dataset];
		first[plan->clocks.at[clock].dataset] = (uint16_t)clock;
	}
	for (uint16_t d = 0; d < plan->datasets.n; d++) {
		plan->datasets.at[d].first_group = (uint16_t)plan->groups.n;
		for (uint16_t clock = first[d]; clock != NONE; clock = next[clock])
			if (ends_here(b, clock))
				add_groups(b, clock, placed);
		for (uint16_t clock = first[d]; clock != NONE; clock = next[clock])
			if (!ends_here(b, clock))
				add_groups(b, clock, placed);
		plan->datasets.at[d].groups =
		    (uint16_t)(plan->groups.n - plan->datasets.at[d].first_group);
		place_passing(b, d);
	}
}
