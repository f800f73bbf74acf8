/* bin/other_law.h -- `bailee check --law`: a policy under another law pack. */
#ifndef BAILEE_BIN_OTHER_LAW_H
#define BAILEE_BIN_OTHER_LAW_H

#include "bin/text.h"

/* Reads "uk@2026-06-19"; E_INPUT names the packs that are known. */
result other_law_read(struct call *, struct str name, struct civil *day) MUST;

/* Prints, or with --json returns, the rows that read otherwise and the messages
 * that come or go; the command ends with 1 when an error comes. */
struct node *other_law(struct call *, const struct compiled *, struct str name, struct civil day);

#endif
