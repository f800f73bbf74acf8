/* fuzz/wire.c -- K14, K15: any bytes are refused, or packed again as they came. */
#include "base/check.h"
#include "fuzz.h"
#include "keeper/wire.h"

static void
same(struct str a, struct str b)
{
	CHECK(str_eq(a, b));
}

int
fuzz_wire(const uint8_t *bytes, size_t n)
{
	struct str packed = { (const char *)bytes, n }, again;
	struct question_head head;
	struct reply reply;
	struct node *tree;
	struct scope sc;

	if (n == 0)
		packed = S("");
	scope_begin(&sc, (struct instant){ 0 });
	if (wire_unpack(&sc, packed, &tree).code == E_OK) {
		CHECK(wire_pack(&sc, tree, &again).code == E_OK);
		same(packed, again);
	}
	if (wire_unpack_question(&sc, packed, &head, &tree).code == E_OK) {
		CHECK(wire_pack_question(&sc, &head, tree, &again).code == E_OK);
		same(packed, again);
	}
	if (wire_unpack_reply(&sc, packed, &reply).code == E_OK) {
		CHECK(wire_pack_reply(&sc, &reply, &again).code == E_OK);
		same(packed, again);
	}
	scope_end(&sc);
	return 0;
}
