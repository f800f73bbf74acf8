/* term/entry.h -- what this room writes into the ledger; nobody else reads it. */
#ifndef BAILEE_TERM_ENTRY_H
#define BAILEE_TERM_ENTRY_H

#include "term/term.h"

struct entry term_entry(const struct store *, enum entry_kind);
/* Names of the fields, in the policy's order. */
void term_entry_fields(struct scope *, const struct store *, struct entry *, struct fields);
/* Whom a record is about, by pseudonym; nobody: nothing. */
result term_entry_record(
    struct scope *, const struct store *, struct entry *, const struct record *) MUST;
/* What the operator has set, or no more: `name`, and what may be said of it. */
result term_note_set(struct scope *, struct store *, const struct asker *, enum entry_kind,
    struct str name, struct node *more) MUST;
/* The line of the clock that ends a group. */
int64_t term_line(const struct plan *, uint16_t group);

#endif
