/* sys/file.h -- files and folders.
 *
 *  F1  file_write is atomic and durable: whoever reads the path sees the old
 *      content or the new one, also after a lost power.
 *  F2  A file is made with the mode that is asked for, whatever the umask;
 *      a new file never follows a link.
 *  F3  A lock ends with the process that holds it.
 *  F4  Faults name the last part of the path; the whole path and what the
 *      kernel said stand in the detail.
 *
 * Paths are texts without a NUL (E_INPUT).  Results: E_ABSENT when the path
 * is not there, E_STATE when it is there and must not be, E_TOO_BIG over the
 * cap, E_IO for all else (a full disk says so).
 */
#ifndef BAILEE_SYS_FILE_H
#define BAILEE_SYS_FILE_H

#include "base/scope.h"

#define FILE_SECRET 0400u
#define FILE_PRIVATE 0600u
#define FILE_PUBLIC 0644u
#define DIR_PRIVATE 0700u
#define DIR_ENTERED 0711u /* others may open what they can name in it */

enum file_kind {
	FILE_NONE,
	FILE_REGULAR,
	FILE_FOLDER,
	FILE_SPECIAL,
};

struct file_facts {
	enum file_kind kind; /* FILE_NONE: there is nothing */
	uint64_t size; /* bytes, of a regular file */
	unsigned mode; /* 07777 */
	uint32_t owner; /* uid */
	struct instant changed; /* mtime */
};

/* Whole, in the scope's arena, at most `cap` bytes. */
result file_read(struct scope *, struct str path, size_t cap, struct str *content) MUST;
result file_write(struct scope *, struct str path, struct str content, unsigned mode) MUST;
/* Adds at the end and makes it durable; makes the file when it is absent. */
result file_append(struct scope *, struct str path, struct str content, unsigned mode) MUST;
/* Durable; what is not there is E_ABSENT. */
result file_remove(struct scope *, struct str path) MUST;
/* Durable; what stands at `to` is replaced when it is a file.  Folders too. */
result file_rename(struct scope *, struct str from, struct str to) MUST;
/* The same file under a second path of this disk; durable with the next sync of its folder. */
result file_link(struct scope *, struct str path, struct str second) MUST;
/* Another file with what it has, durable; E_STATE when there is one. */
result file_copy(struct scope *, struct str from, struct str to, unsigned mode) MUST;
/* Follows no link at the end of the path. */
result file_look(struct scope *, struct str path, struct file_facts *) MUST;
bool file_exists(struct scope *, struct str path);

/* E_STATE when it is there; dir_make_all makes what is missing of the path. */
result dir_make(struct scope *, struct str path, unsigned mode) MUST;
result dir_make_all(struct scope *, struct str path, unsigned mode) MUST;
/* Names without "." and "..", sorted by bytes. */
result dir_list(struct scope *, struct str path, struct str **names, size_t *n) MUST;
/* Another account's from now on: root may. */
result file_give(struct scope *, struct str path, uint32_t uid, uint32_t gid) MUST;
/* An empty folder. */
result dir_remove(struct scope *, struct str path) MUST;

/* "a/b": one slash between them; `name` as it is when it starts with one. */
struct str path_join(struct arena *, struct str folder, struct str name);
struct str path_last(struct str path); /* what follows the last slash */
struct str path_folder(struct str path); /* what precedes it; "." when there is none */

/* Held until file_unlock or the end of the process.  E_STATE when another
 * process has it. */
struct file_lock {
	int fd;
};

result file_lock(struct scope *, struct str path, struct file_lock *) MUST;
void file_unlock(struct file_lock *);

/* Files in pieces, for what is larger than memory should hold. */
struct file {
	int fd; /* -1: closed */
};

result file_open(struct scope *, struct str path, struct file *) MUST; /* to read */
result file_open_to_write(struct scope *, struct str path, struct file *) MUST; /* and to read */
/* To read and write; E_STATE when it is there. */
result file_create(struct scope *, struct str path, unsigned mode, struct file *) MUST;
/* Fewer than `n` bytes only at the end of the file. */
result file_get(struct scope *, struct file, uint64_t offset, void *bytes, size_t n,
    size_t *got) MUST;
result file_put(struct scope *, struct file, uint64_t offset, struct str bytes) MUST;
result file_sync(struct scope *, struct file) MUST;
void file_close(struct file *);
/* A file in memory alone, and a path by which this process can read it while `file` is open. */
result file_of_memory(
    struct scope *, struct str content, struct file *, struct str *path) MUST;
/* Reads a stream that has no path (standard input) to its end. */
result file_drain(struct scope *, struct file, size_t cap, struct str *content) MUST;
/* All of `bytes` to a stream (standard output, a socket); E_IO when it broke. */
result file_pour(struct scope *, struct file, struct str bytes) MUST;

#define FILE_STDIN ((struct file){ 0 })
#define FILE_STDOUT ((struct file){ 1 })
#define FILE_STDERR ((struct file){ 2 })

#endif
