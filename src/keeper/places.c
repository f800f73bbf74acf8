/* keeper/places.c -- where the store's bytes lie (K26). */
#include "gate/note.h"
#include "keeper/inside.h"

result
places_read(struct scope *sc, struct keeper *k)
{
	struct str places;
	bool found;

	TRY(vault_setting(sc, k->vault, SETTING_PLACES, &places, &found));
	k->store.places = found ? str_dup(&k->plan_arena, places) : S("");
	return OK;
}

struct str
places_one(struct str places)
{
	return str_has(places, S(" ")) ? S("") : places;
}

static const struct place *
place_named(const struct plan *plan, struct str name)
{
	for (size_t i = 0; i < plan->places.n; i++)
		if (str_eq(plan->places.at[i].name, name))
			return &plan->places.at[i];
	return NULL;
}

static bool
has_clock_of_place(const struct plan *plan)
{
	for (size_t i = 0; i < plan->clocks.n; i++)
		if (plan->clocks.at[i].place != NONE)
			return true;
	return false;
}

struct str
places_bar(struct scope *sc, const struct plan *plan, struct str places)
{
	for (struct str rest = places; rest.n > 0;) {
		struct str name = str_cut(rest, ' ', &rest);
		const struct place *p = place_named(plan, name);

		if (p == NULL)
			return str_printf(&sc->arena,
			    "the store lies in `%.*s`, and the policy has no such place",
			    STR(name));
		if (!term_is_zero(p->backups_kept))
			return str_printf(&sc->arena,
			    "`%.*s` is a place of backups: no store lies there", STR(name));
	}
	if (has_clock_of_place(plan) && places_one(places).n == 0)
		return S("the policy has clocks for single places: say in which one the store lies");
	return S("");
}

static result
write_refused(struct scope *sc, struct keeper *k, void *of)
{
	const struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct entry e = note_begin(&k->store, &nobody, ENTRY_PLACE_REFUSED, S(""));

	(void)of;
	e.why = k->o.place;
	return keeper_note(sc, k, &e);
}

result
places_check(struct scope *sc, struct keeper *k)
{
	if (k->o.place.n == 0 || str_has_word(k->store.places, k->o.place))
		return OK;
	if (!ledger_word(k->o.place))
		return fail(sc, E_INPUT, "`--place` is the name of a place of the policy");
	TRY(keeper_commit(sc, k, write_refused, NULL));
	TRY(keeper_sign(sc, k));
	return fail(sc, E_STATE, "this store lies in %.*s, and not in `%.*s`",
	    STR(k->store.places.n > 0 ? k->store.places : S("no place that it was told of")),
	    STR(k->o.place));
}
