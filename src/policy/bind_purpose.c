/* policy/bind_purpose.c -- purposes, their grounds, and the consents some rest on. */
#include "policy/bind.h"

#define PEOPLE_MAX 256 /* kinds of people named in one sentence */

static struct purpose *
purpose_at(struct cursor *c, uint16_t row)
{
	return &c->b->plan->purposes.at[row];
}

static const char *const bases[] = {
#define BASIS(id, word, ...) word,
#include "policy/basis.def"
#undef BASIS
};

/* What a basis needs to say beside its word. */
static bool
take_basis_facts(struct cursor *c, struct ground *g)
{
	switch (g->basis) {
	case BASIS_CONSENT:
		return take_row(c, NAME_CONSENT, &g->consent);
	case BASIS_INSTRUCTION:
		return cursor_want(c, "of") && take_row(c, NAME_PARTY, &g->party);
	case BASIS_DECLARED:
		return cursor_want(c, "by") && take_party_fact(c, &g->party, &g->fact);
	case BASIS_CONTRACT:
		if (cursor_say(c, "with") && !take_row(c, NAME_PARTY, &g->party))
			return false;
		break;
	case BASIS_LAW:
	case BASIS_TASK:
	case BASIS_RECOGNISED:
	case BASIS_INTERESTS:
	case BASIS_VITAL:
	case BASES:
		break;
	}
	if (!cursor_ended(c) && c->t->kind == TOKEN_TEXT && !take_text(c, "a text", &g->interest))
		return false;
	if (!cursor_say(c, "assessed"))
		return true;
	return take_word(c, "the number of the assessment", &g->assessment);
}

/* A declaration is found by the party of the record. */
static bool
not_held_for(struct cursor *c, const struct ground *g)
{
	const struct plan *plan = c->b->plan;
	struct str people = plan->subjects.at[g->subject].name;
	struct diag *d = bind_complain(c->b, DIAG_COND_ELSEWHERE, g->at);

	d->text = said(c->b, "`%.*s` are not held for `%.*s`, which declares nothing for them",
	    STR(people), STR(plan->parties.at[g->party].name));
	d->note = S("say the ground that we rest on ourselves");
	d->other = plan->subjects.at[g->subject].at;
	d->other_note = S("these people");
	return false;
}

static bool
purpose_basis(struct cursor *c, uint16_t row)
{
	struct binder *b = c->b;
	struct ground g = { .at = cursor_at(c),
		.consent = NONE,
		.party = NONE,
		.fact = NONE,
		.interest = S(""),
		.assessment = S("") };
	uint16_t people[PEOPLE_MAX];
	size_t which, n;

	if (!take_one_of(c, bases, N(bases), &which))
		return false;
	g.basis = (enum basis)which;
	if (!take_basis_facts(c, &g) || !cursor_want(c, "for")
	    || !take_rows(c, NAME_SUBJECT, NULL, 0, people, &n, N(people)))
		return false;
	for (size_t i = 0; i < n; i++) {
		g.subject = people[i];
		if (g.basis == BASIS_DECLARED && b->plan->subjects.at[g.subject].party != g.party)
			return not_held_for(c, &g);
		*ROW(b, &b->plan->grounds) = g;
		purpose_at(c, row)->grounds++;
	}
	return true;
}

static bool
purpose_totals(struct cursor *c, uint16_t row)
{
	uint32_t least;

	if (!take_number(c, "a number of people", 2, 10000, &least) || !cursor_want(c, "or more"))
		return false;
	purpose_at(c, row)->as_totals_of = (uint16_t)least;
	return true;
}

static bool
purpose_pseudonyms(struct cursor *c, uint16_t row)
{
	purpose_at(c, row)->as_pseudonyms = true;
	return true;
}

static bool
purpose_uses(struct cursor *c, uint16_t row)
{
	struct field_list list;

	if (!take_fields(c, &list))
		return false;
	for (size_t i = 0; i < c->b->plan->field_words; i++)
		purpose_at(c, row)->uses.w[i] |= list.set.w[i];
	return true;
}

/* Read again when all that is used is known (purpose_while). */
static bool
skip_condition(struct cursor *c, uint16_t row)
{
	(void)row;
	c->t = c->end;
	return true;
}

static bool
purpose_while(struct cursor *c, uint16_t row)
{
	struct about about = {
		.dataset = NONE, .fields = purpose_at(c, row)->uses, .purpose = row
	};
	uint16_t cond;

	if (!take_cond(c, &about, &cond))
		return false;
	purpose_at(c, row)->only_while = cond;
	return true;
}

/* `only with consent news, or soft-opt-in within 24 months of purchase`. */
static bool
purpose_with(struct cursor *c, uint16_t row)
{
	struct about about = {
		.dataset = NONE, .fields = purpose_at(c, row)->uses, .purpose = row
	};
	uint16_t cond;

	if (!take_cond(c, &about, &cond))
		return false;
	purpose_at(c, row)->with_consent = cond;
	return true;
}

