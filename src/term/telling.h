/* term/telling.h -- rows of the table `telling`, for the files that read it. */
#ifndef BAILEE_TERM_TELLING_H
#define BAILEE_TERM_TELLING_H

#include "sql/statements.h"
#include "term/told.h"

static inline struct due
due_of(struct sql_maybe_int at)
{
	return (struct due){ .set = at.set, .at = { at.n } };
}

/* The statements that give tellings have rows of the same columns. */
#define TELLING_OF(row) \
	(struct telling) \
	{ \
		.id = (row)->id, .recipient = (row)->recipient, .instruction = (row)->instruction, \
		.record = (row)->record, .fields = (row)->fields, .for_case = (row)->for_case, \
		.pseudonym = (row)->pseudonym, .why = (row)->why, .tries = (row)->tries, \
		.since = { (row)->since }, .confirm_by = { (row)->confirm_by }, \
		.told = due_of((row)->told), .confirmed = due_of((row)->confirmed) \
	}

#define TELLINGS_OF(sc, rows, tellings, n) \
	do { \
		*(tellings) = NEW_ARRAY(&(sc)->arena, (rows).n, struct telling); \
		for (*(n) = 0; *(n) < (rows).n; ++*(n)) \
			(*(tellings))[*(n)] = TELLING_OF(&(rows).at[*(n)]); \
	} while (0)

#endif
