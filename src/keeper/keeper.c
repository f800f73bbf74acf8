/* keeper/keeper.c -- the loop. */
#include "base/check.h"
#include "base/log.h"
#include "gate/note.h"
#include "keeper/epochs.h"
#include "keeper/inside.h"
#include "keeper/serve.h"
#include "keeper/succeed.h"

static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

/* -- the start (K13) ------------------------------------------------------ */

#define LOCK_PATIENCE_S 2

/* A keeper that was killed lets its lock go when the last of it is gone, a
 * moment after whoever waits for it is told: so a start asks for a while. */
static result
lock_patiently(struct scope *sc, struct str path, struct file_lock *lock)
{
	struct watch wall = clock_wall();
	struct instant until = instant_plus(clock_now(&wall), span_seconds(LOCK_PATIENCE_S));
	result r = file_lock(sc, path, lock);

	while (r.code == E_STATE && instant_before(clock_now(&wall), until)) {
		clock_wait(&wall, instant_plus(clock_now(&wall), (struct span){ 20000 }));
		r = file_lock(sc, path, lock);
	}
	return r;
}

static result
take_lock(struct scope *sc, struct keeper *k)
{
	struct str path = path_join(&sc->arena, k->o.store, S(KEEPER_LOCK));
	struct file_facts folder;
	result r;

	TRY(file_look(sc, k->o.store, &folder));
	if (folder.kind != FILE_FOLDER)
		return fail(sc, E_ABSENT, "there is no store here: `bailee init` makes one");
	k->owner = folder.owner;
	r = lock_patiently(sc, path, &k->lock);
	if (r.code == E_STATE)
		return fail(
		    sc, E_STATE, "another keeper serves this store: stop it first, or ask it");
	return r;
}

static result
take_root(struct scope *sc, struct keeper *k)
{
	struct str line;

	if (str_eq(k->o.root, S(KEEPER_ROOT_HANDED))) {
		TRY(file_drain(&k->life, (struct file){ k->o.root_fd }, 4096, &line));
		return root_of_line(&k->life, line, &k->root);
	}
	if (k->o.root.n == 0)
		k->o.root = path_join(k->arena, k->o.store, S(KEEPER_ROOT));
	(void)sc;
	return root_of_file(&k->life, k->o.root, &k->root);
}

static result
mend(struct scope *sc, struct keeper *k, void *of)
{
	uint64_t ended, indexed;

	(void)of;
	TRY(succeed_enter_own(sc, k));
	TRY(copies_know(sc, k));
	return vault_mend(sc, k->vault, &ended, &indexed);
}

static result
write_start(struct scope *sc, struct keeper *k, void *of)
{
	struct entry started = note_begin(&k->store, &itself, ENTRY_STARTED, S(""));
	struct entry weaker = note_begin(&k->store, &itself, ENTRY_WALL_WEAKENED, S(""));
	struct entry collected = note_begin(&k->store, &itself, ENTRY_KEYS_COLLECTED, S(""));

	collected.count = *(int64_t *)of;
	TRY(keeper_note(sc, k, &started));
	if (k->o.weaker)
		TRY(keeper_note(sc, k, &weaker));
	return collected.count > 0 ? keeper_note(sc, k, &collected) : OK;
}

static result
complete(struct scope *sc, struct keeper *k)
{
	uint64_t erased, keys;
	int64_t collected;

	TRY(keeper_commit(sc, k, mend, NULL));
	TRY(keeper_finish(sc, k, &erased));
	TRY(vault_keys_collect(sc, k->vault, &keys));
	if (!k->o.one) /* whoever asks one thing needs few keys: the vault mints those */
		TRY(vault_keys_refill(sc, k->vault));
	TRY(keeper_look_at_clock(sc, k, false));
	collected = (int64_t)keys; /* far below 2^63 */
	TRY(keeper_commit(sc, k, write_start, &collected));
	if (!k->doubted)
		TRY(keeper_sweep(sc, k, true, &erased));
	TRY(epochs_tend(sc, k));
	if (k->o.one) /* else between the waves */
		TRY(epochs_finish(sc, k, true));
	return keeper_sign(sc, k);
}