static bool
purpose_needs(struct cursor *c, uint16_t row)
{
	static const char *const needs[] = { "ticket", "order", "reason", "two people" };
	size_t which;

	do {
		if (!take_one_of(c, needs, N(needs), &which))
			return false;
		purpose_at(c, row)->needs |= 1u << which;
	} while (cursor_say(c, "and"));
	return true;
}

static bool
purpose_controller(struct cursor *c, uint16_t row)
{
	purpose_at(c, row)->as_controller = true;
	return true;
}

static bool
purpose_under(struct cursor *c, uint16_t row)
{
	uint16_t under;
	struct at at = cursor_at(c);
	struct diag *d;

	if (!take_row(c, NAME_PURPOSE, &under))
		return false;
	purpose_at(c, row)->under = under;
	for (size_t up = under, steps = 0; up != NONE && steps < 64; steps++) {
		if (up != row) {
			up = c->b->plan->purposes.at[up].under;
			continue;
		}
		d = bind_complain(c->b, DIAG_DERIVED_LOOP, at);
		d->text = S("a purpose cannot stand under itself");
		purpose_at(c, row)->under = NONE;
		return false;
	}
	return true;
}

/* "08:00" in minutes. */
static bool
minutes_of(struct str text, uint16_t *minutes)
{
	struct str rest, hour = str_cut(text, ':', &rest);
	uint64_t h, m;

	if (hour.n != 2 || rest.n != 2 || !str_to_u64(hour, &h) || !str_to_u64(rest, &m) || h > 24
	    || m > 59 || (h == 24 && m > 0))
		return false;
	*minutes = (uint16_t)(h * 60 + m);
	return true;
}

static bool
purpose_hours(struct cursor *c, uint16_t row)
{
	struct purpose *p = purpose_at(c, row);
	struct str word, to;
	struct diag *d;

	if (!take_word(c, "hours, as 08:00-20:00", &word))
		return false;
	if (minutes_of(str_cut(word, '-', &to), &p->hour_from) && minutes_of(to, &p->hour_to))
		return true;
	d = bind_complain(c->b, DIAG_NUMBER_BAD, c->t[-1].at);
	d->text = said(c->b, "`%.*s` are no hours", STR(word));
	d->note = S("from-to, as 08:00-20:00");
	return false;
}

static bool
purpose_attempts(struct cursor *c, uint16_t row)
{
	uint32_t n;

	if (!take_number(c, "a number of attempts", 1, 1000, &n))
		return false;
	purpose_at(c, row)->attempts = (uint16_t)n;
	return true;
}

static bool
purpose_marketing(struct cursor *c, uint16_t row)
{
	return take_channels(c, &purpose_at(c, row)->marketing);
}

/* The event of that name that happens to records about these people. */
static bool
take_event_about(struct cursor *c, uint16_t subject, uint16_t *event)
{
	struct binder *b = c->b;
	struct at at = cursor_at(c);
	struct diag *d;
	uint16_t first;

	if (!take_row(c, NAME_EVENT, &first))
		return false;
	for (*event = first; *event != NONE; *event = b->next_event.at[*event]) {
		const struct event *e = &b->plan->events.at[*event];

		if (e->of == EVENT_OF_DATASET && e->of_row != NONE
		    && plan_is_about(b->plan, e->of_row, subject))
			return true;
	}
	if (b->plan->events.at[first].of != EVENT_OF_BUILT_IN
	    && b->plan->events.at[first].of_row == NONE)
		return false; /* its own line has a fault, and that was reported */
	d = bind_complain(b, DIAG_EVENT_ELSEWHERE, at);
	d->text = said(b, "`%.*s` happens to no record about `%.*s`",
	    STR(b->plan->events.at[first].name), STR(b->plan->subjects.at[subject].name));
	return false;
}

static bool
purpose_tell(struct cursor *c, uint16_t row)
{
	struct event_letter s = { .at = c->t[-1].at, .purpose = row };

	if (!take_row(c, NAME_SUBJECT, &s.subject) || !cursor_want(c, "by email after")
	    || !take_event_about(c, s.subject, &s.event) || !cursor_want(c, "saying")
	    || !take_text(c, "what the letter says", &s.text))
		return false;
	*ROW(c->b, &c->b->plan->event_letters) = s;
	return true;
}

static const char *const seconds[] = {
#define SECOND(id, word, ...) word,
#include "policy/second.def"
#undef SECOND
};

enum {
#define SECOND(id, ...) SECOND_##id,
#include "policy/second.def"
#undef SECOND
};

static bool
purpose_second(struct cursor *c, uint16_t row)
{
	struct purpose *p = purpose_at(c, row);
	size_t which;

	if (!take_one_of(c, seconds, N(seconds), &which))
		return false;
	p->second = str_of(seconds[which]);
	if (which == SECOND_DECLARED)
		return cursor_want(c, "by") && take_party_fact(c, &p->second_by, &p->second_fact);
	return true;
}

