/* fuzz/range.c -- a Range header and a size: what it gives is within, and never empty.  The first
 * byte says how large the thing is. */
#include "base/check.h"
#include "doors/http/stream.h"
#include "fuzz.h"

int
fuzz_range(const uint8_t *bytes, size_t n)
{
	uint64_t size = n > 0 ? (uint64_t)bytes[0] * bytes[0] : 0;
	struct str header = n > 1 ? (struct str){ (const char *)bytes + 1, n - 1 } : S("");
	struct http_range r = http_range_of(header, size);

	if (r.partial && r.possible)
		CHECK(r.from <= r.to && r.to < size);
	return 0;
}
