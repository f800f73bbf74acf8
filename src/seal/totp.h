/* seal/totp.h -- six digits that a telephone computes (RFC 6238), and codes to be typed once.
 *
 *  S10 A code is good for its own 30 seconds, those before and those after, and
 *      only once: the step it was of is given back, and a step that is not
 *      greater than the last is not looked at.
 *
 * HMAC-SHA-1, since that is what authenticator apps compute; its weakness is one
 * of collisions, which do not help here.
 */
#ifndef BAILEE_SEAL_TOTP_H
#define BAILEE_SEAL_TOTP_H

#include "seal/key.h"

#define TOTP_SECRET_BYTES 20
#define TOTP_STEP_SECONDS 30

/* The step of `now` that `code` is of and that comes after `last`; 0: none. */
int64_t totp_step(struct str secret, struct instant now, struct str code, int64_t last);
struct str totp_code(struct arena *, struct str secret, struct instant now);
/* How the secret is typed into an app: base 32 of RFC 4648, in groups of four. */
struct str totp_secret_print(struct arena *, struct str secret);
bool totp_secret_read(struct arena *, struct str printed, struct str *secret) MUST;
/* The address that an app takes the secret from. */
struct str totp_address(struct arena *, struct str issuer, struct str secret);

/* A code to be typed once: `groups` of five letters and digits, 25 bits each. */
struct str code_new(struct arena *, int groups);
/* As it was made, however it was typed: blanks, dashes, case, O for 0, I and L for 1. */
struct str code_plain(struct arena *, struct str typed);

#endif
