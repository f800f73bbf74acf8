/* vault/keys.c -- keys.db: keys are minted ahead, assigned by id, destroyed.
 *
 * The root wraps the epoch key, the epoch key wraps all others.  A wrapped
 * key is bound to its store and its id, so it cannot stand in another's place.
 */
#include "vault/inside.h"

struct str
keys_aad(struct scope *sc, struct str store, const char *kind, int64_t id)
{
	return str_printf(&sc->arena, "%s/%.*s/%lld", kind, STR(store), (long long)id);
}

result
keys_commit(struct scope *sc, struct sql *keys, result r)
{
	if (r.code == E_OK)
		return sql_commit(sc, keys);
	sql_rollback(keys);
	return r;
}

static result
make_named(
    struct scope *sc, struct sql *keys, struct str store, const struct key *epoch, const char *name)
{
	struct str wrapped = key_wrap(sc, epoch, keys_aad(sc, store, name, 0), key_new(sc));

	return sql_keys_named_put(sc, keys, str_of(name), 1, wrapped);
}

result
keys_make(struct scope *sc, struct sql *keys, struct str store, const struct root *root)
{
	struct key *epoch = key_new(sc);

	TRY(sql_begin(sc, keys));
	TRY(sql_keys_setting_put(sc, keys, S("store.id"), store));
	TRY(sql_keys_epoch_put(
	    sc, keys, 1, key_wrap(sc, root_key(root), keys_aad(sc, store, "epoch", 1), epoch)));
	TRY(sql_keys_epoch_life_put(sc, keys,
	    &(struct sql_keys_epoch_life_put_in){ .id = 1, .began = sc->now.us }));
	TRY(make_named(sc, keys, store, epoch, "index"));
	TRY(make_named(sc, keys, store, epoch, "fingerprints"));
	return sql_commit(sc, keys);
}

static result
open_one_epoch(struct scope *sc, struct vault *v, const struct root *root,
    const struct sql_keys_epoch_list_row *row, struct key **held)
{
	struct key *epoch;

	if (key_unwrap(sc, root_key(root), keys_aad(sc, v->id, "epoch", row->id), row->wrapped, &epoch)
		.code
	    != E_OK)
		return fail(sc, E_STATE,
		    "the root key does not open this store's keys.db; use the key file or "
		    "passphrase that the store was made with");
	*held = key_held(epoch);
	return OK;
}

/* Two while keys go from one to the next. */
#define EPOCHS_MOST 2

static result
open_epoch(struct scope *sc, struct vault *v, const struct root *root)
{
	struct sql_keys_epoch_list_rows rows;

	TRY(sql_keys_epoch_list(sc, v->keys, EPOCHS_MOST, &rows));
	if (rows.n == 0)
		return fail(sc, E_DAMAGED,
		    "keys.db has no epoch key; bring it back with `bailee restore` and its epoch "
		    "key");
	v->epoch_id = rows.at[0].id;
	TRY(open_one_epoch(sc, v, root, &rows.at[0], &v->epoch));
	if (rows.n < EPOCHS_MOST)
		return OK;
	v->former_id = rows.at[1].id;
	return open_one_epoch(sc, v, root, &rows.at[1], &v->former);
}

static result
open_named(struct scope *sc, struct vault *v, const char *name, struct key **held)
{
	struct sql_keys_named_get_row row;
	struct key *key;
	bool found;

	TRY(sql_keys_named_get(sc, v->keys, str_of(name), &row, &found));
	if (!found
	    || key_unwrap(sc, v->epoch, keys_aad(sc, v->id, name, 0), row.wrapped, &key).code != E_OK)
		return fail(sc, E_DAMAGED,
		    "the %s key in keys.db cannot be opened; recover keys.db with "
		    "`bailee keys recover`",
		    name);
	*held = key_held(key);
	return OK;
}

static result
open_former_index(struct scope *sc, struct vault *v)
{
	struct sql_keys_named_get_row row;
	bool found;

	TRY(sql_keys_named_get(sc, v->keys, S(KEYS_FORMER_INDEX), &row, &found));
	return found ? open_named(sc, v, KEYS_FORMER_INDEX, &v->former_index) : OK;
}

