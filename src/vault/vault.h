/* vault/vault.h -- what is held: records in sealed parts, each part under the
 * key of a lifetime, and the facts that clocks and conditions ask for.
 *
 *  V1  No value is in the data store in clear: parts are sealed, findable
 *      values are keyed hashes, and both die with their lifetime's key.
 *  V2  A lifetime has one key, one due date (or none yet) and one state; from
 *      the commit that says `ending`, nothing is opened under it again.
 *  V3  Keys live in keys.db alone.  Erasing is: data commit (`ending`), key
 *      bytes overwritten and that log emptied, data commit (`erased`).
 *  V4  Nothing here begins or ends a transaction of the data store: only the
 *      keeper does.  keys.db is written by vault_keys_* between transactions
 *      (and by whoever needs a key when the spare ones are used up).
 *  V5  A part opens only as what it was sealed as: party, dataset, group,
 *      record and policy version are its associated data.
 *  V6  No query crosses parties unless the caller asks for no party (NULL
 *      party means "ours"); an index token of one party fits no other.
 *  V8  A lifetime holds what was collected under one version of the policy, and
 *      the fields of one group; after another policy came into force it is
 *      unsettled until vault_resettle has cut it anew.
 *  V12 That a record about several people names one of them is a lifetime of its
 *      own, under a key of its own: it can end while the record goes on, ends with
 *      the record's last part, and no backup brings it back.
 *  V7  The vault decides nothing: whether something may come in or go out is
 *      the gate's, when it ends is the term's.
 *
 * Ids are ULIDs (26 characters).  Slices handed out live in the scope.
 */
#ifndef BAILEE_VAULT_VAULT_H
#define BAILEE_VAULT_VAULT_H

#include "base/list.h"
#include "base/node.h"
#include "policy/decide.h"
#include "policy/plan.h"

struct key;
struct sql;
struct vault;

/* Values of one record: plan fields and their canonical text
 * (vault/value.h), at most one each. */
struct value {
	uint16_t field;
	struct str text;
	bool flagged; /* somebody marked the text as special or criminal */
};

struct values {
	struct value *at;
	size_t n;
};

/* The value of a field, or NULL. */
const struct value *values_get(struct values, uint16_t field);

/* One of several people whom a record names; `subject` empty: not stored yet. */
struct person {
	struct str subject;
	uint16_t about; /* subject type */
};

struct record {
	struct str id;
	uint16_t dataset;
	struct str party; /* id, or empty: ours */
	struct str subject; /* id, or empty: about nobody, or about several */
	uint16_t about; /* subject type, or NONE */
	/* Of data about several people: whom it names, and whether it once named
	 * somebody more whose naming was erased (V12) */
	const struct person *people;
	size_t n_people;
	bool fewer;
	uint32_t policy_version; /* collected under */
	struct instant arrival; /* when it was collected, not when it was typed in */
	struct instant change;
	int64_t version; /* 1, 2 ...: the ETag */
	struct str channel; /* the door it came by, as the policy names it */
	struct str source; /* who gave it: a party id, "person", "staff", "programme" */
	struct str notice; /* hash of the notice shown, or empty */
};

/* Is it about this person, about this kind of person, alone or beside others? */
bool record_is_about(const struct record *, struct str subject);
bool record_is_of(const struct record *, uint16_t kind);

enum lifetime_state { LIFE_OPEN,
	LIFE_ENDING,
	LIFE_ERASED };

enum erasure_reason {
	ERASED_TERM, /* the clock */
	ERASED_PERSON, /* Art 17 */
	ERASED_INSTRUCTION, /* the party's, Art 28(3)(g) */
	ERASED_NEVER, /* found out to be barred */
	ERASED_CHILD,
	ERASED_REPLACED, /* an old value, after a change */
	ERASED_POLICY, /* no line of the policy keeps it any longer */
	ERASED_GENERALISED, /* its clock ran out, and it lives on less exactly */
	ERASED_RESETTLED, /* it lives on in parts cut as the policy groups fields now */
};

