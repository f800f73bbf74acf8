/* vault/mend.c -- after a restore: what was erased since stays erased, and
 * index rows, which no backup holds, are made anew. */
#include "vault/epoch.h"
#include "vault/inside.h"

#define MEND S("store.mend") /* set by vault_accept_restored, until mended */
#define REMADE S("index.remade") /* up to which lifetime, while the index is made anew */

static result
mark_restored(struct scope *sc, struct vault *v)
{
	TRY(sql_begin(sc, v->sql));
	TRY(sql_setting_put(sc, v->sql, MEND, S("yes")));
	return sql_commit(sc, v->sql);
}

static result
accept_head(struct scope *sc, struct vault *v)
{
	struct sql_entry_head_row head = { .hash = S("") };
	struct hash hash = { 0 };
	bool found;

	TRY(sql_entry_head(sc, v->sql, &head, &found));
	if (found && !hash_of_str(head.hash, &hash))
		return fail(sc, E_DAMAGED, "the newest entry of the ledger cannot be read");
	return vault_keys_note_head(sc, v, (uint64_t)head.seq, hash.b); /* seq is never negative */
}

result
vault_accept_restored(struct scope *sc, struct str dir, const struct root *root)
{
	struct vault *v;
	result r = vault_open_any(sc, dir, root, &v);

	if (r.code == E_OK)
		r = mark_restored(sc, v);
	if (r.code == E_OK)
		r = accept_head(sc, v);
	vault_close(v);
	return r;
}

static result
end_if_keyless(struct scope *sc, struct vault *v, int64_t id, uint64_t *ended)
{
	struct sql_keys_get_row row;
	bool found;

	TRY(sql_keys_get(sc, v->keys, id, &row, &found));
	if (found)
		return OK;
	(*ended)++;
	return vault_end(sc, v, id, (struct ending_note){ ERASED_TERM, S("") });
}

static result
end_keyless(struct scope *sc, struct vault *v, uint64_t *ended)
{
	struct sql_life_page_rows page;
	int64_t after = 0;

	do {
		TRY(sql_life_page(sc, v->sql, after, VAULT_PAGE, &page));
		for (size_t i = 0; i < page.n; i++)
			TRY(end_if_keyless(sc, v, after = page.at[i].id, ended));
	} while (page.n == VAULT_PAGE);
	return OK;
}

static bool
any_indexed(const struct plan *plan, const struct lifetime *life)
{
	for (uint16_t i = 0; i < plan->fields.n; i++)
		if (fields_have(life->fields, i)
		    && (plan->fields.at[i].marks & MARK_INDEXED) != 0)
			return true;
	return false;
}

static result
index_one(struct scope *sc, struct vault *v, int64_t id)
{
	struct lifetime life;
	struct record record;
	struct values values, key;
	bool found;

	TRY(life_load(sc, v, id, &life, &found));
	if (!any_indexed(v->plan, &life))
		return OK;
	TRY(life_values(sc, v, &life, &values, &found));
	if (!found || values.n == 0)
		return OK;
	TRY(vault_record(sc, v, life.record, &record));
	TRY(record_key(sc, v, &record, &key));
	return lookup_write(sc, v, &record, id, values, key);
}

/* A scope a page: a store is larger than memory.  `again`: there may be rows already. */
static result
index_page(struct scope *sc, struct vault *v, const struct sql_life_page_rows *page, bool again)
{
	struct scope own;
	result r = OK;

	scope_begin(&own, sc->now);
	for (size_t i = 0; i < page->n && r.code == E_OK; i++) {
		if (again)
			r = sql_lookup_drop(&own, v->sql, page->at[i].id);
		if (r.code == E_OK)
			r = index_one(&own, v, page->at[i].id);
	}
	return scope_end_within(
	    &own, sc, fail_in_front(&own, r, "the index cannot be made anew"));
}

/* All rows are of this epoch's key. */
static result
mark_index(struct scope *sc, struct vault *v)
{
	TRY(sql_setting_drop(sc, v->sql, REMADE));
	TRY(sql_lookup_mark_clear(sc, v->sql));
	return sql_lookup_mark_put(sc, v->sql, v->epoch_id);
}

