/* bin/cmd_folder.c -- watched folders: who sends what, and how an outsider gets there by SFTP. */
#include "bin/store.h"
#include "doors/folder/folder.h"
#include "keeper/link.h"
#include "sys/file.h"
#include "sys/proc.h"

#define IN_MODE 02770u /* what the sender makes there is of the door's group too */
#define TAKEN_MODE 0700u
#define PATH_MODE 0755u
#define SETTINGS_MOST ((size_t)64 << 10)

static const struct option_row options[] = {
	OPTION_KEY,
	{ "path", "DIR", "where the folder is; made when it is absent" },
	{ "channel", "DOOR", "the door of the policy that it is" },
	{ "party", "ID", "whose it is, where the data is held for a party" },
	{ "dataset", "DATASET", "what comes" },
	{ "purpose", "PURPOSE", "what for" },
	{ "about", "TYPE", "what kind of person, where the policy leaves it open" },
	{ "as", "ACCOUNT", "of sftp: the account that `bailee serve` runs as; else bailee" },
};

static struct str
settings_path(struct call *call, struct str name)
{
	struct arena *a = &call->sc->arena;

	return path_join(a, path_join(a, call_store(call), FOLDER_SETTINGS),
	    str_printf(a, "%.*s.json", STR(name)));
}

static bool
is_plain(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!((name.p[i] >= 'a' && name.p[i] <= 'z') || (name.p[i] >= '0' && name.p[i] <= '9')
			|| name.p[i] == '-'))
			return false;
	return name.n > 0 && name.n <= 32;
}

static result
read_one(struct call *call, struct str name, struct folder *f)
{
	struct str path = settings_path(call, name), text;

	if (!is_plain(name) || !file_exists(call->sc, path))
		return fail(call->sc, E_ABSENT, "there is no folder of that name: `bailee folder list`");
	TRY(file_read(call->sc, path, SETTINGS_MOST, &text));
	return folder_read(call->sc, name, text, f);
}

/* -- add ------------------------------------------------------------------------- */

/* What root serves, the door watches as another account. */
static result
give(struct scope *sc, struct str path)
{
	uint32_t uid, gid;

	if (!proc_is_root())
		return OK;
	if (proc_account(sc, S(FOLDER_ACCOUNT), &uid, &gid).code != E_OK)
		TRY(proc_account(sc, S("nobody"), &uid, &gid));
	return file_give(sc, path, uid, gid);
}

static result
make_own(struct scope *sc, struct str path, unsigned mode)
{
	if (file_exists(sc, path))
		return OK;
	TRY(dir_make(sc, path, mode));
	return give(sc, path);
}

static result
make_folders(struct call *call, struct str path)
{
	struct scope *sc = call->sc;

	TRY(dir_make_all(sc, path, PATH_MODE));
	TRY(make_own(sc, path_join(&sc->arena, path, FOLDER_IN), IN_MODE));
	return make_own(sc, path_join(&sc->arena, path, FOLDER_TAKEN), TAKEN_MODE);
}

/* A key of the door alone; shown to nobody, and revoked like any other. */
static result
make_key(struct call *call, struct str *token)
{
	static const struct act act = { .verb = VERB_KEY, .members = "" };
	const struct node *answer;
	struct node *question;

	TRY(call_question(call, &act, &question));
	TRY(call_ask(call, VERB_KEY, question, &answer));
	*token = node_get_str(answer, S("token"));
	buf_printf(&call->out, "key %.*s\n", STR(node_get_str(answer, S("key"))));
	return OK;
}

static result
run_add(struct call *call)
{
	struct scope *sc = call->sc;
	struct str name = call->args[0], settings = settings_path(call, name);
	struct folder f = {
		.name = name,
		.path = call_option(call, "path"),
		.dataset = call_option(call, "dataset"),
		.purpose = call_option(call, "purpose"),
		.about = call_option(call, "about"),
	};

	if (!is_plain(name))
		return fail(sc, E_INPUT, "a folder's name has small letters, digits and dashes");
	if (f.path.n == 0 || f.dataset.n == 0 || f.purpose.n == 0 || !call_has(call, "channel"))
		return fail(sc, E_INPUT, "say --path, --channel, --dataset and --purpose");
	if (!str_starts(f.path, S("/")))
		return fail(sc, E_INPUT, "--path begins at the root: /srv/bailee/%.*s", STR(name));
	if (file_exists(sc, settings))
		return fail(sc, E_STATE, "there is a folder of that name: remove it first");
	TRY(make_folders(call, f.path));
	TRY(make_key(call, &f.key));
	TRY(dir_make_all(sc, path_folder(settings), DIR_PRIVATE));
	TRY(file_write(sc, settings, folder_write(&sc->arena, &f), FILE_PRIVATE));
	buf_printf(&call->out,
	    "files go to %.*s/in, and their reports come there\n"
	    "watched while `bailee serve` runs\n",
	    STR(f.path));
	return OK;
}

/* -- list, remove ------------------------------------------------------------------- */

static result
run_list(struct call *call)
{
	struct str folder = path_join(&call->sc->arena, call_store(call), FOLDER_SETTINGS), *names;
	size_t n;

	TRY(link_store_is_there(call->sc, call_store(call)));
	if (!file_exists(call->sc, folder))
		return OK;
	TRY(dir_list(call->sc, folder, &names, &n));
	for (size_t i = 0; i < n; i++) {
		struct folder f;

		if (!str_ends(names[i], S(".json")))
			continue;
		TRY(read_one(call, str_slice(names[i], 0, names[i].n - 5), &f));
		buf_printf(&call->out, "%.*s  %.*s  %.*s for %.*s\n", STR(f.name), STR(f.path),
		    STR(f.dataset), STR(f.purpose));
	}
	return OK;
}

