/* gate/row.c -- one record, cut to what may be seen of it. */
#include "gate/laid.h"
#include "gate/note.h"
#include "gate/row.h"
#include "gate/will.h"

static result
asked_all(struct look *l, uint16_t dataset, struct asked *asked)
{
	const struct dataset *d = &l->plan->datasets.at[dataset];

	asked->at = NEW_ARRAY(&l->sc->arena, d->fields, uint16_t);
	for (uint16_t i = 0; i < d->fields; i++)
		asked->at[asked->n++] = (uint16_t)(d->first_field + i);
	return OK;
}

result
asked_fields(struct look *l, uint16_t dataset, const struct node *names, struct asked *asked,
    struct verdict *v)
{
	*asked = (struct asked){ .named = names != NULL };
	if (names == NULL)
		return asked_all(l, dataset, asked);
	asked->at = NEW_ARRAY(&l->sc->arena, names->count, uint16_t);
	NODE_EACH(name, names) {
		uint16_t field =
		    name->kind == NODE_STR ? field_named(l->plan, dataset, name->text) : NONE;
		bool again = false;

		if (field == NONE)
			return verdict_refuse(l->sc, v, WHY_UNKNOWN,
			    l->plan->datasets.at[dataset].at.line,
			    "the fields asked for are not all of `%.*s`",
			    STR(l->plan->datasets.at[dataset].name));
		for (size_t i = 0; i < asked->n && !again; i++)
			again = asked->at[i] == field;
		if (!again)
			asked->at[asked->n++] = field;
	}
	return OK;
}

void
row_withhold(struct scope *sc, struct answer_row *row, const struct verdict *v)
{
	struct withheld *more = NEW_ARRAY(&sc->arena, row->n_withheld + 1, struct withheld);

	for (size_t i = 0; i < row->n_withheld; i++) {
		if (str_eq(row->withheld[i].field, v->field)
		    && row->withheld[i].verdict.why == v->why)
			return;
		more[i] = row->withheld[i];
	}
	more[row->n_withheld] = (struct withheld){ v->field, *v };
	row->withheld = more;
	row->n_withheld++;
}

/* What ended it is the line of its clock; when and whether, nobody is told. */
static result
field_gone(struct look *l, uint16_t field, struct verdict *v)
{
	const struct field *f = &l->plan->fields.at[field];
	uint32_t line = l->plan->clocks.at[l->plan->groups.at[f->group].clock].at.line;

	return verdict_refuse_field(
	    l->sc, v, WHY_GONE, line, f->full, "%.*s is not held, or not any longer", STR(f->full));
}

struct cut {
	uint16_t *fields, *grants; /* that may be seen, and by which lines */
	size_t n;
};

static result
cut_field(struct look *l, const struct record *r, const struct asked *asked, struct fields held,
    uint16_t field, struct answer_row *row, struct cut *cut)
{
	struct verdict v = { 0 };
	uint16_t grant;

	if (!fields_have(held, field) && !asked->named)
		return OK;
	TRY(look_field(l, r, field, &grant, &v));
	if (verdict_allows(&v) && !fields_have(held, field))
		TRY(field_gone(l, field, &v));
	if (!verdict_allows(&v)) {
		row_withhold(l->sc, row, &v);
		return OK;
	}
	cut->fields[cut->n] = field;
	cut->grants[cut->n++] = grant;
	return OK;
}

/* Of several refusals the one that the asker can put right says most. */
static const struct verdict *
telling(const struct answer_row *row)
{
	for (size_t i = 0; i < row->n_withheld; i++) {
		enum why why = row->withheld[i].verdict.why;

		if (why != WHY_ROLE && why != WHY_PURPOSE && why != WHY_GONE)
			return &row->withheld[i].verdict;
	}
	return &row->withheld[0].verdict;
}

static result
cut_fields(struct look *l, const struct record *r, const struct asked *asked,
    struct answer_row *row, struct cut *cut, struct verdict *v)
{
	struct fields held = fieldset_new(l->sc, l->plan);

	cut->fields = NEW_ARRAY(&l->sc->arena, asked->n, uint16_t);
	cut->grants = NEW_ARRAY(&l->sc->arena, asked->n, uint16_t);
	TRY(vault_holds(l->sc, l->store->vault, r, &held));
	for (size_t i = 0; i < asked->n; i++)
		TRY(cut_field(l, r, asked, held, asked->at[i], row, cut));
	if (cut->n == 0 && row->n_withheld > 0)
		*v = *telling(row);
	return OK;
}

