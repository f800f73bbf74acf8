/* bin/root.c -- where a store's root key is, and asking for its passphrase. */
#include "bin/root.h"
#include "bin/command.h"
#include "keeper/keeper.h"
#include "seal/key.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "sys/sock.h"
#include "sys/tty.h"
#include "vault/root.h"

#define PASSPHRASE_MOST 1024
#define SALT_MOST 256
#define HAND_WITHIN span_seconds(5)

/* systemd.exec(5), CREDENTIALS: a folder that only this service sees. */
bool
root_credential(struct scope *sc, const char *name, struct str *path)
{
	struct str folder = proc_env(&sc->arena, "CREDENTIALS_DIRECTORY");

	*path = path_join(&sc->arena, folder, str_of(name));
	return folder.n > 0 && file_exists(sc, *path);
}

static struct str
first_line(struct str text)
{
	struct str rest;

	return str_cut(text, '\n', &rest);
}

static result
read_passphrase(struct scope *sc, int fd, struct str *passphrase)
{
	struct str path, text;
	result r;

	if (fd >= 0) {
		TRY(file_drain(sc, (struct file){ fd }, PASSPHRASE_MOST, &text));
		*passphrase = first_line(text);
		return OK;
	}
	if (root_credential(sc, "bailee-passphrase", &path)) {
		TRY(file_read(sc, path, PASSPHRASE_MOST, &text));
		*passphrase = first_line(text);
		return OK;
	}
	r = tty_ask_secret(sc, S("passphrase of the store: "), passphrase);
	if (r.code == E_STATE)
		return fail(sc, E_STATE,
		    "the store's root key is a passphrase, and there is no terminal to ask for it: "
		    "give it to `bailee serve` by --passphrase-fd, and ask the keeper that runs");
	return r;
}

/* Read in a scope of its own, so that nothing of it is left once there is a key. */
static result
root_by(struct scope *sc, result (*read)(struct scope *, int fd, struct str *), int fd,
    struct str salt, struct root **root)
{
	struct scope own;
	struct str passphrase;
	result r;

	scope_begin(&own, sc->now);
	r = read(&own, fd, &passphrase);
	if (r.code == E_OK)
		r = root_of_passphrase(sc, passphrase, salt, root);
	return scope_end_within(&own, sc, r);
}

static result
root_typed(struct scope *sc, struct str salt_path, int fd, struct root **root)
{
	struct str salt;

	TRY(seal_start(sc));
	TRY(file_read(sc, salt_path, SALT_MOST, &salt));
	return root_by(sc, read_passphrase, fd, salt, root);
}

result
root_find(
    struct scope *sc, struct str store, struct str given, int fd, struct root_source *source)
{
	struct arena *a = &sc->arena;
	struct str salt = path_join(a, store, S(KEEPER_SALT)), path;

	*source = (struct root_source){ .path = given };
	if (given.n > 0 || file_exists(sc, path_join(a, store, S(KEEPER_ROOT))))
		return OK;
	if (root_credential(sc, "bailee-root", &path)) {
		source->path = path;
		return OK;
	}
	return file_exists(sc, salt) ? root_typed(sc, salt, fd, &source->typed) : OK;
}

result
root_hand(struct scope *sc, const struct root *typed, int *fd)
{
	int pair[2];
	result r;

	TRY(sock_pair(sc, pair));
	r = file_pour(sc, (struct file){ pair[0] }, root_line(sc, typed));
	sock_close(&pair[0]);
	*fd = pair[1];
	if (r.code != E_OK)
		sock_close(&pair[1]);
	return r;
}

struct str
root_word(const struct root_source *source)
{
	return source->typed != NULL ? S(KEEPER_ROOT_HANDED) : source->path;
}

/* -- a new one ------------------------------------------------------------------ */

static result
new_passphrase(struct scope *sc, int fd, struct str *passphrase)
{
	struct str again;

	if (fd >= 0) {
		TRY(read_passphrase(sc, fd, passphrase));
	} else {
		TRY(tty_ask_secret(sc, S("a passphrase for the store: "), passphrase));
		TRY(tty_ask_secret(sc, S("the same again: "), &again));
		if (!str_eq(*passphrase, again))
			return fail(sc, E_INPUT, "these were two passphrases");
	}
	if (passphrase->n < PASSPHRASE_LEAST)
		return fail(sc, E_INPUT,
		    "a passphrase has at least %d characters: whoever has the store's files can "
		    "try them all",
		    PASSPHRASE_LEAST);
	return OK;
}

result
root_new_typed(struct scope *sc, int fd, struct str *salt, struct root **root)
{
	*salt = salt_new(sc);
	return root_by(sc, new_passphrase, fd, *salt, root);
}

result
root_fd_option(struct call *call, int *fd)
{
	uint64_t number;

	*fd = -1;
	if (!call_has(call, "passphrase-fd"))
		return OK;
	if (!str_to_u64(call_option(call, "passphrase-fd"), &number) || number > 1023)
		return fail(
		    call->sc, E_INPUT, "--passphrase-fd takes the number of a descriptor");
	*fd = (int)number;
	return OK;
}
