/* policy/page.c -- text, HTML and CSV from the same calls. */
#include "base/check.h"
#include "base/csv.h"
#include "policy/page.h"

#define WIDTH 78

static const char style[] =
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:52rem;margin:0 "
    "auto;padding:1rem;color:#1b1b1b;background:#fff;overflow-wrap:break-word}"
    "h1,h2,h3{line-height:1.25}h2{margin-top:2.5rem;border-bottom:1px solid #767676}"
    "h3{margin:1.5rem 0 .5rem}"
    "table{border-collapse:collapse;width:100%;margin:1rem "
    "0}caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{border:1px solid #767676;padding:.4rem "
    ".6rem;text-align:left;vertical-align:top;overflow-wrap:break-word}"
    "thead th{background:#f2f2f2}tbody th{font-weight:600}"
    "a{color:#00449e}a:focus{outline:3px solid #00449e;outline-offset:2px}"
    "dl{margin:.5rem 0 1.5rem}dt{font-weight:600}dd{margin:0 0 .5rem 1.5rem}"
    "pre{overflow-x:auto;font-size:.875rem;background:#f2f2f2;padding:.5rem}"
    ".from{font-size:.875rem;white-space:nowrap}"
    ".skip{position:absolute;left:-999rem}.skip:focus{position:static}"
    "@media screen and (max-width:45rem){table,tbody,tr,th,td,caption{display:block}"
    "thead{position:absolute;left:-999rem}tr{margin-bottom:1rem}td{border-top:0}"
    "td::before{content:attr(data-head)\": \";font-weight:600}td:empty{display:none}}"
    "@media print{body{max-width:none;padding:0;font-size:10pt}h1,h2,h3,caption{break-after:avoid}"
    "tr,li,dd{break-inside:avoid}thead{display:table-header-group}.skip,nav{display:none}"
    "a{color:inherit}}";

static void
escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '&':
			buf_puts(b, "&amp;");
			break;
		case '<':
			buf_puts(b, "&lt;");
			break;
		case '>':
			buf_puts(b, "&gt;");
			break;
		case '"':
			buf_puts(b, "&quot;");
			break;
		case '\'':
			buf_puts(b, "&#39;");
			break;
		default:
			buf_putc(b, s.p[i]);
		}
	}
}

/* Fills lines up to WIDTH; the first begins after `indent` columns that are
 * written already, the others begin with as many blanks. */
static void
filled(struct buf *b, struct str s, size_t indent)
{
	size_t column = indent;
	struct str word;

	while (s.n > 0) {
		word = str_cut(s, ' ', &s);
		if (word.n == 0)
			continue;
		if (column > indent && column + 1 + utf8_count(word) > WIDTH) {
			buf_putc(b, '\n');
			buf_pad(b, ' ', indent);
			column = indent;
		} else if (column > indent) {
			buf_putc(b, ' ');
			column++;
		}
		buf_put(b, word);
		column += utf8_count(word);
	}
	buf_putc(b, '\n');
}

static bool
is_html(const struct page *p)
{
	return p->edition->form == FORM_HTML;
}

static bool
is_csv(const struct page *p)
{
	return p->edition->form == FORM_CSV;
}

static struct buf *
to(struct page *p)
{
	return is_html(p) ? &p->body : p->out;
}

/* -- which lines the next element says -------------------------------------- */

void
page_from(struct page *p, uint32_t line)
{
	if (line == 0)
		return;
	for (size_t i = 0; i < p->from.n; i++)
		if (p->from.at[i] == line)
			return;
	*LIST_ADD(&p->from, p->arena) = line;
	if (p->edition->cited != NULL)
		*LIST_ADD(&p->edition->cited->line, p->arena) = line;
}

static bool
shows_lines(const struct page *p)
{
	return p->edition->proof != NULL && p->from.n > 0;
}

/* "20 erased, worst lateness 4 s; 2 plays" */
static struct str
brief_of(struct page *p, uint32_t line)
{
	const struct proof *proof = p->edition->proof;
	struct buf b = buf_new(p->arena);
	size_t plays = 0;

	for (size_t i = 0; i < proof->n; i++) {
		if (proof->at[i].line != line)
			continue;
		plays += proof->at[i].whole.n > 0;
		if (proof->at[i].brief.n > 0)
			buf_printf(&b, "%s%.*s", b.n > 0 ? "; " : "", STR(proof->at[i].brief));
	}
	if (plays > 0)
		buf_printf(&b, "%s%zu %s", b.n > 0 ? "; " : "", plays, plays == 1 ? "play" : "plays");
	return buf_str(&b);
}

