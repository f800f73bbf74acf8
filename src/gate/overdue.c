/* gate/overdue.c -- what was to be done by a date, and was not: told once, and
 * where the policy says so, it closes something.
 *
 * LAW UK GDPR Art 5(2), 24(1), 32(1)(d).
 *
 * That it was told is a dated fact `told:overdue` of the thing, whose
 * reference is the date that passed.
 */
#include "base/list.h"
#include "gate/look.h"
#include "gate/note.h"
#include "sys/zone.h"
#include "vault/party.h"

#define TOLD S("told:overdue")

struct overdue {
	struct str what, of; /* "review", and which */
	struct str subject;
	struct instant due;
	uint32_t line;
};

struct overdues {
	struct scope *sc;
	struct store *store;
	bool told_too;
	LIST(struct overdue) rows;
};

static struct str
overdue_key(struct scope *sc, const struct overdue *o)
{
	return str_printf(&sc->arena, "%.*s:%.*s%s%.*s", STR(o->what), STR(o->of),
	    o->subject.n > 0 ? ":" : "", STR(o->subject));
}

/* Adds it when its date has passed and nobody was told of that date yet. */
static result
add_overdue(struct overdues *all, const struct overdue *o)
{
	struct scope *sc = all->sc;
	struct fact f;
	bool found;

	if (instant_before(sc->now, o->due))
		return OK;
	TRY(vault_fact(sc, all->store->vault, TOLD, overdue_key(sc, o), &f, &found));
	if (all->told_too || !found || !str_eq(f.reference, instant_print(&sc->arena, o->due)))
		*LIST_ADD(&all->rows, &sc->arena) = *o;
	return OK;
}

/* -- reviews ---------------------------------------------------------------------- */

static result
review_due(struct scope *sc, struct store *store, const struct review *r, struct instant *due)
{
	struct instant since = zone_instant(store->plan->from);
	struct fact f;
	bool found;

	TRY(vault_fact(sc, store->vault, S("review"), r->name, &f, &found));
	*due = zone_plus(found ? f.since : since, r->every);
	return OK;
}

static result
overdue_reviews(struct overdues *all)
{
	const struct plan *plan = all->store->plan;

	for (size_t i = 0; i < plan->reviews.n; i++) {
		struct overdue o = { .what = S("review"),
			.of = plan->reviews.at[i].name,
			.subject = S(""),
			.line = plan->reviews.at[i].at.line };

		TRY(review_due(all->sc, all->store, &plan->reviews.at[i], &o.due));
		TRY(add_overdue(all, &o));
	}
	return OK;
}

result
review_stands(struct scope *sc, struct store *store, enum review_closes closes, uint16_t row,
    struct verdict *v)
{
	const struct plan *plan = store->plan;

	for (size_t i = 0; i < plan->reviews.n; i++) {
		const struct review *r = &plan->reviews.at[i];
		struct instant due;

		if (r->closes != closes || r->closed != row)
			continue;
		TRY(review_due(sc, store, r, &due));
		if (!instant_before(sc->now, due))
			return verdict_refuse(sc, v, WHY_REVIEW, r->at.line,
			    "the review `%.*s` was not done in time; record it as a fact",
			    STR(r->name));
	}
	return OK;
}

/* -- orders ----------------------------------------------------------------------- */

static result
overdue_order(struct overdues *all, const struct order *order)
{
	struct overdue o = { .what = S("order-review"),
		.of = order->id,
		.subject = S(""),
		.due = order->review.at,
		.line = all->store->plan->orders.at[order->kind].at.line };

	if (order->review.set)
		TRY(add_overdue(all, &o));
	o.what = S("order-tell");
	for (size_t i = 0; i < order->n; i++) {
		o.subject = order->subjects[i];
		o.due = order->tell[i];
		TRY(add_overdue(all, &o));
	}
	return OK;
}

static result
overdue_orders(struct overdues *all)
{
	struct order *orders;
	size_t n;

	TRY(orders_open(all->sc, all->store, &orders, &n));
	for (size_t i = 0; i < n; i++)
		TRY(overdue_order(all, &orders[i]));
	return OK;
}

/* -- holds ------------------------------------------------------------------------ */

static result
overdue_holds(struct overdues *all)
{
	const struct plan *plan = all->store->plan;
	struct hold *holds;
	size_t n;

	TRY(vault_holds_open(all->sc, all->store->vault, &holds, &n));
	for (size_t i = 0; i < n; i++) {
		struct overdue o = { .what = S("hold-review"),
			.of = holds[i].id,
			.subject = holds[i].subject,
			.due = holds[i].review };

		if (holds[i].class < plan->holds.n)
			o.line = plan->holds.at[holds[i].class].at.line;
		TRY(add_overdue(all, &o));
	}
	return OK;
}

/* -- duties of recipients ---------------------------------------------------------- */

/* A fact `duty` of the release's instruction says that it was done. */
static result
overdue_releases(struct overdues *all)
{
	struct fact *open, done;
	bool found;
	size_t n;

	TRY(vault_facts_of_kind(all->sc, all->store->vault, DUTY_OPEN, &open, &n));
	for (size_t i = 0; i < n; i++) {
		struct overdue o = { .what = S("duty"),
			.of = open[i].of,
			.subject = S(""),
			.due = open[i].until };
		uint16_t recipient = plan_recipient(all->store->plan, open[i].reference);

		TRY(vault_fact(
		    all->sc, all->store->vault, S("duty"), open[i].of, &done, &found));
		if (recipient != NONE)
			o.line = all->store->plan->recipients.at[recipient].at.line;
		if (!found)
			TRY(add_overdue(all, &o));
	}
	return OK;
}

