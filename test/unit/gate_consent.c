/* Yes and no: evidence of consent, withdrawal, and whom we may contact. */
#include "kit/unit.h"

#include "gate/will.h"
#include "kit/ask.h"
#include "seal/seal.h"

#define FULL \
	"\"wording\": \"Send me product news by e-mail\", \"time\": \"2027-01-15T07:00:00Z\", " \
	"\"ip\": \"192.0.2.7\", " \
	"\"address\": \"ada@example.org\""

struct said {
	struct verdict v;
	enum consent_state state;
	struct str subject, record;
};

static struct said
consent(struct test_store *t, const struct asker *a, const char *name, struct str subject,
    const char *evidence)
{
	struct said said = { .subject = subject };

	wave_begin(t);
	assert_ok(gate_consent(t->sc, &t->store, a, str_of(name), &said.subject, json(t, evidence),
	    &said.v, &said.state, &said.record));
	wave_verdict(t, a, "consent", NULL, &said.v);
	wave_end(t);
	return said;
}

static struct said
confirm(struct test_store *t, const struct asker *a, struct str record, const char *evidence)
{
	struct said said = { .record = record };

	wave_begin(t);
	assert_ok(gate_consent_confirm(
	    t->sc, &t->store, a, record, json(t, evidence), &said.v, &said.state));
	wave_verdict(t, a, "confirm", NULL, &said.v);
	wave_end(t);
	return said;
}

static uint64_t
withdraw(struct test_store *t, const char *name, const char *who, const char *channel)
{
	struct asker nobody = {
		.kind = ASKER_NOBODY, .role = NONE, .channel = NONE, .door = S("website")
	};
	uint64_t entry;

	wave_begin(t);
	assert_ok(gate_withdraw(
	    t->sc, &t->store, &nobody, str_of(name), json(t, who), str_of(channel), &entry));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
	return entry;
}

static struct verdict
may_contact(struct test_store *t, const char *role, const char *purpose, enum channel channel,
    const char *address)
{
	struct asker a = ask_role(t, role, S(""));
	struct question q = { .purpose = str_of(purpose) };
	struct reached who = { str_of(purpose), channel, str_of(address), S("") };
	struct str click;
	struct verdict v;

	wave_begin(t);
	assert_ok(gate_contact(t->sc, &t->store, &a, &who, &v, &click));
	wave_verdict(t, &a, "contact", &q, &v);
	wave_end(t);
	return v;
}

static void
subscribe_for(struct test_store *t, const char *purpose, const char *email, struct str subject,
    enum why want)
{
	struct asker api = ask_channel(t, "api");
	struct str text = str_printf(&t->sc->arena,
	    "{\"email\": \"%s\", \"@subject\": \"%.*s\", \"@opt-out\": {\"wording\": \"no, thank you\"}}",
	    email, STR(subject));
	struct receipt r;

	assert_why(offer(t, &api, purpose, "subscription", str_c(&t->sc->arena, text), &r), want);
}

static void
subscribe(struct test_store *t, const char *email, struct str subject, enum why want)
{
	subscribe_for(t, "news", email, subject, want);
}

static void
evidence_counts_when_it_is_whole(void **state)
{
	/* clang-format off */
	static const struct {
		const char *title, *evidence;
		enum consent_state state;
	} cases[] = {
		{ "all but the click", "{" FULL "}", CONSENT_PENDING },
		{ "with the click", "{" FULL ", \"click\": \"2027-01-15T07:05:00Z\"}", CONSENT_GIVEN },
		{ "no wording", "{\"time\": \"2027-01-15T07:00:00Z\", \"ip\": \"192.0.2.7\", \"address\": \"b@example.org\", \"click\": \"x\"}", CONSENT_PENDING },
		{ "nothing", "{}", CONSENT_PENDING },
		{ "on the list on 30 April 2018", "{\"listed\": \"2018-04-30\"}", CONSENT_GIVEN },
		{ "on the list on 1 May 2018", "{\"listed\": \"2018-05-01\"}", CONSENT_PENDING },
		{ "asked before it counted", "{\"wording\": \"x\", \"time\": \"2018-04-30T12:00:00Z\", \"ip\": \"192.0.2.7\", \"address\": \"c@example.org\", \"click\": \"x\"}", CONSENT_PENDING },
	};
	/* clang-format on */
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api");

	for (size_t i = 0; i < N(cases); i++) {
		struct said said = consent(t, &api, "news", S(""), cases[i].evidence);

		assert_why(said.v, WHY_NONE);
		if (said.state != cases[i].state)
			fail_msg("%s: %d", cases[i].title, said.state);
		assert_int_equal(said.subject.n, 26);
	}
}

