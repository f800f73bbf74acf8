/* policy/fields.c -- sets of fields. */
#include "policy/plan.h"

bool
fields_have(struct fields set, uint16_t field)
{
	return (set.w[field / 64] >> (field % 64) & 1) != 0;
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
