#include "sys/ulid.h"
#include "base/check.h"
#include "sys/random.h"

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The last one minted in this process (U2). */
static unsigned __int128 last;

struct str
ulid_of_bytes(struct arena *a, const uint8_t bytes[16])
{
	char *p = arena_alloc(a, ULID_LENGTH);
	unsigned __int128 v = 0;

	for (size_t i = 0; i < 16; i++)
		v = v << 8 | bytes[i];
	for (size_t i = ULID_LENGTH; i-- > 0; v >>= 5)
		p[i] = letters[(unsigned)v & 31];
	return (struct str){ p, ULID_LENGTH };
}

struct str
ulid_new(struct arena *a, struct instant now)
{
	uint64_t ms = now.us < 0 ? 0 : (uint64_t)now.us / 1000 & 0xffffffffffff;
	unsigned __int128 v = 0;
	uint8_t bytes[16];

	random_bytes(bytes + 6, 10);
	for (size_t i = 0; i < 6; i++)
		bytes[i] = (uint8_t)(ms >> (40 - 8 * i));
	for (size_t i = 0; i < 16; i++)
		v = v << 8 | bytes[i];
	if (v <= last) { /* U2: past the last one, and still not to be guessed */
		v = last + 1 + (v & 0xffffffffffff);
		CHECK(v > last);
		for (size_t i = 0; i < 16; i++)
			bytes[i] = (uint8_t)(v >> (120 - 8 * i));
	}
	last = v;
	return ulid_of_bytes(a, bytes);
}

bool
ulid_bytes(struct str s, uint8_t bytes[16])
{
	unsigned __int128 v = 0;

	if (s.n != ULID_LENGTH || s.p[0] < '0' || s.p[0] > '7') /* U3: 128 bits */
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 'a' + 'A') : s.p[i];
		const char *at = c == '\0' ? NULL : strchr(letters, c);

		if (at == NULL)
			return false;
		v = v << 5 | (unsigned)(at - letters);
	}
	for (size_t i = 0; i < 16; i++)
		bytes[i] = (uint8_t)(v >> (120 - 8 * i));
	return true;
}

bool
ulid_valid(struct str s)
{
	uint8_t bytes[16];

	return ulid_bytes(s, bytes);
}
