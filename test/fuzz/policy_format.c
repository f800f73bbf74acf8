/* fuzz/policy_format.c -- S3: print(parse(x)) is a fixpoint, and means what x means. */
#include "base/check.h"
#include "policy/compile.h"
#include "fuzz.h"

static size_t
errors_of(struct scope *sc, struct str text)
{
	struct compile_options options = { .file = S("fuzz.policy") };
	struct diags diags;

	(void)policy_compile(sc, &sc->arena, text, &options, &diags); /* only its messages count */
	return diags.errors;
}

int
fuzz_policy_format(const uint8_t *bytes, size_t n)
{
	struct str text = { (const char *)bytes, n }, once, twice;
	struct compile_options options = { .file = S("fuzz.policy") };
	struct diags diags;
	struct scope sc;

	scope_begin(&sc, (struct instant){ 0 });
	if (policy_format(&sc, text, &options, &once, &diags)) {
		CHECK(policy_format(&sc, once, &options, &twice, &diags));
		CHECK(str_eq(once, twice));
		CHECK(errors_of(&sc, text) == errors_of(&sc, once));
	} else {
		CHECK(diags.errors > 0);
	}
	scope_end(&sc);
	return 0;
}
