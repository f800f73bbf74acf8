/* seal/shares.h -- the root in three parts, any two of which restore it.
 *
 * Shamir's sharing over GF(256), threshold two.  A share is one line that
 * can be read aloud: "2of3 STORE GROUPS", Crockford base32 in groups of six.
 *
 *  S9  One share says nothing about the root; two of one store and one split
 *      give exactly it; a misread letter, a share of another store or of an
 *      earlier split is refused with its reason, never a wrong root.
 */
#ifndef BAILEE_SEAL_SHARES_H
#define BAILEE_SEAL_SHARES_H

#include "seal/key.h"

#define SHARES_MADE 3

/* `store` is the store's id: capital letters and digits, at most 64. */
void shares_split(struct scope *, const struct key *root, struct str store,
    struct str share[SHARES_MADE]);
/* Blanks, dashes, case and O for 0, I or L for 1 do not matter.  E_INPUT. */
result shares_join(struct scope *, struct str one, struct str other, struct str *store,
    struct key **root) MUST;

#endif
