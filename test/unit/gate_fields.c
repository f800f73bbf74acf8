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

static struct str
for_client(struct test_store *t, const char *dataset, const char *values)
{
	struct asker a = ask_channel(t, "api");

	return given(t, &a, "fleet", dataset,
	    str_printf(&t->sc->arena, "{\"@party\": \"%.*s\", %s}", STR(t->reseller.id), values).p);
}

/* LAW UK GDPR Art 9. */
static void
flagged_text_serves_the_one_purpose_that_its_field_names(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker a = ask_channel(t, "api"), writer = ask_role(t, "writer", S(""));
	struct str record = given(t, &a, "answer", "letter",
	    "{\"subject\": \"late\", \"words\": \"I am diabetic\", \"@flagged\": [\"words\"]}");
	struct change *changes;
	struct answer answer;
	size_t n;

	assert_why(read_as(t, &writer, "answer", record, "{}", &answer), WHY_NONE);
	assert_str(value_in(t, answer.rows[0].values, "letter.words"), S("I am diabetic"));
	assert_why(read_as(t, &writer, "improve", record, "{}", &answer), WHY_NONE);
	assert_str(fields_in(t, answer.rows[0].values), S("letter.subject"));
	assert_int_equal(why_withheld(&answer.rows[0], "letter.words"), WHY_FLAGGED);
	/* no way round: neither to see it as what was there, nor to write over it */
	assert_why(changed(t, &writer, record, "{\"words\": \"x\"}"), WHY_ROLE);
	assert_why(change_as(t, &writer, "improve", record, "{}", "{\"words\": \"x\"}", &changes, &n),
	    WHY_FLAGGED);
	/* a repeat without the mark does not take it away */
	assert_why(change_as(t, &writer, "answer", record, "{}", "{\"words\": \"I am diabetic\"}",
		       &changes, &n),
	    WHY_NONE);
	assert_int_equal(n, 0);
	assert_why(read_as(t, &writer, "improve", record, "{\"fields\": [\"words\"]}", &answer),
	    WHY_NONE);
	assert_int_equal(answer.rows[0].values.n, 0);
}

static void
what_is_held_can_be_flagged_later(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker a = ask_channel(t, "api"), writer = ask_role(t, "writer", S(""));
	struct str record = given(
	    t, &a, "answer", "letter", "{\"subject\": \"late\", \"words\": \"I am diabetic\"}");
	struct change *changes;
	struct answer answer;
	size_t n;

	assert_why(read_as(t, &writer, "improve", record, "{}", &answer), WHY_NONE);
	assert_int_equal(answer.rows[0].values.n, 2);
	assert_why(change_as(t, &writer, "answer", record, "{\"flagged\": [\"subject\"]}", "{}",
		       &changes, &n),
	    WHY_SPECIAL); /* this one has no purpose of its own */
	assert_why(change_as(t, &writer, "answer", record, "{\"flagged\": [\"words\"]}", "{}", &changes,
		       &n),
	    WHY_NONE);
	assert_why(read_as(t, &writer, "improve", record, "{}", &answer), WHY_NONE);
	assert_str(fields_in(t, answer.rows[0].values), S("letter.subject"));
	assert_why(read_as(t, &writer, "answer", record, "{}", &answer), WHY_NONE);
	assert_str(value_in(t, answer.rows[0].values, "letter.words"), S("I am diabetic"));
}

