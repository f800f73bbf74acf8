/* policy/check_clock.c -- rules 1 and 11: every field ends, once, in time. */
#include "policy/check_rules.h"

/* Fields with a clock that holds everywhere, and the clocks of single places. */
struct kept {
	struct fields everywhere;
	LIST(uint16_t) placed;
};

static struct kept
kept_of(struct checking *c)
{
	struct kept kept = { .everywhere = rule_fields(c) };

	for (uint16_t i = 0; i < c->plan->clocks.n; i++) {
		if (c->plan->clocks.at[i].place == NONE)
			rule_fields_join(c->plan, kept.everywhere, c->plan->clocks.at[i].fields);
		else
			*LIST_ADD(&kept.placed, c->arena) = i;
	}
	return kept;
}

static bool
place_covered(const struct plan *plan, const struct kept *kept, uint16_t field, uint16_t place)
{
	for (size_t i = 0; i < kept->placed.n; i++) {
		const struct clock *k = &plan->clocks.at[kept->placed.at[i]];

		if (k->place == place && fields_have(k->fields, field))
			return true;
	}
	return false;
}

/* The place in which nothing ends the field, NONE when nothing does anywhere.  A
 * dataset has its own place or is in every one that is not a backup's. */
static bool
covered(const struct plan *plan, const struct kept *kept, uint16_t field, uint16_t *bare)
{
	uint16_t place = plan->datasets.at[plan->fields.at[field].dataset].place;
	bool any = false, all = true;

	*bare = NONE;
	if (fields_have(kept->everywhere, field)
	    || (plan->fields.at[field].marks & MARK_PASSES) != 0)
		return true;
	for (uint16_t i = 0; kept->placed.n > 0 && i < plan->places.n; i++) {
		bool here = place_covered(plan, kept, field, i);

		if (!term_is_zero(plan->places.at[i].backups_kept) || (place != NONE && place != i))
			continue;
		if (!here && *bare == NONE)
			*bare = i;
		any = any || here;
		all = all && here;
	}
	if (!any)
		*bare = NONE;
	return any && all;
}

/* The event that a clock of this dataset would best start from. */
static struct str
event_for(const struct plan *plan, uint16_t dataset)
{
	for (size_t i = 0; i < plan->events.n; i++) {
		const struct event *e = &plan->events.at[i];

		if (e->of == EVENT_OF_DATASET && e->of_row == dataset && e->has_fallback)
			return e->name;
	}
	return S("arrival");
}

static struct str
what_for(struct checking *c, uint16_t field)
{
	for (uint16_t i = 0; i < c->plan->purposes.n; i++)
		if (rule_own_purpose(c->plan, i)
		    && fields_have(c->plan->purposes.at[i].uses, field))
			return rule_say(c, "used for `%.*s`, but no `keep` line covers it",
			    STR(c->plan->purposes.at[i].name));
	return S("no `keep` line covers it");
}

static struct str
missing_text(struct checking *c, uint16_t first, unsigned more, uint16_t place)
{
	struct str name = c->plan->fields.at[first].full;
	struct str where = S("");

	if (place != NONE)
		where = rule_say(c, " in `%.*s`", STR(c->plan->places.at[place].name));
	if (more == 0)
		return rule_say(
		    c, "nothing says how long `%.*s` is kept%.*s", STR(name), STR(where));
	return rule_say(c, "nothing says how long `%.*s` and %u other field%s are kept%.*s",
	    STR(name), more, more == 1 ? "" : "s", STR(where));
}

static void
clock_missing(struct checking *c, const struct kept *kept, uint16_t dataset)
{
	const struct dataset *d = &c->plan->datasets.at[dataset];
	struct clock line = { .place = NONE, .ending = END_ERASE };
	uint16_t first = NONE, bare;
	struct str until;
	unsigned more = 0;
	struct diag *m;

	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++) {
		if (covered(c->plan, kept, i, &bare))
			continue;
		if (first == NONE) {
			first = i;
			line.place = bare;
			line.fields = rule_fields(c);
		}
		if (bare != line.place)
			continue; /* the next message, when this one is mended */
		more += first != i;
		fields_put(line.fields, i);
	}
	if (first == NONE)
		return;
	m = rule_broken(c, DIAG_CLOCK_NONE, c->plan->fields.at[first].at);
	m->text = missing_text(c, first, more, line.place);
	m->note = what_for(c, first);
	until = rule_say(c, "keep %.*s until 30 days after %.*s",
	    STR(rule_fields_print(c, line.fields)), STR(event_for(c->plan, dataset)));
	if (line.place != NONE)
		until = rule_say(
		    c, "%.*s in %.*s", STR(until), STR(c->plan->places.at[line.place].name));
	rule_try(m, PASTE_ANYWHERE, until);
}

