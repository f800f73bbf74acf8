/* sys/watch.h -- what happens in folders: inotify.
 *
 *  I1  Events may be lost (I2) and files may have come before: who watches lists
 *      the folder as well, and takes events for news of what to look at.
 *  I2  When the kernel's queue ran over, the next event says `lost`.
 */
#ifndef BAILEE_SYS_WATCH_H
#define BAILEE_SYS_WATCH_H

#include "base/scope.h"

enum watch_news {
	WATCH_WRITTEN, /* its writer closed it, or it was moved in */
	WATCH_OPENED, /* somebody made it, or writes to it */
	WATCH_GONE, /* it was removed, or moved away */
	WATCH_LOST, /* I2 */
};

struct watch_event {
	enum watch_news news;
	int folder; /* as folder_watch gave it */
	struct str name; /* within the folder; "" of WATCH_LOST */
};

/* Readable when there is news; closed like a socket. */
result watch_open(struct scope *, int *fd) MUST;
result folder_watch(struct scope *, int fd, struct str path, int *folder) MUST;
/* The same, and what goes is news, too. */
result folder_watch_all(struct scope *, int fd, struct str path, int *folder) MUST;
/* All that is there now. */
result watch_read(struct scope *, int fd, struct watch_event **, size_t *n) MUST;

#endif
