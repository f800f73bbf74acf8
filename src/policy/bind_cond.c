/* policy/bind_cond.c -- conditions and events: what a policy asks of a record.
 *
 *	COND  = ALL ("or" ALL)*      ALL = ONE ("and" ONE)*      ONE = "not"* ASKED
 *
 * A comma may stand before `or` and `and`.  There are no brackets: a condition
 * that needs them is two sentences.
 */
#include "policy/bind.h"

static bool
about_has(const struct binder *b, const struct about *about, uint16_t dataset)
{
	if (about->dataset != NONE)
		return about->dataset == dataset;
	return fields_meet_dataset(b->plan, about->fields, dataset);
}

struct asking {
	struct cursor *c;
	const struct about *about;
	uint16_t first_step;
};

static bool
add_step(struct asking *q, struct step step)
{
	struct binder *b = q->c->b;
	struct diag *d;

	if (b->plan->steps.n - q->first_step < COND_STEPS_MAX) {
		*ROW(b, &b->plan->steps) = step;
		return true;
	}
	d = bind_complain(b, DIAG_COND_LONG, step.at);
	d->text = said(b, "the condition has more than %d parts", COND_STEPS_MAX);
	d->note = S("say it in several sentences");
	return false;
}

/* Is `dataset`'s record about the person or for the party of those at hand? */
static bool
shares_subject(const struct binder *b, const struct about *about, uint16_t dataset)
{
	const struct plan *plan = b->plan;

	for (uint16_t d = 0; d < plan->datasets.n; d++) {
		const struct dataset *here = &plan->datasets.at[d];

		if (!about_has(b, about, d))
			continue;
		for (uint16_t i = 0; i < here->subjects; i++)
			if (plan_is_about(plan, dataset, plan->dataset_subjects.at[here->first_subject + i]))
				return true;
	}
	return false;
}

static bool
serves_party(const struct binder *b, const struct about *about, uint16_t party)
{
	const struct plan *plan = b->plan;

	for (uint16_t d = 0; d < plan->datasets.n; d++) {
		const struct dataset *here = &plan->datasets.at[d];

		if (!about_has(b, about, d))
			continue;
		if (here->party == party)
			return true;
		for (uint16_t i = 0; i < here->subjects; i++)
			if (plan->subjects.at[plan->dataset_subjects.at[here->first_subject + i]]
				.party
			    == party)
				return true;
	}
	return false;
}

/* How near an event is to the records at hand: the nearest one is meant. */
enum nearness { NEAR_RECORD,
	NEAR_PARTY,
	NEAR_PERSON,
	NEAR_ANY_RECORD,
	NEAR_NOT };

static enum nearness
nearness(const struct binder *b, const struct about *about, const struct event *e)
{
	const struct plan *plan = b->plan;

	if (e->of == EVENT_OF_BUILT_IN && e->of_row == NONE)
		return NEAR_ANY_RECORD;
	if (e->of_row == NONE)
		return NEAR_NOT; /* its own line has a fault */
	if (e->of == EVENT_OF_PARTY)
		return serves_party(b, about, e->of_row) ? NEAR_PARTY : NEAR_NOT;
	if (e->of == EVENT_OF_FIELD)
		return about_has(b, about, plan->fields.at[e->of_row].dataset) ? NEAR_RECORD
									       : NEAR_NOT;
	if (about_has(b, about, e->of_row))
		return NEAR_RECORD;
	return shares_subject(b, about, e->of_row) ? NEAR_PERSON : NEAR_NOT;
}

static bool
complain_event(
    struct cursor *c, const struct token *t, const struct event *one, const struct event *other)
{
	struct binder *b = c->b;
	struct diag *d =
	    bind_complain(b, other != NULL ? DIAG_NAME_AMBIGUOUS : DIAG_EVENT_ELSEWHERE, t->at);

