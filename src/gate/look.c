/* gate/look.c -- one asker, one purpose, some records: what may be looked at? */
#include "base/buf.h"
#include "base/check.h"
#include "gate/look.h"
#include "sys/zone.h"
#include "vault/party.h"

bool
purpose_uses(const struct plan *plan, uint16_t purpose, uint16_t field)
{
	const struct purpose *p = &plan->purposes.at[purpose];

	return p->built_in || fields_have(p->uses, field);
}

struct fields
fieldset_new(struct scope *sc, const struct plan *plan)
{
	return (struct fields){ NEW_ARRAY(&sc->arena, plan->field_words, uint64_t) };
}

void
fieldset_add(struct fields set, uint16_t field)
{
	set.w[field / 64] |= (uint64_t)1 << (field % 64);
}

uint16_t
field_named(const struct plan *plan, uint16_t dataset, struct str name)
{
	uint16_t field = plan_field(plan, dataset, name);

	if (field != NONE)
		return field;
	field = plan_field_full(plan, name);
	return field != NONE && plan->fields.at[field].dataset == dataset ? field : NONE;
}

bool
role_acts_for(const struct plan *plan, uint16_t role, uint16_t purpose)
{
	for (size_t i = 0; i < plan->grants.n; i++)
		if (plan->grants.at[i].role == role && plan->grants.at[i].purpose == purpose)
			return true;
	return false;
}

#define TRY_NAMES_MAX 4 /* a `try` is read at a glance */

struct str
purposes_using(struct scope *sc, const struct plan *plan, uint16_t field)
{
	struct buf b = buf_new(&sc->arena);
	size_t n = 0;

	for (uint16_t i = 0; i < plan->purposes.n && n < TRY_NAMES_MAX; i++) {
		if (plan->purposes.at[i].built_in || !fields_have(plan->purposes.at[i].uses, field))
			continue;
		buf_puts(&b, n++ == 0 ? "for the purpose " : ", ");
		buf_put(&b, plan->purposes.at[i].name);
	}
	return buf_str(&b);
}

static struct str
fields_used(struct scope *sc, const struct plan *plan, uint16_t purpose, uint16_t dataset)
{
	const struct dataset *d = &plan->datasets.at[dataset];
	struct buf b = buf_new(&sc->arena);
	size_t n = 0;

	for (uint16_t f = d->first_field; f < d->first_field + d->fields && n < TRY_NAMES_MAX;
	     f++) {
		if (!purpose_uses(plan, purpose, f))
			continue;
		buf_puts(&b, n++ == 0 ? "ask for " : ", ");
		buf_put(&b, plan->fields.at[f].full);
	}
	return buf_str(&b);
}

static const struct {
	enum need need;
	enum why why;
	const char *what;
} needs[] = {
	{ NEED_TICKET, WHY_TICKET, "a ticket, a word of letters, digits and . _ : / * -" },
	{ NEED_ORDER, WHY_ORDER, "an order, a word of letters, digits and . _ : / * -" },
	{ NEED_REASON, WHY_REASON, "a reason" },
	{ NEED_TWO_PEOPLE, WHY_TWO_PEOPLE, "a second person of a role that may do the same" },
};

static bool
given_word(struct str s)
{
	return s.n > 0 && ledger_word(s);
}

/* Two keys of one colleague are one person. */
static bool
second_person(const struct plan *plan, const struct asker *first, const struct asker *second,
    uint16_t purpose)
{
	if (second == NULL || second->kind != ASKER_ROLE
	    || !role_acts_for(plan, second->role, purpose))
		return false;
	if (!str_eq(first->party, second->party) || str_eq(first->key, second->key))
		return false;
	return first->staff.n > 0 && second->staff.n > 0 && !str_eq(first->staff, second->staff);
}