static result
start(struct scope *sc, struct keeper *k)
{
	TRY(take_lock(sc, k));
	TRY(take_root(sc, k));
	TRY(keeper_open_store(sc, k));
	sc->now = clock_now(&k->clock);
	TRY(places_check(sc, k));
	return complete(sc, k);
}

static void
let_go(struct keeper *k)
{
	keeper_close_store(k);
	arena_clear(&k->figures_arena);
	if (k->root != NULL)
		root_clear(k->root);
	k->root = NULL;
	file_unlock(&k->lock);
	scope_end(&k->life);
}

result
keeper_open(
    struct scope *sc, struct arena *arena, const struct keeper_options *o, struct keeper **keeper)
{
	struct keeper *k = NEW(arena, struct keeper);
	result r;

	k->o = *o;
	k->o.store = str_dup(arena, o->store);
	k->o.root = str_dup(arena, o->root);
	k->o.place = str_dup(arena, o->place);
	k->arena = arena;
	k->lock.fd = k->listening = k->control = k->signals = -1;
	k->wave = NEW_ARRAY(arena, WAVE_MAX, struct asked);
	scope_begin(&k->life, sc->now);
	r = start(sc, k);
	if (r.code == E_OK) {
		*keeper = k;
		return OK;
	}
	if (k->life.fault.code == r.code && sc->fault.code != r.code)
		sc->fault = (struct fault){ r.code, str_dup(&sc->arena, k->life.fault.text),
			str_dup(&sc->arena, k->life.fault.detail), S("") };
	let_go(k);
	return r;
}

/* -- the loop ------------------------------------------------------------- */

/* Writes what is to be answered; the wave's scopes end with it. */
static void
answer(struct scope *sc, struct keeper *k, size_t n)
{
	for (size_t i = 0; i < n; i++)
		links_answer(sc, k, &k->wave[i]);
	links_flush(sc, k);
	for (size_t i = 0; i < n; i++)
		scope_end(&k->wave[i].sc);
}

static result
take_wave(struct scope *sc, struct keeper *k)
{
	size_t n;
	result r;

	links_gather(sc, k, k->wave, &n);
	k->busy = n > 0;
	if (n == 0)
		return OK;
	r = keeper_wave(sc, k, k->wave, n);
	answer(sc, k, n);
	return r;
}

result
keeper_turn(struct scope *sc, struct keeper *k, struct span most)
{
	struct sock_watch watch[LINKS_MAX + WATCH_OWN];
	struct span wait = keeper_until(sc, k);
	size_t ready;

	if (most.us >= 0 && wait.us > most.us)
		wait = most;
	links_watch(k, watch);
	TRY(sock_wait(sc, watch, N(watch), wait, &ready));
	links_attend(sc, k, watch);
	sc->now = clock_now(&k->clock);
	links_flush(sc, k);
	TRY(take_wave(sc, k));
	sc->now = clock_now(&k->clock);
	if (keeper_tend(sc, k).code != E_OK)
		log_event("keeper.cannot-tend", LOG_ID("why", sc->fault.text));
	return OK;
}

bool
keeper_done(const struct keeper *k)
{
	return k->stop || (k->o.one && k->linked && !links_any(k));
}

/* -- the end -------------------------------------------------------------- */

static result
write_stop(struct scope *sc, struct keeper *k, void *of)
{
	struct entry stopped = note_begin(&k->store, &itself, ENTRY_STOPPED, S(""));

	(void)of;
	return keeper_note(sc, k, &stopped);
}

static result
stop(struct scope *sc, struct keeper *k)
{
	TRY(take_wave(sc, k)); /* what is in hand */
	if (!k->is_open)
		return OK;
	if (k->o.one) /* nobody else goes on with it */
		TRY(keeper_erase_people(sc, k));
	TRY(keeper_commit(sc, k, write_stop, NULL));
	return keeper_sign(sc, k);
}

void
keeper_close(struct scope *sc, struct keeper *k)
{
	sc->now = clock_now(&k->clock);
	if (stop(sc, k).code != E_OK)
		log_event("keeper.cannot-stop", LOG_ID("why", sc->fault.text));
	links_close(k);
	let_go(k);
}
