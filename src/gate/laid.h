/* gate/laid.h -- values laid over what a record holds. */
#ifndef BAILEE_GATE_LAID_H
#define BAILEE_GATE_LAID_H

#include "gate/gate.h"

/* All that the record holds, secrets too: to compare with, not to give out. */
result laid_held(struct scope *, struct store *, const struct record *, struct values *) MUST;

/* `over` laid over `under`; what has no length is gone from it. */
struct values laid_over(
    struct scope *, const struct plan *, uint16_t dataset, struct values under, struct values over);

/* Of `values`, what `held` does not have already. */
struct values laid_news(struct scope *, struct values values, struct values held);

/* LAW UK GDPR Art 9: text that somebody flagged serves the one purpose that its
 * field names, and the rights of the person. */
bool laid_spared(const struct plan *, const struct value *, uint16_t purpose);

/* Of the due dates, those of groups that `values` fill. */
void laid_dues(struct scope *, const struct plan *, struct values, const struct group_due *all,
    size_t n_all, struct group_due **, size_t *n);

#endif
