/* doors/page/brought.h -- a list that somebody brings with a form: many questions, one report.
 *
 *  W25 Each row of the list has its verdict in the report, by its line; what was not answered
 *      is said, with the line to go on from.
 */
#ifndef BAILEE_DOORS_PAGE_BROUGHT_H
#define BAILEE_DOORS_PAGE_BROUGHT_H

#include "doors/page/page.h"

/* Which field of the form it comes in; NULL: the post brings none. */
const char *brought_field(const struct page_post *);
/* E_INPUT when its head cannot be read. */
result brought_begin(struct scope *, struct page_task *, struct str list) MUST;
/* The next batch laid into `question`; false: there is no more. */
bool brought_next(struct scope *, struct page_task *, struct node *question);
/* What became of it; false: nothing was, and the answer is a refusal of all. */
bool brought_take(struct scope *, struct page_task *, const struct reply *);
/* How many were taken, and each that was not (shape `list-report`, tools/pagegen). */
struct node *brought_report(struct scope *, const struct page_task *);

#endif
