/* gate/source.c -- who offers, by which door, for whom, about whom. */
#include "base/buf.h"
#include "gate/offer.h"
#include "vault/party.h"

#define ALLOCATIONS_MOST 100000 /* of one machine */

/* Whom a door takes offers from (`from keys`, `from anyone` ...). */
static unsigned
comes_as(enum asker_kind kind)
{
	switch (kind) {
	case ASKER_NOBODY:
		return FROM_ANYONE;
	case ASKER_ROLE:
		return FROM_KEYS | FROM_PEOPLE | FROM_ANYONE;
	case ASKER_CHANNEL:
		return FROM_KEYS | FROM_PHONES | FROM_PHONE_SYSTEM | FROM_ANYONE;
	case ASKER_PERSON:
	case ASKER_RECIPIENT:
	case ASKER_PLACE:
	case ASKER_OPERATOR:
		break;
	}
	return 0;
}

/* A channel's key stands for that door, wherever it knocks. */
result
offer_door(struct admission *a)
{
	if (a->asker->kind == ASKER_OPERATOR)
		return verdict_refuse(a->sc, a->v, WHY_ROLE, 0,
		    "whoever runs the store handles no data; use the key of a role or of a door");
	a->door = a->asker->kind == ASKER_CHANNEL ? a->asker->channel
						  : plan_door(a->plan, a->asker->door);
	if (a->door == NONE || a->door >= a->plan->doors.n)
		return verdict_refuse(a->sc, a->v, WHY_DOOR, 0, "the policy names no such door");
	a->line = a->plan->doors.at[a->door].at.line;
	TRY(review_stands(a->sc, a->store, CLOSES_DOOR, a->door, a->v));
	if (!verdict_allows(a->v))
		return OK;
	if ((a->plan->doors.at[a->door].from & comes_as(a->asker->kind)) == 0)
		return verdict_refuse(a->sc, a->v, WHY_DOOR, a->line,
		    "door `%.*s` does not take offers from whoever this is",
		    STR(a->plan->doors.at[a->door].name));
	return OK;
}

/* `in PLACE`: there and nowhere else. */
static result
lies_here(struct admission *a)
{
	const struct dataset *d = &a->plan->datasets.at[a->record.dataset];
	uint16_t only = plan_only_in(a->plan, a->record.dataset);

	if (only == NONE || str_eq(a->plan->places.at[only].name, a->store->places))
		return OK;
	return verdict_refuse(a->sc, a->v, WHY_ELSEWHERE, d->at.line,
	    "`%.*s` is held in `%.*s` alone, and this store is %s%.*s", STR(d->name),
	    STR(a->plan->places.at[only].name),
	    a->store->places.n > 0 ? "in " : "not told where it is", STR(a->store->places));
}

result
offer_dataset(struct admission *a)
{
	const struct door_rule *door = &a->plan->doors.at[a->door];

	a->record.dataset = a->offer->dataset_name.n > 0
				? plan_dataset(a->plan, a->offer->dataset_name)
				: a->offer->dataset;
	if (a->record.dataset >= a->plan->datasets.n
	    || a->plan->datasets.at[a->record.dataset].built_in)
		return verdict_refuse(
		    a->sc, a->v, WHY_DATASET, 0, "say one of the datasets of the policy");
	for (size_t i = 0; i < door->datasets; i++)
		if (a->plan->door_datasets.at[door->first_dataset + i] == a->record.dataset)
			return lies_here(a);
	return verdict_refuse(a->sc, a->v, WHY_DOOR, door->at.line,
	    "door `%.*s` may not offer `%.*s`", STR(door->name),
	    STR(a->plan->datasets.at[a->record.dataset].name));
}

