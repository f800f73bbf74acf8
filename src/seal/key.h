/* seal/key.h -- 256 bits that somebody must not have.
 *
 *  S1  Key bytes live in locked memory only (no swap, no core file) and are
 *      overwritten when their scope ends or at key_clear.
 *  S2  A key leaves this room sealed under another key.  Two calls are for
 *      the root alone, which has no other key above it: key_bare (its file)
 *      and shares_split (its recovery sheet).
 *  S3  Keys are random here, never from sys/random: a rehearsal that seeds
 *      its ids does not make its keys guessable.
 */
#ifndef BAILEE_SEAL_KEY_H
#define BAILEE_SEAL_KEY_H

#include "base/scope.h"

#define KEY_BYTES 32
#define KEY_WRAPPED_BYTES (KEY_BYTES + 41) /* KEY_BYTES + SEAL_OVERHEAD */

struct key;

/* Once in each process, before anything else of this room. */
result seal_start(struct scope *) MUST;

/* These live as long as the scope. */
struct key *key_new(struct scope *);
struct key *key_of_bytes(struct scope *, const void *bytes); /* KEY_BYTES of them */
/* A key for one use of another: same key and label, same key; keys of two
 * labels tell nothing about each other (BLAKE2b, keyed). */
struct key *key_derive(struct scope *, const struct key *, struct str label);

/* A copy that no scope ends: for the root, the epoch and what the keeper
 * holds while it runs.  key_clear overwrites it; NULL is allowed. */
struct key *key_held(const struct key *);
void key_clear(struct key *);

/* The bytes themselves, in the scope's arena (wiped at its end): for a root's
 * key file and for nothing else. */
struct str key_bare(struct scope *, const struct key *);

bool key_eq(const struct key *, const struct key *); /* in constant time */

/* KEY_WRAPPED_BYTES under another key; `aad` says whose key it is, so that a
 * wrapped key cannot be put in another's place.  E_DAMAGED when the wrapping
 * key, the aad or one bit is another. */
struct str key_wrap(struct scope *, const struct key *wrapping, struct str aad, const struct key *);
result key_unwrap(struct scope *, const struct key *wrapping, struct str aad, struct str wrapped,
    struct key **) MUST;
/* From the old epoch to the new one. */
result key_rewrap(struct scope *, const struct key *from, const struct key *to, struct str aad,
    struct str wrapped, struct str *rewrapped) MUST;

/* The root as a passphrase.  `salt_new` makes the line to keep beside the
 * store (public: algorithm, cost, salt); passphrase and line give the key.
 * Costs 64 MiB and some 100 ms (argon2id, RFC 9106). */
struct str salt_new(struct scope *);
result key_of_passphrase(struct scope *, struct str passphrase, struct str salt, struct key **)
    MUST;

#endif
