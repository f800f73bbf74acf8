/* vault/card.c -- a payment card number somewhere in a text.
 *
 * LAW (PCI DSS 3.2; policy `never collect card-number`): better one telephone
 * number refused by mistake than one card kept.  Yet a run of digits counts
 * only with an issuer's prefix, that issuer's length and a right check digit.
 */
#include "vault/value.h"

#define CARD_FEWEST 13
#define CARD_MOST 19
#define GAP_MOST 3 /* blanks or dashes between two digits of a card: "4111 - 1111" */
#define PHONE_MOST 15 /* digits after a plus (E.164) */

static const struct {
	unsigned first, last;
	unsigned digits;
	unsigned lengths;
} issuers[] = {
#define ISSUER(first, last, digits, lengths) { first, last, digits, lengths },
#include "vault/issuer.def"
#undef ISSUER
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ISO/IEC 7812-1 annex B. */
static bool
check_digit_is_right(const char *digit, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = (unsigned)(digit[n - 1 - i] - '0');

		if (i % 2 == 1)
			d = d > 4 ? 2 * d - 9 : 2 * d;
		sum += d;
	}
	return sum % 10 == 0;
}

static bool
issued(const char *digit, size_t n)
{
	for (size_t i = 0; i < N(issuers); i++) {
		unsigned prefix = 0;

		for (unsigned k = 0; k < issuers[i].digits; k++)
			prefix = prefix * 10 + (unsigned)(digit[k] - '0');
		if (prefix >= issuers[i].first && prefix <= issuers[i].last
		    && (issuers[i].lengths >> n & 1) != 0)
			return true;
	}
	return false;
}

/* A blank or a dash, ASCII or wider (no-break, thin; hyphens): its length in
 * bytes, 0 when it is neither. */
static size_t
separator(struct str s, size_t at)
{
	static const char *const separators[] = { " ", "\t", "-", "\xc2\xa0", "\xe2\x80\x87",
		"\xe2\x80\x89", "\xe2\x80\xaf", "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x92",
		"\xe2\x80\x93" };

	for (size_t i = 0; i < N(separators); i++)
		if (str_starts(str_slice(s, at, s.n), str_of(separators[i])))
			return str_of(separators[i]).n;
	return 0;
}

/* Where the next digit of the same number stands; `at` itself when there is
 * nothing between; s.n when the number ends. */
static size_t
next_digit(struct str s, size_t at)
{
	size_t width;

	for (size_t gap = 0; gap < GAP_MOST && (width = separator(s, at)) > 0; gap++)
		at += width;
	return at < s.n && is_digit(s.p[at]) ? at : s.n;
}

/* Is a card written from here up to the end of some group of digits?  What
 * follows it (an expiry date, a security code) may look like more of it. */
static bool
card_at(struct str s, size_t at, size_t fewest)
{
	char digit[CARD_MOST];
	size_t n = 0;

	while (at < s.n && n < CARD_MOST) {
		digit[n++] = s.p[at++];
		if (n >= fewest && (at == s.n || !is_digit(s.p[at])) && issued(digit, n)
		    && check_digit_is_right(digit, n))
			return true;
		at = next_digit(s, at);
	}
	return false;
}

bool
value_has_card_number(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char before = i > 0 ? text.p[i - 1] : ' ';

		if (is_digit(text.p[i]) && !is_digit(before)
		    && card_at(text, i, before == '+' ? PHONE_MOST + 1 : CARD_FEWEST))
			return true;
	}
	return false;
}