/* What stops a clock. */
enum held_by {
	HELD_BY_HOLD = 1 << 0, /* an open hold of the policy's */
	HELD_BY_PERSON = 1 << 1, /* a restriction, UK GDPR Art 18(1)(c) */
};

/* Why a lifetime ends, kept beside it until its key is gone. */
struct ending_note {
	enum erasure_reason reason;
	struct str for_case; /* id of the case, or empty */
};

struct lifetime {
	int64_t id;
	struct str record, subject, party; /* ids; the last two may be empty */
	uint16_t dataset;
	uint16_t group;
	struct fields fields; /* that its part holds */
	enum lifetime_state state;
	struct due due;
	struct instant began; /* when this value arrived: `event of FIELD` counts from here */
	unsigned held; /* enum held_by; 0: nothing stops its end */
	struct ending_note note; /* LIFE_ENDING */
	uint8_t pseudonym[16]; /* LIFE_ENDING: of the subject; zeros without one */
	uint32_t policy; /* what it holds was collected under this version */
	/* An earlier policy cut it: its fields are of several groups, or some are of none,
	 * and `group` is that of the first (V8) */
	bool unsettled;
	bool coarse; /* holds what `then generalise` left, until a day that nothing moves */
	bool naming; /* holds no field: that a record names its subject beside others (V12) */
};

struct subject {
	struct str id;
	uint16_t type;
	struct str party; /* id, or empty */
	bool restricted; /* UK GDPR Art 18: stored, not used */
	bool child; /* found out to be under age */
	bool erasing; /* in steps: nothing is read, given on or changed meanwhile */
};

/* -- the store ---------------------------------------------------------- */

struct root; /* the root key, in locked memory: vault/root.h */

/* Makes data.db and keys.db in `dir`, which must not hold a store yet. */
result vault_create(
    struct scope *, struct str dir, const struct root *, bool rehearsal, struct str *store_id) MUST;
/* Opens both files.  Refuses (E_STATE) a newer format, a keys.db of another
 * store, a data store older than the ledger head that keys.db has seen; says
 * what to do.  Migrates an older format.  Completes nothing: see
 * vault_ending.  The plan may come later (vault_use_plan), but before the
 * first record. */
result vault_open(
    struct scope *, struct str dir, const struct root *, const struct plan *, struct vault **) MUST;
void vault_close(struct vault *);
void vault_use_plan(struct vault *, const struct plan *); /* at activation */
void vault_use_past(struct vault *); /* others ran before it, and lifetimes are of their versions */
/* A yes that was said before `since`, and not to the version, has to be said again for what
 * changed then. */
struct reaffirm {
	uint16_t consent; /* of the running plan, like the other two */
	uint16_t purpose, recipient; /* both NONE: whatever rests on the consent */
	uint32_t version;
	struct instant since;
	bool waits; /* for its day: nothing is asked for yet, and may be answered */
};
/* The caller keeps them, until another plan is used. */
void vault_use_reaffirms(struct vault *, const struct reaffirm *, size_t n);
struct sql *vault_sql(struct vault *); /* the data store, for rooms with tables of their own */
struct sql *vault_keys_sql(struct vault *); /* keys.db, for its backup and its check */
struct str vault_store_id(const struct vault *);
bool vault_is_rehearsal(const struct vault *);
/* The seed of the ledger's signing pair, derived from the root; lives as long
 * as the vault. */
const struct key *vault_signing_seed(const struct vault *);

/* Named settings of the store: policy text and version, rehearsal clock ... */
result vault_setting(
    struct scope *, struct vault *, struct str name, struct str *value, bool *found) MUST;
result vault_set(struct scope *, struct vault *, struct str name, struct str value) MUST;
/* One that is a tree, kept as JSON; NULL: it is not set, and sets it no more. */
result vault_setting_tree(struct scope *, struct vault *, struct str name, struct node **) MUST;
result vault_set_tree(struct scope *, struct vault *, struct str name, const struct node *) MUST;

/* Between transactions: mints spare keys when few are left (one fsync for
 * many admissions); notes the ledger's head in keys.db. */
result vault_keys_refill(struct scope *, struct vault *) MUST;
result vault_keys_note_head(struct scope *, struct vault *, uint64_t seq, const uint8_t hash[32])
    MUST;
