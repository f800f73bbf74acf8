/* rights/erase.c -- what goes, and what stays, why and until when.
 *
 *  R2  Erasure leaves exactly what an exception, a hold or a law names.
 */
#include "rights/inside.h"

/* Why one field stays; `why` empty: it goes. */
struct staying {
	struct str why;
	uint32_t line;
	struct due until;
	bool held;
};

result
erasing_begin(struct erasing *e, struct acting *act, enum erasure_reason reason)
{
	*e = (struct erasing){ .act = act, .reason = reason, .for_case = S("") };
	return vault_holds_open(act->sc, act->store->vault, &e->holds, &e->n_holds);
}

static bool
hold_is_on(const struct hold *h, const struct lifetime *life)
{
	return !h->lifted
	       && ((h->record.n > 0 && str_eq(h->record, life->record))
		   || (h->subject.n > 0 && str_eq(h->subject, life->subject)));
}

const struct hold *
hold_on(const struct plan *plan, const struct hold *holds, size_t n, const struct lifetime *life)
{
	for (size_t i = 0; i < n; i++)
		if (hold_is_on(&holds[i], life) && holds[i].class < plan->holds.n
		    && fields_meet(plan, plan->holds.at[holds[i].class].fields, life->fields))
			return &holds[i];
	return NULL;
}

/* LAW UK GDPR Art 17(3)(e): a hold, until it is reviewed. */
static bool
held(const struct erasing *e, const struct lifetime *life, struct staying *s)
{
	struct lifetime of_person = *life;
	const struct hold *h = hold_on(e->act->plan, e->holds, e->n_holds, life);

	if (h == NULL && e->person != NULL) {
		of_person.subject = e->person->subject;
		h = hold_on(e->act->plan, e->holds, e->n_holds, &of_person);
	}

	if (!life->held)
		return false;
	*s = (struct staying){ .why = S("its use is restricted, and it is kept as asked"),
		.until = life->due };
	if (h == NULL)
		return true;
	s->why = str_printf(&e->act->sc->arena, "the hold `%.*s` keeps it",
	    STR(e->act->plan->holds.at[h->class].name));
	s->line = e->act->plan->holds.at[h->class].at.line;
	s->until = (struct due){ .set = true, .at = h->review };
	s->held = true;
	return true;
}

/* An exception is for a purpose: where that is under a condition which this
 * record does not meet, nothing is excepted.  Asked before anything ends, since
 * a condition may ask for a field that goes. */
static result
ask_exceptions(struct erasing *e, const struct record *r)
{
	struct acting *a = e->act;
	const struct plan *plan = a->plan;
	struct facts *facts = vault_facts(a->sc, a->store->vault, r, NULL, NULL, NULL, 0);
	bool *stands = NEW_ARRAY(&a->sc->arena, plan->exceptions.n, bool);

	for (size_t i = 0; i < plan->exceptions.n; i++) {
		uint16_t cond = plan->purposes.at[plan->exceptions.at[i].purpose].only_while;

		stands[i] = cond == NONE || cond_holds(plan, cond, facts);
	}
	e->stands = stands;
	return vault_facts_read(facts);
}

/* The policy's own exceptions.  A party's instruction is met by those alone
 * for whose purpose we are controllers ourselves. */
static bool
excepted(const struct erasing *e, uint16_t field, struct staying *s)
{
	const struct plan *plan = e->act->plan;

	if (e->reason != ERASED_PERSON && e->reason != ERASED_INSTRUCTION)
		return false;
	for (size_t i = 0; i < plan->exceptions.n; i++) {
		const struct exception *x = &plan->exceptions.at[i];

		if (x->kind != RIGHT_ERASURE || !fields_have(x->fields, field) || !e->stands[i])
			continue;
		if (e->reason == ERASED_INSTRUCTION && !plan->purposes.at[x->purpose].as_controller)
			continue;
		s->why = x->telling;
		s->line = x->at.line;
		return true;
	}
	return false;
}

