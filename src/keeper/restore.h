/* keeper/restore.h -- a store from its backup, before any door opens.
 *
 *  K20  What was erased after the backup was made stays erased: by its key,
 *       which is gone, and by the newest ledger that is given.
 *  K21  The ledger goes on where the newest export ends, if one is given; what
 *       lies between the backup and it is stated as lost.
 *  K24  A backup that the policy keeps no longer is not restored, and is deleted
 *       where it lies in the store's folder.
 *  K35  Nothing is restored of a copy that is not whole, of keys of another store, of another
 *       epoch or under another root, nor by the ledger of another store.
 *  K25  What cannot be opened is counted and said: a part is sealed anew under another key
 *       when something of it is erased or changed, and an older copy has the old one.
 */
#ifndef BAILEE_KEEPER_RESTORE_H
#define BAILEE_KEEPER_RESTORE_H

#include "base/scope.h"

struct root;

struct keeper_restoration {
	struct str store; /* folder with data.db and keys.db, as they were copied there */
	struct root *typed; /* of a passphrase; NULL: STORE/root.key */
	struct str epoch; /* the line beside a backup of the keys, or empty: of live keys */
	struct instant now; /* it is that late at least; 0: who knows */
	struct str ledger; /* the text of a newer export of its ledger, or empty */
};

struct keeper_restored {
	int64_t had; /* the newest entry that the backup knew */
	int64_t adopted; /* entries taken over from the export */
	/* Parts that the backup holds and no key opens; those of them (a ledger was given) of which
	 * something was not erased itself, but sealed anew when what lay beside it was (K25). */
	uint64_t unopened, resealed;
	uint64_t keyless; /* those of them that came in after the backup of the keys was made */
	uint64_t erased; /* lifetimes that ended now: erased since, or due meanwhile */
	uint64_t recordings, missing; /* held, and those of them whose file did not come along */
};

/* E_DAMAGED: the export does not prove; E_STATE: it is no continuation, the
 * keys are another store's, or the backup is past its date (K24). */
result keeper_restore(struct scope *, const struct keeper_restoration *, struct keeper_restored *)
    MUST;

#endif
