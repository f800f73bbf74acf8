/* doors/mail/mail.c -- mail taken from our mail server; one thread, one loop. */
#include "doors/mail/mail.h"
#include "base/log.h"
#include "doors/control.h"
#include "doors/mail/lmtp.h"
#include "doors/mail/message.h"
#include "sys/clock.h"
#include "sys/jail.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define TALKS_MOST 16
#define READ_MOST ((size_t)64 * 1024)
#define IDLE_MOST span_seconds(300) /* RFC 5321 4.5.3.2.7 */
#define TAKEN_WITHIN span_seconds(5) /* a reply */
#define KEEPER_WITHIN span_seconds(10) /* a keeper that is started anew */

/* One connection. */
struct talk {
	int fd; /* -1: none */
	struct arena arena; /* of the message that comes in */
	struct span heard; /* since boot */
	struct lmtp lmtp;
};

struct mailbox_door {
	struct control control;
	int listen;
	struct str authority;
	struct talk talk[TALKS_MOST];
};

static void
talk_end(struct talk *t)
{
	sock_close(&t->fd);
	arena_clear(&t->arena);
}

/* -- the keeper -------------------------------------------------------------------- */

static void
wait_for_link(struct scope *sc, struct mailbox_door *m)
{
	int64_t until = clock_boot().us + KEEPER_WITHIN.us;
	struct sock_watch w = { .fd = m->control.fd };
	size_t ready;

	while (m->control.link == NULL && !m->control.stop && clock_boot().us < until
	       && sock_wait(sc, &w, 1, (struct span){ until - clock_boot().us }, &ready).code == E_OK
	       && ready > 0)
		(void)control_attend(sc, &m->control);
}

static struct node *
question_of(struct arena *a, const struct lmtp *l, const struct mail_message *m)
{
	struct node *q = node_map(a);

	node_set(q, S("to"), node_copy(a, l->to));
	node_set_str(a, q, S("from"), m->from);
	node_set_str(a, q, S("message"), m->id);
	node_set_str(a, q, S("title"), m->title);
	node_set_str(a, q, S("text"), m->text);
	node_set_bool(a, q, S("proved"), m->proved);
	node_set_bool(a, q, S("no-sender"), l->no_sender);
	node_set_bool(a, q, S("automatic"), m->automatic);
	node_set_bool(a, q, S("listed"), m->listed);
	node_set_bool(a, q, S("failed"), m->failed);
	node_set_bool(a, q, S("unsubscribes"), m->unsubscribes);
	node_set_str(a, q, S("token"), m->token);
	node_set(q, S("letters"), m->letters);
	node_set(q, S("cases"), m->cases);
	return q;
}

/* W49: for good is only what the keeper says of the message itself. */
static struct str
refused(struct scope *sc, const struct reply *r)
{
	if (r->code == E_ABSENT)
		return str_printf(&sc->arena, "550 5.1.1 %.*s", STR(r->text));
	if (r->code == E_INPUT || r->code == E_TOO_BIG)
		return str_printf(&sc->arena, "554 5.6.0 %.*s", STR(r->text));
	log_event("mail.not-taken", LOG_ID("why", r->text));
	return S("451 4.3.0 it cannot be taken now");
}

static struct str
ask(struct scope *sc, struct mailbox_door *m, const struct node *question)
{
	const struct question_head head = { .verb = VERB_MAIL_IN };
	struct reply reply;
	struct str id;

	wait_for_link(sc, m);
	if (m->control.link == NULL)
		return S("451 4.3.2 the keeper is away");
	if (link_ask(sc, m->control.link, &head, question, &reply).code != E_OK) {
		control_lost(&m->control);
		return S("451 4.3.2 the keeper went away");
	}
	if (reply.code != E_OK)
		return refused(sc, &reply);
	if (node_get(reply.body, S("refused")) != NULL)
		return S("451 4.3.0 nothing is taken at present");
	id = node_get_str(reply.body, S("case"));
	return str_printf(&sc->arena, "250 2.6.0 %.*s%s%.*s",
	    STR(node_get_str(reply.body, S("became"))), id.n > 0 ? " " : "", STR(id));
}

/* No word of the message, and not who sent it, goes into the log. */
static struct str
deliver(struct scope *sc, struct mailbox_door *m, const struct lmtp *l)
{
	struct mail_message message;
	struct str bytes;

	if (!buf_done(&l->kept, &bytes))
		return S("552 5.3.4 the message is too long");
	if (mail_read(sc, m->authority, bytes, &message).code != E_OK)
		return str_printf(&sc->arena, "554 5.6.0 %.*s", STR(sc->fault.text));
	return ask(sc, m, question_of(&sc->arena, l, &message));
}

/* -- conversations ----------------------------------------------------------------- */

