#include "base/arena.h"
#include "base/check.h"

/* Under AddressSanitizer every piece is a chunk of its own, so that one byte
 * too far is seen; elsewhere pieces share chunks. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define CHUNK_FIRST ((size_t)0)
#define CHUNK_MOST ((size_t)0)
#else
#define CHUNK_FIRST ((size_t)4 << 10)
#define CHUNK_MOST ((size_t)256 << 10)
#endif

#define ALIGN _Alignof(max_align_t)

struct arena_chunk {
	struct arena_chunk *older;
	size_t room;
	size_t used;
	_Alignas(max_align_t) char bytes[];
};

static struct arena_chunk *
chunk_new(struct arena *a, size_t need)
{
	size_t room = a->newest != NULL ? a->newest->room * 2 : CHUNK_FIRST;
	struct arena_chunk *c;

	if (room > CHUNK_MOST)
		room = CHUNK_MOST;
	if (room < need)
		room = need;
	c = calloc(1, sizeof(*c) + room); /* A2: zeroed */
	CHECK(c != NULL); /* A4 */
	c->room = room;
	return c;
}

static struct arena_chunk *
chunk_for(struct arena *a, size_t need)
{
	struct arena_chunk *newest = a->newest, *c;

	if (newest != NULL && newest->room - newest->used >= need)
		return newest;
	c = chunk_new(a, need);
	/* A large piece goes behind a chunk that still has room. */
	if (newest != NULL && need > CHUNK_MOST && newest->used < newest->room) {
		c->older = newest->older;
		newest->older = c;
		return c;
	}
	c->older = newest;
	a->newest = c;
	return c;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	struct arena_chunk *c;
	size_t need;
	void *p;

	CHECK(n <= SIZE_MAX / 2);
	need = n;
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
	need = (n + ALIGN - 1) / ALIGN * ALIGN;
#endif
	c = chunk_for(a, need);
	p = c->bytes + c->used;
	c->used += need;
	a->used += n;
	return p;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;

	CHECK(!__builtin_mul_overflow(count, size, &n));
	return arena_alloc(a, n);
}

void
arena_clear(struct arena *a)
{
	struct arena_chunk *c, *older;

	for (c = a->newest; c != NULL; c = older) {
		older = c->older;
		explicit_bzero(c->bytes, c->used); /* A3 */
		free(c);
	}
	*a = (struct arena){ 0 };
}
