/* A record that names several people: each of them decides, sees, and may go. */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/ask.h"
#include "kit/demand.h"
#include "sys/file.h"

#define POLICY "test/kit/people.policy"

struct talk {
	struct test_store *t;
	struct asker api, clerk, listener, office;
	struct str call, caller, answerer;
};

#define text_of(t, format, a, b) \
	str_c(&(t)->sc->arena, str_printf(&(t)->sc->arena, format, STR(a), STR(b)))

static struct verdict
offer_call(struct talk *k, const char *values, const char *people, struct receipt *r)
{
	char *text = str_c(&k->t->sc->arena,
	    str_printf(&k->t->sc->arena, "{%s, \"@people\": [%s]}", values, people));

	return offer(k->t, &k->api, "bill", "call", text, r);
}

static struct talk
talk_begin(struct scope *sc)
{
	struct talk k = { .t = test_store_under(sc, POLICY) };
	struct receipt r;

	k.api = ask_channel(k.t, "api");
	k.clerk = ask_role(k.t, "clerk", S(""));
	k.listener = ask_role(k.t, "listener", S(""));
	k.office = ask_role(k.t, "office", S(""));
	assert_why(offer_call(&k, "\"number\": \"C-1\", \"minutes\": 3",
		       "{\"about\": \"caller\"}, {\"about\": \"answerer\"}", &r),
	    WHY_NONE);
	assert_int_equal(r.n_people, 2);
	assert_int_equal(r.subject.n, 0);
	k.call = r.record;
	k.caller = r.people[0].subject;
	k.answerer = r.people[1].subject;
	return k;
}

static void
says(struct talk *k, struct str who, bool yes)
{
	struct question q = { 0 };
	enum consent_state state;
	struct str record;
	struct verdict v;
	uint64_t entry;
	const char *text;

	wave_begin(k->t);
	if (yes) {
		text = text_of(k->t, "{\"call\": \"%.*s\"%.*s}", k->call, S(""));
		assert_ok(gate_consent(k->t->sc, &k->t->store, &k->api, S("recording"), &who,
		    json(k->t, text), &v, &state, &record));
		wave_verdict(k->t, &k->api, "consent", &q, &v);
		assert_int_equal(state, CONSENT_GIVEN);
	} else {
		text = text_of(k->t, "{\"subject\": \"%.*s\"%.*s}", who, S(""));
		assert_ok(gate_withdraw(k->t->sc, &k->t->store, &k->api, S("recording"),
		    json(k->t, text), S("phone"), &entry));
		assert_ok(sql_release(k->t->sc, test_store_sql(k->t)));
	}
	wave_end(k->t);
}

static enum why
record_audio(struct talk *k)
{
	struct receipt r;

	return offer(k->t, &k->api, "listen", "call", "{\"number\": \"C-1\", \"audio\": \"UklGRg==\"}", &r)
	    .why;
}

static enum why
hears(struct talk *k)
{
	struct answer a;

	return read_as(k->t, &k->listener, "listen", k->call, "{\"hear\": true}", &a).why;
}