static bool
need_met(const struct plan *plan, const struct asker *asker, const struct asker *second,
    const struct question *q, uint16_t purpose, enum need need)
{
	switch (need) {
	case NEED_TICKET:
		return given_word(q->ticket);
	case NEED_ORDER:
		return given_word(q->order);
	case NEED_REASON:
		return str_trim(q->reason).n > 0;
	case NEED_TWO_PEOPLE:
		return second_person(plan, asker, second, purpose);
	}
	return false;
}

/* Who shows what, for which purpose. */
struct showing {
	const struct asker *asker, *second;
	const struct question *q;
	uint16_t purpose;
};

static result
needs_met(struct scope *sc, struct store *store, const struct showing *s,
    const struct needed *needed, const struct record *r, struct verdict *v)
{
	for (size_t i = 0; i < N(needs); i++)
		if ((needed->needs & needs[i].need) != 0
		    && !need_met(
			store->plan, s->asker, s->second, s->q, s->purpose, needs[i].need))
			return verdict_refuse(
			    sc, v, needs[i].why, needed->line, "give %s", needs[i].what);
	if ((needed->needs & NEED_ORDER) == 0 || store->plan->orders.n == 0)
		return OK;
	return order_stands(sc, store, needed, s->q->order, r, v);
}

result
look_needs(
    struct look *l, const struct needed *needed, const struct record *r, struct verdict *v)
{
	struct showing s = { l->asker, l->second, l->q, l->purpose };

	if (l->by_line) /* met when it was opened, or none */
		return OK;
	return needs_met(l->sc, l->store, &s, needed, r, v);
}

static result
begin_purpose(struct look *l, struct verdict *v)
{
	const struct purpose *p;

	l->purpose = plan_purpose(l->plan, l->q->purpose);
	if (l->purpose == NONE)
		return verdict_refuse(
		    l->sc, v, WHY_NO_PURPOSE, 0, "say one of the purposes of the policy");
	p = &l->plan->purposes.at[l->purpose];
	if (!l->by_line && !role_acts_for(l->plan, l->asker->role, l->purpose)) {
		const struct role *r = &l->plan->roles.at[l->asker->role];

		return verdict_refuse(l->sc, v, WHY_ROLE, r->at.line,
		    "`%.*s` may not act for `%.*s`", STR(r->name), STR(p->name));
	}
	return look_limits(l, v);
}

static result
role_stands(struct look *l, struct verdict *v)
{
	if (l->by_line)
		return OK;
	if (l->asker->kind != ASKER_ROLE)
		return verdict_refuse(l->sc, v, WHY_ROLE, 0,
		    "only a person or programme in a role of the policy may do this");
	CHECK(l->asker->role < l->plan->roles.n);
	return review_stands(l->sc, l->store, CLOSES_ROLE, l->asker->role, v);
}

result
look_begin(struct look *l, struct verdict *v)
{
	*v = (struct verdict){ 0 };
	l->plan = l->store->plan;
	TRY(role_stands(l, v));
	if (!verdict_allows(v))
		return OK;
	l->dataset = NONE;
	if (l->q->dataset.n > 0) {
		l->dataset = plan_dataset(l->plan, l->q->dataset);
		if (l->dataset == NONE || l->plan->datasets.at[l->dataset].built_in)
			return verdict_refuse(
			    l->sc, v, WHY_DATASET, 0, "say one of the datasets of the policy");
	}
	return begin_purpose(l, v);
}

bool
role_sees_those_served(const struct plan *plan, uint16_t role)
{
	const struct role *r = &plan->roles.at[role];

	for (uint16_t i = r->first_grant; i < r->first_grant + r->grants; i++)
		if (plan->grants.at[i].role == role && plan->grants.at[i].of_those_served)
			return true;
	return false;
}

/* Ours see all; a party's people their own, and those of the parties that it serves
 * where a line of their role says so. */
