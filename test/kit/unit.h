/* test/kit/unit.h -- what every unit test stands on.
 *
 * A test is a table or a property, its name is a sentence, and it must be
 * able to fail.  `UNIT_MAIN(TEST(a), TEST(b))` ends the file.  Each test has
 * a scope of its own in *state.
 */
#ifndef BAILEE_KIT_UNIT_H
#define BAILEE_KIT_UNIT_H

#include "base/scope.h"
#include "seal/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
/* cmocka's `fail` is in the way of ours, and its fail_msg stands on it. */
#undef fail
#undef fail_msg
#define fail_msg(...) \
	do { \
		print_error("ERROR: " __VA_ARGS__); \
		print_error("\n"); \
		_fail(__FILE__, __LINE__); \
	} while (0)

/* 2027-01-15T08:00:00Z, a Friday. */
#define TEST_NOW ((struct instant){ 1800000000000000 })

static struct scope unit_scope;

static inline int
scope_up(void **state)
{
	scope_begin(&unit_scope, TEST_NOW);
	*state = &unit_scope;
	return seal_start(&unit_scope).code == E_OK ? 0 : -1;
}

static inline int
scope_down(void **state)
{
	scope_end(*state);
	return 0;
}

static inline void
assert_ok_(result r, const char *file, int line)
{
	if (r.code == E_OK)
		return;
	print_error("%s", result_text(r.code));
	if (unit_scope.fault.code == r.code)
		print_error(": %.*s", STR(unit_scope.fault.text));
	print_error("\n");
	_fail(file, line);
}

static inline void
assert_str_(struct str got, struct str want, const char *file, int line)
{
	if (str_eq(got, want))
		return;
	print_error("got  \"%.*s\"\nwant \"%.*s\"\n", STR(got), STR(want));
	_fail(file, line);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scope_up, scope_down)
#define UNIT_MAIN(...) \
	int main(void) \
	{ \
		const struct CMUnitTest tests[] = { __VA_ARGS__ }; \
		return cmocka_run_group_tests(tests, NULL, NULL); \
	}
#define assert_ok(call) assert_ok_(call, __FILE__, __LINE__)
#define assert_code(call, want) assert_int_equal((call).code, want)
#define assert_str(s, want) assert_str_(s, want, __FILE__, __LINE__)

#endif
