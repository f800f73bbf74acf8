/* Notices that are owed to people whose data came from somebody else: many at once. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "kit/demand.h"
#include "term/letter.h"

#define OURS "right informed of contact within 1 month"

static struct test_store *
owing(struct scope *sc)
{
	return test_store_edited(sc, "right informed of end-user within 1 month", OURS);
}

static void
set_mail(struct test_store *t)
{
	const struct asker operator= ask_operator();
	const struct mail smarthost = { .host = S("127.0.0.1"),
		.port = 25,
		.tls = MAIL_PLAIN,
		.from = S("privacy@voice.example"),
		.account = S("") };

	test_begin(t);
	assert_ok(mail_set(t->sc, &t->store, &operator, & smarthost));
	test_commit(t);
}

/* By a list of a colleague's: its people are owed a notice. */
static struct str
listed(struct test_store *t, const char *values)
{
	struct asker api = ask_channel(t, "api");
	struct receipt got = { .how = ADMITTED_NEW };
	struct verdict v = { 0 };

	got.record = given(t, &api, "sales", "contact", values);
	wave_begin(t);
	assert_ok(rights_inform(t->sc, &t->store, &got));
	wave_verdict(t, &api, "offer", NULL, &v);
	wave_end(t);
	return got.record;
}

static struct owed_list
groups(struct test_store *t, const struct asker *by)
{
	struct owed_list list;
	struct verdict v;

	assert_ok(rights_owed(t->sc, &t->store, by, S(""), &v, &list));
	assert_why(v, WHY_NONE);
	return list;
}

static struct verdict
tell(struct test_store *t, const struct asker *by, const struct owed_group *which,
    enum owed_how how, const char *reasons, struct owed_told *told)
{
	struct verdict v;

	wave_begin(t);
	assert_ok(rights_owed_tell(
	    t->sc, &t->store, by, which, how, str_of(reasons), S(""), &v, told));
	wave_verdict(t, by, "owed-tell", NULL, &v);
	wave_end(t);
	return v;
}

static void
put_three(struct test_store *t)
{
	(void)listed(t, "{\"name\":\"Ann\",\"company\":\"A\",\"email\":\"ann@example.org\"}");
	(void)listed(t, "{\"name\":\"Bob\",\"company\":\"B\",\"email\":\"bob@example.org\"}");
	(void)listed(t, "{\"name\":\"Cat\",\"company\":\"C\",\"phone\":\"01632 960103\"}");
}

