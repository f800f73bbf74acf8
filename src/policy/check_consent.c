/* policy/check_consent.c -- rules 6 and 7: what is given can be taken back, and
 * what is off by default is off for everybody. */
#include "policy/check_rules.h"

static void
never_withdrawn(struct checking *c, const struct consent *k)
{
	struct diag *m = rule_broken(c, DIAG_CONSENT_FOR_EVER, k->at);

	m->text = rule_say(c, "nothing says how `%.*s` is withdrawn", STR(k->name));
	m->note = rule_say(c, "given by %s", channel_word(k->channel));
	rule_try(m, PASTE_UNDER, rule_say(c, "withdrawn by %s", channel_word(k->channel)));
}

static void
not_withdrawn_by(struct checking *c, const struct consent *k, enum channel channel)
{
	uint32_t line = phrase_detail(c->plan, k->at.line, S("withdrawn by "));
	struct diag *m = rule_broken(c, DIAG_CONSENT_CHANNEL, k->at);

	m->text = rule_say(c, "`%.*s` is used by %s and cannot be withdrawn by %s", STR(k->name),
	    channel_word(channel), channel_word(channel));
	if (line == 0)
		return;
	rule_other(m, phrase_at(c->plan, line), S("all the ways there are"));
	rule_try(m, PASTE_INSTEAD_OTHER,
	    rule_say(c, "%.*s, %s", STR(phrase_sentence(c->arena, c->plan, line)),
		channel_word(channel)));
}

/* A link in each message is the easiest way that e-mail and SMS have. */
static bool
withdrawn_by(const struct consent *k, enum channel channel)
{
	bool link = (channel == CHANNEL_EMAIL || channel == CHANNEL_SMS)
		    && (k->withdrawn_by & 1u << CHANNEL_LINK) != 0;
	bool page = channel == CHANNEL_WEBSITE && (k->withdrawn_by & 1u << CHANNEL_PORTAL) != 0;
	bool call =
	    channel == CHANNEL_AUTOMATED_CALL && (k->withdrawn_by & 1u << CHANNEL_CALL) != 0;

	return link || call || page || (k->withdrawn_by & 1u << channel) != 0;
}

/* LAW UK GDPR Art 7(3): by the channel it is given on and each it is used on. */
static void
consent_ends(struct checking *c, const struct consent *k)
{
	unsigned used = 1u << k->channel;

	if (k->withdrawn_by == 0) {
		never_withdrawn(c, k);
		return;
	}
	if (k->purpose != NONE)
		used |= c->plan->purposes.at[k->purpose].marketing;
	for (enum channel ch = 0; ch < CHANNELS; ch++) {
		if ((used & 1u << ch) != 0 && !withdrawn_by(k, ch)) {
			not_withdrawn_by(c, k, ch);
			return;
		}
	}
}

static bool
asks_field(const struct plan *plan, uint16_t cond)
{
	const struct cond *k = &plan->conds.at[cond];

	for (size_t i = 0; i < k->steps; i++)
		if (plan->steps.at[k->first_step + i].op == OP_FIELD_IS)
			return true;
	return false;
}

static void
uneven(struct checking *c, const struct field *bare, const struct field *off)
{
	struct diag *m = rule_broken(c, DIAG_DEFAULT_UNEVEN, bare->at);
	struct buf unless = buf_new(c->arena);

	m->text =
	    rule_say(c, "`%.*s` is on by default, `%.*s` is off", STR(bare->full), STR(off->full));
	m->note = S("on for these people");
	rule_other(m, off->at, S("off for these"));
	if (off->off_unless != NONE)
		buf_put(&unless, c->plan->consents.at[off->off_unless].name);
	else if (!asks_field(c->plan, off->off_cond))
		phrase_cond(&unless, c->plan, off->off_cond);
	else
		return; /* its fields are not at hand here */
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "%.*s off unless %.*s",
		STR(phrase_sentence(c->arena, c->plan, bare->at.line)), STR(buf_str(&unless))));
}

static bool
off_by_default(const struct field *f)
{
	return f->off_unless != NONE || f->off_cond != NONE;
}

