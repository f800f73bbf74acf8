/* vault/life.c -- lifetimes: one key, one due date, one state each (V2). */
#include "vault/inside.h"

static int64_t
column_of_due(struct due due)
{
	return due.set ? due.at.us : DUE_NONE;
}

static struct due
due_of_column(int64_t us, int64_t is_limit)
{
	if (us == DUE_NONE)
		return (struct due){ 0 };
	return (struct due){ .set = true, .limit = is_limit != 0, .at = { us } };
}

/* Its fields end together, so any of them tells the group. */
static uint16_t
group_of(const struct plan *plan, struct fields fields)
{
	for (uint16_t i = 0; i < plan->fields.n; i++)
		if (fields_have(fields, i))
			return plan->fields.at[i].group;
	return NONE;
}

/* As its row names them: some may be unknown to the plan. */
static bool
is_unsettled(const struct plan *plan, const struct lifetime *life, struct str names)
{
	const struct dataset *d;
	size_t known = 0, all = 0;

	if (life->dataset == NONE)
		return true;
	d = &plan->datasets.at[life->dataset];
	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		if (!fields_have(life->fields, f))
			continue;
		known++;
		if (plan->fields.at[f].group != life->group)
			return true;
	}
	for (; names.n > 0; all++)
		(void)str_cut(names, ' ', &names);
	return known != all;
}

static void
fill(struct scope *sc, struct vault *v, const struct sql_life_get_row *row, struct lifetime *life)
{
	*life = (struct lifetime){
		.id = row->id,
		.record = row->record,
		.subject = row->subject,
		.party = row->party,
		.dataset = plan_dataset(v->plan, row->dataset),
		.state = row->state == 0 ? LIFE_OPEN : LIFE_ENDING,
		.due = due_of_column(row->due, row->due_is_limit),
		.began = { row->began },
		.held = (unsigned)row->held, /* written from one */
		.note = { (enum erasure_reason)row->reason,
		    row->for_case }, /* written from this enum */
		.policy = (uint32_t)row->policy, /* written from a uint32_t */
	};
	life->fields = fields_of_names(&sc->arena, v->plan, life->dataset, row->fields);
	life->naming = row->fields.n == 0;
	life->coarse = row->coarse != 0;
	life->group = group_of(v->plan, life->fields);
	life->unsettled = is_unsettled(v->plan, life, row->fields);
	if (row->pseudonym.n == sizeof(life->pseudonym))
		memcpy(life->pseudonym, row->pseudonym.p, sizeof(life->pseudonym));
}

result
life_load(struct scope *sc, struct vault *v, int64_t id, struct lifetime *life, bool *found)
{
	struct sql_life_get_row row;

	TRY(sql_life_get(sc, v->sql, id, &row, found));
	if (*found)
		fill(sc, v, &row, life);
	return OK;
}

result
life_begin(struct scope *sc, struct vault *v, const struct record *record, uint32_t policy,
    struct values values, struct due due, struct instant began, unsigned held, int64_t *id)
{
	uint16_t group = v->plan->fields.at[values.at[0].field].group;
	struct part_place place = {
		.party = record->party,
		.subject = record->subject,
		.record = record->id,
		.dataset = v->plan->datasets.at[record->dataset].name,
		.fields = names_of_fields(&sc->arena, v->plan, values),
		.policy = policy,
	};
	struct key *key;

	TRY(keys_take(sc, v, &place.lifetime, &key));
	TRY(sql_life_add(sc, v->sql,
	    &(struct sql_life_add_in){
		.id = place.lifetime,
		.record = place.record,
		.party = place.party,
		.subject = place.subject,
		.dataset = place.dataset,
		.fields = place.fields,
		.secret = v->plan->groups.at[group].secret,
		.policy = place.policy,
		.held = held,
		.due = column_of_due(due),
		.due_is_limit = due.limit,
		.began = began.us,
		.pseudonym = S(""),
	    }));
	*id = place.lifetime;
	TRY(streams_bind(sc, v, values, place.lifetime));
	return part_store(sc, v, key, &place, values);
}

result
life_values(struct scope *sc, struct vault *v, const struct lifetime *life, struct values *values,
    bool *there)
{
	struct sql_life_get_row row;
	struct part_place place;

	*values = (struct values){ 0 };
	TRY(sql_life_get(sc, v->sql, life->id, &row, there));
	if (!*there || row.state != 0 || life->naming) { /* V2 */
		*there = false;
		return OK;
	}
	place = (struct part_place){
		.lifetime = row.id,
		.party = row.party,
		.subject = row.subject,
		.record = row.record,
		.dataset = row.dataset,
		.fields = row.fields,
		.policy = row.policy,
	};
	return part_open(sc, v, &place, life->dataset, values, there);
}

/* -- which there are --------------------------------------------------------- */

