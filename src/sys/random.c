#include "sys/random.h"
#include "base/check.h"

#include <errno.h>
#include <sys/random.h>

void
random_bytes(void *bytes, size_t n)
{
	char *p = bytes;

	while (n > 0) {
		ssize_t got = getrandom(p, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		CHECK(got > 0); /* R1 */
		p += got;
		n -= (size_t)got;
	}
}
