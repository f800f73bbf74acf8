/* seal/token.h -- bearer keys and passwords: kept as what cannot be turned back.
 *
 *  S7  A bearer key is shown once, when it is made; stored is its hash.
 *      It has 256 random bits, so a plain hash is enough.
 *  S8  A password has few bits, so it is stored as argon2id with a salt.
 */
#ifndef BAILEE_SEAL_TOKEN_H
#define BAILEE_SEAL_TOKEN_H

#include "seal/seal.h"

#define TOKEN_PREFIX "bk_" /* so that scanners for leaked secrets can know it */
#define TOKEN_CHARS 46 /* prefix and 43 of base64url */

struct str token_new(struct scope *);
bool token_valid(struct str); /* its shape only */
struct hash token_hash(struct str token);

/* The text to store; E_BUSY when the machine has not 19 MiB for it. */
result password_hash(struct scope *, struct str password, struct str *stored) MUST;
bool password_proves(struct scope *, struct str stored, struct str password);

/* Bytes as text that may stand in the path of an address (base64url, RFC 4648), and
 * back: false when the text is no such. */
struct str token_print(struct arena *, struct str bytes);
bool token_read(struct arena *, struct str text, struct str *bytes) MUST;

#endif
