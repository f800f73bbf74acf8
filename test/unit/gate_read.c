/* What may be seen, and what is withheld: reading, finding, listing, changing. */
#include "kit/unit.h"

#include "kit/ask.h"

static struct str
put_contact(struct test_store *t)
{
	struct asker api = ask_channel(t, "api");

	return given(t, &api, "sales", "contact",
	    "{\"name\": \"Ada Lovelace\", \"company\": \"Engines Ltd\", \"email\": "
	    "\"ada@example.org\", \"phone\": \"01632 960100\"}");
}

static struct str
put_device(struct test_store *t, struct str party, const char *mac)
{
	struct asker r = ask_role(t, "reseller-user", party);
	struct str text = str_printf(&t->sc->arena,
	    "{\"mac\": \"%s\", \"vendor\": \"yealink\", \"username\": \"201\", \"display-name\": "
	    "\"Front desk\", \"password\": \"canary-7Qx\"}",
	    mac);

	return given(t, &r, "provision", "device", str_c(&t->sc->arena, text));
}

static struct str
other_party(struct test_store *t)
{
	struct party p = {
		.class = t->reseller.class, .name = S("Southern Phones"), .kind = S("")
	};

	assert_ok(sql_begin(t->sc, test_store_sql(t)));
	assert_ok(vault_party_add(t->sc, t->vault, &p));
	assert_ok(sql_commit(t->sc, test_store_sql(t)));
	return p.id;
}

static void
a_role_sees_the_fields_of_its_purpose_and_no_others(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_contact(t);
	struct asker sales = ask_role(t, "sales", S(""));
	struct answer a;

	assert_why(read_as(t, &sales, "sales", id, NULL, &a), WHY_NONE);
	assert_str(fields_in(t, a.rows[0].values),
	    S("contact.name,contact.company,contact.phone,contact.email"));
	assert_int_equal(a.rows[0].n_withheld, 0);
	assert_why(read_as(t, &sales, "history", id, NULL, &a), WHY_NONE);
	assert_str(fields_in(t, a.rows[0].values), S("contact.name,contact.company"));
	assert_int_equal(why_withheld(&a.rows[0], "contact.email"), WHY_PURPOSE);
	assert_int_equal(a.rows[0].withheld[0].verdict.line, line_of(t, "purpose history"));
}

/* clang-format off */
static const struct {
	const char *title, *role, *purpose, *text;
	enum why why;
	const char *line;
} refused[] = {
	{ "a purpose that the role may not act for", "sales", "deliver", NULL, WHY_ROLE, "role sales" },
	{ "a purpose that there is not", "sales", "training", NULL, WHY_NO_PURPOSE, NULL },
	{ "another role's purpose", "warehouse", "sales", NULL, WHY_ROLE, "role warehouse" },
	{ "a field that is none", "sales", "sales", "{\"fields\": [\"birthday\"]}", WHY_UNKNOWN, "data contact" },
	{ "a field that the purpose does not use", "sales", "history", "{\"fields\": [\"email\"]}", WHY_PURPOSE, "purpose history" },
	{ "reading is not exporting", "sales", "sales", "{\"export\": true}", WHY_ROLE, "role sales" },
	{ "without the reason that the line asks for", "dpo", "rights-requests", NULL, WHY_REASON, "may read everything except secrets for rights-requests" },
	{ "with a blank reason", "dpo", "rights-requests", "{\"reason\": \"  \"}", WHY_REASON, NULL },
};
/* clang-format on */

static void
refusals_name_their_line_and_are_in_the_ledger(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_contact(t);

	for (size_t i = 0; i < N(refused); i++) {
		struct asker asker = ask_role(t, refused[i].role, S(""));
		struct answer a;
		int64_t before = t->ledger.head.seq;
		struct verdict v = read_as(t, &asker, refused[i].purpose, id, refused[i].text, &a);

		if (v.why != refused[i].why)
			fail_msg("%s: %s: %.*s", refused[i].title, why_type(v.why), STR(v.detail));
		if (refused[i].line != NULL && v.line != line_of(t, refused[i].line))
			fail_msg("%s: line %u", refused[i].title, v.line);
		assert_int_equal(a.n, 0);
		assert_int_equal(t->ledger.head.seq, before + 1);
		assert_int_equal(last_entry(t).kind, ENTRY_READ_REFUSED);
		assert_str(last_entry(t).entry.why, str_of(why_type(v.why)));
	}
}

