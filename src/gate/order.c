/* gate/order.c -- orders: data that goes out though nobody agreed.
 *
 * LAW DPA 2018 Sch 2 para 2, 5; UK GDPR Art 6(1)(d), (f), Art 13, 14.
 *
 * An order is opened with what the policy asks to be shown, which is sealed in
 * a record of `case`; from then on it is known by dated facts, whose kinds
 * have a colon so that nobody else can state them: `order:NAME` of its id, for
 * as long as it runs, and of it `reviewed:order`, `forbids:order`,
 * `tell:order` and `told:order` (id:subject).
 */
#include "base/json.h"
#include "gate/look.h"
#include "gate/note.h"
#include "sys/ulid.h"
#include "sys/zone.h"
#include "vault/party.h"

#define REVIEWED S("reviewed:order")
#define FORBIDS S("forbids:order")
#define TELL S("tell:order")
#define TOLD S("told:order")

static struct str
fact_kind(struct scope *sc, const struct plan *plan, uint16_t kind)
{
	return str_printf(&sc->arena, "order:%.*s", STR(plan->orders.at[kind].name));
}

/* By its id alone; found is false for one that never was. */
static result
order_load(struct scope *sc, struct store *store, struct str id, struct order *o, bool *found)
{
	*found = false;
	for (uint16_t k = 0; k < store->plan->orders.n && !*found && id.n > 0; k++) {
		struct fact f;

		TRY(vault_fact(
		    sc, store->vault, fact_kind(sc, store->plan, k), id, &f, found));
		if (*found)
			*o = (struct order){ .id = id,
				.kind = k,
				.opened = f.since,
				.ends = f.until,
				.record = f.reference };
	}
	return OK;
}

static bool
kind_taken(const struct plan *plan, const struct needed *needed, uint16_t kind)
{
	for (uint16_t i = 0; i < needed->orders; i++)
		if (plan->order_kinds.at[needed->first_order + i] == kind)
			return true;
	return needed->orders == 0;
}

/* -- what it names -------------------------------------------------------------- */

static result
evidence_of(struct scope *sc, struct store *store, const struct order *o, struct node **shows)
{
	struct str text;

	TRY(vault_content(sc, store->vault, o->record, &text));
	return json_parse(sc, text, shows);
}

static result
names_record(struct scope *sc, struct store *store, const struct order *o, struct str record,
    bool *named)
{
	struct node *shows;

	*named = !store->plan->orders.at[o->kind].shows_records;
	if (*named)
		return OK;
	TRY(evidence_of(sc, store, o, &shows));
	*named = node_lists(node_get(shows, S("records")), record);
	return OK;
}

result
order_stands(struct scope *sc, struct store *store, const struct needed *needed, struct str id,
    const struct record *r, struct verdict *v)
{
	struct order o;
	bool found, named = true;

	TRY(order_load(sc, store, id, &o, &found));
	if (!found)
		return verdict_refuse(
		    sc, v, WHY_ORDER, needed->line, "open the order first, and give its id");
	if (!kind_taken(store->plan, needed, o.kind))
		return verdict_refuse(sc, v, WHY_ORDER, needed->line,
		    "an order `%.*s` does not reach this",
		    STR(store->plan->orders.at[o.kind].name));
	if (!instant_before(sc->now, o.ends))
		return verdict_refuse(sc, v, WHY_ORDER, store->plan->orders.at[o.kind].at.line,
		    "the order has ended; a new one is opened with its own evidence");
	if (r != NULL)
		TRY(names_record(sc, store, &o, r->id, &named));
	if (!named)
		return verdict_refuse(sc, v, WHY_ORDER, store->plan->orders.at[o.kind].at.line,
		    "the order does not name this record");
	return OK;
}

result
order_gives(struct look *l, unsigned needs, uint16_t field, struct verdict *v)
{
	struct str full = l->plan->fields.at[field].full;
	struct node *shows;
	struct order o;
	bool found = false;

	if ((needs & NEED_ORDER) == 0 || l->plan->orders.n == 0)
		return OK;
	TRY(order_load(l->sc, l->store, l->q->order, &o, &found));
	if (!found || !l->plan->orders.at[o.kind].shows_fields)
		return OK; /* order_stands has said whether it is one at all */
	TRY(evidence_of(l->sc, l->store, &o, &shows));
	if (node_lists(node_get(shows, S("fields")), full))
		return OK;
	return verdict_refuse_field(l->sc, v, WHY_ORDER, l->plan->orders.at[o.kind].at.line, full,
	    "the order does not name %.*s", STR(full));
}