static void
each_is_named_by_kind_and_nobody_twice(void **state)
{
	struct talk k = talk_begin(*state);
	struct receipt r;
	struct verdict v;

	assert_why(offer_call(&k, "\"number\": \"C-2\"", "{\"about\": \"caller\"}", &r), WHY_ABOUT);
	assert_why(offer_call(&k, "\"number\": \"C-2\"",
		       "{\"about\": \"caller\"}, {\"about\": \"somebody\"}", &r),
	    WHY_ABOUT);
	v = offer(k.t, &k.api, "bill", "call", "{\"number\": \"C-2\"}", &r);
	assert_why(v, WHY_ABOUT);
	assert_str(v.field, S("people"));
	assert_why(offer(k.t, &k.api, "bill", "call",
		       "{\"number\": \"C-2\", \"@about\": \"caller\"}", &r),
	    WHY_ABOUT);
	assert_why(offer_call(&k, "\"number\": \"C-2\"",
		       text_of(k.t,
			   "{\"about\": \"caller\", \"subject\": \"%.*s\"}, "
			   "{\"about\": \"answerer\", \"subject\": \"%.*s\"}",
			   k.caller, k.caller),
		       &r),
	    WHY_ABOUT);
	/* of the record that is held already they may be left out, but not be others */
	assert_why(offer(k.t, &k.api, "bill", "call", "{\"number\": \"C-1\", \"minutes\": 4}", &r),
	    WHY_NONE);
	assert_int_equal(r.n_people, 2);
	v = offer_call(&k, "\"number\": \"C-2\"",
	    text_of(k.t,
		"{\"about\": \"caller\", \"subject\": \"%.*s\"}, "
		"{\"about\": \"answerer\"%.*s}",
		k.caller, S("")),
	    &r);
	assert_why(v, WHY_NONE);
	assert_str(r.people[0].subject, k.caller);
	assert_why(offer_call(&k, "\"number\": \"C-1\"",
		       text_of(k.t,
			   "{\"about\": \"caller\", \"subject\": \"%.*s\"}, "
			   "{\"about\": \"answerer\", \"subject\": \"%.*s\"}",
			   k.caller, r.people[1].subject),
		       &r),
	    WHY_ABOUT);
	assert_why(offer(k.t, &k.api, "bill", "notes", "{\"text\": \"x\", \"@people\": []}", &r),
	    WHY_ABOUT);
}

static void
a_birth_date_is_weighed_for_the_one_whose_it_is(void **state)
{
	struct talk k = talk_begin(*state);
	struct receipt r;

	assert_why(offer_call(&k, "\"number\": \"C-2\"",
		       "{\"about\": \"caller\", \"declared-birth-date\": \"2015-01-01\"}, "
		       "{\"about\": \"answerer\"}",
		       &r),
	    WHY_AGE);
	assert_why(offer_call(&k, "\"number\": \"C-2\", \"@declared-birth-date\": \"2015-01-01\"",
		       "{\"about\": \"caller\"}, {\"about\": \"answerer\"}", &r),
	    WHY_VALUE);
}

static void
sound_is_taken_when_everybody_said_yes_and_goes_with_the_first_no(void **state)
{
	struct talk k = talk_begin(*state);

	assert_int_equal(record_audio(&k), WHY_ONLY_WHILE);
	says(&k, k.caller, true);
	assert_int_equal(record_audio(&k), WHY_ONLY_WHILE);
	says(&k, k.answerer, true);
	assert_int_equal(record_audio(&k), WHY_NONE);
	assert_int_equal(hears(&k), WHY_NONE);
	says(&k, k.answerer, false);
	assert_int_equal(hears(&k), WHY_CONSENT);
	travel_days(k.t, 0);
	assert_str(test_value(k.t, k.call, "call.audio"), S(""));
	assert_str(test_value(k.t, k.call, "call.number"), S("C-1"));
}

static void
a_consent_of_one_kind_is_theirs_alone(void **state)
{
	struct talk k = talk_begin(*state);
	struct receipt r;

	says(&k, k.answerer, true);
	assert_why(offer(k.t, &k.api, "listen", "call", "{\"number\": \"C-1\", \"mood\": \"calm\"}", &r),
	    WHY_ONLY_WHILE);
	says(&k, k.caller, true);
	says(&k, k.answerer, false);
	assert_why(offer(k.t, &k.api, "listen", "call", "{\"number\": \"C-1\", \"mood\": \"calm\"}", &r),
	    WHY_CONSENT); /* the field may come, the purpose asks everybody */
}

