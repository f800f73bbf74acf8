/* seal/tls.h -- the server's end of TLS over a socket, for a stand-in that plays use.
 *
 * The HTTP door has its own (libmicrohttpd); the client's end is libcurl's.
 */
#ifndef BAILEE_SEAL_TLS_H
#define BAILEE_SEAL_TLS_H

#include "base/scope.h"

struct tls;

/* Shakes hands with the other end of `fd`, at most for some seconds; PEM texts. */
result tls_accept(struct scope *, struct arena *, int fd, struct str key_pem, struct str cert_pem,
    struct tls **) MUST;
/* As sock_read_some. */
result tls_read_some(struct scope *, struct tls *, char *to, size_t room, size_t *got) MUST;
/* Read already and not taken: sock_wait knows nothing of it. */
bool tls_waiting(const struct tls *);
result tls_write(struct scope *, struct tls *, struct str) MUST;
void tls_close(struct tls *); /* not the socket; NULL is allowed */

#endif
