/* doors/http/zip.c -- files in one archive, made in memory or as it goes out. */
#include <archive.h>
#include <archive_entry.h>

#include "base/buf.h"
#include "base/log.h"
#include "doors/http/http.h"
#include "doors/http/zip.h"

#define ZIP_ROOM ((size_t)64 << 10) /* for names and directories beside the files */

static bool
add_file(struct archive *zip, struct arena *a, const struct http_pair *file, struct instant at)
{
	struct archive_entry *entry = archive_entry_new();
	bool done;

	archive_entry_set_pathname(entry, str_c(a, file->name));
	archive_entry_set_size(entry, (int64_t)file->value.n); /* capped far below 2^63 */
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	archive_entry_set_mtime(entry, (time_t)(at.us / 1000000), 0);
	done = archive_write_header(zip, entry) == ARCHIVE_OK
	       && archive_write_data(zip, file->value.p, file->value.n) == (ssize_t)file->value.n;
	archive_entry_free(entry);
	return done;
}

bool
http_zip(
    struct arena *a, const struct http_pair *files, size_t n, struct instant at, struct str *out)
{
	struct archive *zip = archive_write_new();
	size_t room = ZIP_ROOM, used = 0;
	bool done;
	char *p;

	for (size_t i = 0; i < n; i++)
		room += 2 * files[i].value.n;
	p = arena_alloc(a, room);
	done = archive_write_set_format_zip(zip) == ARCHIVE_OK
	       && archive_write_open_memory(zip, p, room, &used) == ARCHIVE_OK;
	for (size_t i = 0; i < n && done; i++)
		done = add_file(zip, a, &files[i], at);
	done = archive_write_close(zip) == ARCHIVE_OK && done;
	archive_write_free(zip);
	*out = (struct str){ p, used };
	return done;
}

/* -- as it goes out ----------------------------------------------------------------- */

struct zip {
	struct arena *arena; /* as long as it */
	struct arena made; /* of what was not taken yet */
	struct buf buf;
	struct archive *archive;
	struct instant at;
};

static ssize_t
keep(struct archive *archive, void *of, const void *bytes, size_t n)
{
	struct zip *z = of;

	(void)archive;
	buf_put(&z->buf, (struct str){ bytes, n });
	return (ssize_t)n;
}

struct zip *
zip_new(struct arena *arena, struct instant at)
{
	struct zip *z = NEW(arena, struct zip);
	struct archive *archive = archive_write_new();

	*z = (struct zip){ .arena = arena, .archive = archive, .at = at };
	z->buf = buf_new(&z->made);
	if (archive_write_set_format_zip(archive) != ARCHIVE_OK
	    || archive_write_set_bytes_per_block(archive, 0) != ARCHIVE_OK
	    || archive_write_open(archive, z, NULL, keep, NULL) != ARCHIVE_OK)
		log_event("http.no-archive"); /* and nothing can be put into it */
	return z;
}

struct arena *
zip_arena(struct zip *z)
{
	return z->arena;
}

bool
zip_open(struct zip *z, struct str name)
{
	struct archive_entry *entry = archive_entry_new();
	bool done;

	archive_entry_set_pathname(entry, str_c(z->arena, name));
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	archive_entry_set_mtime(entry, (time_t)(z->at.us / 1000000), 0);
	done = archive_write_header(z->archive, entry) == ARCHIVE_OK;
	archive_entry_free(entry);
	return done;
}

bool
zip_put(struct zip *z, struct str bytes)
{
	return bytes.n == 0
	       || archive_write_data(z->archive, bytes.p, bytes.n) == (ssize_t)bytes.n;
}

bool
zip_close(struct zip *z)
{
	return archive_write_close(z->archive) == ARCHIVE_OK;
}

struct str
zip_take(struct zip *z, struct arena *arena)
{
	struct str taken = str_dup(arena, buf_str(&z->buf));

	arena_clear(&z->made);
	z->buf = buf_new(&z->made);
	return taken;
}

void
zip_free(struct zip *z)
{
	archive_write_free(z->archive);
	arena_clear(&z->made);
}