/* LAW UK GDPR Art 30(1)(f): the proof has its limits too. */
static void
clock_built_in(struct checking *c, const struct kept *kept, const struct dataset *d)
{
	static const struct {
		const char *dataset, *until;
	} usual[] = {
		{ "case", "6 years after closing" },
		{ "incident", "6 years after closing" },
		{ "consent", "6 years after withdrawal" },
		{ "colleague", "12 months after leaving" },
		{ "ledger", "6 years after arrival" },
	};
	struct diag *m;
	uint16_t bare;

	for (uint16_t i = d->first_field; i < d->first_field + d->fields; i++) {
		if (covered(c->plan, kept, i, &bare))
			continue;
		m = rule_broken(c, DIAG_CLOCK_BUILT_IN,
		    phrase_at(c->plan, phrase_heading(c->plan, S("policy "))));
		m->text =
		    rule_say(c, "nothing says how long `%.*s` is kept, which bailee itself holds",
			STR(d->name));
		for (size_t k = 0; k < N(usual); k++)
			if (str_eq(d->name, str_of(usual[k].dataset)))
				rule_try(m, PASTE_ANYWHERE,
				    rule_say(
					c, "keep %s.* until %s", usual[k].dataset, usual[k].until));
		return;
	}
}

static struct str
clock_print(struct checking *c, struct clock k, struct fields fields)
{
	struct buf b = buf_new(c->arena);

	k.fields = fields;
	phrase_clock(&b, c->plan, &k);
	return buf_str(&b);
}

static void
clock_twice(struct checking *c, const struct clock *a, const struct clock *b, uint16_t field)
{
	struct fields rest = rule_fields_less(c, clock_line_fields(c, b), a->fields);
	struct diag *m = rule_broken(c, DIAG_CLOCK_TWICE, b->at);

	m->text = rule_say(c, "two `keep` lines end `%.*s`", STR(c->plan->fields.at[field].full));
	m->note = S("this line says one thing");
	rule_other(m, a->at, S("and this line another"));
	if (fields_none(c->plan, rest))
		rule_try(m, PASTE_INSTEAD,
		    rule_say(c, "# %.*s", STR(phrase_sentence(c->arena, c->plan, b->at.line))));
	else
		rule_try(m, PASTE_INSTEAD, clock_print(c, *b, rest));
}

/* An earlier clock for this field in a place where `i` holds too, or NONE. */
static uint16_t
earlier_clock(const struct plan *plan, uint16_t i, uint16_t field, uint16_t first)
{
	const struct clock *b = &plan->clocks.at[i];

	for (uint16_t k = first; k < i; k++) {
		const struct clock *a = &plan->clocks.at[k];

		if ((a->place == b->place || a->place == NONE || b->place == NONE)
		    && fields_have(a->fields, field))
			return k;
	}
	return NONE;
}

/* One message for each later line, however many fields it repeats. */
static void
clocks_twice(struct checking *c)
{
	const struct plan *plan = c->plan;
	uint16_t *first = NEW_ARRAY(c->arena, plan->fields.n + 1, uint16_t); /* clock + 1 */

	for (uint16_t i = 0; i < plan->clocks.n && !rule_enough(c); i++) {
		bool told = false;

		for
			RULE_FIELDS(plan, plan->clocks.at[i].fields, f)
			{
				uint16_t k = first[f] == 0 || told ? NONE
								   : earlier_clock(plan, i, f,
								       (uint16_t)(first[f] - 1));

				if (k != NONE)
					clock_twice(c, &plan->clocks.at[k], &plan->clocks.at[i], f);
				told = told || k != NONE;
				first[f] = first[f] == 0 ? (uint16_t)(i + 1) : first[f];
			}
	}
}

static uint16_t
dataset_of(const struct plan *plan, struct fields set)
{
	uint16_t field = rule_fields_next(plan, set, 0);

	return field != NONE ? plan->fields.at[field].dataset : NONE;
}

