/* gate/look.h -- one asker, one purpose, some records: what may be looked at?
 *
 * Reading, finding, changing and releasing ask the same questions in the same
 * order (engine.md, Release): role, purpose, what the purpose needs; then of
 * each record whose it is, and whether a basis stands for its person; then of
 * each field whether the purpose uses it and a `may` line gives it.
 */
#ifndef BAILEE_GATE_LOOK_H
#define BAILEE_GATE_LOOK_H

#include "gate/verdict.h"

struct look {
	struct scope *sc;
	struct store *store;
	const struct plan *plan;
	const struct asker *asker;
	const struct asker *second; /* for `two people`, or NULL */
	const struct question *q;
	unsigned may; /* enum may: any of these */
	bool totals; /* only counts of people are told of what is seen */
	bool by_line; /* the policy's own line gives it (hand.h): no role is asked for */
	uint16_t purpose;
	uint16_t dataset; /* NONE: of any (release) */
	/* of the record at hand, for lines under a condition; NULL: not known yet, and then
	 * each holds until the record is */
	const struct facts *facts;
	/* of the person looked at last (look_person) */
	uint16_t ground; /* that stands; NONE for the purposes that the law itself gives */
	bool restricted;
};

/* Sets purpose and dataset.  Refuses who has no role that may act for the
 * purpose, an unknown name, and what the purpose needs and does not get. */
result look_begin(struct look *, struct verdict *) MUST;

/* The record, when it is this asker's and of the dataset (G5). */
result look_record(struct look *, struct str id, struct record *, struct verdict *) MUST;

/* May the purpose use this person's data now: condition, basis, consent,
 * objection, restriction. */
result look_person(struct look *, const struct record *, const struct facts *, struct verdict *)
    MUST;

/* The same record as it is about one of the people whom it names. */
struct record record_of_person(const struct record *, const struct person *);

/* As look_person, with no look: for offers and contact checks. */
result person_stands(struct scope *, struct store *, uint16_t purpose, const struct record *,
    const struct facts *, uint16_t *ground, struct verdict *) MUST;

/* A restricted person's data is used for rights-requests, legal-order, with
 * consent, and for what a `right restriction except` line names. */
bool restriction_spares(const struct plan *, uint16_t purpose, uint16_t ground, uint16_t field);

/* The grant by which this field may be seen, or a refusal. */
result look_field(
    struct look *, const struct record *, uint16_t field, uint16_t *grant, struct verdict *) MUST;

/* Special and criminal fields: does the purpose's second ground stand? */
result look_second(struct scope *, const struct plan *, uint16_t purpose, uint16_t field,
    const struct facts *, struct verdict *) MUST;

/* After look_person: does the restriction that it found spare this field? */
result look_spared(struct look *, uint16_t field, struct verdict *) MUST;

/* Counts the record against the quota of each grant used for it, once each. */
result look_count(struct look *, const uint16_t *grants, size_t n, struct verdict *) MUST;

/* What a line needs and the asker has to give: ticket, order, reason, second person. */
struct needed {
	unsigned needs; /* enum need */
	uint16_t first_order, orders; /* plan->order_kinds; 0: of any kind */
	uint32_t line;
};
/* `record`: the one that it is about, or NULL where none is named yet. */
result look_needs(
    struct look *, const struct needed *, const struct record *, struct verdict *) MUST;

/* `from office`: are the ranges of the office today those of this asker?  limits.c */
result office_stands(struct scope *, struct store *, const struct asker *, uint32_t line,
    struct verdict *) MUST;

/* Does this grant stand: needs, training, party, order, place?  Where no record is at
 * hand, one that says whose it would be. */
result grant_stands(struct scope *, struct store *, const struct asker *,
    const struct asker *second, const struct question *, uint16_t grant, const struct record *,
    struct verdict *) MUST;

/* `review NAME every TERM or ... closes`: is it in time?  overdue.c */
result review_stands(struct scope *, struct store *, enum review_closes, uint16_t row,
    struct verdict *) MUST;

#define DUTY_OPEN S("open:duty") /* the kind of fact that waits for a `duty` */

/* Two colleagues of one organisation, and not the same one twice. */
bool asker_another(const struct asker *first, const struct asker *second);

/* -- incidents: incident.c */

/* Is data of this set, or what goes to this recipient, closed by an incident?  NONE: of any. */
result releases_stand(
    struct look *, uint16_t recipient, uint16_t dataset, struct verdict *) MUST;
result incident_fact(struct scope *, struct store *, struct str kind, struct str of,
    struct instant until, struct str reference) MUST;
#define INCIDENT_OPEN S("open:incident")
#define INCIDENT_RISK S("risk:incident")
#define INCIDENT_CONTAINED S("contained:incident")
#define INCIDENT_TOLD S("told:incident")

/* -- orders: order.c */

/* Does the order that is named run, is it of a kind that the line takes, and is this
 * record among those that it names? */
result order_stands(struct scope *, struct store *, const struct needed *, struct str order,
    const struct record *, struct verdict *) MUST;
/* Where a line needs an order: is this field among those that the order names? */
result order_gives(struct look *, unsigned needs, uint16_t field, struct verdict *) MUST;
/* All that run, are to be reviewed or to be told of. */
#define ORDERS_MOST 1000
result orders_open(struct scope *, struct store *, struct order **, size_t *n) MUST;
/* Of what was given under an order that forbids the telling: nor is it told of this
 * `instruction` before that day. */
result order_gave(struct scope *, struct store *, struct str order, struct str instruction) MUST;
/* Something of the record was seen: whose it is must be told. */
result order_used(struct scope *, struct store *, struct str order, const struct record *) MUST;

/* Is there a `may` line of this role for this purpose at all? */
bool role_acts_for(const struct plan *, uint16_t role, uint16_t purpose);

/* Has it a line `of those they serve`? */
bool role_sees_those_served(const struct plan *, uint16_t role);

/* What limits a purpose, and each that it is `under`: its hours by the keeper's clock, and
 * what it needs. */
result look_limits(struct look *, struct verdict *) MUST;

/* Counts an attempt to reach the person of the record; `how` is "contact", or the recipient
 * who is given the record. */
result look_attempt(struct look *, struct str record, struct str how, struct verdict *) MUST;

bool purpose_uses(const struct plan *, uint16_t purpose, uint16_t field);
/* Purposes that use the field: for a `try`. */
struct str purposes_using(struct scope *, const struct plan *, uint16_t field);

/* A set of no fields, in the scope's arena. */
struct fields fieldset_new(struct scope *, const struct plan *);
void fieldset_add(struct fields, uint16_t field);

/* A field of the dataset by its short or full name; NONE. */
uint16_t field_named(const struct plan *, uint16_t dataset, struct str name);

/* An e-mail address or telephone number in canonical form; empty when the
 * policy has no field of that type; E_INPUT when it is none. */
result who_address(
    struct scope *, struct store *, enum field_type, struct str given, struct str *canonical) MUST;

#endif
