/* policy/declare.c -- the first pass: every name gets its row. */
#include "base/check.h"
#include "policy/bind.h"

#define DECLARE(list, type, ...) \
	do { \
		*ROW(b, &plan->list) = (struct type){ .at = at, .name = name, __VA_ARGS__ }; \
		return LAST(&plan->list); \
	} while (0)

static uint16_t
row_of_people(struct binder *b, enum name_kind kind, struct at at, struct str name)
{
	struct plan *plan = b->plan;

	if (kind == NAME_PARTY)
		DECLARE(parties, party_class, .text = S(""), .through = NONE);
	if (kind == NAME_SUBJECT)
		DECLARE(subjects, subject_type, .text = S(""), .party = NONE);
	if (kind == NAME_RECIPIENT)
		DECLARE(recipients, recipient, .text = S(""), .mechanism = S(""), .checked = S(""),
		    .contract = S(""));
	if (kind == NAME_HOLD)
		DECLARE(holds, hold_class, .by = NONE);
	CHECK(kind == NAME_ROLE);
	DECLARE(roles, role, .party = NONE);
}

static uint16_t
row_of_ways(struct binder *b, enum name_kind kind, struct at at, struct str name)
{
	struct plan *plan = b->plan;

	if (kind == NAME_PLACE)
		DECLARE(places, place, .text = S(""), .run_by = NONE);
	if (kind == NAME_DOOR)
		DECLARE(doors, door_rule, .asks_for = NONE, .only_while = NONE,
		    .before_play = S(""), .pause_while = S(""), .before_connecting = S(""));
	if (kind == NAME_ORDER)
		DECLARE(orders, order_class, .text = S(""), .hold = NONE);
	if (kind == NAME_COOKIE)
		DECLARE(cookies, cookie, .text = S(""), .consent = NONE);
	if (kind == NAME_DECISION)
		DECLARE(decisions, decision, .by = NONE);
	CHECK(kind == NAME_REVIEW);
	DECLARE(reviews, review, .every = { 0 });
}

static uint16_t
row_of(struct binder *b, enum name_kind kind, struct at at, struct str name)
{
	struct plan *plan = b->plan;

	if (kind == NAME_DATASET)
		DECLARE(datasets, dataset, .party = NONE, .place = NONE, .only_while = NONE, .allocation = NONE);
	if (kind == NAME_EVENT)
		DECLARE(events, event, .of_row = NONE, .fallback_event = NONE);
	if (kind == NAME_PURPOSE)
		DECLARE(purposes, purpose, .text = S(""), .only_while = NONE, .with_consent = NONE,
		    .second = S(""), .second_by = NONE, .second_fact = NONE, .under = NONE);
	if (kind == NAME_CONSENT)
		DECLARE(consents, consent, .purpose = NONE, .asked_as = S(""),
		    .counts_from = INSTANT_EVER, .evidence = S(""), .reading = S(""));
	if (kind == NAME_PARTY || kind == NAME_SUBJECT || kind == NAME_RECIPIENT
	    || kind == NAME_HOLD || kind == NAME_ROLE)
		return row_of_people(b, kind, at, name);
	return row_of_ways(b, kind, at, name);
}

static bool
name_is_good(struct str name)
{
	bool good = name.n > 0 && name.n <= NAME_CHARACTERS_MAX && name.p[0] != '-'
		    && name.p[name.n - 1] != '-';

	for (size_t i = 0; i < name.n && good; i++) {
		char ch = name.p[i];

		good = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '-';
	}
	return good;
}

/* The nearest name that can be one, when lower case and dashes are all it takes. */
static struct str
name_mended(struct binder *b, struct str name)
{
	struct buf text = buf_new(&b->sc->arena);
	struct str lower = str_lower(&b->sc->arena, name);

	for (size_t i = 0; i < lower.n; i++)
		buf_putc(&text, lower.p[i] == '_' ? '-' : lower.p[i]);
	return name_is_good(buf_str(&text)) ? buf_str(&text) : S("");
}

