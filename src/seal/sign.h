/* seal/sign.h -- Ed25519: what only one key can have said, and anyone may check. */
#ifndef BAILEE_SEAL_SIGN_H
#define BAILEE_SEAL_SIGN_H

#include "seal/seal.h"

struct public_key {
	uint8_t b[32];
};

struct signature {
	uint8_t b[64];
};

/* The key is the seed of the pair; the same seed gives the same pair. */
struct public_key sign_public(const struct key *seed);
struct signature sign_text(const struct key *seed, struct str text);
bool sign_proves(const struct public_key *, struct str text, const struct signature *);
/* What is signed of a file that is larger than memory: its SHA-256, in words of its own. */
struct str sign_hashed(struct arena *, const struct hash *);

struct str public_key_print(struct arena *, const struct public_key *); /* 64 hex digits */
bool public_key_parse(struct str hex, struct public_key *) MUST;

#endif
