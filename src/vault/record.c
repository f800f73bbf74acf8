/* vault/record.c -- records: stored, changed and read, a sealed part for each
 * group of fields that end together. */
#include "sys/ulid.h"
#include "vault/inside.h"

static result
store_row(struct scope *sc, struct vault *v, const struct record *r)
{
	return sql_record_add(sc, v->sql,
	    &(struct sql_record_add_in){
		.id = r->id,
		.party = r->party,
		.subject = r->subject,
		.dataset = v->plan->datasets.at[r->dataset].name,
		.about = name_of_subject(v, r->about),
		.policy = r->policy_version,
		.arrival = r->arrival.us,
		.change = r->change.us,
		.version = r->version,
		.channel = r->channel,
		.source = r->source,
		.notice = r->notice,
	    });
}

result
vault_put(struct scope *sc, struct vault *v, struct record *record, struct values values,
    const struct group_due *dues, size_t n)
{
	int64_t id;
	bool held;

	CHECK(vault_valid(v) && n > 0);
	record->id = ulid_new(&sc->arena, sc->now);
	record->version = 1;
	TRY(store_row(sc, v, record));
	for (size_t i = 0; i < n; i++) {
		struct values some = values_of_group(&sc->arena, v->plan, values, dues[i].group);

		CHECK(some.n > 0);
		TRY(vault_held(sc, v, record, dues[i].group, &held));
		TRY(life_begin(sc, v, record, record->policy_version, some, dues[i].due,
		    record->arrival, held ? HELD_BY_HOLD : 0, &id));
		TRY(lookup_write(sc, v, record, id, some, values));
	}
	return OK;
}

/* The values of its key fields, of which its natural key is made. */
result
record_key(struct scope *sc, struct vault *v, const struct record *record, struct values *key)
{
	const struct dataset *d = &v->plan->datasets.at[record->dataset];
	struct fields wanted = fields_empty(&sc->arena, v->plan);

	for (uint16_t i = 0; i < d->fields; i++)
		if ((v->plan->fields.at[d->first_field + i].marks & MARK_KEY) != 0)
			fields_put(wanted, (uint16_t)(d->first_field + i));
	return vault_read(sc, v, record, wanted, false, key);
}

/* -- changing ------------------------------------------------------------------- */

struct changing {
	struct record *record;
	struct values values; /* new, or empty to remove */
	struct values key; /* key values as they will be */
	const struct group_due *dues;
	size_t n;
};

static struct fields
fields_of_values(struct scope *sc, const struct plan *plan, struct values values)
{
	struct fields set = fields_empty(&sc->arena, plan);

	for (size_t i = 0; i < values.n; i++)
		fields_put(set, values.at[i].field);
	return set;
}

/* What stays of the old values, and the new ones, in the plan's order. */
static struct values
merge(struct scope *sc, const struct plan *plan, uint16_t dataset, struct values old,
    struct values new)
{
	const struct dataset *d = &plan->datasets.at[dataset];
	struct values all = { NEW_ARRAY(&sc->arena, (size_t)d->fields + 1, struct value), 0 };

	for (uint16_t i = 0; i < d->fields; i++) {
		const struct value *value = values_get(new, (uint16_t)(d->first_field + i));

		if (value == NULL)
			value = values_get(old, (uint16_t)(d->first_field + i));
		if (value != NULL && value->text.n > 0)
			all.at[all.n++] = *value;
	}
	return all;
}

/* Does the clock of this group start at an event of one of these fields? */
static bool
clock_begins_anew(const struct plan *plan, uint16_t group, struct fields changed)
{
	const struct clock *clock = &plan->clocks.at[plan->groups.at[group].clock];

	for (size_t i = 0; i < clock->arms; i++) {
		const struct event *e =
		    &plan->events.at[plan->arms.at[clock->first_arm + i].event];

		if (e->of == EVENT_OF_FIELD && fields_have(changed, e->of_row))
			return true;
	}
	return false;
}

static result
begin_changed(struct scope *sc, struct vault *v, const struct changing *c,
    const struct lifetime *old, struct values values, const struct group_due *due)
{
	struct fields changed = fields_of_values(sc, v->plan, c->values);
	struct instant began = c->record->change;
	unsigned stops = old != NULL ? old->held & HELD_BY_PERSON : 0;
	int64_t id;
	bool held;

	if (old != NULL && !clock_begins_anew(v->plan, due->group, changed))
		began = old->began;
	TRY(vault_held(sc, v, c->record, due->group, &held));
	if (held)
		stops |= HELD_BY_HOLD;
	TRY(life_begin(
	    sc, v, c->record, v->plan->version, values, due->due, began, stops, &id));
	TRY(lookup_write(sc, v, c->record, id, values, c->key));
	return old == NULL ? OK : events_carry(sc, v, old, id, changed);
}

/* Of the running version: what a change brings is collected under it (V8). */
static const struct lifetime *
open_of_group(const struct vault *v, const struct lifetime *lives, size_t n, uint16_t group)
{
	for (size_t i = 0; i < n; i++)
		if (lives[i].state == LIFE_OPEN && lives[i].group == group
		    && lives[i].policy == v->plan->version)
			return &lives[i];
	return NULL;
}

/* What stays of the values that an earlier version brought goes on under it. */
static result
end_replaced(struct scope *sc, struct vault *v, const struct changing *c,
    const struct lifetime *lives, size_t n)
{
	struct fields gone = fields_of_values(sc, v->plan, c->values);

	for (size_t i = 0; i < n; i++) {
		if (lives[i].state != LIFE_OPEN || lives[i].policy == v->plan->version
		    || !fields_meet(v->plan, lives[i].fields, gone))
			continue;
		TRY(vault_end_fields(sc, v, lives[i].id, gone,
		    (struct ending_note){ ERASED_REPLACED, S("") }));
	}
	return OK;
}

