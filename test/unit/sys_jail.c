/* Each case runs in a child that goes to jail and then tries. */
#include "kit/unit.h"
#include "kit/folder.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/jail.h"
#include "sys/proc.h"
#include "sys/random.h"
#include "sys/sock.h"
#include "sys/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct attempt {
	struct scope *sc;
	struct str inside, outside; /* folders */
	uint16_t port; /* somebody listens on it */
	int listening;
};

static bool
refused(bool done)
{
	return !done && (errno == EPERM || errno == EACCES);
}

static bool
opens_a_tcp_socket(const struct attempt *a)
{
	(void)a;
	return refused(socket(AF_INET, SOCK_STREAM, 0) >= 0)
	       && refused(socket(AF_INET6, SOCK_DGRAM, 0) >= 0);
}

static bool
opens_a_unix_socket(const struct attempt *a)
{
	(void)a;
	return refused(socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
}

static bool
opens_a_raw_socket(const struct attempt *a)
{
	(void)a;
	return refused(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0)
	       && refused(socket(AF_PACKET, SOCK_RAW, 0) >= 0)
	       && refused(socket(AF_NETLINK, SOCK_RAW, 0) >= 0);
}

static bool
listens_on_a_port(const struct attempt *a)
{
	int fd;

	return sock_tcp_listen(a->sc, S("127.0.0.1"), 0, &fd).code != E_OK;
}

static bool
starts_a_programme(const struct attempt *a)
{
	char *const argv[] = { str_c(&a->sc->arena, S("sh")), NULL };

	return refused(execv("/bin/sh", argv) == 0) && refused(fork() >= 0);
}

static bool
reads_elsewhere(const struct attempt *a)
{
	struct str file = path_join(&a->sc->arena, a->outside, S("f"));

	return refused(open("/etc/hostname", O_RDONLY) >= 0)
	       && refused(open("/etc/shadow", O_RDONLY) >= 0)
	       && refused(open(str_c(&a->sc->arena, file), O_RDONLY) >= 0)
	       && refused(open("/proc/self/mem", O_RDONLY) >= 0);
}

static bool
moved(const struct attempt *a, struct str from, struct str to)
{
	return rename(str_c(&a->sc->arena, from), str_c(&a->sc->arena, to)) == 0;
}

static bool
writes_elsewhere(const struct attempt *a)
{
	struct str in = path_join(&a->sc->arena, a->inside, S("f"));
	struct str out = path_join(&a->sc->arena, a->outside, S("new"));

	return file_write(a->sc, out, S("x"), FILE_PRIVATE).code != E_OK
	       && !moved(a, in, out) && file_exists(a->sc, in)
	       && !file_exists(a->sc, out);
}

static bool
writes_where_it_may_read(const struct attempt *a)
{
	return file_write(a->sc, path_join(&a->sc->arena, a->inside, S("f")), S("x"), FILE_PRIVATE).code
	       != E_OK;
}

static bool
traces_or_signals_others(const struct attempt *a)
{
	(void)a;
	return refused(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0)
	       && refused(kill(getppid(), 0) == 0)
	       && refused(kill(-1, 0) == 0);
}

static bool
makes_memory_executable(const struct attempt *a)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)a;
	return p != MAP_FAILED && refused(mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0)
	       && refused(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
			  != MAP_FAILED);
}

static bool
asks_for_what_no_jail_allows(const struct attempt *a)
{
	static const long calls[] = { SYS_mount, SYS_bpf, SYS_keyctl, SYS_unshare, SYS_setns,
		SYS_process_vm_readv, SYS_kexec_load, SYS_io_uring_setup, SYS_perf_event_open,
		SYS_userfaultfd, SYS_memfd_create, SYS_setuid, SYS_chroot, SYS_init_module };

	(void)a;
	for (size_t i = 0; i < N(calls); i++) {
		if (!refused(syscall(calls[i], 0, 0, 0, 0, 0) >= 0))
			return false;
	}
	return true;
}