/* G2: who, for what, which fields, of whom. */
static void
a_reading_is_in_the_ledger_under_the_persons_pseudonym(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_contact(t);
	struct asker sales = ask_role(t, "sales", S(""));
	struct ledger_row row;
	struct answer a;
	uint8_t pseudonym[16];

	assert_why(read_as(t, &sales, "tell", id, NULL, &a), WHY_NONE);
	row = last_entry(t);
	assert_int_equal(row.kind, ENTRY_READ);
	assert_int_equal(row.seq, a.entry);
	assert_str(row.entry.actor, sales.staff);
	assert_str(row.entry.role, S("sales"));
	assert_str(row.entry.purpose, S("tell"));
	assert_str(row.entry.record, id);
	assert_int_equal(row.entry.fields, 3);
	assert_ok(vault_pseudonym(t->sc, t->vault, a.rows[0].record.subject, pseudonym));
	assert_str(row.entry.subject, hex_encode(&t->sc->arena, pseudonym, 16));
}

/* G5 */
static void
anothers_record_a_gone_one_and_none_are_refused_in_the_same_words(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str other = other_party(t), theirs = put_device(t, t->reseller.id, "001565aabbcc");
	struct asker south = ask_role(t, "reseller-user", other);
	struct answer a;
	struct verdict v1 = read_as(t, &south, "search-devices", theirs, NULL, &a);
	struct verdict v2 =
	    read_as(t, &south, "search-devices", S("01ARZ3NDEKTSV4RRFFQ69G5FAV"), NULL, &a);
	struct verdict v3 = read_as(t, &south, "search-devices", put_contact(t), NULL, &a);

	assert_why(v1, WHY_GONE);
	assert_why(v2, WHY_GONE);
	assert_why(v3, WHY_GONE);
	assert_str(v1.detail, v2.detail);
	assert_str(v1.detail, v3.detail);
	assert_int_equal(v1.line, v2.line);
	assert_int_equal(last_entry(t).entry.subject.n, 0);
	assert_why(
	    find_as(t, &south, "search-devices", "device", "{\"by\": {\"username\": \"201\"}}", &a),
	    WHY_NONE);
	assert_int_equal(a.n, 0);
	assert_why(find_as(t, &south, "search-devices", "device", NULL, &a), WHY_NONE);
	assert_int_equal(a.n, 0);
}

static void
a_secret_is_never_read_found_listed_or_exported(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_device(t, t->reseller.id, "001565aabbcc");
	struct asker r = ask_role(t, "reseller-user", t->reseller.id),
		     support = ask_role(t, "support", S(""));
	struct asker dpo = ask_role(t, "dpo", S(""));
	struct answer a;

	assert_why(read_as(t, &r, "search-devices", id, NULL, &a), WHY_NONE);
	assert_str(value_in(t, a.rows[0].values, "device.password"), S(""));
	assert_int_equal(why_withheld(&a.rows[0], "device.password"), WHY_PURPOSE);
	assert_why(read_as(t, &r, "provision", id, "{\"fields\": [\"password\"]}", &a), WHY_SECRET);
	assert_why(
	    find_as(t, &r, "provision", "device", "{\"by\": {\"password\": \"canary-7Qx\"}}", &a),
	    WHY_UNKNOWN);
	assert_why(find_as(t, &support, "search-devices", "device",
		       "{\"ticket\": \"T-1\", \"by\": {\"mac\": \"00-15-65-AA-BB-CC\"}}", &a),
	    WHY_NONE);
	assert_int_equal(a.n, 1);
	assert_str(value_in(t, a.rows[0].values, "device.password"), S(""));
	assert_why(read_as(t, &dpo, "rights-requests", id,
		       "{\"reason\": \"letter\", \"fields\": [\"password\"]}", &a),
	    WHY_SECRET);
}

