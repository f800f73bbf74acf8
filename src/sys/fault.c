#include "sys/fault.h"
#include "sys/file.h"

#include <errno.h>

static const struct {
	int error;
	enum code code;
	const char *why;
} reasons[] = {
	/* clang-format off */
	{ ENOENT,       E_ABSENT, "it is not there" },
	{ EEXIST,       E_STATE,  "it is there already" },
	{ EACCES,       E_IO,     "permission denied" },
	{ EPERM,        E_IO,     "permission denied" },
	{ ENOSPC,       E_IO,     "the disk is full" },
	{ EDQUOT,       E_IO,     "the disk quota is used up" },
	{ EROFS,        E_IO,     "the disk is read-only" },
	{ EFBIG,        E_IO,     "it would be larger than a file may be here" },
	{ EISDIR,       E_IO,     "it is a folder" },
	{ ENOTDIR,      E_IO,     "a part of its path is no folder" },
	{ ENOTEMPTY,    E_STATE,  "it is not empty" },
	{ ELOOP,        E_IO,     "it is a link" },
	{ ENAMETOOLONG, E_INPUT,  "its name is too long" },
	{ EMFILE,       E_IO,     "too many files are open" },
	{ ENFILE,       E_IO,     "too many files are open" },
	{ EADDRINUSE,   E_STATE,  "the address is in use; stop what listens there or take another" },
	{ ECONNREFUSED, E_ABSENT, "nobody listens there" },
	{ ETIMEDOUT,    E_BUSY,   "it took too long" },
	{ EPIPE,        E_ABSENT, "the other end is closed" },
	{ ECONNRESET,   E_ABSENT, "the other end is closed" },
	/* clang-format on */
};

result
fault_errno(struct scope *sc, int error, struct str what, const char *deed)
{
	enum code code = E_IO;
	const char *why = strerror(error);

	for (size_t i = 0; i < N(reasons); i++) {
		if (reasons[i].error == error) {
			code = reasons[i].code;
			why = reasons[i].why;
		}
	}
	fail(sc, code, "`%.*s` %s: %s", STR(path_last(what)), deed, why);
	return fail_detail(sc, "%.*s: %s", STR(what), strerror(error));
}
