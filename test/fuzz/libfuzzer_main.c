/* fuzz/libfuzzer_main.c -- a fuzz target under libFuzzer (make fuzz). */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	return FUZZ_TARGET(bytes, n);
}
