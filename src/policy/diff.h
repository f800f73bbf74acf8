/* policy/diff.h -- what changes in meaning between two policies.
 *
 * Two plans are taken apart into what they *say*: one thing said of one row, of one
 * field where a line names fields.  What both say is no difference, wherever it
 * stands, however it is laid out and whatever its lines are numbered.
 *
 *  F1  A plan differs from itself in nothing; name, version, `from` and comments
 *      of a policy are no difference.
 *  F2  Whatever a line of a policy adds to its plan is said (diff_say_*.c), so that
 *      to take it away, or to alter it, is a difference.
 *  F3  Differences come in the order of diff.def, then by name: the same two
 *      plans give the same list.
 */
#ifndef BAILEE_POLICY_DIFF_H
#define BAILEE_POLICY_DIFF_H

#include "base/buf.h"
#include "base/node.h"
#include "policy/plan.h"

enum diff_kind {
#define DIFF(id, ...) DIFF_##id,
#include "policy/diff.def"
#undef DIFF
	DIFF_KINDS
};

enum diff_how {
	DIFF_NEW,
	DIFF_GONE,
	DIFF_CHANGED,
	DIFF_LONGER, /* a term, and no more than that */
	DIFF_SHORTER,
};

struct difference {
	enum diff_kind kind;
	enum diff_how how;
	struct str of; /* the row's name: "news", or empty */
	struct str what; /* what of it: "asked as"; empty: the row itself */
	bool of_fields; /* it is about `fields` of the old plan, or of the new one for DIFF_NEW */
	struct fields fields;
	struct str before, after; /* what the old and the new policy say; empty: nothing */
	struct at old_at, new_at; /* line 0: there is none */
	bool material; /* by the new policy's `change material when` */
	/* Of what is held, in the old plan: whom a count of people and records is of. */
	struct fields reach;
};

/* Why a policy may not follow another, whatever a store holds. */
struct diff_bar {
	struct at at; /* of the new policy */
	struct str text;
};

/* What a yes from before no longer covers, in the new plan's numbers. */
struct diff_again {
	uint16_t consent;
	uint16_t purpose, recipient; /* both NONE: whatever rests on the consent */
};

struct diff {
	const struct plan *was, *is;
	LIST(struct difference) rows;
	const struct change_rule *rule; /* of the new policy; NULL: it has none */
	bool material;
	LIST(uint16_t) ask_again; /* consents of the new plan that must be given anew */
	LIST(struct diff_again) again; /* for what: a use of it waits for that */
	LIST(struct diff_bar) bars;
};

/* All of it lives in the arena. */
void diff_plans(
    struct arena *, const struct plan *was, const struct plan *is, struct diff *);
bool diff_same(const struct diff *);
/* Does all of the purpose rest on consent? */
bool diff_on_consent(const struct plan *, const struct purpose *);

const char *diff_kind_word(enum diff_kind);
const char *diff_how_word(enum diff_how);

/* For people, one line a difference; `reach` may be NULL, else it has a text for
 * each row ("12 people, 40 records"). */
void diff_print(struct buf *, const struct diff *, const struct str *reach);
/* What is material alone, in sentences, for people of this kind (of the new plan): first what
 * changes for them, then what else does. */
void diff_print_people(struct buf *, const struct diff *, uint16_t subject);
/* The same as a tree (keeper/shapes.def, `difference`). */
struct node *diff_node(struct arena *, const struct diff *);

#endif