static bool
complain_name(struct binder *b, const struct token *t)
{
	struct diag *d = bind_complain(b, DIAG_NAME_BAD, t->at);
	struct str mended = t->text.n <= NAME_CHARACTERS_MAX ? name_mended(b, t->text) : S("");

	d->text = S("this cannot be a name");
	d->note = S("small letters, digits and dashes, at most 64 of them");
	if (mended.n > 0)
		bind_try_instead(b, d, t, mended);
	return false;
}

static bool
complain_built_in(struct binder *b, enum name_kind kind, const struct token *t)
{
	struct diag *d = bind_complain(b, DIAG_NAME_BUILT_IN, t->at);

	d->text = said(b, "the %s `%.*s` is built in", name_kind_word(kind), STR(t->text));
	d->note = S("give this one another name");
	return false;
}

static bool
complain_twice(struct binder *b, const struct name *first, const struct token *t)
{
	struct diag *d;

	if (first->at.line == 0)
		return complain_built_in(b, first->kind, t);
	d = bind_complain(b, DIAG_NAME_TWICE, t->at);
	d->text =
	    said(b, "the %s `%.*s` is declared twice", name_kind_word(first->kind), STR(t->text));
	d->note = S("give this one another name");
	d->other = first->at;
	d->other_note = S("declared here already");
	return false;
}

/* arrival, change ...: they happen to every record. */
static bool
is_general_event(struct str name)
{
#define EVENT(word, of) \
	if (sizeof(of) == 1 && str_eq(name, S(word))) \
		return true;
#include "policy/built_in.def"
#undef EVENT
	return false;
}

/* Declares the name at the cursor; NONE after a complaint. */
static uint16_t
declare_name(struct cursor *c, enum name_kind kind)
{
	struct binder *b = c->b;
	const struct token *t = c->t;
	const struct name *first;
	uint16_t row;

	if (cursor_ended(c) || t->kind != TOKEN_WORD)
		return bind_expected(c, said(b, "the name of the %s", name_kind_word(kind)).p),
		       NONE;
	if (!name_is_good(t->text)) {
		if (!c->of->head->broken)
			complain_name(b, t);
		return NONE;
	}
	first = names_find(&b->names, kind, t->text);
	if (kind == NAME_EVENT && is_general_event(t->text))
		return complain_built_in(b, kind, t), NONE;
	if (first != NULL && kind != NAME_EVENT)
		return complain_twice(b, first, t), NONE;
	row = row_of(b, kind, t->at, t->text);
	if (kind == NAME_EVENT)
		*LIST_ADD(&b->next_event, &b->sc->arena) = NONE;
	if (first == NULL) {
		names_add(&b->names, &b->sc->arena,
		    (struct name){ .kind = kind, .text = t->text, .at = t->at, .row = row });
		return row;
	}
	/* several data may have an event of one name: the rows are chained */
	b->next_event.at[row] = b->next_event.at[first->row];
	b->next_event.at[first->row] = row;
	return row;
}

static uint16_t
add_field(struct binder *b, uint16_t dataset, struct str name, struct at at)
{
	struct plan *plan = b->plan;
	struct field *f;

	if (!bind_row_room(b, plan->fields.n, PLAN_FIELDS_MAX))
		return LAST(&plan->fields);
	f = LIST_ADD(&plan->fields, b->arena);
	*f = (struct field){ .at = at,
		.name = name,
		.dataset = dataset,
		.type = TYPE_TEXT,
		.ref = NONE,
		.unique_within = NONE,
		.derived_from = NONE,
		.special_for = NONE,
		.only_while = NONE,
		.off_unless = NONE,
		.off_cond = NONE,
		.group = NONE };
	f->full =
	    str_printf(b->arena, "%.*s.%.*s", STR(plan->datasets.at[dataset].name), STR(name));
	plan->datasets.at[dataset].fields++;
	return LAST(&plan->fields);
}

/* The words with which a detail of `data` begins that is no field. */
bool
bind_is_data_clause(const struct cursor *c)
{
	return cursor_see(c, "for") || cursor_see(c, "in") || cursor_see(c, "by")
	       || cursor_see(c, "as series")
	       || cursor_see(c, "shared with") || cursor_see(c, "only while")
	       || (cursor_see(c, "category") && c->t + 1 < c->end
		   && c->t[1].kind == TOKEN_TEXT); /* a field may be called so */
}

