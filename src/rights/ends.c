/* rights/ends.c -- a party's contract ends: its data is given back, then erased (R10). */
#include "base/check.h"
#include "base/csv.h"
#include "base/json.h"
#include "rights/inside.h"
#include "sys/ulid.h"
#include "sys/zone.h"
#include "vault/party.h"
#include "vault/value.h"

#define FACT_END S("end:party") /* of its id; `until`: when its data goes */
#define FACT_RETURNED S("returned:party")
#define FACT_GONE S("gone:party")
#define FACT_AGAIN S("tried:party") /* something was held: again in a day */
#define FACT_LATE S("late:party") /* that nothing was returned was told */

static const struct asker itself = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };

/* -- where it stands ---------------------------------------------------------- */

static result
fact_of(struct scope *sc, struct store *store, struct str kind, struct str party,
    struct due *since)
{
	struct fact f;

	TRY(vault_fact(sc, store->vault, kind, party, &f, &since->set));
	since->at = since->set ? f.since : (struct instant){ 0 };
	return OK;
}

static result
put_fact(struct scope *sc, struct store *store, struct str kind, struct str party,
    struct instant until)
{
	return vault_fact_add(sc, store->vault,
	    &(struct fact){
		.kind = kind, .of = party, .reference = S(""), .since = sc->now, .until = until });
}

result
rights_party_end(struct scope *sc, struct store *store, struct str party, struct party_end *end)
{
	struct fact f;

	*end = (struct party_end){ .party = party };
	TRY(vault_fact(sc, store->vault, FACT_END, party, &f, &end->ended));
	if (!end->ended)
		return OK;
	end->since = f.since;
	end->erase_by = f.until;
	TRY(fact_of(sc, store, FACT_RETURNED, party, &end->returned));
	return fact_of(sc, store, FACT_GONE, party, &end->gone);
}

static result
note_party(struct acting *a, enum entry_kind kind, const char *verb, const struct party_end *end,
    struct str why)
{
	struct entry e = note_begin(a->store, a->asker, kind, str_of(verb));

	e.record = end->party;
	e.why = why;
	e.due = end->erase_by;
	return note_write(a->sc, a->store, &e, &a->v->entry);
}

static result
load(struct acting *a, struct str id, struct party *p, struct party_end *end)
{
	bool absent;

	TRY(verdict_absent(a->sc, vault_party(a->sc, a->store->vault, id, p), &absent));
	if (absent || p->class == NONE)
		return verdict_gone(a->sc, a->v);
	return rights_party_end(a->sc, a->store, id, end);
}

/* -- two people say that it has ended ------------------------------------------- */

static result
second_may(struct acting *a, const struct asker *second)
{
	struct acting b = *a;

	if (!asker_another(a->asker, second))
		return verdict_refuse(a->sc, a->v, WHY_TWO_PEOPLE, 0,
		    "give a second colleague who may act for rights-requests");
	b.asker = second;
	return may_act(&b);
}

/* LAW UK GDPR Art 28(3)(g). */
static result
end_it(struct acting *a, const struct party *p, struct party_end *end)
{
	const struct party_class *class = &a->plan->parties.at[p->class];

	if (!class->returned)
		return fail_at(a->sc, E_STATE, S("party"),
		    "the policy does not say what is done at the end for `%.*s`: add `at the end "
		    "return, then erase within ...`",
		    STR(class->name));
	if (end->ended)
		return fail_at(a->sc, E_STATE, S("party"), "it has ended already");
	end->ended = true;
	end->since = a->sc->now;
	end->erase_by = zone_plus(a->sc->now, class->return_within);
	TRY(vault_party_end(a->sc, a->store->vault, p->id));
	TRY(put_fact(a->sc, a->store, FACT_END, p->id, end->erase_by));
	return note_party(a, ENTRY_PARTY_ENDED, "party-act", end, S(""));
}

/* -- it has what was given back ---------------------------------------------------- */

/* The party's own people, or ours. */
static result
may_take(struct acting *a, struct str party)
{
	a->plan = a->store->plan;
	*a->v = (struct verdict){ 0 };
	if (a->asker->party.n == 0)
		return may_act(a);
	return str_eq(a->asker->party, party) ? OK : verdict_gone(a->sc, a->v);
}

