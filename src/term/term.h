/* term/term.h -- from "until 15 days after provisioned" to the key destroyed.
 *
 *  T1  Same clock, same facts: same due date.  Months clamp, never spill.
 *  T2  A due date is computed when its lifetime begins and again whenever a
 *      fact that its clock asks for changes; nothing else moves it.  A date
 *      that a new fact puts into the past is now.
 *  T3  What is due is ended within a minute in a running keeper; lateness
 *      (key destroyed minus due) is measured and in the ledger.
 *  T4  A hold stops the end of exactly the lifetimes it covers.
 *  T5  After a leap of the clock the sweep stops and asks; it erases nothing
 *      until an operator has confirmed the time.
 *  T19 What was collected under an earlier version ends when the first of the
 *      policies since then says so; a clock that `reaches back` hides those before
 *      it.  So a longer clock leaves what is held alone and a shorter one does not.
 *  T20 What was erased cannot be brought back from any backup once the last copy of the data
 *      that was made before is kept no longer, nor once the epoch of its key is over.  The first
 *      is fixed when a copy is made, the second is a fact when it is there: the earlier of them
 *      is what is told, whatever the keeper does or does not do later, and it never moves to a
 *      later day.
 *  T6  Every end is two entries: "erasure decided" in the transaction that
 *      marks it (the entry of the change, for an old value that it replaced),
 *      "erased" in the one after the key is gone.
 */
#ifndef BAILEE_TERM_TERM_H
#define BAILEE_TERM_TERM_H

#include "ledger/ledger.h"
#include "vault/asker.h"
#include "vault/party.h"
#include "vault/vault.h"

/* A policy that was in force before the one that runs. */
struct past_policy {
	uint32_t version;
	const struct plan *plan;
};

/* What floors 4 and up work on. */
struct store {
	struct vault *vault;
	struct ledger *ledger;
	const struct plan *plan;
	const struct past_policy *past; /* in order of version */
	size_t n_past;
	struct str places; /* where its bytes lie, a blank between two; empty: it was not told */
	struct str policy_hash; /* hex SHA-256 of the policy's text */
};

/* Due dates of the groups that `values` fill, for a record to be stored or
 * changed.  `events` are those the offer tells. */
result term_dues(struct scope *, struct store *, const struct record *, struct values,
    const struct told_event *events, size_t n_events, struct group_due **, size_t *n) MUST;

/* Computes anew the due dates of every open lifetime of a record, subject or
 * party that asks for `event`; of the record as a whole when event is NONE. */
result term_recompute(struct scope *, struct store *, uint16_t event, struct str record,
    struct str subject, struct str party) MUST;

/* A record has changed or ended: computes anew what asks for it through a ref (T2). */
result term_referring(struct scope *, struct store *, uint16_t dataset, struct str party,
    struct str record) MUST;

/* Records a dated fact and computes anew what asks for it; the caller writes the entry. */
result term_fact(struct scope *, struct store *, const struct fact *) MUST;

/* After another policy came into force: open lifetimes after `*after`, up to
 * `until`, at most `most`, are cut as it groups fields, end when no line of it keeps
 * them, and get their due dates anew.  `*after` moves on; `more` when there is more. */
result term_resettle(struct scope *, struct store *, int64_t *after, int64_t until, size_t most,
    uint64_t *settled, bool *more) MUST;
/* As the first step of it: lifetimes end that hold nothing which the policy keeps. */
result term_end_unkept(struct scope *, struct store *, uint64_t *ended) MUST;
/* The same for the unsettled lifetimes of one record, before it is changed. */
result term_resettle_record(struct scope *, struct store *, struct str record) MUST;

/* Who asked, as an entry names them. */
void term_entry_by(const struct plan *, const struct asker *, struct entry *);
/* Whom a record is about, by pseudonym: the first as the entry's subject, the others beside. */
result term_entry_people(
    struct scope *, const struct store *, struct entry *, const struct record *) MUST;

/* An event is reported: stored, dues moved, ledger entry.  The dues that it
 * set come back for the answer. */
struct moved {
	struct str record;
	uint16_t dataset;
	struct fields fields;
	struct due due;
};
result term_event(struct scope *, struct store *, const struct asker *by, uint16_t event,
    struct str record, struct str subject, struct str party, struct instant at, struct moved **,
    size_t *n) MUST;

/* Marks what is due at scope->now as ending, at most `most` lifetimes;
 * `more` when there is more.  The keeper then commits and finishes. */
result term_sweep(struct scope *, struct store *, size_t most, uint64_t *ended, bool *more) MUST;
/* Ends that a record which goes on names this person (V12). */
result term_unname(struct scope *, struct store *, const struct record *, struct str subject,
    enum erasure_reason, struct str for_case) MUST;
/* Marks one lifetime, or some fields of it, as ending for `reason`; E_STATE
 * when a hold or a restriction keeps it. */
result term_end(struct scope *, struct store *, const struct lifetime *, const struct fields *some,
    enum erasure_reason, struct str for_case) MUST;
/* Its word in the ledger and in a telling. */
struct str term_reason(enum erasure_reason);
/* Third step, in a transaction after vault_keys_destroy: "erased" entries
 * with their lateness, subjects with nothing left forgotten. */
result term_finish(struct scope *, struct store *, uint64_t *erased, struct span *worst_lateness)
    MUST;

/* By when an epoch of keys that began then is to be over: when the first place of the policy
 * keeps backups no longer, or in 30 days; and when the next is to begin for that. */
struct instant term_epoch_ends(const struct plan *, struct instant began);
struct instant term_epoch_next(struct instant began, struct instant ends);
/* T20: by when no backup can bring back what was erased at that instant, or since when none
 * can.  Not set: a copy was made before, for which nobody says how long it is kept, and the keys
 * were not renewed since. */
result term_backups_clear(struct scope *, struct store *, struct instant erased, struct due *) MUST;
/* The longest that the policy lets a copy which is made then be kept anywhere; by whichever
 * policy there was.  INSTANT_NEVER: nobody says. */
struct instant term_kept_longest(const struct plan *, struct instant made);
struct instant term_copies_until(const struct store *, struct instant made);

/* Does the clock look right?  `wall` and `boot` now, what was noted last. */
enum clock_doubt { CLOCK_FINE,
	CLOCK_BEHIND,
	CLOCK_LEAPT };
struct clock_notes {
	struct instant wall, boot; /* when last looked */
	bool same_boot;
	struct instant last_entry; /* newest ledger entry */
};
enum clock_doubt term_doubt(struct clock_notes, struct instant wall, struct instant boot);

/* Holds (policy `hold`): who, why, what, until when it must be reviewed. */
result term_hold(struct scope *, struct store *, struct hold *, struct str reason) MUST;
result term_lift(struct scope *, struct store *, struct str hold) MUST;
/* Stops the clocks of a record because the person wants it kept, or lets them
 * run again; holds stay as they are.  The caller writes the entry. */
result term_pause(struct scope *, struct store *, struct str record, bool paused) MUST;

#endif
