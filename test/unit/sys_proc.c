#include "kit/unit.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/sock.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* What `sh -c script` says on its standard output. */
static struct str
said_by(struct scope *sc, const char *script, const char *const *env, const struct proc_fd *more)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	struct proc_fd fds[2] = { { 0, 1 } };
	struct proc_start start = {
		.path = "/bin/sh",
		.argv = argv,
		.env = env,
		.fds = fds,
		.fd_count = 1,
	};
	struct proc_end end;
	struct str said;
	int32_t pid;
	int out[2];

	assert_int_equal(pipe(out), 0);
	fds[0].fd = out[1];
	if (more != NULL)
		fds[start.fd_count++] = *more;
	assert_ok(proc_start(sc, &start, &pid));
	close(out[1]);
	assert_ok(file_drain(sc, (struct file){ out[0] }, 10000, &said));
	close(out[0]);
	assert_ok(proc_wait(sc, pid, span_seconds(20), &end));
	return said;
}

static void
a_process_has_the_descriptors_that_are_named_and_no_other(void **state)
{
	struct scope *sc = *state;
	struct proc_fd named;
	int gift[2], stray = dup(1);

	assert_int_equal(pipe(gift), 0);
	named = (struct proc_fd){ gift[0], 7 };
	assert_int_equal(write(gift[1], "gift\n", 5), 5);
	assert_str(said_by(sc, "read x <&7; echo $x; for i in 3 4 5 6 8 9; do "
			       "( : <&$i ) 2>/dev/null && echo stray $i; done; true",
		       NULL, &named),
	    S("gift\n"));
	close(gift[0]);
	close(gift[1]);
	close(stray);
}

static void
a_process_knows_no_environment_but_what_is_named(void **state)
{
	static const char *const env[] = { "NAMED=yes", NULL };
	struct scope *sc = *state;
	struct str said;

	assert_int_equal(setenv("BAILEE_SECRET", "canary", 1), 0);
	said = said_by(sc, "env", env, NULL);
	assert_true(str_has(said, S("NAMED=yes\n")));
	assert_true(str_has(said, S("PATH=")));
	assert_false(str_has(said, S("canary")));
	assert_str(proc_env(&sc->arena, "BAILEE_SECRET"), S("canary"));
	assert_str(proc_env(&sc->arena, "BAILEE_ABSENT"), S(""));
}

static void
how_a_process_ended_is_known(void **state)
{
	static const char *const leaves[] = { "sh", "-c", "exit 7", NULL };
	static const char *const stays[] = { "sleep", "100", NULL };
	struct proc_start start = { .path = "/bin/sh", .argv = leaves };
	struct scope *sc = *state;
	struct proc_end end;
	int32_t pid;
	bool any;

	assert_ok(proc_start(sc, &start, &pid));
	assert_ok(proc_wait(sc, pid, span_seconds(20), &end));
	assert_int_equal(end.number, 7);
	assert_false(end.by_signal);
	start = (struct proc_start){ .path = "/bin/sleep", .argv = stays };
	assert_ok(proc_start(sc, &start, &pid));
	assert_code(proc_wait(sc, pid, (struct span){ 1000 }, &end), E_BUSY);
	assert_ok(proc_reap(sc, &end, &any));
	assert_false(any);
	assert_ok(proc_kill(sc, pid, SIGTERM));
	assert_ok(proc_wait(sc, pid, span_seconds(20), &end));
	assert_int_equal(end.number, SIGTERM);
	assert_true(end.by_signal);
	assert_code(proc_kill(sc, pid, SIGTERM), E_ABSENT);
	start.path = "/no/such/programme";
	assert_code(proc_start(sc, &start, &pid), E_ABSENT);
}

static void
a_process_dies_with_the_one_that_started_it(void **state)
{
	static const char *const stays[] = { "sleep", "100", NULL };
	const struct proc_start start = { .path = "/bin/sleep", .argv = stays };
	struct scope *sc = *state;
	struct proc_end end;
	int32_t grandchild = 0;
	int said[2];
	pid_t child;

	assert_int_equal(pipe(said), 0);
	child = fork();
	if (child == 0) {
		if (proc_start(sc, &start, &grandchild).code != E_OK
		    || write(said[1], &grandchild, sizeof(grandchild)) < 0)
			_exit(1);
		pause();
	}
	assert_int_equal(read(said[0], &grandchild, sizeof(grandchild)), sizeof(grandchild));
	assert_ok(proc_kill(sc, child, SIGKILL));
	assert_ok(proc_wait(sc, child, span_seconds(20), &end));
	for (int i = 0; i < 2000 && kill(grandchild, 0) == 0; i++) {
		struct str stat;

		/* gone, or a zombie that nobody here may reap */
		if (file_read(sc, str_printf(&sc->arena, "/proc/%d/stat", grandchild), 4096, &stat).code
			!= E_OK
		    || str_has(stat, S(") Z ")))
			break;
		usleep(1000);
		assert_true(i < 1999);
	}
	close(said[0]);
	close(said[1]);
}

static void
signals_are_read_from_a_descriptor(void **state)
{
	struct scope *sc = *state;
	int fd, number;

	assert_ok(proc_signals(sc, &fd));
	assert_ok(proc_signal_next(sc, fd, &number));
	assert_int_equal(number, 0);
	assert_int_equal(kill(proc_self(), SIGTERM), 0);
	assert_ok(proc_signal_next(sc, fd, &number));
	assert_int_equal(number, SIGTERM);
	assert_ok(proc_signal_next(sc, fd, &number));
	assert_int_equal(number, 0);
	sock_close(&fd);
}

static void
a_guarded_process_leaves_no_core(void **state)
{
	struct scope *sc = *state;
	struct proc_end end;
	pid_t child = fork();

	if (child == 0) {
		struct rlimit core = { 1, 1 };

		if (proc_guard_secrets(sc).code != E_OK || getrlimit(RLIMIT_CORE, &core) != 0)
			_exit(1);
		_exit(core.rlim_cur == 0 && core.rlim_max == 0 ? 0 : 2);
	}
	assert_ok(proc_wait(sc, child, span_seconds(20), &end));
	assert_int_equal(end.number, 0);
	assert_false(end.by_signal);
}

static void
root_is_given_up_for_good(void **state)
{
	struct scope *sc = *state;
	struct proc_end end;
	uint32_t uid, gid;
	pid_t child;

	assert_code(proc_account(sc, S("no-such-account"), &uid, &gid), E_ABSENT);
	assert_ok(proc_account(sc, S("nobody"), &uid, &gid));
	if (!proc_is_root())
		skip(); /* only root has it to give up */
	child = fork();
	if (child == 0) {
		bool gone = proc_become(sc, S("nobody")).code == E_OK && geteuid() == uid
			    && getegid() == gid && setuid(0) != 0 && !proc_is_root();

		_exit(gone ? 0 : 1);
	}
	assert_ok(proc_wait(sc, child, span_seconds(20), &end));
	assert_int_equal(end.number, 0);
}

UNIT_MAIN(TEST(a_process_has_the_descriptors_that_are_named_and_no_other),
    TEST(a_process_knows_no_environment_but_what_is_named),
    TEST(how_a_process_ended_is_known), TEST(a_process_dies_with_the_one_that_started_it),
    TEST(a_guarded_process_leaves_no_core), TEST(root_is_given_up_for_good),
    TEST(signals_are_read_from_a_descriptor))