	d->other = one->at;
	if (other != NULL) {
		d->text = said(b, "`%.*s` may be either of two events here", STR(t->text));
		d->note = S("give one of them another name");
		d->other_note = S("this one, or another of its name");
	} else {
		d->text =
		    said(b, "`%.*s` does not happen to these records, their people or their party",
			STR(t->text));
		d->note = S("a clock starts at an event of what it ends");
		d->other_note = S("it happens to this");
	}
	return false;
}

bool
take_event(struct cursor *c, const struct about *about, uint16_t *event)
{
	struct binder *b = c->b;
	const struct event *twin = NULL;
	enum nearness best = NEAR_NOT;
	uint16_t first;
	const struct token *t = c->t;

	if (!take_row(c, NAME_EVENT, &first))
		return false;
	for (uint16_t e = first; e != NONE; e = b->next_event.at[e]) {
		enum nearness near = nearness(b, about, &b->plan->events.at[e]);

		if (near == best && near != NEAR_NOT)
			twin = &b->plan->events.at[e];
		if (near >= best)
			continue;
		best = near;
		twin = NULL;
		*event = e;
	}
	if (best == NEAR_NOT && b->plan->events.at[first].of_row == NONE
	    && b->plan->events.at[first].of != EVENT_OF_BUILT_IN)
		return false; /* its own line has a fault, and that was reported */
	if (best == NEAR_NOT || twin != NULL)
		return complain_event(c, t, &b->plan->events.at[first], twin);
	return true;
}

/* `contact.former is yes` names its field; `vehicle.ad-kit` may follow a ref. */
static bool
follow_ref(struct asking *q, struct str full, uint16_t *field, uint16_t *via)
{
	const struct plan *plan = q->c->b->plan;
	struct str last, first = str_cut(full, '.', &last);

	for (uint16_t f = 0; f < plan->fields.n; f++) {
		const struct field *ref = &plan->fields.at[f];
		const struct dataset *to;

		if (ref->type != TYPE_REF || ref->ref == NONE
		    || !about_has(q->c->b, q->about, ref->dataset))
			continue;
		to = &plan->datasets.at[ref->ref];
		if (!str_eq(ref->name, first) && !str_eq(to->name, first))
			continue;
		for (uint16_t i = 0; i < to->fields; i++) {
			if (!str_eq(plan->fields.at[to->first_field + i].name, last))
				continue;
			*field = (uint16_t)(to->first_field + i);
			*via = f;
			return true;
		}
	}
	return false;
}

static bool
take_asked_field(struct asking *q, uint16_t *field, uint16_t *via)
{
	struct cursor *c = q->c;
	struct binder *b = c->b;
	const struct token *t = c->t;
	const struct name *name = names_find(&b->names, NAME_FIELD, t->text);
	struct diag *d;

	*via = NONE;
	if (name != NULL && !name->missing
	    && about_has(b, q->about, b->plan->fields.at[name->row].dataset)) {
		c->t++;
		*field = name->row;
		return true;
	}
	if (follow_ref(q, t->text, field, via)) {
		c->t++;
		return true;
	}
	if (name == NULL || name->missing)
		return bind_complain_missing(b, NAME_FIELD, t);
	d = bind_complain(b, DIAG_COND_ELSEWHERE, t->at);
	d->text = said(b, "`%.*s` is not at hand when this is asked", STR(t->text));
	d->note = S("ask a field of the same data, or follow a `ref` field to it");
	return false;
}

static bool
complain_value(struct cursor *c, const struct field *f, const struct token *t)
{
	struct binder *b = c->b;
	struct diag *d = bind_complain(b, DIAG_VALUE_UNKNOWN, t->at);
	struct buf list = buf_new(&b->sc->arena);

	for (uint16_t i = 0; i < f->words; i++) {
		struct str word = b->plan->words.at[f->first_word + i];

		buf_printf(&list, "%s`%.*s`",
		    i == 0		? ""
		    : i + 1 == f->words ? " or "
					: ", ",
		    STR(word));
		if (edit_distance(word, t->text, 2) <= edit_believed(word))
			bind_try_instead(b, d, t, word);
	}
	if (f->type == TYPE_YES_NO)
		buf_puts(&list, "`yes` or `no`");
	d->text = said(b, "`%.*s` is never `%.*s`", STR(f->full), STR(t->text));
	d->note = said(b, "it is %.*s", STR(buf_str(&list)));
	return false;
}

