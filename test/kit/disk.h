/* test/kit/disk.h -- a disk that fails when told.
 *
 * A SQLite VFS in front of the real one, for tests alone: what is built into
 * bailee has no switch for faults.  Call disk_install once, before sql_open.
 *
 *	disk_reset();
 *	... the act, to count its writes ...
 *	for (n = 1; n <= count; n++) { disk_fail(DISK_WRITE, n, DISK_FULL); ... }
 */
#ifndef BAILEE_KIT_DISK_H
#define BAILEE_KIT_DISK_H

#include <stdint.h>

enum disk_act {
	DISK_WRITE, /* of bytes, and cutting a file */
	DISK_SYNC,
	DISK_ANY, /* either */
	DISK_ACTS
};

enum disk_fault {
	DISK_FULL, /* the n-th act fails, the next ones do not */
	DISK_BROKEN,
	DISK_DEAD, /* the n-th is done by half, and all after it fail: a crash */
};

void disk_install(void);
void disk_reset(void); /* no faults, counts at 0 */
void disk_fail(enum disk_act, int64_t n, enum disk_fault); /* counts from now, 1 is the next */
int64_t disk_count(enum disk_act); /* since disk_reset or disk_fail */

#endif