static result
must_have_ended(struct acting *a, const struct party_end *end)
{
	if (!end->ended)
		return fail_at(a->sc, E_STATE, S("party"), "the contract with it has not ended");
	if (end->gone.set)
		return fail_at(a->sc, E_STATE, S("party"), "what was held for it is erased");
	return OK;
}

static result
returned(struct acting *a, struct party_end *end)
{
	TRY(must_have_ended(a, end));
	end->returned = (struct due){ .set = true, .at = a->sc->now };
	TRY(put_fact(a->sc, a->store, FACT_RETURNED, end->party, INSTANT_NEVER));
	return note_party(a, ENTRY_PARTY_RETURNED, "party-act", end, S(""));
}

result
rights_party_act(struct scope *sc, struct store *store, const struct asker *asker,
    const struct asker *second, struct str reason, struct str party, enum party_act act,
    struct verdict *v, struct party_end *end)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v };
	struct party p;

	*end = (struct party_end){ .party = party };
	TRY(act == PARTY_ACT_END ? may_act(&a) : may_take(&a, party));
	if (verdict_allows(v) && act == PARTY_ACT_END)
		TRY(second_may(&a, second));
	if (verdict_allows(v))
		TRY(load(&a, party, &p, end));
	if (!verdict_allows(v))
		return OK;
	return act == PARTY_ACT_END ? end_it(&a, &p, end) : returned(&a, end);
}

/* -- the package ---------------------------------------------------------------------- */

struct page {
	struct acting *a;
	uint16_t dataset;
	bool csv;
	struct buf rows; /* of CSV */
	struct node *list; /* of JSON */
};

/* What can be given back: no secret, and nothing that only passed. */
static bool
given_back(const struct field *f)
{
	return (f->marks & (MARK_SECRET | MARK_PASSES)) == 0 && f->type != TYPE_SECRET;
}

static void
put_csv(struct page *p, struct str id, struct instant collected, const struct values *values)
{
	const struct plan *plan = p->a->plan;
	const struct dataset *d = &plan->datasets.at[p->dataset];
	struct str *cells = NEW_ARRAY(&p->a->sc->arena, (size_t)d->fields + 2, struct str);
	size_t n = 0;

	cells[n++] = values == NULL ? S("record") : id;
	cells[n++] = values == NULL ? S("collected")
				    : instant_print(&p->a->sc->arena, collected);
	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		const struct value *value = values != NULL ? values_get(*values, f) : NULL;

		if (given_back(&plan->fields.at[f]))
			cells[n++] = values == NULL  ? plan->fields.at[f].name
				     : value == NULL ? S("")
						     : value->text;
	}
	csv_put(&p->rows, cells, n);
}

static void
put_json(struct page *p, const struct record *r, const struct values *values)
{
	struct arena *arena = &p->a->sc->arena;
	const struct plan *plan = p->a->plan;
	struct node *map = node_add(p->list, node_map(arena)), *held = node_map(arena);

	node_set_str(arena, map, S("record"), r->id);
	if (r->subject.n > 0)
		node_set_str(arena, map, S("subject"), r->subject);
	node_set_time(arena, map, S("collected"), r->arrival);
	for (size_t i = 0; i < values->n; i++) {
		const struct value *value = &values->at[i];

		if (given_back(&plan->fields.at[value->field]))
			node_set(held, plan->fields.at[value->field].name,
			    value_node(arena, plan, value->field, value->text));
	}
	node_set(map, S("values"), held);
}

/* G2: of each record, so that its person can see who had it. */
static result
note_given(struct page *p, const struct record *r, struct values values)
{
	struct acting *a = p->a;
	struct entry e = note_begin(a->store, a->asker, ENTRY_PARTY_PACKAGE, S("party-package"));

	TRY(note_record(a->sc, a->store, &e, r));
	note_fields(a->sc, a->plan, &e, values);
	return note_write(a->sc, a->store, &e, &a->v->entry);
}

static result
put_record(struct page *p, struct str id)
{
	struct acting *a = p->a;
	struct values values = { 0 };
	struct fields held = fieldset_new(a->sc, a->plan);
	struct record r;

	TRY(vault_record(a->sc, a->store->vault, id, &r));
	TRY(vault_holds(a->sc, a->store->vault, &r, &held));
	TRY(vault_read(a->sc, a->store->vault, &r, held, false, &values));
	if (p->csv)
		put_csv(p, r.id, r.arrival, &values);
	else
		put_json(p, &r, &values);
	return note_given(p, &r, values);
}

