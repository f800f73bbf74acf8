/* vault/root.c -- the root key: where it comes from and how it is kept. */
#include "base/check.h"
#include "seal/key.h"
#include "seal/shares.h"
#include "sys/file.h"
#include "sys/proc.h"
#include "vault/inside.h"
#include "vault/root.h"

#define ROOT_MARK "bailee-root-1 "
#define ROOT_FILE_MAX 4096

struct root {
	struct key *key; /* held until root_clear */
};

static void
clear_at_end(void *arg)
{
	root_clear(arg);
}

static struct root *
root_of_key(struct scope *sc, const struct key *key)
{
	struct root *root = NEW(&sc->arena, struct root);

	root->key = key_held(key);
	scope_on_end(sc, clear_at_end, root);
	return root;
}

const struct key *
root_key(const struct root *root)
{
	CHECK(root != NULL && root->key != NULL);
	return root->key;
}

result
root_make(struct scope *sc, struct str path, struct root **root)
{
	struct root *made = root_of_key(sc, key_new(sc));

	TRY(root_write(sc, made, path));
	*root = made;
	return OK;
}

struct str
root_line(struct scope *sc, const struct root *root)
{
	struct str bare = key_bare(sc, root_key(root));

	return str_printf(
	    &sc->arena, ROOT_MARK "%.*s\n", STR(hex_encode(&sc->arena, bare.p, bare.n)));
}

result
root_of_line(struct scope *sc, struct str line, struct root **root)
{
	struct str bytes;

	line = str_trim(line);
	if (!str_starts(line, S(ROOT_MARK))
	    || !hex_decode(&sc->arena, str_slice(line, sizeof(ROOT_MARK) - 1, line.n), &bytes)
	    || bytes.n != KEY_BYTES)
		return fail(sc, E_INPUT,
		    "the root key file is not one that bailee wrote; restore it from the recovery "
		    "sheet");
	*root = root_of_key(sc, key_of_bytes(sc, bytes.p));
	return OK;
}

result
root_write(struct scope *sc, const struct root *root, struct str path)
{
	if (file_exists(sc, path))
		return fail(sc, E_STATE,
		    "there is a key file already, and it is never overwritten; move it away first");
	return file_write(sc, path, root_line(sc, root), FILE_SECRET);
}

/* A key that others can read is no key.  A credential of systemd's may be
 * root's own file that an access list opens to us, which shows as a group's. */
static result
check_private(struct scope *sc, struct str path)
{
	struct file_facts facts;

	TRY(file_look(sc, path, &facts));
	if (facts.kind == FILE_NONE) {
		(void)fail(sc, E_ABSENT,
		    "there is no root key file; give its path, or restore it from the recovery "
		    "sheet")
		    .code; /* returned with its detail */
		return fail_detail(sc, "%.*s: not there", STR(path));
	}
	if (facts.kind != FILE_REGULAR)
		return fail(sc, E_INPUT, "the root key is not a regular file");
	if ((facts.mode & (facts.owner == 0 && !proc_is_root() ? 0037 : 0077)) != 0)
		return fail(sc, E_STATE, "others can read the root key file; set its mode to 0400");
	return OK;
}

result
root_of_file(struct scope *sc, struct str path, struct root **root)
{
	struct str text;

	TRY(check_private(sc, path));
	TRY(file_read(sc, path, ROOT_FILE_MAX, &text));
	return root_of_line(sc, text, root);
}

result
root_of_passphrase(struct scope *sc, struct str passphrase, struct str salt, struct root **root)
{
	struct key *key;

	TRY(key_of_passphrase(sc, passphrase, salt, &key));
	*root = root_of_key(sc, key);
	return OK;
}

result
root_shares(struct scope *sc, const struct root *root, struct str store_id, struct str share[3])
{
	_Static_assert(SHARES_MADE == 3, "the recovery sheet has three lines");
	shares_split(sc, root_key(root), store_id, share);
	return OK;
}

result
root_of_shares(struct scope *sc, struct str a, struct str b, struct root **root)
{
	struct str store;
	struct key *key;

	TRY(shares_join(sc, a, b, &store, &key));
	*root = root_of_key(sc, key);
	return OK;
}

void
root_clear(struct root *root)
{
	if (root == NULL)
		return;
	key_clear(root->key);
	root->key = NULL;
}
