/* vault/epoch.c -- one epoch after the other (V18 to V20). */
#include "vault/epoch.h"

#include "sys/file.h"
#include "vault/inside.h"

#define LINE_MARK "bailee-epoch-1"

/* -- which there are --------------------------------------------------------- */

static struct epoch
epoch_of_row(int64_t id, int64_t began, int64_t ends, int64_t ended, int64_t carried)
{
	return (struct epoch){ id, { began }, { ends }, { ended }, carried != 0 };
}

result
vault_epoch(struct scope *sc, struct vault *v, struct epoch *epoch)
{
	struct sql_keys_epoch_life_newest_row row;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_keys_epoch_life_newest(sc, v->keys, &row, &found));
	if (!found || row.id != v->epoch_id)
		return fail(sc, E_DAMAGED, "keys.db does not say when its epoch began");
	*epoch = epoch_of_row(row.id, row.began, row.ends, row.ended, row.carried);
	return OK;
}

result
vault_epoch_at(
    struct scope *sc, struct vault *v, struct instant at, struct epoch *epoch, bool *found)
{
	struct sql_keys_epoch_life_at_row row;

	CHECK(vault_valid(v));
	TRY(sql_keys_epoch_life_at(sc, v->keys, at.us, at.us, &row, found));
	if (*found)
		*epoch = epoch_of_row(row.id, row.began, row.ends, row.ended, row.carried);
	return OK;
}

result
vault_epoch_set_ends(struct scope *sc, struct vault *v, struct instant ends)
{
	CHECK(vault_valid(v));
	TRY(sql_begin(sc, v->keys));
	return keys_commit(
	    sc, v->keys, sql_keys_epoch_life_ends(sc, v->keys, ends.us, v->epoch_id));
}

enum rotating
vault_rotating(const struct vault *v)
{
	if (v->former != NULL)
		return ROTATING_KEYS;
	return v->former_index != NULL ? ROTATING_INDEX : ROTATING_NOT;
}

/* -- the next one begins ------------------------------------------------------- */

struct next {
	int64_t id;
	struct key *epoch, *index;
};

static struct str
wrap_named(struct scope *sc, const struct vault *v, const struct next *next, const char *name,
    const struct key *key)
{
	return key_wrap(sc, next->epoch, keys_aad(sc, v->id, name, 0), key);
}

static result
write_next(struct scope *sc, struct vault *v, const struct root *root, const struct next *next)
{
	struct sql *keys = v->keys;

	TRY(sql_keys_epoch_put(sc, keys, next->id,
	    key_wrap(sc, root_key(root), keys_aad(sc, v->id, "epoch", next->id), next->epoch)));
	TRY(sql_keys_epoch_life_put(sc, keys,
	    &(struct sql_keys_epoch_life_put_in){ .id = next->id, .began = sc->now.us }));
	TRY(sql_keys_named_rewrap(sc, keys, next->id,
	    wrap_named(sc, v, next, "fingerprints", v->fingerprints), S("fingerprints")));
	TRY(sql_keys_named_put(sc, keys, S(KEYS_FORMER_INDEX), next->id,
	    wrap_named(sc, v, next, KEYS_FORMER_INDEX, v->index)));
	return sql_keys_named_rewrap(
	    sc, keys, next->id, wrap_named(sc, v, next, "index", next->index), S("index"));
}

result
vault_rotate(struct scope *sc, struct vault *v, const struct root *root)
{
	struct next next = { v->epoch_id + 1, key_new(sc), key_new(sc) };

	CHECK(vault_valid(v) && !sql_in_transaction(v->sql));
	if (vault_rotating(v) != ROTATING_NOT)
		return fail(sc, E_STATE, "the keys are being renewed; wait until that is done");
	TRY(sql_begin(sc, v->keys));
	TRY(keys_commit(sc, v->keys, write_next(sc, v, root, &next)));
	v->former = v->epoch;
	v->former_id = v->epoch_id;
	v->former_index = v->index;
	v->epoch = key_held(next.epoch);
	v->epoch_id = next.id;
	v->index = key_held(next.index);
	v->rewrapped = 0;
	return OK;
}

/* -- keys go over ---------------------------------------------------------------- */

/* In a scope of its own, so that its key bytes are locked no longer than needed. */
static result
rewrap_one(struct scope *sc, struct vault *v, int64_t id, struct str wrapped)
{
	struct scope own;
	struct str again;
	result r;

	scope_begin(&own, sc->now);
	r = key_rewrap(&own, v->former, v->epoch, keys_aad(&own, v->id, "key", id), wrapped, &again);
	if (r.code == E_OK)
		r = sql_keys_rewrap(&own, v->keys, v->epoch_id, again, id);
	r = fail_in_front(&own, r, "key %lld cannot go over to the next epoch", (long long)id);
	return scope_end_within(&own, sc, r);
}

