/* gate/consent_letter.h -- the link by which a yes is confirmed. */
#ifndef BAILEE_GATE_CONSENT_LETTER_H
#define BAILEE_GATE_CONSENT_LETTER_H

#include "gate/gate.h"

/* To the address in the evidence, or to the person's on record; where no mail is set, nothing. */
result consent_letter(struct scope *, struct store *, const struct asker *, uint16_t consent,
    const struct node *evidence, struct str subject, struct str record) MUST;

/* consent.c: adds `evidence` to what waits, whoever brings it; confirmed already: as it is. */
result consent_confirmed(struct scope *, struct store *, const struct asker *, struct str record,
    const struct node *evidence, struct verdict *, enum consent_state *) MUST;

#endif
