/* From a due date to a destroyed key: the sweep, holds and the three steps. */
#include "kit/unit.h"

#include "kit/store.h"
#include "policy/compile.h"
#include "sys/zone.h"
#include "vault/party.h"

/* -- the sweep ---------------------------------------------------------------- */

static void
what_is_due_ends_on_the_minute_and_what_is_not_stays(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	test_travel(t, "2027-03-02T09:00:00Z");
	test_begin(t);
	r = test_delivery(t, "S-1");
	test_tell(t, "delivery", "despatch", r.id, "2027-03-02T09:00:00Z");
	test_commit(t);

	test_travel(t, "2027-05-31T07:59:59Z"); /* 90 days, and an hour of summer time */
	assert_int_equal(test_sweep(t), 0);
	test_travel(t, "2027-05-31T08:00:00Z");
	assert_int_equal(test_sweep(t), 1);
	assert_str(test_value(t, r.id, "delivery.phone"), S("")); /* V2: before its key is gone */
	assert_int_equal(test_finish(t), 1);
	assert_str(test_value(t, r.id, "delivery.phone"), S(""));
	assert_str(test_value(t, r.id, "delivery.name"), S("Ada Lovelace"));
	assert_int_equal(test_entries(t, ENTRY_ERASURE_DECIDED), 1);
	assert_int_equal(test_entries(t, ENTRY_ERASED), 1);
}

UNIT_MAIN(TEST(what_is_due_ends_on_the_minute_and_what_is_not_stays), )