static bool
clock_is_built_in(const struct plan *plan, const struct clock *k)
{
	uint16_t dataset = dataset_of(plan, k->fields);

	return dataset != NONE && plan->datasets.at[dataset].built_in;
}

static void
clock_unstated(struct checking *c, const struct clock *k)
{
	struct diag *m = rule_broken(c, DIAG_CLOCK_UNSTATED, k->at);
	uint16_t dataset = dataset_of(c->plan, k->fields);

	m->note = S("a clock that is not stated never ends");
	if (dataset != NONE)
		rule_try(m, PASTE_INSTEAD,
		    rule_say(c, "keep %.*s until 30 days after %.*s",
			STR(rule_fields_print(c, clock_line_fields(c, k))),
			STR(event_for(c->plan, dataset))));
}

static void
arm_unlimited(struct checking *c, const struct clock *k)
{
	struct diag *m = rule_broken(c, DIAG_CLOCK_UNLIMITED, k->at);

	m->text = S("`while` has no outer limit");
	m->note = S("if nothing ends the condition, nothing ends the keeping");
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "%.*s, at most 6 years after arrival",
		STR(phrase_sentence(c->arena, c->plan, k->at.line))));
}

static bool
event_comes(const struct plan *plan, uint16_t event)
{
	const struct event *e = &plan->events.at[event];

	return e->has_fallback
	       || (e->of == EVENT_OF_BUILT_IN
		   && (str_eq(e->name, S("arrival")) || str_eq(e->name, S("change"))));
}

static void
arm_no_event(struct checking *c, const struct clock *k, const struct arm *arm)
{
	const struct event *e = &c->plan->events.at[arm->event];
	struct diag *m = rule_broken(c, DIAG_CLOCK_NO_EVENT, k->at);
	struct buf b = buf_new(c->arena);

	m->text = rule_say(c, "the clock may never start: `%.*s` may never come", STR(e->name));
	m->note = rule_say(c, "counted from `%.*s`", STR(e->name));
	if (e->at.line > 0) {
		rule_other(m, e->at, S("nothing says what happens if it never comes"));
		rule_try(m, PASTE_INSTEAD_OTHER,
		    rule_say(c, "%.*s; if it never comes, 12 months after arrival",
			STR(phrase_sentence(c->arena, c->plan, e->at.line))));
		return;
	}
	phrase_fields(&b, c->plan, clock_line_fields(c, k));
	buf_printf(&b, " while not %.*s happened, at most 12 months after arrival", STR(e->name));
	rule_try(m, PASTE_INSTEAD, rule_say(c, "keep %.*s", STR(buf_str(&b))));
}

/* The line has said the same of another dataset already. */
static bool
said_on_line(const struct plan *plan, const struct clock *k)
{
	return k > plan->clocks.at && k[-1].at.line == k->at.line;
}

static void
clock_ends(struct checking *c, const struct clock *k)
{
	if (said_on_line(c->plan, k))
		return;
	if (k->arms == 0)
		clock_unstated(c, k);
	for (size_t i = 0; i < k->arms; i++) {
		const struct arm *arm = &c->plan->arms.at[k->first_arm + i];

		if (arm->event == NONE) {
			arm_unlimited(c, k);
			return;
		}
		if (!event_comes(c->plan, arm->event) && !clock_is_built_in(c->plan, k)) {
			arm_no_event(c, k, arm);
			return;
		}
	}
}

static struct str
backups_are_wholes(struct checking *c, const struct place *p)
{
	return rule_say(c, "`%.*s` keeps backups, which go as wholes: its own line says when",
	    STR(p->name));
}

/* A clock for a place where its data never is. */
static void
clock_place(struct checking *c, const struct clock *k)
{
	const struct dataset *d = &c->plan->datasets.at[k->dataset];
	const struct place *p = k->place != NONE ? &c->plan->places.at[k->place] : NULL;
	uint16_t only = plan_only_in(c->plan, k->dataset);
	struct diag *m;

	if (p == NULL || (term_is_zero(p->backups_kept) && (only == NONE || only == k->place)))
		return;
	m = rule_broken(c, DIAG_PLACE_CLASH, k->at);
	m->text = term_is_zero(p->backups_kept)
		      ? rule_say(c, "a clock for `%.*s`, and `%.*s` is never there", STR(p->name),
			  STR(d->name))
		      : rule_say(c, "a clock for what lies in `%.*s`", STR(p->name));
	if (term_is_zero(p->backups_kept)) {
		m->note = S("this line is for one place");
		rule_other(m, d->at, S("and the data is in another"));
	} else {
		m->note = backups_are_wholes(c, p);
	}
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "# %.*s", STR(phrase_sentence(c->arena, c->plan, k->at.line))));
}