/* -- opening --------------------------------------------------------------------- */

struct order_opening {
	struct scope *sc;
	struct store *store;
	const struct plan *plan;
	const struct asker *asker, *second;
	const struct order_class *class;
	const struct node *given;
	struct node *shows; /* what is given, its records as a list */
	struct instant forbids; /* INSTANT_EVER: nothing is forbidden */
	struct order *o;
	struct verdict *v;
};

/* Whoever has a line that such an order opens. */
static bool
acts_under(const struct plan *plan, const struct asker *asker, uint16_t kind)
{
	for (uint16_t i = 0; asker->kind == ASKER_ROLE && i < plan->grants.n; i++) {
		const struct grant *g = &plan->grants.at[i];
		struct needed needed = { g->needs, g->first_order, g->orders, 0 };

		if (g->role == asker->role && (g->needs & NEED_ORDER) != 0
		    && kind_taken(plan, &needed, kind))
			return true;
	}
	return false;
}

static result
people_stand(struct order_opening *op)
{
	if (!acts_under(op->plan, op->asker, op->o->kind))
		return verdict_refuse(op->sc, op->v, WHY_ROLE, op->class->at.line,
		    "this role has no line that such an order opens");
	if (op->class->two_people
	    && (!asker_another(op->asker, op->second)
		|| !acts_under(op->plan, op->second, op->o->kind)))
		return verdict_refuse(op->sc, op->v, WHY_TWO_PEOPLE, op->class->at.line,
		    "give a second person of a role that acts under such an order");
	return OK;
}

/* Ids or names, in a list or with commas between. */
static struct node *
list_given(struct order_opening *op, const struct node *given)
{
	struct arena *a = &op->sc->arena;
	struct node *list = node_list(a);
	struct str rest;

	if (given != NULL && given->kind == NODE_LIST)
		return node_copy(a, given);
	for (rest = given != NULL && given->kind == NODE_STR ? given->text : S(""); rest.n > 0;)
		node_add(list, node_str(a, str_trim(str_cut(rest, ',', &rest))));
	return list;
}

static result
records_shown(struct order_opening *op)
{
	struct node *list = list_given(op, node_get(op->given, S("records")));

	NODE_EACH(id, list) {
		struct record r;
		bool absent;

		if (id->kind != NODE_STR)
			return fail_at(
			    op->sc, E_INPUT, S("records"), "a record is named by its id");
		TRY(verdict_absent(
		    op->sc, vault_record(op->sc, op->store->vault, id->text, &r), &absent));
		if (absent || (op->asker->party.n > 0 && !str_eq(op->asker->party, r.party)))
			return verdict_gone(op->sc, op->v);
	}
	node_set(op->shows, S("records"), list);
	return list->count > 0 ? OK
			       : verdict_refuse(op->sc, op->v, WHY_ORDER, op->class->at.line,
				   "say which records the order names");
}

static result
fields_shown(struct order_opening *op)
{
	struct node *list = list_given(op, node_get(op->given, S("fields")));

	NODE_EACH(name, list)
		if (name->kind != NODE_STR || plan_field_full(op->plan, name->text) == NONE)
			return fail_at(op->sc, E_INPUT, S("fields"),
			    "a field is named as the policy names it, `data.field`");
	node_set(op->shows, S("fields"), list);
	return list->count > 0 ? OK
			       : verdict_refuse(op->sc, op->v, WHY_ORDER, op->class->at.line,
				   "say which `fields` the order names");
}

static result
country_shown(struct order_opening *op)
{
	struct str country = str_trim(node_get_str(op->given, S("country")));

	for (uint16_t i = 0; i < op->class->countries; i++)
		if (str_eq(country, op->plan->words.at[op->class->first_country + i]))
			return OK;
	return verdict_refuse(op->sc, op->v, WHY_ORDER, op->class->at.line,
	    country.n == 0 ? "say of which `country` it is"
			   : "orders of that country are not obeyed here");
}

