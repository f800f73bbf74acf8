/* gate/hand.c -- hand-overs opened, fetched, taken back, over. */
#include "base/buf.h"
#include "gate/compose.h"
#include "gate/hand_row.h"
#include "gate/look.h"
#include "gate/note.h"
#include "sys/ulid.h"
#include "term/told.h"

#define KEPT_AFTER span_days(90) /* one that is over */
#define LOOKED_AT_ONCE 500 /* for what is gone */

/* -- rows ------------------------------------------------------------------------ */

result
hand_list(struct scope *sc, struct store *store, const struct hand_query *q, struct hand **hands,
    size_t *n)
{
	struct sql_hand_page_rows rows;

	TRY(sql_hand_page(sc, vault_sql(store->vault), q->after, q->recipient, q->waiting,
	    (int64_t)q->most, &rows));
	*hands = NEW_ARRAY(&sc->arena, rows.n, struct hand);
	for (*n = 0; *n < rows.n; ++*n)
		(*hands)[*n] = HAND_OF(&rows.at[*n]);
	return OK;
}

result
hand_get(struct scope *sc, struct store *store, struct str id, struct hand *h)
{
	struct sql_hand_get_row row = { 0 };
	bool found;

	TRY(sql_hand_get(sc, vault_sql(store->vault), id, &row, &found));
	if (!found)
		return fail_at(sc, E_ABSENT, S("hand-over"), "there is no such hand-over");
	*h = HAND_OF(&row);
	return OK;
}

/* -- entries ----------------------------------------------------------------------- */

static void
name_fields(struct scope *sc, struct entry *e, struct str names)
{
	struct str *field = NEW_ARRAY(&sc->arena, LEDGER_FIELDS_MAX, struct str);

	e->field = field;
	for (e->fields = 0; names.n > 0 && e->fields < LEDGER_FIELDS_MAX;)
		field[e->fields++] = str_cut(names, ',', &names);
}

/* The person and the party, while there is a record. */
static result
name_record(struct scope *sc, struct store *store, struct entry *e, struct str id)
{
	struct fault before = sc->fault;
	struct record record;
	result r = vault_record(sc, store->vault, id, &record);

	e->record = id;
	if (r.code == E_ABSENT) {
		sc->fault = before;
		return OK;
	}
	TRY(r);
	return note_record(sc, store, e, &record);
}

result
hand_note(struct scope *sc, struct store *store, const struct asker *by, enum entry_kind kind,
    const struct hand *h, struct str why)
{
	uint16_t recipient = plan_recipient(store->plan, h->recipient);
	struct entry e = note_begin(store, by, kind, S("release"));
	uint64_t seq;

	e.recipient = h->recipient;
	e.purpose = h->purpose;
	e.why = why;
	if (recipient != NONE)
		e.line = store->plan->recipients.at[recipient].at.line;
	name_fields(sc, &e, h->fields);
	TRY(name_record(sc, store, &e, h->record));
	note_more(sc, &e, S("hand-over"), h->id);
	note_more(sc, &e, S("instruction"), h->instruction);
	note_more(sc, &e, S("event"), h->event);
	return note_write(sc, store, &e, &seq);
}

/* -- opened -------------------------------------------------------------------------- */

static struct str
names_of(struct scope *sc, const struct plan *plan, struct fields fields)
{
	struct buf b = buf_new(&sc->arena);

	for (uint16_t f = 0; f < plan->fields.n; f++)
		if (fields_have(fields, f))
			buf_printf(&b, "%s%.*s", b.n > 0 ? "," : "", STR(plan->fields.at[f].full));
	return buf_str(&b);
}

