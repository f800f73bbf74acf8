/* policy/bind_data.c -- what is held: data and the types and marks of fields. */
#include "policy/bind.h"

static const char *const types[] = {
#define TYPE(id, word, ...) word,
#include "policy/type.def"
#undef TYPE
};

static bool
data_for(struct cursor *c, uint16_t row)
{
	return take_row(c, NAME_PARTY, &c->b->plan->datasets.at[row].party);
}

static bool
data_in(struct cursor *c, uint16_t row)
{
	return take_row(c, NAME_PLACE, &c->b->plan->datasets.at[row].place);
}

/* `by allocation`. */
static bool
data_by(struct cursor *c, uint16_t row)
{
	return take_row(c, NAME_DATASET, &c->b->plan->datasets.at[row].allocation);
}

static bool
data_series(struct cursor *c, uint16_t row)
{
	c->b->plan->datasets.at[row].series = true;
	return true;
}

static bool
data_nobody(struct cursor *c, uint16_t row)
{
	c->b->plan->datasets.at[row].shared_with_nobody = true;
	return true;
}

static bool
category_again(struct cursor *c, struct str of, struct at at)
{
	struct diag *d = bind_complain(c->b, DIAG_SAID_TWICE, at);

	d->text = said(c->b, "the category of `%.*s` is said a second time", STR(of));
	d->note = S("each field is of one category");
	return false;
}

static bool
category_outside(struct cursor *c, const struct dataset *d, const struct field *f, struct at at)
{
	struct diag *m = bind_complain(c->b, DIAG_EXPECTED, at);

	m->text = said(c->b, "`%.*s` is no field of `%.*s`", STR(f->full), STR(d->name));
	m->note = S("each data says the categories of its own fields");
	return false;
}

static bool
category_of_listed(struct cursor *c, uint16_t row, struct str category)
{
	struct plan *plan = c->b->plan;
	struct field_list list;

	if (!take_fields(c, &list))
		return false;
	for (uint16_t i = 0; i < plan->fields.n; i++) {
		struct field *f = &plan->fields.at[i];

		if (!fields_have(list.set, i))
			continue;
		if (f->dataset != row)
			return category_outside(c, &plan->datasets.at[row], f, list.at);
		if (f->category.n > 0)
			return category_again(c, f->full, list.at);
		f->category = category;
	}
	return true;
}

/* LAW UK GDPR Art 15(1)(b): `category "identity" of client.name`; without `of`, of the others. */
static bool
data_category(struct cursor *c, uint16_t row)
{
	struct dataset *d = &c->b->plan->datasets.at[row];
	struct at at = cursor_at(c);
	struct str category;

	if (!take_text(c, "what people call such data", &category))
		return false;
	if (cursor_say(c, "of"))
		return category_of_listed(c, row, category);
	if (d->category.n > 0)
		return category_again(c, d->name, at);
	d->category = category;
	return true;
}

/* Read again when all that a condition may ask is known (data_condition). */
static bool
data_while(struct cursor *c, uint16_t row)
{
	(void)row;
	c->t = c->end;
	return true;
}

static const struct clause data_clauses[] = {
	{ "for", data_for, false },
	{ "in", data_in, false },
	{ "by", data_by, false },
	{ "as series", data_series, false },
	{ "shared with nobody", data_nobody, false },
	{ "category", data_category, true },
	{ "only while", data_while, false },
};

/* `about caller or contact`, `about driver and passenger`, `about nobody`. */
static bool
take_about(struct cursor *c, struct dataset *d)
{
	struct plan *plan = c->b->plan;
	const char *joined = NULL;

	d->first_subject = (uint16_t)plan->dataset_subjects.n;
	if (!cursor_want(c, "about"))
		return false;
	if (cursor_say(c, "nobody"))
		return true;
	do {
		uint16_t subject;

		if (!take_row(c, NAME_SUBJECT, &subject))
			return false;
		*ROW(c->b, &plan->dataset_subjects) = subject;
		d->subjects++;
		if (joined == NULL)
			joined = cursor_see(c, "and") ? "and" : "or";
	} while (cursor_say(c, joined));
	d->all_subjects = d->subjects > 1 && str_eq(str_of(joined), S("and"));
	return true;
}

static bool
complain_type(struct cursor *c)
{
	struct binder *b = c->b;
	struct buf list = buf_new(&b->sc->arena);
	struct cursor line = *c;
	struct diag *d;

	if (cursor_ended(c) || c->t->kind != TOKEN_WORD)
		return bind_expected(c, "the type of the field");
	d = bind_complain(b, DIAG_TYPE_UNKNOWN, c->t->at);
	d->text = said(b, "there is no type `%.*s`", STR(c->t->text));
	d->note = S("types are name, text, email, phone, address, date, number, yes-no, one of ... "
		    "(doc/POLICY.md)");
	for (size_t i = 0; i < N(types); i++)
		buf_printf(&list, "`%s` ", types[i]);
	line.t--; /* a clause, misspelt, is read as a field and its type */
	if (!bind_suggest(c, d, buf_str(&list)))
		bind_suggest(&line, d, S("`shared with nobody` `as series`"));
	return false;
}

static bool
take_type(struct cursor *c, struct field *f)
{
	for (size_t i = 0; i < N(types); i++) {
		if (!cursor_say(c, types[i]))
			continue;
		f->type = (enum field_type)i;
		if (f->type == TYPE_SECRET)
			f->marks |= MARK_SECRET;
		if (f->type == TYPE_ONE_OF)
			return take_word_list(
			    c, "a word that it may be", &f->first_word, &f->words);
		return f->type != TYPE_REF || take_row(c, NAME_DATASET, &f->ref);
	}
	return complain_type(c);
}

/* FIELD_TYPES: there was a fault, and what follows the type is not read. */
static void
bind_type(struct cursor *c, struct field *f)
{
	if (!take_type(c, f))
		f->type = FIELD_TYPES;
}

uint16_t
bind_declared_here(struct binder *b, const struct dataset *d, const struct token *t)
{
	const struct name *name = names_find(
	    &b->names, NAME_FIELD, said(b, "%.*s.%.*s", STR(d->name), STR(t->text)));

	return name != NULL && name->at.line == t->at.line ? name->row : NONE;
}

/* Types first: conditions in marks may ask any field. */
void
bind_dataset(struct binder *b, struct section *of)
{
	struct cursor c = cursor_after_name(b, of);
	struct dataset *d = &b->plan->datasets.at[of->row];
	uint64_t said_already = 0;

	if (!of->head->broken && take_about(&c, d))
		(void)take_clause_line(&c, data_clauses, N(data_clauses), of->row, &said_already);
	for (size_t i = 1; i <= of->under; i++) {
		const struct sentence *s = of->head + i;
		struct cursor line = cursor_of(b, of, s);
		uint16_t field;

		if (s->kind != SENTENCE_DETAIL || s->broken)
			continue;
		if (bind_is_data_clause(&line)) {
			(void)take_clause_line(
			    &line, data_clauses, N(data_clauses), of->row, &said_already);
			continue;
		}
		field = bind_declared_here(b, d, line.t++);
		if (field != NONE)
			bind_type(&line, &b->plan->fields.at[field]);
	}
}

bool
bind_skip_type(struct cursor *c, const struct field *f)
{
	c->t++;
	if (f->type == FIELD_TYPES || !cursor_say(c, types[f->type]))
		return false;
	if (f->type == TYPE_REF)
		c->t++;
	for (uint16_t i = 0; f->type == TYPE_ONE_OF && i < f->words; i++)
		c->t += i + 1 < f->words ? 2 : 1; /* a word and what joins it to the next */
	return true;
}