/* LAW UK GDPR Art 17(3)(b): a legal obligation to keep it. */
static bool
law_keeps(const struct erasing *e, const struct record *r, uint16_t field, struct staying *s)
{
	const struct plan *plan = e->act->plan;

	if (e->reason != ERASED_PERSON && e->reason != ERASED_INSTRUCTION)
		return false;
	for (size_t i = 0; i < plan->purposes.n; i++) {
		const struct purpose *p = &plan->purposes.at[i];

		if (p->built_in || !fields_have(p->uses, field))
			continue;
		for (uint16_t g = p->first_ground; g < p->first_ground + p->grounds; g++) {
			if (plan->grounds.at[g].basis != BASIS_LAW
			    || !record_is_of(r, plan->grounds.at[g].subject))
				continue;
			s->why = p->text;
			s->line = plan->grounds.at[g].at.line;
			return true;
		}
	}
	return false;
}

/* What proves that a request was met, or that somebody had said yes. */
static bool
proves(const struct erasing *e, const struct lifetime *life, struct staying *s)
{
	if (!e->act->plan->datasets.at[life->dataset].built_in || e->reason == ERASED_CHILD)
		return false;
	s->why = S("it proves what you asked for or agreed to");
	s->line = e->act->plan->clocks.at[e->act->plan->groups.at[life->group].clock].at.line;
	return true;
}

static bool
stays_put(const struct erasing *e, const struct record *r, const struct lifetime *life,
    uint16_t field, struct staying *s)
{
	*s = (struct staying){ .why = S(""), .until = life->due };
	return held(e, life, s) || proves(e, life, s) || excepted(e, field, s)
	       || law_keeps(e, e->person != NULL ? e->person : r, field, s);
}

static void
add_stay(struct erasing *e, struct str record, uint16_t field, const struct staying *s)
{
	struct scope *sc = e->act->sc;

	if (e->n_stays == e->room) {
		struct stays *more = NEW_ARRAY(&sc->arena, e->room * 2 + 16, struct stays);

		for (size_t i = 0; i < e->n_stays; i++)
			more[i] = e->stays[i];
		e->stays = more;
		e->room = e->room * 2 + 16;
	}
	e->stays[e->n_stays++] = (struct stays){
		.record = record,
		.field = e->act->plan->fields.at[field].full,
		.why = s->why,
		.line = s->line,
		.until = s->until,
		.held = s->held,
	};
}

/* Which fields of the lifetime go; how many stay. */
static size_t
part(struct erasing *e, const struct record *r, const struct lifetime *life, struct fields goes)
{
	const struct dataset *d = &e->act->plan->datasets.at[r->dataset];
	size_t stay = 0;

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		struct staying s;

		if (!fields_have(life->fields, f))
			continue;
		if (e->only != NULL && !fields_have(*e->only, f)) {
			stay++; /* it was not asked for */
		} else if (stays_put(e, r, life, f, &s)) {
			add_stay(e, r->id, f, &s);
			e->own++;
			stay++;
		} else if (e->others != NULL && fields_have(*e->others, f)) {
			stay++; /* it is another's, and names this person no longer */
		} else {
			fieldset_add(goes, f);
		}
	}
	return stay;
}

static result
erase_life(struct erasing *e, const struct record *r, const struct lifetime *life)
{
	struct acting *a = e->act;
	struct fields goes = fieldset_new(a->sc, a->plan);
	size_t stay = part(e, r, life, goes);

	if (fields_none(a->plan, goes))
		return OK;
	e->ended++;
	if (e->preview)
		return OK;
	return term_end(a->sc, a->store, life, stay > 0 ? &goes : NULL, e->reason, e->for_case);
}

result
erase_record(struct erasing *e, const struct record *r)
{
	struct lifetime *lives;
	size_t n;

	TRY(ask_exceptions(e, r));
	TRY(vault_lifetimes(e->act->sc, e->act->store->vault, r->id, &lives, &n));
	for (size_t i = 0; i < n; i++)
		if (lives[i].state == LIFE_OPEN)
			TRY(erase_life(e, r, &lives[i]));
	return OK;
}

/* -- of several people, one ----------------------------------------------------- */

/* May the purpose go on for these, and by which ground of the last of them? */
static result
stands_for(struct erasing *e, uint16_t purpose, const struct record *people, enum basis *basis,
    bool *stands)
{
	struct acting *a = e->act;
	struct verdict v = { 0 };
	uint16_t ground;

	TRY(person_stands(a->sc, a->store, purpose, people,
	    vault_facts(a->sc, a->store->vault, people, NULL, NULL, NULL, 0), &ground, &v));
	*stands = verdict_allows(&v) && ground != NONE;
	*basis = *stands ? a->plan->grounds.at[ground].basis : BASES;
	return OK;
}

