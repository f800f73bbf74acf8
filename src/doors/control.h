/* doors/control.h -- a door's two ends, of the supervisor and of the keeper, all alike (W13). */
#ifndef BAILEE_DOORS_CONTROL_H
#define BAILEE_DOORS_CONTROL_H

#include "base/scope.h"
#include "keeper/link.h"

struct control {
	int fd; /* the supervisor's: "link" and a descriptor, "look" come; "ready", "lost" go */
	int signals;
	bool stop;
	struct link *link; /* to the keeper; NULL: none now, the supervisor brings one */
	struct arena arena; /* the link's */
};

enum control_news {
	CONTROL_ENDED, /* the supervisor is gone: stop is set */
	CONTROL_LINK, /* a link to the keeper that runs now stands in place of the one before */
	CONTROL_LOOK, /* something is to be done: ask the keeper */
};
/* Waits a little for a message that has begun. */
enum control_news control_attend(struct scope *, struct control *);
/* The link is no good, though the keeper may be there: another one, please. */
void control_lost(struct control *);
/* SIGINT or SIGTERM has come: stop is set. */
void control_signalled(struct scope *, struct control *);
void control_drop(struct control *); /* the link, where there is one */

#endif
