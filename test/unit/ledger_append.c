#include "kit/unit.h"

#include "base/json.h"
#include "kit/folder.h"
#include "ledger/ledger.h"
#include "sql/statements.h"

#define STORE S("01JC0Z7Q5V3N8R2W4X6Y9ABCDE")
#define ANNA S("00112233445566778899aabbccddeeff")
#define BERT S("ffeeddccbbaa99887766554433221100")

static struct ledger *
pen(struct scope *sc)
{
	struct ledger *l = NEW(&sc->arena, struct ledger);
	struct sql *sql;

	assert_ok(sql_open(sc, test_path(sc, test_folder(sc), "data.db"), SQL_DATA, true, &sql));
	assert_ok(ledger_open(sc, sql, STORE, key_of_bytes(sc, "0123456789abcdef0123456789abcdef"), l));
	return l;
}

static int64_t
write(struct scope *sc, struct ledger *l, const struct entry *e)
{
	int64_t seq = 0;

	assert_ok(ledger_append(sc, l, e, &seq));
	return seq;
}

static void
write_alone(struct scope *sc, struct ledger *l, const struct entry *e)
{
	assert_ok(sql_begin(sc, l->sql));
	(void)write(sc, l, e);
	assert_ok(sql_commit(sc, l->sql));
}

static struct ledger_rows
all(struct scope *sc, struct ledger *l)
{
	struct ledger_rows rows;

	assert_ok(ledger_page(sc, l->sql, 0, 1000, &rows));
	return rows;
}

static void
an_entry_comes_back_as_it_was_written(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = pen(sc);
	struct node *more = node_map(&sc->arena);
	const struct str field[] = { S("device.mac"), S("device.display-name") };
	const struct entry e = {
		.kind = ENTRY_READ,
		.actor = S("01JC0Z7Q5V3N8R2W4X6Y9STAFF"),
		.role = S("support"),
		.verb = S("read"),
		.door = S("api"),
		.purpose = S("search-devices"),
		.policy = S("voip-distributor"),
		.version = 1,
		.line = 121,
		.subject = ANNA,
		.record = S("01JC0Z7Q5V3N8R2W4X6Y9DEVIC"),
		.dataset = S("device"),
		.field = field,
		.fields = 2,
		.count = 2,
		.due = { 1700000000000000 },
		.more = more,
	};
	struct ledger_rows rows;

	node_set_str(&sc->arena, more, S("ticket"), S("T-1"));
	node_set_int(&sc->arena, more, S("withheld"), 3);
	node_set_bool(&sc->arena, more, S("two-people"), true);
	write_alone(sc, l, &e);
	rows = all(sc, l);
	assert_int_equal(rows.n, 1);
	assert_str(rows.at[0].body,
	    S("{\"seq\":1,\"at\":\"2027-01-15T08:00:00Z\",\"kind\":\"read\",\"actor\":"
	      "\"01JC0Z7Q5V3N8R2W4X6Y9STAFF\","
	      "\"role\":\"support\",\"verb\":\"read\",\"door\":\"api\",\"purpose\":\"search-"
	      "devices\","
	      "\"policy\":\"voip-distributor\",\"version\":1,\"line\":121,"
	      "\"subject\":\"00112233445566778899aabbccddeeff\",\"record\":"
	      "\"01JC0Z7Q5V3N8R2W4X6Y9DEVIC\","
	      "\"dataset\":\"device\",\"count\":2,\"due\":\"2023-11-14T22:13:20Z\","
	      "\"fields\":[\"device.mac\",\"device.display-name\"],"
	      "\"more\":{\"ticket\":\"T-1\",\"withheld\":3,\"two-people\":true}}"));
	assert_int_equal(rows.at[0].kind, ENTRY_READ);
	assert_int_equal(rows.at[0].at.us, TEST_NOW.us);
	assert_str(rows.at[0].entry.subject, ANNA);
	assert_int_equal(rows.at[0].entry.fields, 2);
	assert_str(rows.at[0].entry.field[1], field[1]);
	assert_int_equal(rows.at[0].entry.line, 121);
	assert_int_equal(rows.at[0].entry.due.us, e.due.us);
	assert_true(node_eq(rows.at[0].entry.more, more));
	assert_int_equal(rows.at[0].entry.case_id.n, 0);
	sql_close(l->sql);
}