/* Between transactions: destroys the keys of all lifetimes that are `ending`
 * and empties the log of keys.db (V3, second step). */
result vault_keys_destroy(struct scope *, struct vault *) MUST;
/* Keys that no lifetime and no subject has: destroyed, count returned. */
result vault_keys_collect(struct scope *, struct vault *, uint64_t *count) MUST;

/* After a restore.  First, before opening: the data store in `dir` is what
 * there is now, though keys.db has seen a newer ledger. */
/* A copy of the data store (sql_backup), without the records of these datasets. */
struct left_out {
	struct str *dataset; /* names */
	size_t n;
};
result vault_copy(struct scope *, struct vault *, struct str to, const struct left_out *) MUST;
bool left_out_has(const struct left_out *, struct str dataset);
result vault_accept_restored(struct scope *, struct str dir, const struct root *) MUST;
/* Then, in a transaction: open lifetimes whose key is gone are marked ending
 * (what was erased after the backup stays erased), and index rows, which
 * backups do not hold, are made anew.  Nothing to do otherwise, and cheap. */
result vault_mend(struct scope *, struct vault *, uint64_t *ended, uint64_t *indexed) MUST;

/* Opens every part there is, to see that it can be opened: E_DAMAGED names the record. */
result vault_open_all(struct scope *, struct vault *, uint64_t *opened) MUST;

/* -- parties, staff, keys, facts: vault/party.h, vault/asker.h ----------- */

/* -- subjects ------------------------------------------------------------ */

result vault_subject_new(
    struct scope *, struct vault *, uint16_t type, struct str party, struct subject *) MUST;
/* E_ABSENT for an unknown id and for a person of whom nothing is left.  Whose
 * it is, the caller compares. */
result vault_subject(struct scope *, struct vault *, struct str id, struct subject *) MUST;
/* Two ids are one person: a link, and nothing is sealed anew.  What one of them objected to,
 * and its restriction, hold for the other while it stands.  Both ids are known and not yet one. */
result vault_merge(struct scope *, struct vault *, struct str one, struct str other) MUST;
/* The id is a person of its own again. */
result vault_split(struct scope *, struct vault *, struct str id) MUST;
/* The id itself and those that are the same person. */
result vault_same(
    struct scope *, struct vault *, struct str id, struct str **ids, size_t *n) MUST;
result vault_subject_erase(struct scope *, struct vault *, struct str id, bool erasing) MUST;
result vault_subject_restrict(struct scope *, struct vault *, struct str id, bool restricted) MUST;
result vault_subject_mark_child(struct scope *, struct vault *, struct str id) MUST;
/* The ledger's name for the person: keyed, 16 bytes; gone with the key. */
result vault_pseudonym(struct scope *, struct vault *, struct str subject, uint8_t pseudonym[16])
    MUST;
/* Subjects any of whose findable or key fields equals `value` (any dataset;
 * `party` empty: across all parties, for the rights of the person). */
result vault_subjects_by(struct scope *, struct vault *, enum field_type, struct str value,
    struct str party, struct str **ids, size_t *n) MUST;
/* Of one findable or key field, across all parties. */
result vault_subjects_in(struct scope *, struct vault *, uint16_t field, struct str value,
    struct str **ids, size_t *n) MUST;
/* Those of one type, by its name, after `after` in order of id, at most `most`. */
result vault_subjects_of(struct scope *, struct vault *, struct str type, struct str after,
    size_t most, struct str **ids, size_t *n) MUST;
/* A page of a person's records, in order of id: behind `after`, which is empty before the first
 * page and after the last.  Fewer than `most` may be found on a page that is not the last. */
result vault_records_page(struct scope *, struct vault *, struct str subject, struct str *after,
    size_t most, struct record **, size_t *n) MUST;
/* The last of them in that order; empty: there is none. */
result vault_records_last(
    struct scope *, struct vault *, struct str subject, struct str *id) MUST;
result vault_records_of(
    struct scope *, struct vault *, struct str subject, struct record **, size_t *n) MUST;

