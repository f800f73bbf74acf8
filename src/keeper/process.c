/* keeper/process.c -- the keeper behind its wall. */
#include "base/log.h"
#include "keeper/process.h"
#include "keeper/wire.h"
#include "seal/key.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/proc.h"
#include "sys/sock.h"

#define TURN_MOST span_seconds(30)
#define TELL_MOST span_seconds(5)

static result
raise_wall(struct scope *sc, const struct keeper_options *o)
{
	struct jail_path paths[] = {
		{ o->store, JAIL_READ | JAIL_WRITE | JAIL_MAKE },
		{ o->root, JAIL_READ },
		{ S("/usr/share/zoneinfo"), JAIL_READ },
	};
	size_t n = N(paths);

	if (o->root.n == 0 || str_eq(o->root, S(KEEPER_ROOT_HANDED))) /* in the store, or handed */
		paths[1] = paths[--n];
	return jail_enter(sc, JAIL_KEEPER, paths, n, o->weaker);
}

static result
take_doors(
    struct scope *sc, const struct keeper_process *p, struct keeper *k, int listening, int signals)
{
	if (listening >= 0)
		keeper_listen(k, listening);
	keeper_attend(k, p->control, signals);
	if (p->link >= 0)
		TRY(keeper_take_link(sc, k, p->link, S(""), true));
	if (p->control >= 0)
		TRY(sock_send(sc, p->control, S("ready"), TELL_MOST));
	log_event("keeper.ready");
	return OK;
}

/* Each turn has a scope of its own: nothing of one is left in the next. */
static void
turn(struct keeper *k)
{
	struct scope sc;

	clock_scope(&sc);
	if (keeper_turn(&sc, k, TURN_MOST).code != E_OK)
		log_event("keeper.turn-failed", LOG_ID("why", sc.fault.text));
	scope_end(&sc);
}

/* Why the store cannot be opened: to the supervisor, or to the one command whose
 * question it never took. */
static void
tell_fault(struct scope *sc, const struct keeper_process *p)
{
	int fd = p->link;
	struct reply reply = {
		.code = sc->fault.code,
		.text = sc->fault.text,
		.field = sc->fault.field,
	};
	struct str message, packed;

	if (p->control >= 0)
		(void)sock_send(sc, p->control,
		    str_printf(&sc->arena, "failed %.*s", STR(reply.text)), TELL_MOST)
		    .code; /* the supervisor sees the end of the process anyway */
	if (fd >= 0 && sock_receive(sc, fd, TELL_MOST, &message).code == E_OK
	    && wire_pack_reply(sc, &reply, &packed).code == E_OK)
		(void)sock_send(sc, fd, packed, TELL_MOST).code; /* it is gone: nobody asks */
}

static result
listen_beside_store(struct scope *sc, const struct keeper_process *p, int *fd)
{
	*fd = -1;
	if (p->options.one)
		return OK;
	return sock_unix_listen(sc, path_join(&sc->arena, p->options.store, S(KEEPER_SOCKET)), fd);
}

static result
run(struct scope *sc, struct arena *arena, const struct keeper_process *p, int signals)
{
	struct keeper *k;
	int listening = -1;
	result r;

	TRY(raise_wall(sc, &p->options));
	r = keeper_open(sc, arena, &p->options, &k);
	if (r.code != E_OK) {
		tell_fault(sc, p);
		return OK; /* told is told, by whoever asked for it */
	}
	r = listen_beside_store(sc, p, &listening);
	if (r.code == E_OK)
		r = take_doors(sc, p, k, listening, signals);
	while (r.code == E_OK && !keeper_done(k))
		turn(k);
	sock_close(&listening);
	keeper_close(sc, k);
	log_event("keeper.stopped");
	return r;
}

result
keeper_process(struct scope *sc, const struct keeper_process *p)
{
	struct arena arena = { 0 };
	int signals;
	result r;

	log_quiet(p->link >= 0); /* the command says what there is to say */
	TRY(proc_guard_secrets(sc));
	TRY(seal_start(sc));
	TRY(proc_signals(sc, &signals));
	r = run(sc, &arena, p, signals);
	sock_close(&signals);
	arena_clear(&arena);
	return r;
}
