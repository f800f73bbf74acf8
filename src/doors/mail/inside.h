/* doors/mail/inside.h -- what the files of this part share; nobody else reads it. */
#ifndef BAILEE_DOORS_MAIL_INSIDE_H
#define BAILEE_DOORS_MAIL_INSIDE_H

#include "base/buf.h"
#include "base/node.h"
#include "doors/mail/message.h"

/* -- head.c ------------------------------------------------------------------------ */

struct mail_field {
	struct str name, value; /* as they stand there, folded */
};

/* The next field off `rest`, whose lines end in LF; false: the head is over, and `rest` the
 * body. */
bool head_next(struct str *rest, struct mail_field *);
/* The first field of that name, or empty; and how many there are. */
struct str head_get(struct str head, const char *name, size_t *count);
/* Without comments, and on one line; quoted strings stay as they are. */
struct str head_bare(struct arena *, struct str value);
/* And what stands outside of quoted strings, with a blank for each. */
struct str head_unquoted(struct arena *, struct str bare);
/* As people read it: encoded words read, on one line, W42. */
struct str head_text(struct arena *, struct str value);
/* W41: of a `From`; false: none, several, or none that can be answered. */
bool head_address(struct arena *, struct str value, struct str *address);
/* The value of `name=` among the parameters of a field (RFC 2045 5.1), or empty. */
struct str head_parameter(struct arena *, struct str value, const char *name);
/* "text/plain" of "Text/Plain; charset=x". */
struct str head_word(struct arena *, struct str value);

/* -- charset.c --------------------------------------------------------------------- */

/* UTF-8 of bytes in that charset; what cannot be read is U+FFFD. */
struct str charset_read(struct arena *, struct str charset, struct str bytes);
/* W42; `lines`: they may end, else all is one line. */
struct str charset_clean(struct arena *, struct str utf8, bool lines);
/* At most so many bytes of it, and no character cut. */
struct str charset_cut(struct str utf8, size_t most);

/* -- html.c ------------------------------------------------------------------------ */

/* What a page says in words; UTF-8 in and out. */
struct str html_words(struct arena *, struct str page);

/* -- part.c ------------------------------------------------------------------------ */

/* What was found in the parts of a message. */
struct mail_found {
	struct buf text; /* of all inline texts, one below the other */
	size_t texts, others; /* others: not looked into (W44) */
	size_t parts; /* all of them so far */
	bool failed; /* a report says so */
	struct str undelivered; /* the Message-ID of what was not delivered, or empty */
};
/* `bytes`: head and body, lines ended by LF. */
void part_read(struct arena *, struct str bytes, struct mail_found *);

/* -- proof.c ----------------------------------------------------------------------- */

/* W43 */
bool proof_stands(struct arena *, struct str head, struct str authority, struct str from);

#endif