static void
a_ticket_is_a_word_and_stands_in_the_ledger(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_device(t, t->reseller.id, "001565aabbcc");
	struct asker support = ask_role(t, "support", S(""));
	struct answer a;

	assert_why(read_as(t, &support, "search-devices", id, NULL, &a), WHY_TICKET);
	assert_why(
	    read_as(t, &support, "search-devices", id, "{\"ticket\": \"ask Ada Lovelace\"}", &a),
	    WHY_TICKET);
	assert_why(
	    read_as(t, &support, "search-devices", id, "{\"ticket\": \"T-1\"}", &a), WHY_NONE);
	assert_str(node_get_str(last_entry(t).entry.more, S("ticket")), S("T-1"));
}

static void
a_quota_ends_with_its_number(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker api = ask_channel(t, "api"), accounts = ask_role(t, "accounts", S(""));
	struct str id = given(t, &api, "verify", "call",
	    "{\"number\": \"01632 960100\", \"audio\": \"UklGRg==\", \"@about\": \"caller\"}");
	struct answer a;

	assert_why(read_as(t, &accounts, "verify", id,
		       "{\"ticket\": \"T-1\", \"fields\": [\"audio\"]}", &a),
	    WHY_ROLE); /* hear, not read */
	assert_why(read_as(t, &accounts, "verify", id, "{\"hear\": true}", &a),
	    WHY_TICKET); /* not ROLE, of the number */
	for (int i = 0; i < 20; i++)
		assert_why(
		    read_as(t, &accounts, "verify", id,
			"{\"ticket\": \"T-1\", \"hear\": true, \"fields\": [\"audio\"]}", &a),
		    WHY_NONE);
	assert_why(read_as(t, &accounts, "verify", id,
		       "{\"ticket\": \"T-1\", \"hear\": true, \"fields\": [\"audio\"]}", &a),
	    WHY_QUOTA);
	travel_days(t, 1);
	assert_why(read_as(t, &accounts, "verify", id,
		       "{\"ticket\": \"T-1\", \"hear\": true, \"fields\": [\"audio\"]}", &a),
	    WHY_NONE);
}

static void
a_purpose_with_totals_shows_no_value(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker marketing = ask_role(t, "marketing", S(""));
	struct answer a;

	assert_why(find_as(t, &marketing, "measure-news", "subscription",
		       "{\"by\": {\"email\": \"a@example.org\"}}", &a),
	    WHY_TOTALS);
	assert_why(read_as(t, &marketing, "measure-news", put_contact(t), NULL, &a), WHY_PURPOSE);
}

static void
what_was_erased_is_withheld_by_the_line_that_erased_it(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_contact(t);
	struct asker sales = ask_role(t, "sales", S(""));
	struct answer a;

	event_of(t, "contact", "leaving", id);
	travel_days(t, 89);
	assert_why(read_as(t, &sales, "sales", id, NULL, &a), WHY_NONE);
	assert_str(value_in(t, a.rows[0].values, "contact.phone"), S("+441632960100"));
	travel_days(t, 2);
	assert_why(read_as(t, &sales, "history", id, NULL, &a), WHY_NONE);
	assert_str(value_in(t, a.rows[0].values, "contact.name"), S("Ada Lovelace"));
	assert_why(
	    read_as(t, &sales, "sales", id, "{\"fields\": [\"name\", \"phone\"]}", &a), WHY_NONE);
	assert_int_equal(why_withheld(&a.rows[0], "contact.phone"), WHY_GONE);
	assert_int_equal(a.rows[0].withheld[0].verdict.line, line_of(t, "keep contact.phone"));
	assert_why(read_as(t, &sales, "sales", id, "{\"fields\": [\"phone\"]}", &a), WHY_GONE);
	assert_why(
	    find_as(t, &sales, "sales", "contact", "{\"by\": {\"phone\": \"01632 960100\"}}", &a),
	    WHY_NONE);
	assert_int_equal(a.n, 0);
}

