/* rights/own.c -- a person as they see themselves: what is held of all their ids, and what for.
 *
 * Two ids that are one person (merge.c) are shown as one, whichever of them the code went to.
 */
#include "base/check.h"
#include "policy/words.h"
#include "rights/inside.h"

#define READERS_SHOWN 200

struct owning {
	struct acting *act;
	struct arena *arena;
	const struct plan *plan;
	struct node *own; /* of the id that signed in; the others' go into its lists */
	uint16_t *types; /* what kinds of person they are here */
	size_t n;
};

/* -- several ids, one person ------------------------------------------------------- */

static struct node *
list_of(struct owning *o, struct str name)
{
	for (struct node *m = o->own->first; m != NULL; m = m->next)
		if (str_eq(m->key, name))
			return m;
	return node_set(o->own, name, node_list(o->arena));
}

static void
add_all(struct owning *o, const char *name, const struct node *other)
{
	struct node *list = list_of(o, str_of(name));

	NODE_EACH(one, node_get(other, str_of(name)))
		node_add(list, node_copy(o->arena, one));
}

static void
take_members(struct node *one, const struct node *of)
{
	one->first = of->first;
	one->last = of->last;
	one->count = of->count;
}

/* One answer to one question: a yes of either id is a yes that can be taken back. */
static void
add_consents(struct owning *o, const struct node *other)
{
	struct node *list = list_of(o, S("consents"));

	NODE_EACH(theirs, node_get(other, S("consents"))) {
		bool there = false;

		for (struct node *m = list->first; m != NULL; m = m->next) {
			if (!str_eq(node_get_str(m, S("consent")), node_get_str(theirs, S("consent"))))
				continue;
			there = true;
			if (str_eq(node_get_str(theirs, S("state")), S("given")))
				take_members(m, node_copy(o->arena, theirs));
		}
		if (!there)
			node_add(list, node_copy(o->arena, theirs));
	}
}

static void
add_objections(struct owning *o, const struct node *other)
{
	struct node *list = list_of(o, S("objections"));

	NODE_EACH(theirs, node_get(other, S("objections")))
		if (!node_lists(list, theirs->text))
			node_add(list, node_copy(o->arena, theirs));
}

/* Both the newest first. */
static void
add_readers(struct owning *o, const struct node *other)
{
	struct node *both = node_list(o->arena);
	const struct node *a = node_get(o->own, S("readers")), *b = node_get(other, S("readers"));

	a = a == NULL ? NULL : a->first;
	b = b == NULL ? NULL : b->first;
	while ((a != NULL || b != NULL) && both->count < READERS_SHOWN) {
		bool first = b == NULL
			     || (a != NULL
				 && node_get_int(a, S("entry"), 0) >= node_get_int(b, S("entry"), 0));

		node_add(both, node_copy(o->arena, first ? a : b));
		if (first)
			a = a->next;
		else
			b = b->next;
	}
	take_members(list_of(o, S("readers")), both);
}

/* G2: of each id, what was looked at. */
static result
note_look(struct owning *o, const struct subject *person, size_t records)
{
	struct acting *a = o->act;
	struct entry e = note_begin(a->store, a->asker, ENTRY_READ, S("own"));

	e.purpose = S("rights-requests");
	e.count = (int64_t)records;
	TRY(note_subject(a->sc, a->store, &e, person->id));
	return note_write(a->sc, a->store, &e, &a->v->entry);
}

static result
add_id(struct owning *o, struct str id)
{
	struct acting *a = o->act;
	struct subject person;
	struct node *map;
	bool absent;

	TRY(verdict_absent(a->sc, vault_subject(a->sc, a->store->vault, id, &person), &absent));
	if (absent)
		return OK;
	TRY(package_person(a, &person, &map));
	TRY(note_look(o, &person, node_get(map, S("records"))->count));
	o->types[o->n++] = person.type;
	if (o->own == NULL) {
		o->own = map;
		return OK;
	}
	add_all(o, "records", map);
	add_all(o, "given", map);
	add_all(o, "decisions", map);
	add_consents(o, map);
	add_objections(o, map);
	add_readers(o, map);
	return OK;
}

