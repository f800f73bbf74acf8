/* rights/left.c -- what an erasure left goes once nothing keeps it.
 *
 *  R12 What a hold or a restriction kept of a person's erasure is erased when that ends.  Only
 *      what was held when it was asked for: whoever comes back is not erased for it.
 */
#include "rights/inside.h"
#include "sql/statements.h"

static bool
was_carried_out(const struct case_row *row)
{
	return row->c.right == RIGHT_ERASURE && row->c.state != CASE_REFUSED
	       && row->c.state != CASE_CANCELLED && row->c.waits != WAITS_IDENTITY;
}

#define CASES_PAGE 100

static result
erase_for(struct acting *a, struct str id, struct str subject, struct str record, uint64_t *erased)
{
	struct verdict v = { 0 };
	struct acting own = *a;
	struct case_row row;
	struct erasing e;
	struct node *file;
	bool absent;
	result r;

	own.v = &v;
	TRY(case_load(&own, id, &row));
	if (!verdict_allows(&v) || !was_carried_out(&row))
		return OK;
	for (size_t i = 0; i < row.c.n; i++)
		if (str_eq(row.c.subjects[i], subject) && row.passed[i].n > 0)
			return OK; /* the party's to instruct */
	TRY(erasing_begin(&e, &own, ERASED_PERSON));
	e.what = ERASING_LEFT;
	e.for_case = row.c.id;
	e.before = row.c.id;
	e.record = record;
	TRY(verdict_absent(a->sc, case_file(&own, &row, &file), &absent));
	if (absent)
		return OK; /* what was asked for has had its time */
	r = erase_asked(&e, subject, node_get(file, S("evidence")));
	if (r.code == E_INPUT) { /* a field that the policy no longer has */
		a->sc->fault = (struct fault){ 0 };
		return OK;
	}
	*erased += e.ended;
	return r;
}

result
left_of_person(struct acting *a, struct str subject, struct str record, uint64_t *erased)
{
	struct sql_case_of_subject_rows cases = { 0 };
	struct str after = S("");

	do {
		TRY(sql_case_of_subject(
		    a->sc, vault_sql(a->store->vault), subject, after, CASES_PAGE, &cases));
		for (size_t i = 0; i < cases.n; i++)
			TRY(erase_for(a, after = cases.at[i].id, subject, record, erased));
	} while (cases.n == CASES_PAGE);
	return OK;
}

result
rights_lifted(struct scope *sc, struct store *store, const struct asker *asker,
    const struct hold *hold, uint64_t *erased)
{
	struct verdict v = { 0 };
	struct acting a = { .sc = sc, .store = store, .plan = store->plan, .asker = asker, .v = &v };
	struct record r;
	bool absent;

	*erased = 0;
	if (hold->record.n == 0)
		return left_of_person(&a, hold->subject, S(""), erased);
	TRY(verdict_absent(sc, vault_record(sc, store->vault, hold->record, &r), &absent));
	if (absent)
		return OK;
	if (r.subject.n > 0)
		TRY(left_of_person(&a, r.subject, r.id, erased));
	for (size_t i = 0; i < r.n_people; i++)
		TRY(left_of_person(&a, r.people[i].subject, r.id, erased));
	return OK;
}
