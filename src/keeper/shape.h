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

#include "keeper/verbs.h"

/* E_INPUT, naming the member. */
result shape_check(struct scope *, struct str members, const struct node *) MUST;

#endif
