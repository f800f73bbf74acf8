/* seal/cert.c -- the one place that makes certificates, with GnuTLS. */
#include "seal/cert.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <sodium.h>

#include "base/check.h"
#include "sys/sock.h"

#define SERIAL_BYTES 16
#define EARLIER 3600 /* seconds before now, for clocks that are behind */

struct cert {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t crt;
};

static void
cert_release(void *p)
{
	struct cert *c = p;

	if (c->crt != NULL)
		gnutls_x509_crt_deinit(c->crt);
	if (c->key != NULL)
		gnutls_x509_privkey_deinit(c->key);
}

/* As TRY, for a library that answers with negative numbers. */
static result
tls(struct scope *sc, int rc)
{
	if (rc >= 0)
		return OK;
	(void)fail(sc, E_IO, "the certificate could not be made"); /* the next line returns it */
	return fail_detail(sc, "%s", gnutls_strerror(rc));
}

static result
name_host(struct scope *sc, struct cert *c, struct str host)
{
	uint8_t address[16];
	size_t bytes = sock_host_bytes(host, address);

	if (bytes > 0)
		return tls(sc, gnutls_x509_crt_set_subject_alt_name(c->crt, GNUTLS_SAN_IPADDRESS,
				   address, (unsigned)bytes, GNUTLS_FSAN_APPEND));
	return tls(sc, gnutls_x509_crt_set_subject_alt_name(c->crt, GNUTLS_SAN_DNSNAME, host.p,
			   (unsigned)host.n, GNUTLS_FSAN_APPEND));
}

static result
describe(struct scope *sc, struct cert *c, const struct str *host, size_t hosts, int days)
{
	uint8_t serial[SERIAL_BYTES];
	time_t from = (time_t)(sc->now.us / 1000000 - EARLIER);

	randombytes_buf(serial, sizeof(serial));
	serial[0] &= 0x7f; /* RFC 5280 4.1.2.2: positive */
	TRY(tls(sc, gnutls_x509_crt_set_version(c->crt, 3)));
	TRY(tls(sc, gnutls_x509_crt_set_serial(c->crt, serial, sizeof(serial))));
	TRY(tls(sc, gnutls_x509_crt_set_activation_time(c->crt, from)));
	TRY(tls(sc, gnutls_x509_crt_set_expiration_time(c->crt, from + (time_t)days * 86400)));
	TRY(tls(sc, gnutls_x509_crt_set_dn_by_oid(
			c->crt, GNUTLS_OID_X520_COMMON_NAME, 0, host[0].p, (unsigned)host[0].n)));
	for (size_t i = 0; i < hosts; i++)
		TRY(name_host(sc, c, host[i]));
	TRY(tls(sc, gnutls_x509_crt_set_basic_constraints(c->crt, 0, -1)));
	TRY(tls(sc, gnutls_x509_crt_set_key_usage(c->crt, GNUTLS_KEY_DIGITAL_SIGNATURE)));
	return tls(sc, gnutls_x509_crt_set_key_purpose_oid(c->crt, GNUTLS_KP_TLS_WWW_SERVER, 0));
}

/* GnuTLS's copy of the text is wiped: one of them is the key. */
static struct str
take(struct scope *sc, gnutls_datum_t *d)
{
	struct str text = str_dup(&sc->arena, (struct str){ (const char *)d->data, d->size });

	sodium_memzero(d->data, d->size);
	gnutls_free(d->data);
	return text;
}

result
cert_make(struct scope *sc, const struct str *host, size_t hosts, int days, struct str *key_pem,
    struct str *cert_pem)
{
	struct cert *c = NEW(&sc->arena, struct cert);
	gnutls_datum_t text;

	CHECK(hosts > 0 && days > 0 && days <= CERT_DAYS_MAX);
	scope_on_end(sc, cert_release, c);
	TRY(tls(sc, gnutls_x509_privkey_init(&c->key)));
	TRY(tls(sc, gnutls_x509_privkey_generate(c->key, GNUTLS_PK_ECDSA,
			GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0)));
	TRY(tls(sc, gnutls_x509_crt_init(&c->crt)));
	TRY(describe(sc, c, host, hosts, days));
	TRY(tls(sc, gnutls_x509_crt_set_key(c->crt, c->key)));
	TRY(tls(sc, gnutls_x509_crt_sign2(c->crt, c->crt, c->key, GNUTLS_DIG_SHA256, 0)));
	TRY(tls(sc, gnutls_x509_privkey_export2(c->key, GNUTLS_X509_FMT_PEM, &text)));
	*key_pem = take(sc, &text);
	TRY(tls(sc, gnutls_x509_crt_export2(c->crt, GNUTLS_X509_FMT_PEM, &text)));
	*cert_pem = take(sc, &text);
	return OK;
}
