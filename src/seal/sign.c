/* seal/sign.c -- Ed25519 (RFC 8032). */
#include <sodium.h>

#include "base/check.h"
#include "seal/bytes.h"
#include "seal/sign.h"

_Static_assert(sizeof(struct public_key) == crypto_sign_PUBLICKEYBYTES, "Ed25519");
_Static_assert(sizeof(struct signature) == crypto_sign_BYTES, "Ed25519");

struct public_key
sign_public(const struct key *seed)
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	struct public_key public;

	CHECK(crypto_sign_seed_keypair(public.b, secret, key_bytes(seed)) == 0);
	sodium_memzero(secret, sizeof(secret));
	return public;
}

struct signature
sign_text(const struct key *seed, struct str text)
{
	uint8_t secret[crypto_sign_SECRETKEYBYTES];
	struct public_key public;
	struct signature made;

	CHECK(crypto_sign_seed_keypair(public.b, secret, key_bytes(seed)) == 0);
	CHECK(crypto_sign_detached(made.b, NULL, (const uint8_t *)text.p, text.n, secret) == 0);
	sodium_memzero(secret, sizeof(secret));
	return made;
}

bool
sign_proves(const struct public_key *public, struct str text, const struct signature *s)
{
	return crypto_sign_verify_detached(s->b, (const uint8_t *)text.p, text.n, public->b) == 0;
}

struct str
sign_hashed(struct arena *arena, const struct hash *hash)
{
	return str_printf(arena, "bailee-package 1\n%.*s\n",
	    STR(hex_encode(arena, hash->b, sizeof(hash->b))));
}

struct str
public_key_print(struct arena *arena, const struct public_key *public)
{
	return hex_encode(arena, public->b, sizeof(public->b));
}

bool
public_key_parse(struct str hex, struct public_key *public)
{
	return hex_read(hex, public->b, sizeof(public->b));
}
