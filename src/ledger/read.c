/* ledger/read.c -- pages of entries, and the file that a verifier reads. */
#include "base/check.h"
#include "ledger/entry.h"
#include "sql/statements.h"

#define PAGE_MAX 1000

static result
row_of(struct scope *sc, int64_t seq, struct str body, struct str hash, struct ledger_row *row)
{
	TRY(entry_parse(sc, body, row));
	if (row->seq != seq || !hash_of_str(hash, &row->hash))
		return fail(sc, E_DAMAGED, "entry %lld of the ledger is not what was written", (long long)seq);
	return OK;
}

result
ledger_page(
    struct scope *sc, struct sql *sql, int64_t after, int64_t most, struct ledger_rows *rows)
{
	struct sql_entry_page_rows found;

	CHECK(most > 0 && most <= PAGE_MAX);
	TRY(sql_entry_page(sc, sql, after, most, &found));
	*rows = (struct ledger_rows){ NEW_ARRAY(&sc->arena, found.n, struct ledger_row), found.n };
	for (size_t i = 0; i < found.n; i++)
		TRY(row_of(sc, found.at[i].seq, found.at[i].body, found.at[i].hash, &rows->at[i]));
	return OK;
}

result
ledger_of_subject(struct scope *sc, struct sql *sql, struct str pseudonym, int64_t after,
    int64_t most, struct ledger_rows *rows)
{
	struct sql_entry_of_subject_rows found;
	uint8_t subject[16];

	CHECK(most > 0 && most <= PAGE_MAX);
	if (!hex_read(pseudonym, subject, sizeof(subject)))
		return fail(sc, E_INPUT, "a pseudonym has 32 hex digits");
	TRY(sql_entry_of_subject(
	    sc, sql, (struct str){ (const char *)subject, sizeof(subject) }, after, most, &found));
	*rows = (struct ledger_rows){ NEW_ARRAY(&sc->arena, found.n, struct ledger_row), found.n };
	for (size_t i = 0; i < found.n; i++)
		TRY(row_of(sc, found.at[i].seq, found.at[i].body, found.at[i].hash, &rows->at[i]));
	return OK;
}

result
ledger_of_subject_before(struct scope *sc, struct sql *sql, struct str pseudonym, int64_t before,
    int64_t most, struct ledger_rows *rows)
{
	struct sql_entry_of_subject_before_rows found;
	uint8_t subject[16];

	CHECK(most > 0 && most <= PAGE_MAX);
	if (!hex_read(pseudonym, subject, sizeof(subject)))
		return fail(sc, E_INPUT, "a pseudonym has 32 hex digits");
	TRY(sql_entry_of_subject_before(
	    sc, sql, (struct str){ (const char *)subject, sizeof(subject) }, before, most, &found));
	*rows = (struct ledger_rows){ NEW_ARRAY(&sc->arena, found.n, struct ledger_row), found.n };
	for (size_t i = 0; i < found.n; i++)
		TRY(row_of(sc, found.at[i].seq, found.at[i].body, found.at[i].hash, &rows->at[i]));
	return OK;
}

result
ledger_seen(struct scope *sc, struct sql *sql, struct instant since, struct instant until,
    int64_t after, int64_t most, struct ledger_rows *rows)
{
	struct sql_entry_seen_rows found;

	CHECK(most > 0 && most <= PAGE_MAX);
	TRY(sql_entry_seen(sc, sql, since.us, until.us, after, most, &found));
	*rows = (struct ledger_rows){ NEW_ARRAY(&sc->arena, found.n, struct ledger_row), found.n };
	for (size_t i = 0; i < found.n; i++)
		TRY(row_of(sc, found.at[i].seq, found.at[i].body, found.at[i].hash, &rows->at[i]));
	return OK;
}

/* -- export ----------------------------------------------------------------------- */

static void
put_checkpoint(struct scope *sc, struct buf *b, struct str body, struct str signature)
{
	buf_printf(b, "{\"checkpoint\":%.*s,\"signature\":\"%.*s\"}\n", STR(body),
	    STR(hex_encode(&sc->arena, signature.p, signature.n)));
}

result
ledger_export_from(struct scope *sc, struct ledger *l, int64_t from, struct ledger_cursor *at)
{
	struct sql_checkpoint_before_row checkpoint;
	struct sql_entry_first_row first;
	bool found;

	*at = (struct ledger_cursor){ 0 };
	TRY(sql_entry_first(sc, l->sql, &first, &found));
	if (found && from < first.seq)
		from = first.seq;
	if (from <= 1)
		return OK;
	TRY(sql_checkpoint_before(sc, l->sql, from - 1, &checkpoint, &found));
	at->after = found ? checkpoint.seq : 0;
	if (at->after < first.seq - 1)
		return fail(sc, E_DAMAGED,
		    "the start of the ledger is missing, and no checkpoint vouches for the rest");
	return OK;
}

static result
begin_export(struct scope *sc, struct ledger *l, struct buf *b, int64_t after)
{
	struct sql_checkpoint_before_row start;
	struct public_key public = sign_public(l->seed);
	bool found;

	buf_printf(b, "{\"ledger\":\"" LEDGER_FORMAT "\",\"store\":\"%.*s\",\"key\":\"%.*s\"}\n",
	    STR(l->store), STR(public_key_print(&sc->arena, &public)));
	if (after == 0)
		return OK;
	TRY(sql_checkpoint_before(sc, l->sql, after, &start, &found));
	if (!found || start.seq != after)
		return fail(sc, E_STATE, "the ledger was pruned while it was read: begin again");
	put_checkpoint(sc, b, start.body, start.signature);
	return OK;
}

static result
put_page(struct scope *sc, struct ledger *l, struct buf *b, const struct sql_entry_page_rows *page)
{
	struct sql_checkpoint_between_rows signs;
	size_t next = 0;

	TRY(sql_checkpoint_between(sc, l->sql, page->at[0].seq, page->at[page->n - 1].seq, &signs));
	for (size_t i = 0; i < page->n; i++) {
		buf_printf(b, "{\"entry\":%.*s,\"hash\":\"%.*s\"}\n", STR(page->at[i].body),
		    STR(hex_encode(&sc->arena, page->at[i].hash.p, page->at[i].hash.n)));
		for (; next < signs.n && signs.at[next].seq == page->at[i].seq; next++)
			put_checkpoint(sc, b, signs.at[next].body, signs.at[next].signature);
	}
	return OK;
}

result
ledger_export(
    struct scope *sc, struct ledger *l, struct ledger_cursor *at, int64_t most, struct str *piece)
{
	struct buf b = buf_new(&sc->arena);
	struct sql_entry_page_rows page;

	CHECK(most > 0 && most <= PAGE_MAX && !at->done);
	if (!at->begun)
		TRY(begin_export(sc, l, &b, at->after));
	TRY(sql_entry_page(sc, l->sql, at->after, most, &page));
	if (page.n > 0) {
		TRY(put_page(sc, l, &b, &page));
		at->after = page.at[page.n - 1].seq;
	}
	at->begun = true;
	at->done = (int64_t)page.n < most;
	if (!buf_done(&b, piece))
		return fail(sc, E_TOO_BIG, "the piece is too large: ask for fewer entries at a time");
	return OK;
}

result
ledger_last_checkpoint(struct scope *sc, struct ledger *l, struct str *line, bool *found)
{
	struct sql_checkpoint_last_row last;
	struct buf b = buf_new(&sc->arena);

	TRY(sql_checkpoint_last(sc, l->sql, &last, found));
	if (*found)
		put_checkpoint(sc, &b, last.body, last.signature);
	*line = buf_str(&b);
	return OK;
}
