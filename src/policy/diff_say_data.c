/* policy/diff_say_data.c -- people, places, data, and how long it is kept. */
#include "policy/diff_say.h"
#include "policy/law.h"

static const char *const type_words[] = {
#define TYPE(id, word, ...) word,
#include "policy/type.def"
#undef TYPE
};

static struct str
name_of_subject(const struct plan *plan, uint16_t subject)
{
	return plan->subjects.at[subject].name;
}

static struct str
name_of_party(const struct plan *plan, uint16_t party)
{
	return party == NONE ? S("") : plan->parties.at[party].name;
}

static void
say_policy(struct sayer *s)
{
	const struct plan *plan = s->plan;
	const struct controller *c = &plan->controller;
	struct str law = str_printf(s->arena, "%.*s@%.*s", STR(plan->law_pack),
	    STR(date_print(s->arena, plan->law_date)));

	say_of(s, DIFF_POLICY, (struct at){ 0 }, S(""));
	say_text(s, "law", law);
	say_text(s, "calendar", plan->zone);
	say_row(s, DIFF_CONTROLLER, c->at, S(""), c->name);
	say_text(s, "address", c->address);
	say_text(s, "phone", c->phone);
	say_text(s, "email", c->email);
	say_text(s, "dpo", c->dpo);
	say_text(s, "regulator",
	    str_printf(
		s->arena, "%.*s %.*s", STR(c->regulator), STR(c->regulator_number)));
	say_truth(s, "public authority", c->public_authority);
	say_text(s, "bank holidays of", str_of(law_division_word(c->division)));
	for (size_t i = 0; i < plan->group_members.n; i++)
		say_name(s, "group member", plan->group_members.at[i].text);
	for (size_t i = 0; i < plan->links.n; i++)
		say_name(s, "link", plan->links.at[i].text);
}

static void
say_parties(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->parties.n; i++) {
		const struct party_class *p = &s->plan->parties.at[i];

		say_row(s, DIFF_PARTY, p->at, p->name, p->text);
		say_words(s, "kind", p->first_kind, p->kinds);
		say_words(s, "fact", p->first_fact, p->facts);
		say_text(s, "through", name_of_party(s->plan, p->through));
		say_truth(s, "return at the end", p->returned);
		say_term(s, "erase within", p->return_within);
	}
}

static void
say_states(struct sayer *s, uint16_t subject)
{
	for (size_t i = 0; i < s->plan->states.n; i++) {
		const struct state *state = &s->plan->states.at[i];

		if (state->subject != subject)
			continue;
		s->at = state->at;
		say_name(s, "state",
		    str_printf(s->arena, "%.*s from %.*s", STR(state->name),
			STR(s->plan->events.at[state->event].name)));
	}
}

static void
say_subjects(struct sayer *s)
{
	for (uint16_t i = 0; i < s->plan->subjects.n; i++) {
		const struct subject_type *t = &s->plan->subjects.at[i];

		say_row(s, DIFF_SUBJECT, t->at, t->name, t->text);
		say_text(s, "for", name_of_party(s->plan, t->party));
		say_count(s, "least age", t->least_age);
		say_states(s, i);
	}
}

static void
say_places(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->places.n; i++) {
		const struct place *p = &s->plan->places.at[i];

		say_row(s, DIFF_PLACE, p->at, p->name, p->text);
		say_text(s, "in", str_of(p->country));
		if (p->run_by != NONE)
			say_text(s, "run by", s->plan->recipients.at[p->run_by].name);
		say_truth(s, "sealed before transfer", p->sealed_before_transfer);
		say_term(s, "kept", p->backups_kept);
		say_term(s, "copied every", p->copied_every);
		say_term(s, "tried every", p->tried_every);
		say_text(s, "told to erase by", say_told(p->told));
		say_term(s, "confirm within", p->confirm_within);
	}
}

/* -- data --------------------------------------------------------------------- */

static void
say_about(struct sayer *s, const struct dataset *d)
{
	for (uint16_t i = 0; i < d->subjects; i++)
		say_name(s, "about",
		    name_of_subject(
			s->plan, s->plan->dataset_subjects.at[d->first_subject + i]));
	say_truth(s, "about several people a record", d->all_subjects);
}

static void
say_marks(struct sayer *s, const struct field *f)
{
	static const struct {
		enum field_mark mark;
		const char *word;
	} marks[] = {
		{ MARK_REQUIRED, "required" },
		{ MARK_KEY, "key" },
		{ MARK_FINDABLE, "findable" },
		{ MARK_SPECIAL, "special" },
		{ MARK_CRIMINAL, "criminal" },
		{ MARK_UNIQUE, "unique" },
		{ MARK_NO_QUERY, "without query" },
		{ MARK_PASSES, "passes" },
	};

	for (size_t i = 0; i < N(marks); i++)
		say_truth(s, marks[i].word, (f->marks & marks[i].mark) != 0);
}

