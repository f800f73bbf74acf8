/* What goes out, to whom, and whom we may contact. */
#include "kit/unit.h"

#include "kit/ask.h"
#include "term/told.h"

static struct str
put_delivery(struct test_store *t, const char *shipment, const char *courier)
{
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);
	struct str text = str_printf(&t->sc->arena,
	    "{\"shipment\": \"%s\", \"order\": \"O-1\", \"name\": \"Eve Example\", \"address\": "
	    "\"1 High Street, Leeds LS1 1AA\", "
	    "\"company\": \"Example Ltd\", \"phone\": \"01632 960721\", \"courier\": \"%s\"}",
	    shipment, courier);

	return given(t, &r, "deliver", "delivery", str_c(&t->sc->arena, text));
}

static struct str
put_device(struct test_store *t, const char *mac, const char *vendor, const char *own)
{
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);
	struct str text = str_printf(&t->sc->arena,
	    "{\"mac\": \"%s\", \"vendor\": \"%s\", \"own-server\": %s, \"username\": \"201\", "
	    "\"password\": \"canary-7Qx\"}",
	    mac, vendor, own);

	return given(t, &r, "provision", "device", str_c(&t->sc->arena, text));
}

static void
the_chosen_courier_is_given_what_its_line_says(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t, "S-1", "dpd");
	struct asker w = ask_role(t, "warehouse", S(""));
	struct ledger_row row;
	struct parcel p;
	struct given *given;
	size_t n;

	assert_why(release_as(t, &w, NULL, "dpd", "deliver", id, NULL, &p), WHY_NONE);
	assert_int_equal(p.n, 1);
	assert_str(
	    fields_in(t, p.rows[0].values), S("delivery.name,delivery.address,delivery.phone"));
	assert_int_equal(p.instruction.n, 26);
	assert_true(p.delete_by.set);
	row = last_entry(t);
	assert_int_equal(row.kind, ENTRY_RELEASED);
	assert_str(row.entry.recipient, S("dpd"));
	assert_str(row.entry.record, id);
	assert_str(row.entry.party, t->reseller.id);
	assert_str(node_get_str(row.entry.more, S("instruction")), p.instruction);
	assert_ok(given_of(t->sc, &t->store, id, S(""), &given, &n));
	assert_int_equal(n, 1);
	assert_str(given[0].recipient, S("dpd"));
	assert_str(given[0].fields, S("delivery.name,delivery.address,delivery.phone"));
	assert_str(given[0].instruction, p.instruction);
}

/* clang-format off */
static const struct {
	const char *title, *role, *recipient, *purpose, *dataset, *text;
	enum why why;
	const char *line;
} refused[] = {
	{ "another courier", "warehouse", "apc", "deliver", "delivery", NULL, WHY_WHEN, "receives delivery.name, delivery.address, delivery.phone, delivery.email for deliver when delivery.courier is apc, on despatch" },
	{ "a courier that is none of ours", "warehouse", "ups", "deliver", "delivery", NULL, WHY_RECIPIENT, NULL },
	{ "a field the line does not give", "warehouse", "dpd", "deliver", "delivery", "{\"fields\": [\"order\"]}", WHY_SHARE, "recipient dpd" },
	{ "another purpose", "accounts", "dpd", "prove-shipping", "delivery", "{\"ticket\": \"T-1\"}", WHY_SHARE, "recipient dpd" },
	{ "a role that may not act for it", "sales", "dpd", "deliver", "delivery", NULL, WHY_ROLE, "role sales" },
	{ "sealed bytes only", "warehouse", "hosting-company", "deliver", "delivery", NULL, WHY_SHARE, "recipient hosting-company" },
	{ "direct marketing", "marketing", "dpd", "news", "delivery", "{\"fields\": [\"email\"]}", WHY_NEVER, "never share anything" },
	{ "an authority without an order", "dpo", "authority", "legal-order", "delivery", NULL, WHY_ORDER, NULL },
	{ "an authority without a second person", "dpo", "authority", "legal-order", "delivery", "{\"order\": \"PACE-9\"}", WHY_TWO_PEOPLE, NULL },
	{ "somebody else's phone maker", "warehouse", "snom-redirector", "provision", "device", NULL, WHY_WHEN, "receives device.mac, our provisioning address for provision when device.vendor is snom" },
	{ "a maker without a server of its own", "support", "maker", "provision", "device", "{\"ticket\": \"T-1\"}", WHY_WHEN, "receives device.mac, device.username" },
	{ "more than the asker may see", "warehouse", "maker", "provision", "device", "{\"fields\": [\"username\"]}", WHY_WHEN, NULL },
};
/* clang-format on */

