/* vault/party.h -- organisations we work for, and dated facts. */
#ifndef BAILEE_VAULT_PARTY_H
#define BAILEE_VAULT_PARTY_H

#include "vault/vault.h"

struct party {
	struct str id;
	uint16_t class; /* plan->parties */
	struct str name; /* of an organisation: no personal data */
	struct str kind; /* for `party.kind is ...`, or empty */
	struct str through; /* id of the party that serves it, or empty */
	bool ended;
};

result vault_party_add(struct scope *, struct vault *, struct party *) MUST; /* sets id */
result vault_party(struct scope *, struct vault *, struct str id, struct party *)
    MUST; /* E_ABSENT */
result vault_party_end(struct scope *, struct vault *, struct str id) MUST;
result vault_parties(struct scope *, struct vault *, struct party **, size_t *n) MUST;

/* A dated fact: "contract of dpd, reference C-DPD, valid until ...".  The
 * newest of one kind and name that has begun counts. */
#define FACT_COPIED S("copied:place") /* of a place: a backup for it was made */
#define FACT_TRIED S("tried:place") /* of a place: one of its backups was brought back for trial */
#define FACT_OFFICE S("office") /* of a range of addresses: they are the office's */
struct fact {
	/* contract, transfer, assessment, training, vetting, register, review, or one of the
	 * `facts` that the policy names of a party */
	struct str kind;
	struct str of; /* recipient, purpose, staff or party id, register ... */
	struct str reference;
	struct instant since, until; /* INSTANT_NEVER: no end */
};

result vault_fact_add(struct scope *, struct vault *, const struct fact *) MUST;
result vault_fact(struct scope *, struct vault *, struct str kind, struct str of, struct fact *,
    bool *found) MUST;
/* When facts of one kind and name hold without a gap: the stretch that now is in, else
 * the last one before, else the next; the reference of the newest that has begun. */
result vault_fact_stretch(struct scope *, struct vault *, struct str kind, struct str of,
    struct fact *, bool *found) MUST;
/* Of one kind: by what they are of, then the oldest first. */
result vault_facts_of_kind(
    struct scope *, struct vault *, struct str kind, struct fact **, size_t *n) MUST;
result vault_facts_all(struct scope *, struct vault *, struct fact **, size_t *n) MUST;

#endif