static const struct group_due *
due_of_group(const struct changing *c, uint16_t group)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->dues[i].group == group)
			return &c->dues[i];
	return NULL;
}

static result
change_group(struct scope *sc, struct vault *v, const struct changing *c,
    const struct lifetime *old, uint16_t group)
{
	const struct group_due *due = due_of_group(c, group);
	struct values was = { 0 }, is;
	bool there;

	if (old != NULL)
		TRY(life_values(sc, v, old, &was, &there));
	is = values_of_group(
	    &sc->arena, v->plan, merge(sc, v->plan, c->record->dataset, was, c->values), group);
	CHECK(is.n == 0 || due != NULL);
	if (is.n > 0)
		TRY(begin_changed(sc, v, c, old, is, due));
	return old == NULL
		   ? OK
		   : vault_end(sc, v, old->id, (struct ending_note){ ERASED_REPLACED, S("") });
}

/* Is a value of this group among the changed ones? */
static bool
touches(const struct plan *plan, struct values values, uint16_t group)
{
	for (size_t i = 0; i < values.n; i++)
		if (plan->fields.at[values.at[i].field].group == group)
			return true;
	return false;
}

/* A key that spans groups: the lifetime of its first field bears the token. */
static result
renew_key_token(struct scope *sc, struct vault *v, const struct changing *c)
{
	uint16_t first = first_key_field(v->plan, c->record->dataset);
	struct lifetime life;
	struct values values;
	bool found, changed = false;

	for (size_t i = 0; i < c->values.n; i++)
		changed |= (v->plan->fields.at[c->values.at[i].field].marks & MARK_KEY) != 0;
	if (first == NONE || !changed)
		return OK;
	TRY(life_of_field(sc, v, c->record->id, first, &life, &found));
	if (!found)
		return OK;
	TRY(life_values(sc, v, &life, &values, &found));
	TRY(sql_lookup_drop(sc, v->sql, life.id));
	return lookup_write(sc, v, c->record, life.id, values, c->key);
}

result
vault_change(struct scope *sc, struct vault *v, struct record *record, struct values values,
    const struct group_due *dues, size_t n)
{
	const struct dataset *d = &v->plan->datasets.at[record->dataset];
	struct changing c = { .record = record, .values = values, .dues = dues, .n = n };
	struct lifetime *lives;
	size_t n_lives;

	CHECK(vault_valid(v) && record->version > 0);
	record->version++;
	TRY(record_key(sc, v, record, &c.key));
	c.key = merge(sc, v->plan, record->dataset, c.key, values);
	TRY(sql_record_change(
	    sc, v->sql, record->change.us, record->version, record->policy_version, record->id));
	TRY(vault_lifetimes(sc, v, record->id, &lives, &n_lives));
	for (uint16_t g = d->first_group; g < d->first_group + d->groups; g++)
		if (touches(v->plan, values, g))
			TRY(change_group(sc, v, &c, open_of_group(v, lives, n_lives, g), g));
	TRY(end_replaced(sc, v, &c, lives, n_lives));
	return renew_key_token(sc, v, &c);
}

/* -- reading -------------------------------------------------------------------- */

result
vault_record(struct scope *sc, struct vault *v, struct str id, struct record *record)
{
	struct sql_record_get_row row;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_record_get(sc, v->sql, id, &row, &found));
	*record = (struct record){
		.id = id,
		.dataset = found ? plan_dataset(v->plan, row.dataset) : NONE,
	};
	if (!found || record->dataset == NONE)
		return fail(sc, E_ABSENT, "there is no such record, or nothing of it is left");
	record->party = row.party;
	record->subject = row.subject;
	record->about = number_of_subject(v, row.about);
	record->policy_version = (uint32_t)row.policy; /* written from a uint32_t */
	record->arrival.us = row.arrival;
	record->change.us = row.change;
	record->version = row.version;
	record->channel = row.channel;
	record->source = row.source;
	record->notice = row.notice;
	return v->plan->datasets.at[record->dataset].all_subjects ? named_read(sc, v, record) : OK;
}

static bool
is_secret(const struct plan *plan, const struct lifetime *life)
{
	return life->group != NONE && plan->groups.at[life->group].secret;
}

result
vault_read(struct scope *sc, struct vault *v, const struct record *record, struct fields wanted,
    bool secrets, struct values *values)
{
	LIST(struct value) list = { 0 };
	struct lifetime *lives;
	size_t n;

	CHECK(vault_valid(v));
	TRY(vault_lifetimes(sc, v, record->id, &lives, &n));
	for (size_t i = 0; i < n; i++) {
		struct values part;
		bool there;

		if (lives[i].state != LIFE_OPEN || !fields_meet(v->plan, lives[i].fields, wanted)
		    || (is_secret(v->plan, &lives[i]) && !secrets))
			continue;
		TRY(life_values(sc, v, &lives[i], &part, &there));
		for (size_t k = 0; k < part.n; k++)
			if (fields_have(wanted, part.at[k].field))
				*LIST_ADD(&list, &sc->arena) = part.at[k];
	}
	*values = (struct values){ list.at, list.n };
	return OK;
}

result
vault_holds(struct scope *sc, struct vault *v, const struct record *record, struct fields *fields)
{
	struct lifetime *lives;
	size_t n;

	CHECK(vault_valid(v));
	*fields = fields_empty(&sc->arena, v->plan);
	TRY(vault_lifetimes(sc, v, record->id, &lives, &n));
	for (size_t i = 0; i < n; i++)
		for (size_t w = 0; w < v->plan->field_words && lives[i].state == LIFE_OPEN; w++)
			fields->w[w] |= lives[i].fields.w[w];
	return OK;
}
