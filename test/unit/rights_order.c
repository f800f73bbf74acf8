/* rights/order_letter.c: those whom an order reached are written to, when they may be. */
#include "kit/unit.h"

#include "kit/demand.h"
#include "term/letter.h"

#define LINE "receives everything except secrets for legal-order with order, two people"
#define COURT \
	"receives everything except secrets for legal-order with order court\n" \
	"order court \"an order of a court\"\n" \
	"    shows authority, reference, records\n" \
	"    ends after 14 days, reviewed within 72 hours\n" \
	"    two people\n" \
	"    tell the person within 30 days unless it forbids that\n"

struct court {
	struct test_store *t;
	struct asker dpo, other;
	struct str ada, bob; /* records; bob has no address */
	struct order order;
};

#define TEXT(c, ...) \
	str_c(&(c)->t->sc->arena, str_printf(&(c)->t->sc->arena, __VA_ARGS__))

/* `more` of what the order shows, or "". */
static struct court
begin(struct scope *sc, const char *more)
{
	struct court c = { .t = test_store_edited(sc, LINE, COURT) };
	struct asker api = ask_channel(c.t, "api");
	struct verdict v;

	test_travel(c.t, "2027-01-15T08:00:00Z");
	c.dpo = ask_role(c.t, "dpo", S(""));
	c.other = ask_role(c.t, "dpo", S(""));
	c.ada = given(c.t, &api, "sales", "contact",
	    "{\"name\": \"Ada\", \"company\": \"E\", \"email\": \"ada@example.org\"}");
	c.bob = given(c.t, &api, "sales", "contact", "{\"name\": \"Bob\", \"company\": \"E\"}");
	wave_begin(c.t);
	assert_ok(gate_order_open(c.t->sc, &c.t->store, &c.dpo, &c.other, S("court"),
	    json(c.t,
		TEXT(&c,
		    "{\"authority\": \"Leeds County Court\", \"reference\": \"C-17\", "
		    "\"records\": [\"%.*s\", \"%.*s\"]%s}",
		    STR(c.ada), STR(c.bob), more)),
	    &v, &c.order));
	wave_verdict(c.t, &c.dpo, "order", NULL, &v);
	wave_end(c.t);
	assert_why(v, WHY_NONE);
	return c;
}

static void
give(struct court *c, struct str record, const char *fields)
{
	struct parcel p;

	assert_why(release_as(c->t, &c->dpo, &c->other, "authority", "legal-order", record,
		       TEXT(c, "{\"order\": \"%.*s\", \"fields\": %s}", STR(c->order.id), fields),
		       &p),
	    WHY_NONE);
}

static struct str
subject_of(struct court *c, struct str record)
{
	struct record r;

	assert_ok(vault_record(c->t->sc, c->t->vault, record, &r));
	return r.subject;
}

static result
write_to(struct court *c, struct str whom, struct verdict *v)
{
	result r;

	*v = (struct verdict){ 0 };
	wave_begin(c->t);
	r = rights_order_write(c->t->sc, &c->t->store, &c->dpo, c->order.id, whom, v);
	if (r.code == E_OK)
		wave_verdict(c->t, &c->dpo, "order", NULL, v);
	else
		assert_ok(sql_rollback_to(c->t->sc, test_store_sql(c->t)));
	wave_end(c->t);
	return r;
}

static struct letter_out
letter(struct court *c)
{
	struct letter_out *out;
	size_t n;

	test_begin(c->t);
	assert_ok(letter_next(c->t->sc, &c->t->store, LETTER_BY_MAIL, 8, &out, &n));
	test_commit(c->t);
	assert_int_equal(n, 1);
	return out[0];
}

static void
the_letter_says_what_was_given_to_whom_on_which_days_and_under_what(void **state)
{
	struct court c = begin(*state, "");
	struct letter_out out;
	struct verdict v;

	mail_is_set(c.t);
	give(&c, c.ada, "[\"name\"]");
	test_travel(c.t, "2027-01-17T08:00:00Z");
	give(&c, c.ada, "[\"company\"]");
	assert_ok(write_to(&c, S(""), &v));
	assert_why(v, WHY_NONE);
	out = letter(&c);
	assert_str(out.address, S("ada@example.org"));
	assert_true(str_has(out.text, S("On 15 January 2027 and until 17 January 2027 data")));
	assert_true(str_has(out.text, S("because of this: an order of a court.\n")));
	assert_true(str_has(out.text, S("It was of this: contact name, contact company.\n")));
	assert_true(str_has(out.text, S("It was given to a lawful authority.\n")));
	assert_true(str_has(out.text, c.order.id));
	assert_int_equal(entries(c.t, ENTRY_ORDER_TOLD), 1); /* bob has no address */

	/* once */
	assert_ok(write_to(&c, S(""), &v));
	assert_int_equal(entries(c.t, ENTRY_LETTER_QUEUED), 1);
}

static void
who_was_not_reached_is_in_no_letter_and_one_alone_may_be_written_to(void **state)
{
	struct court c = begin(*state, "");
	struct verdict v;

	mail_is_set(c.t);
	give(&c, c.bob, "[\"name\"]");
	assert_ok(write_to(&c, subject_of(&c, c.bob), &v));
	assert_why(v, WHY_NONE); /* no address: still to be told */
	assert_int_equal(entries(c.t, ENTRY_ORDER_TOLD), 0);
	assert_ok(write_to(&c, S("01MG1RJS00Y0B59NC7JDGFPT61"), &v));
	assert_why(v, WHY_GONE);
	give(&c, c.ada, "[\"name\"]");
	assert_ok(write_to(&c, subject_of(&c, c.ada), &v));
	assert_int_equal(entries(c.t, ENTRY_LETTER_QUEUED), 1);
	assert_false(str_has(letter(&c).text, S("Bob")));
}

static void
what_the_order_forbids_to_tell_is_not_told_before_its_day(void **state)
{
	struct court c = begin(*state, ", \"forbids-until\": \"2027-01-20T00:00:00Z\"");
	struct verdict v;

	mail_is_set(c.t);
	give(&c, c.ada, "[\"name\"]");
	test_travel(c.t, "2027-01-19T23:59:59Z");
	assert_ok(write_to(&c, S(""), &v));
	assert_why(v, WHY_ORDER);
	assert_int_equal(entries(c.t, ENTRY_LETTER_QUEUED), 0);
	test_travel(c.t, "2027-01-20T00:00:00Z");
	assert_ok(write_to(&c, S(""), &v));
	assert_why(v, WHY_NONE);
	assert_int_equal(entries(c.t, ENTRY_ORDER_TOLD), 1);
}

static void
without_a_mail_that_is_said_and_nothing_is_noted(void **state)
{
	struct court c = begin(*state, "");
	struct verdict v;

	give(&c, c.ada, "[\"name\"]");
	assert_int_equal(write_to(&c, S(""), &v).code, E_STATE);
	assert_int_equal(entries(c.t, ENTRY_ORDER_TOLD), 0);
	c.order.id = S("01MG1RJS00Y0B59NC7JDGFPT61");
	assert_ok(write_to(&c, S(""), &v));
	assert_why(v, WHY_GONE);
}

UNIT_MAIN(TEST(the_letter_says_what_was_given_to_whom_on_which_days_and_under_what),
    TEST(who_was_not_reached_is_in_no_letter_and_one_alone_may_be_written_to),
    TEST(what_the_order_forbids_to_tell_is_not_told_before_its_day),
    TEST(without_a_mail_that_is_said_and_nothing_is_noted))