result
vault_lifetimes(
    struct scope *sc, struct vault *v, struct str record, struct lifetime **lives, size_t *n)
{
	struct sql_life_of_record_rows rows;
	bool found;

	TRY(sql_life_of_record(sc, v->sql, record, &rows));
	*lives = NEW_ARRAY(&sc->arena, rows.n + 1, struct lifetime);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		TRY(life_load(sc, v, rows.at[i].id, &(*lives)[i], &found));
	return OK;
}

result
life_of_field(struct scope *sc, struct vault *v, struct str record, uint16_t field,
    struct lifetime *life, bool *found)
{
	struct lifetime *lives;
	size_t n;

	*found = false;
	TRY(vault_lifetimes(sc, v, record, &lives, &n));
	for (size_t i = 0; i < n && !*found; i++)
		if (lives[i].state == LIFE_OPEN && fields_have(lives[i].fields, field)) {
			*life = lives[i];
			*found = true;
		}
	return OK;
}

result
vault_due(struct scope *sc, struct vault *v, struct instant until, size_t most,
    struct lifetime **lives, size_t *n)
{
	struct sql_life_due_rows rows;
	bool found;

	if (until.us == DUE_NONE)
		until.us--; /* never is never due */
	TRY(sql_life_due(sc, v->sql, until.us, (int64_t)most, &rows));
	*lives = NEW_ARRAY(&sc->arena, rows.n + 1, struct lifetime);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		TRY(life_load(sc, v, rows.at[i].id, &(*lives)[i], &found));
	return OK;
}

/* The next moment at which a consent lapses moves due dates. */
static result
next_lapse(struct scope *sc, struct vault *v, struct due *due)
{
	for (uint16_t c = 0; c < v->plan->consents.n; c++) {
		struct lapse lapse;
		bool found;

		TRY(vault_consent_lapse(sc, v, c, &lapse, &found));
		if (found && (!due->set || instant_before(lapse.at, due->at)))
			*due = (struct due){ .set = true, .at = lapse.at };
	}
	return OK;
}

result
vault_next_due(struct scope *sc, struct vault *v, struct due *due)
{
	struct sql_life_next_due_row row;
	bool found;

	TRY(sql_life_next_due(sc, v->sql, &row, &found));
	*due = found ? due_of_column(row.due, row.due_is_limit) : (struct due){ 0 };
	return next_lapse(sc, v, due);
}

result
vault_ending(struct scope *sc, struct vault *v, struct lifetime **lives, size_t *n)
{
	LIST(struct lifetime) list = { 0 };
	struct sql_life_ending_rows page;
	int64_t after = 0;
	bool found;

	do {
		TRY(sql_life_ending(sc, v->sql, after, VAULT_PAGE, &page));
		for (size_t i = 0; i < page.n; i++)
			TRY(life_load(
			    sc, v, after = page.at[i].id, LIST_ADD(&list, &sc->arena), &found));
	} while (page.n == VAULT_PAGE);
	*lives = list.at;
	*n = list.n;
	return OK;
}

/* -- due dates and holds ------------------------------------------------------ */

result
vault_set_due(struct scope *sc, struct vault *v, int64_t lifetime, struct due due)
{
	return sql_life_set_due(sc, v->sql, column_of_due(due), due.limit, lifetime);
}

result
vault_set_held(struct scope *sc, struct vault *v, int64_t lifetime, enum held_by by, bool held)
{
	struct lifetime life;
	bool found;

	TRY(life_load(sc, v, lifetime, &life, &found));
	if (!found || life.state != LIFE_OPEN)
		return OK;
	life.held = held ? life.held | by : life.held & ~(unsigned)by;
	return sql_life_set_held(sc, v->sql, life.held, lifetime);
}

result
vault_is_open(struct scope *sc, struct vault *v, int64_t lifetime, bool *open)
{
	struct lifetime life;
	bool found;

	TRY(life_load(sc, v, lifetime, &life, &found));
	*open = found && life.state == LIFE_OPEN;
	return OK;
}

/* -- the end ------------------------------------------------------------------- */

/* The name of the subject in the ledger is noted while its key is there. */
static result
note_pseudonym(struct scope *sc, struct vault *v, struct str subject, struct str *noted)
{
	uint8_t pseudonym[16];
	result r = { E_ABSENT };

	*noted = S("");
	if (subject.n > 0)
		r = vault_pseudonym(sc, v, subject, pseudonym);
	if (r.code == E_ABSENT)
		return OK; /* nobody, or already gone (vault_mend) */
	TRY(r);
	*noted = str_dup(&sc->arena, (struct str){ (const char *)pseudonym, sizeof(pseudonym) });
	return OK;
}

static result
end_subject_with_last(struct scope *sc, struct vault *v, struct str subject)
{
	struct sql_life_open_of_subject_row row;
	bool found;

	if (subject.n == 0)
		return OK;
	TRY(sql_life_open_of_subject(sc, v->sql, subject, &row, &found));
	return found ? OK : sql_subject_end(sc, v->sql, subject);
}

