/* vault/facts.c -- what conditions and clocks ask of one record. */
#include "sys/zone.h"
#include "vault/inside.h"

struct asked {
	struct scope *sc;
	struct vault *v;
	const struct record *record;
	const struct person *person; /* of whom it is asked; NULL: of the record as a whole */
	const struct values *values; /* or NULL */
	const struct lifetime *life; /* or NULL */
	const struct told_event *told;
	size_t n_told;
	struct party party; /* read once */
	bool party_read;
	uint16_t purpose, recipient; /* what it is asked for; NONE: a clock asks */
	const uint16_t *opt_outs; /* purposes whose opt-out is offered here and now */
	size_t n_opt_outs;
	bool asks_again; /* a yes was found that does not cover that any more */
	result failed; /* the first read that did not succeed */
	struct facts facts;
};

/* A failed read answers no; vault_facts_read then voids the decision. */
static bool
read_ok(struct asked *a, result r)
{
	if (r.code == E_OK)
		return true;
	if (a->failed.code == E_OK)
		a->failed = r;
	return false;
}

/* -- values ------------------------------------------------------------------------- */

static bool
stored_is(struct asked *a, const struct record *record, uint16_t field, struct str word)
{
	struct fields wanted = fields_empty(&a->sc->arena, a->v->plan);
	const struct value *value;
	struct values values;

	fields_put(wanted, field);
	if (!read_ok(a, vault_read(a->sc, a->v, record, wanted, false, &values)))
		return false;
	value = values_get(values, field);
	return value != NULL && str_eq(value->text, word);
}

static bool
value_of(struct asked *a, uint16_t field, struct str *text)
{
	const struct value *value = a->values != NULL ? values_get(*a->values, field) : NULL;
	struct fields wanted;
	struct values values;

	if (value != NULL) {
		*text = value->text;
		return text->n > 0;
	}
	if (a->record->id.n == 0)
		return false;
	wanted = fields_empty(&a->sc->arena, a->v->plan);
	fields_put(wanted, field);
	if (!read_ok(a, vault_read(a->sc, a->v, a->record, wanted, false, &values)))
		return false;
	value = values_get(values, field);
	*text = value != NULL ? value->text : S("");
	return value != NULL;
}

/* `vehicle.ad-kit is yes`, asked of a record with a `ref vehicle`; of what is gone, or
 * is another party's, nothing is so. */
static bool
field_via(void *of, uint16_t via, uint16_t field, struct str word)
{
	struct asked *a = of;
	struct record record;
	struct str id;
	result r;

	if (a->v->plan->fields.at[via].dataset != a->record->dataset || !value_of(a, via, &id))
		return false;
	r = vault_record(a->sc, a->v, id, &record);
	if (r.code == E_ABSENT)
		return false;
	return read_ok(a, r) && str_eq(record.party, a->record->party)
	       && record.dataset == a->v->plan->fields.at[field].dataset
	       && stored_is(a, &record, field, word);
}

/* A condition over several data asks a record of the others through its refs. */
static bool
field_is(void *of, uint16_t field, struct str word)
{
	struct asked *a = of;
	const struct plan *plan = a->v->plan;
	const struct dataset *d = &plan->datasets.at[a->record->dataset];
	struct str text;

	if (plan->fields.at[field].dataset == a->record->dataset)
		return value_of(a, field, &text) && str_eq(text, word);
	for (uint16_t ref = d->first_field; ref < d->first_field + d->fields; ref++)
		if (plan->fields.at[ref].type == TYPE_REF
		    && plan->fields.at[ref].ref == plan->fields.at[field].dataset
		    && field_via(a, ref, field, word))
			return true;
	return false;
}

static bool
party_at_hand(struct asked *a)
{
	if (a->record->party.n == 0)
		return false;
	if (!a->party_read && !read_ok(a, vault_party(a->sc, a->v, a->record->party, &a->party)))
		return false;
	a->party_read = true;
	return true;
}

