/* What is put can be read, changed and found; by nobody else, and by nothing moved. */
#include "kit/unit.h"

#include "kit/store.h"
#include "sql/statements.h"
#include "vault/value.h"

static size_t
found_by(struct test_store *t, const char *dataset, struct str party, const char *by)
{
	struct str *ids;
	size_t n;

	assert_ok(vault_find(t->sc, t->vault, plan_dataset(t->store.plan, str_of(dataset)), party,
	    test_values(t, by, NULL), 100, &ids, &n));
	return n;
}

static result
change(struct test_store *t, struct record *r, struct values values)
{
	struct values all = { NEW_ARRAY(&t->sc->arena, 64, struct value), 0 };
	struct fields held;
	struct values was;
	struct group_due *dues;
	size_t n;

	TRY(vault_holds(t->sc, t->vault, r, &held));
	TRY(vault_read(t->sc, t->vault, r, held, true, &was));
	for (size_t i = 0; i < was.n; i++)
		all.at[all.n++] = was.at[i];
	for (size_t i = 0; i < values.n; i++) {
		size_t k = 0;

		while (k < all.n && all.at[k].field != values.at[i].field)
			k++;
		if (k == all.n)
			all.n++;
		all.at[k] = values.at[i];
	}
	r->change = t->sc->now;
	TRY(term_dues(t->sc, &t->store, r, all, NULL, 0, &dues, &n));
	return vault_change(t->sc, t->vault, r, values, dues, n);
}

/* -- put and read ------------------------------------------------------------ */

static void
what_is_put_is_read_again_also_after_a_restart(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	test_begin(t);
	r = test_delivery(t, "S-1");
	test_commit(t);
	test_store_reopen(t);
	assert_str(test_value(t, r.id, "delivery.phone"), S("+441632960100"));
	assert_str(test_value(t, r.id, "delivery.name"), S("Ada Lovelace"));
	assert_str(test_value(t, r.id, "delivery.email"), S(""));
	assert_ok(vault_record(t->sc, t->vault, r.id, &r));
	assert_int_equal(r.version, 1);
	assert_str(r.channel, S("api"));
}

static void
no_value_stands_in_the_files_in_clear(void **state)
{
	struct test_store *t = test_store_make(*state);

	test_begin(t);
	test_delivery(t, "canary-shipment");
	test_commit(t);
	assert_false(test_store_has(t, S("canary-shipment")));
	assert_false(test_store_has(t, S("Lovelace")));
	assert_false(test_store_has(t, S("1632960100")));
	assert_false(test_store_has(t, S("huddersfield")));
	assert_true(test_store_has(t, S("delivery"))); /* the search itself works */
}

static void
a_secret_has_a_part_of_its_own_and_is_read_only_when_asked_for(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct fields all;
	struct lifetime *lives;
	struct values values;
	struct record r;
	size_t n;

	test_begin(t);
	r = test_put(t, "device", test_subject(t, "end-user", t->reseller.id), t->reseller.id,
	    test_values(t, "device.mac=001565aabbcc", "device.vendor=yealink",
		"device.password=canary-7Qx", NULL));
	test_commit(t);
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	assert_int_equal(n, 2);
	assert_ok(vault_holds(t->sc, t->vault, &r, &all));
	assert_true(fields_have(all, test_field(t, "device.password")));
	assert_ok(vault_read(t->sc, t->vault, &r, all, false, &values));
	assert_int_equal(values.n, 2);
	assert_ok(vault_read(t->sc, t->vault, &r, all, true, &values));
	assert_int_equal(values.n, 3);
}

static void
what_was_rolled_back_is_not_there_and_its_keys_are_collected(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record kept, lost;
	uint64_t collected;

	test_begin(t);
	kept = test_delivery(t, "S-1");
	test_commit(t);
	test_begin(t);
	lost = test_delivery(t, "S-2");
	sql_rollback(vault_sql(t->vault));
	assert_code(vault_record(t->sc, t->vault, lost.id, &lost), E_ABSENT);
	test_store_reopen(t);
	assert_ok(vault_keys_collect(t->sc, t->vault, &collected));
	assert_int_equal(collected, 256 - 3); /* all but two parts' and one subject's */
	assert_str(test_value(t, kept.id, "delivery.phone"), S("+441632960100"));
	assert_ok(vault_keys_refill(t->sc, t->vault));
	assert_ok(vault_keys_collect(t->sc, t->vault, &collected));
	assert_int_equal(collected, 4096); /* spare ones too: none of them is given out */
	test_begin(t);
	test_delivery(t, "S-3"); /* and new ones are minted */
	test_commit(t);
}

