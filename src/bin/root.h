/* bin/root.h -- where a store's root key is, and asking for its passphrase.
 *
 * In this order: the file that is named; STORE/root.key; the credential
 * `bailee-root` of systemd's, a key file; and, where STORE/root.salt lies, a
 * passphrase: from a descriptor, from the credential `bailee-passphrase`, or
 * from the person at the terminal.
 */
#ifndef BAILEE_BIN_ROOT_H
#define BAILEE_BIN_ROOT_H

#include "base/scope.h"

struct root;

struct root_source {
	struct str path; /* the key file; empty: STORE/root.key */
	struct root *typed; /* the root of a passphrase; NULL: it is the file */
};

/* `given`: the file that is named, or empty; `fd`: of the passphrase, or -1. */
result root_find(
    struct scope *, struct str store, struct str given, int fd, struct root_source *) MUST;
/* A descriptor at which a keeper reads the typed root's line; the caller's. */
result root_hand(struct scope *, const struct root *typed, int *fd) MUST;
/* What a keeper's command line says of it. */
/* A file of systemd's credentials (systemd.exec(5)) of that name; false: there is none. */
bool root_credential(struct scope *, const char *name, struct str *path);
struct str root_word(const struct root_source *);

/* A new passphrase, asked twice, or from the descriptor; E_INPUT when it is
 * shorter than PASSPHRASE_LEAST bytes. */
#define PASSPHRASE_LEAST 12
result root_new_typed(struct scope *, int fd, struct str *salt, struct root **) MUST;

/* --passphrase-fd N; -1 when it is not given. */
struct call;
result root_fd_option(struct call *, int *fd) MUST;
#define OPTION_PASSPHRASE_FD \
	{ \
		"passphrase-fd", "FD", \
		    "read the passphrase there, where the root is one; else it is asked for" \
	}

#endif
