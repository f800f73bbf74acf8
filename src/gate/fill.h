/* gate/fill.h -- a form that a stranger sent (policy/form.h): what it stores, which yes it brings.
 *
 * The keeper shows the form itself, so what a door's programme vouches for elsewhere it knows:
 * which words stood beside a box, when it was ticked and sent, from where.
 *
 *  G7  Nothing that is held is changed by it, and the answer is the same whoever is known: a
 *      record with the same key stays, a yes for an address that opted out for ever is not
 *      taken, and neither is told.
 *  G8  A yes that is confirmed by e-mail counts when the link was pressed, and what rests on it
 *      alone is stored then: until that it lies sealed in the evidence of the yes.
 *  G9  A form is taken while it says what the policy says: its purpose word for word, and the
 *      version of the notice.
 *
 * LAW UK GDPR Art 5(1)(b), 6(1), 7(1), (2), 13; PECR reg 22.
 */
#ifndef BAILEE_GATE_FILL_H
#define BAILEE_GATE_FILL_H

#include "gate/gate.h"
#include "policy/form.h"

struct filled {
	struct form form;
	const struct node *values; /* map: name of a field -> text */
	const struct node *yes; /* map: name of a consent -> text; empty: not ticked; or NULL */
	struct str about; /* kind of person, where it may be several */
	struct str words; /* the purpose, as the form said it */
	struct str notice; /* version, as it was shown */
};

/* Is nothing stored before a letter's link is pressed? (G8) */
bool fill_waits(const struct plan *, const struct filled *);
/* `receipt.record` is empty when it waits. */
result gate_fill(struct scope *, struct store *, const struct asker *, const struct filled *,
    struct verdict *, struct receipt *) MUST;
/* G8: what waited in the evidence of a consent that counts now; NULL: nothing did. */
result fill_offered(
    struct scope *, struct store *, struct str subject, const struct node *offer) MUST;

#endif
