/* Making and opening a store: by whom, with what, and what is refused. */
#include "kit/unit.h"

#include "kit/folder.h"
#include "kit/store.h"
#include "sql/statements.h"
#include "sys/file.h"
#include "vault/asker.h"

static result
make(struct scope *sc, struct str folder, struct root **root, struct str *id)
{
	TRY(root_make(sc, test_path(sc, folder, "root"), root));
	return vault_create(sc, folder, *root, false, id);
}

static void
cannot_open(
    struct scope *sc, struct str folder, const struct root *root, enum code code, const char *says)
{
	struct vault *v;

	assert_code(vault_open(sc, folder, root, NULL, &v), code);
	if (!str_has(sc->fault.text, str_of(says)))
		fail_msg("%.*s", STR(sc->fault.text));
}

/* -- the store -------------------------------------------------------------------- */

static void
a_store_opens_with_its_root_and_keeps_its_settings(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), id, value;
	struct root *root;
	struct vault *v;
	bool found;

	assert_ok(make(sc, folder, &root, &id));
	assert_ok(vault_open(sc, folder, root, NULL, &v));
	assert_str(vault_store_id(v), id);
	assert_false(vault_is_rehearsal(v));
	assert_ok(sql_begin(sc, vault_sql(v)));
	assert_ok(vault_set(sc, v, S("policy.text"), S("policy x 1\n")));
	assert_ok(sql_commit(sc, vault_sql(v)));
	vault_close(v);
	assert_ok(vault_open(sc, folder, root, NULL, &v));
	assert_ok(vault_setting(sc, v, S("policy.text"), &value, &found));
	assert_true(found);
	assert_str(value, S("policy x 1\n"));
	assert_ok(vault_setting(sc, v, S("policy.none"), &value, &found));
	assert_false(found);
	vault_close(v);
}

static void
a_store_is_not_made_over_another(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), id;
	struct root *root;

	assert_ok(make(sc, folder, &root, &id));
	assert_code(vault_create(sc, folder, root, false, &id), E_STATE);
	assert_ok(file_remove(sc, test_path(sc, folder, "data.db")));
	assert_code(vault_create(sc, folder, root, false, &id), E_STATE); /* its keys are there */
}

static void
missing_and_foreign_files_are_refused_with_what_to_do(void **state)
{
	struct scope *sc = *state;
	struct str one = test_folder(sc), other = test_folder(sc), id;
	struct root *root, *other_root;

	cannot_open(sc, one, NULL, E_ABSENT, "data.db");
	assert_ok(make(sc, one, &root, &id));
	assert_ok(make(sc, other, &other_root, &id));
	cannot_open(sc, one, other_root, E_STATE, "the root key does not open");
	assert_ok(file_remove(sc, test_path(sc, one, "keys.db")));
	cannot_open(sc, one, root, E_ABSENT, "bailee keys recover");
	assert_int_equal(rename(str_c(&sc->arena, test_path(sc, other, "keys.db")),
			     str_c(&sc->arena, test_path(sc, one, "keys.db"))),
	    0);
	cannot_open(sc, one, root, E_STATE, "another store");
}

/* As a later bailee would have left it. */
static void
stamp(struct scope *sc, struct str folder, enum sql_store store, int format)
{
	struct str text = str_printf(&sc->arena, "%d", format);
	const char *name = store == SQL_DATA ? "data.db" : "keys.db";
	struct sql *sql;

	assert_ok(sql_open(sc, test_path(sc, folder, name), store, false, &sql));
	assert_ok(sql_begin(sc, sql));
	if (store == SQL_DATA)
		assert_ok(sql_setting_put(sc, sql, S("format"), text));
	else
		assert_ok(sql_keys_setting_put(sc, sql, S("format"), text));
	assert_ok(sql_commit(sc, sql));
	sql_close(sql);
}

static void
a_store_of_a_newer_format_is_refused(void **state)
{
	struct scope *sc = *state;

	for (enum sql_store store = SQL_DATA; store <= SQL_KEYS; store++) {
		struct str folder = test_folder(sc), id;
		struct root *root;

		assert_ok(make(sc, folder, &root, &id));
		stamp(sc, folder, store, SQL_FORMAT + 1);
		cannot_open(sc, folder, root, E_STATE, "use a newer one");
	}
}

