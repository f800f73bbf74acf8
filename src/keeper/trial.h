/* keeper/trial.h -- a backup is brought back for trial.
 *
 *  K30  A trial is what a lost disk would be, in a folder of its own that is removed again: the
 *       copy is restored, the ledger's chain is verified, every part is opened, and nothing that
 *       this store's ledger says was erased is held by it.  The keeper writes what came of it;
 *       nobody's word counts for one.  A backup of the keys is tried in the same way: it has no
 *       key of an epoch in it, is of this store and of today's epoch, and with today's ledger
 *       brings back nothing that was erased.
 */
#ifndef BAILEE_KEEPER_TRIAL_H
#define BAILEE_KEEPER_TRIAL_H

#include "keeper/inside.h"
#include "keeper/restore.h"
#include "vault/epoch.h"

#define KEEPER_TRIAL "trial" /* in the store's folder, while it lasts */
#define SETTING_TRIAL_FAILED S("trial.failed") /* the backup that failed last, or empty */

struct trial {
	struct str name; /* of the backup; empty: the newest is looked for, and named here */
	/* A backup of the keys is tried with the newest of the data, and with the newest ledger, as a
	 * restore is to be: else the keys of this store open the copy. */
	bool of_keys;
	struct str keys; /* its name; empty: the newest */
	struct epoch epoch; /* that it is of */
	struct str place; /* that it was made for, or empty */
	struct instant made;
	struct keeper_restored came;
	uint64_t parts; /* opened */
	int64_t entries; /* of the ledger, verified */
	uint64_t erased; /* entries of erasures of which nothing is held */
};

/* E_ABSENT: no such backup.  E_STATE: it is kept no longer; E_DAMAGED and the like: it failed,
 * and the ledger of this store says so. */
result trial_run(struct scope *, struct keeper *, struct trial *) MUST;

#endif
