/* ledger/adopt.c -- a newer export carries an older store to date. */
#include "base/check.h"
#include "ledger/entry.h"
#include "ledger/line.h"
#include "ledger/verify.h"
#include "sql/statements.h"

static result
judge(struct scope *sc, const struct ledger *l, struct str file)
{
	struct public_key key = sign_public(l->seed);
	struct ledger_report r = ledger_verify(&sc->arena, &key, file);

	if (r.whole ? !str_eq(r.store, l->store) : r.fault == LEDGER_OTHER_KEY)
		return fail(sc, E_STATE,
		    "the ledger that was given is of another store: give the newest export of the "
		    "store that the backup is of");
	if (!r.whole) {
		(void)fail(sc, E_DAMAGED,
		    "the ledger that was given is broken: `bailee ledger verify` says where");
		return fail_detail(sc, "line %zu, entry %lld", r.line, (long long)r.seq);
	}
	if (r.pruned > l->head.seq)
		return fail(sc, E_STATE,
		    "the ledger that was given begins behind entry %lld, and the store ends at "
		    "%lld: a longer one is needed",
		    (long long)r.pruned, (long long)l->head.seq);
	return OK;
}

/* Two ledgers that both went on from one backup meet here. */
static result
same_as_stored(struct scope *sc, const struct ledger *l, const struct ledger_line *line)
{
	if (line->seq == l->head.seq && !hash_eq(&line->hash, &l->head.hash))
		return fail(sc, E_STATE,
		    "the ledger that was given and the stored one differ from entry %lld on",
		    (long long)line->seq);
	return OK;
}

static result
adopt_entry(struct scope *sc, struct ledger *l, const struct ledger_line *line)
{
	struct ledger_head before = l->head;
	struct ledger_row row;

	TRY(entry_parse(sc, line->body, &row));
	TRY(ledger_put(sc, l, &row.entry, line->body, row.at));
	CHECK(l->head.seq == before.seq + 1); /* it was verified */
	return OK;
}

static result
adopt_checkpoint(struct scope *sc, struct ledger *l, const struct ledger_line *line)
{
	if (line->seq <= l->signed_seq || line->seq != l->head.seq)
		return OK;
	TRY(sql_checkpoint_add(sc, l->sql, line->seq, sc->now.us, line->body,
	    (struct str){ (const char *)line->signature.b, sizeof(line->signature.b) }));
	l->signed_seq = line->seq;
	return OK;
}

static result
adopt_line(struct scope *sc, struct ledger *l, const struct ledger_line *line)
{
	switch (line->kind) {
	case LINE_ENTRY:
		TRY(same_as_stored(sc, l, line));
		return line->seq > l->head.seq ? adopt_entry(sc, l, line) : OK;
	case LINE_CHECKPOINT:
		TRY(same_as_stored(sc, l, line));
		return adopt_checkpoint(sc, l, line);
	case LINE_HEADER:
	case LINE_NONE:
		break;
	}
	return OK;
}

result
ledger_adopt(struct scope *sc, struct ledger *l, struct str file, int64_t *adopted)
{
	int64_t before;

	*adopted = 0;
	TRY(ledger_reload(sc, l));
	TRY(judge(sc, l, file));
	before = l->head.seq;
	while (file.n > 0) {
		struct ledger_line line = line_cut(str_cut(file, '\n', &file));

		TRY(adopt_line(sc, l, &line));
	}
	*adopted = l->head.seq - before;
	return OK;
}