static void
who_may_narrow_never_widens(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker client = ask_role(t, "fleet-manager", t->reseller.id);
	struct str record = for_client(t, "selection",
	    "\"vehicle\": \"v1\", \"speed\": true, \"detail\": \"some\", \"colour\": \"red\"");
	struct str bare = for_client(t, "selection", "\"vehicle\": \"v2\"");
	/* clang-format off */
	const struct {
		struct str record;
		const char *values;
		enum why why;
	} cases[] = {
		{ record, "{\"speed\": true}", WHY_NONE },
		{ record, "{\"speed\": false}", WHY_NONE },
		{ record, "{\"speed\": true}", WHY_NARROW },
		{ record, "{\"speed\": null}", WHY_NARROW },
		{ record, "{\"detail\": \"full\"}", WHY_NARROW },
		{ record, "{\"detail\": \"none\"}", WHY_NONE },
		{ record, "{\"detail\": \"some\"}", WHY_NARROW },
		{ record, "{\"colour\": \"blue\"}", WHY_NARROW },
		{ bare, "{\"speed\": true}", WHY_NARROW },
		{ bare, "{\"speed\": false}", WHY_NONE },
		{ bare, "{\"detail\": \"some\"}", WHY_NARROW },
		{ bare, "{\"detail\": \"none\"}", WHY_NONE },
	};
	/* clang-format on */

	for (size_t i = 0; i < N(cases); i++) {
		struct change *changes;
		size_t n;
		struct verdict v = change_as(
		    t, &client, "fleet", cases[i].record, "{}", cases[i].values, &changes, &n);

		if (v.why != cases[i].why)
			fail_msg("%s: %s", cases[i].values, why_type(v.why));
	}
}

static void
what_passes_goes_to_its_recipient_and_is_never_held(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker a = ask_channel(t, "api"), till = ask_role(t, "till", S(""));
	struct str record = given(t, &a, "pay", "payment", "{\"amount\": \"9.99 GBP\"}");
	struct receipt r;
	struct parcel p;

	assert_why(offer(t, &a, "pay", "payment",
		       "{\"amount\": \"9.99 GBP\", \"card\": \"canary-4242\"}", &r),
	    WHY_NEVER);
	assert_why(release_as(t, &till, NULL, "bank", "pay", record,
		       "{\"passing\": {\"card\": \"canary-4242\"}}", &p),
	    WHY_NONE);
	assert_str(value_in(t, p.rows[0].values, "payment.card"), S("canary-4242"));
	assert_str(value_in(t, p.rows[0].values, "payment.amount"), S("9.99 GBP"));
	assert_why(release_as(t, &till, NULL, "bank", "pay", record,
		       "{\"passing\": {\"amount\": \"1 GBP\"}}", &p),
	    WHY_UNKNOWN);
	assert_why(release_as(t, &till, NULL, "maker", "pay", record,
		       "{\"passing\": {\"card\": \"canary-4242\"}}", &p),
	    WHY_SHARE);
	assert_false(test_store_has(t, S("canary-4242")));
}

/* T9: in its own record, and in one that names it. */
static void
what_is_derived_goes_with_what_it_was_made_from(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker operator= ask_role(t, "operator", S(""));
	struct change *changes;
	struct str trip, score;
	size_t n;

	trip = for_client(
	    t, "trip", "\"number\": \"1\", \"speed\": 90, \"style\": \"fast\"");
	score = for_client(t, "score",
	    str_printf(&t->sc->arena, "\"trip\": \"%.*s\", \"points\": 7", STR(trip)).p);
	travel_days(t, 20);
	assert_why(change_as(t, &operator, "fleet", trip, "{}", "{\"number\": \"2\"}", &changes, &n),
	    WHY_NONE);
	travel_days(t, 9);
	assert_str(test_value(t, trip, "trip.style"), S("fast"));
	assert_str(test_value(t, score, "score.points"), S("7"));
	travel_days(t, 2);
	assert_str(test_value(t, trip, "trip.speed"), S(""));
	assert_str(test_value(t, trip, "trip.style"), S(""));
	assert_str(test_value(t, trip, "trip.number"), S("2"));
	assert_str(test_value(t, score, "score.points"), S(""));
	assert_str(test_value(t, score, "score.trip"), trip);
}

