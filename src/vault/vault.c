/* vault/vault.c -- the two files of a store: made, opened, closed. */
#include "base/json.h"
#include "sys/file.h"
#include "sys/ulid.h"
#include "vault/inside.h"

#define DATA_FILE S("data.db")

bool
vault_valid(const struct vault *v)
{
	return v != NULL && v->magic == VAULT_MAGIC;
}

static result
refuse_existing(struct scope *sc, struct str dir)
{
	if (file_exists(sc, path_join(&sc->arena, dir, DATA_FILE))
	    || file_exists(sc, path_join(&sc->arena, dir, KEYS_FILE)))
		return fail(
		    sc, E_STATE, "there is a store in this folder already; choose another folder");
	return OK;
}

static result
make_rows(struct scope *sc, struct sql *sql, struct str store, bool rehearsal)
{
	TRY(sql_begin(sc, sql));
	TRY(sql_setting_put(sc, sql, S("store.id"), store));
	TRY(sql_setting_put(sc, sql, S("store.made"), instant_print(&sc->arena, sc->now)));
	TRY(sql_setting_put(sc, sql, S("store.rehearsal"), rehearsal ? S("yes") : S("no")));
	TRY(sql_lookup_mark_put(sc, sql, 1));
	return sql_commit(sc, sql);
}

/* keys.db first: a data store without keys could never be opened. */
result
vault_create(
    struct scope *sc, struct str dir, const struct root *root, bool rehearsal, struct str *store_id)
{
	struct sql *sql = NULL;
	struct str id = ulid_new(&sc->arena, sc->now);
	result r;

	TRY(refuse_existing(sc, dir));
	TRY(sql_open(sc, path_join(&sc->arena, dir, KEYS_FILE), SQL_KEYS, true, &sql));
	r = keys_make(sc, sql, id, root);
	sql_close(sql);
	TRY(r);
	TRY(sql_open(sc, path_join(&sc->arena, dir, DATA_FILE), SQL_DATA, true, &sql));
	r = make_rows(sc, sql, id, rehearsal);
	sql_close(sql);
	TRY(r);
	*store_id = id;
	return OK;
}

static result
open_one(struct scope *sc, struct str dir, struct str name, enum sql_store store, struct sql **sql)
{
	result r = sql_open(sc, path_join(&sc->arena, dir, name), store, false, sql);

	if (r.code == E_ABSENT)
		return fail(sc, E_ABSENT, "there is no `%.*s` in the store's folder%s", STR(name),
		    store == SQL_KEYS ? "; recover it with `bailee keys recover`" : "");
	return r;
}

static result
read_identity(struct scope *sc, struct vault *v)
{
	struct sql_setting_get_row id, rehearsal;
	struct sql_keys_setting_get_row keys_id;
	bool has_id, has_rehearsal, has_keys_id;

	TRY(sql_setting_get(sc, v->sql, S("store.id"), &id, &has_id));
	TRY(sql_setting_get(sc, v->sql, S("store.rehearsal"), &rehearsal, &has_rehearsal));
	TRY(sql_keys_setting_get(sc, v->keys, S("store.id"), &keys_id, &has_keys_id));
	if (!has_id || !has_rehearsal || !has_keys_id)
		return fail(sc, E_DAMAGED,
		    "the store was not made to the end; make it again in an empty folder");
	if (!str_eq(id.value, keys_id.value))
		return fail(sc, E_STATE,
		    "keys.db belongs to another store than data.db; bring the two together again");
	v->id = str_dup(&v->arena, id.value);
	v->rehearsal = str_eq(rehearsal.value, S("yes"));
	return OK;
}

static result
open_files(struct scope *sc, struct vault *v, struct str dir, const struct root *root)
{
	v->dir = str_dup(&v->arena, dir);
	TRY(open_one(sc, dir, DATA_FILE, SQL_DATA, &v->sql));
	TRY(open_one(sc, dir, KEYS_FILE, SQL_KEYS, &v->keys));
	TRY(read_identity(sc, v));
	return keys_begin(sc, v, root);
}

static struct vault *
vault_new(void)
{
	struct arena arena = { 0 };
	struct vault *v = NEW(&arena, struct vault);

	v->magic = VAULT_MAGIC;
	v->arena = arena;
	return v;
}

/* What keys.db last noted of the ledger, and what data.db has there. */
struct heads {
	int64_t noted;
	struct str noted_hash;
	int64_t held;
	struct str held_hash; /* of entry `noted`; empty when it was pruned */
};

