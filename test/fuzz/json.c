/* fuzz/json.c -- J2: print(parse(x)) says the same as x, and is stable. */
#include "base/check.h"
#include "base/json.h"
#include "fuzz.h"

int
fuzz_json(const uint8_t *bytes, size_t n)
{
	struct str text = { (const char *)bytes, n };
	struct node *first, *again;
	struct scope sc;

	scope_begin(&sc, (struct instant){ 0 });
	if (json_parse(&sc, text, &first).code == E_OK) {
		struct str printed = json_text(&sc.arena, first);
		struct buf pretty = buf_new(&sc.arena);

		/* an escape may print longer than it was read, over the cap */
		if (json_parse(&sc, printed, &again).code == E_OK) {
			CHECK(node_eq(first, again));
			CHECK(str_eq(printed, json_text(&sc.arena, again)));
		} else {
			CHECK(sc.fault.code == E_TOO_BIG);
		}
		json_print_pretty(&pretty, first);
		CHECK(utf8_valid(buf_str(&pretty)));
	}
	scope_end(&sc);
	return 0;
}
