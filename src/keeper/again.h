/* keeper/again.h -- a yes that a new version asks for again (K25): of whom, and what they said.
 *
 * LAW UK GDPR Art 4(11), 7(1), 7(3): specific, by a clear act, and no is as easy as yes.
 */
#ifndef BAILEE_KEEPER_AGAIN_H
#define BAILEE_KEEPER_AGAIN_H

#include "keeper/succeed.h"

/* How long the link of the letter counts, from the day on which the version takes effect. */
#define AGAIN_LINK_FOR span_days(90)

enum again_state { AGAIN_ASKED,
	AGAIN_ACCEPTED,
	AGAIN_DECLINED };
struct again_one {
	uint16_t consent; /* of the running plan */
	uint32_t version;
	struct instant starts;
	enum again_state state;
};
/* What the person said yes to and a version asks for again, that runs, ran or waits for its day;
 * `version` 0: the newest that asks.  A yes for one recipient or one call is none of them: it is
 * asked for each time. */
result again_of(struct scope *, struct keeper *, struct str subject, uint32_t version,
    struct again_one **, size_t *n) MUST;
/* From which plan to which that version was; E_ABSENT: it is none. */
result again_plans(struct scope *, struct keeper *, uint32_t version, const struct plan **was,
    const struct plan **is) MUST;
/* The path of the link for this person. */
struct str again_link(
    struct scope *, struct vault *, uint32_t version, struct str subject);
/* E_ABSENT: there is no such link. */
result again_link_read(
    struct scope *, struct vault *, struct str token, uint32_t *version, struct str *subject) MUST;

#endif
