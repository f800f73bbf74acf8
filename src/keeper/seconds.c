/* keeper/seconds.c -- the codes of second people (K36). */
#include "keeper/seconds.h"

#include "base/check.h"
#include "sys/random.h"

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static bool
stands(const struct second_code *c, struct span now)
{
	return c->code[0] != 0 && now.us < c->until.us;
}

/* That of the same token, one that is over, or the one that is over first. */
static struct second_code *
place_for(struct seconds *all, struct str token, struct span now)
{
	struct second_code *place = &all->at[0];

	for (size_t i = 0; i < SECONDS_MOST; i++) {
		struct second_code *c = &all->at[i];

		if (str_eq((struct str){ c->token, c->token_n }, token))
			return c;
		if (stands(place, now) && (!stands(c, now) || c->until.us < place->until.us))
			place = c;
	}
	return place;
}

struct str
second_make(struct scope *sc, struct seconds *all, struct str token, struct span now)
{
	struct second_code *c = place_for(all, token, now);
	uint8_t bytes[SECOND_CODE_CHARS];

	CHECK(token.n > 0 && token.n <= SECOND_TOKEN_MOST);
	*c = (struct second_code){ .token_n = token.n, .until = { now.us + SECOND_LASTS.us } };
	memcpy(c->token, token.p, token.n);
	random_bytes(bytes, sizeof(bytes));
	for (size_t i = 0; i < SECOND_CODE_CHARS; i++)
		c->code[i] = digits[bytes[i] % 32];
	return str_printf(&sc->arena, "%.4s-%.4s", c->code, c->code + 4);
}

/* As it is told: small letters, a dash and blanks are the same. */
static bool
typed(struct str said, char code[SECOND_CODE_CHARS])
{
	size_t n = 0;

	for (size_t i = 0; i < said.n; i++) {
		char c = said.p[i];

		if (c == '-' || c == ' ')
			continue;
		if (n == SECOND_CODE_CHARS)
			return false;
		code[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	return n == SECOND_CODE_CHARS;
}

static bool
is_for(struct second_code *c, struct str who)
{
	if (who.n == 0 || who.n > SECOND_WHO_MOST)
		return false;
	if (c->who_n == 0) {
		memcpy(c->who, who.p, who.n);
		c->who_n = who.n;
	}
	return str_eq((struct str){ c->who, c->who_n }, who);
}

struct str
second_token(
    struct scope *sc, struct seconds *all, struct str code, struct str who, struct span now)
{
	char wanted[SECOND_CODE_CHARS];

	if (!typed(code, wanted))
		return S("");
	for (size_t i = 0; i < SECONDS_MOST; i++) {
		struct second_code *c = &all->at[i];

		if (stands(c, now) && memcmp(c->code, wanted, sizeof(wanted)) == 0)
			return is_for(c, who) ? str_dup(&sc->arena, (struct str){ c->token, c->token_n })
					      : S("");
	}
	return S("");
}
