/* vault/named.c -- whom a record about several people names (V12).
 *
 * A naming is a row of `lifetime` without fields, due date or part: the key that it has
 * seals nothing.  When the key is gone the naming is over, also in a store that was
 * restored from an older backup.
 */
#include "vault/inside.h"

static result
name_one(struct scope *sc, struct vault *v, const struct record *r, const struct person *p)
{
	struct key *key;
	int64_t id;

	TRY(keys_take(sc, v, &id, &key));
	TRY(sql_life_add(sc, v->sql,
	    &(struct sql_life_add_in){
		.id = id,
		.record = r->id,
		.party = r->party,
		.subject = p->subject,
		.dataset = v->plan->datasets.at[r->dataset].name,
		.fields = S(""),
		.policy = r->policy_version,
		.due = DUE_NONE,
		.began = r->arrival.us,
		.pseudonym = S(""),
	    }));
	return sql_named_add(sc, v->sql, r->id, p->subject, name_of_subject(v, p->about), id);
}

bool
record_is_about(const struct record *r, struct str subject)
{
	bool is = str_eq(r->subject, subject);

	for (size_t i = 0; i < r->n_people && !is; i++)
		is = str_eq(r->people[i].subject, subject);
	return is && subject.n > 0;
}

bool
record_is_of(const struct record *r, uint16_t kind)
{
	bool is = r->about == kind;

	for (size_t i = 0; i < r->n_people && !is; i++)
		is = r->people[i].about == kind;
	return is;
}

result
vault_name(struct scope *sc, struct vault *v, const struct record *r, const struct person *people,
    size_t n)
{
	CHECK(vault_valid(v) && r->subject.n == 0);
	for (size_t i = 0; i < n; i++)
		TRY(name_one(sc, v, r, &people[i]));
	return OK;
}

result
named_read(struct scope *sc, struct vault *v, struct record *r)
{
	struct sql_named_of_record_rows rows;
	struct person *people;

	TRY(sql_named_of_record(sc, v->sql, r->id, &rows));
	people = NEW_ARRAY(&sc->arena, rows.n + 1, struct person);
	for (size_t i = 0; i < rows.n; i++) {
		if (rows.at[i].open == 0)
			r->fewer = true;
		else
			people[r->n_people++] = (struct person){
				rows.at[i].subject, number_of_subject(v, rows.at[i].about)
			};
	}
	r->people = people;
	return OK;
}

result
vault_naming(struct scope *sc, struct vault *v, const struct record *r, struct str subject,
    struct lifetime *life)
{
	struct sql_named_of_record_rows rows;
	bool found = false;

	TRY(sql_named_of_record(sc, v->sql, r->id, &rows));
	for (size_t i = 0; i < rows.n && !found; i++)
		if (rows.at[i].open != 0 && str_eq(rows.at[i].subject, subject))
			TRY(life_load(sc, v, rows.at[i].lifetime, life, &found));
	return found ? OK : fail(sc, E_ABSENT, "the record does not name this person");
}

result
named_end_all(struct scope *sc, struct vault *v, struct str record, struct ending_note note)
{
	struct sql_named_of_record_rows rows;
	struct sql_life_open_part_row part;
	bool found;

	TRY(sql_life_open_part(sc, v->sql, record, &part, &found));
	if (found)
		return OK;
	TRY(sql_named_of_record(sc, v->sql, record, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (rows.at[i].open != 0)
			TRY(vault_end(sc, v, rows.at[i].lifetime, note));
	return OK;
}

result
named_ended(struct scope *sc, struct vault *v, const struct lifetime *life)
{
	struct sql_life_open_part_row part;
	bool found;

	TRY(sql_named_drop(sc, v->sql, life->record, life->subject));
	TRY(sql_life_open_part(sc, v->sql, life->record, &part, &found));
	return found ? sql_named_add(sc, v->sql, life->record, S(""), S(""), 0) : OK;
}