static result
record_is_theirs(struct look *l, struct str party, bool *theirs)
{
	struct party p;

	*theirs = l->asker->party.n == 0 || str_eq(l->asker->party, party);
	if (*theirs || party.n == 0 || !role_sees_those_served(l->plan, l->asker->role))
		return OK;
	TRY(vault_party(l->sc, l->store->vault, party, &p));
	*theirs = str_eq(l->asker->party, p.through);
	return OK;
}

result
look_record(struct look *l, struct str id, struct record *r, struct verdict *v)
{
	bool absent, theirs;

	TRY(verdict_absent(l->sc, vault_record(l->sc, l->store->vault, id, r), &absent));
	if (absent)
		return verdict_gone(l->sc, v);
	TRY(record_is_theirs(l, r->party, &theirs));
	if (!theirs)
		return verdict_gone(l->sc, v);
	if (l->plan->datasets.at[r->dataset].built_in
	    || (l->dataset != NONE && l->dataset != r->dataset))
		return verdict_gone(l->sc, v);
	return OK;
}

static result
asked_again(struct scope *sc, const struct purpose *p, uint32_t line, struct verdict *v)
{
	return verdict_refuse(sc, v, WHY_CONSENT, line,
	    "`%.*s` has changed since the person said yes: ask again", STR(p->name));
}

/* Why does no ground stand?  The person's own will comes first. */
static result
no_ground(struct scope *sc, const struct plan *plan, uint16_t purpose, uint16_t about,
    const struct facts *facts, struct verdict *v)
{
	const struct purpose *p = &plan->purposes.at[purpose];
	const struct ground *consent = NULL, *declared = NULL;
	bool any = false;

	for (uint16_t i = p->first_ground; i < p->first_ground + p->grounds; i++) {
		const struct ground *g = &plan->grounds.at[i];

		if (g->subject != about && g->subject != NONE)
			continue;
		any = true;
		if (g->basis == BASIS_CONSENT)
			consent = g;
		if (g->basis == BASIS_DECLARED)
			declared = g;
	}
	if (!any)
		return verdict_refuse(sc, v, WHY_BASIS, p->at.line,
		    "`%.*s` has no basis for this kind of person", STR(p->name));
	if (objected_to(plan, purpose, facts))
		return verdict_refuse(
		    sc, v, WHY_OBJECTED, p->at.line, "the person objected to `%.*s`", STR(p->name));
	if (consent != NULL && vault_facts_asks_again(facts))
		return asked_again(sc, p, consent->at.line, v);
	if (consent != NULL)
		return verdict_refuse(sc, v, WHY_CONSENT, consent->at.line,
		    "`%.*s` rests on a consent that is not given", STR(p->name));
	if (declared != NULL)
		return verdict_refuse(sc, v, WHY_DECLARED, declared->at.line,
		    "`%.*s` rests on a ground that the party declares, and none holds today",
		    STR(p->name));
	return verdict_refuse(sc, v, WHY_BASIS, p->at.line,
	    "no basis of `%.*s` stands for this person", STR(p->name));
}

static result
conditions_stand(struct scope *sc, const struct plan *plan, uint16_t purpose,
    const struct facts *facts, struct verdict *v)
{
	const struct purpose *p = &plan->purposes.at[purpose];

	if (p->only_while != NONE && !cond_holds(plan, p->only_while, facts))
		return verdict_refuse(sc, v, WHY_CONDITION, plan->conds.at[p->only_while].at.line,
		    "`%.*s` holds only under a condition that this record does not meet",
		    STR(p->name));
	if (p->with_consent == NONE || cond_holds(plan, p->with_consent, facts))
		return OK;
	if (objected_to(plan, purpose, facts))
		return verdict_refuse(
		    sc, v, WHY_OBJECTED, p->at.line, "the person objected to `%.*s`", STR(p->name));
	if (vault_facts_asks_again(facts))
		return asked_again(sc, p, plan->conds.at[p->with_consent].at.line, v);
	if (cond_wants_opt_out(plan, p->with_consent, facts))
		return verdict_refuse(sc, v, WHY_OPT_OUT, plan->conds.at[p->with_consent].at.line,
		    "whoever collects an address for `%.*s` offers an opt-out there and then, and says "
		    "so in the offer as `opt-out`",
		    STR(p->name));
	return verdict_refuse(sc, v, WHY_CONSENT, plan->conds.at[p->with_consent].at.line,
	    "`%.*s` needs a consent or a soft opt-in that is not there", STR(p->name));
}

