/* doors/mail/charset.c -- characters of mail as UTF-8 that can be shown (W42).
 *
 * The charsets that mail to a company in the United Kingdom is written in; iconv would open
 * modules of code behind the wall.  WHATWG: who says ASCII or Latin-1 means Windows-1252.
 */
#include "base/arena.h"
#include "doors/mail/inside.h"

#define UNREADABLE 0xfffdu

/* Windows-1252 from 0x80 to 0x9f. */
static const uint16_t windows[32] = { 0x20ac, UNREADABLE, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020,
	0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, UNREADABLE, 0x017d, UNREADABLE, UNREADABLE,
	0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
	0x0153, UNREADABLE, 0x017e, 0x0178 };

static uint32_t
of_windows(uint8_t c)
{
	return c >= 0x80 && c < 0xa0 ? windows[c - 0x80] : c;
}

/* ISO 8859-15: Latin-1 with the euro sign, and seven letters. */
static uint32_t
of_latin_9(uint8_t c)
{
	static const struct {
		uint8_t at;
		uint16_t is;
	} other[] = { { 0xa4, 0x20ac }, { 0xa6, 0x160 }, { 0xa8, 0x161 }, { 0xb4, 0x17d },
		{ 0xb8, 0x17e }, { 0xbc, 0x152 }, { 0xbd, 0x153 }, { 0xbe, 0x178 } };

	for (size_t i = 0; i < N(other); i++)
		if (other[i].at == c)
			return other[i].is;
	return of_windows(c);
}

static uint32_t
of_unknown(uint8_t c)
{
	return c < 0x80 ? c : UNREADABLE;
}

static const struct {
	const char *name;
	uint32_t (*of)(uint8_t);
} single[] = {
	{ "us-ascii", of_windows },
	{ "iso-8859-1", of_windows },
	{ "latin1", of_windows },
	{ "windows-1252", of_windows },
	{ "cp1252", of_windows },
	{ "iso-8859-15", of_latin_9 },
};

static struct str
read_utf8(struct arena *a, struct str bytes)
{
	char *to = arena_alloc(a, bytes.n * 3 + 1);
	size_t n = 0, taken;
	uint32_t code;

	if (utf8_valid(bytes))
		return bytes;
	for (size_t i = 0; i < bytes.n; i += taken) {
		taken = utf8_take(str_slice(bytes, i, bytes.n), &code);
		n += utf8_put(to + n, taken == 0 ? UNREADABLE : code);
		taken = taken == 0 ? 1 : taken;
	}
	return (struct str){ to, n };
}

struct str
charset_read(struct arena *a, struct str charset, struct str bytes)
{
	uint32_t (*of)(uint8_t) = of_unknown;
	char *to;
	size_t n = 0;

	if (charset.n == 0 || str_eq_nocase(charset, S("utf-8"))
	    || str_eq_nocase(charset, S("utf8")))
		return read_utf8(a, bytes);
	for (size_t i = 0; i < N(single); i++)
		if (str_eq_nocase(charset, str_of(single[i].name)))
			of = single[i].of;
	if (of == of_windows && utf8_valid(bytes)) /* said wrongly, as it often is */
		return bytes;
	to = arena_alloc(a, bytes.n * 3 + 1);
	for (size_t i = 0; i < bytes.n; i++)
		n += utf8_put(to + n, of((uint8_t)bytes.p[i]));
	return (struct str){ to, n };
}

/* Controls; what turns the direction of reading, or has no width. */
static bool
is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f)
	       || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff
	       || c == 0xad || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

struct str
charset_clean(struct arena *a, struct str utf8, bool lines)
{
	char *to = arena_alloc(a, utf8.n + 1);
	size_t n = 0, taken;
	uint32_t code;

	for (size_t i = 0; i < utf8.n; i += taken) {
		taken = utf8_take(str_slice(utf8, i, utf8.n), &code);
		if (taken == 0) {
			taken = 1;
		} else if (lines && code == '\n') {
			to[n++] = '\n';
		} else if (code == '\n' || code == '\t' || code == 0xa0) {
			to[n++] = ' ';
		} else if (!is_hidden(code)) {
			n += utf8_put(to + n, code);
		}
	}
	return (struct str){ to, n };
}

struct str
charset_cut(struct str utf8, size_t most)
{
	size_t n = utf8.n < most ? utf8.n : most;

	while (n < utf8.n && n > 0 && ((unsigned char)utf8.p[n] & 0xc0) == 0x80)
		n--;
	return str_slice(utf8, 0, n);
}
