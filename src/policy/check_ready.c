/* policy/check_ready.c -- the pack, its limits, and rule 10: nothing is left
 * to be filled in when a policy is activated. */
#include "policy/check_rules.h"
#include "policy/law.h"

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
	rule_try(m, PASTE_INSTEAD, rule_say(c, "law %.*s", STR(buf_str(&known))));
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
			    law_right_within(r->kind));
	}
	for (size_t i = 0; i < c->plan->breaches.n; i++) {
		const struct breach_rule *b = &c->plan->breaches.at[i];

		if (b->tell == TELL_REGULATOR && !term_is_zero(b->within))
			slower(c, b->at, S("telling the regulator of a breach"), b->within,
			    law_limit(LAW_BREACH));
	}
}

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

void
check_ready(struct checking *c)
{
	law_pack(c);
	limits(c);
	if (!c->options->activating)
		return;
	placeholders(c);
	contacts(c);
}
