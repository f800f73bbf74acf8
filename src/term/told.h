/* term/told.h -- what was given to whom, and who must be told that it ended or was wrong.
 *
 *  T7  What a recipient was given and is ended here has a telling, opened in
 *      the transaction that ends it; once.
 *  T8  A telling waits until it is confirmed.  Past its date there is one
 *      entry that says so.
 *  T16 So has each place that the policy tells (`place ... told to erase`): one telling
 *      of what ends of the data that lies there.
 *  T17 Of a correction they are told by the same means: names of fields, no value.  Who
 *      was told to erase a field is not told of it again.
 *  T19 A restriction is told likewise, of what each still has; and those who were told of it
 *      are told when it ends.
 *  T18 That something was given is known until nothing is left of the record and each
 *      telling of it is confirmed: then the row goes, and the ledger alone knows it.
 *
 * LAW UK GDPR Art 19: each recipient is told of an erasure, a rectification or a restriction;
 * Art 28(3)(g).
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
/* Of a person, the oldest first; `after`: the last of the page before, NULL: the first page. */
result given_page(struct scope *, struct store *, struct str subject, const struct given *after,
    size_t most, struct given **, size_t *n) MUST;

enum tell_what {
	TELL_ERASE,
	TELL_CORRECT,
	TELL_RESTRICT, /* keep it, do not use it */
	TELL_RESUME, /* the restriction has ended */
};

/* T18: after the record has ended, or a telling of it was confirmed. */
result given_end(struct scope *, struct store *, struct str record) MUST;

struct telling {
	struct str id;
	enum tell_what what;
	struct str recipient; /* of a place: who runs it, or empty */
	struct str place; /* or empty: what a recipient was given */
	struct str instruction, record; /* under which it was given (a place: empty), and of what */
	struct str fields; /* that ended or are others now: full names, commas between */
	struct str for_case; /* or empty */
	struct str pseudonym; /* of whom it is about, hex, or empty */
	struct str why; /* it ended, as in `erasure.decided`; or "corrected" */
	int64_t tries; /* how often it went out by webhook: term/send.h */
	struct instant next_try; /* when again; a far day: no more */
	bool answered; /* to the newest try */
	int64_t answer; /* an HTTP status; 0: none came */
	struct instant since, confirm_by;
	struct due told, confirmed; /* `set` false: not yet */
};

/* For term_end: these fields of the lifetime end. */
result told_open(struct scope *, struct store *, const struct lifetime *, struct fields gone,
    struct str pseudonym, struct ending_note) MUST;

/* What we held of these fields of the record was wrong and is other now: recipients who
 * were given one of them, and places where it lies, are told of it, each of what it has.
 * The new values wait for recipients (gate/hand.h: hand_corrected); a telling carries none.
 * How many were told. */
result told_correct(struct scope *, struct store *, const struct record *, struct fields,
    struct str for_case, size_t *n) MUST;

/* T19: of everything that is held of a person, and was given or lies elsewhere. */
result told_restrict(
    struct scope *, struct store *, struct str subject, struct str for_case) MUST;
result told_resume(struct scope *, struct store *, struct str for_case) MUST;

/* By which name an entry knows who is told: of a place, its own. */
struct str told_whom(const struct telling *);
struct str told_what(enum tell_what); /* "erase", "correct", "restrict", "resume" */

struct told_query {
	struct str recipient; /* empty: of all */
	struct str place; /* likewise */
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