static bool
value_can_be(const struct plan *plan, const struct field *f, struct str value)
{
	if (f->type == TYPE_YES_NO)
		return str_eq(value, S("yes")) || str_eq(value, S("no"));
	if (f->type != TYPE_ONE_OF || f->words == 0)
		return true;
	for (uint16_t i = 0; i < f->words; i++)
		if (str_eq(plan->words.at[f->first_word + i], value))
			return true;
	return false;
}

static bool
field_can_be_asked(const struct field *f)
{
	return f->type != TYPE_SECRET && f->type != TYPE_AUDIO && f->type != TYPE_VIDEO
	       && f->type != TYPE_IMAGE && f->type != TYPE_DOCUMENT && f->type != TYPE_POSITION;
}

static bool
ask_field(struct asking *q)
{
	struct cursor *c = q->c;
	struct step step = { .at = cursor_at(c), .op = OP_FIELD_IS };
	const struct field *f;
	const struct token *t;
	struct diag *d;

	if (!take_asked_field(q, &step.a, &step.via))
		return false;
	f = &c->b->plan->fields.at[step.a];
	if (!field_can_be_asked(f)) {
		d = bind_complain(c->b, DIAG_COND_TYPE, step.at);
		d->text = said(c->b, "no condition can ask `%.*s`", STR(f->full));
		d->note = S("secrets, sound, pictures, documents and positions are not compared");
		return false;
	}
	if (!cursor_want(c, "is"))
		return false;
	t = c->t;
	if (cursor_ended(c) || (t->kind != TOKEN_WORD && t->kind != TOKEN_TEXT))
		return bind_expected(c, "the value that it is");
	if (!value_can_be(c->b->plan, f, t->text))
		return complain_value(c, f, t);
	c->t++;
	step.b = bind_word(c->b, t->text);
	step.at = cursor_span(step.at, c);
	return add_step(q, step);
}

static bool
party_has_kind(const struct plan *plan, uint16_t party, struct str kind)
{
	const struct party_class *p = &plan->parties.at[party];

	for (uint16_t i = 0; i < p->kinds; i++)
		if (str_eq(plan->words.at[p->first_kind + i], kind))
			return true;
	return false;
}

static bool
ask_party(struct asking *q, struct at from)
{
	struct cursor *c = q->c;
	const struct plan *plan = c->b->plan;
	struct str kind;
	struct diag *d;

	if (!cursor_want(c, "is") || !take_word(c, "the kind that it is", &kind))
		return false;
	for (uint16_t p = 0; p < plan->parties.n; p++)
		if (party_has_kind(plan, p, kind) && serves_party(c->b, q->about, p))
			return add_step(q, (struct step){ .at = cursor_span(from, c),
					       .op = OP_PARTY_IS,
					       .a = p,
					       .b = bind_word(c->b, kind),
					       .via = NONE });
	d = bind_complain(c->b, DIAG_VALUE_UNKNOWN, c->t[-1].at);
	d->text = said(c->b, "no party of these records has the kind `%.*s`", STR(kind));
	d->note = S("a party's `kinds` line says which there are");
	return false;
}

static bool
party_has_fact(const struct plan *plan, uint16_t party, struct str fact)
{
	const struct party_class *p = &plan->parties.at[party];

	for (uint16_t i = 0; i < p->facts; i++)
		if (str_eq(plan->words.at[p->first_fact + i], fact))
			return true;
	return false;
}

