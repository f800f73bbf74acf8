/* policy/bind_mark.c -- the marks of a field: what stands behind its type. */
#include "policy/bind.h"

static bool
mark(struct cursor *c, uint16_t field, enum field_mark mark_said)
{
	struct field *f = &c->b->plan->fields.at[field];
	struct diag *d;

	f->marks |= mark_said;
	if (mark_said != MARK_KEY && mark_said != MARK_FINDABLE)
		return true;
	f->marks |= MARK_INDEXED;
	if (f->type != TYPE_SECRET)
		return true;
	d = bind_complain(c->b, DIAG_MARK_CLASH, c->t[-1].at);
	d->text = said(c->b, "the secret `%.*s` cannot be searched for", STR(f->full));
	d->note = said(c->b, "leave out `%.*s`", STR(c->t[-1].text));
	return false;
}

#define MARK(name, bit) \
	static bool mark_##name(struct cursor *c, uint16_t field) \
	{ \
		return mark(c, field, MARK_##bit); \
	}
MARK(required, REQUIRED)
MARK(key, KEY)
MARK(findable, FINDABLE)
MARK(special, SPECIAL)
MARK(criminal, CRIMINAL)
#undef MARK

/* Values of these types are one spelling each, and are told apart by it. */
static bool
can_be_unique(enum field_type type)
{
	switch (type) {
	case TYPE_NAME:
	case TYPE_TEXT:
	case TYPE_EMAIL:
	case TYPE_PHONE:
	case TYPE_DATE:
	case TYPE_TIME:
	case TYPE_NUMBER:
	case TYPE_MONEY:
	case TYPE_MAC:
	case TYPE_IP:
	case TYPE_URL:
	case TYPE_YES_NO:
	case TYPE_ONE_OF:
	case TYPE_REF:
		return true;
	case TYPE_ADDRESS:
	case TYPE_POSITION:
	case TYPE_IMAGE:
	case TYPE_AUDIO:
	case TYPE_VIDEO:
	case TYPE_DOCUMENT:
	case TYPE_SECRET:
	case FIELD_TYPES:
		break;
	}
	return false;
}

static bool
complain_unique(struct cursor *c, struct at at, const struct field *f)
{
	struct diag *d = bind_complain(c->b, DIAG_MARK_CLASH, at);

	d->text = said(c->b, "values of `%.*s` cannot be told apart", STR(f->full));
	d->note = S("addresses, positions, pictures, sound, documents and secrets are never unique");
	return false;
}

/* `unique`, `unique within customer.campaign`. */
static bool
mark_unique(struct cursor *c, uint16_t field)
{
	struct plan *plan = c->b->plan;
	struct field *f = &plan->fields.at[field];
	struct at at = c->t[-1].at;
	struct diag *d;

	f->marks |= MARK_UNIQUE | MARK_INDEXED;
	if (!can_be_unique(f->type))
		return complain_unique(c, at, f);
	if (!cursor_say(c, "within"))
		return true;
	at = cursor_at(c);
	if (!take_row(c, NAME_FIELD, &f->unique_within))
		return false;
	if (plan->fields.at[f->unique_within].dataset != f->dataset) {
		d = bind_complain(c->b, DIAG_MARK_CLASH, at);
		d->text = said(c->b, "`%.*s` is a field of other data", STR(c->t[-1].text));
		d->note = said(c->b, "name another field of `%.*s`",
		    STR(plan->datasets.at[f->dataset].name));
		return false;
	}
	plan->fields.at[f->unique_within].marks |= MARK_INDEXED;
	return can_be_unique(plan->fields.at[f->unique_within].type)
	       || complain_unique(c, at, &plan->fields.at[f->unique_within]);
}

/* `url without query`. */
static bool
mark_no_query(struct cursor *c, uint16_t field)
{
	struct field *f = &c->b->plan->fields.at[field];
	struct diag *d;

	f->marks |= MARK_NO_QUERY;
	if (f->type == TYPE_URL)
		return true;
	d = bind_complain(c->b, DIAG_MARK_CLASH, cursor_span(c->t[-2].at, c));
	d->text = said(c->b, "`%.*s` is no url, and has no query", STR(f->full));
	d->note = S("leave out `without query`, or give the field the type url");
	return false;
}

static bool
mark_until(struct cursor *c, uint16_t field)
{
	struct field *f = &c->b->plan->fields.at[field];

	f->dated = take_date(c, &f->until);
	return f->dated;
}

/* Does a record of this data name the record that it is derived from? */
static uint16_t
ref_to(const struct plan *plan, uint16_t dataset, uint16_t to)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++)
		if (plan->fields.at[i].type == TYPE_REF && plan->fields.at[i].ref == to)
			return i;
	return NONE;
}

static bool
derived_is_near(struct cursor *c, struct at at, const struct field *f)
{
	struct plan *plan = c->b->plan;
	const struct field *from = &plan->fields.at[f->derived_from];
	uint16_t ref = NONE;
	struct diag *d;

	if (from->dataset == f->dataset)
		return true;
	ref = ref_to(plan, f->dataset, from->dataset);
	if (ref != NONE) {
		plan->fields.at[ref].marks |= MARK_INDEXED;
		return true;
	}
	d = bind_complain(c->b, DIAG_DERIVED_FAR, at);
	d->text = said(c->b, "a record of `%.*s` does not name a record of `%.*s`",
	    STR(plan->datasets.at[f->dataset].name), STR(plan->datasets.at[from->dataset].name));
	d->note = said(c->b, "add a field of the type `ref %.*s`",
	    STR(plan->datasets.at[from->dataset].name));
	return false;
}

