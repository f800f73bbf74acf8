/* keeper/shape.c -- maps checked against the tables. */
#include "base/check.h"
#include "keeper/shape.h"
#include "sys/ulid.h"

#define SHAPE_MEMBERS_MAX 64

static const struct shape_row shapes[] = {
#define SHAPE(name, members, what) { name, members, what },
#include "keeper/shapes.def"
#undef SHAPE
};

const struct shape_row *
shape_at(size_t n)
{
	return n < N(shapes) ? &shapes[n] : NULL;
}

const struct shape_row *
shape_row(struct str name)
{
	for (size_t i = 0; i < N(shapes); i++)
		if (str_eq(name, str_of(shapes[i].name)))
			return &shapes[i];
	return NULL;
}

bool
shape_next(struct str *rest, struct shape_member *m)
{
	struct str word, type;

	*rest = str_trim(*rest);
	if (rest->n == 0)
		return false;
	word = str_cut(*rest, ' ', rest);
	m->name = str_cut(word, ':', &type);
	m->required = str_ends(type, S("!"));
	if (m->required)
		type.n--;
	m->type = str_cut(type, '.', &m->of);
	CHECK(m->name.n > 0 && m->type.n > 0);
	CHECK(m->of.n == 0 || shape_row(m->of) != NULL);
	return true;
}

static bool
is_id(const struct node *n)
{
	return n->kind == NODE_STR && ulid_valid(n->text);
}

static bool
is_time(const struct node *n)
{
	struct instant at;

	return n->kind == NODE_STR && instant_parse(n->text, &at);
}

/* One row a type: what it is, as the refusal says it. */
static const struct {
	const char *type, *what;
	enum node_kind kind;
	bool (*is)(const struct node *); /* NULL: by kind alone */
} types[] = {
	{ "str", "a text", NODE_STR, NULL },
	{ "id", "an id of 26 letters and digits", NODE_STR, is_id },
	{ "time", "an RFC 3339 time", NODE_STR, is_time },
	{ "int", "a whole number", NODE_INT, NULL },
	{ "bool", "true or false", NODE_BOOL, NULL },
	{ "map", "an object", NODE_MAP, NULL },
	{ "list", "a list", NODE_LIST, NULL },
	{ "any", "a value", NODE_NULL, NULL },
};

static size_t
type_of(struct str type)
{
	for (size_t i = 0; i < N(types); i++)
		if (str_eq(type, str_of(types[i].type)))
			return i;
	CHECK_NEVER("a shape of verbs.def or shapes.def names a type that there is not");
}

static bool
fits(const struct node *n, size_t type)
{
	if (str_eq(str_of(types[type].type), S("any")))
		return true;
	return types[type].is != NULL ? types[type].is(n) : n->kind == types[type].kind;
}

static result
member_check(struct scope *sc, const struct shape_member *m, const struct node *n)
{
	size_t type = type_of(m->type);
	const struct shape_row *of = m->of.n > 0 ? shape_row(m->of) : NULL;

	if (!fits(n, type))
		return fail_at(
		    sc, E_INPUT, m->name, "`%.*s` is not %s", STR(m->name), types[type].what);
	if (of == NULL)
		return OK;
	if (n->kind == NODE_MAP)
		return shape_check(sc, str_of(of->members), n);
	NODE_EACH(each, n) {
		if (each->kind != NODE_MAP)
			return fail_at(
			    sc, E_INPUT, m->name, "`%.*s` is not a list of objects", STR(m->name));
		TRY(shape_check(sc, str_of(of->members), each));
	}
	return OK;
}

/* A null says the same as absence. */
static bool
is_there(const struct node *n)
{
	return n != NULL && n->kind != NODE_NULL;
}

result
shape_check(struct scope *sc, struct str members, const struct node *map)
{
	struct shape_member m;
	struct str named[SHAPE_MEMBERS_MAX];
	size_t n = 0;

	while (shape_next(&members, &m)) {
		const struct node *member = node_get(map, m.name);

		CHECK(n < N(named));
		named[n++] = m.name;
		if (!is_there(member) && m.required)
			return fail_at(sc, E_INPUT, m.name, "`%.*s` is missing", STR(m.name));
		if (is_there(member))
			TRY(member_check(sc, &m, member));
	}
	NODE_EACH(member, map) {
		size_t i = 0;

		while (i < n && !str_eq(named[i], member->key))
			i++;
		if (i == n)
			return fail_at(sc, E_INPUT, member->key, "`%.*s` is not a member of this",
			    STR(str_slice(member->key, 0, 64)));
	}
	return OK;
}