static void
releases_are_refused_by_their_line(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str delivery = put_delivery(t, "S-1", "dpd"),
		   device = put_device(t, "001565aabbcc", "yealink", "false");

	for (size_t i = 0; i < N(refused); i++) {
		struct asker a = ask_role(t, refused[i].role, S(""));
		struct str id = refused[i].dataset[2] == 'l' ? delivery : device;
		struct parcel p;
		struct verdict v = release_as(
		    t, &a, NULL, refused[i].recipient, refused[i].purpose, id, refused[i].text, &p);

		if (v.why != refused[i].why)
			fail_msg("%s: %s: %.*s", refused[i].title, why_type(v.why), STR(v.detail));
		if (refused[i].line != NULL && v.line != line_of(t, refused[i].line))
			fail_msg("%s: line %u", refused[i].title, v.line);
		assert_int_equal(p.n, 0);
		assert_int_equal(last_entry(t).kind, ENTRY_RELEASE_REFUSED);
	}
	assert_int_equal(entries(t, ENTRY_RELEASED), 0);
}

static void
a_secret_goes_to_the_recipient_that_the_line_names(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str own = put_device(t, "001565aabbcc", "other", "true"),
		   ours = put_device(t, "001565aabbcd", "yealink", "false");
	struct asker support = ask_role(t, "support", S("")), w = ask_role(t, "warehouse", S(""));
	struct parcel p;

	assert_why(
	    release_as(t, &support, NULL, "maker", "provision", own, "{\"ticket\": \"T-1\"}", &p),
	    WHY_NONE);
	assert_str(fields_in(t, p.rows[0].values), S("device.mac,device.username,device.password"));
	assert_why(release_as(t, &w, NULL, "maker", "provision", own, NULL, &p), WHY_NONE);
	assert_str(
	    fields_in(t, p.rows[0].values), S("device.mac")); /* no line gives the warehouse more */
	assert_why(
	    release_as(t, &w, NULL, "yealink-redirector", "provision", ours, NULL, &p), WHY_NONE);
	assert_str(fields_in(t, p.rows[0].values), S("device.mac"));
	assert_str(p.rows[0].extra, S("our provisioning address"));
}

static void
a_contract_stands_until_a_fact_says_otherwise(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t, "S-1", "dpd");
	struct asker w = ask_role(t, "warehouse", S(""));
	struct parcel p;
	struct verdict v;

	assert_why(release_as(t, &w, NULL, "dpd", "deliver", id, NULL, &p), WHY_NONE);
	fact_of(t, "contract", "dpd", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");
	assert_why(release_as(t, &w, NULL, "dpd", "deliver", id, NULL, &p), WHY_NONE);
	travel_to(t, "2027-02-01T00:00:00Z");
	v = release_as(t, &w, NULL, "dpd", "deliver", id, NULL, &p);
	assert_why(v, WHY_CONTRACT);
	assert_int_equal(v.line, line_of(t, "recipient dpd"));
	fact_of(t, "contract", "dpd", "2027-02-01T00:00:00Z", NULL);
	assert_why(release_as(t, &w, NULL, "dpd", "deliver", id, NULL, &p), WHY_NONE);
}

/* `review every 12 months`, from 2026-12-01. */
static void
a_transfer_needs_its_review_in_time(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t, "S-1", "fedex");
	struct asker w = ask_role(t, "warehouse", S(""));
	struct parcel p;

	assert_why(release_as(t, &w, NULL, "fedex", "deliver", id, NULL, &p), WHY_NONE);
	travel_to(t, "2027-11-30T23:59:59Z");
	assert_why(release_as(t, &w, NULL, "fedex", "deliver", id, NULL, &p), WHY_NONE);
	travel_to(t, "2027-12-01T00:00:00Z");
	assert_why(release_as(t, &w, NULL, "fedex", "deliver", id, NULL, &p), WHY_TRANSFER);
	fact_of(t, "transfer", "fedex", "2027-12-01T00:00:00Z", NULL);
	assert_why(release_as(t, &w, NULL, "fedex", "deliver", id, NULL, &p), WHY_NONE);
}

static void
two_people_are_two_people_of_roles_that_may(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t, "S-1", "dpd");
	struct asker d = ask_role(t, "dpo", S("")), e = ask_role(t, "dpo", S("")),
		     s = ask_role(t, "sales", S(""));
	struct asker same = d;
	struct parcel p;

	same.key = S("01ARZ3NDEKTSV4RRFFQ69G5FAV"); /* another key of the same colleague */
	assert_why(
	    release_as(t, &d, &d, "authority", "legal-order", id, "{\"order\": \"PACE-9\"}", &p),
	    WHY_TWO_PEOPLE);
	assert_why(
	    release_as(t, &d, &same, "authority", "legal-order", id, "{\"order\": \"PACE-9\"}", &p),
	    WHY_TWO_PEOPLE);
	assert_why(
	    release_as(t, &d, &s, "authority", "legal-order", id, "{\"order\": \"PACE-9\"}", &p),
	    WHY_TWO_PEOPLE);
	assert_why(release_as(t, &d, &e, "authority", "legal-order", id,
		       "{\"order\": \"PACE-9\", \"fields\": [\"name\", \"address\"]}", &p),
	    WHY_NONE);
	assert_str(fields_in(t, p.rows[0].values), S("delivery.name,delivery.address"));
	assert_str(node_get_str(last_entry(t).entry.more, S("order")), S("PACE-9"));
	assert_str(node_get_str(last_entry(t).entry.more, S("second")), e.staff);
}