/* Greater than any id that a key, a lifetime, a subject or a stream ever had: also when
 * one of the two files is older than the other. */
static result
find_next(struct scope *sc, struct vault *v)
{
	struct sql_keys_setting_get_row noted;
	struct sql_keys_last_row key;
	struct sql_life_last_row life;
	struct sql_subject_last_key_row subject;
	struct sql_letter_last_key_row letter;
	struct sql_stream_last_key_row stream;
	int64_t next = 1;
	bool found;

	TRY(sql_keys_setting_get(sc, v->keys, S("keys.next"), &noted, &found));
	if (found && !str_to_i64(noted.value, &next))
		return fail(sc, E_DAMAGED, "what keys.db notes of its next key cannot be read");
	TRY(sql_keys_last(sc, v->keys, &key, &found));
	if (found && key.id >= next)
		next = key.id + 1;
	TRY(sql_life_last(sc, v->sql, &life, &found));
	if (found && life.id >= next)
		next = life.id + 1;
	TRY(sql_subject_last_key(sc, v->sql, &subject, &found));
	if (found && subject.key >= next)
		next = subject.key + 1;
	TRY(sql_letter_last_key(sc, v->sql, &letter, &found));
	if (found && letter.key >= next)
		next = letter.key + 1;
	TRY(sql_stream_last_key(sc, v->sql, &stream, &found));
	if (found && stream.key >= next)
		next = stream.key + 1;
	v->next_key = next;
	return OK;
}

result
keys_begin(struct scope *sc, struct vault *v, const struct root *root)
{
	TRY(open_epoch(sc, v, root));
	TRY(open_named(sc, v, "index", &v->index));
	TRY(open_former_index(sc, v));
	TRY(open_named(sc, v, "fingerprints", &v->fingerprints));
	v->clicks = key_held(key_derive(sc, v->fingerprints, S("clicks")));
	v->codes = key_held(key_derive(sc, v->fingerprints, S("codes")));
	v->seed = key_held(
	    key_derive(sc, root_key(root), str_printf(&sc->arena, "ledger/%.*s", STR(v->id))));
	return find_next(sc, v);
}

void
keys_end(struct vault *v)
{
	key_clear(v->epoch);
	key_clear(v->former);
	key_clear(v->index);
	key_clear(v->former_index);
	key_clear(v->fingerprints);
	key_clear(v->clicks);
	key_clear(v->codes);
	key_clear(v->seed);
}

/* -- minting ---------------------------------------------------------------- */

/* In a scope of its own, so that its key bytes are locked no longer than needed. */
static result
mint_one(struct scope *sc, struct vault *v, int64_t id)
{
	struct scope own;
	result r;

	scope_begin(&own, sc->now);
	r = sql_keys_put(&own, v->keys, id, v->epoch_id,
	    key_wrap(&own, v->epoch, keys_aad(&own, v->id, "key", id), key_new(&own)));
	return scope_end_within(
	    &own, sc, fail_in_front(&own, r, "a key cannot be stored in keys.db"));
}

static result
mint_rows(struct scope *sc, struct vault *v, size_t n)
{
	int64_t next = v->next_key + (int64_t)n;

	for (int64_t id = v->next_key; id < next; id++)
		TRY(mint_one(sc, v, id));
	return sql_keys_setting_put(
	    sc, v->keys, S("keys.next"), str_printf(&sc->arena, "%lld", (long long)next));
}

static result
mint(struct scope *sc, struct vault *v, size_t n)
{
	CHECK(v->spares + n <= VAULT_SPARES_MOST);
	TRY(sql_begin(sc, v->keys));
	TRY(keys_commit(sc, v->keys, mint_rows(sc, v, n)));
	/* given out from the end, so the lowest id goes there: rows are appended in order */
	for (size_t i = v->spares; i > 0; i--)
		v->spare[i - 1 + n] = v->spare[i - 1];
	for (size_t i = 0; i < n; i++)
		v->spare[n - 1 - i] = v->next_key + (int64_t)i;
	v->spares += n;
	v->next_key += (int64_t)n;
	return OK;
}

