/* vault/root.h -- the root key of a store: a key file (mode 0400, or as systemd
 * hands a credential over) or a passphrase (argon2id).  Held in locked memory. */
#ifndef BAILEE_VAULT_ROOT_H
#define BAILEE_VAULT_ROOT_H

#include "base/scope.h"

struct root;

result root_make(struct scope *, struct str path, struct root **) MUST; /* a new key file */
result root_of_file(struct scope *, struct str path, struct root **) MUST;
/* The line of a key file, and the root of such a line: how a process that asked
 * for a passphrase hands the root on (by a pipe, never by a file). */
struct str root_line(struct scope *, const struct root *);
result root_of_line(struct scope *, struct str line, struct root **) MUST;
/* `salt`: the line beside the store, made with it (seal/key.h, salt_new). */
result root_of_passphrase(struct scope *, struct str passphrase, struct str salt, struct root **)
    MUST;
/* The recovery sheet: three shares, any two give the root back. */
result root_shares(struct scope *, const struct root *, struct str store_id, struct str share[3])
    MUST;
result root_of_shares(struct scope *, struct str a, struct str b, struct root **) MUST;
result root_write(struct scope *, const struct root *, struct str path) MUST;
void root_clear(struct root *);

#endif
