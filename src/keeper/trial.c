/* keeper/trial.c -- a backup is brought back for trial (K30). */
#include "keeper/trial.h"

#include "base/buf.h"
#include "base/log.h"
#include "gate/note.h"
#include "gate/verdict.h"
#include "keeper/epochs.h"
#include "ledger/verify.h"
#include "seal/sign.h"
#include "sql/sql.h"
#include "vault/party.h"
#include "vault/stream.h"

#define PAGE 500

struct trying {
	struct keeper *live;
	struct trial *trial;
	struct instant now; /* of the live store, which a restored rehearsal is behind */
	struct str folder, backup;
};

static struct str
keys_path(struct scope *sc, const struct trying *t)
{
	return path_join(&sc->arena, t->folder, S("keys.db"));
}

/* Which one is tried. */
static struct str
tried_name(const struct trial *trial)
{
	return trial->of_keys ? trial->keys : trial->name;
}

/* -- which ------------------------------------------------------------------------ */

/* Of this store's data and not of its keys: a copy of another kind has no such table. */
static bool
is_of_data(struct scope *sc, struct str path)
{
	struct sql *sql;
	bool is = sql_open(sc, path, SQL_DATA, false, &sql).code == E_OK;

	if (is)
		sql_close(sql);
	return is;
}

static result
clear_folder(struct scope *sc, struct str folder)
{
	struct file_facts facts;
	struct str *names;
	size_t n;

	if (!file_exists(sc, folder))
		return OK;
	TRY(dir_list(sc, folder, &names, &n));
	for (size_t i = 0; i < n; i++) {
		struct str path = path_join(&sc->arena, folder, names[i]);

		TRY(file_look(sc, path, &facts));
		if (facts.kind == FILE_FOLDER)
			TRY(clear_folder(sc, path));
		else
			TRY(file_remove(sc, path));
	}
	return dir_remove(sc, folder);
}

/* The copy itself is never opened: what opens a file may write to it. */
static result
lay_copy(struct scope *sc, struct trying *t, struct str name, bool *opens)
{
	struct str to = path_join(&sc->arena, t->folder, S("data.db"));

	TRY(clear_folder(sc, t->folder));
	TRY(dir_make(sc, t->folder, DIR_PRIVATE));
	TRY(file_copy(sc, path_join(&sc->arena, t->backup, name), to, FILE_PRIVATE));
	*opens = is_of_data(sc, to);
	return OK;
}

struct candidate {
	struct str name;
	struct instant changed;
};

struct candidates {
	struct candidate *at;
	size_t n, room;
};

static result
candidates_of(struct scope *sc, const struct trying *t, struct candidates *found)
{
	LIST(struct candidate) list = { 0 };
	struct file_facts facts;
	struct str *names;
	size_t n = 0;

	if (file_exists(sc, t->backup))
		TRY(dir_list(sc, t->backup, &names, &n));
	for (size_t i = 0; i < n; i++) {
		TRY(file_look(sc, path_join(&sc->arena, t->backup, names[i]), &facts));
		if (facts.kind == FILE_REGULAR && !str_eq(names[i], S(KEEPER_EPOCH)))
			*LIST_ADD(&list, &sc->arena) = (struct candidate){ names[i], facts.changed };
	}
	*found = (struct candidates){ list.at, list.n, list.room };
	return OK;
}

static struct candidate *
newest_of(const struct candidates *c)
{
	struct candidate *newest = NULL;

	for (size_t i = 0; i < c->n; i++)
		if (c->at[i].name.n > 0
		    && (newest == NULL || !instant_before(c->at[i].changed, newest->changed)))
			newest = &c->at[i];
	return newest;
}

static result
lay_newest(struct scope *sc, struct trying *t)
{
	struct candidates all;
	struct candidate *newest;
	bool opens = false;

	TRY(candidates_of(sc, t, &all));
	while (!opens && (newest = newest_of(&all)) != NULL) {
		t->trial->name = newest->name;
		TRY(lay_copy(sc, t, newest->name, &opens));
		newest->name = S("");
	}
	return opens ? OK
		     : fail_at(sc, E_ABSENT, S("name"),
			 "there is no backup of the data in the store's folder: `bailee backup NAME` makes "
			 "one; one that was taken away can be laid there again");
}

