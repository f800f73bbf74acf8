/* policy/check_market.c -- rule 5: direct marketing says so, and may be stopped. */
#include "policy/check_rules.h"
#include "policy/law.h"

/* Words that no other purpose has a use for. */
static bool
reads_as_marketing(struct checking *c, struct str text)
{
	static const char *const says[] = { "marketing", "newsletter", "advertis", "promotion",
		"special offer", "product news", "mailshot" };
	struct str lower = str_lower(c->arena, text);

	if (str_has(lower, S("no marketing")) || str_has(lower, S("not to send"))
	    || str_has(lower, S("stop")))
		return false;
	for (size_t i = 0; i < N(says); i++)
		if (str_has(lower, str_of(says[i])))
			return true;
	return false;
}

static void
marketing_unsaid(struct checking *c, const struct purpose *p)
{
	struct diag *m = rule_broken(c, DIAG_MARKETING_UNSAID, p->at);

	m->text = rule_say(c, "`%.*s` reads as direct marketing and does not say so", STR(p->name));
	m->note = S("by which channels?");
	rule_try(m, PASTE_UNDER, S("direct marketing by email"));
}

static void
marketing_basis(struct checking *c, const struct purpose *p, const struct ground *g)
{
	struct diag *m;

	if (g->basis == BASIS_CONSENT || g->basis == BASIS_INTERESTS)
		return;
	m = rule_broken(c, DIAG_MARKETING_BASIS, g->at);
	m->text = rule_say(c, "`%s` cannot carry direct marketing", basis_word(g->basis));
	rule_other(m, p->at, S("direct marketing"));
	if (g->subject != NONE)
		rule_try(m, PASTE_INSTEAD,
		    rule_say(c, "basis legitimate-interests \"%.*s\" assessed LIA-1 for %.*s",
			STR(p->text), STR(c->plan->subjects.at[g->subject].name)));
}

static bool
all_on_consent(const struct plan *plan, const struct purpose *p)
{
	for (size_t i = 0; i < p->grounds; i++)
		if (plan->grounds.at[p->first_ground + i].basis != BASIS_CONSENT)
			return false;
	return p->grounds > 0;
}

/* No message leaves without a consent (or, if the law lets it, a soft opt-in). */
static bool
permitted(const struct plan *plan, const struct purpose *p, bool soft_will_do)
{
	if (all_on_consent(plan, p))
		return true;
	return p->with_consent != NONE
	       && !rule_could_hold(plan, p->with_consent, NULL, soft_will_do);
}

static uint16_t
consent_of(const struct plan *plan, uint16_t purpose)
{
	for (uint16_t i = 0; i < plan->consents.n; i++)
		if (plan->consents.at[i].purpose == purpose)
			return i;
	return NONE;
}

/* An event of data that the purpose uses: the sale that a soft opt-in needs. */
static uint16_t
sale_of(const struct plan *plan, const struct purpose *p)
{
	for (uint16_t i = 0; i < plan->events.n; i++) {
		const struct event *e = &plan->events.at[i];

		if (e->of != EVENT_OF_DATASET || plan->datasets.at[e->of_row].built_in)
			continue;
		for
			RULE_FIELDS(plan, p->uses, f)
		if (plan->fields.at[f].dataset == e->of_row)
			return i;
	}
	return NONE;
}

/* K2: as a line for data about several people must say it. */
static bool
uses_several(const struct plan *plan, const struct purpose *p)
{
	for (uint16_t d = 0; d < plan->datasets.n; d++)
		if (plan->datasets.at[d].all_subjects && fields_meet_dataset(plan, p->uses, d))
			return true;
	return false;
}

static void
permission_try(struct checking *c, struct diag *m, const struct purpose *p, uint16_t purpose,
    bool soft_will_do)
{
	uint32_t line = phrase_detail(c->plan, p->at.line, S("only with "));
	uint16_t consent = consent_of(c->plan, purpose),
		 sale = soft_will_do ? sale_of(c->plan, p) : NONE;
	struct str only = S("");

	if (consent != NONE)
		only =
		    rule_say(c, "only with consent %.*s%s", STR(c->plan->consents.at[consent].name),
			uses_several(c->plan, p) ? " of everybody" : "");
	else if (sale != NONE)
		only = rule_say(c, "only with soft-opt-in within 24 months of %.*s",
		    STR(c->plan->events.at[sale].name));
	if (only.n == 0) {
		m->note = S("declare a `consent` for it and rest it on that");
		return;
	}
	if (line > 0)
		rule_other(m, phrase_at(c->plan, line), S("this lets it go without"));
	rule_try(m, line > 0 ? PASTE_INSTEAD_OTHER : PASTE_UNDER, only);
}

