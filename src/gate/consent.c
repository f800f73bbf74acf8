/* gate/consent.c -- evidence that somebody said yes.
 *
 * The evidence is sealed as a record of the built-in dataset `consent`: a
 * JSON map of the words that the policy asks for, each a text.  Complete, it
 * is a consent; otherwise it waits, and what the click brings is added to it.
 */
#include "base/json.h"
#include "gate/consent_letter.h"
#include "gate/laid.h"
#include "gate/look.h"
#include "gate/note.h"

struct saying {
	struct scope *sc;
	struct store *store;
	const struct plan *plan;
	const struct asker *asker;
	uint16_t consent;
	struct str subject;
	const struct node *evidence;
	struct instant moment; /* when it was said */
	struct str one; /* the recipient or the call that it is for; empty: the whole */
	struct verdict *v;
};

/* A role that acts for the purpose, or a door's own programme, notes it. */
static result
may_note(struct saying *s)
{
	const struct consent *c = &s->plan->consents.at[s->consent];

	if (s->asker->kind == ASKER_CHANNEL)
		return OK;
	if (s->asker->kind == ASKER_ROLE && role_acts_for(s->plan, s->asker->role, c->purpose))
		return OK;
	return verdict_refuse(s->sc, s->v, WHY_ROLE, c->at.line,
	    "a consent is noted by a door's programme or by a role that acts for `%.*s`",
	    STR(s->plan->purposes.at[c->purpose].name));
}

static bool
has(const struct node *evidence, struct str word)
{
	return str_trim(node_get_str(evidence, word)).n > 0;
}

/* LAW UK GDPR Art 7(1): all that the policy asks for must be shown. */
static enum consent_state
weigh(const struct plan *plan, const struct consent *c, const struct node *evidence,
    struct instant *moment)
{
	struct instant listed;

	if (c->has_listed_before && node_get_time(evidence, S("listed"), &listed)
	    && instant_before(listed, c->listed_before)) {
		*moment = listed;
		return CONSENT_GIVEN; /* `counts if listed before` */
	}
	for (size_t i = 0; i < c->evidences; i++)
		if (!has(evidence, plan->words.at[c->first_evidence + i]))
			return CONSENT_PENDING;
	if (c->confirm_by_email && !has(evidence, S("click")))
		return CONSENT_PENDING;
	return instant_before(*moment, c->counts_from) ? CONSENT_PENDING : CONSENT_GIVEN;
}

static result
take_moment(struct saying *s)
{
	s->moment = s->sc->now;
	if (has(s->evidence, S("time")) && !node_get_time(s->evidence, S("time"), &s->moment))
		return verdict_refuse_field(s->sc, s->v, WHY_VALUE, 0, S("time"),
		    "the time of a consent is an RFC 3339 time");
	if (instant_before(s->sc->now, s->moment))
		return verdict_refuse_field(s->sc, s->v, WHY_VALUE, 0, S("time"),
		    "nobody can have consented in the future");
	NODE_EACH(word, s->evidence)
		if (word->kind != NODE_STR || word->text.n > 4000)
			return fail_at(s->sc, E_INPUT, S("evidence"),
			    "evidence is a map of words to texts of up to 4000 characters");
	return OK;
}

/* The kind of person who may consent to this. */
static uint16_t
consenting_type(const struct plan *plan, uint16_t consent)
{
	const struct purpose *p = &plan->purposes.at[plan->consents.at[consent].purpose];

	for (uint16_t i = p->first_ground; i < p->first_ground + p->grounds; i++)
		if (plan->grounds.at[i].basis == BASIS_CONSENT
		    && plan->grounds.at[i].consent == consent)
			return plan->grounds.at[i].subject;
	return NONE;
}

static bool
is_email(struct str address)
{
	return str_has(address, S("@"));
}

/* Of our own people with that address the only one, or the only one of the kind that is
 * asked; empty: nobody, or several. */
