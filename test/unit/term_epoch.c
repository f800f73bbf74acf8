/* By when no backup brings back what was erased: never a day that is too early, also when the
 * keeper was off on the day on which its keys were to be renewed (T20). */
#include "kit/unit.h"

#include "base/list.h"
#include "kit/folder.h"
#include "kit/store.h"
#include "sql/lite.h"
#include "sql/statements.h"
#include "sys/zone.h"
#include "vault/epoch.h"

/* -- the truth, kept apart from what is asked ----------------------------------------- */

/* A copy of keys.db: which epoch wraps the key of each parcel in it, 0: not in it. */
#define PARCELS 60
#define EPOCHS 64

struct backup {
	int64_t epoch[PARCELS];
};

/* A copy of the data: which parcels are in it, and from when on it is not restored (K24). */
struct copy {
	bool has[PARCELS];
	struct instant until;
};

struct parcel {
	struct record record;
	int64_t life;
	bool there;
	struct instant erased, promised;
};

struct history {
	struct test_store *t;
	struct parcel parcel[PARCELS];
	size_t n;
	LIST(struct backup) backups;
	LIST(struct copy) copies;
	int off; /* hours for which the keeper is off still */
	struct instant gone[EPOCHS]; /* when the key of an epoch was gone from the store */
	uint64_t dice;
};

static uint64_t throw(struct history * h, uint64_t sides)
{
	h->dice = h->dice * 6364136223846793005u + 1442695040888963407u;
	return (h->dice >> 33) % sides;
}

static void
put_one(struct history *h)
{
	struct parcel *p = &h->parcel[h->n];
	struct lifetime *lives;
	size_t n;

	test_begin(h->t);
	p->record = test_delivery(h->t,
	    str_c(&h->t->sc->arena, str_printf(&h->t->sc->arena, "S-%zu", h->n)));
	test_commit(h->t);
	assert_ok(vault_lifetimes(h->t->sc, h->t->vault, p->record.id, &lives, &n));
	p->life = lives[0].id;
	p->there = true;
	h->n++;
}

static void
make_backup(struct history *h)
{
	struct backup *b = LIST_ADD(&h->backups, &h->t->sc->arena);

	*b = (struct backup){ 0 };
	for (size_t i = 0; i < h->n; i++) {
		struct sql_keys_get_row row;
		bool found;

		assert_ok(sql_keys_get(h->t->sc, vault_keys_sql(h->t->vault), h->parcel[i].life,
		    &row, &found));
		if (found)
			b->epoch[i] = row.epoch;
	}
}

static void
make_copy(struct history *h)
{
	struct copy *c = LIST_ADD(&h->copies, &h->t->sc->arena);

	*c = (struct copy){ .until =
				zone_plus(h->t->sc->now, (struct term){ .days = 30 }) };
	for (size_t i = 0; i < h->n; i++)
		c->has[i] = h->parcel[i].there;
	test_begin(h->t);
	assert_ok(vault_copy_made(h->t->sc, h->t->vault, h->t->sc->now, c->until));
	test_commit(h->t);
}

static void
erase_one(struct history *h)
{
	struct parcel *p = &h->parcel[throw(h, h->n)];
	struct lifetime *lives;
	struct due clear;
	size_t n;

	if (!p->there)
		return;
	test_begin(h->t);
	assert_ok(vault_lifetimes(h->t->sc, h->t->vault, p->record.id, &lives, &n));
	for (size_t i = 0; i < n; i++)
		assert_ok(vault_end(h->t->sc, h->t->vault, lives[i].id,
		    (struct ending_note){ ERASED_PERSON, S("") }));
	test_commit(h->t);
	(void)test_finish(h->t);
	p->there = false;
	p->erased = h->t->sc->now;
	assert_ok(term_backups_clear(h->t->sc, &h->t->store, p->erased, &clear));
	assert_true(clear.set);
	p->promised = clear.at;
}

static void
one_step(struct history *h)
{
	enum rotating was = vault_rotating(h->t->vault);
	struct epoch epoch;
	uint64_t n;
	bool more = true;

	if (was == ROTATING_NOT)
		return;
	if (was == ROTATING_KEYS) {
		assert_ok(vault_epoch(h->t->sc, h->t->vault, &epoch));
		assert_ok(vault_rewrap(h->t->sc, h->t->vault, 60, &n, &more));
		if (!more)
			h->gone[epoch.id - 1] = h->t->sc->now;
		return;
	}
	test_begin(h->t);
	assert_ok(vault_remake(h->t->sc, h->t->vault, 100, &more));
	test_commit(h->t);
	if (!more)
		assert_ok(vault_index_ended(h->t->sc, h->t->vault));
}

