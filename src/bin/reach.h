/* bin/reach.h -- how many people and records each difference reaches, in words. */
#ifndef BAILEE_BIN_REACH_H
#define BAILEE_BIN_REACH_H

#include "policy/diff.h"

/* One text a row of the diff, from the keeper's answer of the same two policies. */
struct str *reach_texts(struct arena *, const struct diff *, const struct node *answer);

#endif
