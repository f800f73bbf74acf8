/* sql/lite_run.c -- named statements: prepared once, bound, stepped, read. */
#include "sql/lite.h"

#include "base/check.h"

/* clang-format off */
static const struct {
	int rc;
	enum code code;
	const char *text;
} faults[] = {
	{ SQLITE_FULL,       E_IO,      "the disk is full: make room and try again" },
	{ SQLITE_IOERR,      E_IO,      "the disk could not be read or written" },
	{ SQLITE_READONLY,   E_IO,      "the store may not be written: look at its owner and mode" },
	{ SQLITE_PERM,       E_IO,      "the store may not be opened: look at its owner and mode" },
	{ SQLITE_AUTH,       E_IO,      "the store may not be opened: look at its owner and mode" },
	{ SQLITE_CANTOPEN,   E_IO,      "the store could not be opened" },
	{ SQLITE_BUSY,       E_BUSY,    "the store is in use by another process" },
	{ SQLITE_LOCKED,     E_BUSY,    "the store is in use by another process" },
	{ SQLITE_CORRUPT,    E_DAMAGED, "the store is damaged: restore it from a backup" },
	{ SQLITE_NOTADB,     E_DAMAGED, "the file is not a store: restore it from a backup" },
	{ SQLITE_CONSTRAINT, E_STATE,   "it contradicts what is stored already" },
	{ SQLITE_TOOBIG,     E_TOO_BIG, "it is too large to be stored" },
	{ SQLITE_NOMEM,      E_BUSY,    "there is no memory left" },
};
/* clang-format on */

result
lite_fail(struct scope *sc, const struct sql *sql, int rc, const char *what)
{
	const char *told = sql->db != NULL ? sqlite3_errmsg(sql->db) : sqlite3_errstr(rc);
	enum code code = E_DAMAGED;
	const char *text = "the store does not have the tables of this programme";

	for (size_t i = 0; i < N(faults); i++) {
		if (faults[i].rc == (rc & 0xff)) {
			code = faults[i].code;
			text = faults[i].text;
		}
	}
	(void)fail(sc, code, "%s", text); /* the next line returns it */
	return fail_detail(sc, "%s: %s (sqlite %d)", what, told, rc);
}

static result
prepare(struct scope *sc, struct sql *sql, const char *text, const char *what, sqlite3_stmt **made)
{
	int rc = sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, made, NULL);

	return rc == SQLITE_OK ? OK : lite_fail(sc, sql, rc, what);
}

static result
prepare_controls(struct scope *sc, struct sql *sql)
{
	/* clang-format off */
	static const char *const text[] = {
#define LITE_CONTROL(id, text) text,
#include "sql/lite_control.def"
#undef LITE_CONTROL
	};
	/* clang-format on */

	for (size_t i = 0; i < N(text); i++)
		TRY(prepare(sc, sql, text[i], text[i], &sql->control[i]));
	return OK;
}

result
lite_prepare_all(struct scope *sc, struct sql *sql)
{
	TRY(prepare_controls(sc, sql));
	sql->statement = NEW_ARRAY(&sql->arena, sql_statements_n, sqlite3_stmt *);
	for (size_t i = 0; i < sql_statements_n; i++) {
		const struct sql_statement *s = &sql_statements[i];

		if (s->store != sql->store)
			continue;
		TRY(prepare(sc, sql, s->text, s->name, &sql->statement[i])); /* Q2 */
		if ((size_t)sqlite3_bind_parameter_count(sql->statement[i]) != s->ins
		    || (size_t)sqlite3_column_count(sql->statement[i]) != s->outs) {
			(void)fail(sc, E_DAMAGED, "a statement does not fit its declaration");
			return fail_detail(sc, "%s", s->name);
		}
	}
	return OK;
}

void
lite_finalize_all(struct sql *sql)
{
	for (size_t i = 0; i < LITE_CONTROLS; i++)
		sqlite3_finalize(sql->control[i]);
	for (size_t i = 0; sql->statement != NULL && i < sql_statements_n; i++)
		sqlite3_finalize(sql->statement[i]);
}

