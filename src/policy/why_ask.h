/* policy/why_ask.h -- a question, its names found: between why_ask.c and why.c alone. */
#ifndef BAILEE_POLICY_WHY_ASK_H
#define BAILEE_POLICY_WHY_ASK_H

#include "policy/why.h"

struct why_question {
	uint16_t who; /* role, recipient or door */
	enum may may;
	uint16_t dataset, field; /* of a door's offer the field may be NONE */
	uint16_t purpose;
};

/* Each fills the links, and `yes` or why not. */
void why_role(struct why_chain *, const struct why_question *);
void why_recipient(struct why_chain *, const struct why_question *);
void why_door(struct why_chain *, const struct why_question *);
void why_asks(struct why_chain *, const struct why_question *);
void why_keep(struct why_chain *, const struct why_question *);

#endif
