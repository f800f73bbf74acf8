/* gate/stand.c -- may this be held now, and until when? */
#include "base/check.h"
#include "gate/offer.h"
#include "sys/zone.h"

static result
told_event(struct admission *a, const struct node *told)
{
	uint16_t event = plan_event(a->plan, a->record.dataset, told->key);
	struct instant at;

	if (event == NONE || a->plan->events.at[event].of == EVENT_OF_BUILT_IN
	    || a->plan->events.at[event].of == EVENT_OF_PARTY)
		return verdict_refuse(a->sc, a->v, WHY_UNKNOWN,
		    a->plan->datasets.at[a->record.dataset].at.line,
		    "the events told are not all of `%.*s`",
		    STR(a->plan->datasets.at[a->record.dataset].name));
	if (told->kind != NODE_STR || !instant_parse(told->text, &at)
	    || instant_before(a->sc->now, at))
		return verdict_refuse_field(a->sc, a->v, WHY_VALUE,
		    a->plan->events.at[event].at.line, a->plan->events.at[event].name,
		    "an event has an RFC 3339 time that is not in the future");
	a->events[a->n_events++] = (struct told_event){ event, at };
	return OK;
}

/* Clocks start when it was collected and when things happened, not when they
 * were typed in. */
result
offer_moment(struct admission *a)
{
	struct instant now = a->sc->now;
	struct instant collected = a->offer->has_collected ? a->offer->collected : now;

	if (instant_before(now, collected))
		return verdict_refuse_field(a->sc, a->v, WHY_VALUE, 0, S("collected"),
		    "it cannot have been collected in the future");
	if (a->exists)
		a->record.change = instant_max(a->held.change, collected);
	else
		a->record.arrival = a->record.change = collected;
	if (a->offer->events == NULL)
		return OK;
	a->events = NEW_ARRAY(&a->sc->arena, a->offer->events->count, struct told_event);
	NODE_EACH(told, a->offer->events) {
		TRY(told_event(a, told));
		if (!verdict_allows(a->v))
			return OK;
	}
	return OK;
}

static bool
age_reached(struct civil born, struct civil day, uint16_t years)
{
	int age = day.year - born.year;

	if (day.month < born.month || (day.month == born.month && day.day < born.day))
		age--;
	return age >= (int)years;
}

static result
old_enough(struct admission *a, uint16_t kind, struct str said)
{
	struct instant collected = a->offer->has_collected ? a->offer->collected : a->sc->now;
	const struct subject_type *s = &a->plan->subjects.at[kind];
	struct civil born;

	if (!date_parse(said, &born) || instant_before(collected, zone_instant(born)))
		return verdict_refuse_field(a->sc, a->v, WHY_VALUE, 0, S("declared-birth-date"),
		    "a birth date is a day in the past, 2001-11-22");
	if (!age_reached(born, zone_civil(collected), s->least_age))
		return verdict_refuse(a->sc, a->v, WHY_AGE, s->at.line, "`%.*s` are %u or older",
		    STR(s->name), s->least_age);
	return OK;
}

/* LAW UK GDPR Art 8, 25; the date is weighed and forgotten. */
result
offer_age(struct admission *a)
{
	struct str said = a->offer->declared_birth_date;
	size_t i = 0;

	if (said.n > 0 && a->record.n_people > 0)
		return verdict_refuse_field(a->sc, a->v, WHY_VALUE, 0, S("declared-birth-date"),
		    "say in `people` whose it is");
	if (said.n > 0 && a->record.about != NONE)
		return old_enough(a, a->record.about, said);
	NODE_EACH(one, a->offer->people) {
		said = node_get_str(one, S("declared-birth-date"));
		if (said.n > 0 && i < a->record.n_people && verdict_allows(a->v))
			TRY(old_enough(a, a->record.people[i].about, said));
		i++;
	}
	return OK;
}

