#include <stdlib.h>

#include "base/check.h"
#include "policy/diag.h"

#define DIAG_ROWS_MAX 256 /* kept for sorting; the rest is counted */
#define WINDOW 110 /* characters of a source line that are shown */

static const struct {
	unsigned number;
	enum severity severity;
	const char *title, *law;
} codes[] = {
#define DIAG(id, number, severity, title, law) { number, severity, title, law },
#include "policy/diag.def"
#undef DIAG
};

#define DIAG(id, number, ...) _Static_assert((number) < DIAG_NUMBERS, #id);
#include "policy/diag.def"
#undef DIAG

unsigned
diag_number(enum diag_code code)
{
	CHECK(code < DIAGS);
	return codes[code].number;
}

enum severity
diag_severity(enum diag_code code)
{
	CHECK(code < DIAGS);
	return codes[code].severity;
}

const char *
diag_title(enum diag_code code)
{
	CHECK(code < DIAGS);
	return codes[code].title;
}

bool
diag_is_law(unsigned number)
{
	return number < 50 || (number >= 100 && number < 140);
}

enum diag_code
diag_of_number(unsigned number)
{
	for (size_t i = 0; i < DIAGS; i++)
		if (codes[i].number == number)
			return (enum diag_code)i;
	return DIAGS;
}

/* What says how a policy is written is never switched off: a plan would have
 * holes (C1).  Only the checks of the law are. */
static bool
is_off(const struct diags *diags, unsigned number)
{
	return diag_is_law(number) && (diags->off[number / 64] >> (number % 64) & 1) != 0;
}

struct diag *
diag_add(struct diags *diags, struct arena *arena, enum diag_code code, struct at at)
{
	struct diag *d;
	bool off = is_off(diags, diag_number(code));

	if (!off && diag_severity(code) == DIAG_ERROR)
		diags->errors++;
	else if (!off)
		diags->warnings++;
	if (off || diags->rows.n >= DIAG_ROWS_MAX) {
		diags->not_shown += !off;
		d = NEW(arena, struct diag);
	} else {
		d = LIST_ADD(&diags->rows, arena);
	}
	*d = (struct diag){ .code = code,
		.at = at,
		.text = str_of(diag_title(code)),
		.note = S(""),
		.other_note = S(""),
		.law = str_of(codes[code].law),
		.try_line = S("") };
	return d;
}

/* Text without control characters, as it can be shown and pasted. */
static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\t' && s.p[i] != '\r')
			return false;
	return utf8_valid(s);
}

#define PASTED_MAX 400 /* bytes of a line on one side of a word */

void
diag_try_instead(
    struct diag *d, struct arena *arena, struct str text, struct str word, struct str with)
{
	size_t at = (size_t)(word.p - text.p), from = at, to = at + word.n;

	while (from > 0 && text.p[from - 1] != '\n' && at - from < PASTED_MAX)
		from--;
	while (to < text.n && text.p[to] != '\n' && to - at < PASTED_MAX)
		to++;
	if (at - from >= PASTED_MAX || to - at >= PASTED_MAX
	    || !is_plain(str_slice(text, from, to)))
		return;
	d->try_line = str_trim(str_printf(arena, "%.*s%.*s%.*s", STR(str_slice(text, from, at)),
	    STR(with), STR(str_slice(text, at + word.n, to))));
	d->paste = PASTE_INSTEAD;
}

static int
compare(const void *a, const void *b)
{
	const struct diag *x = *(const struct diag *const *)a, *y = *(const struct diag *const *)b;

	if (diag_severity(x->code) != diag_severity(y->code))
		return diag_severity(x->code) == DIAG_ERROR ? -1 : 1;
	if (x->at.line != y->at.line)
		return x->at.line < y->at.line ? -1 : 1;
	if (x->at.col != y->at.col)
		return x->at.col < y->at.col ? -1 : 1;
	return x < y ? -1 : x > y; /* as they were found */
}

static const struct diag **
sorted(struct arena *arena, const struct diags *diags)
{
	const struct diag **rows = NEW_ARRAY(arena, diags->rows.n + 1, const struct diag *);

	for (size_t i = 0; i < diags->rows.n; i++)
		rows[i] = &diags->rows.at[i];
	qsort(rows, diags->rows.n, sizeof(*rows), compare);
	return rows;
}

