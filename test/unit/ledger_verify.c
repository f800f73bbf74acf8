#include "kit/unit.h"

#include "base/buf.h"
#include "kit/folder.h"
#include "ledger/ledger.h"
#include "ledger/verify.h"
#include "sql/statements.h"
#include "sys/file.h"

#define STORE S("01JC0Z7Q5V3N8R2W4X6Y9ABCDE")
#define ENTRIES 25 /* checkpoints at 10 and 20 */

static struct key *
seed(struct scope *sc)
{
	return key_of_bytes(sc, "0123456789abcdef0123456789abcdef");
}

static struct ledger *
written(struct scope *sc, int entries)
{
	struct ledger *l = NEW(&sc->arena, struct ledger);
	struct sql *sql;
	int64_t seq;

	assert_ok(sql_open(sc, test_path(sc, test_folder(sc), "data.db"), SQL_DATA, true, &sql));
	assert_ok(ledger_open(sc, sql, STORE, seed(sc), l));
	assert_ok(sql_begin(sc, sql));
	for (int i = 1; i <= entries; i++) {
		assert_ok(ledger_append(sc, l,
		    &(struct entry){ .kind = ENTRY_READ, .count = i, .purpose = S("history") },
		    &seq));
		if (i % 10 == 0)
			assert_ok(ledger_checkpoint(sc, l));
	}
	assert_ok(sql_commit(sc, sql));
	return l;
}

static struct str
exported(struct scope *sc, struct ledger *l, int64_t from, int64_t most)
{
	struct ledger_cursor at;
	struct buf b = buf_new(&sc->arena);
	struct str piece;

	assert_ok(ledger_export_from(sc, l, from, &at));
	while (!at.done) {
		assert_ok(ledger_export(sc, l, &at, most, &piece));
		buf_put(&b, piece);
	}
	return buf_str(&b);
}

static struct str
whole_file(struct scope *sc)
{
	struct ledger *l = written(sc, ENTRIES);
	struct str text = exported(sc, l, 1, 7);

	sql_close(l->sql);
	return text;
}

static struct ledger_report
verified(struct scope *sc, struct str text)
{
	struct public_key key = sign_public(seed(sc));

	return ledger_verify(&sc->arena, &key, text);
}

/* The lines of a file, to be put together anew. */
struct lines {
	struct str at[64];
	size_t n;
};

static struct lines
split(struct str text)
{
	struct lines l = { .n = 0 };

	while (text.n > 0)
		l.at[l.n++] = str_cut(text, '\n', &text);
	return l;
}

static struct str
join(struct scope *sc, const struct lines *l)
{
	struct buf b = buf_new(&sc->arena);

	for (size_t i = 0; i < l->n; i++) {
		buf_put(&b, l->at[i]);
		buf_putc(&b, '\n');
	}
	return buf_str(&b);
}

/* The line of entry `seq`: the header, the entries, and a checkpoint behind each ten. */
static size_t
line_of(int64_t seq)
{
	return (size_t)(seq + (seq - 1) / 10);
}

static void
remove_line(struct lines *l, size_t at)
{
	for (size_t i = at; i + 1 < l->n; i++)
		l->at[i] = l->at[i + 1];
	l->n--;
}

static void
expect(struct scope *sc, struct str text, enum ledger_fault fault, int64_t seq)
{
	struct ledger_report r = verified(sc, text);

	assert_false(r.whole);
	assert_int_equal(r.fault, fault);
	assert_int_equal(r.seq, seq);
}

static void
a_ledger_as_it_was_written_is_whole(void **state)
{
	struct scope *sc = *state;
	struct ledger_report r = verified(sc, whole_file(sc));

	assert_true(r.whole);
	assert_str(r.store, STORE);
	assert_int_equal(r.first, 1);
	assert_int_equal(r.last, ENTRIES);
	assert_int_equal(r.checkpoints, 2);
	assert_int_equal(r.signed_seq, 20);
	assert_str(r.signed_at, S("2027-01-15T08:00:00Z"));
	assert_int_equal(r.unsigned_tail, 5);
	assert_int_equal(r.pruned, 0);
	assert_str(ledger_report_print(&sc->arena, &r),
	    S("the ledger of store 01JC0Z7Q5V3N8R2W4X6Y9ABCDE is whole: entries 1 to 25\n"
	      "signed up to entry 20 at 2027-01-15T08:00:00Z, 2 checkpoints\n"
	      "5 entries after the last signed checkpoint: if some were cut off there, it cannot "
	      "be seen\n"));
}

