#include "kit/unit.h"
#include "kit/folder.h"
#include "sys/file.h"
#include "sys/sock.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const size_t sizes[] = { 0, 1, 4, 1000, (size_t)1 << 20, SOCK_MESSAGE_MAX };

static struct str
message_of(struct scope *sc, size_t n, char letter)
{
	char *p = arena_alloc(&sc->arena, n);

	memset(p, letter, n);
	return (struct str){ p, n };
}

/* A child sends back each message that comes. */
static pid_t
start_echo(struct scope *sc, int fd)
{
	pid_t child = fork();
	struct str m;

	if (child != 0)
		return child;
	for (size_t i = 0; i < N(sizes); i++) {
		if (sock_receive(sc, fd, span_seconds(20), &m).code != E_OK
		    || sock_send(sc, fd, m, span_seconds(20)).code != E_OK)
			_exit(1);
	}
	_exit(0);
}

static void
messages_come_whole_whatever_their_size(void **state)
{
	struct scope *sc = *state;
	int fds[2], status;
	struct str back;
	pid_t child;

	assert_ok(sock_pair(sc, fds));
	child = start_echo(sc, fds[1]);
	sock_close(&fds[1]);
	for (size_t i = 0; i < N(sizes); i++) {
		struct str m = message_of(sc, sizes[i], (char)('a' + (int)i));

		assert_ok(sock_send(sc, fds[0], m, span_seconds(20)));
		assert_ok(sock_receive(sc, fds[0], span_seconds(20), &back));
		assert_str(back, m);
	}
	assert_code(sock_receive(sc, fds[0], span_seconds(20), &back), E_ABSENT);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	sock_close(&fds[0]);
	assert_int_equal(fds[0], -1);
}

static void
what_is_too_long_late_or_cut_is_refused(void **state)
{
	struct scope *sc = *state;
	int fds[2];
	struct str m;

	assert_ok(sock_pair(sc, fds));
	assert_code(sock_send(sc, fds[0], message_of(sc, SOCK_MESSAGE_MAX + 1, 'x'), SOCK_FOREVER),
	    E_TOO_BIG);
	assert_code(sock_receive(sc, fds[1], (struct span){ 1000 }, &m), E_BUSY);
	assert_code(sock_send(sc, fds[0], message_of(sc, SOCK_MESSAGE_MAX, 'x'), (struct span){ 1000 }),
	    E_BUSY); /* nobody reads */
	sock_close(&fds[0]);
	assert_code(sock_receive(sc, fds[1], span_seconds(5), &m), E_IO); /* broke off */
	sock_close(&fds[1]);
	assert_ok(sock_pair(sc, fds));
	assert_int_equal(send(fds[0], "\1\0", 2, 0), 2);
	sock_close(&fds[0]);
	assert_code(sock_receive(sc, fds[1], span_seconds(5), &m), E_IO); /* within the head */
	sock_close(&fds[1]);
	assert_ok(sock_pair(sc, fds));
	assert_int_equal(send(fds[0], "\xff\xff\xff\xff", 4, 0), 4);
	assert_code(sock_receive(sc, fds[1], span_seconds(5), &m), E_INPUT);
	sock_close(&fds[1]);
	signal(SIGPIPE, SIG_DFL);
	assert_code(sock_send(sc, fds[0], S("x"), span_seconds(5)), E_ABSENT); /* and no signal */
	sock_close(&fds[0]);
}