static struct verdict
count_as(struct test_store *t, const struct asker *a, const char *fields, struct totals *totals)
{
	struct question q = { .purpose = S("count"), .dataset = S("letter") };
	struct verdict v;

	q.fields = json(t, fields);
	wave_begin(t);
	assert_ok(gate_totals(t->sc, &t->store, a, &q, &v, totals));
	wave_verdict(t, a, "totals", &q, &v);
	wave_end(t);
	return v;
}

/* Two letters of one person are one person. */
static void
totals_are_of_different_people_and_never_of_few(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker a = ask_channel(t, "api"), analyst = ask_role(t, "analyst", S(""));
	static const char *const subjects[] = { "late", "late", "late", "late", "rude", "rude" };
	struct str subject = S("");
	struct totals totals;
	struct answer answer;
	struct receipt r;

	for (size_t i = 0; i < N(subjects); i++) {
		struct str text = str_printf(&t->sc->arena,
		    "{\"subject\": \"%s\", \"words\": \"x\"%s%.*s%s}", subjects[i],
		    i == 1 ? ", \"@subject\": \"" : "", STR(i == 1 ? subject : S("")),
		    i == 1 ? "\"" : "");

		assert_why(offer(t, &a, "answer", "letter", text.p, &r), WHY_NONE);
		subject = r.subject;
	}
	assert_why(count_as(t, &analyst, "[\"subject\"]", &totals), WHY_NONE);
	assert_int_equal(totals.n, 1);
	assert_str(value_in(t, totals.rows[0].values, "letter.subject"), S("late"));
	assert_int_equal(totals.rows[0].people, 3);
	assert_int_equal(totals.rest, 0); /* two are too few, in the rest too */
	assert_str(last_entry(t).entry.dataset, S("letter"));
	assert_why(count_as(t, &analyst, "[\"words\"]", &totals), WHY_PURPOSE);
	assert_why(read_as(t, &analyst, "count", r.record, "{}", &answer), WHY_TOTALS);
	/* an objection takes a person out of the count */
	test_begin(t);
	assert_ok(vault_object(
	    t->sc, t->vault, r.subject, plan_purpose(t->store.plan, S("count")), t->sc->now));
	test_commit(t);
	assert_why(count_as(t, &analyst, "[\"subject\"]", &totals), WHY_NONE);
	assert_int_equal(totals.rows[0].people, 3);
}

static struct verdict
series_as(struct test_store *t, const struct asker *a, const char *dataset, const char *text,
    struct totals *totals)
{
	const struct node *asked = json(t, text);
	struct question q = { .purpose = S("mileage"), .dataset = str_of(dataset) };
	struct verdict v;

	q.fields = node_get(asked, S("fields"));
	q.per = node_get_str(asked, S("per"));
	q.mean = node_get(asked, S("mean"));
	wave_begin(t);
	assert_ok(gate_totals(t->sc, &t->store, a, &q, &v, totals));
	wave_verdict(t, a, "totals", &q, &v);
	wave_end(t);
	return v;
}

static struct str
run_of(struct test_store *t, const char *at, const char *more, struct str subject)
{
	struct asker a = ask_channel(t, "api");
	struct receipt r;
	struct str text = str_printf(&t->sc->arena, "{\"at\": \"%s\"%s%s%.*s%s}", at, more,
	    subject.n > 0 ? ", \"@subject\": \"" : "", STR(subject), subject.n > 0 ? "\"" : "");

	assert_why(offer(t, &a, "mileage", "run", str_c(&t->sc->arena, text), &r), WHY_NONE);
	return r.subject;
}

