/* Two ids that are one person, and a merge that was wrong. */
#include "kit/unit.h"

#include "base/json.h"

#include "kit/ask.h"
#include "kit/demand.h"

static struct record
put(struct test_store *t, const char *email)
{
	struct asker api = ask_channel(t, "api");
	struct record r;
	struct str text = str_printf(&t->sc->arena,
	    "{\"name\": \"Ada\", \"company\": \"A\", \"email\": \"%s\"}", email);

	assert_ok(vault_record(t->sc, t->vault,
	    given(t, &api, "sales", "contact", str_c(&t->sc->arena, text)), &r));
	return r;
}

static struct verdict
merge(struct test_store *t, const struct asker *a, struct str one, struct str other)
{
	struct verdict v;

	wave_begin(t);
	assert_ok(rights_merge(t->sc, &t->store, a, S("R-1"), one, other, &v));
	wave_verdict(t, a, "merge", NULL, &v);
	wave_end(t);
	return v;
}

static struct verdict
split(struct test_store *t, const struct asker *a, struct str id)
{
	struct verdict v;

	wave_begin(t);
	assert_ok(rights_split(t->sc, &t->store, a, S("R-1"), id, &v));
	wave_verdict(t, a, "split", NULL, &v);
	wave_end(t);
	return v;
}

static void
a_request_is_of_the_whole_person_and_a_wrong_merge_is_taken_back(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct record one = put(t, "ada@example.org"), two = put(t, "lovelace@example.org"),
		      three = put(t, "countess@example.org");
	struct demanded made;
	struct answer a;

	assert_why(merge(t, &d, one.subject, two.subject), WHY_NONE);
	assert_why(merge(t, &d, two.subject, one.subject), WHY_CASE_STATE);
	assert_why(merge(t, &d, three.subject, two.subject), WHY_NONE);
	assert_why(merge(t, &s, one.subject, two.subject), WHY_ROLE);
	assert_why(merge(t, &d, one.subject, S("01ARZ3NDEKTSV4RRFFQ69G5FAV")), WHY_GONE);
	made = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}", NULL);
	assert_int_equal(made.c.n, 3);
	made = demand_from(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}",
	    "{\"email\": \"lovelace@example.org\"}", NULL);
	assert_int_equal(made.c.state, CASE_OPEN); /* by each of their addresses */
	demand(t, &d, RIGHT_OBJECT, "{\"email\": \"ada@example.org\"}", NULL);
	assert_why(read_as(t, &s, "phone-offers", two.id, NULL, &a), WHY_OBJECTED);
	assert_why(split(t, &d, three.subject), WHY_NONE);
	assert_why(split(t, &d, three.subject), WHY_CASE_STATE);
	made = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}", NULL);
	assert_int_equal(made.c.n, 2);
	made = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"countess@example.org\"}", NULL);
	assert_int_equal(made.c.n, 1);
	assert_int_equal(entries(t, ENTRY_SUBJECT_SPLIT), 4); /* and of each case that she leaves */
	assert_int_equal(entries(t, ENTRY_SUBJECT_MERGED), 4);
}

static void
what_one_of_them_asked_for_holds_for_the_other_while_the_link_stands(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct record one = put(t, "ada@example.org"), two = put(t, "lovelace@example.org");
	struct answer a;

	demand(t, &d, RIGHT_RESTRICT, "{\"email\": \"ada@example.org\"}", NULL);
	assert_why(read_as(t, &s, "sales", two.id, NULL, &a), WHY_NONE);
	assert_why(merge(t, &d, one.subject, two.subject), WHY_NONE);
	assert_why(read_as(t, &s, "sales", two.id, NULL, &a), WHY_RESTRICTED);
	assert_why(split(t, &d, two.subject), WHY_NONE);
	assert_why(read_as(t, &s, "sales", two.id, NULL, &a), WHY_NONE);
	assert_why(read_as(t, &s, "sales", one.id, NULL, &a), WHY_RESTRICTED);
}

static struct str
package_of(struct test_store *t, const struct asker *a, struct str id)
{
	struct node *package;
	struct verdict v;

	wave_begin(t);
	assert_ok(rights_package(t->sc, &t->store, a, S("R-1"), id, &v, &package));
	wave_verdict(t, a, "package", NULL, &v);
	wave_end(t);
	assert_why(v, WHY_NONE);
	return json_text(&t->sc->arena, package);
}

/* Whoever asked while a stranger was taken for them is told nothing of the stranger's later. */
static void
a_request_made_during_a_wrong_merge_is_of_who_made_it_alone_once_they_are_split(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct record one = put(t, "ada@example.org"), two = put(t, "lovelace@example.org"),
		      three = put(t, "countess@example.org");
	struct demanded made, theirs;
	struct str text;

	assert_why(merge(t, &d, one.subject, two.subject), WHY_NONE);
	assert_why(merge(t, &d, one.subject, three.subject), WHY_NONE);
	made = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}", NULL);
	theirs = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"lovelace@example.org\"}", NULL);
	assert_int_equal(made.c.n, 3);
	assert_why(split(t, &d, two.subject), WHY_NONE);
	text = package_of(t, &d, made.c.id);
	assert_true(str_has(text, S("ada@")) && str_has(text, S("countess@")));
	assert_false(str_has(text, S("lovelace@")));
	text = package_of(t, &d, theirs.c.id);
	assert_true(str_has(text, S("lovelace@")));
	assert_false(str_has(text, S("ada@")) || str_has(text, S("countess@")));
	assert_int_equal(entries(t, ENTRY_SUBJECT_SPLIT), 4); /* the split, and who left a case */
}

static void
parties_people_are_not_merged_with_others(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")),
		     r = ask_role(t, "reseller-user", t->reseller.id);
	struct record one = put(t, "ada@example.org"), two;

	assert_ok(vault_record(t->sc, t->vault,
	    given(t, &r, "deliver", "delivery",
		"{\"shipment\": \"S-1\", \"order\": \"O-1\", \"name\": \"Ada\", \"address\": \"1 "
		"High Street\", \"courier\": \"dpd\"}"),
	    &two));
	assert_why(merge(t, &d, one.subject, two.subject), WHY_PURPOSE);
}

UNIT_MAIN(TEST(a_request_is_of_the_whole_person_and_a_wrong_merge_is_taken_back),
    TEST(what_one_of_them_asked_for_holds_for_the_other_while_the_link_stands),
    TEST(a_request_made_during_a_wrong_merge_is_of_who_made_it_alone_once_they_are_split),
    TEST(parties_people_are_not_merged_with_others))