/* `party.contract valid`; data named `party` has fields of its own. */
static bool
see_party_fact(const struct cursor *c)
{
	return !cursor_ended(c) && c->t->kind == TOKEN_WORD && str_starts(c->t->text, S("party."))
	       && names_find(&c->b->names, NAME_FIELD, c->t->text) == NULL;
}

static void
try_near_fact(struct cursor *c, struct diag *d, uint16_t party, struct str fact)
{
	const struct plan *plan = c->b->plan;
	const struct party_class *p = &plan->parties.at[party];

	for (uint16_t i = 0; i < p->facts; i++) {
		struct str near = plan->words.at[p->first_fact + i];

		if (edit_distance(near, fact, 2) <= edit_believed(fact))
			bind_try_instead(c->b, d, &c->t[-1], said(c->b, "party.%.*s", STR(near)));
	}
}

bool
take_party_fact(struct cursor *c, uint16_t *party, uint16_t *word)
{
	struct str fact;
	struct diag *d;

	if (!take_row(c, NAME_PARTY, party) || !cursor_want(c, "in")
	    || !take_word(c, "the fact that declares it", &fact))
		return false;
	if (party_has_fact(c->b->plan, *party, fact)) {
		*word = bind_word(c->b, fact);
		return true;
	}
	d = bind_complain(c->b, DIAG_VALUE_UNKNOWN, c->t[-1].at);
	d->text = said(c->b, "`%.*s` has no fact `%.*s`",
	    STR(c->b->plan->parties.at[*party].name), STR(fact));
	d->note = S("its `facts` line says which there are");
	return false;
}

static bool
ask_party_fact(struct asking *q, struct at from)
{
	struct cursor *c = q->c;
	const struct plan *plan = c->b->plan;
	struct str fact = str_slice(c->t->text, 6, c->t->text.n);
	struct diag *d;

	c->t++;
	for (uint16_t p = 0; p < plan->parties.n; p++) {
		if (!party_has_fact(plan, p, fact) || !serves_party(c->b, q->about, p))
			continue;
		return cursor_want(c, "valid")
		       && add_step(q, (struct step){ .at = cursor_span(from, c),
					  .op = OP_PARTY_FACT,
					  .a = p,
					  .b = bind_word(c->b, fact),
					  .via = NONE });
	}
	d = bind_complain(c->b, DIAG_VALUE_UNKNOWN, c->t[-1].at);
	d->text = said(c->b, "no party of these records has the fact `%.*s`", STR(fact));
	d->note = S("a party's `facts` line says which there are");
	for (uint16_t p = 0; p < plan->parties.n; p++)
		try_near_fact(c, d, p, fact);
	return false;
}

/* `consumer is current`. */
static bool
see_state(const struct cursor *c)
{
	const struct name *name;

	if (cursor_ended(c) || c->t->kind != TOKEN_WORD || c->t + 1 == c->end
	    || c->t[1].kind != TOKEN_WORD || !str_eq(c->t[1].text, S("is")))
		return false;
	name = names_find(&c->b->names, NAME_SUBJECT, c->t->text);
	return name != NULL && !name->missing;
}

static bool
about_person(const struct binder *b, const struct about *about, uint16_t subject)
{
	for (uint16_t d = 0; d < b->plan->datasets.n; d++)
		if (about_has(b, about, d) && plan_is_about(b->plan, d, subject))
			return true;
	return false;
}

static bool
complain_state(struct cursor *c, uint16_t subject, struct str word)
{
	const struct plan *plan = c->b->plan;
	struct diag *d = bind_complain(c->b, DIAG_VALUE_UNKNOWN, c->t[-1].at);
	struct buf list = buf_new(&c->b->sc->arena);

	d->text = said(
	    c->b, "`%.*s` is never `%.*s`", STR(plan->subjects.at[subject].name), STR(word));
	for (uint16_t i = 0; i < plan->states.n; i++) {
		struct str state = plan->states.at[i].name;

		if (plan->states.at[i].subject != subject)
			continue;
		buf_printf(&list, "%s`%.*s`", list.n > 0 ? ", " : "it is ", STR(state));
		if (edit_distance(state, word, 2) <= edit_believed(word))
			bind_try_instead(c->b, d, &c->t[-1], state);
	}
	d->note = list.n > 0 ? buf_str(&list) : S("its `state` lines say which there are");
	return false;
}

