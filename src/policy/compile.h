/* policy/compile.h -- from the text of a policy to a plan, or to messages.
 *
 *  C1  Any bytes give a plan or at least one error; never a crash, never a
 *      plan with an error.  Text over POLICY_BYTES_MAX is one error.
 *  C2  One fault is reported once; compiling goes on after it; at most
 *      DIAG_MAX messages come out, errors before warnings in text order.
 *  C3  Every message has a row in diag.def and a page (policy/explain.h).
 */
#ifndef BAILEE_POLICY_COMPILE_H
#define BAILEE_POLICY_COMPILE_H

#include "base/scope.h"
#include "policy/diag.h"
#include "policy/plan.h"

#define POLICY_BYTES_MAX ((size_t)4 << 20)

struct compile_options {
	struct str file; /* how messages name it */
	/* Diagnostics switched off, by number: bit n; for `promise --doubt` only. */
	uint64_t off[DIAG_OFF];
	struct str place; /* of the store that obeys it: its clocks are those of this place; or empty */
	struct civil law; /* the day of another pack of the same name; year 0: the policy's own */
	bool past; /* it ran before: what it says counts, whatever the checks say of it today */
	bool activating; /* placeholders and unfinished facts are errors (B-numbers say which) */
};

/* The plan lives in `arena` (long-lived: the keeper swaps it whole) and is
 * NULL when there was an error.  Messages live in the scope. */
const struct plan *policy_compile(struct scope *, struct arena *, struct str text,
    const struct compile_options *, struct diags *);

/* The canonical layout; false (with messages) when `text` does not parse. */
bool policy_format(struct scope *, struct str text, const struct compile_options *,
    struct str *canonical, struct diags *) MUST;

/* The tree as JSON (policy/tree_json.h); NULL (with messages) when `text` does not parse. */
struct node *policy_to_json(
    struct scope *, struct str text, const struct compile_options *, struct diags *);
/* The canonical layout of what the JSON says; E_INPUT when it says what no
 * text can.  The messages are about `canonical`, when that does not parse. */
result policy_from_json(struct scope *, const struct node *, const struct compile_options *,
    struct str *canonical, struct diags *) MUST;

#endif
