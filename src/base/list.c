#include "base/list.h"
#include "base/check.h"

#define ROOM_FIRST ((size_t)8)

void *
list_grow(struct arena *a, void *at, size_t n, size_t *room, size_t size)
{
	char *grown = at;

	CHECK(n <= *room);
	if (n == *room) {
		CHECK(*room <= SIZE_MAX / 2);
		*room = *room > 0 ? *room * 2 : ROOM_FIRST;
		grown = arena_array(a, *room, size);
		if (n > 0)
			memcpy(grown, at, n * size);
	}
	memset(grown + n * size, 0, size); /* the list may have been cut before */
	return grown;
}
