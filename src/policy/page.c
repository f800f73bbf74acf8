/* policy/page.c -- text and HTML from the same calls. */
#include "base/check.h"
#include "policy/page.h"

#define WIDTH 78

static const char style[] =
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:0 "
    "auto;padding:1rem;color:#1b1b1b;background:#fff}"
    "h1,h2,h3{line-height:1.2}h2{margin-top:2.5rem;border-bottom:1px solid #767676}"
    "table{border-collapse:collapse;width:100%;margin:1rem "
    "0}caption{text-align:left;font-weight:bold;padding:.5rem 0}"
    "th,td{border:1px solid #767676;padding:.4rem "
    ".6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "thead th{background:#f2f2f2}a{color:#00449e}"
    ".skip{position:absolute;left:-999rem}.skip:focus{position:static}"
    "@media(max-width:40rem){table,tbody,tr,th,td,caption{display:block}thead{display:none}}"
    "@media "
    "print{body{max-width:none;font-size:10pt}h2,h3{break-after:avoid}tr{break-inside:avoid}.skip{"
    "display:none}}";

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

static void
tagged(struct page *p, const char *tag, struct str s)
{
	buf_printf(p->out, "<%s>", tag);
	escaped(p->out, s);
	buf_printf(p->out, "</%s>\n", tag);
}

static void
underlined(struct page *p, struct str s, char with)
{
	buf_printf(p->out, "\n%.*s\n", STR(s));
	buf_pad(p->out, with, utf8_count(s));
	buf_puts(p->out, "\n\n");
}

void
page_begin(struct page *p, struct buf *out, enum document_form form, struct str title)
{
	*p = (struct page){ .out = out, .form = form };
	if (form == FORM_TEXT) {
		buf_printf(out, "%.*s\n", STR(title));
		buf_pad(out, '=', utf8_count(title));
		buf_puts(out, "\n\n");
		return;
	}
	buf_puts(out,
	    "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	escaped(out, title);
	buf_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
	buf_puts(
	    out, "<a class=\"skip\" href=\"#text\">Skip to the text</a>\n<main id=\"text\">\n<h1>");
	escaped(out, title);
	buf_puts(out, "</h1>\n");
}

void
page_end(struct page *p)
{
	if (p->form == FORM_HTML)
		buf_puts(p->out, "</main>\n</body>\n</html>\n");
}

void
page_heading(struct page *p, const char *text)
{
	if (p->form == FORM_HTML)
		tagged(p, "h2", str_of(text));
	else
		underlined(p, str_of(text), '-');
}

void
page_heading_of(struct page *p, struct str text)
{
	if (p->form == FORM_HTML)
		tagged(p, "h3", text);
	else
		buf_printf(p->out, "%.*s\n\n", STR(text));
}

void
page_para(struct page *p, struct str text)
{
	if (p->form == FORM_HTML) {
		tagged(p, "p", text);
	} else {
		filled(p->out, text, 0);
		buf_putc(p->out, '\n');
	}
}

void
page_list(struct page *p)
{
	CHECK(!p->list);
	p->list = true;
	if (p->form == FORM_HTML)
		buf_puts(p->out, "<ul>\n");
}

void
page_point(struct page *p, struct str text)
{
	if (p->form == FORM_HTML) {
		tagged(p, "li", text);
	} else {
		buf_puts(p->out, "  - ");
		filled(p->out, text, 4);
	}
}

void
page_list_end(struct page *p)
{
	CHECK(p->list);
	p->list = false;
	buf_puts(p->out, p->form == FORM_HTML ? "</ul>\n" : "\n");
}

void
page_table(struct page *p, const char *caption, const char *const *heads, size_t n)
{
	CHECK(p->columns == 0 && n > 0 && n <= PAGE_COLUMNS_MAX);
	p->columns = n;
	for (size_t i = 0; i < n; i++)
		p->heads[i] = heads[i];
	if (p->form == FORM_TEXT)
		return;
	buf_puts(p->out, "<table>\n<caption>");
	escaped(p->out, str_of(caption));
	buf_puts(p->out, "</caption>\n<thead><tr>");
	for (size_t i = 0; i < n; i++) {
		buf_puts(p->out, "<th scope=\"col\">");
		escaped(p->out, str_of(heads[i]));
		buf_puts(p->out, "</th>");
	}
	buf_puts(p->out, "</tr></thead>\n<tbody>\n");
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
	buf_putc(p->out, '\n');
}

void
page_row(struct page *p, const struct str *cells)
{
	CHECK(p->columns > 0);
	if (p->form == FORM_TEXT) {
		row_of_text(p, cells);
		return;
	}
	buf_puts(p->out, "<tr><th scope=\"row\">");
	escaped(p->out, cells[0]);
	buf_puts(p->out, "</th>");
	for (size_t i = 1; i < p->columns; i++) {
		buf_puts(p->out, "<td>");
		escaped(p->out, cells[i]);
		buf_puts(p->out, "</td>");
	}
	buf_puts(p->out, "</tr>\n");
}

void
page_table_end(struct page *p)
{
	CHECK(p->columns > 0);
	p->columns = 0;
	buf_puts(p->out, p->form == FORM_HTML ? "</tbody>\n</table>\n" : "");
}
