/* What people type: two shares on two lines, and a salt.  Any text is
 * answered with E_INPUT or E_DAMAGED; what joins names its store. */
#include "fuzz.h"

#include "base/check.h"
#include "seal/shares.h"

/* Too dear to derive in a loop: a salt that is well formed is not used. */
static void
salt(struct scope *sc, struct str text)
{
	struct key *k;

	if (!str_starts(str_trim(text), S("argon2id ")))
		CHECK(key_of_passphrase(sc, S("x"), text, &k).code == E_DAMAGED);
}

int
fuzz_shares(const uint8_t *bytes, size_t n)
{
	struct scope sc;
	struct str text = { n > 0 ? (const char *)bytes : "", n }, one, other, store;
	struct key *root;
	result r;

	scope_begin(&sc, (struct instant){ 0 });
	CHECK(seal_start(&sc).code == E_OK);
	one = str_cut(text, '\n', &other);
	r = shares_join(&sc, one, other, &store, &root);
	CHECK(r.code == E_OK || r.code == E_INPUT);
	CHECK((r.code == E_OK) == (root != NULL));
	CHECK(r.code != E_OK || store.n > 0);
	salt(&sc, text);
	scope_end(&sc);
	return 0;
}
