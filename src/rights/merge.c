/* rights/merge.c -- two ids that are one person, and that are not after all.
 *
 * A link: nothing is sealed anew, and it can be taken back.  Requests are of the whole person;
 * those made while two were one by mistake are of who made them alone once they are split.
 */
#include "rights/inside.h"
#include "sql/statements.h"

#define CASES_PAGE 100

struct merging {
	struct acting act;
	struct subject one, other;
};

static result
note(struct merging *m, enum entry_kind kind, const struct subject *of, struct str with)
{
	struct entry e = note_begin(m->act.store, m->act.asker, kind, S("subject"));

	e.purpose = S("rights-requests");
	note_more(m->act.sc, &e, S("with"), with);
	note_more(m->act.sc, &e, S("reason"), m->act.reason);
	TRY(note_subject(m->act.sc, m->act.store, &e, of->id));
	return note_write(m->act.sc, m->act.store, &e, &m->act.v->entry);
}

static result
are_one(struct merging *m, bool *yes)
{
	struct str *ids;
	size_t n;

	*yes = false;
	TRY(vault_same(m->act.sc, m->act.store->vault, m->one.id, &ids, &n));
	for (size_t i = 0; i < n; i++)
		*yes = *yes || str_eq(ids[i], m->other.id);
	return OK;
}

static result
find_both(struct merging *m, struct str one, struct str other)
{
	struct acting *a = &m->act;

	TRY(may_act(a));
	if (verdict_allows(a->v))
		TRY(acting_person(a, one, &m->one));
	if (verdict_allows(a->v))
		TRY(acting_person(a, other, &m->other));
	if (verdict_allows(a->v) && !str_eq(m->one.party, m->other.party))
		return verdict_refuse(a->sc, a->v, WHY_PURPOSE, 0,
		    "they are held for different parties, and neither learns of the other's");
	return OK;
}

result
rights_merge(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    struct str one, struct str other, struct verdict *v)
{
	struct merging m = {
		.act = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v },
	};
	bool same;

	if (str_eq(one, other))
		return fail_at(sc, E_INPUT, S("with"), "say another person");
	TRY(find_both(&m, one, other));
	if (!verdict_allows(v))
		return OK;
	TRY(are_one(&m, &same));
	if (same)
		return verdict_refuse(sc, v, WHY_CASE_STATE, 0, "they are one person already");
	TRY(vault_merge(sc, store->vault, one, other));
	TRY(term_recompute(sc, store, NONE, S(""), one, S("")));
	TRY(term_recompute(sc, store, NONE, S(""), other, S("")));
	TRY(note(&m, ENTRY_SUBJECT_MERGED, &m.one, other));
	return note(&m, ENTRY_SUBJECT_MERGED, &m.other, one);
}

/* -- cases that were opened while they were one ------------------------------------------ */

/* Who were one, until now. */
struct ones {
	struct str *ids;
	size_t n;
};

/* Whom the request names today: by its own words, or its first person where they name nobody. */
static result
named_by(struct acting *a, const struct case_row *row, struct ones *named)
{
	struct node *file;
	bool absent;

	*named = (struct ones){ 0 };
	TRY(verdict_absent(a->sc, case_file(a, row, &file), &absent));
	if (!absent)
		TRY(gate_people(
		    a->sc, a->store, node_get(file, S("who")), &named->ids, &named->n));
	if (named->n > 0)
		return OK;
	return vault_same(
	    a->sc, a->store->vault, row->c.subjects[0], &named->ids, &named->n);
}

static result
leave_case(struct merging *m, const struct case_row *row, struct str id)
{
	struct entry e = note_begin(m->act.store, m->act.asker, ENTRY_SUBJECT_SPLIT, S("subject"));
	uint64_t seq;

	TRY(sql_case_subject_drop(m->act.sc, vault_sql(m->act.store->vault), row->c.id, id));
	e.purpose = S("rights-requests");
	e.case_id = row->c.id;
	TRY(note_subject(m->act.sc, m->act.store, &e, id));
	return note_write(m->act.sc, m->act.store, &e, &seq);
}

static result
part_case(struct merging *m, const struct ones *were, struct str id)
{
	struct verdict v = { 0 };
	struct acting own = m->act;
	struct case_row row;
	struct ones named;
	bool stays = false;

	own.v = &v;
	TRY(case_load(&own, id, &row));
	if (!verdict_allows(&v) || row.c.n < 2)
		return OK;
	TRY(named_by(&own, &row, &named));
	for (size_t i = 0; i < row.c.n; i++)
		stays = stays
			|| (str_among(row.c.subjects[i], were->ids, were->n)
			    && str_among(row.c.subjects[i], named.ids, named.n));
	for (size_t i = 0; i < row.c.n && stays; i++)
		if (str_among(row.c.subjects[i], were->ids, were->n)
		    && !str_among(row.c.subjects[i], named.ids, named.n))
			TRY(leave_case(m, &row, row.c.subjects[i]));
	return OK;
}

static result
part_cases(struct merging *m, const struct ones *were, struct str subject)
{
	struct sql_case_of_subject_rows cases = { 0 };
	struct str after = S("");

	do {
		TRY(sql_case_of_subject(m->act.sc, vault_sql(m->act.store->vault), subject, after,
		    CASES_PAGE, &cases));
		for (size_t i = 0; i < cases.n; i++)
			TRY(part_case(m, were, after = cases.at[i].id));
	} while (cases.n == CASES_PAGE);
	return OK;
}

result
rights_split(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    struct str id, struct verdict *v)
{
	struct merging m = {
		.act = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v },
	};
	struct ones were;

	TRY(may_act(&m.act));
	if (verdict_allows(v))
		TRY(acting_person(&m.act, id, &m.one));
	if (!verdict_allows(v))
		return OK;
	TRY(vault_same(sc, store->vault, id, &were.ids, &were.n));
	if (were.n == 1)
		return verdict_refuse(
		    sc, v, WHY_CASE_STATE, 0, "nobody else is the same person");
	TRY(vault_split(sc, store->vault, id));
	for (size_t i = 0; i < were.n; i++)
		TRY(term_recompute(sc, store, NONE, S(""), were.ids[i], S("")));
	TRY(part_cases(&m, &were, id)); /* each case with a stranger in it has this one in it */
	return note(&m, ENTRY_SUBJECT_SPLIT, &m.one, S(""));
}
