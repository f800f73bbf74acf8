/* promise/standin.h -- the process that takes letters in a play, instead of a smarthost.
 *
 * Over `control` it is told `answers CODE`, and sends each letter that it has taken as JSON
 * (promise/smtp.h); the end of it is the end.
 */
#ifndef BAILEE_PROMISE_STANDIN_H
#define BAILEE_PROMISE_STANDIN_H

#include "base/scope.h"

struct standin {
	int control, listening;
	int key, cert; /* PEM; -1: it offers no TLS */
};

result standin_run(struct scope *, const struct standin *) MUST;

#endif
