/* gate/coded.c -- a purpose `as pseudonyms` sees codes in place of people. */
#include "gate/coded.h"

enum shown { CODE_KEPT, /* tells what, not who */
	CODE_CODED,
	CODE_NONE /* nothing of it may be shown */
};

static enum shown
code_of(enum field_type type)
{
	switch (type) {
	case TYPE_DATE:
	case TYPE_TIME:
	case TYPE_NUMBER:
	case TYPE_MONEY:
	case TYPE_YES_NO:
	case TYPE_ONE_OF:
		return CODE_KEPT;
	case TYPE_NAME:
	case TYPE_TEXT:
	case TYPE_EMAIL:
	case TYPE_PHONE:
	case TYPE_ADDRESS:
	case TYPE_MAC:
	case TYPE_IP:
	case TYPE_URL:
	case TYPE_REF:
		return CODE_CODED;
	case TYPE_POSITION:
	case TYPE_IMAGE:
	case TYPE_AUDIO:
	case TYPE_VIDEO:
	case TYPE_DOCUMENT:
	case TYPE_SECRET:
	case FIELD_TYPES:
		break;
	}
	return CODE_NONE;
}

static bool
purpose_codes(const struct look *l)
{
	return l->plan->purposes.at[l->purpose].as_pseudonyms;
}

result
coded_id(struct look *l, struct str *id)
{
	if (!purpose_codes(l) || id->n == 0)
		return OK;
	return vault_code(l->sc, l->store->vault, l->purpose, *id, id);
}

static result
withhold_uncoded(struct look *l, uint16_t field, struct answer_row *row)
{
	const struct purpose *p = &l->plan->purposes.at[l->purpose];
	struct str full = l->plan->fields.at[field].full;
	struct verdict v = { 0 };

	TRY(verdict_refuse_field(l->sc, &v, WHY_PSEUDONYMS, p->at.line, full,
	    "`%.*s` sees codes, and %.*s has none", STR(p->name), STR(full)));
	row_withhold(l->sc, row, &v);
	return OK;
}

result
coded_values(struct look *l, struct values *values, struct answer_row *row)
{
	struct values coded = { NEW_ARRAY(&l->sc->arena, values->n + 1, struct value), 0 };

	if (!purpose_codes(l))
		return OK;
	for (size_t i = 0; i < values->n; i++) {
		struct value value = values->at[i];
		enum shown code = code_of(l->plan->fields.at[value.field].type);

		if (code == CODE_NONE) {
			TRY(withhold_uncoded(l, value.field, row));
			continue;
		}
		if (code == CODE_CODED)
			TRY(coded_id(l, &value.text));
		coded.at[coded.n++] = value;
	}
	*values = coded;
	return OK;
}

static result
coded_people(struct look *l, struct record *r)
{
	struct person *people = NEW_ARRAY(&l->sc->arena, r->n_people + 1, struct person);

	for (size_t i = 0; i < r->n_people; i++) {
		people[i] = r->people[i];
		TRY(coded_id(l, &people[i].subject));
	}
	r->people = people;
	return OK;
}

result
coded_row(struct look *l, struct answer_row *row)
{
	TRY(coded_values(l, &row->values, row));
	TRY(coded_id(l, &row->record.subject));
	TRY(coded_people(l, &row->record));
	return coded_id(l, &row->record.id);
}