static struct str
text_of(struct page *p, const struct party_end *end)
{
	struct arena *arena = &p->a->sc->arena;
	struct node *n = node_map(arena);

	if (p->csv)
		return buf_str(&p->rows);
	node_set_str(arena, n, S("controller"), p->a->plan->controller.name);
	node_set_str(arena, n, S("policy"), p->a->plan->name);
	node_set_int(arena, n, S("policy-version"), p->a->plan->version);
	node_set_str(arena, n, S("party"), end->party);
	node_set_time(arena, n, S("made"), p->a->sc->now);
	node_set_time(arena, n, S("erase-by"), end->erase_by);
	node_set_str(arena, n, S("dataset"), p->a->plan->datasets.at[p->dataset].name);
	node_set(n, S("records"), p->list);
	return json_text(arena, n);
}

static result
fill_page(struct page *p, const struct party_end *end, const struct party_page_of *of,
    struct party_page *page)
{
	struct acting *a = p->a;
	struct str *ids;
	size_t n;

	if (p->csv)
		put_csv(p, S(""), a->sc->now, NULL);
	TRY(vault_list(a->sc, a->store->vault, p->dataset, end->party, of->cursor, of->most, &ids, &n));
	for (size_t i = 0; i < n; i++)
		TRY(put_record(p, ids[i]));
	page->text = text_of(p, end);
	page->signature = package_signature(a->sc, a->store, page->text);
	page->cursor = n == of->most ? ids[n - 1] : S("");
	page->records = n;
	return OK;
}

result
rights_party_package(struct scope *sc, struct store *store, const struct asker *asker,
    struct str reason, const struct party_page_of *of, struct verdict *v, struct party_page *page)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v };
	struct page p = { .a = &a,
		.csv = of->csv,
		.rows = buf_new(&sc->arena),
		.list = node_list(&sc->arena) };
	struct party_end end;
	struct party party;

	TRY(may_take(&a, of->party));
	if (verdict_allows(v))
		TRY(load(&a, of->party, &party, &end));
	if (!verdict_allows(v))
		return OK;
	TRY(must_have_ended(&a, &end));
	p.dataset = plan_dataset(store->plan, of->dataset);
	if (p.dataset == NONE || store->plan->datasets.at[p.dataset].party != party.class)
		return fail_at(sc, E_INPUT, S("dataset"), "this is not held for such a party");
	return fill_page(&p, &end, of, page);
}

/* -- it is erased ------------------------------------------------------------------------ */

static bool
waits_a_day(struct scope *sc, struct due tried)
{
	return tried.set && instant_since(sc->now, tried.at).us < span_hours(24).us;
}

/* The first whose day has come, and whose data is not gone. */
static result
find_due(struct scope *sc, struct store *store, struct party_end *end, bool *found)
{
	struct fact *facts;
	struct due tried;
	size_t n;

	*found = false;
	TRY(vault_facts_of_kind(sc, store->vault, FACT_END, &facts, &n));
	for (size_t i = 0; i < n && !*found; i++) {
		if (instant_before(sc->now, facts[i].until))
			continue;
		TRY(rights_party_end(sc, store, facts[i].of, end));
		TRY(fact_of(sc, store, FACT_AGAIN, facts[i].of, &tried));
		*found = !end->gone.set && !waits_a_day(sc, tried);
	}
	return OK;
}

static result
is_held(struct erasing *e, struct str record, bool *held)
{
	struct lifetime *lives;
	size_t n;

	TRY(vault_lifetimes(e->act->sc, e->act->store->vault, record, &lives, &n));
	for (size_t i = 0; i < n; i++)
		*held = *held || (lives[i].state == LIFE_OPEN && lives[i].held != 0);
	return OK;
}

