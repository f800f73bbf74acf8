/* doors/post/post.h -- the part that carries tellings to their addresses and letters to the
 * smarthost, as a process.
 *
 *  W14  It has the network and neither keys nor store: what it sends, and the signature,
 *       come from the keeper; it reads certificates of authorities and names of hosts.
 *  W15  It follows no redirect, uses no proxy and speaks nothing but HTTP, HTTPS and SMTP;
 *       of an answer it takes the status alone.
 *  W16 to W18 are in mime.h.
 */
#ifndef BAILEE_DOORS_POST_POST_H
#define BAILEE_DOORS_POST_POST_H

#include "base/scope.h"

#define POST_ACCOUNT "bailee-door"

struct door_post {
	int control; /* the supervisor's: "link" and a descriptor, "look"; "ready" goes there */
	int password, authority; /* -1: none; read once, to the end; authority: PEM */
	bool weaker;
};

result door_post(struct scope *, const struct door_post *) MUST;

#endif