static result
kind_stands(struct scope *sc, const struct plan *plan, uint16_t purpose, uint16_t about,
    const struct facts *facts, uint16_t *ground, struct verdict *v)
{
	*ground = ground_standing(plan, purpose, about, facts);
	return *ground != NONE ? OK : no_ground(sc, plan, purpose, about, facts, v);
}

/* What is tied to nobody may be about any kind of person that its data names: a
 * ground must stand for each.  What is about nobody at all needs none. */
static result
kinds_stand(struct scope *sc, const struct plan *plan, uint16_t purpose, const struct record *r,
    const struct facts *facts, uint16_t *ground, struct verdict *v)
{
	const struct dataset *d = &plan->datasets.at[r->dataset];

	if (r->about != NONE)
		return kind_stands(sc, plan, purpose, r->about, facts, ground, v);
	for (size_t i = 0; i < d->subjects && verdict_allows(v); i++)
		TRY(kind_stands(sc, plan, purpose,
		    plan->dataset_subjects.at[d->first_subject + i], facts, ground, v));
	return OK;
}

/* LAW UK GDPR Art 6(1), 7, 21. */
static result
one_stands(struct scope *sc, struct store *store, uint16_t purpose, const struct record *r,
    const struct facts *facts, uint16_t *ground, struct verdict *v)
{
	const struct plan *plan = store->plan;

	vault_facts_for(facts, purpose);
	TRY(kinds_stand(sc, plan, purpose, r, facts, ground, v));
	for (uint16_t p = purpose; p != NONE && verdict_allows(v); p = plan->purposes.at[p].under)
		TRY(conditions_stand(sc, plan, p, facts, v));
	return vault_facts_read(facts);
}

struct record
record_of_person(const struct record *r, const struct person *p)
{
	struct record one = *r;

	one.subject = p->subject;
	one.about = p->about;
	return one;
}

/* Where a record names several people, it must stand for each. */
result
person_stands(struct scope *sc, struct store *store, uint16_t purpose, const struct record *r,
    const struct facts *facts, uint16_t *ground, struct verdict *v)
{
	*ground = NONE;
	if (store->plan->purposes.at[purpose].built_in)
		return OK;
	if (r->n_people == 0)
		return one_stands(sc, store, purpose, r, facts, ground, v);
	for (size_t i = 0; i < r->n_people && verdict_allows(v); i++) {
		struct record one = record_of_person(r, &r->people[i]);

		TRY(one_stands(sc, store, purpose, &one, vault_facts_of(sc, facts, &r->people[i]),
		    ground, v));
	}
	return OK;
}

/* LAW UK GDPR Art 18(2).  A yes to be advertised to is no yes to be advertised to while
 * nothing else is done. */
bool
restriction_spares(const struct plan *plan, uint16_t purpose, uint16_t ground, uint16_t field)
{
	const struct purpose *p = &plan->purposes.at[purpose];

	if (p->built_in
	    || (p->marketing == 0 && ground != NONE
		&& plan->grounds.at[ground].basis == BASIS_CONSENT))
		return true;
	for (size_t i = 0; i < plan->exceptions.n; i++) {
		const struct exception *x = &plan->exceptions.at[i];

		if (x->kind == RIGHT_RESTRICT && x->purpose == purpose
		    && (field == NONE || fields_have(x->fields, field)))
			return true;
	}
	return false;
}

