/* sql/lite.h -- one open SQLite file, between lite.c and lite_run.c. */
#ifndef BAILEE_SQL_LITE_H
#define BAILEE_SQL_LITE_H

#include <sqlite3.h>

#include "sql/run.h"

enum lite_control {
#define LITE_CONTROL(id, text) id,
#include "sql/lite_control.def"
#undef LITE_CONTROL
	LITE_CONTROLS
};

#define SQL_MAGIC 0x53514c31u

struct sql {
	uint32_t magic;
	struct arena arena; /* holds this struct too */
	sqlite3 *db;
	enum sql_store store;
	sqlite3_stmt *control[LITE_CONTROLS];
	sqlite3_stmt **statement; /* sql_statements_n; NULL: of the other store */
	bool begun; /* by us; SQLite may have rolled back on its own since */
	int savepoints;
	int wal_pages;
};

/* What SQLite's code means to us; `what` names the statement or the act. */
result lite_fail(struct scope *, const struct sql *, int rc, const char *what);
result lite_prepare_all(struct scope *, struct sql *) MUST;
void lite_finalize_all(struct sql *);
/* All steps above `from` and up to `to`, in one transaction, oldest first. */
result lite_migrate(struct scope *, struct sql *, const struct sql_step *, int from, int to) MUST;
result lite_exec(struct scope *, const struct sql *, const char *text, const char *what) MUST;

#endif
