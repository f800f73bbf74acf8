/* vault/screen.h -- registers of numbers that must not be rung (PECR reg 21): TPS, CTPS.
 *
 * A list is loaded piece by piece under a number of its own; ended, it counts, and takes the
 * place of the one before.  Kept are keyed fingerprints: a number that is asked for is found,
 * and the list cannot be read out.
 */
#ifndef BAILEE_VAULT_SCREEN_H
#define BAILEE_VAULT_SCREEN_H

#include "vault/vault.h"

struct screen_list {
	int64_t id;
	struct str name; /* of the register */
	struct instant as_of; /* the day whose register it is */
	struct instant loaded; /* when its loading began */
	int64_t numbers;
};

result vault_screen_begin(
    struct scope *, struct vault *, struct str name, struct instant as_of, int64_t *list) MUST;
/* One that is being loaded; else E_ABSENT. */
result vault_screen_get(struct scope *, struct vault *, int64_t list, struct screen_list *) MUST;
/* Canonical numbers (E.164); one that is there already changes nothing. */
result vault_screen_add(
    struct scope *, struct vault *, int64_t list, const struct str *numbers, size_t n) MUST;
result vault_screen_end(struct scope *, struct vault *, const struct screen_list *) MUST;
/* The one that counts. */
result vault_screen_newest(
    struct scope *, struct vault *, struct str name, struct screen_list *, bool *found) MUST;
result vault_screen_has(struct scope *, struct vault *, const struct screen_list *,
    struct str number, bool *has) MUST;
/* Of lists that count no more, or were begun and not ended within a day: at most so many
 * numbers; `more` may be left. */
result vault_screen_waits(struct scope *, struct vault *, bool *waits) MUST;
result vault_screen_drop(struct scope *, struct vault *, size_t most, bool *more) MUST;

#endif