static bool
party_is(void *of, uint16_t class, struct str word)
{
	struct asked *a = of;

	return party_at_hand(a) && a->party.class == class && str_eq(a->party.kind, word);
}

/* `party.contract valid`: facts of a party are filed under its id. */
static bool
party_fact(
    void *of, uint16_t class, struct str fact, struct instant *from, struct instant *to)
{
	struct asked *a = of;
	struct fact stretch;
	bool found;

	if (!party_at_hand(a) || a->party.class != class
	    || !read_ok(
		a, vault_fact_stretch(a->sc, a->v, fact, a->party.id, &stretch, &found))
	    || !found)
		return false;
	*from = stretch.since;
	*to = stretch.until;
	return true;
}

/* -- the person's will ----------------------------------------------------------------- */

/* The call that a yes is for: by the record's id, or as its key field names it. */
static struct str
call_of(struct asked *a)
{
	const struct dataset *d = &a->v->plan->datasets.at[a->record->dataset];
	struct str text;

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
		if ((a->v->plan->fields.at[f].marks & MARK_KEY) != 0 && value_of(a, f, &text))
			return text;
	return a->record->id;
}

/* A clock goes by what was given; a use goes by what still covers it. */
static bool
covers(struct asked *a, uint16_t number, const struct consent_said *said)
{
	bool again = a->purpose != NONE
		     && vault_asks_again(a->v, number, said, a->purpose, a->recipient);

	a->asks_again |= again;
	return !again;
}

/* Whose will is asked: of the person at hand, else of whom the record is about. */
static struct str
whose(const struct asked *a)
{
	return a->person != NULL ? a->person->subject : a->record->subject;
}

/* `one` empty: the whole. */
static bool
given_for(struct asked *a, struct str subject, uint16_t number, struct str one)
{
	struct consent_said said;

	return read_ok(a, vault_consent_for(a->sc, a->v, subject, number, one, &said))
	       && said.state == CONSENT_GIVEN && covers(a, number, &said);
}

static bool
given_by(struct asked *a, struct str subject, uint16_t number)
{
	struct str call;

	if (subject.n == 0)
		return false;
	if (!a->v->plan->consents.at[number].for_each_call)
		return given_for(a, subject, number, S(""));
	call = call_of(a);
	return (a->record->id.n > 0 && given_for(a, subject, number, a->record->id))
	       || (call.n > 0 && given_for(a, subject, number, call));
}

/* Who was named and is no longer had a say as well. */
static bool
given_by_all(struct asked *a, uint16_t number, uint16_t about)
{
	size_t asked = 0;

	for (size_t i = 0; i < a->record->n_people; i++) {
		const struct person *p = &a->record->people[i];

		if (about != COND_EVERYBODY && p->about != about)
			continue;
		asked++;
		if (!given_by(a, p->subject, number))
			return false;
	}
	return asked > 0 && !a->record->fewer;
}

static bool
consent_of(void *of, uint16_t number, uint16_t about)
{
	struct asked *a = of;

	if (a->record->n_people > 0)
		return given_by_all(a, number, about);
	return (about == COND_EVERYBODY || about == a->record->about)
	       && given_by(a, a->record->subject, number);
}

static bool
consent(void *of, uint16_t number)
{
	struct asked *a = of;

	if (a->person == NULL && a->record->n_people > 0)
		return given_by_all(a, number, COND_EVERYBODY);
	return given_by(a, whose(a), number);
}

static bool
objected_by(struct asked *a, struct str subject, uint16_t purpose)
{
	bool yes;

	return subject.n > 0 && read_ok(a, vault_objected(a->sc, a->v, subject, purpose, &yes))
	       && yes;
}

static bool
objected(void *of, uint16_t purpose)
{
	struct asked *a = of;
	bool any = objected_by(a, whose(a), purpose);

	for (size_t i = 0; i < a->record->n_people && a->person == NULL; i++)
		any = any || objected_by(a, a->record->people[i].subject, purpose);
	return any;
}

static bool
opt_out_by(struct asked *a, struct str subject, uint16_t purpose)
{
	bool offered = false;

	if (subject.n > 0)
		read_ok(a, vault_opt_out_offered(a->sc, a->v, subject, purpose, &offered));
	return offered;
}

