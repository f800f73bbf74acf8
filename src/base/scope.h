/* base/scope.h -- what lives as long as one verb.
 *
 *  B1  A scope has one arena, one frozen `now`, and at most one fault.
 *  B2  scope_end runs the cleanups, newest first, then wipes the arena, so
 *      an early return leaks nothing.
 *  B3  A fault has a public text, which any caller may be shown, and a
 *      private detail, which goes to the log alone.
 */
#ifndef BAILEE_BASE_SCOPE_H
#define BAILEE_BASE_SCOPE_H

#include "base/arena.h"
#include "base/result.h"
#include "base/time.h"

struct fault {
	enum code code;
	struct str text; /* public; no value that a person gave */
	struct str detail; /* private; empty when there is none */
	struct str field; /* the member or field it is about, or empty */
};

struct cleanup;

struct scope {
	uint32_t magic;
	struct arena arena;
	struct instant now;
	struct fault fault;
	struct cleanup *cleanups;
};

void scope_begin(struct scope *, struct instant now);
void scope_end(struct scope *);
/* Ends a scope that lived inside another and returns `r`: where that is a fault, the
 * outer scope has its text, detail and field. */
result scope_end_within(struct scope *own, struct scope *outer, result r);
bool scope_valid(const struct scope *);
void scope_on_end(struct scope *, void (*run)(void *), void *arg);

/* Stores the fault and returns its code: `return fail(sc, E_IO, "...")`.
 * Lower case, no full stop, no function name; says what to do where it can. */
result fail(struct scope *, enum code, const char *format, ...) PRINTF(3, 4);
/* Adds what only the log may hold; returns what `fail` returned. */
result fail_detail(struct scope *, const char *format, ...) PRINTF(2, 3);
/* Puts words in front of the fault that `r` is, "<words>: <its text>"; OK stays OK. */
result fail_in_front(struct scope *, result r, const char *format, ...) PRINTF(3, 4);
/* As fail, and names the member or field at fault. */
result fail_at(struct scope *, enum code, struct str field, const char *format, ...) PRINTF(4, 5);

#endif
