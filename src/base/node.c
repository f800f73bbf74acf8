#include "base/node.h"
#include "base/check.h"

static struct node *
node_new(struct arena *a, enum node_kind kind)
{
	struct node *n = NEW(a, struct node);

	n->kind = kind;
	n->text = S("");
	n->key = S("");
	return n;
}

struct node *
node_null(struct arena *a)
{
	return node_new(a, NODE_NULL);
}

struct node *
node_bool(struct arena *a, bool yes)
{
	struct node *n = node_new(a, NODE_BOOL);

	n->yes = yes;
	return n;
}

struct node *
node_int(struct arena *a, int64_t num)
{
	struct node *n = node_new(a, NODE_INT);

	n->num = num;
	return n;
}

struct node *
node_str(struct arena *a, struct str text)
{
	struct node *n = node_new(a, NODE_STR);

	n->text = text;
	return n;
}

struct node *
node_time(struct arena *a, struct instant at)
{
	return node_str(a, instant_print(a, at));
}

struct node *
node_list(struct arena *a)
{
	return node_new(a, NODE_LIST);
}

struct node *
node_map(struct arena *a)
{
	return node_new(a, NODE_MAP);
}

struct node *
node_copy(struct arena *a, const struct node *n)
{
	struct node *copy = node_new(a, n->kind);

	copy->yes = n->yes;
	copy->num = n->num;
	copy->text = str_dup(a, n->text);
	NODE_EACH(child, n) {
		struct node *c = node_copy(a, child);

		c->key = str_dup(a, child->key);
		node_add(copy, c);
	}
	return copy;
}

static bool
children_eq(const struct node *a, const struct node *b)
{
	const struct node *y = b->first;

	if (a->count != b->count)
		return false;
	NODE_EACH(x, a) {
		const struct node *other = y;

		/* members in any order; usually it is the same one */
		if (a->kind == NODE_MAP && !str_eq(x->key, y->key))
			other = node_get(b, x->key);
		if (other == NULL || !node_eq(x, other))
			return false;
		y = y->next;
	}
	return true;
}

bool
node_eq(const struct node *a, const struct node *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case NODE_NULL:
		return true;
	case NODE_BOOL:
		return a->yes == b->yes;
	case NODE_INT:
		return a->num == b->num;
	case NODE_DECIMAL:
	case NODE_STR:
		return str_eq(a->text, b->text);
	case NODE_LIST:
	case NODE_MAP:
		return children_eq(a, b);
	}
	CHECK_NEVER("a node of no kind");
}

struct node *
node_add(struct node *list, struct node *child)
{
	CHECK(list->kind == NODE_LIST || list->kind == NODE_MAP);
	CHECK(child->next == NULL && child != list->last);
	if (list->last != NULL)
		list->last->next = child;
	else
		list->first = child;
	list->last = child;
	list->count++;
	return child;
}

struct node *
node_set(struct node *map, struct str key, struct node *child)
{
	CHECK(map->kind == NODE_MAP);
	child->key = key;
	return node_add(map, child);
}

void
node_set_str(struct arena *a, struct node *map, struct str key, struct str text)
{
	node_set(map, key, node_str(a, text));
}

void
node_set_int(struct arena *a, struct node *map, struct str key, int64_t num)
{
	node_set(map, key, node_int(a, num));
}

void
node_set_bool(struct arena *a, struct node *map, struct str key, bool yes)
{
	node_set(map, key, node_bool(a, yes));
}

void
node_set_time(struct arena *a, struct node *map, struct str key, struct instant at)
{
	node_set(map, key, node_time(a, at));
}

const struct node *
node_get(const struct node *map, struct str key)
{
	if (map == NULL || map->kind != NODE_MAP)
		return NULL;
	NODE_EACH(child, map) {
		if (str_eq(child->key, key))
			return child;
	}
	return NULL;
}

static const struct node *
get_kind(const struct node *map, struct str key, enum node_kind kind)
{
	const struct node *n = node_get(map, key);

	return n != NULL && n->kind == kind ? n : NULL;
}

bool
node_lists(const struct node *list, struct str text)
{
	if (list == NULL || list->kind != NODE_LIST)
		return false;
	NODE_EACH(one, list)
		if (one->kind == NODE_STR && str_eq(one->text, text))
			return true;
	return false;
}

struct str
node_get_str(const struct node *map, struct str key)
{
	const struct node *n = get_kind(map, key, NODE_STR);

	return n != NULL ? n->text : S("");
}

int64_t
node_get_int(const struct node *map, struct str key, int64_t otherwise)
{
	const struct node *n = get_kind(map, key, NODE_INT);

	return n != NULL ? n->num : otherwise;
}

bool
node_get_bool(const struct node *map, struct str key, bool otherwise)
{
	const struct node *n = get_kind(map, key, NODE_BOOL);

	return n != NULL ? n->yes : otherwise;
}

bool
node_get_time(const struct node *map, struct str key, struct instant *at)
{
	const struct node *n = get_kind(map, key, NODE_STR);

	return n != NULL && instant_parse(n->text, at);
}