static void
every_kind_has_a_word_of_its_own(void **state)
{
	(void)state;
	for (enum entry_kind k = 0; k < ENTRY_KINDS; k++) {
		enum entry_kind again;

		assert_true(ledger_word(str_of(entry_word(k))));
		assert_true(entry_of_word(str_of(entry_word(k)), &again));
		assert_int_equal(k, again);
		assert_true(entry_text(k)[0] != 0);
	}
	assert_false(entry_of_word(S("no.such"), &(enum entry_kind){ 0 }));
	assert_false(entry_of_word(S(""), &(enum entry_kind){ 0 }));
}

static void
each_entry_is_chained_to_the_one_before(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = pen(sc);
	struct hash before = seal_hash(S("bailee-ledger 1\n01JC0Z7Q5V3N8R2W4X6Y9ABCDE"));
	struct ledger_rows rows;

	for (int i = 1; i <= 20; i++)
		write_alone(sc, l, &(struct entry){ .kind = ENTRY_EVENT, .count = i });
	rows = all(sc, l);
	assert_int_equal(rows.n, 20);
	for (size_t i = 0; i < rows.n; i++) {
		struct hash want = seal_chain(&before, rows.at[i].body);

		assert_true(hash_eq(&want, &rows.at[i].hash)); /* L1 */
		before = want;
	}
	sql_close(l->sql);
}

static void
free_text_cannot_get_in(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = pen(sc);
	struct node *spoken = node_map(&sc->arena), *nested = node_map(&sc->arena),
		    *named = node_map(&sc->arena);
	struct buf longest = buf_new(&sc->arena);
	const struct str bad_field = S("a b");
	int64_t seq;

	buf_pad(&longest, 'a', LEDGER_WORD_MAX + 1);
	node_set_str(&sc->arena, spoken, S("note"), S("she said no"));
	node_set(nested, S("deep"), node_map(&sc->arena));
	node_set_int(&sc->arena, named, S("Anna Holm"), 1);
	const struct entry wrong[] = {
		{ .kind = ENTRY_READ, .actor = S("Anna Holm") },
		{ .kind = ENTRY_READ, .actor = S("anna@voice.example") },
		{ .kind = ENTRY_READ, .role = S("support\"") },
		{ .kind = ENTRY_READ, .case_id = S("a\nb") },
		{ .kind = ENTRY_READ, .why = S("caf\xc3\xa9") },
		{ .kind = ENTRY_READ, .recipient = buf_str(&longest) },
		{ .kind = ENTRY_READ, .subject = S("Anna") },
		{ .kind = ENTRY_READ, .field = &bad_field, .fields = 1 },
		{ .kind = ENTRY_READ, .more = spoken },
		{ .kind = ENTRY_READ, .more = nested },
		{ .kind = ENTRY_READ, .more = named },
	};

	assert_ok(sql_begin(sc, l->sql));
	for (size_t i = 0; i < N(wrong); i++)
		assert_code(ledger_append(sc, l, &wrong[i], &seq), E_INPUT); /* L2 */
	assert_int_equal(write(sc, l, &(struct entry){ .kind = ENTRY_READ }), 1);
	assert_ok(sql_commit(sc, l->sql));
	sql_close(l->sql);
}

/* L4, all ways in which a wave can go back on what it wrote. */
static void
the_chain_goes_on_from_what_is_stored_after_a_rollback(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = pen(sc);
	struct entry e = { .kind = ENTRY_ADMITTED };

	assert_ok(sql_begin(sc, l->sql));
	assert_ok(sql_savepoint(sc, l->sql));
	assert_int_equal(write(sc, l, &e), 1);
	assert_ok(sql_rollback_to(sc, l->sql)); /* nothing is left: from the start again */
	assert_int_equal(write(sc, l, &e), 1);
	assert_ok(sql_savepoint(sc, l->sql));
	for (int i = 0; i < 3; i++)
		(void)write(sc, l, &e);
	assert_ok(sql_rollback_to(sc, l->sql));
	e.kind = ENTRY_ADMIT_REFUSED;
	assert_int_equal(write(sc, l, &e), 2);
	assert_ok(sql_commit(sc, l->sql));

	assert_ok(sql_begin(sc, l->sql));
	(void)write(sc, l, &e);
	sql_rollback(l->sql);
	assert_ok(ledger_reload(sc, l));
	assert_int_equal(l->head.seq, 2);
	write_alone(sc, l, &e);

	/* The same number again, but another text than was rolled back. */
	assert_ok(sql_begin(sc, l->sql));
	assert_ok(sql_savepoint(sc, l->sql));
	assert_int_equal(write(sc, l, &e), 4);
	assert_ok(sql_rollback_to(sc, l->sql));
	l->head.seq = 3; /* as a pen that remembers the number, but the wrong hash */
	e.kind = ENTRY_READ;
	assert_int_equal(write(sc, l, &e), 4);
	assert_ok(sql_commit(sc, l->sql));
	assert_ok(ledger_open(sc, l->sql, STORE, l->seed, l));
	assert_int_equal(l->head.seq, 4);
	sql_close(l->sql);
}

