/* From a due date to a destroyed key: the sweep, holds and the three steps. */
#include "kit/unit.h"

#include "kit/store.h"
#include "policy/compile.h"
#include "sys/zone.h"
#include "vault/party.h"

static struct record
put_delivery(struct test_store *t, const char *shipment)
{
	struct subject s;
	struct str key = str_printf(&t->sc->arena, "delivery.shipment=%s", shipment);

	assert_ok(vault_subject_new(
	    t->sc, t->vault, plan_subject(t->store.plan, S("end-user")), t->reseller.id, &s));
	return test_put(t, "delivery", s.id, t->reseller.id,
	    test_values(t, str_c(&t->sc->arena, key), "delivery.order=SO-1001",
		"delivery.name=Ada Lovelace",
		"delivery.address=1 Mill Street, Huddersfield HD1 1AA",
		"delivery.phone=+441632960100", "delivery.courier=dpd", NULL));
}

static void
commit(struct test_store *t)
{
	assert_ok(sql_commit(t->sc, test_store_sql(t)));
}

static void
begin(struct test_store *t)
{
	assert_ok(sql_begin(t->sc, test_store_sql(t)));
}

static uint64_t
finish(struct test_store *t)
{
	struct span late;
	uint64_t erased;

	assert_ok(vault_keys_destroy(t->sc, t->vault));
	begin(t);
	assert_ok(term_finish(t->sc, &t->store, &erased, &late));
	commit(t);
	return erased;
}

static uint64_t
sweep(struct test_store *t)
{
	uint64_t ended;
	bool more;

	begin(t);
	assert_ok(term_sweep(t->sc, &t->store, 100, &ended, &more));
	commit(t);
	return ended;
}

static void
travel(struct test_store *t, const char *to)
{
	assert_true(instant_parse(str_of(to), &t->sc->now));
}

static size_t
entries_of(struct test_store *t, enum entry_kind kind)
{
	struct ledger_rows rows;
	size_t n = 0;

	assert_ok(ledger_page(t->sc, test_store_sql(t), 0, 1000, &rows));
	for (size_t i = 0; i < rows.n; i++)
		n += rows.at[i].kind == kind;
	return n;
}

static void
tell(
    struct test_store *t, const char *dataset, const char *event, struct str record, const char *at)
{
	uint16_t number =
	    plan_event(t->store.plan, plan_dataset(t->store.plan, str_of(dataset)), str_of(event));
	struct moved *moved;
	struct instant when;
	size_t n;

	assert_true(instant_parse(str_of(at), &when));
	assert_ok(term_event(t->sc, &t->store, number, record, S(""), S(""), when, &moved, &n));
}

/* -- the sweep ---------------------------------------------------------------- */

static void
what_is_due_ends_on_the_minute_and_what_is_not_stays(void **state)
{
	struct test_store *t = test_store_make(*state);
	struct record r;

	travel(t, "2027-03-02T09:00:00Z");
	begin(t);
	r = put_delivery(t, "S-1");
	tell(t, "delivery", "despatch", r.id, "2027-03-02T09:00:00Z");
	commit(t);

	travel(t, "2027-05-31T07:59:59Z"); /* 90 days, and an hour of summer time */
	assert_int_equal(sweep(t), 0);
	travel(t, "2027-05-31T08:00:00Z");
	assert_int_equal(sweep(t), 1);
	assert_str(test_value(t, r.id, "delivery.phone"), S("")); /* V2: before its key is gone */
	assert_int_equal(finish(t), 1);
	assert_str(test_value(t, r.id, "delivery.phone"), S(""));
	assert_str(test_value(t, r.id, "delivery.name"), S("Ada Lovelace"));
	assert_int_equal(entries_of(t, ENTRY_ERASURE_DECIDED), 1);
	assert_int_equal(entries_of(t, ENTRY_ERASED), 1);
}

UNIT_MAIN(TEST(what_is_due_ends_on_the_minute_and_what_is_not_stays), )
