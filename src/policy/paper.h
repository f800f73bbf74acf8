/* policy/paper.h -- what every document is written on: a page, the plan it is
 * printed from, and the lines of the policy behind each sentence.
 *
 *  A1  What is put next says the lines that were named since the last element:
 *      so a sentence can be led back to its line, and a line that no document
 *      says can be found (test/unit/policy_told.c).
 *  A2  What the policy says and this build does not do (unbuilt.def) is marked
 *      wherever it is printed: a document claims nothing that is not done.
 */
#ifndef BAILEE_POLICY_PAPER_H
#define BAILEE_POLICY_PAPER_H

#include "policy/page.h"
#include "policy/phrase.h"
#include "policy/words.h"

struct paper {
	struct page page;
	struct arena *arena;
	const struct plan *plan;
	enum document_kind kind;
	LIST(struct str) lines; /* of the text, without comments */
	LIST(uint32_t) heads; /* of each line: the line of its heading */
};

#define say(paper, ...) str_printf((paper)->arena, __VA_ARGS__)

/* What is put next says the line of a row; or the details under its heading that
 * begin with `words`, and the heading itself when there is none. */
void paper_from(struct paper *, struct at);
void paper_from_detail(struct paper *, struct at, const char *words);
/* All details under the heading of a row. */
void paper_from_details(struct paper *, struct at);
/* After the words of a clause that is not built are in the buf: the same, and the mark of A2
 * when it is named under the heading of `at`. */
void paper_clause(
    struct paper *, struct buf *, struct at, const char *words, enum unbuilt_kind);

/* Do we use it for a party, on its instruction or the ground that it declared? */
bool paper_for_party(const struct ground *);

/* Rows of the plan in words that more than one document says. */
struct str paper_about(struct paper *, const struct dataset *);
struct str paper_needs(struct paper *, unsigned needs);
/* `with order court, crime`: rows of plan->order_kinds. */
struct str paper_orders(struct paper *, uint16_t first, uint16_t n);
struct str paper_receives(struct paper *, uint16_t recipient);
struct str paper_duties(struct paper *, uint16_t recipient);
struct str paper_ground(struct paper *, const struct purpose *);
struct str paper_limits(struct paper *, const struct purpose *);
struct str paper_clock(struct paper *, const struct clock *);
const char *paper_role(enum recipient_role);
void paper_contacts(struct paper *);
void paper_cookies(struct paper *); /* the table (cookies.c) */

/* The documents (document.def). */
#define DOCUMENT(name, ...) void document_##name(struct paper *);
#include "policy/document.def"
#undef DOCUMENT

#endif
