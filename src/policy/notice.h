/* policy/notice.h -- the chapters of the privacy notice, in their order. */
#ifndef BAILEE_POLICY_NOTICE_H
#define BAILEE_POLICY_NOTICE_H

#include "policy/paper.h"

/* notice.c: who, what, why, to whom, how long.  notice_rights.c: the rest. */
void notice_rights(struct paper *);
void notice_consents(struct paper *);
void notice_cookies(struct paper *);
void notice_do_not_contact(struct paper *);
void notice_recordings(struct paper *);
void notice_complaints(struct paper *);
void notice_children(struct paper *);
void notice_decisions(struct paper *);
void notice_nevers(struct paper *);
void notice_breaches(struct paper *);
void notice_reviews(struct paper *);
void notice_changes(struct paper *);

#endif