static bool
mark_derived(struct cursor *c, uint16_t field)
{
	struct field *f = &c->b->plan->fields.at[field];
	struct at at = cursor_at(c);
	struct diag *d;

	if (!take_row(c, NAME_FIELD, &f->derived_from))
		return false;
	for (uint16_t from = f->derived_from, steps = 0; from != NONE && steps < PLAN_FIELDS_MAX;
	     steps++) {
		if (from != field) {
			from = c->b->plan->fields.at[from].derived_from;
			continue;
		}
		d = bind_complain(c->b, DIAG_DERIVED_LOOP, at);
		d->text = said(c->b, "`%.*s` is derived from itself", STR(f->full));
		f->derived_from = NONE;
		return false;
	}
	c->b->plan->derives = true;
	return derived_is_near(c, at, f);
}

/* `if special, only for answer`. */
static bool
mark_if_special(struct cursor *c, uint16_t field)
{
	cursor_say_comma(c);
	return cursor_want(c, "only for")
	       && take_row(c, NAME_PURPOSE, &c->b->plan->fields.at[field].special_for);
}

/* A field that is never held has nothing that a record is known or found by. */
static bool
mark_passes(struct cursor *c, uint16_t field)
{
	struct field *f = &c->b->plan->fields.at[field];
	struct diag *d;

	f->marks |= MARK_PASSES;
	if (f->type != TYPE_REF && (f->marks & (MARK_REQUIRED | MARK_INDEXED)) == 0)
		return true;
	d = bind_complain(c->b, DIAG_MARK_CLASH, c->t[-1].at);
	d->text = said(c->b, "`%.*s` passes, and is never held", STR(f->full));
	d->note = S("it cannot be required, searched for, unique, or name another record");
	return false;
}

static bool
mark_only_while(struct cursor *c, uint16_t field)
{
	struct field *f = &c->b->plan->fields.at[field];
	struct about about = { .dataset = f->dataset, .purpose = NONE };

	return take_cond(c, &about, &f->only_while);
}

static bool
mark_off_unless(struct cursor *c, uint16_t field)
{
	struct field *f = &c->b->plan->fields.at[field];
	struct about about = { .dataset = f->dataset, .purpose = NONE };

	if (cond_see(c))
		return take_cond(c, &about, &f->off_cond);
	return take_row(c, NAME_CONSENT, &f->off_unless);
}

static const struct clause marks[] = {
	{ "required", mark_required, false },
	{ "key", mark_key, false },
	{ "findable", mark_findable, false },
	{ "unique", mark_unique, false },
	{ "without query", mark_no_query, false },
	{ "until", mark_until, false },
	{ "special", mark_special, false },
	{ "criminal", mark_criminal, false },
	{ "if special", mark_if_special, false },
	{ "derived from", mark_derived, false },
	{ "passes", mark_passes, false },
	{ "only while", mark_only_while, false },
	{ "off unless", mark_off_unless, false },
};

/* `only while COND` of the data, on the heading's line or under it. */
static void
data_condition(struct cursor *c, uint16_t row)
{
	struct about about = { .dataset = row, .purpose = NONE };

	while (!cursor_ended(c) && !cursor_see(c, "only while"))
		c->t++;
	if (cursor_say(c, "only while")
	    && take_cond(c, &about, &c->b->plan->datasets.at[row].only_while))
		cursor_finish(c);
}

/* Allocations are found by the machine that they name. */
static void
index_allocation(struct binder *b, uint16_t dataset)
{
	struct tie tie = plan_tie(b->plan, dataset);

	if (tie.other_ref != NONE)
		b->plan->fields.at[tie.other_ref].marks |= MARK_INDEXED;
}

static void
holds_something(struct binder *b, const struct dataset *d)
{
	struct diag *message;

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if ((b->plan->fields.at[f].marks & MARK_PASSES) == 0)
			return;
	if (d->fields == 0)
		return; /* complained of when it was declared */
	message = bind_complain(b, DIAG_DATA_EMPTY, d->at);
	message->text = said(b, "`%.*s` holds nothing: all of it passes", STR(d->name));
	message->note = S("add a field that says what it goes with");
}

void
bind_dataset_marks(struct binder *b, struct section *of)
{
	struct dataset *d = &b->plan->datasets.at[of->row];
	struct cursor head = cursor_after_name(b, of);

	if (!of->head->broken)
		data_condition(&head, of->row);
	for (size_t i = 1; i <= of->under; i++) {
		const struct sentence *s = of->head + i;
		struct cursor c = cursor_of(b, of, s);
		uint16_t field;
		uint64_t said_already = 0;

		if (s->kind != SENTENCE_DETAIL || s->broken)
			continue;
		if (bind_is_data_clause(&c)) {
			data_condition(&c, of->row);
			continue;
		}
		field = bind_declared_here(b, d, c.t);
		if (field == NONE || !bind_skip_type(&c, &b->plan->fields.at[field]))
			continue;
		(void)take_clause_line(
		    &c, marks, N(marks), field, &said_already); /* N1: complained */
	}
	holds_something(b, d);
	index_allocation(b, of->row);
}