/* -- changing ------------------------------------------------------------------ */

static void
a_change_begins_a_new_lifetime_and_ends_the_old_value(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct lifetime *ending;
	struct record r;
	size_t n;

	test_begin(t);
	r = test_delivery(t, "S-1");
	test_commit(t);
	test_begin(t);
	assert_ok(change(t, &r, test_values(t, "delivery.phone=+441632960101", NULL)));
	test_commit(t);
	assert_int_equal(r.version, 2);
	assert_str(test_value(t, r.id, "delivery.phone"), S("+441632960101"));
	assert_str(test_value(t, r.id, "delivery.name"), S("Ada Lovelace"));
	assert_ok(vault_ending(t->sc, t->vault, &ending, &n));
	assert_int_equal(n, 1);
	assert_int_equal(ending[0].note.reason, ERASED_REPLACED);
	assert_int_equal(test_finish(t), 1);
	assert_str(test_value(t, r.id, "delivery.phone"), S("+441632960101"));
}

static void
a_value_of_no_length_removes_the_field(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct lifetime *lives;
	struct record r;
	size_t n;

	test_begin(t);
	r = test_delivery(t, "S-1");
	assert_ok(change(t, &r, test_values(t, "delivery.phone=", NULL)));
	test_commit(t);
	assert_str(test_value(t, r.id, "delivery.phone"), S(""));
	test_finish(t);
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	assert_int_equal(n, 1); /* the group has nothing left */
}

static void
a_changed_value_is_found_and_the_old_one_is_not(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	test_begin(t);
	r = test_delivery(t, "S-1");
	assert_ok(change(t, &r, test_values(t, "delivery.order=SO-2002", NULL)));
	test_commit(t);
	assert_int_equal(found_by(t, "delivery", t->reseller.id, "delivery.order=so-2002"), 1);
	assert_int_equal(found_by(t, "delivery", t->reseller.id, "delivery.order=SO-1001"), 0);
}

/* -- finding -------------------------------------------------------------------- */

static void
all_words_of_an_address_must_match(void **state)
{
	struct test_store *t = test_store_make(*state);

	test_begin(t);
	test_delivery(t, "S-1");
	test_delivery(t, "S-2");
	test_commit(t);
	assert_int_equal(
	    found_by(t, "delivery", t->reseller.id, "delivery.address=mill street"), 2);
	assert_int_equal(found_by(t, "delivery", t->reseller.id, "delivery.address=HD1 1aa 1"), 2);
	assert_int_equal(found_by(t, "delivery", t->reseller.id, "delivery.address=mill lane"), 0);
	assert_int_equal(found_by(t, "delivery", t->reseller.id, "delivery.address=,"), 0);
	assert_int_equal(found_by(t, "delivery", t->reseller.id, "delivery.address=mil"), 0);
}

static void
finding_by_two_fields_needs_both_and_stops_at_the_most(void **state)
{
	struct test_store *t = test_store_make(*state);
	uint16_t delivery = plan_dataset(t->store.plan, S("delivery"));
	struct str *ids;
	struct record last = { 0 };
	size_t n;

	test_begin(t);
	for (int i = 0; i < 5; i++)
		last =
		    test_delivery(t, str_c(&t->sc->arena, str_printf(&t->sc->arena, "S-%d", i)));
	test_commit(t);
	assert_ok(vault_find(t->sc, t->vault, delivery, t->reseller.id,
	    test_values(t, "delivery.order=so-1001", "delivery.address=mill", NULL), 3, &ids, &n));
	assert_int_equal(n, 3);
	assert_str(ids[0], last.id); /* newest first */
	assert_ok(vault_find(t->sc, t->vault, delivery, t->reseller.id,
	    test_values(t, "delivery.order=so-1002", "delivery.address=mill", NULL), 3, &ids, &n));
	assert_int_equal(n, 0);
}

