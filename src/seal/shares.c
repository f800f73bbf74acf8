/* seal/shares.c -- Shamir's secret sharing, threshold two, over GF(256).
 *
 * What is split is the root and eight bytes of its hash: two shares that do
 * not belong together then give something that does not fit itself.  A line
 * is through (0, secret) and (share's number, share's byte), for each byte.
 */
#include "seal/shares.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/check.h"
#include "seal/bytes.h"
#include "seal/seal.h"

#define PROOF_BYTES 8
#define SECRET_BYTES (KEY_BYTES + PROOF_BYTES)
#define CHECKSUM_BYTES 5
#define BODY_BYTES (SECRET_BYTES + CHECKSUM_BYTES)
#define BODY_CHARS 72 /* 45 bytes of 8 bits, in characters of 5 */
#define GROUP 6
#define STORE_MOST 64
_Static_assert(BODY_BYTES * 8 == BODY_CHARS * 5, "no bits are left over");

struct share {
	uint8_t number; /* 1 to SHARES_MADE */
	struct str store;
	uint8_t y[SECRET_BYTES];
};

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's */

/* Multiplication modulo x^8+x^4+x^3+x+1, without branches on secrets. */
static uint8_t
gf_mul(uint8_t a, uint8_t b)
{
	unsigned product = 0, x = a, factor = b;

	for (unsigned bit = 0; bit < 8; bit++) {
		product ^= x & (0u - ((factor >> bit) & 1u));
		x = (x << 1) ^ (0x11bu & (0u - (x >> 7)));
	}
	return (uint8_t)product; /* below 256: x is reduced at each step */
}

/* a^254 is 1/a: the group has 255 members. */
static uint8_t
gf_inverse(uint8_t a)
{
	uint8_t power = 1;

	for (int i = 0; i < 254; i++)
		power = gf_mul(power, a);
	return power;
}

static struct hash
checksum(struct scope *sc, const struct share *s)
{
	struct buf b = buf_new(&sc->arena);

	buf_printf(&b, "bailee share %d %.*s ", s->number, STR(s->store));
	buf_put(&b, (struct str){ (const char *)s->y, sizeof(s->y) });
	return seal_hash(buf_str(&b));
}

static struct str
share_print(struct scope *sc, const struct share *s)
{
	struct hash sum = checksum(sc, s);
	struct buf b = buf_new(&sc->arena);
	unsigned bits = 0, held = 0;
	size_t chars = 0;

	buf_printf(&b, "%dof%d %.*s ", s->number, SHARES_MADE, STR(s->store));
	for (size_t i = 0; i < BODY_BYTES; i++) {
		bits = (bits << 8 | (i < SECRET_BYTES ? s->y[i] : sum.b[i - SECRET_BYTES])) & 0xfffu;
		for (held += 8; held >= 5; held -= 5) {
			if (chars > 0 && chars % GROUP == 0)
				buf_putc(&b, '-');
			buf_putc(&b, letters[bits >> (held - 5) & 31]);
			chars++;
		}
	}
	return buf_str(&b);
}

static bool
store_valid(struct str store)
{
	for (size_t i = 0; i < store.n; i++) {
		if ((store.p[i] < '0' || store.p[i] > '9') && (store.p[i] < 'A' || store.p[i] > 'Z'))
			return false;
	}
	return store.n > 0 && store.n <= STORE_MOST;
}

void
shares_split(
    struct scope *sc, const struct key *root, struct str store, struct str share[SHARES_MADE])
{
	struct str bare = { (const char *)key_bytes(root), KEY_BYTES };
	struct hash proof = seal_hash(bare);
	struct str slope = seal_random(&sc->arena, SECRET_BYTES);

	CHECK(store_valid(store));
	for (uint8_t x = 1; x <= SHARES_MADE; x++) {
		struct share *s = NEW(&sc->arena, struct share);

		s->number = x;
		s->store = store;
		for (size_t i = 0; i < SECRET_BYTES; i++) {
			uint8_t secret = i < KEY_BYTES ? key_bytes(root)[i] : proof.b[i - KEY_BYTES];

			s->y[i] = secret ^ gf_mul((uint8_t)slope.p[i], x);
		}
		share[x - 1] = share_print(sc, s);
	}
}

