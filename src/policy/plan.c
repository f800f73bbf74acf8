/* policy/plan.c -- looking up rows by name. */
#include "policy/plan.h"

#define PLAN_FIND(function, list) \
	uint16_t function(const struct plan *plan, struct str name) \
	{ \
		for (size_t i = 0; i < plan->list.n; i++) \
			if (str_eq(plan->list.at[i].name, name)) \
				return (uint16_t)i; \
		return NONE; \
	}

PLAN_FIND(plan_dataset, datasets)
PLAN_FIND(plan_purpose, purposes)
PLAN_FIND(plan_recipient, recipients)
PLAN_FIND(plan_place, places)
PLAN_FIND(plan_role, roles)
PLAN_FIND(plan_subject, subjects)
PLAN_FIND(plan_party, parties)
PLAN_FIND(plan_consent, consents)
PLAN_FIND(plan_order, orders)
PLAN_FIND(plan_hold, holds)
PLAN_FIND(plan_door, doors)

bool
plan_is_about(const struct plan *plan, uint16_t dataset, uint16_t subject)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	for (uint16_t i = 0; i < d->subjects && subject != NONE; i++)
		if (plan->dataset_subjects.at[d->first_subject + i] == subject)
			return true;
	return false;
}

bool
plan_has_ground(const struct plan *plan, uint16_t purpose, uint16_t subject)
{
	const struct purpose *p = &plan->purposes.at[purpose];

	for (uint16_t i = 0; i < p->grounds && subject != NONE; i++)
		if (plan->grounds.at[p->first_ground + i].subject == subject)
			return true;
	return false;
}

uint16_t
plan_field(const struct plan *plan, uint16_t dataset, struct str name)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	for (uint16_t i = 0; i < d->fields; i++)
		if (str_eq(plan->fields.at[d->first_field + i].name, name))
			return (uint16_t)(d->first_field + i);
	return NONE;
}

uint16_t
plan_field_full(const struct plan *plan, struct str full)
{
	struct str name, dataset = str_cut(full, '.', &name);
	uint16_t d = plan_dataset(plan, dataset);

	return d == NONE ? NONE : plan_field(plan, d, name);
}

/* The first source of a sentence that ends on `line` or later. */
static size_t
source_from(const struct plan *plan, uint32_t line)
{
	size_t from = 0, to = plan->sources.n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (plan->sources.at[middle].last_line < line)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

const struct source *
plan_sources(const struct plan *plan, uint32_t line, size_t *n)
{
	size_t first = source_from(plan, line), i = first;

	while (i < plan->sources.n && plan->sources.at[i].first_line <= line)
		i++;
	*n = i - first;
	return *n > 0 ? &plan->sources.at[first] : NULL;
}

/* Can the event be reported for a record of `dataset` (NONE: for a party)? */
static bool
event_is_of(const struct plan *plan, const struct event *e, uint16_t dataset)
{
	switch (e->of) {
	case EVENT_OF_DATASET:
		return e->of_row == dataset;
	case EVENT_OF_FIELD:
		return plan->fields.at[e->of_row].dataset == dataset;
	case EVENT_OF_PARTY:
		return dataset == NONE;
	case EVENT_OF_BUILT_IN:
		return dataset != NONE && (e->of_row == NONE || e->of_row == dataset);
	}
	return false;
}

uint16_t
plan_event(const struct plan *plan, uint16_t dataset, struct str name)
{
	for (size_t i = 0; i < plan->events.n; i++)
		if (str_eq(plan->events.at[i].name, name)
		    && event_is_of(plan, &plan->events.at[i], dataset))
			return (uint16_t)i;
	return NONE;
}

/* Two numbers that take in one row more. */
static void
take_in(uint16_t row, uint16_t *first, uint16_t *count)
{
	if (*count == 0)
		*first = row;
	*count = (uint16_t)(row - *first + 1);
}

/* A row of `never share` by what it names. */
static void
ban(struct plan *plan, const struct never *n)
{
	for (uint16_t i = 0; i < plan->fields.n; i++) {
		unsigned marks = plan->fields.at[i].marks;

		if (n->anything || (n->special && (marks & MARK_SPECIAL) != 0)
		    || (n->criminal && (marks & MARK_CRIMINAL) != 0) || fields_have(n->fields, i))
			fields_put(plan->never_shared, i);
	}
}

void
plan_index(struct plan *plan, struct arena *arena)
{
	for (uint16_t i = 0; i < plan->grants.n; i++) {
		struct role *r = &plan->roles.at[plan->grants.at[i].role];

		take_in(i, &r->first_grant, &r->grants);
	}
	for (uint16_t i = 0; i < plan->shares.n; i++) {
		struct recipient *r = &plan->recipients.at[plan->shares.at[i].recipient];

		take_in(i, &r->first_share, &r->shares);
	}
	plan->never_shared.w = NEW_ARRAY(arena, plan->field_words + 1, uint64_t);
	for (uint16_t i = 0; i < plan->nevers.n; i++)
		if (plan->nevers.at[i].act == NEVER_SHARE)
			ban(plan, &plan->nevers.at[i]);
}

/* The n-th field of that type; of a ref, one to `to`. */
static uint16_t
field_of(const struct plan *plan, uint16_t dataset, enum field_type type, uint16_t to, unsigned n)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (plan->fields.at[f].type == type && (to == NONE || plan->fields.at[f].ref == to)
		    && n-- == 0)
			return f;
	return NONE;
}

uint16_t
plan_series_time(const struct plan *plan, uint16_t dataset)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (plan->fields.at[f].type == TYPE_TIME
		    && (plan->fields.at[f].marks & MARK_REQUIRED) != 0)
			return f;
	return NONE;
}

struct tie
plan_tie(const struct plan *plan, uint16_t dataset)
{
	uint16_t other = plan->datasets.at[dataset].allocation;
	struct tie tie = { NONE, NONE, NONE, NONE, NONE };

	if (other == NONE)
		return tie;
	tie.other_ref = field_of(plan, other, TYPE_REF, NONE, 0);
	if (tie.other_ref != NONE)
		tie.ref = field_of(
		    plan, dataset, TYPE_REF, plan->fields.at[tie.other_ref].ref, 0);
	tie.time = field_of(plan, dataset, TYPE_TIME, NONE, 0);
	tie.begins = field_of(plan, other, TYPE_TIME, NONE, 0);
	tie.ends = field_of(plan, other, TYPE_TIME, NONE, 1);
	return tie;
}

uint16_t
plan_only_in(const struct plan *plan, uint16_t dataset)
{
	uint16_t place = plan->datasets.at[dataset].place;

	return place != NONE && plan->places.at[place].told == TOLD_NO ? place : NONE;
}
