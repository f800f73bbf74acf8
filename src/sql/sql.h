/* sql/sql.h -- two stores of rows, and the only room that knows SQL.
 *
 *  Q1  No SQL text outside src/sql.  Each statement has a name, typed
 *      parameters and typed columns (statements/README); tools/sqlgen makes
 *      one C function of each, in sql/statements.h.
 *  Q2  All statements are prepared when a store is opened, so a wrong one
 *      stops the start and not a night.
 *  Q3  The text is good for SQLite and PostgreSQL alike: INT8, TEXT and BLOB
 *      columns, $1 $2 in order of appearance, ids minted in C; no rowid, no
 *      booleans, no JSON, no dates, no order by text.  What differs is in
 *      lite.c alone.
 *  Q4  A commit that answered OK is on the disk (WAL, synchronous=FULL).
 *      After any other answer it is there whole or not at all, and only
 *      opening the store again tells which.
 *  Q5  Whoever opens a store finds its format number: a newer one is
 *      refused, an older one is brought up to date.
 *  Q6  One writer: a second one gets E_BUSY within two seconds.
 *
 * Results: E_IO (the disk), E_BUSY (another writer), E_DAMAGED (the file is
 * not what we wrote), E_STATE (a constraint: a key that is there already, a
 * parent that is not; newer format), E_ABSENT (no file).
 */
#ifndef BAILEE_SQL_SQL_H
#define BAILEE_SQL_SQL_H

#include "base/list.h"
#include "base/scope.h"

enum sql_store {
	SQL_DATA, /* data.db: what is sealed, the ledger, consents, cases */
	SQL_KEYS, /* keys.db: wrapped keys, never in a backup of the other */
};

#define SQL_FORMAT 8

struct sql;

/* A column that may be NULL. */
struct sql_maybe_int {
	bool set;
	int64_t n;
};
struct sql_maybe_str {
	bool set;
	struct str s;
};

/* `create`: makes the file (mode 0600) and its tables; E_STATE when there is
 * one.  Otherwise E_ABSENT when there is none. */
result sql_open(struct scope *, struct str path, enum sql_store, bool create, struct sql **) MUST;
void sql_close(struct sql *); /* rolls back what was not committed; NULL is allowed */

/* Only the keeper's wave and the commands of `bailee init|restore` commit. */
result sql_begin(struct scope *, struct sql *) MUST;
result sql_commit(struct scope *, struct sql *) MUST;
void sql_rollback(struct sql *); /* no transaction: nothing to do */

/* Inside a transaction; they nest.  Each savepoint is ended by exactly one
 * of the two.  E_IO from sql_rollback_to: the disk failed and took the whole
 * transaction with it. */
result sql_savepoint(struct scope *, struct sql *) MUST;
result sql_release(struct scope *, struct sql *) MUST;
result sql_rollback_to(struct scope *, struct sql *) MUST;

int64_t sql_changes(const struct sql *); /* rows that the last :exec touched */
bool sql_in_transaction(const struct sql *);

/* The write-ahead log goes into the file as far as readers allow.  For the
 * checkpointing process, on a connection of its own. */
result sql_checkpoint(struct scope *, struct sql *) MUST;
/* All of it, and the log is cut to nothing: after key bytes were overwritten
 * no copy of them is in the log.  E_BUSY when a reader is in the way. */
result sql_empty_wal(struct scope *, struct sql *) MUST;
int64_t sql_wal_bytes(const struct sql *); /* as of the last commit */

/* A copy as of now, outside a transaction; `to` must not exist.  Tables that
 * the schema marks "not in backups" are empty in it.  It is on the disk and
 * was read back whole (integrity_check) when this answers OK. */
result sql_backup(struct scope *, struct sql *, struct str to) MUST;
/* The same; `less` takes out of the copy, in one transaction, what it is not to have: no
 * page of the file keeps it. */
result sql_backup_less(struct scope *, struct sql *, struct str to,
    result (*less)(struct scope *, struct sql *copy, void *), void *of) MUST;
result sql_check(struct scope *, struct sql *) MUST; /* E_DAMAGED; reads all of it */

#endif
