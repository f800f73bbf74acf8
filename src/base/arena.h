/* base/arena.h -- memory that is dropped together, and wiped when it is.
 *
 *  A1  Nothing outside base/arena.c calls malloc or free.
 *  A2  What an arena gives is zeroed, aligned for any type, and lives until
 *      arena_clear; there is no freeing of a single piece.
 *  A3  arena_clear overwrites every byte it ever gave before returning it.
 *  A4  No memory is a panic: what comes from outside is capped before it
 *      gets here.
 */
#ifndef BAILEE_BASE_ARENA_H
#define BAILEE_BASE_ARENA_H

#include "base/str.h"

struct arena_chunk;

struct arena {
	struct arena_chunk *newest;
	size_t used; /* bytes given since the last clear, for caps and tests */
};

/* `(struct arena){ 0 }` is an empty arena, ready for use. */
void *arena_alloc(struct arena *, size_t n);
/* `count` times `size`; a multiplication that overflows is a panic. */
void *arena_array(struct arena *, size_t count, size_t size);
void arena_clear(struct arena *);

#define NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define NEW_ARRAY(arena, count, type) \
	((type *)arena_array((arena), (count), sizeof(type)))

#endif