/* What must still go. */
static bool
keeps_files_in_its_folder(const struct attempt *a)
{
	struct str path = path_join(&a->sc->arena, a->inside, S("db")), content, *names;
	struct str folder = path_join(&a->sc->arena, a->inside, S("deep"));
	struct file_lock lock;
	size_t n;

	return file_write(a->sc, path, S("kept"), FILE_PRIVATE).code == E_OK
	       && file_read(a->sc, path, 10, &content).code == E_OK && str_eq(content, S("kept"))
	       && file_append(a->sc, path, S("+"), FILE_PRIVATE).code == E_OK
	       && dir_make(a->sc, folder, DIR_PRIVATE).code == E_OK
	       && moved(a, path, path_join(&a->sc->arena, folder, S("db")))
	       && dir_list(a->sc, folder, &names, &n).code == E_OK && n == 1
	       && file_lock(a->sc, path_join(&a->sc->arena, a->inside, S("lock")), &lock).code == E_OK;
}

static bool
tells_time_and_takes_chance(const struct attempt *a)
{
	struct watch c = clock_wall();
	char bytes[8];

	random_bytes(bytes, sizeof(bytes));
	clock_wait(&c, instant_plus(clock_now(&c), (struct span){ 1000 }));
	return zone_use(a->sc, S("Europe/London")).code == E_OK
	       && zone_civil((struct instant){ INT64_C(1814400000000000) }).hour == 1; /* July */
}

static bool
answers_on_its_listening_socket(const struct attempt *a)
{
	struct sock_watch watch = { .fd = a->listening };
	struct str m;
	size_t ready;
	int fd;

	return sock_wait(a->sc, &watch, 1, span_seconds(10), &ready).code == E_OK && ready == 1
	       && sock_accept(a->sc, a->listening, &fd).code == E_OK
	       && sock_receive(a->sc, fd, span_seconds(10), &m).code == E_OK
	       && sock_send(a->sc, fd, m, span_seconds(10)).code == E_OK;
}

static bool
talks_over_a_unix_socket(const struct attempt *a)
{
	struct str path = path_join(&a->sc->arena, a->inside, S("s"));
	int listening, fd;

	return sock_unix_listen(a->sc, path, &listening).code == E_OK
	       && sock_unix_connect(a->sc, path, &fd).code == E_OK;
}

static bool
connects(const struct attempt *a)
{
	int fd;

	return sock_tcp_connect(a->sc, S("127.0.0.1"), a->port, span_seconds(10), &fd).code == E_OK;
}

static const struct {
	const char *name;
	enum jail_kind kind;
	unsigned rights; /* within its folder */
	bool (*try)(const struct attempt *);
} cases[] = {
	/* clang-format off */
	{ "keeper: no tcp",            JAIL_KEEPER,  7, opens_a_tcp_socket },
	{ "keeper: no raw socket",     JAIL_KEEPER,  7, opens_a_raw_socket },
	{ "keeper: no port",           JAIL_KEEPER,  7, listens_on_a_port },
	{ "keeper: no programme",      JAIL_KEEPER,  7, starts_a_programme },
	{ "keeper: reads nowhere else", JAIL_KEEPER, 7, reads_elsewhere },
	{ "keeper: writes nowhere else", JAIL_KEEPER, 7, writes_elsewhere },
	{ "keeper: read only is that", JAIL_KEEPER,  JAIL_READ, writes_where_it_may_read },
	{ "keeper: leaves others",     JAIL_KEEPER,  7, traces_or_signals_others },
	{ "keeper: no new code",       JAIL_KEEPER,  7, makes_memory_executable },
	{ "keeper: no privilege",      JAIL_KEEPER,  7, asks_for_what_no_jail_allows },
	{ "keeper: its files",         JAIL_KEEPER,  7, keeps_files_in_its_folder },
	{ "keeper: time and chance",   JAIL_KEEPER,  7, tells_time_and_takes_chance },
	{ "keeper: unix sockets",      JAIL_KEEPER,  7, talks_over_a_unix_socket },
	{ "door: no tcp",              JAIL_DOOR,    0, opens_a_tcp_socket },
	{ "door: no unix socket",      JAIL_DOOR,    0, opens_a_unix_socket },
	{ "door: no port",             JAIL_DOOR,    0, listens_on_a_port },
	{ "door: no programme",        JAIL_DOOR,    0, starts_a_programme },
	{ "door: reads nowhere else",  JAIL_DOOR,    0, reads_elsewhere },
	{ "door: writes nowhere else", JAIL_DOOR,    0, writes_elsewhere },
	{ "door: read only is that",   JAIL_DOOR,    JAIL_READ, writes_where_it_may_read },
	{ "door: leaves others",       JAIL_DOOR,    0, traces_or_signals_others },
	{ "door: no new code",         JAIL_DOOR,    0, makes_memory_executable },
	{ "door: no privilege",        JAIL_DOOR,    0, asks_for_what_no_jail_allows },
	{ "door: its spool",           JAIL_DOOR,    7, keeps_files_in_its_folder },
	{ "door: answers",             JAIL_DOOR,    0, answers_on_its_listening_socket },
	{ "courier: connects",         JAIL_COURIER, 0, connects },
	{ "courier: no raw socket",    JAIL_COURIER, 0, opens_a_raw_socket },
	{ "courier: no programme",     JAIL_COURIER, 0, starts_a_programme },
	{ "courier: no privilege",     JAIL_COURIER, 0, asks_for_what_no_jail_allows },
	/* clang-format on */
};

