/* gate/screen.c -- numbers that must not be rung, by the registers. */
#include "gate/look.h"
#include "gate/note.h"
#include "gate/screen.h"
#include "sys/zone.h"
#include "vault/party.h"
#include "vault/screen.h"

static result
too_old(struct scope *sc, const struct screen *s, struct str name, struct verdict *v)
{
	return verdict_refuse(sc, v, WHY_SCREEN, s->at.line,
	    "the list was not screened against `%.*s` in time; record the screening, or load the "
	    "register as it is now",
	    STR(name));
}

/* Who screens elsewhere says so by a fact; a list that was loaded here is looked into, and
 * then counts by its own age. */
static result
register_stands(struct scope *sc, struct store *store, const struct screen *s, struct str name,
    struct str number, bool consented, struct verdict *v)
{
	struct screen_list list;
	struct fact f;
	bool found, has;

	TRY(vault_screen_newest(sc, store->vault, name, &list, &found));
	if (!found) {
		TRY(vault_fact(sc, store->vault, S("register"), name, &f, &found));
		return found && instant_before(sc->now, zone_plus(f.since, s->at_most_old))
			   ? OK
			   : too_old(sc, s, name, v);
	}
	if (!instant_before(sc->now, zone_plus(list.as_of, s->at_most_old)))
		return too_old(sc, s, name, v);
	TRY(vault_screen_has(sc, store->vault, &list, number, &has));
	if (!has || consented) /* PECR reg 21(4) */
		return OK;
	return verdict_refuse(
	    sc, v, WHY_LISTED, s->at.line, "the number is on the register `%.*s`", STR(name));
}

result
screen_stands(struct scope *sc, struct store *store, uint16_t purpose, enum field_type type,
    struct str address, uint16_t ground, struct verdict *v)
{
	const struct plan *plan = store->plan;
	bool consented = ground != NONE && plan->grounds.at[ground].basis == BASIS_CONSENT;

	for (size_t i = 0; i < plan->screens.n; i++) {
		const struct screen *s = &plan->screens.at[i];

		if (s->type != type || s->purpose != purpose)
			continue;
		for (size_t k = 0; k < s->registers && verdict_allows(v); k++)
			TRY(register_stands(sc, store, s, plan->words.at[s->first_register + k],
			    address, consented, v));
	}
	return OK;
}

/* -- loading a register ------------------------------------------------------------- */

static bool
register_named(const struct plan *plan, struct str name)
{
	for (size_t i = 0; i < plan->screens.n; i++)
		for (size_t k = 0; k < plan->screens.at[i].registers; k++)
			if (str_eq(plan->words.at[plan->screens.at[i].first_register + k], name))
				return true;
	return false;
}

/* What is no telephone number is counted, and is no reason to stop. */
static result
take_numbers(struct scope *sc, struct store *store, const struct node *numbers, struct str **taken,
    struct loading *l)
{
	*taken = NEW_ARRAY(&sc->arena, numbers->count + 1, struct str);
	NODE_EACH(given, numbers) {
		struct str *into = &(*taken)[l->taken];
		result r = given->kind == NODE_STR
			       ? who_address(sc, store, TYPE_PHONE, given->text, into)
			       : fail(sc, E_INPUT, "a number is a text");

		if (r.code == E_OK && into->n == 0)
			return fail_at(sc, E_STATE, S("numbers"),
			    "the policy holds no telephone numbers");
		l->taken += r.code == E_OK;
		l->refused += r.code != E_OK;
		sc->fault = (struct fault){ 0 };
	}
	return OK;
}

static result
note_loaded(
    struct scope *sc, struct store *store, const struct asker *asker, const struct screen_list *s)
{
	struct entry e = note_begin(store, asker, ENTRY_REGISTER_LOADED, S("screening"));
	uint64_t seq;

	note_more(sc, &e, S("register"), s->name);
	note_more(sc, &e, S("as-of"), instant_print(&sc->arena, s->as_of));
	note_more(sc, &e, S("numbers"),
	    str_printf(&sc->arena, "%lld", (long long)s->numbers));
	return note_write(sc, store, &e, &seq);
}

result
gate_screening(struct scope *sc, struct store *store, const struct asker *asker, struct str name,
    struct instant as_of, bool done, const struct node *numbers, struct loading *l)
{
	struct screen_list s;
	struct str *taken;

	l->taken = l->refused = 0;
	if (!register_named(store->plan, name))
		return fail_at(sc, E_INPUT, S("register"),
		    "say one of the registers that the policy screens against");
	if (instant_before(sc->now, as_of))
		return fail_at(sc, E_INPUT, S("as-of"), "a register of the future cannot be");
	if (l->list == 0)
		TRY(vault_screen_begin(sc, store->vault, name, as_of, &l->list));
	TRY(vault_screen_get(sc, store->vault, l->list, &s));
	if (!str_eq(s.name, name))
		return fail_at(sc, E_INPUT, S("list"), "this list is of another register");
	TRY(take_numbers(sc, store, numbers, &taken, l));
	TRY(vault_screen_add(sc, store->vault, l->list, taken, l->taken));
	if (!done)
		return OK;
	TRY(vault_screen_get(sc, store->vault, l->list, &s));
	if (s.numbers == 0)
		return fail_at(sc, E_INPUT, S("numbers"),
		    "there is no telephone number in it, and an empty register screens nothing");
	TRY(vault_screen_end(sc, store->vault, &s));
	return note_loaded(sc, store, asker, &s);
}
