/* doors/post/inside.h -- what the files of this part share; nobody else reads it. */
#ifndef BAILEE_DOORS_POST_INSIDE_H
#define BAILEE_DOORS_POST_INSIDE_H

#include <curl/curl.h>

#include "base/node.h"
#include "base/scope.h"

/* One telling or letter on its way; what it needs lies in the scope of the turn. */
struct carried {
	struct str id;
	bool letter;
	CURL *curl;
	struct curl_slist *list; /* headers of a telling, whom a letter is to */
	struct str body; /* of a letter: what is not read yet */
	int64_t status; /* HTTP or SMTP; 0: no answer */
};

/* What the smarthost's account and certificate rest on; both may be empty. */
struct secrets {
	struct str password, authority; /* authority: path of what proves it */
};

/* False: libcurl has no room, or it is no message; it stays where it is. */
bool telling_start(struct scope *, const struct node *message, struct carried *);
void telling_ended(struct carried *, CURLcode);
bool letter_start(struct scope *, const struct secrets *, const struct node *mail,
    const struct node *letter, struct carried *);
void letter_ended(struct carried *, CURLcode);

#endif
