/* sys/sock.h -- sockets, and whole messages over them.
 *
 *  S1  A message comes whole or not at all; it is at most SOCK_MESSAGE_MAX
 *      bytes, on the sending side (E_TOO_BIG) and on the reading side
 *      (E_INPUT: the other end is not one of ours, close it).
 *  S2  Frames never wait: what is there is read, what the other end takes is
 *      sent.  A door that stops reading fills its own queue (E_BUSY) and
 *      nobody else's.
 *  S3  What was sent or taken is overwritten in the buffers.
 *  S4  Every descriptor made here is close-on-exec.
 *
 * A message is four bytes of length, little end first, and that many bytes.
 * Timeouts are spans; a negative one waits for ever.
 */
#ifndef BAILEE_SYS_SOCK_H
#define BAILEE_SYS_SOCK_H

#include "base/scope.h"

#define SOCK_MESSAGE_MAX (((size_t)1 << 20) + ((size_t)64 << 10))
#define SOCK_LONG_MAX (((size_t)32 << 20) + ((size_t)64 << 10)) /* of frames that expect it */
#define SOCK_FOREVER ((struct span){ -1 })

/* Two connected stream sockets. */
result sock_pair(struct scope *, int fds[2]) MUST;
void sock_close(int *fd); /* and sets it to -1; -1 is nothing to close */

/* One message, waiting at most `timeout` for all of it.  E_BUSY when the
 * time is over, E_ABSENT when the other end has closed between messages,
 * E_IO when it broke off within one.  After E_BUSY close the socket. */
result sock_send(struct scope *, int fd, struct str message, struct span timeout) MUST;
result sock_receive(struct scope *, int fd, struct span timeout, struct str *message) MUST;

/* The same messages, without waiting, for a loop. */
struct sock_frames {
	int fd;
	struct arena *arena;
	size_t most; /* of a message that comes */
	char *in;
	size_t in_at, in_n, in_room; /* taken up to, filled up to */
	char *out;
	size_t out_at, out_n, out_room;
};

/* Takes `fd` over, and two buffers of two messages from the arena; for a longer
 * message that is put, or that may come (sock_frames_expect), they grow. */
void sock_frames_open(struct sock_frames *, struct arena *, int fd);
void sock_frames_expect(struct sock_frames *, size_t most); /* at most SOCK_LONG_MAX */
void sock_frames_close(struct sock_frames *);
/* Reads what is there.  E_ABSENT when the other end has closed. */
result sock_frames_read(struct scope *, struct sock_frames *) MUST;
/* The next whole message; it stays until the next sock_frames_read.  More
 * is false when there is none yet. */
result sock_frames_next(struct scope *, struct sock_frames *, struct str *message,
    bool *more) MUST;
/* Queues one, then flush sends what the other end takes. */
result sock_frames_put(struct scope *, struct sock_frames *, struct str message) MUST;
result sock_frames_flush(struct scope *, struct sock_frames *) MUST;
bool sock_frames_waiting(const struct sock_frames *); /* something is queued */
bool sock_frames_ready(const struct sock_frames *); /* a whole message is there to be taken */

/* What to watch, and what was seen. */
struct sock_watch {
	int fd; /* -1 is passed over */
	bool to_write; /* also when it takes bytes again */
	bool readable, writable, gone; /* set by sock_wait */
};

/* Until one is ready or `timeout` is over; `ready` counts them. */
result sock_wait(struct scope *, struct sock_watch *, size_t n, struct span timeout,
    size_t *ready) MUST;

/* Who is at the other end of a unix socket, as the kernel says. */
struct sock_peer {
	uint32_t uid, gid;
	int32_t pid;
};

/* A socket file of mode 0600.  One that nobody listens on is replaced;
 * E_STATE when somebody does.  E_INPUT when the path is over 107 bytes. */
result sock_unix_listen(struct scope *, struct str path, int *fd) MUST;
result sock_unix_connect(struct scope *, struct str path, int *fd) MUST; /* E_ABSENT */
result sock_peer(struct scope *, int fd, struct sock_peer *) MUST;
/* E_BUSY when nobody is waiting. */
result sock_accept(struct scope *, int listening, int *fd) MUST;

/* `host` is a numeric IPv4 or IPv6 address; port 0 takes a free one. */
result sock_tcp_listen(struct scope *, struct str host, uint16_t port, int *fd) MUST;
result sock_tcp_connect(struct scope *, struct str host, uint16_t port, struct span timeout,
    int *fd) MUST;
result sock_port(struct scope *, int fd, uint16_t *port) MUST;
bool sock_host_is_loopback(struct str host); /* 127.0.0.0/8 or ::1 */
/* "ADDR:PORT", an IPv6 address in brackets: its two sides; false: there are not two. */
bool sock_place(struct str where, struct str *host, struct str *port) MUST;
/* The 4 or 16 bytes of a numeric address, in network order; 0 when it is none. */
size_t sock_host_bytes(struct str host, uint8_t bytes[16]);

/* Of a stream, what is there, at most `room` bytes; 0: the other end has closed.  Waits when
 * nothing is there: sock_wait says when something is. */
result sock_read_some(struct scope *, int fd, char *to, size_t room, size_t *got) MUST;

/* All of it, into a stream; E_BUSY when the other end has not taken it in time: then close. */
result sock_write_all(struct scope *, int fd, struct str bytes, struct span timeout) MUST;

/* Hands a copy of a descriptor through a unix socket, with one byte. */
result sock_pass(struct scope *, int fd, int passed) MUST;
result sock_take(struct scope *, int fd, struct span timeout, int *taken) MUST;

#endif
