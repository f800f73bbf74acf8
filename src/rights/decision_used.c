/* rights/decision_used.c -- what a machine looked at when it proposed a decision (R17).
 *
 * LAW UK GDPR Art 22C(2)(a), (c): a person who looks at it anew sees what it rested on, and so
 * does whom it is about.
 *
 * Kept are the names of the fields, and the record when it named one: no second copy of a value
 * outlives the clock of the first.
 */
#include "policy/words.h"
#include "rights/inside.h"
#include "vault/value.h"

#define USED_MOST 64

result
decision_used_take(struct acting *a, const struct node *q, struct node *file)
{
	struct node *names = node_list(&a->sc->arena);

	NODE_EACH(name, node_get(q, S("used"))) {
		if (name->kind != NODE_STR || plan_field_full(a->plan, name->text) == NONE)
			return fail_at(a->sc, E_INPUT, S("used"),
			    "what it used is named as DATA.FIELD, in words of the policy");
		if (names->count == USED_MOST)
			return fail_at(a->sc, E_INPUT, S("used"), "name up to %d fields", USED_MOST);
		node_add(names, node_str(&a->sc->arena, name->text));
	}
	if (names->count > 0)
		node_set(file, S("used"), names);
	if (node_get_str(q, S("record")).n > 0)
		node_set_str(&a->sc->arena, file, S("record"), node_get_str(q, S("record")));
	return OK;
}

void
decision_used_keep(struct arena *arena, const struct node *old, struct node *file)
{
	static const char *const members[] = { "used", "record" };

	for (size_t i = 0; i < N(members); i++)
		if (node_get(old, str_of(members[i])) != NULL)
			node_set(file, str_of(members[i]),
			    node_copy(arena, node_get(old, str_of(members[i]))));
}

static void
put_one(struct acting *a, struct node *list, uint16_t field, const struct value *value)
{
	struct arena *arena = &a->sc->arena;
	struct node *map = node_add(list, node_map(arena));

	node_set_str(arena, map, S("field"), a->plan->fields.at[field].full);
	node_set_str(arena, map, S("name"), words_field(arena, a->plan, field));
	if (value != NULL && (a->plan->fields.at[field].marks & MARK_SECRET) == 0)
		node_set(map, S("value"), value_node(arena, a->plan, field, value->text));
}

/* Of the record that was named, else of each of the person's. */
static result
put_values(struct acting *a, const struct node *file, const struct record *records, size_t n,
    uint16_t field, struct node *list)
{
	struct str only = node_get_str(file, S("record"));
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		struct fields wanted = fieldset_new(a->sc, a->plan);
		struct values values;

		if (records[i].dataset != a->plan->fields.at[field].dataset
		    || (only.n > 0 && !str_eq(only, records[i].id)))
			continue;
		fieldset_add(wanted, field);
		TRY(vault_read(
		    a->sc, a->store->vault, &records[i], wanted, false, &values));
		for (size_t k = 0; k < values.n; k++, any = true)
			put_one(a, list, field, &values.at[k]);
	}
	if (!any)
		put_one(a, list, field, NULL);
	return OK;
}

result
decision_used(struct acting *a, const struct person_decision *d, struct node **list)
{
	struct record *records;
	size_t n;

	*list = node_list(&a->sc->arena);
	if (node_get(d->file, S("used")) == NULL)
		return OK;
	TRY(vault_records_of(a->sc, a->store->vault, d->subject, &records, &n));
	NODE_EACH(name, node_get(d->file, S("used"))) {
		uint16_t field = plan_field_full(a->plan, name->text);

		if (field != NONE)
			TRY(put_values(a, d->file, records, n, field, *list));
	}
	return OK;
}

void
decision_used_note(struct acting *a, const struct person_decision *d, struct entry *e)
{
	const struct node *names = node_get(d->file, S("used"));
	struct str *full;
	size_t n = 0;

	if (names == NULL)
		return;
	full = NEW_ARRAY(&a->sc->arena, names->count, struct str);
	NODE_EACH(name, names)
		if (n < LEDGER_FIELDS_MAX)
			full[n++] = name->text;
	e->field = full;
	e->fields = n;
}

struct node *
decision_used_names(struct acting *a, const struct person_decision *d)
{
	struct node *list = node_list(&a->sc->arena);

	NODE_EACH(name, node_get(d->file, S("used"))) {
		uint16_t field = plan_field_full(a->plan, name->text);

		if (field != NONE)
			node_add(list, node_str(&a->sc->arena, words_field(&a->sc->arena, a->plan, field)));
	}
	return list;
}
