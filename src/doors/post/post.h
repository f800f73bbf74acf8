/* doors/post/post.h -- the part that carries tellings to recipients' addresses, as a process.
 *
 *  W14  It has the network and neither keys nor store: what it sends, and the signature,
 *       come from the keeper; it reads certificates of authorities and names of hosts.
 *  W15  It follows no redirect, uses no proxy and speaks nothing but HTTP and HTTPS; of an
 *       answer it takes the status alone.
 */
#ifndef BAILEE_DOORS_POST_POST_H
#define BAILEE_DOORS_POST_POST_H

#include "base/scope.h"

#define POST_ACCOUNT "bailee-door"

struct door_post {
	int control; /* the supervisor's end: "link" and a descriptor; "ready" goes there */
	bool weaker;
};

result door_post(struct scope *, const struct door_post *) MUST;

#endif
