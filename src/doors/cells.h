/* doors/cells.h -- what stands in a row of a list beside the values: columns that begin with `@`.
 *
 *	@about @subject @party @collected @source @notice @declared-birth-date
 *		members of the offer, as they are called in JSON
 *	@opt-out @opt-out.for
 *		how an opt-out of advertising was offered: the words, and for which purposes, a blank
 *		between two; without the second, for that of the list
 *	@people.KIND
 *		of a record about several: those of that kind, a blank between two; each is `new`
 *		or the id of somebody known
 *	@people.KIND.declared-birth-date
 *		after it: theirs in the same order, `-` where it was not said
 */
#ifndef BAILEE_DOORS_CELLS_H
#define BAILEE_DOORS_CELLS_H

#include "base/node.h"

struct row_offer {
	struct node *offer;
	struct node *opt_out; /* the same */
	struct node *people; /* of the offer; NULL: none are named yet */
};

enum cell { CELL_VALUE, /* none of these columns: it is a value */
	CELL_TAKEN, /* it stands in the offer */
	CELL_WRONG }; /* `wrong` says why */

/* `cell` has no blanks around it, and is not empty. */
enum cell cell_put(
    struct arena *, struct row_offer *, struct str column, struct str cell, struct str *wrong);

#endif