/* One that is damaged is no reason to try an older one. */
static result
find_newest(struct scope *sc, struct trying *t)
{
	struct str name;
	bool found;

	TRY(vault_setting(sc, t->live->vault, SETTING_NEWEST, &name, &found));
	if (found && name.n > 0 && file_exists(sc, path_join(&sc->arena, t->backup, name)))
		t->trial->name = name;
	return OK;
}

static result
lay_backup(struct scope *sc, struct trying *t)
{
	bool opens;

	if (t->trial->name.n == 0)
		TRY(find_newest(sc, t));
	if (t->trial->name.n == 0)
		return lay_newest(sc, t);
	if (!file_exists(sc, path_join(&sc->arena, t->backup, t->trial->name)))
		return fail_at(sc, E_ABSENT, S("name"),
		    "there is no backup of that name in the store's folder");
	TRY(lay_copy(sc, t, t->trial->name, &opens));
	return opens ? OK
		     : fail_at(sc, E_DAMAGED, S("name"),
			 "that is no backup of the data, or it cannot be opened");
}

/* Recordings lie beside it, each under its id. */
static result
lay_streams(struct scope *sc, const struct trying *t)
{
	struct str from = path_join(&sc->arena, t->backup,
		       str_printf(&sc->arena, "%.*s%s", STR(t->trial->name), KEEPER_COPY_STREAMS)),
		   *names;
	size_t n;

	if (!file_exists(sc, from))
		return OK;
	TRY(dir_list(sc, from, &names, &n));
	for (size_t i = 0; i < n; i++) {
		struct str to = stream_path(&sc->arena, t->folder, names[i]);

		TRY(dir_make_all(sc, path_folder(to), DIR_PRIVATE));
		TRY(file_link(sc, path_join(&sc->arena, from, names[i]), to));
	}
	return OK;
}

/* Live ones; their epoch's key goes with them as a line. */
static result
lay_live_keys(struct scope *sc, const struct trying *t, struct str *epoch)
{
	TRY(epochs_finish(sc, t->live, false));
	TRY(sql_backup(sc, vault_keys_sql(t->live->vault), keys_path(sc, t)));
	return vault_epoch_line(sc, t->live->vault, epoch);
}

static result
find_keys(struct scope *sc, struct trying *t)
{
	struct str *name = &t->trial->keys;
	bool found = true;

	if (name->n == 0)
		TRY(vault_setting(sc, t->live->vault, SETTING_KEYS_NEWEST, name, &found));
	if (found && name->n > 0 && file_exists(sc, path_join(&sc->arena, t->backup, *name)))
		return OK;
	return fail_at(sc, E_ABSENT, S("name"),
	    "there is no such backup of the keys in the store's folder: `bailee keys backup NAME` "
	    "makes one; one that was taken away can be laid there again");
}

/* V18: whoever has the copy alone has no key. */
static result
check_no_epoch(struct scope *sc, const struct trying *t)
{
	struct sql *keys;
	bool bare;
	result r;

	if (sql_open(sc, keys_path(sc, t), SQL_KEYS, false, &keys).code != E_OK)
		return fail(sc, E_DAMAGED, "that is no backup of the keys, or it cannot be opened");
	r = vault_keys_bare(sc, keys, &bare);
	sql_close(keys);
	TRY(r);
	return bare ? OK
		    : fail(sc, E_STATE,
			"it holds the key of its epoch, as backups of an older bailee did: delete it "
			"and make another");
}

#define EPOCH_BYTES_MAX 4096

static result
lay_copied_keys(struct scope *sc, struct trying *t, struct str *epoch)
{
	struct arena *a = &sc->arena;
	struct str line = path_join(a, t->backup, S(KEEPER_EPOCH));

	TRY(epochs_finish(sc, t->live, false));
	TRY(file_copy(sc, path_join(a, t->backup, t->trial->keys), keys_path(sc, t), FILE_PRIVATE));
	TRY(check_no_epoch(sc, t));
	if (!file_exists(sc, line))
		return fail(sc, E_STATE,
		    "epoch.key is not beside it, and no backup of the keys opens without: lay it there, "
		    "or make another");
	TRY(vault_epoch(sc, t->live->vault, &t->trial->epoch));
	return file_read(sc, line, EPOCH_BYTES_MAX, epoch);
}

