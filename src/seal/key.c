/* seal/key.c -- keys in locked memory, and keys under keys. */
#include "seal/key.h"

#include <sodium.h>

#include "base/check.h"
#include "seal/bytes.h"
#include "seal/seal.h"

_Static_assert(KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a key fits the cipher");
_Static_assert(KEY_BYTES == crypto_sign_SEEDBYTES, "a key can be the seed of a pair");
_Static_assert(KEY_WRAPPED_BYTES == KEY_BYTES + SEAL_OVERHEAD, "a wrapped key is a sealed key");

/* A page of locked memory a slab: one sodium_malloc for each key would cost
 * four pages and three system calls a key.  The only state of the process in
 * this room, as the heap is in base/arena.c. */
#define SLAB_KEYS 126

struct key {
	uint8_t b[KEY_BYTES];
};

struct free_key {
	struct free_key *next;
};

static struct free_key *free_keys;

static void
slab_add(void)
{
	struct key *slab = sodium_allocarray(SLAB_KEYS, sizeof(struct key));

	CHECK(slab != NULL); /* no memory is a panic (A4) */
	for (size_t i = 0; i < SLAB_KEYS; i++) {
		struct free_key *f = (struct free_key *)(void *)&slab[i];

		f->next = free_keys;
		free_keys = f;
	}
}

static struct key *
slot(void)
{
	struct free_key *f;

	if (free_keys == NULL)
		slab_add();
	f = free_keys;
	free_keys = f->next;
	return (struct key *)(void *)f;
}

void
key_clear(struct key *k)
{
	struct free_key *f = (struct free_key *)(void *)k;

	if (k == NULL)
		return;
	sodium_memzero(k, sizeof(*k)); /* S1 */
	f->next = free_keys;
	free_keys = f;
}

static void
clear_at_end(void *k)
{
	key_clear(k);
}

static struct key *
scoped(struct scope *sc)
{
	struct key *k = slot();

	scope_on_end(sc, clear_at_end, k);
	return k;
}

result
seal_start(struct scope *sc)
{
	if (sodium_init() < 0)
		return fail(sc, E_IO, "the system gives no random numbers");
	return OK;
}

struct key *
key_new(struct scope *sc)
{
	struct key *k = scoped(sc);

	randombytes_buf(k->b, sizeof(k->b)); /* S3 */
	return k;
}

struct key *
key_of_bytes(struct scope *sc, const void *bytes)
{
	struct key *k = scoped(sc);

	memcpy(k->b, bytes, sizeof(k->b));
	return k;
}

struct key *
key_derive(struct scope *sc, const struct key *from, struct str label)
{
	struct key *k = scoped(sc);

	CHECK(crypto_generichash(k->b, sizeof(k->b), (const uint8_t *)label.p, label.n, from->b,
		  sizeof(from->b))
	      == 0);
	return k;
}

struct key *
key_held(const struct key *from)
{
	struct key *k = slot();

	memcpy(k->b, from->b, sizeof(k->b));
	return k;
}

const uint8_t *
key_bytes(const struct key *k)
{
	return k->b;
}

struct str
key_bare(struct scope *sc, const struct key *k)
{
	return str_dup(&sc->arena, (struct str){ (const char *)k->b, sizeof(k->b) });
}

bool
key_eq(const struct key *a, const struct key *b)
{
	return sodium_memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

struct str
key_wrap(struct scope *sc, const struct key *wrapping, struct str aad, const struct key *k)
{
	return seal_wrap(sc, wrapping, aad, (struct str){ (const char *)k->b, sizeof(k->b) });
}

result
key_unwrap(struct scope *sc, const struct key *wrapping, struct str aad, struct str wrapped,
    struct key **k)
{
	struct str bare;

	*k = NULL;
	if (wrapped.n != KEY_WRAPPED_BYTES)
		return fail(sc, E_DAMAGED, "a stored key has the wrong length");
	TRY(seal_open(sc, wrapping, aad, wrapped, &bare)); /* wiped with the scope's arena (A3) */
	*k = key_of_bytes(sc, bare.p);
	return OK;
}

result
key_rewrap(struct scope *sc, const struct key *from, const struct key *to, struct str aad,
    struct str wrapped, struct str *rewrapped)
{
	struct key *k;

	TRY(key_unwrap(sc, from, aad, wrapped, &k));
	*rewrapped = key_wrap(sc, to, aad, k);
	return OK;
}
