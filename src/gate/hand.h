/* gate/hand.h -- what is handed over to a recipient later: waiting, taken, over.
 *
 * A line `receives ... on EVENT` hands over by itself when the event of a record is told;
 * a release may be left to be fetched, too.  What waits is a row of names and ids: the
 * values are read when they go, so that nothing is copied and nothing waits in clear.
 *
 *  H1  What goes is judged when it is opened and again each time that it goes: contract,
 *      condition, basis, will of the person.  What may not go any more is over.
 *  H2  It goes to the recipient of its line and to nobody else.
 *  H3  An event hands a record over once to each recipient and purpose.
 *  H4  That it was given is in the ledger before it goes the first time; from then on the
 *      recipient is told of its end (term/told.h), whether it took it or not.
 *  H5  It is taken once: a second time is refused, and the ledger says so.
 *  H6  By webhook it is tried as a telling is (T10), with the same id each time.
 */
#ifndef BAILEE_GATE_HAND_H
#define BAILEE_GATE_HAND_H

#include "gate/gate.h"

struct hand {
	struct str id, instruction;
	struct str recipient, purpose, record; /* names in the policy, and an id */
	struct str fields; /* full names, commas between */
	struct str event; /* that opened it, or empty: somebody released it */
	struct instant since;
	struct due given, taken, ended; /* `set` false: not yet */
	struct str why; /* it ended: "gone", "cancelled", or the refusal's type */
	int64_t tries;
	struct instant next_try; /* by webhook; a far day: no more */
	bool answered; /* to the newest try */
	int64_t answer; /* an HTTP status; 0: none came */
};

/* What an event opened, or why it did not. */
struct handed {
	struct str recipient;
	struct str id; /* empty: refused */
	struct verdict refused;
};

/* For gate_tell and gate_admit: `event` of the record was told to have been at `at`. */
result hand_on_event(struct scope *, struct store *, const struct asker *, uint16_t event,
    struct str record, struct instant at, struct handed **, size_t *n) MUST;

/* As gate_release, but what is allowed waits to be fetched or sent: one for each record,
 * under one instruction.  E_INPUT with `passing`: that is never kept. */
result gate_hand(struct scope *, struct store *, const struct asker *, const struct asker *second,
    struct str recipient, const struct node *records, const struct question *, struct verdict *,
    struct hand **, size_t *n) MUST;

/* What was corrected of the record waits for each recipient who was given it under a line
 * that still gives it: the new values, under an instruction of its own.  They are told so by
 * told_correct. */
result hand_corrected(struct scope *, struct store *, const struct asker *, struct str record,
    struct fields corrected) MUST;

struct hand_query {
	struct str recipient; /* empty: of all */
	bool waiting;
	struct str after; /* an id, or empty */
	size_t most;
};
result hand_list(
    struct scope *, struct store *, const struct hand_query *, struct hand **, size_t *n) MUST;
result hand_get(struct scope *, struct store *, struct str id, struct hand *) MUST; /* E_ABSENT */

/* One that goes: with what is in it. */
struct handing {
	struct hand hand;
	struct str url; /* hand_next */
	struct parcel parcel;
};

/* The recipient fetches it (ASKER_RECIPIENT), or a role that may release it. */
result gate_take(struct scope *, struct store *, const struct asker *, const struct question *,
    struct str id, struct verdict *, struct handing *) MUST;
/* All that waits for the recipient, for the purpose of the question if it names one, at most
 * `most`; what may not go any more is over and is not among them. */
result gate_take_all(struct scope *, struct store *, const struct asker *, const struct question *,
    struct str recipient, size_t most, struct verdict *, struct handing **, size_t *n) MUST;
/* A role that may act for its purpose takes it back; E_STATE when it was taken or is over. */
result gate_hand_end(
    struct scope *, struct store *, const struct asker *, struct str id, struct verdict *) MUST;

/* Where a recipient gets what is handed over to it, by webhook; empty: nowhere, it fetches. */
result hand_to(struct scope *, struct store *, const struct asker *by, struct str recipient,
    struct str url) MUST;
result hand_address(struct scope *, struct store *, struct str recipient, struct str *url) MUST;
/* H6: those whose time has come, each counted as tried; and the time of the next one. */
result hand_next(struct scope *, struct store *, size_t most, struct handing **, size_t *n) MUST;
result hand_next_at(struct scope *, struct store *, struct due *) MUST;
/* What the address answered: an HTTP status, 0 for none; 2xx: it was taken. */
result hand_tried(struct scope *, struct store *, const struct asker *by, struct str id,
    int64_t status) MUST;

/* Ends those of which nothing is held any more, a page at a time, and forgets those that
 * were over long ago; their entries stay. */
result hand_purge(struct scope *, struct store *) MUST;

#endif
