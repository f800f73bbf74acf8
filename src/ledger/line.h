/* ledger/line.h -- one line of a ledger's file, cut by its bytes. */
#ifndef BAILEE_LEDGER_LINE_H
#define BAILEE_LEDGER_LINE_H

#include "seal/seal.h"
#include "seal/sign.h"

#define LINE_NAME_MAX 64 /* of a store's id, or a time */

enum line_kind { LINE_NONE, /* it is no line of a ledger */
	LINE_HEADER,
	LINE_ENTRY,
	LINE_CHECKPOINT };

/* Slices point into the line. */
struct ledger_line {
	enum line_kind kind;
	struct str body; /* of an entry or a checkpoint, as it was hashed or signed */
	int64_t seq; /* of them, from 1 */
	struct hash hash; /* of an entry: what the line says; of a checkpoint: what it signs */
	struct str store; /* header, checkpoint */
	struct str at; /* checkpoint */
	struct public_key key; /* header */
	struct signature signature; /* checkpoint */
};

struct ledger_line line_cut(struct str line);

#endif