/* Fields of the same name and type are one thing held of several people. */
static void
default_even(struct checking *c, const struct field *off)
{
	for (size_t i = 0; i < c->plan->fields.n; i++) {
		const struct field *f = &c->plan->fields.at[i];

		if (!off_by_default(f) && f->type == off->type && str_eq(f->name, off->name)
		    && !c->plan->datasets.at[f->dataset].built_in)
			uneven(c, f, off);
	}
}

static bool
rests_on(const struct plan *plan, uint16_t consent, uint16_t subject)
{
	for (size_t i = 0; i < plan->grounds.n; i++) {
		const struct ground *g = &plan->grounds.at[i];

		if (g->basis == BASIS_CONSENT && g->consent == consent && g->subject == subject)
			return true;
	}
	return false;
}

/* The default can be lifted only by people whom a purpose asks. */
static void
default_asked(struct checking *c, const struct field *off)
{
	const struct dataset *d = &c->plan->datasets.at[off->dataset];
	const struct consent *k = &c->plan->consents.at[off->off_unless];

	for (uint16_t i = 0; i < d->subjects; i++) {
		uint16_t subject = c->plan->dataset_subjects.at[d->first_subject + i];
		struct diag *m;

		if (rests_on(c->plan, off->off_unless, subject))
			continue;
		m = rule_broken(c, DIAG_DEFAULT_UNASKED, off->at);
		m->text = rule_say(c, "no purpose asks `%.*s` for `%.*s`",
		    STR(c->plan->subjects.at[subject].name), STR(k->name));
		m->note = S("so it could never be lifted for them");
		if (k->purpose == NONE)
			continue;
		rule_other(
		    m, c->plan->purposes.at[k->purpose].at, S("the purpose of this consent"));
		rule_try(m, PASTE_UNDER_OTHER,
		    rule_say(c, "basis consent %.*s for %.*s", STR(k->name),
			STR(c->plan->subjects.at[subject].name)));
	}
}

/* LAW UK GDPR Art 7(1): demonstrable; before the policy runs. */
static void
unshown(struct checking *c, const struct consent *k)
{
	/* for each call: the call shows it */
	bool evidence = k->evidences > 0 || k->confirm_by_email || k->has_listed_before
			|| k->for_each_call;
	struct diag *m;

	if (k->asked_as.n > 0 && evidence)
		return;
	m = rule_broken(c, DIAG_CONSENT_UNSHOWN, k->at);
	m->text = rule_say(c, "`%.*s` does not say %s", STR(k->name),
	    k->asked_as.n == 0 ? "in which words it is asked" : "what shows that it was given");
	rule_try(m, PASTE_UNDER,
	    k->asked_as.n == 0
		? rule_say(c, "asked as \"%.*s\"", STR(c->plan->purposes.at[k->purpose].text))
		: rule_say(c, "counts if given on or after %.*s with wording and time",
		    STR(date_print(c->arena, c->plan->from))));
}

/* LAW UK GDPR Art 6(1)(a): `basis consent NAME` under another purpose than its own. */
static void
consent_elsewhere(struct checking *c, const struct purpose *p)
{
	for (uint16_t i = p->first_ground; i < p->first_ground + p->grounds; i++) {
		const struct ground *g = &c->plan->grounds.at[i];
		const struct consent *k;
		struct diag *m;

		if (g->basis != BASIS_CONSENT || g->consent == NONE)
			continue;
		k = &c->plan->consents.at[g->consent];
		if (k->purpose == NONE || &c->plan->purposes.at[k->purpose] == p)
			continue;
		m = rule_broken(c, DIAG_CONSENT_ELSEWHERE, g->at);
		m->text = rule_say(c, "`%.*s` is asked for `%.*s`, and not for `%.*s`",
		    STR(k->name), STR(c->plan->purposes.at[k->purpose].name), STR(p->name));
		m->note = S("ask for each purpose by itself");
		rule_other(m, k->at, S("asked here"));
		return;
	}
}

static bool
evidence_has(const struct plan *plan, const struct consent *k, const char *word)
{
	for (uint16_t i = 0; i < k->evidences; i++)
		if (str_eq(plan->words.at[k->first_evidence + i], str_of(word)))
			return true;
	return false;
}

/* An explicit yes is shown by its words and by what the person did themselves. */
static bool
shows_explicit(const struct plan *plan, const struct consent *k)
{
	return evidence_has(plan, k, "wording")
	       && (evidence_has(plan, k, "click") || evidence_has(plan, k, "voice")
		   || evidence_has(plan, k, "signature"));
}