static result
make_index(struct scope *sc, struct vault *v, uint64_t *indexed)
{
	struct sql_life_page_rows page;
	int64_t after = 0;

	TRY(sql_lookup_clear(sc, v->sql));
	do {
		TRY(sql_life_page(sc, v->sql, after, VAULT_PAGE, &page));
		TRY(index_page(sc, v, &page, false));
		if (page.n > 0)
			after = page.at[page.n - 1].id;
		*indexed += page.n;
	} while (page.n == VAULT_PAGE);
	return mark_index(sc, v);
}

/* After a restore nobody knows of which key the rows are; while an index is made anew, the
 * next step goes on with that (V19). */
static result
mend_index(struct scope *sc, struct vault *v, bool restored, uint64_t *indexed)
{
	struct sql_lookup_mark_get_row mark;
	bool found;

	TRY(sql_lookup_mark_get(sc, v->sql, &mark, &found));
	if (found && (mark.epoch == v->epoch_id || (v->former_index != NULL && !restored)))
		return OK;
	return make_index(sc, v, indexed);
}

result
vault_mend(struct scope *sc, struct vault *v, uint64_t *ended, uint64_t *indexed)
{
	struct sql_setting_get_row mend;
	bool found;

	CHECK(vault_valid(v) && v->plan != NULL && sql_in_transaction(v->sql));
	*ended = *indexed = 0;
	TRY(sql_setting_get(sc, v->sql, MEND, &mend, &found));
	if (found) {
		TRY(end_keyless(sc, v, ended));
		TRY(sql_setting_drop(sc, v->sql, MEND));
	}
	return mend_index(sc, v, found, indexed);
}

/* -- while an epoch follows another ---------------------------------------------- */

static result
remade_until(struct scope *sc, struct vault *v, int64_t *after)
{
	struct sql_setting_get_row row;
	bool found;

	*after = 0;
	TRY(sql_setting_get(sc, v->sql, REMADE, &row, &found));
	if (found && !str_to_i64(row.value, after))
		return fail(sc, E_DAMAGED, "how far the index was made anew cannot be read");
	return OK;
}

result
vault_remake(struct scope *sc, struct vault *v, size_t most, bool *more)
{
	struct sql_lookup_mark_get_row mark;
	struct sql_life_page_rows page;
	int64_t after;
	bool found;

	CHECK(vault_valid(v) && v->plan != NULL && sql_in_transaction(v->sql) && most > 0);
	TRY(sql_lookup_mark_get(sc, v->sql, &mark, &found));
	*more = !found || mark.epoch != v->epoch_id;
	if (!*more)
		return OK;
	TRY(remade_until(sc, v, &after));
	TRY(sql_life_page(sc, v->sql, after, (int64_t)most, &page));
	TRY(index_page(sc, v, &page, true));
	*more = page.n == most;
	if (!*more)
		return mark_index(sc, v);
	return sql_setting_put(sc, v->sql, REMADE,
	    str_printf(&sc->arena, "%lld", (long long)page.at[page.n - 1].id));
}

/* -- on trial ---------------------------------------------------------------------- */

static result
open_page(
    struct scope *sc, struct vault *v, const struct sql_life_page_rows *page, uint64_t *opened)
{
	struct scope own;
	result r = OK;

	scope_begin(&own, sc->now);
	for (size_t i = 0; i < page->n && r.code == E_OK; i++) {
		struct lifetime life;
		struct values values;
		bool found;

		r = life_load(&own, v, page->at[i].id, &life, &found);
		if (r.code == E_OK)
			r = life_values(&own, v, &life, &values, &found);
		*opened += r.code == E_OK && found;
	}
	return scope_end_within(&own, sc, r);
}

result
vault_open_all(struct scope *sc, struct vault *v, uint64_t *opened)
{
	struct sql_life_page_rows page;
	int64_t after = 0;

	CHECK(vault_valid(v) && v->plan != NULL);
	*opened = 0;
	do {
		TRY(sql_life_page(sc, v->sql, after, VAULT_PAGE, &page));
		TRY(open_page(sc, v, &page, opened));
		if (page.n > 0)
			after = page.at[page.n - 1].id;
	} while (page.n == VAULT_PAGE);
	return OK;
}