/* It goes on when it never rested on a yes of who is erased, when it stands for all the others,
 * and when it is more than our own interest in one of them. */
static result
goes_on(struct erasing *e, uint16_t purpose, struct record *alone, const struct record *others,
    bool *on)
{
	enum basis basis;
	bool more = false;

	TRY(stands_for(e, purpose, alone, &basis, on));
	*on = *on && basis != BASIS_CONSENT;
	if (*on)
		TRY(stands_for(e, purpose, others, &basis, on));
	for (size_t i = 0; i < others->n_people && *on && !more; i++) {
		struct record one = *others;
		bool stands;

		one.people = &others->people[i];
		one.n_people = 1;
		TRY(stands_for(e, purpose, &one, &basis, &stands));
		more = stands && basis != BASIS_INTERESTS;
	}
	*on = *on && more;
	return OK;
}

/* What the record goes on for, when it names the others alone. */
static result
for_others(struct erasing *e, const struct record *r, const struct record *person,
    struct fields *fields)
{
	struct acting *a = e->act;
	struct person *rest = NEW_ARRAY(&a->sc->arena, r->n_people + 1, struct person);
	struct person one = { person->subject, person->about };
	struct record others = *r, alone = *r;

	*fields = fieldset_new(a->sc, a->plan);
	others.people = rest;
	others.n_people = 0;
	others.fewer = true;
	alone.people = &one;
	alone.n_people = 1;
	for (size_t i = 0; i < r->n_people; i++)
		if (!str_eq(r->people[i].subject, person->subject))
			rest[others.n_people++] = r->people[i];
	for (uint16_t p = 0; p < a->plan->purposes.n && others.n_people > 0; p++) {
		const struct purpose *purpose = &a->plan->purposes.at[p];
		bool on;

		if (purpose->built_in || !fields_meet_dataset(a->plan, purpose->uses, r->dataset))
			continue;
		TRY(goes_on(e, p, &alone, &others, &on));
		for (size_t w = 0; w < a->plan->field_words && on; w++)
			fields->w[w] |= purpose->uses.w[w];
	}
	return OK;
}

/* LAW UK GDPR Art 17(1), 15(4).  What stays for the person's own sake still names them. */
static result
erase_one_named(struct erasing *e, const struct record *r, struct str subject)
{
	struct acting *a = e->act;
	struct record person = *r, left;
	struct fields others;
	bool absent;

	for (size_t i = 0; i < r->n_people; i++)
		if (str_eq(r->people[i].subject, subject))
			person = record_of_person(r, &r->people[i]);
	person.n_people = 0;
	TRY(for_others(e, r, &person, &others));
	e->person = &person;
	e->others = e->reason == ERASED_CHILD ? NULL : &others;
	e->own = 0;
	TRY(erase_record(e, r));
	e->person = NULL;
	e->others = NULL;
	if (e->own > 0 || e->only != NULL)
		return OK;
	e->ended++;
	if (e->preview)
		return OK;
	TRY(verdict_absent(a->sc, vault_record(a->sc, a->store->vault, r->id, &left), &absent));
	return absent ? OK : term_unname(a->sc, a->store, r, subject, e->reason, e->for_case);
}

/* Ids sort as they were made. */
static bool
is_meant(const struct erasing *e, const struct record *r)
{
	return (e->record.n == 0 || str_eq(e->record, r->id))
	       && (e->before.n == 0 || str_cmp(r->id, e->before) < 0);
}

result
erase_of_person(struct erasing *e, const struct record *r, struct str subject)
{
	if (!is_meant(e, r))
		return OK;
	return r->n_people > 0 ? erase_one_named(e, r, subject) : erase_record(e, r);
}

/* R19 */
static result
erase_all(struct erasing *e, struct str subject)
{
	struct str after = S("");
	struct record *records;
	size_t n;

	TRY(vault_records_page(
	    e->act->sc, e->act->store->vault, subject, &after, ERASED_AT_ONCE, &records, &n));
	if (after.n > 0 && !e->preview)
		return erase_in_steps(e, subject);
	for (;;) {
		for (size_t i = 0; i < n; i++)
			TRY(erase_of_person(e, &records[i], subject));
		if (after.n == 0)
			return OK;
		TRY(vault_records_page(e->act->sc, e->act->store->vault, subject, &after,
		    ERASED_AT_ONCE, &records, &n));
	}
}

