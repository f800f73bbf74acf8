#include "base/buf.h"
#include "base/check.h"

#include <stdarg.h>

#define ROOM_FIRST ((size_t)256)

struct buf
buf_new(struct arena *a)
{
	return buf_new_capped(a, BUF_CAP_DEFAULT);
}

struct buf
buf_new_capped(struct arena *a, size_t cap)
{
	return (struct buf){ .arena = a, .cap = cap };
}

/* Room for `n` more bytes, or false and spoilt. */
static bool
reserve(struct buf *b, size_t n)
{
	size_t room = b->room > 0 ? b->room : ROOM_FIRST;
	char *p;

	if (b->spoilt || n > b->cap - b->n) {
		b->spoilt = true;
		return false;
	}
	if (n <= b->room - b->n)
		return true;
	while (room - b->n < n)
		room = room > b->cap / 2 ? b->cap : room * 2;
	p = arena_alloc(b->arena, room);
	if (b->n > 0)
		memcpy(p, b->p, b->n);
	b->p = p;
	b->room = room;
	return true;
}

void
buf_put(struct buf *b, struct str s)
{
	if (s.n == 0 || !reserve(b, s.n))
		return;
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

void
buf_puts(struct buf *b, const char *c_string)
{
	buf_put(b, str_of(c_string));
}

void
buf_putc(struct buf *b, char c)
{
	buf_put(b, (struct str){ &c, 1 });
}

void
buf_printf(struct buf *b, const char *format, ...)
{
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	CHECK(n >= 0);
	if ((size_t)n < b->cap && reserve(b, (size_t)n + 1)) { /* and its NUL */
		vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
		b->n += (size_t)n;
	} else {
		b->spoilt = true;
	}
	va_end(again);
}

void
buf_pad(struct buf *b, char c, size_t count)
{
	if (count == 0 || !reserve(b, count))
		return;
	memset(b->p + b->n, c, count);
	b->n += count;
}

bool
buf_done(const struct buf *b, struct str *text)
{
	if (b->spoilt)
		return false;
	*text = b->n > 0 ? (struct str){ b->p, b->n } : S("");
	return true;
}

struct str
buf_str(const struct buf *b)
{
	CHECK(!b->spoilt);
	return b->n > 0 ? (struct str){ b->p, b->n } : S("");
}

void
buf_put_roff(struct buf *b, const char *text)
{
	for (bool start = true; *text != '\0'; start = *text == '\n', text++) {
		if (start && (*text == '.' || *text == '\''))
			buf_puts(b, "\\&");
		if (*text == '\\')
			buf_puts(b, "\\e");
		else if (*text == '-')
			buf_puts(b, "\\-");
		else
			buf_putc(b, *text);
	}
}
