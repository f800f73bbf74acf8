/* bin/rows.h -- what companies have, row by row: CSV and NDJSON as offers. */
#ifndef BAILEE_BIN_ROWS_H
#define BAILEE_BIN_ROWS_H

#include "base/csv.h"
#include "base/list.h"
#include "base/node.h"

struct rename_row {
	struct str column, name; /* their column; our field, or event */
};

struct rows_options {
	bool ndjson; /* else CSV with a head */
	LIST(struct rename_row) map; /* column -> field; field "-": left out */
	LIST(struct rename_row) events; /* column -> event */
	struct str collected; /* column, or empty */
	struct str about, subject, party, source; /* of every offer, or empty */
};

struct rows {
	const struct rows_options *o;
	struct str text; /* NDJSON: what is not read yet */
	struct csv csv;
	struct str *head;
	size_t columns;
	size_t line; /* of the row that was read last */
	size_t read; /* rows so far */
};

/* Reads the head of a CSV; its slices live in the scope.  E_INPUT. */
result rows_open(struct scope *, struct rows *, const struct rows_options *, struct str text) MUST;
/* The next row as an offer (keeper/shapes.def); `offer` NULL with `wrong` in
 * words when the row is malformed; `more` false after the last. */
result rows_next(struct scope *, struct rows *, struct node **offer, struct str *wrong, bool *more)
    MUST;
/* "their=ours,their=ours" */
result rows_read_map(struct scope *, struct str text, struct rows_options *) MUST;

#endif
