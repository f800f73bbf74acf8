/* policy/check_law.c -- the pack and what it limits or lets one do (L1, L3). */
#include "policy/check_rules.h"
#include "policy/law.h"

#define NEWEST "uk@2026-06-19"

static void
law_pack(struct checking *c)
{
	struct buf known = buf_new(c->arena);
	struct diag *m;

	if (law_pack_known(c->plan->law_pack, c->plan->law_date, &known))
		return;
	m = rule_broken(
	    c, DIAG_LAW_UNKNOWN, phrase_at(c->plan, phrase_heading(c->plan, S("law "))));
	m->text =
	    rule_say(c, "the law pack `%.*s` of that date is not known", STR(c->plan->law_pack));
	m->note = rule_say(c, "known: %.*s", STR(buf_str(&known)));
	rule_try(m, PASTE_INSTEAD, rule_say(c, "law %s", NEWEST));
}

/* The sentence with another term after `within`. */
static struct str
sentence_within(struct checking *c, uint32_t line, struct term term)
{
	struct str s = phrase_sentence(c->arena, c->plan, line), word = S("within "), rest;

	for (size_t i = 0; i + word.n < s.n; i++) {
		if (!str_starts(str_slice(s, i, s.n), word))
			continue;
		rest = str_slice(s, i + word.n, s.n);
		str_cut(rest, ' ', &rest);
		while (rest.n > 0 && rest.p[0] != ' ' && rest.p[0] != ',')
			rest = str_slice(rest, 1, rest.n);
		return rule_say(c, "%.*swithin %.*s%.*s", STR(str_slice(s, 0, i)),
		    STR(term_print(c->arena, term)), STR(rest));
	}
	return S("");
}

static void
slower(
    struct checking *c, struct at at, struct str what, struct term said, const struct law_term *law)
{
	struct diag *m;

	if (!law_longer(said, law->within))
		return;
	m = rule_broken(c, DIAG_SLOWER_THAN_LAW, at);
	m->text = rule_say(c, "%.*s takes longer than the law allows", STR(what));
	m->note = rule_say(c, "the law: %.*s", STR(term_print(c->arena, law->within)));
	m->law = rule_say(c, "%s: a policy may only be quicker", law->source);
	rule_try(m, PASTE_INSTEAD, sentence_within(c, at.line, law->within));
}

static void
limits(struct checking *c)
{
	static const char *const words[] = {
#define RIGHT(id, word, ...) word,
#include "policy/right.def"
#undef RIGHT
	};

	for (size_t i = 0; i < c->plan->rights.n; i++) {
		const struct right *r = &c->plan->rights.at[i];

		if (!r->all && !term_is_zero(r->within))
			slower(c, r->at, rule_say(c, "`right %s`", words[r->kind]), r->within,
			    law_right_within(c->plan->law_date, r->kind));
	}
	for (size_t i = 0; i < c->plan->breaches.n; i++) {
		const struct breach_rule *b = &c->plan->breaches.at[i];

		if (b->tell == TELL_REGULATOR && !term_is_zero(b->within))
			slower(c, b->at, S("telling the regulator of a breach"), b->within,
			    law_limit(c->plan->law_date, LAW_BREACH));
	}
}

/* What a policy does that the law of its day does not let it. */
static void
without_leave(struct checking *c, enum law_leave leave, struct at at, struct str what)
{
	struct law_fact is;
	struct diag *m;

	if (law_leave(c->plan->law_date, leave, &is))
		return;
	m = rule_broken(c, DIAG_LAW_OF_THAT_DAY, at);
	m->text = rule_say(c, "the law of %.*s does not know %.*s",
	    STR(date_print(c->arena, c->plan->law_date)), STR(what));
	m->note = rule_say(c, "a later one lets one: %s", is.what);
	m->law = str_of(is.source);
	rule_other(m, phrase_at(c->plan, phrase_heading(c->plan, S("law "))), S("this law"));
	rule_try(m, PASTE_INSTEAD_OTHER, rule_say(c, "law %s", NEWEST));
}

static void
leaves(struct checking *c)
{
	for (size_t i = 0; i < c->plan->grounds.n; i++) {
		const struct ground *g = &c->plan->grounds.at[i];

		if (g->basis == BASIS_RECOGNISED
		    && (i == 0 || c->plan->grounds.at[i - 1].at.line != g->at.line))
			without_leave(
			    c, LAW_LEAVE_RECOGNISED, g->at, S("recognised legitimate interests"));
	}
	for (size_t i = 0; i < c->plan->cookies.n; i++)
		if (c->plan->cookies.at[i].class == COOKIE_EXEMPT)
			without_leave(c, LAW_LEAVE_EXEMPT_COOKIE, c->plan->cookies.at[i].at,
			    S("cookies that are exempt"));
	for (size_t i = 0; i < c->plan->decisions.n; i++)
		without_leave(c, LAW_LEAVE_AUTOMATED, c->plan->decisions.at[i].at,
		    S("automatic decisions on any basis"));
}

static bool
rests_on_consent(const struct plan *plan, uint16_t subject)
{
	for (size_t i = 0; i < plan->grounds.n; i++)
		if (plan->grounds.at[i].basis == BASIS_CONSENT
		    && plan->grounds.at[i].subject == subject)
			return true;
	return false;
}

/* LAW UK GDPR Art 8(1). */
static void
ages(struct checking *c)
{
	struct law_fact is;
	uint16_t least = law_age(c->plan->law_date, LAW_AGE_CONSENT, &is);

	for (uint16_t i = 0; i < c->plan->subjects.n; i++) {
		const struct subject_type *s = &c->plan->subjects.at[i];
		uint32_t line = phrase_detail(c->plan, s->at.line, S("least age "));
		struct diag *m;

		if (s->least_age == 0 || s->least_age >= least || !rests_on_consent(c->plan, i))
			continue;
		m = rule_broken(c, DIAG_CHILD_CONSENT, s->at);
		m->text = rule_say(c, "`%.*s` may be %u years old and are asked for consent",
		    STR(s->name), (unsigned)s->least_age);
		m->note =
		    rule_say(c, "below %u years a parent gives it, or allows it", (unsigned)least);
		m->law = str_of(is.source);
		rule_other(m, phrase_at(c->plan, line), S("this age"));
		rule_try(m, PASTE_INSTEAD_OTHER, rule_say(c, "least age %u", (unsigned)least));
	}
}

void
check_law(struct checking *c)
{
	law_pack(c);
	limits(c);
	leaves(c);
	ages(c);
}