/* -- what for ------------------------------------------------------------------------ */

/* The fields of theirs that this purpose uses, each once, in the words of a notice. */
static struct node *
used_of_theirs(struct owning *o, const struct purpose *purpose)
{
	struct node *fields = node_list(o->arena);

	NODE_EACH(record, node_get(o->own, S("records")))
		NODE_EACH(value, node_get(record, S("values"))) {
			struct str called = node_get_str(value, S("called"));

			if (node_lists(node_get(value, S("purposes")), purpose->name)
			    && !node_lists(fields, called))
				node_add(fields, node_str(o->arena, called));
		}
	return fields;
}

static bool
is_of_theirs(const struct owning *o, const struct ground *ground)
{
	if (ground->subject == NONE)
		return true;
	for (size_t i = 0; i < o->n; i++)
		if (o->types[i] == ground->subject)
			return true;
	return false;
}

/* LAW UK GDPR Art 21(1), (2): interests and tasks are weighed, marketing ends. */
static struct node *
use_node(struct owning *o, uint16_t purpose, struct node *fields)
{
	const struct purpose *p = &o->plan->purposes.at[purpose];
	struct node *use = node_map(o->arena), *grounds = node_list(o->arena);
	bool may_object = p->marketing != 0;

	for (uint16_t g = p->first_ground; g < p->first_ground + p->grounds; g++) {
		const struct ground *ground = &o->plan->grounds.at[g];
		struct buf b = buf_new(o->arena);

		if (!is_of_theirs(o, ground))
			continue;
		words_ground(&b, o->plan, ground);
		node_add(grounds, node_str(o->arena, buf_str(&b)));
		may_object = may_object || ground->basis == BASIS_INTERESTS
			     || ground->basis == BASIS_TASK;
	}
	if (grounds->count == 0)
		return NULL;
	node_set_str(o->arena, use, S("purpose"), p->name);
	node_set_str(o->arena, use, S("text"), p->text);
	node_set(use, S("fields"), fields);
	node_set(use, S("grounds"), grounds);
	node_set_bool(o->arena, use, S("may-object"), may_object);
	node_set_bool(o->arena, use, S("marketing"), p->marketing != 0);
	node_set_bool(
	    o->arena, use, S("objected"), node_lists(node_get(o->own, S("objections")), p->name));
	return use;
}

static void
add_uses(struct owning *o)
{
	struct node *uses = node_set(o->own, S("uses"), node_list(o->arena));

	for (uint16_t i = 0; i < o->plan->purposes.n; i++) {
		struct node *fields, *use;

		if (o->plan->purposes.at[i].built_in)
			continue;
		fields = used_of_theirs(o, &o->plan->purposes.at[i]);
		use = fields->count > 0 ? use_node(o, i, fields) : NULL;
		if (use != NULL)
			node_add(uses, use);
	}
}

/* -- all of it ----------------------------------------------------------------------- */

static result
own_node(struct owning *o, struct str id)
{
	struct str *ids;
	size_t n;

	TRY(vault_same(o->act->sc, o->act->store->vault, id, &ids, &n));
	o->types = NEW_ARRAY(o->arena, n + 1, uint16_t);
	for (size_t i = 0; i < n; i++)
		TRY(add_id(o, ids[i]));
	add_uses(o);
	return OK;
}

result
rights_own(struct scope *sc, struct store *store, const struct asker *asker, struct verdict *v,
    struct node **own)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = S("own"), .v = v };
	struct owning o = { .act = &a, .arena = &sc->arena, .plan = store->plan };
	struct subject person;

	CHECK(asker->kind == ASKER_PERSON);
	TRY(may_act(&a));
	TRY(acting_person(&a, asker->subject, &person));
	if (!verdict_allows(v))
		return OK;
	TRY(own_node(&o, person.id));
	*own = o.own;
	return OK;
}
