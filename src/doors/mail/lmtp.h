/* doors/mail/lmtp.h -- our side of a conversation in LMTP (RFC 2033), without a socket.
 *
 *  W45  Any bytes give replies of RFC 5321; a message is whole when CR LF . CR LF has come, and
 *       no other end is one.
 *  W46  Each recipient of a message has a reply of its own, and none before the keeper has
 *       answered: what we have not taken, the mail server keeps and brings again.
 *  W47  Of a long message the first LMTP_KEPT bytes are held, and all else is passed over:
 *       texts stand first, and attachments are not kept.
 */
#ifndef BAILEE_DOORS_MAIL_LMTP_H
#define BAILEE_DOORS_MAIL_LMTP_H

#include "base/buf.h"
#include "base/node.h"

#define LMTP_KEPT ((size_t)1 << 20)
#define LMTP_SIZE ((size_t)64 << 20) /* of a message that is taken at all */
#define LMTP_TO_MAX 32
#define LMTP_LINE_MAX ((size_t)2048)

enum lmtp_next { LMTP_MORE, /* all bytes were used */
	LMTP_MESSAGE, /* one is whole: lmtp_answer, then go on */
	LMTP_END }; /* send the reply, and close */

struct lmtp {
	struct arena *arena; /* of this message; cleared by lmtp_answer */
	bool greeted, has_from, in_message;
	bool no_sender; /* MAIL FROM:<>: a report, or a machine's answer */
	struct node *to; /* a list of addresses; NULL: none yet */
	struct buf kept; /* of the message, dots taken out */
	size_t size; /* of all of it */
	unsigned seen; /* of CR LF . CR LF, how much stands at the end */
	char line[LMTP_LINE_MAX]; /* of a command that has not ended */
	size_t n;
};

void lmtp_begin(struct lmtp *, struct arena *, struct buf *reply);
/* Takes from the front of `bytes`; what is left is for the next call. */
enum lmtp_next lmtp_take(struct lmtp *, struct str *bytes, struct buf *reply);
/* One line, such as "250 2.6.0 taken", for each recipient. */
void lmtp_answer(struct lmtp *, struct str said, struct buf *reply);

#endif