static struct str
source_line(struct str source, uint32_t line)
{
	struct str rest = source, got = S("");

	if (str_starts(rest, S("\xef\xbb\xbf")))
		rest = str_slice(rest, 3, rest.n);
	for (uint32_t i = 0; i < line; i++)
		got = str_cut(rest, '\n', &rest);
	if (got.n > 0 && got.p[got.n - 1] == '\r')
		got.n--;
	return got;
}

static bool
begins_character(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* The byte at which character `n` (from 0) begins. */
static size_t
byte_of(struct str s, size_t n)
{
	size_t i = 0;

	for (size_t seen = 0; i < s.n; i++) {
		if (begins_character(s.p[i]) && seen++ == n)
			break;
	}
	return i;
}

/* Part of a source line, safe to print: tabs are one blank, and what is not
 * text is a question mark. */
static void
put_source(struct buf *b, struct str s)
{
	bool good = utf8_valid(s);

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '\t')
			buf_putc(b, ' ');
		else if (c < ' ' || c == 0x7f || (c >= 0x80 && !good))
			buf_putc(b, '?');
		else
			buf_putc(b, (char)c);
	}
}

struct window {
	size_t from; /* first character shown, from 0 */
	bool cut_left, cut_right;
	struct str text;
};

static struct window
window_of(struct str line, struct at at)
{
	struct window w = { 0 };
	struct str rest;

	if (at.col > WINDOW - 30)
		w.from = at.col - 40;
	w.cut_left = w.from > 0;
	rest = str_slice(line, byte_of(line, w.from), line.n);
	w.text = str_slice(rest, 0, byte_of(rest, WINDOW));
	w.cut_right = w.text.n < rest.n;
	return w;
}

static void
put_place(struct buf *b, struct str source, struct at at, char mark, struct str note)
{
	struct window w = window_of(source_line(source, at.line), at);
	size_t before = at.col > 0 ? at.col - 1 - w.from : 0;
	size_t length = at.len;

	if (length > WINDOW - before)
		length = WINDOW - before;
	buf_printf(b, "%5u | %s", (unsigned)at.line, w.cut_left ? "..." : "");
	put_source(b, w.text);
	buf_printf(b, "%s\n      | ", w.cut_right ? "..." : "");
	buf_pad(b, ' ', before + (w.cut_left ? 3 : 0));
	buf_pad(b, mark, length > 0 ? length : 1);
	if (note.n > 0)
		buf_printf(b, " %.*s", STR(note));
	buf_putc(b, '\n');
}

/* The law in short: what stands before its first colon. */
static struct str
citation(struct str law)
{
	struct str rest;

	return str_cut(law, ':', &rest);
}

static void
print_one(struct buf *b, const struct diag *d, struct str file, struct str source)
{
	bool two = d->other.line > 0;
	bool crowded = two && d->law.n > 0 && d->try_line.n > 0; /* six lines at most */

	buf_printf(b, "%.*s:%u:%u: %s B%03u: %.*s", STR(file), (unsigned)d->at.line,
	    (unsigned)d->at.col, diag_severity(d->code) == DIAG_ERROR ? "error" : "warning",
	    diag_number(d->code), STR(d->text));
	if (crowded)
		buf_printf(b, " (%.*s)", STR(citation(d->law)));
	buf_putc(b, '\n');
	if (d->at.line > 0)
		put_place(b, source, d->at, '^', d->note);
	if (two)
		put_place(b, source, d->other, '~', d->other_note);
	if (d->law.n > 0 && !crowded)
		buf_printf(b, "   law  %.*s\n", STR(d->law));
	if (d->try_line.n > 0)
		buf_printf(b, "   try  %.*s\n", STR(d->try_line));
}