static result
all_is_shown(struct order_opening *op)
{
	for (uint16_t i = 0; i < op->class->shows; i++) {
		struct str word = op->plan->words.at[op->class->first_show + i];

		if (str_eq(word, S("records")) || str_eq(word, S("fields")))
			continue;
		if (str_trim(node_get_str(op->given, word)).n == 0)
			return verdict_refuse(op->sc, op->v, WHY_ORDER, op->class->at.line,
			    "such an order shows `%.*s`", STR(word));
	}
	if (op->class->countries > 0)
		TRY(country_shown(op));
	if (verdict_allows(op->v) && op->class->shows_fields)
		TRY(fields_shown(op));
	return verdict_allows(op->v) && op->class->shows_records ? records_shown(op) : OK;
}

/* Sooner than the policy says is good, later is not. */
static result
times_stand(struct order_opening *op)
{
	struct instant most = zone_plus(op->sc->now, op->class->ends_after), said;

	op->o->opened = op->sc->now;
	op->o->ends = most;
	op->forbids = INSTANT_EVER;
	if (node_get(op->given, S("ends")) != NULL) {
		if (!node_get_time(op->given, S("ends"), &said) || instant_before(most, said)
		    || !instant_before(op->sc->now, said))
			return fail_at(op->sc, E_INPUT, S("ends"),
			    "an order ends in the future, and no later than the policy says");
		op->o->ends = said;
	}
	if (node_get(op->given, S("forbids-until")) == NULL)
		return OK;
	if (!op->class->unless_forbidden
	    || !node_get_time(op->given, S("forbids-until"), &op->forbids))
		return fail_at(op->sc, E_INPUT, S("forbids-until"),
		    "a time, of an order that the policy lets forbid the telling");
	return OK;
}

static result
order_fact(struct scope *sc, struct store *store, struct str kind, struct str of,
    struct instant until, struct str reference)
{
	return vault_fact_add(sc, store->vault,
	    &(struct fact){
		.kind = kind, .of = of, .reference = reference, .since = sc->now, .until = until });
}

static result
order_note(struct scope *sc, struct store *store, const struct asker *asker,
    enum entry_kind kind, const struct order *o, struct str subject, uint64_t *seq)
{
	struct entry e = note_begin(store, asker, kind, S("order"));

	e.line = store->plan->orders.at[o->kind].at.line;
	e.due = o->ends;
	e.record = o->record;
	note_more(sc, &e, S("order"), o->id);
	note_more(sc, &e, S("kind"), store->plan->orders.at[o->kind].name);
	TRY(note_subject(sc, store, &e, subject));
	return note_write(sc, store, &e, seq);
}

/* The clock of the evidence begins when the order ends, which is known beforehand. */
static result
evidence_ends(struct scope *sc, struct store *store, const struct order *o)
{
	uint16_t event =
	    plan_event(store->plan, plan_dataset(store->plan, S("case")), S("closing"));
	bool changed;

	if (event == NONE)
		return OK;
	TRY(vault_event(
	    sc, store->vault, event, o->record, S(""), S(""), o->ends, &changed));
	return term_recompute(sc, store, event, o->record, S(""), S(""));
}

/* `holds NAME`: the order's number is the reason. */
static result
hold_named(struct order_opening *op)
{
	if (op->class->hold == NONE)
		return OK;
	NODE_EACH(record, node_get(op->shows, S("records"))) {
		struct hold h = { .class = op->class->hold,
			.subject = S(""),
			.record = record->text,
			.by = op->asker->staff };
		struct record r;

		TRY(vault_record(op->sc, op->store->vault, record->text, &r));
		if (op->asker->party.n > 0 && !str_eq(op->asker->party, r.party))
			return verdict_gone(op->sc, op->v);
		TRY(term_hold(op->sc, op->store, &h,
		    str_printf(&op->sc->arena, "order %.*s", STR(op->o->id))));
	}
	return OK;
}

static result
order_write(struct order_opening *op)
{
	struct scope *sc = op->sc;
	struct order *o = op->o;

	TRY(vault_put_content(sc, op->store->vault, S("case"), S(""), op->asker->party,
	    json_text(&sc->arena, op->shows), &o->record));
	o->id = ulid_new(&sc->arena, sc->now);
	TRY(order_fact(
	    sc, op->store, fact_kind(sc, op->plan, o->kind), o->id, o->ends, o->record));
	if (op->forbids.us != INSTANT_EVER.us)
		TRY(order_fact(sc, op->store, FORBIDS, o->id, op->forbids, S("")));
	if (!term_is_zero(op->class->reviewed_within))
		o->review = (struct due){ .set = true,
			.at = zone_plus(sc->now, op->class->reviewed_within) };
	TRY(evidence_ends(sc, op->store, o));
	TRY(hold_named(op));
	if (!verdict_allows(op->v))
		return OK;
	return order_note(
	    sc, op->store, op->asker, ENTRY_ORDER_OPENED, o, S(""), &op->v->entry);
}

