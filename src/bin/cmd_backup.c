/* bin/cmd_backup.c -- copies that bring a store back: backup, keys, restore. */
#include "bin/root.h"
#include "bin/store.h"
#include "bin/text.h"
#include "keeper/keeper.h"
#include "keeper/restore.h"
#include "seal/key.h"
#include "sys/file.h"
#include "vault/root.h"
#include "vault/stream.h"

#define LEDGER_BYTES_MAX ((size_t)1 << 30)

/* -- backup -------------------------------------------------------------------- */

static const struct option_row backup_options[] = {
	OPTION_KEY,
	{ "place", "NAME",
	    "the place of the policy where the copy will lie; else its only place of backups" },
	{ "try", NULL, "bring a backup in STORE/backups back for trial: NAME, or the newest" },
};

static const struct act backup_act = { "", "", 1, 1, "", NULL, VERB_BACKUP, "to", "" };
static const struct act try_act = { "", "", 0, 1, "", NULL, VERB_TRY, "name", "" };

static result
run_backup(struct call *call)
{
	if (call_has(call, "try"))
		return call_act_of(call, &try_act);
	if (call->n == 0)
		return fail(call->sc, E_INPUT, "a name for the copy is wanted: bailee backup NAME");
	return call_act_of(call, &backup_act);
}

const struct command command_backup = {
	.name = "backup",
	.args = "[NAME]",
	.least = 0,
	.most = 1,
	.what = "copy the data, while it is served; the copy holds no key",
	.run = run_backup,
	.options = backup_options,
	.n_options = N(backup_options),
	.manual = "The copy is consistent, was opened again to verify it, and lies in "
		  "STORE/backups/NAME,\n"
		  "recordings, photos and videos in NAME.streams beside it.  Take both off this "
		  "machine; without the keys it can be read by nobody.  Where the "
		  "policy says how long\n"
		  "backups are kept, its last entry in the ledger names the day; the copy in "
		  "STORE/backups is then\n"
		  "deleted, and none is restored after it.\n"
		  "\n"
		  "With --try a backup is brought back in a folder of its own, STORE/trial, which is "
		  "removed again:\n"
		  "its ledger must prove, every part must open, and nothing that the ledger here says "
		  "was erased\n"
		  "may be in it.  The keeper writes what came of it.  A trial that succeeds is what the "
		  "policy's\n"
		  "`tried every` asks for; nothing else is.  One that was taken away is laid in "
		  "STORE/backups again\n"
		  "first.",
	.examples = "bailee backup 2027-03-02\n"
		    "bailee backup --try",
};

/* -- copying --------------------------------------------------------------------- */

/* Recordings lie beside a copy, each under its id. */
static result
copy_streams(struct call *call, struct str backup, struct str store)
{
	struct scope *sc = call->sc;
	struct str from = str_printf(&sc->arena, "%.*s%s", STR(backup), KEEPER_COPY_STREAMS), *names;
	size_t n;

	if (!file_exists(sc, from))
		return OK;
	TRY(dir_list(sc, from, &names, &n));
	for (size_t i = 0; i < n; i++) {
		struct str to = stream_path(&sc->arena, store, names[i]);

		TRY(dir_make_all(sc, path_folder(to), DIR_PRIVATE));
		TRY(file_copy(sc, path_join(&sc->arena, from, names[i]), to, FILE_PRIVATE));
	}
	return OK;
}

/* -- restore ----------------------------------------------------------------------- */

static const struct option_row restore_options[] = {
	{ "keys", "PATH", "the store's folder with its live keys, or a backup of the keys" },
	{ "epoch", "FILE",
	    "the epoch key of a backup of the keys; else `epoch.key` in its folder" },
	{ "root", "FILE", "the root key; else that of the folder that --keys names" },
	{ "share", "LINE", "a line of the recovery sheet; two of them stand for the root key" },
	OPTION_PASSPHRASE_FD,
	{ "ledger", "FILE", "the newest export of the ledger: what it says was erased is erased" },
};

static bool
is_folder(struct scope *sc, struct str path)
{
	struct file_facts facts;

	return file_look(sc, path, &facts).code == E_OK && facts.kind == FILE_FOLDER;
}

/* A keeper that serves the old folder would go on changing its keys. */
static result
check_not_served(struct call *call, struct str folder)
{
	struct file_lock lock;

	if (!file_exists(call->sc, path_join(&call->sc->arena, folder, S(KEEPER_LOCK))))
		return OK;
	if (file_lock(call->sc, path_join(&call->sc->arena, folder, S(KEEPER_LOCK)), &lock).code
	    != E_OK)
		return fail(call->sc, E_STATE, "%.*s is served; stop it first", STR(folder));
	file_unlock(&lock);
	return OK;
}

