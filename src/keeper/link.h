/* keeper/link.h -- the door's end of the wire: ask, and be answered.
 *
 * A link is one connected descriptor: a socket pair made by the supervisor,
 * the keeper's local socket (STORE/keeper.sock), or one end of a pair in unit
 * tests.  It lives in the arena that it was made in.
 */
#ifndef BAILEE_KEEPER_LINK_H
#define BAILEE_KEEPER_LINK_H

#include "base/scope.h"
#include "keeper/verbs.h"

struct link;

struct link *link_of_fd(struct arena *, int fd);
void link_close(struct link *); /* NULL is nothing to close; waits for a keeper of its own to end */
int link_fd(const struct link *);

/* Blocks until the answer is there.  E_BUSY when the keeper went away: the
 * question may or may not have been carried out. */
result link_ask(struct scope *, struct link *, const struct question_head *,
    const struct node *question, struct reply *) MUST;

/* The same without waiting, for a loop: questions queue (E_BUSY: the queue is
 * full), link_pump sends and reads what it can (E_BUSY: the keeper went
 * away), link_next takes the next answer in the order asked. */
result link_put(
    struct scope *, struct link *, const struct question_head *, const struct node *question) MUST;
result link_pump(struct scope *, struct link *) MUST;
result link_next(struct scope *, struct link *, struct reply *, bool *more) MUST;
bool link_waiting(const struct link *); /* something is to be sent yet */

/* E_ABSENT, and what makes one. */
result link_store_is_there(struct scope *, struct str store) MUST;
/* For a command line beside the store: speaks to the keeper that serves it
 * (STORE/keeper.sock); none: `link` is NULL.  Whoever may open the socket and
 * asks without a bearer key is the operator.  E_ABSENT: no store there. */
result link_join(struct scope *, struct arena *, struct str store, struct link **) MUST;
/* Starts a keeper for this link alone, which takes the store's lock and ends
 * with link_close.  `root`: the key file; empty: STORE/root.key; "-": its line
 * can be read at `root_fd`, which stays the caller's. */
result link_private(struct scope *, struct arena *, struct str store, struct str root, int root_fd,
    struct link **) MUST;

/* The wire form of a question and a reply: checked, exact, at most
 * WIRE_BYTES_MAX (doc/format/wire.md). */
result wire_pack(struct scope *, const struct node *, struct str *packed) MUST;
result wire_unpack(struct scope *, struct str packed, struct node **) MUST;

#endif