static void
a_list_goes_on_where_its_cursor_stands(void **state)
{
	struct test_store *t = test_store_make(*state);
	uint16_t delivery = plan_dataset(t->store.plan, S("delivery"));
	struct record r[5];
	struct str *ids;
	size_t n;

	test_begin(t);
	for (size_t i = 0; i < N(r); i++)
		r[i] =
		    test_delivery(t, str_c(&t->sc->arena, str_printf(&t->sc->arena, "S-%zu", i)));
	test_commit(t);
	assert_ok(vault_list(t->sc, t->vault, delivery, t->reseller.id, S(""), 3, &ids, &n));
	assert_int_equal(n, 3);
	assert_str(ids[2], r[2].id);
	assert_ok(vault_list(t->sc, t->vault, delivery, t->reseller.id, ids[2], 3, &ids, &n));
	assert_int_equal(n, 2);
	assert_str(ids[1], r[4].id);
	assert_ok(vault_list(t->sc, t->vault, delivery, S(""), S(""), 3, &ids, &n));
	assert_int_equal(n, 0); /* none of them is ours */
}

static void
a_natural_key_finds_its_record_and_follows_a_change(void **state)
{
	struct test_store *t = test_store_make(*state);
	uint16_t delivery = plan_dataset(t->store.plan, S("delivery"));
	struct record r;
	struct str id;
	bool found;

	test_begin(t);
	r = test_delivery(t, "S-1");
	test_commit(t);
	assert_ok(vault_by_key(t->sc, t->vault, delivery, t->reseller.id,
	    test_values(t, "delivery.shipment=S-1", NULL), &id, &found));
	assert_true(found);
	assert_str(id, r.id);
	test_begin(t);
	assert_ok(change(t, &r, test_values(t, "delivery.shipment=S-9", NULL)));
	test_commit(t);
	assert_ok(vault_by_key(t->sc, t->vault, delivery, t->reseller.id,
	    test_values(t, "delivery.shipment=S-1", NULL), &id, &found));
	assert_false(found);
	assert_ok(vault_by_key(t->sc, t->vault, delivery, t->reseller.id,
	    test_values(t, "delivery.shipment=S-9", NULL), &id, &found));
	assert_true(found);
	assert_ok(vault_by_key(
	    t->sc, t->vault, delivery, t->reseller.id, (struct values){ 0 }, &id, &found));
	assert_false(found);
}

static void
no_value_of_one_party_is_found_by_another(void **state)
{
	struct test_store *t = test_store_make(*state);
	uint16_t delivery = plan_dataset(t->store.plan, S("delivery"));
	struct party other = { .class = t->reseller.class, .name = S("Southern"), .kind = S("") };
	struct str id;
	bool found;

	test_begin(t);
	assert_ok(vault_party_add(t->sc, t->vault, &other));
	test_delivery(t, "S-1");
	test_commit(t);
	assert_int_equal(found_by(t, "delivery", t->reseller.id, "delivery.order=SO-1001"), 1);
	assert_int_equal(found_by(t, "delivery", other.id, "delivery.order=SO-1001"), 0);
	assert_int_equal(found_by(t, "delivery", S(""), "delivery.order=SO-1001"), 0);
	assert_ok(vault_by_key(t->sc, t->vault, delivery, other.id,
	    test_values(t, "delivery.shipment=S-1", NULL), &id, &found));
	assert_false(found);
}

static void
tokens_of_two_parties_have_nothing_in_common(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct sql_lookup_newest_rows rows;
	struct party other = { .class = t->reseller.class, .name = S("Southern"), .kind = S("") };
	struct values values;
	struct record a, b;
	struct lifetime *lives;
	size_t n;

	test_begin(t);
	assert_ok(vault_party_add(t->sc, t->vault, &other));
	a = test_delivery(t, "S-1");
	values = test_values(t, "delivery.shipment=S-1", "delivery.order=SO-1001",
	    "delivery.name=Ada Lovelace", "delivery.address=1 Mill Street, Huddersfield HD1 1AA",
	    "delivery.courier=dpd", NULL);
	b = test_put(t, "delivery", test_subject(t, "end-user", other.id), other.id, values);
	test_commit(t);
	assert_ok(vault_lifetimes(t->sc, t->vault, a.id, &lives, &n));
	for (size_t i = 0; i < n; i++) {
		struct sql_lookup_of_life_rows of;

		assert_ok(sql_lookup_of_life(t->sc, vault_sql(t->vault), lives[i].id, &of));
		for (size_t k = 0; k < of.n; k++) {
			assert_ok(sql_lookup_newest(
			    t->sc, vault_sql(t->vault), of.at[k].token, S("\xff"), 10, &rows));
			assert_int_equal(rows.n, 1);
			assert_str(rows.at[0].record, a.id);
		}
	}
	assert_string_not_equal(str_c(&t->sc->arena, a.id), str_c(&t->sc->arena, b.id));
}

