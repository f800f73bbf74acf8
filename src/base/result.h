/* base/result.h -- how a call ends: it answered, or there is no answer.
 *
 * Three things are never mixed.  A *result* says whether there is an answer.
 * A *refusal* is an answer (gate/verdict.h).  A broken invariant is a panic
 * (base/check.h).  A result is a struct so that it cannot be taken for a
 * bool; every function that returns one is marked MUST.
 */
#ifndef BAILEE_BASE_RESULT_H
#define BAILEE_BASE_RESULT_H

#include "base/str.h"

enum code {
#define RESULT(code, text, http, exit) code,
#include "base/result.def"
#undef RESULT
	RESULT_CODES
};

typedef struct {
	enum code code;
} result;

#define OK ((result){ E_OK })

/* The one macro with hidden flow: leave with the callee's result unless OK.
 * Lawful because all memory is the scope's (base/scope.h). */
#define TRY(call) \
	do { \
		result try_ = (call); \
		if (try_.code != E_OK) \
			return try_; \
	} while (0)

const char *result_text(enum code);
int result_http(enum code); /* HTTP status */
int result_exit(enum code); /* exit status of the command line */

#endif
