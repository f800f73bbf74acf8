/* keeper/links.c -- many links, one loop: what came in, and what has to go out. */
#include "base/check.h"
#include "base/log.h"
#include "keeper/inside.h"
#include "sys/proc.h"

#define CONTROL_WAIT span_seconds(5)

void
keeper_listen(struct keeper *k, int fd)
{
	k->listening = fd;
}

void
keeper_attend(struct keeper *k, int control, int signals)
{
	k->control = control;
	k->signals = signals;
}

result
keeper_take_link(struct scope *sc, struct keeper *k, int fd, struct str door, bool owner)
{
	for (size_t i = 0; i < LINKS_MAX; i++) {
		struct keeper_link *l = &k->links[i];

		if (l->open)
			continue;
		*l = (struct keeper_link){ .open = true, .owner = owner };
		l->door = str_dup(&l->arena, door);
		sock_frames_open(&l->frames, &l->arena, fd);
		k->linked = true;
		return OK;
	}
	sock_close(&fd);
	return fail(sc, E_BUSY, "there are %d links already", LINKS_MAX);
}

static void
link_end(struct keeper_link *l)
{
	sock_frames_close(&l->frames);
	arena_clear(&l->waiting);
	arena_clear(&l->arena);
	*l = (struct keeper_link){ 0 };
}

void
links_close(struct keeper *k)
{
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (k->links[i].open)
			link_end(&k->links[i]);
}

bool
links_any(const struct keeper *k)
{
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (k->links[i].open)
			return true;
	return false;
}

/* -- out ------------------------------------------------------------------ */

/* Moves what waits into the frames as far as they take it. */
static result
push(struct scope *sc, struct keeper_link *l)
{
	for (;;) {
		result r;

		TRY(sock_frames_flush(sc, &l->frames));
		if (l->first == NULL)
			break;
		r = sock_frames_put(sc, &l->frames, l->first->packed);
		if (r.code == E_BUSY)
			return OK;
		TRY(r);
		l->first = l->first->next;
	}
	l->last = NULL;
	arena_clear(&l->waiting);
	return OK;
}

void
links_flush(struct scope *sc, struct keeper *k)
{
	for (size_t i = 0; i < LINKS_MAX; i++)
		if (k->links[i].open && push(sc, &k->links[i]).code != E_OK)
			link_end(&k->links[i]);
}

void
links_answer(struct scope *sc, struct keeper *k, const struct asked *a)
{
	struct keeper_link *l = a->link;
	struct outgoing *o;

	(void)sc;
	(void)k;
	if (!l->open)
		return; /* it closed before its answer came */
	o = NEW(&l->waiting, struct outgoing);
	o->packed = str_dup(&l->waiting, a->packed);
	if (l->last != NULL)
		l->last->next = o;
	else
		l->first = o;
	l->last = o;
}

/* -- in ------------------------------------------------------------------- */

/* A question that cannot be read is answered like any other: in its order. */
static void
unpack(struct keeper *k, struct keeper_link *l, struct str message, struct asked *a)
{
	result r;

	*a = (struct asked){ .link = l };
	scope_begin(&a->sc, clock_now(&k->clock));
	r = wire_unpack_question(&a->sc, message, &a->head, &a->tree);
	if (r.code != E_OK)
		a->tree = NULL;
	a->reply.code = r.code;
	a->reply.text = a->sc.fault.text;
}

/* A door that has not taken its answers is not asked for more questions. */
static result
gather_one(struct scope *sc, struct keeper *k, struct keeper_link *l, struct asked *wave, size_t *n)
{
	size_t before = *n;
	result closed;
	bool more = true;

	closed = sock_frames_read(sc, &l->frames);
	if (closed.code != E_OK && closed.code != E_ABSENT)
		return closed;
	while (*n < WAVE_MAX) {
		struct str message;

		TRY(sock_frames_next(sc, &l->frames, &message, &more));
		if (!more)
			break;
		unpack(k, l, message, &wave[(*n)++]);
	}
	return more || *n > before ? OK : closed; /* what it asked last is still done */
}

void
links_gather(struct scope *sc, struct keeper *k, struct asked *wave, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < LINKS_MAX; i++) {
		struct keeper_link *l = &k->links[i];

		if (l->open && l->first == NULL && *n < WAVE_MAX
		    && gather_one(sc, k, l, wave, n).code != E_OK)
			link_end(l);
	}
}

/* -- new links ------------------------------------------------------------ */

static void
accept_one(struct scope *sc, struct keeper *k)
{
	struct sock_peer peer;
	int fd;

	if (sock_accept(sc, k->listening, &fd).code != E_OK)
		return;
	if (sock_peer(sc, fd, &peer).code != E_OK || (peer.uid != 0 && peer.uid != k->owner)) {
		sock_close(&fd);
		return;
	}
	if (keeper_take_link(sc, k, fd, S(""), true).code != E_OK)
		log_event("keeper.full");
}

/* "door NAME" and a descriptor; anything else, or its end, is the end. */
static void
attend_one(struct scope *sc, struct keeper *k)
{
	struct str message, name;
	int fd;

	if (sock_receive(sc, k->control, CONTROL_WAIT, &message).code != E_OK
	    || !str_eq(str_cut(message, ' ', &name), S("door"))
	    || sock_take(sc, k->control, CONTROL_WAIT, &fd).code != E_OK) {
		sock_close(&k->control);
		k->stop = true;
		return;
	}
	if (keeper_take_link(sc, k, fd, name, false).code != E_OK)
		log_event("keeper.full");
}

static void
read_signals(struct scope *sc, struct keeper *k)
{
	int signal = 0;

	while (proc_signal_next(sc, k->signals, &signal).code == E_OK && signal != 0)
		if (signal == SIGINT || signal == SIGTERM)
			k->stop = true;
}

void
links_watch(const struct keeper *k, struct sock_watch *w)
{
	w[0] = (struct sock_watch){ .fd = k->listening };
	w[1] = (struct sock_watch){ .fd = k->control };
	w[2] = (struct sock_watch){ .fd = k->signals };
	for (size_t i = 0; i < LINKS_MAX; i++) {
		const struct keeper_link *l = &k->links[i];

		w[WATCH_OWN + i] = (struct sock_watch){ .fd = l->open ? l->frames.fd : -1 };
		if (l->open)
			w[WATCH_OWN + i].to_write =
			    l->first != NULL || sock_frames_waiting(&l->frames);
	}
}

void
links_attend(struct scope *sc, struct keeper *k, const struct sock_watch *w)
{
	if (w[0].readable)
		accept_one(sc, k);
	if (w[1].readable || w[1].gone)
		attend_one(sc, k);
	if (w[2].readable)
		read_signals(sc, k);
}