static void
a_store_that_went_another_way_than_its_keys_have_seen_is_refused(void **state)
{
	struct test_store *t = test_store_make(*state);
	uint8_t hash[32] = { 1 };

	test_begin(t);
	test_tell(t, "delivery", "despatch", test_delivery(t, "S-1").id, "2027-01-15T08:00:00Z");
	test_commit(t);
	assert_ok(vault_keys_note_head(t->sc, t->vault, (uint64_t)t->ledger.head.seq, hash));
	vault_close(t->vault);
	t->vault = NULL;
	cannot_open(t->sc, t->folder, t->root, E_STATE, "went another way");
}

static void
a_damaged_keys_db_says_so(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct lifetime *lives;
	struct fields all;
	struct values values;
	struct record r;
	size_t n;

	test_begin(t);
	r = test_delivery(t, "S-1");
	test_commit(t);
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	assert_ok(sql_begin(t->sc, vault_keys_sql(t->vault)));
	assert_ok(sql_keys_overwrite(
	    t->sc, vault_keys_sql(t->vault), S("not a wrapped key"), lives[0].id));
	assert_ok(sql_commit(t->sc, vault_keys_sql(t->vault)));
	assert_ok(vault_holds(t->sc, t->vault, &r, &all));
	assert_code(vault_read(t->sc, t->vault, &r, all, false, &values), E_DAMAGED);
	assert_true(str_has(t->sc->fault.text, r.id));
}

/* The same row of keys.db in another's place is no key of that one. */
static void
a_wrapped_key_opens_for_no_other_lifetime(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct sql_keys_get_row key;
	struct lifetime *lives;
	struct fields all;
	struct values values;
	struct record r;
	size_t n;
	bool found;

	test_begin(t);
	r = test_delivery(t, "S-1");
	test_commit(t);
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	assert_ok(sql_keys_get(t->sc, vault_keys_sql(t->vault), lives[0].id, &key, &found));
	assert_ok(sql_begin(t->sc, vault_keys_sql(t->vault)));
	assert_ok(sql_keys_overwrite(t->sc, vault_keys_sql(t->vault), key.wrapped, lives[1].id));
	assert_ok(sql_commit(t->sc, vault_keys_sql(t->vault)));
	assert_ok(vault_holds(t->sc, t->vault, &r, &all));
	assert_code(vault_read(t->sc, t->vault, &r, all, false, &values), E_DAMAGED);
}

/* -- the root ------------------------------------------------------------------------ */

static void
the_key_file_is_private_and_never_overwritten(void **state)
{
	struct scope *sc = *state;
	struct str path = test_path(sc, test_folder(sc), "root"), id;
	struct file_facts facts;
	struct root *root, *again;

	assert_ok(root_make(sc, path, &root));
	assert_ok(file_look(sc, path, &facts));
	assert_int_equal(facts.mode, 0400);
	assert_code(root_make(sc, path, &again), E_STATE);
	assert_ok(root_of_file(sc, path, &again));
	assert_ok(vault_create(sc, path_folder(path), root, false, &id));
	struct vault *v;
	assert_ok(vault_open(sc, path_folder(path), again, NULL, &v));
	vault_close(v);
}

static void
a_key_file_that_others_can_read_or_that_is_none_is_refused(void **state)
{
	static const char *const bad[] = { "", "bailee-root-1 ", "bailee-root-1 00ff",
		"bailee-root-1 zz", "secret" };
	struct scope *sc = *state;
	struct str folder = test_folder(sc);
	struct root *root;

	assert_code(root_of_file(sc, test_path(sc, folder, "none"), &root), E_ABSENT);
	assert_code(root_of_file(sc, folder, &root), E_INPUT);
	for (size_t i = 0; i < N(bad); i++) {
		struct str path = test_path(sc, folder, "bad");

		assert_ok(file_write(sc, path, str_of(bad[i]), FILE_SECRET));
		assert_code(root_of_file(sc, path, &root), E_INPUT);
	}
	assert_ok(
	    file_write(sc, test_path(sc, folder, "open"), S("bailee-root-1 00"), FILE_PUBLIC));
	assert_code(root_of_file(sc, test_path(sc, folder, "open"), &root), E_STATE);
}

