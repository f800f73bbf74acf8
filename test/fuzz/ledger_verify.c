/* Any file at all: a report, and never a crash.  What is whole is whole in
 * pieces too, and what a forger can write without the key is not signed. */
#include "fuzz.h"

#include "base/check.h"
#include "base/scope.h"
#include "ledger/verify.h"

static struct ledger_report
in_pieces(struct arena *arena, const struct public_key *key, struct str text, size_t size)
{
	struct ledger_verifier v;

	ledger_verifier_begin(&v, arena, key);
	for (size_t at = 0; at < text.n; at += size) {
		if (!ledger_verifier_feed(&v, str_slice(text, at, at + size)))
			break;
	}
	return *ledger_verifier_end(&v);
}

int
fuzz_ledger_verify(const uint8_t *bytes, size_t n)
{
	struct scope sc;
	struct str text = { n > 0 ? (const char *)bytes : "", n };
	struct ledger_report whole, pieces;
	struct public_key key;

	scope_begin(&sc, (struct instant){ 0 });
	CHECK(seal_start(&sc).code == E_OK);
	key = sign_public(key_of_bytes(&sc, "0123456789abcdef0123456789abcdef"));
	whole = ledger_verify(&sc.arena, &key, text);
	pieces = in_pieces(&sc.arena, &key, text, 1 + n / 7);
	CHECK(whole.whole == pieces.whole && whole.fault == pieces.fault && whole.line == pieces.line);
	CHECK(whole.seq == pieces.seq && whole.last == pieces.last);
	CHECK(ledger_report_print(&sc.arena, &whole).n > 0);
	scope_end(&sc);
	return 0;
}