/* One record that is named, if it is about the person. */
static result
erase_one(struct erasing *e, struct str id, struct str subject)
{
	struct record r;
	bool absent;

	TRY(verdict_absent(
	    e->act->sc, vault_record(e->act->sc, e->act->store->vault, id, &r), &absent));
	return absent || !record_is_about(&r, subject) ? OK : erase_of_person(e, &r, subject);
}

result
erase_person(struct erasing *e, struct str subject)
{
	return e->record.n > 0 ? erase_one(e, e->record, subject) : erase_all(e, subject);
}

/* -- a part of it, as the person names it ------------------------------------- */

/* A text, a list of texts, or a map that has the text as a key (a form's). */
static bool
is_named(const struct node *names, struct str what)
{
	if (names->kind == NODE_STR)
		return str_eq(names->text, what);
	NODE_EACH(name, names)
		if (str_eq(names->kind == NODE_MAP ? name->key : name->text, what))
			return true;
	return false;
}

static bool
names_some(const struct node *names)
{
	return names != NULL && (names->kind == NODE_STR ? names->text.n > 0 : names->count > 0);
}

/* Fields by their full names, those of the policy's data alone. */
static result
fields_asked(struct acting *a, const struct node *names, struct fields *only)
{
	size_t n = 0;

	*only = fieldset_new(a->sc, a->plan);
	for (uint16_t f = 0; f < a->plan->fields.n; f++) {
		if (!is_named(names, a->plan->fields.at[f].full))
			continue;
		fieldset_add(*only, f);
		n++;
	}
	if (n == (names->kind == NODE_STR ? 1 : names->count))
		return OK;
	return fail_at(a->sc, E_INPUT, S("fields"), "`fields` are names like contact.phone");
}

result
erase_fields(struct erasing *e, const struct node *evidence, struct fields *only, bool *some)
{
	const struct node *fields = node_get(evidence, S("fields"));

	*some = names_some(fields);
	return *some ? fields_asked(e->act, fields, only) : OK;
}

/* A text, a list of texts, or a map that has them as keys (a form's). */
static result
erase_listed(struct erasing *e, const struct node *named, struct str subject)
{
	if (named->kind == NODE_STR)
		return erase_one(e, named->text, subject);
	NODE_EACH(one, named)
		TRY(erase_one(e, named->kind == NODE_MAP ? one->key : one->text, subject));
	return OK;
}

/* LAW UK GDPR Art 17(1): `records` and `fields` of the evidence; neither: all that is held. */
result
erase_asked(struct erasing *e, struct str subject, const struct node *evidence)
{
	const struct node *named = node_get(evidence, S("records"));
	struct fields only;
	bool some;
	result r;

	TRY(erase_fields(e, evidence, &only, &some));
	e->only = some ? &only : NULL;
	r = names_some(named) ? erase_listed(e, named, subject) : erase_person(e, subject);
	e->only = NULL;
	return r;
}

/* -- by instruction, or found to be barred ----------------------------------- */

/* A party instructs for its own records, through a role that may change them;
 * our own people through one that acts for rights-requests. */
static result
may_instruct(struct acting *a, enum erasure_reason reason, const struct record *r)
{
	if (a->asker->party.n == 0)
		return may_act(a);
	if (reason != ERASED_INSTRUCTION || !str_eq(a->asker->party, r->party))
		return verdict_gone(a->sc, a->v);
	for (size_t i = 0; i < a->plan->grants.n; i++) {
		const struct grant *g = &a->plan->grants.at[i];
		const struct dataset *d = &a->plan->datasets.at[r->dataset];

		if (g->role != a->asker->role || (g->may & MAY_CHANGE) == 0)
			continue;
		for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++)
			if (fields_have(g->fields, f))
				return OK;
	}
	return verdict_refuse(a->sc, a->v, WHY_ROLE, a->plan->roles.at[a->asker->role].at.line,
	    "an erasure is instructed by a role that may change the record");
}