static result
run_remove(struct call *call)
{
	struct folder f;

	TRY(read_one(call, call->args[0], &f));
	TRY(file_remove(call->sc, settings_path(call, call->args[0])));
	buf_printf(&call->out,
	    "watched no more; the files in %.*s stay\n"
	    "`bailee key revoke` ends its key\n",
	    STR(f.path));
	return OK;
}

/* -- sftp -------------------------------------------------------------------------------- */

/* OpenSSH: a chroot belongs to root, and nobody else may write to it. */
static const char set_up[] =
    "# %.*s: %.*s sends files by SFTP, sees this folder alone and cannot log in.\n"
    "# Read it, then run it as root:  bailee folder sftp %.*s %.*s | sudo sh -eu\n"
    "getent passwd %.*s >/dev/null || useradd --system --no-create-home --home-dir / "
    "--shell /usr/sbin/nologin %.*s\n"
    "usermod -p '*' %.*s   # no password fits, and the account is not locked\n"
    "install -d -o root -g root -m 0755 %.*s\n"
    "install -d -o %.*s -g %.*s -m 2770 %.*s/in\n"
    "install -d -o %.*s -g %.*s -m 0700 %.*s/taken\n"
    "install -d -o root -g root -m 0755 /etc/ssh/bailee-keys\n"
    "touch /etc/ssh/bailee-keys/%.*s   # the sender's public key goes here, a line each\n"
    "cat >/etc/ssh/sshd_config.d/bailee-%.*s.conf <<'END'\n"
    "Match User %.*s\n"
    "\tChrootDirectory %.*s\n"
    "\tForceCommand internal-sftp -d /in -u 0007\n"
    "\tAuthorizedKeysFile /etc/ssh/bailee-keys/%%u\n"
    "\tAuthenticationMethods publickey\n"
    "\tPasswordAuthentication no\n"
    "\tAllowTcpForwarding no\n"
    "\tAllowAgentForwarding no\n"
    "\tX11Forwarding no\n"
    "\tPermitTunnel no\n"
    "\tPermitTTY no\n"
    "END\n"
    "install -d /etc/systemd/system/bailee.service.d\n"
    "printf '[Service]\\nReadWritePaths=%.*s\\n' "
    ">/etc/systemd/system/bailee.service.d/folder-%.*s.conf\n"
    "sshd -t && { systemctl reload ssh || systemctl reload sshd; }\n"
    "systemctl daemon-reload && systemctl restart bailee\n";

static result
run_sftp(struct call *call)
{
	struct str name = call->args[0], who = call->args[1], as = call_option(call, "as");
	struct folder f;

	TRY(read_one(call, name, &f));
	as = as.n > 0 ? as : S("bailee");
	if (!is_plain(who) || !is_plain(as))
		return fail(call->sc, E_INPUT, "an account's name has small letters, digits and dashes");
	if (str_has(f.path, S("'")) || str_has(f.path, S(" ")))
		return fail(call->sc, E_INPUT, "the folder's path has a blank or a quote in it");
	buf_printf(&call->out, set_up, STR(name), STR(who), STR(name), STR(who), STR(who), STR(who),
	    STR(who), STR(f.path), STR(who), STR(as), STR(f.path), STR(as), STR(as), STR(f.path), STR(who),
	    STR(who), STR(who), STR(f.path), STR(f.path), STR(name));
	return OK;
}

static const struct act acts[] = {
	{ "list", "", 0, 0, "which there are", run_list, VERB_HEALTH, "", "" },
	{ "add", "NAME", 1, 1, "watch one more; makes the folder and a key for its door", run_add,
	    VERB_KEY, "", "" },
	{ "sftp", "NAME ACCOUNT", 2, 2,
	    "print what lets ACCOUNT send files there by OpenSSH, shut up in it", run_sftp,
	    VERB_HEALTH, "", "" },
	{ "remove", "NAME", 1, 1, "watch it no more", run_remove, VERB_HEALTH, "", "" },
};

const struct command command_folder = {
	.name = "folder",
	.what = "watched folders, by SFTP too: lists, and recordings with what they are",
	.acts = acts,
	.n_acts = N(acts),
	.options = options,
	.n_options = N(options),
	.manual =
	    "A list is a CSV in UTF-8 whose first row names the fields; `@about`, `@party`, "
	    "`@collected`\n"
	    "and `@source` are of the offer; `@people.KIND`, of a record about several, is `new` or an "
	    "id for\n"
	    "each of that kind (`bailee help put`).  A recording comes with a sidecar, NAME.json: values "
	    "by the\n"
	    "field's name, where a file stands as {\"file\": \"call.wav\"}; `@offer` holds the rest of "
	    "the\n"
	    "offer.  A file is taken when it has been closed and its content ends where it should; "
	    "names that\n"
	    "end in .part, .filepart or .tmp are left until they are renamed.  What is taken is moved "
	    "out of\n"
	    "the sender's reach, and removed when every row has its verdict; NAME.report.csv has a "
	    "line a row,\n"
	    "with the reason and the line of the policy, and goes after 14 days.  Removed is not "
	    "overwritten:\n"
	    "put the folder on an encrypted disk.",
	.examples =
	    "bailee folder add client-a --path /srv/bailee/client-a --channel sftp --dataset "
	    "customer \\\n"
	    "    --purpose collect-debts --party 01JD2K8B7Q4M5N6P7R8S9T0V1W\n"
	    "bailee folder sftp client-a clienta",
};
