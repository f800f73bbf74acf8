/* gate/compose.h -- one record for one recipient, composed for gate/hand.c by release.c. */
#ifndef BAILEE_GATE_COMPOSE_H
#define BAILEE_GATE_COMPOSE_H

#include "gate/gate.h"

enum compose_step {
	COMPOSE_ASK, /* would it go? which fields? */
	COMPOSE_FIRST, /* it goes: given, in the ledger, counted */
	COMPOSE_AGAIN, /* it went before, under the same instruction */
};

struct composing {
	enum compose_step step;
	const struct asker *asker, *second;
	const struct question *q;
	bool by_line; /* the line itself gives it: no role is asked for */
	uint16_t on; /* by the lines of this event alone; NONE: by any */
	struct str recipient, record;
	struct str instruction; /* not COMPOSE_ASK */
	struct str hand; /* its id, for the entry */
};

/* `fields` (COMPOSE_ASK): those that would go; else the parcel has them. */
result release_compose(struct scope *, struct store *, const struct composing *,
    struct verdict *, struct parcel *, struct fields *) MUST;

#endif
