/* keeper/copies.c -- copies of the store, and until when the policy keeps them. */
#include "base/buf.h"
#include "base/log.h"
#include "gate/note.h"
#include "keeper/inside.h"
#include "sys/file.h"
#include "sys/zone.h"
#include "vault/epoch.h"

/* "EPOCH END" of the newest copy of the keys: it has none of a higher id */
#define SETTING_KEYS_COPIED S("keys.copied")
/* "END MADE": of the first copy of the data that it does not open whole, and when it was made */
#define SETTING_KEYS_WANTED S("keys.wanted")
#define KEYS_WITHIN span_days(1) /* one is made after one of the data */
#define SETTING_COPIES S("backups") /* "NAME UNTIL" in microseconds, a line each */

struct instant
copy_until(const struct plan *plan, uint16_t place, struct instant now)
{
	struct instant until = INSTANT_NEVER;

	if (place == NONE || term_is_zero(plan->places.at[place].backups_kept))
		until = term_kept_longest(plan, now);
	else
		until = zone_plus(now, plan->places.at[place].backups_kept);
	return until.us == INSTANT_NEVER.us ? (struct instant){ 0 } : until;
}

/* -- where it goes (K26) ---------------------------------------------------- */

static bool
takes_copies(const struct store *store, const struct place *p)
{
	return !term_is_zero(p->backups_kept) || str_has_word(store->places, p->name);
}

/* The only place of backups; `more`: there are several. */
static uint16_t
usual_place(const struct plan *plan, bool *more)
{
	uint16_t place = NONE;

	*more = false;
	for (uint16_t i = 0; i < plan->places.n; i++) {
		if (term_is_zero(plan->places.at[i].backups_kept))
			continue;
		*more = *more || place != NONE;
		place = i;
	}
	return place;
}

static struct str
places_for_copies(struct scope *sc, const struct store *store)
{
	struct buf b = buf_new(&sc->arena);
	size_t n = 0;

	for (size_t i = 0; i < store->plan->places.n; i++)
		if (takes_copies(store, &store->plan->places.at[i]))
			buf_printf(&b, "%s%.*s", n++ > 0 ? ", " : "",
			    STR(store->plan->places.at[i].name));
	return n > 0 ? buf_str(&b) : S("no place");
}

result
copy_place(struct scope *sc, const struct store *store, struct str name, uint16_t *place)
{
	const struct plan *plan = store->plan;
	bool more = false;

	if (name.n == 0)
		*place = usual_place(plan, &more);
	if (name.n == 0 && !more)
		return OK;
	for (*place = 0; *place < plan->places.n; (*place)++)
		if (str_eq(plan->places.at[*place].name, name)
		    && takes_copies(store, &plan->places.at[*place]))
			return OK;
	return fail_at(sc, E_INPUT, S("place"),
	    "say in which place the copy will lie: the policy has %.*s for that",
	    STR(places_for_copies(sc, store)));
}

void
copy_without(
    struct scope *sc, const struct store *store, uint16_t place, struct left_out *without)
{
	const struct plan *plan = store->plan;

	without->dataset = NEW_ARRAY(&sc->arena, plan->datasets.n + 1, struct str);
	without->n = 0;
	for (uint16_t i = 0; i < plan->datasets.n; i++) {
		uint16_t only = plan_only_in(plan, i);

		if (place != NONE && only != NONE && only != place)
			without->dataset[without->n++] = plan->datasets.at[i].name;
	}
}

/* The newest entry of a copy is the one that it was made with. */
result
copy_read(struct scope *sc, struct keeper *k, struct instant *made, struct instant *until)
{
	struct ledger_rows rows;

	*made = *until = (struct instant){ 0 };
	if (k->ledger.head.seq == 0)
		return OK;
	TRY(ledger_page(sc, k->ledger.sql, k->ledger.head.seq - 1, 1, &rows));
	if (rows.n > 0)
		*made = rows.at[0].at;
	if (rows.n > 0 && rows.at[0].kind == ENTRY_BACKUP)
		*until = rows.at[0].entry.due;
	return OK;
}

result
copy_check_until(struct scope *sc, struct instant until)
{
	if (until.us == 0 || instant_before(sc->now, until))
		return OK;
	return fail(sc, E_STATE,
	    "this backup was to be gone by %.*s: the policy keeps backups no longer; delete it "
	    "and restore a newer one",
	    STR(instant_print(&sc->arena, until)));
}

/* -- those that lie in the store's own folder ------------------------------ */

result
copy_remember(struct scope *sc, struct keeper *k, struct str name, struct instant until)
{
	struct str list;
	bool found;

	if (until.us == 0)
		return OK;
	TRY(vault_setting(sc, k->vault, SETTING_COPIES, &list, &found));
	list = str_printf(&sc->arena, "%.*s%.*s %lld\n", STR(found ? list : S("")), STR(name),
	    (long long)until.us);
	return vault_set(sc, k->vault, SETTING_COPIES, list);
}

result
copy_forget_all(struct scope *sc, struct keeper *k)
{
	return vault_set(sc, k->vault, SETTING_COPIES, S(""));
}

/* -- until when what they hold is in one (T20) -------------------------------- */

/* Two numbers of a setting; none: zeros. */
static result
read_pair(struct scope *sc, struct keeper *k, struct str setting, int64_t pair[2])
{
	struct str text, second, first;
	bool found;

	pair[0] = pair[1] = 0;
	TRY(vault_setting(sc, k->vault, setting, &text, &found));
	if (!found)
		return OK;
	first = str_cut(text, ' ', &second);
	if (!str_to_i64(first, &pair[0]) || !str_to_i64(second, &pair[1]))
		return fail(sc, E_DAMAGED, "what is noted of backups of the keys cannot be read");
	return OK;
}

