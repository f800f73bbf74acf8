/* term/told.h -- what was given to whom, and who must be told that it ended.
 *
 *  T7  What a recipient was given and is ended here has a telling, opened in
 *      the transaction that ends it; once.
 *  T8  A telling waits until it is confirmed.  Past its date there is one
 *      entry that says so.
 *
 * LAW UK GDPR Art 19: each recipient is told of an erasure; Art 28(3)(g).
 */
#ifndef BAILEE_TERM_TOLD_H
#define BAILEE_TERM_TOLD_H

#include "term/term.h"

struct given {
	struct str recipient; /* name in the policy */
	struct str record, subject, purpose, instruction;
	struct str fields; /* full names, commas between */
	struct instant at;
	struct due delete_by;
	struct str told; /* of `fields`, in the same order: those that must be erased */
};

result given_add(struct scope *, struct store *, const struct given *) MUST;
/* What recipients were given of a record, or (record empty) of a person; oldest
 * first. */
result given_of(struct scope *, struct store *, struct str record, struct str subject,
    struct given **, size_t *n) MUST;

struct telling {
	struct str id;
	struct str recipient;
	struct str instruction, record; /* under which it was given, and of what */
	struct str fields; /* that ended: full names, commas between */
	struct str for_case; /* or empty */
	struct str pseudonym; /* of whom it is about, hex, or empty */
	struct str why; /* it ended, as in `erasure.decided` */
	int64_t tries; /* how often it went out by webhook: term/send.h */
	struct instant since, confirm_by;
	struct due told, confirmed; /* `set` false: not yet */
};

/* For term_end: these fields of the lifetime end. */
result told_open(struct scope *, struct store *, const struct lifetime *, struct fields gone,
    struct str pseudonym, struct ending_note) MUST;

struct told_query {
	struct str recipient; /* empty: of all */
	bool waiting; /* only those that are not confirmed */
	struct str after; /* an id, or empty */
	size_t most;
};
result told_list(
    struct scope *, struct store *, const struct told_query *, struct telling **, size_t *n) MUST;
result told_of_case(
    struct scope *, struct store *, struct str id, struct telling **, size_t *n) MUST;
/* E_ABSENT for an unknown id. */
result told_get(struct scope *, struct store *, struct str id, struct telling *) MUST;
/* It has reached the recipient; the first time is noted. */
result told_reached(struct scope *, struct store *, const struct asker *, struct telling *) MUST;
/* The recipient has erased it too; again is no harm.  `reason`: for the file,
 * when somebody confirms in the recipient's name. */
result told_confirm(struct scope *, struct store *, const struct asker *, struct str reason,
    struct telling *) MUST;

/* An entry about a telling; `by` NULL: the keeper itself.  `reason` stands in it
 * when it is a word. */
result told_note(struct scope *, struct store *, enum entry_kind, const struct asker *by,
    struct str reason, const struct telling *) MUST;

/* T8: those past their date of which no entry tells yet; and their entries,
 * inside the caller's transaction. */
result told_overdue(struct scope *, struct store *, size_t *n) MUST;
result told_note_overdue(struct scope *, struct store *) MUST;
/* What was confirmed long ago; its entries stay. */
result told_purge(struct scope *, struct store *) MUST;

#endif
