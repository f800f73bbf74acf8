/* vault/mend.c -- after a restore: what was erased since stays erased, and
 * index rows, which no backup holds, are made anew. */
#include "vault/inside.h"

#define MEND S("store.mend") /* set by vault_accept_restored, until mended */

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

static result
index_one(struct scope *sc, struct vault *v, int64_t id)
{
	struct lifetime life;
	struct record record;
	struct values values, key;
	bool found;

	TRY(life_load(sc, v, id, &life, &found));
	TRY(life_values(sc, v, &life, &values, &found));
	if (!found || values.n == 0)
		return OK;
	TRY(vault_record(sc, v, life.record, &record));
	TRY(record_key(sc, v, &record, &key));
	return lookup_write(sc, v, &record, id, values, key);
}

/* A scope a page: a store is larger than memory. */
static result
index_page(struct scope *sc, struct vault *v, const struct sql_life_page_rows *page)
{
	struct scope own;
	result r = OK;

	scope_begin(&own, sc->now);
	for (size_t i = 0; i < page->n && r.code == E_OK; i++)
		r = index_one(&own, v, page->at[i].id);
	if (r.code != E_OK)
		r = fail(sc, r.code, "the index cannot be made anew: %.*s", STR(own.fault.text));
	scope_end(&own);
	return r;
}

static result
make_index(struct scope *sc, struct vault *v, uint64_t *indexed)
{
	struct sql_life_page_rows page;
	int64_t after = 0;

	do {
		TRY(sql_life_page(sc, v->sql, after, VAULT_PAGE, &page));
		TRY(index_page(sc, v, &page));
		if (page.n > 0)
			after = page.at[page.n - 1].id;
		*indexed += page.n;
	} while (page.n == VAULT_PAGE);
	return sql_lookup_mark_put(sc, v->sql, v->epoch_id);
}

result
vault_mend(struct scope *sc, struct vault *v, uint64_t *ended, uint64_t *indexed)
{
	struct sql_setting_get_row mend;
	struct sql_lookup_mark_get_row mark;
	bool found;

	CHECK(vault_valid(v) && v->plan != NULL && sql_in_transaction(v->sql));
	*ended = *indexed = 0;
	TRY(sql_setting_get(sc, v->sql, MEND, &mend, &found));
	if (found) {
		TRY(end_keyless(sc, v, ended));
		TRY(sql_setting_drop(sc, v->sql, MEND));
	}
	TRY(sql_lookup_mark_get(sc, v->sql, &mark, &found));
	return found && mark.epoch == v->epoch_id ? OK : make_index(sc, v, indexed);
}
