/* policy/names.h -- the names of a policy, each in its kind; and near misses. */
#ifndef BAILEE_POLICY_NAMES_H
#define BAILEE_POLICY_NAMES_H

#include "base/list.h"
#include "policy/plan.h"

#define NAME_CHARACTERS_MAX 64

enum name_kind {
#define NAME(id, ...) NAME_##id,
#include "policy/name.def"
#undef NAME
	NAMES
};

struct name {
	enum name_kind kind;
	struct str text;
	struct at at;
	uint16_t row;
	bool missing; /* declared by nothing, and its absence was reported */
};

/* Open addressing, twice as many slots as names: finding is constant. */
struct names {
	LIST(struct name) rows;
	uint32_t *slot; /* index in rows plus one; 0: free */
	size_t slots;
	size_t compared; /* by names_near, in all */
};

const char *name_kind_word(enum name_kind); /* "purpose" */

const char *name_kind_heading(enum name_kind); /* how one is declared */

/* NULL when there is none. */
struct name *names_find(const struct names *, enum name_kind, struct str text);
void names_add(struct names *, struct arena *, struct name);

/* A declared name of that kind with at most two slips of the pen; empty: none.
 * Gives up after NAMES_COMPARED_MAX comparisons in one compilation. */
#define NAMES_COMPARED_MAX 2000000
struct str names_near(struct names *, enum name_kind, struct str text);

/* Insertions, deletions, replacements and neighbours swapped that turn one
 * into the other; `most` + 1 when it takes more. */
size_t edit_distance(struct str, struct str, size_t most);

/* How many slips are believed in a word of this length. */
size_t edit_believed(struct str);

#endif