/* UK GDPR Art 7(1): the ledger says which words, and has none of them. */
static void
an_entry_says_which_words_were_agreed_to(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api");
	struct hash h = seal_hash(S("something else"));

	consent(t, &api, "news", S(""), "{\"wording\": \" Send me product news by e-mail \"}");
	assert_str(node_get_str(last_entry(t).entry.more, S("wording")), S("as-asked"));
	consent(t, &api, "news", S(""), "{\"wording\": \"something else\"}");
	assert_str(node_get_str(last_entry(t).entry.more, S("wording")),
	    str_printf(&t->sc->arena, "sha256:%.*s",
		STR(hex_encode(&t->sc->arena, h.b, sizeof(h.b)))));
	consent(t, &api, "news", S(""), "{}");
	assert_str(node_get_str(last_entry(t).entry.more, S("wording")), S(""));
}

static void
evidence_that_cannot_be_is_refused(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api"), sales = ask_role(t, "sales", S("")),
		     op = ask_operator();

	assert_why(consent(t, &api, "newsletter", S(""), "{}").v, WHY_CONSENT);
	assert_why(
	    consent(t, &api, "news", S(""), "{\"time\": \"2027-01-15T09:00:00Z\"}").v, WHY_VALUE);
	assert_why(consent(t, &api, "news", S(""), "{\"time\": \"yesterday\"}").v, WHY_VALUE);
	assert_why(consent(t, &api, "news", S("01ARZ3NDEKTSV4RRFFQ69G5FAV"), "{}").v, WHY_GONE);
	assert_why(consent(t, &sales, "news", S(""), "{}").v, WHY_ROLE);
	assert_why(consent(t, &op, "news", S(""), "{}").v, WHY_ROLE);
	assert_int_equal(entries(t, ENTRY_CONSENT_REFUSED), 6);
}

static void
the_click_makes_it_whole_and_the_evidence_is_sealed(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api");
	struct said asked = consent(t, &api, "news", S(""), "{" FULL "}"), clicked;
	struct str text;

	subscribe(t, "ada@example.org", asked.subject, WHY_CONSENT);
	clicked = confirm(t, &api, asked.record, "{\"click\": \"2027-01-15T08:00:00Z\"}");
	assert_why(clicked.v, WHY_NONE);
	assert_int_equal(clicked.state, CONSENT_GIVEN);
	subscribe(t, "ada@example.org", asked.subject, WHY_NONE);
	assert_why(may_contact(t, "marketing", "news", CHANNEL_EMAIL, "Ada@Example.ORG"), WHY_NONE);
	assert_ok(vault_content(t->sc, t->vault, asked.record, &text));
	assert_true(str_has(text, S("192.0.2.7")) && str_has(text, S("2027-01-15T08:00:00Z")));
	assert_false(test_store_has(t, S("192.0.2.7")));
	assert_why(
	    confirm(t, &api, asked.record, "{\"click\": \"2027-01-15T08:00:00Z\"}").v, WHY_CONSENT);
	assert_why(confirm(t, &api, S("01ARZ3NDEKTSV4RRFFQ69G5FAV"), "{}").v, WHY_GONE);
}

static void
a_no_ends_it_and_no_list_revives_it(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api");
	struct said said = consent(t, &api, "news", S(""), "{" FULL ", \"click\": \"now\"}");
	enum consent_state now;
	struct instant since;

	subscribe(t, "ada@example.org", said.subject, WHY_NONE);
	assert_why(may_contact(t, "marketing", "news", CHANNEL_EMAIL, "ada@example.org"), WHY_NONE);
	assert_int_not_equal(withdraw(t, "news", "{\"email\": \"ada@example.org\"}", "link"), 0);
	assert_ok(vault_consent_state(t->sc, t->vault, said.subject, 0, &now, &since));
	assert_int_equal(now, CONSENT_WITHDRAWN);
	assert_why(
	    may_contact(t, "marketing", "news", CHANNEL_EMAIL, "ada@example.org"), WHY_SUPPRESSED);
	assert_why(
	    consent(t, &api, "news", said.subject, "{\"listed\": \"2018-04-30\"}").v, WHY_CONSENT);
	assert_why(consent(t, &api, "news", S(""), "{" FULL ", \"click\": \"now\"}").v,
	    WHY_CONSENT); /* older */
	travel_days(t, 1);
	assert_why(consent(t, &api, "news", S(""), "{\"address\": \"ada@example.org\"}").v,
	    WHY_SUPPRESSED);
	subscribe(t, "ada@example.org", said.subject, WHY_SUPPRESSED);
}