result
vault_keys_refill(struct scope *sc, struct vault *v)
{
	CHECK(vault_valid(v));
	if (v->spares >= VAULT_SPARES_FEW)
		return OK;
	TRY(mint(sc, v, VAULT_SPARES_MOST - v->spares));
	/* nobody else empties this log, and the next key that is destroyed would wait for it */
	return sql_wal_bytes(v->keys) > VAULT_KEYS_LOG ? sql_empty_wal(sc, v->keys) : OK;
}

result
keys_take(struct scope *sc, struct vault *v, int64_t *id, struct key **key)
{
	bool found;

	if (v->spares == 0)
		TRY(mint(sc, v, VAULT_SPARES_SOME));
	*id = v->spare[--v->spares];
	TRY(keys_open(sc, v, *id, key, &found));
	if (!found)
		return fail(
		    sc, E_DAMAGED, "a spare key is missing from keys.db; start the keeper again");
	return OK;
}

/* NULL: of none that this keys.db has. */
static const struct key *
epoch_of(const struct vault *v, int64_t id)
{
	if (id == v->epoch_id)
		return v->epoch;
	return id == v->former_id ? v->former : NULL;
}

result
keys_open(struct scope *sc, struct vault *v, int64_t id, struct key **key, bool *found)
{
	struct sql_keys_get_row row;
	const struct key *epoch;

	TRY(sql_keys_get(sc, v->keys, id, &row, found));
	if (!*found)
		return OK;
	epoch = epoch_of(v, row.epoch);
	if (epoch == NULL)
		return fail(sc, E_DAMAGED,
		    "key %lld is of an epoch that this keys.db does not have", (long long)id);
	if (key_unwrap(sc, epoch, keys_aad(sc, v->id, "key", id), row.wrapped, key).code != E_OK)
		return fail(sc, E_DAMAGED,
		    "key %lld does not open; recover keys.db with `bailee keys recover`",
		    (long long)id);
	return OK;
}

/* -- noting and destroying ---------------------------------------------------- */

static result
write_head(struct scope *sc, struct vault *v, uint64_t seq, const uint8_t hash[32])
{
	TRY(sql_keys_setting_put(
	    sc, v->keys, S("ledger.seq"), str_printf(&sc->arena, "%llu", (unsigned long long)seq)));
	return sql_keys_setting_put(
	    sc, v->keys, S("ledger.hash"), hex_encode(&sc->arena, hash, 32));
}

result
vault_keys_note_head(struct scope *sc, struct vault *v, uint64_t seq, const uint8_t hash[32])
{
	CHECK(vault_valid(v));
	TRY(sql_begin(sc, v->keys));
	return keys_commit(sc, v->keys, write_head(sc, v, seq, hash));
}

result
keys_destroy_one(struct scope *sc, struct vault *v, int64_t id)
{
	static const char zeros[KEY_WRAPPED_BYTES];

	TRY(sql_keys_overwrite(sc, v->keys, (struct str){ zeros, sizeof(zeros) }, id));
	return sql_keys_drop(sc, v->keys, id);
}

/* Whose keys go: lifetimes that are ending, streams and subjects that end with them, letters that
 * have gone. */
enum gone {
	GONE_LIFETIMES,
	GONE_STREAMS,
	GONE_SUBJECTS,
	GONE_LETTERS,
	GONES,
};

static result
ending_page(struct scope *sc, struct vault *v, enum gone what, int64_t after, struct ids *ids)
{
	struct sql_life_ending_rows lives;
	struct sql_stream_ending_rows streams;
	struct sql_subject_ending_rows subjects;
	struct sql_letter_ending_rows letters;

	switch (what) {
	case GONE_LIFETIMES:
		TRY(sql_life_ending(sc, v->sql, after, VAULT_PAGE, &lives));
		*ids = IDS_OF(lives);
		break;
	case GONE_SUBJECTS:
		TRY(sql_subject_ending(sc, v->sql, after, VAULT_PAGE, &subjects));
		*ids = IDS_OF(subjects);
		break;
	case GONE_LETTERS:
		TRY(sql_letter_ending(sc, v->sql, after, VAULT_PAGE, &letters));
		*ids = IDS_OF(letters);
		break;
	case GONE_STREAMS:
		TRY(sql_stream_ending(sc, v->sql, after, VAULT_PAGE, &streams));
		*ids = IDS_OF(streams);
		break;
	case GONES:
		break;
	}
	return OK;
}

