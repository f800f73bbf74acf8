/* promise/smtp.h -- one side of a conversation in SMTP: the stand-in that takes letters.
 *
 *  M12  Any bytes give answers of RFC 5321, at most one for a line; never a crash.  A
 *       letter is taken when its last line has come, and only then.
 */
#ifndef BAILEE_PROMISE_SMTP_H
#define BAILEE_PROMISE_SMTP_H

#include "base/buf.h"
#include "base/node.h"
#include "base/scope.h"

#define SMTP_LETTER_MAX ((size_t)1 << 20)

enum smtp_next { SMTP_GO_ON,
	SMTP_START_TLS, /* after the reply */
	SMTP_TAKEN, /* `letter` is whole */
	SMTP_END }; /* close after the reply */

/* How the stand-in is to behave. */
struct smtp_ways {
	bool offers_tls;
	int64_t answer; /* to whom a letter is to: 250, 451, 550 ... */
};

struct smtp {
	struct arena *arena;
	bool secure; /* TLS is on: the loop says so */
	bool in_text;
	struct str from, to; /* addresses; empty: not said yet */
	struct buf letter; /* its lines so far, as they came, dots unstuffed */
};

struct str smtp_greeting(void);
/* One line without its CR LF. */
enum smtp_next smtp_line(struct smtp *, const struct smtp_ways *, struct str line,
    struct str *reply);
/* From, to, title, text and the whole head, read as a mailbox shows them (RFC 2045, 2047). */
struct node *smtp_letter(struct arena *, const struct smtp *);

#endif
