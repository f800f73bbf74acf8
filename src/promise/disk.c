/* promise/disk.c -- is a text in these bytes, however it was written down?
 *
 * Plain, UTF-16 of either end, hex of either case, base64 at any of its three
 * alignments (and its URL alphabet), percent-encoded, and all of these again
 * inside whatever gzip stream begins somewhere in the bytes.
 */
#define ZLIB_CONST
#include <zlib.h>

#include "promise/stage.h"

#define UNPACKED_MAX ((size_t)64 << 20)

static bool
bytes_have(struct str bytes, struct str needle)
{
	return needle.n > 0 && memmem(bytes.p, bytes.n, needle.p, needle.n) != NULL;
}

static bool
as_plain(struct arena *a, struct str bytes, struct str needle)
{
	(void)a;
	return bytes_have(bytes, needle);
}

/* Every code unit of UTF-16; what is not ASCII is left to the other ways. */
static bool
as_utf16(struct arena *a, struct str bytes, struct str needle)
{
	struct buf little = buf_new(a), big = buf_new(a);

	for (size_t i = 0; i < needle.n; i++) {
		if ((unsigned char)needle.p[i] > 127)
			return false;
		buf_putc(&little, needle.p[i]);
		buf_putc(&little, '\0');
		buf_putc(&big, '\0');
		buf_putc(&big, needle.p[i]);
	}
	return bytes_have(bytes, buf_str(&little)) || bytes_have(bytes, buf_str(&big));
}

static struct str
upper(struct arena *a, struct str s)
{
	struct buf b = buf_new(a);

	for (size_t i = 0; i < s.n; i++)
		buf_putc(&b, s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i]);
	return buf_str(&b);
}

static bool
as_hex(struct arena *a, struct str bytes, struct str needle)
{
	struct str hex = hex_encode(a, needle.p, needle.n);

	return bytes_have(bytes, hex) || bytes_have(bytes, upper(a, hex));
}

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The letters that depend on the needle alone when it begins `shift` bytes
 * into a group of three. */
static struct str
base64_core(struct arena *a, struct str needle, size_t shift)
{
	struct buf b = buf_new(a);
	size_t first = (shift * 8 + 5) / 6, last = (shift + needle.n) * 8 / 6;

	for (size_t letter = first; letter < last; letter++) {
		unsigned value = 0;

		for (size_t bit = letter * 6; bit < letter * 6 + 6; bit++) {
			size_t at = bit - shift * 8;
			unsigned byte = (unsigned char)needle.p[at / 8];

			value = value << 1 | (byte >> (7 - at % 8) & 1u);
		}
		buf_putc(&b, base64[value]);
	}
	return buf_str(&b);
}

static struct str
url_alphabet(struct arena *a, struct str s)
{
	struct buf b = buf_new(a);

	for (size_t i = 0; i < s.n; i++)
		buf_putc(&b, s.p[i] == '+' ? '-' : s.p[i] == '/' ? '_'
								 : s.p[i]);
	return buf_str(&b);
}

static bool
as_base64(struct arena *a, struct str bytes, struct str needle)
{
	for (size_t shift = 0; shift < 3; shift++) {
		struct str core = base64_core(a, needle, shift);

		if (core.n >= 4
		    && (bytes_have(bytes, core) || bytes_have(bytes, url_alphabet(a, core))))
			return true;
	}
	return false;
}

static bool
unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
	       || strchr("-._~", c) != NULL;
}

static struct str
percent(struct arena *a, struct str s, const char *format, bool plus)
{
	struct buf b = buf_new(a);

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\0' && unreserved(s.p[i]))
			buf_putc(&b, s.p[i]);
		else if (s.p[i] == ' ' && plus)
			buf_putc(&b, '+');
		else if (format[0] == 'X')
			buf_printf(&b, "%%%02X", (unsigned char)s.p[i]);
		else
			buf_printf(&b, "%%%02x", (unsigned char)s.p[i]);
	}
	return buf_str(&b);
}

static bool
as_percent(struct arena *a, struct str bytes, struct str needle)
{
	return bytes_have(bytes, percent(a, needle, "X", false))
	       || bytes_have(bytes, percent(a, needle, "x", false))
	       || bytes_have(bytes, percent(a, needle, "X", true))
	       || bytes_have(bytes, percent(a, needle, "x", true));
}

static const struct {
	const char *how;
	bool (*has)(struct arena *, struct str bytes, struct str needle);
} writings[] = {
	{ "plain", as_plain },
	{ "as UTF-16", as_utf16 },
	{ "in hex", as_hex },
	{ "in base64", as_base64 },
	{ "percent-encoded", as_percent },
};

static bool
has_written(struct arena *a, struct str bytes, struct str needle, const char **how)
{
	for (size_t i = 0; i < N(writings); i++) {
		if (writings[i].has(a, bytes, needle)) {
			*how = writings[i].how;
			return true;
		}
	}
	return false;
}

/* What of a gzip stream at the start of `bytes` can be unpacked. */
static struct str
unpack(struct arena *a, struct str bytes)
{
	struct buf out = buf_new_capped(a, UNPACKED_MAX);
	z_stream z = { 0 };
	unsigned char piece[16384];
	int code = Z_OK;

	if (inflateInit2(&z, 15 + 16) != Z_OK)
		return S("");
	z.next_in = (const Bytef *)bytes.p;
	z.avail_in = bytes.n > UINT32_MAX ? UINT32_MAX : (uInt)bytes.n;
	while (code == Z_OK && out.n + sizeof(piece) <= UNPACKED_MAX) {
		z.next_out = piece;
		z.avail_out = sizeof(piece);
		code = inflate(&z, Z_NO_FLUSH);
		buf_put(&out, (struct str){ (const char *)piece, sizeof(piece) - z.avail_out });
		if (z.avail_out == sizeof(piece))
			break;
	}
	inflateEnd(&z);
	return buf_str(&out);
}

bool
disk_has(struct scope *sc, struct str bytes, struct str needle, const char **how)
{
	static const char magic[] = "\x1f\x8b\x08";
	struct arena *a = &sc->arena;
	const char *at = bytes.p, *end = bytes.p + bytes.n;

	if (has_written(a, bytes, needle, how))
		return true;
	while ((at = memmem(at, (size_t)(end - at), magic, 3)) != NULL) {
		if (has_written(
			a, unpack(a, (struct str){ at, (size_t)(end - at) }), needle, how)) {
			*how = "inside gzip";
			return true;
		}
		at++;
	}
	return false;
}