static void
nothing_goes_when_one_of_the_records_may_not(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str one = put_delivery(t, "S-1", "dpd"), two = put_delivery(t, "S-2", "apc");
	struct asker w = ask_role(t, "warehouse", S(""));
	struct question q = { .purpose = S("deliver") };
	struct str text = str_printf(&t->sc->arena, "[\"%.*s\", \"%.*s\"]", STR(one), STR(two));
	struct parcel p;
	struct verdict v;
	struct given *given;
	size_t n;

	wave_begin(t);
	assert_ok(gate_release(
	    t->sc, &t->store, &w, NULL, S("dpd"), json(t, str_c(&t->sc->arena, text)), &q, &v, &p));
	wave_verdict(t, &w, "release", &q, &v);
	wave_end(t);
	assert_why(v, WHY_WHEN);
	assert_int_equal(p.n, 0);
	assert_ok(given_of(t->sc, &t->store, one, S(""), &given, &n));
	assert_int_equal(n, 0);
}

static void
a_restricted_person_is_kept_and_not_used(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_delivery(t, "S-1", "dpd");
	struct asker w = ask_role(t, "warehouse", S("")), accounts = ask_role(t, "accounts", S("")),
		     d = ask_role(t, "dpo", S(""));
	struct record r;
	struct parcel p;
	struct answer a;

	assert_ok(vault_record(t->sc, t->vault, id, &r));
	assert_ok(sql_begin(t->sc, test_store_sql(t)));
	assert_ok(vault_subject_restrict(t->sc, t->vault, r.subject, true));
	assert_ok(sql_commit(t->sc, test_store_sql(t)));
	assert_why(release_as(t, &w, NULL, "dpd", "deliver", id, NULL, &p), WHY_RESTRICTED);
	assert_why(read_as(t, &w, "deliver", id, NULL, &a), WHY_RESTRICTED);
	assert_why(read_as(t, &d, "rights-requests", id, "{\"reason\": \"R-1\"}", &a), WHY_NONE);
	/* `right restriction except ... for prove-shipping` */
	assert_why(read_as(t, &accounts, "prove-shipping", id,
		       "{\"ticket\": \"C-9\", \"export\": true}", &a),
	    WHY_NONE);
	assert_str(value_in(t, a.rows[0].values, "delivery.name"), S("Eve Example"));
}

static void
a_restriction_spares_the_fields_that_its_line_names(void **state)
{
	struct test_store *t = test_store_edited(*state,
	    "delivery.courier, delivery.name for prove-shipping with ticket",
	    "delivery.courier, delivery.name, delivery.company for prove-shipping with ticket");
	struct asker accounts = ask_role(t, "accounts", S(""));
	struct str id = put_delivery(t, "S-1", "dpd");
	struct record r;
	struct answer a;

	assert_ok(vault_record(t->sc, t->vault, id, &r));
	assert_why(read_as(t, &accounts, "prove-shipping", id,
		       "{\"ticket\": \"C-9\", \"export\": true}", &a),
	    WHY_NONE);
	assert_str(value_in(t, a.rows[0].values, "delivery.company"), S("Example Ltd"));
	test_begin(t);
	assert_ok(vault_subject_restrict(t->sc, t->vault, r.subject, true));
	test_commit(t);
	assert_why(read_as(t, &accounts, "prove-shipping", id,
		       "{\"ticket\": \"C-9\", \"export\": true}", &a),
	    WHY_NONE);
	assert_str(value_in(t, a.rows[0].values, "delivery.name"), S("Eve Example"));
	assert_str(value_in(t, a.rows[0].values, "delivery.company"), S(""));
	assert_int_equal(why_withheld(&a.rows[0], "delivery.company"), WHY_RESTRICTED);
}

static void
what_is_about_nobody_needs_no_basis(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker a = ask_role(t, "accounts", S(""));
	struct str yes = given(t, &a, "credit", "account",
	    "{\"company\": \"Example Dental Ltd\", \"number\": \"01234567\", \"application\": "
	    "true}");
	struct str no = given(
	    t, &a, "credit", "account", "{\"company\": \"Curious Ltd\", \"number\": \"07654321\"}");
	struct parcel p;

	assert_why(release_as(t, &a, NULL, "creditsafe", "credit", yes, NULL, &p), WHY_NONE);
	assert_str(fields_in(t, p.rows[0].values), S("account.company,account.number"));
	assert_int_equal(last_entry(t).entry.subject.n, 0);
	assert_why(release_as(t, &a, NULL, "creditsafe", "credit", no, NULL, &p), WHY_WHEN);
}

UNIT_MAIN(TEST(what_is_about_nobody_needs_no_basis),
    TEST(a_restriction_spares_the_fields_that_its_line_names),
    TEST(the_chosen_courier_is_given_what_its_line_says), TEST(releases_are_refused_by_their_line),
    TEST(a_secret_goes_to_the_recipient_that_the_line_names),
    TEST(a_contract_stands_until_a_fact_says_otherwise), TEST(a_transfer_needs_its_review_in_time),
    TEST(two_people_are_two_people_of_roles_that_may),
    TEST(nothing_goes_when_one_of_the_records_may_not),
    TEST(a_restricted_person_is_kept_and_not_used))
