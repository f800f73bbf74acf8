/* policy/diag.h -- a message to the author of a policy.
 *
 *	voip.policy:71:5: error B012: nothing says how long `enquiry.message` is kept
 *	   71 |     message  text   required
 *	      |     ^^^^^^^ used for `reply`, but no `keep` line covers it
 *	   law  UK GDPR Art 5(1)(e), Art 13(2)(a): people must be told how long
 *	   try  keep enquiry.* until 30 days after answer
 */
#ifndef BAILEE_POLICY_DIAG_H
#define BAILEE_POLICY_DIAG_H

#include "base/buf.h"
#include "base/list.h"
#include "base/node.h"
#include "policy/plan.h"

#define DIAG_MAX 20

enum diag_code {
#define DIAG(id, number, severity, title, law) DIAG_##id,
#include "policy/diag.def"
#undef DIAG
	DIAGS
};

enum severity {
	DIAG_ERROR,
	DIAG_WARNING,
};

struct diag {
	enum diag_code code;
	struct at at; /* the place, underlined with ^ */
	struct at other; /* a second place, underlined with ~; line 0: none */
	struct str text; /* the first line, after the number */
	struct str note; /* beside ^, may be empty */
	struct str other_note; /* beside ~ */
	struct str law; /* as diag.def says unless the check knows better */
	struct str try_line; /* can be pasted as it stands; empty: none */
	enum diag_paste {
		PASTE_ANYWHERE, /* a heading of its own */
		PASTE_INSTEAD, /* in place of the line of `at` */
		PASTE_INSTEAD_OTHER, /* in place of the line of `other` */
		PASTE_UNDER, /* a detail, below the line of `at` */
		PASTE_UNDER_OTHER, /* a detail, below the line of `other` */
	} paste;
};

/* Numbers are below it; what is switched off is a bit for each. */
#define DIAG_NUMBERS 192u
#define DIAG_OFF (DIAG_NUMBERS / 64)

struct diags {
	LIST(struct diag) rows; /* every one found, unsorted, up to a cap */
	size_t errors, warnings;
	size_t not_shown; /* found after the cap */
	uint64_t off[DIAG_OFF]; /* as compile_options.off */
};

unsigned diag_number(enum diag_code); /* 12 for B012 */
bool diag_is_law(unsigned number); /* what must hold, not how it is written */
enum severity diag_severity(enum diag_code);
const char *diag_title(enum diag_code);
/* The code with that number, or DIAGS. */
enum diag_code diag_of_number(unsigned number);

/* Adds a row for the caller to complete; never NULL (past the cap or when
 * switched off it is a row nobody prints). */
struct diag *diag_add(struct diags *, struct arena *, enum diag_code, struct at);

/* The line of `text` that `word`, a slice of it, stands on, with other words
 * in its place: to be pasted instead.  A very long line is not. */
void diag_try_instead(struct diag *, struct arena *, struct str text, struct str word,
    struct str with);

/* Up to DIAG_MAX messages as text, then a line that counts; as JSON (doc/format/check.md),
 * all that were kept. */
void diag_print(struct buf *, const struct diags *, struct str file, struct str source);
struct node *diag_json(
    struct arena *, const struct diags *, struct str file, struct str source);

#endif