/* -- records ------------------------------------------------------------- */

struct group_due {
	uint16_t group;
	struct due due;
	struct fields fields; /* of it, that end then; NULL: all of them */
};

/* Stores a new record: one part and lifetime per group that has values, with
 * the due dates the term computed (`dues`, one per such group), index rows. */
result vault_put(struct scope *, struct vault *, struct record *, struct values,
    const struct group_due *dues, size_t n) MUST;
/* That a new record names these people; its `subject` is empty. */
result vault_name(
    struct scope *, struct vault *, const struct record *, const struct person *, size_t n) MUST;
/* The open naming of a person, for vault_end; E_ABSENT when the record does not name them. */
result vault_naming(
    struct scope *, struct vault *, const struct record *, struct str subject, struct lifetime *)
    MUST;
/* Replaces values: in each group that they touch, a new lifetime takes what
 * stays and what is new (`dues` has one for each of these, unless nothing
 * stays), and the old one is `ending` as replaced.  A value of length 0
 * removes the field.  `change` of the record is the caller's to set, before it
 * asks for the dues; the version is counted here. */
result vault_change(struct scope *, struct vault *, struct record *, struct values,
    const struct group_due *dues, size_t n) MUST;
/* E_ABSENT for an unknown id, one with nothing left, and one of a dataset that
 * the policy no longer has.  Whose it is, the caller compares. */
result vault_record(struct scope *, struct vault *, struct str id, struct record *) MUST;
/* The record whose key fields have these values, or found == false. */
result vault_by_key(struct scope *, struct vault *, uint16_t dataset, struct str party,
    struct values key, struct str *id, bool *found) MUST;
/* Ids of records where every given field (MARK_INDEXED) matches (words of an
 * address all occur), newest first, at most `most`. */
result vault_find(struct scope *, struct vault *, uint16_t dataset, struct str party,
    struct values by, size_t most, struct str **ids, size_t *n) MUST;
/* After `cursor` (a record id, or empty) in order of id. */
result vault_list(struct scope *, struct vault *, uint16_t dataset, struct str party,
    struct str cursor, size_t most, struct str **ids, size_t *n) MUST;
/* Opens the parts that hold any of `wanted`; values that are gone or never
 * were are simply not there.  Secrets only when `secrets`. */
result vault_read(struct scope *, struct vault *, const struct record *, struct fields wanted,
    bool secrets, struct values *) MUST;
/* Which fields it holds now, without opening anything: of open lifetimes. */
result vault_holds(struct scope *, struct vault *, const struct record *, struct fields *) MUST;

/* A record of a built-in dataset (case, consent, colleague, incident): one
 * sealed text, due when the policy's clock for it says. */
result vault_put_content(struct scope *, struct vault *, struct str dataset, struct str subject,
    struct str party, struct str content, struct str *id) MUST;
/* Other content for it; the former is destroyed. */
result vault_change_content(
    struct scope *, struct vault *, struct str id, struct str content) MUST;
result vault_content(struct scope *, struct vault *, struct str id, struct str *content)
    MUST; /* E_ABSENT */

/* -- lifetimes ------------------------------------------------------------ */

result vault_lifetimes(
    struct scope *, struct vault *, struct str record, struct lifetime **, size_t *n) MUST;
/* Is it open still, in this transaction? */
result vault_is_open(struct scope *, struct vault *, int64_t lifetime, bool *open) MUST;
result vault_set_due(struct scope *, struct vault *, int64_t lifetime, struct due) MUST;
/* Stops or no longer stops an open one, for this reason. */
result vault_set_held(
    struct scope *, struct vault *, int64_t lifetime, enum held_by, bool held) MUST;
/* Open, not held, due at or before `until`; oldest first, at most `most`. */
result vault_due(struct scope *, struct vault *, struct instant until, size_t most,
    struct lifetime **, size_t *n) MUST;
/* The next instant at which an open, unheld lifetime is due, or a consent
 * lapses. */
result vault_next_due(struct scope *, struct vault *, struct due *) MUST;
/* First step of erasing (V3).  When it was the last open one of a subject, the
 * subject ends with it: E_ABSENT from then on. */