static result
open_one(struct scope *sc, struct store *store, const struct asker *by, struct hand *h)
{
	h->id = ulid_new(&sc->arena, sc->now);
	h->since = sc->now;
	TRY(sql_hand_add(sc, vault_sql(store->vault),
	    &(struct sql_hand_add_in){
		.id = h->id,
		.instruction = h->instruction,
		.recipient = h->recipient,
		.purpose = h->purpose,
		.record = h->record,
		.fields = h->fields,
		.event = h->event,
		.since = h->since.us,
	    }));
	return hand_note(sc, store, by, ENTRY_HAND_OPENED, h, S(""));
}

/* H3: "despatch", and with its moment where each new one counts. */
static struct str
event_key(struct scope *sc, const struct event *e, struct instant at)
{
	return e->latest ? str_printf(&sc->arena, "%.*s@%.*s", STR(e->name),
		   STR(instant_print(&sc->arena, at)))
			 : e->name;
}

/* What the lines of the event give this recipient of the record: opened, refused, or not
 * meant for it at all (*meant). */
static result
open_for(struct scope *sc, struct store *store, const struct asker *a, const struct share *s,
    struct hand *h, struct handed *handed, bool *meant)
{
	const struct question q = { .purpose = h->purpose, .record = h->record };
	const struct composing c = {
		.step = COMPOSE_ASK,
		.asker = a,
		.q = &q,
		.by_line = true,
		.on = s->on,
		.recipient = h->recipient,
		.record = h->record,
	};
	struct fields fields = { 0 };
	struct verdict *v = &handed->refused;
	struct parcel parcel;

	TRY(release_compose(sc, store, &c, v, &parcel, &fields));
	*meant = v->why != WHY_WHEN && v->why != WHY_SHARE && v->why != WHY_GONE;
	if (!*meant)
		return OK;
	handed->recipient = h->recipient;
	if (!verdict_allows(v)) {
		h->fields = v->field;
		return hand_note(sc, store, a, ENTRY_RELEASE_REFUSED, h, str_of(why_type(v->why)));
	}
	h->fields = names_of(sc, store->plan, fields);
	h->instruction = ulid_new(&sc->arena, sc->now);
	TRY(open_one(sc, store, a, h));
	handed->id = h->id;
	return OK;
}

static bool
said_before(const struct plan *plan, uint16_t share)
{
	const struct share *s = &plan->shares.at[share];

	for (uint16_t i = 0; i < share; i++)
		if (plan->shares.at[i].on == s->on && plan->shares.at[i].recipient == s->recipient
		    && plan->shares.at[i].purpose == s->purpose)
			return true;
	return false;
}

/* Does a line of the event for this recipient and purpose hold for the record? */
static bool
is_chosen(const struct plan *plan, uint16_t share, const struct facts *facts)
{
	const struct share *s = &plan->shares.at[share];

	for (uint16_t i = share; i < plan->shares.n; i++) {
		const struct share *t = &plan->shares.at[i];

		if (t->on == s->on && t->recipient == s->recipient && t->purpose == s->purpose
		    && (t->when == NONE || cond_holds(plan, t->when, facts)))
			return true;
	}
	return false;
}

/* One of `handed`, when the line means this record and it was not handed over before. */
static result
on_event(struct scope *sc, struct store *store, const struct asker *a, const struct share *s,
    struct str record, struct instant at, struct handed *handed, bool *meant)
{
	const struct plan *plan = store->plan;
	struct hand h = {
		.recipient = plan->recipients.at[s->recipient].name,
		.purpose = plan->purposes.at[s->purpose].name,
		.record = record,
		.event = event_key(sc, &plan->events.at[s->on], at),
	};
	struct sql_hand_by_event_row row;
	bool found;

	*handed = (struct handed){ 0 };
	*meant = false;
	TRY(sql_hand_by_event(sc, vault_sql(store->vault), record, h.recipient, h.purpose, h.event,
	    &row, &found));
	return found ? OK : open_for(sc, store, a, s, &h, handed, meant);
}

result
hand_on_event(struct scope *sc, struct store *store, const struct asker *a, uint16_t event,
    struct str record, struct instant at, struct handed **handed, size_t *n)
{
	const struct plan *plan = store->plan;
	const struct facts *facts = NULL;
	struct record r;
	bool meant;

