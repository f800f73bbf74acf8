/* Figures: counted from entries, signed for one document, and checked without the ledger. */
#include "kit/unit.h"

#include "base/buf.h"
#include "kit/folder.h"
#include "ledger/figures.h"

#define STORE S("01JC0Z7Q5V3N8R2W4X6Y9ABCDE")
#define HEX64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct key *
seed(struct scope *sc)
{
	return key_of_bytes(sc, "0123456789abcdef0123456789abcdef");
}

static void
add(struct scope *sc, struct ledger *l, struct entry e, int64_t late)
{
	struct node *more = node_map(&sc->arena);
	int64_t seq;

	node_set_int(&sc->arena, more, S("late-ms"), late);
	e.more = late > 0 ? more : NULL;
	assert_ok(ledger_append(sc, l, &e, &seq));
}

static struct ledger *
written(struct scope *sc)
{
	const struct entry erased = { .kind = ENTRY_ERASED, .policy = S("p"), .version = 2, .line = 71 };
	struct ledger *l = NEW(&sc->arena, struct ledger);
	struct entry other = erased;
	struct sql *sql;

	assert_ok(sql_open(sc, test_path(sc, test_folder(sc), "data.db"), SQL_DATA, true, &sql));
	assert_ok(ledger_open(sc, sql, STORE, seed(sc), l));
	assert_ok(sql_begin(sc, sql));
	for (int i = 0; i < 25; i++)
		add(sc, l, erased, i == 7 ? 11000 : 500);
	other.version = 1;
	add(sc, l, other, 90000);
	other.version = 2;
	other.kind = ENTRY_ADMITTED;
	other.count = 40;
	add(sc, l, other, 0);
	other.line = 0;
	add(sc, l, other, 0);
	assert_ok(sql_commit(sc, sql));
	return l;
}

static struct ledger_figures
counted(struct scope *sc, struct ledger *l, int64_t step)
{
	struct ledger_figures f;
	bool done = false;

	ledger_figures_begin(&f, &sc->arena, S("p"), 2);
	while (!done)
		assert_ok(ledger_figures_count(sc, l, &f, step, &done));
	return f;
}

static void
each_line_of_this_policy_is_counted_with_its_worst_lateness(void **state)
{
	struct scope *sc = *state;
	struct ledger *l = written(sc);

	for (int64_t step = 1; step < 40; step += 6) {
		struct ledger_figures f = counted(sc, l, step);

		assert_int_equal(f.rows.n, 2);
		assert_int_equal(f.rows.at[0].line, 71);
		assert_int_equal(f.rows.at[0].kind, ENTRY_ERASED);
		assert_int_equal(f.rows.at[0].count, 25);
		assert_int_equal(f.rows.at[0].late_ms, 11000);
		assert_int_equal(f.rows.at[1].count, 40);
		assert_int_equal(f.head.seq, l->head.seq);
		assert_true(hash_eq(&f.head.hash, &l->head.hash));
	}
	sql_close(l->sql);
}

static struct str
signed_document_of(struct scope *sc, struct ledger *l, struct str text, bool html)
{
	struct ledger_figures f = counted(sc, l, 1000);
	struct hash hash = seal_hash(text);
	struct str line = ledger_figures_sign(
	    sc, l, &f, S(HEX64), hex_encode(&sc->arena, hash.b, sizeof(hash.b)));

	return str_printf(&sc->arena, html ? "%.*s<!-- %.*s -->\n" : "%.*s%.*s\n", STR(text),
	    STR(line));
}

static struct str
signed_document(struct scope *sc, struct str text, bool html)
{
	struct ledger *l = written(sc);

	text = signed_document_of(sc, l, text, html);
	sql_close(l->sql);
	return text;
}

static struct str
exported(struct scope *sc, struct ledger *l)
{
	struct ledger_cursor at;
	struct buf b = buf_new(&sc->arena);
	struct str piece;

	assert_ok(ledger_export_from(sc, l, 0, &at));
	while (!at.done) {
		assert_ok(ledger_export(sc, l, &at, 7, &piece));
		buf_put(&b, piece);
	}
	return buf_str(&b);
}

