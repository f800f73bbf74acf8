/* unit/keeper_shape.c -- K5: what the tables say of a map, and nothing else, passes. */
#include "base/json.h"
#include "keeper/shape.h"
#include "keeper/verbs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h> /* after ours: it has a macro `fail` */

#define ID "01ARZ3NDEKTSV4RRFFQ69G5FAV"

/* clang-format off */
static const struct {
	const char *why, *shape, *json, *field; /* field: at fault, or NULL when it passes */
} cases[] = {
	{ "nothing is asked, nothing is given", "", "{}", NULL },
	{ "a member nobody named", "", "{\"x\":1}", "x" },
	{ "required and there", "a:str!", "{\"a\":\"\"}", NULL },
	{ "required and absent", "a:str! b:int", "{\"b\":1}", "a" },
	{ "required and null", "a:str!", "{\"a\":null}", "a" },
	{ "optional and null", "a:str", "{\"a\":null}", NULL },
	{ "a number for a text", "a:str", "{\"a\":1}", "a" },
	{ "a fraction for a whole number", "a:int", "{\"a\":1.5}", "a" },
	{ "an id", "a:id", "{\"a\":\"" ID "\"}", NULL },
	{ "an id cut short", "a:id", "{\"a\":\"01ARZ\"}", "a" },
	{ "a time", "a:time", "{\"a\":\"2026-11-22T10:00:00Z\"}", NULL },
	{ "a time that is none", "a:time", "{\"a\":\"yesterday\"}", "a" },
	{ "a truth", "a:bool", "{\"a\":true}", NULL },
	{ "a word for a truth", "a:bool", "{\"a\":\"true\"}", "a" },
	{ "anything", "a:any", "{\"a\":[1]}", NULL },
	{ "a map of a shape", "a:map.policy", "{\"a\":{\"name\":\"n\",\"version\":1,\"hash\":\"h\"}}", NULL },
	{ "a map of a shape that lacks a member", "a:map.policy", "{\"a\":{\"name\":\"n\"}}", "version" },
	{ "a list of a shape", "a:list.unbuilt", "{\"a\":[{\"line\":1,\"what\":\"w\"}]}", NULL },
	{ "a list of something else", "a:list.unbuilt", "{\"a\":[1]}", "a" },
	{ "a list with one that has too much", "a:list.unbuilt", "{\"a\":[{\"line\":1,\"what\":\"w\",\"z\":2}]}", "z" },
	{ "a list of any", "a:list", "{\"a\":[1,\"b\"]}", NULL },
};
/* clang-format on */

static void
a_map_is_what_its_shape_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		struct scope sc;
		struct node *n;
		result r;

		scope_begin(&sc, (struct instant){ 0 });
		assert_int_equal(json_parse(&sc, str_of(cases[i].json), &n).code, E_OK);
		r = shape_check(&sc, str_of(cases[i].shape), n);
		if (r.code != (cases[i].field == NULL ? E_OK : E_INPUT))
			fail_msg("%s", cases[i].why);
		if (cases[i].field != NULL && !str_eq(sc.fault.field, str_of(cases[i].field)))
			fail_msg("%s: it names `%.*s`", cases[i].why, STR(sc.fault.field));
		scope_end(&sc);
	}
}

static void
no_message_holds_a_value(void **state)
{
	struct scope sc;
	struct node *n;

	(void)state;
	scope_begin(&sc, (struct instant){ 0 });
	assert_int_equal(json_parse(&sc, S("{\"a\":\"anna@example.org\"}"), &n).code, E_OK);
	assert_int_equal(shape_check(&sc, S("a:int!"), n).code, E_INPUT);
	assert_false(str_has(sc.fault.text, S("anna")));
	scope_end(&sc);
}

static size_t
members_of(struct str members)
{
	struct shape_member m;
	size_t n = 0;

	while (shape_next(&members, &m))
		n++;
	return n;
}

/* Reading a wrong shape is a broken invariant, so reading them all is the test. */
static void
every_shape_of_the_tables_can_be_read(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t v = 0; v < VERBS; v++) {
		n += members_of(str_of(verb_row((enum verb)v)->question));
		n += members_of(str_of(verb_row((enum verb)v)->answer));
		assert_int_equal(verb_of_name(str_of(verb_row((enum verb)v)->name)), v);
	}
	for (size_t i = 0; shape_at(i) != NULL; i++)
		assert_true(members_of(str_of(shape_at(i)->members)) > 0);
	assert_true(n > 100);
	assert_int_equal(verb_of_name(S("steal")), VERBS);
}

/* K6: a second one of a name would never be asked. */
static void
no_two_shapes_have_one_name(void **state)
{
	(void)state;
	for (size_t i = 0; shape_at(i) != NULL; i++)
		if (shape_row(str_of(shape_at(i)->name)) != shape_at(i))
			fail_msg("there are two shapes %s", shape_at(i)->name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_map_is_what_its_shape_says),
		cmocka_unit_test(no_message_holds_a_value),
		cmocka_unit_test(every_shape_of_the_tables_can_be_read),
		cmocka_unit_test(no_two_shapes_have_one_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