/* R21 */
static void
who_has_an_address_is_told_by_mail_and_the_others_on_paper(void **state)
{
	struct test_store *t = owing(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct owed_list list;
	struct owed_told told;
	struct node *letters;
	struct verdict v;
	struct str last;

	put_three(t);
	list = groups(t, &d);
	assert_int_equal(list.n, 1);
	assert_int_equal(list.at[0].people, 3);
	assert_int_equal(list.at[0].mail, 2);
	assert_why(tell(t, &d, &list.at[0], OWED_BY_MAIL, "", &told), WHY_CASE_STATE);
	set_mail(t);
	assert_why(tell(t, &d, &list.at[0], OWED_BY_MAIL, "", &told), WHY_NONE);
	assert_int_equal(told.told, 2);
	assert_int_equal(told.left, 1);
	assert_int_equal(entries(t, ENTRY_LETTER_QUEUED), 2);
	assert_int_equal(entries(t, ENTRY_CASE_ANSWERED), 2);
	wave_begin(t);
	assert_ok(rights_owed_print(
	    t->sc, &t->store, &d, &list.at[0], S(""), &v, &letters, &last));
	wave_verdict(t, &d, "notices", NULL, &v);
	wave_end(t);
	assert_int_equal(letters->count, 1);
	assert_true(str_has(node_get_str(letters->first, S("letter")), S("did not come from you")));
	assert_true(str_has(
	    node_get_str(letters->first, S("letter")), S("contact: name, company, phone")));
	assert_true(str_has(node_get_str(letters->first, S("to")), S("Cat")));
	assert_false(node_get_bool(letters->first, S("addressed"), true));
	assert_int_equal(entries(t, ENTRY_CASE_ANSWERED), 2); /* printed is not posted */
	assert_why(tell(t, &d, &list.at[0], OWED_BY_POST, " ", &told), WHY_REASON);
	assert_why(tell(t, &d, &list.at[0], OWED_BY_POST, "post-4-march", &told), WHY_NONE);
	assert_int_equal(told.told, 1);
	assert_int_equal(groups(t, &d).n, 0);
}

/* R21 */
static void
of_one_group_no_other_is_told(void **state)
{
	struct test_store *t = owing(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct owed_list list;
	struct owed_told told;
	struct owed_group other;
	struct verdict v;

	put_three(t);
	set_mail(t);
	travel_days(t, 1);
	(void)listed(t, "{\"name\":\"Dan\",\"company\":\"D\",\"email\":\"dan@example.org\"}");
	list = groups(t, &d);
	assert_int_equal(list.n, 2);
	other = list.at[0];
	other.source = S("somewhere");
	assert_why(tell(t, &d, &other, OWED_BY_MAIL, "", &told), WHY_NONE);
	assert_int_equal(told.told, 0);
	assert_why(tell(t, &d, &list.at[1], OWED_BY_MAIL, "", &told), WHY_NONE);
	assert_int_equal(told.told, 1);
	assert_int_equal(groups(t, &d).at[0].people, 3);
	assert_why(tell(t, &d, &list.at[0], OWED_BY_PARTY, "they said so", &told), WHY_CASE_STATE);
	assert_ok(rights_owed(t->sc, &t->store, &s, S(""), &v, &list));
	assert_why(v, WHY_ROLE);
	assert_why(tell(t, &s, &other, OWED_BY_MAIL, "", &told), WHY_ROLE);
}

/* R21 */
static void
a_step_says_where_to_go_on(void **state)
{
	struct test_store *t = owing(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct owed_told told, rest;
	struct owed_list list;
	struct verdict v;

	set_mail(t);
	for (int i = 0; i < 51; i++)
		(void)listed(t, str_c(&t->sc->arena, str_printf(&t->sc->arena,
							 "{\"name\":\"P\",\"company\":\"A\",\"email\":\"p%d@example.org\"}", i)));
	list = groups(t, &d);
	assert_why(tell(t, &d, &list.at[0], OWED_BY_MAIL, "", &told), WHY_NONE);
	assert_int_equal(told.told, 50);
	assert_true(told.last.n > 0);
	wave_begin(t);
	assert_ok(rights_owed_tell(t->sc, &t->store, &d, &list.at[0], OWED_BY_MAIL, S(""), told.last,
	    &v, &rest));
	wave_verdict(t, &d, "notices", NULL, &v);
	wave_end(t);
	assert_int_equal(rest.told, 1);
	assert_int_equal(rest.last.n, 0);
}

/* R21 */
static void
who_is_erased_has_nothing_to_be_told(void **state)
{
	struct test_store *t = owing(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct node *records = node_list(&t->sc->arena);
	struct stays *stays;
	struct verdict v;
	uint64_t erased;
	size_t n;

	node_add(records, node_str(&t->sc->arena,
			      listed(t, "{\"name\":\"Ann\",\"company\":\"A\",\"phone\":\"01632 960100\"}")));
	assert_int_equal(groups(t, &d).n, 1);
	wave_begin(t);
	assert_ok(rights_erase(t->sc, &t->store, &d, S("never-1"), ERASED_NEVER, records, NULL, true,
	    &v, &stays, &n, &erased));
	wave_verdict(t, &d, "notices", NULL, &v);
	wave_end(t);
	assert_int_equal(groups(t, &d).n, 1); /* looked at, not done */
	wave_begin(t);
	assert_ok(rights_erase(t->sc, &t->store, &d, S("never-1"), ERASED_NEVER, records, NULL, false,
	    &v, &stays, &n, &erased));
	wave_verdict(t, &d, "erase", NULL, &v);
	wave_end(t);
	assert_int_equal(n, 0);
	assert_int_equal(groups(t, &d).n, 0);
	assert_str(last_of(t, ENTRY_CASE_CANCELLED).entry.why, S("nothing-held"));
}

UNIT_MAIN(TEST(who_has_an_address_is_told_by_mail_and_the_others_on_paper),
    TEST(of_one_group_no_other_is_told), TEST(a_step_says_where_to_go_on),
    TEST(who_is_erased_has_nothing_to_be_told))
