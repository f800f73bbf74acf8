/* keeper/link.c -- the door's end: questions out, answers in, in order (K2). */
#include "base/check.h"
#include "keeper/wire.h"
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
	return fail(sc, E_BUSY, "the keeper does not answer: whether it was done is not known, look before you ask again");
}

result
link_put(struct scope *sc, struct link *l, const struct question_head *head, const struct node *question)
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
	if (sock_frames_flush(sc, &l->frames).code != E_OK)
		return gone(sc);
	if (sock_frames_read(sc, &l->frames).code != E_OK)
		return gone(sc);
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
link_ask(struct scope *sc, struct link *l, const struct question_head *head, const struct node *question, struct reply *reply)
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