static result
find_record(struct acting *a, struct str id, struct record *r)
{
	bool absent;

	TRY(verdict_absent(a->sc, vault_record(a->sc, a->store->vault, id, r), &absent));
	if (absent || a->plan->datasets.at[r->dataset].built_in
	    || (a->asker->party.n > 0 && !str_eq(a->asker->party, r->party)))
		return verdict_gone(a->sc, a->v);
	return OK;
}

static result
take_fields(struct acting *a, uint16_t dataset, const struct node *names, struct fields *only)
{
	*only = fieldset_new(a->sc, a->plan);
	NODE_EACH(name, names) {
		uint16_t field =
		    name->kind == NODE_STR ? field_named(a->plan, dataset, name->text) : NONE;

		if (field == NONE)
			return verdict_refuse(a->sc, a->v, WHY_UNKNOWN,
			    a->plan->datasets.at[dataset].at.line,
			    "the fields named are not all of `%.*s`",
			    STR(a->plan->datasets.at[dataset].name));
		fieldset_add(*only, field);
	}
	return OK;
}

static result
erase_named(struct erasing *e, struct str id, const struct node *fields)
{
	struct acting *a = e->act;
	struct fields only;
	struct record r;

	TRY(find_record(a, id, &r));
	if (verdict_allows(a->v))
		TRY(may_instruct(a, e->reason, &r));
	if (verdict_allows(a->v) && fields != NULL)
		TRY(take_fields(a, r.dataset, fields, &only));
	if (!verdict_allows(a->v))
		return OK;
	e->only = fields != NULL ? &only : NULL;
	TRY(erase_record(e, &r));
	e->only = NULL;
	return e->preview || r.subject.n == 0 ? OK : notices_end_of(a, r.subject);
}

result
rights_erase(struct scope *sc, struct store *store, const struct asker *asker, struct str reason,
    enum erasure_reason why, const struct node *records, const struct node *fields, bool preview,
    struct verdict *v, struct stays **stays, size_t *n_stays, uint64_t *erased)
{
	struct acting a = { .sc = sc,
		.store = store,
		.plan = store->plan,
		.asker = asker,
		.reason = reason,
		.v = v };
	struct erasing e;

	*v = (struct verdict){ 0 };
	*n_stays = 0;
	*erased = 0;
	if (why != ERASED_INSTRUCTION && why != ERASED_NEVER)
		return fail_at(sc, E_INPUT, S("why"),
		    "records are erased by instruction, or because they are barred");
	if (asker->kind != ASKER_ROLE)
		return may_act(&a);
	TRY(erasing_begin(&e, &a, why));
	e.preview = preview;
	NODE_EACH(id, records) {
		TRY(erase_named(&e, id->text, fields));
		if (!verdict_allows(v))
			return OK;
	}
	*stays = e.stays;
	*n_stays = e.n_stays;
	*erased = e.ended;
	return OK;
}

/* -- a child ---------------------------------------------------------------------- */

/* LAW UK GDPR Art 8, 17(1)(f): at once and without notice, exceptions or not;
 * a hold alone stops it, for it may be the child's own claim. */
result
rights_mark_child(struct scope *sc, struct store *store, const struct asker *asker,
    struct str reason, struct str subject, struct verdict *v, uint64_t *erased, bool *erasing)
{
	struct acting a = { .sc = sc, .store = store, .asker = asker, .reason = reason, .v = v };
	struct entry entry;
	struct erasing e;
	struct subject person;

	*erased = 0;
	*erasing = false;
	TRY(may_act(&a));
	if (verdict_allows(v))
		TRY(acting_person(&a, subject, &person));
	if (!verdict_allows(v))
		return OK;
	entry = note_begin(store, asker, ENTRY_CHILD_FOUND, S("child"));
	TRY(note_subject(sc, store, &entry, subject));
	TRY(vault_subject_mark_child(sc, store->vault, subject));
	TRY(note_write(sc, store, &entry, &v->entry));
	TRY(erasing_begin(&e, &a, ERASED_CHILD));
	e.what = ERASING_CHILD;
	TRY(erase_person(&e, subject));
	*erased = e.ended;
	*erasing = e.later;
	return e.later ? OK : notices_end_of(&a, subject);
}
