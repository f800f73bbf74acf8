/* sys/proc.h -- processes, signals and what a process may keep.
 *
 *  P1  A started process has the descriptors that are named and no other,
 *      no environment but PATH, LANG and what is named, and dies when the
 *      one that started it dies.
 *  P2  Signals are read from a descriptor, in the loop, never in a handler.
 *  P3  A process that holds secrets leaves no core file, cannot be traced by
 *      its equals, and keeps its memory out of swap as far as it may.
 */
#ifndef BAILEE_SYS_PROC_H
#define BAILEE_SYS_PROC_H

#include "base/scope.h"

#include <signal.h> /* the numbers that these calls take and give */

struct proc_fd {
	int fd; /* of ours */
	int as; /* its number there */
};

struct proc_start {
	const char *path; /* of the programme */
	const char *const *argv; /* NULL at the end */
	const char *const *env; /* "NAME=value" to add, NULL at the end; or NULL */
	const struct proc_fd *fds;
	size_t fd_count; /* 0, 1 and 2 are passed on unless named here */
	bool outlives; /* it is not to die with us */
};

result proc_start(struct scope *, const struct proc_start *, int32_t *pid) MUST;

/* How a process ended. */
struct proc_end {
	int32_t pid;
	bool by_signal;
	int number; /* exit status, or the signal */
};

/* Takes one ended child; `any` is false when none has ended. */
result proc_reap(struct scope *, struct proc_end *, bool *any) MUST;
/* Waits for one child at most `timeout`; E_BUSY when it still runs. */
result proc_wait(struct scope *, int32_t pid, struct span timeout, struct proc_end *) MUST;
result proc_kill(struct scope *, int32_t pid, int signal) MUST; /* E_ABSENT */
int32_t proc_self(void);
/* The running programme, for proc_start: also when its file was replaced since. */
#define PROC_ITSELF "/proc/self/exe"
/* The path of the running programme. */
result proc_path(struct scope *, struct str *) MUST;

/* Blocks SIGINT, SIGTERM, SIGHUP, SIGCHLD and SIGUSR1; ignores SIGPIPE.
 * From then on they are read from `fd`. */
result proc_signals(struct scope *, int *fd) MUST;
/* 0 when none is waiting. */
result proc_signal_next(struct scope *, int fd, int *signal) MUST;

/* P3; called once, early. */
result proc_guard_secrets(struct scope *) MUST;
/* Gives up root for good; E_ABSENT when there is no such account. */
result proc_become(struct scope *, struct str account) MUST;
result proc_account(struct scope *, struct str account, uint32_t *uid, uint32_t *gid) MUST;
bool proc_is_root(void);
/* An environment variable, or "": read at the edge (bin), nowhere deep. */
struct str proc_env(struct arena *, const char *name);

#endif