static void
a_no_of_somebody_unknown_is_remembered(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api");

	assert_int_not_equal(withdraw(t, "", "{\"email\": \"eve@example.org\"}", "post"), 0);
	assert_int_equal(last_entry(t).kind, ENTRY_SUPPRESSED);
	assert_int_equal(last_entry(t).entry.line, line_of(t, "suppress email"));
	assert_false(test_store_has(t, S("eve@")));
	assert_why(consent(t, &api, "news", S(""),
		       "{\"address\": \"eve@example.org\", \"listed\": \"2018-04-30\"}")
		       .v,
	    WHY_SUPPRESSED);
}

/* Of an id nothing can be remembered: whoever knows ids is told, whoever knows none learns none. */
static void
a_no_by_an_id_that_nobody_has_is_not_taken_for_done(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	const char *who = "{\"subject\": \"01ARZ3NDEKTSV4RRFFQ69G5FAV\"}";
	uint64_t entry;

	assert_int_not_equal(withdraw(t, "", who, "post"), 0);
	wave_begin(t);
	assert_code(
	    gate_withdraw(t->sc, &t->store, &d, S(""), json(t, who), S("post"), &entry), E_ABSENT);
	assert_true(str_has(t->sc->fault.text, S("say the email or the phone")));
	assert_ok(sql_release(t->sc, test_store_sql(t)));
	wave_end(t);
}

static struct str
put_contact(struct test_store *t, const char *more)
{
	struct asker api = ask_channel(t, "api");
	struct str text = str_printf(&t->sc->arena,
	    "{\"name\": \"Ada\", \"company\": \"Engines\", \"phone\": \"01632 960100\", \"email\": "
	    "\"ada@example.org\"%s}",
	    more);

	return given(t, &api, "sales", "contact", str_c(&t->sc->arena, text));
}

static void
a_call_needs_a_screening_in_time_and_no_objection(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct verdict v;

	put_contact(t, "");
	v = may_contact(t, "sales", "phone-offers", CHANNEL_CALL, "01632 960100");
	assert_why(v, WHY_SCREEN);
	assert_int_equal(v.line, line_of(t, "screen phone"));
	assert_why(
	    may_contact(t, "sales", "review-account", CHANNEL_CALL, "01632 960100"), WHY_NONE);
	fact_of(t, "register", "tps", "2027-01-10T00:00:00Z", NULL);
	assert_why(
	    may_contact(t, "sales", "phone-offers", CHANNEL_CALL, "01632 960100"), WHY_SCREEN);
	fact_of(t, "register", "ctps", "2027-01-12T00:00:00Z", NULL);
	assert_why(may_contact(t, "sales", "phone-offers", CHANNEL_CALL, "01632 960100"), WHY_NONE);
	assert_int_equal(last_entry(t).kind, ENTRY_CONTACT_ALLOWED);
	travel_to(t, "2027-02-07T00:00:00Z");
	assert_why(
	    may_contact(t, "sales", "phone-offers", CHANNEL_CALL, "01632 960100"), WHY_SCREEN);
	fact_of(t, "register", "tps", "2027-02-07T00:00:00Z", NULL);
	withdraw(t, "", "{\"phone\": \"01632 960100\"}", "phone");
	assert_why(
	    may_contact(t, "sales", "phone-offers", CHANNEL_CALL, "01632 960100"), WHY_SUPPRESSED);
	assert_why(
	    may_contact(t, "sales", "review-account", CHANNEL_CALL, "01632 960100"), WHY_NONE);
}

