/* gate/coded.h -- a purpose `as pseudonyms` sees codes in place of people. */
#ifndef BAILEE_GATE_CODED_H
#define BAILEE_GATE_CODED_H

#include "gate/row.h"

/* Puts codes in place of what identifies; nothing when the purpose sees values.
 * After the row's entry, which names the record itself.  UK GDPR Art 4(5). */
result coded_row(struct look *, struct answer_row *) MUST;
/* The same of values alone; what can have no code is withheld in `row`. */
result coded_values(struct look *, struct values *, struct answer_row *row) MUST;
result coded_id(struct look *, struct str *id) MUST;

#endif
