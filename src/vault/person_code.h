/* vault/person_code.h -- how people themselves sign in: by a code to an address on record.
 *
 *  V16 Whoever asks for a code is told the same, known or not, and a code is asked about and
 *      counted in the same way; so the way in says of nobody whether we know them.
 *  V17 A code is one person's, counts once and for PERSON_CODE_FOR; after PERSON_TRIES wrong
 *      ones none of that asking counts, and after PERSON_CODES an hour none is sent to that
 *      address.
 *
 * The address and the codes stand here as keyed fingerprints.  An address that several people
 * have is sent a code for each: whoever reads its mail reads theirs as well.
 */
#ifndef BAILEE_VAULT_PERSON_CODE_H
#define BAILEE_VAULT_PERSON_CODE_H

#include "vault/asker.h"

#define PERSON_CODE_FOR span_minutes(15)
#define PERSON_TRIES 5
#define PERSON_CODES 4 /* askings an hour and address */
#define PERSON_PEOPLE 8 /* of one address */

struct person_code {
	struct str subject;
	struct str code; /* shown to nobody but them */
};

/* `challenge` is what the answer is held against.  `sent` false: nobody is written to. */
result vault_person_code(struct scope *, struct vault *, struct str address,
    struct person_code *, size_t n, struct str *challenge, bool *sent) MUST;

struct person_entry {
	struct str challenge, code;
	bool good;
	struct str subject;
	struct str session; /* shown once */
	struct instant until;
};
/* OK whether it is good or not: what it wrote of a wrong one must stay. */
result vault_person_enter(struct scope *, struct vault *, struct person_entry *) MUST;

#endif
