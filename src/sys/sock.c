#include "sys/sock.h"
#include "base/check.h"
#include "sys/clock.h"
#include "sys/fault.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 128

static const struct str what = { "the connection", 14 };

result
sock_pair(struct scope *sc, int fds[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
		return fault_errno(sc, errno, what, "cannot be made");
	return OK;
}

void
sock_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

result
sock_read_some(struct scope *sc, int fd, char *to, size_t room, size_t *got)
{
	ssize_t n;

	do {
		n = read(fd, to, room);
	} while (n < 0 && errno == EINTR);
	*got = n > 0 ? (size_t)n : 0;
	return n < 0 ? fault_errno(sc, errno, what, "cannot be read") : OK;
}

result
sock_wait(struct scope *sc, struct sock_watch *watch, size_t n, struct span timeout,
    size_t *ready)
{
	struct pollfd *p = NEW_ARRAY(&sc->arena, n, struct pollfd);
	int64_t ms = timeout.us < 0 ? -1 : (timeout.us + 999) / 1000;
	int count;

	*ready = 0;
	for (size_t i = 0; i < n; i++) {
		p[i].fd = watch[i].fd;
		p[i].events = (short)(POLLIN | (watch[i].to_write ? POLLOUT : 0));
	}
	count = poll(p, (nfds_t)n, ms > INT32_MAX ? INT32_MAX : (int)ms);
	if (count < 0 && errno != EINTR)
		return fault_errno(sc, errno, what, "cannot be watched");
	for (size_t i = 0; i < n; i++) {
		short seen = count > 0 ? p[i].revents : 0;

		watch[i].readable = (seen & (POLLIN | POLLHUP)) != 0;
		watch[i].writable = (seen & POLLOUT) != 0;
		watch[i].gone = (seen & (POLLHUP | POLLERR | POLLNVAL)) != 0;
		*ready += seen != 0;
	}
	return OK;
}

result
sock_peer(struct scope *sc, int fd, struct sock_peer *peer)
{
	struct ucred cred;
	socklen_t n = sizeof(cred);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) != 0)
		return fault_errno(sc, errno, what, "cannot be looked at");
	*peer = (struct sock_peer){ cred.uid, cred.gid, cred.pid };
	return OK;
}

static result
unix_address(struct scope *sc, struct str path, struct sockaddr_un *to)
{
	*to = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (path.n == 0 || path.n >= sizeof(to->sun_path) || memchr(path.p, '\0', path.n) != NULL)
		return fail(sc, E_INPUT, "the path of a socket has 1 to %zu bytes; take a shorter one",
		    sizeof(to->sun_path) - 1);
	memcpy(to->sun_path, path.p, path.n);
	return OK;
}

static result
unix_socket(struct scope *sc, struct str path, int flags, int *fd)
{
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
	return *fd >= 0 ? OK : fault_errno(sc, errno, path, "cannot be made");
}

result
sock_unix_connect(struct scope *sc, struct str path, int *fd)
{
	struct sockaddr_un to;

	*fd = -1;
	TRY(unix_address(sc, path, &to));
	TRY(unix_socket(sc, path, 0, fd));
	if (connect(*fd, (const struct sockaddr *)&to, sizeof(to)) != 0) {
		int error = errno;

		sock_close(fd);
		return fault_errno(sc, error, path, "cannot be connected to");
	}
	return OK;
}

/* Removes a socket file that a killed process left. */
static result
clear_stale(struct scope *sc, struct str path, const struct sockaddr_un *at)
{
	struct stat st;
	int fd;

	if (lstat(at->sun_path, &st) != 0)
		return OK;
	if (!S_ISSOCK(st.st_mode))
		return fault_errno(sc, EEXIST, path, "cannot be listened on");
	if (sock_unix_connect(sc, path, &fd).code == E_OK) {
		sock_close(&fd);
		return fault_errno(sc, EADDRINUSE, path, "cannot be listened on");
	}
	unlink(at->sun_path);
	return OK;
}

result
sock_unix_listen(struct scope *sc, struct str path, int *fd)
{
	struct sockaddr_un at;
	mode_t mask;
	int error;

	*fd = -1;
	TRY(unix_address(sc, path, &at));
	TRY(clear_stale(sc, path, &at));
	TRY(unix_socket(sc, path, SOCK_NONBLOCK, fd));
	mask = umask(0177); /* 0600 from its first moment */
	error = bind(*fd, (const struct sockaddr *)&at, sizeof(at)) == 0 ? 0 : errno;
	umask(mask);
	if (error == 0 && listen(*fd, BACKLOG) != 0)
		error = errno;
	if (error != 0) {
		sock_close(fd);
		return fault_errno(sc, error, path, "cannot be listened on");
	}
	return OK;
}

result
sock_accept(struct scope *sc, int listening, int *fd)
{
	*fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
	if (*fd >= 0)
		return OK;
	if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
		return fail(sc, E_BUSY, "nobody is waiting to be accepted");
	return fault_errno(sc, errno, what, "cannot be accepted");
}

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool
tcp_address(struct str host, uint16_t port, union address *to, socklen_t *n)
{
	char text[INET6_ADDRSTRLEN + 1];

	if (host.n == 0 || host.n >= sizeof(text) || memchr(host.p, '\0', host.n) != NULL)
		return false;
	memcpy(text, host.p, host.n);
	text[host.n] = '\0';
	*to = (union address){ 0 };
	if (inet_pton(AF_INET, text, &to->v4.sin_addr) == 1) {
		to->v4.sin_family = AF_INET;
		to->v4.sin_port = htons(port);
		*n = sizeof(to->v4);
		return true;
	}
	if (inet_pton(AF_INET6, text, &to->v6.sin6_addr) != 1)
		return false;
	to->v6.sin6_family = AF_INET6;
	to->v6.sin6_port = htons(port);
	*n = sizeof(to->v6);
	return true;
}