static void
not_permitted(struct checking *c, const struct purpose *p, uint16_t purpose, enum channel channel)
{
	bool robot = channel == CHANNEL_AUTOMATED_CALL;
	struct diag *m =
	    rule_broken(c, robot ? DIAG_MARKETING_ROBOT : DIAG_MARKETING_CONSENT, p->at);

	m->text = rule_say(c,
	    robot ? "`%.*s` plays recorded marketing without consent to such calls"
		  : "`%.*s` sends marketing without consent or soft opt-in",
	    STR(p->name));
	m->note = rule_say(c, "by %s", channel_word(channel));
	permission_try(c, m, p, purpose, !robot);
}

static bool
has_register(const struct plan *plan, const struct screen *s, const char *word)
{
	for (size_t i = 0; i < s->registers; i++)
		if (str_eq(plan->words.at[s->first_register + i], str_of(word)))
			return true;
	return false;
}

static bool
screen_will_do(const struct plan *plan, const struct screen *s)
{
	for (size_t i = 0; law_register(i) != NULL; i++)
		if (!has_register(plan, s, law_register(i)))
			return false;
	return s->type == TYPE_PHONE && !term_is_zero(s->at_most_old)
	       && !law_longer(s->at_most_old, law_limit(plan->law_date, LAW_SCREEN)->within);
}

static void
unscreened(struct checking *c, const struct purpose *p, uint16_t purpose)
{
	const struct screen *weak = NULL;
	struct diag *m;

	for (size_t i = 0; i < c->plan->screens.n; i++) {
		const struct screen *s = &c->plan->screens.at[i];

		if (s->purpose != purpose)
			continue;
		if (screen_will_do(c->plan, s))
			return;
		weak = s;
	}
	m = rule_broken(c, DIAG_MARKETING_SCREEN, weak != NULL ? weak->at : p->at);
	m->text = rule_say(
	    c, "`%.*s` calls numbers that are not screened against tps and ctps", STR(p->name));
	if (weak != NULL)
		m->text = rule_say(c,
		    "the screening before `%.*s` falls short of tps and ctps, 28 days old at most",
		    STR(p->name));
	rule_try(m, weak != NULL ? PASTE_INSTEAD : PASTE_ANYWHERE,
	    rule_say(
		c, "screen phone against tps, ctps at most 28 days old before %.*s", STR(p->name)));
}

static void
channel_rule(struct checking *c, const struct purpose *p, uint16_t purpose, enum channel channel)
{
	struct law_fact is;

	switch (law_marketing(channel, NULL)) {
	case LAW_CONSENT:
		if (!permitted(c->plan, p, false))
			not_permitted(c, p, purpose, channel);
		break;
	case LAW_CONSENT_OR_SOFT:
		if (!permitted(
			c->plan, p, law_leave(c->plan->law_date, LAW_LEAVE_SOFT_OPT_IN, &is)))
			not_permitted(c, p, purpose, channel);
		break;
	case LAW_SCREENING:
		if (!permitted(c->plan, p, false))
			unscreened(c, p, purpose);
		break;
	case LAW_NOTHING:
		break;
	}
}

/* Which kinds of address a channel writes to, as `suppress` names them. */
static unsigned
address_of(enum channel channel)
{
	if (channel == CHANNEL_EMAIL)
		return 1u << TYPE_EMAIL;
	return channel == CHANNEL_SMS || channel == CHANNEL_CALL
		       || channel == CHANNEL_AUTOMATED_CALL
		   ? 1u << TYPE_PHONE
		   : 0;
}

static void
unsuppressed(struct checking *c, const struct purpose *p, unsigned need)
{
	unsigned have = 0;
	struct diag *m;

	for (size_t i = 0; i < c->plan->suppressions.n; i++)
		have |= c->plan->suppressions.at[i].types;
	if ((need & ~have) == 0)
		return;
	m = rule_broken(c, DIAG_MARKETING_SUPPRESS, p->at);
	m->text = rule_say(
	    c, "who opts out of `%.*s` would be forgotten, and written to again", STR(p->name));
	m->note = S("no `suppress` line remembers the address");
	have |= need;
	rule_try(m, PASTE_ANYWHERE,
	    rule_say(c, "suppress %s%s%s after opt-out for ever as fingerprint",
		(have & 1u << TYPE_EMAIL) != 0 ? "email" : "",
		have == (1u << TYPE_EMAIL | 1u << TYPE_PHONE) ? ", " : "",
		(have & 1u << TYPE_PHONE) != 0 ? "phone" : ""));
	if (c->plan->suppressions.n > 0) {
		rule_other(
		    m, c->plan->suppressions.at[0].at, S("this one remembers other addresses"));
		m->paste = PASTE_INSTEAD_OTHER;
	}
}

