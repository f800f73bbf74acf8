/* keeper/keeper.h -- the process with the keys and the store.
 *
 *  K7   One loop.  What waits on all links is one wave: one transaction, one
 *       frozen now, a savepoint each; committed once, then answered.
 *  K8   A wave that cannot be committed is answered with a fault, all of it,
 *       and the store is opened anew: memory is not trusted.
 *  K9   Keys of what a wave ended are destroyed before the wave is answered.
 *  K10  It sweeps when something is due and at least every 30 seconds; it
 *       does not sweep while the clock is in doubt, until an operator says
 *       that the time is right, also after a restart.
 *  K11  A rehearsal's clock stands in the store and moves only by the verb
 *       `clock`, from due instant to due instant; another store's never.
 *  K12  Questions without a good key leave one counted entry a door and
 *       minute.
 *  K13  Before the first question: the lock is held, what a crash left is
 *       completed, keys without a lifetime are collected, "started" is in
 *       the ledger under a checkpoint.
 *  K26  A store knows where its bytes lie.  It is not served as if it lay elsewhere,
 *       and obeys no policy that does not know that place, or would hold there
 *       what it puts elsewhere; its clocks are those of its place.
 */
#ifndef BAILEE_KEEPER_KEEPER_H
#define BAILEE_KEEPER_KEEPER_H

#include "keeper/verbs.h"

#define KEEPER_SOCKET "keeper.sock"
#define KEEPER_ROOT "root.key"
#define KEEPER_SALT "root.salt" /* beside a root that is a passphrase */
#define KEEPER_ROOT_HANDED "-"
#define KEEPER_LOCK "lock"
#define KEEPER_BACKUPS "backups"
#define KEEPER_EPOCH "epoch.key" /* in KEEPER_BACKUPS: what opens the backups of the keys */
#define KEEPER_COPY_STREAMS ".streams" /* recordings, in BACKUP.streams beside it */

/* -- making a store ------------------------------------------------------- */

struct root;

struct keeper_birth {
	struct str store; /* folder; made when absent, must hold no store */
	const struct root *root;
	struct str policy; /* its text; compiled as for activation */
	bool rehearsal;
	struct instant at; /* a rehearsal's clock */
	struct str places; /* of the policy, where its bytes lie, a blank between two; empty: not said */
};

/* Makes the store, puts the policy into force and makes the first operator's
 * key.  `token` is shown once.  E_INPUT when the policy does not compile. */
result keeper_make(
    struct scope *, const struct keeper_birth *, struct str *store_id, struct str *token) MUST;

/* -- running -------------------------------------------------------------- */

struct keeper;

struct keeper_options {
	struct str store;
	struct str root; /* key file; empty: STORE/root.key */
	int root_fd; /* when `root` is KEEPER_ROOT_HANDED: its line is read there */
	struct str place; /* where it is served; empty: not said (K26) */
	bool one; /* ends when its last link has closed */
	bool weaker; /* behind a weaker wall: it goes into the ledger */
};

/* Opens the store (K13).  E_STATE: another keeper holds the lock, or the store
 * says why it cannot be opened.  Lives in the arena. */
result keeper_open(struct scope *, struct arena *, const struct keeper_options *, struct keeper **)
    MUST;
/* A door's link; the keeper owns the descriptor from here on.  `owner`: asked
 * without a bearer key, it is the operator who asks. */
result keeper_take_link(struct scope *, struct keeper *, int fd, struct str door, bool owner) MUST;
/* A listening socket: connections of our own uid, or root's, are owners. */
void keeper_listen(struct keeper *, int fd);
/* The supervisor's end: "door NAME" and then a descriptor are new links;
 * when it closes, the keeper stops.  `signals` as of proc_signals. */
void keeper_attend(struct keeper *, int control, int signals);
/* One turn of the loop: waits at most `most`, takes a wave, sweeps. */
result keeper_turn(struct scope *, struct keeper *, struct span most) MUST;
bool keeper_done(const struct keeper *); /* told to stop, or its last link closed */
/* Answers what is in hand, "stopped", a checkpoint; closes the store. */
void keeper_close(struct scope *, struct keeper *);

#endif
