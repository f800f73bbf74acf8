/* keeper/serve_hand.c -- what recipients are given: released, handed over, fetched, sent. */
#include "base/csv.h"
#include "base/json.h"
#include "gate/hand.h"
#include "keeper/serve.h"

#define PAGE_MAX 500
#define PAGE_USUAL 100

/* -- to a recipient ------------------------------------------------------- */

/* What the recipient must do with it goes along. */
static void
set_duties(struct serving *sv, struct node *parcel, struct str recipient)
{
	const struct plan *plan = sv->store->plan;
	struct node *list = node_list(&sv->sc->arena);

	for (size_t i = 0; i < plan->duties.n; i++)
		if (plan->duties.at[i].recipient == plan_recipient(plan, recipient))
			node_add(list, node_str(&sv->sc->arena, plan->duties.at[i].text));
	if (list->count > 0)
		node_set(parcel, S("duties"), list);
}

static struct node *
parcel_node(struct serving *sv, const struct parcel *p, struct str recipient, struct str purpose)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a), *rows = node_list(a), *withheld = node_list(a);

	node_set_str(a, n, S("instruction"), p->instruction);
	node_set_str(a, n, S("recipient"), recipient);
	node_set_str(a, n, S("purpose"), purpose);
	for (size_t i = 0; i < p->n; i++) {
		struct node *row = node_add(rows, node_map(a));

		node_set_str(a, row, S("record"), p->rows[i].record);
		node_set(row, S("values"), values_node(a, sv->store->plan, p->rows[i].values));
		set_str(a, row, S("extra"), p->rows[i].extra);
		set_str(a, row, S("click"), p->rows[i].click);
	}
	node_set(n, S("rows"), rows);
	for (size_t i = 0; i < p->n_withheld; i++) {
		struct node *w = node_add(withheld, refused_node(a, &p->withheld[i].verdict));

		if (p->withheld[i].verdict.field.n == 0)
			set_str(a, w, S("field"), p->withheld[i].field);
	}
	node_set(n, S("withheld"), withheld);
	if (p->delete_by.set)
		node_set_time(a, n, S("delete-by"), p->delete_by.at);
	set_duties(sv, n, recipient);
	return n;
}

/* -- released at once, or to be fetched ------------------------------------------- */

static struct node *
hand_node(struct arena *a, const struct hand *h)
{
	struct node *n = node_map(a), *fields = node_list(a);

	node_set_str(a, n, S("hand-over"), h->id);
	node_set_str(a, n, S("recipient"), h->recipient);
	node_set_str(a, n, S("purpose"), h->purpose);
	node_set_str(a, n, S("instruction"), h->instruction);
	node_set_str(a, n, S("record"), h->record);
	for (struct str names = h->fields; names.n > 0;)
		node_add(fields, node_str(a, str_cut(names, ',', &names)));
	node_set(n, S("fields"), fields);
	set_str(a, n, S("event"), h->event);
	node_set_time(a, n, S("since"), h->since);
	if (h->given.set)
		node_set_time(a, n, S("given"), h->given.at);
	if (h->taken.set)
		node_set_time(a, n, S("taken"), h->taken.at);
	if (h->ended.set)
		node_set_time(a, n, S("ended"), h->ended.at);
	set_str(a, n, S("why"), h->why);
	node_set_int(a, n, S("tries"), h->tries);
	if (h->answered)
		node_set_int(a, n, S("answer"), h->answer);
	return n;
}

void
set_handed(struct serving *sv, const struct handed *handed, size_t n)
{
	struct arena *a = &sv->sc->arena;
	struct node *list = node_list(a);

	for (size_t i = 0; i < n; i++) {
		struct node *one = node_add(list, node_map(a));

		node_set_str(a, one, S("recipient"), handed[i].recipient);
		set_str(a, one, S("hand-over"), handed[i].id);
		if (handed[i].id.n == 0)
			node_set(one, S("refused"), refused_node(a, &handed[i].refused));
	}
	if (n > 0)
		node_set(sv->body, S("handed"), list);
}

static result
release_later(struct serving *sv, struct str recipient, const struct question *q)
{
	struct node *list = node_list(&sv->sc->arena);
	struct hand *hands;
	size_t n;

	TRY(gate_hand(sv->sc, sv->store, sv->asker, q->second, recipient,
	    node_get(sv->q, S("records")), q, &sv->verdict, &hands, &n));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	for (size_t i = 0; i < n; i++)
		node_add(list, hand_node(&sv->sc->arena, &hands[i]));
	node_set(sv->body, S("hand-overs"), list);
	return OK;
}

