/* gate/change.c -- other values for a record that is held.
 *
 * The right to change is a `may change` line for this purpose and field.  Who
 * asks first sees what would change: old and new value of each field, and of
 * a secret only that it is replaced.
 */
#include "gate/note.h"
#include "gate/offer.h"
#include "gate/row.h"

struct edit {
	struct look look;
	struct record record;
	struct values values; /* new; length 0 removes */
	struct fields narrow; /* of which the asker may only narrow the value */
	struct values before, after;
	uint32_t line;
	struct str for_case; /* a correction: the person's right takes the place of a line */
};

/* A line to change it, else one to narrow it. */
static result
edit_right(struct edit *e, uint16_t field, uint16_t *grant, struct verdict *v)
{
	struct look *l = &e->look;
	struct verdict narrow = { 0 };

	l->may = MAY_CHANGE;
	TRY(look_field(l, &e->record, field, grant, v));
	if (v->why != WHY_ROLE)
		return OK;
	l->may = MAY_NARROW;
	TRY(look_field(l, &e->record, field, grant, &narrow));
	l->may = MAY_CHANGE;
	if (!verdict_allows(&narrow))
		return OK;
	*v = narrow;
	fieldset_add(e->narrow, field);
	return OK;
}

/* LAW UK GDPR Art 16: a person's correction needs no line of a role.  A secret is no
 * statement about a person that could be wrong. */
static result
edit_may(struct edit *e, uint16_t field, struct verdict *v)
{
	const struct field *f = &e->look.plan->fields.at[field];
	uint16_t grant;

	if (e->for_case.n > 0)
		return (f->marks & MARK_SECRET) == 0
			   ? OK
			   : verdict_refuse_field(e->look.sc, v, WHY_SECRET, f->at.line, f->full,
			       "%.*s is a secret: it is replaced, not corrected", STR(f->full));
	TRY(edit_right(e, field, &grant, v));
	if (verdict_allows(v))
		e->line = e->look.plan->grants.at[grant].at.line;
	return OK;
}

static result
edit_field(struct edit *e, const struct node *given, struct verdict *v)
{
	struct look *l = &e->look;
	uint16_t field = field_named(l->plan, e->record.dataset, given->key);
	struct value value = { .text = S("") };
	const struct field *f;

	if (field == NONE)
		return verdict_refuse(l->sc, v, WHY_UNKNOWN,
		    l->plan->datasets.at[e->record.dataset].at.line,
		    "`data %.*s` has no such field",
		    STR(l->plan->datasets.at[e->record.dataset].name));
	f = &l->plan->fields.at[field];
	TRY(edit_may(e, field, v));
	if (!verdict_allows(v))
		return OK;
	value.field = field;
	if (given->kind == NODE_NULL && (f->marks & (MARK_REQUIRED | MARK_KEY)) != 0)
		return verdict_refuse_field(l->sc, v, WHY_MISSING, f->at.line, f->full,
		    "%.*s is required and cannot be removed", STR(f->full));
	if (given->kind != NODE_NULL)
		TRY(value_taken(l->sc, l->plan, field, given, &value.text, v));
	if (given->kind != NODE_NULL && verdict_allows(v))
		TRY(stream_taken(l->sc, l->store, l->asker, field, &value.text, v));
	if (verdict_allows(v))
		TRY(barred_value(l->sc, l->plan, field, value.text, v));
	if (verdict_allows(v))
		e->values.at[e->values.n++] = value;
	return OK;
}

static result
edit_fields(struct edit *e, const struct node *given, struct verdict *v)
{
	const struct node *flagged = e->look.q->flagged;
	size_t flags = flagged != NULL ? flagged->count : 0;

	if (given == NULL || given->kind != NODE_MAP || given->count + flags == 0)
		return fail_at(
		    e->look.sc, E_INPUT, S("values"),
		    "nothing is changed yet: a change is a map of fields to new values");
	e->values.at = NEW_ARRAY(&e->look.sc->arena, given->count + flags, struct value);
	e->narrow = fieldset_new(e->look.sc, e->look.plan);
	NODE_EACH(value, given) {
		TRY(edit_field(e, value, v));
		if (!verdict_allows(v))
			return OK;
	}
	return OK;
}

/* The place of a value in the list of its field; yes is wider than no. */
static size_t
narrowness(const struct plan *plan, const struct field *f, struct str text)
{
	if (f->type == TYPE_YES_NO)
		return str_eq(text, S("no"));
	for (size_t i = 0; i < f->words; i++)
		if (str_eq(plan->words.at[f->first_word + i], text))
			return i;
	return 0;
}