/* Whole, as `--ledger` takes it. */
static result
newest_ledger(struct scope *sc, struct keeper *k, struct str *text)
{
	struct buf b = buf_new(&sc->arena);
	struct ledger_cursor at;

	TRY(keeper_sign(sc, k));
	TRY(ledger_export_from(sc, &k->ledger, 0, &at));
	while (!at.done) {
		struct str piece;

		TRY(ledger_export(sc, &k->ledger, &at, PAGE, &piece));
		buf_put(&b, piece);
	}
	*text = buf_str(&b);
	return OK;
}

/* -- what is looked at ----------------------------------------------------------------- */

static result
read_making(struct scope *sc, struct keeper *k, struct trial *trial)
{
	struct ledger_rows rows;

	TRY(ledger_page(sc, k->ledger.sql, trial->came.had - 1, 1, &rows));
	if (trial->came.had == 0 || rows.n == 0 || rows.at[0].kind != ENTRY_BACKUP)
		return fail(sc, E_DAMAGED, "the copy does not end with the entry of its making");
	trial->made = rows.at[0].at;
	trial->place = str_dup(&sc->arena, node_get_str(rows.at[0].entry.more, S("place")));
	return OK;
}

static result
feed_ledger(struct scope *sc, struct keeper *k, struct ledger_verifier *v)
{
	struct ledger_cursor at;
	bool fits = true;

	TRY(ledger_export_from(sc, &k->ledger, 0, &at));
	while (!at.done && fits) {
		struct scope own;
		struct str piece;
		result r;

		scope_begin(&own, sc->now);
		r = ledger_export(&own, &k->ledger, &at, PAGE, &piece);
		fits = r.code == E_OK && ledger_verifier_feed(v, piece);
		r = fail_in_front(&own, r, "the ledger of the backup");
		TRY(scope_end_within(&own, sc, r));
	}
	return OK;
}

static result
verify_ledger(struct scope *sc, struct keeper *k, struct trial *trial)
{
	struct public_key key = sign_public(vault_signing_seed(k->vault));
	const struct ledger_report *report;
	struct ledger_verifier v;

	ledger_verifier_begin(&v, &sc->arena, &key);
	TRY(feed_ledger(sc, k, &v));
	report = ledger_verifier_end(&v);
	if (!report->whole)
		return fail(sc, E_DAMAGED, "the ledger of the backup does not prove, at entry %lld",
		    (long long)report->seq);
	trial->entries = report->last;
	return OK;
}

/* Fields of an erasure that the copy holds though this store holds them no longer. */
static result
check_erased(struct scope *sc, const struct trying *t, struct keeper *k, const struct entry *e)
{
	struct record copied, held;
	struct fields in_copy, here;
	bool absent;

	TRY(verdict_absent(sc, vault_record(sc, k->vault, e->record, &copied), &absent));
	if (absent)
		return OK;
	TRY(vault_holds(sc, k->vault, &copied, &in_copy));
	TRY(verdict_absent(sc, vault_record(sc, t->live->vault, e->record, &held), &absent));
	if (!absent)
		TRY(vault_holds(sc, t->live->vault, &held, &here));
	for (size_t i = 0; i < e->fields; i++) {
		uint16_t in = plan_field_full(k->store.plan, e->field[i]);
		uint16_t of = plan_field_full(t->live->store.plan, e->field[i]);

		if (in == NONE || !fields_have(in_copy, in))
			continue;
		if (absent || of == NONE || !fields_have(here, of))
			return fail(sc, E_DAMAGED,
			    "the backup brings back %.*s of record %.*s, which was erased",
			    STR(e->field[i]), STR(e->record));
	}
	return OK;
}