	*n = 0;
	*handed = NEW_ARRAY(&sc->arena, plan->shares.n + 1, struct handed);
	for (uint16_t i = 0; i < plan->shares.n; i++) {
		const struct share *s = &plan->shares.at[i];

		if (s->on == NONE || s->on != event || said_before(plan, i))
			continue;
		if (facts == NULL) {
			TRY(vault_record(sc, store->vault, record, &r));
			facts = vault_facts(sc, store->vault, &r, NULL, NULL, NULL, 0);
		}
		if (!is_chosen(plan, i, facts))
			continue;
		TRY(on_event(sc, store, a, s, record, at, &(*handed)[*n], &meant));
		*n += meant;
	}
	return facts != NULL ? vault_facts_read(facts) : OK;
}

static result
hand_one(struct scope *sc, struct store *store, const struct composing *c, struct verdict *v,
    struct hand *h)
{
	struct fields fields = { 0 };
	struct parcel parcel;

	TRY(release_compose(sc, store, c, v, &parcel, &fields));
	if (!verdict_allows(v))
		return OK;
	*h = (struct hand){
		.instruction = c->instruction,
		.recipient = c->recipient,
		.purpose = c->q->purpose,
		.record = c->record,
		.fields = names_of(sc, store->plan, fields),
	};
	return open_one(sc, store, c->asker, h);
}

/* `names` of what was given, those that were corrected: as a list for a question. */
static struct node *
corrected_of(struct scope *sc, const struct plan *plan, const struct given *g,
    struct fields corrected)
{
	struct node *list = node_list(&sc->arena);

	for (struct str names = g->fields; names.n > 0;) {
		struct str name = str_cut(names, ',', &names);
		uint16_t field = plan_field_full(plan, name);

		if (field != NONE && fields_have(corrected, field))
			node_add(list, node_str(&sc->arena, name));
	}
	return list;
}

static bool
given_before(const struct given *given, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(given[k].recipient, given[i].recipient)
		    && str_eq(given[k].purpose, given[i].purpose))
			return true;
	return false;
}

result
hand_corrected(struct scope *sc, struct store *store, const struct asker *a, struct str record,
    struct fields corrected)
{
	struct given *given;
	size_t n;

	TRY(given_of(sc, store, record, S(""), &given, &n));
	for (size_t i = 0; i < n; i++) {
		struct question q = { .purpose = given[i].purpose, .record = record };
		struct composing c = {
			.step = COMPOSE_ASK,
			.asker = a,
			.q = &q,
			.by_line = true,
			.on = NONE,
			.recipient = given[i].recipient,
			.record = record,
			.instruction = ulid_new(&sc->arena, sc->now),
		};
		struct verdict v = { 0 };
		struct hand h;

		q.fields = corrected_of(sc, store->plan, &given[i], corrected);
		if (q.fields->count == 0 || given_before(given, i))
			continue;
		TRY(hand_one(sc, store, &c, &v, &h)); /* refused: the telling alone goes */
	}
	return OK;
}

result
gate_hand(struct scope *sc, struct store *store, const struct asker *a, const struct asker *second,
    struct str recipient, const struct node *records, const struct question *q, struct verdict *v,
    struct hand **hands, size_t *n)
{
	struct composing c = {
		.step = COMPOSE_ASK,
		.asker = a,
		.second = second,
		.q = q,
		.on = NONE,
		.recipient = recipient,
		.instruction = ulid_new(&sc->arena, sc->now),
	};

