/* policy/form.c -- which forms a policy makes, and what each asks. */
#include "policy/cond.h"
#include "policy/form.h"

/* -- doors ------------------------------------------------------------------------ */

static bool
serves_forms(const struct door_rule *door)
{
#define BUILT_FORMS(word) \
	if (str_eq(door->name, S(word))) \
		return (door->from & FROM_ANYONE) != 0;
#include "policy/unbuilt.def"
#undef BUILT_FORMS
	return false;
}

/* -- fields ------------------------------------------------------------------------ */

/* What a person can type into a page, and nobody else has to know for them. */
static bool
is_typed(enum field_type type)
{
	switch (type) {
	case TYPE_NAME:
	case TYPE_TEXT:
	case TYPE_EMAIL:
	case TYPE_PHONE:
	case TYPE_ADDRESS:
	case TYPE_DATE:
	case TYPE_TIME:
	case TYPE_NUMBER:
	case TYPE_URL:
	case TYPE_YES_NO:
	case TYPE_ONE_OF:
		return true;
	case TYPE_MONEY:
	case TYPE_MAC:
	case TYPE_IP:
	case TYPE_POSITION:
	case TYPE_IMAGE:
	case TYPE_AUDIO:
	case TYPE_VIDEO:
	case TYPE_DOCUMENT:
	case TYPE_REF:
	case TYPE_SECRET:
	case FIELD_TYPES:
		break;
	}
	return false;
}

static bool
is_address(enum field_type type)
{
	return type == TYPE_EMAIL || type == TYPE_PHONE || type == TYPE_ADDRESS;
}

static bool
is_off(const struct field *f)
{
	return f->off_unless != NONE || f->off_cond != NONE;
}

/* O1: `unique` would tell a stranger who is known. */
static bool
may_be_asked(const struct field *f)
{
	return is_typed(f->type) && !is_off(f) && f->derived_from == NONE
	       && (f->marks & (MARK_PASSES | MARK_UNIQUE)) == 0;
}

bool
form_asks(const struct plan *plan, const struct form *form, uint16_t field)
{
	const struct field *f = &plan->fields.at[field];

	return f->dataset == form->dataset && may_be_asked(f)
	       && fields_have(plan->purposes.at[form->purpose].uses, field);
}

/* O1, O2 */
static bool
fields_stand(const struct plan *plan, const struct form *form)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];
	bool reached = false;

	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++) {
		const struct field *f = &plan->fields.at[i];
		bool used = fields_have(plan->purposes.at[form->purpose].uses, i);

		if (((f->marks & MARK_REQUIRED) != 0 && !form_asks(plan, form, i))
		    || (used && is_off(f)))
			return false;
		reached = reached || (is_address(f->type) && form_asks(plan, form, i));
	}
	return reached;
}

/* -- what may be so of a stranger (O3) ----------------------------------------------- */

struct stranger {
	const struct plan *plan;
	const struct form *form;
	bool (*yes)(const void *of, uint16_t consent);
	const void *of;
};

/* A part of a condition: can it be so, can it be otherwise? */
struct maybe {
	bool so, not_so;
};

static struct maybe
part_of(const struct stranger *s, const struct step *step)
{
	const struct maybe never = { false, true }, either = { true, true };

	switch (step->op) {
	case OP_FIELD_IS:
		return step->via == NONE && form_asks(s->plan, s->form, step->a) ? either : never;
	case OP_CONSENT:
		return s->yes(s->of, step->a) ? either : never;
	case OP_PARTY_IS:
	case OP_PARTY_FACT:
	case OP_STATE:
	case OP_HAPPENED:
	case OP_WITHIN:
	case OP_SOFT_WITHIN:
	case OP_NOT:
	case OP_AND:
	case OP_OR:
		break;
	}
	return never;
}