/* As a keeper does that is there every hour. */
static void
tend(struct history *h)
{
	struct epoch epoch;
	struct instant ends;

	one_step(h);
	if (vault_rotating(h->t->vault) != ROTATING_NOT)
		return;
	assert_ok(vault_epoch(h->t->sc, h->t->vault, &epoch));
	ends = term_epoch_ends(h->t->store.plan, epoch.began);
	if (epoch.ends.us == 0)
		assert_ok(vault_epoch_set_ends(h->t->sc, h->t->vault, ends));
	if (!instant_before(h->t->sc->now, term_epoch_next(epoch.began, ends))
	    || throw(h, 400) == 0) /* an operator may say so any day */
		assert_ok(vault_rotate(h->t->sc, h->t->vault, h->t->root));
}

/* Until when it could be read: from a copy of the data that has it and is restored still, with
 * a copy of the keys that opens still; INSTANT_NEVER: for ever, if nothing changes. */
static struct instant
truth(const struct history *h, size_t i)
{
	struct instant erased = h->parcel[i].erased, copied = erased, keys = erased;

	for (size_t k = 0; k < h->copies.n; k++)
		if (h->copies.at[k].has[i])
			copied = instant_max(copied, h->copies.at[k].until);
	for (size_t k = 0; k < h->backups.n; k++) {
		int64_t epoch = h->backups.at[k].epoch[i];

		if (epoch != 0)
			keys = instant_max(
			    keys, h->gone[epoch].us == 0 ? INSTANT_NEVER : h->gone[epoch]);
	}
	return instant_min(copied, keys);
}

static void
judge(struct history *h, size_t *judged, size_t *sooner)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct parcel *p = &h->parcel[i];
		struct instant clear = truth(h, i);
		struct due said;

		if (p->there)
			continue;
		assert_false(instant_before(p->promised, clear));
		assert_ok(term_backups_clear(h->t->sc, &h->t->store, p->erased, &said));
		assert_true(said.set);
		assert_false(instant_before(said.at, clear));
		assert_false(instant_before(p->promised, said.at));
		++*judged;
		*sooner += instant_before(said.at, p->promised);
	}
}

/* One that is off does nothing, for a day or for half a year. */
static bool
is_off(struct history *h)
{
	if (h->off == 0 && throw(h, 600) == 0)
		h->off = (int) throw(h, 24 * 180);
	return h->off > 0 && h->off-- > 0;
}

static void
live(struct history *h, size_t *judged, size_t *sooner)
{
	for (int hour = 0; hour < 24 * 300; hour++) {
		h->t->sc->now = instant_plus(h->t->sc->now, span_hours(1));
		if (is_off(h))
			continue;
		if (throw(h, 3) > 0) /* it may be asked before it gets to its keys */
			tend(h);
		if (throw(h, 50) == 0 && h->n < PARCELS)
			put_one(h);
		if (throw(h, 40) == 0)
			make_backup(h);
		if (throw(h, 40) == 0)
			make_copy(h);
		if (throw(h, 60) == 0 && h->n > 0)
			erase_one(h);
		if (hour % 500 == 0)
			judge(h, judged, sooner);
	}
	judge(h, judged, sooner);
}

static void
the_date_is_never_earlier_than_the_last_backup_that_opens_what_was_erased(void **state)
{
	struct scope *sc = *state;
	size_t judged = 0, sooner = 0;

	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct history h = { .t = test_store_make(sc), .dice = seed };

		live(&h, &judged, &sooner);
		vault_close(h.t->vault);
		h.t->vault = NULL;
		sc->now = TEST_NOW;
	}
	assert_true(judged > 100);
	assert_true(sooner > 10); /* a renewal makes it sooner */
}

static struct due
clear_of(struct test_store *t, struct instant erased)
{
	struct due clear;

	assert_ok(term_backups_clear(t->sc, &t->store, erased, &clear));
	return clear;
}

static void
copied(struct test_store *t, struct instant until)
{
	test_begin(t);
	assert_ok(vault_copy_made(t->sc, t->vault, t->sc->now, until));
	test_commit(t);
}

