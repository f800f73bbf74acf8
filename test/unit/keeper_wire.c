/* unit/keeper_wire.c -- K14 and K15: the wire form is exact, bounded and one. */
#include "keeper/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* after ours: it has a macro `fail` */

static struct scope sc;

static int
begin(void **state)
{
	(void)state;
	scope_begin(&sc, (struct instant){ 0 });
	return 0;
}

static int
end(void **state)
{
	(void)state;
	scope_end(&sc);
	return 0;
}

static struct node *
sample(void)
{
	struct node *map = node_map(&sc.arena), *list = node_list(&sc.arena), *decimal;

	node_set(map, S("nothing"), node_null(&sc.arena));
	node_set_bool(&sc.arena, map, S("yes"), true);
	node_set_bool(&sc.arena, map, S("no"), false);
	node_set_int(&sc.arena, map, S("least"), INT64_MIN);
	node_set_str(&sc.arena, map, S("text"), S("J\xc3\xbcrgen"));
	decimal = node_str(&sc.arena, S("-12.50e3"));
	decimal->kind = NODE_DECIMAL;
	node_set(map, S("decimal"), decimal);
	node_add(list, node_int(&sc.arena, 1));
	node_add(list, node_map(&sc.arena));
	node_set(map, S("list"), list);
	return map;
}

static void
a_tree_comes_back_as_it_was(void **state)
{
	struct node *tree = sample(), *back;
	struct str packed;

	(void)state;
	assert_int_equal(wire_pack(&sc, tree, &packed).code, E_OK);
	assert_int_equal(wire_unpack(&sc, packed, &back).code, E_OK);
	assert_true(node_eq(tree, back));
}

static void
every_cut_and_every_longer_form_is_refused(void **state)
{
	struct node *back;
	struct str packed;

	(void)state;
	assert_int_equal(wire_pack(&sc, sample(), &packed).code, E_OK);
	for (size_t n = 0; n < packed.n; n++)
		assert_int_equal(wire_unpack(&sc, str_slice(packed, 0, n), &back).code, E_INPUT);
	packed = str_printf(&sc.arena, "%.*s%c", STR(S("\x03"
						       "12345678")),
	    '!');
	assert_int_equal(wire_unpack(&sc, packed, &back).code, E_INPUT);
}

static void
no_changed_byte_breaks_the_reader(void **state)
{
	struct node *back;
	struct str packed;

	(void)state;
	assert_int_equal(wire_pack(&sc, sample(), &packed).code, E_OK);
	for (size_t i = 0; i < packed.n; i++)
		for (int bit = 0; bit < 8; bit++) {
			struct str other = str_dup(&sc.arena, packed);
			struct str again;
			char *p = arena_alloc(&sc.arena, other.n);

			memcpy(p, other.p, other.n);
			p[i] = (char)(p[i] ^ 1 << bit);
			other.p = p;
			if (wire_unpack(&sc, other, &back).code != E_OK)
				continue;
			assert_int_equal(wire_pack(&sc, back, &again).code, E_OK);
			assert_true(str_eq(other, again));
		}
}

static void
a_question_names_its_verb_by_name(void **state)
{
	struct question_head head = { .verb = VERB_READ,
		.token = S("bk_1"),
		.door = S("api"),
		.address = S("192.0.2.7") },
			     back;
	struct node *tree;
	struct str packed;

	(void)state;
	assert_int_equal(wire_pack_question(&sc, &head, sample(), &packed).code, E_OK);
	assert_true(str_has(packed, S("read")));
	assert_int_equal(wire_unpack_question(&sc, packed, &back, &tree).code, E_OK);
	assert_int_equal(back.verb, VERB_READ);
	assert_true(str_eq(back.token, S("bk_1")));
	assert_true(str_eq(back.address, S("192.0.2.7")));
	assert_true(node_eq(tree, sample()));
}