result
gate_order_open(struct scope *sc, struct store *store, const struct asker *asker,
    const struct asker *second, struct str kind, const struct node *shows, struct verdict *v,
    struct order *o)
{
	struct order_opening op = { .sc = sc,
		.store = store,
		.plan = store->plan,
		.asker = asker,
		.second = second,
		.given = shows,
		.o = o,
		.v = v };

	*v = (struct verdict){ 0 };
	*o = (struct order){ .kind = plan_order(store->plan, kind) };
	if (o->kind == NONE)
		return verdict_refuse(
		    sc, v, WHY_ORDER, 0, "say one of the kinds of order of the policy");
	op.class = &store->plan->orders.at[o->kind];
	op.shows = node_map(&sc->arena);
	node_set_str(&sc->arena, op.shows, S("order"), op.class->name);
	NODE_EACH(word, shows)
		if (!str_eq(word->key, S("records")) && !str_eq(word->key, S("fields"))
		    && !str_eq(word->key, S("order")))
			node_set(op.shows, word->key, node_copy(&sc->arena, word));
	TRY(people_stand(&op));
	if (verdict_allows(v))
		TRY(all_is_shown(&op));
	if (verdict_allows(v))
		TRY(times_stand(&op));
	return verdict_allows(v) ? order_write(&op) : OK;
}

/* -- while it runs ------------------------------------------------------------------ */

static struct str
telling_of(struct scope *sc, struct str id, struct str subject)
{
	return str_printf(&sc->arena, "%.*s:%.*s", STR(id), STR(subject));
}

result
gate_order_forbids(struct scope *sc, struct store *store, struct str id, bool *forbids)
{
	struct fact f;

	*forbids = false;
	if (id.n == 0)
		return OK;
	TRY(vault_fact(sc, store->vault, FORBIDS, id, &f, forbids));
	*forbids = *forbids && instant_before(sc->now, f.until);
	return OK;
}

result
order_gave(struct scope *sc, struct store *store, struct str id, struct str instruction)
{
	struct fact f;
	bool forbids, noted;

	TRY(gate_order_forbids(sc, store, id, &forbids));
	if (!forbids)
		return OK;
	TRY(vault_fact(sc, store->vault, FORBIDS, instruction, &f, &noted));
	if (noted)
		return OK;
	TRY(vault_fact(sc, store->vault, FORBIDS, id, &f, &noted));
	return order_fact(sc, store, FORBIDS, instruction, f.until, S(""));
}

/* When the person is to be told: in the policy's time, or when it may be. */
static result
order_used_of(struct scope *sc, struct store *store, const struct order *o, struct str subject)
{
	struct str of = telling_of(sc, o->id, subject);
	struct fact f;
	struct instant by;
	bool found;

	TRY(vault_fact(sc, store->vault, TELL, of, &f, &found));
	if (found || subject.n == 0)
		return OK;
	by = zone_plus(sc->now, store->plan->orders.at[o->kind].tell_within);
	TRY(vault_fact(sc, store->vault, FORBIDS, o->id, &f, &found));
	if (found && instant_before(by, f.until))
		by = f.until;
	return order_fact(sc, store, TELL, of, by, S(""));
}

result
order_used(struct scope *sc, struct store *store, struct str id, const struct record *r)
{
	struct order o;
	bool found;

	if (id.n == 0 || store->plan->orders.n == 0 || (r->subject.n == 0 && r->n_people == 0))
		return OK;
	TRY(order_load(sc, store, id, &o, &found));
	if (!found || term_is_zero(store->plan->orders.at[o.kind].tell_within))
		return OK;
	TRY(order_used_of(sc, store, &o, r->subject));
	for (size_t i = 0; i < r->n_people; i++)
		TRY(order_used_of(sc, store, &o, r->people[i].subject));
	return OK;
}

