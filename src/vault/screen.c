/* vault/screen.c -- registers of numbers that must not be rung, by fingerprints. */
#include "seal/seal.h"
#include "vault/inside.h"
#include "vault/screen.h"

enum list_state { LIST_LOADING,
	LIST_COUNTS,
	LIST_GONE };

/* What is begun and not ended within a day is dropped. */
#define LOADED_WITHIN span_days(1)

static struct str
mark_of(struct scope *sc, const struct vault *v, struct str number)
{
	return seal_index(&sc->arena, v->fingerprints, S("screen"), number);
}

result
vault_screen_begin(struct scope *sc, struct vault *v, struct str name, struct instant as_of,
    int64_t *list)
{
	struct sql_register_list_last_row last;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_register_list_last(sc, v->sql, &last, &found));
	*list = found ? last.id + 1 : 1;
	return sql_register_list_add(sc, v->sql, *list, name, as_of.us, sc->now.us);
}

result
vault_screen_get(struct scope *sc, struct vault *v, int64_t list, struct screen_list *s)
{
	struct sql_register_list_get_row row;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_register_list_get(sc, v->sql, list, &row, &found));
	if (!found || row.state != LIST_LOADING)
		return fail_at(sc, E_ABSENT, S("list"), "there is no such list being loaded");
	*s = (struct screen_list){
		.id = list,
		.name = row.name,
		.as_of = { row.as_of },
		.loaded = { row.loaded },
		.numbers = row.numbers,
	};
	return OK;
}

result
vault_screen_add(
    struct scope *sc, struct vault *v, int64_t list, const struct str *numbers, size_t n)
{
	CHECK(vault_valid(v));
	for (size_t i = 0; i < n; i++)
		TRY(sql_register_number_put(sc, v->sql, list, mark_of(sc, v, numbers[i])));
	return sql_register_list_more(sc, v->sql, (int64_t)n, list);
}

result
vault_screen_end(struct scope *sc, struct vault *v, const struct screen_list *s)
{
	CHECK(vault_valid(v));
	TRY(sql_register_list_replace(sc, v->sql, s->name, s->id));
	return sql_register_list_counts(sc, v->sql, s->id);
}

result
vault_screen_newest(
    struct scope *sc, struct vault *v, struct str name, struct screen_list *s, bool *found)
{
	struct sql_register_list_newest_row row;

	CHECK(vault_valid(v));
	TRY(sql_register_list_newest(sc, v->sql, name, &row, found));
	if (*found)
		*s = (struct screen_list){
			.id = row.id,
			.name = name,
			.as_of = { row.as_of },
			.loaded = { row.loaded },
			.numbers = row.numbers,
		};
	return OK;
}

result
vault_screen_has(
    struct scope *sc, struct vault *v, const struct screen_list *s, struct str number, bool *has)
{
	struct sql_register_number_get_row row;

	CHECK(vault_valid(v));
	return sql_register_number_get(sc, v->sql, s->id, mark_of(sc, v, number), &row, has);
}

static result
next_to_drop(struct scope *sc, struct vault *v, int64_t *list, bool *found)
{
	struct instant before = instant_plus(sc->now, (struct span){ -LOADED_WITHIN.us });
	struct sql_register_list_to_drop_row row;

	CHECK(vault_valid(v));
	TRY(sql_register_list_to_drop(sc, v->sql, before.us, &row, found));
	*list = *found ? row.id : 0;
	return OK;
}

result
vault_screen_waits(struct scope *sc, struct vault *v, bool *waits)
{
	int64_t list;

	return next_to_drop(sc, v, &list, waits);
}

result
vault_screen_drop(struct scope *sc, struct vault *v, size_t most, bool *more)
{
	int64_t list;

	TRY(next_to_drop(sc, v, &list, more));
	if (!*more)
		return OK;
	TRY(sql_register_number_drop(sc, v->sql, list, (int64_t)most));
	if (sql_changes(v->sql) > 0)
		return OK;
	TRY(sql_register_list_drop(sc, v->sql, list));
	return next_to_drop(sc, v, &list, more);
}