/* LAW UK GDPR Art 4(11): silence, and using a site, are no consent. */
static void
consent_deemed(struct checking *c, const struct consent *k)
{
	static const char *const acts[] = { "wording", "click", "voice", "signature" };
	struct diag *m;

	if (k->asked_as.n == 0 || k->evidences == 0 || k->confirm_by_email || k->for_each_call)
		return;
	for (size_t i = 0; i < N(acts); i++)
		if (evidence_has(c->plan, k, acts[i]))
			return;
	m = rule_broken(c, DIAG_CONSENT_DEEMED, k->at);
	m->text = rule_say(c, "nothing that shows `%.*s` is said or done by the person", STR(k->name));
	m->note = S("to be shown a notice, or to use a site, is no consent: ask for `wording`, and a "
		    "`click`, a `voice` or a `signature`");
}

static void
consent_shown(struct checking *c, const struct consent *k)
{
	struct diag *m;

	if (!k->is_explicit || shows_explicit(c->plan, k))
		return;
	m = rule_broken(c, DIAG_CONSENT_NOT_EXPLICIT, k->at);
	m->text = rule_say(c, "nothing shows that `%.*s` was explicit", STR(k->name));
	m->note = S("ask for `wording`, and a `click`, a `voice` or a `signature`");
	if (phrase_detail(c->plan, k->at.line, S("counts if given on or after ")) == 0)
		rule_try(m, PASTE_UNDER,
		    rule_say(c, "counts if given on or after %.*s with wording, time and click",
			STR(date_print(c->arena, c->plan->from))));
}

static const struct consent *
asked_for(const struct plan *plan, const struct purpose *p, bool explicit_only)
{
	for (size_t i = 0; i < plan->consents.n; i++) {
		const struct consent *k = &plan->consents.at[i];

		if (k->purpose != NONE && &plan->purposes.at[k->purpose] == p
		    && (k->is_explicit || !explicit_only))
			return k;
	}
	return NULL;
}

/* LAW UK GDPR Art 9(2)(a). */
static void
second_explicit(struct checking *c, const struct purpose *p)
{
	const struct consent *k = asked_for(c->plan, p, false);
	struct diag *m;

	if (!str_eq(p->second, S("explicit-consent")) || asked_for(c->plan, p, true) != NULL)
		return;
	m = rule_broken(c, DIAG_CONSENT_NOT_EXPLICIT, p->at);
	m->text = rule_say(c, "nobody is asked for an explicit consent to `%.*s`", STR(p->name));
	if (k != NULL) {
		rule_other(m, k->at, S("this consent is not explicit"));
		rule_try(m, PASTE_UNDER_OTHER, S("explicit"));
		return;
	}
	rule_try(m, PASTE_ANYWHERE,
	    rule_say(c,
		"consent %.*s for %.*s by email explicit withdrawn by email counts if given on or "
		"after %.*s with wording, time and click",
		STR(p->name), STR(p->name), STR(date_print(c->arena, c->plan->from))));
}

void
check_consents(struct checking *c)
{
	for (size_t i = 0; i < c->plan->purposes.n && !rule_enough(c); i++) {
		consent_elsewhere(c, &c->plan->purposes.at[i]);
		second_explicit(c, &c->plan->purposes.at[i]);
	}
	for (size_t i = 0; i < c->plan->consents.n && !rule_enough(c); i++) {
		consent_shown(c, &c->plan->consents.at[i]);
		consent_deemed(c, &c->plan->consents.at[i]);
	}
	for (size_t i = 0; i < c->plan->consents.n && !rule_enough(c); i++)
		consent_ends(c, &c->plan->consents.at[i]);
	for (size_t i = 0; i < c->plan->consents.n && c->options->activating; i++)
		unshown(c, &c->plan->consents.at[i]);
	for (size_t i = 0; i < c->plan->fields.n && !rule_enough(c); i++) {
		const struct field *f = &c->plan->fields.at[i];

		if (!off_by_default(f) || c->plan->datasets.at[f->dataset].built_in)
			continue;
		default_even(c, f);
		if (f->off_unless != NONE)
			default_asked(c, f);
	}
}