static result
erase_page(struct erasing *e, struct party_erasing *at, size_t *n)
{
	struct acting *a = e->act;
	struct record r;
	struct str *ids;

	TRY(vault_list(a->sc, a->store->vault, at->dataset, (struct str){ at->party, ULID_LENGTH },
	    (struct str){ at->after, at->after_n }, ERASED_A_STEP, &ids, n));
	for (size_t i = 0; i < *n; i++) {
		TRY(vault_record(a->sc, a->store->vault, ids[i], &r));
		TRY(erase_record(e, &r));
		TRY(is_held(e, ids[i], &at->held));
	}
	if (*n > 0) {
		memcpy(at->after, ids[*n - 1].p, ULID_LENGTH);
		at->after_n = ULID_LENGTH;
	}
	return OK;
}

/* What a hold keeps is tried again each day. */
static result
finish(struct acting *a, struct party_erasing *at, const struct party_end *end)
{
	struct entry e = note_begin(a->store, a->asker, ENTRY_PARTY_ERASED, S(""));

	e.record = end->party;
	e.count = (int64_t)at->ended;
	e.why = at->held	    ? S("held")
		: end->returned.set ? S("returned")
				    : S("not-returned");
	at->open = false;
	TRY(put_fact(a->sc, a->store, at->held ? FACT_AGAIN : FACT_GONE, end->party, INSTANT_NEVER));
	return note_write(a->sc, a->store, &e, &a->v->entry);
}

static void
begin_erasing(struct party_erasing *at, const struct party_end *end)
{
	*at = (struct party_erasing){ .open = true };
	CHECK(end->party.n == ULID_LENGTH);
	memcpy(at->party, end->party.p, ULID_LENGTH);
}

result
rights_parties_erase(struct scope *sc, struct store *store, struct party_erasing *at)
{
	struct verdict v = { 0 };
	struct acting a = {
		.sc = sc, .store = store, .plan = store->plan, .asker = &itself, .v = &v
	};
	struct party_end end;
	struct erasing e;
	bool found = true;
	size_t n = 0;

	if (!at->open) {
		TRY(find_due(sc, store, &end, &found));
		at->idle = !found;
		if (!found)
			return OK;
		begin_erasing(at, &end);
	}
	TRY(erasing_begin(&e, &a, ERASED_INSTRUCTION));
	while (at->dataset < store->plan->datasets.n
	       && store->plan->datasets.at[at->dataset].built_in)
		at->dataset++;
	if (at->dataset < store->plan->datasets.n) {
		TRY(erase_page(&e, at, &n));
		at->ended += e.ended;
		if (n < ERASED_A_STEP) {
			at->dataset++;
			at->after_n = 0;
		}
		return OK;
	}
	TRY(rights_party_end(
	    sc, store, str_dup(&sc->arena, (struct str){ at->party, ULID_LENGTH }), &end));
	return finish(&a, at, &end);
}

/* -- a reminder ---------------------------------------------------------------------------- */

/* Half of the time is over, and nobody has said that it has its data. */
static result
is_late(struct scope *sc, struct store *store, const struct fact *f, bool *late)
{
	struct party_end end;
	struct due told;

	TRY(rights_party_end(sc, store, f->of, &end));
	TRY(fact_of(sc, store, FACT_LATE, f->of, &told));
	*late = !end.returned.set && !told.set && !end.gone.set
		&& instant_since(sc->now, f->since).us
		       >= instant_since(f->until, f->since).us / 2;
	return OK;
}

result
rights_unreturned(struct scope *sc, struct store *store, size_t *n)
{
	struct fact *facts;
	size_t all;

	*n = 0;
	TRY(vault_facts_of_kind(sc, store->vault, FACT_END, &facts, &all));
	for (size_t i = 0; i < all; i++) {
		bool late;

		TRY(is_late(sc, store, &facts[i], &late));
		*n += late;
	}
	return OK;
}

result
rights_tell_unreturned(struct scope *sc, struct store *store)
{
	struct fact *facts;
	uint64_t seq;
	size_t n;

	TRY(vault_facts_of_kind(sc, store->vault, FACT_END, &facts, &n));
	for (size_t i = 0; i < n; i++) {
		struct entry e = note_begin(store, &itself, ENTRY_OVERDUE, S(""));
		bool late;

		TRY(is_late(sc, store, &facts[i], &late));
		if (!late)
			continue;
		e.record = facts[i].of;
		e.why = S("return");
		e.due = facts[i].until;
		TRY(put_fact(sc, store, FACT_LATE, facts[i].of, INSTANT_NEVER));
		TRY(note_write(sc, store, &e, &seq));
	}
	return OK;
}