static void
renew(struct test_store *t)
{
	uint64_t n;
	bool more;

	assert_ok(vault_rotate(t->sc, t->vault, t->root));
	assert_ok(vault_rewrap(t->sc, t->vault, 10000, &n, &more));
	assert_false(more);
}

static void
a_promise_rests_on_copies_that_were_made_and_not_on_a_renewal_to_come(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct instant erased = t->sc->now, until = instant_plus(erased, span_days(20));

	assert_int_equal(clear_of(t, erased).at.us, erased.us); /* it is in none */
	copied(t, until);
	assert_int_equal(clear_of(t, erased).at.us, until.us);
	t->sc->now = instant_plus(erased, span_days(100)); /* the keeper was off */
	assert_int_equal(clear_of(t, erased).at.us, until.us);
	renew(t);
	assert_int_equal(clear_of(t, erased).at.us, until.us);
}

static void
where_nobody_says_how_long_a_copy_is_kept_it_is_clear_when_the_keys_were_renewed(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct instant erased = t->sc->now;

	copied(t, INSTANT_NEVER);
	assert_false(clear_of(t, erased).set);
	t->sc->now = instant_plus(erased, span_days(40));
	assert_false(clear_of(t, erased).set);
	renew(t);
	assert_true(clear_of(t, erased).set);
	assert_int_equal(clear_of(t, erased).at.us, t->sc->now.us);
}

static void
copies_that_nobody_noted_are_kept_as_long_as_the_policy_lets_any(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct instant now = t->sc->now;
	const struct plan *longer =
	    test_store_edited(*state, "kept 30 days", "kept 90 days")->store.plan;
	struct past_policy past = { .version = 1, .plan = longer };

	assert_int_equal(instant_since(term_copies_until(&t->store, now), now).us, span_days(30).us);
	t->store.past = &past;
	t->store.n_past = 1;
	assert_int_equal(term_copies_until(&t->store, now).us,
	    zone_plus(now, (struct term){ .days = 90 }).us);
}

static void
an_epoch_lasts_as_long_as_the_first_place_keeps_backups(void **state)
{
	static const struct {
		const char *edit;
		int days;
	} rows[] = {
		{ "kept 30 days", 30 },
		{ "kept 7 days", 7 },
		{ "kept 90 days", 90 },
	};

	for (size_t i = 0; i < N(rows); i++) {
		struct test_store *t =
		    test_store_edited(*state, "kept 30 days", rows[i].edit);
		struct instant ends = term_epoch_ends(t->store.plan, t->sc->now), next;

		assert_int_equal(ends.us,
		    zone_plus(t->sc->now, (struct term){ .days = rows[i].days }).us);
		next = term_epoch_next(t->sc->now, ends);
		assert_int_equal(instant_since(ends, next).us, span_days(1).us);
	}
	assert_int_equal(
	    term_epoch_next(TEST_NOW, instant_plus(TEST_NOW, span_hours(10))).us,
	    instant_plus(TEST_NOW, span_hours(5)).us);
}

/* Backups of before format 4 hold the key of their epoch: they have to go themselves. */
static void
of_a_store_of_before_the_date_is_when_its_backups_are_kept_no_longer(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct instant erased = t->sc->now;

	assert_int_equal(sqlite3_exec(vault_keys_sql(t->vault)->db,
			     "UPDATE epoch_life SET began = 0, carried = 1", NULL, NULL, NULL),
	    SQLITE_OK);
	copied(t, INSTANT_NEVER);
	assert_false(clear_of(t, erased).set);
	renew(t);
	erased.us--; /* before the next began */
	assert_int_equal(sqlite3_exec(vault_sql(t->vault)->db,
			     "UPDATE copy_made SET made = 0", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(
	    instant_since(clear_of(t, erased).at, t->sc->now).us, span_days(30).us);
}

UNIT_MAIN(TEST(the_date_is_never_earlier_than_the_last_backup_that_opens_what_was_erased),
    TEST(a_promise_rests_on_copies_that_were_made_and_not_on_a_renewal_to_come),
    TEST(where_nobody_says_how_long_a_copy_is_kept_it_is_clear_when_the_keys_were_renewed),
    TEST(copies_that_nobody_noted_are_kept_as_long_as_the_policy_lets_any),
    TEST(an_epoch_lasts_as_long_as_the_first_place_keeps_backups),
    TEST(of_a_store_of_before_the_date_is_when_its_backups_are_kept_no_longer))
