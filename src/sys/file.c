#include "sys/file.h"
#include "base/check.h"
#include "base/buf.h"
#include "base/list.h"
#include "sys/fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)

static result
c_path(struct scope *sc, struct str path, const char **c)
{
	if (path.n == 0 || memchr(path.p, '\0', path.n) != NULL)
		return fail(sc, E_INPUT, "a path may not be empty or hold a NUL");
	*c = str_c(&sc->arena, path);
	return OK;
}

struct str
path_join(struct arena *a, struct str folder, struct str name)
{
	if (str_starts(name, S("/")))
		return str_dup(a, name);
	return str_printf(a, "%.*s%s%.*s", STR(folder), str_ends(folder, S("/")) ? "" : "/",
	    STR(name));
}

struct str
path_last(struct str path)
{
	const char *at = memrchr(path.p, '/', path.n);

	return at == NULL ? path : str_slice(path, (size_t)(at - path.p) + 1, path.n);
}

struct str
path_folder(struct str path)
{
	const char *at = memrchr(path.p, '/', path.n);

	if (at == NULL)
		return S(".");
	return at == path.p ? S("/") : str_slice(path, 0, (size_t)(at - path.p));
}

static int
open_again(const char *path, int flags, unsigned mode)
{
	int fd;

	do
		fd = open(path, flags | O_CLOEXEC, mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

/* Makes what happened in the folder of `path` durable (F1). */
static result
sync_folder(struct scope *sc, struct str path)
{
	const char *c;
	int fd, error = 0;

	TRY(c_path(sc, path_folder(path), &c));
	fd = open_again(c, O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)
		return fault_errno(sc, errno, path_folder(path), "cannot be made durable");
	if (fsync(fd) != 0)
		error = errno;
	close(fd);
	return error == 0 ? OK : fault_errno(sc, error, path_folder(path), "cannot be made durable");
}

result
file_drain(struct scope *sc, struct file f, size_t cap, struct str *content)
{
	struct buf b = buf_new_capped(&sc->arena, cap);
	char *piece = arena_alloc(&sc->arena, PIECE);

	for (;;) {
		ssize_t got = read(f.fd, piece, PIECE);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_errno(sc, errno, S("the input"), "cannot be read");
		if (got == 0)
			break;
		buf_put(&b, (struct str){ piece, (size_t)got });
		if (b.spoilt)
			break;
	}
	if (!buf_done(&b, content))
		return fail(sc, E_TOO_BIG, "the input has more than %zu bytes", cap);
	return OK;
}

result
file_read(struct scope *sc, struct str path, size_t cap, struct str *content)
{
	struct file f;
	result r;

	TRY(file_open(sc, path, &f));
	r = file_drain(sc, f, cap, content);
	file_close(&f);
	if (r.code == E_TOO_BIG)
		return fail(sc, E_TOO_BIG, "`%.*s` has more than %zu bytes", STR(path_last(path)), cap);
	return r;
}

result
file_pour(struct scope *sc, struct file f, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t put = write(f.fd, bytes.p, bytes.n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return fault_errno(sc, errno, S("the output"), "cannot be written");
		bytes = str_slice(bytes, (size_t)put, bytes.n);
	}
	return OK;
}

result
file_of_memory(struct scope *sc, struct str content, struct file *f, struct str *path)
{
	result r;

	f->fd = memfd_create("bailee", MFD_CLOEXEC);
	if (f->fd < 0)
		return fault_errno(sc, errno, S("a file in memory"), "cannot be made");
	r = file_pour(sc, *f, content);
	if (r.code != E_OK)
		file_close(f);
	*path = str_printf(&sc->arena, "/proc/self/fd/%d", f->fd);
	return r;
}

/* Puts `content`, syncs and closes; the fault names `path`. */
static result
fill(struct scope *sc, int fd, struct str path, struct str content)
{
	int error = 0;

	while (content.n > 0 && error == 0) {
		ssize_t put = write(fd, content.p, content.n);

		if (put >= 0)
			content = str_slice(content, (size_t)put, content.n);
		else if (errno != EINTR)
			error = errno;
	}
	if (error == 0 && fsync(fd) != 0)
		error = errno;
	if (close(fd) != 0 && error == 0)
		error = errno;
	return error == 0 ? OK : fault_errno(sc, error, path, "cannot be written");
}

result
file_write(struct scope *sc, struct str path, struct str content, unsigned mode)
{
	struct str fresh = str_printf(&sc->arena, "%.*s.new", STR(path));
	const char *to, *from;
	int fd;

	TRY(c_path(sc, path, &to));
	TRY(c_path(sc, fresh, &from));
	unlink(from); /* what a crash left */
	fd = open_again(from, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
	if (fd < 0)
		return fault_errno(sc, errno, path, "cannot be written");
	fchmod(fd, mode); /* F2: whatever the umask */
	result r = fill(sc, fd, path, content);
	if (r.code == E_OK && rename(from, to) != 0)
		r = fault_errno(sc, errno, path, "cannot be written");
	if (r.code != E_OK) {
		unlink(from);
		return r;
	}
	return sync_folder(sc, path);
}

result
file_append(struct scope *sc, struct str path, struct str content, unsigned mode)
{
	bool fresh;
	const char *c;
	int fd;

	TRY(c_path(sc, path, &c));
	fresh = access(c, F_OK) != 0;
	fd = open_again(c, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, mode);
	if (fd < 0)
		return fault_errno(sc, errno, path, "cannot be written");
	if (fresh)
		fchmod(fd, mode);
	TRY(fill(sc, fd, path, content));
	return fresh ? sync_folder(sc, path) : OK;
}

result
file_remove(struct scope *sc, struct str path)
{
	const char *c;

	TRY(c_path(sc, path, &c));
	if (unlink(c) != 0)
		return fault_errno(sc, errno, path, "cannot be removed");
	return sync_folder(sc, path);
}

result
file_rename(struct scope *sc, struct str from, struct str to)
{
	const char *c_from, *c_to;

	TRY(c_path(sc, from, &c_from));
	TRY(c_path(sc, to, &c_to));
	if (rename(c_from, c_to) != 0)
		return fault_errno(sc, errno, from, "cannot be moved");
	TRY(sync_folder(sc, to));
	return str_eq(path_folder(from), path_folder(to)) ? OK : sync_folder(sc, from);
}

result
file_link(struct scope *sc, struct str path, struct str second)
{
	const char *c, *c_second;

	TRY(c_path(sc, path, &c));
	TRY(c_path(sc, second, &c_second));
	if (linkat(AT_FDCWD, c, AT_FDCWD, c_second, 0) != 0)
		return fault_errno(sc, errno, path, "cannot be given a second name");
	return OK;
}

static enum file_kind
kind_of(mode_t mode)
{
	return S_ISREG(mode) ? FILE_REGULAR : S_ISDIR(mode) ? FILE_FOLDER
							    : FILE_SPECIAL;
}

result
file_look(struct scope *sc, struct str path, struct file_facts *facts)
{
	struct stat st;
	const char *c;

	*facts = (struct file_facts){ .kind = FILE_NONE };
	TRY(c_path(sc, path, &c));
	if (lstat(c, &st) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return OK;
		return fault_errno(sc, errno, path, "cannot be looked at");
	}
	*facts = (struct file_facts){
		.kind = kind_of(st.st_mode),
		.size = (uint64_t)st.st_size,
		.mode = st.st_mode & 07777u,
		.owner = st.st_uid,
		.changed = { (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000 },
	};
	return OK;
}

bool
file_exists(struct scope *sc, struct str path)
{
	struct file_facts facts;

	return file_look(sc, path, &facts).code == E_OK && facts.kind != FILE_NONE;
}

result
file_lock(struct scope *sc, struct str path, struct file_lock *lock)
{
	const char *c;
	int fd, error;

	*lock = (struct file_lock){ -1 };
	TRY(c_path(sc, path, &c));
	fd = open_again(c, O_RDWR | O_CREAT | O_NOFOLLOW, FILE_PRIVATE);
	if (fd < 0)
		return fault_errno(sc, errno, path, "cannot be locked");
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		error = errno;
		close(fd);
		if (error == EWOULDBLOCK)
			return fail(sc, E_STATE, "`%.*s` is locked: another process uses it",
			    STR(path_last(path)));
		return fault_errno(sc, error, path, "cannot be locked");
	}
	lock->fd = fd;
	return OK;
}

void
file_unlock(struct file_lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
}

result
file_open(struct scope *sc, struct str path, struct file *f)
{
	struct stat st;
	const char *c;

	*f = (struct file){ -1 };
	TRY(c_path(sc, path, &c));
	f->fd = open_again(c, O_RDONLY, 0);
	if (f->fd < 0)
		return fault_errno(sc, errno, path, "cannot be read");
	if (fstat(f->fd, &st) == 0 && S_ISDIR(st.st_mode)) {
		file_close(f);
		return fault_errno(sc, EISDIR, path, "cannot be read");
	}
	return OK;
}

result
file_open_to_write(struct scope *sc, struct str path, struct file *f)
{
	const char *c;

	*f = (struct file){ -1 };
	TRY(c_path(sc, path, &c));
	f->fd = open_again(c, O_RDWR | O_NOFOLLOW, 0);
	return f->fd >= 0 ? OK : fault_errno(sc, errno, path, "cannot be written");
}

result
file_create(struct scope *sc, struct str path, unsigned mode, struct file *f)
{
	const char *c;

	*f = (struct file){ -1 };
	TRY(c_path(sc, path, &c));
	f->fd = open_again(c, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
	if (f->fd < 0)
		return fault_errno(sc, errno, path, "cannot be made");
	fchmod(f->fd, mode);
	return OK;
}

result
file_get(struct scope *sc, struct file f, uint64_t offset, void *bytes, size_t n, size_t *got)
{
	char *p = bytes;

	*got = 0;
	while (*got < n) {
		ssize_t more = pread(f.fd, p + *got, n - *got, (off_t)(offset + *got));

		if (more < 0 && errno == EINTR)
			continue;
		if (more < 0)
			return fault_errno(sc, errno, S("the file"), "cannot be read");
		if (more == 0)
			break;
		*got += (size_t)more;
	}
	return OK;
}

result
file_put(struct scope *sc, struct file f, uint64_t offset, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t put = pwrite(f.fd, bytes.p, bytes.n, (off_t)offset);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return fault_errno(sc, errno, S("the file"), "cannot be written");
		bytes = str_slice(bytes, (size_t)put, bytes.n);
		offset += (uint64_t)put;
	}
	return OK;
}

result
file_sync(struct scope *sc, struct file f)
{
	return fsync(f.fd) == 0 ? OK : fault_errno(sc, errno, S("the file"), "cannot be written");
}

void
file_close(struct file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

result
dir_make(struct scope *sc, struct str path, unsigned mode)
{
	const char *c;
	mode_t mask;
	int error;

	TRY(c_path(sc, path, &c));
	mask = umask(0); /* F2 */
	error = mkdir(c, mode) == 0 ? 0 : errno;
	umask(mask);
	if (error != 0)
		return fault_errno(sc, error, path, "cannot be made");
	return sync_folder(sc, path);
}

result
dir_make_all(struct scope *sc, struct str path, unsigned mode)
{
	struct file_facts facts;
	struct stat st;
	const char *c;

	TRY(c_path(sc, path, &c));
	if (stat(c, &st) == 0 && S_ISDIR(st.st_mode))
		return OK;
	TRY(file_look(sc, path_folder(path), &facts));
	if (facts.kind == FILE_NONE)
		TRY(dir_make_all(sc, path_folder(path), mode));
	return dir_make(sc, path, mode);
}

result
file_give(struct scope *sc, struct str path, uint32_t uid, uint32_t gid)
{
	const char *c;

	TRY(c_path(sc, path, &c));
	return lchown(c, uid, gid) == 0 ? OK : fault_errno(sc, errno, path, "cannot be given away");
}

static int
by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

result
dir_list(struct scope *sc, struct str path, struct str **names, size_t *n)
{
	LIST(struct str) found = { 0 };
	const struct dirent *entry;
	const char *c;
	DIR *dir;

	TRY(c_path(sc, path, &c));
	dir = opendir(c);
	if (dir == NULL)
		return fault_errno(sc, errno, path, "cannot be listed");
	for (errno = 0; (entry = readdir(dir)) != NULL; errno = 0) {
		struct str name = str_of(entry->d_name);

		if (!str_eq(name, S(".")) && !str_eq(name, S("..")))
			*LIST_ADD(&found, &sc->arena) = str_dup(&sc->arena, name);
	}
	if (errno != 0) {
		int error = errno;

		closedir(dir);
		return fault_errno(sc, error, path, "cannot be listed");
	}
	closedir(dir);
	if (found.n > 0)
		qsort(found.at, found.n, sizeof(*found.at), by_bytes);
	*names = found.at;
	*n = found.n;
	return OK;
}

result
dir_remove(struct scope *sc, struct str path)
{
	const char *c;

	TRY(c_path(sc, path, &c));
	if (rmdir(c) != 0)
		return fault_errno(sc, errno, path, "cannot be removed");
	return sync_folder(sc, path);
}

/* -- copying ---------------------------------------------------------------- */

#define COPY_PIECE ((size_t)1 << 20)

static result
pour_file(struct scope *sc, struct file from, struct file to)
{
	char *piece = arena_alloc(&sc->arena, COPY_PIECE);
	size_t got = COPY_PIECE;

	for (uint64_t at = 0; got == COPY_PIECE; at += got) {
		TRY(file_get(sc, from, at, piece, COPY_PIECE, &got));
		TRY(file_put(sc, to, at, (struct str){ piece, got }));
	}
	return file_sync(sc, to);
}

result
file_copy(struct scope *sc, struct str from, struct str to, unsigned mode)
{
	struct file in, out;
	result r;

	TRY(file_open(sc, from, &in));
	r = file_create(sc, to, mode, &out);
	if (r.code == E_OK) {
		r = pour_file(sc, in, out);
		file_close(&out);
	}
	file_close(&in);
	return r;
}