static result
read_heads(struct scope *sc, struct vault *v, struct heads *h)
{
	struct sql_keys_setting_get_row seq, hash;
	struct sql_entry_head_row head;
	struct sql_entry_page_rows page;
	bool has_seq, has_hash, has_head;

	*h = (struct heads){ 0 };
	TRY(sql_keys_setting_get(sc, v->keys, S("ledger.seq"), &seq, &has_seq));
	TRY(sql_keys_setting_get(sc, v->keys, S("ledger.hash"), &hash, &has_hash));
	TRY(sql_entry_head(sc, v->sql, &head, &has_head));
	if (has_head)
		h->held = head.seq;
	if (!has_seq)
		return OK;
	if (!has_hash || !str_to_i64(seq.value, &h->noted))
		return fail(sc, E_DAMAGED, "what keys.db notes of the ledger cannot be read");
	h->noted_hash = hash.value;
	TRY(sql_entry_page(sc, v->sql, h->noted - 1, 1, &page));
	if (page.n == 1 && page.at[0].seq == h->noted)
		h->held_hash = hex_encode(&sc->arena, page.at[0].hash.p, page.at[0].hash.n);
	return OK;
}

/* An old backup beside live keys must not destroy them. */
static result
refuse_older_data(struct scope *sc, struct vault *v)
{
	struct heads h;

	TRY(read_heads(sc, v, &h));
	if (h.held < h.noted)
		return fail(sc, E_STATE,
		    "the data store is older than its keys have seen (entry %lld of %lld); "
		    "put the newer one back, or take this one with `bailee restore`",
		    (long long)h.held, (long long)h.noted);
	if (h.held_hash.n > 0 && !str_eq(h.held_hash, h.noted_hash))
		return fail(sc, E_STATE,
		    "the data store went another way than its keys have seen (entry %lld differs); "
		    "put the right one back, or take this one with `bailee restore`",
		    (long long)h.noted);
	return OK;
}

result
vault_open_any(struct scope *sc, struct str dir, const struct root *root, struct vault **vault)
{
	struct vault *v = vault_new();
	result r = open_files(sc, v, dir, root);

	*vault = r.code == E_OK ? v : NULL;
	if (r.code != E_OK)
		vault_close(v);
	return r;
}

result
vault_open(struct scope *sc, struct str dir, const struct root *root, const struct plan *plan,
    struct vault **vault)
{
	struct vault *v;
	result r;

	TRY(vault_open_any(sc, dir, root, &v));
	r = refuse_older_data(sc, v);
	if (r.code != E_OK) {
		vault_close(v);
		return r;
	}
	if (plan != NULL)
		vault_use_plan(v, plan);
	*vault = v;
	return OK;
}

void
vault_close(struct vault *v)
{
	struct arena arena;

	if (v == NULL)
		return;
	CHECK(vault_valid(v));
	keys_end(v);
	sql_close(v->sql);
	sql_close(v->keys);
	arena_clear(&v->plan_arena);
	v->magic = 0;
	arena = v->arena;
	arena_clear(&arena);
}

struct sql *
vault_sql(struct vault *v)
{
	CHECK(vault_valid(v));
	return v->sql;
}

struct sql *
vault_keys_sql(struct vault *v)
{
	CHECK(vault_valid(v));
	return v->keys;
}

struct str
vault_store_id(const struct vault *v)
{
	return v->id;
}

bool
vault_is_rehearsal(const struct vault *v)
{
	return v->rehearsal;
}

const struct key *
vault_signing_seed(const struct vault *v)
{
	return v->seed;
}

result
vault_setting(struct scope *sc, struct vault *v, struct str name, struct str *value, bool *found)
{
	struct sql_setting_get_row row;

	TRY(sql_setting_get(sc, v->sql, name, &row, found));
	*value = *found ? row.value : S("");
	return OK;
}

result
vault_set(struct scope *sc, struct vault *v, struct str name, struct str value)
{
	return sql_setting_put(sc, v->sql, name, value);
}

result
vault_setting_tree(struct scope *sc, struct vault *v, struct str name, struct node **tree)
{
	struct str text;
	bool found;

	*tree = NULL;
	TRY(vault_setting(sc, v, name, &text, &found));
	return text.n > 0 ? json_parse(sc, text, tree) : OK;
}

result
vault_set_tree(struct scope *sc, struct vault *v, struct str name, const struct node *tree)
{
	return vault_set(sc, v, name, tree == NULL ? S("") : json_text(&sc->arena, tree));
}