/* F1: whoever has the ledger counts the same; what was added later changes nothing. */
static void
the_figures_are_counted_again_from_the_ledger(void **state)
{
	struct scope *sc = *state;
	struct public_key key = sign_public(seed(sc));
	struct ledger *l = written(sc);
	struct ledger_figures f;
	struct str text = signed_document_of(sc, l, S("25 erased\n"), false), forged, shorter;
	struct hash hash = seal_hash(S("26 erased\n"));

	assert_int_equal(
	    ledger_figures_recount(sc, &key, text, exported(sc, l)).fault, FIGURES_PROVED);
	shorter = exported(sc, l);
	assert_ok(sql_begin(sc, l->sql));
	add(sc, l, (struct entry){ .kind = ENTRY_READ }, 0);
	assert_ok(ledger_checkpoint(sc, l));
	assert_ok(sql_commit(sc, l->sql));
	assert_int_equal(
	    ledger_figures_recount(sc, &key, text, exported(sc, l)).fault, FIGURES_PROVED);
	assert_int_equal(ledger_figures_recount(sc, &key, text, S("")).fault, FIGURES_OTHER_LEDGER);
	f = counted(sc, l, 1000);
	f.rows.at[0].count++;
	forged = str_printf(&sc->arena, "26 erased\n%.*s\n",
	    STR(ledger_figures_sign(
		sc, l, &f, S(HEX64), hex_encode(&sc->arena, hash.b, sizeof(hash.b)))));
	assert_int_equal(ledger_figures_check(sc, &key, forged).fault, FIGURES_PROVED);
	assert_int_equal(
	    ledger_figures_recount(sc, &key, forged, exported(sc, l)).fault, FIGURES_OTHER_COUNT);
	assert_int_equal(
	    ledger_figures_recount(sc, &key, forged, shorter).fault, FIGURES_OTHER_LEDGER);
	sql_close(l->sql);
}

static void
a_signed_document_is_proved_by_the_public_key_alone(void **state)
{
	struct scope *sc = *state;
	struct public_key key = sign_public(seed(sc));

	for (int html = 0; html < 2; html++) {
		struct str text = signed_document(sc, S("15 days: 25 erased\n"), html == 1);
		struct figures_report r = ledger_figures_check(sc, &key, text);

		assert_int_equal(r.fault, FIGURES_PROVED);
		assert_str(r.store, STORE);
		assert_str(r.policy, S(HEX64));
		assert_int_equal(r.seq, 28);
		assert_int_equal(r.lines, 2);
	}
}

/* Whatever letter is another, in the text or in the statement, is found. */
static void
no_letter_can_be_changed(void **state)
{
	struct scope *sc = *state;
	struct public_key key = sign_public(seed(sc));
	struct str text = signed_document(sc, S("15 days: 25 erased\n"), true);

	for (size_t i = 0; i < text.n - 1; i++) {
		char *other = arena_alloc(&sc->arena, text.n);

		memcpy(other, text.p, text.n);
		other[i] = other[i] == 'x' ? 'y' : 'x';
		if (ledger_figures_check(sc, &key, (struct str){ other, text.n }).fault
		    == FIGURES_PROVED)
			fail_msg("letter %zu was changed and nothing says so", i);
	}
}

static void
another_key_proves_nothing(void **state)
{
	struct scope *sc = *state;
	struct public_key key =
	    sign_public(key_of_bytes(sc, "fedcba9876543210fedcba9876543210"));
	struct str text = signed_document(sc, S("25 erased\n"), false);

	assert_int_equal(ledger_figures_check(sc, &key, text).fault, FIGURES_BAD_SIGN);
	assert_int_equal(
	    ledger_figures_check(sc, &key, S("25 erased\n")).fault, FIGURES_NONE);
	assert_int_equal(ledger_figures_check(sc, &key, S("")).fault, FIGURES_NONE);
	assert_int_equal(ledger_figures_check(sc, &key, S("{\"figures\":{}}")).fault,
	    FIGURES_BAD_LINE);
}

UNIT_MAIN(TEST(each_line_of_this_policy_is_counted_with_its_worst_lateness),
    TEST(a_signed_document_is_proved_by_the_public_key_alone), TEST(no_letter_can_be_changed),
    TEST(another_key_proves_nothing), TEST(the_figures_are_counted_again_from_the_ledger))