static result
talk_go_on(struct scope *sc, struct mailbox_door *m, struct talk *t)
{
	struct buf reply = buf_new(&sc->arena);
	char *bytes = arena_alloc(&sc->arena, READ_MOST);
	struct str rest = { bytes, 0 };
	enum lmtp_next next;

	TRY(sock_read_some(sc, t->fd, bytes, READ_MOST, &rest.n));
	if (rest.n == 0)
		return fail(sc, E_ABSENT, "the other end has gone");
	t->heard = clock_boot();
	while ((next = lmtp_take(&t->lmtp, &rest, &reply)) == LMTP_MESSAGE)
		lmtp_answer(&t->lmtp, deliver(sc, m, &t->lmtp), &reply);
	if (reply.n > 0)
		TRY(sock_write_all(sc, t->fd, buf_str(&reply), TAKEN_WITHIN));
	return next == LMTP_END ? fail(sc, E_ABSENT, "the conversation is over") : OK;
}

static void
talk_begin(struct scope *sc, struct mailbox_door *m)
{
	struct buf reply = buf_new(&sc->arena);
	int fd;

	if (sock_accept(sc, m->listen, &fd).code != E_OK)
		return;
	for (size_t i = 0; i < TALKS_MOST; i++) {
		struct talk *t = &m->talk[i];

		if (t->fd >= 0)
			continue;
		t->fd = fd;
		t->heard = clock_boot();
		lmtp_begin(&t->lmtp, &t->arena, &reply);
		if (sock_write_all(sc, fd, buf_str(&reply), TAKEN_WITHIN).code != E_OK)
			talk_end(t);
		return;
	}
	(void)sock_write_all(sc, fd, S("421 4.3.2 too many at a time\r\n"), TAKEN_WITHIN)
	    .code; /* it sees the end */
	sock_close(&fd);
}

static void
end_idle(struct mailbox_door *m)
{
	for (size_t i = 0; i < TALKS_MOST; i++)
		if (m->talk[i].fd >= 0
		    && clock_boot().us - m->talk[i].heard.us > IDLE_MOST.us)
			talk_end(&m->talk[i]);
}

/* Each has a scope of its own: what one message took is wiped before the next. */
static void
talk_hear(struct mailbox_door *m, struct talk *t)
{
	struct scope sc;

	clock_scope(&sc);
	if (talk_go_on(&sc, m, t).code != E_OK)
		talk_end(t);
	scope_end(&sc);
}

/* -- the loop ---------------------------------------------------------------------- */

#define WATCHED_OWN 4

static result
turn(struct scope *sc, struct mailbox_door *m)
{
	struct sock_watch w[WATCHED_OWN + TALKS_MOST] = {
		{ .fd = m->control.fd },
		{ .fd = m->control.signals },
		{ .fd = m->control.link != NULL ? link_fd(m->control.link) : -1 },
		{ .fd = m->listen },
	};
	size_t ready;

	for (size_t i = 0; i < TALKS_MOST; i++)
		w[WATCHED_OWN + i].fd = m->talk[i].fd;
	TRY(sock_wait(sc, w, N(w), IDLE_MOST, &ready));
	if (w[0].readable || w[0].gone)
		(void)control_attend(sc, &m->control);
	if (w[1].readable)
		control_signalled(sc, &m->control);
	if (w[2].gone && m->control.link != NULL)
		control_lost(&m->control);
	for (size_t i = 0; i < TALKS_MOST && !m->control.stop; i++)
		if (w[WATCHED_OWN + i].readable || w[WATCHED_OWN + i].gone)
			talk_hear(m, &m->talk[i]);
	if (w[3].readable && !m->control.stop)
		talk_begin(sc, m);
	end_idle(m);
	return OK;
}

static result
turn_once(struct mailbox_door *m)
{
	struct scope sc;
	result r;

	clock_scope(&sc);
	r = turn(&sc, m);
	if (r.code != E_OK)
		log_event("mail.failed", LOG_ID("why", sc.fault.text));
	scope_end(&sc);
	return r;
}

static result
raise_wall(struct scope *sc, bool weaker)
{
	if (proc_is_root() && proc_become(sc, S(MAIL_ACCOUNT)).code != E_OK)
		TRY(proc_become(sc, S("nobody")));
	return jail_enter(sc, JAIL_DOOR, NULL, 0, weaker);
}

result
door_mail(struct scope *sc, const struct door_mail *o)
{
	struct mailbox_door *m = NEW(&sc->arena, struct mailbox_door);
	result r = proc_guard_secrets(sc);

	m->control = (struct control){ .fd = o->control, .signals = -1 };
	m->listen = o->listen;
	m->authority = o->authority;
	for (size_t i = 0; i < TALKS_MOST; i++)
		m->talk[i].fd = -1;
	if (r.code == E_OK)
		r = proc_signals(sc, &m->control.signals);
	if (r.code == E_OK)
		r = raise_wall(sc, o->weaker);
	while (r.code == E_OK && !m->control.stop)
		r = turn_once(m);
	for (size_t i = 0; i < TALKS_MOST; i++)
		talk_end(&m->talk[i]);
	control_drop(&m->control);
	sock_close(&m->control.signals);
	return r;
}
