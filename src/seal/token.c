/* seal/token.c -- bearer keys. */
#include <sodium.h>

#include "base/check.h"
#include "seal/token.h"

#define TOKEN_BYTES 32

struct str
token_new(struct scope *sc)
{
	struct str random = seal_random(&sc->arena, TOKEN_BYTES);
	char text[TOKEN_CHARS];

	CHECK(sodium_bin2base64(text, sizeof(text), (const uint8_t *)random.p, random.n,
		  sodium_base64_VARIANT_URLSAFE_NO_PADDING)
	      != NULL);
	return str_printf(&sc->arena, TOKEN_PREFIX "%s", text);
}

/* 43 letters of base64url are 32 bytes and no more. */
bool
token_valid(struct str token)
{
	struct str rest = str_slice(token, sizeof(TOKEN_PREFIX) - 1, token.n);
	uint8_t bytes[TOKEN_BYTES];
	bool good = token.n == TOKEN_CHARS && str_starts(token, S(TOKEN_PREFIX))
		    && sodium_base642bin(bytes, sizeof(bytes), rest.p, rest.n, NULL, NULL, NULL,
			   sodium_base64_VARIANT_URLSAFE_NO_PADDING)
			   == 0;

	sodium_memzero(bytes, sizeof(bytes));
	return good;
}

struct str
token_print(struct arena *arena, struct str bytes)
{
	size_t n = sodium_base64_encoded_len(bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	char *text = arena_alloc(arena, n);

	CHECK(sodium_bin2base64(text, n, (const uint8_t *)bytes.p, bytes.n,
		  sodium_base64_VARIANT_URLSAFE_NO_PADDING)
	      != NULL);
	return (struct str){ text, n - 1 };
}

bool
token_read(struct arena *arena, struct str text, struct str *bytes)
{
	uint8_t *room = arena_alloc(arena, text.n + 1);
	size_t n = 0;

	if (sodium_base642bin(room, text.n, text.p, text.n, NULL, &n, NULL,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING)
	    != 0)
		return false;
	*bytes = (struct str){ (const char *)room, n };
	return true;
}

struct hash
token_hash(struct str token)
{
	return seal_hash(token); /* S7 */
}
