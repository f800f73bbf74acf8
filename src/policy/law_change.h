/* policy/law_change.h -- what another law pack changes for a policy. */
#ifndef BAILEE_POLICY_LAW_CHANGE_H
#define BAILEE_POLICY_LAW_CHANGE_H

#include "policy/plan.h"

/* One row of the pack that reads otherwise on the other day. */
struct law_change {
	struct str what; /* "the right to complain" */
	struct str mine, other; /* what it says on the policy's day, on the other */
	const char *my_source, *other_source;
	LIST(uint32_t) lines; /* of the policy that it touches; none: it holds without one */
};

struct law_changes {
	LIST(struct law_change) rows;
};

/* In the order of the pack; rows that differ in their source alone are none. */
void law_changes(struct arena *, const struct plan *, struct civil other, struct law_changes *);

#endif
