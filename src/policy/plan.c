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
PLAN_FIND(plan_role, roles)
PLAN_FIND(plan_subject, subjects)
PLAN_FIND(plan_party, parties)
PLAN_FIND(plan_consent, consents)
PLAN_FIND(plan_hold, holds)
PLAN_FIND(plan_door, doors)

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

const struct source *
plan_sources(const struct plan *plan, uint32_t line, size_t *n)
{
	const struct source *first = NULL;

	*n = 0;
	for (size_t i = 0; i < plan->sources.n; i++) {
		const struct source *s = &plan->sources.at[i];

		if (line < s->first_line || line > s->last_line)
			continue;
		if (first == NULL)
			first = s;
		++*n;
	}
	return first;
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
