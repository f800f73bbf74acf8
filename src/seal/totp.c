/* seal/totp.c -- RFC 6238 over RFC 4226, with GnuTLS's HMAC. */
#include "seal/totp.h"

#include <gnutls/crypto.h>

#include "base/buf.h"
#include "base/check.h"
#include "seal/seal.h"

#define DIGITS 6
#define SHA1_BYTES 20
#define GROUP 5
#define CODE_MAX 64

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char rfc4648[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* RFC 4226, 5.3 */
static uint32_t
hotp(struct str secret, int64_t step)
{
	uint8_t counter[8], mac[SHA1_BYTES];
	unsigned at;

	for (size_t i = 0; i < sizeof(counter); i++)
		counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	CHECK(gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret.p, secret.n, counter, sizeof(counter), mac) == 0);
	at = mac[SHA1_BYTES - 1] & 15u;
	return (((uint32_t)(mac[at] & 127u) << 24) | ((uint32_t)mac[at + 1] << 16)
		   | ((uint32_t)mac[at + 2] << 8) | mac[at + 3])
	       % 1000000u;
}

static int64_t
step_of(struct instant now)
{
	return now.us / (TOTP_STEP_SECONDS * (int64_t)1000000);
}

static bool
read_digits(struct str code, uint32_t *number)
{
	size_t n = 0;

	*number = 0;
	for (size_t i = 0; i < code.n; i++) {
		if (code.p[i] == ' ')
			continue;
		if (code.p[i] < '0' || code.p[i] > '9' || ++n > DIGITS)
			return false;
		*number = *number * 10 + (uint32_t)(code.p[i] - '0');
	}
	return n == DIGITS;
}

/* All three are computed, whichever it is. */
int64_t
totp_step(struct str secret, struct instant now, struct str code, int64_t last)
{
	int64_t found = 0;
	uint32_t number;
	bool good = read_digits(code, &number);

	for (int64_t step = step_of(now) - 1; step <= step_of(now) + 1; step++)
		if (hotp(secret, step) == number && good && step > last && found == 0)
			found = step;
	return found;
}

struct str
totp_code(struct arena *a, struct str secret, struct instant now)
{
	return str_printf(a, "%06u", hotp(secret, step_of(now)));
}

static struct str
base32(struct arena *a, struct str bytes, const char *letters, size_t group, char between)
{
	struct buf out = buf_new(a);
	uint32_t bits = 0;
	size_t held = 0, n = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		bits = (bits << 8) | (uint8_t)bytes.p[i];
		for (held += 8; held >= 5; held -= 5) {
			if (group > 0 && n > 0 && n % group == 0)
				buf_putc(&out, between);
			buf_putc(&out, letters[(bits >> (held - 5)) & 31u]);
			n++;
		}
	}
	CHECK(held == 0); /* only of whole groups of 40 bits */
	return buf_str(&out);
}

struct str
totp_secret_print(struct arena *a, struct str secret)
{
	return base32(a, secret, rfc4648, 4, ' ');
}

bool
totp_secret_read(struct arena *a, struct str printed, struct str *secret)
{
	struct buf out = buf_new_capped(a, TOTP_SECRET_BYTES);
	uint32_t bits = 0, held = 0;

	for (size_t i = 0; i < printed.n; i++) {
		const char *at = printed.p[i] != '\0' ? strchr(rfc4648, printed.p[i]) : NULL;

		if (printed.p[i] == ' ')
			continue;
		if (at == NULL)
			return false;
		bits = (bits << 5) | (uint32_t)(at - rfc4648);
		held += 5;
		if (held >= 8) {
			held -= 8;
			buf_putc(&out, (char)(bits >> held));
		}
	}
	return buf_done(&out, secret) && secret->n == TOTP_SECRET_BYTES;
}

struct str
totp_address(struct arena *a, struct str issuer, struct str secret)
{
	struct str s = base32(a, secret, rfc4648, 0, 0);

	return str_printf(a, "otpauth://totp/bailee:%.*s?secret=%.*s&issuer=bailee", STR(issuer), STR(s));
}

struct str
code_new(struct arena *a, int groups)
{
	struct str all = base32(a, seal_random(a, (size_t)groups * 5), crockford, 0, 0);
	struct buf out = buf_new(a);

	for (int i = 0; i < groups; i++)
		buf_printf(&out, "%s%.*s", i > 0 ? "-" : "", GROUP, all.p + (size_t)i * GROUP);
	return buf_str(&out);
}

struct str
code_plain(struct arena *a, struct str typed)
{
	struct buf out = buf_new_capped(a, CODE_MAX);

	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (c == 'O')
			c = '0';
		if (c == 'I' || c == 'L')
			c = '1';
		if (c != ' ' && c != '-')
			buf_putc(&out, c);
	}
	return out.spoilt ? S("") : buf_str(&out);
}
