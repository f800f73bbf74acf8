/* gate/verdict.h -- how the gate's own files, and the rights, say no. */
#ifndef BAILEE_GATE_VERDICT_H
#define BAILEE_GATE_VERDICT_H

#include "gate/gate.h"

/* Fills the verdict and answers OK, for a refusal is an answer:
 * `return verdict_refuse(sc, v, WHY_ROLE, line, "...")`.  No value in the text (G4). */
result verdict_refuse(struct scope *, struct verdict *, enum why, uint32_t line, const char *format,
    ...) PRINTF(5, 6) MUST;
/* As verdict_refuse, and names the field. */
result verdict_refuse_field(struct scope *, struct verdict *, enum why, uint32_t line,
    struct str field, const char *format, ...) PRINTF(6, 7) MUST;
/* The one refusal for what is another party's, is gone, or never was (G5). */
result verdict_gone(struct scope *, struct verdict *) MUST;
/* A person who is being erased in steps (rights/steps.c). */
result verdict_erasing(struct scope *, struct verdict *) MUST;

static inline bool
verdict_allows(const struct verdict *v)
{
	return v->why == WHY_NONE;
}

/* E_ABSENT is an answer: the fault is forgotten and `absent` set.  Any other
 * result comes back as it is. */
result verdict_absent(struct scope *, result, bool *absent) MUST;

#endif
