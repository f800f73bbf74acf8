/* gate/will.h -- what the person wants, carried out: shared with the rights. */
#ifndef BAILEE_GATE_WILL_H
#define BAILEE_GATE_WILL_H

#include "gate/gate.h"

/* Which marketing ends: all of it, or what reaches an address of one type. */
struct reach {
	bool all;
	enum field_type type; /* TYPE_EMAIL or TYPE_PHONE */
};

bool will_reaches(const struct reach *, unsigned marketing);

/* The person no longer wants this purpose.  Takes effect with this
 * transaction; due dates that ask for it are computed anew. */
result will_object(struct scope *, struct store *, const struct asker *, struct str subject,
    uint16_t purpose, struct str for_case, uint64_t *seq) MUST;

/* Every marketing purpose within reach, and the fingerprints of the person's
 * own addresses that the policy's `suppress` lines keep. */
result will_opt_out(struct scope *, struct store *, const struct asker *, struct str subject,
    const struct reach *, struct str for_case, uint64_t *seq) MUST;

/* The mark of one address (vault_mark): where a `suppress` line covers its type and says `for
 * each` party, for this one alone. */
struct str will_mark(
    struct scope *, struct store *, enum field_type, struct str address, struct str party);
/* Who has the mark stays out, when a `suppress` line covers its type. */
result will_suppress(struct scope *, struct store *, const struct asker *, enum field_type,
    struct str mark, uint64_t *seq) MUST;

/* An address {email} or {phone} that nobody here has is remembered all the same; `party`: for
 * that one alone, or empty. */
result will_remember(struct scope *, struct store *, const struct asker *,
    const struct node *who, struct str party, uint64_t *seq) MUST;

/* By one click (vault_click_token) the person of this address says no to what the purpose
 * sends there.  Empty: the purpose is no direct marketing by such an address. */
struct str will_click(struct scope *, struct store *, uint16_t purpose, enum field_type,
    struct str address, const struct record *);
/* The same of the first address among the values that the purpose may write to or ring. */
struct str will_click_among(
    struct scope *, struct store *, uint16_t purpose, struct values, const struct record *);

#endif
