/* gate/work.c -- what a role may do: its `may` lines, by data and purpose. */
#include "gate/work.h"
#include "gate/look.h"

#define READS (MAY_READ | MAY_HEAR | MAY_EXPORT)
#define WRITES (MAY_CHANGE | MAY_NARROW)

/* A line for a party's own people is nothing for ours. */
static bool
is_of(const struct asker *a, const struct grant *g)
{
	return g->role == a->role
	       && (a->party.n > 0 || g->of_those_served || !g->of_their_own);
}

static bool
is_for(const struct asker *a, const struct grant *g, const struct work *w)
{
	return is_of(a, g) && g->purpose == w->purpose;
}

/* A purpose `as totals of N` shows nothing but totals. */
static unsigned
may_of(const struct plan *plan, const struct grant *g, uint16_t field)
{
	unsigned may = g->may;

	if (plan->purposes.at[g->purpose].as_totals_of > 0)
		may &= ~(unsigned)READS;
	return (plan->fields.at[field].marks & MARK_SECRET) != 0 ? may & WRITES : may;
}

static void
take_field(const struct plan *plan, const struct grant *g, struct work_field *f)
{
	unsigned may;

	if (!fields_have(g->fields, f->field))
		return;
	may = may_of(plan, g, f->field);
	f->line = f->line == 0 ? g->at.line : f->line;
	f->may |= may;
	f->finds = f->finds
		   || ((may & MAY_READ) != 0
		       && (plan->fields.at[f->field].marks & (MARK_KEY | MARK_FINDABLE)) != 0);
}

static void
take_line(struct work *w, const struct grant *g)
{
	w->line = w->line == 0 ? g->at.line : w->line;
	w->needs |= g->needs;
	if (g->a_day > 0 && (w->a_day == 0 || g->a_day < w->a_day))
		w->a_day = g->a_day;
}

static void
fill_fields(struct scope *sc, const struct plan *plan, const struct asker *a, struct work *w)
{
	const struct dataset *d = &plan->datasets.at[w->dataset];
	const struct role *r = &plan->roles.at[a->role];

	w->fields = NEW_ARRAY(&sc->arena, d->fields, struct work_field);
	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		struct work_field *at = &w->fields[w->n];

		*at = (struct work_field){ .field = f };
		for (uint16_t i = r->first_grant; i < r->first_grant + r->grants; i++)
			if (is_for(a, &plan->grants.at[i], w))
				take_field(plan, &plan->grants.at[i], at);
		w->may |= at->may;
		w->n += at->line != 0;
	}
}

static void
fill_lines(const struct plan *plan, const struct asker *a, struct work *w)
{
	const struct role *r = &plan->roles.at[a->role];

	for (uint16_t i = r->first_grant; i < r->first_grant + r->grants; i++)
		if (is_for(a, &plan->grants.at[i], w)
		    && fields_meet_dataset(plan, plan->grants.at[i].fields, w->dataset))
			take_line(w, &plan->grants.at[i]);
	for (uint16_t p = w->purpose; p != NONE; p = plan->purposes.at[p].under)
		w->needs |= plan->purposes.at[p].needs;
}

/* -- a new record --------------------------------------------------------------- */

static bool
door_takes(const struct plan *plan, const struct asker *a, uint16_t dataset)
{
	uint16_t door = plan_door(plan, a->door);
	const struct door_rule *d = &plan->doors.at[door == NONE ? 0 : door];

	if (door == NONE || (d->from & (FROM_KEYS | FROM_PEOPLE | FROM_ANYONE)) == 0)
		return false;
	for (uint16_t i = 0; i < d->datasets; i++)
		if (plan->door_datasets.at[d->first_dataset + i] == dataset)
			return true;
	return false;
}

static bool
may_change(const struct work *w, uint16_t field)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->fields[i].field == field)
			return (w->fields[i].may & MAY_CHANGE) != 0;
	return false;
}

/* Whoever offers a record gives each required field of it. */
static bool
may_store(const struct plan *plan, const struct asker *a, const struct work *w)
{
	const struct dataset *d = &plan->datasets.at[w->dataset];

	if ((w->may & MAY_CHANGE) == 0 || plan->purposes.at[w->purpose].built_in
	    || !door_takes(plan, a, w->dataset))
		return false;
	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if ((plan->fields.at[f].marks & MARK_REQUIRED) != 0 && !may_change(w, f))
			return false;
	return true;
}

/* -- all of it ------------------------------------------------------------------ */

static bool
acts(const struct plan *plan, const struct asker *a, const struct work *w)
{
	const struct role *r = &plan->roles.at[a->role];

	for (uint16_t i = r->first_grant; i < r->first_grant + r->grants; i++)
		if (is_for(a, &plan->grants.at[i], w)
		    && fields_meet_dataset(plan, plan->grants.at[i].fields, w->dataset))
			return true;
	return false;
}

static void
works_add(struct scope *sc, const struct plan *plan, const struct asker *a, struct work w,
    struct works *all)
{
	if (!acts(plan, a, &w))
		return;
	fill_fields(sc, plan, a, &w);
	fill_lines(plan, a, &w);
	w.stores = may_store(plan, a, &w);
	w.erases = a->party.n > 0 && (w.may & MAY_CHANGE) != 0;
	all->at[all->n++] = w;
}

void
works_of(struct scope *sc, const struct plan *plan, const struct asker *a, struct works *all)
{
	*all = (struct works){ 0 };
	if (a->kind != ASKER_ROLE || a->role >= plan->roles.n)
		return;
	all->at = NEW_ARRAY(&sc->arena, plan->datasets.n * plan->purposes.n, struct work);
	for (uint16_t d = 0; d < plan->datasets.n; d++)
		for (uint16_t p = 0; p < plan->purposes.n && !plan->datasets.at[d].built_in; p++)
			works_add(sc, plan, a, (struct work){ .dataset = d, .purpose = p }, all);
}
