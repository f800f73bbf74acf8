/* policy/check.h -- what must hold in every policy.
 *
 * Each check is a pure function over a bound plan; it adds messages and
 * changes nothing.  The twelve rules are those of doc/POLICY.md, section 2.
 */
#ifndef BAILEE_POLICY_CHECK_H
#define BAILEE_POLICY_CHECK_H

#include "policy/compile.h"

/* Runs them all, in the order of the rules. */
void policy_check(
    struct scope *, const struct plan *, const struct compile_options *, struct diags *);

#endif
