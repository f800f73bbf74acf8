/* fuzz/csv.c -- every row ends, lines only grow, and what is written is read. */
#include "base/check.h"
#include "base/csv.h"
#include "fuzz.h"

static void
write_and_read(struct scope *sc, const struct csv_row *row)
{
	struct buf b = buf_new(&sc->arena);
	struct csv_row again;
	struct csv csv;
	bool more;

	csv_put(&b, row->field, row->n);
	csv_open(&csv, buf_str(&b));
	csv.sep = ',';
	if (csv_next(sc, &csv, &again, &more).code != E_OK) {
		CHECK(b.n > CSV_ROW_MAX); /* quotes made it longer */
		return;
	}
	CHECK(more && again.n == row->n && csv.rest.n == 0);
	for (size_t i = 0; i < row->n; i++)
		CHECK(str_ends(again.field[i], row->field[i])); /* an apostrophe may lead */
}

int
fuzz_csv(const uint8_t *bytes, size_t n)
{
	struct str text = { (const char *)bytes, n };
	struct csv_row row;
	struct scope sc;
	struct csv csv;
	bool more = true;
	size_t line = 0;

	csv_open(&csv, text);
	while (more) {
		size_t left = csv.rest.n;

		scope_begin(&sc, (struct instant){ 0 });
		if (csv_next(&sc, &csv, &row, &more).code == E_OK && more)
			write_and_read(&sc, &row);
		CHECK(!more || (csv.rest.n < left && row.line > line));
		line = row.line;
		scope_end(&sc);
	}
	return 0;
}
