/* sys/zone.h -- civil time in the policy's zone.
 *
 *  Z1  A process has one zone, set once (zone_use); before that it is UTC.
 *  Z2  A civil moment that a clock change leaves out becomes the first
 *      instant after the gap; one that it repeats becomes the earlier.
 *  Z3  A term is months first (clamped), then civil days, then time: "15
 *      days" ends at the same time of day, also across a clock change.
 *  Z4  A longer term never ends earlier.
 *
 * Years 1 to 9999, and clamped there.
 */
#ifndef BAILEE_SYS_ZONE_H
#define BAILEE_SYS_ZONE_H

#include "base/scope.h"

/* "Europe/London": must be in /usr/share/zoneinfo (E_ABSENT), and the same
 * as before (E_STATE). */
result zone_use(struct scope *, struct str name) MUST;
bool zone_used(struct str name); /* that of this process; reads nothing */
/* Whether it could be used; changes nothing. */
bool zone_known(struct scope *, struct str name);

struct civil zone_civil(struct instant);
struct instant zone_instant(struct civil);
struct instant zone_plus(struct instant, struct term);
/* The last microsecond of the civil day that `at` falls in. */
struct instant zone_day_end(struct instant at);

#endif