static result
write_pair(struct scope *sc, struct keeper *k, struct str setting, int64_t first, int64_t second)
{
	return vault_set(sc, k->vault, setting,
	    str_printf(&sc->arena, "%lld %lld", (long long)first, (long long)second));
}

static result
want_keys(struct scope *sc, struct keeper *k)
{
	int64_t copied[2], wanted[2], end = vault_keys_used_end(k->vault);

	TRY(read_pair(sc, k, SETTING_KEYS_COPIED, copied));
	TRY(read_pair(sc, k, SETTING_KEYS_WANTED, wanted));
	if (end <= copied[1] || wanted[0] > copied[1])
		return OK;
	return write_pair(sc, k, SETTING_KEYS_WANTED, end, sc->now.us);
}

result
copy_of_keys_made(struct scope *sc, struct keeper *k, struct str name)
{
	struct epoch epoch;

	TRY(vault_epoch(sc, k->vault, &epoch));
	TRY(vault_set(sc, k->vault, SETTING_KEYS_NEWEST, name));
	return write_pair(
	    sc, k, SETTING_KEYS_COPIED, epoch.id, vault_keys_end(k->vault));
}

result
copy_of_keys_due(struct scope *sc, struct keeper *k, struct due *since)
{
	int64_t copied[2], wanted[2];
	struct instant made;
	struct epoch epoch;

	*since = (struct due){ 0 };
	TRY(read_pair(sc, k, SETTING_KEYS_COPIED, copied));
	TRY(read_pair(sc, k, SETTING_KEYS_WANTED, wanted));
	TRY(vault_epoch(sc, k->vault, &epoch));
	made.us = wanted[1];
	if (copied[0] > 0 && copied[0] != epoch.id)
		*since = (struct due){ .set = true, .at = epoch.began };
	else if (wanted[0] > copied[1]
		 && !instant_before(sc->now, instant_plus(made, KEYS_WITHIN)))
		*since = (struct due){ .set = true, .at = made };
	return OK;
}

result
copy_made(struct scope *sc, struct keeper *k, struct str name, struct instant until)
{
	TRY(vault_set(sc, k->vault, SETTING_NEWEST, name));
	TRY(want_keys(sc, k));
	return vault_copy_made(sc, k->vault, sc->now, until.us == 0 ? INSTANT_NEVER : until);
}

result
copies_made_since(struct scope *sc, struct keeper *k, struct instant made)
{
	return vault_copy_made(sc, k->vault, made, term_copies_until(&k->store, sc->now));
}

result
copies_know(struct scope *sc, struct keeper *k)
{
	return vault_copies_know(sc, k->vault, term_copies_until(&k->store, sc->now));
}

/* -- those that are due -------------------------------------------------------- */

/* Those that are due, and the others as they stand in the setting. */
struct due_copies {
	struct str stay;
	LIST(struct str) gone;
};

static result
find_due(struct scope *sc, struct keeper *k, struct due_copies *due)
{
	struct buf stay = buf_new(&sc->arena);
	struct str list;
	bool found;

	TRY(vault_setting(sc, k->vault, SETTING_COPIES, &list, &found));
	while (found && list.n > 0) {
		struct str line = str_cut(list, '\n', &list), until;
		struct str name = str_cut(line, ' ', &until);
		int64_t us;

		if (!str_to_i64(until, &us))
			return fail(sc, E_DAMAGED, "the list of backups cannot be read");
		if (us <= sc->now.us)
			*LIST_ADD(&due->gone, &sc->arena) = name;
		else
			buf_printf(&stay, "%.*s\n", STR(line));
	}
	due->stay = buf_str(&stay);
	return OK;
}

static result
write_gone(struct scope *sc, struct keeper *k, void *of)
{
	const struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	const struct due_copies *due = of;

	for (size_t i = 0; i < due->gone.n; i++) {
		struct entry e = note_begin(&k->store, &nobody, ENTRY_BACKUP_GONE, S(""));

		e.why = due->gone.at[i];
		TRY(keeper_note(sc, k, &e));
	}
	return vault_set(sc, k->vault, SETTING_COPIES, due->stay);
}

/* The recordings beside a copy go with it. */
static result
remove_streams(struct scope *sc, struct str copy)
{
	struct str folder = str_printf(&sc->arena, "%.*s%s", STR(copy), KEEPER_COPY_STREAMS), *names;
	size_t n;

	if (!file_exists(sc, folder))
		return OK;
	TRY(dir_list(sc, folder, &names, &n));
	for (size_t i = 0; i < n; i++)
		TRY(file_remove(sc, path_join(&sc->arena, folder, names[i])));
	return dir_remove(sc, folder);
}

/* The file first: a crash between the two finds nothing left to delete. */
result
keeper_end_copies(struct scope *sc, struct keeper *k)
{
	struct str folder = path_join(&sc->arena, k->o.store, S(KEEPER_BACKUPS));
	struct due_copies due = { 0 };

	TRY(find_due(sc, k, &due));
	if (due.gone.n == 0)
		return OK;
	for (size_t i = 0; i < due.gone.n; i++) {
		struct str path = path_join(&sc->arena, folder, due.gone.at[i]);

		TRY(remove_streams(sc, path));
		if (file_exists(sc, path))
			TRY(file_remove(sc, path));
	}
	TRY(keeper_commit(sc, k, write_gone, &due));
	log_event("keeper.backups-gone", LOG_COUNT("backups", due.gone.n));
	return OK;
}
