/* policy/trace.h -- which sentence carries which row of a list.
 *
 * A list is what a policy was written from: statements with a number each.
 * Any sentence of any policy may carry any row; a source with a blank in it
 * ("001 s2.2.2") is a place in a text, and no row.
 */
#ifndef BAILEE_POLICY_TRACE_H
#define BAILEE_POLICY_TRACE_H

#include "base/scope.h"
#include "policy/diag.h"
#include "policy/tree.h"

/* The sources of every sentence, as rows of the plan. */
void trace_sources(const struct tree *, struct arena *, struct plan *);

#define TRACE_ROWS_MAX ((size_t)10000)

/* The first cell of each line of tab-separated `text`, without its first line;
 * E_INPUT when a row has no number, or one that another row has. */
struct trace_list {
	LIST(struct str) rows;
};
result trace_read(struct scope *, struct str text, struct trace_list *) MUST;

/* A message for each source that is no row of the list; none when it is NULL. */
void trace_check(
    struct scope *, const struct plan *, const struct trace_list *, struct diags *);

#endif
