/* policy/diff_rules.c -- what follows from the differences: whether they are
 * material, who is asked again, what is reached, and whether one policy may follow
 * the other at all. */
#include "policy/diff_say.h"

/* -- material (the new policy's `change` line) ------------------------------------- */

enum part {
	PART_NOTHING,
	PART_PURPOSE,
	PART_RECIPIENT,
	PART_CLOCK,
	PART_CATEGORY,
};

static const enum part parts[] = {
#define DIFF(id, word, part, ...) PART_##part,
#include "policy/diff.def"
#undef DIFF
};

static bool
counts(const struct change_rule *rule, enum part part)
{
	switch (part) {
	case PART_NOTHING:
		break;
	case PART_PURPOSE:
		return rule->purpose;
	case PART_RECIPIENT:
		return rule->recipient;
	case PART_CLOCK:
		return rule->clock;
	case PART_CATEGORY:
		return rule->category;
	}
	return false;
}

static bool
has_field_of(const struct plan *plan, const struct plan *of, struct fields set)
{
	for (uint16_t f = 0; f < of->fields.n; f++)
		if (fields_have(set, f) && plan_field_full(plan, of->fields.at[f].full) != NONE)
			return true;
	return false;
}

/* The first clock of a new field is no change of a clock. */
static bool
is_first_clock(const struct diff *d, const struct difference *row)
{
	return row->kind == DIFF_KEEP && row->how == DIFF_NEW
	       && !has_field_of(d->was, d->is, row->fields);
}

static void
judge(struct diff *d)
{
	if (d->is->changes.n > 0)
		d->rule = &d->is->changes.at[0];
	for (size_t i = 0; d->rule != NULL && i < d->rows.n; i++) {
		struct difference *row = &d->rows.at[i];

		row->material = counts(d->rule, parts[row->kind]) && !is_first_clock(d, row);
		d->material |= row->material;
	}
}

/* -- who is asked again -------------------------------------------------------------- */

static void
ask_again(struct arena *arena, struct diff *d, uint16_t consent)
{
	for (size_t i = 0; i < d->ask_again.n; i++)
		if (d->ask_again.at[i] == consent)
			return;
	*LIST_ADD(&d->ask_again, arena) = consent;
}

static void
again_for(struct arena *arena, struct diff *d, struct diff_again again)
{
	for (size_t i = 0; i < d->again.n; i++)
		if (d->again.at[i].consent == again.consent
		    && d->again.at[i].purpose == again.purpose
		    && d->again.at[i].recipient == again.recipient)
			return;
	*LIST_ADD(&d->again, arena) = again;
}

/* A line or field that is gone takes nothing from anybody; a condition that is gone may. */
static bool
only_less(const struct difference *row)
{
	return row->how == DIFF_SHORTER
	       || (row->how == DIFF_GONE
		   && (row->what.n == 0 || row->kind == DIFF_USES || row->kind == DIFF_RECEIVES));
}

static struct diff_again
changed_for(const struct diff *d, const struct difference *row, uint16_t consent)
{
	struct diff_again again = { consent, NONE, NONE };

	if (row->kind == DIFF_PURPOSE || row->kind == DIFF_BASIS || row->kind == DIFF_USES)
		again.purpose = plan_purpose(d->is, row->of);
	else if (row->kind == DIFF_RECIPIENT || row->kind == DIFF_RECEIVES)
		again.recipient = plan_recipient(d->is, row->of);
	return again;
}

/* What did not change goes on. */
static void
again_for_each(struct arena *arena, struct diff *d)
{
	for (size_t c = 0; c < d->ask_again.n; c++)
		for (size_t i = 0; i < d->rows.n; i++) {
			const struct difference *row = &d->rows.at[i];
			uint16_t consent = d->ask_again.at[c];
			struct diff_again again = changed_for(d, row, consent);

			if (row->kind == DIFF_CONSENT ? plan_consent(d->is, row->of) == consent
						      : row->material && !only_less(row)
							    && (again.purpose != NONE
								|| again.recipient != NONE))
				again_for(arena, d, again);
		}
}

/* LAW UK GDPR Art 4(11), 7: a yes to other words is no yes to these. */
static void
reaffirm(struct arena *arena, struct diff *d)
{
	for (size_t i = 0; d->material && i < d->is->change_consents.n; i++)
		ask_again(arena, d, d->is->change_consents.at[i]);
	for (size_t i = 0; i < d->rows.n; i++) {
		const struct difference *row = &d->rows.at[i];
		uint16_t consent = plan_consent(d->is, row->of);

		if (row->kind == DIFF_CONSENT && row->how == DIFF_CHANGED && consent != NONE
		    && (row->what.n == 0 || str_eq(row->what, S("asked as"))))
			ask_again(arena, d, consent);
	}
}

/* -- what is held of it ---------------------------------------------------------------- */

/* The fields that the old plan knows by the same name. */
static void
reach_fields(const struct diff *d, struct difference *row, const struct plan *of, struct fields set)
{
	for (uint16_t f = 0; f < of->fields.n; f++) {
		uint16_t was;

		if (!fields_have(set, f))
			continue;
		was = plan_field_full(d->was, of->fields.at[f].full);
		if (was != NONE)
			fields_put(row->reach, was);
	}
}

static void
reach_uses(const struct diff *d, struct difference *row)
{
	const struct plan *of = plan_purpose(d->was, row->of) != NONE ? d->was : d->is;
	uint16_t purpose = plan_purpose(of, row->of);

	if (purpose != NONE)
		reach_fields(d, row, of, of->purposes.at[purpose].uses);
}

