/* keeper/prune.h -- the ledger ends as the policy's `keep ledger` line says.
 *
 *  K29  Once a day what is over at the start of the ledger goes, up to a checkpoint, which stays
 *       and vouches for what follows (L6); the ledger says so.  Not while the clock is in doubt.
 */
#ifndef BAILEE_KEEPER_PRUNE_H
#define BAILEE_KEEPER_PRUNE_H

#include "keeper/inside.h"

/* LAW UK GDPR Art 5(1)(e): proof is personal data, too. */
result prune_ledger(struct scope *, struct keeper *) MUST;

#endif