static void
a_fault_carries_its_text_and_no_tree(void **state)
{
	struct reply fault = { .code = E_ABSENT,
		.text = S("there is none"),
		.field = S("record"),
		.policy = S("voip"),
		.policy_version = 3,
		.policy_hash = S("00ff"),
		.entry = 9 };
	struct reply back;
	struct str packed;

	(void)state;
	assert_int_equal(wire_pack_reply(&sc, &fault, &packed).code, E_OK);
	assert_int_equal(wire_unpack_reply(&sc, packed, &back).code, E_OK);
	assert_int_equal(back.code, E_ABSENT);
	assert_true(str_eq(back.text, S("there is none")));
	assert_int_equal(back.policy_version, 3);
	assert_int_equal(back.entry, 9);
	assert_null(back.body);
}

static void
what_is_over_the_cap_is_too_big(void **state)
{
	struct node *map = node_map(&sc.arena);
	char *p = arena_alloc(&sc.arena, WIRE_BYTES_MAX);
	struct str packed;

	(void)state;
	memset(p, 'x', WIRE_BYTES_MAX);
	node_set_str(&sc.arena, map, S("text"), (struct str){ p, WIRE_BYTES_MAX });
	assert_int_equal(wire_pack(&sc, map, &packed).code, E_TOO_BIG);
}

static void
a_reply_may_be_longer_than_a_question(void **state)
{
	struct node *map = node_map(&sc.arena);
	char *p = arena_alloc(&sc.arena, 3 * WIRE_BYTES_MAX);
	struct question_head head = { .verb = VERB_HEALTH };
	struct reply reply = { .code = E_OK, .body = map }, back;
	struct str packed;

	(void)state;
	memset(p, 'x', 3 * WIRE_BYTES_MAX);
	node_set_str(&sc.arena, map, S("text"), (struct str){ p, 3 * WIRE_BYTES_MAX });
	assert_int_equal(wire_pack_question(&sc, &head, map, &packed).code, E_TOO_BIG);
	assert_int_equal(wire_pack_reply(&sc, &reply, &packed).code, E_OK);
	assert_int_equal(wire_unpack_reply(&sc, packed, &back).code, E_OK);
	assert_int_equal(node_get_str(back.body, S("text")).n, 3 * WIRE_BYTES_MAX);
}

/* What a door would not read is never sent: it would take its link for broken. */
static void
a_reply_of_more_values_than_are_read_is_not_packed(void **state)
{
	struct node *map = node_map(&sc.arena), *list = node_list(&sc.arena),
		    *wide = node_map(&sc.arena);
	struct reply reply = { .code = E_OK, .body = map }, back;
	struct str packed;

	(void)state;
	node_set(map, S("list"), list);
	while (list->count < WIRE_REPLY_NODES_MAX - 2)
		node_add(list, node_null(&sc.arena));
	assert_int_equal(wire_pack_reply(&sc, &reply, &packed).code, E_OK);
	assert_int_equal(wire_unpack_reply(&sc, packed, &back).code, E_OK);
	node_add(list, node_null(&sc.arena));
	assert_int_equal(wire_pack_reply(&sc, &reply, &packed).code, E_TOO_BIG);
	for (int i = 0; i <= WIRE_MEMBERS_MAX; i++)
		node_set_bool(&sc.arena, wide, str_printf(&sc.arena, "m%d", i), true);
	reply.body = wide;
	assert_int_equal(wire_pack_reply(&sc, &reply, &packed).code, E_TOO_BIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_tree_comes_back_as_it_was, begin, end),
		cmocka_unit_test_setup_teardown(
		    every_cut_and_every_longer_form_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(no_changed_byte_breaks_the_reader, begin, end),
		cmocka_unit_test_setup_teardown(a_question_names_its_verb_by_name, begin, end),
		cmocka_unit_test_setup_teardown(a_fault_carries_its_text_and_no_tree, begin, end),
		cmocka_unit_test_setup_teardown(what_is_over_the_cap_is_too_big, begin, end),
		cmocka_unit_test_setup_teardown(a_reply_may_be_longer_than_a_question, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_reply_of_more_values_than_are_read_is_not_packed, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