static void
reach_shares(const struct diff *d, struct difference *row)
{
	const struct plan *of = plan_recipient(d->was, row->of) != NONE ? d->was : d->is;
	uint16_t recipient = plan_recipient(of, row->of);

	for (size_t i = 0; i < of->shares.n; i++)
		if (of->shares.at[i].recipient == recipient)
			reach_fields(d, row, of, of->shares.at[i].fields);
}

static bool
clock_asks(const struct plan *plan, const struct clock *c, struct str event)
{
	for (uint16_t i = 0; i < c->arms; i++) {
		uint16_t e = plan->arms.at[c->first_arm + i].event;

		if (e != NONE && str_eq(plan->events.at[e].name, event))
			return true;
	}
	return false;
}

static void
reach_clocks(const struct diff *d, struct difference *row)
{
	struct str rest, event = str_cut(row->of, ' ', &rest);

	for (size_t i = 0; i < d->was->clocks.n; i++)
		if (clock_asks(d->was, &d->was->clocks.at[i], event))
			reach_fields(d, row, d->was, d->was->clocks.at[i].fields);
}

static void
reach_data(const struct diff *d, struct difference *row)
{
	uint16_t field = plan_field_full(d->was, row->of), dataset = plan_dataset(d->was, row->of);

	if (field != NONE)
		fields_put(row->reach, field);
	for (uint16_t f = 0; dataset != NONE && f < d->was->datasets.at[dataset].fields; f++)
		fields_put(row->reach, (uint16_t)(d->was->datasets.at[dataset].first_field + f));
}

static void
reach(struct arena *arena, const struct diff *d, struct difference *row)
{
	row->reach.w = NEW_ARRAY(arena, d->was->field_words + 1, uint64_t);
	if (row->of_fields)
		reach_fields(d, row, row->how == DIFF_NEW ? d->is : d->was, row->fields);
	else if (row->kind == DIFF_DATA || row->kind == DIFF_FIELD)
		reach_data(d, row);
	else if (row->kind == DIFF_PURPOSE || row->kind == DIFF_BASIS)
		reach_uses(d, row);
	else if (row->kind == DIFF_RECIPIENT || row->kind == DIFF_RECEIVES)
		reach_shares(d, row);
	else if (row->kind == DIFF_EVENT)
		reach_clocks(d, row);
}

/* -- whether it may follow ---------------------------------------------------------------- */

static void
bar(struct arena *arena, struct diff *d, struct at at, struct str text)
{
	*LIST_ADD(&d->bars, arena) = (struct diff_bar){ at, text };
}

static void
rule_version(struct arena *arena, struct diff *d)
{
	if (d->is->version > d->was->version)
		return;
	bar(arena, d, (struct at){ .line = 1 },
	    str_printf(arena, "its version is %u, and version %u is in force: give it a higher one",
		(unsigned)d->is->version, (unsigned)d->was->version));
}

static void
rule_replaces(struct arena *arena, struct diff *d)
{
	if (d->is->replaces == 0 || d->is->replaces == d->was->version)
		return;
	bar(arena, d, (struct at){ .line = 1 },
	    str_printf(arena, "it replaces version %u, and version %u is in force",
		(unsigned)d->is->replaces, (unsigned)d->was->version));
}

static bool
older(struct civil a, struct civil b)
{
	return instant_before(instant_utc(a), instant_utc(b));
}

static void
rule_law(struct arena *arena, struct diff *d)
{
	if (!older(d->is->law_date, d->was->law_date))
		return;
	bar(arena, d, (struct at){ .line = 1 },
	    str_printf(arena, "it stands on the law of %.*s, and that of %.*s is in force",
		STR(date_print(arena, d->is->law_date)), STR(date_print(arena, d->was->law_date))));
}

/* Due dates are civil ones: those that stand were counted in the old zone. */
static void
rule_calendar(struct arena *arena, struct diff *d)
{
	if (!str_eq(d->is->zone, d->was->zone))
		bar(arena, d, (struct at){ .line = 1 },
		    str_printf(arena, "its calendar is %.*s, and that of the store is %.*s",
			STR(d->is->zone), STR(d->was->zone)));
}

bool
diff_on_consent(const struct plan *plan, const struct purpose *p)
{
	for (uint16_t i = p->first_ground; i < p->first_ground + p->grounds; i++)
		if (plan->grounds.at[i].basis != BASIS_CONSENT)
			return false;
	return true;
}

/* Leaving the line out of the version that adds the purpose would undo what was said. */
static bool
new_with_consent(const struct diff *d)
{
	return (d->rule != NULL && d->rule->new_with_consent)
	       || (d->was->changes.n > 0 && d->was->changes.at[0].new_with_consent);
}

/* `new purposes only with consent`: asleep for each person until they say yes. */
static void
rule_new_purposes(struct arena *arena, struct diff *d)
{
	for (size_t i = 0; new_with_consent(d) && i < d->is->purposes.n; i++) {
		const struct purpose *p = &d->is->purposes.at[i];

		if (p->built_in || plan_purpose(d->was, p->name) != NONE
		    || diff_on_consent(d->is, p))
			continue;
		bar(arena, d, p->at,
		    str_printf(arena,
			"`%.*s` is a new purpose and rests on no consent: ask people first",
			STR(p->name)));
	}
}

/* Each looks at both plans and the differences, and may bar the step. */
static void (*const rules[])(struct arena *, struct diff *) = {
	rule_version,
	rule_replaces,
	rule_law,
	rule_calendar,
	rule_new_purposes,
};

void
diff_rules(struct arena *arena, struct diff *d)
{
	for (size_t i = 0; i < d->rows.n; i++)
		reach(arena, d, &d->rows.at[i]);
	judge(d);
	reaffirm(arena, d);
	again_for_each(arena, d);
	for (size_t i = 0; i < N(rules); i++)
		rules[i](arena, d);
}
