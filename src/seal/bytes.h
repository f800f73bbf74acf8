/* seal/bytes.h -- a key's KEY_BYTES, for this room alone. */
#ifndef BAILEE_SEAL_BYTES_H
#define BAILEE_SEAL_BYTES_H

#include "seal/key.h"

const uint8_t *key_bytes(const struct key *);

#endif
