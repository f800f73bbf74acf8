/* gate/given.c -- the memory of what was given to whom. */
#include "gate/given.h"
#include "sql/statements.h"

#define GIVEN_MOST 1000

result
given_add(struct scope *sc, struct store *store, const struct given *g)
{
	return sql_given_add(sc, vault_sql(store->vault),
	    &(struct sql_given_add_in){
		.instruction = g->instruction,
		.record = g->record,
		.subject = g->subject,
		.recipient = g->recipient,
		.purpose = g->purpose,
		.fields = g->fields,
		.at = g->at.us,
		.delete_by = { .set = g->delete_by.set, .n = g->delete_by.at.us },
	    });
}

/* The two statements have rows of the same columns. */
#define GIVEN_OF(row) \
	(struct given) \
	{ \
		.instruction = (row)->instruction, .record = (row)->record, \
		.subject = (row)->subject, .recipient = (row)->recipient, \
		.purpose = (row)->purpose, .fields = (row)->fields, .at = { (row)->at }, \
		.delete_by = { \
			.set = (row)->delete_by.set, \
			.at = { (row)->delete_by.n } \
		} \
	}

static result
given_of_record(
    struct scope *sc, struct store *store, struct str record, struct given **given, size_t *n)
{
	struct sql_given_of_record_rows rows;

	TRY(sql_given_of_record(sc, vault_sql(store->vault), record, GIVEN_MOST, &rows));
	*given = NEW_ARRAY(&sc->arena, rows.n, struct given);
	for (*n = 0; *n < rows.n; ++*n)
		(*given)[*n] = GIVEN_OF(&rows.at[*n]);
	return OK;
}

result
gate_given(struct scope *sc, struct store *store, struct str record, struct str subject,
    struct given **given, size_t *n)
{
	struct sql_given_of_subject_rows rows;

	if (record.n > 0)
		return given_of_record(sc, store, record, given, n);
	TRY(sql_given_of_subject(sc, vault_sql(store->vault), subject, GIVEN_MOST, &rows));
	*given = NEW_ARRAY(&sc->arena, rows.n, struct given);
	for (*n = 0; *n < rows.n; ++*n)
		(*given)[*n] = GIVEN_OF(&rows.at[*n]);
	return OK;
}
