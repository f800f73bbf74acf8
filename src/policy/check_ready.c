/* policy/check_ready.c -- rule 10: nothing is left to be filled in when a policy
 * is activated. */
#include "policy/check_rules.h"

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
	if (!c->options->activating)
		return;
	placeholders(c);
	contacts(c);
}