static void
lines_of_html(struct page *p)
{
	for (size_t i = 0; shows_lines(p) && i < p->from.n; i++) {
		struct str brief = brief_of(p, p->from.at[i]);

		buf_printf(&p->body, " <a class=\"from\" href=\"#line-%u\">line %u</a>",
		    (unsigned)p->from.at[i], (unsigned)p->from.at[i]);
		if (brief.n == 0)
			continue;
		buf_puts(&p->body, " <small>(");
		escaped(&p->body, brief);
		buf_puts(&p->body, ")</small>");
	}
	p->from.n = 0;
}

/* " [line 4, 7]", behind the text. */
static struct str
with_lines(struct page *p, struct str text)
{
	struct buf b = buf_new(p->arena);

	buf_put(&b, text);
	for (size_t i = 0; shows_lines(p) && i < p->from.n; i++) {
		struct str brief = brief_of(p, p->from.at[i]);

		buf_printf(&b, "%s%u", i == 0 ? " [line " : ", ", (unsigned)p->from.at[i]);
		if (brief.n > 0)
			buf_printf(&b, " (%.*s)", STR(brief));
	}
	if (shows_lines(p))
		buf_putc(&b, ']');
	p->from.n = 0;
	return buf_str(&b);
}

/* -- headings and paragraphs ------------------------------------------------- */

static void
underlined(struct page *p, struct str s, char with)
{
	buf_printf(p->out, "\n%.*s\n", STR(s));
	buf_pad(p->out, with, utf8_count(s));
	buf_puts(p->out, "\n\n");
}

static void
second_level(struct page *p)
{
	if (p->heading.n == 0)
		return;
	if (!is_html(p)) {
		underlined(p, p->heading, '-');
	} else {
		*LIST_ADD(&p->headings, p->arena) = p->heading;
		buf_printf(&p->body, "<h2 id=\"part-%zu\">", p->before + p->headings.n);
		escaped(&p->body, p->heading);
		buf_puts(&p->body, "</h2>\n");
	}
	p->heading = S("");
}

/* A heading is printed with the first thing that stands under it. */
static void
headings(struct page *p)
{
	if (is_csv(p))
		return;
	second_level(p);
	if (p->heading_of.n == 0)
		return;
	if (is_html(p)) {
		buf_puts(&p->body, "<h3>");
		escaped(&p->body, p->heading_of);
		buf_puts(&p->body, "</h3>\n");
	} else {
		buf_printf(p->out, "%.*s\n\n", STR(p->heading_of));
	}
	p->heading_of = S("");
}

void
page_heading(struct page *p, const char *text)
{
	p->heading = str_of(text);
	p->heading_of = S("");
}

void
page_heading_of(struct page *p, struct str text)
{
	p->heading_of = text;
}

static void
tagged(struct page *p, const char *tag, struct str s)
{
	buf_printf(&p->body, "<%s>", tag);
	escaped(&p->body, s);
	lines_of_html(p);
	buf_printf(&p->body, "</%s>\n", tag);
}

void
page_para(struct page *p, struct str text)
{
	headings(p);
	if (is_html(p)) {
		tagged(p, "p", text);
	} else if (!is_csv(p)) {
		filled(p->out, with_lines(p, text), 0);
		buf_putc(p->out, '\n');
	}
	p->from.n = 0;
}

/* -- lists ------------------------------------------------------------------- */

void
page_list(struct page *p)
{
	CHECK(!p->list);
	p->list = true;
	p->begun = false;
}

static void
list_begun(struct page *p)
{
	CHECK(p->list);
	headings(p);
	if (!p->begun && is_html(p))
		buf_puts(&p->body, "<ul>\n");
	p->begun = true;
}

void
page_point(struct page *p, struct str text)
{
	list_begun(p);
	if (is_html(p)) {
		tagged(p, "li", text);
	} else if (!is_csv(p)) {
		buf_puts(p->out, "  - ");
		filled(p->out, with_lines(p, text), 4);
	}
	p->from.n = 0;
}

void
page_link(struct page *p, struct str words, struct str address)
{
	bool web = str_starts(address, S("https://")) || str_starts(address, S("http://"));

	if (!is_html(p) || (!web && !str_has(address, S("@")))) {
		page_point(p, str_printf(p->arena, "%.*s: %.*s", STR(words), STR(address)));
		return;
	}
	list_begun(p);
	buf_puts(&p->body, "<li>");
	escaped(&p->body, words);
	buf_printf(&p->body, ": <a href=\"%s", web ? "" : "mailto:");
	escaped(&p->body, address);
	buf_printf(&p->body, "\"%s>", web ? " rel=\"noreferrer\"" : "");
	escaped(&p->body, address);
	buf_puts(&p->body, "</a>");
	lines_of_html(p);
	buf_puts(&p->body, "</li>\n");
}

