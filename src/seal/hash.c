/* seal/hash.c -- fingerprints, links of a chain, index values. */
#include <sodium.h>

#include "base/check.h"
#include "seal/bytes.h"
#include "seal/seal.h"

_Static_assert(HASH_BYTES == crypto_hash_sha256_BYTES, "SHA-256");

struct hash
seal_hash(struct str text)
{
	struct hash h;

	crypto_hash_sha256(h.b, (const uint8_t *)text.p, text.n);
	return h;
}

struct hashing {
	crypto_hash_sha256_state state;
};

struct hashing *
hashing_new(struct arena *arena)
{
	struct hashing *h = NEW(arena, struct hashing);

	crypto_hash_sha256_init(&h->state);
	return h;
}

void
hashing_add(struct hashing *h, struct str piece)
{
	crypto_hash_sha256_update(&h->state, (const uint8_t *)piece.p, piece.n);
}

struct hash
hashing_end(struct hashing *h)
{
	struct hash hash;

	crypto_hash_sha256_final(&h->state, hash.b);
	return hash;
}

struct hash
seal_chain(const struct hash *previous, struct str body)
{
	crypto_hash_sha256_state state;
	struct hash h;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, previous->b, sizeof(previous->b));
	crypto_hash_sha256_update(&state, (const uint8_t *)body.p, body.n);
	crypto_hash_sha256_final(&state, h.b);
	return h;
}

struct str
hash_str(const struct hash *h)
{
	return (struct str){ (const char *)h->b, sizeof(h->b) };
}

bool
hash_eq(const struct hash *a, const struct hash *b)
{
	return sodium_memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

bool
hash_of_str(struct str bytes, struct hash *h)
{
	if (bytes.n != sizeof(h->b))
		return false;
	memcpy(h->b, bytes.p, sizeof(h->b));
	return true;
}

/* The purpose's length goes first, so that ("ab", "c") is not ("a", "bc"). */
struct str
seal_index(struct arena *arena, const struct key *k, struct str purpose, struct str value)
{
	uint64_t n = purpose.n;
	uint8_t length[8], *out = arena_alloc(arena, INDEX_BYTES);
	crypto_generichash_state state;

	for (size_t i = 0; i < sizeof(length); i++)
		length[i] = (uint8_t)(n >> (8 * i));
	crypto_generichash_init(&state, key_bytes(k), KEY_BYTES, INDEX_BYTES);
	crypto_generichash_update(&state, length, sizeof(length));
	crypto_generichash_update(&state, (const uint8_t *)purpose.p, purpose.n);
	crypto_generichash_update(&state, (const uint8_t *)value.p, value.n);
	crypto_generichash_final(&state, out, INDEX_BYTES);
	sodium_memzero(&state, sizeof(state));
	return (struct str){ (const char *)out, INDEX_BYTES };
}

bool
seal_eq(struct str a, struct str b)
{
	return a.n == b.n && sodium_memcmp(a.p, b.p, a.n) == 0;
}

struct str
seal_random(struct arena *arena, size_t n)
{
	char *out = arena_alloc(arena, n + 1);

	randombytes_buf(out, n);
	return (struct str){ out, n };
}
