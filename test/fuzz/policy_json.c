/* fuzz/policy_json.c -- J1, J2: text to JSON to text is the canonical layout; any JSON that
 * is taken is what its own text says. */
#include "base/check.h"
#include "base/json.h"
#include "policy/compile.h"
#include "policy/tree_json.h"
#include "fuzz.h"

static const struct compile_options options = { .file = { "fuzz.policy", 11 } };

static void
text_to_json_and_back(struct scope *sc, struct str text)
{
	struct diags diags;
	struct str canonical, back;
	struct node *json = policy_to_json(sc, text, &options, &diags), *read;

	if (!policy_format(sc, text, &options, &canonical, &diags)) {
		CHECK(json == NULL && diags.errors > 0);
		return;
	}
	CHECK(json_parse_up_to(sc, json_text(&sc->arena, json), TREE_JSON_MAX, &read).code == E_OK);
	CHECK(policy_from_json(sc, read, &options, &back, &diags).code == E_OK);
	CHECK(diags.errors == 0 && str_eq(back, canonical));
	read = policy_to_json(sc, canonical, &options, &diags);
	CHECK(node_eq(json, read));
}

static void
json_to_text_and_back(struct scope *sc, const struct node *json)
{
	struct diags diags;
	struct str text, canonical;
	struct node *again;

	if (policy_from_json(sc, json, &options, &text, &diags).code != E_OK || diags.errors > 0)
		return;
	CHECK(policy_format(sc, text, &options, &canonical, &diags) && str_eq(text, canonical));
	again = policy_to_json(sc, text, &options, &diags);
	CHECK(again != NULL && policy_from_json(sc, again, &options, &canonical, &diags).code == E_OK);
	CHECK(str_eq(text, canonical));
}

int
fuzz_policy_json(const uint8_t *bytes, size_t n)
{
	struct str text = { (const char *)bytes, n };
	struct node *json;
	struct scope sc;

	scope_begin(&sc, (struct instant){ 0 });
	if (json_parse(&sc, text, &json).code == E_OK)
		json_to_text_and_back(&sc, json);
	else
		text_to_json_and_back(&sc, text);
	scope_end(&sc);
	return 0;
}