static result
untold(struct scope *sc, struct store *store, struct order *o)
{
	struct fact *tell, f;
	size_t n;

	TRY(vault_facts_of_kind(sc, store->vault, TELL, &tell, &n));
	o->subjects = NEW_ARRAY(&sc->arena, n + 1, struct str);
	o->tell = NEW_ARRAY(&sc->arena, n + 1, struct instant);
	for (size_t i = 0; i < n; i++) {
		struct str subject, id = str_cut(tell[i].of, ':', &subject);
		bool told;

		if (!str_eq(id, o->id))
			continue;
		TRY(vault_fact(sc, store->vault, TOLD, tell[i].of, &f, &told));
		if (told)
			continue;
		o->tell[o->n] = tell[i].until;
		o->subjects[o->n++] = subject;
	}
	return OK;
}

static result
unreviewed(struct scope *sc, struct store *store, struct order *o)
{
	struct term within = store->plan->orders.at[o->kind].reviewed_within;
	struct fact f;
	bool found;

	if (term_is_zero(within))
		return OK;
	TRY(vault_fact(sc, store->vault, REVIEWED, o->id, &f, &found));
	if (!found)
		o->review = (struct due){ .set = true, .at = zone_plus(o->opened, within) };
	return OK;
}

static result
orders_of_kind(
    struct scope *sc, struct store *store, uint16_t kind, struct order *orders, size_t *n)
{
	struct fact *facts;
	size_t n_facts;

	TRY(vault_facts_of_kind(
	    sc, store->vault, fact_kind(sc, store->plan, kind), &facts, &n_facts));
	for (size_t i = 0; i < n_facts && *n < ORDERS_MOST; i++) {
		struct order o = { .id = facts[i].of,
			.kind = kind,
			.opened = facts[i].since,
			.ends = facts[i].until,
			.record = facts[i].reference };

		if (i + 1 < n_facts && str_eq(facts[i].of, facts[i + 1].of))
			continue; /* the newest of them counts */
		TRY(untold(sc, store, &o));
		TRY(unreviewed(sc, store, &o));
		if (o.n > 0 || o.review.set || instant_before(sc->now, o.ends))
			orders[(*n)++] = o;
	}
	return OK;
}

result
orders_open(struct scope *sc, struct store *store, struct order **orders, size_t *n)
{
	*n = 0;
	*orders = NEW_ARRAY(&sc->arena, ORDERS_MOST, struct order);
	for (uint16_t k = 0; k < store->plan->orders.n; k++)
		TRY(orders_of_kind(sc, store, k, *orders, n));
	return OK;
}

result
gate_orders(struct scope *sc, struct store *store, const struct asker *asker, struct verdict *v,
    struct order **orders, size_t *n)
{
	size_t mine = 0;

	*v = (struct verdict){ 0 };
	TRY(orders_open(sc, store, orders, n));
	for (size_t i = 0; i < *n; i++)
		if (acts_under(store->plan, asker, (*orders)[i].kind))
			(*orders)[mine++] = (*orders)[i];
	*n = mine;
	return OK;
}

static result
order_end(struct scope *sc, struct store *store, struct order *o)
{
	o->ends = instant_min(o->ends, sc->now);
	TRY(order_fact(
	    sc, store, fact_kind(sc, store->plan, o->kind), o->id, sc->now, o->record));
	return evidence_ends(sc, store, o);
}

result
gate_order_act(struct scope *sc, struct store *store, const struct asker *asker, struct str id,
    enum order_act act, struct str subject, struct verdict *v)
{
	static const enum entry_kind kinds[] = { [ORDER_END] = ENTRY_ORDER_ENDED,
		[ORDER_REVIEW] = ENTRY_ORDER_REVIEWED,
		[ORDER_TOLD] = ENTRY_ORDER_TOLD };
	struct order o;
	struct fact f;
	bool found;

	*v = (struct verdict){ 0 };
	TRY(order_load(sc, store, id, &o, &found));
	if (!found || !acts_under(store->plan, asker, o.kind))
		return verdict_gone(sc, v);
	switch (act) {
	case ORDER_END:
		TRY(order_end(sc, store, &o));
		break;
	case ORDER_REVIEW:
		TRY(order_fact(sc, store, REVIEWED, id, INSTANT_NEVER, S("")));
		break;
	case ORDER_TOLD:
		TRY(vault_fact(
		    sc, store->vault, TELL, telling_of(sc, id, subject), &f, &found));
		if (!found)
			return verdict_gone(sc, v);
		TRY(order_fact(
		    sc, store, TOLD, telling_of(sc, id, subject), INSTANT_NEVER, S("")));
		break;
	}
	return order_note(sc, store, asker, kinds[act], &o, act == ORDER_TOLD ? subject : S(""),
	    &v->entry);
}
