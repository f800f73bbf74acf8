/* base/csv.h -- RFC 4180 rows, as companies' programmes write them.
 *
 * Comma, semicolon or tab (found in the first line), quoted fields with
 * doubled quotes and line breaks, LF or CRLF, an optional UTF-8 byte-order
 * mark.  Bad UTF-8, a NUL, a quote inside an unquoted field and a row over
 * CSV_ROW_MAX bytes are refused with their line.
 */
#ifndef BAILEE_BASE_CSV_H
#define BAILEE_BASE_CSV_H

#include "base/buf.h"
#include "base/scope.h"

#define CSV_ROW_MAX ((size_t)1 << 20)
#define CSV_FIELDS_MAX 1000

struct csv {
	struct str rest; /* what is not read yet */
	size_t line; /* of the row to come, from 1 */
	char sep;
};

struct csv_row {
	size_t line;
	size_t n;
	struct str *field; /* in the scope's arena */
};

/* Why a file that begins so is no CSV at all, and what to do; or empty. */
struct str csv_foreign(struct str text);
void csv_open(struct csv *, struct str text);
/* `more` is false after the last row; a blank line is no row.  After E_INPUT
 * the reader stands at the next row and may go on. */
result csv_next(struct scope *, struct csv *, struct csv_row *, bool *more) MUST;
/* One row, quoted where needed; a field that a spreadsheet would take for a
 * formula (= + - @ tab CR at its start) gets a leading apostrophe. */
void csv_put(struct buf *, const struct str *field, size_t n);

#endif
