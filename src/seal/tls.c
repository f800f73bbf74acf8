/* seal/tls.c -- the server's end of TLS over a socket (GnuTLS). */
#include "seal/tls.h"

#include <gnutls/gnutls.h>

#define HANDSHAKE_MS 10000

struct tls {
	gnutls_certificate_credentials_t own;
	gnutls_session_t session;
};

static result
check(struct scope *sc, long rc)
{
	return rc >= 0 ? OK : fail(sc, E_IO, "TLS: %s", gnutls_strerror((int)rc));
}

static gnutls_datum_t
datum(struct str text)
{
	return (gnutls_datum_t){ (unsigned char *)(uintptr_t)text.p, (unsigned)text.n };
}

static result
begin(struct scope *sc, struct tls *t, int fd, struct str key_pem, struct str cert_pem)
{
	gnutls_datum_t key = datum(key_pem), cert = datum(cert_pem);

	TRY(check(sc, gnutls_certificate_allocate_credentials(&t->own)));
	TRY(check(sc,
	    gnutls_certificate_set_x509_key_mem(t->own, &cert, &key, GNUTLS_X509_FMT_PEM)));
	TRY(check(sc, gnutls_init(&t->session, GNUTLS_SERVER)));
	TRY(check(sc, gnutls_set_default_priority(t->session)));
	TRY(check(sc, gnutls_credentials_set(t->session, GNUTLS_CRD_CERTIFICATE, t->own)));
	gnutls_transport_set_int(t->session, fd);
	gnutls_handshake_set_timeout(t->session, HANDSHAKE_MS);
	return OK;
}

static result
shake_hands(struct scope *sc, struct tls *t)
{
	int rc;

	do {
		rc = gnutls_handshake(t->session);
	} while (rc < 0 && gnutls_error_is_fatal(rc) == 0);
	return check(sc, rc);
}

result
tls_accept(struct scope *sc, struct arena *arena, int fd, struct str key_pem, struct str cert_pem,
    struct tls **tls)
{
	struct tls *t = NEW(arena, struct tls);
	result r = begin(sc, t, fd, key_pem, cert_pem);

	if (r.code == E_OK)
		r = shake_hands(sc, t);
	if (r.code != E_OK)
		tls_close(t);
	else
		*tls = t;
	return r;
}

result
tls_read_some(struct scope *sc, struct tls *t, char *to, size_t room, size_t *got)
{
	ssize_t n;

	do {
		n = gnutls_record_recv(t->session, to, room);
	} while (n == GNUTLS_E_INTERRUPTED || n == GNUTLS_E_AGAIN);
	*got = n > 0 ? (size_t)n : 0;
	if (n == GNUTLS_E_PREMATURE_TERMINATION)
		return OK;
	return check(sc, n);
}

bool
tls_waiting(const struct tls *t)
{
	return gnutls_record_check_pending(t->session) > 0;
}

result
tls_write(struct scope *sc, struct tls *t, struct str text)
{
	while (text.n > 0) {
		ssize_t n = gnutls_record_send(t->session, text.p, text.n);

		if (n == GNUTLS_E_INTERRUPTED || n == GNUTLS_E_AGAIN)
			continue;
		TRY(check(sc, n));
		text = str_slice(text, (size_t)n, text.n);
	}
	return OK;
}

void
tls_close(struct tls *t)
{
	if (t == NULL)
		return;
	if (t->session != NULL)
		gnutls_deinit(t->session);
	if (t->own != NULL)
		gnutls_certificate_free_credentials(t->own);
	*t = (struct tls){ 0 };
}