static void
a_checkpoint_after_a_rollback_signs_what_is_stored(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = pen(sc);
	struct entry e = { .kind = ENTRY_READ };

	assert_ok(sql_begin(sc, l->sql));
	(void)write(sc, l, &e);
	assert_ok(sql_savepoint(sc, l->sql));
	(void)write(sc, l, &e);
	assert_ok(sql_rollback_to(sc, l->sql));
	assert_ok(ledger_checkpoint(sc, l));
	assert_int_equal(l->signed_seq, 1);
	assert_ok(ledger_checkpoint(sc, l)); /* nothing new to sign */
	assert_ok(sql_commit(sc, l->sql));
	sql_close(l->sql);
}

static void
a_ledger_without_its_signed_end_is_not_written_on(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = pen(sc);

	assert_ok(sql_begin(sc, l->sql));
	for (int i = 0; i < 5; i++)
		(void)write(sc, l, &(struct entry){ .kind = ENTRY_READ });
	assert_ok(ledger_checkpoint(sc, l));
	assert_ok(sql_entry_drop(sc, l->sql, 5, 5));
	assert_ok(sql_commit(sc, l->sql));
	assert_code(ledger_open(sc, l->sql, STORE, l->seed, l), E_DAMAGED);
	sql_close(l->sql);
}

static void
who_read_my_data_is_found_by_pseudonym_in_pages(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = pen(sc);
	struct ledger_rows rows;

	assert_ok(sql_begin(sc, l->sql));
	for (int i = 1; i <= 90; i++)
		(void)write(sc, l,
		    &(struct entry){ .kind = ENTRY_READ,
			.subject = i % 3 == 0	? ANNA
				   : i % 3 == 1 ? BERT
						: S("") });
	assert_ok(sql_commit(sc, l->sql));
	assert_ok(ledger_of_subject(sc, l->sql, ANNA, 0, 20, &rows));
	assert_int_equal(rows.n, 20);
	for (size_t i = 0; i < rows.n; i++) {
		assert_int_equal(rows.at[i].seq, 3 * (int64_t)(i + 1));
		assert_str(rows.at[i].entry.subject, ANNA);
	}
	assert_ok(ledger_of_subject(sc, l->sql, ANNA, rows.at[19].seq, 20, &rows));
	assert_int_equal(rows.n, 10);
	assert_int_equal(rows.at[9].seq, 90);
	assert_ok(ledger_of_subject(sc, l->sql, S("0123456789abcdef0123456789abcdef"), 0, 20, &rows));
	assert_int_equal(rows.n, 0);
	assert_code(ledger_of_subject(sc, l->sql, S(""), 0, 20, &rows),
	    E_INPUT); /* else: all that name nobody */
	assert_code(ledger_of_subject(sc, l->sql, S("anna"), 0, 20, &rows), E_INPUT);
	sql_close(l->sql);
}

static void
the_start_is_pruned_up_to_a_checkpoint_only(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = pen(sc);
	int steps = 0;
	bool more;

	assert_ok(sql_begin(sc, l->sql));
	for (int i = 1; i <= 30; i++) {
		(void)write(sc, l, &(struct entry){ .kind = ENTRY_READ });
		if (i % 10 == 0)
			assert_ok(ledger_checkpoint(sc, l));
	}
	assert_code(ledger_prune(sc, l, 19, 100, &more), E_STATE);
	assert_code(ledger_prune(sc, l, 30, 100, &more), E_STATE); /* the last: nothing would follow */
	do {
		assert_ok(ledger_prune(sc, l, 20, 7, &more));
		steps++;
	} while (more);
	assert_ok(sql_commit(sc, l->sql));
	assert_int_equal(steps, 3);
	assert_int_equal(all(sc, l).n, 10);
	assert_int_equal(all(sc, l).at[0].seq, 21);
	write_alone(sc, l, &(struct entry){ .kind = ENTRY_LEDGER_PRUNED });
	assert_int_equal(l->head.seq, 31);
	sql_close(l->sql);
}

static struct str
exported(struct scope *sc, struct ledger *l, int64_t from)
{
	struct ledger_cursor at;
	struct str text;

	assert_ok(ledger_export_from(sc, l, from, &at));
	assert_ok(ledger_export(sc, l, &at, 1000, &text));
	assert_true(at.done);
	return text;
}

