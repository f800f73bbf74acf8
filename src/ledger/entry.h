/* ledger/entry.h -- an entry and its canonical text, both ways. */
#ifndef BAILEE_LEDGER_ENTRY_H
#define BAILEE_LEDGER_ENTRY_H

#include "base/buf.h"
#include "ledger/ledger.h"

#define LEDGER_FORMAT "bailee-ledger 1"

/* E_INPUT when something is no word (L2); the text is on one line. */
result entry_print(
    struct scope *, const struct entry *, int64_t seq, struct instant at, struct str *body) MUST;
/* E_DAMAGED when it is not what entry_print writes. */
result entry_parse(struct scope *, struct str body, struct ledger_row *) MUST;

/* Appends a body that was printed before; the next one, or E_DAMAGED. */
result ledger_put(struct scope *, struct ledger *, const struct entry *, struct str body,
    struct instant at) MUST;

/* The link before the first: bound to the store's id. */
struct hash ledger_genesis(struct arena *, struct str store);
/* What a checkpoint's signature is over. */
struct str checkpoint_signed(struct arena *, struct str body);

#endif
