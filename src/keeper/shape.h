/* keeper/shape.h -- is this map what the table says it is?
 *
 *  K5  A member that the shape does not name is refused by its name; one that
 *      is required and absent too; a member of another type too.  No value is
 *      ever in the message.
 *  K6  Answers are checked like questions: a verb that answers something else
 *      than its row says is a broken invariant.
 *
 * "name:type" separated by blanks, `!` after the type: required.  Types: str
 * id time int bool map list any, map.NAME and list.NAME (shapes.def).
 */
#ifndef BAILEE_KEEPER_SHAPE_H
#define BAILEE_KEEPER_SHAPE_H

#include "base/node.h"

struct shape_member {
	struct str name;
	struct str type; /* str id time int bool map list any */
	struct str of; /* the shape of the map, or of each in the list; or empty */
	bool required;
};

struct shape_row {
	const char *name, *members, *what;
};

/* Reads one member off `rest`; false at its end.  Shapes are ours: a wrong
 * one is a broken invariant. */
bool shape_next(struct str *rest, struct shape_member *);
const struct shape_row *shape_row(struct str name); /* NULL: none of that name */
const struct shape_row *shape_at(size_t n); /* NULL after the last */

/* E_INPUT, naming the member. */
result shape_check(struct scope *, struct str members, const struct node *) MUST;

#endif
