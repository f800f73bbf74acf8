#include "kit/unit.h"
static void x(void **state) { (void)state; }
UNIT_MAIN(TEST(x))