result
vault_end(struct scope *sc, struct vault *v, int64_t lifetime, struct ending_note note)
{
	struct lifetime life;
	struct str pseudonym;
	bool found;

	CHECK(vault_valid(v));
	TRY(life_load(sc, v, lifetime, &life, &found));
	if (!found || life.state != LIFE_OPEN)
		return OK;
	TRY(note_pseudonym(sc, v, life.subject, &pseudonym));
	TRY(sql_life_end(sc, v->sql, (int64_t)note.reason, note.for_case, pseudonym, lifetime));
	TRY(sql_stream_end(sc, v->sql, lifetime));
	if (!life.naming)
		TRY(named_end_all(sc, v, life.record, note));
	return end_subject_with_last(sc, v, life.subject);
}

static struct values
values_without(struct scope *sc, struct values values, struct fields gone)
{
	struct values stay = { NEW_ARRAY(&sc->arena, values.n + 1, struct value), 0 };

	for (size_t i = 0; i < values.n; i++)
		if (!fields_have(gone, values.at[i].field))
			stay.at[stay.n++] = values.at[i];
	return stay;
}

result
vault_end_fields(struct scope *sc, struct vault *v, int64_t lifetime, struct fields gone,
    struct ending_note note)
{
	struct lifetime life;
	struct record record;
	struct values values, key;
	int64_t id;
	bool found;

	CHECK(vault_valid(v));
	TRY(life_load(sc, v, lifetime, &life, &found));
	if (!found || life.state != LIFE_OPEN)
		return OK;
	TRY(life_values(sc, v, &life, &values, &found));
	values = values_without(sc, values, gone);
	if (values.n == 0)
		return vault_end(sc, v, lifetime, note);
	TRY(vault_record(sc, v, life.record, &record));
	TRY(record_key(sc, v, &record, &key));
	TRY(life_begin(
	    sc, v, &record, life.policy, values, life.due, life.began, life.held, &id));
	if (life.coarse)
		TRY(sql_life_coarsen(sc, v->sql, id));
	TRY(lookup_write(sc, v, &record, id, values, key));
	TRY(events_carry(sc, v, &life, id, gone));
	return vault_end(sc, v, lifetime, note);
}

static result
drop_subject_if_ended(struct scope *sc, struct vault *v, struct str id, bool *forgotten)
{
	struct sql_subject_get_row subject;
	struct sql_life_any_of_subject_row row;
	bool found;

	*forgotten = false;
	if (id.n == 0)
		return OK;
	TRY(sql_subject_get(sc, v->sql, id, &subject, &found));
	if (!found || subject.ending == 0)
		return OK;
	TRY(sql_life_any_of_subject(sc, v->sql, id, &row, &found));
	if (found)
		return OK;
	*forgotten = true;
	TRY(sql_consent_drop_of_subject(sc, v->sql, id));
	TRY(sql_objection_drop_of_subject(sc, v->sql, id));
	TRY(sql_event_drop_of_subject(sc, v->sql, id));
	TRY(sql_same_drop(sc, v->sql, id));
	return sql_subject_drop(sc, v->sql, id);
}

/* Events of a person's record outlive it as long as the person's other
 * records may ask for them ("within 24 months of purchase"). */
static result
drop_record_if_empty(struct scope *sc, struct vault *v, const struct lifetime *life)
{
	struct sql_life_any_of_record_row row;
	bool found;

	TRY(sql_life_any_of_record(sc, v->sql, life->record, &row, &found));
	if (found)
		return OK;
	if (life->subject.n == 0)
		TRY(sql_event_drop_of_record(sc, v->sql, life->record));
	TRY(sql_attempt_drop(sc, v->sql, life->record));
	TRY(sql_named_drop_of_record(sc, v->sql, life->record));
	return sql_record_drop(sc, v->sql, life->record);
}

result
vault_ended(struct scope *sc, struct vault *v, const struct lifetime *life, bool *forgotten)
{
	struct sql_keys_get_row key;
	bool found;

	CHECK(vault_valid(v) && life->state == LIFE_ENDING);
	TRY(sql_keys_get(sc, v->keys, life->id, &key, &found));
	if (found)
		return fail(sc, E_STATE,
		    "the key of a lifetime is still there; destroy it before saying that it is "
		    "erased");
	TRY(sql_lookup_drop(sc, v->sql, life->id));
	TRY(sql_part_drop(sc, v->sql, life->id));
	TRY(sql_stream_ended(sc, v->sql, life->id));
	TRY(sql_event_drop_of_life(sc, v->sql, life->record, life->subject, life->id));
	TRY(sql_life_drop(sc, v->sql, life->id));
	if (life->naming)
		TRY(named_ended(sc, v, life));
	TRY(drop_record_if_empty(sc, v, life));
	return drop_subject_if_ended(sc, v, life->subject, forgotten);
}