/* clang-format off */
static const struct clause purpose_clauses[] = {
	{ "basis",               purpose_basis,      true },
	{ "uses",                purpose_uses,       true },
	{ "only while",          skip_condition,     false },
	{ "only with",           skip_condition,     false },
	{ "needs",               purpose_needs,      false },
	{ "as totals of",        purpose_totals,     false },
	{ "as pseudonyms",       purpose_pseudonyms, false },
	{ "as controller",       purpose_controller, false },
	{ "under",               purpose_under,      false },
	{ "hours",               purpose_hours,      false },
	{ "attempts",            purpose_attempts,   false },
	{ "direct marketing by", purpose_marketing,  false },
	{ "second ground",       purpose_second,     false },
	{ "tell",                purpose_tell,       true },
};
static const struct clause purpose_conditions[] = {
	{ "only while",          purpose_while,      false },
	{ "only with",           purpose_with,       false },
};
/* clang-format on */

/* Conditions ask the records that are used, so that all `uses` come first. */
static void
take_conditions(struct binder *b, const struct section *of)
{
	for (size_t i = 0; i <= of->under; i++) {
		struct cursor c = cursor_of(b, of, of->head + i);
		uint64_t said_already = 0;

		if (of->head[i].kind == SENTENCE_COMMENT || of->head[i].broken)
			continue;
		while (
		    !cursor_ended(&c) && !clause_see(&c, purpose_conditions, N(purpose_conditions)))
			c.t++;
		(void)take_clause_line(
		    &c, purpose_conditions, N(purpose_conditions), of->row, &said_already);
	}
}

void
bind_purpose(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);
	struct purpose *p = &b->plan->purposes.at[of->row];
	size_t errors = b->diags->errors;

	p->first_ground = (uint16_t)b->plan->grounds.n;
	b->faulty[of->row] = true;
	if (!of->head->broken && !take_text(&c, "the sentence that people are told", &p->text))
		c.t = c.end;
	take_clauses(&c, purpose_clauses, N(purpose_clauses), of->row);
	b->faulty[of->row] = b->diags->errors > errors || of->head->broken;
	if (!b->faulty[of->row])
		take_conditions(b, of);
}

static struct consent *
consent_at(struct cursor *c, uint16_t row)
{
	return &c->b->plan->consents.at[row];
}

static bool
consent_asked(struct cursor *c, uint16_t row)
{
	return take_text(c, "the wording", &consent_at(c, row)->asked_as);
}

static bool
take_evidence(struct cursor *c, struct consent *consent)
{
	static const char *const evidence[] = { "wording", "time", "ip", "address", "click",
		"voice", "signature" };
	size_t which;

	consent->first_evidence = (uint16_t)c->b->plan->words.n;
	do {
		if (!take_one_of(c, evidence, N(evidence), &which))
			return false;
		bind_word(c->b, str_of(evidence[which]));
		consent->evidences++;
	} while (cursor_say_comma(c) || cursor_say(c, "and"));
	return true;
}

static bool
consent_given_after(struct cursor *c, uint16_t row)
{
	struct civil date;

	if (!take_date(c, &date))
		return false;
	consent_at(c, row)->counts_from = instant_utc(date);
	return !cursor_say(c, "with") || take_evidence(c, consent_at(c, row));
}

static bool
consent_listed(struct cursor *c, uint16_t row)
{
	struct consent *consent = consent_at(c, row);
	struct civil date;

	if (!take_date(c, &date))
		return false;
	consent->has_listed_before = true;
	consent->listed_before = instant_utc(date);
	return !cursor_say(c, "reading") || take_text(c, "the reading", &consent->reading);
}

static bool
consent_confirm(struct cursor *c, uint16_t row)
{
	consent_at(c, row)->confirm_by_email = true;
	return true;
}

static bool
consent_lapses(struct cursor *c, uint16_t row)
{
	return take_term(c, &consent_at(c, row)->lapses);
}

static bool
consent_withdrawn(struct cursor *c, uint16_t row)
{
	return take_channels(c, &consent_at(c, row)->withdrawn_by);
}

static bool
consent_each_call(struct cursor *c, uint16_t row)
{
	consent_at(c, row)->for_each_call = true;
	return true;
}

static bool
consent_each_recipient(struct cursor *c, uint16_t row)
{
	consent_at(c, row)->for_each_recipient = true;
	return true;
}

static bool
consent_explicit(struct cursor *c, uint16_t row)
{
	consent_at(c, row)->is_explicit = true;
	return true;
}

/* clang-format off */
static const struct clause consent_clauses[] = {
	{ "asked as",                    consent_asked,       false },
	{ "counts if given on or after", consent_given_after, false },
	{ "counts if listed before",     consent_listed,      false },
	{ "confirm by email",            consent_confirm,     false },
	{ "lapses after",                consent_lapses,      false },
	{ "withdrawn by",                consent_withdrawn,   false },
	{ "for each call",               consent_each_call,      false },
	{ "for each recipient",          consent_each_recipient, false },
	{ "explicit",                    consent_explicit,       false },
};
/* clang-format on */

void
bind_consent(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);
	struct consent *consent = &b->plan->consents.at[of->row];

	if (!of->head->broken
	    && (!cursor_want(&c, "for") || !take_row(&c, NAME_PURPOSE, &consent->purpose)
		|| !cursor_want(&c, "by") || !take_channel(&c, &consent->channel)))
		return;
	take_clauses(&c, consent_clauses, N(consent_clauses), of->row);
}
