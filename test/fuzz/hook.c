/* A request to a webhook's stand-in (M13): what is whole stays whole when more comes. */
#include "fuzz.h"

#include "base/check.h"
#include "promise/hook.h"

int
fuzz_hook(const uint8_t *bytes, size_t n)
{
	struct str text = { n > 0 ? (const char *)bytes : "", n };
	struct node *request, *again;
	struct scope sc;

	scope_begin(&sc, (struct instant){ 0 });
	if (hook_read(&sc.arena, text, &request) == HOOK_WHOLE) {
		CHECK(node_get_str(request, S("body")).n <= n);
		for (size_t i = 0; i < n; i++)
			if (hook_read(&sc.arena, str_slice(text, 0, i), &again) == HOOK_WHOLE)
				CHECK(str_eq(node_get_str(again, S("body")),
				    node_get_str(request, S("body"))));
	}
	scope_end(&sc);
	return 0;
}
