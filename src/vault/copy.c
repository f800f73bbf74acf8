/* vault/copy.c -- a copy of the data store, without what may not be where it goes. */
#include "vault/inside.h"

/* Records, and who is held by them alone. */
static result
leave_out_one(struct scope *sc, struct sql *copy, struct str dataset)
{
	TRY(sql_copy_drop_parts(sc, copy, dataset));
	TRY(sql_copy_drop_streams(sc, copy, dataset));
	TRY(sql_copy_drop_events(sc, copy, dataset));
	TRY(sql_copy_drop_attempts(sc, copy, dataset));
	TRY(sql_copy_drop_subjects(sc, copy, dataset));
	TRY(sql_copy_drop_named(sc, copy, dataset));
	TRY(sql_copy_drop_lifetimes(sc, copy, dataset));
	return sql_copy_drop_records(sc, copy, dataset);
}

static result
leave_out(struct scope *sc, struct sql *copy, void *of)
{
	const struct left_out *l = of;

	for (size_t i = 0; i < l->n; i++)
		TRY(leave_out_one(sc, copy, l->dataset[i]));
	return OK;
}

bool
left_out_has(const struct left_out *l, struct str dataset)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->dataset[i], dataset))
			return true;
	return false;
}

result
vault_copy(struct scope *sc, struct vault *v, struct str to, const struct left_out *without)
{
	struct left_out l = *without;

	CHECK(vault_valid(v));
	return sql_backup_less(sc, v->sql, to, leave_out, &l);
}