static void
frames_carry_messages_both_ways_without_waiting(void **state)
{
	struct scope *sc = *state;
	struct sock_frames a, b;
	struct str m;
	size_t taken = 0;
	bool more;
	int fds[2];

	assert_ok(sock_pair(sc, fds));
	sock_frames_open(&a, &sc->arena, fds[0]);
	sock_frames_open(&b, &sc->arena, fds[1]);
	assert_ok(sock_frames_read(sc, &b));
	assert_ok(sock_frames_next(sc, &b, &m, &more));
	assert_false(more);
	for (size_t i = 0; i < 3; i++)
		assert_ok(sock_frames_put(sc, &a, message_of(sc, (size_t)600000, (char)('a' + (int)i))));
	assert_code(sock_frames_put(sc, &a, message_of(sc, SOCK_MESSAGE_MAX, 'z')), E_BUSY); /* S2 */
	assert_code(sock_frames_put(sc, &a, message_of(sc, SOCK_LONG_MAX + 1, 'z')), E_TOO_BIG);
	for (int turn = 0; turn < 1000 && taken < 3; turn++) {
		assert_ok(sock_frames_flush(sc, &a));
		assert_ok(sock_frames_read(sc, &b));
		assert_ok(sock_frames_next(sc, &b, &m, &more));
		if (more)
			assert_str(m, message_of(sc, 600000, (char)('a' + (int)taken++)));
	}
	assert_int_equal(taken, 3);
	assert_false(sock_frames_waiting(&a));
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(a.out[i], 0); /* S3 */
	assert_ok(sock_frames_put(sc, &a, S("the last")));
	assert_ok(sock_frames_flush(sc, &a));
	assert_false(sock_frames_ready(&b));
	sock_frames_close(&a);
	assert_code(sock_frames_read(sc, &b), E_ABSENT);
	assert_true(sock_frames_ready(&b)); /* what was said before the end stands */
	assert_ok(sock_frames_next(sc, &b, &m, &more));
	assert_str(m, S("the last"));
	assert_false(sock_frames_ready(&b));
	assert_code(sock_frames_read(sc, &b), E_ABSENT);
	sock_frames_close(&b);
}

static void
a_long_message_comes_to_those_who_expect_it(void **state)
{
	struct scope *sc = *state;
	struct str sent = message_of(sc, (size_t)5 << 20, 'q'), m;
	struct sock_frames a, b;
	bool more = false;
	int fds[2];

	for (int expects = 0; expects < 2; expects++) {
		result r = OK;

		assert_ok(sock_pair(sc, fds));
		sock_frames_open(&a, &sc->arena, fds[0]);
		sock_frames_open(&b, &sc->arena, fds[1]);
		if (expects)
			sock_frames_expect(&b, SOCK_LONG_MAX);
		assert_ok(sock_frames_put(sc, &a, S("before")));
		assert_code(sock_frames_put(sc, &a, sent), E_BUSY);
		assert_ok(sock_frames_flush(sc, &a));
		assert_ok(sock_frames_put(sc, &a, sent));
		assert_ok(sock_frames_read(sc, &b));
		assert_ok(sock_frames_next(sc, &b, &m, &more));
		assert_str(m, S("before"));
		more = false;
		for (int turn = 0; turn < 1000 && !more && r.code == E_OK; turn++) {
			assert_ok(sock_frames_flush(sc, &a));
			assert_ok(sock_frames_read(sc, &b));
			r = sock_frames_next(sc, &b, &m, &more);
		}
		assert_int_equal(r.code, expects ? E_OK : E_INPUT);
		assert_true(!expects || str_eq(m, sent));
		sock_frames_close(&a);
		sock_frames_close(&b);
	}
}

static void
a_frame_that_claims_too_much_is_refused(void **state)
{
	struct scope *sc = *state;
	struct sock_frames f;
	struct str m;
	bool more;
	int fds[2];

	assert_ok(sock_pair(sc, fds));
	sock_frames_open(&f, &sc->arena, fds[0]);
	assert_int_equal(send(fds[1], "\x01\0\0\0A\xff\xff\xff\x7f", 9, 0), 9);
	assert_ok(sock_frames_read(sc, &f));
	assert_ok(sock_frames_next(sc, &f, &m, &more));
	assert_true(more);
	assert_str(m, S("A"));
	assert_code(sock_frames_next(sc, &f, &m, &more), E_INPUT);
	sock_frames_close(&f);
	sock_close(&fds[1]);
}

