/* term/made.c -- what is derived goes with what it was made from.
 *
 * In its own record, and in records that name it.  A person's request is about
 * each field by itself, and a new value is no end: both are left alone.
 */
#include "term/made.h"

#define RECORDS_MOST 1000000 /* that name one record */

static result
end_in(struct scope *sc, struct store *store, struct str record, uint16_t field,
    struct ending_note note)
{
	struct fields one = { NEW_ARRAY(&sc->arena, store->plan->field_words, uint64_t) };
	struct lifetime *lives;
	size_t n;

	fields_put(one, field);
	TRY(vault_lifetimes(sc, store->vault, record, &lives, &n));
	for (size_t i = 0; i < n; i++)
		if (lives[i].state == LIFE_OPEN && !lives[i].held
		    && fields_have(lives[i].fields, field))
			TRY(term_end(sc, store, &lives[i], &one, note.reason, note.for_case));
	return OK;
}

static result
end_where_named(struct scope *sc, struct store *store, const struct lifetime *life, uint16_t field,
    struct ending_note note)
{
	const struct dataset *d =
	    &store->plan->datasets.at[store->plan->fields.at[field].dataset];

	for (uint16_t ref = d->first_field; ref < d->first_field + d->fields; ref++) {
		struct value by = { .field = ref, .text = life->record };
		struct str *ids;
		size_t n;

		if (store->plan->fields.at[ref].type != TYPE_REF
		    || store->plan->fields.at[ref].ref != life->dataset)
			continue;
		TRY(vault_find(sc, store->vault, store->plan->fields.at[field].dataset,
		    life->party, (struct values){ &by, 1 }, RECORDS_MOST, &ids, &n));
		for (size_t i = 0; i < n; i++)
			TRY(end_in(sc, store, ids[i], field, note));
	}
	return OK;
}

static bool
goes_on(enum erasure_reason reason)
{
	switch (reason) {
	case ERASED_TERM:
	case ERASED_GENERALISED:
	case ERASED_INSTRUCTION:
	case ERASED_NEVER:
	case ERASED_CHILD:
		return true;
	case ERASED_PERSON:
	case ERASED_REPLACED:
	case ERASED_POLICY:
	case ERASED_RESETTLED:
		break;
	}
	return false;
}

result
made_end(struct scope *sc, struct store *store, const struct lifetime *life, struct fields gone,
    struct ending_note note)
{
	const struct plan *plan = store->plan;

	if (!plan->derives || !goes_on(note.reason))
		return OK;
	for (uint16_t f = 0; f < plan->fields.n; f++) {
		uint16_t from = plan->fields.at[f].derived_from;

		if (from == NONE || !fields_have(gone, from) || fields_have(gone, f))
			continue;
		if (plan->fields.at[f].dataset == life->dataset)
			TRY(end_in(sc, store, life->record, f, note));
		else
			TRY(end_where_named(sc, store, life, f, note));
	}
	return OK;
}
