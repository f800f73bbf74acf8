/* promise/mailbox.h -- the process that takes letters in a play, instead of a smarthost.
 *
 * Over `control` it sends each letter that it has taken as JSON (promise/smtp.h).
 */
#ifndef BAILEE_PROMISE_MAILBOX_H
#define BAILEE_PROMISE_MAILBOX_H

#include "base/scope.h"

struct mailbox {
	int control, listening;
	int key, cert; /* PEM; -1: it offers no TLS */
};

result mailbox_run(struct scope *, const struct mailbox *) MUST;

#endif
