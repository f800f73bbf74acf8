/* keeper/epochs.h -- the keys are renewed on their day, and when an operator says so.
 *
 *  K28  An epoch of keys is over before the policy keeps a backup no longer (T20).  It is done
 *       in steps between two waves, and goes on after any crash; the ledger says when the
 *       former key was gone.
 */
#ifndef BAILEE_KEEPER_EPOCHS_H
#define BAILEE_KEEPER_EPOCHS_H

#include "keeper/inside.h"

/* When the next one is to begin; notes by when this one is to be over, and never later than it
 * was said before. */
result epochs_next(struct scope *, struct keeper *, struct instant *next) MUST;
/* Begins it; E_STATE while one is under way. */
result epochs_begin(struct scope *, struct keeper *) MUST;
/* One step of what is under way; nothing to do otherwise. */
result epochs_step(struct scope *, struct keeper *) MUST;
/* To its end; of the keys alone, or of the index too. */
result epochs_finish(struct scope *, struct keeper *, bool index_too) MUST;
/* Begins when due, and a step: between two waves. */
result epochs_tend(struct scope *, struct keeper *) MUST;
/* STORE/backups/epoch.key as of now: beside the backups of the keys, which do not open without. */
result epochs_write_line(struct scope *, struct keeper *) MUST;

#endif