/* Its heading, without `in PLACE`. */
static struct str
without_place(struct checking *c, const struct dataset *d)
{
	struct str line = phrase_sentence(c->arena, c->plan, d->at.line);
	struct str in = rule_say(c, " in %.*s", STR(c->plan->places.at[d->place].name));
	size_t from = 0;

	while (from + in.n < line.n && !str_starts(str_slice(line, from, line.n), in))
		from++;
	return rule_say(c, "%.*s%.*s", STR(str_slice(line, 0, from)),
	    STR(str_slice(line, from + in.n, line.n)));
}

static void
data_place(struct checking *c, const struct dataset *d)
{
	const struct place *p = d->place != NONE ? &c->plan->places.at[d->place] : NULL;
	struct diag *m;

	if (p == NULL || term_is_zero(p->backups_kept))
		return;
	m = rule_broken(c, DIAG_PLACE_CLASH, d->at);
	m->text = rule_say(c, "`%.*s` would lie among backups alone", STR(d->name));
	m->note = backups_are_wholes(c, p);
	rule_try(m, PASTE_INSTEAD, without_place(c, d));
}

/* A key says which record it is, and stays what it is. */
static bool
coarsens(const struct field *f, enum grain grain)
{
	if ((f->marks & (MARK_KEY | MARK_UNIQUE)) != 0)
		return false;
	if (grain > GRAIN_YEAR)
		return f->type == TYPE_POSITION;
	return f->type == TYPE_TIME || (f->type == TYPE_DATE && grain != GRAIN_DAY);
}

static void
clock_coarse(struct checking *c, const struct clock *k)
{
	for (uint16_t f = 0; f < c->plan->fields.n && k->ending == END_GENERALISE; f++) {
		const struct field *field = &c->plan->fields.at[f];
		struct diag *m;

		if (!fields_have(k->fields, f) || coarsens(field, k->grain))
			continue;
		m = rule_broken(c, DIAG_COARSE_WHAT, k->at);
		m->text = rule_say(c, "`%.*s` cannot be generalised to %s", STR(field->full),
		    grain_words(k->grain));
		m->note = (field->marks & (MARK_KEY | MARK_UNIQUE)) != 0
			      ? S("it says which record this is")
			      : S("a time goes to day, month or year, a position to 100 m, 1 km or 10 km");
		rule_other(m, field->at, S("what it is"));
		return;
	}
}

/* Only backups are made again and again. */
static void
place_copied(struct checking *c, const struct place *p)
{
	struct diag *m;

	if (!term_is_zero(p->backups_kept)
	    || (term_is_zero(p->copied_every) && term_is_zero(p->tried_every)))
		return;
	m = rule_broken(c, DIAG_PLACE_CLASH, p->at);
	m->text = rule_say(c, "`%.*s` is copied to, and keeps no backups", STR(p->name));
	m->note = S("nothing says how long a backup is kept there");
	rule_try(m, PASTE_INSTEAD,
	    rule_say(c, "%.*s, kept 30 days",
		STR(phrase_sentence(c->arena, c->plan, p->at.line))));
}

void
check_clocks(struct checking *c)
{
	const struct plan *plan = c->plan;
	struct kept kept = kept_of(c);

	for (uint16_t i = 0; i < plan->datasets.n && !rule_enough(c); i++) {
		if (plan->datasets.at[i].built_in)
			clock_built_in(c, &kept, &plan->datasets.at[i]);
		else
			clock_missing(c, &kept, i);
		data_place(c, &plan->datasets.at[i]);
	}
	for (size_t i = 0; i < plan->places.n && !rule_enough(c); i++)
		place_copied(c, &plan->places.at[i]);
	clocks_twice(c);
	for (size_t i = 0; i < plan->clocks.n && !rule_enough(c); i++)
		clock_ends(c, &plan->clocks.at[i]);
	for (size_t i = 0; i < plan->clocks.n && !rule_enough(c); i++)
		clock_place(c, &plan->clocks.at[i]);
	for (size_t i = 0; i < plan->clocks.n && !rule_enough(c); i++)
		clock_coarse(c, &plan->clocks.at[i]);
}
