/* policy/bind_fields.c -- lists of fields: `contact.*`, `everything except secrets`. */
#include "policy/bind.h"

struct fields
fields_new(struct binder *b)
{
	size_t words = b->plan->field_words > 0 ? b->plan->field_words : 1;

	if (b->sets >= PLAN_SETS_MAX) {
		(void)bind_row_room(
		    b, PLAN_SETS_MAX, PLAN_SETS_MAX); /* complains; there will be no plan */
		return (struct fields){ NEW_ARRAY(&b->sc->arena, words, uint64_t) };
	}
	b->sets++;
	return (struct fields){ NEW_ARRAY(b->arena, words, uint64_t) };
}

static void
fields_take(struct fields set, uint16_t field)
{
	set.w[field / 64] &= ~((uint64_t)1 << (field % 64));
}

struct fields
fields_copy(struct binder *b, struct fields set)
{
	struct fields copy = fields_new(b);

	memcpy(copy.w, set.w, b->plan->field_words * sizeof(*set.w));
	return copy;
}

static bool
has_dot(struct str word)
{
	for (size_t i = 0; i < word.n; i++)
		if (word.p[i] == '.')
			return true;
	return false;
}

bool
fields_see(const struct cursor *c)
{
	return !cursor_ended(c) && c->t->kind == TOKEN_WORD
	       && (has_dot(c->t->text) || cursor_see(c, "everything")
		   || cursor_see(c, "our provisioning address"));
}

/* A dataset's name alone: the dot was forgotten. */
static bool
complain_no_field(struct cursor *c)
{
	const struct name *name = NULL;
	struct diag *d;

	if (!cursor_ended(c) && c->t->kind == TOKEN_WORD)
		name = names_find(&c->b->names, NAME_DATASET, c->t->text);
	if (name == NULL || name->missing)
		return bind_expected(c, "a field (DATA.FIELD or DATA.*)");
	d = bind_complain(c->b, DIAG_EXPECTED, c->t->at);
	d->text = said(c->b, "`%.*s` is data, and fields should stand here", STR(c->t->text));
	d->note = said(c->b, "all of its fields are `%.*s.*`", STR(c->t->text));
	bind_try_instead(c->b, d, c->t, said(c->b, "%.*s.*", STR(c->t->text)));
	return false;
}

/* A run of field rows that one piece of a list names. */
struct piece {
	uint16_t first, count;
	bool everything;
};

static bool
take_piece(struct cursor *c, struct piece *piece)
{
	struct str rest, dataset;
	const struct name *name;
	struct token as_dataset;

	if (cursor_ended(c) || c->t->kind != TOKEN_WORD || !has_dot(c->t->text))
		return complain_no_field(c);
	if (!str_ends(c->t->text, S(".*")))
		return piece->count = 1, take_row(c, NAME_FIELD, &piece->first);
	dataset = str_cut(c->t->text, '.', &rest);
	name = names_find(&c->b->names, NAME_DATASET, dataset);
	if (name == NULL || name->missing) {
		as_dataset = *c->t;
		as_dataset.text = dataset;
		as_dataset.at.len -= 2;
		return bind_complain_missing(c->b, NAME_DATASET, &as_dataset);
	}
	piece->first = c->b->plan->datasets.at[name->row].first_field;
	piece->count = c->b->plan->datasets.at[name->row].fields;
	c->t++;
	return true;
}

void
fields_put_everything(struct binder *b, struct fields set, bool secrets)
{
	const struct plan *plan = b->plan;

	for (uint16_t f = 0; f < plan->fields.n; f++) {
		const struct field *field = &plan->fields.at[f];

		if (!plan->datasets.at[field->dataset].built_in && (field->marks & MARK_PASSES) == 0
		    && (secrets || field->type != TYPE_SECRET))
			fields_put(set, f);
	}
}

static bool
take_secrets_away(struct cursor *c, struct field_list *list, struct piece piece)
{
	const struct plan *plan = c->b->plan;

	for (uint16_t f = 0; f < plan->fields.n; f++)
		if (plan->fields.at[f].type == TYPE_SECRET
		    && (piece.everything || (f >= piece.first && f - piece.first < piece.count)))
			fields_take(list->set, f);
	return true;
}

/* `except` binds to the piece before it: it may take only from that. */
static bool
take_exception(struct cursor *c, struct field_list *list, struct piece piece)
{
	struct piece minus;
	struct at at = cursor_at(c);
	struct diag *d;

	if (cursor_say(c, "secrets"))
		return take_secrets_away(c, list, piece);
	if (!take_piece(c, &minus))
		return false;
	if (!piece.everything
	    && (minus.first < piece.first || minus.first + minus.count > piece.first + piece.count)) {
		d = bind_complain(c->b, DIAG_EXCEPT_OUTSIDE, at);
		d->text = S("this is not among the fields before `except`");
		d->note = S("`except` takes from the words just before it");
		return false;
	}
	for (uint16_t i = 0; i < minus.count; i++)
		fields_take(list->set, (uint16_t)(minus.first + i));
	return true;
}

static bool
take_listed(struct cursor *c, struct field_list *list)
{
	struct piece piece = { 0 };
	struct listed *listed;
	struct at at = cursor_at(c);

	if (cursor_say(c, "our provisioning address")) {
		list->our_provisioning_address = true;
		return true;
	}
	piece.everything = cursor_say(c, "everything");
	if (piece.everything)
		fields_put_everything(c->b, list->set, true);
	else if (!take_piece(c, &piece))
		return false;
	for (uint16_t i = 0; i < piece.count; i++)
		fields_put(list->set, (uint16_t)(piece.first + i));
	listed = LIST_ADD(&list->words, &c->b->sc->arena);
	listed->at = at;
	listed->field = piece.everything || str_ends(c->t[-1].text, S("*")) ? NONE : piece.first;
	if (!cursor_say(c, "except"))
		return true;
	do {
		if (!take_exception(c, list, piece))
			return false;
	} while (cursor_say(c, "and"));
	return true;
}

bool
take_fields(struct cursor *c, struct field_list *list)
{
	struct diag *d;

	*list = (struct field_list){ .set = c->b->list, .at = cursor_at(c) };
	memset(list->set.w, 0, c->b->plan->field_words * sizeof(*list->set.w));
	for (;;) {
		const struct token *back;

		if (!take_listed(c, list))
			return false;
		back = c->t;
		if (cursor_say_comma(c) && fields_see(c))
			continue;
		c->t = back;
		break;
	}
	list->at = cursor_span(list->at, c);
	if (!fields_none(c->b->plan, list->set) || list->our_provisioning_address)
		return true;
	d = bind_complain(c->b, DIAG_FIELDS_NONE, list->at);
	d->text = S("no field is left of this list");
	return false;
}