/* What is not set may be set to the narrowest value: no other is surely narrower. */
static bool
is_narrower(const struct plan *plan, uint16_t field, const struct value *was, struct str text)
{
	const struct field *f = &plan->fields.at[field];
	size_t last = f->type == TYPE_YES_NO ? 1 : f->words > 0 ? f->words - 1u
								: 0;

	return text.n > 0 && (f->type == TYPE_YES_NO || f->type == TYPE_ONE_OF)
	       && narrowness(plan, f, text)
		      >= (was != NULL ? narrowness(plan, f, was->text) : last);
}

static result
edit_narrows(struct edit *e, struct verdict *v)
{
	struct look *l = &e->look;

	for (size_t i = 0; i < e->values.n; i++) {
		uint16_t field = e->values.at[i].field;
		const struct field *f = &l->plan->fields.at[field];

		if (fields_have(e->narrow, field)
		    && !is_narrower(
			l->plan, field, values_get(e->before, field), e->values.at[i].text))
			return verdict_refuse_field(l->sc, v, WHY_NARROW, e->line, f->full,
			    "%.*s may be narrowed here, not widened", STR(f->full));
	}
	return OK;
}

/* Flagged text is neither shown as what was there nor written over for other purposes. */
static result
edit_spares(struct edit *e, struct verdict *v)
{
	struct answer_row row = { 0 };
	struct values before = { NEW_ARRAY(&e->look.sc->arena, e->values.n + 1, struct value), 0 };

	for (size_t i = 0; i < e->values.n; i++) {
		const struct value *was = values_get(e->before, e->values.at[i].field);

		if (was != NULL)
			before.at[before.n++] = *was;
	}
	return row_spare(&e->look, &before, &row, v);
}

/* A field that is flagged without a new value keeps the one it has. */
static result
edit_flag(struct edit *e, struct str name, struct verdict *v)
{
	struct look *l = &e->look;
	uint16_t field = field_named(l->plan, e->record.dataset, name), grant;
	const struct value *was;

	TRY(barred_flag(l->sc, l->plan, e->record.dataset, name, v));
	if (!verdict_allows(v))
		return OK;
	for (size_t i = 0; i < e->values.n; i++)
		if (e->values.at[i].field == field) {
			e->values.at[i].flagged = true;
			return OK;
		}
	TRY(edit_right(e, field, &grant, v));
	was = values_get(e->before, field);
	if (!verdict_allows(v) || was == NULL)
		return OK;
	e->line = l->plan->grants.at[grant].at.line;
	e->values.at[e->values.n] = *was;
	e->values.at[e->values.n++].flagged = true;
	return OK;
}

static result
edit_flags(struct edit *e, struct verdict *v)
{
	NODE_EACH(name, e->look.q->flagged) {
		TRY(edit_flag(e, name->text, v));
		if (!verdict_allows(v))
			return OK;
	}
	return OK;
}

static result
edit_conditions(struct edit *e, struct verdict *v)
{
	struct look *l = &e->look;
	const struct facts *facts =
	    vault_facts(l->sc, l->store->vault, &e->record, &e->after, NULL, NULL, 0);

	TRY(look_person(l, &e->record, facts, v));
	if (verdict_allows(v))
		TRY(data_stands(l->sc, l->plan, e->record.dataset, facts, v));
	for (size_t i = 0; i < e->values.n && verdict_allows(v); i++)
		if (e->values.at[i].text.n > 0)
			TRY(field_stands(l->sc, l->plan, e->values.at[i].field, facts, v));
	if (verdict_allows(v))
		TRY(unique_stands(l->sc, l->store, &e->record, e->after, e->values, v));
	return vault_facts_read(facts);
}

static void
edit_changes(struct edit *e, struct values changed, struct change *changes)
{
	for (size_t i = 0; i < changed.n; i++) {
		const struct value *was = values_get(e->before, changed.at[i].field);
		const struct field *f = &e->look.plan->fields.at[changed.at[i].field];
		bool secret = (f->marks & MARK_SECRET) != 0;

		changes[i] = (struct change){
			.field = f->full,
			.before = secret || was == NULL ? S("") : was->text,
			.after = secret ? S("") : changed.at[i].text,
			.secret = secret,
		};
	}
}

static result
edit_note(
    struct edit *e, enum entry_kind kind, struct str verb, struct values values, uint64_t *seq)
{
	struct look *l = &e->look;
	struct entry entry = note_begin(l->store, l->asker, kind, verb);

	entry.purpose = l->plan->purposes.at[l->purpose].name;
	entry.line = e->line;
	entry.case_id = e->for_case;
	TRY(note_record(l->sc, l->store, &entry, &e->record));
	TRY(note_ground(l->sc, l->store, &entry, l->purpose, &e->record, l->ground));
	note_fields(l->sc, l->plan, &entry, values);
	if (kind == ENTRY_CHANGED)
		note_switches(l->sc, l->plan, &entry, e->before, values);
	note_more(l->sc, &entry, S("ticket"), l->q->ticket);
	note_more(l->sc, &entry, S("order"), l->q->order);
	note_more(l->sc, &entry, S("reason"), l->q->reason);
	return note_write(l->sc, l->store, &entry, seq);
}

