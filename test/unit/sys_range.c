/* Addresses, and ranges of them. */
#include "kit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "sys/range.h"

static void
a_range_has_what_shares_its_first_bits_and_nothing_else(void **state)
{
	static const struct {
		const char *range, *host;
		bool has;
	} cases[] = {
		{ "192.0.2.0/24", "192.0.2.0", true },
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.0/24", "192.0.3.0", false },
		{ "192.0.2.0/24", "192.0.1.255", false },
		{ "192.0.2.128/25", "192.0.2.127", false },
		{ "192.0.2.128/25", "192.0.2.128", true },
		{ "192.0.2.7", "192.0.2.7", true },
		{ "192.0.2.7", "192.0.2.6", false },
		{ "0.0.0.0/0", "203.0.113.9", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "::/0", "203.0.113.9", false },
		{ "2001:db8::/32", "2001:db8:ffff::1", true },
		{ "2001:db8::/32", "2001:db9::1", false },
		{ "2001:db8::1/128", "2001:db8::1", true },
		{ "192.0.2.0/24", "::ffff:192.0.2.9", true },
		{ "192.0.2.0/24", "", false },
		{ "192.0.2.0/24", "192.0.2", false },
		{ "192.0.2.0/24", "192.0.2.0/24", false },
		{ "192.0.2.0/33", "192.0.2.0", false },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++)
		if (range_has(str_of(cases[i].range), str_of(cases[i].host)) != cases[i].has)
			fail_msg("%s, %s", cases[i].range, cases[i].host);
}

static void
a_range_has_one_form(void **state)
{
	static const char *const good[] = { "192.0.2.0/24", "192.0.2.7", "192.0.2.7/32", "::/0",
		"2001:db8::/32", "2001:db8::1" };
	static const char *const bad[] = { "", "/", "/24", "192.0.2.0/", "192.0.2.0/33",
		"192.0.2.1/24", "2001:db8::1/32", "2001:db8::/129", "192.0.2/24", "office",
		"192.0.2.0/-1", "192.0.2.0/24/24" };

	(void)state;
	for (size_t i = 0; i < N(good); i++)
		if (!range_is(str_of(good[i])))
			fail_msg("%s is a range", good[i]);
	for (size_t i = 0; i < N(bad); i++)
		if (range_is(str_of(bad[i])))
			fail_msg("%s is no range", bad[i]);
}

static void
an_address_is_read_off_a_socket_and_none_off_a_local_one(void **state)
{
	struct scope *sc = *state;
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_un here = { .sun_family = AF_UNIX };

	v4.sin_addr.s_addr = htonl(0xc0000207);
	assert_str(range_host(&sc->arena, &v4), S("192.0.2.7"));
	assert_str(range_host(&sc->arena, &v6), S("::1"));
	assert_str(range_host(&sc->arena, &here), S(""));
	assert_str(range_host(&sc->arena, NULL), S(""));
}

UNIT_MAIN(TEST(a_range_has_what_shares_its_first_bits_and_nothing_else),
    TEST(a_range_has_one_form), TEST(an_address_is_read_off_a_socket_and_none_off_a_local_one))