static void
contact_is_refused_where_the_purpose_does_not_reach(void **state)
{
	struct test_store *t = test_store_make(*state);

	put_contact(t, "");
	assert_why(
	    may_contact(t, "sales", "phone-offers", CHANNEL_SMS, "01632 960100"), WHY_PURPOSE);
	assert_why(
	    may_contact(t, "sales", "phone-offers", CHANNEL_EMAIL, "ada@example.org"), WHY_PURPOSE);
	assert_why(may_contact(t, "sales", "news", CHANNEL_EMAIL, "ada@example.org"), WHY_ROLE);
	assert_why(may_contact(t, "marketing", "news", CHANNEL_EMAIL, "ada@example.org"), WHY_GONE);
	assert_why(may_contact(t, "sales", "tell", CHANNEL_EMAIL, "eve@example.org"), WHY_GONE);
	assert_why(may_contact(t, "sales", "tell", CHANNEL_EMAIL, "nobody"), WHY_VALUE);
	assert_why(may_contact(t, "sales", "tell", CHANNEL_EMAIL, "ada@example.org"), WHY_NONE);
	assert_why(
	    may_contact(t, "sales", "training", CHANNEL_EMAIL, "ada@example.org"), WHY_NO_PURPOSE);
}

/* PECR reg 22(3), and `soft-opt-in within 24 months of phone-sale`. */
static void
a_soft_opt_in_lasts_as_long_as_its_line_says(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_contact(
	    t, ", \"@events\": {\"phone-sale\": \"2027-01-01T00:00:00Z\"}");
	struct record r;

	assert_ok(vault_record(t->sc, t->vault, id, &r));
	subscribe_for(t, "phone-news", "ada@example.org", r.subject, WHY_NONE);
	assert_why(
	    may_contact(t, "marketing", "phone-news", CHANNEL_EMAIL, "ada@example.org"), WHY_NONE);
	assert_why(
	    may_contact(t, "marketing", "network-news", CHANNEL_EMAIL, "ada@example.org"),
	    WHY_CONSENT);
	travel_to(t, "2028-12-31T23:59:59Z");
	assert_why(
	    may_contact(t, "marketing", "phone-news", CHANNEL_EMAIL, "ada@example.org"), WHY_NONE);
	travel_to(t, "2029-01-01T00:00:00Z");
	assert_why(
	    may_contact(t, "marketing", "phone-news", CHANNEL_EMAIL, "ada@example.org"), WHY_GONE);
}

static enum why
offers(struct test_store *t, const char *purpose, const char *dataset, const char *text,
    struct receipt *r)
{
	struct asker api = ask_channel(t, "api");

	return offer(t, &api, purpose, dataset, text, r).why;
}

/* PECR reg 22(3)(c): without it there is no soft opt-in, and whoever asks is told so. */
static void
a_soft_opt_in_needs_that_an_opt_out_was_offered(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_contact(
	    t, ", \"@events\": {\"phone-sale\": \"2027-01-01T00:00:00Z\"}");
	struct receipt r;
	struct ledger_row offered;
	struct record contact;
	struct verdict v;
	struct asker api = ask_channel(t, "api");
	const char *text;
	struct str evidence;

	assert_ok(vault_record(t->sc, t->vault, id, &contact));
	text = str_c(&t->sc->arena,
	    str_printf(&t->sc->arena, "{\"email\": \"ada@example.org\", \"@subject\": \"%.*s\"}",
		STR(contact.subject)));
	assert_int_equal(offers(t, "phone-news", "subscription", text, &r), WHY_OPT_OUT);
	assert_int_equal(last_entry(t).kind, ENTRY_ADMIT_REFUSED);
	assert_int_equal(last_entry(t).entry.line,
	    line_of(t, "only with soft-opt-in within 24 months of phone-sale"));

	/* said when the address itself was collected: of one purpose, which is not of another */
	text = str_c(&t->sc->arena,
	    str_printf(&t->sc->arena,
		"{\"name\": \"Ada Example\", \"company\": \"A\", \"email\": \"ada@example.org\", "
		"\"@subject\": \"%.*s\", \"@opt-out\": {\"wording\": \"no news, please\", "
		"\"for\": [\"phone-news\"]}}",
		STR(contact.subject)));
	assert_int_equal(offers(t, "sales", "contact", text, &r), WHY_NONE);
	offered = last_of(t, ENTRY_OPT_OUT_OFFERED);
	assert_str(offered.entry.purpose, S("phone-news"));
	text = str_c(&t->sc->arena,
	    str_printf(&t->sc->arena, "{\"email\": \"ada@example.org\", \"@subject\": \"%.*s\"}",
		STR(contact.subject)));
	assert_int_equal(offers(t, "network-news", "subscription", text, &r), WHY_CONSENT);
	assert_int_equal(offers(t, "phone-news", "subscription", text, &r), WHY_NONE);
	v = may_contact(t, "marketing", "phone-news", CHANNEL_EMAIL, "ada@example.org");
	assert_why(v, WHY_NONE);

	/* what shows it is no consent that a click could confirm */
	assert_why(confirm(t, &api, offered.entry.record, "{\"click\": \"2027-01-15T07:05:00Z\"}").v,
	    WHY_GONE);

	/* the words, the door and the moment are on record, and no one else's */
	assert_ok(vault_content(t->sc, t->vault, offered.entry.record, &evidence));
	assert_str(evidence,
	    S("{\"opt-out-offered\":[\"phone-news\"],\"wording\":\"no news, please\",\"notice\":\"\","
	      "\"door\":\"api\",\"time\":\"2027-01-15T08:00:00Z\"}"));
}

