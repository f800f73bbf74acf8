/* gate/offered.c -- the fields of an offer: a closed list, typed, each used. */
#include "base/buf.h"
#include "gate/offer.h"
#include "vault/value.h"

/* What type the line to add would give it: a guess from its look. */
static const char *
likely_type(const struct node *given)
{
	struct civil day;

	switch (given->kind) {
	case NODE_BOOL:
		return "yes-no";
	case NODE_INT:
	case NODE_DECIMAL:
		return "number";
	case NODE_STR:
		return date_parse(given->text, &day)  ? "date"
		       : str_has(given->text, S("@")) ? "email"
						      : "text";
	case NODE_NULL:
	case NODE_LIST:
	case NODE_MAP:
		break;
	}
	return "text";
}

/* As the policy writes names. */
static struct str
field_name(struct scope *sc, struct str column)
{
	struct buf b = buf_new(&sc->arena);
	struct str low = str_lower(&sc->arena, column);

	for (size_t i = 0; i < low.n; i++)
		buf_putc(&b, low.p[i] == '_' ? '-' : low.p[i]);
	return buf_str(&b);
}

/* LAW UK GDPR Art 5(1)(c): what no line lists is not taken. */
static result
unknown_field(struct admission *a, const struct node *given)
{
	const struct dataset *d = &a->plan->datasets.at[a->record.dataset];
	struct str shown = name_shown(a, given->key);

	TRY(verdict_refuse_field(a->sc, a->v, WHY_UNKNOWN, d->at.line, shown,
	    "`data %.*s` has no such field", STR(d->name)));
	if (shown.n > 0)
		a->v->try_line = str_printf(&a->sc->arena, "    %.*s  %s",
		    STR(field_name(a->sc, given->key)), likely_type(given));
	return OK;
}

result
offer_fields(struct admission *a)
{
	NODE_EACH(given, a->offer->given)
		if (field_named(a->plan, a->record.dataset, given->key) == NONE)
			return unknown_field(a, given);
	return OK;
}

result
value_taken(struct scope *sc, const struct plan *plan, uint16_t field, const struct node *given,
    struct str *text, struct verdict *v)
{
	const struct field *f = &plan->fields.at[field];
	struct str reason = S("");

	if (value_canonical(sc, plan, field, given, text, &reason))
		return OK;
	return verdict_refuse_field(sc, v, WHY_VALUE, f->at.line, f->full, "%.*s", STR(reason));
}

static bool
is_flagged(struct admission *a, uint16_t field)
{
	NODE_EACH(name, a->offer->flagged)
		if (field_named(a->plan, a->record.dataset, name->text) == field)
			return true;
	return false;
}

static bool
nothing_given(const struct node *given)
{
	return given->kind == NODE_NULL
	       || (given->kind == NODE_STR && str_trim(given->text).n == 0);
}

static result
take_value(struct admission *a, const struct node *given)
{
	uint16_t field = field_named(a->plan, a->record.dataset, given->key);
	const struct field *f = &a->plan->fields.at[field];
	struct value value = { .field = field, .flagged = is_flagged(a, field) };

	if (nothing_given(given))
		return OK;
	if (values_get(a->values, field) != NULL)
		return verdict_refuse_field(a->sc, a->v, WHY_VALUE, f->at.line, f->full,
		    "%.*s is given twice", STR(f->full));
	TRY(value_taken(a->sc, a->plan, field, given, &value.text, a->v));
	if (verdict_allows(a->v))
		TRY(stream_taken(a->sc, a->store, a->asker, field, &value.text, a->v));
	if (verdict_allows(a->v))
		a->values.at[a->values.n++] = value;
	return OK;
}

result
offer_values(struct admission *a)
{
	if (a->offer->given == NULL || a->offer->given->kind != NODE_MAP)
		return fail_at(
		    a->sc, E_INPUT, S("values"), "an offer is a map of fields to values");
	a->values.at = NEW_ARRAY(&a->sc->arena, a->offer->given->count, struct value);
	NODE_EACH(given, a->offer->given) {
		TRY(take_value(a, given));
		if (!verdict_allows(a->v))
			return OK;
	}
	return OK;
}

result
offer_required(struct admission *a)
{
	const struct dataset *d = &a->plan->datasets.at[a->record.dataset];

	for (uint16_t f = d->first_field; f < d->first_field + d->fields; f++) {
		const struct field *field = &a->plan->fields.at[f];

		if ((field->marks & MARK_REQUIRED) != 0 && values_get(a->values, f) == NULL)
			return verdict_refuse_field(a->sc, a->v, WHY_MISSING, field->at.line,
			    field->full, "%.*s is required", STR(field->full));
	}
	if (a->values.n == 0)
		return verdict_refuse(
		    a->sc, a->v, WHY_MISSING, d->at.line, "the offer holds no value");
	return OK;
}

/* LAW UK GDPR Art 5(1)(b): each field for a purpose that uses it. */
result
offer_purpose(struct admission *a)
{
	const struct purpose *p;

	a->purpose = plan_purpose(a->plan, a->offer->purpose);
	if (a->purpose == NONE || a->plan->purposes.at[a->purpose].built_in)
		return verdict_refuse(
		    a->sc, a->v, WHY_NO_PURPOSE, 0, "say one of the purposes of the policy");
	p = &a->plan->purposes.at[a->purpose];
	for (size_t i = 0; i < a->values.n; i++) {
		const struct field *f = &a->plan->fields.at[a->values.at[i].field];

		if (purpose_uses(a->plan, a->purpose, a->values.at[i].field))
			continue;
		TRY(verdict_refuse_field(a->sc, a->v, WHY_PURPOSE, p->at.line, f->full,
		    "`%.*s` does not use %.*s", STR(p->name), STR(f->full)));
		a->v->try_line = purposes_using(a->sc, a->plan, a->values.at[i].field);
		return OK;
	}
	return OK;
}

/* A role gives what a `may change` line lets it change; a door's own programme
 * gives what its door may offer, for any purpose that uses it. */
result
offer_rights(struct admission *a)
{
	return rights_stand(a, NULL);
}

result
rights_stand(struct admission *a, const struct facts *facts)
{
	const struct offer *o = a->offer;
	struct question q = { .ticket = o->ticket, .order = o->order, .reason = o->reason };
	struct look l = {
		.sc = a->sc,
		.store = a->store,
		.plan = a->plan,
		.asker = a->asker,
		.q = &q,
		.may = MAY_CHANGE,
		.purpose = a->purpose,
		.dataset = a->record.dataset,
		.facts = facts,
	};

	if (a->asker->kind != ASKER_ROLE)
		return OK;
	for (size_t i = 0; i < a->values.n; i++) {
		uint16_t grant;

		TRY(look_field(&l, &a->record, a->values.at[i].field, &grant, a->v));
		if (!verdict_allows(a->v))
			return OK;
		a->line = a->plan->grants.at[grant].at.line;
	}
	return OK;
}
