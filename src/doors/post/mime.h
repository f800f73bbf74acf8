/* doors/post/mime.h -- a letter as a message of the internet (RFC 5322, 2045, 2047).
 *
 *  W16  Nothing in a letter makes a line of the head: addresses are of printable ASCII
 *       without blanks, quotes or brackets, a title has no control character, and what is
 *       not plain ASCII is an encoded word; else E_INPUT.
 *  W17  Each line ends in CR LF and has at most 76 characters in the body, 78 in the head
 *       unless a single address is longer; no byte is above 126.
 *  W18  The same letter makes the same bytes: its Message-ID is made of its id.
 */
#ifndef BAILEE_DOORS_POST_MIME_H
#define BAILEE_DOORS_POST_MIME_H

#include "base/scope.h"

struct mime_letter {
	struct str id; /* letters and digits */
	struct str from, name, to; /* addresses; in whose name, or empty */
	struct str title, text; /* UTF-8; lines of the text end in LF */
	struct instant queued; /* its date */
};

/* Of printable ASCII without blanks, quotes and brackets, at most 254 bytes (W16). */
bool mime_is_address(struct str);
result mime_compose(struct scope *, const struct mime_letter *, struct str *message) MUST;

#endif
