#include "base/check.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/sock.h"

#include <errno.h>
#include <sys/socket.h>

#define HEAD ((size_t)4)
#define BUFFER (2 * (HEAD + SOCK_MESSAGE_MAX))

static const struct str what = { "the connection", 14 };

static void
put_head(char *p, size_t n)
{
	for (size_t i = 0; i < HEAD; i++)
		p[i] = (char)(n >> (8 * i));
}

static size_t
get_head(const char *p)
{
	size_t n = 0;

	for (size_t i = 0; i < HEAD; i++)
		n |= (size_t)(unsigned char)p[i] << (8 * i);
	return n;
}

static result
too_long(struct scope *sc, enum code code, size_t n)
{
	return fail(sc, code, "a message of %zu bytes; at most %zu are taken", n, SOCK_MESSAGE_MAX);
}

static bool
would_wait(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

/* Waits for `fd` until the boot clock says `until`; < 0 is for ever. */
static result
wait_for(struct scope *sc, int fd, bool to_write, int64_t until)
{
	struct sock_watch watch = { .fd = fd, .to_write = to_write };
	struct span left = SOCK_FOREVER;
	size_t ready;

	if (until >= 0) {
		left.us = until - clock_boot().us;
		if (left.us < 0)
			return fail(sc, E_BUSY, "the other end took too long");
	}
	return sock_wait(sc, &watch, 1, left, &ready);
}

static int64_t
until_of(struct span timeout)
{
	return timeout.us < 0 ? -1 : clock_boot().us + timeout.us;
}

static result
send_all(struct scope *sc, int fd, const char *p, size_t n, int64_t until)
{
	while (n > 0) {
		ssize_t put = send(fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (put < 0 && !would_wait(errno))
			return fault_errno(sc, errno, what, "cannot be written");
		if (put < 0) {
			TRY(wait_for(sc, fd, true, until));
			continue;
		}
		p += put;
		n -= (size_t)put;
	}
	return OK;
}

result
sock_send(struct scope *sc, int fd, struct str message, struct span timeout)
{
	int64_t until = until_of(timeout);
	char head[HEAD];

	if (message.n > SOCK_MESSAGE_MAX)
		return too_long(sc, E_TOO_BIG, message.n);
	put_head(head, message.n);
	TRY(send_all(sc, fd, head, HEAD, until));
	return send_all(sc, fd, message.p, message.n, until);
}

result
sock_write_all(struct scope *sc, int fd, struct str bytes, struct span timeout)
{
	return send_all(sc, fd, bytes.p, bytes.n, until_of(timeout));
}

/* `begun`: a message is under way, so that an end of the stream breaks it. */
static result
receive_all(struct scope *sc, int fd, char *p, size_t n, int64_t until, bool begun)
{
	while (n > 0) {
		ssize_t got = recv(fd, p, n, MSG_DONTWAIT);

		if (got < 0 && !would_wait(errno))
			return fault_errno(sc, errno, what, "cannot be read");
		if (got == 0 && !begun)
			return fail(sc, E_ABSENT, "the other end is closed");
		if (got == 0)
			return fail(sc, E_IO, "the other end broke off within a message");
		if (got < 0) {
			TRY(wait_for(sc, fd, false, until));
			continue;
		}
		begun = true;
		p += got;
		n -= (size_t)got;
	}
	return OK;
}

result
sock_receive(struct scope *sc, int fd, struct span timeout, struct str *message)
{
	int64_t until = until_of(timeout);
	char head[HEAD], *p;
	size_t n;

	TRY(receive_all(sc, fd, head, HEAD, until, false));
	n = get_head(head);
	if (n > SOCK_MESSAGE_MAX)
		return too_long(sc, E_INPUT, n);
	p = arena_alloc(&sc->arena, n);
	TRY(receive_all(sc, fd, p, n, until, true));
	*message = (struct str){ p, n };
	return OK;
}

void
sock_frames_open(struct sock_frames *f, struct arena *a, int fd)
{
	*f = (struct sock_frames){ .fd = fd, .arena = a, .most = SOCK_MESSAGE_MAX };
	f->in = arena_alloc(a, f->in_room = BUFFER);
	f->out = arena_alloc(a, f->out_room = BUFFER);
}

void
sock_frames_expect(struct sock_frames *f, size_t most)
{
	CHECK(most <= SOCK_LONG_MAX);
	f->most = most;
}

void
sock_frames_close(struct sock_frames *f)
{
	sock_close(&f->fd);
	explicit_bzero(f->in, f->in_room);
	explicit_bzero(f->out, f->out_room);
	f->in_at = f->in_n = f->out_at = f->out_n = 0;
}

/* Moves what is left to the front, and overwrites what was behind it (S3). */
static void
compact(char *p, size_t *at, size_t *n)
{
	size_t left = *n - *at;

	if (*at == 0)
		return;
	memmove(p, p + *at, left);
	explicit_bzero(p + left, *n - left);
	*at = 0;
	*n = left;
}

/* Room for `need` bytes; what is left of the old buffer is overwritten (S3). */
static void
grow(struct arena *a, char **p, size_t n, size_t *room, size_t need)
{
	char *more;

	if (need <= *room)
		return;
	more = arena_alloc(a, need);
	memcpy(more, *p, n);
	explicit_bzero(*p, *room);
	*p = more;
	*room = need;
}

result
sock_frames_read(struct scope *sc, struct sock_frames *f)
{
	compact(f->in, &f->in_at, &f->in_n);
	if (f->in_n >= HEAD && get_head(f->in) <= f->most)
		grow(f->arena, &f->in, f->in_n, &f->in_room, HEAD + get_head(f->in));
	while (f->in_n < f->in_room) {
		ssize_t got = recv(f->fd, f->in + f->in_n, f->in_room - f->in_n, MSG_DONTWAIT);

		if (got < 0 && would_wait(errno))
			return OK;
		if (got < 0)
			return fault_errno(sc, errno, what, "cannot be read");
		if (got == 0)
			return f->in_n > 0
				   ? fail(sc, E_ABSENT, "the other end is closed, its last messages stand")
				   : fail(sc, E_ABSENT, "the other end is closed");
		f->in_n += (size_t)got;
	}
	return OK;
}

result
sock_frames_next(struct scope *sc, struct sock_frames *f, struct str *message, bool *more)
{
	size_t there = f->in_n - f->in_at, n;

	*more = false;
	if (there < HEAD)
		return OK;
	n = get_head(f->in + f->in_at);
	if (n > f->most)
		return fail(sc, E_INPUT, "a message of %zu bytes; at most %zu are taken", n, f->most);
	if (there - HEAD < n)
		return OK;
	*message = (struct str){ f->in + f->in_at + HEAD, n };
	f->in_at += HEAD + n;
	*more = true;
	return OK;
}

bool
sock_frames_ready(const struct sock_frames *f)
{
	size_t there = f->in_n - f->in_at;

	return there >= HEAD && there - HEAD >= get_head(f->in + f->in_at);
}

result
sock_frames_put(struct scope *sc, struct sock_frames *f, struct str message)
{
	if (message.n > SOCK_LONG_MAX)
		return fail(sc, E_TOO_BIG, "a message of %zu bytes; at most %zu are taken", message.n,
		    SOCK_LONG_MAX);
	if (f->out_room - f->out_n < HEAD + message.n)
		compact(f->out, &f->out_at, &f->out_n);
	if (f->out_n == 0)
		grow(f->arena, &f->out, 0, &f->out_room, HEAD + message.n);
	if (f->out_room - f->out_n < HEAD + message.n)
		return fail(sc, E_BUSY, "the other end does not read its messages");
	put_head(f->out + f->out_n, message.n);
	memcpy(f->out + f->out_n + HEAD, message.p, message.n);
	f->out_n += HEAD + message.n;
	return OK;
}

result
sock_frames_flush(struct scope *sc, struct sock_frames *f)
{
	while (f->out_at < f->out_n) {
		ssize_t put = send(f->fd, f->out + f->out_at, f->out_n - f->out_at,
		    MSG_NOSIGNAL | MSG_DONTWAIT);

		if (put < 0 && would_wait(errno))
			return OK;
		if (put < 0)
			return fault_errno(sc, errno, what, "cannot be written");
		f->out_at += (size_t)put;
	}
	compact(f->out, &f->out_at, &f->out_n);
	return OK;
}

bool
sock_frames_waiting(const struct sock_frames *f)
{
	return f->out_at < f->out_n;
}
