#include "base/csv.h"
#include "base/check.h"
#include "base/list.h"

/* The one of , ; and tab that the first line has most of, outside quotes. */
static char
find_separator(struct str text)
{
	static const char seps[] = ",;\t";
	size_t count[3] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.n && (quoted || text.p[i] != '\n'); i++) {
		if (text.p[i] == '"')
			quoted = !quoted;
		for (size_t s = 0; s < 3 && !quoted; s++)
			count[s] += text.p[i] == seps[s];
	}
	for (size_t s = 1; s < 3; s++)
		best = count[s] > count[best] ? s : best;
	return seps[best];
}

/* What programmes write that call it CSV, or that people take for it. */
static const struct {
	const char *begins;
	size_t n;
	const char *why;
} foreign[] = {
	{ "\xff\xfe", 2, "it is UTF-16, two bytes a letter: save it as CSV in UTF-8" },
	{ "\xfe\xff", 2, "it is UTF-16, two bytes a letter: save it as CSV in UTF-8" },
	{ "PK\x03\x04", 4, "it is a spreadsheet or an archive, no text: save it as CSV in UTF-8" },
	{ "\xd0\xcf\x11\xe0", 4, "it is an old spreadsheet, no text: save it as CSV in UTF-8" },
	{ "\x1f\x8b", 2, "it is compressed: unpack it first" },
	{ "%PDF", 4, "it is a PDF: save the list as CSV in UTF-8" },
};

struct str
csv_foreign(struct str text)
{
	const char *cr;

	for (size_t i = 0; i < N(foreign); i++)
		if (str_starts(text, (struct str){ foreign[i].begins, foreign[i].n }))
			return str_of(foreign[i].why);
	text = str_slice(text, 0, CSV_ROW_MAX);
	cr = text.n > 0 ? memchr(text.p, '\r', text.n) : NULL;
	if (cr != NULL && memchr(text.p, '\n', text.n) == NULL && cr + 1 < text.p + text.n)
		return S("its lines end with a carriage return alone: save it as CSV in UTF-8");
	return S("");
}

void
csv_open(struct csv *csv, struct str text)
{
	if (str_starts(text, S("\xef\xbb\xbf")))
		text = str_slice(text, 3, text.n);
	*csv = (struct csv){ text, 1, find_separator(text) };
}

/* Skips `n` bytes, and counts the lines in them. */
static void
advance(struct csv *csv, size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv->line += csv->rest.p[i] == '\n';
	csv->rest = str_slice(csv->rest, n, csv->rest.n);
}

/* The length of the line at `from`, its LF included. */
static size_t
line_end(struct str text, size_t from)
{
	const char *at = memchr(text.p + from, '\n', text.n - from);

	return at == NULL ? text.n : (size_t)(at - text.p) + 1;
}

enum row_fault { ROW_FINE,
	ROW_QUOTE,
	ROW_AFTER_QUOTE,
	ROW_OPEN };

/* Where the row at the start of `text` ends, its LF included.  With a fault:
 * where the next row may start.  Every byte is looked at once. */
static enum row_fault
row_end(struct str text, char sep, size_t *end)
{
	bool at_start = true;
	size_t i = 0;

	while (i < text.n && text.p[i] != '\n') {
		if (at_start && text.p[i] == '"') {
			for (i++; i < text.n; i++) {
				if (text.p[i] != '"')
					continue;
				if (i + 1 >= text.n || text.p[i + 1] != '"')
					break;
				i++;
			}
			*end = line_end(text, 0);
			if (i++ >= text.n)
				return ROW_OPEN;
			*end = line_end(text, i);
			if (i < text.n && text.p[i] != sep && text.p[i] != '\n'
			    && !str_starts(str_slice(text, i, i + 2), S("\r\n")))
				return ROW_AFTER_QUOTE;
			at_start = false;
			continue;
		}
		if (text.p[i] == '"') {
			*end = line_end(text, i);
			return ROW_QUOTE;
		}
		at_start = text.p[i++] == sep;
	}
	*end = i < text.n ? i + 1 : i;
	return ROW_FINE;
}