/* Of several, the ground of whoever asked for a restriction decides what it spares. */
static result
look_one(struct look *l, const struct record *r, const struct facts *facts, struct verdict *v)
{
	struct subject person = { 0 };
	uint16_t ground = NONE;

	if (r->subject.n > 0)
		TRY(vault_subject(l->sc, l->store->vault, r->subject, &person));
	if (person.erasing)
		return verdict_erasing(l->sc, v);
	if (!l->plan->purposes.at[l->purpose].built_in)
		TRY(one_stands(l->sc, l->store, l->purpose, r, facts, &ground, v));
	if (!l->restricted)
		l->ground = ground;
	if (!verdict_allows(v) || !person.restricted)
		return OK;
	l->restricted = true;
	l->ground = ground;
	if (!restriction_spares(l->plan, l->purpose, ground, NONE))
		return verdict_refuse(l->sc, v, WHY_RESTRICTED, 0,
		    "the person asked for it; ask for the restriction to be lifted");
	return OK;
}

result
look_person(struct look *l, const struct record *r, const struct facts *facts, struct verdict *v)
{
	l->restricted = false;
	l->ground = NONE;
	if (r->n_people == 0)
		return look_one(l, r, facts, v);
	for (size_t i = 0; i < r->n_people && verdict_allows(v); i++) {
		struct record one = record_of_person(r, &r->people[i]);

		TRY(look_one(l, &one, vault_facts_of(l->sc, facts, &r->people[i]), v));
	}
	return OK;
}

result
look_spared(struct look *l, uint16_t field, struct verdict *v)
{
	struct str full = l->plan->fields.at[field].full;

	if (!l->restricted || restriction_spares(l->plan, l->purpose, l->ground, field))
		return OK;
	return verdict_refuse_field(l->sc, v, WHY_RESTRICTED, 0, full,
	    "no line lets `%.*s` use it while it is restricted",
	    STR(l->plan->purposes.at[l->purpose].name));
}

/* `holding training within 12 months`: the newest such fact of this colleague. */
static result
holding_stands(struct scope *sc, struct store *store, const struct asker *asker,
    const struct grant *g, const struct holding *h, struct verdict *v)
{
	struct fact f;
	bool found = false;

	if (asker->staff.n > 0)
		TRY(vault_fact(sc, store->vault, h->fact, asker->staff, &f, &found));
	if (found && instant_before(sc->now, f.until)
	    && (term_is_zero(h->within)
		|| instant_before(sc->now, zone_plus(f.since, h->within))))
		return OK;
	return verdict_refuse(sc, v, WHY_TRAINING, g->at.line,
	    "record `%.*s` of this colleague that is in date", STR(h->fact));
}

/* Whom the record names: this colleague, or the party they are of. */
static result
names_asker(struct scope *sc, struct store *store, const struct asker *asker, uint16_t field,
    const struct record *r, bool *named)
{
	struct fields wanted = fieldset_new(sc, store->plan);
	struct values values = { 0 };

	*named = false;
	fieldset_add(wanted, field);
	if (r->id.n > 0)
		TRY(vault_read(sc, store->vault, r, wanted, false, &values));
	for (struct str rest = values.n > 0 ? values.at[0].text : S(""); rest.n > 0;) {
		struct str one = str_trim(str_cut(rest, ',', &rest));

		*named = *named || (asker->party.n > 0 && str_eq(one, asker->party))
			 || (asker->staff.n > 0 && str_eq(one, asker->staff));
	}
	return OK;
}

/* What the line asks to be on record: of the colleague, and in the record itself. */
static result
shown_stands(struct scope *sc, struct store *store, const struct asker *asker,
    const struct grant *g, const struct record *r, struct verdict *v)
{
	bool named = true;

	for (uint16_t i = 0; i < g->holdings && verdict_allows(v); i++)
		TRY(holding_stands(
		    sc, store, asker, g, &store->plan->holdings.at[g->first_holding + i], v));
	if (verdict_allows(v) && g->named_in != NONE)
		TRY(names_asker(sc, store, asker, g->named_in, r, &named));
	return named ? OK
		     : verdict_refuse(sc, v, WHY_ROLE, g->at.line,
			 "the record does not name you in %.*s",
			 STR(store->plan->fields.at[g->named_in].full));
}