/* The condition is not hidden behind the fields that the purpose never uses. */
static void
a_purpose_that_does_not_hold_is_named_beside_the_fields_that_it_never_uses(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_contact(t);
	struct asker sales = ask_role(t, "sales", S(""));
	struct answer a;

	event_of(t, "contact", "leaving", id);
	assert_why(
	    find_as(t, &sales, "tell", "contact", "{\"by\": {\"email\": \"ada@example.org\"}}", &a),
	    WHY_NONE);
	assert_int_equal(a.n, 1);
	assert_int_equal(a.rows[0].values.n, 0);
	assert_int_equal(a.rows[0].n_withheld, 2);
	assert_int_equal(why_withheld(&a.rows[0], "contact.company"), WHY_PURPOSE);
	assert_int_equal(why_withheld(&a.rows[0], ""), WHY_CONDITION);
}

static void
our_people_find_across_the_parties_they_work_for(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str other = other_party(t);
	struct asker support = ask_role(t, "support", S(""));
	struct answer a, b;
	struct str text;

	put_device(t, t->reseller.id, "001565aabbcc");
	put_device(t, t->reseller.id, "001565aabbcd");
	put_device(t, other, "001565aabbce");
	assert_why(find_as(t, &support, "search-devices", "device",
		       "{\"ticket\": \"T-1\", \"by\": {\"username\": \"201\"}}", &a),
	    WHY_NONE);
	assert_int_equal(a.n, 3);
	assert_why(find_as(t, &support, "search-devices", "device",
		       "{\"ticket\": \"T-1\", \"by\": {\"username\": \"202\"}}", &a),
	    WHY_NONE);
	assert_int_equal(a.n, 0);
	assert_int_equal(
	    entries(t, ENTRY_FOUND), 4); /* three records, and a search that found none */
	assert_why(find_as(t, &support, "search-devices", "device",
		       "{\"ticket\": \"T-1\", \"most\": 2}", &a),
	    WHY_NONE);
	assert_int_equal(a.n, 2);
	assert_int_not_equal(a.cursor.n, 0);
	text = str_printf(&t->sc->arena, "{\"ticket\": \"T-1\", \"most\": 2, \"cursor\": \"%.*s\"}",
	    STR(a.cursor));
	assert_why(find_as(t, &support, "search-devices", "device", str_c(&t->sc->arena, text), &b),
	    WHY_NONE);
	assert_int_equal(b.n, 1);
	assert_str(b.cursor, S(""));
	assert_false(str_eq(b.rows[0].record.id, a.rows[0].record.id)
		     || str_eq(b.rows[0].record.id, a.rows[1].record.id));
}

/* -- change ------------------------------------------------------------------- */

static void
a_preview_shows_what_would_change_and_changes_nothing(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_device(t, t->reseller.id, "001565aabbcc");
	struct asker r = ask_role(t, "reseller-user", t->reseller.id);
	struct change *changes;
	size_t n;

	assert_why(change_as(t, &r, "provision", id, "{\"preview\": true}",
		       "{\"display-name\": \"Back office\", \"password\": \"canary-8\", "
		       "\"username\": \"201\"}",
		       &changes, &n),
	    WHY_NONE);
	assert_int_equal(n, 2);
	assert_str(changes[0].field, S("device.display-name"));
	assert_str(changes[0].before, S("Front desk"));
	assert_str(changes[0].after, S("Back office"));
	assert_str(changes[1].field, S("device.password"));
	assert_true(changes[1].secret);
	assert_str(changes[1].before, S(""));
	assert_str(changes[1].after, S(""));
	assert_str(test_value(t, id, "device.display-name"), S("Front desk"));
	assert_int_equal(entries(t, ENTRY_CHANGED), 0);
	assert_why(change_as(t, &r, "provision", id, NULL, "{\"display-name\": \"Back office\"}",
		       &changes, &n),
	    WHY_NONE);
	assert_str(test_value(t, id, "device.display-name"), S("Back office"));
	assert_str(test_value(t, id, "device.password"), S("canary-7Qx"));
	assert_int_equal(entries(t, ENTRY_CHANGED), 1);
}

