/* keeper/succeed.h -- from one policy to the next, in a keeper that runs.
 *
 *  K20  A policy is proposed by one colleague and activated by another; the ledger
 *       names both, and the hash of its text.
 *  K21  It comes into force between two waves, in one transaction: every question is
 *       decided by the policy that it met, whole.
 *  K22  What is held follows in steps, each a transaction; a start goes on with
 *       what a crash left.  Until it is reached, a part is read as it was cut.
 *  K23  Nothing is dropped unasked: a policy that no longer keeps what is held, or
 *       calls it something else, does not come into force.
 *  K25  A yes from before a version that asks again does not cover what that version
 *       changed, until it is said again; it stays as evidence, and for the rest.
 */
#ifndef BAILEE_KEEPER_SUCCEED_H
#define BAILEE_KEEPER_SUCCEED_H

#include "keeper/inside.h"
#include "policy/compile.h"
#include "policy/diff.h"
#include "sql/statements.h"

/* The first message of a policy that does not compile, in one sentence. */
struct str succeed_message(struct scope *, const struct diags *);
struct str succeed_hash(struct arena *, struct str text);

/* Why what is held keeps `d->is` from following the running policy; empty: nothing
 * does.  `erases`: somebody has said that what it no longer keeps may go. */
result succeed_judge(
    struct scope *, struct store *, const struct diff *, bool erases, struct str *why) MUST;
/* How many records and people a difference reaches. */
result succeed_reach(struct scope *, struct store *, const struct diff *,
    const struct difference *, int64_t *records, int64_t *people) MUST;

/* Reads from the store what waits and what is to be gone on with. */
result succeed_open(struct scope *, struct keeper *) MUST;
/* Puts into force what has come to its instant. */
result succeed_when_due(struct scope *, struct keeper *) MUST;
/* One step of K22, or (`all`) the rest of it. */
result succeed_resettle(struct scope *, struct keeper *, bool all) MUST;
/* Tells the vault what K25 asks of it: from the plans that ran, the running one too. */
result succeed_reaffirms(struct scope *, struct keeper *) MUST;
/* A store that was made before policies had rows of their own. */
result succeed_enter_own(struct scope *, struct keeper *) MUST;

/* serve_policy.c */
#endif
