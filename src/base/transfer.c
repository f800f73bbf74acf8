/* base/transfer.c -- what mail was put into on its way, taken out again. */
#include "base/transfer.h"
#include "base/arena.h"

/* A break that is none: `=`, blanks, the end of the line; how long it is, or 0. */
static size_t
soft_break(struct str text)
{
	size_t n = 1;

	while (n < text.n && (text.p[n] == ' ' || text.p[n] == '\t' || text.p[n] == '\r'))
		n++;
	return n < text.n && text.p[n] == '\n' ? n + 1 : 0;
}

/* How many characters of the text stand for one byte, or for none; 0: it stands for itself. */
static size_t
take_code(struct str text, char *to, size_t *n)
{
	if (text.p[0] != '=')
		return 0;
	if (hex_read(str_slice(text, 1, 3), to + *n, 1)) {
		++*n;
		return 3;
	}
	return soft_break(text);
}

struct str
transfer_quoted(struct arena *a, struct str text)
{
	char *to = arena_alloc(a, text.n + 1);
	size_t n = 0;

	for (size_t i = 0, taken; i < text.n; i += taken) {
		taken = take_code(str_slice(text, i, text.n), to, &n);
		if (taken == 0 && text.p[i] != '\r')
			to[n++] = text.p[i];
		taken = taken == 0 ? 1 : taken;
	}
	return (struct str){ to, n };
}

static bool
is_digit(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
	       || c == '+' || c == '/';
}

/* Filled up with zeros to whole groups; what they decode to is cut off again. */
struct str
transfer_base64(struct arena *a, struct str text)
{
	char *digits = arena_alloc(a, text.n + 4);
	struct str bytes = S("");
	size_t n = 0, whole;

	for (size_t i = 0; i < text.n && text.p[i] != '='; i++)
		if (is_digit(text.p[i]))
			digits[n++] = text.p[i];
	for (whole = n; whole % 4 != 0; whole++)
		digits[whole] = 'A';
	return base64_decode(a, (struct str){ digits, whole }, &bytes)
		   ? str_slice(bytes, 0, n * 6 / 8)
		   : S("");
}