bool
sock_host_is_loopback(struct str host)
{
	union address at;
	socklen_t n;

	if (!tcp_address(host, 0, &at, &n))
		return false;
	if (at.any.sa_family == AF_INET)
		return ntohl(at.v4.sin_addr.s_addr) >> 24 == 127;
	return IN6_IS_ADDR_LOOPBACK(&at.v6.sin6_addr);
}

size_t
sock_host_bytes(struct str host, uint8_t bytes[16])
{
	union address at;
	socklen_t n;

	if (!tcp_address(host, 0, &at, &n))
		return 0;
	if (at.any.sa_family == AF_INET) {
		memcpy(bytes, &at.v4.sin_addr, 4);
		return 4;
	}
	memcpy(bytes, &at.v6.sin6_addr, 16);
	return 16;
}

static result
tcp_socket(struct scope *sc, struct str host, uint16_t port, union address *at, socklen_t *n,
    int *fd)
{
	*fd = -1;
	if (!tcp_address(host, port, at, n))
		return fail(sc, E_INPUT, "`%.*s` is not a numeric IPv4 or IPv6 address", STR(host));
	*fd = socket(at->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return *fd >= 0 ? OK : fault_errno(sc, errno, host, "cannot be reached");
}

bool
sock_place(struct str where, struct str *host, struct str *port)
{
	size_t colon = where.n;

	while (colon > 0 && where.p[colon - 1] != ':')
		colon--;
	if (colon == 0)
		return false;
	*host = str_slice(where, 0, colon - 1);
	*port = str_slice(where, colon, where.n);
	if (str_starts(*host, S("[")) && str_ends(*host, S("]")))
		*host = str_slice(*host, 1, host->n - 1);
	return true;
}

result
sock_tcp_listen(struct scope *sc, struct str host, uint16_t port, int *fd)
{
	struct str name = str_printf(&sc->arena, "%.*s port %u", STR(host), port);
	union address at;
	socklen_t n;
	int on = 1;

	TRY(tcp_socket(sc, host, port, &at, &n, fd));
	setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(*fd, &at.any, n) != 0 || listen(*fd, BACKLOG) != 0) {
		int error = errno;

		sock_close(fd);
		return fault_errno(sc, error, name, "cannot be listened on");
	}
	return OK;
}

result
sock_tcp_connect(struct scope *sc, struct str host, uint16_t port, struct span timeout, int *fd)
{
	struct str name = str_printf(&sc->arena, "%.*s port %u", STR(host), port);
	struct sock_watch watch = { .to_write = true };
	socklen_t n, length = sizeof(int);
	union address at;
	size_t ready;
	int error = 0;

	TRY(tcp_socket(sc, host, port, &at, &n, fd));
	if (connect(*fd, &at.any, n) != 0)
		error = errno;
	if (error == EINPROGRESS) {
		watch.fd = *fd;
		error = ETIMEDOUT;
		if (sock_wait(sc, &watch, 1, timeout, &ready).code == E_OK && ready > 0)
			getsockopt(*fd, SOL_SOCKET, SO_ERROR, &error, &length);
	}
	if (error != 0) {
		sock_close(fd);
		return fault_errno(sc, error, name, "cannot be connected to");
	}
	return OK;
}

result
sock_port(struct scope *sc, int fd, uint16_t *port)
{
	union address at = { 0 };
	socklen_t n = sizeof(at);

	if (getsockname(fd, &at.any, &n) != 0)
		return fault_errno(sc, errno, what, "cannot be looked at");
	*port = ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
	return OK;
}

union control {
	struct cmsghdr head;
	char bytes[CMSG_SPACE(sizeof(int))];
};

result
sock_pass(struct scope *sc, int fd, int passed)
{
	char byte = 'd';
	struct iovec body = { &byte, 1 };
	union control control = { 0 };
	struct msghdr message = {
		.msg_iov = &body,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &passed, sizeof(int));
	if (sendmsg(fd, &message, MSG_NOSIGNAL) != 1)
		return fault_errno(sc, errno, what, "cannot be written");
	return OK;
}

result
sock_take(struct scope *sc, int fd, struct span timeout, int *taken)
{
	struct sock_watch watch = { .fd = fd };
	char byte;
	struct iovec body = { &byte, 1 };
	union control control = { 0 };
	struct msghdr message = {
		.msg_iov = &body,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	const struct cmsghdr *c;
	size_t ready;
	ssize_t got;

	*taken = -1;
	TRY(sock_wait(sc, &watch, 1, timeout, &ready));
	if (ready == 0)
		return fail(sc, E_BUSY, "no descriptor came in time");
	got = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	if (got < 0)
		return fault_errno(sc, errno, what, "cannot be read");
	if (got == 0)
		return fail(sc, E_ABSENT, "the other end is closed");
	c = CMSG_FIRSTHDR(&message);
	if (c == NULL || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS
	    || c->cmsg_len != CMSG_LEN(sizeof(int)))
		return fail(sc, E_INPUT, "a message without a descriptor came");
	memcpy(taken, CMSG_DATA(c), sizeof(int));
	return OK;
}