static bool
ask_state(struct asking *q, struct at from)
{
	struct cursor *c = q->c;
	const struct plan *plan = c->b->plan;
	const struct token *t = c->t;
	uint16_t subject;
	struct str word;
	struct diag *d;

	if (!take_row(c, NAME_SUBJECT, &subject) || !cursor_want(c, "is")
	    || !take_word(c, "the state that they are in", &word))
		return false;
	if (!about_person(c->b, q->about, subject)) {
		d = bind_complain(c->b, DIAG_COND_ELSEWHERE, t->at);
		d->text = said(c->b, "these records are not about `%.*s`", STR(t->text));
		d->note = S("ask the state of whom the record is about");
		return false;
	}
	for (uint16_t i = 0; i < plan->states.n; i++)
		if (plan->states.at[i].subject == subject && str_eq(plan->states.at[i].name, word))
			return add_step(
			    q, (struct step){
				   .at = cursor_span(from, c), .op = OP_STATE, .a = i, .via = NONE });
	return complain_state(c, subject, word);
}

static bool
about_several(const struct binder *b, const struct about *about)
{
	for (uint16_t d = 0; d < b->plan->datasets.n; d++)
		if (b->plan->datasets.at[d].all_subjects && about_has(b, about, d))
			return true;
	return false;
}

static bool
complain_whose(struct asking *q, const struct token *t)
{
	struct binder *b = q->c->b;
	struct diag *d = bind_complain(b, DIAG_CONSENT_WHOSE, t->at);

	d->text = said(b, "whose `%.*s`? a record of this data names several people", STR(t->text));
	d->note = S("say `of everybody`, or `of` one kind of them");
	bind_try_instead(b, d, t, said(b, "%.*s of everybody", STR(t->text)));
	return false;
}

/* `of everybody`, `of caller`. */
static bool
take_whose(struct asking *q, uint16_t *whose)
{
	struct cursor *c = q->c;
	const struct token *t = c->t - 1;
	struct diag *d;

	*whose = NONE;
	if (!cursor_say(c, "of"))
		return !about_several(c->b, q->about) || complain_whose(q, t);
	*whose = COND_EVERYBODY;
	if (cursor_say(c, "everybody"))
		return true;
	t = c->t;
	if (!take_row(c, NAME_SUBJECT, whose))
		return false;
	if (about_person(c->b, q->about, *whose))
		return true;
	d = bind_complain(c->b, DIAG_COND_ELSEWHERE, t->at);
	d->text = said(c->b, "these records are not about `%.*s`", STR(t->text));
	d->note = S("ask the consent of whom the record is about");
	return false;
}

static bool
ask_consent(struct asking *q, struct at from)
{
	struct cursor *c = q->c;
	struct step step = { .op = OP_CONSENT, .via = NONE };

	if (!take_row(c, NAME_CONSENT, &step.a) || !take_whose(q, &step.b))
		return false;
	cursor_say(c, "given");
	step.at = cursor_span(from, c);
	return add_step(q, step);
}

static bool
ask_within(struct asking *q, struct at from, enum op op)
{
	struct cursor *c = q->c;
	struct step step = {
		.op = op, .b = op == OP_SOFT_WITHIN ? q->about->purpose : 0, .via = NONE
	};

	if (!take_term(c, &step.term) || !cursor_want(c, "of") || !take_event(c, q->about, &step.a))
		return false;
	step.at = cursor_span(from, c);
	return add_step(q, step);
}