result
row_spare(struct look *l, struct values *values, struct answer_row *row, struct verdict *first)
{
	struct values spared = { NEW_ARRAY(&l->sc->arena, values->n + 1, struct value), 0 };

	for (size_t i = 0; i < values->n; i++) {
		const struct field *f = &l->plan->fields.at[values->at[i].field];
		struct verdict v = { 0 };

		if (laid_spared(l->plan, &values->at[i], l->purpose)) {
			spared.at[spared.n++] = values->at[i];
			continue;
		}
		TRY(verdict_refuse_field(l->sc, &v, WHY_FLAGGED, f->at.line, f->full,
		    "%.*s was marked as special, and serves `%.*s` alone", STR(f->full),
		    STR(l->plan->purposes.at[f->special_for].name)));
		row_withhold(l->sc, row, &v);
		*first = v;
	}
	*values = spared;
	return OK;
}

static result
value_opted_out(struct look *l, const struct record *r, const struct value *value,
    const struct suppress **by)
{
	const struct field *f = &l->plan->fields.at[value->field];
	const struct reach reach = { .type = f->type };
	bool suppressed;

	*by = NULL;
	for (size_t i = 0; i < l->plan->suppressions.n && *by == NULL; i++) {
		const struct suppress *s = &l->plan->suppressions.at[i];

		if ((s->types & 1u << f->type) == 0
		    || !will_reaches(&reach, l->plan->purposes.at[l->purpose].marketing))
			continue;
		TRY(vault_suppressed(
		    l->sc, l->store->vault, f->type, value->text, r->party, &suppressed));
		*by = suppressed ? s : NULL;
	}
	return OK;
}

/* LAW UK GDPR Art 21(3): for marketing an address that opted out is not there, also one that
 * came again after everything else of its person was erased. */
static result
row_opted_out(struct look *l, const struct record *r, struct values *values, struct answer_row *row)
{
	struct values left = { NEW_ARRAY(&l->sc->arena, values->n + 1, struct value), 0 };

	for (size_t i = 0; i < values->n; i++) {
		const struct field *f = &l->plan->fields.at[values->at[i].field];
		const struct suppress *by;
		struct verdict v = { 0 };

		TRY(value_opted_out(l, r, &values->at[i], &by));
		if (by == NULL) {
			left.at[left.n++] = values->at[i];
			continue;
		}
		TRY(verdict_refuse_field(l->sc, &v, WHY_SUPPRESSED, by->at.line, f->full,
		    "%.*s has opted out", STR(f->full)));
		row_withhold(l->sc, row, &v);
	}
	*values = left;
	return OK;
}

/* Opens what is left after a restriction; values stand in the policy's order. */
static result
open_fields(struct look *l, const struct record *r, const struct cut *cut, struct answer_row *row,
    struct verdict *v)
{
	struct fields wanted = fieldset_new(l->sc, l->plan);
	struct values values = { 0 };
	struct verdict flagged;

	for (size_t i = 0; i < cut->n; i++) {
		struct verdict its = { 0 };

		TRY(look_spared(l, cut->fields[i], &its));
		if (verdict_allows(&its))
			fieldset_add(wanted, cut->fields[i]);
		else
			row_withhold(l->sc, row, &its);
	}
	if (l->q->noted == 0)
		TRY(look_count(l, cut->grants, cut->n, v));
	if (!verdict_allows(v) || fields_none(l->plan, wanted))
		return OK;
	TRY(vault_read(l->sc, l->store->vault, r, wanted, false, &values));
	TRY(row_spare(l, &values, row, &flagged));
	TRY(row_opted_out(l, r, &values, row));
	row->values = laid_over(l->sc, l->plan, r->dataset, values, (struct values){ 0 });
	return OK;
}

result
row_open(struct look *l, const struct record *r, const struct asked *asked, struct answer_row *row,
    struct verdict *v)
{
	const struct facts *facts = vault_facts(l->sc, l->store->vault, r, NULL, NULL, NULL, 0);
	struct cut cut = { 0 };

	*row = (struct answer_row){ .record = *r };
	l->facts = facts;
	TRY(cut_fields(l, r, asked, row, &cut, v));
	if (verdict_allows(v))
		TRY(look_person(l, r, facts, v));
	return verdict_allows(v) ? open_fields(l, r, &cut, row, v) : OK;
}

result
row_note(struct look *l, enum entry_kind kind, struct str verb, const struct answer_row *row,
    uint64_t *seq)
{
	struct entry e = note_begin(l->store, l->asker, kind, verb);

	e.purpose = l->plan->purposes.at[l->purpose].name;
	TRY(note_record(l->sc, l->store, &e, &row->record));
	TRY(note_ground(l->sc, l->store, &e, l->purpose, &row->record, l->ground));
	note_fields(l->sc, l->plan, &e, row->values);
	note_more(l->sc, &e, S("ticket"), l->q->ticket);
	note_more(l->sc, &e, S("order"), l->q->order);
	note_more(l->sc, &e, S("reason"), l->q->reason);
	TRY(order_used(l->sc, l->store, l->q->order, &row->record));
	return note_write(l->sc, l->store, &e, seq);
}
