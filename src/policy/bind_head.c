/* policy/bind_head.c -- who wrote the policy, for whom, and what floor of law it stands on. */
#include "policy/bind.h"
#include "policy/law.h"

static void
no_details(struct cursor *c)
{
	uint64_t said_already = 0;

	take_details(c, NULL, 0, NONE, &said_already);
}

static bool
policy_replaces(struct cursor *c, uint16_t row)
{
	(void)row;
	return take_number(c, "a version", 1, UINT32_MAX, &c->b->plan->replaces);
}

static const struct clause policy_clauses[] = { { "replaces", policy_replaces, false } };

void
bind_policy(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);

	if (!take_word(&c, "the policy's name", &b->plan->name)
	    || !take_number(&c, "a version", 1, UINT32_MAX, &b->plan->version))
		return;
	take_clauses(&c, policy_clauses, N(policy_clauses), NONE);
}

void
bind_law(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);
	struct str word, date;
	struct diag *d;

	if (!take_word(&c, "PACK@DATE", &word))
		return;
	b->plan->law_pack = str_cut(word, '@', &date);
	if (!date_parse(date, &b->plan->law_date)) {
		d = bind_complain(b, DIAG_DATE_BAD, c.t[-1].at);
		d->text = S("a law pack is named with its date");
		d->note = S("PACK@DATE, as uk@2026-06-19");
		return;
	}
	cursor_finish(&c);
	no_details(&c);
}

void
bind_from(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);

	if (!take_date(&c, &b->plan->from))
		return;
	cursor_finish(&c);
	no_details(&c);
}

/* Whether the zone exists is known where it is used (sys/zone.h): the policy
 * room reads no files. */
static bool
zone_is_good(struct str zone)
{
	bool good = zone.n > 0 && zone.n <= 64 && zone.p[0] != '/' && !str_has(zone, S(".."));

	for (size_t i = 0; i < zone.n && good; i++) {
		char ch = zone.p[i];

		good = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z')
		       || (ch >= '0' && ch <= '9') || ch == '/' || ch == '_' || ch == '-'
		       || ch == '+';
	}
	return good;
}

void
bind_calendar(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);
	struct diag *d;

	if (!take_word(&c, "a time zone", &b->plan->zone))
		return;
	if (!zone_is_good(b->plan->zone)) {
		d = bind_complain(b, DIAG_WORD_UNKNOWN, c.t[-1].at);
		d->text = said(b, "`%.*s` is no time zone", STR(b->plan->zone));
		d->note = S("as the IANA names it: Europe/London");
		return;
	}
	cursor_finish(&c);
	no_details(&c);
}

static bool
take_contact(struct cursor *c, struct str *text)
{
	if (!cursor_ended(c) && c->t->kind == TOKEN_TEXT)
		return take_text(c, "a text", text);
	return take_word(c, "a text", text);
}

#define CONTACT(name) \
	static bool controller_##name(struct cursor *c, uint16_t row) \
	{ \
		(void)row; \
		return take_contact(c, &c->b->plan->controller.name); \
	}
CONTACT(address)
CONTACT(phone)
CONTACT(email)
CONTACT(dpo)
#undef CONTACT

static bool
controller_regulator(struct cursor *c, uint16_t row)
{
	(void)row;
	if (!take_contact(c, &c->b->plan->controller.regulator))
		return false;
	return cursor_ended(c) || take_contact(c, &c->b->plan->controller.regulator_number);
}

static bool
take_named(struct cursor *c, const char *what, struct named *named)
{
	named->at = cursor_at(c);
	return take_text(c, what, &named->text);
}

static bool
controller_member(struct cursor *c, uint16_t row)
{
	struct named *member = ROW(c->b, &c->b->plan->group_members);

	(void)row;
	return take_named(c, "the name of a company of the group", member);
}

/* What stands behind `?` or `#` could say who follows it. */
static bool
link_is_bare(struct cursor *c, const struct named *link)
{
	struct diag *d;

	if (!str_has(link->text, S("?")) && !str_has(link->text, S("#")))
		return true;
	d = bind_complain(c->b, DIAG_LINK_CARRIES, link->at);
	d->text = S("a link carries nothing behind `?` or `#`");
	d->note = S("leave it out");
	return false;
}

