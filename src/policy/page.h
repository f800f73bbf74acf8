/* policy/page.h -- one writing of a document: text, HTML or CSV.
 *
 * Whatever is put is escaped; there is no way to put markup.  The HTML is one
 * file without script: HTML5, with a language, a list of contents, headings in
 * order, tables whose heads have a scope, a skip link and a style for paper.
 * A heading without anything under it is not printed, nor is an empty list or
 * table.  CSV is the first table, and each later one that has the same heads.
 */
#ifndef BAILEE_POLICY_PAGE_H
#define BAILEE_POLICY_PAGE_H

#include "base/buf.h"
#include "base/list.h"
#include "policy/document.h"

#define PAGE_COLUMNS_MAX 12
#define PAGE_MARKS_MAX 4

struct page {
	struct buf *out;
	struct arena *arena;
	const struct edition *edition;
	struct str title;
	struct buf body; /* HTML: put behind its list of contents at the end */
	LIST(struct str) headings;
	size_t before; /* headings of parts that went out before this one */
	struct str heading, heading_of; /* not printed yet */
	LIST(uint32_t) from; /* lines that the next element says */

	const char *const *heads; /* of the table that is open, NULL: none */
	size_t columns;
	const char *caption;
	bool entries; /* each row is an entry of its own */
	bool begun; /* the table or list has a row */
	bool list;
	const char *const *csv_heads;
	struct str marks[PAGE_MARKS_MAX], mark_heads[PAGE_MARKS_MAX]; /* on each row of CSV */
	size_t n_marks;
};

/* `title` is the document's only heading of the first level. */
void page_begin(struct page *, struct buf *, const struct edition *, struct str title);
void page_end(struct page *);
/* In place of page_end, of a long HTML document that goes out in parts, a page each: there is no
 * list of contents. */
void page_end_part(struct page *, bool first, bool last);
/* A column that each row of CSV bears. */
void page_mark(struct page *, struct str head, struct str value);

/* What is put next says this line of the policy; 0 is no line. */
void page_from(struct page *, uint32_t line);

void page_heading(struct page *, const char *); /* second level */
void page_heading_of(struct page *, struct str); /* third level */
void page_para(struct page *, struct str);
void page_list(struct page *);
void page_point(struct page *, struct str);
/* A point that ends in an address: a web address carries nobody's trail. */
void page_link(struct page *, struct str words, struct str address);
/* A point that leads to another form of this document, by its query. */
void page_point_to(struct page *, struct str words, struct str query);
void page_list_end(struct page *);
/* The first column heads its row. */
void page_table(struct page *, const char *caption, const char *const *heads, size_t n);
/* The same, where rows are too long for columns: each is a heading and its facts. */
void page_entries(struct page *, const char *const *heads, size_t n);
void page_row(struct page *, const struct str *cells);
void page_table_end(struct page *);
/* A point that has a text of many lines behind it, to be opened; HTML alone shows it. */
void page_opening(struct page *, struct str words, struct str text);
/* What a line's marks lead to: a third-level heading when something stands under
 * it, a paragraph when not. */
void page_evidence(struct page *, uint32_t line, struct str sentence, bool shown);

#endif