static char
upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Crockford's reading: case does not matter, O is 0, I and L are 1. */
static int
letter_value(char c)
{
	const char *at;

	c = upper(c);
	c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1'
						  : c;
	at = c != 0 ? strchr(letters, c) : NULL;
	return at != NULL ? (int)(at - letters) : -1;
}

static bool
groups_parse(struct str text, uint8_t body[BODY_BYTES])
{
	unsigned bits = 0, held = 0;
	size_t chars = 0, n = 0;

	for (size_t i = 0; i < text.n; i++) {
		int value = letter_value(text.p[i]);

		if (text.p[i] == '-' || text.p[i] == ' ' || text.p[i] == '\t')
			continue;
		if (value < 0 || ++chars > BODY_CHARS)
			return false;
		bits = (bits << 5 | (unsigned)value) & 0xfffu;
		held += 5;
		if (held >= 8) {
			held -= 8;
			body[n++] = (uint8_t)(bits >> held);
		}
	}
	return chars == BODY_CHARS;
}

static bool
store_parse(struct scope *sc, struct str *rest, struct str *store)
{
	struct str word = str_cut(str_trim(*rest), ' ', rest);
	char *p = arena_alloc(&sc->arena, word.n);

	for (size_t i = 0; i < word.n; i++)
		p[i] = upper(word.p[i]);
	*store = (struct str){ p, word.n };
	return store_valid(*store);
}

static bool
number_parse(struct str word, uint8_t *number)
{
	for (int x = 1; x <= SHARES_MADE; x++) {
		char want[8] = { (char)('0' + x), 'o', 'f', '0' + SHARES_MADE, 0 };

		if (str_eq_nocase(word, str_of(want))) {
			*number = (uint8_t)x;
			return true;
		}
	}
	return false;
}

static result
share_parse(struct scope *sc, struct str line, struct share *s)
{
	uint8_t *body = arena_alloc(&sc->arena, BODY_BYTES);
	struct hash sum;
	struct str rest, word = str_cut(str_trim(line), ' ', &rest);

	if (!number_parse(word, &s->number))
		return fail(sc, E_INPUT, "a share begins with 1of3, 2of3 or 3of3");
	if (!store_parse(sc, &rest, &s->store))
		return fail(sc, E_INPUT, "share %d does not name its store", s->number);
	if (!groups_parse(rest, body))
		return fail(sc, E_INPUT,
		    "share %d must have %d letters and digits after its store", s->number,
		    BODY_CHARS);
	memcpy(s->y, body, sizeof(s->y));
	sum = checksum(sc, s);
	if (sodium_memcmp(sum.b, body + SECRET_BYTES, CHECKSUM_BYTES) != 0)
		return fail(sc, E_INPUT, "share %d has a misread letter: compare it with the sheet", s->number);
	return OK;
}

/* The line through both points, at zero: (y1 x2 + y2 x1) / (x1 + x2). */
static void
at_zero(const struct share *a, const struct share *b, uint8_t secret[SECRET_BYTES])
{
	uint8_t over = gf_inverse(a->number ^ b->number);

	for (size_t i = 0; i < SECRET_BYTES; i++)
		secret[i] = gf_mul(gf_mul(a->y[i], b->number) ^ gf_mul(b->y[i], a->number), over);
}

result
shares_join(
    struct scope *sc, struct str one, struct str other, struct str *store, struct key **root)
{
	struct share *a = NEW(&sc->arena, struct share), *b = NEW(&sc->arena, struct share);
	uint8_t *secret = arena_alloc(&sc->arena, SECRET_BYTES);
	struct hash proof;

	*root = NULL;
	TRY(share_parse(sc, one, a));
	TRY(share_parse(sc, other, b));
	if (!str_eq(a->store, b->store))
		return fail(sc, E_INPUT, "the two shares are of two stores");
	if (a->number == b->number)
		return fail(sc, E_INPUT, "this is share %d twice: two different ones are needed", a->number);
	at_zero(a, b, secret);
	proof = seal_hash((struct str){ (const char *)secret, KEY_BYTES });
	if (sodium_memcmp(proof.b, secret + KEY_BYTES, PROOF_BYTES) != 0) /* S9 */
		return fail(sc, E_INPUT, "the two shares are of two sheets: take both from the newest");
	*store = str_dup(&sc->arena, a->store);
	*root = key_of_bytes(sc, secret);
	return OK;
}
