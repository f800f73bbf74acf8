/* keeper/once.h -- an offer that comes twice under one Idempotency-Key is
 * admitted once and answered twice alike, for 24 hours.  What was refused or
 * failed is tried again: its reason may be gone.
 *
 *  K18  Key and question are kept as keyed fingerprints, the answer as it was:
 *       ids, verdicts and dates, no value.
 */
#ifndef BAILEE_KEEPER_ONCE_H
#define BAILEE_KEEPER_ONCE_H

#include "keeper/serve.h"

/* What was answered the first time, one for each offer, or NULL.  E_STATE when
 * the key was used for another question. */
result once_recall(struct serving *, const struct node **answers) MUST;
result once_keep(struct serving *) MUST;

/* K18 of what comes with no key of its own: was this said within the time?  From now on it was. */
result once_seen(struct serving *, struct str said, struct span within, bool *seen) MUST;

#endif
