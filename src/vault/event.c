/* vault/event.c -- moments that start clocks, and whose clocks ask for them. */
#include "vault/inside.h"

/* Where an event stands: of a record, of one lifetime of it (an event of a
 * field's present value), or of a person. */
struct event_place {
	struct str record, subject, party;
	int64_t lifetime;
};

static bool
moves(const struct event *e, bool there, int64_t was, struct instant at)
{
	if (!there)
		return true;
	return e->latest ? at.us > was : at.us < was;
}

static result
note_party_event(struct scope *sc, struct vault *v, const struct event *e, struct str name,
    struct str party, struct instant at, bool *changed)
{
	struct sql_party_event_get_row row = { 0 };
	bool there;

	TRY(sql_party_event_get(sc, v->sql, party, name, &row, &there));
	*changed = moves(e, there, row.at, at);
	return *changed ? sql_party_event_put(sc, v->sql, party, name, at.us) : OK;
}

static result
note_event(struct scope *sc, struct vault *v, const struct event *e, struct str name,
    const struct event_place *p, struct instant at, bool *changed)
{
	struct sql_event_get_row row = { 0 };
	bool there;

	TRY(sql_event_get(sc, v->sql, p->record, p->subject, p->lifetime, name, &row, &there));
	*changed = moves(e, there, row.at, at);
	if (!*changed)
		return OK;
	return sql_event_put(sc, v->sql,
	    &(struct sql_event_put_in){
		.record = p->record,
		.subject = p->subject,
		.lifetime = p->lifetime,
		.name = name,
		.party = p->party,
		.at = at.us,
	    });
}

/* The lifetime of the field's present value; `before` it began, the event was
 * one of an earlier value and counts no more. */
static result
place_of_value(struct scope *sc, struct vault *v, uint16_t field, struct instant at,
    struct event_place *p, bool *before)
{
	struct lifetime life;
	bool found;

	TRY(life_of_field(sc, v, p->record, field, &life, &found));
	if (!found)
		return fail(sc, E_ABSENT, "the record holds no `%.*s`, so nothing can happen to it",
		    STR(v->plan->fields.at[field].full));
	p->lifetime = life.id;
	*before = instant_before(at, life.began);
	return OK;
}

result
vault_event(struct scope *sc, struct vault *v, uint16_t event, struct str record,
    struct str subject, struct str party, struct instant at, bool *changed)
{
	const struct event *e = &v->plan->events.at[event];
	struct str name = name_of_event(&sc->arena, v->plan, event);
	struct event_place p = { .record = record, .subject = subject, .party = party };
	struct record r;
	bool before = false;

	CHECK(vault_valid(v));
	*changed = false;
	if (e->of == EVENT_OF_PARTY)
		return note_party_event(sc, v, e, name, party, at, changed);
	if (record.n > 0) {
		TRY(vault_record(sc, v, record, &r));
		p.subject = r.subject;
		p.party = r.party;
	}
	if (e->of == EVENT_OF_FIELD)
		TRY(place_of_value(sc, v, e->of_row, at, &p, &before));
	return before ? OK : note_event(sc, v, e, name, &p, at, changed);
}

/* "provisioned of device.password": is its field one of these? */
static bool
event_is_of(const struct vault *v, struct str name, struct fields fields)
{
	for (uint16_t f = 0; f < v->plan->fields.n; f++) {
		struct str full = v->plan->fields.at[f].full;

		if (fields_have(fields, f) && str_ends(name, full) && name.n > full.n + 4
		    && str_eq(str_slice(name, name.n - full.n - 4, name.n - full.n), S(" of ")))
			return true;
	}
	return false;
}

result
events_carry(
    struct scope *sc, struct vault *v, const struct lifetime *from, int64_t to, struct fields gone)
{
	struct sql_event_list_rows rows;