static void
an_opt_out_says_its_words_and_its_purposes(void **state)
{
	/* clang-format off */
	static const struct {
		const char *told;
		enum why want;
	} rows[] = {
		{ "{}", WHY_VALUE },
		{ "{\"wording\": \" \"}", WHY_VALUE },
		{ "{\"wording\": \"no\", \"for\": [\"sales\"]}", WHY_VALUE },
		{ "{\"wording\": \"no\", \"for\": [\"phone-news\", \"nothing-known\"]}", WHY_VALUE },
		{ "{\"wording\": \"no\"}", WHY_VALUE }, /* the offer is for sales */
		{ "{\"for\": [\"phone-news\"]}", WHY_VALUE }, /* with no words and no notice */
		{ "{\"wording\": \" \", \"for\": [\"phone-news\"]}", WHY_VALUE },
		{ "{\"wording\": \"no\", \"for\": [\"phone-news\", \"network-news\"]}", WHY_NONE },
		{ "{\"for\": [\"phone-news\"]}, \"@notice\": \"1\"", WHY_NONE },
	};
	/* clang-format on */
	struct test_store *t = test_store_make(*state);
	struct receipt r;

	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(offers(t, "sales", "contact",
				     str_c(&t->sc->arena,
					 str_printf(&t->sc->arena,
					     "{\"name\": \"N\", \"company\": \"C\", \"@opt-out\": %s}",
					     rows[i].told)),
				     &r),
		    rows[i].want);
	assert_int_equal(offers(t, "credit", "account",
			     "{\"company\": \"C\", \"@opt-out\": {\"wording\": \"no\", \"for\": [\"phone-news\"]}}",
			     &r),
	    WHY_VALUE);
}

/* An address that two people have: one who may be written to, and one who objected. */
static void
one_objection_is_enough_for_an_address_of_several(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct record first, second;
	uint64_t seq;

	assert_ok(vault_record(t->sc, t->vault, put_contact(t, ""), &first));
	assert_why(may_contact(t, "sales", "review-account", CHANNEL_CALL, "01632 960100"), WHY_NONE);
	assert_ok(vault_record(t->sc, t->vault, put_contact(t, ""), &second));
	assert_false(str_eq(first.subject, second.subject));
	for (int i = 0; i < 2; i++) { /* whoever of the two is looked at first */
		struct str who = i == 0 ? first.subject : second.subject;

		test_begin(t);
		assert_ok(will_object(t->sc, &t->store, &d, who,
		    plan_purpose(t->store.plan, S("review-account")), S(""), &seq));
		test_commit(t);
		assert_why(may_contact(t, "sales", "review-account", CHANNEL_CALL, "01632 960100"),
		    WHY_OBJECTED);
		test_begin(t);
		assert_ok(vault_object_end(t->sc, t->vault, who,
		    plan_purpose(t->store.plan, S("review-account"))));
		test_commit(t);
	}
}

static void
a_no_to_a_consent_that_there_is_not_is_asked_again(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker nobody = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	uint64_t entry;

	test_begin(t);
	assert_int_equal(gate_withdraw(t->sc, &t->store, &nobody, S("nws"),
			     json(t, "{\"email\": \"ada@example.org\"}"), S("link"), &entry)
			     .code,
	    E_INPUT);
	test_commit(t);
	assert_int_equal(entries(t, ENTRY_CONSENT_WITHDRAWN), 0);
}

