/* doors/mail/mail.h -- the part that mail is handed to (LMTP), as a process.
 *
 *  W48  It listens to our own mail server and connects to nobody; it has neither keys nor store,
 *       and opens no file.  What it reads of a message goes to the keeper, and nothing else of it
 *       stays.
 *  W49  While the keeper is away, or cannot take it, the mail server keeps the message: 4xx.
 *  W40 to W44 are in message.h, W45 to W47 in lmtp.h.
 */
#ifndef BAILEE_DOORS_MAIL_MAIL_H
#define BAILEE_DOORS_MAIL_MAIL_H

#include "base/scope.h"

#define MAIL_ACCOUNT "bailee-door"

struct door_mail {
	int control; /* the supervisor's: "link" and a descriptor; "ready" goes there */
	int listen;
	struct str authority; /* whose word on senders is taken (W43); empty: nobody's */
	bool weaker;
};

result door_mail(struct scope *, const struct door_mail *) MUST;

#endif