/* How a process that asked for a passphrase hands the root on. */
static void
a_root_is_handed_on_as_its_line_and_made_anew_from_its_passphrase(void **state)
{
	struct scope *sc = *state;
	struct str salt = salt_new(sc);
	struct root *typed, *again, *other, *handed;

	assert_ok(root_of_passphrase(sc, S("correct horse battery"), salt, &typed));
	assert_ok(root_of_passphrase(sc, S("correct horse battery"), salt, &again));
	assert_ok(root_of_passphrase(sc, S("correct horse batterz"), salt, &other));
	assert_str(root_line(sc, typed), root_line(sc, again));
	assert_false(str_eq(root_line(sc, typed), root_line(sc, other)));
	assert_ok(root_of_line(sc, root_line(sc, typed), &handed));
	assert_str(root_line(sc, handed), root_line(sc, typed));
	assert_code(root_of_line(sc, S(""), &handed), E_INPUT);
	assert_code(root_of_line(sc, S("bailee-root-1 00"), &handed), E_INPUT);
}

static void
any_two_lines_of_the_recovery_sheet_open_the_store_and_no_one_does(void **state)
{
	static const int pairs[][2] = { { 0, 1 }, { 0, 2 }, { 1, 2 }, { 2, 0 } };
	struct scope *sc = *state;
	struct str folder = test_folder(sc), id, share[3];
	struct root *root, *back;
	struct vault *v;

	assert_ok(make(sc, folder, &root, &id));
	assert_ok(root_shares(sc, root, id, share));
	for (size_t i = 0; i < N(pairs); i++) {
		assert_ok(root_of_shares(sc, share[pairs[i][0]], share[pairs[i][1]], &back));
		assert_ok(vault_open(sc, folder, back, NULL, &v));
		vault_close(v);
	}
	assert_code(root_of_shares(sc, share[0], share[0], &back), E_INPUT);
	assert_code(root_of_shares(sc, share[0], S("not a share"), &back), E_INPUT);
}

static void
a_passphrase_opens_the_store_with_its_own_salt_alone(void **state)
{
	struct scope *sc = *state;
	struct str folder = test_folder(sc), id, salt = salt_new(sc), other = salt_new(sc);
	struct root *root, *again;
	struct vault *v;

	assert_ok(root_of_passphrase(sc, S("correct horse battery staple"), salt, &root));
	assert_ok(vault_create(sc, folder, root, false, &id));
	assert_ok(root_of_passphrase(sc, S("correct horse battery staple"), salt, &again));
	assert_ok(vault_open(sc, folder, again, NULL, &v));
	vault_close(v);
	assert_ok(root_of_passphrase(sc, S("correct horse battery stable"), salt, &again));
	cannot_open(sc, folder, again, E_STATE, "the root key does not open");
	assert_ok(root_of_passphrase(sc, S("correct horse battery staple"), other, &again));
	cannot_open(sc, folder, again, E_STATE, "the root key does not open");
}

/* -- who asks ----------------------------------------------------------------------------- */

static void
a_bearer_key_says_who_asks_until_it_ends_or_is_revoked(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct asker role = { .kind = ASKER_ROLE,
		.role = plan_role(t->store.plan, S("support")),
		.staff = S("staff-1"),
		.party = S("") },
		     got;
	struct str id, token;

	test_begin(t);
	assert_ok(vault_key_add(
	    t->sc, t->vault, &role, instant_plus(t->sc->now, span_days(1)), &id, &token));
	test_commit(t);
	assert_false(test_store_has(t, token));
	assert_ok(vault_key_asker(t->sc, t->vault, token, &got));
	assert_int_equal(got.kind, ASKER_ROLE);
	assert_int_equal(got.role, role.role);
	assert_str(got.staff, S("staff-1"));
	assert_str(got.key, id);
	assert_ok(vault_key_asker(t->sc, t->vault, S("bk_nonsense"), &got));
	assert_int_equal(got.kind, ASKER_NOBODY);
	assert_ok(vault_key_asker(t->sc, t->vault, S(""), &got));
	assert_int_equal(got.kind, ASKER_NOBODY);
	t->sc->now = instant_plus(t->sc->now, span_days(1));
	assert_ok(vault_key_asker(t->sc, t->vault, token, &got));
	assert_int_equal(got.kind, ASKER_NOBODY);
	t->sc->now = instant_plus(t->sc->now, span_days(-1));
	test_begin(t);
	assert_ok(vault_key_revoke(t->sc, t->vault, id));
	assert_code(vault_key_revoke(t->sc, t->vault, S("none")), E_ABSENT);
	test_commit(t);
	assert_ok(vault_key_asker(t->sc, t->vault, token, &got));
	assert_int_equal(got.kind, ASKER_NOBODY);
}

