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
struct str words_date(struct arena *, struct civil); /* 1 December 2026 */
struct str words_field(struct arena *, const struct plan *, uint16_t field); /* call dispute */
/* UK GDPR Art 15(1)(b): what the policy calls such data, else what the data is called. */
struct str words_category(struct arena *, const struct plan *, uint16_t field);
/* Each adds to the buf. */
void words_fields(struct buf *, const struct plan *, struct fields);
void words_cond(struct buf *, const struct plan *, uint16_t cond);
void words_clock(struct buf *, const struct plan *, const struct clock *);
void words_ground(struct buf *, const struct plan *, const struct ground *);
void words_second(struct buf *, struct str word); /* of second.def */
void words_channels(struct buf *, unsigned channels);
void words_country(
    struct buf *, const struct plan *, const char country[3], struct str mechanism);

/* As it stands after "in": "the Netherlands"; NULL: no country has that code. */
const char *words_country_name(const char country[3]);
const char *words_country_code(struct str); /* in capitals; NULL: it is no code */
/* Where our site is, by the first link of the policy: "https://www.voice.example"; or empty. */
struct str words_site(const struct plan *);
struct str words_register(struct arena *, struct str word); /* tps: TPS */
const char *words_right(enum right_kind);
const char *words_right_article(enum right_kind);
const char *words_basis_article(enum basis);

#endif
