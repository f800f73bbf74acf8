/* gate/recipient.h -- may this recipient be given anything today? */
#ifndef BAILEE_GATE_RECIPIENT_H
#define BAILEE_GATE_RECIPIENT_H

#include "gate/look.h"

/* Contract, vetting and transfer mechanism in date, or refused.
 *
 * What the policy names (`contract C-DPD`, `by idta checked TRA-3`) counts
 * from the day the policy is from, until a dated fact says otherwise: the
 * newest `contract`, `vetting` or `transfer` fact of the recipient's name. */
result recipient_stands(struct look *, uint16_t recipient, struct verdict *) MUST;

#endif