/* The values as they would stand, and whether they may. */
static result
edit_values(struct edit *e, const struct node *given, struct verdict *v)
{
	struct look *l = &e->look;

	l->facts = vault_facts(l->sc, l->store->vault, &e->record, NULL, NULL, NULL, 0);
	TRY(edit_fields(e, given, v));
	TRY(vault_facts_read(l->facts));
	if (!verdict_allows(v))
		return OK;
	e->record.change = l->sc->now;
	TRY(laid_held(l->sc, l->store, &e->record, &e->before));
	TRY(edit_flags(e, v));
	if (!verdict_allows(v))
		return OK;
	e->after = laid_over(l->sc, l->plan, e->record.dataset, e->before, e->values);
	TRY(edit_narrows(e, v));
	if (verdict_allows(v) && e->for_case.n == 0)
		TRY(edit_spares(e, v));
	return verdict_allows(v) ? edit_conditions(e, v) : OK;
}

static result
edit_judge(struct edit *e, const struct node *given, struct verdict *v)
{
	struct look *l = &e->look;

	TRY(look_begin(l, v));
	if (verdict_allows(v))
		TRY(look_record(l, l->q->record, &e->record, v));
	if (verdict_allows(v) && l->q->has_match && l->q->match != e->record.version)
		return fail(
		    l->sc, E_STALE, "the record has changed since it was read; read it again");
	if (!verdict_allows(v))
		return OK;
	return edit_values(e, given, v);
}

static result
edit_store(struct edit *e, bool preview, struct values changed, struct receipt *r)
{
	struct look *l = &e->look;

	if (l->q->trial)
		return OK;
	if (preview || changed.n == 0)
		return edit_note(e, ENTRY_READ, S("change-preview"), e->values, &r->entry);
	r->how = ADMITTED_CHANGED;
	TRY(vault_change(l->sc, l->store->vault, &e->record, changed, r->dues, r->n));
	TRY(term_recompute(l->sc, l->store, NONE, e->record.id, S(""), S("")));
	return edit_note(e, e->for_case.n > 0 ? ENTRY_CORRECTED : ENTRY_CHANGED, S("change"),
	    changed, &r->entry); /* G3 */
}

static result
edit_make(struct edit *e, bool preview, struct change **changes, size_t *n, struct receipt *r)
{
	struct scope *sc = e->look.sc;
	struct store *store = e->look.store;
	struct values changed = laid_news(sc, e->values, e->before);
	struct group_due *dues;
	size_t n_dues;

	*n = changed.n;
	*changes = NEW_ARRAY(&sc->arena, changed.n, struct change);
	edit_changes(e, changed, *changes);
	TRY(term_dues(sc, store, &e->record, e->after, NULL, 0, &dues, &n_dues));
	laid_dues(sc, store->plan, changed, dues, n_dues, &r->dues, &r->n);
	TRY(edit_store(e, preview, changed, r));
	r->record = e->record.id;
	r->subject = e->record.subject;
	r->people = e->record.people;
	r->n_people = e->record.n_people;
	r->version = e->record.version;
	return OK;
}

result
gate_correct(struct scope *sc, struct store *store, const struct asker *asker,
    struct str for_case, bool trial, const struct record *record, const struct node *given,
    struct verdict *v, struct change **changes, size_t *n, struct receipt *r)
{
	const struct question q = { .purpose = S("rights-requests"), .trial = trial };
	struct edit e = {
		.look = { .sc = sc,
		    .store = store,
		    .plan = store->plan,
		    .asker = asker,
		    .q = &q,
		    .may = MAY_CHANGE,
		    .dataset = record->dataset,
		    .purpose = plan_purpose(store->plan, q.purpose) },
		.record = *record,
		.for_case = for_case,
	};

	*r = (struct receipt){ .how = ADMITTED_SAME };
	*n = 0;
	TRY(edit_values(&e, given, v));
	return verdict_allows(v) ? edit_make(&e, false, changes, n, r) : OK;
}

result
gate_change(struct scope *sc, struct store *store, const struct asker *asker,
    const struct question *q, const struct node *given, struct verdict *v, struct change **changes,
    size_t *n, struct receipt *r)
{
	struct edit e = {
		.look = { .sc = sc, .store = store, .asker = asker, .q = q, .may = MAY_CHANGE },
	};

	*r = (struct receipt){ .how = ADMITTED_SAME };
	*n = 0;
	TRY(edit_judge(&e, given, v));
	if (!verdict_allows(v))
		return OK;
	TRY(edit_make(&e, q->dry_run, changes, n, r));
	v->entry = r->entry;
	return OK;
}
