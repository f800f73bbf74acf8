/* policy/check_made.c -- what is made of other fields, and what somebody flags:
 * both serve no more than they may, and not for longer. */
#include "policy/check_rules.h"
#include "policy/law.h"

/* The clock of the field where it is one `until`; NULL when it is more than that. */
static const struct arm *
plain_arm(const struct plan *plan, uint16_t field)
{
	const struct clock *clock;
	uint16_t group = plan->fields.at[field].group;

	if (group == NONE)
		return NULL;
	clock = &plan->clocks.at[plan->groups.at[group].clock];
	if (clock->arms != 1 || plan->arms.at[clock->first_arm].cond != NONE)
		return NULL;
	return &plan->arms.at[clock->first_arm];
}

/* Where two clocks count from one event; otherwise what is derived goes with its
 * source while it runs (term/made.c). */
static void
made_longer(struct checking *c, uint16_t field)
{
	const struct field *f = &c->plan->fields.at[field];
	const struct field *from = &c->plan->fields.at[f->derived_from];
	const struct arm *its = plain_arm(c->plan, field), *source;
	const struct clock *clock, *other;
	struct diag *m;

	source = plain_arm(c->plan, f->derived_from);
	if (its == NULL || source == NULL || f->dataset != from->dataset
	    || its->event != source->event || !law_longer(its->term, source->term))
		return;
	clock = &c->plan->clocks.at[c->plan->groups.at[f->group].clock];
	other = &c->plan->clocks.at[c->plan->groups.at[from->group].clock];
	m = rule_broken(c, DIAG_DERIVED_LONGER, clock->at);
	m->text = rule_say(c, "`%.*s` would be kept longer than `%.*s`, which it is derived from",
	    STR(f->full), STR(from->full));
	m->note = rule_say(c, "at most %.*s", STR(term_print(c->arena, source->term)));
	rule_other(m, other->at, S("so long is the other one kept"));
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "keep %.*s until %.*s after %.*s",
		STR(rule_fields_print(c, clock_line_fields(c, clock))),
		STR(term_print(c->arena, source->term)),
		STR(c->plan->events.at[source->event].name)));
}

static void
made_wider(struct checking *c, uint16_t field)
{
	const struct field *f = &c->plan->fields.at[field];
	struct str from = c->plan->fields.at[f->derived_from].full;

	for (uint16_t i = 0; i < c->plan->purposes.n; i++) {
		const struct purpose *p = &c->plan->purposes.at[i];
		struct diag *m;

		if (!rule_own_purpose(c->plan, i) || !fields_have(p->uses, field)
		    || fields_have(p->uses, f->derived_from))
			continue;
		m = rule_broken(c, DIAG_DERIVED_WIDER, p->at);
		m->text = rule_say(c, "`%.*s` uses `%.*s` and not `%.*s`, which it is derived from",
		    STR(p->name), STR(f->full), STR(from));
		rule_other(m, f->at, S("derived here"));
		rule_try(m, PASTE_UNDER, rule_say(c, "uses %.*s", STR(from)));
		return;
	}
}

/* LAW UK GDPR Art 9(1): what is special is used for what it was told for. */
static void
special_for(struct checking *c, const struct field *f, uint16_t field)
{
	const struct purpose *p = &c->plan->purposes.at[f->special_for];
	struct diag *m;

	if (p->built_in || fields_have(p->uses, field))
		return;
	m = rule_broken(c, DIAG_GRANT_UNUSED, f->at);
	m->text = rule_say(c, "`%.*s` does not use `%.*s`", STR(p->name), STR(f->full));
	m->note = S("flagged text would be of no use to anybody");
	rule_other(m, p->at, S("the only purpose that it may serve"));
	rule_try(m, PASTE_UNDER_OTHER, rule_say(c, "uses %.*s", STR(f->full)));
}

/* A record without a time or a machine in common with the allocation is nobody's. */
static void
allocated(struct checking *c, uint16_t dataset)
{
	const struct dataset *d = &c->plan->datasets.at[dataset];
	struct tie tie = plan_tie(c->plan, dataset);
	struct diag *m;

	if (d->allocation == NONE
	    || (tie.ref != NONE && tie.time != NONE && tie.begins != NONE && tie.ends != NONE))
		return;
	m = rule_broken(c, DIAG_ALLOCATION, d->at);
	m->text = rule_say(c, "`%.*s` cannot say whom a record of `%.*s` is about",
	    STR(c->plan->datasets.at[d->allocation].name), STR(d->name));
	m->note = S("both name one record by a `ref`; the one has a time, the other two");
	rule_other(m, c->plan->datasets.at[d->allocation].at, S("the allocation"));
}

static void
series_timed(struct checking *c, uint16_t dataset)
{
	const struct dataset *d = &c->plan->datasets.at[dataset];
	struct diag *m;

	if (!d->series || plan_series_time(c->plan, dataset) != NONE)
		return;
	m = rule_broken(c, DIAG_SERIES_TIME, d->at);
	m->text = rule_say(c, "a record of `%.*s` has no time", STR(d->name));
	m->note = S("one record after the other: give it a field of type `time` that is required");
}

void
check_made(struct checking *c)
{
	for (uint16_t i = 0; i < c->plan->datasets.n && !rule_enough(c); i++)
		allocated(c, i);
	for (uint16_t i = 0; i < c->plan->datasets.n && !rule_enough(c); i++)
		series_timed(c, i);
	for (uint16_t i = 0; i < c->plan->fields.n && !rule_enough(c); i++) {
		const struct field *f = &c->plan->fields.at[i];

		if (f->derived_from != NONE) {
			made_longer(c, i);
			made_wider(c, i);
		}
		if (f->special_for != NONE)
			special_for(c, f, i);
	}
}