result
serve_release(struct serving *sv)
{
	struct str recipient = node_get_str(sv->q, S("recipient"));
	struct parcel parcel = { 0 };
	struct question q;

	TRY(serve_read_question(sv, &q));
	if (node_get_bool(sv->q, S("later"), false))
		return release_later(sv, recipient, &q);
	TRY(gate_release(sv->sc, sv->store, sv->asker, q.second, recipient,
	    node_get(sv->q, S("records")), &q, &sv->verdict, &parcel));
	if (sv->verdict.why == WHY_NONE)
		node_set(sv->body, S("parcel"), parcel_node(sv, &parcel, recipient, q.purpose));
	return OK;
}

/* -- what waits ---------------------------------------------------------------------- */

/* A recipient's key: its own alone.  Our own people and the operator: of all. */
static result
whose(struct serving *sv, struct str *recipient)
{
	const struct plan *plan = sv->store->plan;

	*recipient = node_get_str(sv->q, S("recipient"));
	if (sv->asker->kind == ASKER_RECIPIENT) {
		struct str own = plan->recipients.at[sv->asker->recipient].name;

		if (recipient->n > 0 && !str_eq(*recipient, own))
			return fail_at(sv->sc, E_DENIED, S("recipient"),
			    "a recipient's key is for what is handed over to that recipient");
		*recipient = own;
		return OK;
	}
	if (recipient->n > 0 && plan_recipient(plan, *recipient) == NONE)
		return fail_at(
		    sv->sc, E_INPUT, S("recipient"), "the policy has no such recipient");
	if (sv->asker->party.n > 0 || sv->asker->kind == ASKER_CHANNEL)
		return serve_refuse(
		    sv, WHY_ROLE, 0, "what is handed over to whom is for our own people");
	return OK;
}

static result
take_limit(struct serving *sv, size_t *most)
{
	int64_t limit = node_get_int(sv->q, S("limit"), PAGE_USUAL);

	if (limit < 1 || limit > PAGE_MAX)
		return fail_at(sv->sc, E_INPUT, S("limit"), "`limit` is from 1 to %d", PAGE_MAX);
	*most = (size_t)limit;
	return OK;
}

/* Where it goes out at all: when again. */
static result
add_hand(struct serving *sv, struct node *list, const struct hand *h)
{
	struct node *n = node_add(list, hand_node(&sv->sc->arena, h));
	struct str url;

	if (h->taken.set || h->ended.set || h->next_try.us == INSTANT_NEVER.us)
		return OK;
	TRY(hand_address(sv->sc, sv->store, h->recipient, &url));
	if (url.n > 0)
		node_set_time(&sv->sc->arena, n, S("next-try"), h->next_try);
	return OK;
}

result
serve_hands(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena);
	struct hand_query q = {
		.waiting = node_get_bool(sv->q, S("waiting"), sv->asker->kind == ASKER_RECIPIENT),
		.after = node_get_str(sv->q, S("cursor")),
	};
	struct hand *hands;
	size_t n;

	TRY(take_limit(sv, &q.most));
	TRY(whose(sv, &q.recipient));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	TRY(hand_list(sv->sc, sv->store, &q, &hands, &n));
	for (size_t i = 0; i < n; i++)
		TRY(add_hand(sv, list, &hands[i]));
	node_set(sv->body, S("hand-overs"), list);
	if (n == q.most)
		node_set_str(&sv->sc->arena, sv->body, S("cursor"), hands[n - 1].id);
	return OK;
}

/* -- fetched --------------------------------------------------------------------------- */

static struct node *
handing_node(struct serving *sv, const struct handing *h)
{
	struct node *n = parcel_node(sv, &h->parcel, h->hand.recipient, h->hand.purpose);

	node_set_str(&sv->sc->arena, n, S("hand-over"), h->hand.id);
	return n;
}

/* The fields of all of them, in the policy's order. */
static size_t
columns_of(struct serving *sv, const struct handing *h, size_t n, uint16_t *column)
{
	size_t columns = 0;

	for (uint16_t f = 0; f < sv->store->plan->fields.n; f++)
		for (size_t i = 0; i < n; i++)
			if (h[i].parcel.n > 0
			    && values_get(h[i].parcel.rows[0].values, f) != NULL) {
				column[columns++] = f;
				break;
			}
	return columns;
}

#define CSV_BEFORE 3 /* columns before the fields */