static void
write_many(struct scope *sc, struct ledger *l, int from, int to)
{
	assert_ok(sql_begin(sc, l->sql));
	for (int i = from; i <= to; i++) {
		(void)write(sc, l,
		    &(struct entry){
			.kind = ENTRY_READ, .count = i, .subject = i % 2 != 0 ? ANNA : S("") });
		if (i % 10 == 0)
			assert_ok(ledger_checkpoint(sc, l));
	}
	assert_ok(sql_commit(sc, l->sql));
}

/* A backup as of entry `upto`, which had the same history. */
static struct ledger *
old_copy(struct scope *sc, int upto)
{
	struct ledger *old = pen(sc);

	write_many(sc, old, 1, upto);
	return old;
}

static void
a_restored_ledger_is_carried_to_date_by_a_newer_export(void **state)
{
	struct scope *sc = *state;
	static const int ages[] = { 0, 1, 9, 10, 11, 24, 25 };
	struct ledger *l = pen(sc);

	write_many(sc, l, 1, 25);
	for (size_t i = 0; i < N(ages); i++) {
		struct ledger *old = ages[i] > 0 ? old_copy(sc, ages[i]) : pen(sc);
		struct ledger_rows mine;
		int64_t adopted;

		assert_ok(sql_begin(sc, old->sql));
		assert_ok(ledger_adopt(sc, old, exported(sc, l, 1), &adopted));
		assert_ok(sql_commit(sc, old->sql));
		assert_int_equal(adopted, 25 - ages[i]);
		assert_str(exported(sc, old, 1), exported(sc, l, 1));
		assert_ok(ledger_of_subject(sc, old->sql, ANNA, 0, 100, &mine));
		assert_int_equal(mine.n, 13);
		write_alone(sc, old, &(struct entry){ .kind = ENTRY_RESTORED });
		assert_int_equal(old->head.seq, 26);
		sql_close(old->sql);
	}
	sql_close(l->sql);
}

static void
an_export_that_is_no_continuation_is_refused(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = pen(sc), *old = old_copy(sc, 5), *apart = old_copy(sc, 5);
	struct ledger other = *old;
	struct str file, part;
	int64_t adopted;

	write_many(sc, l, 1, 25);
	file = exported(sc, l, 1);
	part = exported(sc, l, 15);
	assert_ok(sql_begin(sc, old->sql));
	assert_code(ledger_adopt(sc, old, str_slice(file, 0, file.n - 9), &adopted), E_DAMAGED);
	assert_code(ledger_adopt(sc, old, part, &adopted), E_STATE); /* 6 to 10 would be missing */
	assert_int_equal(old->head.seq, 5);
	other.store = S("01JC0Z7Q5V3N8R2W4X6Y9OTHER");
	assert_code(ledger_adopt(sc, &other, file, &adopted), E_STATE);
	assert_true(str_has(sc->fault.text, S("is of another store")));
	other = *old;
	other.seed = key_new(sc); /* under the pair of another root */
	assert_code(ledger_adopt(sc, &other, file, &adopted), E_STATE);
	assert_true(str_has(sc->fault.text, S("is of another store")));
	assert_ok(sql_commit(sc, old->sql));
	write_alone(sc, apart, &(struct entry){ .kind = ENTRY_STOPPED });
	assert_ok(sql_begin(sc, apart->sql));
	assert_code(ledger_adopt(sc, apart, file, &adopted), E_STATE);
	assert_true(str_has(sc->fault.text, S("differ from entry 6")));
	assert_ok(sql_commit(sc, apart->sql));
	sql_close(l->sql);
	sql_close(old->sql);
	sql_close(apart->sql);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_entry_comes_back_as_it_was_written),
		TEST(every_kind_has_a_word_of_its_own),
		TEST(each_entry_is_chained_to_the_one_before),
		TEST(free_text_cannot_get_in),
		TEST(the_chain_goes_on_from_what_is_stored_after_a_rollback),
		TEST(a_checkpoint_after_a_rollback_signs_what_is_stored),
		TEST(a_ledger_without_its_signed_end_is_not_written_on),
		TEST(who_read_my_data_is_found_by_pseudonym_in_pages),
		TEST(a_restored_ledger_is_carried_to_date_by_a_newer_export),
		TEST(an_export_that_is_no_continuation_is_refused),
		TEST(the_start_is_pruned_up_to_a_checkpoint_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