static void
a_person_is_found_across_parties_only_when_asked_for(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct str *ids, contact;
	struct record r;
	size_t n;

	test_begin(t);
	contact = test_subject(t, "contact", S(""));
	test_put(t, "contact", contact, S(""),
	    test_values(t, "contact.name=Ada", "contact.email=ada@voice.example", NULL));
	test_put(t, "subscription", contact, S(""),
	    test_values(t, "subscription.email=ada@voice.example", NULL));
	r = test_put(t, "device", test_subject(t, "end-user", t->reseller.id), t->reseller.id,
	    test_values(t, "device.mac=001565aabbcc", "device.vendor=snom", NULL));
	test_commit(t);
	assert_ok(vault_subjects_by(
	    t->sc, t->vault, TYPE_EMAIL, S("ada@voice.example"), S(""), &ids, &n));
	assert_int_equal(n, 1); /* once, though two records have it */
	assert_str(ids[0], contact);
	assert_ok(
	    vault_subjects_by(t->sc, t->vault, TYPE_MAC, S("001565aabbcc"), S(""), &ids, &n));
	assert_int_equal(n, 1);
	assert_str(ids[0], r.subject);
	assert_ok(vault_subjects_by(
	    t->sc, t->vault, TYPE_EMAIL, S("ada@voice.example"), t->reseller.id, &ids, &n));
	assert_int_equal(n, 0);
}

/* -- what was moved or damaged does not open --------------------------------------- */

static void
read_gives(struct test_store *t, const struct record *r, enum code code)
{
	struct values values;
	struct fields all;

	assert_ok(vault_holds(t->sc, t->vault, r, &all));
	assert_code(vault_read(t->sc, t->vault, r, all, true, &values), code);
	if (code == E_DAMAGED) {
		assert_true(str_has(t->sc->fault.text, r->id)); /* the id and nothing else */
		assert_false(str_has(t->sc->fault.text, S("Lovelace")));
	}
}

static void
a_part_put_in_the_place_of_another_does_not_open(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record a, b;
	struct lifetime *lives_a, *lives_b;
	struct sql_part_get_row part;
	size_t n;
	bool found;

	test_begin(t);
	a = test_delivery(t, "S-1");
	b = test_delivery(t, "S-2");
	assert_ok(vault_lifetimes(t->sc, t->vault, a.id, &lives_a, &n));
	assert_ok(vault_lifetimes(t->sc, t->vault, b.id, &lives_b, &n));
	assert_ok(sql_part_get(t->sc, vault_sql(t->vault), lives_a[0].id, &part, &found));
	assert_ok(sql_part_drop(t->sc, vault_sql(t->vault), lives_b[0].id));
	assert_ok(sql_part_add(
	    t->sc, vault_sql(t->vault), lives_b[0].id, b.party, b.subject, part.sealed));
	test_commit(t);
	read_gives(t, &a, E_OK);
	read_gives(t, &b, E_DAMAGED);
}

/* The lifetime's row again, as `in` says; under the same key. */
static void
put_row(struct test_store *t, const struct sql_life_add_in *in)
{
	assert_ok(sql_life_drop(t->sc, vault_sql(t->vault), in->id));
	assert_ok(sql_life_add(t->sc, vault_sql(t->vault), in));
}

