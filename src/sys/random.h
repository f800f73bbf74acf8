/* sys/random.h -- chance from the kernel (getrandom).
 *
 *  R1  It never answers with less than was asked; a kernel that cannot give
 *      random bytes is a panic.
 */
#ifndef BAILEE_SYS_RANDOM_H
#define BAILEE_SYS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

void random_bytes(void *bytes, size_t n);

#endif
