#include "folder.h"

#include <ftw.h>
#include <unistd.h>

#include "base/check.h"

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static void
remove_all(void *path)
{
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS); /* what stays is in /tmp */
}

struct str
test_folder(struct scope *sc)
{
	char *path = str_c(&sc->arena, S("/tmp/bailee-test-XXXXXX"));

	CHECK(mkdtemp(path) == path);
	scope_on_end(sc, remove_all, path);
	return str_of(path);
}

struct str
test_path(struct scope *sc, struct str folder, const char *name)
{
	return str_printf(&sc->arena, "%.*s/%s", STR(folder), name);
}
