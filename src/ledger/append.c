/* ledger/append.c -- the pen: entries, checkpoints, pruning. */
#include "base/check.h"
#include "ledger/entry.h"
#include "sql/statements.h"

result
ledger_reload(struct scope *sc, struct ledger *l)
{
	struct sql_entry_head_row head;
	struct sql_checkpoint_last_row last;
	bool found;

	TRY(sql_entry_head(sc, l->sql, &head, &found));
	l->head.seq = found ? head.seq : 0;
	l->head.hash = ledger_genesis(&sc->arena, l->store);
	if (found && !hash_of_str(head.hash, &l->head.hash))
		return fail(sc, E_DAMAGED, "the last entry of the ledger has no hash");
	TRY(sql_checkpoint_last(sc, l->sql, &last, &found));
	l->signed_seq = found ? last.seq : 0;
	if (l->signed_seq > l->head.seq)
		return fail(sc, E_DAMAGED,
		    "the end of the ledger is missing: entry %lld is signed, %lld is the last",
		    (long long)l->signed_seq, (long long)l->head.seq);
	return OK;
}

result
ledger_open(
    struct scope *sc, struct sql *sql, struct str store, const struct key *seed, struct ledger *l)
{
	CHECK(store.n > 0 && ledger_word(store));
	*l = (struct ledger){ .sql = sql, .store = store, .seed = seed };
	return ledger_reload(sc, l);
}

static result
put_also(struct scope *sc, struct ledger *l, const struct entry *e)
{
	for (size_t i = 0; i < e->n_also; i++) {
		uint8_t pseudonym[16];

		if (hex_read(e->also[i], pseudonym, sizeof(pseudonym)))
			TRY(sql_entry_also_add(sc, l->sql,
			    (struct str){ (const char *)pseudonym, sizeof(pseudonym) },
			    l->head.seq));
	}
	return OK;
}

/* `fits` is false when the head is not the last entry that is stored. */
static result
put(struct scope *sc, struct ledger *l, const struct entry *e, struct str body, struct instant at,
    bool *fits)
{
	struct ledger_head next = { l->head.seq + 1, seal_chain(&l->head.hash, body) };
	uint8_t pseudonym[16];
	struct str subject = S("");

	if (hex_read(e->subject, pseudonym, sizeof(pseudonym)))
		subject = (struct str){ (const char *)pseudonym, sizeof(pseudonym) };
	TRY(sql_entry_add(sc, l->sql,
	    &(struct sql_entry_add_in){
		.seq = next.seq,
		.at = at.us,
		.kind = str_of(entry_word(e->kind)),
		.subject = subject,
		.body = body,
		.hash = hash_str(&next.hash),
		.previous = l->head.seq,
		.previous_hash = hash_str(&l->head.hash),
	    }));
	*fits = sql_changes(l->sql) == 1;
	if (!*fits)
		return OK;
	l->head = next;
	return put_also(sc, l, e);
}

static result
put_here(struct scope *sc, struct ledger *l, const struct entry *e, bool *fits)
{
	struct str body;

	TRY(entry_print(sc, e, l->head.seq + 1, sc->now, &body));
	return put(sc, l, e, body, sc->now, fits);
}

static result
no_way_on(struct scope *sc)
{
	return fail(sc, E_DAMAGED, "the ledger cannot go on from its last entry");
}

result
ledger_put(
    struct scope *sc, struct ledger *l, const struct entry *e, struct str body, struct instant at)
{
	bool fits;

	TRY(put(sc, l, e, body, at, &fits));
	return fits ? OK : no_way_on(sc);
}

result
ledger_append(struct scope *sc, struct ledger *l, const struct entry *e, int64_t *seq)
{
	bool fits;

	TRY(put_here(sc, l, e, &fits));
	if (!fits) { /* L4: something was rolled back since */
		TRY(ledger_reload(sc, l));
		TRY(put_here(sc, l, e, &fits));
	}
	*seq = l->head.seq;
	return fits ? OK : no_way_on(sc);
}

/* The head is read again: what it signs is what is stored (L4). */
result
ledger_checkpoint(struct scope *sc, struct ledger *l)
{
	struct signature made;
	struct str body;

	TRY(ledger_reload(sc, l));
	if (l->head.seq == l->signed_seq)
		return OK;
	body = str_printf(&sc->arena,
	    "{\"store\":\"%.*s\",\"seq\":%lld,\"at\":\"%.*s\",\"hash\":\"%.*s\"}", STR(l->store),
	    (long long)l->head.seq, STR(instant_print(&sc->arena, sc->now)),
	    STR(hex_encode(&sc->arena, l->head.hash.b, sizeof(l->head.hash.b))));
	made = sign_text(l->seed, checkpoint_signed(&sc->arena, body));
	TRY(sql_checkpoint_add(sc, l->sql, l->head.seq, sc->now.us, body,
	    (struct str){ (const char *)made.b, sizeof(made.b) }));
	l->signed_seq = l->head.seq;
	return OK;
}

result
ledger_prune(struct scope *sc, struct ledger *l, int64_t seq, int64_t most, bool *more)
{
	struct sql_checkpoint_before_row checkpoint;
	bool found;

	CHECK(most > 0);
	TRY(ledger_reload(sc, l));
	TRY(sql_checkpoint_before(sc, l->sql, seq, &checkpoint, &found));
	if (!found || checkpoint.seq != seq || seq >= l->head.seq) /* L6 */
		return fail(sc, E_STATE,
		    "the ledger is pruned only up to a signed checkpoint that others follow");
	TRY(sql_entry_drop(sc, l->sql, seq, most));
	*more = sql_changes(l->sql) == most;
	if (*more)
		return OK;
	TRY(sql_entry_also_drop(sc, l->sql, seq));
	return sql_checkpoint_drop(sc, l->sql, seq);
}