/* UK GDPR Art 5(2). */
static void
an_entry_says_which_of_several_grounds_stood(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api");
	struct str id = put_contact(t, ", \"@events\": {\"interest\": \"2027-01-01T00:00:00Z\"}");
	struct record r;

	assert_ok(vault_record(t->sc, t->vault, id, &r));
	subscribe(t, "ada@example.org", r.subject, WHY_NONE);
	assert_str(
	    node_get_str(last_entry(t).entry.more, S("ground")), S("legitimate-interests"));
	assert_int_equal(consent(t, &api, "news", r.subject,
			     "{" FULL ", \"click\": \"2027-01-15T07:05:00Z\"}")
			     .state,
	    CONSENT_GIVEN);
	assert_why(may_contact(t, "marketing", "news", CHANNEL_EMAIL, "ada@example.org"), WHY_NONE);
	assert_str(node_get_str(last_entry(t).entry.more, S("ground")), S("consent"));
	assert_why(
	    may_contact(t, "sales", "review-account", CHANNEL_CALL, "01632 960100"), WHY_NONE);
	assert_str(node_get_str(last_entry(t).entry.more, S("ground")), S(""));
}

static void
who_left_is_not_written_to(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_contact(t, "");

	assert_why(may_contact(t, "sales", "tell", CHANNEL_EMAIL, "ada@example.org"), WHY_NONE);
	event_of(t, "contact", "leaving", id);
	assert_why(
	    may_contact(t, "sales", "tell", CHANNEL_EMAIL, "ada@example.org"), WHY_CONDITION);
}

static void
a_suppliers_person_is_no_customer(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api");
	struct receipt r;

	assert_why(offer(t, &api, "sales", "contact",
		       "{\"name\": \"Bob\", \"company\": \"S\", \"side\": \"supplier\"}", &r),
	    WHY_CONDITION);
	assert_why(offer(t, &api, "buy", "contact",
		       "{\"name\": \"Bob\", \"company\": \"S\", \"side\": \"supplier\"}", &r),
	    WHY_NONE);
	assert_why(offer(t, &api, "buy", "contact",
		       "{\"name\": \"Ann\", \"company\": \"C\", \"side\": \"customer\"}", &r),
	    WHY_CONDITION);
}

#define SHARING "test/kit/sharing.policy"
#define YES "\"wording\": \"You may give it\", \"click\": \"2027-01-15T07:05:00Z\""

static struct str
person_of(struct test_store *t, struct str id)
{
	struct record r;

	assert_ok(vault_record(t->sc, t->vault, id, &r));
	return r.subject;
}

static void
a_yes_for_one_recipient_is_no_yes_for_another(void **state)
{
	struct test_store *t = test_store_under(*state, SHARING);
	struct asker api = ask_channel(t, "api"), desk = ask_role(t, "desk", S(""));
	struct str id = given(t, &api, "keep-account", "account",
	    "{\"email\": \"ann@example.org\", \"phone\": \"01632 960721\"}");
	struct str ann = person_of(t, id);
	struct parcel p;

	assert_why(
	    release_as(t, &desk, NULL, "lawyer", "disclose", id, NULL, &p), WHY_CONSENT);
	assert_why(consent(t, &api, "disclosure", ann, "{" YES "}").v, WHY_CONSENT);
	assert_why(consent(t, &api, "disclosure", ann, "{" YES ", \"recipient\": \"lawyer\"}").v,
	    WHY_CONSENT);
	assert_why(consent(t, &api, "disclosure", ann,
		       "{" YES ", \"recipient\": \"lawyer\", \"fields\": \"account.email\"}")
		       .v,
	    WHY_NONE);
	assert_why(release_as(t, &desk, NULL, "lawyer", "disclose", id, NULL, &p), WHY_NONE);
	assert_str(fields_in(t, p.rows[0].values), S("account.email"));
	assert_int_equal(p.withheld[0].verdict.why, WHY_CONSENT);
	assert_why(release_as(t, &desk, NULL, "lawyer", "disclose", id,
		       "{\"fields\": [\"phone\"]}", &p),
	    WHY_CONSENT);
	assert_why(
	    release_as(t, &desk, NULL, "auditor", "disclose", id, NULL, &p), WHY_CONSENT);
	(void)withdraw(t, "disclosure", "{\"email\": \"ann@example.org\"}", "email");
	assert_why(
	    release_as(t, &desk, NULL, "lawyer", "disclose", id, NULL, &p), WHY_CONSENT);
	assert_why(
	    consent(t, &api, "disclosure", ann,
		"{" YES ", \"recipient\": \"auditor\", \"fields\": \"account.email\"}")
		.v,
	    WHY_NONE);
	assert_why(release_as(t, &desk, NULL, "auditor", "disclose", id, NULL, &p), WHY_NONE);
	assert_why(
	    release_as(t, &desk, NULL, "lawyer", "disclose", id, NULL, &p), WHY_CONSENT);
}

