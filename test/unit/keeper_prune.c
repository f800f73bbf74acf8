/* unit/keeper_prune.c -- K29: the ledger ends as its line says, and what is left proves. */
#include "kit/unit.h"

#include "kit/keeper.h"
#include "keeper/inside.h"
#include "ledger/verify.h"

#define YEAR (365 * 86400)

/* Signs what there is, as a minute with entries does. */
static void
sign(struct test_keeper *t)
{
	(void)ask_keeper(t, S("no key"), VERB_READ, "{}");
	assert_ok(keeper_sign(t->sc, t->keeper));
}

static void
pass(struct test_keeper *t, int seconds)
{
	(void)answer_of(t, S(""), VERB_CLOCK,
	    str_c(&t->sc->arena, str_printf(&t->sc->arena, "{\"by\":%d}", seconds)));
	keeper_turn_once(t);
}

static struct ledger_report
proved(struct test_keeper *t, struct str *lines)
{
	const struct node *body = answer_of(t, S(""), VERB_LEDGER, "{\"limit\":500}");
	struct public_key key;
	struct str bytes;

	assert_true(node_get_bool(body, S("done"), false));
	assert_true(hex_decode(&t->sc->arena, node_get_str(body, S("public-key")), &bytes));
	assert_int_equal(bytes.n, sizeof(key));
	memcpy(&key, bytes.p, sizeof(key));
	*lines = node_get_str(body, S("lines"));
	return ledger_verify(&t->sc->arena, &key, *lines);
}

/* `keep ledger.* until 6 years after arrival`. */
static void
what_is_six_years_old_goes_up_to_a_checkpoint_and_the_rest_proves(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct ledger_report r;
	int64_t early, late;
	struct str lines;

	sign(t);
	early = t->keeper->ledger.signed_seq;
	pass(t, 3600);
	sign(t);
	late = t->keeper->ledger.signed_seq;
	assert_true(late > early);
	pass(t, 5 * YEAR);
	sign(t);
	r = proved(t, &lines);
	assert_true(r.whole);
	assert_int_equal(r.first, 1);

	pass(t, YEAR + 2 * 86400 - 1800); /* two leap days; the second was signed an hour later */
	r = proved(t, &lines);
	assert_true(r.whole);
	assert_int_equal(r.pruned, early);
	assert_int_equal(r.first, early + 1);
	assert_true(str_has(lines, S("\"ledger.pruned\"")));

	pass(t, 86400); /* looked at once a day */
	sign(t);
	r = proved(t, &lines);
	assert_true(r.whole);
	assert_int_equal(r.pruned, late);
	test_keeper_stop(t);
	test_keeper_start(t);
	assert_true(proved(t, &lines).whole);
}

static void
nothing_goes_while_the_clock_is_in_doubt(void **state)
{
	struct test_keeper *t = test_keeper_make(*state);
	struct str lines;

	sign(t);
	t->keeper->doubted = true;
	pass(t, 7 * YEAR);
	keeper_turn_once(t);
	assert_int_equal(proved(t, &lines).first, 1);
}

UNIT_MAIN(TEST(what_is_six_years_old_goes_up_to_a_checkpoint_and_the_rest_proves),
    TEST(nothing_goes_while_the_clock_is_in_doubt))