	*v = (struct verdict){ 0 };
	*n = 0;
	if (q->passing != NULL)
		return fail_at(sc, E_INPUT, S("passing"),
		    "what passes is never kept, and so cannot wait: release it at once");
	if (records == NULL || records->kind != NODE_LIST || records->count == 0
	    || records->count > 1000)
		return fail_at(sc, E_INPUT, S("records"), "name 1 to 1000 records");
	*hands = NEW_ARRAY(&sc->arena, records->count, struct hand);
	NODE_EACH(id, records) {
		if (id->kind != NODE_STR)
			return fail_at(sc, E_INPUT, S("records"), "a record is named by its id");
		c.record = id->text;
		TRY(hand_one(sc, store, &c, v, &(*hands)[*n]));
		if (!verdict_allows(v))
			return OK;
		++*n;
	}
	return OK;
}

/* -- out ------------------------------------------------------------------------------ */

static const struct node *
names_list(struct scope *sc, struct str names)
{
	struct node *list = node_list(&sc->arena);

	while (names.n > 0)
		node_add(list, node_str(&sc->arena, str_cut(names, ',', &names)));
	return list;
}

result
hand_compose(struct scope *sc, struct store *store, const struct asker *by,
    const struct question *q, struct hand *h, struct verdict *v, struct parcel *parcel)
{
	struct question its = q != NULL ? *q : (struct question){ 0 };
	const struct composing c = {
		.step = h->given.set ? COMPOSE_AGAIN : COMPOSE_FIRST,
		.asker = by,
		.second = its.second,
		.q = &its,
		.by_line = by->kind != ASKER_ROLE,
		.on = NONE,
		.recipient = h->recipient,
		.record = h->record,
		.instruction = h->instruction,
		.hand = h->id,
	};
	struct fields fields;

	its.purpose = h->purpose;
	its.dataset = S("");
	its.fields = names_list(sc, h->fields);
	TRY(release_compose(sc, store, &c, v, parcel, &fields));
	if (!verdict_allows(v) || h->given.set)
		return OK;
	h->given = (struct due){ .set = true, .at = sc->now };
	return sql_hand_given(sc, vault_sql(store->vault), sc->now.us, h->id); /* H4 */
}

result
hand_over(struct scope *sc, struct store *store, const struct asker *by, struct hand *h)
{
	h->taken = (struct due){ .set = true, .at = sc->now };
	TRY(sql_hand_taken(sc, vault_sql(store->vault), sc->now.us, h->id));
	return hand_note(sc, store, by, ENTRY_HAND_TAKEN, h, S(""));
}

result
hand_stop(struct scope *sc, struct store *store, const struct asker *by, struct hand *h,
    struct str why)
{
	h->ended = (struct due){ .set = true, .at = sc->now };
	h->why = why;
	TRY(sql_hand_ended(sc, vault_sql(store->vault), sc->now.us, why, h->id));
	return hand_note(sc, store, by, ENTRY_HAND_ENDED, h, why);
}

/* -- fetched ------------------------------------------------------------------------- */

static bool
is_theirs(const struct plan *plan, const struct asker *a, const struct hand *h)
{
	return a->kind != ASKER_RECIPIENT
	       || str_eq(h->recipient, plan->recipients.at[a->recipient].name);
}

/* H2, H5 */
static result
may_take(struct scope *sc, struct store *store, const struct asker *a, const struct question *q,
    const struct hand *h, struct verdict *v)
{
	if (!is_theirs(store->plan, a, h))
		return fail_at(sc, E_ABSENT, S("hand-over"), "there is no such hand-over");
	if (q->purpose.n > 0 && !str_eq(q->purpose, h->purpose))
		return verdict_refuse(sc, v, WHY_PURPOSE, 0,
		    "it was handed over for `%.*s` and for nothing else", STR(h->purpose));
	if (h->taken.set)
		return verdict_refuse(
		    sc, v, WHY_TAKEN, 0, "ask for another release if it was lost");
	return h->ended.set ? verdict_gone(sc, v) : OK;
}