static void
put_row(struct serving *sv, struct buf *b, const struct handing *h, const uint16_t *column,
    size_t columns)
{
	struct arena *a = &sv->sc->arena;
	struct str *cell = NEW_ARRAY(a, columns + CSV_BEFORE + 1, struct str);

	cell[0] = h->hand.id;
	cell[1] = h->hand.instruction;
	cell[2] = h->parcel.delete_by.set ? instant_print(a, h->parcel.delete_by.at) : S("");
	for (size_t i = 0; i < columns; i++) {
		const struct value *v = values_get(h->parcel.rows[0].values, column[i]);

		cell[CSV_BEFORE + i] = v != NULL ? v->text : S("");
	}
	cell[CSV_BEFORE + columns] = h->parcel.rows[0].extra;
	csv_put(b, cell, columns + CSV_BEFORE + 1);
}

static struct str
csv_of(struct serving *sv, const struct handing *h, size_t n)
{
	const struct plan *plan = sv->store->plan;
	struct arena *a = &sv->sc->arena;
	uint16_t *column = NEW_ARRAY(a, plan->fields.n + 1, uint16_t);
	size_t columns = columns_of(sv, h, n, column);
	struct str *head = NEW_ARRAY(a, columns + CSV_BEFORE + 1, struct str);
	struct buf b = buf_new(a);

	head[0] = S("hand-over");
	head[1] = S("instruction");
	head[2] = S("delete-by");
	for (size_t i = 0; i < columns; i++)
		head[CSV_BEFORE + i] = plan->fields.at[column[i]].name;
	head[CSV_BEFORE + columns] = S("extra");
	csv_put(&b, head, columns + CSV_BEFORE + 1);
	for (size_t i = 0; i < n; i++)
		put_row(sv, &b, &h[i], column, columns);
	return buf_str(&b);
}

static void
set_taken(struct serving *sv, const struct handing *h, size_t n)
{
	struct arena *a = &sv->sc->arena;
	struct node *list = node_list(a);
	bool csv = node_get_bool(sv->q, S("csv"), false)
		   || str_eq(node_get_str(sv->q, S("form")), S("csv"));

	for (size_t i = 0; i < n && !csv; i++)
		node_add(list, handing_node(sv, &h[i]));
	node_set(sv->body, S("parcels"), list);
	if (!csv)
		return;
	node_set_str(a, sv->body, S("text"), csv_of(sv, h, n));
	node_set_str(a, sv->body, S("form"), S("csv"));
}

static result
take_all(struct serving *sv, const struct question *q)
{
	struct handing *h;
	struct str recipient;
	size_t n, most;

	TRY(take_limit(sv, &most));
	TRY(whose(sv, &recipient));
	if (sv->verdict.why != WHY_NONE)
		return OK;
	if (recipient.n == 0)
		return fail_at(sv->sc, E_INPUT, S("recipient"), "say for which recipient");
	TRY(gate_take_all(
	    sv->sc, sv->store, sv->asker, q, recipient, most, &sv->verdict, &h, &n));
	if (sv->verdict.why == WHY_NONE)
		set_taken(sv, h, n);
	return OK;
}

result
serve_take(struct serving *sv)
{
	struct str id = node_get_str(sv->q, S("hand-over"));
	struct handing h;
	struct question q;

	TRY(serve_read_question(sv, &q));
	if (sv->asker->kind != ASKER_RECIPIENT && sv->asker->kind != ASKER_ROLE)
		return fail(sv->sc, E_DENIED, "this needs the key of a recipient or of a role");
	if (id.n == 0)
		return take_all(sv, &q);
	TRY(gate_take(sv->sc, sv->store, sv->asker, &q, id, &sv->verdict, &h));
	sv->noted.record = h.hand.record;
	if (sv->verdict.why == WHY_NONE)
		set_taken(sv, &h, 1);
	return OK;
}

result
serve_hand_end(struct serving *sv)
{
	return gate_hand_end(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("hand-over")),
	    &sv->verdict);
}

/* -- by webhook ---------------------------------------------------------------------------- */

result
serve_hand_to(struct serving *sv)
{
	return hand_to(sv->sc, sv->store, sv->asker, node_get_str(sv->q, S("recipient")),
	    node_get_str(sv->q, S("url")));
}

/* The parcel as it is fetched; it lies in the answer to the part that carries it, nowhere else. */
static struct str
body_of(struct serving *sv, const struct handing *h)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a);

	node_set_str(a, n, S("type"), S("hand-over"));
	node_set_time(a, n, S("timestamp"), h->hand.since);
	node_set(n, S("data"), handing_node(sv, h));
	return json_text(a, n);
}

result
serve_hands_out(struct serving *sv, size_t most, struct node *messages)
{
	struct handing *h;
	size_t n;

	if (most == 0)
		return OK;
	TRY(hand_next(sv->sc, sv->store, most, &h, &n));
	for (size_t i = 0; i < n; i++)
		node_add(messages, message_node(sv, h[i].hand.id, h[i].url, body_of(sv, &h[i])));
	return OK;
}
