/* sys/ulid.h -- names for records, subjects, cases and entries.
 *
 *  U1  26 characters of Crockford's base 32, upper case: 48 bits of
 *      milliseconds, 80 bits of chance.  They sort as they were made.
 *  U2  Within a process each is greater than the one before, also when the
 *      clock stands still or is set back.
 *  U3  Reading takes either case and no other letter; what does not fit into
 *      128 bits is refused.
 */
#ifndef BAILEE_SYS_ULID_H
#define BAILEE_SYS_ULID_H

#include "base/time.h"

#define ULID_LENGTH 26

/* Minted at `now`, in the arena. */
struct str ulid_new(struct arena *, struct instant now);
bool ulid_valid(struct str);
/* 16 bytes, big end first; false when it is not one. */
bool ulid_bytes(struct str, uint8_t bytes[16]) MUST;
struct str ulid_of_bytes(struct arena *, const uint8_t bytes[16]);

#endif
