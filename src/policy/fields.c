/* policy/fields.c -- sets of fields. */
#include "policy/plan.h"

bool
fields_have(struct fields set, uint16_t field)
{
	return (set.w[field / 64] >> (field % 64) & 1) != 0;
}

void
fields_put(struct fields set, uint16_t field)
{
	set.w[field / 64] |= (uint64_t)1 << (field % 64);
}

bool
fields_none(const struct plan *plan, struct fields set)
{
	for (size_t i = 0; i < plan->field_words; i++)
		if (set.w[i] != 0)
			return false;
	return true;
}

bool
fields_within(const struct plan *plan, struct fields inner, struct fields outer)
{
	for (size_t i = 0; i < plan->field_words; i++)
		if ((inner.w[i] & ~outer.w[i]) != 0)
			return false;
	return true;
}

bool
fields_meet(const struct plan *plan, struct fields a, struct fields b)
{
	for (size_t i = 0; i < plan->field_words; i++)
		if ((a.w[i] & b.w[i]) != 0)
			return true;
	return false;
}

bool
fields_meet_dataset(const struct plan *plan, struct fields set, uint16_t dataset)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	for (uint16_t i = 0; i < d->fields; i++)
		if (fields_have(set, (uint16_t)(d->first_field + i)))
			return true;
	return false;
}