static void
a_series_is_counted_by_its_time_and_never_of_few(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker analyst = ask_role(t, "analyst", S(""));
	struct totals totals;
	struct str one;

	/* three people in December, one of them twice; two in January, who are too few */
	one = run_of(t, "2026-12-02T10:00:00Z", ", \"miles\": 2, \"kind\": \"short\"", S(""));
	(void)run_of(t, "2026-12-31T23:30:00Z", ", \"miles\": 4, \"kind\": \"short\"", one);
	(void)run_of(t, "2026-12-03T10:00:00Z", ", \"miles\": 6, \"kind\": \"long\"", S(""));
	(void)run_of(t, "2026-12-07T10:00:00Z", ", \"kind\": \"long\"", S(""));
	(void)run_of(t, "2027-01-02T10:00:00Z", ", \"miles\": 900", S(""));
	(void)run_of(t, "2027-01-03T10:00:00Z", ", \"miles\": 900", S(""));
	assert_why(series_as(t, &analyst, "run", "{\"per\": \"month\", \"mean\": [\"miles\"]}", &totals),
	    WHY_NONE);
	assert_int_equal(totals.n, 1);
	assert_str(totals.rows[0].from, S("2026-12-01"));
	assert_int_equal(totals.rows[0].people, 3);
	assert_int_equal(totals.rows[0].means.n, 0); /* two people's numbers are too few */
	(void)run_of(t, "2026-12-09T10:00:00Z", ", \"miles\": 8", S(""));
	assert_why(series_as(t, &analyst, "run", "{\"per\": \"month\", \"mean\": [\"miles\"]}", &totals),
	    WHY_NONE);
	assert_int_equal(totals.n, 1);
	assert_str(value_in(t, totals.rows[0].means, "run.miles"), S("5.00"));
	assert_why(series_as(t, &analyst, "run", "{\"per\": \"year\"}", &totals), WHY_NONE);
	assert_int_equal(totals.n, 1);
	assert_str(totals.rows[0].from, S("2026-01-01"));
	assert_int_equal(totals.rows[0].people, 4);
	assert_why(series_as(t, &analyst, "run", "{\"per\": \"week\"}", &totals), WHY_NONE);
	assert_int_equal(totals.n, 1);
	assert_str(totals.rows[0].from, S("2026-12-28")); /* a Monday: the year's end is no week's */
	assert_int_equal(totals.rest, 4); /* of the other weeks together */
	assert_why(
	    series_as(t, &analyst, "run", "{\"per\": \"year\", \"fields\": [\"kind\"]}", &totals),
	    WHY_NONE);
	assert_int_equal(totals.n, 0);
	assert_why(series_as(t, &analyst, "run", "{}", &totals), WHY_MISSING);
	assert_why(series_as(t, &analyst, "run", "{\"per\": \"day\", \"mean\": [\"kind\"]}", &totals),
	    WHY_UNKNOWN);
	assert_why(series_as(t, &analyst, "letter", "{\"per\": \"day\"}", &totals), WHY_TOTALS);
}

/* LAW UK GDPR Art 4(5). */
static void
pseudonyms_are_codes_of_one_purpose(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker a = ask_channel(t, "api"), analyst = ask_role(t, "analyst", S("")),
		     web = ask_role(t, "web", S(""));
	struct str one = given(t, &a, "operate", "visit",
		       "{\"ip\": \"192.0.2.77\", \"came-from\": \"https://canary.example/\"}"),
		   two = given(t, &a, "operate", "visit", "{\"ip\": \"192.0.2.77\"}"),
		   paid = given(t, &a, "pay", "payment", "{\"amount\": \"9.99 GBP\"}");
	struct answer answer;
	struct str code;
	struct parcel p;

	assert_why(read_as(t, &analyst, "testing", one, "{}", &answer), WHY_NONE);
	code = value_in(t, answer.rows[0].values, "visit.ip");
	assert_int_equal(code.n, 26);
	assert_false(str_eq(answer.rows[0].record.id, one));
	assert_false(str_has(value_in(t, answer.rows[0].values, "visit.came-from"), S("canary")));
	assert_str(last_entry(t).entry.record, one); /* the ledger knows */
	/* the same person in another record has the same code */
	assert_why(read_as(t, &analyst, "testing", two, "{}", &answer), WHY_NONE);
	assert_str(value_in(t, answer.rows[0].values, "visit.ip"), code);
	assert_why(read_as(t, &web, "operate", two, "{}", &answer), WHY_NONE);
	assert_str(value_in(t, answer.rows[0].values, "visit.ip"), S("192.0.2.77"));
	assert_why(release_as(t, &analyst, NULL, "lab", "testing", one, "{}", &p), WHY_NONE);
	assert_str(value_in(t, p.rows[0].values, "visit.ip"), code);
	assert_false(str_eq(p.rows[0].record, one));
	/* what tells no person stays */
	assert_why(release_as(t, &analyst, NULL, "lab", "testing", paid, "{}", &p), WHY_NONE);
	assert_str(value_in(t, p.rows[0].values, "payment.amount"), S("9.99 GBP"));
}

