/* policy/form.h -- the forms that a policy makes: what a website may ask of whom.
 *
 * A form is a dataset and a purpose, at a door that serves forms (BUILT_FORMS of unbuilt.def).
 *
 *  O1  Whoever fills it in is a stranger, held for nobody else, who says how they are reached: it
 *      asks for an address of theirs, and for no secret, no money and nothing that is off until
 *      somebody says yes to it.
 *  O2  It asks for the fields that its purpose uses, and for no other; the purpose uses each that
 *      is required.
 *  O3  The purpose may be so for a stranger: on some ground, and under its conditions, when every
 *      box on the form is ticked.
 *  O4  Each consent that the form can ask for has a box of its own: those of purposes that use a
 *      field of it, and those of direct marketing that what is typed is enough for.
 *
 * LAW UK GDPR Art 5(1)(b), (c), 7(2), 13, 25; PECR reg 22.
 */
#ifndef BAILEE_POLICY_FORM_H
#define BAILEE_POLICY_FORM_H

#include "policy/plan.h"

struct form {
	uint16_t door, dataset, purpose;
};

/* The next one in the policy's order of doors, of their data, of purposes; the first when it is
 * all NONE.  False: there is no more. */
bool form_next(const struct plan *, struct form *);
bool form_find(const struct plan *, uint16_t dataset, uint16_t purpose, struct form *);

bool form_asks(const struct plan *, const struct form *, uint16_t field); /* O2 */
/* May it be about such a person: does the purpose have a ground for them? */
bool form_about(const struct plan *, const struct form *, uint16_t subject);

/* O4.  `with`: data of which a record is offered with the yes, made of what the form asks;
 * or NONE. */
bool form_asks_consent(
    const struct plan *, const struct form *, uint16_t consent, uint16_t *with);
/* The field of the form that a required field of data `with` is taken from. */
uint16_t form_source(const struct plan *, const struct form *, uint16_t field);
/* May the purpose be so when these boxes alone are ticked?  `yes` is asked of each consent. */
bool form_stands(const struct plan *, const struct form *,
    bool (*yes)(const void *of, uint16_t consent), const void *of);

#endif