static _Noreturn void
go_to_jail(const struct attempt *a, enum jail_kind kind, unsigned rights,
    bool (*try)(const struct attempt *))
{
	const struct jail_path paths[] = {
		{ a->inside, rights },
		{ S("/usr/share/zoneinfo"), kind == JAIL_KEEPER ? JAIL_READ : 0 },
		{ S("/no/such/path"), JAIL_READ },
	};

	if (jail_enter(a->sc, kind, paths, N(paths), false).code != E_OK) {
		print_error("%.*s\n", STR(a->sc->fault.detail));
		_exit(2);
	}
	_exit(try(a) ? 0 : 1);
}

static int
end_of(const struct attempt *a, size_t i)
{
	int status = -1, fd;
	struct str m;
	pid_t child = fork();

	if (child == 0)
		go_to_jail(a, cases[i].kind, cases[i].rights, cases[i].try);
	if (cases[i].try == answers_on_its_listening_socket) {
		assert_ok(sock_tcp_connect(a->sc, S("127.0.0.1"), a->port, span_seconds(10), &fd));
		assert_ok(sock_send(a->sc, fd, S("ping"), span_seconds(10)));
		assert_ok(sock_receive(a->sc, fd, span_seconds(20), &m));
		assert_str(m, S("ping"));
		sock_close(&fd);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void
what_is_forbidden_fails_and_what_is_needed_goes(void **state)
{
	struct scope *sc = *state;

	if (!jail_available())
		skip();
	for (size_t i = 0; i < N(cases); i++) {
		struct attempt a = { .sc = sc, .inside = test_folder(sc), .outside = test_folder(sc) };
		int status;

		assert_ok(file_write(sc, path_join(&sc->arena, a.inside, S("f")), S("f"), FILE_PRIVATE));
		assert_ok(file_write(sc, path_join(&sc->arena, a.outside, S("f")), S("f"), FILE_PRIVATE));
		assert_ok(sock_tcp_listen(sc, S("127.0.0.1"), 0, &a.listening));
		assert_ok(sock_port(sc, a.listening, &a.port));
		status = end_of(&a, i);
		sock_close(&a.listening);
		if (status != 0)
			fail_msg("%s: status %x", cases[i].name, (unsigned)status);
	}
}

static void
a_second_jail_only_narrows(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), content;
	struct str path = path_join(&sc->arena, folder, S("f"));
	const struct jail_path all = { S("/"), JAIL_READ | JAIL_WRITE | JAIL_MAKE };
	const struct jail_path little = { folder, JAIL_READ };
	int status;
	pid_t child;

	if (!jail_available())
		skip();
	assert_ok(file_write(sc, path, S("f"), FILE_PRIVATE));
	child = fork();
	if (child == 0) {
		bool right = jail_enter(sc, JAIL_KEEPER, &little, 1, false).code == E_OK
			     && file_read(sc, path, 9, &content).code == E_OK
			     && jail_enter(sc, JAIL_KEEPER, &all, 1, false).code == E_OK
			     && file_read(sc, path, 9, &content).code == E_OK
			     && refused(open("/etc/hostname", O_RDONLY) >= 0)
			     && file_append(sc, path, S("x"), FILE_PRIVATE).code != E_OK;

		_exit(right ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

UNIT_MAIN(TEST(what_is_forbidden_fails_and_what_is_needed_goes), TEST(a_second_jail_only_narrows))