static void
the_objection_and_the_restriction_of_each_stop_the_use(void **state)
{
	struct talk k = talk_begin(*state);
	struct answer a;

	assert_why(read_as(k.t, &k.clerk, "bill", k.call, NULL, &a), WHY_NONE);
	assert_int_equal(a.rows[0].record.n_people, 2);
	(void)demand(k.t, &k.office, RIGHT_RESTRICT,
	    text_of(k.t, "{\"subject\": \"%.*s\"%.*s}", k.answerer, S("")), NULL);
	assert_why(read_as(k.t, &k.clerk, "bill", k.call, NULL, &a), WHY_RESTRICTED);
	k = talk_begin(*state);
	(void)demand(k.t, &k.office, RIGHT_OBJECT,
	    text_of(k.t, "{\"subject\": \"%.*s\"%.*s}", k.answerer, S("")), "{\"purpose\": \"bill\"}");
	assert_why(read_as(k.t, &k.clerk, "bill", k.call, NULL, &a), WHY_OBJECTED);
}

static struct str
readers(struct talk *k, struct str subject)
{
	struct node *list;
	struct verdict v;

	wave_begin(k->t);
	assert_ok(rights_readers(k->t->sc, &k->t->store, &k->office, S("R-1"), subject, &v, &list));
	wave_verdict(k->t, &k->office, "readers", NULL, &v);
	wave_end(k->t);
	return json_text(&k->t->sc->arena, list);
}

static struct str
package(struct talk *k, struct str subject)
{
	struct demanded d = demand(k->t, &k->office, RIGHT_ACCESS,
	    text_of(k->t, "{\"subject\": \"%.*s\"%.*s}", subject, S("")), NULL);
	struct node *tree;
	struct verdict v;

	assert_why(d.v, WHY_NONE);
	wave_begin(k->t);
	assert_ok(rights_package(
	    k->t->sc, &k->t->store, &k->office, S("R-1"), d.c.id, &v, &tree));
	wave_verdict(k->t, &k->office, "package", NULL, &v);
	wave_end(k->t);
	return json_text(&k->t->sc->arena, tree);
}

static void
each_is_shown_the_record_and_who_read_it(void **state)
{
	struct talk k = talk_begin(*state);
	struct answer a;

	assert_why(read_as(k.t, &k.clerk, "bill", k.call, NULL, &a), WHY_NONE);
	for (int i = 0; i < 2; i++) {
		struct str who = i == 0 ? k.caller : k.answerer,
			   other = i == 0 ? k.answerer : k.caller;

		assert_true(str_has(package(&k, who), S("\"C-1\"")));
		assert_false(str_has(package(&k, who), other));
		assert_true(str_has(readers(&k, who), S("\"what\":\"read\"")));
	}
}

static size_t
named(struct talk *k)
{
	struct record r;

	assert_ok(vault_record(k->t->sc, k->t->vault, k->call, &r));
	return r.n_people;
}

static void
who_is_erased_is_named_no_longer_and_the_others_stay(void **state)
{
	struct talk k = talk_begin(*state);
	struct demanded d;
	struct answer a;

	says(&k, k.caller, true);
	says(&k, k.answerer, true);
	assert_int_equal(record_audio(&k), WHY_NONE);
	d = demand(k.t, &k.office, RIGHT_ERASURE,
	    text_of(k.t, "{\"subject\": \"%.*s\"%.*s}", k.answerer, S("")), NULL);
	assert_why(d.v, WHY_NONE);
	assert_int_equal(named(&k), 1);
	/* the sound rested on the yes of both; the minutes are the caller's contract */
	assert_str(test_value(k.t, k.call, "call.audio"), S(""));
	assert_str(test_value(k.t, k.call, "call.minutes"), S("3"));
	assert_why(read_as(k.t, &k.clerk, "bill", k.call, NULL, &a), WHY_NONE);
	/* one yes of two is never everybody's again */
	assert_int_equal(record_audio(&k), WHY_ONLY_WHILE);
	assert_int_equal(hears(&k), WHY_CONSENT);
	/* nor is a record left that only our own interest would keep */
	d = demand(k.t, &k.office, RIGHT_ERASURE,
	    text_of(k.t, "{\"subject\": \"%.*s\"%.*s}", k.caller, S("")), NULL);
	assert_str(test_value(k.t, k.call, "call.minutes"), S(""));
}

