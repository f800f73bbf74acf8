/* doors/mail/lmtp.c -- our side of a conversation in LMTP. */
#include "doors/mail/lmtp.h"
#include "base/arena.h"

/* -- the message ------------------------------------------------------------------- */

static void
keep(struct lmtp *l, char c)
{
	if (l->size++ < LMTP_KEPT)
		buf_putc(&l->kept, c);
}

/* What has been seen of CR LF . CR LF, in this order: */
enum { SEEN_NOTHING,
	SEEN_CR,
	SEEN_LINE, /* CR LF: a line begins, as at the start of the message */
	SEEN_DOT, /* a dot that begins a line is not kept (RFC 5321 4.5.2) */
	SEEN_DOT_CR };

/* True: it was the last byte of the message. */
static bool
take_byte(struct lmtp *l, char c)
{
	unsigned was = l->seen;

	l->seen = SEEN_NOTHING;
	if (was == SEEN_DOT_CR && c == '\n')
		return true;
	if (was == SEEN_LINE && c == '.') {
		l->seen = SEEN_DOT;
		return false;
	}
	if (was == SEEN_DOT && c == '\r') {
		l->seen = SEEN_DOT_CR;
		return false;
	}
	if (was == SEEN_DOT_CR)
		keep(l, '\r');
	keep(l, c);
	if (c == '\r')
		l->seen = SEEN_CR;
	else if (c == '\n' && was == SEEN_CR)
		l->seen = SEEN_LINE;
	return false;
}

static bool
take_message(struct lmtp *l, struct str *bytes)
{
	size_t i = 0;
	bool whole = false;

	while (i < bytes->n && !whole)
		whole = take_byte(l, bytes->p[i++]);
	*bytes = str_slice(*bytes, i, bytes->n);
	return whole;
}

/* -- commands ---------------------------------------------------------------------- */

static void
forget(struct lmtp *l)
{
	arena_clear(l->arena);
	l->has_from = l->in_message = l->no_sender = false;
	l->to = NULL;
	l->kept = buf_new(l->arena);
	l->size = 0;
	l->seen = SEEN_LINE;
}

static bool
says(struct str line, struct str command, struct str *rest)
{
	if (!str_eq_nocase(str_slice(line, 0, command.n), command))
		return false;
	*rest = str_trim(str_slice(line, command.n, line.n));
	return command.p[command.n - 1] == ':' || line.n == command.n || line.p[command.n] == ' ';
}

/* <address> and parameters, which change nothing for us; false: it is none. */
static bool
path_of(struct str rest, struct str *address)
{
	struct str behind;

	if (!str_starts(rest, S("<")) || !str_has(rest, S(">")))
		return false;
	*address = str_trim(str_cut(str_slice(rest, 1, rest.n), '>', &behind));
	return true;
}

static const char *
take_from(struct lmtp *l, struct str rest)
{
	struct str address;

	if (!l->greeted)
		return "503 5.5.1 say LHLO first";
	if (l->has_from)
		return "503 5.5.1 one sender at a time";
	if (!path_of(rest, &address))
		return "501 5.1.7 this is no sender";
	l->has_from = true;
	l->no_sender = address.n == 0;
	return "250 2.1.0 go on";
}

static const char *
take_to(struct lmtp *l, struct str rest)
{
	struct str address;

	if (!l->has_from)
		return "503 5.5.1 say MAIL first";
	if (!path_of(rest, &address) || address.n == 0 || address.n > 254)
		return "501 5.1.3 this is no recipient";
	if (l->to != NULL && l->to->count == LMTP_TO_MAX)
		return "452 4.5.3 no more of them at a time";
	if (l->to == NULL)
		l->to = node_list(l->arena);
	node_add(l->to, node_str(l->arena, str_dup(l->arena, address)));
	return "250 2.1.5 go on";
}

static const char *
begin_message(struct lmtp *l)
{
	if (l->to == NULL)
		return "503 5.5.1 say RCPT first";
	l->in_message = true;
	return "354 go on, and end with a dot";
}

#define GREETING \
	"250-bailee\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250 SIZE 67108864"
_Static_assert(LMTP_SIZE == 67108864, "the greeting says it");

static const char *
hear(struct lmtp *l, struct str line, bool *end)
{
	struct str rest;

	if (says(line, S("MAIL FROM:"), &rest))
		return take_from(l, rest);
	if (says(line, S("RCPT TO:"), &rest))
		return take_to(l, rest);
	if (says(line, S("DATA"), &rest))
		return begin_message(l);
	if (says(line, S("LHLO"), &rest)) {
		forget(l);
		l->greeted = true;
		return GREETING;
	}
	if (says(line, S("RSET"), &rest)) {
		forget(l);
		return "250 2.0.0 forgotten";
	}
	if (says(line, S("NOOP"), &rest))
		return "250 2.0.0 here";
	if (says(line, S("VRFY"), &rest))
		return "252 2.1.5 send it and see";
	*end = says(line, S("QUIT"), &rest);
	return *end ? "221 2.0.0 bye" : "500 5.5.2 this is LMTP, and knows no such command";
}

/* True: the conversation is over. */
static bool
take_line(struct lmtp *l, struct str *bytes, struct buf *reply)
{
	struct str line;
	bool end = false;

	while (bytes->n > 0) {
		char c = bytes->p[0];

		*bytes = str_slice(*bytes, 1, bytes->n);
		if (c == '\n')
			break;
		if (l->n == LMTP_LINE_MAX) {
			buf_puts(reply, "500 5.5.6 the line is too long\r\n");
			return true;
		}
		l->line[l->n++] = c;
		if (bytes->n == 0)
			return false;
	}
	line = (struct str){ l->line, l->n };
	l->n = 0;
	if (str_ends(line, S("\r")))
		line = str_slice(line, 0, line.n - 1);
	buf_printf(reply, "%s\r\n", hear(l, line, &end));
	return end;
}

/* -- both -------------------------------------------------------------------------- */

void
lmtp_begin(struct lmtp *l, struct arena *arena, struct buf *reply)
{
	*l = (struct lmtp){ .arena = arena };
	forget(l);
	buf_puts(reply, "220 bailee LMTP\r\n");
}

enum lmtp_next
lmtp_take(struct lmtp *l, struct str *bytes, struct buf *reply)
{
	while (bytes->n > 0) {
		if (l->in_message && take_message(l, bytes)) {
			if (l->size <= LMTP_SIZE)
				return LMTP_MESSAGE;
			lmtp_answer(l, S("552 5.3.4 the message is too long"), reply);
		} else if (!l->in_message && take_line(l, bytes, reply)) {
			return LMTP_END;
		}
	}
	return LMTP_MORE;
}

void
lmtp_answer(struct lmtp *l, struct str said, struct buf *reply)
{
	NODE_EACH(to, l->to)
		buf_printf(reply, "%.*s\r\n", STR(said));
	forget(l);
}
