/* rights/whose.c -- whom a code to an address may open (R14). */
#include "rights/inside.h"
#include "vault/value.h"

/* -- who has it ------------------------------------------------------------------ */

uint16_t
code_field(const struct plan *plan, enum field_type type, uint16_t after)
{
	for (size_t i = 0; i < plan->rights.n; i++) {
		uint16_t f = plan->rights.at[i].code_to;

		if (f != NONE && (after == NONE || f > after) && plan->fields.at[f].type == type)
			return f;
	}
	return NONE;
}

bool
rights_text_codes(const struct plan *plan)
{
	return code_field(plan, TYPE_PHONE, NONE) != NONE;
}

struct found {
	struct str *at;
	size_t n, room;
};

/* By telephone, in the fields alone to which the policy says that codes are sent. */
static result
who_has_number(struct scope *sc, struct store *store, struct str number, struct found *all)
{
	uint16_t f = code_field(store->plan, TYPE_PHONE, NONE);

	if (f == NONE)
		return fail_at(sc, E_INPUT, S("phone"),
		    "codes go by mail here: say the e-mail address that we know");
	for (; f != NONE; f = code_field(store->plan, TYPE_PHONE, f)) {
		struct str *ids;
		size_t n;

		TRY(vault_subjects_in(sc, store->vault, f, number, &ids, &n));
		for (size_t i = 0; i < n; i++)
			if (!str_among(ids[i], all->at, all->n))
				*LIST_ADD(all, &sc->arena) = ids[i];
	}
	return OK;
}

static result
who_has(struct scope *sc, struct store *store, enum field_type type, struct str address,
    struct found *all)
{
	if (type == TYPE_PHONE)
		return who_has_number(sc, store, address, all);
	if (address.n == 0) /* the policy has no such field */
		return OK;
	return vault_subjects_by(
	    sc, store->vault, TYPE_EMAIL, address, S(""), &all->at, &all->n);
}

/* -- one person or several --------------------------------------------------------- */

struct words {
	struct str *at;
	size_t n, room;
};

static bool
all_in(const struct words *some, const struct words *others)
{
	for (size_t i = 0; i < some->n; i++)
		if (!str_among(some->at[i], others->at, others->n))
			return false;
	return true;
}

static void
add_words(struct arena *arena, struct str name, struct words *w)
{
	struct str rest = str_lower(arena, name);

	while (rest.n > 0) {
		struct str word = str_cut(rest, ' ', &rest);

		if (word.n > 0 && !str_among(word, w->at, w->n))
			*LIST_ADD(w, arena) = word;
	}
}

/* A record that names several people does not say which name is whose. */
static result
names_in(struct scope *sc, struct store *store, const struct record *r, struct words *w)
{
	const struct dataset *d = &store->plan->datasets.at[r->dataset];
	struct fields wanted = fieldset_new(sc, store->plan);
	struct values values;

	if (d->built_in || r->n_people > 0)
		return OK;
	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if (store->plan->fields.at[f].type == TYPE_NAME)
			fields_put(wanted, f);
	TRY(vault_read(sc, store->vault, r, wanted, false, &values));
	for (size_t i = 0; i < values.n; i++)
		add_words(&sc->arena, values.at[i].text, w);
	return OK;
}

static result
names_of(struct scope *sc, struct store *store, struct str id, struct words *w)
{
	struct record *records;
	size_t n;

	*w = (struct words){ 0 };
	TRY(vault_records_of(sc, store->vault, id, &records, &n));
	for (size_t i = 0; i < n; i++)
		TRY(names_in(sc, store, &records[i], w));
	return OK;
}

static result
are_one(struct scope *sc, struct store *store, struct str one, struct str other, bool *same)
{
	struct str *ids;
	size_t n;

	*same = false;
	TRY(vault_same(sc, store->vault, one, &ids, &n));
	for (size_t i = 0; i < n; i++)
		*same = *same || str_eq(ids[i], other);
	return OK;
}

result
ids_shared(struct scope *sc, struct store *store, const struct str *ids, size_t n, bool *shared)
{
	struct words *names = NEW_ARRAY(&sc->arena, n, struct words);

	*shared = false;
	for (size_t i = 0; i < n; i++) {
		TRY(names_of(sc, store, ids[i], &names[i]));
		for (size_t k = 0; k < i && !*shared; k++) {
			bool same = all_in(&names[i], &names[k]) || all_in(&names[k], &names[i]);

			if (!same)
				TRY(are_one(sc, store, ids[i], ids[k], &same));
			*shared = !same;
		}
	}
	return OK;
}

result
rights_whose(struct scope *sc, struct store *store, enum field_type type, struct str given,
    struct whose *w)
{
	struct found all = { 0 };

	*w = (struct whose){ 0 };
	TRY(who_address(sc, store, type, given, &w->address));
	TRY(who_has(sc, store, type, w->address, &all));
	w->ids = all.at;
	w->n = all.n;
	return ids_shared(sc, store, w->ids, w->n, &w->shared);
}