/* Of several people it is asked of each. */
static bool
opt_out_offered(void *of, uint16_t purpose)
{
	struct asked *a = of;
	bool all = a->record->n_people > 0;

	for (size_t i = 0; i < a->n_opt_outs; i++)
		if (a->opt_outs[i] == purpose)
			return true;
	if (a->person != NULL || !all)
		return opt_out_by(a, whose(a), purpose);
	for (size_t i = 0; i < a->record->n_people; i++)
		all = all && opt_out_by(a, a->record->people[i].subject, purpose);
	return all;
}

/* -- events ------------------------------------------------------------------------------ */

struct moment {
	bool set;
	struct instant at;
};

static void
join(const struct event *e, struct moment *m, int64_t us)
{
	if (!m->set || (e->latest ? us > m->at.us : us < m->at.us))
		*m = (struct moment){ true, { us } };
}

/* Does the change that is being decided bring another value of this field than
 * the lifetime holds? */
static bool
value_is_new(struct asked *a, uint16_t field)
{
	const struct value *is = a->values != NULL ? values_get(*a->values, field) : NULL, *was;
	struct values stored;
	bool there;

	if (a->life == NULL || is == NULL)
		return false;
	if (!read_ok(a, life_values(a->sc, a->v, a->life, &stored, &there)))
		return false;
	was = values_get(stored, field);
	return was == NULL || !str_eq(was->text, is->text);
}

static bool
begins_anew(struct asked *a)
{
	const struct plan *plan = a->v->plan;
	const struct clock *clock = &plan->clocks.at[plan->groups.at[a->life->group].clock];

	for (size_t i = 0; i < clock->arms; i++) {
		const struct event *e = &plan->events.at[plan->arms.at[clock->first_arm + i].event];

		if (e->of == EVENT_OF_FIELD && value_is_new(a, e->of_row))
			return true;
	}
	return false;
}

/* A clock that starts at an event of a field counts from the value's arrival. */
static struct instant
arrival_of(struct asked *a)
{
	if (a->life == NULL || a->life->group == NONE
	    || !a->v->plan->groups.at[a->life->group].of_value)
		return a->record->arrival;
	return begins_anew(a) ? a->record->change : a->life->began;
}

static bool
stored_event(struct asked *a, const struct event *e, struct str record, int64_t lifetime,
    struct str name, struct moment *m)
{
	struct sql_event_get_row row;
	bool found;

	if (!read_ok(a, sql_event_get(a->sc, a->v->sql, record,
			    record.n > 0 ? a->record->subject : whose(a), lifetime, name, &row, &found)))
		return false;
	if (found)
		join(e, m, row.at);
	return true;
}

/* Of the record itself, or told of the person as a whole. */
static void
own_event(struct asked *a, const struct event *e, struct str name, struct moment *m)
{
	if (a->record->id.n > 0)
		stored_event(a, e, a->record->id, 0, name, m);
	if (whose(a).n > 0)
		stored_event(a, e, S(""), 0, name, m);
}

/* Of any record of the same person in another dataset. */
static void
event_elsewhere(struct asked *a, const struct event *e, struct str name, struct moment *m)
{
	struct sql_event_of_subject_rows rows;

	if (whose(a).n == 0
	    || !read_ok(a, sql_event_of_subject(
			       a->sc, a->v->sql, whose(a), name, VAULT_PAGE, &rows)))
		return;
	for (size_t i = 0; i < rows.n; i++)
		join(e, m, rows.at[i].at);
}

static void
event_of_value(struct asked *a, const struct event *e, struct str name, struct moment *m)
{
	struct lifetime life;
	bool found = true;

	if (a->record->id.n == 0 || value_is_new(a, e->of_row))
		return;
	if (a->life != NULL && fields_have(a->life->fields, e->of_row))
		life = *a->life;
	else if (!read_ok(a, life_of_field(a->sc, a->v, a->record->id, e->of_row, &life, &found))
		 || !found)
		return;
	stored_event(a, e, a->record->id, life.id, name, m);
}

