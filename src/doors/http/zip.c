/* doors/http/zip.c -- files in one archive, made in memory. */
#include <archive.h>
#include <archive_entry.h>

#include "doors/http/http.h"

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
