/* The package: everything about a person, and nothing that is a secret. */
#include "kit/unit.h"

#include "base/json.h"
#include "kit/ask.h"
#include "kit/demand.h"

static struct verdict
package(struct test_store *t, const struct asker *a, struct str id, struct node **tree)
{
	struct verdict v;

	wave_begin(t);
	assert_ok(rights_package(t->sc, &t->store, a, S("R-1"), id, &v, tree));
	wave_verdict(t, a, "package", NULL, &v);
	wave_end(t);
	return v;
}

static struct record
put_contact(struct test_store *t, const char *name)
{
	struct asker api = ask_channel(t, "api");
	struct str text = str_printf(&t->sc->arena,
	    "{\"name\": \"%s\", \"company\": \"=cmd|' /C calc'!A0\", \"phone\": \"01632 960100\", "
	    "\"email\": \"ada@example.org\", "
	    "\"@source\": \"vendor-lead:7\"}",
	    name);
	struct record r;

	assert_ok(vault_record(
	    t->sc, t->vault, given(t, &api, "sales", "contact", str_c(&t->sc->arena, text)), &r));
	return r;
}

static struct str
as_text(struct test_store *t, const struct node *tree)
{
	return json_text(&t->sc->arena, tree);
}

/* R3 */
static void
a_package_holds_everything_about_a_person(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S("")),
		     api = ask_channel(t, "api");
	struct record ada = put_contact(t, "Ada");
	struct str call = str_printf(&t->sc->arena,
	    "{\"number\": \"01632 960100\", \"audio\": \"UklGRg==\", \"@about\": \"contact\", "
	    "\"@subject\": \"%.*s\"}",
	    STR(ada.subject));
	static const char
	    *const expected[] = {
		    "Ada", "+441632960100", "ada@example.org", /* values */
		    "to fulfil and record sales contracts", /* a purpose, word for word */
		    "our contract with your employer", "LIA-1",
		    "UK GDPR Art 6(1)(f)", /* a ground */
		    "a lawful authority", /* who may be given it */
		    "vendor-lead:7", /* the source */
		    ("keep contact.phone, contact.email, contact.job-title until 90 days after "
		     "leaving"), /* the line */
		    "data was read", "\"role\":\"sales\"", /* who read it */
		    "Example Voice Ltd", "privacy@voice.example", "\"sha256\"", /* who answers */
		    "UklGRg==", /* a second dataset */
	    };
	struct demanded made;
	struct node *tree;
	struct answer a;
	struct str text;

	given(t, &api, "verify", "call", str_c(&t->sc->arena, call));
	assert_why(read_as(t, &s, "sales", ada.id, NULL, &a), WHY_NONE);
	made = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}", NULL);
	assert_why(package(t, &d, made.c.id, &tree), WHY_NONE);
	text = as_text(t, tree);
	for (size_t i = 0; i < N(expected); i++)
		if (!str_has(text, str_of(expected[i])))
			fail_msg("no \"%s\" in %.*s", expected[i], STR(text));
	assert_int_equal(last_entry(t).kind, ENTRY_PACKAGE_MADE);
	assert_str(last_entry(t).entry.case_id, made.c.id);
	assert_false(
	    str_has(text, S("to get the order to the door"))); /* a purpose of other data */
}

static void
releases_stand_in_the_package_with_country_and_mechanism(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), e = ask_role(t, "dpo", S(""));
	struct record ada = put_contact(t, "Ada");
	struct demanded made;
	struct node *tree;
	struct parcel p;

	assert_why(release_as(t, &d, &e, "authority", "legal-order", ada.id,
		       "{\"order\": \"PACE-9\"}", &p),
	    WHY_NONE);
	made = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}", NULL);
	assert_why(package(t, &d, made.c.id, &tree), WHY_NONE);
	assert_true(str_has(as_text(t, tree), p.instruction));
	assert_true(str_has(as_text(t, tree), S("\"country\":\"GB\"")));
}

