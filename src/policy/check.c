/* policy/check.c -- all rules in their order, and what they share. */
#include "policy/check_rules.h"

/* K2: a line to paste instead of another carries what that one carried. */
static void
keep_sources(struct checking *c, struct diag *d)
{
	bool other = d->paste == PASTE_INSTEAD_OTHER;
	const struct source *s;
	size_t n;

	if ((d->paste != PASTE_INSTEAD && !other) || d->try_line.n == 0
	    || str_starts(d->try_line, S("#")) || str_has(d->try_line, S(" from \"")))
		return;
	s = plan_sources(c->plan, other ? d->other.line : d->at.line, &n);
	for (size_t i = 0; i < n; i++)
		d->try_line = rule_say(c, "%.*s%s\"%.*s\"", STR(d->try_line),
		    i == 0 ? " from " : ", ", STR(s[i].text));
}

void
policy_check(struct scope *sc, const struct plan *plan, const struct compile_options *options,
    struct diags *diags)
{
	struct checking c = { &sc->arena, plan, options, diags };

	check_law(&c);
	check_ready(&c);
	check_clocks(&c);
	check_uses(&c);
	check_shares(&c);
	check_footings(&c);
	check_marketing(&c);
	check_consents(&c);
	check_made(&c);
	check_nevers(&c);
	check_access(&c);
	for (size_t i = 0; i < diags->rows.n; i++)
		keep_sources(&c, &diags->rows.at[i]);
}

struct diag *
rule_broken(struct checking *c, enum diag_code code, struct at at)
{
	return diag_add(c->diags, c->arena, code, at);
}

void
rule_other(struct diag *d, struct at at, struct str note)
{
	if (at.line == 0)
		return;
	d->other = at;
	d->other_note = note;
}

void
rule_try(struct diag *d, enum diag_paste paste, struct str line)
{
	d->paste = paste;
	d->try_line = line;
}

struct fields
rule_fields(struct checking *c)
{
	return (struct fields){ NEW_ARRAY(c->arena, c->plan->field_words + 1, uint64_t) };
}

struct fields
rule_fields_less(struct checking *c, struct fields set, struct fields less)
{
	struct fields rest = rule_fields(c);

	for (size_t i = 0; i < c->plan->field_words; i++)
		rest.w[i] = set.w[i] & ~less.w[i];
	return rest;
}

struct str
rule_fields_print(struct checking *c, struct fields set)
{
	struct buf b = buf_new(c->arena);

	phrase_fields(&b, c->plan, set);
	return buf_str(&b);
}

void
rule_fields_join(const struct plan *plan, struct fields into, struct fields more)
{
	for (size_t i = 0; i < plan->field_words; i++)
		into.w[i] |= more.w[i];
}

uint16_t
rule_fields_next(const struct plan *plan, struct fields set, uint32_t from)
{
	uint64_t word;

	for (size_t i = from / 64; i < plan->field_words; i++) {
		word = set.w[i];
		if (i == from / 64)
			word &= UINT64_MAX << (from % 64);
		if (word != 0)
			return (uint16_t)(i * 64 + (size_t)__builtin_ctzll(word));
	}
	return NONE;
}

bool
rule_enough(const struct checking *c)
{
	return c->diags->rows.n >= 10 * DIAG_MAX;
}

bool
rule_own_purpose(const struct plan *plan, uint16_t purpose)
{
	return !plan->purposes.at[purpose].built_in;
}

/* What is not known may be either: a part of a condition can hold, can fail. */
struct chance {
	bool holds, fails;
};

static struct chance
chance_of(const struct step *s, const uint64_t *consents, bool no_soft)
{
	bool gone = (s->op == OP_CONSENT
			&& (consents == NULL || (consents[s->a / 64] >> (s->a % 64) & 1) != 0))
		    || (s->op == OP_SOFT_WITHIN && no_soft);

	return (struct chance){ !gone, true };
}

bool
rule_could_hold(const struct plan *plan, uint16_t cond, const uint64_t *consents, bool no_soft)
{
	const struct cond *c = &plan->conds.at[cond];
	struct chance stack[COND_STEPS_MAX + 2];
	size_t n = 0;

	for (size_t i = 0; i < c->steps; i++) {
		const struct step *s = &plan->steps.at[c->first_step + i];

		if (s->op == OP_NOT) {
			stack[n - 1] = (struct chance){ stack[n - 1].fails, stack[n - 1].holds };
		} else if (s->op == OP_AND || s->op == OP_OR) {
			struct chance a = stack[n - 2], b = stack[n - 1];

			n--;
			stack[n - 1] =
			    s->op == OP_AND
				? (struct chance){ a.holds && b.holds, a.fails || b.fails }
				: (struct chance){ a.holds || b.holds, a.fails && b.fails };
		} else {
			stack[n++] = chance_of(s, consents, no_soft);
		}
	}
	return n > 0 && stack[n - 1].holds;
}
