/* fuzz/replay_main.c -- a fuzz target over its kept corpus (make check).
 *
 *	replay-json test/fuzz/corpus/json
 *
 * Every file of the folder is given whole.  Each is copied to memory of just
 * its size, so that AddressSanitizer sees a read one byte past the end.  A
 * folder without a file fails: a corpus that got lost must not pass.
 */
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "fuzz.h"

static int
replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	uint8_t *bytes;
	size_t n;

	if (f == NULL || fstat(fileno(f), &st) != 0) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		if (f != NULL)
			fclose(f);
		return 1;
	}
	n = (size_t)st.st_size;
	bytes = malloc(n > 0 ? n : 1);
	if (bytes == NULL || fread(bytes, 1, n, f) != n) {
		fprintf(stderr, "%s: cannot be read\n", path);
		fclose(f);
		free(bytes);
		return 1;
	}
	fclose(f);
	FUZZ_TARGET(bytes, n);
	free(bytes);
	return 0;
}

int
main(int argc, char **argv)
{
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
	const struct dirent *entry;
	size_t count = 0;
	int bad = 0;

	if (dir == NULL) {
		fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
		return 2;
	}
	while ((entry = readdir(dir)) != NULL) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);
		bad |= replay(path);
		count++;
	}
	closedir(dir);
	printf("%zu inputs replayed\n", count);
	return bad != 0 || count == 0 ? 1 : 0;
}
