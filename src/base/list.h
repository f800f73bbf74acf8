/* base/list.h -- a growing array of one type, in an arena.
 *
 *	LIST(struct clock) clocks = { 0 };
 *	struct clock *c = LIST_ADD(&clocks, arena);   (zeroed, may move later)
 *	for (size_t i = 0; i < clocks.n; i++) clocks.at[i] ...
 */
#ifndef BAILEE_BASE_LIST_H
#define BAILEE_BASE_LIST_H

#include "base/arena.h"

#define LIST(type) \
	struct { \
		type *at; \
		size_t n; \
		size_t room; \
	}

#define LIST_ADD(list, arena) \
	((list)->at = list_grow((arena), (list)->at, (list)->n, &(list)->room, sizeof(*(list)->at)), \
	    &(list)->at[(list)->n++])

/* Room for one more than `n`; the old array is copied when it has to move. */
void *list_grow(struct arena *, void *at, size_t n, size_t *room, size_t size);

#endif