static result
who_has(struct saying *s, struct str address, uint16_t kind)
{
	struct node *who = node_map(&s->sc->arena);
	struct str *ids, of_kind = S("");
	size_t n, n_kind = 0;

	s->subject = S("");
	node_set_str(&s->sc->arena, who, is_email(address) ? S("email") : S("phone"), address);
	TRY(gate_who(s->sc, s->store, who, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		struct subject person;

		TRY(vault_subject(s->sc, s->store->vault, ids[i], &person));
		if (n == 1 && person.party.n == 0)
			s->subject = person.id;
		if (person.party.n == 0 && person.type == kind && n_kind++ == 0)
			of_kind = person.id;
	}
	if (n_kind == 1)
		s->subject = of_kind;
	return OK;
}

/* Whose address it is, when that is one person; else somebody new. */
static result
find_person(struct saying *s)
{
	struct str address = str_trim(node_get_str(s->evidence, S("address")));
	uint16_t kind = consenting_type(s->plan, s->consent);
	struct subject person;

	if (address.n > 0)
		TRY(who_has(s, address, kind));
	if (s->subject.n > 0)
		return OK;
	TRY(vault_subject_new(s->sc, s->store->vault, kind, S(""), &person));
	s->subject = person.id;
	return OK;
}

static result
known_person(struct saying *s)
{
	struct subject person;
	bool absent;

	if (s->subject.n == 0)
		return find_person(s);
	TRY(verdict_absent(
	    s->sc, vault_subject(s->sc, s->store->vault, s->subject, &person), &absent));
	if (absent || (s->asker->party.n > 0 && !str_eq(s->asker->party, person.party)))
		return verdict_gone(s->sc, s->v);
	if (person.child)
		return verdict_refuse(
		    s->sc, s->v, WHY_AGE, 0, "the person is known to be under age");
	return OK;
}

/* The recipient and the fields, or the call: a yes to one is no yes to another. */
static result
take_one(struct saying *s)
{
	const struct consent *c = &s->plan->consents.at[s->consent];
	struct str fields = node_get_str(s->evidence, S("fields"));

	s->one = S("");
	if (!c->for_each_recipient && !c->for_each_call)
		return OK;
	s->one = str_trim(node_get_str(
	    s->evidence, c->for_each_call ? S("call") : S("recipient")));
	if (c->for_each_call)
		return s->one.n > 0 && ledger_word(s->one)
			   ? OK
			   : verdict_refuse_field(s->sc, s->v, WHY_CONSENT, c->at.line, S("call"),
			       "say for which `call` it is: its record, or what its key field says");
	if (plan_recipient(s->plan, s->one) == NONE)
		return verdict_refuse_field(s->sc, s->v, WHY_CONSENT, c->at.line, S("recipient"),
		    "say for which `recipient` of the policy it is");
	for (struct str rest = fields; rest.n > 0;)
		if (plan_field_full(s->plan, str_trim(str_cut(rest, ',', &rest))) == NONE)
			fields = S("");
	return fields.n > 0 ? OK
			    : verdict_refuse_field(s->sc, s->v, WHY_CONSENT, c->at.line,
				S("fields"), "say which `fields` it is for, commas between");
}

/* An opt-out is not undone by a list, nor by a yes that is older. */
static result
not_withdrawn_since(struct saying *s)
{
	const struct consent *c = &s->plan->consents.at[s->consent];
	struct str address = str_trim(node_get_str(s->evidence, S("address")));
	enum field_type type = is_email(address) ? TYPE_EMAIL : TYPE_PHONE;
	struct str canonical;
	enum consent_state was;
	struct instant since;
	bool suppressed = false;

	TRY(vault_consent_state(s->sc, s->store->vault, s->subject, s->consent, &was, &since));
	if (was == CONSENT_WITHDRAWN
	    && (instant_before(s->moment, since) || has(s->evidence, S("listed"))))
		return verdict_refuse(
		    s->sc, s->v, WHY_CONSENT, c->at.line, "the person withdrew it later");
	if (s->plan->purposes.at[c->purpose].marketing == 0 || address.n == 0)
		return OK;
	TRY(who_address(s->sc, s->store, type, address, &canonical));
	if (canonical.n > 0)
		TRY(vault_suppressed(s->sc, s->store->vault, type, canonical, s->asker->party, &suppressed));
	if (suppressed)
		return verdict_refuse(
		    s->sc, s->v, WHY_SUPPRESSED, c->at.line, "this address opted out for ever");
	return OK;
}

static struct str
evidence_text(struct saying *s)
{
	struct node *all = node_copy(&s->sc->arena, s->evidence);

	if (node_get(all, S("consent")) == NULL)
		node_set_str(
		    &s->sc->arena, all, S("consent"), s->plan->consents.at[s->consent].name);
	return json_text(&s->sc->arena, all);
}

/* LAW UK GDPR Art 7(1): which words were agreed to, and not the words: as the policy asks
 * today, or by their hash. */
static struct str
wording_said(struct saying *s)
{
	struct str wording = str_trim(node_get_str(s->evidence, S("wording")));

	if (wording.n > 0 && str_eq(wording, s->plan->consents.at[s->consent].asked_as))
		return S("as-asked");
	return note_wording(s->sc, wording);
}

/* A yes that does not count yet takes nothing from what was said before it: whoever types an
 * address need not be whose it is. */
static result
set_state(struct saying *s, enum consent_state state, struct str record)
{
	struct consent_said was;

	TRY(vault_consent_for(s->sc, s->store->vault, s->subject, s->consent, s->one, &was));
	if (state == CONSENT_PENDING && was.state != CONSENT_NONE && was.state != CONSENT_PENDING)
		return OK;
	if (s->one.n > 0)
		TRY(vault_consent_set_for(s->sc, s->store->vault, s->subject, s->consent, s->one,
		    state, s->moment, record));
	if (s->one.n > 0 && state != CONSENT_GIVEN)
		return OK;
	return vault_consent_set(
	    s->sc, s->store->vault, s->subject, s->consent, state, s->moment, record);
}

static result
note_saying(struct saying *s, enum consent_state state, struct str record)
{
	const struct consent *c = &s->plan->consents.at[s->consent];
	struct entry e = note_begin(s->store, s->asker,
	    state == CONSENT_GIVEN ? ENTRY_CONSENT_GIVEN : ENTRY_CONSENT_ASKED, S("consent"));

	TRY(set_state(s, state, record));
	TRY(term_recompute(s->sc, s->store, NONE, S(""), s->subject, S("")));
	e.purpose = s->plan->purposes.at[c->purpose].name;
	e.line = c->at.line;
	e.record = record;
	note_more(s->sc, &e, S("consent"), c->name);
	note_more(s->sc, &e, S("wording"), wording_said(s));
	note_more(s->sc, &e, S("channel"), node_get_str(s->evidence, S("channel")));
	note_more(s->sc, &e, S("to-version"), node_get_str(s->evidence, S("version")));
	note_more(s->sc, &e, c->for_each_call ? S("call") : S("recipient"), s->one);
	TRY(note_subject(s->sc, s->store, &e, s->subject));
	return note_write(s->sc, s->store, &e, &s->v->entry);
}

/* Is the click all that is missing? */
static bool
waits_for_click(struct saying *s)
{
	struct node *with = node_copy(&s->sc->arena, s->evidence);
	struct instant moment = s->moment;

	if (has(with, S("click")))
		return false;
	node_set_time(&s->sc->arena, with, S("click"), s->sc->now);
	return weigh(s->plan, &s->plan->consents.at[s->consent], with, &moment) == CONSENT_GIVEN;
}

static result
saying_begin(struct saying *s, struct str name)
{
	*s->v = (struct verdict){ 0 };
	s->plan = s->store->plan;
	s->consent = plan_consent(s->plan, name);
	if (s->consent == NONE)
		return verdict_refuse(
		    s->sc, s->v, WHY_CONSENT, 0, "say one of the consents of the policy");
	if (s->evidence == NULL || s->evidence->kind != NODE_MAP
	    || node_get(s->evidence, S("consent")) != NULL)
		return fail_at(s->sc, E_INPUT, S("evidence"),
		    "evidence is a map of the words that the policy asks for");
	TRY(may_note(s));
	return verdict_allows(s->v) ? take_moment(s) : OK;
}

result
gate_consent(struct scope *sc, struct store *store, const struct asker *asker, struct str consent,
    struct str *subject, const struct node *evidence, struct verdict *v, enum consent_state *state,
    struct str *record)
{
	struct saying s = {
		.sc = sc,
		.store = store,
		.asker = asker,
		.subject = *subject,
		.evidence = evidence,
		.v = v,
	};

	*state = CONSENT_NONE;
	TRY(saying_begin(&s, consent));
	if (verdict_allows(v))
		TRY(take_one(&s));
	if (verdict_allows(v))
		TRY(known_person(&s));
	if (verdict_allows(v))
		TRY(not_withdrawn_since(&s));
	if (!verdict_allows(v))
		return OK;
	*state = weigh(s.plan, &s.plan->consents.at[s.consent], evidence, &s.moment);
	TRY(vault_put_content(
	    sc, store->vault, S("consent"), s.subject, S(""), evidence_text(&s), record));
	*subject = s.subject;
	TRY(note_saying(&s, *state, *record));
	if (*state != CONSENT_PENDING || !waits_for_click(&s))
		return OK;
	return consent_letter(sc, store, asker, s.consent, evidence, s.subject, *record);
}

/* -- the click ------------------------------------------------------------- */

/* What was kept, with what the click brings laid over it. */
static result
joined_evidence(struct saying *s, const struct record *r, const struct node *more)
{
	struct node *kept, *all;
	struct str text;

	TRY(vault_content(s->sc, s->store->vault, r->id, &text));
	TRY(json_parse(s->sc, text, &kept));
	s->consent = plan_consent(s->plan, node_get_str(kept, S("consent")));
	if (s->consent == NONE)
		return verdict_gone(s->sc, s->v);
	all = node_map(&s->sc->arena);
	NODE_EACH(word, kept) /* what waited for the click is stored now (G8) */
		if (node_get(more, word->key) == NULL && !str_eq(word->key, S("offer")))
			node_set_str(&s->sc->arena, all, word->key, word->text);
	NODE_EACH(word, more) {
		if (word->kind != NODE_STR || str_eq(word->key, S("consent"))
		    || str_eq(word->key, S("listed")))
			return fail_at(s->sc, E_INPUT, S("evidence"),
			    "what a click brings is a map of words to texts");
		node_set_str(&s->sc->arena, all, word->key, word->text);
	}
	s->evidence = all;
	return OK;
}

static result
store_evidence(struct saying *s, struct record *r)
{
	uint16_t field = s->plan->datasets.at[r->dataset].first_field;
	struct value value = { field, evidence_text(s) };
	struct values values = { &value, 1 };
	struct group_due *dues;
	size_t n;

	TRY(term_dues(s->sc, s->store, r, values, NULL, 0, &dues, &n));
	return vault_change(s->sc, s->store->vault, r, values, dues, n);
}

static result
consent_record(struct saying *s, struct str id, struct record *r)
{
	bool absent;

	TRY(verdict_absent(s->sc, vault_record(s->sc, s->store->vault, id, r), &absent));
	if (absent || r->dataset != plan_dataset(s->plan, S("consent")) || r->subject.n == 0)
		return verdict_gone(s->sc, s->v);
	s->subject = r->subject;
	return OK;
}

/* Only what waits can be confirmed; what is given by it already stays as it is. */
static result
still_waits(struct saying *s, struct str id, enum consent_state *state)
{
	struct consent_said said;

	TRY(vault_consent_for(s->sc, s->store->vault, s->subject, s->consent, s->one, &said));
	*state = said.state;
	if (*state != CONSENT_GIVEN || !str_eq(said.evidence, id))
		return not_withdrawn_since(s);
	return verdict_refuse(s->sc, s->v, WHY_CONSENT, s->plan->consents.at[s->consent].at.line,
	    "it is confirmed already");
}

static result
confirm(struct saying *s, struct record *r, const struct node *evidence, bool by_link,
    enum consent_state *state)
{
	*state = CONSENT_NONE;
	if (verdict_allows(s->v))
		TRY(joined_evidence(s, r, evidence));
	if (verdict_allows(s->v) && !by_link)
		TRY(may_note(s));
	if (verdict_allows(s->v))
		TRY(take_moment(s));
	if (verdict_allows(s->v))
		TRY(take_one(s));
	if (verdict_allows(s->v))
		TRY(still_waits(s, r->id, state));
	if (!verdict_allows(s->v))
		return OK;
	*state = weigh(s->plan, &s->plan->consents.at[s->consent], s->evidence, &s->moment);
	TRY(store_evidence(s, r));
	return note_saying(s, *state, r->id);
}

result
gate_consent_confirm(struct scope *sc, struct store *store, const struct asker *asker,
    struct str record, const struct node *evidence, struct verdict *v, enum consent_state *state)
{
	struct saying s = { .sc = sc, .store = store, .plan = store->plan, .asker = asker, .v = v };
	struct record r;

	*v = (struct verdict){ 0 };
	TRY(consent_record(&s, record, &r));
	return confirm(&s, &r, evidence, false, state);
}

result
consent_confirmed(struct scope *sc, struct store *store, const struct asker *asker,
    struct str record, const struct node *evidence, struct verdict *v, enum consent_state *state)
{
	struct saying s = { .sc = sc, .store = store, .plan = store->plan, .asker = asker, .v = v };
	struct record r;

	TRY(consent_record(&s, record, &r));
	TRY(confirm(&s, &r, evidence, true, state));
	if (*state == CONSENT_GIVEN)
		*v = (struct verdict){ .entry = v->entry }; /* pressed twice is no harm */
	return OK;
}

/* -- again, to another version (K25) ------------------------------------------------- */

/* What was shown with the first yes, and what was said now, to which words. */
static result
evidence_again(struct saying *s, const struct consent_again *again, struct str first)
{
	static const struct str fresh[] = { { "wording", 7 }, { "time", 4 }, { "click", 5 },
		{ "channel", 7 }, { "version", 7 }, { "listed", 6 }, { "consent", 7 } };
	struct arena *a = &s->sc->arena;
	struct node *kept = NULL, *all = node_map(a);
	struct str text;
	bool absent = true;

	if (first.n > 0)
		TRY(verdict_absent(
		    s->sc, vault_content(s->sc, s->store->vault, first, &text), &absent));
	if (!absent)
		TRY(json_parse(s->sc, text, &kept));
	NODE_EACH(word, kept)
		if (!str_among(word->key, fresh, N(fresh)) && word->kind == NODE_STR)
			node_set_str(a, all, word->key, word->text);
	node_set_str(a, all, S("wording"), again->wording);
	node_set_time(a, all, S("time"), s->sc->now);
	node_set_time(a, all, S("click"), s->sc->now);
	node_set_str(a, all, S("channel"), again->channel);
	node_set_str(a, all, S("version"), str_printf(a, "%u", (unsigned)again->version));
	s->evidence = all;
	s->moment = s->sc->now;
	return OK;
}

static result
say_again(struct saying *s, const struct consent_again *again, struct str first)
{
	const struct consent *c = &s->plan->consents.at[s->consent];
	struct str record;

	TRY(evidence_again(s, again, first));
	if (weigh(s->plan, c, s->evidence, &s->moment) != CONSENT_GIVEN)
		return verdict_refuse(s->sc, s->v, WHY_CONSENT, c->at.line,
		    "something of what is to be shown with this yes is missing: say it again where "
		    "you said it");
	TRY(vault_put_content(s->sc, s->store->vault, S("consent"), s->subject, S(""),
	    evidence_text(s), &record));
	TRY(note_saying(s, CONSENT_GIVEN, record));
	return vault_consent_cover(
	    s->sc, s->store->vault, s->subject, s->consent, again->version);
}

static result
note_declined(struct saying *s, const struct consent_again *again)
{
	const struct consent *c = &s->plan->consents.at[s->consent];
	struct entry e = note_begin(s->store, s->asker, ENTRY_CONSENT_DECLINED, S("consent"));

	TRY(vault_consent_decline(
	    s->sc, s->store->vault, s->subject, s->consent, again->version));
	e.purpose = s->plan->purposes.at[c->purpose].name;
	e.line = c->at.line;
	note_more(s->sc, &e, S("consent"), c->name);
	note_more(s->sc, &e, S("channel"), again->channel);
	note_more(s->sc, &e, S("to-version"),
	    str_printf(&s->sc->arena, "%u", (unsigned)again->version));
	TRY(note_subject(s->sc, s->store, &e, s->subject));
	return note_write(s->sc, s->store, &e, &s->v->entry);
}

result
gate_consent_again(struct scope *sc, struct store *store, const struct asker *asker,
    const struct consent_again *again, struct verdict *v)
{
	struct saying s = { .sc = sc,
		.store = store,
		.plan = store->plan,
		.asker = asker,
		.consent = again->consent,
		.subject = again->subject,
		.v = v };
	struct consent_said said;

	*v = (struct verdict){ 0 };
	TRY(vault_consent_for(sc, store->vault, s.subject, s.consent, S(""), &said));
	if (said.state != CONSENT_GIVEN)
		return verdict_refuse(sc, v, WHY_CONSENT,
		    s.plan->consents.at[s.consent].at.line,
		    "there is no yes to say again: it was never given, or is taken back");
	return again->yes ? say_again(&s, again, said.evidence) : note_declined(&s, again);
}
