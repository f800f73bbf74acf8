/* rights/overdue.c -- a case whose date has passed without an answer is told, once. */
#include "gate/note.h"
#include "rights/inside.h"
#include "rights/rights.h"
#include "sql/statements.h"

#define OVERDUE_MOST 100 /* a look */

static result
find_overdue(struct scope *sc, struct store *store, struct sql_case_overdue_rows *rows)
{
	return sql_case_overdue(sc, vault_sql(store->vault), sc->now.us,
	    rights_stopping(store->plan), OVERDUE_MOST, rows);
}

result
rights_overdue(struct scope *sc, struct store *store, size_t *n)
{
	struct sql_case_overdue_rows rows;

	TRY(find_overdue(sc, store, &rows));
	*n = rows.n;
	return OK;
}

/* R5 */
result
rights_tell_overdue(struct scope *sc, struct store *store)
{
	const struct asker keeper = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct sql_case_overdue_rows rows;
	uint64_t seq;

	TRY(find_overdue(sc, store, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct entry e = note_begin(store, &keeper, ENTRY_CASE_OVERDUE, S(""));

		e.case_id = rows.at[i].id;
		e.why = rows.at[i].kind;
		e.due = (struct instant){ rows.at[i].due };
		TRY(note_write(sc, store, &e, &seq));
		TRY(sql_case_told_overdue(sc, vault_sql(store->vault), rows.at[i].id));
	}
	return OK;
}
