/* gate/event_letter.h -- letters that an event sends. */
#ifndef BAILEE_GATE_EVENT_LETTER_H
#define BAILEE_GATE_EVENT_LETTER_H

#include "gate/gate.h"

/* After the event of the record was told: a letter for each line that says so, or an entry
 * that says why not. */
result event_letters_send(struct scope *, struct store *, const struct asker *, uint16_t event,
    struct str record, struct instant at) MUST;

#endif
