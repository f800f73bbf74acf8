/* doors/page/field.c -- a field of the policy on a page: its value, and an input that fits it. */
#include "doors/page/page.h"

static bool
is(struct str type, const char *word)
{
	return str_eq(type, str_of(word));
}

/* -- a value ------------------------------------------------------------------------ */

void
page_value(struct page *p, const struct node *value, const struct node *field)
{
	struct str type = node_get_str(field, S("type"));

	if (value == NULL)
		return;
	if (is(type, "time"))
		page_say(p, value, SAY_TIME);
	else if (is(type, "one of"))
		page_say(p, value, SAY_WORDS);
	else if (node_get_bool(field, S("file"), false))
		page_literal(p, S("held"));
	else
		page_say(p, value, SAY_TEXT);
}

/* -- an input ----------------------------------------------------------------------- */

/* Those that everybody knows need no hint. */
static const struct {
	const char *type;
	enum page_field_kind kind;
	bool hint;
} kinds[] = {
	{ "name", FIELD_TEXT, false },
	{ "text", FIELD_SOME, false },
	{ "email", FIELD_THEIR_EMAIL, false },
	{ "phone", FIELD_THEIR_PHONE, false },
	{ "address", FIELD_SOME, false },
	{ "date", FIELD_DATE, false },
	{ "number", FIELD_DECIMAL, false },
	{ "secret", FIELD_NEW, true },
};

static struct str
label_of(struct page *p, const struct node *field)
{
	struct str name = node_get_str(field, S("field"));
	char *label = arena_alloc(&p->sc->arena, name.n + 1);

	for (size_t i = 0; i < name.n; i++)
		label[i] = name.p[i] == '-' ? ' ' : name.p[i];
	if (name.n > 0 && label[0] >= 'a' && label[0] <= 'z')
		label[0] = (char)(label[0] - 'a' + 'A');
	return (struct str){ label, name.n };
}

/* "an amount and a currency, 12.50 GBP" as a sentence. */
static struct str
hint_of(struct page *p, const struct node *field)
{
	struct str is_what = node_get_str(field, S("is"));
	char *hint = arena_alloc(&p->sc->arena, is_what.n + 2);

	if (is_what.n == 0)
		return S("");
	for (size_t i = 0; i < is_what.n; i++)
		hint[i] = is_what.p[i];
	if (hint[0] >= 'a' && hint[0] <= 'z')
		hint[0] = (char)(hint[0] - 'a' + 'A');
	hint[is_what.n] = '.';
	return (struct str){ hint, is_what.n + 1 };
}

/* As the keeper takes it: yes and no, not true and false. */
static const struct node *
as_text(struct page *p, const struct node *value)
{
	if (value == NULL || value->kind == NODE_STR)
		return value;
	if (value->kind == NODE_BOOL)
		return node_str(&p->sc->arena, value->yes ? S("yes") : S("no"));
	if (value->kind == NODE_INT)
		return node_str(&p->sc->arena,
		    str_printf(&p->sc->arena, "%lld", (long long)value->num));
	return value->kind == NODE_DECIMAL ? node_str(&p->sc->arena, value->text) : NULL;
}

static void
enter_word(struct page *p, struct str name, const struct node *field, const struct node *value,
    bool optional)
{
	struct page_choice c = { .name = name, .label = label_of(p, field), .value = value, .list = true };

	page_choose(p, &c);
	page_option(p, S(""), optional ? S("") : S("Choose"));
	if (is(node_get_str(field, S("type")), "yes-no")) {
		page_option(p, S("yes"), S("yes"));
		page_option(p, S("no"), S("no"));
	}
	NODE_EACH(word, node_get(field, S("one-of")))
		page_option(p, word->text, word->text);
	page_choose_end(p, true);
}

/* What is looked for stands in one line. */
static struct page_field
input_of(struct page *p, struct str name, const struct node *field, const struct node *value,
    bool optional)
{
	struct str type = node_get_str(field, S("type"));
	struct page_field f = {
		.name = name,
		.label = label_of(p, field),
		.kind = FIELD_TEXT,
		.value = value,
		.optional = optional,
		.hint = hint_of(p, field),
	};

	for (size_t i = 0; i < N(kinds); i++) {
		if (!is(type, kinds[i].type))
			continue;
		f.kind = kinds[i].kind;
		f.hint = kinds[i].hint ? f.hint : S("");
	}
	if (f.kind == FIELD_SOME && str_starts(name, S("by.")))
		f.kind = FIELD_TEXT;
	return f;
}

void
page_enter(struct page *p, struct str name, const struct node *field, const struct node *value,
    bool optional)
{
	struct str type = node_get_str(field, S("type"));
	struct page_field f;

	value = as_text(p, value);
	if (is(type, "one of") || is(type, "yes-no")) {
		enter_word(p, name, field, value, optional);
		return;
	}
	f = input_of(p, name, field, value, optional);
	page_field(p, &f);
}