static result
copy_keys(struct call *call, struct str keys, struct str store)
{
	struct scope *sc = call->sc;
	struct arena *a = &sc->arena;
	struct str to = path_join(a, store, S("keys.db"));
	struct str log = path_join(a, keys, S("keys.db-wal"));

	if (!is_folder(sc, keys))
		return file_copy(sc, keys, to, FILE_PRIVATE);
	TRY(check_not_served(call, keys));
	TRY(file_copy(sc, path_join(a, keys, S("keys.db")), to, FILE_PRIVATE));
	if (file_exists(sc, log))
		return file_copy(sc, log, path_join(a, store, S("keys.db-wal")), FILE_PRIVATE);
	return OK;
}

static result
root_from_shares(struct call *call, struct str to)
{
	struct scope *sc = call->sc;
	struct str share[2] = { S(""), S("") };
	struct root *root;
	size_t n = 0;
	result r;

	for (size_t i = 0; i < call->options.n && n < N(share); i++)
		if (str_eq(str_of(call->options.at[i].row->name), S("share")))
			share[n++] = call->options.at[i].value;
	if (n < N(share))
		return fail(sc, E_INPUT,
		    "two lines of the recovery sheet are wanted: --share LINE --share LINE");
	TRY(root_of_shares(sc, share[0], share[1], &root));
	r = root_write(sc, root, to);
	root_clear(root);
	return r;
}

/* The old folder's root is a passphrase: its salt comes along. */
static result
bring_passphrase(struct call *call, struct str keys, struct str store, struct root **typed)
{
	struct scope *sc = call->sc;
	struct arena *a = &sc->arena;
	struct root_source source;
	int fd;

	TRY(root_fd_option(call, &fd));
	TRY(file_copy(sc, path_join(a, keys, S(KEEPER_SALT)), path_join(a, store, S(KEEPER_SALT)),
	    FILE_PRIVATE));
	TRY(root_find(sc, store, S(""), fd, &source));
	*typed = source.typed;
	return OK;
}

static result
bring_root(struct call *call, struct str keys, struct str store, struct root **typed)
{
	struct scope *sc = call->sc;
	struct arena *a = &sc->arena;
	struct str to = path_join(a, store, S(KEEPER_ROOT)), from = call_option(call, "root");

	if (call_has(call, "share"))
		return root_from_shares(call, to);
	if (from.n == 0 && !is_folder(sc, keys))
		return fail(sc, E_INPUT,
		    "the root key is wanted: --root FILE, or two --share LINE of the recovery "
		    "sheet");
	if (from.n > 0 || file_exists(sc, path_join(a, keys, S(KEEPER_ROOT))))
		return file_copy(
		    sc, from.n > 0 ? from : path_join(a, keys, S(KEEPER_ROOT)), to, FILE_SECRET);
	return bring_passphrase(call, keys, store, typed);
}

#define EPOCH_BYTES_MAX 4096

/* Live keys have theirs with them. */
static result
bring_epoch(struct call *call, struct str keys, struct str *line)
{
	struct scope *sc = call->sc;
	struct str path = call_option(call, "epoch");

	if (path.n == 0 && !is_folder(sc, keys))
		path = path_join(&sc->arena, path_folder(keys), S(KEEPER_EPOCH));
	if (path.n == 0 || (!call_has(call, "epoch") && !file_exists(sc, path)))
		return OK; /* then the copy must be one of before epochs: the keeper says */
	return file_read(sc, path, EPOCH_BYTES_MAX, line);
}

/* K25 */
static void
show_unopened(struct buf *b, const struct keeper_restored *came, bool ledger)
{
	if (came->keyless > 0)
		buf_printf(b,
		    "%llu parts came in after the backup of the keys was made: it has no key for "
		    "them, and they are lost\n",
		    (unsigned long long)came->keyless);
	if (came->unopened == 0)
		return;
	buf_printf(b, "%llu parts of the backup cannot be opened any more: ",
	    (unsigned long long)came->unopened);
	if (ledger)
		buf_printf(b,
		    "%llu because something under the same line was erased or changed after the "
		    "backup was made\n",
		    (unsigned long long)came->resealed);
	else
		buf_puts(b, "they were erased, or something under the same line was erased or "
			    "changed, after the backup was made\n");
}

