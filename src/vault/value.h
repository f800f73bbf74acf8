/* vault/value.h -- one canonical text for each type of value.
 *
 * What is stored, compared and searched is canonical: E.164 telephone
 * numbers (a national number is read as one of the policy's country), e-mail
 * with a lower-case IDNA domain, MAC as twelve lower-case hex digits, dates
 * ISO 8601, yes-no as "yes" or "no".
 */
#ifndef BAILEE_VAULT_VALUE_H
#define BAILEE_VAULT_VALUE_H

#include "base/node.h"
#include "policy/plan.h"

/* From what a door brought to canonical text; false with the reason in words
 * ("`phone` is not a telephone number") when it is not of that type. */
bool value_canonical(struct scope *, const struct plan *, uint16_t field, const struct node *given,
    struct str *text, struct str *reason) MUST;
/* From canonical text to what a door shows: yes-no is a truth, number a number. */
struct node *value_node(struct arena *, const struct plan *, uint16_t field, struct str text);
/* The strings an index row is made of: the whole value; for an address its
 * words, folded, at most 32. */
void value_terms(struct arena *, const struct plan *, uint16_t field, struct str text,
    struct str **terms, size_t *n);

/* An e-mail address as a field of that type may hold it: ASCII, no blank, no quotes. */
bool value_is_email(struct str);
/* "+441632960100": as it is stored. */
bool value_is_e164(struct str);
/* A telephone number, as it is dialled in the policy's country, made canonical; false: none. */
bool value_phone(struct scope *, const struct plan *, struct str given, struct str *canonical);

/* A payment card number somewhere in the text: 13 to 19 digits, blanks and
 * dashes between them, an issuer's prefix and a right Luhn digit
 * (ISO/IEC 7812-1). */
bool value_has_card_number(struct str text);

#endif
