/* base/node.h -- a value tree: what verbs carry and what JSON says.
 *
 * One shape on both sides of the wall: doors read JSON into it, the wire
 * packs it, verbs read members of it.  Members keep their order.  Numbers
 * that are not whole keep the text they were written as.
 */
#ifndef BAILEE_BASE_NODE_H
#define BAILEE_BASE_NODE_H

#include "base/scope.h"

enum node_kind {
	NODE_NULL,
	NODE_BOOL,
	NODE_INT,
	NODE_DECIMAL, /* text: as JSON writes it, e.g. 12.50 or 1e9 */
	NODE_STR,
	NODE_LIST,
	NODE_MAP,
};

struct node {
	enum node_kind kind;
	bool yes; /* NODE_BOOL */
	int64_t num; /* NODE_INT */
	struct str text; /* NODE_STR, NODE_DECIMAL */
	struct str key; /* its name, when its parent is a map */
	struct node *next; /* the next of its parent */
	struct node *first, *last; /* NODE_LIST, NODE_MAP */
	size_t count; /* of first..last */
};

struct node *node_null(struct arena *);
struct node *node_bool(struct arena *, bool);
struct node *node_int(struct arena *, int64_t);
struct node *node_str(struct arena *, struct str);
struct node *node_time(struct arena *, struct instant); /* RFC 3339 text */
struct node *node_list(struct arena *);
struct node *node_map(struct arena *);
struct node *node_copy(struct arena *, const struct node *);
bool node_eq(const struct node *, const struct node *);

/* Appends `child` and returns it; the child must not have a parent yet. */
struct node *node_add(struct node *list, struct node *child);
struct node *node_set(struct node *map, struct str key, struct node *child);
/* Shorthands of node_set for the usual members. */
void node_set_str(struct arena *, struct node *map, struct str key, struct str);
void node_set_int(struct arena *, struct node *map, struct str key, int64_t);
void node_set_bool(struct arena *, struct node *map, struct str key, bool);
void node_set_time(struct arena *, struct node *map, struct str key, struct instant);

/* The member, or NULL; NULL also when `map` is NULL or no map. */
const struct node *node_get(const struct node *map, struct str key);
/* The member as text, number, truth; a default when absent.  A member of
 * another kind counts as absent: shapes are checked before (keeper/shape.h). */
struct str node_get_str(const struct node *map, struct str key); /* or "" */
int64_t node_get_int(const struct node *map, struct str key, int64_t otherwise);
bool node_get_bool(const struct node *map, struct str key, bool otherwise);
bool node_lists(const struct node *list, struct str text); /* a text of it is this one */
bool node_get_time(const struct node *map, struct str key, struct instant *) MUST;

/* NODE_EACH(child, parent) { ... }: nothing when `parent` is NULL. */
#define NODE_EACH(child, parent) \
	for (const struct node *child = (parent) != NULL ? (parent)->first : NULL; \
	     child != NULL; child = child->next)

#endif
