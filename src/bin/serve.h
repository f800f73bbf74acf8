/* bin/serve.h -- the supervisor behind `bailee serve`: it starts the keeper and
 * the doors, starts again what dies, and stops all of them cleanly.
 *
 *  N5  It opens no database, and holds no key but the root of a passphrase that
 *      was typed, in locked memory, for the next keeper that it starts.
 *  N6  One byte goes to `ready` when the keeper and every door answer; it is
 *      then closed.  Closed without a byte: the start failed.
 */
#ifndef BAILEE_BIN_SERVE_H
#define BAILEE_BIN_SERVE_H

#include "bin/root.h"

struct serve_options {
	struct str store;
	struct root_source root;
	const struct str *listen; /* "ADDR:PORT" or "unix:PATH"; none: 127.0.0.1:8443 */
	size_t listens;
	bool plain; /* without TLS: on loopback and unix sockets only */
	bool proxied; /* who connects there, without TLS, is a proxy of ours */
	struct str cert, key; /* PEM files; empty: STORE/tls.crt, STORE/tls.key */
	struct str alarm_command; /* a programme, run with an alarm's name and facts; or empty */
	struct str mail_password, mail_authority; /* files for the part that carries; or empty */
	struct str mail_in; /* "ADDR:PORT" or "unix:PATH", where mail is handed in; empty: nowhere */
	struct str mail_trust; /* the authserv-id of the mail server whose word is taken; or empty */
	struct str place; /* where this machine is; empty: not said */
	bool weaker; /* go on without landlock; it goes into the ledger */
	int ready; /* N6; -1: nobody waits */
};

/* Returns when told to stop (SIGINT, SIGTERM). */
result serve_run(struct scope *, const struct serve_options *) MUST;

#endif