result vault_end(struct scope *, struct vault *, int64_t lifetime, struct ending_note) MUST;
/* Erases some fields of a lifetime's part: what stays is resealed under a new
 * lifetime with the same due date and holds, the old one is `ending`. */
result vault_end_fields(
    struct scope *, struct vault *, int64_t lifetime, struct fields gone, struct ending_note) MUST;
/* What the clock of its group leaves of a part lives on as a lifetime of its own until `due`; the
 * exact one is `ending`. */
result vault_coarsen(struct scope *, struct vault *, const struct lifetime *, struct due due,
    struct ending_note) MUST;
/* Cuts the part of an unsettled lifetime as the running policy groups its fields:
 * one new lifetime a group, of the same version, due date and hold of the person;
 * values that the policy has no field for are not taken over.  The old one is
 * `ending`; `made` are the new ones. */
result vault_resettle(struct scope *, struct vault *, const struct lifetime *,
    struct lifetime **made, size_t *n) MUST;
/* Its index rows anew, after fields have become findable or no longer are. */
result vault_reindex(struct scope *, struct vault *, const struct lifetime *) MUST;
/* Open lifetimes after `after`, in order of id, up to `until`, at most `most`. */
result vault_lifetimes_page(struct scope *, struct vault *, int64_t after, int64_t until,
    size_t most, struct lifetime **, size_t *n) MUST;
/* The greatest id of a lifetime; 0: there is none. */
result vault_lifetimes_last(struct scope *, struct vault *, int64_t *id) MUST;
/* Which fields lie together in how many open lifetimes: names, as they are stored. */
struct shape_held {
	struct str dataset, fields; /* short names, a blank between them */
	int64_t lifetimes;
};
result vault_shapes(struct scope *, struct vault *, struct shape_held **, size_t *n) MUST;
/* Open lifetimes of one shape after `after`, in order of id, at most `most`. */
result vault_lifetimes_shaped(struct scope *, struct vault *, const struct shape_held *,
    int64_t after, size_t most, struct lifetime **, size_t *n) MUST;
/* How many records and people the open lifetimes of these shapes are of. */
result vault_count_shapes(struct scope *, struct vault *, const struct shape_held *, size_t n,
    int64_t *records, int64_t *people) MUST;
/* How many people of a type there are, and how many have given a consent, by name. */
result vault_count_subjects(struct scope *, struct vault *, struct str type, int64_t *) MUST;
result vault_count_consents(struct scope *, struct vault *, struct str consent, int64_t *) MUST;
/* Lifetimes that are `ending`: after a crash, or in this wave. */
result vault_ending(struct scope *, struct vault *, struct lifetime **, size_t *n) MUST;
/* Third step, after the key is gone (E_STATE before): its row, index rows and
 * ciphertext are removed; the record when nothing of it is left, the subject
 * when it ended and nothing of it is left (`forgotten`). */
result vault_ended(struct scope *, struct vault *, const struct lifetime *, bool *forgotten) MUST;

/* -- letters: their rows are the term's (term/letter.h) --------------------- */

/* Seals the text of a letter under a key of its own.  When the row says that the letter
 * waits no more, vault_keys_destroy destroys it. */
result vault_letter_seal(struct scope *, struct vault *, struct str id, struct str text,
    int64_t *key, struct str *sealed) MUST;
/* `there` is false when the key is gone. */
result vault_letter_open(struct scope *, struct vault *, struct str id, int64_t key,
    struct str sealed, struct str *text, bool *there) MUST;
/* Are there letters whose key is still to be destroyed? */
result vault_letters_ending(struct scope *, struct vault *, bool *any) MUST;

/* -- facts ---------------------------------------------------------------- */

/* An event of a record, of a field's present value, of the subject (an event
 * of another dataset of the same person), or of a party.  `first` keeps the
 * earliest, `latest` the latest; changed tells whether anything moved. */
result vault_event(struct scope *, struct vault *, uint16_t event, struct str record,
    struct str subject, struct str party, struct instant at, bool *changed) MUST;
