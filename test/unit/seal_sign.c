#include "kit/unit.h"

#include "seal/sign.h"

/* RFC 8032, section 7.1. */
/* clang-format off */
static const struct {
	const char *seed, *public, *message, *signature;
} known[] = {
	{ "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
	  "",
	  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
	{ "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	  "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
	  "72",
	  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
};
/* clang-format on */

static struct str
unhex(struct scope *sc, const char *hex)
{
	struct str bytes;

	assert_true(hex_decode(&sc->arena, str_of(hex), &bytes));
	return bytes;
}

static void
pairs_and_signatures_are_those_of_rfc_8032(void **state)
{
	struct scope *sc = *state;

	for (size_t i = 0; i < N(known); i++) {
		struct key *seed = key_of_bytes(sc, unhex(sc, known[i].seed).p);
		struct public_key public = sign_public(seed);
		struct str message = unhex(sc, known[i].message);
		struct signature s = sign_text(seed, message);

		assert_str(public_key_print(&sc->arena, &public), str_of(known[i].public));
		assert_str(hex_encode(&sc->arena, s.b, sizeof(s.b)), str_of(known[i].signature));
		assert_true(sign_proves(&public, message, &s));
	}
}

static void
a_changed_text_signature_or_key_proves_nothing(void **state)
{
	struct scope *sc = *state;
	struct key *seed = key_new(sc);
	struct public_key public = sign_public(seed), other = sign_public(key_new(sc));
	struct signature s = sign_text(seed, S("checkpoint 7"));

	assert_true(sign_proves(&public, S("checkpoint 7"), &s));
	assert_false(sign_proves(&public, S("checkpoint 8"), &s));
	assert_false(sign_proves(&other, S("checkpoint 7"), &s));
	for (size_t i = 0; i < sizeof(s.b); i++) {
		s.b[i] ^= 1;
		assert_false(sign_proves(&public, S("checkpoint 7"), &s));
		s.b[i] ^= 1;
	}
}

static void
a_public_key_is_64_hex_digits(void **state)
{
	struct scope *sc = *state;
	struct public_key public = sign_public(key_new(sc)), again;
	struct str hex = public_key_print(&sc->arena, &public);

	assert_true(public_key_parse(hex, &again));
	assert_memory_equal(&public, &again, sizeof(public));
	assert_false(public_key_parse(str_slice(hex, 0, 62), &again));
	assert_false(public_key_parse(S(""), &again));
	assert_false(public_key_parse(str_printf(&sc->arena, "%.*s00", STR(hex)), &again));
	assert_false(public_key_parse(
	    S("zz5a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"), &again));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pairs_and_signatures_are_those_of_rfc_8032),
		TEST(a_changed_text_signature_or_key_proves_nothing),
		TEST(a_public_key_is_64_hex_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