static bool
ask_soft_opt_in(struct asking *q, struct at from)
{
	struct diag *d;

	if (q->about->purpose == NONE) {
		d = bind_complain(q->c->b, DIAG_EXPECTED, from);
		d->text = S("a soft opt-in stands in a purpose alone");
		d->note = S("in a clock, say `within 24 months of EVENT`");
		return false;
	}
	return cursor_want(q->c, "within") && ask_within(q, from, OP_SOFT_WITHIN);
}

static bool
ask_event(struct asking *q, struct at from)
{
	struct cursor *c = q->c;
	uint16_t event;

	if (!take_event(c, q->about, &event) || !cursor_want(c, "happened"))
		return false;
	return add_step(
	    q, (struct step){
		   .at = cursor_span(from, c), .op = OP_HAPPENED, .a = event, .via = NONE });
}

static bool
ask(struct asking *q)
{
	struct cursor *c = q->c;
	struct at from = cursor_at(c);

	if (cursor_say(c, "consent"))
		return ask_consent(q, from);
	if (cursor_say(c, "within"))
		return ask_within(q, from, OP_WITHIN);
	if (cursor_say(c, "soft-opt-in"))
		return ask_soft_opt_in(q, from);
	if (cursor_say(c, "party.kind"))
		return ask_party(q, from);
	if (see_party_fact(c))
		return ask_party_fact(q, from);
	if (see_state(c))
		return ask_state(q, from);
	if (fields_see(c))
		return ask_field(q);
	if (cursor_ended(c) || c->t->kind != TOKEN_WORD)
		return bind_expected(c, "a condition");
	return ask_event(q, from);
}

static bool
ask_one(struct asking *q)
{
	size_t nots = 0;
	struct at at = cursor_at(q->c);

	while (cursor_say(q->c, "not"))
		nots++;
	if (!ask(q))
		return false;
	for (; nots > 0; nots--)
		if (!add_step(q, (struct step){ .at = at, .op = OP_NOT, .via = NONE }))
			return false;
	return true;
}

/* `, or` and `or` alike; a comma before anything else is not the condition's. */
static bool
say_joined(struct cursor *c, const char *word)
{
	const struct token *back = c->t;

	cursor_say_comma(c);
	if (cursor_say(c, word))
		return true;
	c->t = back;
	return false;
}

static bool
ask_all(struct asking *q)
{
	if (!ask_one(q))
		return false;
	for (;;) {
		struct at at = cursor_at(q->c);

		if (!say_joined(q->c, "and"))
			return true;
		if (!ask_one(q)
		    || !add_step(q, (struct step){ .at = at, .op = OP_AND, .via = NONE }))
			return false;
	}
}

bool
cond_see(const struct cursor *c)
{
	static const char *const begins[] = { "not", "consent", "within", "soft-opt-in" };

	for (size_t i = 0; i < N(begins); i++)
		if (cursor_see(c, begins[i]))
			return true;
	return fields_see(c) || see_state(c)
	       || (!cursor_ended(c) && c->t + 1 < c->end && str_eq(c->t[1].text, S("happened")));
}

bool
take_cond(struct cursor *c, const struct about *about, uint16_t *cond)
{
	struct plan *plan = c->b->plan;
	struct asking q = { .c = c, .about = about, .first_step = (uint16_t)plan->steps.n };
	struct at from = cursor_at(c);
	struct cond *row;

	if (!ask_all(&q))
		return false;
	for (;;) {
		struct at at = cursor_at(c);

		if (!say_joined(c, "or"))
			break;
		if (!ask_all(&q)
		    || !add_step(&q, (struct step){ .at = at, .op = OP_OR, .via = NONE }))
			return false;
	}
	row = ROW(c->b, &plan->conds);
	*row = (struct cond){ .at = cursor_span(from, c),
		.first_step = q.first_step,
		.steps = (uint16_t)(plan->steps.n - q.first_step) };
	*cond = LAST(&plan->conds);
	return true;
}
