/* promise/mailbox.c -- takes letters instead of a smarthost; one thread, one loop. */
#include "promise/mailbox.h"
#include "base/json.h"
#include "promise/smtp.h"
#include "promise/standin.h"
#include "seal/tls.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/sock.h"

#define TALKS_MOST 16
#define LINE_MOST ((size_t)4096) /* RFC 5321 says 1,000 */
#define PEM_MOST ((size_t)64 * 1024)
#define TELL_WITHIN span_seconds(10)

/* One connection. */
struct talk {
	int fd; /* -1: none */
	struct arena arena;
	struct tls *tls; /* NULL: in clear */
	struct smtp smtp;
	char line[LINE_MOST];
	size_t n;
};

struct hall {
	struct mailbox o;
	struct smtp_ways ways;
	struct str key, cert;
	struct talk talk[TALKS_MOST];
	bool end;
};

static void
talk_end(struct talk *t)
{
	tls_close(t->tls);
	t->tls = NULL;
	sock_close(&t->fd);
	arena_clear(&t->arena);
}

static result
say(struct scope *sc, struct talk *t, struct str text)
{
	return t->tls != NULL ? tls_write(sc, t->tls, text)
			      : file_pour(sc, (struct file){ t->fd }, text);
}

static void
talk_begin(struct scope *sc, struct hall *h)
{
	int fd;

	if (sock_accept(sc, h->o.listening, &fd).code != E_OK)
		return;
	for (size_t i = 0; i < TALKS_MOST; i++) {
		struct talk *t = &h->talk[i];

		if (t->fd >= 0)
			continue;
		t->fd = fd;
		t->n = 0;
		t->smtp = (struct smtp){ .arena = &t->arena };
		if (say(sc, t, smtp_greeting()).code != E_OK)
			talk_end(t);
		return;
	}
	sock_close(&fd);
}

/* -- a line --------------------------------------------------------------------------- */

static result
hand_over(struct scope *sc, struct hall *h, struct talk *t)
{
	struct str letter = json_text(&sc->arena, smtp_letter(&sc->arena, &t->smtp));

	return sock_send(sc, h->o.control, letter, TELL_WITHIN);
}

static result
heard(struct scope *sc, struct hall *h, struct talk *t, struct str line)
{
	struct str reply;
	enum smtp_next next = smtp_line(&t->smtp, &h->ways, line, &reply);

	if (next == SMTP_TAKEN)
		TRY(hand_over(sc, h, t));
	TRY(say(sc, t, reply));
	if (next == SMTP_START_TLS)
		TRY(tls_accept(sc, &t->arena, t->fd, h->key, h->cert, &t->tls));
	t->smtp.secure = t->tls != NULL;
	return next == SMTP_END ? fail(sc, E_ABSENT, "the conversation is over") : OK;
}

static result
read_lines(struct scope *sc, struct hall *h, struct talk *t)
{
	char *end;

	while ((end = memchr(t->line, '\n', t->n)) != NULL) {
		size_t n = (size_t)(end - t->line);
		struct str line = str_dup(&sc->arena, (struct str){ t->line, n });

		t->n -= n + 1;
		memmove(t->line, end + 1, t->n);
		if (str_ends(line, S("\r")))
			line = str_slice(line, 0, line.n - 1);
		TRY(heard(sc, h, t, line));
	}
	return t->n < LINE_MOST ? OK : fail(sc, E_INPUT, "a line is too long");
}

static result
listen_to(struct scope *sc, struct hall *h, struct talk *t)
{
	size_t got;

	do {
		char *to = t->line + t->n;

		if (t->tls != NULL)
			TRY(tls_read_some(sc, t->tls, to, LINE_MOST - t->n, &got));
		else
			TRY(sock_read_some(sc, t->fd, to, LINE_MOST - t->n, &got));
		if (got == 0)
			return fail(sc, E_ABSENT, "the other end has gone");
		t->n += got;
		TRY(read_lines(sc, h, t));
	} while (t->tls != NULL && tls_waiting(t->tls));
	return OK;
}

/* -- the loop -------------------------------------------------------------------------- */

static result
turn(struct scope *sc, struct hall *h)
{
	struct sock_watch w[2 + TALKS_MOST] = { { .fd = h->o.control }, { .fd = h->o.listening } };
	size_t ready;

	for (size_t i = 0; i < TALKS_MOST; i++)
		w[2 + i].fd = h->talk[i].fd;
	TRY(sock_wait(sc, w, N(w), SOCK_FOREVER, &ready));
	if (w[0].readable || w[0].gone)
		h->end = !standin_hears(sc, h->o.control, &h->ways.answer);
	for (size_t i = 0; i < TALKS_MOST; i++)
		if ((w[2 + i].readable || w[2 + i].gone)
		    && listen_to(sc, h, &h->talk[i]).code != E_OK)
			talk_end(&h->talk[i]);
	if (w[1].readable)
		talk_begin(sc, h);
	return OK;
}

static result
turn_once(struct hall *h)
{
	struct scope sc;
	result r;

	clock_scope(&sc);
	r = turn(&sc, h);
	scope_end(&sc);
	return r;
}

result
mailbox_run(struct scope *sc, const struct mailbox *o)
{
	struct hall *h = NEW(&sc->arena, struct hall);
	result r = OK;

	h->o = *o;
	h->ways = (struct smtp_ways){ .offers_tls = o->cert >= 0, .answer = 250 };
	if (o->cert >= 0) {
		TRY(file_drain(sc, (struct file){ o->key }, PEM_MOST, &h->key));
		TRY(file_drain(sc, (struct file){ o->cert }, PEM_MOST, &h->cert));
	}
	for (size_t i = 0; i < TALKS_MOST; i++)
		h->talk[i].fd = -1;
	while (r.code == E_OK && !h->end)
		r = turn_once(h);
	for (size_t i = 0; i < TALKS_MOST; i++)
		talk_end(&h->talk[i]);
	return r;
}