static void
a_unix_socket_is_private_and_a_stale_one_is_replaced(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "s"), m;
	struct file_facts facts;
	struct sock_peer peer;
	int listening, other, in, out;

	assert_code(sock_unix_connect(sc, path, &out), E_ABSENT);
	assert_ok(sock_unix_listen(sc, path, &listening));
	assert_ok(file_look(sc, path, &facts));
	assert_int_equal(facts.mode, 0600);
	assert_code(sock_unix_listen(sc, path, &other), E_STATE); /* somebody listens */
	assert_ok(sock_accept(sc, listening, &in)); /* the one that looked */
	sock_close(&in);
	assert_code(sock_accept(sc, listening, &in), E_BUSY);
	assert_ok(sock_unix_connect(sc, path, &out));
	assert_ok(sock_accept(sc, listening, &in));
	assert_ok(sock_peer(sc, in, &peer));
	assert_int_equal(peer.pid, getpid());
	assert_int_equal(peer.uid, geteuid());
	assert_ok(sock_send(sc, out, S("hello"), span_seconds(5)));
	assert_ok(sock_receive(sc, in, span_seconds(5), &m));
	assert_str(m, S("hello"));
	sock_close(&in);
	sock_close(&out);
	sock_close(&listening);
	assert_ok(sock_unix_listen(sc, path, &listening)); /* stale now */
	sock_close(&listening);
	assert_ok(file_remove(sc, path));
	assert_ok(file_write(sc, path, S("no socket"), FILE_PRIVATE));
	assert_code(sock_unix_listen(sc, path, &listening), E_STATE);
	assert_code(sock_unix_listen(sc, message_of(sc, 108, 'p'), &listening), E_INPUT);
}

static void
tcp_is_listened_on_and_connected_to_by_number(void **state)
{
	struct scope *sc = *state;
	int listening, again, out;
	uint8_t bytes[16];
	uint16_t port;

	assert_ok(sock_tcp_listen(sc, S("127.0.0.1"), 0, &listening));
	assert_ok(sock_port(sc, listening, &port));
	assert_true(port > 0);
	assert_code(sock_tcp_listen(sc, S("127.0.0.1"), port, &again), E_STATE);
	assert_ok(sock_tcp_connect(sc, S("127.0.0.1"), port, span_seconds(5), &out));
	sock_close(&out);
	sock_close(&listening);
	assert_code(sock_tcp_connect(sc, S("127.0.0.1"), port, span_seconds(5), &out), E_ABSENT);
	assert_code(sock_tcp_listen(sc, S("localhost"), 0, &listening), E_INPUT);
	assert_int_equal(sock_host_bytes(S("192.0.2.7"), bytes), 4);
	assert_str(hex_encode(&sc->arena, bytes, 4), S("c0000207"));
	assert_int_equal(sock_host_bytes(S("2001:db8::1"), bytes), 16);
	assert_str(hex_encode(&sc->arena, bytes, 16), S("20010db8000000000000000000000001"));
	assert_int_equal(sock_host_bytes(S("example.org"), bytes), 0);
	assert_true(sock_host_is_loopback(S("127.9.9.9")));
	assert_true(sock_host_is_loopback(S("::1")));
	assert_false(sock_host_is_loopback(S("0.0.0.0")));
	assert_false(sock_host_is_loopback(S("192.0.2.1")));
	assert_false(sock_host_is_loopback(S("::")));
	assert_false(sock_host_is_loopback(S("localhost")));
	assert_false(sock_host_is_loopback(S("127.0.0.1\0x")));
}

static void
a_descriptor_is_handed_over(void **state)
{
	struct scope *sc = *state;
	int fds[2], said[2], taken;
	char c;

	assert_ok(sock_pair(sc, fds));
	assert_int_equal(pipe(said), 0);
	assert_ok(sock_pass(sc, fds[0], said[1]));
	close(said[1]);
	assert_ok(sock_take(sc, fds[1], span_seconds(5), &taken));
	assert_int_equal(write(taken, "x", 1), 1);
	assert_int_equal(read(said[0], &c, 1), 1);
	sock_close(&taken);
	assert_code(sock_take(sc, fds[1], (struct span){ 1000 }, &taken), E_BUSY);
	assert_int_equal(send(fds[0], "x", 1, 0), 1);
	assert_code(sock_take(sc, fds[1], span_seconds(5), &taken), E_INPUT);
	sock_close(&fds[0]);
	assert_code(sock_take(sc, fds[1], span_seconds(5), &taken), E_ABSENT);
	sock_close(&fds[1]);
	close(said[0]);
}

UNIT_MAIN(TEST(messages_come_whole_whatever_their_size),
    TEST(what_is_too_long_late_or_cut_is_refused),
    TEST(frames_carry_messages_both_ways_without_waiting),
    TEST(a_long_message_comes_to_those_who_expect_it),
    TEST(a_frame_that_claims_too_much_is_refused),
    TEST(a_unix_socket_is_private_and_a_stale_one_is_replaced),
    TEST(tcp_is_listened_on_and_connected_to_by_number), TEST(a_descriptor_is_handed_over))
