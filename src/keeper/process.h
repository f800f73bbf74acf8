/* keeper/process.h -- the keeper as a process of its own.
 *
 *  K19  No network, no file outside the store, no core file, no swap: the wall
 *       is up before the first byte from a door is read.
 */
#ifndef BAILEE_KEEPER_PROCESS_H
#define BAILEE_KEEPER_PROCESS_H

/* How the programme is started again as a part of itself: the first word of
 * its command line. */
#define PROCESS_KEEPER "keeper-process" /* STORE ROOT [weaker]; 3: control; 4: a root handed */
#define PROCESS_KEEPER_ONE "keeper-for-one" /* STORE ROOT; 3: the link; 4: a root handed */
#define PROCESS_ROOT_FD 4

#include "keeper/keeper.h"

struct keeper_process {
	struct keeper_options options;
	int link; /* -1, or the one link of a keeper for one command */
	int control; /* -1, or the supervisor's end: "ready" goes there, links come from it */
};

/* Runs until it is told to stop, its link closes or the supervisor is gone. */
result keeper_process(struct scope *, const struct keeper_process *) MUST;

#endif
