/* policy/page.h -- one writing of a document, as text and as HTML.
 *
 * Whatever is put is escaped; there is no way to put markup.  The HTML is one
 * file without script: HTML5, with a language, headings in order, tables whose
 * heads have a scope, a skip link and a style for paper.
 */
#ifndef BAILEE_POLICY_PAGE_H
#define BAILEE_POLICY_PAGE_H

#include "base/buf.h"
#include "policy/document.h"

#define PAGE_COLUMNS_MAX 6

struct page {
	struct buf *out;
	enum document_form form;
	size_t columns; /* of the table that is open, 0: none */
	const char *heads[PAGE_COLUMNS_MAX];
	bool list;
};

/* `title` is the document's only heading of the first level. */
void page_begin(struct page *, struct buf *, enum document_form, struct str title);
void page_end(struct page *);
void page_heading(struct page *, const char *); /* second level */
void page_heading_of(struct page *, struct str); /* third level */
void page_para(struct page *, struct str);
void page_list(struct page *);
void page_point(struct page *, struct str);
void page_list_end(struct page *);
/* The first column heads its row. */
void page_table(struct page *, const char *caption, const char *const *heads, size_t n);
void page_row(struct page *, const struct str *cells);
void page_table_end(struct page *);

#endif