static result
end_former(struct scope *sc, struct vault *v)
{
	static const char zeros[KEY_WRAPPED_BYTES];

	TRY(sql_keys_epoch_overwrite(
	    sc, v->keys, (struct str){ zeros, sizeof(zeros) }, v->former_id));
	TRY(sql_keys_epoch_drop(sc, v->keys, v->former_id));
	return sql_keys_epoch_life_ended(sc, v->keys, sc->now.us, v->former_id);
}

static result
rewrap_page(struct scope *sc, struct vault *v, size_t most, struct sql_keys_of_epoch_rows *page)
{
	TRY(sql_keys_of_epoch(sc, v->keys, v->former_id, v->rewrapped, (int64_t)most, page));
	for (size_t i = 0; i < page->n; i++)
		TRY(rewrap_one(sc, v, page->at[i].id, page->at[i].wrapped));
	return page->n < most ? end_former(sc, v) : OK;
}

result
vault_rewrap(struct scope *sc, struct vault *v, size_t most, uint64_t *rewrapped, bool *more)
{
	struct sql_keys_of_epoch_rows page;

	CHECK(vault_valid(v) && v->former != NULL && most > 0);
	TRY(sql_begin(sc, v->keys));
	TRY(keys_commit(sc, v->keys, rewrap_page(sc, v, most, &page)));
	*rewrapped = page.n;
	*more = page.n == most;
	if (page.n > 0)
		v->rewrapped = page.at[page.n - 1].id;
	if (*more)
		return OK;
	TRY(sql_empty_wal(sc, v->keys)); /* V18 */
	key_clear(v->former);
	v->former = NULL;
	v->former_id = 0;
	return OK;
}

/* -- the former index ---------------------------------------------------------------- */

static result
drop_index(struct scope *sc, struct vault *v)
{
	static const char zeros[KEY_WRAPPED_BYTES];

	TRY(sql_keys_named_rewrap(sc, v->keys, v->epoch_id, (struct str){ zeros, sizeof(zeros) },
	    S(KEYS_FORMER_INDEX)));
	return sql_keys_named_drop(sc, v->keys, S(KEYS_FORMER_INDEX));
}

result
vault_index_ended(struct scope *sc, struct vault *v)
{
	struct sql_lookup_mark_get_row mark;
	bool found;

	CHECK(vault_valid(v) && v->former_index != NULL && !sql_in_transaction(v->sql));
	TRY(sql_lookup_mark_get(sc, v->sql, &mark, &found));
	CHECK(found && mark.epoch == v->epoch_id); /* V19: no row is of it */
	TRY(sql_begin(sc, v->keys));
	TRY(keys_commit(sc, v->keys, drop_index(sc, v)));
	TRY(sql_empty_wal(sc, v->keys));
	key_clear(v->former_index);
	v->former_index = NULL;
	return OK;
}

/* -- copies of keys.db --------------------------------------------------------------- */

result
vault_keys_bare(struct scope *sc, struct sql *keys, bool *bare)
{
	struct sql_keys_epoch_list_rows rows;

	TRY(sql_keys_epoch_list(sc, keys, 1, &rows));
	*bare = rows.n == 0;
	return OK;
}

int64_t
vault_keys_end(const struct vault *v)
{
	CHECK(vault_valid(v));
	return v->next_key;
}

int64_t
vault_keys_used_end(const struct vault *v)
{
	CHECK(vault_valid(v));
	return v->spares > 0 ? v->spare[v->spares - 1] : v->next_key;
}

result
vault_keys_noted(struct scope *sc, struct vault *v, int64_t *end)
{
	struct sql_keys_setting_get_row row;
	bool found;

	CHECK(vault_valid(v));
	*end = v->next_key;
	TRY(sql_keys_setting_get(sc, v->keys, S("keys.next"), &row, &found));
	if (found && !str_to_i64(row.value, end))
		return fail(sc, E_DAMAGED, "what keys.db notes of its next key cannot be read");
	return OK;
}

/* -- copies of the data ------------------------------------------------------------- */

result
vault_copy_made(struct scope *sc, struct vault *v, struct instant made, struct instant until)
{
	CHECK(vault_valid(v) && sql_in_transaction(v->sql) && until.us >= 0);
	return sql_copy_made_put(sc, v->sql, made.us, until.us);
}

result
vault_copies_know(struct scope *sc, struct vault *v, struct instant until)
{
	CHECK(vault_valid(v) && sql_in_transaction(v->sql) && until.us >= 0);
	return sql_copy_made_know(sc, v->sql, until.us);
}

result
vault_copies_until(
    struct scope *sc, struct vault *v, struct instant by, struct instant *until, bool *found)
{
	struct sql_copy_made_last_row row;

	CHECK(vault_valid(v));
	TRY(sql_copy_made_last(sc, v->sql, by.us, &row, found));
	if (*found)
		until->us = row.until;
	return OK;
}