static bool
controller_link(struct cursor *c, uint16_t row)
{
	struct named *link = ROW(c->b, &c->b->plan->links);

	(void)row;
	return take_named(c, "an address", link) && link_is_bare(c, link);
}

/* Whose they are: those of England and Wales, unless it says so. */
static bool
controller_holidays(struct cursor *c, uint16_t row)
{
	struct str word;
	struct diag *d;

	(void)row;
	if (!take_word(c, "a part of the United Kingdom", &word))
		return false;
	if (law_division(word, &c->b->plan->controller.division))
		return true;
	d = bind_complain(c->b, DIAG_WORD_UNKNOWN, c->t[-1].at);
	d->text = said(c->b, "`%.*s` is no part of the United Kingdom with bank holidays of its own",
	    STR(word));
	d->note = S("one of england-and-wales, scotland, northern-ireland");
	return false;
}

static bool
controller_public(struct cursor *c, uint16_t row)
{
	(void)row;
	c->b->plan->controller.public_authority = true;
	return true;
}

static const struct clause controller_clauses[] = {
	{ "address", controller_address, false },
	{ "phone", controller_phone, false },
	{ "email", controller_email, false },
	{ "dpo", controller_dpo, false },
	{ "regulator", controller_regulator, false },
	{ "group member", controller_member, true },
	{ "link", controller_link, true },
	{ "public authority", controller_public, false },
	{ "bank holidays of", controller_holidays, false },
};

void
bind_controller(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_heading(b, of);

	b->plan->controller.at = of->head->tokens > 1 ? c.t->at : c.t[-1].at;
	if (!take_text(&c, "the controller's name", &b->plan->controller.name))
		return;
	take_clauses(&c, controller_clauses, N(controller_clauses), NONE);
}

static bool
party_kinds(struct cursor *c, uint16_t row)
{
	struct party_class *p = &c->b->plan->parties.at[row];

	return take_word_list(c, "a kind of party", &p->first_kind, &p->kinds);
}

static bool
party_facts(struct cursor *c, uint16_t row)
{
	struct party_class *p = &c->b->plan->parties.at[row];

	return take_word_list(c, "the name of a fact", &p->first_fact, &p->facts);
}

static bool
party_return(struct cursor *c, uint16_t row)
{
	struct party_class *p = &c->b->plan->parties.at[row];

	p->returned = true;
	cursor_say_comma(c);
	return cursor_want(c, "then erase within") && take_term(c, &p->return_within);
}

static bool
party_through(struct cursor *c, uint16_t row)
{
	struct party_class *p = &c->b->plan->parties.at[row];
	struct at at = cursor_at(c);
	struct diag *d;

	if (!take_row(c, NAME_PARTY, &p->through))
		return false;
	if (p->through != row)
		return true;
	p->through = NONE;
	d = bind_complain(c->b, DIAG_DERIVED_LOOP, at);
	d->text = said(c->b, "`%.*s` cannot come to us through itself", STR(p->name));
	return false;
}

static const struct clause party_clauses[] = {
	{ "kinds", party_kinds, false },
	{ "facts", party_facts, false },
	{ "through", party_through, false },
	{ "at the end return", party_return, false },
};

void
bind_party(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);

	if (!of->head->broken && take_text(&c, "who they are", &b->plan->parties.at[of->row].text))
		take_clauses(&c, party_clauses, N(party_clauses), of->row);
}

static bool
subject_for(struct cursor *c, uint16_t row)
{
	return take_row(c, NAME_PARTY, &c->b->plan->subjects.at[row].party);
}

static bool
subject_age(struct cursor *c, uint16_t row)
{
	uint32_t age;

	if (!take_number(c, "an age in years", 1, 150, &age))
		return false;
	c->b->plan->subjects.at[row].least_age = (uint16_t)age;
	return true;
}

static bool
subject_state(struct cursor *c, uint16_t row)
{
	struct binder *b = c->b;
	struct state state = { .at = cursor_at(c), .subject = row };

	if (!take_word(c, "the name of a state", &state.name) || !cursor_want(c, "from")
	    || !take_row(c, NAME_EVENT, &state.event))
		return false;
	*ROW(b, &b->plan->states) = state;
	return true;
}

