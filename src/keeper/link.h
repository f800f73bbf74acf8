/* keeper/link.h -- the door's end of the wire: ask, and be answered.
 *
 * A link is one connected descriptor: a socket pair made by the supervisor,
 * the keeper's local socket (STORE/keeper.sock), or memory in unit tests.
 */
#ifndef BAILEE_KEEPER_LINK_H
#define BAILEE_KEEPER_LINK_H

#include "base/scope.h"
#include "keeper/verbs.h"

struct link;

struct link *link_of_fd(struct arena *, int fd);
void link_close(struct link *);
/* Blocks until the answer is there.  E_BUSY when the keeper went away: the
 * question may or may not have been carried out. */
result link_ask(struct scope *, struct link *, const struct question_head *, const struct node *question, struct reply *) MUST;

/* The wire form of a question and a reply: checked, exact, at most
 * WIRE_BYTES_MAX (doc/format/wire.md). */
result wire_pack(struct scope *, const struct node *, struct str *packed) MUST;
result wire_unpack(struct scope *, struct str packed, struct node **) MUST;

#endif
