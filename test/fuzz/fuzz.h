/* fuzz/fuzz.h -- the one function of a fuzz target, under whatever drives it.
 *
 * test/fuzz/<x>.c defines `int fuzz_x(const uint8_t *, size_t)` and includes
 * this.  The build names it FUZZ_TARGET for replay_main.c (make check) and
 * libfuzzer_main.c (make fuzz).  It returns 0; what is wrong aborts.
 */
#ifndef BAILEE_FUZZ_H
#define BAILEE_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int FUZZ_TARGET(const uint8_t *bytes, size_t n);

#endif
