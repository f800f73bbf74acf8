/* gate/work.h -- what a role may do with which data, for which purpose: by the lines alone.
 *
 *  G6  It allows nothing.  It is what people are offered to choose from; each question is
 *       judged by itself (look.h), and what hangs on the record at hand, a condition, a
 *       ground, a quota that is used up, is known then and not here.
 */
#ifndef BAILEE_GATE_WORK_H
#define BAILEE_GATE_WORK_H

#include "gate/gate.h"

struct work_field {
	uint16_t field;
	unsigned may; /* enum may; a secret is never read */
	bool finds; /* records may be looked for by it */
	uint32_t line; /* of the first `may` line that names it */
};

/* One data for one purpose. */
struct work {
	uint16_t dataset, purpose;
	unsigned may; /* of any of its fields */
	unsigned needs; /* enum need, of any of the lines or of the purpose */
	uint16_t a_day; /* the smallest quota of the lines; 0: none */
	uint32_t line; /* of the first of them */
	bool stores; /* a new record may come in, by this door */
	bool erases; /* a party's people, of their own */
	struct work_field *fields; /* in the policy's order */
	size_t n;
};

/* Of a role; in the policy's order of data, then of purposes. */
struct works {
	struct work *at;
	size_t n;
};

void works_of(struct scope *, const struct plan *, const struct asker *, struct works *);

/* May this role tell of events of such data: whoever may change it may. */
bool role_tells(const struct plan *, uint16_t role, uint16_t dataset);

#endif