static void
a_secret_is_in_no_form_of_a_package(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker r = ask_role(t, "reseller-user", t->reseller.id),
		     d = ask_role(t, "dpo", S(""));
	struct str id = given(t, &r, "provision", "device",
	    "{\"mac\": \"001565aabbcc\", \"vendor\": \"yealink\", \"password\": \"canary-7Qx\"}");
	struct plan unpassed = *t->store.plan;
	struct record record;
	struct demanded made;
	struct node *tree;
	struct str who;

	/* else the request is the reseller's to answer */
	unpassed.rights.n = 0;
	t->store.plan = &unpassed;
	assert_ok(vault_record(t->sc, t->vault, id, &record));
	who = str_printf(&t->sc->arena, "{\"subject\": \"%.*s\"}", STR(record.subject));
	made = demand(t, &d, RIGHT_ACCESS, str_c(&t->sc->arena, who), NULL);
	assert_why(package(t, &d, made.c.id, &tree), WHY_NONE);
	assert_true(str_has(as_text(t, tree), S("device.password")));
	assert_true(str_has(as_text(t, tree), S("\"set\":\"2027-01-15T08:00:00Z\"")));
	assert_false(str_has(as_text(t, tree), S("canary")));
}

static void
markup_and_formulas_are_text(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made;
	struct node *tree;
	struct buf html, csv;

	put_contact(t, "<script>alert(1)</script>");
	made = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}", NULL);
	assert_why(package(t, &d, made.c.id, &tree), WHY_NONE);
	html = buf_new(&t->sc->arena);
	package_html(&html, tree);
	assert_false(str_has(buf_str(&html), S("<script>")));
	assert_true(str_has(buf_str(&html), S("&lt;script&gt;alert(1)")));
	assert_true(str_has(buf_str(&html), S("to fulfil and record sales contracts")));
	csv = buf_new(&t->sc->arena);
	package_csv(&csv, tree);
	assert_false(str_has(buf_str(&csv), S(",=cmd")) || str_has(buf_str(&csv), S("\"=cmd")));
	assert_true(str_has(buf_str(&csv), S("'=cmd")));
	assert_true(str_has(buf_str(&csv),
	    S("contact.email,contact email,an e-mail address,ada@example.org,")));
}

/* LAW UK GDPR Art 12(1), 15(1)(c) to (g): for people, and of their own kind alone. */
static void
a_package_for_people_has_days_and_words_and_none_of_the_policys(void **state)
{
	static const char *const has[] = { "It came to us from vendor-lead:7 on 15 January 2027",
		"90 days after leaving", "https://ico.org.uk/make-a-complaint",
		"right: access; who: email: ada@example.org", "2033" };
	static const char *const lacks[] = { "PV-013", "keep contact", "T08:00:00Z", "{", "contact.",
		"a record of what was agreed" };
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct demanded made;
	struct node *tree;
	struct str body;
	struct buf b;

	put_contact(t, "Ada");
	made = demand(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}", NULL);
	assert_why(package(t, &d, made.c.id, &tree), WHY_NONE);
	b = buf_new(&t->sc->arena);
	package_html(&b, tree);
	body = buf_str(&b);
	while (str_has(body, S("}")))
		(void)str_cut(body, '}', &body); /* the style stands first */
	for (size_t i = 0; i < N(has); i++)
		if (!str_has(body, str_of(has[i])))
			fail_msg("no \"%s\" in:\n%.*s", has[i], STR(body));
	for (size_t i = 0; i < N(lacks); i++)
		if (str_has(body, str_of(lacks[i])))
			fail_msg("\"%s\" in:\n%.*s", lacks[i], STR(body));
}

/* LAW UK GDPR Art 20: what rests on consent or a contract, and no more. */
static void
a_portable_copy_leaves_out_what_rests_on_interests(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), api = ask_channel(t, "api");
	struct record lead = put_contact(t, "Lead"), ada;
	struct str record, subject, sub;
	enum consent_state now;
	struct demanded made;
	struct verdict v;
	struct node *tree;

	assert_ok(vault_record(t->sc, t->vault,
	    given(t, &api, "sales", "contact",
		"{\"name\": \"Ada\", \"company\": \"A\", \"phone\": \"01632 960101\"}"),
	    &ada));
	subject = ada.subject;
	sub = str_printf(&t->sc->arena,
	    "{\"email\": \"ada@example.org\", \"@subject\": \"%.*s\"}", STR(ada.subject));
	wave_begin(t);
	assert_ok(gate_consent(t->sc, &t->store, &api, S("news"), &subject,
	    json(t, "{\"listed\": \"2018-04-30\"}"), &v, &now, &record));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	given(t, &api, "news", "subscription", str_c(&t->sc->arena, sub));
	sub = str_printf(&t->sc->arena, "{\"subject\": \"%.*s\"}", STR(subject));
	made = demand(t, &d, RIGHT_PORTABILITY, str_c(&t->sc->arena, sub), NULL);
	assert_why(package(t, &d, made.c.id, &tree), WHY_NONE);
	assert_true(str_has(as_text(t, tree), S("subscription.email")));
	assert_true(str_has(as_text(t, tree), S("contact.name"))); /* `news` uses it with consent */
	assert_false(str_has(as_text(t, tree), S("contact.phone")));
	sub = str_printf(&t->sc->arena, "{\"subject\": \"%.*s\"}", STR(lead.subject));
	made = demand(t, &d, RIGHT_PORTABILITY, str_c(&t->sc->arena, sub), NULL);
	assert_why(package(t, &d, made.c.id, &tree), WHY_NONE);
	assert_false(str_has(as_text(t, tree), S("contact.name"))); /* a vendor gave it */
}