static void
a_hold_on_one_of_them_keeps_the_record_and_names_them(void **state)
{
	struct talk k = talk_begin(*state);
	struct hold h = { .class = 0, .subject = k.caller, .by = k.office.staff };
	struct demanded d;

	wave_begin(k.t);
	assert_ok(term_hold(k.t->sc, &k.t->store, &h, S("claim-7")));
	assert_ok(sql_release(k.t->sc, test_store_sql(k.t)));
	wave_end(k.t);
	d = demand(k.t, &k.office, RIGHT_ERASURE,
	    text_of(k.t, "{\"subject\": \"%.*s\"%.*s}", k.caller, S("")), NULL);
	assert_non_null(stay_of(&d, "call.minutes"));
	assert_true(str_has(stay_of(&d, "call.minutes")->why, S("claim")));
	assert_int_equal(named(&k), 2);
}

/* V12 */
static void
the_clock_ends_the_naming_with_the_record_and_then_the_people(void **state)
{
	struct talk k = talk_begin(*state);
	struct subject s;

	travel_days(k.t, 400);
	assert_code(vault_subject(k.t->sc, k.t->vault, k.caller, &s), E_ABSENT);
	assert_code(vault_subject(k.t->sc, k.t->vault, k.answerer, &s), E_ABSENT);
}

static void
copy(struct test_store *t, const char *from, const char *to)
{
	struct str content;

	assert_ok(file_read(t->sc, str_printf(&t->sc->arena, "%.*s/%s", STR(t->folder), from),
	    (size_t)64 << 20, &content));
	assert_ok(file_write(t->sc, str_printf(&t->sc->arena, "%.*s/%s", STR(t->folder), to), content,
	    FILE_PRIVATE));
}

/* V12: the key of the naming is gone, whatever the backup says. */
static void
no_backup_names_again_who_was_erased(void **state)
{
	struct talk k = talk_begin(*state);
	struct test_store *t = k.t;
	uint64_t ended, indexed;
	struct record r;

	assert_ok(vault_keys_note_head(
	    t->sc, t->vault, (uint64_t)t->ledger.head.seq, t->ledger.head.hash.b));
	assert_ok(sql_backup(t->sc, vault_sql(t->vault),
	    str_printf(&t->sc->arena, "%.*s/old", STR(t->folder))));
	(void)demand(t, &k.office, RIGHT_ERASURE,
	    text_of(t, "{\"subject\": \"%.*s\"%.*s}", k.answerer, S("")), NULL);
	vault_close(t->vault);
	t->vault = NULL;
	copy(t, "old", "data.db");
	assert_ok(vault_accept_restored(t->sc, t->folder, t->root));
	assert_ok(vault_open(t->sc, t->folder, t->root, t->store.plan, &t->vault));
	assert_ok(ledger_open(t->sc, vault_sql(t->vault), vault_store_id(t->vault),
	    vault_signing_seed(t->vault), &t->ledger));
	t->store.vault = t->vault;
	test_begin(t);
	assert_ok(vault_mend(t->sc, t->vault, &ended, &indexed));
	test_commit(t);
	assert_int_equal(ended, 1);
	(void)test_finish(t);
	assert_ok(vault_record(t->sc, t->vault, k.call, &r));
	assert_int_equal(r.n_people, 1);
	assert_true(r.fewer);
	assert_str(test_value(t, k.call, "call.minutes"), S("3"));
}

UNIT_MAIN(TEST(each_is_named_by_kind_and_nobody_twice),
    TEST(a_birth_date_is_weighed_for_the_one_whose_it_is),
    TEST(sound_is_taken_when_everybody_said_yes_and_goes_with_the_first_no),
    TEST(a_consent_of_one_kind_is_theirs_alone),
    TEST(the_objection_and_the_restriction_of_each_stop_the_use),
    TEST(each_is_shown_the_record_and_who_read_it),
    TEST(who_is_erased_is_named_no_longer_and_the_others_stay),
    TEST(a_hold_on_one_of_them_keeps_the_record_and_names_them),
    TEST(the_clock_ends_the_naming_with_the_record_and_then_the_people),
    TEST(no_backup_names_again_who_was_erased))
