#include "disk.h"

#include <sqlite3.h>

#include "base/check.h"

struct disk_file {
	sqlite3_file base;
	sqlite3_file *real; /* stands behind this struct */
};

static struct {
	sqlite3_vfs *real;
	int64_t count[DISK_ACTS];
	enum disk_act act;
	int64_t at; /* 0: no fault */
	enum disk_fault fault;
} disk;

void
disk_reset(void)
{
	memset(disk.count, 0, sizeof(disk.count));
	disk.at = 0;
}

void
disk_fail(enum disk_act act, int64_t n, enum disk_fault fault)
{
	disk_reset();
	disk.act = act;
	disk.at = n;
	disk.fault = fault;
}

int64_t
disk_count(enum disk_act act)
{
	return disk.count[act];
}

enum outcome { PASS,
	HALF,
	FAIL };

static enum outcome
next(enum disk_act act)
{
	int64_t n;

	disk.count[act]++;
	disk.count[DISK_ANY]++;
	n = disk.count[disk.act];
	if (disk.at == 0 || (disk.act != act && disk.act != DISK_ANY && disk.fault != DISK_DEAD))
		return PASS;
	if (disk.fault == DISK_DEAD)
		return n < disk.at ? PASS : n == disk.at ? HALF
							 : FAIL;
	return n == disk.at ? FAIL : PASS;
}

static int
code(int broken)
{
	return disk.fault == DISK_FULL ? SQLITE_FULL : broken;
}

static sqlite3_file *
real(sqlite3_file *f)
{
	return ((struct disk_file *)(void *)f)->real;
}

static int
f_close(sqlite3_file *f)
{
	return real(f)->pMethods->xClose(real(f));
}

static int
f_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return real(f)->pMethods->xRead(real(f), p, n, at);
}

static int
f_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
	switch (next(DISK_WRITE)) {
	case PASS:
		return real(f)->pMethods->xWrite(real(f), p, n, at);
	case HALF:
		(void)real(f)->pMethods->xWrite(real(f), p, n / 2, at); /* torn on purpose */
		return SQLITE_IOERR_WRITE;
	case FAIL:
		return code(SQLITE_IOERR_WRITE);
	}
	return SQLITE_IOERR;
}

static int
f_truncate(sqlite3_file *f, sqlite3_int64 n)
{
	return next(DISK_WRITE) == PASS ? real(f)->pMethods->xTruncate(real(f), n)
					: code(SQLITE_IOERR_TRUNCATE);
}

static int
f_sync(sqlite3_file *f, int flags)
{
	return next(DISK_SYNC) == PASS ? real(f)->pMethods->xSync(real(f), flags)
				       : code(SQLITE_IOERR_FSYNC);
}

static int
f_size(sqlite3_file *f, sqlite3_int64 *n)
{
	return real(f)->pMethods->xFileSize(real(f), n);
}

static int
f_lock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xLock(real(f), level);
}

static int
f_unlock(sqlite3_file *f, int level)
{
	return real(f)->pMethods->xUnlock(real(f), level);
}

static int
f_reserved(sqlite3_file *f, int *held)
{
	return real(f)->pMethods->xCheckReservedLock(real(f), held);
}

static int
f_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int
f_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

static int
f_traits(sqlite3_file *f)
{
	return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int
f_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **p)
{
	return real(f)->pMethods->xShmMap(real(f), page, size, extend, p);
}

static int
f_shm_lock(sqlite3_file *f, int from, int n, int flags)
{
	return real(f)->pMethods->xShmLock(real(f), from, n, flags);
}

static void
f_shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int
f_shm_unmap(sqlite3_file *f, int remove)
{
	return real(f)->pMethods->xShmUnmap(real(f), remove);
}

/* Version 2: no memory mapping, so that every byte passes here. */
static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = f_close,
	.xRead = f_read,
	.xWrite = f_write,
	.xTruncate = f_truncate,
	.xSync = f_sync,
	.xFileSize = f_size,
	.xLock = f_lock,
	.xUnlock = f_unlock,
	.xCheckReservedLock = f_reserved,
	.xFileControl = f_control,
	.xSectorSize = f_sector,
	.xDeviceCharacteristics = f_traits,
	.xShmMap = f_shm_map,
	.xShmLock = f_shm_lock,
	.xShmBarrier = f_shm_barrier,
	.xShmUnmap = f_shm_unmap,
};

static int
vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *got)
{
	struct disk_file *f = (struct disk_file *)(void *)file;
	int rc;

	(void)vfs;
	f->real = (sqlite3_file *)(void *)(f + 1);
	rc = disk.real->xOpen(disk.real, name, f->real, flags, got);
	f->base.pMethods = f->real->pMethods != NULL ? &methods : NULL;
	return rc;
}

/* A dead machine removes no file either. */
static int
vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	if (disk.at > 0 && disk.fault == DISK_DEAD && disk.count[disk.act] >= disk.at)
		return SQLITE_IOERR_DELETE;
	return disk.real->xDelete(disk.real, name, sync);
}

void
disk_install(void)
{
	static sqlite3_vfs vfs;

	if (disk.real != NULL)
		return;
	disk.real = sqlite3_vfs_find(NULL);
	CHECK(disk.real != NULL);
	vfs = *disk.real; /* its other methods look at no file of ours */
	vfs.zName = "disk";
	vfs.szOsFile = (int)sizeof(struct disk_file) + disk.real->szOsFile;
	vfs.pNext = NULL;
	vfs.xOpen = vfs_open;
	vfs.xDelete = vfs_delete;
	CHECK(sqlite3_vfs_register(&vfs, 1) == SQLITE_OK);
}
