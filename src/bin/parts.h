/* bin/parts.h -- the programme started as a part of itself: a keeper, a door.
 * These words are between bailee and bailee; they are no commands. */
#ifndef BAILEE_BIN_PARTS_H
#define BAILEE_BIN_PARTS_H

#include "base/scope.h"

/* False when `word` is no part; else `r` is how it ended. */
bool part_run(struct scope *, struct str word, char **argv, int argc, result *r) MUST;

#endif
