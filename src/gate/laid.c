/* gate/laid.c -- values laid over what a record holds. */
#include "gate/laid.h"
#include "gate/look.h"

result
laid_held(struct scope *sc, struct store *store, const struct record *r, struct values *held)
{
	const struct dataset *d = &store->plan->datasets.at[r->dataset];
	struct fields all = fieldset_new(sc, store->plan);

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		fieldset_add(all, f);
	return vault_read(sc, store->vault, r, all, true, held);
}

struct values
laid_over(struct scope *sc, const struct plan *plan, uint16_t dataset, struct values under,
    struct values over)
{
	const struct dataset *d = &plan->datasets.at[dataset];
	struct values laid = { .at = NEW_ARRAY(&sc->arena, d->fields, struct value) };

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		const struct value *value = values_get(over, f);

		value = value != NULL ? value : values_get(under, f);
		if (value != NULL && value->text.n > 0)
			laid.at[laid.n++] = *value;
	}
	return laid;
}

struct values
laid_news(struct scope *sc, struct values values, struct values held)
{
	struct values news = { .at = NEW_ARRAY(&sc->arena, values.n, struct value) };

	for (size_t i = 0; i < values.n; i++) {
		const struct value *was = values_get(held, values.at[i].field);

		if (!str_eq(was != NULL ? was->text : S(""), values.at[i].text)
		    || (values.at[i].flagged && was != NULL && !was->flagged))
			news.at[news.n++] = values.at[i];
	}
	return news;
}

bool
laid_spared(const struct plan *plan, const struct value *value, uint16_t purpose)
{
	uint16_t only = plan->fields.at[value->field].special_for;

	return !value->flagged || only == NONE || only == purpose
	       || plan->purposes.at[purpose].built_in;
}

static bool
fills(const struct plan *plan, struct values values, uint16_t group)
{
	for (size_t i = 0; i < values.n; i++)
		if (plan->fields.at[values.at[i].field].group == group)
			return true;
	return false;
}

void
laid_dues(struct scope *sc, const struct plan *plan, struct values values,
    const struct group_due *all, size_t n_all, struct group_due **dues, size_t *n)
{
	*dues = NEW_ARRAY(&sc->arena, n_all, struct group_due);
	*n = 0;
	for (size_t i = 0; i < n_all; i++)
		if (fills(plan, values, all[i].group))
			(*dues)[(*n)++] = all[i];
}
