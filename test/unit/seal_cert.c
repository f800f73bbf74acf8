#include "kit/unit.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "seal/cert.h"

static gnutls_x509_crt_t
read_back(struct str pem)
{
	gnutls_datum_t text = { (unsigned char *)(uintptr_t)pem.p, (unsigned)pem.n }; /* it is only read */
	gnutls_x509_crt_t crt;

	assert_int_equal(gnutls_x509_crt_init(&crt), 0);
	assert_int_equal(gnutls_x509_crt_import(crt, &text, GNUTLS_X509_FMT_PEM), 0);
	return crt;
}

static void
a_certificate_names_its_hosts_and_ends_on_its_day(void **state)
{
	struct scope *sc = *state;
	const struct str hosts[] = { S("localhost"), S("127.0.0.1"), S("::1"), S("keeper.voice.example") };
	struct str key_pem, cert_pem;
	gnutls_x509_crt_t crt;

	assert_ok(cert_make(sc, hosts, N(hosts), 365, &key_pem, &cert_pem));
	assert_true(str_starts(key_pem, S("-----BEGIN ")));
	assert_true(str_has(key_pem, S("PRIVATE KEY-----")));
	crt = read_back(cert_pem);
	assert_true(gnutls_x509_crt_check_hostname(crt, "localhost"));
	assert_true(gnutls_x509_crt_check_hostname(crt, "127.0.0.1"));
	assert_true(gnutls_x509_crt_check_hostname(crt, "::1"));
	assert_true(gnutls_x509_crt_check_hostname(crt, "keeper.voice.example"));
	assert_false(gnutls_x509_crt_check_hostname(crt, "other.voice.example"));
	assert_int_equal(gnutls_x509_crt_get_activation_time(crt), TEST_NOW.us / 1000000 - 3600);
	assert_int_equal(
	    gnutls_x509_crt_get_expiration_time(crt), TEST_NOW.us / 1000000 - 3600 + 365 * 86400);
	assert_int_equal(gnutls_x509_crt_get_version(crt), 3);
	gnutls_x509_crt_deinit(crt);
}

static void
two_certificates_have_two_keys(void **state)
{
	struct scope *sc = *state;
	const struct str host = S("localhost");
	struct str key_pem[2], cert_pem[2];

	for (int i = 0; i < 2; i++)
		assert_ok(cert_make(sc, &host, 1, 30, &key_pem[i], &cert_pem[i]));
	assert_false(str_eq(key_pem[0], key_pem[1]));
	assert_false(str_eq(cert_pem[0], cert_pem[1]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_certificate_names_its_hosts_and_ends_on_its_day),
		TEST(two_certificates_have_two_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
