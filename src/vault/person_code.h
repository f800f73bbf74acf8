/* vault/person_code.h -- how people show who they are: by a code to an address or a number that is
 * on record.
 *
 *  V16 Whoever asks for a code is told the same, known or not, and a code is asked about and
 *      counted in the same way; so the way in says of nobody whether we know them.
 *  V17 A code is one person's, or one case's; it counts once and for its time; after PERSON_TRIES
 *      wrong ones none of that asking counts, and after PERSON_CODES an hour none is sent to
 *      that address.  Of a case, only the newest counts.
 *
 * The address and the codes stand here as keyed fingerprints.  An address that several ids have is
 * sent one letter with a code for each; whose they may be is for who asks (rights/whose.c).
 */
#ifndef BAILEE_VAULT_PERSON_CODE_H
#define BAILEE_VAULT_PERSON_CODE_H

#include "vault/asker.h"

#define PERSON_CODE_FOR span_minutes(15) /* to sign in */
#define CASE_CODE_FOR span_days(7) /* it is said by telephone, or in a letter */
#define PERSON_TRIES 5
#define PERSON_CODES 4 /* askings an hour and address */
#define PERSON_PEOPLE 8 /* of one address */

struct person_code {
	struct str subject;
	struct str code; /* shown to nobody but them */
};

struct person_asking {
	struct str address; /* canonical: an e-mail address, or a number in E.164 */
	struct str for_case; /* id; or empty: to sign in */
	struct person_code *of; /* of a case one, in the name of all whom it is about */
	size_t n;
	bool shared; /* no code opens it: they are written to without one */
	struct str challenge; /* what the answer is held against, to sign in */
	struct instant until;
	bool sent; /* false: nobody is written to */
};
/* Sets what stands behind `n`, and the codes. */
result vault_person_code(struct scope *, struct vault *, struct person_asking *) MUST;

struct person_entry {
	struct str challenge, code;
	bool good;
	struct str subject;
	struct str session; /* shown once */
	struct instant until;
};
/* OK whether it is good or not: what it wrote of a wrong one must stay. */
result vault_person_enter(struct scope *, struct vault *, struct person_entry *) MUST;
/* Likewise, and nobody is signed in. */
result vault_person_coded(struct scope *, struct vault *, struct person_entry *) MUST;
/* Likewise; a good one is used up. */
result vault_case_code(
    struct scope *, struct vault *, struct str for_case, struct str code, bool *good) MUST;

/*  V18 The link of an answer's letter counts for its case, once and for COPY_LINK_FOR; what it
 *      leads to is given to who has a code besides, which goes to the address on record. */
#define COPY_LINK_FOR span_days(14)
result vault_copy_link(struct scope *, struct vault *, struct str for_case, struct str subject,
    struct str *token) MUST;
/* `for_case` empty: there is no such link, or it counts no more. */
result vault_copy_linked(struct scope *, struct vault *, struct str token, struct str *for_case,
    struct str *subject) MUST;
result vault_copy_taken(struct scope *, struct vault *, struct str token) MUST;

/* Codes to sign in that were sent for them open nothing any more. */
result vault_person_codes_end(struct scope *, struct vault *, struct str subject) MUST;
/* Whoever is signed in as them is signed out. */
result vault_person_sessions_end(struct scope *, struct vault *, struct str subject) MUST;

#endif
