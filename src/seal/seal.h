/* seal/seal.h -- closing, opening and fingerprinting.  Verbs, no algorithms:
 * who calls does not know which cipher it is (doc/format/envelope.md does).
 *
 *  S4  What was sealed opens under the same key and the same aad, and never
 *      otherwise: one bit changed anywhere is E_DAMAGED, not other text.
 *  S5  Sealing the same text twice gives different bytes (random nonce).
 *  S6  An index value says nothing about its input without the key, and
 *      values of two purposes cannot be compared.
 */
#ifndef BAILEE_SEAL_SEAL_H
#define BAILEE_SEAL_SEAL_H

#include "seal/key.h"

#define SEAL_OVERHEAD 41 /* version, nonce, tag */
#define HASH_BYTES 32
#define INDEX_BYTES 16

struct hash {
	uint8_t b[HASH_BYTES];
};

struct str seal_wrap(struct scope *, const struct key *, struct str aad, struct str plain);
result seal_open(struct scope *, const struct key *, struct str aad, struct str sealed,
    struct str *plain) MUST;

struct hash seal_hash(struct str); /* SHA-256 */
/* SHA-256 of the previous hash and the body: the link of a chain. */
struct hash seal_chain(const struct hash *previous, struct str body);
/* The same of what comes in pieces. */
struct hashing;
struct hashing *hashing_new(struct arena *);
void hashing_add(struct hashing *, struct str piece);
struct hash hashing_end(struct hashing *);
struct str hash_str(const struct hash *); /* its bytes, as long as the hash */
bool hash_eq(const struct hash *, const struct hash *);
bool hash_of_str(struct str bytes, struct hash *) MUST; /* false unless HASH_BYTES */

/* INDEX_BYTES, keyed; `purpose` names what it is for (party, dataset, field). */
struct str seal_index(struct arena *, const struct key *, struct str purpose, struct str value);

/* In constant time for equal lengths. */
bool seal_eq(struct str, struct str);
/* Random bytes for nonces and secrets; ids come from sys/random. */
struct str seal_random(struct arena *, size_t n);

#endif