void
page_point_to(struct page *p, struct str words, struct str query)
{
	if (!is_html(p)) {
		page_point(p, words);
		return;
	}
	list_begun(p);
	buf_puts(&p->body, "<li><a href=\"?");
	escaped(&p->body, query);
	buf_puts(&p->body, "\">");
	escaped(&p->body, words);
	buf_puts(&p->body, "</a></li>\n");
}

void
page_list_end(struct page *p)
{
	CHECK(p->list);
	p->list = false;
	if (p->begun && !is_csv(p))
		buf_puts(to(p), is_html(p) ? "</ul>\n" : "\n");
}

/* -- tables ------------------------------------------------------------------ */

/* The first table is the one that CSV is. */
static void
head_of_csv(struct page *p)
{
	struct str row[PAGE_COLUMNS_MAX + PAGE_MARKS_MAX];

	if (p->csv_heads != NULL)
		return;
	p->csv_heads = p->heads;
	for (size_t i = 0; i < p->columns; i++)
		row[i] = str_of(p->heads[i]);
	for (size_t i = 0; i < p->n_marks; i++)
		row[p->columns + i] = p->mark_heads[i];
	csv_put(p->out, row, p->columns + p->n_marks);
}

static void
table(struct page *p, const char *caption, const char *const *heads, size_t n, bool entries)
{
	CHECK(p->heads == NULL && n > 0 && n <= PAGE_COLUMNS_MAX);
	p->heads = heads;
	p->columns = n;
	p->caption = caption;
	p->entries = entries;
	p->begun = false;
	if (is_csv(p))
		head_of_csv(p);
}

void
page_table(struct page *p, const char *caption, const char *const *heads, size_t n)
{
	table(p, caption, heads, n, false);
}

void
page_entries(struct page *p, const char *const *heads, size_t n)
{
	table(p, "", heads, n, true);
}

