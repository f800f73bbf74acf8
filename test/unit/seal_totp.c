#include "kit/unit.h"

#include "seal/totp.h"

#define SECRET S("12345678901234567890")

/* RFC 6238, appendix B: the last six of its eight digits. */
static void
the_codes_are_those_of_the_rfc(void **state)
{
	static const struct {
		int64_t seconds;
		const char *code;
	} known[] = {
		{ 59, "287082" },
		{ 1111111109, "081804" },
		{ 1111111111, "050471" },
		{ 1234567890, "005924" },
		{ 2000000000, "279037" },
		{ 20000000000, "353130" },
	};
	struct scope *sc = *state;

	for (size_t i = 0; i < N(known); i++) {
		struct instant at = { known[i].seconds * 1000000 };

		assert_str(totp_code(&sc->arena, SECRET, at), str_of(known[i].code));
		assert_int_equal(totp_step(SECRET, at, str_of(known[i].code), 0), known[i].seconds / 30);
	}
}

static void
a_code_is_good_for_three_steps_and_once(void **state)
{
	struct scope *sc = *state;
	struct instant at = { (int64_t)1234567890 * 1000000 };
	struct str code = totp_code(&sc->arena, SECRET, at);
	int64_t step = totp_step(SECRET, at, code, 0);

	assert_int_equal(totp_step(SECRET, instant_plus(at, span_seconds(30)), code, 0), step);
	assert_int_equal(totp_step(SECRET, instant_plus(at, span_seconds(-30)), code, 0), step);
	assert_int_equal(totp_step(SECRET, instant_plus(at, span_seconds(60)), code, 0), 0);
	assert_int_equal(totp_step(SECRET, instant_plus(at, span_seconds(-60)), code, 0), 0);
	assert_int_equal(totp_step(SECRET, at, code, step), 0);
	assert_int_equal(totp_step(SECRET, at, code, step - 1), step);
	assert_int_equal(totp_step(S("another secret, 20 b"), at, code, 0), 0);
}

static void
what_is_no_code_is_none(void **state)
{
	static const char *const wrong[] = { "", "00592", "0059240", "00592x", "-05924", "000000" };
	struct instant at = { (int64_t)1234567890 * 1000000 };

	(void)state;
	for (size_t i = 0; i < N(wrong); i++)
		assert_int_equal(totp_step(SECRET, at, str_of(wrong[i]), 0), 0);
	assert_true(totp_step(SECRET, at, S("005 924"), 0) > 0);
}

static void
a_secret_is_printed_as_apps_take_it(void **state)
{
	struct scope *sc = *state;

	struct str read;

	assert_str(totp_secret_print(&sc->arena, SECRET), S("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"));
	assert_true(totp_secret_read(&sc->arena, totp_secret_print(&sc->arena, SECRET), &read));
	assert_str(read, SECRET);
	assert_false(totp_secret_read(&sc->arena, S("GEZD GNBV"), &read));
	assert_false(totp_secret_read(&sc->arena, S("GEZD-GNB0"), &read));
	assert_true(str_ends(totp_address(&sc->arena, S("desk"), SECRET),
	    S("?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=bailee")));
}

static void
a_typed_code_is_read_however_it_is_written(void **state)
{
	struct scope *sc = *state;
	struct str one = code_new(&sc->arena, 4), other = code_new(&sc->arena, 4);

	assert_int_equal(one.n, 23);
	assert_false(str_eq(one, other));
	assert_int_equal(code_plain(&sc->arena, one).n, 20);
	assert_str(code_plain(&sc->arena, S("abcde-0i1ol vwxyz")), S("ABCDE01101VWXYZ"));
	assert_str(code_plain(&sc->arena, S("")), S(""));
}

UNIT_MAIN(TEST(the_codes_are_those_of_the_rfc), TEST(a_code_is_good_for_three_steps_and_once),
    TEST(what_is_no_code_is_none), TEST(a_secret_is_printed_as_apps_take_it),
    TEST(a_typed_code_is_read_however_it_is_written))
