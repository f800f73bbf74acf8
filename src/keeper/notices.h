/* keeper/notices.h -- people are told of a material change of the policy, by mail.
 *
 *  K26  Everybody whom the new policy's `tell ... by email` names and whose address is on
 *       record gets one letter, before it takes effect; in steps, each a transaction, and a
 *       start goes on with what a crash left.  The ledger says how many there were, and of
 *       how many no address is known.
 *
 * LAW UK GDPR Art 13(3), 14(4).
 */
#ifndef BAILEE_KEEPER_NOTICES_H
#define BAILEE_KEEPER_NOTICES_H

#include "keeper/inside.h"
#include "policy/diff.h"

/* Can letters tell of it: are they how, and has the operator set a mail? */
result notices_can(struct scope *, struct store *, const struct diff *, bool *can) MUST;
/* In the transaction that agrees to `d->is`: from now on they go. */
result notices_begin(
    struct scope *, struct keeper *, const struct diff *, struct instant starts) MUST;
/* That version does not come: whoever has had no letter yet gets none. */
result notices_call_off(struct scope *, struct keeper *, int64_t version) MUST;
/* Reads from the store whether there are some to go on with. */
result notices_open(struct scope *, struct keeper *) MUST;
result notices_step(struct scope *, struct keeper *) MUST;

#endif