/* Does it happen to people of this kind?  To a record about them, or to the party
 * that they are held for. */
static bool
happens_to(const struct plan *plan, const struct event *e, uint16_t subject)
{
	uint16_t dataset = e->of_row;

	if (e->of_row == NONE || e->of == EVENT_OF_BUILT_IN)
		return false;
	if (e->of == EVENT_OF_PARTY)
		return plan->subjects.at[subject].party == e->of_row;
	if (e->of == EVENT_OF_FIELD)
		dataset = plan->fields.at[e->of_row].dataset;
	return plan_is_about(plan, dataset, subject);
}

static void
find_state_event(struct binder *b, struct state *state)
{
	const struct plan *plan = b->plan;
	const struct event *first = &plan->events.at[state->event];
	uint16_t found = NONE;
	struct diag *d;

	for (uint16_t e = state->event; e != NONE; e = b->next_event.at[e]) {
		if (!happens_to(plan, &plan->events.at[e], state->subject))
			continue;
		if (found == NONE) {
			found = e;
			continue;
		}
		d = bind_complain(b, DIAG_NAME_AMBIGUOUS, state->at);
		d->text = said(b, "`%.*s` may be either of two events here", STR(first->name));
		d->note = S("give one of them another name");
		return;
	}
	if (found != NONE) {
		state->event = found;
		return;
	}
	if (first->of_row == NONE && first->of != EVENT_OF_BUILT_IN)
		return; /* its own line has a fault, and that was reported */
	d = bind_complain(b, DIAG_EVENT_ELSEWHERE, state->at);
	d->text = said(b, "`%.*s` does not happen to `%.*s`", STR(first->name),
	    STR(plan->subjects.at[state->subject].name));
	d->note = S("an event of data about them moves them");
}

/* Which event moves them is known when what events are of is known. */
void
bind_subject_states(struct binder *b, struct section *of)
{
	for (size_t i = 0; i < b->plan->states.n; i++)
		if (b->plan->states.at[i].subject == of->row)
			find_state_event(b, &b->plan->states.at[i]);
}

static const struct clause subject_clauses[] = {
	{ "for", subject_for, false },
	{ "least age", subject_age, false },
	{ "state", subject_state, true },
};

void
bind_subject(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);

	if (!of->head->broken && take_text(&c, "who they are", &b->plan->subjects.at[of->row].text))
		take_clauses(&c, subject_clauses, N(subject_clauses), of->row);
}

static bool
place_in(struct cursor *c, uint16_t row)
{
	return take_country(c, c->b->plan->places.at[row].country);
}

static bool
place_run_by(struct cursor *c, uint16_t row)
{
	return take_row(c, NAME_RECIPIENT, &c->b->plan->places.at[row].run_by);
}

static bool
place_sealed(struct cursor *c, uint16_t row)
{
	c->b->plan->places.at[row].sealed_before_transfer = true;
	return true;
}

static bool
place_kept(struct cursor *c, uint16_t row)
{
	return take_term(c, &c->b->plan->places.at[row].backups_kept);
}

static bool
place_told(struct cursor *c, uint16_t row)
{
	return take_told(c, &c->b->plan->places.at[row].told);
}

static bool
place_confirm(struct cursor *c, uint16_t row)
{
	return take_term(c, &c->b->plan->places.at[row].confirm_within);
}

static bool
place_copied(struct cursor *c, uint16_t row)
{
	return take_term(c, &c->b->plan->places.at[row].copied_every);
}

static bool
place_tried(struct cursor *c, uint16_t row)
{
	return take_term(c, &c->b->plan->places.at[row].tried_every);
}

static const struct clause place_clauses[] = {
	{ "in", place_in, false },
	{ "run by", place_run_by, false },
	{ "sealed before transfer", place_sealed, false },
	{ "kept", place_kept, false },
	{ "backups kept", place_kept, false },
	{ "copied every", place_copied, false },
	{ "tried every", place_tried, false },
	{ "told to erase by", place_told, false },
	{ "confirm within", place_confirm, false },
};

void
bind_place(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);

	if (!of->head->broken && take_text(&c, "what it is", &b->plan->places.at[of->row].text))
		take_clauses(&c, place_clauses, N(place_clauses), of->row);
}
