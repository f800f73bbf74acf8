/* keeper/verbs.c -- the table of verbs, read by number and by name. */
#include "base/check.h"
#include "keeper/verbs.h"

static const struct verb_row rows[] = {
#define VERB(id, name, who, question, answer, what) { name, WHO_##who, question, answer, what },
#include "keeper/verbs.def"
#undef VERB
};

const struct verb_row *
verb_row(enum verb verb)
{
	CHECK((size_t)verb < N(rows));
	return &rows[verb];
}

enum verb
verb_of_name(struct str name)
{
	for (size_t i = 0; i < N(rows); i++)
		if (str_eq(name, str_of(rows[i].name)))
			return (enum verb)i;
	return VERBS;
}
