/* doors/http/door.h -- the HTTP door as a process of its own.
 *
 *  W12  No file, no programme, no connection of its own: what it was handed is
 *       all it has (sys/jail.h), and its own account when started as root.
 *  W13  Its link to the keeper comes from the supervisor, again and again: while
 *       there is none, it answers 503.
 *  W19 Where somebody asks from is the other end of the connection.  Of a proxy of
 *       ours it is the last address of X-Forwarded-For, which that proxy wrote;
 *       of nobody else is any header believed.
 */
#ifndef BAILEE_DOORS_HTTP_DOOR_H
#define BAILEE_DOORS_HTTP_DOOR_H

#include "base/scope.h"

#define DOOR_ACCOUNT "bailee-door"
#define DOOR_LISTENS_MAX 8

struct door_listen {
	int fd;
	bool tls;
	bool proxied; /* whoever connects there is a proxy of ours: W19 */
};

struct door_http {
	int control; /* the supervisor's end: "link" and a descriptor; "ready" goes there */
	int cert, key; /* descriptors of PEM files; -1: no TLS */
	struct door_listen listen[DOOR_LISTENS_MAX];
	size_t listens;
	bool weaker;
};

result door_http(struct scope *, const struct door_http *) MUST;

#endif