static result
destroy_ending(struct scope *sc, struct vault *v, uint64_t *n)
{
	struct ids ids;

	for (enum gone what = GONE_LIFETIMES; what < GONES; what++) {
		int64_t after = 0;

		do {
			TRY(ending_page(sc, v, what, after, &ids));
			for (size_t i = 0; i < ids.n; i++)
				TRY(keys_destroy_one(sc, v, after = ids.at[i]));
			*n += ids.n;
		} while (ids.n == VAULT_PAGE);
	}
	return OK;
}

result
vault_keys_destroy(struct scope *sc, struct vault *v)
{
	uint64_t n = 0;

	CHECK(vault_valid(v) && !sql_in_transaction(v->sql)); /* V3: only what is committed */
	TRY(sql_begin(sc, v->keys));
	TRY(keys_commit(sc, v->keys, destroy_ending(sc, v, &n)));
	return n > 0 ? sql_empty_wal(sc, v->keys) : OK;
}

/* -- collecting ----------------------------------------------------------------- */

/* Is `id` in one of these sorted lists?  Each is walked once. */
struct used {
	struct sql_life_ids_between_rows lives;
	struct sql_subject_keys_between_rows subjects;
	struct sql_letter_keys_between_rows letters;
	struct sql_stream_keys_between_rows streams;
	size_t life, subject, letter, stream;
};

static bool
used_has(struct used *u, int64_t id)
{
	while (u->life < u->lives.n && u->lives.at[u->life].id < id)
		u->life++;
	while (u->subject < u->subjects.n && u->subjects.at[u->subject].key < id)
		u->subject++;
	while (u->letter < u->letters.n && u->letters.at[u->letter].key < id)
		u->letter++;
	while (u->stream < u->streams.n && u->streams.at[u->stream].key < id)
		u->stream++;
	return (u->life < u->lives.n && u->lives.at[u->life].id == id)
	       || (u->subject < u->subjects.n && u->subjects.at[u->subject].key == id)
	       || (u->letter < u->letters.n && u->letters.at[u->letter].key == id)
	       || (u->stream < u->streams.n && u->streams.at[u->stream].key == id);
}

static result
collect_page(struct scope *sc, struct vault *v, const struct sql_keys_page_rows *page, uint64_t *n)
{
	int64_t low = page->at[0].id, high = page->at[page->n - 1].id;
	struct used used = { 0 };

	TRY(sql_life_ids_between(sc, v->sql, low, high, &used.lives));
	TRY(sql_subject_keys_between(sc, v->sql, low, high, &used.subjects));
	TRY(sql_letter_keys_between(sc, v->sql, low, high, &used.letters));
	TRY(sql_stream_keys_between(sc, v->sql, low, high, &used.streams));
	for (size_t i = 0; i < page->n; i++) {
		if (used_has(&used, page->at[i].id))
			continue;
		TRY(keys_destroy_one(sc, v, page->at[i].id));
		(*n)++;
	}
	return OK;
}

static result
collect_all(struct scope *sc, struct vault *v, uint64_t *n)
{
	struct sql_keys_page_rows page;
	int64_t after = 0;

	for (;;) {
		TRY(sql_keys_page(sc, v->keys, after, VAULT_PAGE, &page));
		if (page.n == 0)
			return OK;
		after = page.at[page.n - 1].id;
		TRY(collect_page(sc, v, &page, n));
	}
}

/* vault_open has refused when the data store is older than keys.db has seen. */
result
vault_keys_collect(struct scope *sc, struct vault *v, uint64_t *count)
{
	CHECK(vault_valid(v) && !sql_in_transaction(v->sql));
	*count = 0;
	v->spares = 0;
	TRY(sql_begin(sc, v->keys));
	TRY(keys_commit(sc, v->keys, collect_all(sc, v, count)));
	return *count > 0 ? sql_empty_wal(sc, v->keys) : OK;
}
