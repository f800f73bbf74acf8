/* keeper/strangers.h -- how much may be asked by whom nobody knows.
 *
 *  K31 Whoever shows no good key asks so often in a row and so often in a time: from one
 *      address, and all of them together.  What is over it is E_OFTEN, and nothing is done.
 *      It is counted in memory alone; an IPv6 address counts by its /64.
 */
#ifndef BAILEE_KEEPER_STRANGERS_H
#define BAILEE_KEEPER_STRANGERS_H

#include "base/scope.h"

enum stranger {
	STRANGER_ENTERS, /* a password, a code */
	STRANGER_SENDS, /* a form, a request */
	STRANGER_WRITES, /* what sends a letter: counted by the address that it would reach */
	STRANGER_SAYS_NO, /* UK GDPR Art 7(3): as easily as yes, so more often */
	STRANGERS
};

#define STRANGERS_ADDRESSES 4096

/* When the asking of one, or of all, is paid off: every asking costs a while. */
struct stranger_seen {
	uint64_t who; /* 0: nobody */
	struct span paid; /* since boot */
};

struct strangers {
	uint64_t seed; /* so that nobody chooses with whom they share a place; 0: not drawn yet */
	struct span all[STRANGERS];
	struct stranger_seen seen[STRANGERS_ADDRESSES];
};

/* `address`: of the other end, or a text that stands for whom it would reach; empty: not known,
 * then with all alone. */
result strangers_count(struct scope *, struct strangers *, enum stranger, struct str address,
    struct span now) MUST;

#endif
