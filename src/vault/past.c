/* vault/past.c -- the facts of today, asked in the numbers of a policy that ran
 * before.  What the running policy has too is asked of it; the rest is read by the
 * name under which it was stored. */
#include "vault/inside.h"

struct past {
	struct scope *sc;
	struct vault *v;
	struct facts *now;
	const struct record *record;
	const struct lifetime *life;
	const struct plan *was;
	bool of_value; /* its clock counts from the value's arrival */
	struct facts facts;
};

static uint16_t
field_now(const struct past *p, uint16_t field)
{
	return plan_field_full(p->v->plan, p->was->fields.at[field].full);
}

static bool
field_is(void *of, uint16_t field, struct str word)
{
	struct past *p = of;
	uint16_t is = field_now(p, field);

	return is != NONE && p->now->field_is(p->now->of, is, word);
}

static bool
field_via(void *of, uint16_t via, uint16_t field, struct str word)
{
	struct past *p = of;
	uint16_t ref = field_now(p, via), is = field_now(p, field);

	return ref != NONE && is != NONE && p->now->field_via != NULL
	       && p->now->field_via(p->now->of, ref, is, word);
}

static uint16_t
party_now(const struct past *p, uint16_t class)
{
	return plan_party(p->v->plan, p->was->parties.at[class].name);
}

static bool
party_is(void *of, uint16_t class, struct str word)
{
	struct past *p = of;
	uint16_t is = party_now(p, class);

	return is != NONE && p->now->party_is(p->now->of, is, word);
}

static bool
party_fact(void *of, uint16_t class, struct str fact, struct instant *from, struct instant *to)
{
	struct past *p = of;
	uint16_t is = party_now(p, class);

	return is != NONE && p->now->party_fact != NULL
	       && p->now->party_fact(p->now->of, is, fact, from, to);
}

static bool
consent(void *of, uint16_t number)
{
	struct past *p = of;
	struct str name = p->was->consents.at[number].name;
	uint16_t is = plan_consent(p->v->plan, name);
	struct sql_consent_get_row row;
	bool found;

	if (is != NONE)
		return p->now->consent(p->now->of, is);
	return p->record->subject.n > 0
	       && facts_read_ok(p->now,
		   sql_consent_get(p->sc, p->v->sql, p->record->subject, name, &row, &found))
	       && found && str_eq(row.state, S("given"));
}

static bool
consent_of(void *of, uint16_t number, uint16_t about)
{
	struct past *p = of;
	uint16_t is = plan_consent(p->v->plan, p->was->consents.at[number].name);

	if (about != COND_EVERYBODY)
		about = plan_subject(p->v->plan, p->was->subjects.at[about].name);
	return is != NONE && about != NONE && p->now->consent_of(p->now->of, is, about);
}

static bool
objected(void *of, uint16_t purpose)
{
	struct past *p = of;
	uint16_t is = plan_purpose(p->v->plan, p->was->purposes.at[purpose].name);

	return is != NONE && p->now->objected(p->now->of, is);
}

/* -- events ---------------------------------------------------------------------- */

struct moment {
	bool set;
	struct instant at;
};

static void
join(const struct event *e, struct moment *m, bool found, int64_t us)
{
	if (found && (!m->set || (e->latest ? us > m->at.us : us < m->at.us)))
		*m = (struct moment){ true, { us } };
}

static bool
stored_for(struct past *p, const struct event *e, int64_t lifetime, struct str name,
    struct moment *m)
{
	struct sql_event_get_row row = { 0 };
	bool found;

	if (!facts_read_ok(p->now, sql_event_get(p->sc, p->v->sql, p->record->id,
				       p->record->subject, lifetime, name, &row, &found)))
		return false;
	join(e, m, found, row.at);
	return true;
}

static void
stored_for_person(struct past *p, const struct event *e, struct str name, struct moment *m)
{
	struct sql_event_of_subject_rows rows;

	if (p->record->subject.n == 0
	    || !facts_read_ok(p->now, sql_event_of_subject(p->sc, p->v->sql, p->record->subject,
					  name, VAULT_PAGE, &rows)))
		return;
	for (size_t i = 0; i < rows.n; i++)
		join(e, m, true, rows.at[i].at);
}

static void
stored_for_party(struct past *p, const struct event *e, struct str name, struct moment *m)
{
	struct sql_party_event_get_row row = { 0 };
	bool found;

	if (p->record->party.n > 0
	    && facts_read_ok(p->now,
		sql_party_event_get(p->sc, p->v->sql, p->record->party, name, &row, &found)))
		join(e, m, found, row.at);
}

/* An event that the running policy does not know any more. */
static bool
stored_event(struct past *p, const struct event *e, struct str name, struct instant *at)
{
	struct str dataset = p->v->plan->datasets.at[p->record->dataset].name;
	struct moment m = { 0 };

	if (e->of == EVENT_OF_PARTY)
		stored_for_party(p, e, name, &m);
	else if (e->of == EVENT_OF_DATASET && !str_eq(p->was->datasets.at[e->of_row].name, dataset))
		stored_for_person(p, e, name, &m);
	else
		stored_for(p, e, e->of == EVENT_OF_FIELD ? p->life->id : 0, name, &m);
	*at = m.at;
	return m.set;
}

static bool
event_now(const struct past *p, struct str name, uint16_t *number)
{
	for (uint16_t i = 0; i < p->v->plan->events.n; i++)
		if (str_eq(name, name_of_event(&p->sc->arena, p->v->plan, i))) {
			*number = i;
			return true;
		}
	return false;
}

static bool
event(void *of, uint16_t number, struct instant *at)
{
	struct past *p = of;
	const struct event *e = &p->was->events.at[number];
	struct str name = name_of_event(&p->sc->arena, p->was, number);
	uint16_t is;

	if (e->of == EVENT_OF_BUILT_IN && str_eq(e->name, S("arrival"))) {
		*at = p->of_value ? p->life->began : p->record->arrival;
		return true;
	}
	if (event_now(p, name, &is))
		return p->now->event(p->now->of, is, at);
	return stored_event(p, e, name, at);
}

struct facts *
vault_facts_past(struct scope *sc, struct vault *v, struct facts *now, const struct record *record,
    const struct lifetime *life, const struct plan *was, uint16_t group)
{
	struct past *p = NEW(&sc->arena, struct past);

	*p = (struct past){
		.sc = sc,
		.v = v,
		.now = now,
		.record = record,
		.life = life,
		.was = was,
		.of_value = was->groups.at[group].of_value,
		.facts = *now,
	};
	p->facts.of = p;
	p->facts.field_is = field_is;
	p->facts.party_is = party_is;
	p->facts.consent = consent;
	p->facts.consent_of = consent_of;
	p->facts.objected = objected;
	p->facts.event = event;
	p->facts.field_via = field_via;
	p->facts.party_fact = party_fact;
	p->facts.about = record->about == NONE
			     ? NONE
			     : plan_subject(was, v->plan->subjects.at[record->about].name);
	return &p->facts;
}
