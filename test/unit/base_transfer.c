/* Mail's encodings, read leniently. */
#include "kit/unit.h"

#include "base/transfer.h"

/* clang-format off */
static const struct { const char *text, *is; } quoted[] = {
	{ "",                          "" },
	{ "as it is",                  "as it is" },
	{ "=41=62",                    "Ab" },
	{ "=e2=82=ac",                 "\xe2\x82\xac" },
	{ "one =\r\nline",             "one line" },
	{ "one =  \r\nline",           "one line" },
	{ "one=\nline",                "oneline" },
	{ "two\r\nlines",              "two\nlines" },
	{ "a = b",                     "a = b" },
	{ "=",                         "=" },
	{ "=4",                        "=4" },
	{ "=G1",                       "=G1" },
	{ "100%=3D",                   "100%=" },
}, base64[] = {
	{ "",                          "" },
	{ "SGVsbG8=",                  "Hello" },
	{ "SGVs\r\n bG8=",             "Hello" },
	{ "SGVsbG8",                   "Hello" },
	{ "SGVsbG9=garbage",           "Hello" },
	{ "S",                         "" },
	{ "====",                      "" },
	{ "!!SG!!Vs!!",                "Hel" },
};
/* clang-format on */

static void
what_is_no_code_stands_for_itself(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(quoted); i++)
		assert_str(transfer_quoted(&sc->arena, str_of(quoted[i].text)),
		    str_of(quoted[i].is));
}

static void
base64_is_read_through_what_stands_between(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(base64); i++)
		assert_str(
		    transfer_base64(&sc->arena, str_of(base64[i].text)), str_of(base64[i].is));
}

static void
what_was_encoded_comes_out_again_whatever_its_length(void **state)
{
	struct scope *sc = *state;
	char bytes[300];

	for (size_t n = 0; n < sizeof(bytes); n++) {
		struct str whole = { bytes, n };

		bytes[n] = (char)(n * 37);
		assert_str(transfer_base64(&sc->arena, base64_encode(&sc->arena, bytes, n)), whole);
	}
}

UNIT_MAIN(TEST(what_is_no_code_stands_for_itself),
    TEST(base64_is_read_through_what_stands_between),
    TEST(what_was_encoded_comes_out_again_whatever_its_length))