	TRY(sql_event_list(sc, v->sql, from->record, from->subject, from->id, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		if (event_is_of(v, rows.at[i].name, gone))
			continue;
		TRY(sql_event_put(sc, v->sql,
		    &(struct sql_event_put_in){
			.record = from->record,
			.subject = from->subject,
			.lifetime = to,
			.name = rows.at[i].name,
			.party = from->party,
			.at = rows.at[i].at,
		    }));
	}
	return OK;
}

/* -- who asks ---------------------------------------------------------------------- */

struct asking {
	uint16_t event;
	struct str record;
	bool elsewhere; /* of the person: in other datasets than the event's own */
};

static bool
asks(const struct vault *v, const struct asking *a, const struct lifetime *life)
{
	const struct event *e;

	if (life->state != LIFE_OPEN || life->group == NONE
	    || (life->policy == v->plan->version && !group_asks(v, life->group, a->event)))
		return false; /* what an earlier clock asked for, the term knows (T7) */
	if (!a->elsewhere || str_eq(life->record, a->record))
		return true;
	e = &v->plan->events.at[a->event];
	return e->of == EVENT_OF_DATASET && life->dataset != e->of_row;
}

/* Does a clock of another dataset ask for an event of this one? */
static bool
asked_elsewhere(const struct vault *v, uint16_t event)
{
	const struct event *e;

	if (event >= v->plan->events.n || v->plan->events.at[event].of != EVENT_OF_DATASET)
		return false;
	if (v->succeeded)
		return true;
	e = &v->plan->events.at[event];
	for (uint16_t g = 0; g < v->plan->groups.n; g++)
		if (v->plan->groups.at[g].dataset != e->of_row && group_asks(v, g, event))
			return true;
	return false;
}

static result
candidates(struct scope *sc, struct vault *v, struct asking *a, struct str subject,
    struct str party, int64_t after, struct ids *ids)
{
	if (a->record.n > 0 && (subject.n == 0 || !asked_elsewhere(v, a->event))) {
		struct sql_life_of_record_rows rows;

		TRY(sql_life_of_record(sc, v->sql, a->record, &rows));
		*ids = IDS_OF(rows);
	} else if (subject.n > 0) {
		struct sql_life_of_subject_rows rows;

		a->elsewhere = a->record.n > 0;
		TRY(sql_life_of_subject(sc, v->sql, subject, after, VAULT_PAGE, &rows));
		*ids = IDS_OF(rows);
	} else {
		struct sql_life_of_party_rows rows;

		TRY(sql_life_of_party(sc, v->sql, party, after, VAULT_PAGE, &rows));
		*ids = IDS_OF(rows);
	}
	return OK;
}

struct asking_lives {
	LIST(struct lifetime) list;
};

static void
take_asking(struct scope *sc, const struct vault *v, const struct asking *a,
    const struct lifetime *life, struct asking_lives *lives)
{
	if (asks(v, a, life))
		*LIST_ADD(&lives->list, &sc->arena) = *life;
}

/* A link to a record that names the person stands for all that the record has. */
static result
take_candidate(struct scope *sc, struct vault *v, const struct asking *a, int64_t id,
    struct asking_lives *lives)
{
	struct lifetime life, *shared;
	bool found;
	size_t n;

	TRY(life_load(sc, v, id, &life, &found));
	if (!found)
		return OK;
	if (!life.naming) {
		take_asking(sc, v, a, &life, lives);
		return OK;
	}
	TRY(vault_lifetimes(sc, v, life.record, &shared, &n));
	for (size_t i = 0; i < n; i++)
		take_asking(sc, v, a, &shared[i], lives);
	return OK;
}

/* Pages of candidates until `most` were found that ask, or none is left. */
result
vault_lifetimes_asking(struct scope *sc, struct vault *v, uint16_t event, struct str record,
    struct str subject, struct str party, int64_t *after, size_t most, struct lifetime **lives,
    size_t *n)
{
	struct asking a = { .event = event, .record = record };
	struct asking_lives found = { 0 };
	bool more = true;

	CHECK(vault_valid(v));
	while (more && found.list.n < most) {
		struct ids ids;
		size_t i = 0;

		TRY(candidates(sc, v, &a, subject, party, *after, &ids));
		for (; i < ids.n && found.list.n < most; i++)
			if (ids.at[i] > *after)
				TRY(take_candidate(sc, v, &a, *after = ids.at[i], &found));
		more = i < ids.n || ids.n == VAULT_PAGE;
	}
	if (!more)
		*after = 0;
	*lives = found.list.at;
	*n = found.list.n;
	return OK;
}