static void
put_count(struct buf *b, size_t n, const char *what)
{
	buf_printf(b, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

void
diag_print(struct buf *b, const struct diags *diags, struct str file, struct str source)
{
	const struct diag **rows = sorted(b->arena, diags);
	size_t all = diags->errors + diags->warnings;
	size_t shown = diags->rows.n < DIAG_MAX ? diags->rows.n : DIAG_MAX;

	for (size_t i = 0; i < shown; i++)
		print_one(b, rows[i], file, source);
	if (all == 0)
		return;
	put_count(b, diags->errors, "error");
	buf_puts(b, ", ");
	put_count(b, diags->warnings, "warning");
	if (shown < all)
		buf_printf(b, "; the first %zu are shown", shown);
	buf_putc(b, '\n');
}

/* UTF-16 code units of what stands before character `n`, as editors count (LSP). */
static size_t
units_before(struct str line, size_t n)
{
	size_t end = byte_of(line, n), units = 0;

	for (size_t i = 0; i < end; i++)
		units += begins_character(line.p[i]) ? 1U + ((unsigned char)line.p[i] >= 0xf0)
						     : 0U;
	return units;
}

static void
set_point(
    struct arena *arena, struct node *range, struct str key, size_t line, struct str name, size_t n)
{
	struct node *point = node_set(range, key, node_map(arena));

	node_set_int(arena, point, S("line"), (int64_t)line);
	node_set_int(arena, point, name, (int64_t)n);
}

/* `range` in bytes from 1, `lsp` as the Language Server Protocol has it. */
static void
set_ranges(struct arena *arena, struct node *map, struct str source, struct at at)
{
	struct str line = source_line(source, at.line);
	size_t from = at.col > 0 ? at.col - 1 : 0, to = from + at.len;
	struct node *range = node_set(map, S("range"), node_map(arena));
	struct node *lsp = node_set(map, S("lsp"), node_map(arena));

	set_point(arena, range, S("start"), at.line, S("column"), byte_of(line, from) + 1);
	set_point(arena, range, S("end"), at.line, S("column"), byte_of(line, to) + 1);
	set_point(arena, lsp, S("start"), at.line - 1, S("character"), units_before(line, from));
	set_point(arena, lsp, S("end"), at.line - 1, S("character"), units_before(line, to));
}

static void
node_place(
    struct arena *arena, struct node *map, struct str source, struct at at, struct str note)
{
	node_set_int(arena, map, S("line"), at.line);
	node_set_int(arena, map, S("column"), at.col);
	node_set_int(arena, map, S("length"), at.len);
	if (at.line > 0)
		set_ranges(arena, map, source, at);
	node_set_str(arena, map, S("note"), note);
}

/* Where the line to paste belongs. */
static struct str
paste_word(enum diag_paste paste)
{
	switch (paste) {
	case PASTE_ANYWHERE:
		return S("anywhere");
	case PASTE_INSTEAD:
		return S("instead");
	case PASTE_INSTEAD_OTHER:
		return S("instead-of-other");
	case PASTE_UNDER:
		return S("under");
	case PASTE_UNDER_OTHER:
		return S("under-other");
	}
	return S("");
}

static struct node *
json_one(struct arena *arena, const struct diag *d, struct str file, struct str source)
{
	struct node *map = node_map(arena);

	node_set_str(arena, map, S("code"), str_printf(arena, "B%03u", diag_number(d->code)));
	node_set_str(arena, map, S("severity"),
	    diag_severity(d->code) == DIAG_ERROR ? S("error") : S("warning"));
	node_set_str(arena, map, S("file"), file);
	node_set_str(arena, map, S("text"), d->text);
	node_place(arena, map, source, d->at, d->note);
	if (d->other.line > 0)
		node_place(arena, node_set(map, S("other"), node_map(arena)), source, d->other,
		    d->other_note);
	node_set_str(arena, map, S("law"), d->law);
	if (d->try_line.n == 0)
		return map;
	node_set_str(arena, map, S("try"), d->try_line);
	node_set_str(arena, map, S("paste"), paste_word(d->paste));
	return map;
}

struct node *
diag_json(struct arena *arena, const struct diags *diags, struct str file, struct str source)
{
	const struct diag **rows = sorted(arena, diags);
	struct node *map = node_map(arena);
	struct node *list = node_list(arena);

	for (size_t i = 0; i < diags->rows.n; i++)
		node_add(list, json_one(arena, rows[i], file, source));
	node_set_int(arena, map, S("errors"), (int64_t)diags->errors);
	node_set_int(arena, map, S("warnings"), (int64_t)diags->warnings);
	node_set(map, S("messages"), list);
	return map;
}
