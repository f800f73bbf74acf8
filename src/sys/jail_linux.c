#include "base/check.h"
#include "sys/fault.h"
#include "sys/file.h"
#include "sys/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#define FOREIGN_CALLS 0x40000000u /* x32 comes in by the same door */
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#define FOREIGN_CALLS 0xffffffffu
#else
#error "the jail knows the system calls of x86-64 and aarch64 only"
#endif

/* Calls that newer architectures never had. */
#ifndef SYS_open
#define SYS_open -1
#define SYS_stat -1
#define SYS_lstat -1
#define SYS_access -1
#define SYS_readlink -1
#define SYS_poll -1
#define SYS_select -1
#define SYS_epoll_wait -1
#define SYS_time -1
#define SYS_dup2 -1
#define SYS_rename -1
#define SYS_unlink -1
#define SYS_mkdir -1
#define SYS_rmdir -1
#endif

/* ---- landlock: which files ---- */

/* By the order in which kernels learnt them, so that an old one is asked for
 * no more than it knows.  linux/landlock.h of Debian 12 ends before the last. */
enum {
	FS_EXECUTE = 1 << 0,
	FS_WRITE_FILE = 1 << 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	FS_REMOVE_DIR = 1 << 4,
	FS_REMOVE_FILE = 1 << 5,
	FS_MAKE_DIR = 1 << 7,
	FS_MAKE_REG = 1 << 8,
	FS_MAKE_SOCK = 1 << 9,
	FS_REFER = 1 << 13, /* ABI 2 */
	FS_TRUNCATE = 1 << 14, /* ABI 3 */
	FS_IOCTL_DEV = 1 << 15, /* ABI 5 */
};

#define FS_ALL_ABI_1 0x1fffu
#define FS_OF_FILES (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)
#define NET_BIND 1u /* ABI 4 */
#define NET_CONNECT 2u
#define SCOPE_ABSTRACT 1u /* ABI 6 */
#define SCOPE_SIGNAL 2u

struct ruleset {
	uint64_t fs, net, scoped;
};

struct path_rule {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

static long
landlock_abi(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, 1u /* ask for the version */);
}

bool
jail_available(void)
{
	return landlock_abi() >= 1;
}

static struct ruleset
handled(long abi, enum jail_kind kind)
{
	struct ruleset r = { .fs = FS_ALL_ABI_1 };

	r.fs |= abi >= 2 ? FS_REFER : 0;
	r.fs |= abi >= 3 ? FS_TRUNCATE : 0;
	r.fs |= abi >= 5 ? FS_IOCTL_DEV : 0;
	if (abi >= 4)
		r.net = kind == JAIL_COURIER ? NET_BIND : NET_BIND | NET_CONNECT;
	if (abi >= 6)
		r.scoped = SCOPE_ABSTRACT | SCOPE_SIGNAL;
	return r;
}

static uint64_t
fs_rights(unsigned rights)
{
	uint64_t fs = 0;

	fs |= rights & JAIL_READ ? FS_READ_FILE | FS_READ_DIR : 0;
	fs |= rights & JAIL_WRITE ? FS_WRITE_FILE | FS_TRUNCATE : 0;
	fs |= rights & JAIL_MAKE ? FS_MAKE_REG | FS_MAKE_DIR | FS_MAKE_SOCK | FS_REMOVE_FILE
				       | FS_REMOVE_DIR | FS_REFER
				 : 0;
	return fs;
}

static result
allow_path(struct scope *sc, int ruleset, uint64_t known, const struct jail_path *path)
{
	struct path_rule rule = { .allowed = fs_rights(path->rights) & known };
	struct stat st;
	int error = 0;

	rule.fd = open(str_c(&sc->arena, path->path), O_PATH | O_CLOEXEC);
	if (rule.fd < 0 && errno == ENOENT)
		return OK;
	if (rule.fd < 0 || fstat(rule.fd, &st) != 0)
		return fault_errno(sc, errno, path->path, "cannot be opened for the jail");
	if (!S_ISDIR(st.st_mode))
		rule.allowed &= FS_OF_FILES;
	if (rule.allowed != 0 && syscall(SYS_landlock_add_rule, ruleset, 1, &rule, 0) != 0)
		error = errno;
	close(rule.fd);
	return error == 0 ? OK : fault_errno(sc, error, path->path, "cannot be let into the jail");
}