/* Held for direct marketing and for nothing else. */
static bool
only_marketing(const struct plan *plan, uint16_t field)
{
	bool any = false;

	for (size_t i = 0; i < plan->purposes.n; i++) {
		const struct purpose *p = &plan->purposes.at[i];

		if (p->built_in || !fields_have(p->uses, field))
			continue;
		if (p->marketing == 0)
			return false;
		any = true;
	}
	return any;
}

/* LAW UK GDPR Art 21(3), PECR reg 22: an opt-out is not undone by an import. */
result
offer_suppressed(struct admission *a)
{
	bool marketing = a->plan->purposes.at[a->purpose].marketing != 0;

	for (size_t i = 0; i < a->values.n; i++) {
		const struct field *f = &a->plan->fields.at[a->values.at[i].field];

		for (size_t k = 0; k < a->plan->suppressions.n; k++) {
			const struct suppress *s = &a->plan->suppressions.at[k];
			bool suppressed;

			if ((s->types & 1u << f->type) == 0
			    || (!marketing && !only_marketing(a->plan, a->values.at[i].field)))
				continue;
			TRY(vault_suppressed(
			    a->sc, a->store->vault, f->type, a->values.at[i].text, a->record.party, &suppressed));
			if (suppressed)
				return verdict_refuse_field(a->sc, a->v, WHY_SUPPRESSED, s->at.line,
				    f->full, "%.*s has opted out", STR(f->full));
		}
	}
	return OK;
}

static const struct facts *
facts_after(struct admission *a)
{
	const struct facts *facts = vault_facts(
	    a->sc, a->store->vault, &a->record, &a->after, NULL, a->events, a->n_events);

	vault_facts_opt_out(facts, a->opt_outs, a->n_opt_outs);
	return facts;
}

result
field_stands(struct scope *sc, const struct plan *plan, uint16_t field, const struct facts *facts,
    struct verdict *v)
{
	const struct field *f = &plan->fields.at[field];

	if (f->only_while != NONE && !cond_holds(plan, f->only_while, facts))
		return verdict_refuse_field(sc, v, WHY_ONLY_WHILE, f->at.line, f->full,
		    "%.*s is held only under a condition that this record does not meet",
		    STR(f->full));
	if (f->off_unless != NONE && !facts->consent(facts->of, f->off_unless))
		return verdict_refuse_field(sc, v, WHY_OFF, f->at.line, f->full,
		    "%.*s is off until the consent `%.*s` is given", STR(f->full),
		    STR(plan->consents.at[f->off_unless].name));
	if (f->dated && !instant_before(facts->now, facts_day(facts, f->until)))
		return verdict_refuse_field(sc, v, WHY_OVERDUE, f->at.line, f->full,
		    "%.*s was taken until %.*s", STR(f->full),
		    STR(date_print(&sc->arena, f->until)));
	if (f->off_cond != NONE && !cond_holds(plan, f->off_cond, facts))
		return verdict_refuse_field(sc, v, WHY_OFF_COND, f->at.line, f->full,
		    "%.*s is off, and what turns it on is not so", STR(f->full));
	return OK;
}

result
data_stands(struct scope *sc, const struct plan *plan, uint16_t dataset, const struct facts *facts,
    struct verdict *v)
{
	const struct dataset *d = &plan->datasets.at[dataset];

	if (d->only_while == NONE || cond_holds(plan, d->only_while, facts))
		return OK;
	return verdict_refuse(sc, v, WHY_DATA_WHILE, plan->conds.at[d->only_while].at.line,
	    "`%.*s` is held only under a condition that this does not meet", STR(d->name));
}

/* Door, `may change` lines and data, each under the condition that its line names. */
static result
lines_stand(struct admission *a, const struct facts *facts)
{
	const struct door_rule *door = &a->plan->doors.at[a->door];

	if (door->only_while != NONE && !cond_holds(a->plan, door->only_while, facts))
		return verdict_refuse(a->sc, a->v, WHY_DOOR_WHILE,
		    a->plan->conds.at[door->only_while].at.line,
		    "door `%.*s` offers only under a condition that this does not meet",
		    STR(door->name));
	TRY(rights_stand(a, facts));
	return verdict_allows(a->v)
		   ? data_stands(a->sc, a->plan, a->record.dataset, facts, a->v)
		   : OK;
}

