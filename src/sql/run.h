/* sql/run.h -- between the generated functions and the engine. */
#ifndef BAILEE_SQL_RUN_H
#define BAILEE_SQL_RUN_H

#include "sql/sql.h"

enum sql_type { SQL_INT,
	SQL_TEXT,
	SQL_BLOB };

struct sql_value {
	enum sql_type type;
	bool null;
	int64_t n;
	struct str s;
};

#define SQL_VALUE_INT(v) \
	{ \
		.type = SQL_INT, .n = (v) \
	}
#define SQL_VALUE_TEXT(v) \
	{ \
		.type = SQL_TEXT, .s = (v) \
	}
#define SQL_VALUE_BLOB(v) \
	{ \
		.type = SQL_BLOB, .s = (v) \
	}
#define SQL_VALUE_INT_MAYBE(v) \
	{ \
		.type = SQL_INT, .null = !(v).set, .n = (v).n \
	}
#define SQL_VALUE_TEXT_MAYBE(v) \
	{ \
		.type = SQL_TEXT, .null = !(v).set, .s = (v).s \
	}
#define SQL_VALUE_BLOB_MAYBE(v) \
	{ \
		.type = SQL_BLOB, .null = !(v).set, .s = (v).s \
	}

/* Where a column goes in the row: an int64_t, a struct str, or, when it may
 * be NULL, a struct sql_maybe_int or sql_maybe_str. */
struct sql_column {
	enum sql_type type;
	bool maybe;
	size_t offset;
};

struct sql_statement {
	const char *name;
	enum sql_store store;
	size_t ins;
	const struct sql_column *out;
	size_t outs;
	size_t row_size;
	const char *text;
};

extern const struct sql_statement sql_statements[];
extern const size_t sql_statements_n;
/* What brings an older store to a format: migrate/data-2.sql is { SQL_DATA, 2 }. */
struct sql_step {
	enum sql_store store;
	int format;
	const char *text; /* NULL ends the list */
};

extern const struct sql_step sql_steps[];
/* Each ends with NULL. */
extern const char *const sql_schema_data[], *const sql_schema_keys[];
/* These empty what is not in backups. */
extern const char *const sql_bare_data[], *const sql_bare_keys[];

result sql_run(struct scope *, struct sql *, size_t statement, const struct sql_value *) MUST;
result sql_run_one(struct scope *, struct sql *, size_t statement, const struct sql_value *,
    void *row, bool *found) MUST;
result sql_run_many(struct scope *, struct sql *, size_t statement, const struct sql_value *,
    void **rows, size_t *n) MUST;

#endif