static result
close_files(struct scope *sc, enum jail_kind kind, const struct jail_path *paths, size_t n)
{
	long abi = landlock_abi();
	struct ruleset r = handled(abi, kind);
	size_t size = abi >= 6 ? sizeof(r) : abi >= 4 ? 2 * sizeof(r.fs)
						      : sizeof(r.fs);
	long fd = syscall(SYS_landlock_create_ruleset, &r, size, 0);
	result done = OK;

	if (fd < 0)
		return fault_errno(sc, errno, S("landlock"), "cannot be used");
	for (size_t i = 0; i < n && done.code == E_OK; i++)
		done = allow_path(sc, (int)fd, r.fs, &paths[i]);
	if (done.code == E_OK && syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		done = fault_errno(sc, errno, S("landlock"), "cannot be used");
	close((int)fd);
	return done;
}

/* ---- seccomp: which calls ---- */

enum rule {
	ANY,
	NOT_EXECUTABLE, /* protection without PROT_EXEC */
	UNIX_ONLY, /* a socket of this machine */
	NOT_RAW, /* a unix or internet stream or datagram socket */
	HARMLESS_IOCTL,
	HARMLESS_PRCTL,
	READ_LIMIT, /* prlimit of oneself, with nothing to set */
	THREAD_ONLY, /* clone: a thread, not a process */
	OWN_PROCESS, /* a signal to oneself: abort */
};

enum {
	K = 1 << JAIL_KEEPER,
	D = 1 << JAIL_DOOR,
	C = 1 << JAIL_COURIER,
};

static const struct {
	long number;
	unsigned who;
	enum rule rule;
} calls[] = {
#define CALL(name, who, rule) { SYS_##name, who, rule },
#include "sys/jail.def"
#undef CALL
};

#define FILTER_MAX 1024
#define SYSCALL_NUMBER (uint32_t) offsetof(struct seccomp_data, nr)
#define SYSCALL_ARCH (uint32_t) offsetof(struct seccomp_data, arch)
/* The low and the high half of an argument (both architectures: little end). */
#define LOW(i) (uint32_t)(offsetof(struct seccomp_data, args) + 8 * (i))
#define HIGH(i) (LOW(i) + 4)

struct filter {
	struct sock_filter code[FILTER_MAX];
	unsigned short n;
};

static void
put(struct filter *f, unsigned op, uint32_t k, size_t if_true, size_t if_false)
{
	CHECK(f->n < FILTER_MAX && if_true < 256 && if_false < 256);
	f->code[f->n++] = (struct sock_filter){
		(uint16_t)op,
		(uint8_t)if_true,
		(uint8_t)if_false,
		k,
	};
}

static void
put_load(struct filter *f, uint32_t offset)
{
	put(f, BPF_LD | BPF_W | BPF_ABS, offset, 0, 0);
}

static void
put_return(struct filter *f, uint32_t what)
{
	put(f, BPF_RET | BPF_K, what, 0, 0);
}

static const uint32_t allow = SECCOMP_RET_ALLOW;
static const uint32_t deny = SECCOMP_RET_ERRNO | EPERM;

/* Allowed when the loaded word is one of `values`, denied otherwise. */
static void
put_one_of(struct filter *f, const uint32_t *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put(f, BPF_JMP | BPF_JEQ | BPF_K, values[i], n - i, 0);
	put_return(f, deny);
	put_return(f, allow);
}

/* Allowed when (word & mask) == value. */
static void
put_masked(struct filter *f, uint32_t mask, uint32_t value)
{
	put(f, BPF_ALU | BPF_AND | BPF_K, mask, 0, 0);
	put_one_of(f, &value, 1);
}

static void
put_socket_rule(struct filter *f)
{
	static const uint32_t kinds[] = { SOCK_STREAM, SOCK_DGRAM };
	static const uint32_t families[] = { AF_UNIX, AF_INET, AF_INET6 };

	put_load(f, LOW(0));
	for (size_t i = 0; i < N(families); i++)
		put(f, BPF_JMP | BPF_JEQ | BPF_K, families[i], N(families) - i, 0);
	put_return(f, deny);
	put_load(f, LOW(1));
	put(f, BPF_ALU | BPF_AND | BPF_K, 0xf, 0, 0);
	put_one_of(f, kinds, N(kinds));
}

/* After the number of the call was found right: decides, whatever comes. */
static void
put_rule(struct filter *f, enum rule rule)
{
	static const uint32_t ioctls[] = { FIONREAD, FIONBIO, FIOCLEX, TCGETS };
	static const uint32_t prctls[] = { PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE,
		PR_GET_NO_NEW_PRIVS, PR_SET_NO_NEW_PRIVS, PR_GET_SECCOMP, PR_SET_PDEATHSIG };
	static const uint32_t unix_only[] = { AF_UNIX }, null[] = { 0 };
	uint32_t self = (uint32_t)getpid();

	switch (rule) {
	case ANY:
		put_return(f, allow);
		break;
	case NOT_EXECUTABLE:
		put_load(f, LOW(2));
		put_masked(f, PROT_EXEC, 0);
		break;
	case UNIX_ONLY:
		put_load(f, LOW(0));
		put_one_of(f, unix_only, N(unix_only));
		break;
	case NOT_RAW:
		put_socket_rule(f);
		break;
	case HARMLESS_IOCTL:
		put_load(f, LOW(1));
		put_one_of(f, ioctls, N(ioctls));
		break;
	case HARMLESS_PRCTL:
		put_load(f, LOW(0));
		put_one_of(f, prctls, N(prctls));
		break;
	case READ_LIMIT:
		put_load(f, LOW(2));
		put(f, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
		put_return(f, deny);
		put_load(f, HIGH(2));
		put_one_of(f, null, N(null));
		break;
	case THREAD_ONLY:
		put_load(f, LOW(0));
		put_masked(f, CLONE_THREAD, CLONE_THREAD);
		break;
	case OWN_PROCESS:
		put_load(f, LOW(0));
		put_one_of(f, &self, 1);
		break;
	}
}

static void
put_call(struct filter *f, long number, enum rule rule)
{
	unsigned short at = f->n, length;

	put(f, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 0);
	put_rule(f, rule);
	length = (unsigned short)(f->n - at - 1);
	CHECK(length < 256);
	f->code[at].jf = (uint8_t)length; /* another call: behind all of this */
}

static void
build_filter(struct filter *f, enum jail_kind kind)
{
	*f = (struct filter){ 0 };
	put_load(f, SYSCALL_ARCH);
	put(f, BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	put_return(f, SECCOMP_RET_KILL_PROCESS);
	put_load(f, SYSCALL_NUMBER);
	put(f, BPF_JMP | BPF_JGE | BPF_K, FOREIGN_CALLS, 0, 1);
	put_return(f, SECCOMP_RET_KILL_PROCESS);
	for (size_t i = 0; i < N(calls); i++) {
		if (calls[i].number >= 0 && (calls[i].who & 1u << kind) != 0)
			put_call(f, calls[i].number, calls[i].rule);
	}
	/* the library asks for threads by clone3 first, and falls back on ENOSYS */
	put(f, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1);
	put_return(f, SECCOMP_RET_ERRNO | ENOSYS);
	put_return(f, deny);
}

/* The leak checker traces its own process at its end, which a jail forbids. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
static int jailed;
int __lsan_is_turned_off(void);
int
__lsan_is_turned_off(void)
{
	return jailed;
}
#define NOTE_JAILED() (jailed = 1)
#else
#define NOTE_JAILED() ((void)0)
#endif

static result
close_calls(struct scope *sc, enum jail_kind kind)
{
	struct filter *f = NEW(&sc->arena, struct filter);
	struct sock_fprog program;

	build_filter(f, kind);
	program = (struct sock_fprog){ f->n, f->code };
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
		return fault_errno(sc, errno, S("seccomp"), "cannot be used");
	NOTE_JAILED();
	return OK;
}

result
jail_enter(struct scope *sc, enum jail_kind kind, const struct jail_path *paths, size_t n,
    bool weaker)
{
	bool landlock = jail_available();

	if (!landlock && !weaker)
		return fail(sc, E_STATE, "this kernel has no landlock (5.13 or newer, switched on)");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) /* W3 */
		return fault_errno(sc, errno, S("no_new_privs"), "cannot be set");
	if (landlock)
		TRY(close_files(sc, kind, paths, n));
	return close_calls(sc, kind);
}
