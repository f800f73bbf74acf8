/* seal/cert.h -- a TLS certificate for a start: self-signed, ECDSA P-256.
 * Doors are given its key by descriptor; a company brings its own later. */
#ifndef BAILEE_SEAL_CERT_H
#define BAILEE_SEAL_CERT_H

#include "base/scope.h"

#define CERT_DAYS_MAX 825

/* `host` are DNS names or IP addresses (told apart by their look), at least
 * one; valid from an hour before the scope's now, for `days`.  PEM texts. */
result cert_make(struct scope *, const struct str *host, size_t hosts, int days,
    struct str *key_pem, struct str *cert_pem) MUST;

#endif
