/* policy/why.h -- the lines behind an answer: why may somebody do something, or why not?
 *
 * A question is asked in the policy's own words:
 *
 *	warehouse may read delivery.phone for deliver     a role: read, change, hear, export
 *	dpd receives delivery.phone for deliver           a recipient
 *	website may offer enquiry.email                   a door, data or a field of it
 *	website may ask booking.paid for repair           a door
 *	keep delivery.phone                               until when it is held
 *
 *  W1  A yes rests on lines that the plan has rows of, each said as it stands.
 *  W2  A no names the first thing that is missing, as a line to write and the
 *      line to write it under; when a line forbids it, that line.
 */
#ifndef BAILEE_POLICY_WHY_H
#define BAILEE_POLICY_WHY_H

#include "base/buf.h"
#include "base/node.h"
#include "policy/plan.h"

struct why_link {
	uint32_t line; /* 0: the law's own, said nowhere in the policy */
	struct str what; /* "the purpose uses it" */
};

struct why_chain {
	struct arena *arena;
	const struct plan *plan;
	struct str question;
	bool known; /* false: the question is none, or names what there is not; `no` says so */
	bool yes;
	struct str no; /* why not */
	LIST(struct why_link) links; /* of a no: as far as it goes, the one that forbids last */
	struct str needed; /* the first line that would be needed; empty: none would help */
	uint32_t under; /* the line of the heading that it would stand under */
	bool instead; /* of what the heading says with the same words now */
	struct str others; /* who may, for what else; may be empty */
};

/* Answers from the plan alone: what it asks of a record is named, not asked. */
void why_ask(struct arena *, const struct plan *, struct str question, struct why_chain *);
void why_print(struct buf *, const struct why_chain *);
struct node *why_json(const struct why_chain *);

/* All that roles may read: { roles: [{role, of}], purposes, fields, may: [{role,
 * purpose, field, line, totals}] }, without bailee's own data.  What is not in
 * `may` is refused; what has `totals` is never read one by one. */
struct node *why_all(struct arena *, const struct plan *);

#endif