result
offer_conditions(struct admission *a)
{
	const struct facts *facts;

	if (a->exists)
		TRY(laid_held(a->sc, a->store, &a->held, &a->before));
	a->after = laid_over(a->sc, a->plan, a->record.dataset, a->before, a->values);
	facts = facts_after(a);
	TRY(lines_stand(a, facts));
	TRY(vault_facts_read(facts));
	if (!verdict_allows(a->v))
		return OK;
	for (size_t i = 0; i < a->values.n; i++) {
		TRY(field_stands(a->sc, a->plan, a->values.at[i].field, facts, a->v));
		if (verdict_allows(a->v))
			TRY(look_second(
			    a->sc, a->plan, a->purpose, a->values.at[i].field, facts, a->v));
		TRY(vault_facts_read(facts));
		if (!verdict_allows(a->v))
			return OK;
	}
	return OK;
}

static result
another_has_it(struct scope *sc, struct store *store, const struct record *r, struct values by,
    bool *another)
{
	struct str *ids;
	size_t n;

	TRY(vault_find(sc, store->vault, r->dataset, r->party, by, 2, &ids, &n));
	*another = false;
	for (size_t i = 0; i < n; i++)
		*another = *another || !str_eq(ids[i], r->id);
	return OK;
}

/* LAW UK GDPR Art 5(1)(d): one reference names one person. */
result
unique_stands(struct scope *sc, struct store *store, const struct record *r, struct values after,
    struct values brought, struct verdict *v)
{
	for (size_t i = 0; i < after.n; i++) {
		const struct field *f = &store->plan->fields.at[after.at[i].field];
		const struct value *within = NULL;
		struct value by[2] = { after.at[i] };
		bool another;

		if ((f->marks & MARK_UNIQUE) == 0)
			continue;
		if (f->unique_within != NONE)
			within = values_get(after, f->unique_within);
		if (within != NULL)
			by[1] = *within;
		if (values_get(brought, after.at[i].field) == NULL
		    && (within == NULL || values_get(brought, within->field) == NULL))
			continue; /* nothing of it changes */
		TRY(another_has_it(
		    sc, store, r, (struct values){ by, within != NULL ? 2 : 1 }, &another));
		if (another)
			return verdict_refuse_field(sc, v, WHY_UNIQUE, f->at.line, f->full,
			    "%.*s is unique, and another record has this value", STR(f->full));
	}
	return OK;
}

result
offer_unique(struct admission *a)
{
	return unique_stands(a->sc, a->store, &a->record, a->after, a->values, a->v);
}

/* LAW UK GDPR Art 6(1), 7(1). */
result
offer_ground(struct admission *a)
{
	return person_stands(
	    a->sc, a->store, a->purpose, &a->record, facts_after(a), &a->ground, a->v);
}

/* LAW UK GDPR Art 5(1)(e): nothing is taken that would have to be gone. */
result
offer_dues(struct admission *a)
{
	TRY(term_dues(
	    a->sc, a->store, &a->record, a->after, a->events, a->n_events, &a->dues, &a->n_dues));
	for (size_t i = 0; i < a->values.n; i++) {
		const struct field *f = &a->plan->fields.at[a->values.at[i].field];

		for (size_t k = 0; k < a->n_dues; k++) {
			struct due due = a->dues[k].due;

			if (a->dues[k].group != f->group || !due.set
			    || instant_before(a->sc->now, due.at))
				continue;
			return verdict_refuse_field(a->sc, a->v, WHY_OVERDUE,
			    a->plan->clocks.at[a->plan->groups.at[f->group].clock].at.line, f->full,
			    "%.*s had to be erased by %.*s", STR(f->full),
			    STR(instant_print(&a->sc->arena, due.at)));
		}
	}
	return OK;
}
