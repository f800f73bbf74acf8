/* doors/http/parts.h -- a package of a person of whom much is held, as it comes.
 *
 *  W50 No more than a part of it is held; the next is asked for when the client has taken what
 *      there is.  In an archive each file is followed by its signature; one form alone has it
 *      behind its last byte, as a trailer (RFC 9110, 6.5).
 */
#ifndef BAILEE_DOORS_HTTP_PARTS_H
#define BAILEE_DOORS_HTTP_PARTS_H

#include "doors/http/http.h"

struct zip;

struct parts {
	struct http_task *task;
	struct str id, key; /* of the making; the public key */
	struct arena arena; /* of what is in hand */
	struct str hand; /* to go out next */
	struct zip *zip; /* NULL: one form alone */
	struct str file; /* that is open in it */
	struct str signature; /* of one form alone, when it has ended */
	bool ended, broken;
};

/* Is it a package in parts? */
bool parts_come(const struct reply *);
void parts_begin(struct scope *, struct parts *, struct http_task *, const struct reply *,
    struct http_response *);
/* What is in hand, of `most` bytes; 0: ask, or it has ended. */
size_t parts_copy(struct parts *, char *to, size_t most);
struct node *parts_question(struct scope *, struct parts *);
void parts_answer(struct parts *, const struct reply *);
void parts_end(struct parts *);

#endif
