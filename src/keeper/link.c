/* keeper/link.c -- the door's end: questions out, answers in, in order (K2). */
#include "base/check.h"
#include "base/log.h"
#include "keeper/process.h"
#include "keeper/wire.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/sock.h"

struct link {
	struct sock_frames frames;
	int32_t keeper; /* pid of a keeper of our own, or 0 */
	size_t asked; /* questions that are not answered yet */
};

struct link *
link_of_fd(struct arena *arena, int fd)
{
	struct link *l = NEW(arena, struct link);

	sock_frames_open(&l->frames, arena, fd);
	sock_frames_expect(&l->frames, SOCK_LONG_MAX);
	return l;
}

int
link_fd(const struct link *l)
{
	return l->frames.fd;
}

bool
link_waiting(const struct link *l)
{
	return sock_frames_waiting(&l->frames);
}

static result
gone(struct scope *sc)
{
	return fail(sc, E_BUSY,
	    "the keeper does not answer: whether it was done is not known, look before you ask "
	    "again");
}

result
link_put(
    struct scope *sc, struct link *l, const struct question_head *head, const struct node *question)
{
	struct str packed;

	TRY(wire_pack_question(sc, head, question, &packed));
	TRY(sock_frames_put(sc, &l->frames, packed));
	l->asked++;
	return OK;
}

result
link_pump(struct scope *sc, struct link *l)
{
	struct fault before = sc->fault;
	bool good = sock_frames_flush(sc, &l->frames).code == E_OK;

	good = sock_frames_read(sc, &l->frames).code == E_OK && good;
	if (!good && !sock_frames_ready(&l->frames))
		return gone(sc);
	sc->fault = before; /* what it answered before it went stands */
	return OK;
}

result
link_next(struct scope *sc, struct link *l, struct reply *reply, bool *more)
{
	struct str message;

	TRY(sock_frames_next(sc, &l->frames, &message, more));
	if (!*more)
		return OK;
	if (l->asked == 0)
		return fail(sc, E_IO, "the keeper answered what nobody asked");
	l->asked--;
	return wire_unpack_reply(sc, message, reply);
}

result
link_ask(struct scope *sc, struct link *l, const struct question_head *head,
    const struct node *question, struct reply *reply)
{
	bool more = false;

	CHECK(l->asked == 0);
	TRY(link_put(sc, l, head, question));
	for (;;) {
		struct sock_watch w = { .fd = l->frames.fd, .to_write = link_waiting(l) };
		size_t ready;

		TRY(sock_wait(sc, &w, 1, SOCK_FOREVER, &ready));
		TRY(link_pump(sc, l));
		TRY(link_next(sc, l, reply, &more));
		if (more)
			return OK;
	}
}

/* -- beside the store ----------------------------------------------------- */

#define PRIVATE_LINK 3 /* the descriptor's number in a keeper of our own */
#define PRIVATE_END span_seconds(30)

result
link_store_is_there(struct scope *sc, struct str store)
{
	if (file_exists(sc, path_join(&sc->arena, store, S("data.db"))))
		return OK;
	return fail(sc, E_ABSENT, "there is no store at %.*s: `bailee init` makes one", STR(store));
}

result
link_join(struct scope *sc, struct arena *arena, struct str store, struct link **link)
{
	struct fault before = sc->fault;
	int fd;

	*link = NULL;
	TRY(link_store_is_there(sc, store));
	if (sock_unix_connect(sc, path_join(&sc->arena, store, S(KEEPER_SOCKET)), &fd).code == E_OK)
		*link = link_of_fd(arena, fd);
	sc->fault = before;
	return OK;
}

static result
start_private(
    struct scope *sc, struct str store, struct str root, int root_fd, int fd, int32_t *pid)
{
	struct proc_fd fds[] = { { fd, PRIVATE_LINK }, { root_fd, PROCESS_ROOT_FD } };
	const char *argv[] = { "bailee", PROCESS_KEEPER_ONE, str_c(&sc->arena, store),
		str_c(&sc->arena, root), NULL };

	return proc_start(sc, &(struct proc_start){
				  .path = PROC_ITSELF,
				  .argv = argv,
				  .fds = fds,
				  .fd_count = str_eq(root, S(KEEPER_ROOT_HANDED)) ? 2 : 1,
			      },
	    pid);
}

result
link_private(struct scope *sc, struct arena *arena, struct str store, struct str root, int root_fd,
    struct link **link)
{
	int fds[2];
	int32_t pid;
	result r;

	TRY(sock_pair(sc, fds));
	r = start_private(sc, store, root, root_fd, fds[1], &pid);
	sock_close(&fds[1]);
	if (r.code != E_OK) {
		sock_close(&fds[0]);
		return r;
	}
	*link = link_of_fd(arena, fds[0]);
	(*link)->keeper = pid;
	return OK;
}

/* A keeper of our own signs and lets the lock go before the next command. */
void
link_close(struct link *l)
{
	struct proc_end end;
	struct scope sc;

	if (l == NULL)
		return;
	sock_frames_close(&l->frames);
	if (l->keeper == 0)
		return;
	clock_scope(&sc);
	if (proc_wait(&sc, l->keeper, PRIVATE_END, &end).code != E_OK)
		log_event("link.keeper-stays");
	scope_end(&sc);
	l->keeper = 0;
}