/* The text of a quoted field, its doubled quotes made one. */
static struct str
unquote(struct arena *a, struct str inner)
{
	char *p;
	size_t n = 0;

	if (memchr(inner.p, '"', inner.n) == NULL)
		return str_dup(a, inner);
	p = arena_alloc(a, inner.n);
	for (size_t i = 0; i < inner.n; i++) {
		p[n++] = inner.p[i];
		if (inner.p[i] == '"')
			i++;
	}
	return (struct str){ p, n };
}

/* The length of the field that starts `row`, without its separator. */
static size_t
field_length(struct str row, char sep)
{
	size_t i = 0;
	bool quoted = false;

	for (; i < row.n && (quoted || row.p[i] != sep); i++) {
		if (row.p[i] == '"')
			quoted = !quoted;
	}
	return i;
}

static result
split(struct scope *sc, const struct csv *csv, struct str text, struct csv_row *row)
{
	LIST(struct str) found = { 0 };

	for (;;) {
		size_t n = field_length(text, csv->sep);
		struct str raw = str_slice(text, 0, n);

		if (found.n == CSV_FIELDS_MAX)
			return fail(sc, E_INPUT, "line %zu has more than %d fields", row->line,
			    CSV_FIELDS_MAX);
		*LIST_ADD(&found, &sc->arena) = str_starts(raw, S("\""))
						    ? unquote(&sc->arena, str_slice(raw, 1, raw.n - 1))
						    : str_dup(&sc->arena, raw);
		if (n == text.n)
			break;
		text = str_slice(text, n + 1, text.n);
	}
	row->n = found.n;
	row->field = found.at;
	return OK;
}

static result
judge_row(struct scope *sc, size_t line, enum row_fault fault, struct str text)
{
	switch (fault) {
	case ROW_FINE:
		break;
	case ROW_QUOTE:
		return fail(sc, E_INPUT, "line %zu has a quote inside an unquoted field", line);
	case ROW_AFTER_QUOTE:
		return fail(sc, E_INPUT, "line %zu has text after a closing quote", line);
	case ROW_OPEN:
		return fail(sc, E_INPUT, "line %zu opens a quote that is never closed", line);
	}
	if (text.n > CSV_ROW_MAX)
		return fail(sc, E_INPUT, "the row at line %zu has more than %zu bytes", line,
		    CSV_ROW_MAX);
	if (memchr(text.p, '\0', text.n) != NULL)
		return fail(sc, E_INPUT, "the row at line %zu has a NUL in it", line);
	if (!utf8_valid(text))
		return fail(sc, E_INPUT, "the row at line %zu is not UTF-8; save it as UTF-8", line);
	return OK;
}

result
csv_next(struct scope *sc, struct csv *csv, struct csv_row *row, bool *more)
{
	*row = (struct csv_row){ 0 };
	*more = false;
	while (csv->rest.n > 0) {
		struct str text;
		enum row_fault fault;
		size_t end;

		row->line = csv->line;
		fault = row_end(csv->rest, csv->sep, &end);
		text = str_slice(csv->rest, 0, end);
		advance(csv, end); /* also past a bad row */
		if (str_ends(text, S("\n")))
			text.n--;
		if (str_ends(text, S("\r")))
			text.n--;
		if (text.n == 0 && fault == ROW_FINE)
			continue;
		*more = true;
		TRY(judge_row(sc, row->line, fault, text));
		return split(sc, csv, text, row);
	}
	return OK;
}

static void
put_field(struct buf *b, struct str field)
{
	bool formula = field.n > 0 && memchr("=+-@\t\r", field.p[0], 6) != NULL;
	bool quote = formula || str_starts(field, S("\xef\xbb\xbf")); /* not a mark of the file */

	for (size_t i = 0; i < field.n && !quote; i++)
		quote = memchr(",;\t\"\r\n", field.p[i], 6) != NULL;
	if (!quote) {
		buf_put(b, field);
		return;
	}
	buf_puts(b, formula ? "\"'" : "\"");
	for (size_t i = 0; i < field.n; i++) {
		if (field.p[i] == '"')
			buf_putc(b, '"');
		buf_putc(b, field.p[i]);
	}
	buf_putc(b, '"');
}

void
csv_put(struct buf *b, const struct str *field, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(b, ',');
		put_field(b, field[i]);
	}
	/* one empty field alone would read as a blank line */
	buf_puts(b, n == 1 && field[0].n == 0 ? "\"\"\r\n" : "\r\n");
}
