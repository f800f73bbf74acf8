/* bin/hand_in.h -- one message, handed to the part that takes mail (LMTP, RFC 2033). */
#ifndef BAILEE_BIN_HAND_IN_H
#define BAILEE_BIN_HAND_IN_H

#include "base/scope.h"

struct handing {
	struct str at; /* "unix:PATH" or "ADDR:PORT" */
	struct str from, to; /* of the envelope; `from` empty: of a report */
	struct str message; /* lines ended by LF or CR LF */
};

/* What was answered to the message: "250 2.6.0 opened 01JD...".  E_ABSENT: nobody listens there;
 * E_INPUT: no such address; E_BUSY: not now. */
result hand_in(struct scope *, const struct handing *, struct str *answer) MUST;

#endif
