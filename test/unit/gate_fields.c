/* What the marks of a field and the words of a purpose do to what comes and goes. */
#include "kit/unit.h"

#include "kit/ask.h"

#define POLICY "test/kit/fields.policy"
#define ROW(phone, reference) \
	"\"phone\": \"01632 " phone "\", \"reference\": \"" reference "\""

static struct verdict
row(struct test_store *t, const char *values, struct receipt *r)
{
	struct asker a = ask_channel(t, "api");
	const char *text = str_printf(&t->sc->arena, "{\"campaign\": \"c1\", \"@party\": \"%.*s\", %s}",
	    STR(t->reseller.id), values)
			       .p;

	return offer(t, &a, "calls", "row", text, r);
}

static struct verdict
changed(struct test_store *t, const struct asker *a, struct str record, const char *values)
{
	struct change *changes;
	size_t n;

	return change_as(t, a, "calls", record, "{}", values, &changes, &n);
}

static void
a_second_record_with_a_unique_value_is_refused(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker caller = ask_role(t, "caller", S(""));
	struct receipt first, r;
	struct verdict v;

	assert_why(row(t, ROW("960100", "R-1") ", \"serial\": 7", &first),
	    WHY_NONE);
	v = row(t, ROW("960101", "R-1"), &r);
	assert_why(v, WHY_UNIQUE);
	assert_str(v.field, S("row.reference"));
	assert_false(str_has(v.detail, S("R-1")));
	/* the same record again is a repeat, not a second one */
	assert_why(row(t, ROW("960100", "R-1"), &r), WHY_NONE);
	assert_int_equal(r.how, ADMITTED_SAME);
	assert_why(row(t, ROW("960103", "R-3") ", \"serial\": 7", &r),
	    WHY_UNIQUE);
	assert_why(row(t, ROW("960104", "R-4"), &r), WHY_NONE);
	assert_why(changed(t, &caller, r.record, "{\"reference\": \"R-1\"}"),
	    WHY_UNIQUE);
	assert_why(changed(t, &caller, r.record, "{\"reference\": \"R-5\"}"),
	    WHY_NONE);
	/* R-4 is free again */
	assert_why(changed(t, &caller, first.record, "{\"reference\": \"R-4\"}"),
	    WHY_NONE);
}

static void
a_unique_value_is_so_within_another_field_and_for_each_party(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker a = ask_channel(t, "api");
	struct party other = { .class = 0, .name = S("Another"), .kind = S("") };
	struct receipt r;
	static const char *const campaigns[] = { "c1", "c2" };

	test_begin(t);
	assert_ok(vault_party_add(t->sc, t->vault, &other));
	test_commit(t);
	for (size_t i = 0; i < N(campaigns); i++)
		assert_why(offer(t, &a, "calls", "row",
			       str_printf(&t->sc->arena,
				   "{\"campaign\": \"%s\", \"phone\": \"01632 960100\", "
				   "\"reference\": \"R-1\", \"@party\": \"%.*s\"}",
				   campaigns[i], STR(t->reseller.id))
				   .p,
			       &r),
		    WHY_NONE);
	assert_why(offer(t, &a, "calls", "row",
		       str_printf(&t->sc->arena,
			   "{\"campaign\": \"c1\", \"phone\": \"01632 960100\", "
			   "\"reference\": \"R-1\", \"@party\": \"%.*s\"}",
			   STR(other.id))
			   .p,
		       &r),
	    WHY_NONE);
	assert_int_equal(r.how, ADMITTED_NEW);
}

static void
a_word_of_a_list_is_held_as_the_policy_writes_it(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct receipt r;

	assert_why(row(t, ROW("960100", "R-1") ", \"code\": \"sp30\"", &r),
	    WHY_NONE);
	assert_str(test_value(t, r.record, "row.code"), S("SP30"));
	assert_why(row(t, ROW("960101", "R-2") ", \"code\": \"theft\"", &r),
	    WHY_VALUE);
}

static void
what_stands_behind_the_question_mark_is_cut_at_the_door(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker a = ask_channel(t, "api");
	struct str record = given(t, &a, "operate", "visit",
	    "{\"ip\": \"192.0.2.1\", \"came-from\": \"https://x.example/a?email=canary@b.example#c\", "
	    "\"went-to\": \"https://y.example/?q=1\"}");

	assert_str(test_value(t, record, "visit.came-from"), S("https://x.example/a"));
	assert_str(test_value(t, record, "visit.went-to"), S("https://y.example/?q=1"));
	assert_str(test_value(t,
		       given(t, &a, "operate", "visit",
			   "{\"ip\": \"192.0.2.2\", \"came-from\": \"https://x.example?email=a@b.example\"}"),
		       "visit.came-from"),
	    S("https://x.example"));
}

static void
a_dated_field_is_taken_until_its_day_and_gone_with_it(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct receipt r, late;

	travel_to(t, "2027-02-28T12:00:00Z");
	assert_why(row(t, ROW("960100", "R-1") ", \"balance\": \"12.50 GBP\"", &r),
	    WHY_NONE);
	travel_to(t, "2027-02-28T23:59:59Z");
	assert_str(test_value(t, r.record, "row.balance"), S("12.50 GBP"));
	travel_to(t, "2027-03-01T00:00:00Z");
	assert_str(test_value(t, r.record, "row.balance"), S(""));
	assert_str(test_value(t, r.record, "row.reference"), S("R-1"));
	assert_why(row(t, ROW("960101", "R-2") ", \"balance\": \"1 GBP\"", &late),
	    WHY_OVERDUE);
	assert_why(row(t, ROW("960101", "R-2"), &late), WHY_NONE);
}

UNIT_MAIN(TEST(a_second_record_with_a_unique_value_is_refused),
    TEST(a_unique_value_is_so_within_another_field_and_for_each_party),
    TEST(a_word_of_a_list_is_held_as_the_policy_writes_it),
    TEST(what_stands_behind_the_question_mark_is_cut_at_the_door),
    TEST(a_dated_field_is_taken_until_its_day_and_gone_with_it))