static void
the_size_of_the_pieces_does_not_matter(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = written(sc, ENTRIES);
	struct str text = exported(sc, l, 1, 1000);
	struct public_key key = sign_public(seed(sc));

	for (int64_t most = 1; most <= 30; most++)
		assert_str(exported(sc, l, 1, most), text);
	for (size_t size = 1; size < text.n; size = size * 3 + 1) {
		struct ledger_verifier v;

		ledger_verifier_begin(&v, &sc->arena, &key);
		for (size_t at = 0; at < text.n; at += size)
			assert_true(ledger_verifier_feed(&v, str_slice(text, at, at + size)));
		assert_true(ledger_verifier_end(&v)->whole);
		assert_int_equal(ledger_verifier_end(&v)->last, ENTRIES);
	}
	sql_close(l->sql);
}

/* L8, the heart of it: every byte, in two ways. */
static void
any_byte_changed_anywhere_is_found_and_its_line_named(void **state)
{
	struct scope *sc = *state;
	struct str text = whole_file(sc);
	size_t line = 1;

	for (size_t i = 0; i < text.n; i++) {
		static const unsigned char flips[] = { 0x01, 0x20, 0x80 };

		for (size_t f = 0; f < N(flips); f++) {
			struct scope inner;
			struct ledger_report r;
			struct public_key key;
			char *bent;

			scope_begin(&inner, TEST_NOW);
			key = sign_public(seed(&inner));
			bent = arena_alloc(&inner.arena, text.n);
			memcpy(bent, text.p, text.n);
			bent[i] = (char)(bent[i] ^ flips[f]);
			r = ledger_verify(&inner.arena, &key, (struct str){ bent, text.n });
			if (r.whole)
				fail_msg("byte %zu, in line %zu, was changed and not missed", i, line);
			/* Only the store's name shows later, in the first entry. */
			if (r.line != line && !(line == 1 && r.line == 2))
				fail_msg("byte %zu is in line %zu, but line %zu was named", i, line, r.line);
			scope_end(&inner);
		}
		line += text.p[i] == '\n';
	}
}

static void
a_missing_entry_is_named(void **state)
{
	struct scope *sc = *state;
	struct str text = whole_file(sc);

	for (int64_t seq = 1; seq < 20; seq++) {
		struct lines l = split(text);

		remove_line(&l, line_of(seq));
		expect(sc, join(sc, &l), seq == 1 ? LEDGER_NO_START : LEDGER_MISSING, seq == 1 ? 2 : seq);
	}
}

static void
entries_out_of_order_are_named(void **state)
{
	struct scope *sc = *state;
	struct lines l = split(whole_file(sc));
	struct str five = l.at[line_of(5)];

	l.at[line_of(5)] = l.at[line_of(6)];
	l.at[line_of(6)] = five;
	expect(sc, join(sc, &l), LEDGER_MISSING, 5);
	l = split(whole_file(sc));
	l.at[line_of(6)] = l.at[line_of(5)];
	expect(sc, join(sc, &l), LEDGER_OUT_OF_ORDER, 5);
}

/* Who holds the file but not the key writes a chain of his own. */
static void
a_chain_forged_whole_is_found_at_its_next_checkpoint(void **state)
{
	struct scope *sc = *state;
	struct lines l = split(whole_file(sc)), forged = { .n = 0 };
	struct hash hash = seal_hash(S("bailee-ledger 1\n01JC0Z7Q5V3N8R2W4X6Y9ABCDE"));

	for (int64_t seq = 1; seq <= 10; seq++) {
		struct str body =
		    seq == 7 ? S("{\"seq\":7,\"at\":\"2027-01-15T08:00:00Z\",\"kind\":\"erased\"}")
			     : str_slice(l.at[seq], 9, l.at[seq].n - 75);

		hash = seal_chain(&hash, body);
		l.at[seq] = str_printf(&sc->arena, "{\"entry\":%.*s,\"hash\":\"%.*s\"}", STR(body),
		    STR(hex_encode(&sc->arena, hash.b, sizeof(hash.b))));
	}
	for (size_t i = 0; i <= 10; i++)
		forged.at[forged.n++] = l.at[i];
	assert_true(verified(sc, join(sc, &forged)).whole); /* L9: and says that nothing is signed */
	assert_int_equal(verified(sc, join(sc, &forged)).signed_seq, 0);
	forged.at[forged.n++] = l.at[11];
	expect(sc, join(sc, &forged), LEDGER_WRONG_SIGN, 10);
}

