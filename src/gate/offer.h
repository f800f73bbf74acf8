/* gate/offer.h -- an offer on its way in; for the gate's own files.
 *
 * Each step looks at one thing and either refuses or fills in what later
 * steps stand on; gate/admit.c holds their order.
 */
#ifndef BAILEE_GATE_OFFER_H
#define BAILEE_GATE_OFFER_H

#include "gate/laid.h"
#include "gate/look.h"

struct admission {
	struct scope *sc;
	struct store *store;
	const struct plan *plan;
	const struct asker *asker;
	const struct offer *offer;
	struct verdict *v;

	uint16_t door; /* plan->doors: whose rule lets it in */
	uint16_t purpose;
	uint16_t ground; /* of it, that stands */
	uint32_t line; /* of the policy, that lets it in */
	struct values values; /* canonical, in the order offered */
	struct record record; /* as it will be stored; id empty: a new one */
	bool exists; /* a record with the same natural key */
	bool stays; /* G7: and what it holds is not looked at */
	struct record held; /* that record */
	struct values before; /* what it holds of all fields */
	struct values after; /* what it will hold */
	struct told_event *events;
	size_t n_events;
	uint16_t *opt_outs; /* purposes that an opt-out was offered of */
	size_t n_opt_outs;
	struct group_due *dues;
	size_t n_dues;
};

/* who and where: gate/source.c */
result offer_door(struct admission *) MUST;
result offer_dataset(struct admission *) MUST;
result offer_notice(struct admission *) MUST;
result offer_party(struct admission *) MUST;
result offer_about(struct admission *) MUST;
result offer_subject(struct admission *) MUST;

/* what: gate/barred.c, gate/offered.c */
result offer_barred(struct admission *) MUST;
result offer_fields(struct admission *) MUST;
result offer_values(struct admission *) MUST;
result offer_required(struct admission *) MUST;
result offer_purpose(struct admission *) MUST;
result offer_rights(struct admission *) MUST;
/* Again, when what the lines' conditions ask is known; NULL: it is not yet. */
result rights_stand(struct admission *, const struct facts *) MUST;

/* when and whether: gate/stand.c */
result offer_moment(struct admission *) MUST;
result offer_age(struct admission *) MUST;
result offer_suppressed(struct admission *) MUST;
/* How an opt-out was offered, for a soft opt-in: gate/opt_out.c; kept once the record is. */
result offer_opt_out(struct admission *) MUST;
result opt_out_kept(struct admission *) MUST;
result offer_conditions(struct admission *) MUST;
result offer_ground(struct admission *) MUST;
result offer_dues(struct admission *) MUST;

/* The bans of gate/barred.c on values that do not come as offers (change). */
result barred_value(
    struct scope *, const struct plan *, uint16_t field, struct str text, struct verdict *) MUST;
/* The name of a column that is no field, as a verdict may show it; or "". */
struct str name_shown(const struct admission *, struct str name);
/* A field that somebody marked as holding special or criminal text. */
result barred_flag(
    struct scope *, const struct plan *, uint16_t dataset, struct str name, struct verdict *) MUST;

/* From what was given to canonical text; false (refused) when it is none. */
result value_taken(struct scope *, const struct plan *, uint16_t field, const struct node *given,
    struct str *text, struct verdict *) MUST;

/* "stream:ID" becomes what that stream is, when the asker has brought one for this field
 * that waits for its record. */
result stream_taken(struct scope *, struct store *, const struct asker *, uint16_t field,
    struct str *text, struct verdict *) MUST;

/* `unique`: has no other record of the party what this one would hold? */
result unique_stands(struct scope *, struct store *, const struct record *, struct values after,
    struct values brought, struct verdict *) MUST;
result offer_unique(struct admission *) MUST;

/* `only while` of the data as a whole. */
result data_stands(struct scope *, const struct plan *, uint16_t dataset, const struct facts *,
    struct verdict *) MUST;
/* `only while` and `off unless` of one field. */
result field_stands(struct scope *, const struct plan *, uint16_t field, const struct facts *,
    struct verdict *) MUST;

#endif
