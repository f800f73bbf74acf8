#include "sys/proc.h"
#include "base/check.h"
#include "sys/clock.h"
#include "sys/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define FD_PARKED 200 /* descriptors wait above it while numbers are given out */
#define FDS_MAX 32
#define ENV_MAX 32

/* What a started process may know of our environment (P1). */
static const char *const env_passed[] = {
	"PATH",
	"LANG",
	"ASAN_OPTIONS",
	"UBSAN_OPTIONS",
};

static char *const *
env_of(struct scope *sc, const char *const *more)
{
	char **env = NEW_ARRAY(&sc->arena, ENV_MAX, char *);
	size_t n = 0;

	for (size_t i = 0; i < N(env_passed); i++) {
		const char *value = getenv(env_passed[i]);

		if (value != NULL)
			env[n++] = str_c(&sc->arena,
			    str_printf(&sc->arena, "%s=%s", env_passed[i], value));
	}
	for (; more != NULL && *more != NULL; more++) {
		CHECK(n < ENV_MAX - 1);
		env[n++] = str_c(&sc->arena, str_of(*more));
	}
	return env;
}

static char *const *
argv_of(struct scope *sc, const char *const *argv)
{
	size_t n = 0;
	char **copy;

	while (argv[n] != NULL)
		n++;
	copy = NEW_ARRAY(&sc->arena, n + 1, char *);
	for (size_t i = 0; i < n; i++)
		copy[i] = str_c(&sc->arena, str_of(argv[i]));
	return copy;
}

/* In the child: only what is named, at its number. */
static bool
arrange_fds(const struct proc_fd *fds, size_t n)
{
	int parked[FDS_MAX];

	for (size_t i = 0; i < n; i++) {
		parked[i] = fcntl(fds[i].fd, F_DUPFD_CLOEXEC, FD_PARKED);
		if (parked[i] < 0)
			return false;
	}
	if (close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (dup2(parked[i], fds[i].as) < 0)
			return false;
	}
	return true;
}

static void
reset_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
}