/* Not an event of the policy: that a dated fact of a party began or ended. */
#define EVENT_PARTY_FACT ((uint16_t)(NONE - 1))
/* Open lifetimes whose clock asks for this event (NONE: all), of this record,
 * else of this subject, else of this party, a page of them: for the term to compute anew.
 * `after`: 0 before the first page; from each to the next; 0 again after the last.  A page has
 * at most `most` lifetimes, and those of one record that names the subject beside others. */
result vault_lifetimes_asking(struct scope *, struct vault *, uint16_t event, struct str record,
    struct str subject, struct str party, int64_t *after, size_t most, struct lifetime **,
    size_t *n) MUST;
/* Answers conditions about one record; `values` may be NULL (fields are
 * opened when a condition asks) and `life` may be NULL (events of a field
 * then count from the present value).  With both, `values` are what a change
 * would leave: events of an old value do not count for a new one.  For a record not
 * stored yet: its `id` is empty and `events` are those the offer tells. */
struct told_event {
	uint16_t event;
	struct instant at;
};
struct facts *vault_facts(struct scope *, struct vault *, const struct record *,
    const struct values *, const struct lifetime *life, const struct told_event *events,
    size_t n_events) MUST;
/* The same facts as a policy that ran before asked for them, for its clock of the
 * group `group`; names that the running policy does not know are looked up as they
 * were stored.  A fault is told by vault_facts_read of `now`. */
struct facts *vault_facts_past(struct scope *, struct vault *, struct facts *now,
    const struct record *, const struct lifetime *, const struct plan *was, uint16_t group) MUST;
/* The same, of one of the people whom the record names. */
struct facts *vault_facts_of(
    struct scope *, const struct facts *, const struct person *);
/* What the answer is wanted for: then a consent that has to be said again for it is
 * not given, and `vault_facts_asks_again` tells that one was so. */
void vault_facts_for(const struct facts *, uint16_t purpose);
void vault_facts_to(const struct facts *, uint16_t recipient);
/* An opt-out of these purposes comes with the very offer that is weighed; they outlive the
 * facts. */
void vault_facts_opt_out(const struct facts *, const uint16_t *purposes, size_t n);
bool vault_facts_asks_again(const struct facts *);
/* After deciding with them: E_IO, E_DAMAGED ... when a fact could not be read.
 * A decision is void unless this is OK. */
result vault_facts_read(const struct facts *) MUST;

enum consent_state {
	CONSENT_NONE,
	CONSENT_PENDING,
	CONSENT_GIVEN,
	CONSENT_WITHDRAWN,
	CONSENT_LAPSED
};
result vault_consent_state(struct scope *, struct vault *, struct str subject, uint16_t consent,
    enum consent_state *, struct instant *since) MUST;
struct consent_said {
	enum consent_state state;
	struct instant since;
	struct str evidence; /* record */
	/* the version of the policy to which it was said again, or declined; 0: to none */
	uint32_t covers, declined;
};
/* Of the yes for one recipient or one call; `one` empty: of the whole. */
result vault_consent_for(struct scope *, struct vault *, struct str subject, uint16_t consent,
    struct str one, struct consent_said *) MUST;
/* Does such a yes no longer cover this purpose, or a release to this recipient (NONE: none)?
 * It stays given: clocks and withdrawal know it. */
bool vault_asks_again(const struct vault *, uint16_t consent, const struct consent_said *,
    uint16_t purpose, uint16_t recipient);
/* Has this version, or (0) any, asked for it again?  The newest that has. */
bool vault_consent_asked(
    const struct vault *, uint16_t consent, uint32_t version, struct reaffirm *);
result vault_consent_cover(struct scope *, struct vault *, struct str subject, uint16_t consent,
    uint32_t version) MUST;
result vault_consent_decline(struct scope *, struct vault *, struct str subject,
    uint16_t consent, uint32_t version) MUST;
/* The version does not come. */
result vault_consent_uncover(struct scope *, struct vault *, uint32_t version) MUST;
result vault_consent_set_for(struct scope *, struct vault *, struct str subject, uint16_t consent,
    struct str one, enum consent_state, struct instant at, struct str evidence_record) MUST;