static void
party_event(struct asked *a, const struct event *e, struct str name, struct moment *m)
{
	struct sql_party_event_get_row row;
	bool found;

	if (a->record->party.n == 0
	    || !read_ok(
		a, sql_party_event_get(a->sc, a->v->sql, a->record->party, name, &row, &found)))
		return;
	if (found)
		join(e, m, row.at);
}

static void
stored_events(struct asked *a, const struct event *e, struct str name, struct moment *m)
{
	switch (e->of) {
	case EVENT_OF_BUILT_IN:
		own_event(a, e, name, m);
		break;
	case EVENT_OF_DATASET:
		if (e->of_row == a->record->dataset)
			own_event(a, e, name, m);
		else
			event_elsewhere(a, e, name, m);
		break;
	case EVENT_OF_FIELD:
		event_of_value(a, e, name, m);
		break;
	case EVENT_OF_PARTY:
		party_event(a, e, name, m);
		break;
	}
}

static bool
event(void *of, uint16_t number, struct instant *at)
{
	struct asked *a = of;
	const struct event *e = &a->v->plan->events.at[number];
	struct moment m = { 0 };

	if (e->of == EVENT_OF_BUILT_IN && str_eq(e->name, S("arrival"))) {
		*at = arrival_of(a);
		return true;
	}
	if (e->of == EVENT_OF_BUILT_IN && str_eq(e->name, S("change"))) {
		*at = a->record->change;
		return true;
	}
	stored_events(a, e, name_of_event(&a->sc->arena, a->v->plan, number), &m);
	for (size_t i = 0; i < a->n_told; i++)
		if (a->told[i].event == number)
			join(e, &m, a->told[i].at.us);
	*at = m.at;
	return m.set;
}

struct facts *
vault_facts(struct scope *sc, struct vault *v, const struct record *record,
    const struct values *values, const struct lifetime *life, const struct told_event *events,
    size_t n_events)
{
	struct asked *a = NEW(&sc->arena, struct asked);

	CHECK(vault_valid(v));
	*a = (struct asked){
		.sc = sc,
		.v = v,
		.record = record,
		.values = values,
		.life = life,
		.told = events,
		.n_told = n_events,
		.purpose = NONE,
		.recipient = NONE,
		.facts = {
		    .of = a,
		    .now = sc->now,
		    .field_is = field_is,
		    .party_is = party_is,
		    .party_fact = party_fact,
		    .about = record->about,
		    .consent = consent,
		    .consent_of = consent_of,
		    .objected = objected,
		    .opt_out_offered = opt_out_offered,
		    .event = event,
		    .plus = zone_plus,
		    .field_via = field_via,
		    .day = zone_instant,
		},
	};
	return &a->facts;
}

struct facts *
vault_facts_of(struct scope *sc, const struct facts *facts, const struct person *person)
{
	struct asked *a = NEW(&sc->arena, struct asked);

	*a = *(const struct asked *)facts->of;
	a->person = person;
	a->facts.of = a;
	a->facts.about = person->about;
	return &a->facts;
}

bool
facts_read_ok(struct facts *facts, result r)
{
	return read_ok(facts->of, r);
}

result
vault_facts_read(const struct facts *facts)
{
	const struct asked *a = facts->of;

	return a->failed;
}

void
vault_facts_for(const struct facts *facts, uint16_t purpose)
{
	struct asked *a = facts->of;

	a->purpose = purpose;
}

void
vault_facts_opt_out(const struct facts *facts, const uint16_t *purposes, size_t n)
{
	struct asked *a = facts->of;

	a->opt_outs = purposes;
	a->n_opt_outs = n;
}

void
vault_facts_to(const struct facts *facts, uint16_t recipient)
{
	struct asked *a = facts->of;

	a->recipient = recipient;
}

bool
vault_facts_asks_again(const struct facts *facts)
{
	const struct asked *a = facts->of;

	return a->asks_again;
}
