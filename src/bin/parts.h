/* bin/parts.h -- the programme started as a part of itself: a keeper, a door.
 * These words are between bailee and bailee; they are no commands. */
#ifndef BAILEE_BIN_PARTS_H
#define BAILEE_BIN_PARTS_H

#include "base/scope.h"

/* PROCESS_KEEPER and PROCESS_KEEPER_ONE: keeper/process.h.  Descriptor 3 is what
 * the part is handed first: its end of the control socket, or the link. */
/* cert|no-cert, then tls|plain for each listener, [weaker]; 4: cert, 5: key, 6...: listeners */
#define PART_DOOR_HTTP "door-http"
#define PART_POST "door-post" /* [password] [authority] [weaker]; 4: password, 5: PEM */
#define PART_DOOR_MAIL "door-mail" /* [trust=ID] [weaker]; 4: listener */
#define PART_DOOR_FOLDER "door-folder" /* STORE [weaker] */
#define PART_CHECKPOINTER "checkpointer" /* STORE [weaker] */

/* False when `word` is no part; else `r` is how it ended. */
bool part_run(struct scope *, struct str word, char **argv, int argc, result *r) MUST;

#endif