static void
head_of_html(struct page *p)
{
	buf_puts(&p->body, "<table role=\"table\">\n<caption>");
	escaped(&p->body, str_of(p->caption));
	buf_puts(&p->body, "</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
	for (size_t i = 0; i < p->columns; i++) {
		buf_puts(&p->body, "<th scope=\"col\" role=\"columnheader\">");
		escaped(&p->body, str_of(p->heads[i]));
		buf_puts(&p->body, "</th>");
	}
	if (p->edition->proof != NULL)
		buf_puts(&p->body, "<th scope=\"col\" role=\"columnheader\">Proof</th>");
	buf_puts(&p->body, "</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

static void
row_of_html(struct page *p, const struct str *cells)
{
	if (!p->begun)
		head_of_html(p);
	buf_puts(&p->body, "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">");
	escaped(&p->body, cells[0]);
	buf_puts(&p->body, "</th>");
	for (size_t i = 1; i < p->columns; i++) {
		buf_puts(&p->body, "<td role=\"cell\" data-head=\"");
		escaped(&p->body, str_of(p->heads[i]));
		buf_puts(&p->body, "\">");
		escaped(&p->body, cells[i]);
		buf_puts(&p->body, "</td>");
	}
	if (p->edition->proof != NULL) {
		buf_puts(&p->body, "<td role=\"cell\" data-head=\"Proof\">");
		lines_of_html(p);
		buf_puts(&p->body, "</td>");
	}
	buf_puts(&p->body, "</tr>\n");
}

static void
fact_of_html(struct page *p, const char *head, struct str value, bool last)
{
	buf_puts(&p->body, "<dt>");
	escaped(&p->body, str_of(head));
	buf_puts(&p->body, "</dt><dd>");
	escaped(&p->body, value);
	if (last)
		lines_of_html(p);
	buf_puts(&p->body, "</dd>\n");
}

static void
entry_of_html(struct page *p, const struct str *cells)
{
	size_t last = 0;

	buf_puts(&p->body, "<h3>");
	escaped(&p->body, cells[0]);
	buf_puts(&p->body, "</h3>\n<dl>\n");
	for (size_t i = 1; i < p->columns; i++)
		if (cells[i].n > 0)
			last = i;
	for (size_t i = 1; i < p->columns; i++)
		if (cells[i].n > 0)
			fact_of_html(p, p->heads[i], cells[i], i == last);
	buf_puts(&p->body, "</dl>\n");
}

static void
row_of_text(struct page *p, const struct str *cells)
{
	buf_printf(p->out, "%.*s\n", STR(cells[0])); /* a sentence stays in one piece */
	for (size_t i = 1; i < p->columns; i++) {
		if (cells[i].n == 0)
			continue;
		buf_printf(p->out, "    %s: ", p->heads[i]);
		filled(p->out, cells[i], 6 + utf8_count(str_of(p->heads[i])));
	}
	if (shows_lines(p)) {
		buf_pad(p->out, ' ', 4);
		filled(p->out, with_lines(p, S("")), 4);
	}
	buf_putc(p->out, '\n');
}

static void
row_of_csv(struct page *p, const struct str *cells)
{
	struct str row[PAGE_COLUMNS_MAX + PAGE_MARKS_MAX];

	if (p->csv_heads != p->heads)
		return;
	for (size_t i = 0; i < p->columns; i++)
		row[i] = cells[i];
	for (size_t i = 0; i < p->n_marks; i++)
		row[p->columns + i] = p->marks[i];
	csv_put(p->out, row, p->columns + p->n_marks);
}

void
page_row(struct page *p, const struct str *cells)
{
	CHECK(p->heads != NULL);
	headings(p);
	if (is_csv(p))
		row_of_csv(p, cells);
	else if (!is_html(p))
		row_of_text(p, cells);
	else if (p->entries)
		entry_of_html(p, cells);
	else
		row_of_html(p, cells);
	p->begun = true;
	p->from.n = 0;
}

void
page_table_end(struct page *p)
{
	static const struct str none[PAGE_COLUMNS_MAX] = { { "none", 4 } };

	CHECK(p->heads != NULL);
	if (is_csv(p) && !p->begun) /* the row bears whose list it is */
		row_of_csv(p, none);
	p->heads = NULL;
	if (p->begun && is_html(p) && !p->entries)
		buf_puts(&p->body, "</tbody>\n</table>\n");
}

void
page_opening(struct page *p, struct str words, struct str text)
{
	if (!is_html(p) || text.n == 0) {
		page_point(p, words);
		return;
	}
	list_begun(p);
	buf_puts(&p->body, "<li><details><summary>");
	escaped(&p->body, words);
	buf_puts(&p->body, "</summary>\n<pre tabindex=\"0\">");
	escaped(&p->body, text);
	buf_puts(&p->body, "</pre></details></li>\n");
}

void
page_evidence(struct page *p, uint32_t line, struct str sentence, bool shown)
{
	const char *tag = shown ? "h3" : "p";

	headings(p);
	if (!is_html(p)) {
		buf_printf(p->out, "line %u: %.*s\n", (unsigned)line, STR(sentence));
		return;
	}
	buf_printf(&p->body, "<%s id=\"line-%u\">Line %u: <q>", tag, (unsigned)line,
	    (unsigned)line);
	escaped(&p->body, sentence);
	buf_printf(&p->body, "</q></%s>\n", tag);
}

/* -- the whole --------------------------------------------------------------- */

void
page_mark(struct page *p, struct str head, struct str value)
{
	CHECK(p->n_marks < PAGE_MARKS_MAX);
	p->mark_heads[p->n_marks] = head;
	p->marks[p->n_marks++] = value;
}

void
page_begin(struct page *p, struct buf *out, const struct edition *edition, struct str title)
{
	*p = (struct page){ .out = out,
		.arena = out->arena,
		.edition = edition,
		.title = title,
		.body = buf_new(out->arena) };
	if (edition->form == FORM_TEXT) {
		buf_printf(out, "%.*s\n", STR(title));
		buf_pad(out, '=', utf8_count(title));
		buf_puts(out, "\n\n");
	}
}

static void
contents(struct page *p)
{
	if (p->headings.n < 3)
		return;
	buf_puts(p->out, "<nav aria-label=\"Contents\">\n<ul>\n");
	for (size_t i = 0; i < p->headings.n; i++) {
		buf_printf(p->out, "<li><a href=\"#part-%zu\">", i + 1);
		escaped(p->out, p->headings.at[i]);
		buf_puts(p->out, "</a></li>\n");
	}
	buf_puts(p->out, "</ul>\n</nav>\n");
}

static void
html_head(struct page *p)
{
	buf_puts(p->out,
	    "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	escaped(p->out, p->title);
	buf_printf(p->out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
	buf_puts(p->out, "<a class=\"skip\" href=\"#text\">Skip to the text</a>\n<header>\n<h1>");
	escaped(p->out, p->title);
	buf_puts(p->out, "</h1>\n</header>\n");
}

static void
html_foot(struct page *p)
{
	buf_puts(p->out, "</main>\n</body>\n</html>\n");
}

void
page_end(struct page *p)
{
	if (!is_html(p))
		return;
	html_head(p);
	contents(p);
	buf_puts(p->out, "<main id=\"text\">\n");
	buf_put(p->out, buf_str(&p->body));
	html_foot(p);
}

void
page_end_part(struct page *p, bool first, bool last)
{
	if (first) {
		html_head(p);
		buf_puts(p->out, "<main id=\"text\">\n");
	}
	buf_put(p->out, buf_str(&p->body));
	if (last)
		html_foot(p);
}