static struct str
ride_at(struct test_store *t, struct str vehicle, const char *at)
{
	struct asker a = ask_channel(t, "api");
	struct receipt r;

	assert_why(offer(t, &a, "drive", "ride",
		       str_printf(&t->sc->arena,
			   "{\"@party\": \"%.*s\", \"vehicle\": \"%.*s\", \"at\": \"%s\"}",
			   STR(t->reseller.id), STR(vehicle), at)
			   .p,
		       &r),
	    WHY_NONE);
	return r.subject;
}

/* LAW UK GDPR Art 5(1)(d). */
static void
a_record_is_about_whoever_had_the_machine_at_its_time(void **state)
{
	struct test_store *t = test_store_under(*state, POLICY);
	struct asker a = ask_channel(t, "api");
	struct str van = for_client(t, "selection", "\"vehicle\": \"v1\"");
	struct str other = for_client(t, "selection", "\"vehicle\": \"v2\"");
	struct receipt r;

	assert_why(offer(t, &a, "drive", "allocation",
		       str_printf(&t->sc->arena,
			   "{\"@party\": \"%.*s\", \"vehicle\": \"%.*s\", \"begins\": "
			   "\"2027-01-15T06:00:00Z\", \"ends\": \"2027-01-15T07:00:00Z\"}",
			   STR(t->reseller.id), STR(van))
			   .p,
		       &r),
	    WHY_NONE);
	assert_str(ride_at(t, van, "2027-01-15T05:59:59Z"), S(""));
	assert_str(ride_at(t, van, "2027-01-15T06:00:00Z"), r.subject);
	assert_str(ride_at(t, van, "2027-01-15T06:59:59Z"), r.subject);
	assert_str(ride_at(t, van, "2027-01-15T07:00:00Z"), S(""));
	assert_str(ride_at(t, other, "2027-01-15T06:30:00Z"), S(""));
	assert_why(offer(t, &a, "drive", "ride",
		       str_printf(&t->sc->arena,
			   "{\"@party\": \"%.*s\", \"vehicle\": \"%.*s\", \"at\": "
			   "\"2027-01-15T06:30:00Z\", \"@subject\": \"%.*s\"}",
			   STR(t->reseller.id), STR(other), STR(r.subject))
			   .p,
		       &r),
	    WHY_VALUE);
}

UNIT_MAIN(TEST(a_second_record_with_a_unique_value_is_refused),
    TEST(a_unique_value_is_so_within_another_field_and_for_each_party),
    TEST(a_word_of_a_list_is_held_as_the_policy_writes_it),
    TEST(what_stands_behind_the_question_mark_is_cut_at_the_door),
    TEST(a_dated_field_is_taken_until_its_day_and_gone_with_it),
    TEST(flagged_text_serves_the_one_purpose_that_its_field_names),
    TEST(what_is_held_can_be_flagged_later), TEST(who_may_narrow_never_widens),
    TEST(what_passes_goes_to_its_recipient_and_is_never_held),
    TEST(what_is_derived_goes_with_what_it_was_made_from),
    TEST(totals_are_of_different_people_and_never_of_few),
    TEST(a_series_is_counted_by_its_time_and_never_of_few),
    TEST(pseudonyms_are_codes_of_one_purpose),
    TEST(a_record_is_about_whoever_had_the_machine_at_its_time))
