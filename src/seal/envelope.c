/* seal/envelope.c -- version, nonce, ciphertext, tag (doc/format/envelope.md). */
#include <sodium.h>

#include "base/check.h"
#include "seal/bytes.h"
#include "seal/seal.h"

#define VERSION 1
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
_Static_assert(1 + NONCE_BYTES + TAG_BYTES == SEAL_OVERHEAD, "the header says the size");

/* Random nonces are safe for XChaCha20: 192 bits do not collide. */
struct str
seal_wrap(struct scope *sc, const struct key *k, struct str aad, struct str plain)
{
	uint8_t *out = arena_alloc(&sc->arena, plain.n + SEAL_OVERHEAD);
	uint8_t *nonce = out + 1;

	out[0] = VERSION;
	randombytes_buf(nonce, NONCE_BYTES); /* S5 */
	CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + NONCE_BYTES, NULL,
		  (const uint8_t *)plain.p, plain.n, (const uint8_t *)aad.p, aad.n, NULL, nonce,
		  key_bytes(k))
	      == 0);
	return (struct str){ (const char *)out, plain.n + SEAL_OVERHEAD };
}

result
seal_open(
    struct scope *sc, const struct key *k, struct str aad, struct str sealed, struct str *plain)
{
	const uint8_t *in = (const uint8_t *)sealed.p;
	uint8_t *out;
	size_t n;

	*plain = S("");
	if (sealed.n < SEAL_OVERHEAD || in[0] != VERSION)
		return fail(sc, E_DAMAGED, "what is sealed is cut or of an unknown version");
	n = sealed.n - SEAL_OVERHEAD;
	out = arena_alloc(&sc->arena, n + 1); /* one more: an empty text has an address too */
	/* S4 */
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + 1 + NONCE_BYTES,
		n + TAG_BYTES, (const uint8_t *)aad.p, aad.n, in + 1, key_bytes(k))
	    != 0)
		return fail(sc, E_DAMAGED,
		    "what is sealed does not open: it was changed, moved or has another key");
	*plain = (struct str){ (const char *)out, n };
	return OK;
}