static void
a_tail_cut_behind_the_last_checkpoint_is_counted_not_found(void **state)
{
	struct scope *sc = *state;
	struct lines l = split(whole_file(sc));
	struct ledger_report r;

	l.n -= 2;
	r = verified(sc, join(sc, &l));
	assert_true(r.whole);
	assert_int_equal(r.unsigned_tail, 3);
	l = split(whole_file(sc));
	l.n = line_of(19) + 1; /* entry 20 is gone, and its checkpoint */
	r = verified(sc, join(sc, &l));
	assert_int_equal(r.signed_seq, 10);
	assert_int_equal(r.unsigned_tail, 9);
}

static void
a_file_cut_in_a_line_is_broken(void **state)
{
	struct scope *sc = *state;
	struct str text = whole_file(sc);

	expect(sc, str_slice(text, 0, text.n - 5), LEDGER_CUT_LINE, 25);
	expect(sc, str_slice(text, 0, text.n - 1), LEDGER_CUT_LINE, 25);
	expect(sc, S(""), LEDGER_NO_HEADER, 0);
	expect(sc, S("\n"), LEDGER_NO_HEADER, 0);
	expect(sc, S("{}\n"), LEDGER_NO_HEADER, 0);
}

static void
another_key_or_store_is_not_trusted(void **state)
{
	struct scope *sc = *state;
	struct str text = whole_file(sc);
	struct public_key other = sign_public(key_new(sc));
	struct ledger_report r = ledger_verify(&sc->arena, &other, text);
	struct lines l = split(text);

	assert_int_equal(r.fault, LEDGER_OTHER_KEY);
	l.at[0] = str_printf(&sc->arena,
	    "{\"ledger\":\"bailee-ledger "
	    "1\",\"store\":\"01JC0Z7Q5V3N8R2W4X6Y9OTHER\",\"key\":\"%.*s\"}",
	    STR(str_slice(l.at[0], l.at[0].n - 66, l.at[0].n - 2)));
	expect(sc, join(sc, &l), LEDGER_CHANGED, 1);
	for (int64_t i = 1; i <= 10; i++)
		remove_line(&l, 1); /* now a checkpoint begins it */
	expect(sc, join(sc, &l), LEDGER_OTHER_STORE, 10);
}

static void
lines_that_are_no_lines_of_a_ledger_are_refused(void **state)
{
	struct scope *sc = *state;
	/* clang-format off */
	static const char *const wrong[] = {
		"", "{}", "null", "{\"entry\":{\"seq\":1,\"at\":\"x\"},\"hash\":\"\"}",
		"{\"entry\":}", "{\"checkpoint\":{},\"signature\":\"00\"}",
		"{\"entry\":{\"seq\":01,\"at\":\"\"},\"hash\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}",
		"{\"entry\":{\"seq\":99999999999999999999,\"at\":\"\"},\"hash\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}",
	};
	/* clang-format on */
	struct buf endless = buf_new(&sc->arena);
	struct lines l;

	for (size_t i = 0; i < N(wrong); i++) {
		l = split(whole_file(sc));
		l.at[1] = str_of(wrong[i]);
		expect(sc, join(sc, &l), LEDGER_BAD_LINE, 1);
	}
	l = split(whole_file(sc));
	buf_pad(&endless, 'x', LEDGER_LINE_MAX + 1);
	l.at[4] = buf_str(&endless);
	expect(sc, join(sc, &l), LEDGER_LONG_LINE, 4);
}

