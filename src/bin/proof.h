/* bin/proof.h -- a document that shows its evidence. */
#ifndef BAILEE_BIN_PROOF_H
#define BAILEE_BIN_PROOF_H

#include "bin/text.h"
#include "policy/document.h"

/* The policy that the store runs, compiled. */
result proof_policy(struct call *, struct compiled *) MUST;
/* Prints a document with its proof: each sentence with its lines, each line with its
 * plays (--plays, usually test/promise) and its figures, signed by the store's ledger.
 * `edition` says form and hash.  E_STATE when the store runs another policy. */
result proof_document(struct call *, const struct plan *, enum document_kind,
    struct edition edition) MUST;

#endif
