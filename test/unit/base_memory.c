/* arena, buf, list and scope: what is given, and what is gone afterwards */
#include "kit/unit.h"
#include "base/buf.h"
#include "base/list.h"

static void
an_arena_gives_zeroed_and_aligned_pieces(void **state)
{
	struct arena a = { 0 };

	(void)state;
	for (size_t n = 0; n < 3000; n += 7) {
		unsigned char *p = arena_alloc(&a, n);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n); /* the next piece must not show it */
	}
	assert_non_null(arena_alloc(&a, (size_t)3 << 20));
	assert_non_null(arena_array(&a, 1000, 16));
	assert_true(a.used > (size_t)3 << 20);
	arena_clear(&a);
	assert_int_equal(a.used, 0);
	assert_null(a.newest);
}

static void
a_large_piece_leaves_small_ones_their_room(void **state)
{
	struct arena a = { 0 };
	char *first = arena_alloc(&a, 16), *large, *second;

	(void)state;
	large = arena_alloc(&a, (size_t)1 << 20);
	second = arena_alloc(&a, 16);
	memset(large, 'L', (size_t)1 << 20);
	assert_int_equal(first[0], 0);
	assert_int_equal(second[0], 0);
	arena_clear(&a);
}

static void
a_buf_grows_and_keeps_its_text(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_new(&a);
	struct str text;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "%d,", i);
	buf_putc(&b, '.');
	buf_pad(&b, ' ', 3);
	buf_puts(&b, "end");
	assert_true(buf_done(&b, &text));
	assert_true(str_starts(text, S("0,1,2,")));
	assert_true(str_ends(text, S("998,999,.   end")));
	assert_int_equal(text.n, 10 * 2 + 90 * 3 + 900 * 4 + 7);
	arena_clear(&a);
}

static void
a_buf_that_lost_something_says_so(void **state)
{
	struct arena a = { 0 };
	struct buf b = buf_new_capped(&a, 10), c = buf_new_capped(&a, 10);
	struct str text;

	(void)state;
	buf_puts(&b, "1234567890");
	assert_true(buf_done(&b, &text));
	buf_putc(&b, 'x');
	assert_false(buf_done(&b, &text));
	buf_printf(&c, "%s", "12345678901");
	assert_false(buf_done(&c, &text));
	buf_puts(&c, "1"); /* spoilt stays spoilt */
	assert_false(buf_done(&c, &text));
	arena_clear(&a);
}

static void
a_list_keeps_its_order_and_gives_zeroed_places(void **state)
{
	struct arena a = { 0 };
	LIST(int) numbers = { 0 };

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int *place = LIST_ADD(&numbers, &a);

		assert_int_equal(*place, 0);
		*place = i;
	}
	numbers.n = 5;
	assert_int_equal(*LIST_ADD(&numbers, &a), 0); /* also where one stood before */
	for (int i = 0; i < 5; i++)
		assert_int_equal(numbers.at[i], i);
	arena_clear(&a);
}

static char order[8];
static size_t ended;

static void
note(void *letter)
{
	order[ended++] = *(const char *)letter;
}

static void
a_scope_cleans_up_newest_first(void **state)
{
	static char letters[] = "abc";
	struct scope sc;

	(void)state;
	scope_begin(&sc, TEST_NOW);
	assert_true(scope_valid(&sc));
	for (size_t i = 0; i < 3; i++)
		scope_on_end(&sc, note, &letters[i]);
	scope_end(&sc);
	assert_string_equal(order, "cba");
	assert_false(scope_valid(&sc));
	assert_false(scope_valid(NULL));
}

static void
a_fault_has_a_public_text_and_a_private_detail(void **state)
{
	struct scope sc;

	(void)state;
	scope_begin(&sc, TEST_NOW);
	assert_code(fail(&sc, E_STALE, "changed %d times", 3), E_STALE);
	assert_str(sc.fault.text, S("changed 3 times"));
	assert_code(fail_detail(&sc, "row %d", 7), E_STALE);
	assert_str(sc.fault.detail, S("row 7"));
	assert_code(fail_at(&sc, E_INPUT, S("phone"), "not a number"), E_INPUT);
	assert_str(sc.fault.field, S("phone"));
	assert_str(sc.fault.detail, S("")); /* of the fault before */
	scope_end(&sc);
}

static void
a_fault_of_an_inner_scope_is_carried_outwards_whole(void **state)
{
	struct scope outer, own;
	result r;

	(void)state;
	scope_begin(&outer, TEST_NOW);
	scope_begin(&own, TEST_NOW);
	(void)fail_at(&own, E_INPUT, S("phone"), "not a %s", "number").code; /* looked at below */
	r = fail_detail(&own, "row %d", 7);
	assert_code(scope_end_within(&own, &outer, fail_in_front(&own, r, "line %d", 3)), E_INPUT);
	assert_false(scope_valid(&own));
	assert_int_equal(outer.fault.code, E_INPUT);
	assert_str(outer.fault.text, S("line 3: not a number"));
	assert_str(outer.fault.detail, S("row 7"));
	assert_str(outer.fault.field, S("phone"));
	scope_end(&outer);
}

static void
an_inner_scope_carries_no_fault_that_was_got_over(void **state)
{
	struct scope outer, own;

	(void)state;
	scope_begin(&outer, TEST_NOW);
	scope_begin(&own, TEST_NOW);
	(void)fail(&own, E_IO, "got over").code; /* got over */
	assert_code(scope_end_within(&own, &outer, fail_in_front(&own, OK, "nothing")), E_OK);
	assert_int_equal(outer.fault.code, E_OK);
	scope_begin(&own, TEST_NOW);
	assert_code(scope_end_within(&own, &outer, fail(&outer, E_BUSY, "of the outer")), E_BUSY);
	assert_str(outer.fault.text, S("of the outer"));
	scope_begin(&own, TEST_NOW);
	(void)fail(&own, E_IO, "got over").code; /* got over */
	assert_code(scope_end_within(&own, &outer, (result){ E_INPUT }), E_INPUT);
	assert_int_equal(outer.fault.code, E_INPUT);
	assert_str(outer.fault.text, S(""));
	scope_end(&outer);
}

static result
leave_early(struct scope *sc, bool *came_through)
{
	TRY(fail(sc, E_BUSY, "busy"));
	*came_through = true;
	return OK;
}

static void
try_leaves_with_the_result_of_what_was_called(void **state)
{
	bool came_through = false;
	struct scope sc;

	(void)state;
	scope_begin(&sc, TEST_NOW);
	assert_code(leave_early(&sc, &came_through), E_BUSY);
	assert_false(came_through);
	scope_end(&sc);
	for (enum code c = E_OK; c < RESULT_CODES; c++)
		assert_true(result_text(c)[0] != '\0' && result_http(c) >= 200);
	assert_int_equal(result_exit(E_OK), 0);
	assert_int_equal(result_http(E_ABSENT), 404);
}

UNIT_MAIN(TEST(an_arena_gives_zeroed_and_aligned_pieces),
    TEST(a_large_piece_leaves_small_ones_their_room), TEST(a_buf_grows_and_keeps_its_text),
    TEST(a_buf_that_lost_something_says_so),
    TEST(a_list_keeps_its_order_and_gives_zeroed_places), TEST(a_scope_cleans_up_newest_first),
    TEST(a_fault_has_a_public_text_and_a_private_detail),
    TEST(a_fault_of_an_inner_scope_is_carried_outwards_whole),
    TEST(an_inner_scope_carries_no_fault_that_was_got_over),
    TEST(try_leaves_with_the_result_of_what_was_called))
