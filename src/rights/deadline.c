/* rights/deadline.c -- by when a request must be answered. */
#include "policy/law.h"
#include "rights/rights.h"
#include "sys/zone.h"

/* LAW UK GDPR Art 12(3), 12A; DPA 2018 s 164A.  The ICO counts from the day of
 * receipt, whatever day that is, to the end of the same date of the month; it
 * would give until the next working day where that is none, which is not used:
 * an answer may be early. */
struct instant
rights_deadline(enum right_kind kind, struct instant received, const struct plan *plan)
{
	struct instant by = zone_plus(received, law_right_within(kind)->within);

	for (size_t i = 0; i < plan->rights.n; i++) {
		const struct right *r = &plan->rights.at[i];

		if (r->kind == kind && !r->all && !term_is_zero(r->within))
			by = instant_min(by, zone_plus(received, r->within));
	}
	return zone_day_end(by);
}
