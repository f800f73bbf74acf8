/* rights/order_letter.c -- who was looked at or given under an order reads so, when they may.
 *
 * LAW UK GDPR Art 13(3), 14(3)(c), 15; DPA 2018 Sch 2 para 2(1): not while it would
 * prejudice what the order is for.
 */
#include "base/buf.h"
#include "ledger/ledger.h"
#include "policy/words.h"
#include "rights/inside.h"
#include "sys/zone.h"
#include "term/letter.h"

#define PAGE 1000

struct telling_order {
	struct acting a;
	const struct order *order;
	struct fields fields; /* what of one person was seen or given, */
	bool *given; /* to whom, */
	struct instant first, last; /* and from when to when */
};

static void
take_entry(struct telling_order *t, const struct ledger_row *row)
{
	const struct plan *plan = t->a.plan;
	uint16_t recipient = plan_recipient(plan, row->entry.recipient);

	if (row->entry.fields == 0
	    || !str_eq(node_get_str(row->entry.more, S("order")), t->order->id))
		return;
	for (size_t i = 0; i < row->entry.fields; i++) {
		uint16_t field = plan_field_full(plan, row->entry.field[i]);

		if (field != NONE)
			fieldset_add(t->fields, field);
	}
	if (recipient != NONE)
		t->given[recipient] = true;
	t->first = t->first.us == 0 ? row->at : t->first;
	t->last = row->at;
}

/* By the ledger, which has each look and each release with its order. */
static result
gather(struct telling_order *t, struct str subject)
{
	struct scope *sc = t->a.sc;
	struct ledger_rows page;
	uint8_t pseudonym[16];
	int64_t after = 0;

	t->fields = fieldset_new(sc, t->a.plan);
	t->given = NEW_ARRAY(&sc->arena, t->a.plan->recipients.n + 1, bool);
	t->first = t->last = (struct instant){ 0 };
	TRY(vault_pseudonym(sc, t->a.store->vault, subject, pseudonym));
	do {
		TRY(ledger_of_subject(sc, vault_sql(t->a.store->vault),
		    hex_encode(&sc->arena, pseudonym, sizeof(pseudonym)), after, PAGE, &page));
		for (size_t i = 0; i < page.n; i++)
			take_entry(t, &page.at[i]);
		if (page.n > 0)
			after = page.at[page.n - 1].seq;
	} while (page.n == PAGE);
	return OK;
}

static void
put_fields(struct buf *b, const struct telling_order *t)
{
	const struct plan *plan = t->a.plan;
	size_t n = 0;

	buf_puts(b, "It was of this: ");
	for (uint16_t f = 0; f < plan->fields.n; f++)
		if (fields_have(t->fields, f))
			buf_printf(b, "%s%.*s", n++ > 0 ? ", " : "",
			    STR(words_field(b->arena, plan, f)));
	buf_puts(b, ".\n");
}

static void
put_given(struct buf *b, const struct telling_order *t)
{
	const struct plan *plan = t->a.plan;
	size_t n = 0;

	for (size_t r = 0; r < plan->recipients.n; r++)
		if (t->given[r])
			buf_printf(b, "%s%.*s", n++ > 0 ? ", " : "It was given to ",
			    STR(plan->recipients.at[r].text));
	buf_puts(b, n > 0 ? ".\n" : "Nobody outside was given it.\n");
}

static void
put_days(struct buf *b, const struct telling_order *t)
{
	struct str first = words_date(b->arena, zone_civil(t->first));
	struct str last = words_date(b->arena, zone_civil(t->last));

	buf_printf(b, "On %.*s", STR(first));
	if (!str_eq(first, last))
		buf_printf(b, " and until %.*s", STR(last));
}

static struct str
text_of(struct telling_order *t)
{
	const struct plan *plan = t->a.plan;
	struct buf b = buf_new(&t->a.sc->arena);

	buf_printf(&b, "%.*s\n\n", STR(plan->controller.name));
	put_days(&b, t);
	buf_printf(&b, " data that we hold about you was used without asking you, because of this: "
		       "%.*s.\n",
	    STR(plan->orders.at[t->order->kind].text));
	put_fields(&b, t);
	put_given(&b, t);
	buf_puts(&b, "You may ask us for a copy of what was used, say that it is wrong, and object.\n");
	letter_ending(&b, plan, t->order->id);
	return buf_str(&b);
}

/* Whoever has no address on record, or is gone, is still to be told, or not any more. */
static result
write_to(struct telling_order *t, struct str subject)
{
	struct scope *sc = t->a.sc;
	struct letter l = {
		.kind = LETTER_ORDER,
		.subject = subject,
		.title = S("Data about you was used"),
		.of = t->order->id,
		.once = str_printf(
		    &sc->arena, "order:%.*s:%.*s", STR(t->order->id), STR(subject)),
		.line = t->a.plan->orders.at[t->order->kind].at.line,
	};
	enum letter_queued how = LETTER_NO_ADDRESS;
	struct str id;
	bool absent;

	TRY(gather(t, subject));
	l.text = text_of(t);
	TRY(verdict_absent(
	    sc, letter_queue(sc, t->a.store, t->a.asker, &l, &how, &id), &absent));
	if (!absent && how == LETTER_NO_MAIL)
		return fail(sc, E_STATE, "no mail is set: `bailee mail set` says where it goes");
	if (absent || how == LETTER_NO_ADDRESS)
		return OK;
	return gate_order_act(sc, t->a.store, t->a.asker, t->order->id, ORDER_TOLD, subject, t->a.v);
}

static result
write_all(struct telling_order *t, struct str whom)
{
	bool forbids, found = whom.n == 0;

	TRY(gate_order_forbids(t->a.sc, t->a.store, t->order->id, &forbids));
	if (forbids)
		return verdict_refuse(t->a.sc, t->a.v, WHY_ORDER,
		    t->a.plan->orders.at[t->order->kind].at.line,
		    "the order forbids that they are told of it yet");
	for (size_t i = 0; i < t->order->n && verdict_allows(t->a.v); i++) {
		if (whom.n > 0 && !str_eq(t->order->subjects[i], whom))
			continue;
		found = true;
		TRY(write_to(t, t->order->subjects[i]));
	}
	return found ? OK : verdict_gone(t->a.sc, t->a.v);
}

result
rights_order_write(struct scope *sc, struct store *store, const struct asker *asker, struct str id,
    struct str whom, struct verdict *v)
{
	struct telling_order t = {
		.a = { .sc = sc, .store = store, .plan = store->plan, .asker = asker, .v = v }
	};
	struct order *orders;
	size_t n;

	TRY(gate_orders(sc, store, asker, v, &orders, &n));
	for (size_t i = 0; i < n && t.order == NULL; i++)
		if (str_eq(orders[i].id, id))
			t.order = &orders[i];
	return t.order != NULL ? write_all(&t, whom) : verdict_gone(sc, v);
}
