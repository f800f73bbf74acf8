/* promise/hook.h -- the process that takes what is posted in a play, instead of a recipient.
 *
 * Over `control` it sends each request that came whole as JSON { path, id, timestamp, signature,
 * body }.  A code of 0 to answer with: it hangs up without an answer.
 *
 *  M13  Any bytes are a request, the beginning of one, or none; never a crash.
 */
#ifndef BAILEE_PROMISE_HOOK_H
#define BAILEE_PROMISE_HOOK_H

#include "base/node.h"
#include "base/scope.h"

#define HOOK_BYTES_MAX ((size_t)1 << 20)

struct hook {
	int control, listening;
};
result hook_run(struct scope *, const struct hook *) MUST;

enum hook_read {
	HOOK_MORE, /* it goes on */
	HOOK_WHOLE,
	HOOK_NONE, /* it is no request that a recipient would take */
};
/* `came`: all that came of it so far. */
enum hook_read hook_read(struct arena *, struct str came, struct node **request);

#endif
