/* test/bench/bench_admit.c -- a keeper against a plain insert of the same rows.
 *
 * The plain side has a primary key and one index, and as many rows in each
 * commit as the keeper has questions in a wave; both commits are on the disk.
 */
#include "bench.h"

#include <sqlite3.h>

#include "base/check.h"
#include "kit/folder.h"
#include "kit/keeper.h"

#define WAVE 64
#define WAVES 40
#define LONG 500
#define LONGS 5

static void
plain_exec(sqlite3 *db, const char *text)
{
	CHECK(sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK);
}

static void
plain_insert(sqlite3_stmt *insert, size_t n)
{
	char id[64], email[64];

	snprintf(id, sizeof(id), "rec_%026zu", n * 7919);
	snprintf(email, sizeof(email), "ada%zu@example.org", n);
	CHECK(sqlite3_bind_text(insert, 1, id, -1, SQLITE_TRANSIENT) == SQLITE_OK);
	CHECK(sqlite3_bind_text(insert, 2, "Ada Lovelace", -1, SQLITE_STATIC) == SQLITE_OK);
	CHECK(sqlite3_bind_text(insert, 3, "Engines Ltd", -1, SQLITE_STATIC) == SQLITE_OK);
	CHECK(sqlite3_bind_text(insert, 4, email, -1, SQLITE_TRANSIENT) == SQLITE_OK);
	CHECK(sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK);
}

/* Rows in a second. */
static double
plain(struct scope *sc, const char *name, size_t commits, size_t rows)
{
	struct str path = test_path(sc, test_folder(sc), name);
	sqlite3_stmt *insert;
	double from;
	sqlite3 *db;

	CHECK(sqlite3_open(str_c(&sc->arena, path), &db) == SQLITE_OK);
	plain_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
		       "CREATE TABLE contact (id TEXT PRIMARY KEY, name TEXT, company TEXT, email "
		       "TEXT) WITHOUT ROWID; CREATE INDEX by_email ON contact (email)");
	CHECK(sqlite3_prepare_v2(db, "INSERT INTO contact VALUES (?, ?, ?, ?)", -1, &insert, NULL)
	      == SQLITE_OK);
	from = bench_seconds();
	for (size_t c = 0; c < commits; c++) {
		plain_exec(db, "BEGIN");
		for (size_t i = 0; i < rows; i++)
			plain_insert(insert, c * rows + i);
		plain_exec(db, "COMMIT");
	}
	from = bench_seconds() - from;
	(void)sqlite3_finalize(insert);
	(void)sqlite3_close(db);
	return (double)(commits * rows) / from;
}

static void
put_one(struct scope *one, struct buf *b, size_t n)
{
	(void)one;
	buf_printf(b, "{\"values\":{\"name\":\"Ada Lovelace\",\"company\":\"Engines Ltd\","
		      "\"email\":\"ada%zu@example.org\"}}",
	    n);
}

static const char *
question(struct scope *one, size_t first, size_t rows)
{
	struct buf b = buf_new(&one->arena);

	buf_puts(&b, "{\"purpose\":\"sales\",\"dataset\":\"contact\",\"offers\":[");
	for (size_t i = 0; i < rows; i++) {
		if (i > 0)
			buf_putc(&b, ',');
		put_one(one, &b, first + i);
	}
	buf_puts(&b, "]}");
	return str_c(&one->arena, buf_str(&b));
}

/* Waves of so many questions, each of so many rows; rows in a second. */
static double
kept(struct test_keeper *t, struct str key, size_t first, size_t waves, size_t questions,
    size_t rows)
{
	struct scope *whole = t->sc;
	double from = bench_seconds();

	for (size_t w = 0; w < waves; w++) {
		struct scope one;
		struct reply reply;
		size_t taken = 0;

		scope_begin(&one, whole->now);
		t->sc = &one;
		for (size_t i = 0; i < questions; i++)
			link_put_json(t, t->link, key, VERB_OFFER,
			    question(&one, first + (w * questions + i) * rows, rows));
		while (taken < questions) {
			keeper_turn_once(t);
			while (link_take_one(t, t->link, &reply)) {
				CHECK(reply.code == E_OK);
				taken++;
			}
		}
		t->sc = whole;
		scope_end(&one);
	}
	return (double)(waves * questions * rows) / (bench_seconds() - from);
}

void
bench_admit(struct scope *sc)
{
	struct test_keeper *t = test_keeper_make(sc);
	struct str key = key_of_channel(t, "api");
	size_t waves = bench_once ? 1 : WAVES, longs = bench_once ? 1 : LONGS;
	double by_one = kept(t, key, 0, waves, WAVE, 1);
	double by_list = kept(t, key, WAVE * WAVES, longs, 1, LONG);
	double plain_one = plain(sc, "one.db", waves, WAVE);
	double plain_list = plain(sc, "list.db", longs, LONG);

	bench_row("rows admitted, one a question, 64 in a wave", by_one, "a second", 0);
	bench_row("rows inserted plainly, 64 in a commit", plain_one, "a second", 0);
	bench_row("    plain is quicker by", plain_one / by_one, "times", 0);
	bench_row("rows admitted, 500 in a question", by_list, "a second", 0);
	bench_row("rows inserted plainly, 500 in a commit", plain_list, "a second", 0);
	bench_row("    plain is quicker by", plain_list / by_list, "times", 0);
}
