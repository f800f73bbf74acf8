/* clock, random and ulid */
#include "kit/unit.h"
#include "sys/clock.h"
#include "sys/random.h"
#include "sys/ulid.h"

static void
a_rehearsal_clock_stands_still_and_never_goes_back(void **state)
{
	struct watch c = clock_rehearsal(TEST_NOW);
	struct span before = clock_boot();

	(void)state;
	assert_int_equal(clock_now(&c).us, TEST_NOW.us);
	clock_wait(&c, instant_plus(TEST_NOW, span_days(1000))); /* K2: at once */
	assert_true(clock_boot().us - before.us < span_seconds(10).us);
	assert_int_equal(clock_now(&c).us, TEST_NOW.us);
	clock_move(&c, instant_plus(TEST_NOW, span_days(1)));
	clock_move(&c, TEST_NOW);
	assert_int_equal(clock_now(&c).us, instant_plus(TEST_NOW, span_days(1)).us);
}

static void
the_wall_clock_goes_on_and_a_wait_in_the_past_is_none(void **state)
{
	struct watch c = clock_wall();
	struct instant before = clock_now(&c), until = instant_plus(before, (struct span){ 20000 });
	struct span boot = clock_boot();

	(void)state;
	assert_true(before.us > 1700000000000000);
	clock_wait(&c, INSTANT_EVER);
	clock_wait(&c, until);
	assert_false(instant_before(clock_now(&c), until));
	assert_true(clock_boot().us > boot.us);
}

static void
chance_is_never_the_same(void **state)
{
	char a[64] = { 0 }, b[64] = { 0 };

	(void)state;
	random_bytes(a, sizeof(a));
	random_bytes(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
}

static void
names_sort_as_they_were_minted(void **state)
{
	struct scope *sc = *state;
	struct str last = ulid_new(&sc->arena, TEST_NOW);

	for (int i = 0; i < 2000; i++) {
		/* it stands still, goes on, and is set back (U2) */
		struct span moved = span_seconds(i % 3 - 1);
		struct str id = ulid_new(&sc->arena, instant_plus(TEST_NOW, moved));

		assert_true(ulid_valid(id));
		assert_true(str_cmp(id, last) > 0);
		last = id;
	}
}

static const struct {
	const char *text;
	bool valid;
} ids[] = {
	{ "01ARZ3NDEKTSV4RRFFQ69G5FAV", true },
	{ "01arz3ndektsv4rrffq69g5fav", true },
	{ "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", true },
	{ "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", false },
	{ "01ARZ3NDEKTSV4RRFFQ69G5FAI", false },
	{ "01ARZ3NDEKTSV4RRFFQ69G5FAL", false },
	{ "01ARZ3NDEKTSV4RRFFQ69G5FAO", false },
	{ "01ARZ3NDEKTSV4RRFFQ69G5FAU", false },
	{ "01ARZ3NDEKTSV4RRFFQ69G5FA", false },
	{ "01ARZ3NDEKTSV4RRFFQ69G5FAVV", false },
	{ "01ARZ3NDEKTSV4RRFFQ69G5F-V", false },
	{ "", false },
};

static void
an_id_is_read_in_either_case_and_no_other_letter(void **state)
{
	struct scope *sc = *state;
	uint8_t bytes[16];

	for (size_t i = 0; i < N(ids); i++) {
		if (ulid_valid(str_of(ids[i].text)) != ids[i].valid)
			fail_msg("%s", ids[i].text);
	}
	assert_true(ulid_bytes(S("01arz3ndektsv4rrffq69g5fav"), bytes));
	assert_str(ulid_of_bytes(&sc->arena, bytes), S("01ARZ3NDEKTSV4RRFFQ69G5FAV"));
	assert_str(hex_encode(&sc->arena, bytes, 16), S("01563e3ab5d3d6764c61efb99302bd5b"));
	assert_false(ulid_valid((struct str){ "01ARZ3NDEK\0SV4RRFFQ69G5FAV", 26 }));
}

UNIT_MAIN(TEST(a_rehearsal_clock_stands_still_and_never_goes_back),
    TEST(the_wall_clock_goes_on_and_a_wait_in_the_past_is_none),
    TEST(chance_is_never_the_same), TEST(names_sort_as_they_were_minted),
    TEST(an_id_is_read_in_either_case_and_no_other_letter))