/* LAW UK GDPR Art 13(1).  Shown is no consent: it fills no rule that asks for one. */
result
offer_notice(struct admission *a)
{
	const struct door_rule *door = &a->plan->doors.at[a->door];
	uint64_t version;

	if (!door->shows_notice
	    || (str_to_u64(a->offer->notice, &version) && version > 0
		&& version <= a->plan->version))
		return OK;
	return verdict_refuse_field(a->sc, a->v, WHY_NOTICE, door->at.line, S("notice"),
	    "say which version of the notice the person was shown, up to %u",
	    (unsigned)a->plan->version);
}

/* Of another party: of one that the asker's serves, by a line of its role. */
static bool
offers_for(const struct admission *a, const struct party *p)
{
	return a->asker->kind == ASKER_ROLE && str_eq(a->asker->party, p->through)
	       && role_sees_those_served(a->plan, a->asker->role);
}

/* Held for a party: whose.  Held for ourselves: nobody's. */
result
offer_party(struct admission *a)
{
	const struct dataset *d = &a->plan->datasets.at[a->record.dataset];
	struct str said = a->offer->party, own = a->asker->party;
	struct party p;
	bool absent;

	if (d->party == NONE)
		return said.n == 0 ? OK
				   : verdict_refuse(a->sc, a->v, WHY_VALUE, d->at.line,
				       "`%.*s` is held for no party", STR(d->name));
	a->record.party = said.n > 0 ? said : own;
	if (a->record.party.n == 0)
		return verdict_refuse_field(a->sc, a->v, WHY_MISSING, d->at.line, S("party"),
		    "say which `%.*s` it is held for", STR(a->plan->parties.at[d->party].name));
	TRY(verdict_absent(
	    a->sc, vault_party(a->sc, a->store->vault, a->record.party, &p), &absent));
	if (own.n > 0 && said.n > 0 && !str_eq(own, said)
	    && (absent || !offers_for(a, &p)))
		return verdict_refuse(
		    a->sc, a->v, WHY_ROLE, d->at.line, "this key offers for its own party");
	if (absent || p.class != d->party)
		return verdict_gone(a->sc, a->v);
	if (p.ended)
		return verdict_refuse(
		    a->sc, a->v, WHY_BASIS, d->at.line, "the contract with this party has ended");
	return OK;
}

/* Who sends a trip is not asked who drove: the allocation says it. */
static result
about_unsaid(struct admission *a, const struct dataset *d)
{
	if (a->offer->about.n == 0 && a->offer->subject.n == 0)
		return OK;
	return verdict_refuse_field(a->sc, a->v, WHY_VALUE, d->at.line,
	    a->offer->about.n > 0 ? S("about") : S("subject"),
	    "leave it out: `%.*s` says whom a record of `%.*s` is about",
	    STR(a->plan->datasets.at[d->allocation].name), STR(d->name));
}

#define PEOPLE_MOST 64 /* that one record names */

/* "contact or caller" */
static struct str
kinds_of(struct arena *a, const struct plan *plan, const struct dataset *d)
{
	struct buf b = buf_new(a);

	for (size_t i = 0; i < d->subjects; i++)
		buf_printf(&b, "%s%.*s", i > 0 ? " or " : "",
		    STR(plan->subjects.at[plan->dataset_subjects.at[d->first_subject + i]].name));
	return buf_str(&b);
}

static result
take_person(struct admission *a, const struct dataset *d, const struct node *said,
    struct person *people)
{
	struct person p = { node_get_str(said, S("subject")),
		plan_subject(a->plan, node_get_str(said, S("about"))) };

	if (!plan_is_about(a->plan, a->record.dataset, p.about))
		return verdict_refuse_field(a->sc, a->v, WHY_ABOUT, d->at.line, S("people"),
		    "each person of `%.*s` is said to be about %.*s", STR(d->name),
		    STR(kinds_of(&a->sc->arena, a->plan, d)));
	for (size_t i = 0; i < a->record.n_people; i++)
		if (p.subject.n > 0 && str_eq(people[i].subject, p.subject))
			return verdict_refuse_field(a->sc, a->v, WHY_ABOUT, d->at.line, S("people"),
			    "one of them is named twice");
	people[a->record.n_people++] = p;
	return OK;
}