static void
declare_field(struct binder *b, const struct section *of, const struct sentence *s)
{
	struct cursor c = cursor_of(b, of, s);
	const struct name *first;
	struct str full;

	if (cursor_ended(&c) || bind_is_data_clause(&c))
		return;
	if (c.t->kind != TOKEN_WORD) {
		if (!s->broken)
			bind_expected(&c, "the name of a field");
		return;
	}
	if (!name_is_good(c.t->text)) {
		complain_name(b, c.t);
		return;
	}
	full = said(b, "%.*s.%.*s", STR(b->plan->datasets.at[of->row].name), STR(c.t->text));
	first = names_find(&b->names, NAME_FIELD, full);
	if (first != NULL)
		complain_twice(b, first, c.t);
	else
		names_add(&b->names, &b->sc->arena,
		    (struct name){ .kind = NAME_FIELD,
			.text = full,
			.at = c.t->at,
			.row = add_field(b, of->row, c.t->text, c.t->at) });
}

static void
declare_fields(struct binder *b, const struct section *of)
{
	struct dataset *d = &b->plan->datasets.at[of->row];
	struct diag *message;

	d->first_field = (uint16_t)b->plan->fields.n;
	for (size_t i = 1; i <= of->under; i++)
		if (of->head[i].kind == SENTENCE_DETAIL)
			declare_field(b, of, of->head + i);
	if (d->fields > 0 || b->full)
		return;
	message = bind_complain(b, DIAG_DATA_EMPTY, d->at);
	message->text = said(b, "`%.*s` has no field", STR(d->name));
	message->note = S("say under it what is held, a line for each field");
	message->try_line = S("name  name  required");
	message->paste = PASTE_UNDER;
}

static const struct {
	enum heading heading;
	enum name_kind kind;
} named[] = {
	{ HEADING_PARTY, NAME_PARTY },
	{ HEADING_SUBJECT, NAME_SUBJECT },
	{ HEADING_PLACE, NAME_PLACE },
	{ HEADING_DATA, NAME_DATASET },
	{ HEADING_EVENT, NAME_EVENT },
	{ HEADING_PURPOSE, NAME_PURPOSE },
	{ HEADING_RECIPIENT, NAME_RECIPIENT },
	{ HEADING_ORDER, NAME_ORDER },
	{ HEADING_CONSENT, NAME_CONSENT },
	{ HEADING_HOLD, NAME_HOLD },
	{ HEADING_ROLE, NAME_ROLE },
	{ HEADING_DOOR, NAME_DOOR },
	{ HEADING_COOKIE, NAME_COOKIE },
	{ HEADING_DECIDE, NAME_DECISION },
	{ HEADING_REVIEW, NAME_REVIEW },
};

static void
declare_section(struct binder *b, struct section *of)
{
	struct cursor c = cursor_of(b, of, of->head);

	of->row = NONE;
	for (size_t i = 0; i < N(named) && !b->full; i++) {
		if (named[i].heading != of->heading)
			continue;
		c.t++;
		if (of->heading == HEADING_DECIDE && cursor_see(&c, "nothing"))
			return;
		of->row = declare_name(&c, named[i].kind);
		if (of->heading == HEADING_DATA && of->row != NONE)
			declare_fields(b, of);
	}
}

/* A name that is built in must be known as such before any is declared, but
 * its row comes last: plan.h says so of data and purposes. */
static void
reserve(struct binder *b, enum name_kind kind, struct str name)
{
	names_add(
	    &b->names, &b->sc->arena, (struct name){ .kind = kind, .text = name, .row = NONE });
}

static void
built_in_dataset(struct binder *b, struct str name, struct str field)
{
	struct plan *plan = b->plan;
	struct at at = { 0 };
	struct name *known = names_find(&b->names, NAME_DATASET, name);

	known->row = row_of(b, NAME_DATASET, at, name);
	plan->datasets.at[known->row].built_in = true;
	plan->datasets.at[known->row].shared_with_nobody = true;
	plan->datasets.at[known->row].first_field = (uint16_t)plan->fields.n;
	names_add(&b->names, &b->sc->arena,
	    (struct name){ .kind = NAME_FIELD,
		.text = str_printf(b->arena, "%.*s.%.*s", STR(name), STR(field)),
		.row = add_field(b, known->row, field, at) });
}