static struct maybe
joined(enum op op, struct maybe left, struct maybe right)
{
	if (op == OP_AND)
		return (struct maybe){ left.so && right.so, left.not_so || right.not_so };
	return (struct maybe){ left.so || right.so, left.not_so && right.not_so };
}

static bool
may_hold(const struct stranger *s, uint16_t cond)
{
	struct maybe stack[COND_STEPS_MAX];
	const struct cond *c = &s->plan->conds.at[cond];
	size_t n = 0;

	for (uint16_t i = c->first_step; i < c->first_step + c->steps; i++) {
		const struct step *step = &s->plan->steps.at[i];

		if (step->op == OP_NOT)
			stack[n - 1] = (struct maybe){ stack[n - 1].not_so, stack[n - 1].so };
		else if (step->op == OP_AND || step->op == OP_OR)
			n--, stack[n - 1] = joined(step->op, stack[n - 1], stack[n]);
		else
			stack[n++] = part_of(s, step);
	}
	return stack[0].so;
}

/* -- grounds -------------------------------------------------------------------------- */

static bool
ground_stands(const struct stranger *s, const struct ground *g)
{
	if (g->basis == BASIS_CONSENT)
		return s->yes(s->of, g->consent);
	return g->basis != BASIS_INSTRUCTION && g->basis != BASIS_DECLARED && g->party == NONE;
}

static bool
has_ground(const struct stranger *s, uint16_t subject)
{
	const struct purpose *p = &s->plan->purposes.at[s->form->purpose];

	for (uint16_t i = p->first_ground; i < p->first_ground + p->grounds; i++)
		if (s->plan->grounds.at[i].subject == subject
		    && ground_stands(s, &s->plan->grounds.at[i]))
			return true;
	return false;
}

static bool
purpose_stands(const struct stranger *s)
{
	const struct purpose *p = &s->plan->purposes.at[s->form->purpose];
	const struct dataset *d = &s->plan->datasets.at[s->form->dataset];
	bool ground = false;

	for (uint16_t i = 0; i < d->subjects; i++)
		ground = ground
			 || has_ground(s, s->plan->dataset_subjects.at[d->first_subject + i]);
	return ground && (p->only_while == NONE || may_hold(s, p->only_while))
	       && (p->with_consent == NONE || may_hold(s, p->with_consent))
	       && (d->only_while == NONE || may_hold(s, d->only_while));
}

bool
form_stands(const struct plan *plan, const struct form *form,
    bool (*yes)(const void *, uint16_t), const void *of)
{
	const struct stranger s = { plan, form, yes, of };

	return purpose_stands(&s);
}

/* -- consents (O4) ---------------------------------------------------------------------- */

/* By a page and a press: what else it asks for, nobody can give here. */
static bool
can_be_given(const struct plan *plan, const struct consent *c)
{
	static const char *const words[] = { "wording", "time", "ip", "address", "click" };

	if (c->for_each_call || c->for_each_recipient || c->asked_as.n == 0)
		return false;
	for (uint16_t i = 0; i < c->evidences; i++) {
		bool known = false;

		for (size_t k = 0; k < N(words); k++)
			known = known || str_eq(plan->words.at[c->first_evidence + i], str_of(words[k]));
		if (!known)
			return false;
	}
	return true;
}

uint16_t
form_source(const struct plan *plan, const struct form *form, uint16_t field)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];
	const struct field *wanted = &plan->fields.at[field];

	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++)
		if (form_asks(plan, form, i) && plan->fields.at[i].type == wanted->type
		    && str_eq(plan->fields.at[i].name, wanted->name))
			return i;
	return NONE;
}