/* Each of them, and at least one of each kind: nobody is left out of what their yes decides. */
static result
about_several(struct admission *a, const struct dataset *d)
{
	const struct node *said = a->offer->people;
	struct person *people = NEW_ARRAY(&a->sc->arena, PEOPLE_MOST, struct person);

	if (a->offer->about.n > 0 || a->offer->subject.n > 0)
		return verdict_refuse_field(a->sc, a->v, WHY_ABOUT, d->at.line, S("people"),
		    "a record of `%.*s` is about several: name each in `people`", STR(d->name));
	if (said != NULL && said->count > PEOPLE_MOST)
		return verdict_refuse_field(a->sc, a->v, WHY_ABOUT, d->at.line, S("people"),
		    "a record names at most %d people", PEOPLE_MOST);
	NODE_EACH(one, said) {
		TRY(take_person(a, d, one, people));
		if (!verdict_allows(a->v))
			return OK;
	}
	a->record.people = people;
	for (size_t i = 0; i < d->subjects && said != NULL; i++) {
		uint16_t kind = a->plan->dataset_subjects.at[d->first_subject + i];

		if (!record_is_of(&a->record, kind))
			return verdict_refuse_field(a->sc, a->v, WHY_ABOUT, d->at.line, S("people"),
			    "`%.*s` is about a `%.*s` too, and none is named", STR(d->name),
			    STR(a->plan->subjects.at[kind].name));
	}
	return OK;
}

/* LAW UK GDPR Art 5(1)(b), 30: what kind of person it is about. */
result
offer_about(struct admission *a)
{
	const struct dataset *d = &a->plan->datasets.at[a->record.dataset];
	uint16_t said = plan_subject(a->plan, a->offer->about);

	a->record.about = NONE;
	if (d->allocation != NONE)
		return about_unsaid(a, d);
	if (d->all_subjects)
		return about_several(a, d);
	if (a->offer->people != NULL)
		return verdict_refuse_field(a->sc, a->v, WHY_ABOUT, d->at.line, S("people"),
		    "a record of `%.*s` is about one person", STR(d->name));
	if (a->offer->about.n == 0 && d->subjects <= 1) {
		if (d->subjects == 1)
			a->record.about = a->plan->dataset_subjects.at[d->first_subject];
		return OK;
	}
	if (plan_is_about(a->plan, a->record.dataset, said)) {
		a->record.about = said;
		return OK;
	}
	return verdict_refuse_field(a->sc, a->v, WHY_ABOUT, d->at.line, S("about"),
	    "a record of `%.*s` is about %.*s: say which by `about`", STR(d->name),
	    STR(kinds_of(&a->sc->arena, a->plan, d)));
}

static result
find_by_key(struct admission *a)
{
	const struct dataset *d = &a->plan->datasets.at[a->record.dataset];
	struct values key = { .at = NEW_ARRAY(&a->sc->arena, d->fields, struct value) };
	struct str id;

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		const struct value *value = values_get(a->values, f);

		if ((a->plan->fields.at[f].marks & MARK_KEY) == 0)
			continue;
		if (value == NULL)
			return OK; /* without all of its key a record is a new one */
		key.at[key.n++] = *value;
	}
	if (key.n == 0)
		return OK;
	TRY(vault_by_key(
	    a->sc, a->store->vault, a->record.dataset, a->record.party, key, &id, &a->exists));
	if (a->exists)
		TRY(vault_record(a->sc, a->store->vault, id, &a->held));
	return OK;
}

static result
given_subject(struct admission *a, struct str id)
{
	struct subject s;
	bool absent;

	TRY(verdict_absent(a->sc, vault_subject(a->sc, a->store->vault, id, &s), &absent));
	if (absent || !str_eq(s.party, a->record.party))
		return verdict_gone(a->sc, a->v);
	if (s.child)
		return verdict_refuse(
		    a->sc, a->v, WHY_AGE, 0, "the person is known to be under age");
	return OK;
}

