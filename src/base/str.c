#include "base/str.h"
#include "base/arena.h"
#include "base/check.h"

/* As memcmp and memchr; a zeroed slice, whose bytes are at NULL, is empty too. */
static int
compare(const char *a, const char *b, size_t n)
{
	return n == 0 ? 0 : memcmp(a, b, n);
}

static const char *
find(struct str s, char c)
{
	return s.n == 0 ? NULL : memchr(s.p, c, s.n);
}

struct str
str_of(const char *c_string)
{
	return c_string == NULL ? S("") : (struct str){ c_string, strlen(c_string) };
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && compare(a.p, b.p, a.n) == 0;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++) {
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	}
	return true;
}

int
str_cmp(struct str a, struct str b)
{
	int order = compare(a.p, b.p, a.n < b.n ? a.n : b.n);

	return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && compare(s.p, prefix.p, prefix.n) == 0;
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

bool
str_has(struct str s, struct str needle)
{
	return needle.n == 0 || (s.n > 0 && memmem(s.p, s.n, needle.p, needle.n) != NULL);
}

bool
str_has_word(struct str words, struct str word)
{
	while (words.n > 0)
		if (str_eq(str_cut(words, ' ', &words), word))
			return true;
	return false;
}

bool
str_among(struct str s, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], s))
			return true;
	return false;
}

struct str
str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return s.p == NULL ? S("") : (struct str){ s.p + from, to - from };
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && is_blank(s.p[0]))
		s = str_slice(s, 1, s.n);
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str
str_cut(struct str s, char sep, struct str *rest)
{
	const char *at = find(s, sep);
	size_t n = at == NULL ? s.n : (size_t)(at - s.p);

	*rest = at == NULL ? S("") : str_slice(s, n + 1, s.n);
	return str_slice(s, 0, n);
}

bool
str_to_u64(struct str s, uint64_t *value)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(v, 10, &v)
		    || __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
			return false;
	}
	*value = v;
	return true;
}

bool
str_to_i64(struct str s, int64_t *value)
{
	bool minus = str_starts(s, S("-"));
	uint64_t v;

	if (!str_to_u64(str_slice(s, minus ? 1 : 0, s.n), &v))
		return false;
	if (v > (uint64_t)INT64_MAX + (minus ? 1 : 0))
		return false;
	*value = minus ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

struct str
str_dup(struct arena *a, struct str s)
{
	char *p;

	if (s.n == 0)
		return S("");
	p = arena_alloc(a, s.n);
	memcpy(p, s.p, s.n);
	return (struct str){ p, s.n };
}

struct str
str_lower(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n);

	for (size_t i = 0; i < s.n; i++)
		p[i] = lower(s.p[i]);
	return (struct str){ p, s.n };
}

struct str
str_vprintf(struct arena *a, const char *format, va_list args)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	CHECK(n >= 0);
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, format, again);
	va_end(again);
	return (struct str){ p, (size_t)n };
}

struct str
str_printf(struct arena *a, const char *format, ...)
{
	struct str text;
	va_list args;

	va_start(args, format);
	text = str_vprintf(a, format, args);
	va_end(args);
	return text;
}

char *
str_c(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	CHECK(find(s, '\0') == NULL);
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return p;
}

struct str
hex_encode(struct arena *a, const void *bytes, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	const uint8_t *b = bytes;
	char *p = arena_array(a, n, 2);

	for (size_t i = 0; i < n; i++) {
		p[2 * i] = digit[b[i] >> 4];
		p[2 * i + 1] = digit[b[i] & 15];
	}
	return (struct str){ p, 2 * n };
}

struct str
base64_encode(struct arena *a, const void *bytes, size_t n)
{
	static const char digit[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const uint8_t *b = bytes;
	char *p = arena_array(a, (n + 2) / 3, 4);
	size_t out = 0;

	for (size_t i = 0; i < n; i += 3) {
		uint32_t three = (uint32_t)b[i] << 16;

		three |= i + 1 < n ? (uint32_t)b[i + 1] << 8 : 0;
		three |= i + 2 < n ? b[i + 2] : 0;
		p[out++] = digit[three >> 18];
		p[out++] = digit[three >> 12 & 63];
		p[out++] = i + 1 < n ? digit[three >> 6 & 63] : '=';
		p[out++] = i + 2 < n ? digit[three & 63] : '=';
	}
	return (struct str){ p, out };
}

static int
base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63
					: -1;
}

/* Four letters to three bytes; those that padding stands for are zeros. */
static bool
base64_four(const char *four, size_t padding, uint32_t *three)
{
	*three = 0;
	for (size_t i = 0; i < 4; i++) {
		int digit = i < 4 - padding ? base64_digit(four[i]) : 0;

		if (digit < 0)
			return false;
		*three = *three << 6 | (uint32_t)digit;
	}
	return (*three & ((1u << 8 * padding) - 1)) == 0;
}

bool
base64_decode(struct arena *a, struct str text, struct str *bytes)
{
	char *p = arena_array(a, text.n / 4 + 1, 3);
	size_t padding = 0, out = 0;
	uint32_t three;

	if (text.n % 4 != 0)
		return false;
	while (padding < 2 && padding < text.n && text.p[text.n - 1 - padding] == '=')
		padding++;
	for (size_t i = 0; i < text.n; i += 4) {
		if (!base64_four(text.p + i, i + 4 == text.n ? padding : 0, &three))
			return false;
		for (int shift = 16; shift >= 0; shift -= 8)
			p[out++] = (char)(three >> shift & 0xff); /* one byte of it */
	}
	*bytes = (struct str){ p, out - padding };
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool
hex_read(struct str hex, void *bytes, size_t n)
{
	uint8_t *p = bytes;

	if (hex.n % 2 != 0 || hex.n / 2 != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		p[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

bool
hex_decode(struct arena *a, struct str hex, struct str *bytes)
{
	size_t n = hex.n / 2;
	char *p = arena_alloc(a, n);

	if (!hex_read(hex, p, n))
		return false;
	*bytes = (struct str){ p, n };
	return true;
}

/* Length of the sequence at `p`, 0 when it is none: the table of RFC 3629
 * section 4, which leaves no overlong form and no surrogate. */
static size_t
utf8_length(const uint8_t *p, size_t n)
{
	uint8_t low = 0x80, high = 0xbf;
	size_t length;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	length = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3
					       : 4;
	if (n < length)
		return 0;
	low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90
						 : low;
	high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f
						  : high;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	return length;
}

bool
utf8_valid(struct str s)
{
	const uint8_t *p = (const uint8_t *)s.p;
	size_t length;

	for (size_t i = 0; i < s.n; i += length) {
		length = utf8_length(p + i, s.n - i);
		if (length == 0)
			return false;
	}
	return true;
}

size_t
utf8_count(struct str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.n; i++)
		count += ((uint8_t)s.p[i] & 0xc0) != 0x80;
	return count;
}

size_t
utf8_put(char *p, uint32_t c)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6);
		p[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 0x3f));
		p[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	p[0] = (char)(0xf0 | c >> 18);
	p[1] = (char)(0x80 | (c >> 12 & 0x3f));
	p[2] = (char)(0x80 | (c >> 6 & 0x3f));
	p[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t
utf8_take(struct str s, uint32_t *code)
{
	const uint8_t *p = (const uint8_t *)s.p;
	size_t length = s.n > 0 ? utf8_length(p, s.n) : 0;

	if (length == 0)
		return 0;
	*code = length == 1 ? p[0] : p[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++)
		*code = *code << 6 | (p[i] & 0x3fu);
	return length;
}