static void
show_restored(struct call *call, const struct keeper_restored *came, bool ledger)
{
	struct buf *b = &call->out;

	buf_printf(
	    b, "restored: the backup knew the ledger up to entry %lld\n", (long long)came->had);
	if (ledger)
		buf_printf(b, "took over %lld newer entries; what they say was erased is erased\n",
		    (long long)came->adopted);
	else
		buf_puts(b, "no newer ledger was given; what its keys say was erased is erased\n");
	buf_printf(b, "ended %llu lifetimes that were erased since or fell due meanwhile\n",
	    (unsigned long long)came->erased);
	show_unopened(b, came, ledger);
	if (came->recordings > 0)
		buf_printf(b, "%llu recordings are held; of %llu the file did not come along\n",
		    (unsigned long long)came->recordings, (unsigned long long)came->missing);
	buf_printf(b,
	    "the gap: what was admitted or changed after entry %lld is not in this store\n",
	    (long long)came->had);
}

/* All that belongs together, from where it lies. */
static result
bring_all(struct call *call, struct str keys, struct keeper_restoration *of)
{
	struct scope *sc = call->sc;

	TRY(file_copy(
	    sc, call->args[0], path_join(&sc->arena, of->store, S("data.db")), FILE_PRIVATE));
	TRY(copy_streams(call, call->args[0], of->store));
	TRY(copy_keys(call, keys, of->store));
	TRY(bring_root(call, keys, of->store, &of->typed));
	TRY(bring_epoch(call, keys, &of->epoch));
	if (call_has(call, "ledger"))
		return file_read(sc, call_option(call, "ledger"), LEDGER_BYTES_MAX, &of->ledger);
	return OK;
}

/* So that it can be tried again in the same folder; recordings are laid over those there. */
static result
take_away(struct call *call, struct str store, bool had_root)
{
	static const char *const laid[] = { "data.db", "data.db-wal", "data.db-shm", "keys.db",
		"keys.db-wal", "keys.db-shm", KEEPER_ROOT };
	struct scope *sc = call->sc;

	for (size_t i = 0; i < N(laid); i++) {
		struct str path = path_join(&sc->arena, store, str_of(laid[i]));

		if (file_exists(sc, path) && !(had_root && str_eq(str_of(laid[i]), S(KEEPER_ROOT))))
			TRY(file_remove(sc, path));
	}
	return OK;
}

static result
run_restore(struct call *call)
{
	struct scope *sc = call->sc;
	struct str store = call_store(call), keys = call_option(call, "keys");
	struct keeper_restoration of = { .store = store };
	struct keeper_restored came;
	bool had_root;
	result r;

	if (keys.n == 0)
		return fail(sc, E_INPUT, "--keys is wanted: a backup of the data holds no key");
	TRY(seal_start(sc));
	if (file_exists(sc, path_join(&sc->arena, store, S("data.db"))))
		return fail(
		    sc, E_STATE, "%.*s holds a store; restore into a fresh folder", STR(store));
	TRY(dir_make_all(sc, store, DIR_PRIVATE));
	had_root = file_exists(sc, path_join(&sc->arena, store, S(KEEPER_ROOT)));
	r = bring_all(call, keys, &of);
	if (r.code == E_OK)
		r = keeper_restore(sc, &of, &came);
	if (r.code != E_OK) {
		struct fault why = sc->fault;

		TRY(take_away(call, store, had_root));
		sc->fault = why;
		return r;
	}
	TRY(store_certificate(sc, store, S("")));
	show_restored(call, &came, of.ledger.n > 0);
	return OK;
}

const struct command command_restore = {
	.name = "restore",
	.args = "BACKUP",
	.least = 1,
	.most = 1,
	.what = "bring a store back from a backup of its data, and its keys",
	.run = run_restore,
	.options = restore_options,
	.n_options = N(restore_options),
	.manual = "Into a fresh folder, which --store names.  What was erased after the backup "
		  "was made stays\n"
		  "erased, what fell due meanwhile is erased, and the gap is stated, before "
		  "anything is served.\n"
		  "A copy that is not whole, keys of another store or epoch, another root and another "
		  "store's ledger are\n"
		  "refused, and nothing is left in the folder.\n"
		  "Fields of one `keep` line lie in one part: when one of them was erased or changed "
		  "since, the part\n"
		  "was sealed anew, and the one in the backup cannot be opened any more.  restore "
		  "says how many.",
	.examples =
	    "bailee restore old/backups/2027-03-02 --store new --keys old --ledger ledger.ndjson\n"
	    "bailee restore data.backup --store new --keys keys.backup --share \"1of3 ...\" "
	    "--share \"3of3 ...\"",
};

/* -- keys ------------------------------------------------------------------------------ */