static void
a_yes_for_one_call_is_no_yes_for_the_next(void **state)
{
	struct test_store *t = test_store_under(*state, SHARING);
	struct asker api = ask_channel(t, "api"), desk = ask_role(t, "desk", S(""));
	struct str ann = given(t, &api, "keep-account", "account", "{\"email\": \"ann@example.org\"}");
	struct str call;
	struct receipt r;
	struct answer a;

	ann = person_of(t, ann);
	call = str_printf(&t->sc->arena, "{\"number\": \"c-1\", \"@subject\": \"%.*s\"}", STR(ann));
	assert_why(consent(t, &api, "recording", ann, "{\"voice\": \"yes\"}").v, WHY_CONSENT);
	assert_why(consent(t, &api, "recording", ann, "{\"call\": \"c-1\"}").v, WHY_NONE);
	assert_why(offer(t, &api, "listen", "call", str_c(&t->sc->arena, call), &r), WHY_NONE);
	assert_why(read_as(t, &desk, "listen", r.record, "{\"hear\": true}", &a), WHY_NONE);
	call = str_printf(&t->sc->arena, "{\"number\": \"c-2\", \"@subject\": \"%.*s\"}", STR(ann));
	assert_why(offer(t, &api, "listen", "call", str_c(&t->sc->arena, call), &r), WHY_CONSENT);
}

static void
a_door_says_which_notice_it_showed(void **state)
{
	struct test_store *t = test_store_under(*state, SHARING);
	struct asker web = ask_channel(t, "website"), desk = ask_role(t, "desk", S(""));
	struct receipt r;
	struct parcel p;

	assert_why(offer(t, &web, "keep-account", "account", "{\"email\": \"b@example.org\"}", &r),
	    WHY_NOTICE);
	assert_why(offer(t, &web, "keep-account", "account",
		       "{\"email\": \"b@example.org\", \"@notice\": \"4\"}", &r),
	    WHY_NOTICE);
	assert_why(offer(t, &web, "keep-account", "account",
		       "{\"email\": \"b@example.org\", \"@notice\": \"3\"}", &r),
	    WHY_NONE);
	assert_str(node_get_str(last_entry(t).entry.more, S("notice")), S("3"));
	/* shown is no consent */
	assert_why(
	    release_as(t, &desk, NULL, "lawyer", "disclose", r.record, NULL, &p), WHY_CONSENT);
}

UNIT_MAIN(TEST(a_yes_for_one_recipient_is_no_yes_for_another),
    TEST(a_yes_for_one_call_is_no_yes_for_the_next), TEST(a_door_says_which_notice_it_showed),
    TEST(evidence_counts_when_it_is_whole), TEST(an_entry_says_which_words_were_agreed_to),
    TEST(evidence_that_cannot_be_is_refused),
    TEST(the_click_makes_it_whole_and_the_evidence_is_sealed),
    TEST(a_no_ends_it_and_no_list_revives_it), TEST(a_no_of_somebody_unknown_is_remembered),
    TEST(a_no_by_an_id_that_nobody_has_is_not_taken_for_done),
    TEST(a_call_needs_a_screening_in_time_and_no_objection),
    TEST(contact_is_refused_where_the_purpose_does_not_reach),
    TEST(a_soft_opt_in_lasts_as_long_as_its_line_says),
    TEST(a_soft_opt_in_needs_that_an_opt_out_was_offered),
    TEST(an_opt_out_says_its_words_and_its_purposes),
    TEST(one_objection_is_enough_for_an_address_of_several),
    TEST(a_no_to_a_consent_that_there_is_not_is_asked_again),
    TEST(an_entry_says_which_of_several_grounds_stood),
    TEST(who_left_is_not_written_to),
    TEST(a_suppliers_person_is_no_customer))
