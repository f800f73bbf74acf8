/* doors/mail/message.h -- a message of the internet, read for what it says and who says it
 * (RFC 5322, 2045 to 2047, 3464, 3834, 8601).
 *
 *  W40  Any bytes give a message or a refusal, in time that grows with their number alone: the
 *       depth and the number of parts are capped, and what is over a cap is passed over.
 *  W41  It has one sender: one field `From` with one address of printable ASCII; else E_INPUT.
 *  W42  What comes out is UTF-8 without controls, but for the ends of lines, and without
 *       characters that turn or hide what is read.
 *  W43  The sender is proved by a `dmarc=pass` of our own mail server for the domain of `From`,
 *       and by nothing else that stands in the message.
 *  W44  Of its parts the text alone is read: plain, or what HTML says in words.  How many others
 *       there are is said; nothing of them is kept, run or fetched.
 */
#ifndef BAILEE_DOORS_MAIL_MESSAGE_H
#define BAILEE_DOORS_MAIL_MESSAGE_H

#include "base/node.h"

#define MAIL_TITLE_MAX ((size_t)200) /* bytes */
#define MAIL_TEXT_MAX ((size_t)40 * 1024)
#define MAIL_PARTS_MAX 100
#define MAIL_DEPTH_MAX 8
#define MAIL_NAMED_MAX 20

struct mail_message {
	struct str from, title, text;
	struct str id; /* its Message-ID without brackets, or empty */
	struct node *letters; /* a list: ids, in our form, of the messages that it answers */
	struct node *cases; /* and ids that stand in its title */
	bool proved; /* W43 */
	bool automatic; /* a machine has sent it (RFC 3834) */
	bool listed; /* to many: a mailing list, an advertisement */
	bool failed; /* a report that a message was not delivered; `letters` has which */
	bool unsubscribes; /* its title is "unsubscribe" */
	struct str token; /* that stands behind that, or empty */
};

/* `authority`: the authserv-id of our own mail server; empty: nobody is believed. */
result mail_read(struct scope *, struct str authority, struct str bytes, struct mail_message *)
    MUST;

#endif
