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

struct fields
fields_both(const struct plan *plan, struct arena *arena, struct fields a, struct fields b)
{
	struct fields both = { arena_alloc(arena, plan->field_words * sizeof(*both.w)) };

	for (size_t i = 0; i < plan->field_words; i++)
		both.w[i] = a.w[i] & b.w[i];
	return both;
}

/* The bits of word `w` that stand for fields from `first` up to, not with, `end`. */
static uint64_t
word_mask(size_t w, size_t first, size_t end)
{
	uint64_t mask = UINT64_MAX;

	if (w == first / 64)
		mask &= UINT64_MAX << (first % 64);
	if (w == end / 64)
		mask &= ~(UINT64_MAX << (end % 64));
	return mask;
}

bool
fields_meet_dataset(const struct plan *plan, struct fields set, uint16_t dataset)
{
	size_t first = plan->datasets.at[dataset].first_field;
	size_t end = first + plan->datasets.at[dataset].fields;

	for (size_t w = first / 64; w * 64 < end; w++)
		if ((set.w[w] & word_mask(w, first, end)) != 0)
			return true;
	return false;
}
