/* vault/hold.c -- what pauses a clock: whose, by whom, until when reviewed. */
#include "sys/ulid.h"
#include "vault/inside.h"

static bool
covers(
    const struct plan *plan, const struct hold *hold, const struct record *record, uint16_t group)
{
	if (hold->class == NONE
	    || !fields_meet(
		plan, plan->holds.at[hold->class].fields, plan->groups.at[group].fields))
		return false;
	return (hold->record.n > 0 && str_eq(hold->record, record->id))
	       || (hold->subject.n > 0 && record_is_about(record, hold->subject));
}

result
vault_held(
    struct scope *sc, struct vault *v, const struct record *record, uint16_t group, bool *held)
{
	struct hold *holds;
	size_t n;

	*held = false;
	TRY(vault_holds_open(sc, v, &holds, &n));
	for (size_t i = 0; i < n && !*held; i++)
		*held = group != NONE && covers(v->plan, &holds[i], record, group);
	return OK;
}

result
vault_hold_place(struct scope *sc, struct vault *v, struct hold *hold)
{
	CHECK(vault_valid(v) && (hold->subject.n > 0) != (hold->record.n > 0));
	hold->id = ulid_new(&sc->arena, sc->now);
	hold->lifted = false;
	return sql_hold_add(sc, v->sql,
	    &(struct sql_hold_add_in){
		.id = hold->id,
		.class = v->plan->holds.at[hold->class].name,
		.subject = hold->subject,
		.record = hold->record,
		.placed_by = hold->by,
		.reason = hold->reason_record,
		.placed = hold->placed.us,
		.review = hold->review.us,
	    });
}

result
vault_hold(struct scope *sc, struct vault *v, struct str id, struct hold *hold)
{
	struct sql_hold_get_row row;
	bool found;

	CHECK(vault_valid(v));
	TRY(sql_hold_get(sc, v->sql, id, &row, &found));
	if (!found)
		return fail(sc, E_ABSENT, "there is no such hold");
	*hold = (struct hold){
		.id = row.id,
		.class = plan_hold(v->plan, row.class),
		.subject = row.subject,
		.record = row.record,
		.by = row.placed_by,
		.reason_record = row.reason,
		.placed = { row.placed },
		.review = { row.review },
		.lifted = row.lifted != 0,
	};
	return OK;
}

result
vault_hold_lift(struct scope *sc, struct vault *v, struct str id)
{
	CHECK(vault_valid(v));
	TRY(sql_hold_lift(sc, v->sql, sc->now.us, id));
	return sql_changes(v->sql) == 1
		   ? OK
		   : fail(sc, E_ABSENT, "there is no such hold, or it was lifted already");
}

result
vault_hold_review(struct scope *sc, struct vault *v, struct str id, struct instant next)
{
	CHECK(vault_valid(v));
	TRY(sql_hold_review(sc, v->sql, next.us, id));
	return sql_changes(v->sql) == 1
		   ? OK
		   : fail(sc, E_ABSENT, "there is no such hold, or it was lifted already");
}

result
vault_holds_open(struct scope *sc, struct vault *v, struct hold **holds, size_t *n)
{
	LIST(struct hold) list = { 0 };
	struct sql_hold_open_rows page;
	struct str after = S("");

	CHECK(vault_valid(v));
	do {
		TRY(sql_hold_open(sc, v->sql, after, VAULT_PAGE, &page));
		for (size_t i = 0; i < page.n; i++)
			TRY(vault_hold(sc, v, after = page.at[i].id, LIST_ADD(&list, &sc->arena)));
	} while (page.n == VAULT_PAGE);
	*holds = list.at;
	*n = list.n;
	return OK;
}
