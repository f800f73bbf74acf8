/* test/kit/unit.h -- what tests of rooms with scopes begin with.
 *
 * base/scope.h comes first: cmocka calls a macro `fail`, as base calls its
 * function. */
#ifndef BAILEE_KIT_UNIT_H
#define BAILEE_KIT_UNIT_H

#include "base/scope.h"
#include "seal/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define TEST_NOW ((struct instant){ 1800000000000000 })

/* Each test has a scope of its own in *state. */
static inline int
scope_up(void **state)
{
	static struct scope sc;

	scope_begin(&sc, TEST_NOW);
	*state = &sc;
	return seal_start(&sc).code == E_OK ? 0 : -1;
}

static inline int
scope_down(void **state)
{
	scope_end(*state);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scope_up, scope_down)
#define assert_ok(call) assert_int_equal((call).code, E_OK)
#define assert_code(call, want) assert_int_equal((call).code, want)
#define assert_str(s, want) assert_true(str_eq((s), (want)))

#endif
