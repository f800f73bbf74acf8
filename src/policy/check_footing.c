/* policy/check_footing.c -- rule 4: nothing is kept after its only basis ended. */
#include "policy/check_rules.h"

/* All that one `keep` line names: it has a clock for each dataset. */
struct fields
clock_line_fields(struct checking *c, const struct clock *k)
{
	struct fields all = rule_fields(c);

	for (size_t i = 0; i < c->plan->clocks.n; i++)
		if (c->plan->clocks.at[i].at.line == k->at.line)
			rule_fields_join(c->plan, all, c->plan->clocks.at[i].fields);
	return all;
}

/* What all grounds under a field have in common: only consents, only contracts
 * or instructions, or something that lasts. */
struct footing {
	const struct ground *first;
	bool consent, contract;
	uint64_t consents[16]; /* of a policy's first 1,024 */
};

static void
footing_add(struct footing *f, const struct ground *g)
{
	if (f->first == NULL)
		f->first = g;
	if (g->basis == BASIS_CONSENT && g->consent / 64 < N(f->consents))
		f->consents[g->consent / 64] |= (uint64_t)1 << (g->consent % 64);
	else
		f->consent = false;
	if (g->basis != BASIS_CONTRACT && g->basis != BASIS_INSTRUCTION
	    && g->basis != BASIS_DECLARED)
		f->contract = false;
}

static struct footing
footing_of(const struct plan *plan, uint16_t field)
{
	struct footing f = { .consent = true, .contract = true };

	for (uint16_t p = 0; p < plan->purposes.n; p++) {
		const struct purpose *purpose = &plan->purposes.at[p];

		if (purpose->built_in || !fields_have(purpose->uses, field))
			continue;
		for (size_t i = 0; i < purpose->grounds; i++)
			footing_add(&f, &plan->grounds.at[purpose->first_ground + i]);
	}
	if (f.first == NULL)
		f.consent = f.contract = false; /* rule 2 speaks of that */
	return f;
}

/* An arm without an event is rule 1's; what is told less exactly goes on after all of them. */
static const struct arm *
arm_outliving_consent(const struct plan *plan, const struct clock *k, const struct footing *f)
{
	for (size_t i = 0; i < k->arms; i++) {
		const struct arm *arm = &plan->arms.at[k->first_arm + i];

		if (arm->event != NONE
		    && (arm->cond == NONE || k->ending == END_GENERALISE
			|| rule_could_hold(plan, arm->cond, f->consents, false)))
			return arm;
	}
	return NULL;
}

/* K2: as a line for data about several people must say it. */
static struct str
consents_print(struct checking *c, const struct clock *k, const struct footing *f)
{
	const char *whose = c->plan->datasets.at[k->dataset].all_subjects ? " of everybody" : "";
	struct buf b = buf_new(c->arena);

	for (size_t i = 0; i < c->plan->consents.n && i < 64 * N(f->consents); i++) {
		if ((f->consents[i / 64] >> (i % 64) & 1) == 0)
			continue;
		if (b.n > 0)
			buf_puts(&b, " or ");
		buf_printf(&b, "consent %.*s%s given", STR(c->plan->consents.at[i].name), whose);
	}
	return buf_str(&b);
}

static void
outlives(struct checking *c, const struct clock *k, uint16_t field, const struct footing *f,
    const struct arm *arm, struct str instead)
{
	bool consent = f->consent;
	struct diag *m = rule_broken(c, consent ? DIAG_CLOCK_CONSENT : DIAG_CLOCK_CONTRACT, k->at);
	struct buf b = buf_new(c->arena);

	m->text = rule_say(c, "`%.*s` would be kept after its only basis ended",
	    STR(c->plan->fields.at[field].full));
	m->note =
	    consent ? S("goes on when the consent is withdrawn") : S("goes on after the contract");
	rule_other(m, f->first->at, S("nothing else allows it"));
	phrase_fields(&b, c->plan, clock_line_fields(c, k));
	buf_printf(&b, " while %.*s, at most ", STR(instead));
	phrase_term(&b, arm->term);
	buf_printf(&b, " after %.*s", STR(c->plan->events.at[arm->event].name));
	rule_try(m, PASTE_INSTEAD, rule_say(c, "keep %.*s", STR(buf_str(&b))));
}

/* How long a party's data may stay after its contract: what the party's line
 * says for work under instruction, nothing for a contract. */
static bool
outlives_contract(const struct plan *plan, const struct arm *arm, const struct footing *f)
{
	const struct event *e;

	if (arm->cond != NONE || arm->event == NONE)
		return false;
	e = &plan->events.at[arm->event];
	if (e->of != EVENT_OF_PARTY)
		return false;
	if (f->first->basis != BASIS_CONTRACT && plan->parties.at[e->of_row].returned) {
		struct term left = plan->parties.at[e->of_row].return_within;

		return arm->term.months > left.months
		       || (arm->term.months == left.months && arm->term.days > left.days);
	}
	return true;
}

static bool
clock_outlives_consent(
    struct checking *c, const struct clock *k, uint16_t field, const struct footing *f)
{
	const struct arm *arm = f->consent ? arm_outliving_consent(c->plan, k, f) : NULL;

	if (arm == NULL)
		return false;
	outlives(c, k, field, f, arm, consents_print(c, k, f));
	return true;
}

static bool
clock_outlives_contract(
    struct checking *c, const struct clock *k, uint16_t field, const struct footing *f)
{
	for (size_t i = 0; f->contract && i < k->arms; i++) {
		const struct arm *arm = &c->plan->arms.at[k->first_arm + i];
		struct arm limit = *arm;

		if (!outlives_contract(c->plan, arm, f))
			continue;
		for (uint16_t e = 0; e < c->plan->events.n; e++)
			if (c->plan->events.at[e].of == EVENT_OF_BUILT_IN
			    && str_eq(c->plan->events.at[e].name, S("change")))
				limit.event = e;
		limit.term = (struct term){ .months = 84 };
		outlives(c, k, field, f, &limit,
		    rule_say(c, "not %.*s happened", STR(c->plan->events.at[arm->event].name)));
		return true;
	}
	return false;
}

/* One message a clock. */
static void
clock_footing(struct checking *c, const struct clock *k)
{
	for
		RULE_FIELDS(c->plan, k->fields, i)
		{
			struct footing f = footing_of(c->plan, i);

			if (clock_outlives_consent(c, k, i, &f)
			    || clock_outlives_contract(c, k, i, &f))
				return;
		}
}

void
check_footings(struct checking *c)
{
	for (size_t i = 0; i < c->plan->clocks.n && !rule_enough(c); i++)
		clock_footing(c, &c->plan->clocks.at[i]);
}
