/* seal/passphrase.c -- what people can remember, made into a key or a proof. */
#include <sodium.h>

#include "base/check.h"
#include "seal/key.h"
#include "seal/token.h"

/* RFC 9106's second choice, in one lane as libsodium has it: three passes
 * over 64 MiB.  The cost stands in what is stored, so that it may rise. */
#define PASSES 3
#define MEMORY ((size_t)64 << 20)
/* A password is checked in the keeper's loop, and stands beside a second proof:
 * OWASP's first choice, two passes over 19 MiB, some 25 ms. */
#define PASSWORD_PASSES 2
#define PASSWORD_MEMORY ((size_t)19 << 20)
#define SALT_WORD "argon2id"
#define PASSES_MOST 64
#define MEMORY_MOST ((uint64_t)1 << 30)

struct str
salt_new(struct scope *sc)
{
	struct str salt = seal_random(&sc->arena, crypto_pwhash_argon2id_SALTBYTES);

	return str_printf(&sc->arena, SALT_WORD " %d %zu %.*s", PASSES, MEMORY,
	    STR(hex_encode(&sc->arena, salt.p, salt.n)));
}

struct salt {
	uint64_t passes, memory;
	struct str bytes;
};

static bool
salt_parse(struct scope *sc, struct str line, struct salt *s)
{
	struct str rest, passes, memory;

	return str_eq(str_cut(str_trim(line), ' ', &rest), S(SALT_WORD))
	       && (passes = str_cut(rest, ' ', &rest), memory = str_cut(rest, ' ', &rest), true)
	       && str_to_u64(passes, &s->passes) && s->passes >= 1 && s->passes <= PASSES_MOST
	       && str_to_u64(memory, &s->memory) && s->memory >= crypto_pwhash_argon2id_MEMLIMIT_MIN
	       && s->memory <= MEMORY_MOST && hex_decode(&sc->arena, rest, &s->bytes)
	       && s->bytes.n == crypto_pwhash_argon2id_SALTBYTES;
}

result
key_of_passphrase(struct scope *sc, struct str passphrase, struct str line, struct key **k)
{
	uint8_t bare[KEY_BYTES];
	struct salt salt;

	*k = NULL;
	if (passphrase.n == 0)
		return fail(sc, E_INPUT, "the passphrase is empty");
	if (!salt_parse(sc, line, &salt))
		return fail(sc, E_DAMAGED, "the salt beside the store is not one: restore it from a backup");
	if (crypto_pwhash(bare, sizeof(bare), passphrase.p, passphrase.n, (const uint8_t *)salt.bytes.p,
		salt.passes, (size_t)salt.memory, crypto_pwhash_ALG_ARGON2ID13)
	    != 0)
		return fail(sc, E_BUSY, "there is no memory to check the passphrase with: 64 MiB are needed");
	*k = key_of_bytes(sc, bare);
	sodium_memzero(bare, sizeof(bare));
	return OK;
}

result
password_hash(struct scope *sc, struct str password, struct str *stored)
{
	char text[crypto_pwhash_STRBYTES];

	*stored = S("");
	if (password.n == 0)
		return fail(sc, E_INPUT, "the password is empty");
	if (crypto_pwhash_str_alg(
		text, password.p, password.n, PASSWORD_PASSES, PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13)
	    != 0)
		return fail(sc, E_BUSY, "there is no memory to store a password with: 19 MiB are needed");
	*stored = str_dup(&sc->arena, str_of(text));
	return OK;
}

bool
password_proves(struct scope *sc, struct str stored, struct str password)
{
	if (stored.n >= crypto_pwhash_STRBYTES || memchr(stored.p, 0, stored.n) != NULL)
		return false;
	return crypto_pwhash_str_verify(str_c(&sc->arena, stored), password.p, password.n) == 0;
}