/* Is what the form asks for enough for a record of that data, for that purpose? */
static bool
is_enough_for(const struct plan *plan, const struct form *form, uint16_t purpose, uint16_t other)
{
	const struct dataset *d = &plan->datasets.at[other];
	bool any = false;

	if (d->party != NONE || d->all_subjects || d->allocation != NONE)
		return false;
	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++) {
		if ((plan->fields.at[i].marks & (MARK_REQUIRED | MARK_KEY)) == 0)
			continue;
		if (!fields_have(plan->purposes.at[purpose].uses, i)
		    || !may_be_asked(&plan->fields.at[i]) || form_source(plan, form, i) == NONE)
			return false;
		any = true;
	}
	return any;
}

static uint16_t
made_with(const struct plan *plan, const struct form *form, uint16_t purpose)
{
	const struct door_rule *door = &plan->doors.at[form->door];

	for (uint16_t i = 0; i < door->datasets; i++) {
		uint16_t other = plan->door_datasets.at[door->first_dataset + i];

		if (other != form->dataset && is_enough_for(plan, form, purpose, other))
			return other;
	}
	return NONE;
}

static bool
uses_the_form(const struct plan *plan, const struct form *form, uint16_t purpose)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];

	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++)
		if (form_asks(plan, form, i) && fields_have(plan->purposes.at[purpose].uses, i))
			return true;
	return false;
}

bool
form_asks_consent(
    const struct plan *plan, const struct form *form, uint16_t consent, uint16_t *with)
{
	const struct consent *c = &plan->consents.at[consent];

	*with = NONE;
	if (!can_be_given(plan, c))
		return false;
	if (uses_the_form(plan, form, c->purpose))
		return true;
	if (plan->purposes.at[c->purpose].marketing != 0)
		*with = made_with(plan, form, c->purpose);
	return *with != NONE;
}

/* -- forms ------------------------------------------------------------------------------ */

static bool
every_box(const void *of, uint16_t consent)
{
	const struct stranger *s = of;
	uint16_t with;

	return form_asks_consent(s->plan, s->form, consent, &with);
}

bool
form_about(const struct plan *plan, const struct form *form, uint16_t subject)
{
	struct stranger s = { plan, form, every_box, &s };

	return has_ground(&s, subject);
}

static bool
is_form(const struct plan *plan, const struct form *form)
{
	const struct dataset *d = &plan->datasets.at[form->dataset];
	const struct purpose *p = &plan->purposes.at[form->purpose];
	struct stranger s = { plan, form, every_box, &s };

	return !d->built_in && d->party == NONE && d->subjects > 0 && !d->all_subjects
	       && d->allocation == NONE && !p->built_in && p->needs == 0 && p->as_totals_of == 0
	       && !p->as_pseudonyms && fields_stand(plan, form) && purpose_stands(&s);
}

static bool
of_data(const struct plan *plan, struct form *form)
{
	while (++form->purpose < plan->purposes.n)
		if (is_form(plan, form))
			return true;
	return false;
}

static bool
of_door(const struct plan *plan, struct form *form, bool goes_on)
{
	const struct door_rule *door = &plan->doors.at[form->door];
	bool found = !goes_on;

	if (!serves_forms(door))
		return false;
	for (uint16_t i = 0; i < door->datasets; i++) {
		uint16_t dataset = plan->door_datasets.at[door->first_dataset + i];

		if (!found && dataset != form->dataset)
			continue;
		if (found) {
			form->dataset = dataset;
			form->purpose = NONE; /* and the one after it is the first */
		}
		found = true;
		if (of_data(plan, form))
			return true;
	}
	return false;
}

bool
form_next(const struct plan *plan, struct form *form)
{
	bool goes_on = form->door != NONE;

	for (form->door = goes_on ? form->door : 0; form->door < plan->doors.n; form->door++) {
		if (of_door(plan, form, goes_on))
			return true;
		goes_on = false;
	}
	return false;
}

bool
form_find(const struct plan *plan, uint16_t dataset, uint16_t purpose, struct form *form)
{
	*form = (struct form){ NONE, NONE, NONE };
	while (form_next(plan, form))
		if (form->dataset == dataset && form->purpose == purpose)
			return true;
	return false;
}
