/* sql/lite.c -- SQLite: opening, transactions, the write-ahead log, backups.
 *
 * All that differs between engines is here and in lite_run.c.
 */
#include "sql/lite.h"

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "sys/file.h"

/* -- opening -------------------------------------------------------------- */

/* secure_delete overwrites what is deleted, so that a wrapped key or an index
 * row does not live on in a free page. */
/* The checkpointing process holds a lock for moments when it opens and closes. */
#define PATIENCE_MS 1000

#define WAL_LONG ((int64_t)64 << 20)

static const char *const pragmas[] = {
	"PRAGMA journal_mode = WAL",
	"PRAGMA synchronous = FULL",
	"PRAGMA foreign_keys = ON",
	"PRAGMA secure_delete = ON",
	"PRAGMA cell_size_check = ON",
	"PRAGMA trusted_schema = OFF",
	"PRAGMA temp_store = MEMORY",
	"PRAGMA journal_size_limit = 33554432", /* of a log that was long once: 32 MiB */
	"PRAGMA cache_size = -32768",
};

result
lite_exec(struct scope *sc, const struct sql *sql, const char *text, const char *what)
{
	int rc = sqlite3_exec(sql->db, text, NULL, NULL, NULL);

	return rc == SQLITE_OK ? OK : lite_fail(sc, sql, rc, what);
}

static int
note_wal(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct sql *sql = arg;

	(void)db;
	(void)name;
	sql->wal_pages = pages;
	return SQLITE_OK;
}

static struct sql *
blank(enum sql_store store)
{
	struct arena arena = { 0 };
	struct sql *sql = NEW(&arena, struct sql);

	sql->magic = SQL_MAGIC;
	sql->store = store;
	sql->arena = arena;
	return sql;
}

static result
connect(struct scope *sc, struct sql *sql, struct str path)
{
	int rc = sqlite3_open_v2(str_c(&sc->arena, path), &sql->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
		| SQLITE_OPEN_EXRESCODE,
	    NULL);

	if (rc != SQLITE_OK)
		return lite_fail(sc, sql, rc, "open");
	(void)sqlite3_db_config(
	    sql->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL); /* an older library lacks it */
	(void)sqlite3_busy_timeout(sql->db, PATIENCE_MS); /* Q6; cannot fail on an open one */
	for (size_t i = 0; i < N(pragmas); i++)
		TRY(lite_exec(sc, sql, pragmas[i], pragmas[i]));
	/* Replaces the automatic checkpoint, which would stall a commit. */
	sqlite3_wal_hook(sql->db, note_wal, sql);
	return OK;
}

/* Q3: the one word in which a schema differs.  An INT8 primary key is the
 * table's own order here, not a second index. */
static struct str
local_schema(struct scope *sc, const char *text)
{
	struct str from = str_of(text), word = S("INT8 PRIMARY KEY");
	struct buf b = buf_new(&sc->arena);

	while (from.n > 0) {
		if (str_starts(from, word)) {
			buf_puts(&b, "INTEGER PRIMARY KEY");
			from = str_slice(from, word.n, from.n);
		} else {
			buf_putc(&b, from.p[0]);
			from = str_slice(from, 1, from.n);
		}
	}
	return buf_str(&b);
}

/* -- the format ------------------------------------------------------------ */

static const char *
store_word(enum sql_store store)
{
	return store == SQL_DATA ? "data" : "keys";
}

static int
keep_first(void *arg, int columns, char **cell, char **name)
{
	struct buf *said = arg;

	(void)name;
	if (columns > 0 && cell[0] != NULL && said->n == 0)
		buf_puts(said, cell[0]);
	return 0;
}

/* Before anything is prepared: an older store may lack what statements name. */
static result
setting(struct scope *sc, struct sql *sql, const char *text, struct str *value)
{
	struct buf said = buf_new(&sc->arena);
	int rc = sqlite3_exec(sql->db, text, keep_first, &said, NULL);

	*value = buf_str(&said);
	return rc == SQLITE_OK ? OK : lite_fail(sc, sql, rc, text);
}

