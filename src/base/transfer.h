/* base/transfer.h -- what mail was put into on its way, taken out again (RFC 2045 6.7, 6.8).
 *
 * Lenient, as a mailbox is: what is no code stands for itself, or is passed over.  Nothing is
 * refused, and what comes out is never longer than what went in.
 */
#ifndef BAILEE_BASE_TRANSFER_H
#define BAILEE_BASE_TRANSFER_H

#include "base/str.h"

/* Quoted-printable; of a body: CR is dropped, a soft break too. */
struct str transfer_quoted(struct arena *, struct str text);
/* Blanks and lines between are passed over; it ends at the first `=`. */
struct str transfer_base64(struct arena *, struct str text);

#endif
