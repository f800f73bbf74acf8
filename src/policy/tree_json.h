/* policy/tree_json.h -- a policy as JSON, for editors and other tools.
 *
 *	{ "form": 1, "sentences": [
 *	    { "comment": "# the smallest policy" },
 *	    { "heading": "data", "words": [ "enquiry", "about", "visitor" ], "blank": true,
 *	      "details": [ { "words": [ "email", "email", "required" ], "from": [ "S-1" ] } ] } ] }
 *
 * A word and a comma are strings, a text is { "text": "..." }; the string
 * "\n" after a comma says that the sentence goes on in a new line.  Members
 * that say nothing are left out: words, from, comment, blank, details.
 *
 *  J1  parse(JSON(x)) is x: the canonical layout of the one is that of the other.
 *  J2  What no text of a policy says is refused, with the place in the JSON.
 */
#ifndef BAILEE_POLICY_TREE_JSON_H
#define BAILEE_POLICY_TREE_JSON_H

#include "base/node.h"
#include "policy/tree.h"

#define TREE_JSON_FORM 1
#define TREE_JSON_MAX ((size_t)32 << 20) /* bytes of the JSON form */

/* Of a tree that was parsed without an error. */
struct node *tree_json(struct arena *, const struct tree *);
/* E_INPUT when it is not of that form.  Whether the sentences are good ones is
 * not known: print the tree, and parse that. */
result tree_of_json(struct scope *, const struct node *, struct tree *) MUST;

#endif
