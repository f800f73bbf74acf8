/* gate/hand_row.h -- rows of the table `hand_over`, and what hand.c and hand_send.c share. */
#ifndef BAILEE_GATE_HAND_ROW_H
#define BAILEE_GATE_HAND_ROW_H

#include "gate/hand.h"
#include "sql/statements.h"

static inline struct due
hand_at(struct sql_maybe_int at)
{
	return (struct due){ .set = at.set, .at = { at.n } };
}

/* The statements that give hand-overs have rows of the same columns. */
#define HAND_OF(row) \
	(struct hand) \
	{ \
		.id = (row)->id, .instruction = (row)->instruction, .recipient = (row)->recipient, \
		.purpose = (row)->purpose, .record = (row)->record, .fields = (row)->fields, \
		.event = (row)->event, .since = { (row)->since }, .given = hand_at((row)->given), \
		.taken = hand_at((row)->taken), .ended = hand_at((row)->ended), \
		.why = (row)->why, .tries = (row)->tries, .next_try = { (row)->next_try }, \
		.answered = (row)->answer.set, .answer = (row)->answer.n \
	}

/* H1: composed now; given, when it is the first time.  A role's own lines are asked. */
result hand_compose(struct scope *, struct store *, const struct asker *, const struct question *,
    struct hand *, struct verdict *, struct parcel *) MUST;
result hand_over(struct scope *, struct store *, const struct asker *, struct hand *) MUST;
result hand_stop(
    struct scope *, struct store *, const struct asker *, struct hand *, struct str why) MUST;
result hand_note(struct scope *, struct store *, const struct asker *, enum entry_kind,
    const struct hand *, struct str why) MUST;

#endif
