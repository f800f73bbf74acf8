/* Of whom much is held: erased in steps, and between two of them nothing is used (R19). */
#include "kit/unit.h"

#include "kit/ask.h"
#include "kit/demand.h"

#define MANY 250

/* So many contacts of one person; the first. */
static struct record
put_many(struct test_store *t, size_t n)
{
	struct asker api = ask_channel(t, "api");
	struct record first;

	assert_ok(vault_record(t->sc, t->vault,
	    given(t, &api, "sales", "contact",
		"{\"name\": \"Ada Canary\", \"company\": \"Engines\", \"email\": "
		"\"ada@example.org\"}"),
	    &first));
	for (size_t i = 1; i < n; i++)
		(void)given(t, &api, "sales", "contact",
		    str_c(&t->sc->arena, str_printf(&t->sc->arena,
					     "{\"name\": \"Ada Canary\", \"company\": \"Engines\", "
					     "\"email\": \"ada%zu@example.org\", \"@subject\": "
					     "\"%.*s\"}",
					     i, STR(first.subject))));
	return first;
}

/* One step as the keeper takes it; is there more? */
static bool
step(struct test_store *t, uint64_t *erased)
{
	bool more;

	assert_ok(sql_begin(t->sc, test_store_sql(t)));
	assert_ok(rights_erase_step(t->sc, &t->store, erased, &more));
	wave_end(t);
	return more;
}

static size_t
steps(struct test_store *t)
{
	uint64_t erased;
	size_t n = 0;

	while (step(t, &erased))
		n++;
	return n;
}

static struct person_case
case_of(struct test_store *t, const struct asker *d, struct str id)
{
	struct person_case c;
	struct verdict v;

	assert_ok(rights_case(t->sc, &t->store, d, S("R-1"), id, &v, &c));
	assert_why(v, WHY_NONE);
	return c;
}

static void
until_all_is_gone_nothing_is_used_and_nothing_answered(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct record first = put_many(t, MANY);
	struct demanded made =
	    demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	struct answer a;
	struct acted acted;
	struct change *changes;
	struct verdict v;
	uint64_t erased;
	size_t n;

	assert_why(made.v, WHY_NONE);
	assert_true(made.c.erasing);
	assert_false(made.c.erased.set);
	assert_int_equal(entries(t, ENTRY_ERASURE_DECIDED), 0);
	assert_why(read_as(t, &s, "sales", first.id, NULL, &a), WHY_ERASING);
	assert_why(change_as(t, &s, "sales", first.id, NULL, "{\"company\": \"Looms\"}", &changes, &n),
	    WHY_ERASING);
	assert_why(
	    demand(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}", NULL).v, WHY_NONE);
	assert_why(act_with(t, &d, made.c.id, ACT_ANSWER, "done", NULL, &acted), WHY_ERASING);
	assert_true(step(t, &erased));
	assert_true(erased >= 100);
	assert_why(act_with(t, &d, made.c.id, ACT_CANCEL, "", NULL, &acted), WHY_ERASING);
	v = read_as(t, &s, "sales", first.id, NULL, &a);
	assert_true(v.why == WHY_ERASING || v.why == WHY_GONE);
	assert_int_equal(steps(t), 2); /* a hundred records each */
	assert_true(case_of(t, &d, made.c.id).erased.set);
	assert_false(case_of(t, &d, made.c.id).erasing);
	assert_why(read_as(t, &s, "sales", first.id, "{\"fields\": [\"company\"]}", &a), WHY_GONE);
	assert_why(act_with(t, &d, made.c.id, ACT_ANSWER, "done", NULL, &acted), WHY_NONE);
	assert_false(test_store_has(t, S("ada7@example.org")));
}

static size_t
times(struct str text, struct str what)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += str_starts(str_slice(text, i, text.n), what);
	return n;
}

/* R2: the same stays as of a person of whom little is held, and the letter says it once. */
static void
what_an_exception_keeps_stays_and_is_said_once(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct record first = put_many(t, MANY);
	struct demanded made =
	    demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	struct str said = S("your name stays on past orders");
	struct acted acted;

	(void)steps(t);
	assert_str(test_value(t, first.id, "contact.name"), S("Ada Canary"));
	assert_str(test_value(t, first.id, "contact.email"), S(""));
	assert_why(act_with(t, &d, made.c.id, ACT_ANSWER, "done", NULL, &acted), WHY_NONE);
	assert_int_equal(times(acted.letter, said), 1);
}

