#include "base/list.h"
#include "sys/fault.h"
#include "sys/watch.h"

#include <errno.h>
#include <sys/inotify.h>
#include <unistd.h>

#define NEWS_BYTES ((size_t)64 << 10)

result
watch_open(struct scope *sc, int *fd)
{
	*fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	return *fd >= 0 ? OK : fault_errno(sc, errno, S("inotify"), "cannot be used");
}

#define COMES (IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR)
#define GOES (IN_DELETE | IN_MOVED_FROM)

static result
watch(struct scope *sc, int fd, struct str path, uint32_t what, int *folder)
{
	*folder = inotify_add_watch(fd, str_c(&sc->arena, path), what);
	return *folder >= 0 ? OK : fault_errno(sc, errno, path, "cannot be watched");
}

result
folder_watch(struct scope *sc, int fd, struct str path, int *folder)
{
	return watch(sc, fd, path, COMES, folder);
}

result
folder_watch_all(struct scope *sc, int fd, struct str path, int *folder)
{
	return watch(sc, fd, path, COMES | GOES, folder);
}

static enum watch_news
news_of(uint32_t mask)
{
	if ((mask & IN_Q_OVERFLOW) != 0)
		return WATCH_LOST;
	if ((mask & GOES) != 0)
		return WATCH_GONE;
	return (mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0 ? WATCH_WRITTEN : WATCH_OPENED;
}

result
watch_read(struct scope *sc, int fd, struct watch_event **events, size_t *n)
{
	LIST(struct watch_event) list = { 0 };
	char *bytes = arena_alloc(&sc->arena, NEWS_BYTES);
	ssize_t got;

	while ((got = read(fd, bytes, NEWS_BYTES)) > 0) {
		for (size_t at = 0; at + sizeof(struct inotify_event) <= (size_t)got;) {
			struct inotify_event e;

			memcpy(&e, bytes + at, sizeof(e)); /* it need not be aligned */
			*LIST_ADD(&list, &sc->arena) = (struct watch_event){
				.news = news_of(e.mask),
				.folder = e.wd,
				.name = e.len > 0 ? str_dup(&sc->arena, str_of(bytes + at + sizeof(e)))
						  : S(""),
			};
			at += sizeof(e) + e.len;
		}
	}
	if (got < 0 && errno != EAGAIN && errno != EINTR)
		return fault_errno(sc, errno, S("inotify"), "cannot be read");
	*events = list.at;
	*n = list.n;
	return OK;
}