static void
life_opens(struct test_store *t, int64_t life, enum code code)
{
	struct fields gone = { NEW_ARRAY(&t->sc->arena, t->store.plan->field_words, uint64_t) };

	/* reads the part, whatever record its row says it is of */
	assert_ok(sql_savepoint(t->sc, vault_sql(t->vault)));
	assert_code(vault_end_fields(
			t->sc, t->vault, life, gone, (struct ending_note){ ERASED_NEVER, S("") }),
	    code);
	assert_ok(sql_rollback_to(t->sc, vault_sql(t->vault)));
}

/* V5, piece by piece: the key is right and the bytes are right. */
static void
a_part_opens_only_as_what_it_was_sealed_as(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct sql_life_get_row row;
	struct sql_life_add_in right, wrong;
	struct lifetime *lives;
	struct record r, other;
	size_t n;
	bool found;

	test_begin(t);
	r = test_delivery(t, "S-1");
	other = test_delivery(t, "S-2");
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	assert_ok(sql_life_get(t->sc, vault_sql(t->vault), lives[0].id, &row, &found));
	right = (struct sql_life_add_in){
		.id = row.id,
		.record = row.record,
		.party = row.party,
		.subject = row.subject,
		.dataset = row.dataset,
		.fields = row.fields,
		.secret = row.secret,
		.policy = row.policy,
		.held = row.held,
		.due = row.due,
		.began = row.began,
		.pseudonym = S(""),
	};
	for (int piece = 0; piece < 7; piece++) {
		wrong = right;
		switch (piece) {
		case 1:
			wrong.record = other.id;
			break;
		case 2:
			wrong.party = S("");
			break;
		case 3:
			wrong.subject = other.subject;
			break;
		case 4:
			wrong.dataset = S("device");
			break;
		case 5:
			wrong.fields = S("shipment order");
			break;
		case 6:
			wrong.policy++;
			break;
		default: /* nothing is wrong */
			break;
		}
		put_row(t, &wrong);
		life_opens(t, row.id, piece == 0 ? E_OK : E_DAMAGED);
	}
	sql_rollback(vault_sql(t->vault));
}

static void
a_part_with_one_bit_changed_does_not_open(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct sql_part_get_row part;
	struct lifetime *lives;
	struct record r;
	char *bytes;
	size_t n;
	bool found;

	test_begin(t);
	r = test_delivery(t, "S-1");
	test_commit(t);
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	assert_ok(sql_part_get(t->sc, vault_sql(t->vault), lives[0].id, &part, &found));
	bytes = arena_alloc(&t->sc->arena, part.sealed.n);
	for (size_t i = 0; i < part.sealed.n; i++) {
		memcpy(bytes, part.sealed.p, part.sealed.n);
		bytes[i] ^= 1;
		test_begin(t);
		assert_ok(sql_part_drop(t->sc, vault_sql(t->vault), lives[0].id));
		assert_ok(sql_part_add(t->sc, vault_sql(t->vault), lives[0].id, r.party, r.subject,
		    (struct str){ bytes, part.sealed.n }));
		read_gives(t, &r, E_DAMAGED);
		sql_rollback(vault_sql(t->vault));
	}
	read_gives(t, &r, E_OK);
}

UNIT_MAIN(TEST(what_is_put_is_read_again_also_after_a_restart),
    TEST(no_value_stands_in_the_files_in_clear),
    TEST(a_secret_has_a_part_of_its_own_and_is_read_only_when_asked_for),
    TEST(what_was_rolled_back_is_not_there_and_its_keys_are_collected),
    TEST(a_change_begins_a_new_lifetime_and_ends_the_old_value),
    TEST(a_value_of_no_length_removes_the_field),
    TEST(a_changed_value_is_found_and_the_old_one_is_not),
    TEST(all_words_of_an_address_must_match),
    TEST(finding_by_two_fields_needs_both_and_stops_at_the_most),
    TEST(a_list_goes_on_where_its_cursor_stands),
    TEST(a_natural_key_finds_its_record_and_follows_a_change),
    TEST(no_value_of_one_party_is_found_by_another),
    TEST(tokens_of_two_parties_have_nothing_in_common),
    TEST(a_person_is_found_across_parties_only_when_asked_for),
    TEST(a_part_put_in_the_place_of_another_does_not_open),
    TEST(a_part_opens_only_as_what_it_was_sealed_as),
    TEST(a_part_with_one_bit_changed_does_not_open))
