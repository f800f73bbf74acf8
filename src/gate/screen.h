/* gate/screen.h -- numbers that must not be rung: for the gate's own files. */
#ifndef BAILEE_GATE_SCREEN_H
#define BAILEE_GATE_SCREEN_H

#include "gate/verdict.h"

/* Was this number looked for in the registers that the policy names for the purpose, in
 * time, and not found?  On a `ground` of consent it may be on one.  LAW PECR reg 21. */
result screen_stands(struct scope *, struct store *, uint16_t purpose, enum field_type,
    struct str address, uint16_t ground, struct verdict *) MUST;

#endif