static result
given_people(struct admission *a)
{
	if (a->record.n_people == 0)
		return verdict_refuse_field(a->sc, a->v, WHY_ABOUT,
		    a->plan->datasets.at[a->record.dataset].at.line, S("people"),
		    "name each of the people that it is about in `people`");
	for (size_t i = 0; i < a->record.n_people && verdict_allows(a->v); i++)
		if (a->record.people[i].subject.n > 0)
			TRY(given_subject(a, a->record.people[i].subject));
	return OK;
}

/* By id; without one, by kind. */
static bool
held_names(const struct admission *a, const struct person *p)
{
	return p->subject.n > 0 ? record_is_about(&a->held, p->subject)
				: record_is_of(&a->held, p->about);
}

static result
as_held(struct admission *a)
{
	if (a->offer->about.n > 0 && a->held.about != a->record.about)
		return verdict_refuse_field(a->sc, a->v, WHY_ABOUT, 0, S("about"),
		    "the record with this key is about another kind of person");
	if (a->offer->subject.n > 0 && !str_eq(a->held.subject, a->offer->subject))
		return verdict_refuse_field(a->sc, a->v, WHY_ABOUT, 0, S("subject"),
		    "the record with this key is about somebody else");
	for (size_t i = 0; i < a->record.n_people; i++)
		if (!held_names(a, &a->record.people[i]))
			return verdict_refuse_field(a->sc, a->v, WHY_ABOUT, 0, S("people"),
			    "the record with this key is about others");
	a->record = a->held;
	return OK;
}

static bool
covers(struct values allocation, const struct tie *tie, struct instant at)
{
	const struct value *begins = values_get(allocation, tie->begins),
			   *ends = values_get(allocation, tie->ends);
	struct instant from, until;

	if (begins == NULL || !instant_parse(begins->text, &from) || instant_before(at, from))
		return false;
	return ends == NULL || !instant_parse(ends->text, &until) || instant_before(at, until);
}

/* LAW UK GDPR Art 5(1)(d): it is about whoever had the machine at that time, and
 * otherwise about the machine alone. */
static result
allocated_subject(struct admission *a)
{
	const struct dataset *d = &a->plan->datasets.at[a->record.dataset];
	struct tie tie = plan_tie(a->plan, a->record.dataset);
	const struct value *ref = values_get(a->values, tie.ref),
			   *time = values_get(a->values, tie.time);
	struct value by = { .field = tie.other_ref };
	struct instant at;
	struct str *ids;
	size_t n;

	if (ref == NULL || time == NULL || !instant_parse(time->text, &at))
		return OK;
	by.text = ref->text;
	TRY(vault_find(a->sc, a->store->vault, d->allocation, a->record.party,
	    (struct values){ &by, 1 }, ALLOCATIONS_MOST, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		struct record allocation;
		struct values held;

		TRY(vault_record(a->sc, a->store->vault, ids[i], &allocation));
		TRY(laid_held(a->sc, a->store, &allocation, &held));
		if (!covers(held, &tie, at))
			continue;
		a->record.subject = allocation.subject;
		a->record.about = allocation.about;
		return OK;
	}
	return OK;
}

/* Whom it is about: as said, as the record with the same key, else somebody
 * new, who is made when everything else stands. */
result
offer_subject(struct admission *a)
{
	TRY(find_by_key(a));
	a->stays = a->exists && a->offer->anew;
	if (a->stays)
		return OK;
	if (a->exists)
		return as_held(a);
	if (a->plan->datasets.at[a->record.dataset].allocation != NONE)
		return allocated_subject(a);
	if (a->plan->datasets.at[a->record.dataset].all_subjects)
		return given_people(a);
	if (a->offer->subject.n == 0)
		return OK;
	if (a->record.about == NONE)
		return verdict_refuse_field(
		    a->sc, a->v, WHY_ABOUT, 0, S("subject"), "this data is about nobody");
	a->record.subject = a->offer->subject;
	return given_subject(a, a->offer->subject);
}