/* One of the recipient, that it still keeps to it. */
static result
overdue_duties(struct overdues *all)
{
	const struct plan *plan = all->store->plan;

	for (size_t i = 0; i < plan->duties.n; i++) {
		const struct duty *d = &plan->duties.at[i];
		struct overdue o = { .what = S("duty"), .subject = S(""), .line = d->at.line };
		struct instant since = zone_instant(plan->from);
		struct fact f;
		bool found;

		if (term_is_zero(d->every))
			continue;
		o.of = plan->recipients.at[d->recipient].name;
		TRY(vault_fact(all->sc, all->store->vault, S("duty"), o.of, &f, &found));
		o.due = zone_plus(found ? f.since : since, d->every);
		TRY(add_overdue(all, &o));
	}
	return overdue_releases(all);
}

/* -- incidents ----------------------------------------------------------------------- */

static result
overdue_incident(struct overdues *all, const struct incident *incident)
{
	const struct plan *plan = all->store->plan;

	for (uint16_t rule = 0; incident->open && rule < plan->breaches.n; rule++) {
		struct overdue o = { .what = S("breach"),
			.of = str_printf(&all->sc->arena, "%.*s:%.*s", STR(incident->id),
			    STR(incident_rule_word(plan, rule))),
			.subject = S(""),
			.line = plan->breaches.at[rule].at.line };
		struct incident_clock clock;

		TRY(gate_incident_clock(all->sc, all->store, incident, rule, &clock));
		o.due = clock.due;
		if (clock.runs && !clock.told.set)
			TRY(add_overdue(all, &o));
	}
	return OK;
}

static result
overdue_incidents(struct overdues *all)
{
	struct incident *incidents;
	size_t n;

	TRY(gate_incidents(all->sc, all->store, &incidents, &n));
	for (size_t i = 0; i < n; i++)
		TRY(overdue_incident(all, &incidents[i]));
	return OK;
}

/* -- backups ------------------------------------------------------------------------ */

/* LAW UK GDPR Art 32(1)(b) to (d). */
static result
overdue_place(struct overdues *all, const struct place *p, struct str kind, const char *what,
    struct term every)
{
	struct overdue o = {
		.what = str_of(what), .of = p->name, .subject = S(""), .line = p->at.line
	};
	struct instant since = zone_instant(all->store->plan->from);
	struct fact f;
	bool found;

	if (term_is_zero(every))
		return OK;
	TRY(vault_fact(all->sc, all->store->vault, kind, p->name, &f, &found));
	o.due = zone_plus(found ? f.since : since, every);
	return add_overdue(all, &o);
}

static result
overdue_copies(struct overdues *all)
{
	const struct plan *plan = all->store->plan;

	for (size_t i = 0; i < plan->places.n; i++) {
		const struct place *p = &plan->places.at[i];

		TRY(overdue_place(all, p, FACT_COPIED, "backup", p->copied_every));
		TRY(overdue_place(all, p, FACT_TRIED, "trial", p->tried_every));
	}
	return OK;
}

/* -- all of them ------------------------------------------------------------------- */

static result
find_overdue(struct overdues *all)
{
	TRY(overdue_reviews(all));
	TRY(overdue_copies(all));
	if (all->store->plan->duties.n > 0)
		TRY(overdue_duties(all));
	TRY(overdue_holds(all));
	TRY(overdue_incidents(all));
	return all->store->plan->orders.n > 0 ? overdue_orders(all) : OK;
}

result
gate_overdue(struct scope *sc, struct store *store, size_t *n)
{
	struct overdues all = { .sc = sc, .store = store };

	TRY(find_overdue(&all));
	*n = all.rows.n;
	return OK;
}

static result
tell_one(struct overdues *all, const struct overdue *o)
{
	const struct asker keeper = { .kind = ASKER_NOBODY, .role = NONE, .channel = NONE };
	struct scope *sc = all->sc;
	struct entry e = note_begin(all->store, &keeper, ENTRY_OVERDUE, S(""));
	uint64_t seq;

	e.why = o->what;
	e.due = o->due;
	e.line = o->line;
	note_more(sc, &e, S("of"), o->of);
	TRY(note_subject(sc, all->store, &e, o->subject));
	TRY(note_write(sc, all->store, &e, &seq));
	return vault_fact_add(sc, all->store->vault,
	    &(struct fact){ .kind = TOLD,
		.of = overdue_key(sc, o),
		.reference = instant_print(&sc->arena, o->due),
		.since = sc->now,
		.until = INSTANT_NEVER });
}

result
gate_tell_overdue(struct scope *sc, struct store *store)
{
	struct overdues all = { .sc = sc, .store = store };

	TRY(find_overdue(&all));
	for (size_t i = 0; i < all.rows.n; i++)
		TRY(tell_one(&all, &all.rows.at[i]));
	return OK;
}

result
gate_lapsed(struct scope *sc, struct store *store, struct lapsed **lapsed, size_t *n)
{
	struct overdues all = { .sc = sc, .store = store, .told_too = true };

	TRY(find_overdue(&all));
	*lapsed = NEW_ARRAY(&sc->arena, all.rows.n + 1, struct lapsed);
	for (*n = 0; *n < all.rows.n; ++*n)
		(*lapsed)[*n] = (struct lapsed){ all.rows.at[*n].what, all.rows.at[*n].of,
			all.rows.at[*n].due, all.rows.at[*n].line };
	return OK;
}
