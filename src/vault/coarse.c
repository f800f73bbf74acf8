/* vault/coarse.c -- what is left when a clock says `then generalise`.
 *
 * What is left is shorter, not marked as inexact: 2026-11, and 53.64,-1.78.  A
 * hundredth of a degree is a kilometre from south to north.
 */
#include "vault/inside.h"

static const struct {
	bool place;
	size_t stay;
} grains[] = {
#define GRAIN(id, words, place, stay) { place, stay },
#include "policy/grain.def"
#undef GRAIN
};

static struct str
degrees_coarse(struct str degrees, size_t decimals)
{
	for (size_t i = 0; i < degrees.n; i++)
		if (degrees.p[i] == '.' && i + 1 + decimals < degrees.n)
			return str_slice(degrees, 0, i + 1 + decimals);
	return degrees;
}

static struct str
value_coarse(struct arena *arena, enum grain grain, struct str text)
{
	size_t stay = grains[grain].stay;
	struct str east, north = str_cut(text, ',', &east);

	if (!grains[grain].place)
		return text.n > stay ? str_slice(text, 0, stay) : text;
	north = degrees_coarse(north, stay);
	east = degrees_coarse(east, stay);
	return str_printf(arena, "%.*s,%.*s", STR(north), STR(east));
}

result
vault_coarsen(struct scope *sc, struct vault *v, const struct lifetime *life, struct due due,
    struct ending_note note)
{
	enum grain grain = v->plan->clocks.at[v->plan->groups.at[life->group].clock].grain;
	struct fields none = fields_empty(&sc->arena, v->plan);
	struct record record;
	struct values values;
	int64_t id;
	bool there;

	CHECK(vault_valid(v) && !life->coarse);
	TRY(life_values(sc, v, life, &values, &there));
	if (!there)
		return OK;
	for (size_t i = 0; i < values.n; i++)
		values.at[i].text = value_coarse(&sc->arena, grain, values.at[i].text);
	TRY(vault_record(sc, v, life->record, &record));
	TRY(life_begin(sc, v, &record, life->policy, values, due, life->began, life->held, &id));
	TRY(sql_life_coarsen(sc, v->sql, id));
	TRY(events_carry(sc, v, life, id, none));
	return vault_end(sc, v, life->id, note);
}
