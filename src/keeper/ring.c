/* keeper/ring.c -- what the supervisor is told without being asked: that something is to go out. */
#include "base/log.h"
#include "gate/hand.h"
#include "keeper/inside.h"
#include "term/letter.h"
#include "term/send.h"

#define RING_WITHIN span_seconds(1)

static result
next_out(struct scope *sc, struct keeper *k, struct due *due)
{
	struct due letter, hand;

	TRY(send_next_at(sc, &k->store, due));
	TRY(hand_next_at(sc, &k->store, &hand));
	if (hand.set && (!due->set || instant_before(hand.at, due->at)))
		*due = hand;
	TRY(letter_next_at(sc, &k->store, &letter));
	if (letter.set && (!due->set || instant_before(letter.at, due->at)))
		*due = letter;
	return OK;
}

result
ring_post(struct scope *sc, struct keeper *k)
{
	struct due due;

	k->next_out = (struct due){ 0 };
	if (k->control < 0 || k->post_rung)
		return OK;
	TRY(next_out(sc, k, &due));
	if (!due.set || instant_before(sc->now, due.at)) {
		k->next_out = due;
		return OK;
	}
	k->post_rung = true;
	if (sock_send(sc, k->control, S("post"), RING_WITHIN).code != E_OK)
		log_event("keeper.post-not-rung"); /* it asks by itself now and then */
	return OK;
}