/* -- as a line -------------------------------------------------------------------------- */

result
vault_epoch_line(struct scope *sc, struct vault *v, struct str *line)
{
	struct sql_keys_epoch_list_rows rows;
	struct epoch epoch;

	CHECK(vault_valid(v));
	if (v->former != NULL)
		return fail(sc, E_STATE, "the keys are being renewed; wait until that is done");
	TRY(vault_epoch(sc, v, &epoch));
	TRY(sql_keys_epoch_list(sc, v->keys, 1, &rows));
	if (rows.n == 0)
		return fail(sc, E_DAMAGED, "keys.db has no epoch key");
	*line = str_printf(&sc->arena, LINE_MARK " %.*s %lld %lld %lld %.*s\n", STR(v->id),
	    (long long)epoch.id, (long long)epoch.began.us, (long long)epoch.ends.us,
	    STR(hex_encode(&sc->arena, rows.at[0].wrapped.p, rows.at[0].wrapped.n)));
	return OK;
}

struct brought {
	struct str store, wrapped;
	struct sql_keys_epoch_life_put_in life;
};

static bool
read_line(struct scope *sc, struct str line, struct brought *b)
{
	struct str rest = str_trim(line), word[6];

	for (size_t i = 0; i < N(word); i++)
		word[i] = str_cut(rest, ' ', &rest);
	b->store = word[1];
	return str_eq(word[0], S(LINE_MARK)) && str_to_i64(word[2], &b->life.id)
	       && str_to_i64(word[3], &b->life.began) && str_to_i64(word[4], &b->life.ends)
	       && hex_decode(&sc->arena, word[5], &b->wrapped)
	       && b->wrapped.n == KEY_WRAPPED_BYTES && rest.n == 0;
}

/* Which store and which epoch the copy is of, against those of the line. */
static result
check_line(struct scope *sc, struct sql *keys, const struct root *root, const struct brought *b)
{
	struct sql_keys_setting_get_row id;
	struct sql_keys_named_get_row index;
	bool has_id, has_index;
	struct key *key;

	TRY(sql_keys_setting_get(sc, keys, S("store.id"), &id, &has_id));
	TRY(sql_keys_named_get(sc, keys, S("index"), &index, &has_index));
	if (!has_id || !has_index)
		return fail(sc, E_DAMAGED, "the backup of the keys is not whole");
	if (!str_eq(id.value, b->store))
		return fail(sc, E_STATE,
		    "the epoch key is another store's: take the one that was written beside this "
		    "backup of the keys");
	if (index.epoch != b->life.id)
		return fail(sc, E_STATE,
		    "the backup of the keys is of epoch %lld, and the epoch key of %lld: the keys "
		    "were renewed, and what only that backup holds is gone for good",
		    (long long)index.epoch, (long long)b->life.id);
	if (key_unwrap(sc, root_key(root), keys_aad(sc, b->store, "epoch", b->life.id), b->wrapped,
		&key)
		.code
	    != E_OK)
		return fail(sc, E_STATE,
		    "the root key does not open this epoch key: take the root key of the store "
		    "that the backups are of, or two lines of its recovery sheet");
	return OK;
}

static result
write_line(struct scope *sc, struct sql *keys, const struct brought *b)
{
	struct sql_keys_epoch_life_newest_row row;
	bool found;

	TRY(sql_keys_epoch_put(sc, keys, b->life.id, b->wrapped));
	TRY(sql_keys_epoch_life_newest(sc, keys, &row, &found));
	return found && row.id == b->life.id ? OK : sql_keys_epoch_life_put(sc, keys, &b->life);
}

static result
bring(struct scope *sc, struct sql *keys, const struct root *root, struct str line)
{
	struct sql_keys_epoch_list_rows rows;
	struct brought b = { 0 };

	TRY(sql_keys_epoch_list(sc, keys, 1, &rows));
	if (rows.n > 0)
		return OK;
	if (line.n == 0)
		return fail(sc, E_INPUT,
		    "a backup of the keys opens with the key of its epoch alone: --epoch FILE, as "
		    "`bailee keys backup` wrote it");
	if (!read_line(sc, line, &b))
		return fail(sc, E_INPUT, "the epoch key file is not one that bailee wrote");
	TRY(check_line(sc, keys, root, &b));
	TRY(sql_begin(sc, keys));
	return keys_commit(sc, keys, write_line(sc, keys, &b));
}

result
vault_bring_epoch(struct scope *sc, struct str dir, const struct root *root, struct str line)
{
	struct sql *keys = NULL;
	result r;

	TRY(sql_open(sc, path_join(&sc->arena, dir, KEYS_FILE), SQL_KEYS, false, &keys));
	r = bring(sc, keys, root, line);
	sql_close(keys);
	return r;
}
