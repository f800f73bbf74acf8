/* vault/asker.h -- who asks: staff, parties' people, doors' programmes and
 * the operator, each known by a bearer key that is stored hashed.
 *
 * The people whom we hold data about ask for themselves in a session (vault/person_code.h).
 *
 * A colleague's name is personal data: it lies sealed in the built-in dataset
 * `colleague`; here stand ids, roles and hashes.
 */
#ifndef BAILEE_VAULT_ASKER_H
#define BAILEE_VAULT_ASKER_H

#include "vault/vault.h"

enum asker_kind {
	ASKER_NOBODY, /* no key: may ask only what anybody may */
	ASKER_ROLE, /* a person or programme in a role, ours or a party's */
	ASKER_RECIPIENT, /* a recipient of the policy: what it must be told */
	ASKER_PLACE, /* a place of the policy (`told to erase`): likewise */
	ASKER_PERSON, /* somebody whom we hold data about, in a session of their own */
	ASKER_CHANNEL, /* a door's own programme: may offer what that door may */
	ASKER_OPERATOR, /* runs the store: parties, staff, keys, backups; no data */
};

struct asker {
	enum asker_kind kind;
	struct str key; /* id of the bearer key */
	struct str staff; /* id, or empty */
	uint16_t role; /* ASKER_ROLE */
	struct str party; /* id, or empty: ours */
	uint16_t channel; /* plan->doors, ASKER_CHANNEL */
	uint16_t recipient; /* plan->recipients, ASKER_RECIPIENT */
	uint16_t place; /* plan->places, ASKER_PLACE */
	struct str subject; /* id, ASKER_PERSON */
	struct str door; /* the door the question came by */
	struct str address; /* from where, as that door saw it; empty: not known */
};

struct staff {
	struct str id;
	uint16_t role;
	struct str party; /* or empty */
	struct str record; /* the sealed colleague record */
	struct instant since;
	bool left;
};

result vault_staff_add(struct scope *, struct vault *, struct staff *, struct str name)
    MUST; /* sets id, record */
result vault_staff(struct scope *, struct vault *, struct str id, struct staff *) MUST;
result vault_staff_all(struct scope *, struct vault *, struct staff **, size_t *n) MUST;

/* `token` is shown once and never stored; its SHA-256 is. */
result vault_key_add(struct scope *, struct vault *, const struct asker *, struct instant until,
    struct str *id, struct str *token) MUST;
result vault_key_revoke(struct scope *, struct vault *, struct str id) MUST;
/* ASKER_NOBODY for an unknown, revoked or ended one; takes the same time. */
result vault_key_asker(struct scope *, struct vault *, struct str token, struct asker *) MUST;
/* Counts an attempt to reach the person of a record for a purpose, for as long as the record
 * is held; false: all are used up. */
result vault_attempt(struct scope *, struct vault *, struct str record, struct str purpose,
    struct str how, uint16_t most, bool *left) MUST;
/* Counts a use against a quota of so many a civil day; false: used up. */
result vault_quota(
    struct scope *, struct vault *, struct str key, uint32_t line, uint16_t a_day, bool *left) MUST;

#endif