static void
say_field(struct sayer *s, const struct field *f)
{
	say_row(s, DIFF_FIELD, f->at, f->full, str_of(type_words[f->type]));
	say_marks(s, f);
	say_words(s, "word", f->first_word, f->words);
	if (f->ref != NONE)
		say_text(s, "ref", s->plan->datasets.at[f->ref].name);
	if (f->derived_from != NONE)
		say_text(s, "derived from", s->plan->fields.at[f->derived_from].full);
	if (f->unique_within != NONE)
		say_text(s, "unique within", s->plan->fields.at[f->unique_within].full);
	if (f->special_for != NONE)
		say_text(s, "if special, only for", s->plan->purposes.at[f->special_for].name);
	if (f->dated)
		say_text(s, "until", date_print(s->arena, f->until));
	say_cond(s, "only while", f->only_while);
	if (f->off_unless != NONE)
		say_text(s, "off unless", s->plan->consents.at[f->off_unless].name);
	say_cond(s, "off unless", f->off_cond);
	say_text(s, "category", f->category);
}

static void
say_datasets(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->datasets.n; i++) {
		const struct dataset *d = &s->plan->datasets.at[i];

		if (d->built_in)
			continue;
		say_row(s, DIFF_DATA, d->at, d->name, S(""));
		say_about(s, d);
		say_text(s, "for", name_of_party(s->plan, d->party));
		if (d->place != NONE)
			say_text(s, "in", s->plan->places.at[d->place].name);
		say_cond(s, "only while", d->only_while);
		if (d->allocation != NONE)
			say_text(s, "by", s->plan->datasets.at[d->allocation].name);
		say_truth(s, "as series", d->series);
		say_truth(s, "shared with nobody", d->shared_with_nobody);
		say_text(s, "category", d->category);
		for (uint16_t f = 0; f < d->fields; f++)
			say_field(s, &s->plan->fields.at[d->first_field + f]);
	}
}

/* -- how long ------------------------------------------------------------------ */

static struct str
whose(const struct plan *plan, const struct event *e)
{
	switch (e->of) {
	case EVENT_OF_DATASET:
		return plan->datasets.at[e->of_row].name;
	case EVENT_OF_FIELD:
		return plan->fields.at[e->of_row].full;
	case EVENT_OF_PARTY:
		return plan->parties.at[e->of_row].name;
	case EVENT_OF_BUILT_IN:
		break;
	}
	return S("");
}

static void
say_events(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->events.n; i++) {
		const struct event *e = &s->plan->events.at[i];

		if (e->of == EVENT_OF_BUILT_IN)
			continue;
		say_row(s, DIFF_EVENT, e->at,
		    str_printf(
			s->arena, "%.*s of %.*s", STR(e->name), STR(whose(s->plan, e))),
		    e->latest ? S("latest") : S("first"));
		if (!e->has_fallback)
			continue;
		say_text(s, "if it never comes, counted from",
		    s->plan->events.at[e->fallback_event].name);
		say_term(s, "if it never comes, after", e->fallback);
	}
}

static struct str
clock_place(struct sayer *s, const struct clock *c)
{
	if (c->place == NONE)
		return S("");
	return str_printf(s->arena, "in %.*s", STR(s->plan->places.at[c->place].name));
}

static void
say_clocks(struct sayer *s)
{
	for (uint16_t i = 0; i < s->plan->clocks.n; i++) {
		const struct clock *c = &s->plan->clocks.at[i];
		struct buf arms = buf_new(s->arena);
		size_t first;

		phrase_arms(&arms, s->plan, c);
		say_of(s, DIFF_KEEP, c->at, S(""));
		first = s->list.n;
		say_fields(s, clock_place(s, c), c->fields, buf_str(&arms));
		for (size_t k = first; k < s->list.n; k++)
			s->list.at[k].clock = i;
		if (c->reaches_back)
			say_fields(s, S("reaches back"), c->fields, S(""));
		if (c->reading.n > 0)
			say_fields(s, S("reading"), c->fields, c->reading);
	}
}

static void
say_holds(struct sayer *s)
{
	for (size_t i = 0; i < s->plan->holds.n; i++) {
		const struct hold_class *h = &s->plan->holds.at[i];

		say_row(s, DIFF_HOLD, h->at, h->name, S(""));
		if (h->by != NONE)
			say_text(s, "by", s->plan->roles.at[h->by].name);
		say_truth(s, "with reason", h->with_reason);
		say_term(s, "reviewed every", h->reviewed_every);
		say_fields(s, S("pauses keep of"), h->fields, S(""));
	}
}

void
say_data(struct sayer *s)
{
	say_policy(s);
	say_parties(s);
	say_subjects(s);
	say_places(s);
	say_datasets(s);
	say_events(s);
	say_clocks(s);
	say_holds(s);
}