static result
write_format(struct scope *sc, struct sql *sql, int format)
{
	struct str text = str_printf(&sc->arena,
	    "INSERT INTO setting (name, value) VALUES ('store', '%s'), ('format', '%d') "
	    "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	    store_word(sql->store), format);

	return lite_exec(sc, sql, str_c(&sc->arena, text), "format");
}

static result
read_format(struct scope *sc, struct sql *sql, int *format)
{
	struct str store, text;
	uint64_t number;

	TRY(setting(sc, sql, "SELECT value FROM setting WHERE name = 'store'", &store));
	TRY(setting(sc, sql, "SELECT value FROM setting WHERE name = 'format'", &text));
	if (!str_eq(store, str_of(store_word(sql->store))))
		return fail(sc, E_STATE, "this file is not a store of %s", store_word(sql->store));
	if (!str_to_u64(text, &number) || number == 0)
		return fail(sc, E_DAMAGED, "the store does not say its format: restore it from a backup");
	if (number > SQL_FORMAT)
		return fail(sc, E_STATE,
		    "the store has format %llu, and this bailee knows up to %d: use a newer one",
		    (unsigned long long)number, SQL_FORMAT);
	*format = (int)number; /* at most SQL_FORMAT */
	return OK;
}

result
lite_migrate(struct scope *sc, struct sql *sql, const struct sql_step *step, int from, int to)
{
	TRY(lite_exec(sc, sql, "BEGIN IMMEDIATE", "migrate"));
	for (; step->text != NULL; step++) {
		if (step->store != sql->store || step->format <= from || step->format > to)
			continue;
		TRY(lite_exec(sc, sql, str_c(&sc->arena, local_schema(sc, step->text)), step->text));
	}
	TRY(write_format(sc, sql, to));
	return lite_exec(sc, sql, "COMMIT", "migrate"); /* else sql_close rolls it back */
}

static result
make_tables(struct scope *sc, struct sql *sql)
{
	const char *const *made = sql->store == SQL_DATA ? sql_schema_data : sql_schema_keys;

	TRY(lite_exec(sc, sql, "BEGIN IMMEDIATE", "create"));
	for (; *made != NULL; made++)
		TRY(lite_exec(sc, sql, str_c(&sc->arena, local_schema(sc, *made)), *made));
	TRY(write_format(sc, sql, SQL_FORMAT));
	return lite_exec(sc, sql, "COMMIT", "create");
}

static result
fill(struct scope *sc, struct sql *sql, struct str path, bool create)
{
	int format;

	TRY(connect(sc, sql, path));
	if (create)
		TRY(make_tables(sc, sql));
	TRY(read_format(sc, sql, &format));
	if (format < SQL_FORMAT)
		TRY(lite_migrate(sc, sql, sql_steps, format, SQL_FORMAT)); /* Q5 */
	return lite_prepare_all(sc, sql);
}

result
sql_open(struct scope *sc, struct str path, enum sql_store store, bool create, struct sql **opened)
{
	struct sql *sql;
	result r;

	*opened = NULL;
	if (create && file_exists(sc, path))
		return fail(sc, E_STATE, "there is a store already");
	if (!create && !file_exists(sc, path))
		return fail(sc, E_ABSENT, "there is no store: make one with `bailee init`");
	if (create)
		TRY(file_write(sc, path, S(""), FILE_PRIVATE)); /* its journal gets the same mode */
	sql = blank(store);
	r = fill(sc, sql, path, create);
	if (r.code == E_OK)
		*opened = sql;
	else
		sql_close(sql);
	return r;
}

void
sql_close(struct sql *sql)
{
	struct arena arena;

	if (sql == NULL)
		return;
	CHECK(sql->magic == SQL_MAGIC);
	sql_rollback(sql);
	lite_finalize_all(sql);
	CHECK(sqlite3_close(sql->db) == SQLITE_OK); /* else a statement is still open */
	sql->magic = 0;
	arena = sql->arena; /* it holds the struct that it is in */
	arena_clear(&arena);
}

/* -- transactions ---------------------------------------------------------- */

static result
control(struct scope *sc, struct sql *sql, enum lite_control id)
{
	sqlite3_stmt *stmt = sql->control[id];
	int rc = sqlite3_step(stmt);
	result r = rc == SQLITE_DONE ? OK : lite_fail(sc, sql, rc, sqlite3_sql(stmt));

	(void)sqlite3_reset(stmt); /* says again what step said */
	return r;
}

result
sql_begin(struct scope *sc, struct sql *sql)
{
	CHECK(sql->magic == SQL_MAGIC && !sql->begun);
	TRY(control(sc, sql, LITE_BEGIN));
	sql->begun = true;
	sql->savepoints = 0;
	return OK;
}

result
sql_commit(struct scope *sc, struct sql *sql)
{
	result r;

	CHECK(sql->begun && sql->savepoints == 0);
	if (!sql_in_transaction(sql)) {
		sql->begun = false;
		return fail(sc, E_IO, "the disk failed, and the transaction with it");
	}
	r = control(sc, sql, LITE_COMMIT);
	if (r.code != E_OK)
		sql_rollback(sql); /* Q4 */
	sql->begun = false;
	return r;
}

void
sql_rollback(struct sql *sql)
{
	if (sql->begun && sql_in_transaction(sql)) {
		/* It can fail only when SQLite has rolled back already. */
		(void)sqlite3_step(sql->control[LITE_ROLLBACK]);
		(void)sqlite3_reset(sql->control[LITE_ROLLBACK]);
	}
	sql->begun = false;
	sql->savepoints = 0;
}

result
sql_savepoint(struct scope *sc, struct sql *sql)
{
	CHECK(sql->begun);
	if (!sql_in_transaction(sql))
		return fail(sc, E_IO, "the disk failed, and the transaction with it");
	TRY(control(sc, sql, LITE_SAVEPOINT));
	sql->savepoints++;
	return OK;
}

static result
end_savepoint(struct scope *sc, struct sql *sql, bool back)
{
	CHECK(sql->begun && sql->savepoints > 0);
	sql->savepoints--;
	if (!sql_in_transaction(sql))
		return fail(sc, E_IO, "the disk failed, and the transaction with it");
	if (back)
		TRY(control(sc, sql, LITE_ROLLBACK_TO));
	return control(sc, sql, LITE_RELEASE);
}

result
sql_release(struct scope *sc, struct sql *sql)
{
	return end_savepoint(sc, sql, false);
}

result
sql_rollback_to(struct scope *sc, struct sql *sql)
{
	return end_savepoint(sc, sql, true);
}

int64_t
sql_changes(const struct sql *sql)
{
	return sqlite3_changes64(sql->db);
}

bool
sql_in_transaction(const struct sql *sql)
{
	return sqlite3_get_autocommit(sql->db) == 0;
}

/* -- the write-ahead log ---------------------------------------------------- */

result
sql_checkpoint(struct scope *sc, struct sql *sql)
{
	int pages = 0;
	int rc = sqlite3_wal_checkpoint_v2(sql->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, NULL);

	/* While somebody writes without a pause the log never begins anew by itself.  What is
	 * left after a first pass is little: the writer is kept out for moments. */
	if (rc == SQLITE_OK && (int64_t)pages * 4096 >= WAL_LONG)
		rc = sqlite3_wal_checkpoint_v2(
		    sql->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	/* Somebody else checkpointing is as good. */
	return rc == SQLITE_OK || rc == SQLITE_BUSY ? OK : lite_fail(sc, sql, rc, "checkpoint");
}

result
sql_empty_wal(struct scope *sc, struct sql *sql)
{
	int rc;

	CHECK(!sql->begun);
	rc = sqlite3_wal_checkpoint_v2(sql->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	if (rc != SQLITE_OK)
		return lite_fail(sc, sql, rc, "empty the log");
	sql->wal_pages = 0;
	return OK;
}

int64_t
sql_wal_bytes(const struct sql *sql)
{
	return (int64_t)sql->wal_pages * 4096;
}

/* -- backup ------------------------------------------------------------------ */

result
sql_check(struct scope *sc, struct sql *sql)
{
	struct buf said = buf_new(&sc->arena);
	int rc = sqlite3_exec(sql->db, "PRAGMA integrity_check(1)", keep_first, &said, NULL);

	if (rc != SQLITE_OK)
		return lite_fail(sc, sql, rc, "integrity_check");
	if (str_eq(buf_str(&said), S("ok")))
		return OK;
	(void)fail(sc, E_DAMAGED, "the store is damaged: restore it from a backup");
	return fail_detail(sc, "%.*s", STR(buf_str(&said)));
}

static result
copy_into(struct scope *sc, struct sql *sql, struct str to)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(sql->db, "VACUUM INTO $1", -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text64(stmt, 1, to.p, to.n, SQLITE_STATIC, SQLITE_UTF8);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	(void)sqlite3_finalize(stmt); /* says again what step said */
	return rc == SQLITE_DONE ? OK : lite_fail(sc, sql, rc, "backup");
}

/* What is not for backups is deleted and its pages left out. */
static result
strip(struct scope *sc, struct sql *copy)
{
	const char *const *bare = copy->store == SQL_DATA ? sql_bare_data : sql_bare_keys;

	if (*bare == NULL)
		return OK;
	for (; *bare != NULL; bare++)
		TRY(lite_exec(sc, copy, *bare, *bare));
	return lite_exec(sc, copy, "VACUUM", "backup");
}

struct less {
	result (*take_out)(struct scope *, struct sql *copy, void *); /* or NULL */
	void *of;
};

static result
take_out(struct scope *sc, struct sql *copy, const struct less *less)
{
	result r;

	if (less->take_out == NULL)
		return OK;
	TRY(sql_begin(sc, copy));
	r = less->take_out(sc, copy, less->of);
	if (r.code == E_OK)
		r = sql_commit(sc, copy);
	if (r.code != E_OK)
		sql_rollback(copy);
	return r;
}

static result
finish_copy(struct scope *sc, struct sql *copy, const struct less *less)
{
	TRY(take_out(sc, copy, less));
	TRY(strip(sc, copy));
	TRY(sql_empty_wal(sc, copy));
	return sql_check(sc, copy);
}

static result
make_copy(struct scope *sc, struct sql *sql, struct str to, const struct less *less)
{
	struct sql *copy;
	result r;

	TRY(copy_into(sc, sql, to));
	TRY(sql_open(sc, to, sql->store, false, &copy));
	r = finish_copy(sc, copy, less);
	sql_close(copy);
	TRY(r);
	return file_append(sc, to, S(""), FILE_PRIVATE); /* for its fsync: VACUUM INTO does none */
}

static result
backup(struct scope *sc, struct sql *sql, struct str to, const struct less *less)
{
	struct fault fault;
	result r, removed;

	CHECK(!sql->begun);
	if (file_exists(sc, to))
		return fail(sc, E_STATE, "the backup is there already: name a new file");
	TRY(file_write(sc, to, S(""), FILE_PRIVATE));
	r = make_copy(sc, sql, to, less);
	if (r.code == E_OK)
		return OK;
	fault = sc->fault;
	removed = file_remove(sc, to); /* half a backup is none */
	if (removed.code != E_OK)
		log_event("backup.left", LOG_WORD("why", "half a backup could not be removed"));
	sc->fault = fault; /* the fault that counts is the first */
	return r;
}

result
sql_backup(struct scope *sc, struct sql *sql, struct str to)
{
	return backup(sc, sql, to, &(struct less){ 0 });
}

result
sql_backup_less(struct scope *sc, struct sql *sql, struct str to,
    result (*less)(struct scope *, struct sql *copy, void *), void *of)
{
	return backup(sc, sql, to, &(struct less){ less, of });
}
