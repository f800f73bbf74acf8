/* unit/keeper_strangers.c -- how much may be asked by whom nobody knows (K31). */
#include "kit/unit.h"

#include "keeper/strangers.h"

static size_t
taken(struct scope *sc, struct strangers *s, enum stranger kind, const char *address,
    int64_t from_ms, size_t times)
{
	size_t n = 0;

	for (size_t i = 0; i < times; i++) {
		result r = strangers_count(sc, s, kind, str_of(address), (struct span){ from_ms * 1000 });

		assert_true(r.code == E_OK || r.code == E_OFTEN);
		n += r.code == E_OK;
		sc->fault = (struct fault){ 0 };
	}
	return n;
}

static struct strangers *
strangers_new(struct scope *sc)
{
	return NEW(&sc->arena, struct strangers);
}

static void
one_address_asks_so_often_and_again_when_time_has_passed(void **state)
{
	struct scope *sc = *state;
	struct strangers *s = strangers_new(sc);

	assert_int_equal(taken(sc, s, STRANGER_SENDS, "192.0.2.1", 0, 50), 20);
	assert_int_equal(taken(sc, s, STRANGER_SENDS, "192.0.2.1", 29999, 1), 0);
	assert_int_equal(taken(sc, s, STRANGER_SENDS, "192.0.2.1", 30000, 3), 1);
	assert_int_equal(taken(sc, s, STRANGER_SENDS, "192.0.2.1", 90000, 9), 2);
	assert_int_equal(taken(sc, s, STRANGER_SENDS, "192.0.2.1", 3600000, 50), 20);
}

static void
another_address_and_another_kind_are_counted_apart(void **state)
{
	struct scope *sc = *state;
	struct strangers *s = strangers_new(sc);

	assert_int_equal(taken(sc, s, STRANGER_SENDS, "192.0.2.1", 0, 50), 20);
	assert_int_equal(taken(sc, s, STRANGER_SENDS, "192.0.2.2", 0, 50), 20);
	assert_int_equal(taken(sc, s, STRANGER_SAYS_NO, "192.0.2.1", 0, 90), 60);
	assert_int_equal(taken(sc, s, STRANGER_WRITES, "ann@example.org", 0, 9), 3);
	assert_int_equal(taken(sc, s, STRANGER_WRITES, "bob@example.org", 0, 9), 3);
	assert_int_equal(taken(sc, s, STRANGER_WRITES, "ann@example.org", 1200000, 9), 1);
}

/* Whoever has a /64 has all of its addresses. */
static void
an_ipv6_address_counts_by_its_network(void **state)
{
	struct scope *sc = *state;
	struct strangers *s = strangers_new(sc);

	assert_int_equal(taken(sc, s, STRANGER_SENDS, "2001:db8::1", 0, 15), 15);
	assert_int_equal(taken(sc, s, STRANGER_SENDS, "2001:db8::ffff:1", 0, 15), 5);
	assert_int_equal(taken(sc, s, STRANGER_SENDS, "2001:db8:0:1::1", 0, 15), 15);
}

static void
all_together_ask_so_often_wherever_they_come_from(void **state)
{
	struct scope *sc = *state;
	struct strangers *s = strangers_new(sc);
	size_t n = 0;

	for (int i = 0; i < 250; i++)
		n += taken(sc, s, STRANGER_SENDS,
		    str_c(&sc->arena, str_printf(&sc->arena, "192.0.2.%d", i)), 0, 1);
	assert_int_equal(n, 200);
	assert_int_equal(taken(sc, s, STRANGER_SENDS, "198.51.100.1", 5000, 9), 5);
	assert_int_equal(taken(sc, s, STRANGER_ENTERS, "", 0, 60), 20);
	assert_int_equal(taken(sc, s, STRANGER_ENTERS, "", 1000, 60), 20);
}

/* More addresses than there are places: none is refused for another's asking. */
static void
many_addresses_do_not_stand_in_each_others_way(void **state)
{
	struct scope *sc = *state;
	struct strangers *s = strangers_new(sc);
	size_t n = 0;

	for (int i = 0; i < 20000; i++)
		n += taken(sc, s, STRANGER_SAYS_NO,
		    str_c(&sc->arena, str_printf(&sc->arena, "10.0.%d.%d", i / 250, i % 250)), i * 20, 1);
	assert_int_equal(n, 20000);
}

UNIT_MAIN(TEST(one_address_asks_so_often_and_again_when_time_has_passed),
    TEST(another_address_and_another_kind_are_counted_apart),
    TEST(an_ipv6_address_counts_by_its_network),
    TEST(all_together_ask_so_often_wherever_they_come_from),
    TEST(many_addresses_do_not_stand_in_each_others_way))