static void
objection_excepted(struct checking *c, const struct exception *e)
{
	const struct purpose *p = &c->plan->purposes.at[e->purpose];
	struct diag *m = rule_broken(c, DIAG_MARKETING_EXCEPT, e->at);

	m->text = rule_say(c, "an objection to `%.*s` has no exceptions", STR(p->name));
	rule_other(m, p->at, S("direct marketing"));
	rule_try(
	    m, PASTE_INSTEAD, rule_say(c, "right objection always wins for %.*s", STR(p->name)));
}

/* LAW UK GDPR Art 21(1): the grounds are those of one objection, and no line of a policy. */
static void
objection_weighed(struct checking *c, const struct exception *e)
{
	struct diag *m = rule_broken(c, DIAG_RIGHT_IDLE, e->at);

	m->text = S("`except` changes nothing for `right objection`");
	m->note = S("each is weighed by itself, and refused with its reasons");
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "# %.*s", STR(str_trim(phrase_sentence(c->arena, c->plan, e->at.line)))));
}

static void
marketing_purpose(struct checking *c, uint16_t purpose)
{
	const struct purpose *p = &c->plan->purposes.at[purpose];
	unsigned addresses = 0;

	for (size_t i = 0; i < p->grounds; i++)
		marketing_basis(c, p, &c->plan->grounds.at[p->first_ground + i]);
	for (enum channel ch = 0; ch < CHANNELS; ch++) {
		if ((p->marketing & 1u << ch) == 0)
			continue;
		channel_rule(c, p, purpose, ch);
		addresses |= address_of(ch);
	}
	unsuppressed(c, p, addresses);
}

static bool
writes_to(const struct plan *plan, const struct event_letter *s)
{
	for (uint16_t f = 0; f < plan->fields.n; f++)
		if (plan->fields.at[f].type == TYPE_EMAIL
		    && fields_have(plan->purposes.at[s->purpose].uses, f)
		    && plan_is_about(plan, plan->fields.at[f].dataset, s->subject))
			return true;
	return false;
}

/* What goes out by itself waits for nobody. */
static void
letter_alone(struct checking *c, const struct event_letter *s)
{
	const struct purpose *p = &c->plan->purposes.at[s->purpose];
	bool marketing = p->marketing != 0 || reads_as_marketing(c, s->text);
	struct diag *m;

	if (!marketing && p->needs == 0 && writes_to(c->plan, s))
		return;
	m = rule_broken(c, DIAG_EVENT_LETTER, s->at);
	if (marketing)
		m->text = rule_say(
		    c, "a letter of `%.*s` that goes out by itself is marketing", STR(p->name));
	else if (p->needs != 0)
		m->text = rule_say(c,
		    "nobody shows what `%.*s` needs when a letter goes out by itself", STR(p->name));
	else
		m->text = rule_say(c, "`%.*s` uses no e-mail address of `%.*s`", STR(p->name),
		    STR(c->plan->subjects.at[s->subject].name));
	m->note = S("nobody looks at it before it goes");
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "    # %.*s", STR(str_trim(phrase_sentence(c->arena, c->plan, s->at.line)))));
}

void
check_marketing(struct checking *c)
{
	for (size_t i = 0; i < c->plan->event_letters.n && !rule_enough(c); i++)
		letter_alone(c, &c->plan->event_letters.at[i]);
	for (uint16_t i = 0; i < c->plan->purposes.n && !rule_enough(c); i++) {
		const struct purpose *p = &c->plan->purposes.at[i];

		if (p->marketing != 0)
			marketing_purpose(c, i);
		else if (!p->built_in && p->as_totals_of == 0 && reads_as_marketing(c, p->text))
			marketing_unsaid(c, p);
	}
	for (size_t i = 0; i < c->plan->exceptions.n && !rule_enough(c); i++) {
		const struct exception *e = &c->plan->exceptions.at[i];

		if (e->kind != RIGHT_OBJECT || e->purpose == NONE)
			continue;
		if (c->plan->purposes.at[e->purpose].marketing != 0)
			objection_excepted(c, e);
		else
			objection_weighed(c, e);
	}
}
