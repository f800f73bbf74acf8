/* gate/given.h -- the memory of what was given to whom. */
#ifndef BAILEE_GATE_GIVEN_H
#define BAILEE_GATE_GIVEN_H

#include "gate/gate.h"

result given_add(struct scope *, struct store *, const struct given *) MUST;

#endif