/* What is bound stays the caller's until the statement is reset: SQLITE_STATIC. */
static int
bind(sqlite3_stmt *stmt, int at, const struct sql_value *v)
{
	const char *p = v->s.p != NULL ? v->s.p : "";

	if (v->null)
		return sqlite3_bind_null(stmt, at);
	switch (v->type) {
	case SQL_INT:
		return sqlite3_bind_int64(stmt, at, v->n);
	case SQL_TEXT:
		return sqlite3_bind_text64(stmt, at, p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
	case SQL_BLOB:
		return sqlite3_bind_blob64(stmt, at, p, v->s.n, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

/* Text and blobs are copied: they must outlive the next step. */
static void
read_cell(struct scope *sc, sqlite3_stmt *stmt, int at, const struct sql_column *c, char *row)
{
	struct sql_maybe_int whole = { sqlite3_column_type(stmt, at) != SQLITE_NULL, 0 };
	struct sql_maybe_str some = { whole.set, { "", 0 } };

	if (c->type == SQL_INT) {
		whole.n = sqlite3_column_int64(stmt, at);
		if (c->maybe)
			memcpy(row + c->offset, &whole, sizeof(whole));
		else
			memcpy(row + c->offset, &whole.n, sizeof(whole.n));
		return;
	}
	some.s.p = sqlite3_column_blob(stmt, at);
	some.s.n = (size_t)sqlite3_column_bytes(stmt, at); /* never negative */
	some.s = some.s.n > 0 ? str_dup(&sc->arena, some.s) : S("");
	if (c->maybe)
		memcpy(row + c->offset, &some, sizeof(some));
	else
		memcpy(row + c->offset, &some.s, sizeof(some.s));
}

static bool
cell_fits(sqlite3_stmt *stmt, int at, const struct sql_column *c)
{
	/* clang-format off */
	static const int kind[] = { [SQL_INT] = SQLITE_INTEGER, [SQL_TEXT] = SQLITE_TEXT, [SQL_BLOB] = SQLITE_BLOB };
	/* clang-format on */
	int got = sqlite3_column_type(stmt, at);

	return got == kind[c->type] || (c->maybe && got == SQLITE_NULL);
}

static result
read_row(struct scope *sc, const struct sql_statement *s, sqlite3_stmt *stmt, char *row)
{
	for (size_t i = 0; i < s->outs; i++) {
		if (!cell_fits(stmt, (int)i, &s->out[i])) {
			(void)fail(sc, E_DAMAGED, "a column of the store holds another type");
			return fail_detail(sc, "%s, column %zu", s->name, i + 1);
		}
		read_cell(sc, stmt, (int)i, &s->out[i], row);
	}
	return OK;
}

static result
start(
    struct scope *sc, struct sql *sql, size_t id, const struct sql_value *in, sqlite3_stmt **begun)
{
	const struct sql_statement *s = &sql_statements[id];
	sqlite3_stmt *stmt;

	CHECK(sql != NULL && sql->magic == SQL_MAGIC && s->store == sql->store);
	stmt = sql->statement[id];
	if (sqlite3_stmt_readonly(stmt) == 0) {
		CHECK(sql->begun); /* only the keeper commits: no write on its own */
		if (sqlite3_get_autocommit(sql->db) != 0)
			return fail(sc, E_IO, "the disk failed, and the transaction with it");
	}
	for (size_t i = 0; i < s->ins; i++) {
		int rc = bind(stmt, (int)i + 1, &in[i]);

		if (rc != SQLITE_OK)
			return lite_fail(sc, sql, rc, s->name);
	}
	*begun = stmt;
	return OK;
}

/* Runs the statement to its end, or to `most` rows. */
static result
step(struct scope *sc, struct sql *sql, size_t id, sqlite3_stmt *stmt, size_t most, void **rows,
    size_t *n)
{
	const struct sql_statement *s = &sql_statements[id];
	size_t room = 0;
	int rc = SQLITE_DONE;

	while (*n < most && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		*rows = list_grow(&sc->arena, *rows, *n, &room, s->row_size);
		TRY(read_row(sc, s, stmt, (char *)*rows + *n * s->row_size));
		(*n)++;
	}
	if (rc != SQLITE_DONE && rc != SQLITE_ROW)
		return lite_fail(sc, sql, rc, s->name);
	return OK;
}

/* Bound values end with the call, so that no pointer of the caller's stays. */
static result
run(struct scope *sc, struct sql *sql, size_t id, const struct sql_value *in, size_t most,
    void **rows, size_t *n)
{
	sqlite3_stmt *stmt;
	result r;

	TRY(start(sc, sql, id, in, &stmt));
	r = step(sc, sql, id, stmt, most, rows, n);
	(void)sqlite3_reset(stmt); /* says again what step said */
	(void)sqlite3_clear_bindings(stmt); /* cannot fail */
	return r;
}

result
sql_run(struct scope *sc, struct sql *sql, size_t id, const struct sql_value *in)
{
	void *none = NULL;
	size_t n = 0;

	return run(sc, sql, id, in, SIZE_MAX, &none, &n);
}

result
sql_run_many(struct scope *sc, struct sql *sql, size_t id, const struct sql_value *in, void **rows,
    size_t *n)
{
	return run(sc, sql, id, in, SIZE_MAX, rows, n);
}

result
sql_run_one(struct scope *sc, struct sql *sql, size_t id, const struct sql_value *in, void *row,
    bool *found)
{
	void *rows = NULL;
	size_t n = 0;

	*found = false;
	TRY(run(sc, sql, id, in, 1, &rows, &n));
	if (n == 1)
		memcpy(row, rows, sql_statements[id].row_size);
	*found = n == 1;
	return OK;
}