static void
after_a_death_the_next_start_goes_on(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct record first = put_many(t, MANY);
	struct demanded made =
	    demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	struct subject person;
	uint64_t erased;
	bool more;

	assert_true(step(t, &erased));
	/* one is cut off before its commit, one after it */
	assert_ok(sql_begin(t->sc, test_store_sql(t)));
	assert_ok(rights_erase_step(t->sc, &t->store, &erased, &more));
	assert_true(erased > 0);
	test_store_reopen(t);
	assert_ok(vault_subject(t->sc, t->vault, first.subject, &person));
	assert_true(person.erasing);
	assert_ok(sql_begin(t->sc, test_store_sql(t)));
	assert_ok(rights_erase_step(t->sc, &t->store, &erased, &more));
	assert_ok(sql_commit(t->sc, test_store_sql(t)));
	test_store_reopen(t);
	(void)test_finish(t);
	(void)steps(t);
	assert_true(case_of(t, &d, made.c.id).erased.set);
	assert_int_equal(entries(t, ENTRY_ERASED), entries(t, ENTRY_ERASURE_DECIDED));
	assert_false(test_store_has(t, S("@example.org")));
}

static void
what_comes_in_meanwhile_is_not_meant(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), api = ask_channel(t, "api");
	struct record first = put_many(t, MANY);
	struct str later;
	struct subject person;
	uint64_t erased;

	(void)demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	assert_true(step(t, &erased));
	later = given(t, &api, "sales", "contact",
	    str_c(&t->sc->arena,
		str_printf(&t->sc->arena,
		    "{\"name\": \"Ada Canary\", \"company\": \"Looms\", \"email\": "
		    "\"new@example.org\", \"@subject\": \"%.*s\"}",
		    STR(first.subject))));
	(void)steps(t);
	assert_str(test_value(t, later, "contact.company"), S("Looms"));
	assert_ok(vault_subject(t->sc, t->vault, first.subject, &person));
	assert_false(person.erasing);
}

static void
a_child_goes_in_steps_too_and_nothing_is_excepted(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct record first = put_many(t, MANY);
	struct verdict v;
	uint64_t erased;
	bool erasing;

	wave_begin(t);
	assert_ok(rights_mark_child(
	    t->sc, &t->store, &d, S("R-1"), first.subject, &v, &erased, &erasing));
	wave_verdict(t, &d, "child", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_NONE);
	assert_true(erasing);
	assert_int_equal(erased, 0);
	assert_int_equal(steps(t), 3);
	assert_str(test_value(t, first.id, "contact.name"), S(""));
	assert_int_equal(entries(t, ENTRY_SUBJECT_FORGOTTEN), 1);
}

static void
of_whom_little_is_held_all_goes_at_once(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made;

	(void)put_many(t, 20);
	made = demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	assert_false(made.c.erasing);
	assert_true(made.c.erased.set);
	assert_int_equal(steps(t), 0);
}

static void
one_record_that_is_named_goes_at_once_however_much_is_held(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct record first = put_many(t, MANY);
	struct demanded made = demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}",
	    str_c(&t->sc->arena,
		str_printf(&t->sc->arena, "{\"records\": \"%.*s\"}", STR(first.id))));

	assert_why(made.v, WHY_NONE);
	assert_false(made.c.erasing);
	assert_str(test_value(t, first.id, "contact.company"), S(""));
	assert_int_equal(entries(t, ENTRY_ERASED), 2); /* its two groups */
}

UNIT_MAIN(TEST(until_all_is_gone_nothing_is_used_and_nothing_answered),
    TEST(what_an_exception_keeps_stays_and_is_said_once),
    TEST(after_a_death_the_next_start_goes_on), TEST(what_comes_in_meanwhile_is_not_meant),
    TEST(a_child_goes_in_steps_too_and_nothing_is_excepted),
    TEST(of_whom_little_is_held_all_goes_at_once),
    TEST(one_record_that_is_named_goes_at_once_however_much_is_held))
