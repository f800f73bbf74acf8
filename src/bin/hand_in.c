/* bin/hand_in.c -- one message, handed to the part that takes mail. */
#include "bin/hand_in.h"
#include "base/buf.h"
#include "sys/sock.h"

#define WITHIN span_seconds(30)
#define LINE_MOST ((size_t)2048)

struct hands {
	int fd;
	char line[LINE_MOST];
	size_t n; /* read, and not used yet */
};

static result
connect_to(struct scope *sc, struct str at, int *fd)
{
	struct str host, port;
	uint64_t number;

	if (str_starts(at, S("unix:")))
		return sock_unix_connect(sc, str_slice(at, 5, at.n), fd);
	if (!sock_place(at, &host, &port) || !str_to_u64(port, &number) || number > UINT16_MAX)
		return fail(sc, E_INPUT, "`--at` takes unix:PATH or ADDR:PORT");
	return sock_tcp_connect(sc, host, (uint16_t)number, WITHIN, fd);
}

static result
read_line(struct scope *sc, struct hands *h, struct str *line)
{
	struct sock_watch w = { .fd = h->fd };
	size_t ready, got, end;
	char *lf;

	while ((lf = memchr(h->line, '\n', h->n)) == NULL) {
		if (h->n == LINE_MOST)
			return fail(sc, E_INPUT, "this is no part of ours that takes mail");
		TRY(sock_wait(sc, &w, 1, WITHIN, &ready));
		if (ready == 0)
			return fail(sc, E_BUSY, "nothing was answered in time");
		TRY(sock_read_some(sc, h->fd, h->line + h->n, LINE_MOST - h->n, &got));
		if (got == 0)
			return fail(sc, E_BUSY, "it closed before it answered");
		h->n += got;
	}
	end = (size_t)(lf - h->line) + 1;
	*line = str_trim(str_dup(&sc->arena, (struct str){ h->line, end }));
	h->n -= end;
	memmove(h->line, h->line + end, h->n);
	return OK;
}

/* The last line of a reply: those before it have a `-` behind the number. */
static result
read_reply(struct scope *sc, struct hands *h, struct str *reply)
{
	do {
		TRY(read_line(sc, h, reply));
	} while (reply->n > 3 && reply->p[3] == '-');
	return OK;
}

static result
say(struct scope *sc, struct hands *h, struct str what, char wanted)
{
	struct str reply;

	TRY(sock_write_all(sc, h->fd, what, WITHIN));
	TRY(read_reply(sc, h, &reply));
	if (reply.n > 0 && reply.p[0] == wanted)
		return OK;
	return fail(sc, str_starts(reply, S("4")) ? E_BUSY : E_INPUT, "it was not taken: %.*s",
	    STR(reply));
}

/* RFC 5321 4.5.2: lines end in CR LF, a dot that begins one is doubled. */
static struct str
lines_of(struct scope *sc, struct str message)
{
	struct buf b = buf_new(&sc->arena);

	while (message.n > 0) {
		struct str line = str_cut(message, '\n', &message);

		if (str_starts(line, S(".")))
			buf_putc(&b, '.');
		buf_put(&b, str_ends(line, S("\r")) ? str_slice(line, 0, line.n - 1) : line);
		buf_puts(&b, "\r\n");
	}
	buf_puts(&b, ".\r\n");
	return buf_str(&b);
}

static result
converse(struct scope *sc, struct hands *h, const struct handing *m, struct str *answer)
{
	struct arena *a = &sc->arena;

	TRY(say(sc, h, S(""), '2'));
	TRY(say(sc, h, S("LHLO localhost\r\n"), '2'));
	TRY(say(sc, h, str_printf(a, "MAIL FROM:<%.*s>\r\n", STR(m->from)), '2'));
	TRY(say(sc, h, str_printf(a, "RCPT TO:<%.*s>\r\n", STR(m->to)), '2'));
	TRY(say(sc, h, S("DATA\r\n"), '3'));
	TRY(sock_write_all(sc, h->fd, lines_of(sc, m->message), WITHIN));
	return read_reply(sc, h, answer);
}

/* A line of the conversation is one. */
static bool
is_one_line(struct str address)
{
	for (size_t i = 0; i < address.n; i++)
		if (address.p[i] <= ' ' || address.p[i] == '<' || address.p[i] == '>')
			return false;
	return address.n <= 254;
}

result
hand_in(struct scope *sc, const struct handing *m, struct str *answer)
{
	struct hands *h = NEW(&sc->arena, struct hands);
	result r;

	if (!is_one_line(m->from) || !is_one_line(m->to))
		return fail(sc, E_INPUT, "this is no address of an envelope");
	TRY(connect_to(sc, m->at, &h->fd));
	r = converse(sc, h, m, answer);
	sock_close(&h->fd);
	return r;
}