static void
a_package_answers_a_case_that_asks_for_one(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct demanded made =
	    demand(t, &d, RIGHT_ERASURE, "{\"email\": \"ada@example.org\"}", NULL);
	struct demanded access =
	    demand(t, &d, RIGHT_ACCESS, "{\"email\": \"ada@example.org\"}", NULL);
	struct person_case c;
	struct node *tree;

	assert_why(package(t, &d, made.c.id, &tree), WHY_NONE); /* its file */
	assert_true(node_get(tree, S("papers")) != NULL && node_get(tree, S("people")) == NULL);
	assert_why(package(t, &d, S("01ARZ3NDEKTSV4RRFFQ69G5FAV"), &tree), WHY_GONE);
	assert_why(package(t, &s, access.c.id, &tree), WHY_ROLE);
	assert_why(package(t, &d, access.c.id, &tree), WHY_NONE);
	assert_int_equal(node_get(tree, S("people"))->count, 0);
	assert_why(act_on(t, &d, access.c.id, 'f', "not who they say", &c), WHY_NONE);
	assert_why(package(t, &d, access.c.id, &tree), WHY_CASE_STATE);
}

static void
a_signature_proves_the_bytes_it_is_over(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str hex = package_signature(t->sc, &t->store, S("{}")), bytes;
	struct public_key key = sign_public(t->ledger.seed);
	struct signature s;

	assert_true(hex_decode(&t->sc->arena, hex, &bytes) && bytes.n == sizeof(s.b));
	for (size_t i = 0; i < sizeof(s.b); i++)
		s.b[i] = (uint8_t)bytes.p[i];
	assert_true(sign_proves(&key, S("{}"), &s));
	assert_false(sign_proves(&key, S("{ }"), &s));
}

static void
who_read_is_told_newest_first_and_is_itself_recorded(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S("")), s = ask_role(t, "sales", S(""));
	struct record ada = put_contact(t, "Ada");
	struct node *entries_, *again;
	struct answer a;
	struct verdict v;

	assert_why(read_as(t, &s, "tell", ada.id, NULL, &a), WHY_NONE);
	wave_begin(t);
	assert_ok(rights_readers(t->sc, &t->store, &d, S("R-1"), ada.subject, &v, &entries_));
	assert_ok(rights_readers(t->sc, &t->store, &d, S("R-1"), ada.subject, &v, &again));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	assert_why(v, WHY_NONE);
	assert_int_equal(entries_->count, 2); /* admitted, read */
	assert_str(node_get_str(entries_->first, S("what")), S("read"));
	assert_str(node_get_str(entries_->first, S("purpose")), S("tell"));
	assert_str(node_get_str(entries_->last, S("what")), S("admitted"));
	assert_int_equal(again->count, 3);
}

UNIT_MAIN(TEST(a_package_for_people_has_days_and_words_and_none_of_the_policys),
    TEST(a_package_holds_everything_about_a_person),
    TEST(releases_stand_in_the_package_with_country_and_mechanism),
    TEST(a_secret_is_in_no_form_of_a_package), TEST(markup_and_formulas_are_text),
    TEST(a_portable_copy_leaves_out_what_rests_on_interests),
    TEST(a_package_answers_a_case_that_asks_for_one), TEST(a_signature_proves_the_bytes_it_is_over),
    TEST(who_read_is_told_newest_first_and_is_itself_recorded))
