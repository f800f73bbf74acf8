/* ledger/verify.h -- is this ledger whole?  From the file and the public key.
 *
 *  L7  Needs no store, no secret and no clock; takes the file in pieces of
 *      any size, in constant memory.
 *  L8  The first line that does not fit is named: changed, missing, out of
 *      order, of another store, wrongly signed.  What follows it is not read.
 *  L9  What stands after the last checkpoint is chained but not signed: it is
 *      counted, since a tail cut there cannot be seen.
 */
#ifndef BAILEE_LEDGER_VERIFY_H
#define BAILEE_LEDGER_VERIFY_H

#include "seal/seal.h"
#include "seal/sign.h"

#define LEDGER_LINE_MAX ((size_t)64 << 10)

enum ledger_fault {
#define LEDGER_FAULT(fault, text) fault,
#include "ledger/fault.def"
#undef LEDGER_FAULT
};

struct ledger_report {
	bool whole; /* nothing found; else fault, line and seq say what and where */
	enum ledger_fault fault;
	size_t line; /* of the file, from 1 */
	int64_t seq; /* of the entry that does not fit, or should stand there */
	struct str store; /* id */
	int64_t first, last; /* entries read; 0: none */
	int64_t pruned; /* entries before the start, vouched for by a checkpoint */
	int64_t checkpoints;
	int64_t signed_seq; /* the last entry under a signature; 0: none */
	struct str signed_at; /* RFC 3339 */
	int64_t unsigned_tail; /* entries after the last signed checkpoint */
};

struct ledger_verifier {
	struct public_key key;
	struct ledger_report report;
	struct hash hash; /* of the last entry that fitted */
	int64_t seq;
	bool anchored; /* a start is known: the first entry, or a checkpoint */
	struct arena *arena;
	char *part; /* a line whose end has not come, LEDGER_LINE_MAX at most */
	size_t part_n;
	char *signed_at; /* what report.signed_at points to */
};

void ledger_verifier_begin(struct ledger_verifier *, struct arena *, const struct public_key *);
/* Any piece of the file; false when a fault was found and the rest need not
 * be fed. */
bool ledger_verifier_feed(struct ledger_verifier *, struct str piece);
const struct ledger_report *ledger_verifier_end(struct ledger_verifier *);

/* All at once. */
struct ledger_report ledger_verify(struct arena *, const struct public_key *, struct str text);
/* For people, on lines: what is proved, or what is broken and where. */
struct str ledger_report_print(struct arena *, const struct ledger_report *);

#endif
