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

static inline enum tell_what
what_of(struct str word)
{
	for (enum tell_what w = TELL_CORRECT; w <= TELL_RESUME; w++)
		if (str_eq(word, told_what(w)))
			return w;
	return TELL_ERASE;
}

/* The statements that give tellings have rows of the same columns. */
#define TELLING_OF(row) \
	(struct telling) \
	{ \
		.id = (row)->id, .recipient = (row)->recipient, .instruction = (row)->instruction, \
		.record = (row)->record, .fields = (row)->fields, .for_case = (row)->for_case, \
		.pseudonym = (row)->pseudonym, .why = (row)->why, .tries = (row)->tries, \
		.place = (row)->place, .what = what_of((row)->what), \
		.next_try = { (row)->next_try }, .answered = (row)->answer.set, \
		.answer = (row)->answer.n, \
		.since = { (row)->since }, .confirm_by = { (row)->confirm_by }, \
		.told = due_of((row)->told), .confirmed = due_of((row)->confirmed) \
	}

#define TELLINGS_OF(sc, rows, tellings, many) \
	do { \
		*(tellings) = NEW_ARRAY(&(sc)->arena, (rows).n, struct telling); \
		for (*(many) = 0; *(many) < (rows).n; ++*(many)) \
			(*(tellings))[*(many)] = TELLING_OF(&(rows).at[*(many)]); \
	} while (0)

#endif
