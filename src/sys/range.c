/* sys/range.c -- addresses, and ranges of them. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/check.h"
#include "sys/range.h"
#include "sys/sock.h"

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

/* 4 or 16; 0: it is no address. */
static size_t
address_of(struct str host, uint8_t bytes[16])
{
	size_t n = sock_host_bytes(host, bytes);

	if (n != 16 || memcmp(bytes, mapped, sizeof(mapped)) != 0)
		return n;
	memmove(bytes, bytes + sizeof(mapped), 4);
	return 4;
}

static bool
bit(const uint8_t *bytes, size_t i)
{
	return (bytes[i / 8] >> (7 - i % 8) & 1) != 0;
}

/* Its first address, and how many bits of it count. */
static size_t
range_of(struct str range, uint8_t first[16], size_t *bits)
{
	struct str rest = S(""), host = str_cut(range, '/', &rest);
	size_t n = address_of(host, first);
	uint64_t prefix = n * 8;

	if (n == 0 || (host.n < range.n && (!str_to_u64(rest, &prefix) || prefix > n * 8)))
		return 0;
	for (size_t i = prefix; i < n * 8; i++)
		if (bit(first, i))
			return 0;
	*bits = prefix;
	return n;
}

bool
range_is(struct str range)
{
	uint8_t first[16];
	size_t bits;

	return range_of(range, first, &bits) > 0;
}

bool
range_has(struct str range, struct str host)
{
	uint8_t first[16], one[16];
	size_t bits, n = range_of(range, first, &bits);

	if (n == 0 || address_of(host, one) != n)
		return false;
	for (size_t i = 0; i < bits; i++)
		if (bit(first, i) != bit(one, i))
			return false;
	return true;
}

struct str
range_host(struct arena *a, const void *address)
{
	const struct sockaddr *at = address;
	char text[INET6_ADDRSTRLEN];
	const void *bytes;

	if (at == NULL || (at->sa_family != AF_INET && at->sa_family != AF_INET6))
		return S("");
	bytes = at->sa_family == AF_INET
		    ? (const void *)&((const struct sockaddr_in *)address)->sin_addr
		    : (const void *)&((const struct sockaddr_in6 *)address)->sin6_addr;
	CHECK(inet_ntop(at->sa_family, bytes, text, sizeof(text)) != NULL);
	return str_dup(a, str_of(text));
}
