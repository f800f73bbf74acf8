/* gate/admit.c -- may this come in, for this purpose, on this basis?
 *
 *  G1  No line, no entry: what the policy does not mention is refused.
 *  G2  Every answer is in the ledger before it is given.
 *  G3  A record and its entry are committed together or not at all: both are
 *      in the caller's transaction, and a refusal is rolled back by it.
 */
#include "base/check.h"
#include "gate/hand.h"
#include "gate/note.h"
#include "gate/offer.h"

/* The order of engine.md, Admit.  A step may stand on what those before it
 * filled in, so the order is part of the meaning. */
static result (*const steps[])(struct admission *) = {
	offer_door,
	offer_dataset,
	offer_notice,
	offer_barred, /* G1: never beats every other line */
	offer_fields,
	offer_values,
	offer_required,
	offer_purpose,
	offer_party,
	offer_about,
	offer_rights,
	offer_subject,
	offer_moment,
	offer_age,
	offer_suppressed,
	offer_opt_out,
	offer_conditions,
	offer_unique,
	offer_ground,
	offer_dues,
};

static result
judge(struct admission *a)
{
	a->ground = NONE;
	for (size_t i = 0; i < N(steps); i++) {
		TRY(steps[i](a));
		if (!verdict_allows(a->v) || a->stays)
			return OK;
	}
	return OK;
}

/* Who gave it: a party's id, "staff", "programme" or "person", unless the
 * offer names its source in a word. */
static result
whence(struct admission *a)
{
	if (a->offer->source.n > 0 && !ledger_word(a->offer->source))
		return fail_at(a->sc, E_INPUT, S("source"),
		    "a source is one word of letters, digits and . _ : / * -");
	if (a->offer->notice.n > 0 && !ledger_word(a->offer->notice))
		return fail_at(a->sc, E_INPUT, S("notice"), "a notice is named by its hash");
	a->record.channel = a->plan->doors.at[a->door].name;
	a->record.notice = a->offer->notice;
	a->record.policy_version = a->plan->version;
	switch (a->asker->kind) {
	case ASKER_ROLE:
		a->record.source = a->asker->party.n > 0 ? a->asker->party : S("staff");
		break;
	case ASKER_CHANNEL:
		a->record.source = S("programme");
		break;
	case ASKER_NOBODY:
	case ASKER_PERSON:
	case ASKER_RECIPIENT:
	case ASKER_PLACE:
	case ASKER_OPERATOR:
		a->record.source = S("person");
		break;
	}
	if (a->offer->source.n > 0)
		a->record.source = a->offer->source;
	return OK;
}

/* Whom no id was given of is somebody new. */
static result
store_several(struct admission *a)
{
	struct person *people = NEW_ARRAY(&a->sc->arena, a->record.n_people, struct person);

	for (size_t i = 0; i < a->record.n_people; i++) {
		struct subject s;

		people[i] = a->record.people[i];
		if (people[i].subject.n > 0)
			continue;
		TRY(vault_subject_new(
		    a->sc, a->store->vault, people[i].about, a->record.party, &s));
		people[i].subject = s.id;
	}
	a->record.people = people;
	a->record.version = 1;
	TRY(vault_put(a->sc, a->store->vault, &a->record, a->after, a->dues, a->n_dues));
	return vault_name(a->sc, a->store->vault, &a->record, people, a->record.n_people);
}

static result
store_new(struct admission *a)
{
	struct subject s;

	TRY(whence(a));
	if (a->record.n_people > 0)
		return store_several(a);
	if (a->record.subject.n == 0 && a->record.about != NONE) {
		TRY(vault_subject_new(
		    a->sc, a->store->vault, a->record.about, a->record.party, &s));
		a->record.subject = s.id;
	}
	a->record.version = 1;
	return vault_put(a->sc, a->store->vault, &a->record, a->after, a->dues, a->n_dues);
}

static result
store_change(struct admission *a, struct values changed)
{
	struct group_due *dues;
	size_t n;

	laid_dues(a->sc, a->plan, changed, a->dues, a->n_dues, &dues, &n);
	TRY(vault_change(a->sc, a->store->vault, &a->record, changed, dues, n));
	return term_recompute(a->sc, a->store, NONE, a->record.id, S(""), S(""));
}

static result
store_it(struct admission *a, struct receipt *r)
{
	struct values changed = laid_news(a->sc, a->values, a->before);

	if (!a->exists) {
		r->how = ADMITTED_NEW;
		TRY(store_new(a));
	} else if (changed.n > 0) {
		r->how = ADMITTED_CHANGED;
		a->values = changed;
		TRY(store_change(a, changed));
	} else {
		r->how = ADMITTED_SAME;
		a->record = a->held;
	}
	r->record = a->record.id;
	r->subject = a->record.subject;
	r->people = a->record.people;
	r->n_people = a->record.n_people;
	r->version = a->record.version;
	return OK;
}