static void
a_quota_counts_a_civil_day_for_one_key_and_one_line(void **state)
{
	struct test_store *t = test_store_make(*state);
	bool left;

	test_travel(t, "2027-06-15T22:30:00Z"); /* 23:30 in London */
	test_begin(t);
	for (int i = 0; i < 20; i++) {
		assert_ok(vault_quota(t->sc, t->vault, S("k1"), 7, 20, &left));
		assert_true(left);
	}
	assert_ok(vault_quota(t->sc, t->vault, S("k1"), 7, 20, &left));
	assert_false(left);
	assert_ok(vault_quota(t->sc, t->vault, S("k2"), 7, 20, &left));
	assert_true(left);
	assert_ok(vault_quota(t->sc, t->vault, S("k1"), 8, 20, &left));
	assert_true(left);
	test_travel(t, "2027-06-15T23:00:00Z"); /* midnight there */
	assert_ok(vault_quota(t->sc, t->vault, S("k1"), 7, 20, &left));
	assert_true(left);
	test_commit(t);
}

static void
a_colleagues_name_is_sealed(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct staff staff = { .role = plan_role(t->store.plan, S("support")), .party = S("") },
		     got;
	struct str name;

	test_begin(t);
	assert_ok(vault_staff_add(t->sc, t->vault, &staff, S("Grace Hopper")));
	test_commit(t);
	assert_false(test_store_has(t, S("Hopper")));
	assert_ok(vault_staff(t->sc, t->vault, staff.id, &got));
	assert_int_equal(got.role, staff.role);
	assert_ok(vault_content(t->sc, t->vault, got.record, &name));
	assert_str(name, S("Grace Hopper"));
	assert_code(vault_staff(t->sc, t->vault, S("none"), &got), E_ABSENT);
}

static void
the_newest_fact_that_has_begun_counts(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct fact fact = { S("contract"), S("dpd"), S("C-DPD"), { 0 }, INSTANT_NEVER }, got;
	bool found;

	test_begin(t);
	assert_ok(vault_fact(t->sc, t->vault, S("contract"), S("dpd"), &got, &found));
	assert_false(found);
	fact.since = instant_plus(TEST_NOW, span_days(-2));
	assert_ok(vault_fact_add(t->sc, t->vault, &fact));
	fact.since = instant_plus(TEST_NOW, span_days(-1));
	fact.reference = S("C-DPD-2");
	assert_ok(vault_fact_add(t->sc, t->vault, &fact));
	fact.since = instant_plus(TEST_NOW, span_days(1));
	fact.reference = S("C-DPD-3");
	assert_ok(vault_fact_add(t->sc, t->vault, &fact));
	assert_ok(vault_fact(t->sc, t->vault, S("contract"), S("dpd"), &got, &found));
	assert_str(got.reference, S("C-DPD-2"));
	fact.until = TEST_NOW;
	assert_code(vault_fact_add(t->sc, t->vault, &fact), E_INPUT);
	test_commit(t);
}

/* -- what people said ------------------------------------------------------------------------ */