/* In the child: never returns; says errno through `report` when it fails. */
static _Noreturn void
become(const struct proc_start *start, char *const *argv, char *const *env, pid_t parent,
    int report)
{
	int error;

	reset_signals();
	if (!start->outlives) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent) /* it died before we asked */
			_exit(127);
	}
	if (arrange_fds(start->fds, start->fd_count))
		execve(start->path, argv, env);
	error = errno;
	if (write(report, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

result
proc_start(struct scope *sc, const struct proc_start *start, int32_t *pid)
{
	char *const *argv = argv_of(sc, start->argv);
	char *const *env = env_of(sc, start->env);
	int report[2], error = 0;
	pid_t parent = getpid(), child;

	CHECK(start->fd_count <= FDS_MAX);
	if (pipe2(report, O_CLOEXEC) != 0)
		return fault_errno(sc, errno, str_of(start->path), "cannot be started");
	child = fork();
	if (child == 0)
		become(start, argv, env, parent, report[1]);
	if (child < 0)
		error = errno;
	close(report[1]);
	if (child > 0 && read(report[0], &error, sizeof(error)) > 0)
		waitpid(child, NULL, 0);
	close(report[0]);
	if (error != 0)
		return fault_errno(sc, error, str_of(start->path), "cannot be started");
	*pid = child;
	return OK;
}

static struct proc_end
end_of(pid_t pid, int status)
{
	bool by_signal = WIFSIGNALED(status);

	return (struct proc_end){
		pid,
		by_signal,
		by_signal ? WTERMSIG(status) : WEXITSTATUS(status),
	};
}

result
proc_reap(struct scope *sc, struct proc_end *end, bool *any)
{
	int status;
	pid_t pid = waitpid(-1, &status, WNOHANG);

	*any = pid > 0;
	if (pid > 0)
		*end = end_of(pid, status);
	if (pid < 0 && errno != ECHILD && errno != EINTR)
		return fault_errno(sc, errno, S("a child process"), "cannot be waited for");
	return OK;
}

result
proc_wait(struct scope *sc, int32_t pid, struct span timeout, struct proc_end *end)
{
	int64_t until = clock_boot().us + timeout.us;
	struct span pause = { 500 };
	int status;

	for (;;) {
		pid_t got = waitpid(pid, &status, timeout.us < 0 ? 0 : WNOHANG);

		if (got == pid) {
			*end = end_of(pid, status);
			return OK;
		}
		if (got < 0 && errno != EINTR)
			return fault_errno(sc, errno, S("a child process"), "cannot be waited for");
		if (timeout.us >= 0 && clock_boot().us >= until)
			return fail(sc, E_BUSY, "process %d still runs", (int)pid);
		poll(NULL, 0, (int)(pause.us / 1000) + 1);
		if (pause.us < 20000)
			pause.us *= 2;
	}
}

result
proc_kill(struct scope *sc, int32_t pid, int signal)
{
	CHECK(pid > 1); /* never a group, never everybody */
	if (kill(pid, signal) == 0)
		return OK;
	if (errno == ESRCH)
		return fail(sc, E_ABSENT, "process %d does not run", (int)pid);
	return fault_errno(sc, errno, S("a process"), "cannot be signalled");
}

int32_t
proc_self(void)
{
	return getpid();
}

result
proc_path(struct scope *sc, struct str *path)
{
	char *p = arena_alloc(&sc->arena, 4096);
	ssize_t n = readlink("/proc/self/exe", p, 4096);

	if (n < 0 || n == 4096)
		return fault_errno(sc, n < 0 ? errno : ENAMETOOLONG, S("/proc/self/exe"),
		    "cannot be read");
	*path = (struct str){ p, (size_t)n };
	return OK;
}

result
proc_signals(struct scope *sc, int *fd)
{
	static const int taken[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGUSR1 };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < N(taken); i++)
		sigaddset(&set, taken[i]);
	signal(SIGPIPE, SIG_IGN);
	*fd = -1;
	if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
		*fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return *fd >= 0 ? OK : fault_errno(sc, errno, S("signals"), "cannot be read");
}

result
proc_signal_next(struct scope *sc, int fd, int *signal)
{
	struct signalfd_siginfo info;
	ssize_t got = read(fd, &info, sizeof(info));

	*signal = got == (ssize_t)sizeof(info) ? (int)info.ssi_signo : 0;
	if (got < 0 && errno != EAGAIN && errno != EINTR)
		return fault_errno(sc, errno, S("signals"), "cannot be read");
	return OK;
}

/* The leak checker must read its own memory as a debugger does. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define MAY_HIDE false
#else
#define MAY_HIDE true
#endif

result
proc_guard_secrets(struct scope *sc)
{
	struct rlimit none = { 0, 0 }, locked;

	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return fault_errno(sc, errno, S("core files"), "cannot be switched off");
	if (MAY_HIDE && prctl(PR_SET_DUMPABLE, 0) != 0)
		return fault_errno(sc, errno, S("tracing"), "cannot be switched off");
	if (getrlimit(RLIMIT_MEMLOCK, &locked) != 0)
		return fault_errno(sc, errno, S("the limit of locked memory"), "cannot be read");
	locked.rlim_cur = locked.rlim_max;
	setrlimit(RLIMIT_MEMLOCK, &locked);
	/* Under a limit a later allocation would fail; then only what the seal
	 * room locks stays out of swap. */
	if (locked.rlim_cur == RLIM_INFINITY)
		mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
	return OK;
}

bool
proc_is_root(void)
{
	return geteuid() == 0;
}

result
proc_account(struct scope *sc, struct str account, uint32_t *uid, uint32_t *gid)
{
	struct passwd pw, *found = NULL;
	char *space = arena_alloc(&sc->arena, 16384);
	int error = getpwnam_r(str_c(&sc->arena, account), &pw, space, 16384, &found);

	if (error != 0)
		return fault_errno(sc, error, account, "cannot be looked up");
	if (found == NULL)
		return fail(sc, E_ABSENT, "there is no account `%.*s` on this machine", STR(account));
	*uid = pw.pw_uid;
	*gid = pw.pw_gid;
	return OK;
}

result
proc_become(struct scope *sc, struct str account)
{
	uint32_t uid, gid;
	int on_death = 0;

	TRY(proc_account(sc, account, &uid, &gid));
	prctl(PR_GET_PDEATHSIG, &on_death);
	if (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0
	    || setresuid(uid, uid, uid) != 0)
		return fault_errno(sc, errno, account, "cannot be become");
	prctl(PR_SET_PDEATHSIG, on_death); /* the change of identity clears it */
	CHECK(uid == 0 || setuid(0) != 0); /* for good */
	return OK;
}

struct str
proc_env(struct arena *a, const char *name)
{
	return str_dup(a, str_of(getenv(name)));
}
