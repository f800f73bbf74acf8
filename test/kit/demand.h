/* test/kit/demand.h -- what a person may demand, asked as the keeper does. */
#ifndef BAILEE_KIT_DEMAND_H
#define BAILEE_KIT_DEMAND_H

#include "ask.h"
#include "rights/rights.h"

struct demanded {
	struct verdict v;
	struct person_case c;
	struct stays *stays;
	size_t n_stays;
	struct str letter;
};

/* Received now, for the reason R-1. */
struct demanded demand(struct test_store *, const struct asker *, enum right_kind, const char *who,
    const char *evidence);
/* The request came from this address, a map. */
struct demanded demand_from(struct test_store *, const struct asker *, enum right_kind,
    const char *who, const char *from, const char *evidence);
/* p pause, r resume, x extend, f refuse, a answer, c cancel,
 * n announce, l lift, k acknowledge, o note. */
struct verdict act_on(struct test_store *, const struct asker *, struct str id, char act,
    const char *reasons, struct person_case *);
/* `given`: a map of the act's own members, or NULL. */
struct verdict act_with(struct test_store *, const struct asker *, struct str id, enum case_act,
    const char *reasons, const char *given, struct acted *);
/* The stay of a field, or NULL. */
const struct stays *stay_of(const struct demanded *, const char *full);

#endif