/* `of their own`, `of those they serve`: whom a record is served for is known once there
 * is one (look_record). */
static bool
whose_stands(const struct asker *asker, const struct grant *g, const struct record *r)
{
	bool own = asker->party.n > 0 && str_eq(asker->party, r->party);

	if (own)
		return g->of_their_own || !g->of_those_served || r->id.n == 0;
	return g->of_those_served || (!g->of_their_own && asker->party.n == 0);
}

result
grant_stands(struct scope *sc, struct store *store, const struct asker *asker,
    const struct asker *second, const struct question *q, uint16_t grant, const struct record *r,
    struct verdict *v)
{
	const struct grant *g = &store->plan->grants.at[grant];
	struct needed needed = { g->needs, g->first_order, g->orders, g->at.line };
	struct showing s = { asker, second, q, g->purpose };

	if (!whose_stands(asker, g, r))
		return verdict_refuse(sc, v, WHY_ROLE, g->at.line,
		    g->of_those_served
			? "this role may do so with the records of those that its party serves"
			: "this role may do so with its own party's records");
	if (g->from_office)
		TRY(office_stands(sc, store, asker, g->at.line, v));
	if (verdict_allows(v))
		TRY(shown_stands(sc, store, asker, g, r, v));
	if (!verdict_allows(v))
		return OK;
	return needs_met(sc, store, &s, &needed, r->id.n > 0 ? r : NULL, v);
}

static result
no_grant(struct look *l, uint16_t field, struct verdict *v)
{
	const struct role *r = &l->plan->roles.at[l->asker->role];
	const struct purpose *p = &l->plan->purposes.at[l->purpose];
	struct str full = l->plan->fields.at[field].full;
	const char *may = (l->may & MAY_READ) != 0     ? "read"
			  : (l->may & MAY_CHANGE) != 0 ? "change"
			  : (l->may & MAY_HEAR) != 0   ? "hear"
			  : (l->may & MAY_NARROW) != 0 ? "narrow"
						       : "export";

	TRY(verdict_refuse_field(l->sc, v, WHY_ROLE, r->at.line, full,
	    "`%.*s` may not %s %.*s for `%.*s`", STR(r->name), may, STR(full), STR(p->name)));
	v->try_line =
	    str_printf(&l->sc->arena, "may %s %.*s for %.*s", may, STR(full), STR(p->name));
	return OK;
}

/* `only while COND` of a `may` line. */
static result
grant_holds(struct look *l, const struct grant *g, struct verdict *v)
{
	if (g->only_while == NONE || l->facts == NULL
	    || cond_holds(l->plan, g->only_while, l->facts))
		return OK;
	return verdict_refuse(l->sc, v, WHY_ROLE_WHILE, g->at.line,
	    "the line holds only under a condition that this record does not meet");
}

/* The first line whose terms are met; else the refusal of the first line. */
static result
find_grant(
    struct look *l, const struct record *r, uint16_t field, uint16_t *grant, struct verdict *v)
{
	struct verdict first = { 0 };

	*grant = NONE;
	for (uint16_t i = 0; i < l->plan->grants.n; i++) {
		const struct grant *g = &l->plan->grants.at[i];
		struct verdict its = { 0 };

		if (g->role != l->asker->role || g->purpose != l->purpose || (g->may & l->may) == 0
		    || !fields_have(g->fields, field))
			continue;
		TRY(grant_stands(l->sc, l->store, l->asker, l->second, l->q, i, r, &its));
		if (verdict_allows(&its))
			TRY(grant_holds(l, g, &its));
		if (verdict_allows(&its))
			TRY(order_gives(l, g->needs, field, &its));
		if (verdict_allows(&its)) {
			*grant = i;
			return OK;
		}
		if (verdict_allows(&first))
			first = its;
	}
	if (verdict_allows(&first))
		return no_grant(l, field, v);
	*v = first;
	v->field = l->plan->fields.at[field].full;
	return OK;
}

