/* policy/words.h -- rows of a plan in the words of a notice.
 *
 * For people whose data it is, where phrase.h is for authors.
 */
#ifndef BAILEE_POLICY_WORDS_H
#define BAILEE_POLICY_WORDS_H

#include "base/buf.h"
#include "policy/plan.h"

struct str words_name(struct arena *, struct str name); /* job-title: job title */
struct str words_event(struct arena *, const struct plan *, uint16_t event);
/* Each adds to the buf. */
void words_fields(struct buf *, const struct plan *, struct fields);
void words_cond(struct buf *, const struct plan *, uint16_t cond);
void words_clock(struct buf *, const struct plan *, const struct clock *);
void words_ground(struct buf *, const struct plan *, const struct ground *);
void words_channels(struct buf *, unsigned channels);
void words_country(
    struct buf *, const struct plan *, const char country[3], struct str mechanism);

const char *words_right(enum right_kind);
const char *words_right_article(enum right_kind);
const char *words_basis_article(enum basis);

#endif
