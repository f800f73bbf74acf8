/* promise/evidence.h -- which plays stand behind the lines of a policy.
 *
 *  M11 A play stands behind a line when it rests on it, so that `--doubt` fails
 *      without the line, or when the line says that it comes from the play's
 *      statement (`from "PV-043"`).  Only plays of that policy count.
 */
#ifndef BAILEE_PROMISE_EVIDENCE_H
#define BAILEE_PROMISE_EVIDENCE_H

#include "base/list.h"
#include "base/scope.h"
#include "policy/plan.h"

struct behind {
	uint32_t line; /* of the policy */
	struct str id, title; /* of the play */
	struct str file, text;
};

struct behinds {
	LIST(struct behind) rows;
};

/* The plays at `path`, a file or a folder with all beneath it. */
result promise_behind(struct scope *, struct str path, const struct plan *, struct behinds *) MUST;

#endif