/* Stores the evidence as a record of the built-in dataset `consent`.  A withdrawal of the
 * whole withdraws every one. */
result vault_consent_set(struct scope *, struct vault *, struct str subject, uint16_t consent,
    enum consent_state, struct instant at, struct str evidence_record) MUST;
/* The given consent of this kind that lapses first (Z4: the oldest one). */
struct lapse {
	struct str subject, evidence;
	struct instant at;
};
result vault_consent_lapse(
    struct scope *, struct vault *, uint16_t consent, struct lapse *, bool *found) MUST;
result vault_object(
    struct scope *, struct vault *, struct str subject, uint16_t purpose, struct instant at) MUST;
/* The objection was decided against: Art 21(1), compelling grounds. */
result vault_object_end(struct scope *, struct vault *, struct str subject, uint16_t purpose) MUST;
result vault_objected(
    struct scope *, struct vault *, struct str subject, uint16_t purpose, bool *objected) MUST;
/* LAW PECR reg 22(3)(c).  That the person could refuse the purpose when the address was collected,
 * and the record of dataset `consent` that shows with which words; it ends with the person. */
result vault_opt_out_offer(struct scope *, struct vault *, struct str subject, uint16_t purpose,
    struct instant at, struct str evidence_record) MUST;
result vault_opt_out_offered(
    struct scope *, struct vault *, struct str subject, uint16_t purpose, bool *offered) MUST;
/* A code for a value or an id, keyed: of this purpose, so that no two purposes' codes
 * can be joined.  It looks like an id. */
result vault_code(
    struct scope *, struct vault *, uint16_t purpose, struct str value, struct str *code) MUST;
/* Fingerprints that outlive erasure (`suppress`): keyed, of the whole store. */
/* `party` empty: for everybody; else for that party alone. */
struct str vault_mark(
    struct scope *, struct vault *, enum field_type, struct str value, struct str party);
result vault_suppress(struct scope *, struct vault *, struct str mark, struct instant at) MUST;
result vault_suppressed(struct scope *, struct vault *, enum field_type, struct str value,
    struct str party, bool *suppressed) MUST;

/* One click of somebody who was written to: no address in it, only its mark. */
struct click {
	struct str purpose;
	enum field_type type; /* of the address */
	struct str subject, party; /* ids; who it was then, and for whom we wrote */
	struct str mark;
};
/* Text for the path of an address, good for ever; another each time. */
struct str vault_click_token(struct scope *, struct vault *, const struct click *);
/* E_ABSENT when this store did not make it. */
result vault_click_read(struct scope *, struct vault *, struct str token, struct click *) MUST;

/* What the link of a letter is for; each names one id, and none reads as another. */
enum vault_link { LINK_YES, /* the record of `consent` that waits to be confirmed */
	LINK_NOT_ME, /* the case by which an address is to be changed, and that address */
	LINK_AGAIN, /* the version that asks for a yes again, and whom */
	VAULT_LINKS };
struct str vault_link_token(struct scope *, struct vault *, enum vault_link, struct str id);
/* E_ABSENT when this store did not make it for that. */
result vault_link_read(
    struct scope *, struct vault *, enum vault_link, struct str token, struct str *id) MUST;

struct hold {
	struct str id;
	uint16_t class; /* plan->holds */
	struct str subject, record; /* one of them: what it covers */
	struct str by; /* staff id */
	struct str reason_record; /* sealed, in the built-in dataset case */
	struct instant placed, review;
	bool lifted;
};
result vault_hold_place(struct scope *, struct vault *, struct hold *) MUST;
result vault_hold(struct scope *, struct vault *, struct str id, struct hold *) MUST; /* E_ABSENT */
result vault_hold_lift(struct scope *, struct vault *, struct str id) MUST;
result vault_hold_review(struct scope *, struct vault *, struct str id, struct instant next) MUST;
/* Does an open hold cover this group of the record, by it or by its subject? */
result vault_held(struct scope *, struct vault *, const struct record *, uint16_t group, bool *held)
    MUST;
result vault_holds_open(struct scope *, struct vault *, struct hold **, size_t *n) MUST;

#endif