static result
check_page(struct scope *sc, const struct trying *t, struct keeper *k, int64_t *after, bool *more)
{
	struct ledger_rows rows;

	TRY(ledger_page(sc, t->live->ledger.sql, *after, PAGE, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct entry *e = &rows.at[i].entry;

		*after = rows.at[i].seq;
		if (rows.at[i].kind != ENTRY_ERASED || e->record.n == 0)
			continue;
		TRY(check_erased(sc, t, k, e));
		t->trial->erased++;
	}
	*more = rows.n == PAGE;
	return OK;
}

/* The whole ledger of the live store, which knows of erasures that the copy never heard of. */
static result
check_all_erased(struct scope *sc, const struct trying *t, struct keeper *k)
{
	int64_t after = 0;
	bool more = true;

	while (more) {
		struct scope own;

		scope_begin(&own, sc->now);
		TRY(scope_end_within(&own, sc, check_page(&own, t, k, &after, &more)));
	}
	return OK;
}

/* What was erased or sealed anew has no key either, and that is as it should be. */
static result
check_opened(struct scope *sc, const struct trial *trial)
{
	return trial->came.keyless == 0
		   ? OK
		   : fail(sc, E_STATE,
		       "%llu parts of the newest backup of the data came in after it was made, and it "
		       "has no key for them: make a backup of the keys after each of the data",
		       (unsigned long long)trial->came.keyless);
}

static result
look(struct scope *sc, struct keeper *k, void *of)
{
	struct trying *t = of;

	TRY(read_making(sc, k, t->trial));
	if (t->trial->of_keys)
		TRY(check_opened(sc, t->trial));
	TRY(verify_ledger(sc, k, t->trial));
	TRY(vault_open_all(sc, k->vault, &t->trial->parts));
	return check_all_erased(sc, t, k);
}

/* -- all of it ------------------------------------------------------------------------------ */

static result
restore_it(struct scope *sc, struct trying *t)
{
	struct keeper_restoration of = { .store = t->folder,
		.typed = t->live->root,
		.now = t->now };

	if (t->trial->of_keys)
		TRY(find_keys(sc, t));
	TRY(lay_backup(sc, t));
	TRY(lay_streams(sc, t));
	if (!t->trial->of_keys) {
		TRY(lay_live_keys(sc, t, &of.epoch));
	} else {
		TRY(lay_copied_keys(sc, t, &of.epoch));
		TRY(newest_ledger(sc, t->live, &of.ledger));
	}
	return restore_and_look(sc, &of, &t->trial->came, look, t);
}

static result
write_came(struct scope *sc, struct keeper *k, void *of)
{
	const struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct entry e = note_begin(&k->store, &nobody, ENTRY_BACKUP_TRIED, S("backup-try"));
	const struct trial *t = of;

	e.why = tried_name(t);
	e.count = (int64_t)t->parts; /* far below 2^63 */
	note_more(sc, &e, S("place"), t->of_keys ? S("") : t->place);
	TRY(vault_set(sc, k->vault, SETTING_TRIAL_FAILED, S("")));
	if (t->place.n > 0 && !t->of_keys)
		TRY(vault_fact_add(sc, k->vault,
		    &(struct fact){ .kind = FACT_TRIED,
			.of = t->place,
			.reference = t->name,
			.since = sc->now,
			.until = INSTANT_NEVER }));
	return keeper_note(sc, k, &e);
}

static result
write_failed(struct scope *sc, struct keeper *k, void *of)
{
	const struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct entry e = note_begin(&k->store, &nobody, ENTRY_TRIAL_FAILED, S("backup-try"));
	const struct trial *t = of;

	e.why = tried_name(t);
	TRY(vault_set(sc, k->vault, SETTING_TRIAL_FAILED, tried_name(t)));
	return keeper_note(sc, k, &e);
}

/* The fault that counts is the first; that there was none to try is no failed trial. */
static result
end_trial(struct scope *sc, struct trying *t, result r)
{
	struct fault fault = sc->fault;
	result cleared = clear_folder(sc, t->folder), noted;

	if (cleared.code != E_OK)
		log_event("keeper.trial-left", LOG_ID("why", sc->fault.text));
	if (r.code == E_OK)
		return keeper_commit(sc, t->live, write_came, t->trial);
	sc->fault = fault;
	if (r.code == E_ABSENT)
		return r;
	noted = keeper_commit(sc, t->live, write_failed, t->trial);
	if (noted.code != E_OK)
		return noted;
	return fail(sc, E_STATE, "the trial of %.*s failed: %.*s", /* this store is well */
	    STR(tried_name(t->trial)), STR(fault.text));
}

result
trial_run(struct scope *sc, struct keeper *k, struct trial *trial)
{
	struct arena *a = &sc->arena;
	struct trying t = { .live = k,
		.trial = trial,
		.now = sc->now,
		.folder = path_join(a, k->o.store, S(KEEPER_TRIAL)),
		.backup = path_join(a, k->o.store, S(KEEPER_BACKUPS)) };
	result r = restore_it(sc, &t);

	sc->now = t.now;
	return end_trial(sc, &t, r);
}
