/* doors/control.h -- what the supervisor tells the processes of doors, all alike (W13). */
#ifndef BAILEE_DOORS_CONTROL_H
#define BAILEE_DOORS_CONTROL_H

#include "base/scope.h"

enum control_news {
	CONTROL_ENDED, /* the supervisor is gone: the socket is closed, stop */
	CONTROL_LINK, /* a link to the keeper that runs now; `fd` is ours, and then say ready */
	CONTROL_LOOK, /* something is to be done: ask the keeper */
};
/* Waits a little for a message that has begun. */
enum control_news control_receive(struct scope *, int *control, int *fd);
/* False: nobody takes it, stop. */
bool control_ready(struct scope *, int control) MUST;
/* The link is no good, though the keeper may be there: another one, please. */
void control_lost(int control);
/* SIGINT or SIGTERM has come. */
bool control_stops(struct scope *, int signals);

#endif