static result
run_keys_backup(struct call *call)
{
	struct arena *a = &call->sc->arena;
	struct node *question = node_map(a);
	const struct node *answer;

	node_set_str(a, question, S("to"), call->args[0]);
	node_set_bool(a, question, S("keys"), true);
	TRY(call_ask(call, VERB_BACKUP, question, &answer));
	return call_show(call, answer, "");
}

static result
run_keys_try(struct call *call)
{
	struct arena *a = &call->sc->arena;
	struct node *question = node_map(a);
	const struct node *answer;

	node_set_bool(a, question, S("keys"), true);
	if (call->n > 0)
		node_set_str(a, question, S("name"), call->args[0]);
	TRY(call_ask(call, VERB_TRY, question, &answer));
	return call_show(call, answer, "");
}

/* A piece each time, until the epoch that began is all there is. */
static result
run_keys_rotate(struct call *call)
{
	struct arena *a = &call->sc->arena;
	const struct node *answer;
	int64_t epoch = 0;

	do {
		struct node *question = node_map(a);

		if (epoch > 0)
			node_set_int(a, question, S("epoch"), epoch);
		TRY(call_ask(call, VERB_ROTATE, question, &answer));
		epoch = node_get_int(answer, S("epoch"), 0);
	} while (!node_get_bool(answer, S("done"), true));
	return call_show(call, answer, "");
}

static result
run_keys_recover(struct call *call)
{
	struct str to = path_join(&call->sc->arena, call_store(call), S(KEEPER_ROOT));

	TRY(seal_start(call->sc));
	if (file_exists(call->sc, to))
		return fail(call->sc, E_STATE, "there is a root key already; move %.*s away first",
		    STR(to));
	TRY(root_from_shares(call, to));
	buf_printf(&call->out, "wrote %.*s\n", STR(to));
	return OK;
}

static const struct option_row keys_options[] = {
	OPTION_KEY,
	{ "share", "LINE", "recover: a line of the recovery sheet, given twice" },
};

static const struct act keys_acts[] = {
	{ "backup", "NAME", 1, 1,
	    "copy the keys, to STORE/backups/NAME; keep it apart from the data and from epoch.key",
	    run_keys_backup, VERB_BACKUP, "to", "" },
	{ "try", "[NAME]", 0, 1,
	    "try a backup of the keys, in STORE/backups, with the newest backup of the data",
	    run_keys_try, VERB_TRY, "name", "" },
	{ "rotate", "", 0, 0,
	    "renew the keys now: older backups of the keys open nothing any more",
	    run_keys_rotate, VERB_ROTATE, "", "" },
	{ "recover", "", 0, 0, "write the root key anew from two lines of the recovery sheet",
	    run_keys_recover, VERB_HEALTH, "", "" },
};

const struct command command_keys = {
	.name = "keys",
	.what = "the store's keys: their backup, and the root from the recovery sheet",
	.acts = keys_acts,
	.n_acts = N(keys_acts),
	.options = keys_options,
	.n_options = N(keys_options),
	.manual = "A backup of the keys brings back what was erased after it was made, until a "
		  "newer ledger is\n"
		  "applied.  It opens with STORE/backups/epoch.key alone, the key of its epoch, sealed by "
		  "the root:\n"
		  "keep that file in one place of its own, where each new one takes the place of the "
		  "last.\n"
		  "\n"
		  "The keys are renewed while the store is served, before the policy's shortest "
		  "`backups kept` is\n"
		  "over, else each 30 days; `rotate` does it now.  Then the former epoch's key is "
		  "destroyed here, and\n"
		  "epoch.key is today's: destroy the former one wherever you keep it, and make a new "
		  "backup of the\n"
		  "keys.  From then on no backup brings back what was erased before; each erasure's "
		  "entry in the\n"
		  "ledger says by when that is so.  Backups of the data stay good: they open with "
		  "today's keys.\n"
		  "\n"
		  "What was put in after a backup of the keys has no key in it: make one after each "
		  "backup of the\n"
		  "data.  When the newest does not open the newest of the data, or is of a former epoch, "
		  "an alarm rings\n"
		  "and `bailee due` says so.  `try` restores both beside the store, with its ledger, as a "
		  "lost disk\n"
		  "would have it: all must open, nothing erased may be there, and no key of an epoch may "
		  "lie in it.",
	.examples = "bailee keys backup keys-2027-03-02\n"
		    "bailee keys try\n"
		    "bailee keys rotate\n"
		    "bailee keys recover --share \"1of3 ...\" --share \"3of3 ...\"",
};
