/* keeper/alarms.h -- what needs the officer rings: by a letter, and by the operator's command.
 *
 *  K27  An alarm rings once for a cause, and again each day while the cause lasts.  What it
 *       says are ids, names of the policy and dates, never a value.  It is in the ledger.
 */
#ifndef BAILEE_KEEPER_ALARMS_H
#define BAILEE_KEEPER_ALARMS_H

#include "keeper/inside.h"

/* Rings what has not rung in the last day, and forgets causes that are over. */
result alarms_look(struct scope *, struct keeper *) MUST;

#endif
