/* ledger/report.c -- what a verifier found, for people. */
#include "base/buf.h"
#include "ledger/verify.h"

static const char *
fault_text(enum ledger_fault fault)
{
	/* clang-format off */
	static const char *const text[] = {
#define LEDGER_FAULT(fault, text) [fault] = text,
#include "ledger/fault.def"
#undef LEDGER_FAULT
	};
	/* clang-format on */

	return text[fault];
}

static void
print_signed(struct buf *b, const struct ledger_report *r)
{
	if (r->signed_seq == 0) {
		buf_puts(b, "no checkpoint is in the file: the chain is whole, but nobody has signed it\n");
		return;
	}
	buf_printf(b, "signed up to entry %lld at %.*s, %lld checkpoints\n", (long long)r->signed_seq,
	    STR(r->signed_at), (long long)r->checkpoints);
	if (r->unsigned_tail > 0)
		buf_printf(b,
		    "%lld entries after the last signed checkpoint: if some were cut off there, "
		    "it cannot be seen\n",
		    (long long)r->unsigned_tail);
}

struct str
ledger_report_print(struct arena *arena, const struct ledger_report *r)
{
	struct buf b = buf_new(arena);

	if (!r->whole)
		buf_printf(&b, "the ledger is broken at line %zu, entry %lld: %s\n", r->line, (long long)r->seq,
		    fault_text(r->fault));
	else if (r->first == 0)
		buf_printf(&b, "the ledger of store %.*s is whole, and has no entry\n", STR(r->store));
	else
		buf_printf(&b, "the ledger of store %.*s is whole: entries %lld to %lld\n", STR(r->store),
		    (long long)r->first, (long long)r->last);
	if (r->pruned > 0)
		buf_printf(&b,
		    "it begins behind entry %lld, for which a signed checkpoint vouches\n",
		    (long long)r->pruned);
	if (r->line > 0 && (r->whole || r->signed_seq > 0))
		print_signed(&b, r);
	return buf_str(&b);
}
