/* vault/inside.h -- what the files of this room share; nobody else reads it. */
#ifndef BAILEE_VAULT_INSIDE_H
#define BAILEE_VAULT_INSIDE_H

#include "base/buf.h"
#include "base/check.h"
#include "seal/seal.h"
#include "sql/statements.h"
#include "vault/asker.h"
#include "vault/party.h"
#include "vault/root.h"
#include "vault/value.h"
#include "vault/vault.h"

#define VAULT_MAGIC 0x56415554u
#define VAULT_SPARES_MOST 4096
#define VAULT_SPARES_FEW 1024
#define VAULT_KEYS_LOG ((int64_t)8 << 20)
#define VAULT_SPARES_SOME 256 /* minted when a wave has used up all */
#define VAULT_PAGE 1000
#define DUE_NONE INT64_MAX /* in the column `due` */

struct vault {
	uint32_t magic;
	struct arena arena; /* holds this struct too */
	struct sql *sql, *keys; /* data.db, keys.db */
	struct str id;
	struct str dir; /* where streams lie, too */
	bool rehearsal;

	int64_t epoch_id;
	struct key *epoch; /* wraps every key of keys.db */
	struct key *index; /* of this epoch: lookup tokens */
	/* Those of the epoch before, while keys and index rows go over; else NULL (V18, V19). */
	int64_t former_id;
	struct key *former, *former_index;
	int64_t rewrapped; /* up to which key */
	struct key *codes; /* made of the fingerprints' key: codes for recipients */
	struct key *fingerprints; /* of the store, for ever: suppressions */
	struct key *clicks; /* made of it: tokens of one click */
	struct key *seed; /* of the ledger's signing pair */

	/* Ids of keys that nothing uses yet; given out from the end. */
	int64_t spare[VAULT_SPARES_MOST];
	size_t spares;
	int64_t next_key;

	const struct plan *plan;
	bool succeeded; /* another ran before it: its clocks may ask for other events */
	const struct reaffirm *reaffirms;
	size_t n_reaffirms;
	struct arena plan_arena;
	uint64_t *asks; /* per event, plan->groups bits: whose clock asks for it */
};

bool vault_valid(const struct vault *);
/* Whatever its ledger says of its age. */
result vault_open_any(struct scope *, struct str dir, const struct root *, struct vault **) MUST;
const struct key *root_key(const struct root *);

/* -- names: rows say names, the plan says numbers -------------------------- */

struct str name_of_subject(const struct vault *, uint16_t type);
uint16_t number_of_subject(const struct vault *, struct str name);
struct str name_of_class(const struct vault *, uint16_t class);
struct str name_of_role(const struct vault *, uint16_t role);
struct str name_of_door(const struct vault *, uint16_t door);
/* "despatch of delivery", "provisioned of device.password", "closing". */
struct str name_of_event(struct arena *, const struct plan *, uint16_t event);
/* Short names of fields, a blank between them, and back. */
struct str names_of_fields(struct arena *, const struct plan *, struct values);
struct fields fields_of_names(
    struct arena *, const struct plan *, uint16_t dataset, struct str names);

/* -- keys.db: keys.c -------------------------------------------------------- */

#define KEYS_FILE S("keys.db")
#define KEYS_FORMER_INDEX "index.former"
/* What a wrapped key is sealed as: KIND/STORE/ID. */
struct str keys_aad(struct scope *, struct str store, const char *kind, int64_t id);
/* Ends a transaction of keys.db as `r` says. */
result keys_commit(struct scope *, struct sql *keys, result r) MUST;
result keys_make(struct scope *, struct sql *keys, struct str store, const struct root *) MUST;
result keys_begin(struct scope *, struct vault *, const struct root *) MUST;
void keys_end(struct vault *);
/* A spare one, assigned by whoever stores the id; mints when there is none. */
result keys_take(struct scope *, struct vault *, int64_t *id, struct key **) MUST;
/* `found` is false when it was destroyed. */
result keys_open(struct scope *, struct vault *, int64_t id, struct key **, bool *found) MUST;

/* -- parts: part.c ---------------------------------------------------------- */

struct part_place {
	int64_t lifetime;
	struct str party, subject, record, dataset, fields;
	int64_t policy;
};

/* Which of `values` are in this group. */
struct values values_of_group(struct arena *, const struct plan *, struct values, uint16_t group);
result part_store(struct scope *, struct vault *, const struct key *, const struct part_place *,
    struct values) MUST;
/* `there` is false when the key is gone; E_DAMAGED names the record. */
result part_open(struct scope *, struct vault *, const struct part_place *, uint16_t dataset,
    struct values *, bool *there) MUST;

/* -- lifetimes: life.c ------------------------------------------------------- */

result life_load(struct scope *, struct vault *, int64_t id, struct lifetime *, bool *found) MUST;
/* A new one for the values of one group. */
result life_begin(struct scope *, struct vault *, const struct record *, uint32_t policy,
    struct values, struct due, struct instant began, unsigned held, int64_t *id) MUST;
/* What its part holds; `there` is false when nothing opens under it. */
result life_values(
    struct scope *, struct vault *, const struct lifetime *, struct values *, bool *there) MUST;
/* The open one that holds the field. */
result life_of_field(struct scope *, struct vault *, struct str record, uint16_t field,
    struct lifetime *, bool *found) MUST;

/* -- streams: stream.c ------------------------------------------------------- */

/* Those among the values are held by this lifetime from now on, and by no other. */
result streams_bind(struct scope *, struct vault *, struct values, int64_t lifetime) MUST;
/* -- namings: named.c ---------------------------------------------------------- */

/* Whom the record names, read into it. */
result named_read(struct scope *, struct vault *, struct record *) MUST;
/* Nothing of the record is open any more: nor is that it names people. */
result named_end_all(struct scope *, struct vault *, struct str record, struct ending_note) MUST;
/* Its key is gone: of a record that goes on it stays known that it named somebody more. */
result named_ended(struct scope *, struct vault *, const struct lifetime *) MUST;

/* -- lookups: find.c --------------------------------------------------------- */

/* Index rows of the values of one lifetime; `key` are the key values of the
 * whole record. */
result lookup_write(struct scope *, struct vault *, const struct record *, int64_t lifetime,
    struct values, struct values key) MUST;
uint16_t first_key_field(const struct plan *, uint16_t dataset); /* NONE */

/* The values of a record's key fields. */
result record_key(struct scope *, struct vault *, const struct record *, struct values *key) MUST;

/* -- events -------------------------------------------------------- */

/* A fact could not be read: vault_facts_read tells it. */
bool facts_read_ok(struct facts *, result);
bool group_asks(const struct vault *, uint16_t group, uint16_t event);
/* Events of fields that stay go over to the lifetime that holds them now. */
result events_carry(struct scope *, struct vault *, const struct lifetime *from, int64_t to,
    struct fields gone) MUST;

/* A page of rows of one column, an id each: `IDS_OF(rows)`. */
struct ids {
	int64_t *at;
	size_t n;
};

/* Overwritten and dropped, in a transaction of keys.db. */
result keys_destroy_one(struct scope *, struct vault *, int64_t id) MUST;

#define IDS_OF(rows) ids_of(sc, (rows).at, (rows).n, sizeof(*(rows).at))
struct ids ids_of(struct scope *, const void *rows, size_t n, size_t size);

struct fields fields_empty(struct arena *, const struct plan *);

#endif
