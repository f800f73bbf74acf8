/* policy/check_rules.h -- the twelve rules, one file for those that ask alike.
 *
 * For check*.c alone.  Each function walks the plan and adds messages.
 */
#ifndef BAILEE_POLICY_CHECK_RULES_H
#define BAILEE_POLICY_CHECK_RULES_H

#include "policy/check.h"
#include "policy/phrase.h"

struct checking {
	struct arena *arena; /* messages and scratch */
	const struct plan *plan;
	const struct compile_options *options;
	struct diags *diags;
};

void check_clocks(struct checking *); /* rules 1 and 11 */
void check_footings(struct checking *); /* rule 4 */
void check_uses(struct checking *); /* rules 2 and 12 */
void check_shares(struct checking *); /* rule 3 */
void check_marketing(struct checking *); /* rule 5 */
void check_consents(struct checking *); /* rules 6 and 7 */
void check_made(struct checking *); /* rules 1, 2 and 4, of what is derived or flagged */
void check_nevers(struct checking *); /* rule 8 */
void check_access(struct checking *); /* rule 9 */
void check_law(struct checking *); /* the pack, its limits and what it lets one do */
void check_ready(struct checking *); /* rule 10 */

/* All that one `keep` line names: it has a clock for each dataset. */
struct fields clock_line_fields(struct checking *, const struct clock *);

/* So much is wrong that nobody reads on: the checks may stop. */
bool rule_enough(const struct checking *);

struct diag *rule_broken(struct checking *, enum diag_code, struct at);
#define rule_say(c, ...) str_printf((c)->arena, __VA_ARGS__)
/* The second place, when the text has it. */
void rule_other(struct diag *, struct at, struct str note);
void rule_try(struct diag *, enum diag_paste, struct str line);

/* An empty set, and what `set` has without `less`. */
struct fields rule_fields(struct checking *);
struct fields rule_fields_less(struct checking *, struct fields set, struct fields less);
struct str rule_fields_print(struct checking *, struct fields);
void rule_fields_join(const struct plan *, struct fields into, struct fields more);
/* The first field of the set from `from` on, or NONE. */
uint16_t rule_fields_next(const struct plan *, struct fields, uint32_t from);
#define RULE_FIELDS(plan, set, i) \
	(uint16_t i = rule_fields_next((plan), (set), 0); i != NONE; \
	    i = rule_fields_next((plan), (set), (uint32_t)i + 1))

/* Could the condition hold when none of `consents` (bits in words of 64, NULL:
 * none at all) is given and, if `no_soft`, no soft opt-in stands? */
bool rule_could_hold(const struct plan *, uint16_t cond, const uint64_t *consents, bool no_soft);

bool rule_own_purpose(const struct plan *, uint16_t purpose); /* not built in */

#endif
