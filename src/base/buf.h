/* base/buf.h -- text that grows in an arena.
 *
 * A buf has a cap; once something did not fit, the buf is spoilt, takes no
 * more and says so at buf_done.  So a writer checks once, at the end.
 */
#ifndef BAILEE_BASE_BUF_H
#define BAILEE_BASE_BUF_H

#include "base/arena.h"

struct buf {
	struct arena *arena;
	char *p;
	size_t n;
	size_t room;
	size_t cap; /* most bytes it may ever hold */
	bool spoilt;
};

#define BUF_CAP_DEFAULT ((size_t)64 << 20)

struct buf buf_new(struct arena *); /* BUF_CAP_DEFAULT */
struct buf buf_new_capped(struct arena *, size_t cap);
void buf_put(struct buf *, struct str);
void buf_puts(struct buf *, const char *c_string);
void buf_putc(struct buf *, char);
void buf_printf(struct buf *, const char *format, ...) PRINTF(2, 3);
void buf_pad(struct buf *, char, size_t count);
/* Text of ours for a manual page: backslashes, dashes that are typed, a dot that begins a line. */
void buf_put_roff(struct buf *, const char *c_string);
/* All that was put, or false when it did not fit. */
bool buf_done(const struct buf *, struct str *text) MUST;
/* What was put so far; CHECKs that nothing was lost. */
struct str buf_str(const struct buf *);

#endif
