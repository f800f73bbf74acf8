/* keeper/epochs.c -- one epoch of keys after the other (K28). */
#include "keeper/epochs.h"

#include "base/log.h"
#include "gate/note.h"
#include "vault/epoch.h"

#define KEYS_STEP 1000
#define INDEX_STEP 200
#define NOTED S("epoch.noted") /* the newest of which the ledger says that it began */

/* -- when -------------------------------------------------------------------- */

result
epochs_next(struct scope *sc, struct keeper *k, struct instant *next)
{
	struct instant ends;
	struct epoch epoch;

	TRY(vault_epoch(sc, k->vault, &epoch));
	if (epoch.carried) { /* copies of its key are about: none could be too early */
		*next = INSTANT_EVER;
		return OK;
	}
	ends = term_epoch_ends(k->store.plan, epoch.began);
	if (epoch.ends.us != 0)
		ends = instant_min(ends, epoch.ends);
	if (ends.us != epoch.ends.us)
		TRY(vault_epoch_set_ends(sc, k->vault, ends));
	*next = term_epoch_next(epoch.began, ends);
	return OK;
}

/* -- the line ------------------------------------------------------------------ */

static struct str
line_path(struct scope *sc, const struct keeper *k)
{
	return path_join(&sc->arena, path_join(&sc->arena, k->o.store, S(KEEPER_BACKUPS)),
	    S(KEEPER_EPOCH));
}

/* What stood there goes first, in its place on the disk. */
static result
overwrite(struct scope *sc, struct str path)
{
	struct file_facts facts;
	struct str zeros;
	struct file f;
	result r;

	TRY(file_look(sc, path, &facts));
	if (facts.kind != FILE_REGULAR)
		return OK;
	zeros = (struct str){ arena_alloc(&sc->arena, facts.size + 1), facts.size };
	TRY(file_open_to_write(sc, path, &f));
	r = file_put(sc, f, 0, zeros);
	if (r.code == E_OK)
		r = file_sync(sc, f);
	file_close(&f);
	return r;
}

result
epochs_write_line(struct scope *sc, struct keeper *k)
{
	struct str line, path = line_path(sc, k);

	TRY(vault_epoch_line(sc, k->vault, &line));
	TRY(dir_make_all(sc, path_folder(path), DIR_PRIVATE));
	TRY(overwrite(sc, path));
	return file_write(sc, path, line, FILE_PRIVATE);
}

/* -- in steps --------------------------------------------------------------------- */

static result
write_noted(struct scope *sc, struct keeper *k, void *of)
{
	const struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct entry e = note_begin(&k->store, &nobody, ENTRY_KEYS_ROTATED, S(""));
	const struct epoch *epoch = of;
	struct node *more = node_map(&sc->arena);

	node_set_int(&sc->arena, more, S("epoch"), epoch->id);
	e.more = more;
	e.due = epoch->ends;
	TRY(vault_set(
	    sc, k->vault, NOTED, str_printf(&sc->arena, "%lld", (long long)epoch->id)));
	return keeper_note(sc, k, &e);
}

/* The former key is gone: what is kept for a restore is today's, and the ledger says so. */
static result
note_rotated(struct scope *sc, struct keeper *k)
{
	struct instant next;
	struct epoch epoch;
	struct str text;
	int64_t noted;
	bool found;

	TRY(vault_setting(sc, k->vault, NOTED, &text, &found));
	if (!found || !str_to_i64(text, &noted))
		noted = 1;
	TRY(epochs_next(sc, k, &next));
	TRY(vault_epoch(sc, k->vault, &epoch));
	if (epoch.id <= noted)
		return OK;
	if (file_exists(sc, line_path(sc, k)))
		TRY(epochs_write_line(sc, k));
	TRY(keeper_commit(sc, k, write_noted, &epoch));
	log_event("keeper.keys-rotated", LOG_COUNT("epoch", (uint64_t)epoch.id));
	return OK;
}

struct remaking {
	bool more;
};

static result
remake(struct scope *sc, struct keeper *k, void *of)
{
	return vault_remake(sc, k->vault, INDEX_STEP, &((struct remaking *)of)->more);
}

result
epochs_step(struct scope *sc, struct keeper *k)
{
	struct remaking r;
	uint64_t n;

	switch (vault_rotating(k->vault)) {
	case ROTATING_NOT:
		return OK;
	case ROTATING_KEYS:
		TRY(vault_rewrap(sc, k->vault, KEYS_STEP, &n, &r.more));
		return r.more ? OK : note_rotated(sc, k);
	case ROTATING_INDEX:
		TRY(keeper_commit(sc, k, remake, &r));
		return r.more ? OK : vault_index_ended(sc, k->vault);
	}
	return OK;
}

result
epochs_finish(struct scope *sc, struct keeper *k, bool index_too)
{
	while (vault_rotating(k->vault) == ROTATING_KEYS
	       || (index_too && vault_rotating(k->vault) == ROTATING_INDEX))
		TRY(epochs_step(sc, k));
	return OK;
}

result
epochs_begin(struct scope *sc, struct keeper *k)
{
	TRY(vault_rotate(sc, k->vault, k->root));
	log_event("keeper.keys-rotating");
	return OK;
}

result
epochs_tend(struct scope *sc, struct keeper *k)
{
	struct instant next;

	if (vault_rotating(k->vault) != ROTATING_NOT)
		return epochs_step(sc, k);
	TRY(note_rotated(sc, k)); /* a crash may have come before */
	TRY(epochs_next(sc, k, &next));
	if (k->doubted || instant_before(sc->now, next))
		return OK;
	return epochs_begin(sc, k);
}
