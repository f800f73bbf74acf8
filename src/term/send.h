/* term/send.h -- tellings that go out by webhook: where to, when again, and when no more.
 *
 *  T10  A telling goes to the address of its recipient until it is received, confirmed or
 *       SEND_TRIES times tried, which takes less than three days.  The next try is fixed
 *       before the one at hand is known to have gone: nothing goes out twice in a row.
 *  T11  Received is not erased: only told_confirm says that.
 */
#ifndef BAILEE_TERM_SEND_H
#define BAILEE_TERM_SEND_H

#include "term/told.h"

#define SEND_TRIES 10
#define SEND_URL_MAX ((size_t)2000)

/* From the try with this number (1 is the first) to the next; zero after the last. */
struct span send_wait(int64_t tried);

/* Where a recipient or a place is told from now on; empty: nowhere.  What waits for it goes
 * out at once.  E_INPUT: the policy does not tell it by webhook, or it is no `https` address
 * (`http` is taken for this machine, and in a rehearsal). */
result send_to(struct scope *, struct store *, const struct asker *by, struct str whom,
    struct str url) MUST;

/* E_INPUT: not an address as above. */
result send_url_check(struct scope *, const struct store *, struct str url) MUST;

/* An address of a kind (a fact's: with a colon, the store's own) for a recipient or a place:
 * checked as above, noted; empty: none.  And what it is now, or empty. */
result send_address_set(struct scope *, struct store *, const struct asker *by, struct str kind,
    struct str whom, struct str url) MUST;
result send_address(
    struct scope *, struct store *, struct str kind, struct str whom, struct str *url) MUST;

/* Where it goes by webhook, or empty. */
result send_address_of(
    struct scope *, struct store *, const struct telling *, struct str *url) MUST;

struct sending {
	struct telling telling;
	struct str url;
};

/* Those whose time has come, at most `most`; each is counted as tried. */
result send_next(struct scope *, struct store *, size_t most, struct sending **, size_t *n) MUST;
/* When the next is to go out; not `set`: none waits that has an address. */
result send_next_at(struct scope *, struct store *, struct due *) MUST;
/* What the address answered: an HTTP status, 0 for none.  2xx: it was received (told_reached).
 * Else the first try and the last leave an entry. */
result send_tried(struct scope *, struct store *, const struct asker *by, struct str id,
    int64_t status) MUST;

#endif