static void
a_part_of_a_ledger_begins_behind_a_checkpoint(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = written(sc, ENTRIES);
	struct ledger_report r = verified(sc, exported(sc, l, 15, 4));

	assert_true(r.whole);
	assert_int_equal(r.pruned, 10);
	assert_int_equal(r.first, 11);
	assert_int_equal(r.last, ENTRIES);
	r = verified(sc, exported(sc, l, 26, 4)); /* nothing yet */
	assert_true(r.whole);
	assert_int_equal(r.first, 21);
	sql_close(l->sql);
}

static void
a_start_that_was_cut_off_is_not_exported_as_if_pruned(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = written(sc, ENTRIES);
	struct ledger_cursor at;

	assert_ok(sql_begin(sc, l->sql));
	/* The checkpoint at 10 vouches for 11, not for 15. */
	assert_ok(sql_entry_drop(sc, l->sql, 14, 14));
	assert_ok(sql_commit(sc, l->sql));
	assert_code(ledger_export_from(sc, l, 1, &at), E_DAMAGED);
	assert_code(ledger_export_from(sc, l, 17, &at), E_DAMAGED);
	assert_ok(ledger_export_from(sc, l, 21, &at));
	sql_close(l->sql);
}

static void
a_pruned_ledger_is_whole_and_says_so(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = written(sc, ENTRIES);
	struct ledger_report r;
	struct lines lines;
	bool more;

	assert_ok(sql_begin(sc, l->sql));
	assert_ok(ledger_prune(sc, l, 10, 100, &more));
	assert_ok(sql_commit(sc, l->sql));
	lines = split(exported(sc, l, 1, 100));
	r = verified(sc, join(sc, &lines));
	assert_true(r.whole);
	assert_int_equal(r.pruned, 10);
	assert_int_equal(r.first, 11);
	remove_line(&lines, 1);
	expect(sc, join(sc, &lines), LEDGER_NO_START, 11);
	sql_close(l->sql);
}

/* Written by another programme from doc/format/ledger.md: the format is what
 * that page says, and stays so. */
static void
files_of_the_kept_corpus_are_judged_as_ever(void **state)
{
	struct scope *sc = *state;
	/* clang-format off */
	static const struct { const char *name; bool whole; enum ledger_fault fault; int64_t seq; } files[] = {
		{ "whole",                     true,  LEDGER_FINE,         0 },
		{ "pruned",                    true,  LEDGER_FINE,         0 },
		{ "header-only",               true,  LEDGER_FINE,         0 },
		{ "missing-entry",             false, LEDGER_MISSING,      5 },
		{ "swapped",                   false, LEDGER_MISSING,      5 },
		{ "twice",                     false, LEDGER_OUT_OF_ORDER, 5 },
		{ "changed-entry",             false, LEDGER_CHANGED,      4 },
		{ "changed-checkpoint",        false, LEDGER_BAD_SIGN,     11 },
		{ "pruned-without-checkpoint", false, LEDGER_NO_START,     11 },
	};
	/* clang-format on */

	for (size_t i = 0; i < N(files); i++) {
		struct str path = str_printf(
			       &sc->arena, "test/fuzz/corpus/ledger_verify/%s", files[i].name),
			   text;
		struct ledger_report r;

		assert_ok(file_read(sc, path, 1 << 20, &text));
		r = verified(sc, text);
		if (r.whole != files[i].whole || r.fault != files[i].fault || r.seq != files[i].seq)
			fail_msg("%s: fault %d at entry %lld", files[i].name, (int)r.fault, (long long)r.seq);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_ledger_as_it_was_written_is_whole),
		TEST(the_size_of_the_pieces_does_not_matter),
		TEST(any_byte_changed_anywhere_is_found_and_its_line_named),
		TEST(a_missing_entry_is_named),
		TEST(entries_out_of_order_are_named),
		TEST(a_chain_forged_whole_is_found_at_its_next_checkpoint),
		TEST(a_tail_cut_behind_the_last_checkpoint_is_counted_not_found),
		TEST(a_file_cut_in_a_line_is_broken),
		TEST(another_key_or_store_is_not_trusted),
		TEST(lines_that_are_no_lines_of_a_ledger_are_refused),
		TEST(files_of_the_kept_corpus_are_judged_as_ever),
		TEST(a_part_of_a_ledger_begins_behind_a_checkpoint),
		TEST(a_start_that_was_cut_off_is_not_exported_as_if_pruned),
		TEST(a_pruned_ledger_is_whole_and_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
