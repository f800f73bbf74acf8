/* policy/check_ready.c -- rule 10: nothing is left open or to be filled in when a
 * policy is activated; and no hold is ever. */
#include "policy/check_rules.h"
#include "policy/law.h"

static bool
is_letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9');
}

/* The first place where the line stands for something else, or 0 length. */
static struct str
placeholder_in(struct str line)
{
	static const char *const words[] = { "TBC", "TBD", "TBA", "TODO", "XXX", "lorem ipsum" };

	for (size_t i = 0; i < line.n; i++) {
		struct str rest = str_slice(line, i, line.n), after;

		if (rest.p[0] == '[' && str_has(rest, S("]"))) {
			after = str_cut(rest, ']', &rest);
			return (struct str){ after.p, after.n + 1 };
		}
		for (size_t w = 0; w < N(words); w++) {
			struct str word = str_of(words[w]);

			if (str_starts(rest, word) && (i == 0 || !is_letter(line.p[i - 1]))
			    && (rest.n == word.n || !is_letter(rest.p[word.n])))
				return str_slice(rest, 0, word.n);
		}
	}
	return S("");
}

static void
placeholders(struct checking *c)
{
	struct str rest = c->plan->text;

	for (uint32_t line = 1; rest.n > 0 && !rule_enough(c); line++) {
		struct str whole = str_cut(rest, '\n', &rest), comment;
		struct str found = placeholder_in(str_cut(whole, '#', &comment));
		struct diag *m;

		if (found.n == 0)
			continue;
		m = rule_broken(c, DIAG_PLACEHOLDER,
		    (struct at){ line,
			(uint32_t)utf8_count((struct str){ whole.p, (size_t)(found.p - whole.p) })
			    + 1,
			(uint32_t)utf8_count(found) });
		m->text = rule_say(c, "`%.*s` is still to be filled in", STR(found));
		m->note = S("people will read this");
	}
}

static void
missing(struct buf *b, bool *first, bool said, const char *what)
{
	if (said)
		return;
	phrase_comma(b, first);
	buf_puts(b, what);
}

/* LAW UK GDPR Art 13(1)(a), (2)(d): who we are, how to reach us, where to complain. */
static void
contacts(struct checking *c)
{
	const struct controller *k = &c->plan->controller;
	struct buf b = buf_new(c->arena);
	bool none = true;
	struct diag *m;

	missing(&b, &none, k->address.n > 0, "address");
	missing(&b, &none, k->email.n > 0 || k->phone.n > 0, "email or phone");
	missing(&b, &none, k->regulator.n > 0, "regulator");
	if (none)
		return;
	m = rule_broken(
	    c, DIAG_CONTACT_EMPTY, phrase_at(c->plan, phrase_heading(c->plan, S("controller "))));
	m->text = rule_say(c, "the controller does not say: %.*s", STR(buf_str(&b)));
	m->note = S("add a line for each below it");
}

/* LAW UK GDPR Art 28(3)(e): what the people of a party ask for goes to it. */
static void
rights_nowhere(struct checking *c, uint16_t subject)
{
	const struct subject_type *s = &c->plan->subjects.at[subject];
	struct diag *m;

	for (size_t i = 0; i < c->plan->rights.n; i++)
		if (c->plan->rights.at[i].all && c->plan->rights.at[i].subject == subject)
			return;
	m = rule_broken(c, DIAG_RIGHTS_NOWHERE, s->at);
	m->text = rule_say(c, "what `%.*s` ask for goes to nobody", STR(s->name));
	m->note = rule_say(c, "held for `%.*s`, who answers them",
	    STR(c->plan->parties.at[s->party].name));
	rule_try(m, PASTE_ANYWHERE,
	    rule_say(c, "right all of %.*s passed to %.*s within 2 days", STR(s->name),
		STR(c->plan->parties.at[s->party].name)));
}

/* LAW UK GDPR Art 13(2)(f). */
static void
decisions_unsaid(struct checking *c)
{
	struct diag *m;

	if (c->plan->decide_at.line > 0 || c->plan->decisions.n > 0)
		return;
	m = rule_broken(c, DIAG_DECISIONS_UNSAID,
	    phrase_at(c->plan, phrase_heading(c->plan, S("policy "))));
	m->text = S("nothing says whether anything is decided automatically");
	rule_try(m, PASTE_ANYWHERE, S("decide nothing automatically"));
}

/* LAW UK GDPR Art 5(1)(e), 17(3)(e): kept longer than its clock, by somebody and
 * for a reason that is looked at again. */
static void
hold_open(struct checking *c, const struct hold_class *h)
{
	struct str who = S("dpo");
	uint32_t line = phrase_detail(c->plan, h->at.line, S("by "));
	struct diag *m;

	if (h->by != NONE && h->with_reason && !term_is_zero(h->reviewed_every))
		return;
	m = rule_broken(c, DIAG_HOLD_OPEN, h->at);
	m->text = rule_say(c, "the hold `%.*s` does not say %s", STR(h->name),
	    h->by == NONE     ? "who lays it"
	    : !h->with_reason ? "that it needs a reason"
			      : "when it is reviewed");
	m->note = S("what is held is kept past its clock");
	if (h->by != NONE || c->plan->roles.n > 0)
		who = c->plan->roles.at[h->by != NONE ? h->by : 0].name;
	rule_other(m, phrase_at(c->plan, line), S("this is not all"));
	rule_try(m, line > 0 ? PASTE_INSTEAD_OTHER : PASTE_UNDER,
	    rule_say(c, "by %.*s with reason, reviewed every 6 months", STR(who)));
}

/* LAW UK GDPR Art 13(2)(d). */
static void
regulator_unknown(struct checking *c)
{
	const struct controller *k = &c->plan->controller;
	uint32_t line =
	    phrase_detail(c->plan, phrase_heading(c->plan, S("controller ")), S("regulator "));
	struct diag *m;

	if (k->regulator.n == 0 || law_regulator(k->regulator) != NULL)
		return;
	m = rule_broken(c, DIAG_REGULATOR_UNKNOWN, phrase_at(c->plan, line));
	m->text = rule_say(c, "the regulator `%.*s` is not known", STR(k->regulator));
	m->note = S("where would people complain?");
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "regulator ico%s%.*s", k->regulator_number.n > 0 ? " " : "",
		STR(k->regulator_number)));
}

void
check_ready(struct checking *c)
{
	for (size_t i = 0; i < c->plan->holds.n; i++)
		hold_open(c, &c->plan->holds.at[i]);
	if (!c->options->activating)
		return;
	placeholders(c);
	contacts(c);
	regulator_unknown(c);
	decisions_unsaid(c);
	for (uint16_t i = 0; i < c->plan->subjects.n; i++)
		if (c->plan->subjects.at[i].party != NONE)
			rights_nowhere(c, i);
}
