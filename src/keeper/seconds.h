/* keeper/seconds.h -- how a second person says yes from where they are signed in.
 *
 *  K36 Where two people are needed, the second one makes a code by their own key or session, and
 *      tells it to the first.  It stands for that key or session while it runs, for SECOND_LASTS,
 *      for one other colleague alone: the first who shows it.  It is in memory, and nowhere else.
 */
#ifndef BAILEE_KEEPER_SECONDS_H
#define BAILEE_KEEPER_SECONDS_H

#include "base/scope.h"

#define SECOND_LASTS span_minutes(5)
#define SECOND_CODE_CHARS 8 /* of Crockford's 32: 40 bits, behind a sign-in */
#define SECONDS_MOST 64 /* the oldest goes */
#define SECOND_TOKEN_MOST 128
#define SECOND_WHO_MOST 64

struct second_code {
	char code[SECOND_CODE_CHARS]; /* zeroed: nobody's */
	char token[SECOND_TOKEN_MOST];
	size_t token_n;
	char who[SECOND_WHO_MOST]; /* the key of whoever showed it first */
	size_t who_n;
	struct span until; /* since boot */
};

struct seconds {
	struct second_code at[SECONDS_MOST];
};

/* One that there was for the same token ends.  The code as it is told: "7K3M-QX2T". */
struct str second_make(struct scope *, struct seconds *, struct str token, struct span now);
/* The token that the code stands for, or "": none, over, or another has shown it. */
struct str second_token(
    struct scope *, struct seconds *, struct str code, struct str who, struct span now);

#endif