static result
note_admitted(struct admission *a, struct receipt *r)
{
	static const char *const hows[] = {
		[ADMITTED_NEW] = "new", [ADMITTED_CHANGED] = "changed", [ADMITTED_SAME] = "same"
	};
	struct entry e = note_begin(a->store, a->asker,
	    r->how == ADMITTED_CHANGED ? ENTRY_CHANGED : ENTRY_ADMITTED, S("offer"));

	e.purpose = a->plan->purposes.at[a->purpose].name;
	e.line = a->line;
	TRY(note_record(a->sc, a->store, &e, &a->record));
	TRY(note_ground(a->sc, a->store, &e, a->purpose, &a->record, a->ground));
	note_fields(a->sc, a->plan, &e, a->values);
	note_switches(a->sc, a->plan, &e, a->before, a->values);
	note_more(a->sc, &e, S("how"), str_of(hows[r->how]));
	note_more(a->sc, &e, S("channel"), a->record.channel);
	note_more(a->sc, &e, S("source"), a->record.source);
	note_more(a->sc, &e, S("notice"), a->offer->notice);
	note_more(a->sc, &e, S("ticket"), a->offer->ticket);
	note_more(a->sc, &e, S("order"), a->offer->order);
	note_more(a->sc, &e, S("reason"), a->offer->reason);
	return note_write(a->sc, a->store, &e, &r->entry);
}

/* Events that the offer told become facts like any reported later. */
static result
store_events(struct admission *a)
{
	for (size_t i = 0; i < a->n_events; i++) {
		struct handed *handed;
		struct moved *moved;
		size_t n;

		TRY(term_event(a->sc, a->store, a->asker, a->events[i].event, a->record.id, a->record.subject,
		    S(""), a->events[i].at, &moved, &n));
		TRY(hand_on_event(a->sc, a->store, a->asker, a->events[i].event, a->record.id,
		    a->events[i].at, &handed, &n));
	}
	return OK;
}

/* G7: and nothing is told of what is held. */
static result
note_stayed(struct admission *a, struct receipt *r)
{
	struct entry e = note_begin(a->store, a->asker, ENTRY_ADMITTED, S("offer"));

	e.purpose = a->plan->purposes.at[a->purpose].name;
	e.line = a->line;
	TRY(note_record(a->sc, a->store, &e, &a->held));
	note_more(a->sc, &e, S("how"), S("same"));
	note_more(a->sc, &e, S("channel"), a->plan->doors.at[a->door].name);
	note_more(a->sc, &e, S("notice"), a->offer->notice);
	r->how = ADMITTED_SAME;
	TRY(note_write(a->sc, a->store, &e, &r->entry));
	a->v->entry = r->entry;
	return OK;
}

static result
dues_now(struct admission *a, struct receipt *r)
{
	struct lifetime *lives;
	size_t n;

	TRY(vault_lifetimes(a->sc, a->store->vault, a->record.id, &lives, &n));
	r->dues = NEW_ARRAY(&a->sc->arena, n, struct group_due);
	for (size_t i = 0; i < n; i++)
		if (lives[i].state == LIFE_OPEN)
			r->dues[r->n++] = (struct group_due){
				lives[i].group, lives[i].due, lives[i].fields
			};
	return OK;
}

/* What is being erased is not changed meanwhile; what is new about the person may come in. */
static result
is_erasing(struct admission *a)
{
	struct subject person = { 0 };

	if (a->exists && a->held.subject.n > 0)
		TRY(vault_subject(a->sc, a->store->vault, a->held.subject, &person));
	return person.erasing ? verdict_erasing(a->sc, a->v) : OK;
}

result
gate_admit(struct scope *sc, struct store *store, const struct asker *asker,
    const struct offer *offer, struct verdict *v, struct receipt *r)
{
	struct admission a = {
		.sc = sc,
		.store = store,
		.plan = store->plan,
		.asker = asker,
		.offer = offer,
		.v = v,
	};

	*v = (struct verdict){ 0 };
	*r = (struct receipt){ 0 };
	TRY(judge(&a));
	if (verdict_allows(v))
		TRY(is_erasing(&a));
	if (!verdict_allows(v))
		return OK;
	if (a.stays)
		return note_stayed(&a, r);
	TRY(store_it(&a, r));
	TRY(opt_out_kept(&a));
	TRY(note_admitted(&a, r)); /* G2, G3 */
	TRY(store_events(&a));
	v->entry = r->entry;
	return dues_now(&a, r);
}
