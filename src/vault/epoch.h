/* vault/epoch.h -- the spans in which one key wraps all others of keys.db.
 *
 *  V18  The key of an epoch stands in keys.db and in no copy of it.  When every key is wrapped
 *       by the next epoch's it is overwritten: from then on no older copy of keys.db opens
 *       anything, and what was erased by then cannot be brought back by any.
 *  V19  The index has a key of its own epoch.  While its rows are made anew, a row is of the
 *       new key or of the old one, a lifetime's rows all of one, and look-ups ask for both.
 *  V20  Each step is a transaction of one file.  Whatever falls between two, the store opens,
 *       all that was readable is, and the next step goes on.
 */
#ifndef BAILEE_VAULT_EPOCH_H
#define BAILEE_VAULT_EPOCH_H

#include "vault/vault.h"

struct epoch {
	int64_t id; /* from 1 */
	struct instant began; /* 0: before anybody noted it */
	struct instant ends; /* by when its key is to be gone; 0: nobody has said */
	struct instant ended; /* when it went; 0: it is there */
	bool carried; /* copies of keys.db were made that hold its key (before format 4) */
};

/* The one that wraps new keys. */
result vault_epoch(struct scope *, struct vault *, struct epoch *) MUST;
/* What was destroyed at that instant can have been copied under this one at the latest; not
 * found: under none that is known. */
result vault_epoch_at(
    struct scope *, struct vault *, struct instant, struct epoch *, bool *found) MUST;
/* Of the newest.  A transaction of keys.db, like the next two. */
result vault_epoch_set_ends(struct scope *, struct vault *, struct instant ends) MUST;

/* The next epoch begins: a key of its own, and one for the index.  E_STATE while one is under
 * way. */
result vault_rotate(struct scope *, struct vault *, const struct root *) MUST;
/* At most `most` keys go over to it; without `more` the former epoch's key is gone, from the
 * log too. */
result vault_rewrap(
    struct scope *, struct vault *, size_t most, uint64_t *rewrapped, bool *more) MUST;
/* In a transaction of the data store: index rows of at most `most` lifetimes are made anew;
 * without `more`, and that committed, vault_index_ended destroys the former key. */
result vault_remake(struct scope *, struct vault *, size_t most, bool *more) MUST;
result vault_index_ended(struct scope *, struct vault *) MUST;

enum rotating {
	ROTATING_NOT,
	ROTATING_KEYS, /* some are wrapped by the former epoch still */
	ROTATING_INDEX, /* rows of the former index are there still */
};
enum rotating vault_rotating(const struct vault *);

/* -- copies of keys.db --------------------------------------------------------------- */

/* Has it no key of an epoch? */
result vault_keys_bare(struct scope *, struct sql *keys, bool *bare) MUST;
/* Every key that it ever had has a lower id; and every key that is in use. */
int64_t vault_keys_end(const struct vault *);
int64_t vault_keys_used_end(const struct vault *);
/* The first as keys.db itself notes it, which may be older than the data. */
result vault_keys_noted(struct scope *, struct vault *, int64_t *end) MUST;

/* -- copies of the data ------------------------------------------------------------- */

/* One is made now, and may be kept until then (INSTANT_NEVER: nobody says), or several were made
 * since `made` of which it is not known; in a transaction of the data store. */
result vault_copy_made(
    struct scope *, struct vault *, struct instant made, struct instant until) MUST;
/* Those of before anybody noted it (format 4), if any, are kept until then at the latest. */
result vault_copies_know(struct scope *, struct vault *, struct instant until) MUST;
/* Until when the last of those that were made by an instant is kept; not found: none was. */
result vault_copies_until(struct scope *, struct vault *, struct instant by,
    struct instant *until, bool *found) MUST;

/* The key of the newest epoch, wrapped by the root, as a line to be kept apart from copies of
 * keys.db, and destroyed wherever it lies when the next one begins.  E_STATE while keys go
 * over. */
result vault_epoch_line(struct scope *, struct vault *, struct str *line) MUST;
/* Into a copy of keys.db in `dir`, which has none; nothing to do when it has one.  E_STATE: of
 * another store or epoch, or the root does not open it. */
result vault_bring_epoch(
    struct scope *, struct str dir, const struct root *, struct str line) MUST;

#endif