/* LAW UK GDPR Art 9(2), 10. */
result
look_second(struct scope *sc, const struct plan *plan, uint16_t purpose, uint16_t field,
    const struct facts *facts, struct verdict *v)
{
	const struct field *f = &plan->fields.at[field];

	if ((f->marks & (MARK_SPECIAL | MARK_CRIMINAL)) == 0 || second_stands(plan, purpose, facts))
		return OK;
	return verdict_refuse_field(sc, v, WHY_SECOND, plan->purposes.at[purpose].at.line, f->full,
	    "%.*s waits for the second ground that the party declares", STR(f->full));
}

/* LAW UK GDPR Art 5(1)(b), (c). */
result
look_field(
    struct look *l, const struct record *r, uint16_t field, uint16_t *grant, struct verdict *v)
{
	const struct field *f = &l->plan->fields.at[field];
	const struct purpose *p = &l->plan->purposes.at[l->purpose];

	*grant = NONE;
	if (!purpose_uses(l->plan, l->purpose, field)) {
		TRY(verdict_refuse_field(l->sc, v, WHY_PURPOSE, p->at.line, f->full,
		    "`%.*s` does not use %.*s", STR(p->name), STR(f->full)));
		v->try_line = fields_used(l->sc, l->plan, l->purpose, f->dataset);
		return OK;
	}
	if (p->as_totals_of > 0 && !l->totals)
		return verdict_refuse_field(l->sc, v, WHY_TOTALS, p->at.line, f->full,
		    "`%.*s` sees totals of %u or more people: ask for totals", STR(p->name),
		    p->as_totals_of);
	if ((f->marks & MARK_SECRET) != 0 && (l->may & (MAY_CHANGE | MAY_NARROW)) == 0)
		return verdict_refuse_field(l->sc, v, WHY_SECRET, f->at.line, f->full,
		    "%.*s can be replaced, not read", STR(f->full));
	if (l->facts != NULL) {
		TRY(look_second(l->sc, l->plan, l->purpose, field, l->facts, v));
		if (!verdict_allows(v))
			return OK;
	}
	return l->by_line ? OK : find_grant(l, r, field, grant, v);
}

#define BY_ONE (1u << 30) /* beside the line, so that a quota of the same line is another */

/* Above so many records a day, a second person is needed. */
static result
few_enough(struct look *l, const struct grant *g, struct verdict *v)
{
	bool left = true;

	if (g->two_above == 0 || second_person(l->plan, l->asker, l->second, l->purpose))
		return OK;
	TRY(vault_quota(
	    l->sc, l->store->vault, l->asker->key, g->at.line | BY_ONE, g->two_above, &left));
	return left ? OK
		    : verdict_refuse(l->sc, v, WHY_TWO_PEOPLE, g->at.line,
			"above %u records a day, give a second person of a role that may do the same",
			g->two_above);
}

result
look_count(struct look *l, const uint16_t *grants, size_t n, struct verdict *v)
{
	for (size_t i = 0; i < n; i++) {
		const struct grant *g = &l->plan->grants.at[grants[i]];
		bool left = true, again = false;

		for (size_t k = 0; k < i && !again; k++)
			again = l->plan->grants.at[grants[k]].at.line == g->at.line;
		if (again)
			continue;
		TRY(few_enough(l, g, v));
		if (g->a_day == 0 || !verdict_allows(v))
			continue;
		TRY(vault_quota(
		    l->sc, l->store->vault, l->asker->key, g->at.line, g->a_day, &left));
		if (!left)
			return verdict_refuse(l->sc, v, WHY_QUOTA, g->at.line,
			    "the line gives %u a day; go on tomorrow", g->a_day);
	}
	return OK;
}