static void
a_fingerprint_outlives_the_person_and_tells_nothing_else(void **state)
{
	struct test_store *t = test_store_make(*state);
	bool yes;

	test_begin(t);
	for (int i = 0; i < 2; i++)
		assert_ok(vault_suppress(t->sc, t->vault,
		    vault_mark(t->sc, t->vault, TYPE_EMAIL, S("ada@voice.example"), S("")), t->sc->now));
	test_commit(t);
	test_store_reopen(t);
	assert_ok(vault_suppressed(t->sc, t->vault, TYPE_EMAIL, S("ada@voice.example"), S(""), &yes));
	assert_true(yes);
	assert_ok(vault_suppressed(t->sc, t->vault, TYPE_PHONE, S("ada@voice.example"), S(""), &yes));
	assert_false(yes);
	assert_ok(vault_suppressed(t->sc, t->vault, TYPE_EMAIL, S("bob@voice.example"), S(""), &yes));
	assert_false(yes);
	assert_false(test_store_has(t, S("ada@voice.example")));
}

static void
consents_and_objections_are_of_one_person_and_go_with_it(void **state)
{
	struct test_store *t = test_store_make(*state);
	uint16_t news = plan_consent(t->store.plan, S("news"));
	uint16_t offers = plan_purpose(t->store.plan, S("phone-offers"));
	enum consent_state consent;
	struct lifetime *lives;
	struct instant since;
	struct record r;
	struct str other;
	size_t n;
	bool yes;

	test_begin(t);
	other = test_subject(t, "contact", S(""));
	r = test_put(t, "contact", test_subject(t, "contact", S("")), S(""),
	    test_values(t, "contact.name=Ada", NULL));
	assert_ok(
	    vault_consent_set(t->sc, t->vault, r.subject, news, CONSENT_GIVEN, t->sc->now, S("")));
	assert_ok(vault_object(t->sc, t->vault, r.subject, offers, t->sc->now));
	assert_ok(vault_consent_state(t->sc, t->vault, r.subject, news, &consent, &since));
	assert_int_equal(consent, CONSENT_GIVEN);
	assert_int_equal(since.us, t->sc->now.us);
	assert_ok(vault_consent_state(t->sc, t->vault, other, news, &consent, &since));
	assert_int_equal(consent, CONSENT_NONE);
	assert_ok(vault_objected(t->sc, t->vault, other, offers, &yes));
	assert_false(yes);
	assert_ok(vault_lifetimes(t->sc, t->vault, r.id, &lives, &n));
	for (size_t i = 0; i < n; i++)
		assert_ok(term_end(t->sc, &t->store, &lives[i], NULL, ERASED_PERSON, S("")));
	test_commit(t);
	test_finish(t);
	assert_ok(vault_consent_state(t->sc, t->vault, r.subject, news, &consent, &since));
	assert_int_equal(consent, CONSENT_NONE);
	assert_ok(vault_objected(t->sc, t->vault, r.subject, offers, &yes));
	assert_false(yes);
	test_begin(t);
	assert_code(vault_object(t->sc, t->vault, r.subject, offers, t->sc->now), E_ABSENT);
	assert_code(
	    vault_consent_set(t->sc, t->vault, r.subject, news, CONSENT_GIVEN, t->sc->now, S("")),
	    E_ABSENT);
	test_commit(t);
}

UNIT_MAIN(TEST(a_root_is_handed_on_as_its_line_and_made_anew_from_its_passphrase),
    TEST(a_store_opens_with_its_root_and_keeps_its_settings),
    TEST(a_store_is_not_made_over_another),
    TEST(missing_and_foreign_files_are_refused_with_what_to_do),
    TEST(a_store_of_a_newer_format_is_refused),
    TEST(a_store_that_went_another_way_than_its_keys_have_seen_is_refused),
    TEST(a_damaged_keys_db_says_so), TEST(a_wrapped_key_opens_for_no_other_lifetime),
    TEST(the_key_file_is_private_and_never_overwritten),
    TEST(a_key_file_that_others_can_read_or_that_is_none_is_refused),
    TEST(any_two_lines_of_the_recovery_sheet_open_the_store_and_no_one_does),
    TEST(a_passphrase_opens_the_store_with_its_own_salt_alone),
    TEST(a_bearer_key_says_who_asks_until_it_ends_or_is_revoked),
    TEST(a_quota_counts_a_civil_day_for_one_key_and_one_line), TEST(a_colleagues_name_is_sealed),
    TEST(the_newest_fact_that_has_begun_counts),
    TEST(a_fingerprint_outlives_the_person_and_tells_nothing_else),
    TEST(consents_and_objections_are_of_one_person_and_go_with_it))
