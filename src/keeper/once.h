/* keeper/once.h -- an offer that comes twice under one Idempotency-Key is
 * admitted once and answered twice alike, for 24 hours.
 *
 *  K18  Key and question are kept as keyed fingerprints, the answer as it was:
 *       ids, verdicts and dates, no value.
 */
#ifndef BAILEE_KEEPER_ONCE_H
#define BAILEE_KEEPER_ONCE_H

#include "keeper/serve.h"

/* `again`: the body is what was answered the first time.  E_STATE when the
 * key was used for another question. */
result once_recall(struct serving *, bool *again) MUST;
result once_keep(struct serving *) MUST;

#endif
