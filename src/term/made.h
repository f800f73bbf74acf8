/* term/made.h -- what is derived goes with what it was made from (T9). */
#ifndef BAILEE_TERM_MADE_H
#define BAILEE_TERM_MADE_H

#include "term/term.h"

/* `gone` of this lifetime has ended: ends what is derived from it. */
result made_end(struct scope *, struct store *, const struct lifetime *, struct fields gone,
    struct ending_note) MUST;

#endif
