/* sys/range.h -- addresses, and ranges of them.
 *
 * A range is `192.0.2.0/24`, `2001:db8::/32`, or one address.  An IPv4 address that came
 * as an IPv6 one (::ffff:192.0.2.7) is the IPv4 address.
 */
#ifndef BAILEE_SYS_RANGE_H
#define BAILEE_SYS_RANGE_H

#include "base/arena.h"
#include "base/str.h"

/* No bit of the address is set behind the prefix, so that one range has one form. */
bool range_is(struct str range);
/* False when either of them is none. */
bool range_has(struct str range, struct str host);

/* The numeric address of a `struct sockaddr`; empty for a unix socket. */
struct str range_host(struct arena *, const void *address);

#endif
