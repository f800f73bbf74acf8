/* Any document: a report, and never a crash; without the key nobody signs one. */
#include "base/check.h"
#include "fuzz.h"
#include "ledger/figures.h"

int
fuzz_ledger_figures(const uint8_t *bytes, size_t n)
{
	struct scope sc;
	struct str text = { n > 0 ? (const char *)bytes : "", n };
	struct figures_report r;
	struct public_key key;

	scope_begin(&sc, (struct instant){ 0 });
	CHECK(seal_start(&sc).code == E_OK);
	key = sign_public(key_of_bytes(&sc, "0123456789abcdef0123456789abcdef"));
	r = ledger_figures_check(&sc, &key, text);
	CHECK((r.fault == FIGURES_NONE) == !ledger_figures_borne(text));
	CHECK(figures_fault_text(r.fault)[0] != '\0');
	scope_end(&sc);
	return 0;
}
