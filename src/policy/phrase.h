/* policy/phrase.h -- rows of a plan said again in the words of the language.
 *
 * For lines that an author can paste, and for documents.  What is printed here
 * compiles to the row it was printed from.
 */
#ifndef BAILEE_POLICY_PHRASE_H
#define BAILEE_POLICY_PHRASE_H

#include "base/buf.h"
#include "policy/plan.h"

/* `contact.name, device.* except device.password` */
void phrase_fields(struct buf *, const struct plan *, struct fields);
void phrase_cond(struct buf *, const struct plan *, uint16_t cond);
/* `keep ... until ...; while ..., at most ...` without its details */
void phrase_clock(struct buf *, const struct plan *, const struct clock *);
/* Of it, `until ...; while ..., at most ..., then blank` alone */
/* "1 km" */
const char *grain_words(enum grain);
void phrase_arms(struct buf *, const struct plan *, const struct clock *);
/* `recipient NAME "..." processor in GB contract C-1` */
void phrase_recipient(struct buf *, const struct plan *, const struct recipient *);
/* `receives ... for ... when ...` */
/* `holding training within 12 months, two people above 100 records, named in ...`: each
 * after a comma */
void phrase_shown(struct buf *, const struct plan *, const struct grant *);
void phrase_share(struct buf *, const struct plan *, const struct share *);
/* ` with order court, crime` */
void phrase_orders(struct buf *, const struct plan *, uint16_t first, uint16_t n);
void phrase_term(struct buf *, struct term);
/* `, ` before every name but the first; `first` is cleared. */
void phrase_comma(struct buf *, bool *first);

const char *channel_word(enum channel);
const char *basis_word(enum basis);

/* The line without its comment; a # in "quotes" is no comment. */
struct str phrase_without_comment(struct str line);
/* A sentence as it stands in the text: from `line` on, without indent, sources
 * and comment, with the lines that it goes on in after a comma. */
struct str phrase_sentence(struct arena *, const struct plan *, uint32_t line);
/* The line of the first detail under the heading at `line` whose words begin
 * with `words`, or 0. */
uint32_t phrase_detail(const struct plan *, uint32_t line, struct str words);
/* The line of the detail that follows the sentence at `line` under the same heading, or 0. */
uint32_t phrase_next_detail(const struct plan *, uint32_t line);
/* The line of the first heading that begins with `words`, or 0. */
uint32_t phrase_heading(const struct plan *, struct str words);
/* All of a line, to be underlined. */
struct at phrase_at(const struct plan *, uint32_t line);

#endif
