/* gate/row.h -- one record, cut to what may be seen of it. */
#ifndef BAILEE_GATE_ROW_H
#define BAILEE_GATE_ROW_H

#include "gate/look.h"

/* Which fields are asked for: those named, or all. */
struct asked {
	uint16_t *at;
	size_t n;
	bool named; /* then each that is not given is named with its reason */
};

/* `names` NULL: all fields of the dataset. */
result asked_fields(struct look *, uint16_t dataset, const struct node *names, struct asked *,
    struct verdict *) MUST;

/* Opens what may be seen of the record.  The verdict refuses when nothing may;
 * `row->withheld` then says why of each field. */
result row_open(struct look *, const struct record *, const struct asked *, struct answer_row *row,
    struct verdict *) MUST;

/* Its entry: who saw which fields of whom, for what (G2). */
result row_note(
    struct look *, enum entry_kind, struct str verb, const struct answer_row *, uint64_t *seq) MUST;

/* Takes away what somebody flagged and the purpose may not see; `first`, when
 * there is any, says why. */
result row_spare(struct look *, struct values *, struct answer_row *, struct verdict *first) MUST;

/* A reason is said once of a field. */
void row_withhold(struct scope *, struct answer_row *, const struct verdict *);

#endif
