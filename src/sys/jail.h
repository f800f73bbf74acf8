/* sys/jail.h -- what a process can no longer do, whatever runs in it.
 *
 *  W1  The keeper opens no network socket.
 *  W2  A door opens no file but beneath the paths it is given, starts no
 *      programme and connects to nobody; it accepts, reads and writes.
 *  W3  Nobody gets a privilege back: no_new_privs, ptrace, mount, keys,
 *      modules, bpf, namespaces and other machines' memory are closed to all.
 *  W4  A jail cannot be left or widened; a second one only narrows.
 *  W5  Whoever enters has no thread yet: landlock takes the calling thread
 *      and those it starts later.
 *
 * A forbidden call fails with EPERM or EACCES; one of another architecture
 * ends the process.  seccomp filters calls, landlock (kernel 5.13) paths.
 */
#ifndef BAILEE_SYS_JAIL_H
#define BAILEE_SYS_JAIL_H

#include "base/scope.h"

enum jail_kind {
	JAIL_KEEPER, /* files beneath its paths; unix sockets only */
	JAIL_DOOR, /* listens and answers; connects to nobody, starts nothing */
	JAIL_COURIER, /* as a door, and may connect: it brings what was released */
};

enum {
	JAIL_READ = 1, /* open and list */
	JAIL_WRITE = 2, /* open to write, cut */
	JAIL_MAKE = 4, /* make, remove, rename files and folders */
};

struct jail_path {
	struct str path; /* a file, or a folder with all beneath it; one that
			    is absent is passed over */
	unsigned rights;
};

/* Whether this kernel has landlock. */
bool jail_available(void);
/* E_STATE without landlock, unless `weaker`: then only seccomp stands. */
result jail_enter(struct scope *, enum jail_kind, const struct jail_path *, size_t n,
    bool weaker) MUST;

#endif