/* clang-format off */
static const struct {
	const char *title, *role, *purpose, *text, *values;
	enum why why;
} changes_refused[] = {
	{ "no line lets it", "warehouse", "provision", NULL, "{\"display-name\": \"x\"}", WHY_ROLE },
	{ "no ticket", "support", "provision", NULL, "{\"display-name\": \"x\"}", WHY_TICKET },
	{ "reading is not changing", "support", "search-devices", "{\"ticket\": \"T-1\"}", "{\"display-name\": \"x\"}", WHY_ROLE },
	{ "an unknown field", "support", "provision", "{\"ticket\": \"T-1\"}", "{\"colour\": \"x\"}", WHY_UNKNOWN },
	{ "a required field cannot go", "support", "provision", "{\"ticket\": \"T-1\"}", "{\"vendor\": null}", WHY_MISSING },
	{ "a word that is none of the list", "support", "provision", "{\"ticket\": \"T-1\"}", "{\"vendor\": \"grandstream\"}", WHY_VALUE },
	{ "a card number", "support", "provision", "{\"ticket\": \"T-1\"}", "{\"display-name\": \"4000000000000002\"}", WHY_CARD },
};
/* clang-format on */

static void
changes_are_refused_like_offers(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_device(t, t->reseller.id, "001565aabbcc");

	for (size_t i = 0; i < N(changes_refused); i++) {
		struct asker a = ask_role(t, changes_refused[i].role, S(""));
		struct change *changes;
		size_t n;
		struct verdict v = change_as(t, &a, changes_refused[i].purpose, id,
		    changes_refused[i].text, changes_refused[i].values, &changes, &n);

		if (v.why != changes_refused[i].why)
			fail_msg("%s: %s: %.*s", changes_refused[i].title, why_type(v.why),
			    STR(v.detail));
	}
	assert_str(test_value(t, id, "device.display-name"), S("Front desk"));
}

static void
a_change_of_what_has_changed_since_is_stale(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str id = put_contact(t);
	struct asker sales = ask_role(t, "sales", S(""));
	struct question q = { .purpose = S("sales"), .record = id, .has_match = true, .match = 7 };
	struct change *changes;
	struct receipt r;
	struct verdict v;
	size_t n;

	wave_begin(t);
	assert_code(gate_change(t->sc, &t->store, &sales, &q,
			json(t, "{\"phone\": \"01632 960999\"}"), &v, &changes, &n, &r),
	    E_STALE);
	assert_ok(sql_rollback_to(t->sc, test_store_sql(t)));
	wave_end(t);
}

static void
what_bailee_itself_holds_is_no_record_to_read(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker d = ask_role(t, "dpo", S(""));
	struct answer a;
	struct str id;

	test_begin(t);
	assert_ok(vault_put_content(
	    t->sc, t->vault, S("case"), test_subject(t, "contact", S("")), S(""), S("{}"), &id));
	test_commit(t);
	assert_why(read_as(t, &d, "rights-requests", id, "{\"reason\": \"R-1\"}", &a), WHY_GONE);
	assert_why(
	    find_as(t, &d, "rights-requests", "case", "{\"reason\": \"R-1\"}", &a), WHY_DATASET);
}

UNIT_MAIN(TEST(what_bailee_itself_holds_is_no_record_to_read),
    TEST(a_role_sees_the_fields_of_its_purpose_and_no_others),
    TEST(refusals_name_their_line_and_are_in_the_ledger),
    TEST(a_reading_is_in_the_ledger_under_the_persons_pseudonym),
    TEST(anothers_record_a_gone_one_and_none_are_refused_in_the_same_words),
    TEST(a_secret_is_never_read_found_listed_or_exported),
    TEST(a_ticket_is_a_word_and_stands_in_the_ledger), TEST(a_quota_ends_with_its_number),
    TEST(a_purpose_with_totals_shows_no_value),
    TEST(what_was_erased_is_withheld_by_the_line_that_erased_it),
    TEST(a_purpose_that_does_not_hold_is_named_beside_the_fields_that_it_never_uses),
    TEST(our_people_find_across_the_parties_they_work_for),
    TEST(a_preview_shows_what_would_change_and_changes_nothing),
    TEST(changes_are_refused_like_offers), TEST(a_change_of_what_has_changed_since_is_stale))
