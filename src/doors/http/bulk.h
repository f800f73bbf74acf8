/* doors/http/bulk.h -- many offers or contact checks in one body, one verdict a line.
 *
 * Lines are JSON, or CSV whose first line names the columns.
 *
 *  W9   Lines are answered in their order, each once; what is malformed has its
 *       line like what is admitted.
 *  W10  A body is never held: lines become verbs of up to 250 offers as they
 *       come, and while the keeper answers, no more is read.  Others who ask
 *       wait for one such verb, and not for the list.
 *  W11  What was not answered is said: the last line names the offset to go on
 *       from with ?offset=.  The same body again under the same Idempotency-Key
 *       meets the same batches, so that no line is admitted twice.
 */
#ifndef BAILEE_DOORS_HTTP_BULK_H
#define BAILEE_DOORS_HTTP_BULK_H

#include "doors/http/http.h"

#define BULK_LINE_MAX ((size_t)256 << 10)
#define BULK_BATCH_LINES 250
#define BULK_BATCH_BYTES ((size_t)200 << 10) /* of lines in one verb: the wire takes it, packed */
#define BULK_OUT_MAX ((size_t)64 << 20) /* verdicts of one request */
#define BULK_OUT_STOP (BULK_OUT_MAX - ((size_t)4 << 20)) /* room for one more batch's */
#define BULK_ALL_MAX ((size_t)256 << 20) /* verdicts of all requests: then they are broken off */

/* How many came to which end, for ?only=refused. */
struct bulk_sums {
	uint64_t admitted, changed, same, refused, malformed;
};

struct bulk_line {
	uint64_t number; /* from 0, in the body */
	struct str fault; /* why it is no offer; empty: it is the next of the question's */
};

struct bulk {
	const struct http_task *task;
	uint64_t skip; /* ?offset= */
	uint64_t number; /* of the line to come */
	bool checks; /* contact checks, and not offers */
	bool csv; /* the lines are CSV */
	bool csv_out; /* the verdicts, of checks, are asked for as CSV */
	bool brief; /* ?only=refused: what came in is counted, and the sums are a line */
	struct bulk_sums sums;
	struct str *columns; /* of the CSV's first line */
	size_t n_columns;
	char separator;
	struct arena batch_arena; /* the offers of this batch */
	LIST(struct bulk_line) lines;
	struct node *offers;
	size_t bytes; /* of this batch's lines */
	struct buf rest; /* a line whose end has not come */
	bool rest_too_long;
	struct buf out;
	uint64_t answered; /* lines with a verdict */
	bool stopped; /* no more is taken: the response says why */
};

/* False: the query is none of a bulk's; the response is there. */
bool bulk_begin(struct scope *, struct bulk *, const struct http_task *, struct http_response *);
/* Takes what it can; returns how much.  Less than `n`: bulk_full. */
size_t bulk_take(struct scope *, struct bulk *, const char *bytes, size_t n);
bool bulk_full(const struct bulk *); /* the keeper must be asked before more is taken */
void bulk_last(
    struct scope *, struct bulk *); /* the body has ended: its last line may lack its end */
/* The question for the lines in hand; NULL when none of them is an offer. */
struct node *bulk_question(struct bulk *);
/* Their verdicts; `reply` is NULL when nothing was asked.  Crowded: no more is taken after them. */
void bulk_answer(struct bulk *, const struct reply *reply, bool crowded);
void bulk_end(struct scope *, struct bulk *, const struct reply *last, struct http_response *);
void bulk_clear(struct bulk *);

#endif