result
gate_take(struct scope *sc, struct store *store, const struct asker *a, const struct question *q,
    struct str id, struct verdict *v, struct handing *out)
{
	*v = (struct verdict){ 0 };
	*out = (struct handing){ 0 };
	TRY(hand_get(sc, store, id, &out->hand));
	TRY(may_take(sc, store, a, q, &out->hand, v));
	if (verdict_allows(v))
		TRY(hand_compose(sc, store, a, q, &out->hand, v, &out->parcel));
	return verdict_allows(v) ? hand_over(sc, store, a, &out->hand) : OK;
}

static result
take_or_stop(struct scope *sc, struct store *store, const struct asker *a,
    const struct question *q, struct handing *out, bool *taken)
{
	struct verdict v = { 0 };

	TRY(hand_compose(sc, store, a, q, &out->hand, &v, &out->parcel));
	*taken = verdict_allows(&v);
	if (*taken)
		return hand_over(sc, store, a, &out->hand);
	if (a->kind == ASKER_ROLE) /* this role may not; somebody else may */
		return hand_note(sc, store, a, ENTRY_RELEASE_REFUSED, &out->hand,
		    str_of(why_type(v.why)));
	return hand_stop(sc, store, a, &out->hand, str_of(why_type(v.why)));
}

result
gate_take_all(struct scope *sc, struct store *store, const struct asker *a,
    const struct question *q, struct str recipient, size_t most, struct verdict *v,
    struct handing **out, size_t *n)
{
	const struct hand_query query = { .recipient = recipient, .waiting = true, .most = most };
	struct hand *hands;
	size_t waiting;
	bool taken;

	*v = (struct verdict){ 0 };
	*n = 0;
	TRY(hand_list(sc, store, &query, &hands, &waiting));
	*out = NEW_ARRAY(&sc->arena, waiting, struct handing);
	for (size_t i = 0; i < waiting; i++) {
		(*out)[*n] = (struct handing){ .hand = hands[i] };
		if (q->purpose.n > 0 && !str_eq(q->purpose, hands[i].purpose))
			continue;
		TRY(take_or_stop(sc, store, a, q, &(*out)[*n], &taken));
		*n += taken;
	}
	return OK;
}

/* -- over ---------------------------------------------------------------------------- */

result
gate_hand_end(struct scope *sc, struct store *store, const struct asker *a, struct str id,
    struct verdict *v)
{
	struct hand h;

	*v = (struct verdict){ 0 };
	TRY(hand_get(sc, store, id, &h));
	if (a->kind != ASKER_ROLE || a->party.n > 0
	    || !role_acts_for(store->plan, a->role, plan_purpose(store->plan, h.purpose)))
		return verdict_refuse(sc, v, WHY_ROLE, 0,
		    "whoever may act for `%.*s` takes it back", STR(h.purpose));
	if (h.taken.set || h.ended.set)
		return fail(sc, E_STATE, "it was handed over, or is over");
	return hand_stop(sc, store, a, &h, S("cancelled"));
}

static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

static result
end_if_gone(struct scope *sc, struct store *store, struct str id, struct str record)
{
	struct fault before = sc->fault;
	struct record still;
	struct hand h;
	result r = vault_record(sc, store->vault, record, &still);

	if (r.code != E_ABSENT)
		return r;
	sc->fault = before;
	TRY(hand_get(sc, store, id, &h));
	return hand_stop(sc, store, &itself, &h, S("gone"));
}

result
hand_purge(struct scope *sc, struct store *store)
{
	struct instant before = { sc->now.us - KEPT_AFTER.us };
	struct sql_hand_waiting_rows rows;
	struct str after = S("");

	do {
		TRY(sql_hand_waiting(
		    sc, vault_sql(store->vault), after, LOOKED_AT_ONCE, &rows));
		for (size_t i = 0; i < rows.n; i++)
			TRY(end_if_gone(sc, store, rows.at[i].id, rows.at[i].record));
		if (rows.n > 0)
			after = rows.at[rows.n - 1].id;
	} while (rows.n == LOOKED_AT_ONCE);
	return sql_hand_purge(sc, vault_sql(store->vault), before.us);
}