static void
built_in_event(struct binder *b, struct str name, struct str of)
{
	struct plan *plan = b->plan;
	struct name *first = names_find(&b->names, NAME_EVENT, name);
	uint16_t row = row_of(b, NAME_EVENT, (struct at){ 0 }, name);
	struct event *e = &plan->events.at[row];

	e->of = EVENT_OF_BUILT_IN;
	e->latest = true;
	if (of.n > 0)
		e->of_row = names_find(&b->names, NAME_DATASET, of)->row;
	*LIST_ADD(&b->next_event, &b->sc->arena) = NONE;
	if (first == NULL) {
		names_add(&b->names, &b->sc->arena,
		    (struct name){ .kind = NAME_EVENT, .text = name, .row = row });
		return;
	}
	b->next_event.at[row] = b->next_event.at[first->row];
	b->next_event.at[first->row] = row;
}

uint16_t
event_built_in(const struct binder *b, const char *name)
{
	const struct plan *plan = b->plan;

	for (size_t e = 0; e < plan->events.n; e++)
		if (plan->events.at[e].of == EVENT_OF_BUILT_IN
		    && str_eq(plan->events.at[e].name, str_of(name)))
			return (uint16_t)e;
	return NONE;
}

/* Everything that bailee must do by law is done for every kind of person. */
static void
built_in_purpose(struct binder *b, struct str name, struct str text, struct str law)
{
	struct plan *plan = b->plan;
	struct name *known = names_find(&b->names, NAME_PURPOSE, name);
	struct purpose *p;

	known->row = row_of(b, NAME_PURPOSE, (struct at){ 0 }, name);
	p = &plan->purposes.at[known->row];
	p->built_in = true;
	p->text = text;
	p->first_ground = (uint16_t)plan->grounds.n;
	for (uint16_t s = 0; s < plan->subjects.n; s++) {
		*ROW(b, &plan->grounds) = (struct ground){ .basis = BASIS_LAW,
			.subject = s,
			.consent = NONE,
			.party = NONE,
			.fact = NONE,
			.interest = law,
			.assessment = S("") };
		p->grounds++;
	}
}

static void
declare_built_in(struct binder *b)
{
#define DATASET(name, field, words) built_in_dataset(b, S(name), S(field));
#include "policy/built_in.def"
#undef DATASET
#define EVENT(name, of) built_in_event(b, S(name), S(of));
#include "policy/built_in.def"
#undef EVENT
	b->plan->field_words = (b->plan->fields.n + 63) / 64;
}

/* Sets need to know how many fields there are. */
static void
allot_sets(struct binder *b)
{
	struct plan *plan = b->plan;

	for (size_t i = 0; i < plan->purposes.n; i++) {
		plan->purposes.at[i].uses = fields_new(b);
		if (plan->purposes.at[i].built_in)
			fields_put_everything(b, plan->purposes.at[i].uses, false);
	}
	for (size_t i = 0; i < plan->holds.n; i++)
		plan->holds.at[i].fields = fields_new(b);
	for (size_t i = 0; i < plan->doors.n; i++)
		plan->doors.at[i].asks = fields_new(b);
}

void
bind_declare(struct binder *b)
{
#define DATASET(name, field, words) reserve(b, NAME_DATASET, S(name));
#include "policy/built_in.def"
#undef DATASET
#define PURPOSE(name, text, law) reserve(b, NAME_PURPOSE, S(name));
#include "policy/built_in.def"
#undef PURPOSE
	for (size_t i = 0; i < b->sections.n; i++)
		declare_section(b, &b->sections.at[i]);
	declare_built_in(b);
#define PURPOSE(name, text, law) built_in_purpose(b, S(name), S(text), S(law));
#include "policy/built_in.def"
#undef PURPOSE
	allot_sets(b);
	b->list = (struct fields){ NEW_ARRAY(&b->sc->arena, b->plan->field_words, uint64_t) };
	b->faulty = NEW_ARRAY(&b->sc->arena, b->plan->purposes.n, bool);
}
