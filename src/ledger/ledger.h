/* ledger/ledger.h -- what was done, by whom and why, so that anyone can check it.
 *
 *  L1  Append-only.  hash(n) = SHA-256(hash(n-1) || body(n)); the first link
 *      is bound to the store's id.  doc/format/ledger.md says every byte.
 *  L2  An entry never holds a value of a person: ids, codes, names that the
 *      policy gives, counts and times.  Text that is not shaped like one is
 *      refused (ledger_word), so free text cannot get in.
 *  L3  An entry is in the same transaction as what it tells of: no ledger
 *      entry, no data.
 *  L4  After a rollback the chain goes on from what is stored: an append
 *      whose predecessor is not there reads the head again.
 *  L5  A checkpoint is the signature over store, number, hash and time.  A
 *      file and the public key alone show whether the chain is whole.
 *  L6  The start may be pruned only up to a checkpoint, which stays and
 *      vouches for what follows.
 */
#ifndef BAILEE_LEDGER_LEDGER_H
#define BAILEE_LEDGER_LEDGER_H

#include "base/node.h"
#include "seal/seal.h"
#include "seal/sign.h"
#include "sql/sql.h"

enum entry_kind {
#define ENTRY(kind, word, text) kind,
#include "ledger/entry.def"
#undef ENTRY
	ENTRY_KINDS
};

#define LEDGER_WORD_MAX 128
#define LEDGER_FIELDS_MAX 256
#define LEDGER_MORE_MAX 32
#define LEDGER_ALSO_MAX 64

/* Everything but the kind may be left out.  All text is words (L2). */
struct entry {
	enum entry_kind kind;
	struct str actor; /* id of the staff, key, person or process that acted */
	struct str key; /* id of the key they showed, when the actor is not that key */
	struct str role;
	struct str party;
	struct str verb;
	struct str door;
	struct str purpose;
	struct str policy; /* name; version and line below */
	int64_t version;
	int64_t line; /* of the policy, that decided */
	struct str subject; /* pseudonym, 32 hex digits */
	const struct str *also; /* pseudonyms of the others whom the record names */
	size_t n_also;
	struct str record;
	struct str dataset;
	const struct str *field; /* names */
	size_t fields;
	struct str recipient;
	struct str why; /* code of the reason */
	int64_t count;
	struct instant due; /* 0: none */
	struct str case_id;
	const struct node *more; /* a flat map of words, whole numbers, truths */
};

struct ledger_head {
	int64_t seq; /* 0: nothing yet */
	struct hash hash;
};

/* The pen: one in each keeper.  Made by ledger_open; fields are its own. */
struct ledger {
	struct sql *sql;
	struct str store; /* id; must outlive the ledger */
	const struct key *seed; /* of the signing pair; must outlive it too */
	struct ledger_head head;
	int64_t signed_seq; /* the last checkpoint's; 0: none */
};

result ledger_open(struct scope *, struct sql *, struct str store, const struct key *seed,
    struct ledger *) MUST;
/* Reads the head again: after a rollback, cheap, not needed for truth (L4). */
result ledger_reload(struct scope *, struct ledger *) MUST;

/* Inside the caller's transaction; `at` is the scope's now.  E_INPUT when a
 * text is no word (L2), naming the member. */
result ledger_append(struct scope *, struct ledger *, const struct entry *, int64_t *seq) MUST;
/* Signs the head; nothing to do when it is signed already. */
result ledger_checkpoint(struct scope *, struct ledger *) MUST;

/* Letters, digits and . _ : / * - , no blank, at most LEDGER_WORD_MAX. */
bool ledger_word(struct str);

/* Reading.  A page of `most` (1 to 1000) entries after number `after`. */
struct ledger_row {
	int64_t seq;
	struct instant at;
	enum entry_kind kind;
	struct entry entry; /* as it was appended */
	struct hash hash;
	struct str body; /* the canonical text that was hashed */
};

struct ledger_rows {
	struct ledger_row *at;
	size_t n;
};

result ledger_page(struct scope *, struct sql *, int64_t after, int64_t most,
    struct ledger_rows *) MUST;
/* Who read my data: the entries of one pseudonym, oldest first, by index. */
result ledger_of_subject(struct scope *, struct sql *, struct str pseudonym, int64_t after,
    int64_t most, struct ledger_rows *) MUST;
/* Those before number `before`, the newest first. */
result ledger_of_subject_before(struct scope *, struct sql *, struct str pseudonym, int64_t before,
    int64_t most, struct ledger_rows *) MUST;

/* Entries of that time by which data was seen, given on or changed, after number `after`. */
result ledger_seen(struct scope *, struct sql *, struct instant since, struct instant until,
    int64_t after, int64_t most, struct ledger_rows *) MUST;

/* NDJSON for ledger_verify: a header, entries, checkpoints where they fall.
 * One call gives one piece of at most `most` entries; `at->done` ends it.
 * It starts at the chain's start, or after the newest checkpoint before
 * `from`, so that each export can be verified on its own. */
struct ledger_cursor {
	int64_t after; /* the last entry given; set `from` by ledger_export_from */
	bool begun, done;
};

result ledger_export_from(struct scope *, struct ledger *, int64_t from, struct ledger_cursor *)
    MUST;
result ledger_export(struct scope *, struct ledger *, struct ledger_cursor *, int64_t most,
    struct str *piece) MUST;

/* Removes entries up to `seq`, which must be under a checkpoint of its own and
 * not the last (E_STATE); at most `most` at a time, in the caller's
 * transaction. */
result ledger_prune(struct scope *, struct ledger *, int64_t seq, int64_t most, bool *more) MUST;

/* After a restore: takes over what an export of the same ledger has and the
 * store has not, with the same numbers, hashes and signatures, in the
 * caller's transaction.  E_DAMAGED when the file does not verify under our
 * key; E_STATE when it is no continuation of what is stored. */
result ledger_adopt(struct scope *, struct ledger *, struct str file, int64_t *adopted) MUST;

/* The newest checkpoint, as its line in an export. */
result ledger_last_checkpoint(struct scope *, struct ledger *, struct str *line, bool *found) MUST;

const char *entry_word(enum entry_kind);
const char *entry_text(enum entry_kind); /* for people: "a record was read" */
bool entry_of_word(struct str, enum entry_kind *) MUST;

#endif
