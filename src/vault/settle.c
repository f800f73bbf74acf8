/* vault/settle.c -- what an earlier policy cut is cut anew (V8), and what there is
 * is counted.
 *
 * A part is resealed like after any change: new keys, new ciphertext, the old
 * lifetime `ending`, in one transaction of the data store.  So a crash leaves the old
 * part or the new ones, and a key that nothing has is collected at the start.
 */
#include "vault/inside.h"

static struct fields
others(struct scope *sc, const struct plan *plan, struct fields all, uint16_t group)
{
	struct fields rest = fields_empty(&sc->arena, plan);

	for (size_t w = 0; w < plan->field_words; w++)
		rest.w[w] = all.w[w] & ~plan->groups.at[group].fields.w[w];
	return rest;
}

static result
begin_part(struct scope *sc, struct vault *v, const struct lifetime *old,
    const struct record *record, struct values values, uint16_t group, int64_t *id)
{
	unsigned stops = old->held & HELD_BY_PERSON;
	struct values key;
	bool held;

	TRY(record_key(sc, v, record, &key));
	TRY(vault_held(sc, v, record, group, &held));
	if (held)
		stops |= HELD_BY_HOLD;
	TRY(life_begin(sc, v, record, old->policy, values, old->due, old->began, stops, id));
	if (old->coarse)
		TRY(sql_life_coarsen(sc, v->sql, *id));
	TRY(lookup_write(sc, v, record, *id, values, key));
	return events_carry(sc, v, old, *id, others(sc, v->plan, old->fields, group));
}

static result
begin_parts(struct scope *sc, struct vault *v, const struct lifetime *old, struct values values,
    struct lifetime *made, size_t *n)
{
	const struct dataset *d = &v->plan->datasets.at[old->dataset];
	struct record record;
	bool found;

	TRY(vault_record(sc, v, old->record, &record));
	for (uint16_t g = d->first_group; g < d->first_group + d->groups; g++) {
		struct values some = values_of_group(&sc->arena, v->plan, values, g);
		int64_t id;

		if (some.n == 0)
			continue;
		TRY(begin_part(sc, v, old, &record, some, g, &id));
		TRY(life_load(sc, v, id, &made[(*n)++], &found));
	}
	return OK;
}

result
vault_resettle(struct scope *sc, struct vault *v, const struct lifetime *old,
    struct lifetime **made, size_t *n)
{
	struct values values;
	bool there;

	CHECK(vault_valid(v));
	*n = 0;
	*made = NEW_ARRAY(&sc->arena, v->plan->groups.n + 1, struct lifetime);
	if (old->state != LIFE_OPEN)
		return OK;
	if (old->group == NONE)
		return vault_end(sc, v, old->id, (struct ending_note){ ERASED_POLICY, S("") });
	TRY(life_values(sc, v, old, &values, &there));
	if (there)
		TRY(begin_parts(sc, v, old, values, *made, n));
	return vault_end(sc, v, old->id, (struct ending_note){ ERASED_RESETTLED, S("") });
}

result
vault_reindex(struct scope *sc, struct vault *v, const struct lifetime *life)
{
	struct record record;
	struct values values, key;
	bool there;

	TRY(life_values(sc, v, life, &values, &there));
	if (!there)
		return OK;
	TRY(vault_record(sc, v, life->record, &record));
	TRY(record_key(sc, v, &record, &key));
	TRY(sql_lookup_drop(sc, v->sql, life->id));
	return lookup_write(sc, v, &record, life->id, values, key);
}

result
vault_lifetimes_page(struct scope *sc, struct vault *v, int64_t after, int64_t until, size_t most,
    struct lifetime **lives, size_t *n)
{
	struct sql_life_page_until_rows page;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_life_page_until(sc, v->sql, after, until, (int64_t)most, &page));
	*lives = NEW_ARRAY(&sc->arena, page.n + 1, struct lifetime);
	*n = page.n;
	for (size_t i = 0; i < page.n; i++)
		TRY(life_load(sc, v, page.at[i].id, &(*lives)[i], &found));
	return OK;
}

result
vault_lifetimes_last(struct scope *sc, struct vault *v, int64_t *id)
{
	struct sql_life_last_row row;
	bool found;

	TRY(sql_life_last(sc, v->sql, &row, &found));
	*id = found ? row.id : 0;
	return OK;
}

/* -- counted -------------------------------------------------------------------- */

#define SHAPES_MOST 4096

result
vault_shapes(struct scope *sc, struct vault *v, struct shape_held **shapes, size_t *n)
{
	struct sql_life_shapes_rows rows;

	CHECK(vault_valid(v));
	TRY(sql_life_shapes(sc, v->sql, SHAPES_MOST, &rows));
	if (rows.n == SHAPES_MOST)
		return fail(sc, E_TOO_BIG, "the store's parts are cut in over %d ways", SHAPES_MOST - 1);
	*shapes = NEW_ARRAY(&sc->arena, rows.n + 1, struct shape_held);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		(*shapes)[i] = (struct shape_held){
			rows.at[i].dataset, rows.at[i].fields, rows.at[i].lifetimes
		};
	return OK;
}

result
vault_lifetimes_shaped(struct scope *sc, struct vault *v, const struct shape_held *shape,
    int64_t after, size_t most, struct lifetime **lives, size_t *n)
{
	struct sql_life_of_shape_rows page;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_life_of_shape(
	    sc, v->sql, shape->dataset, shape->fields, after, (int64_t)most, &page));
	*lives = NEW_ARRAY(&sc->arena, page.n + 1, struct lifetime);
	*n = page.n;
	for (size_t i = 0; i < page.n; i++)
		TRY(life_load(sc, v, page.at[i].id, &(*lives)[i], &found));
	return OK;
}

result
vault_count_shapes(struct scope *sc, struct vault *v, const struct shape_held *shapes, size_t n,
    int64_t *records, int64_t *people)
{
	struct sql_counted_records_row r = { 0 };
	struct sql_counted_people_row p = { 0 };
	bool found;

	for (size_t i = 0; i < n; i++)
		TRY(sql_counted_put(sc, v->sql, shapes[i].dataset, shapes[i].fields));
	if (n > 0) {
		TRY(sql_counted_records(sc, v->sql, &r, &found));
		TRY(sql_counted_people(sc, v->sql, &p, &found));
		TRY(sql_counted_drop(sc, v->sql));
	}
	*records = r.n;
	*people = p.n;
	return OK;
}

result
vault_count_subjects(struct scope *sc, struct vault *v, struct str type, int64_t *n)
{
	struct sql_subject_count_row row = { 0 };
	bool found;

	TRY(sql_subject_count(sc, v->sql, type, &row, &found));
	*n = row.n;
	return OK;
}

result
vault_count_consents(struct scope *sc, struct vault *v, struct str consent, int64_t *n)
{
	struct sql_consent_count_row row = { 0 };
	bool found;

	TRY(sql_consent_count(sc, v->sql, consent, &row, &found));
	*n = row.n;
	return OK;
}
