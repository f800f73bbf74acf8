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
	{ "time", FIELD_WHEN, false },
};

/* What whoever types it says of themselves: WCAG 1.3.5. */
static const struct {
	enum page_field_kind theirs;
	const char *type;
	enum page_field_kind own;
} owns[] = {
	{ FIELD_TEXT, "name", FIELD_PERSON },
	{ FIELD_SOME, "address", FIELD_OWN_ADDRESS },
	{ FIELD_SOME, "text", FIELD_LONG },
	{ FIELD_THEIR_EMAIL, "email", FIELD_EMAIL },
	{ FIELD_THEIR_PHONE, "phone", FIELD_PHONE },
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

static enum page_field_kind
own_kind(enum page_field_kind theirs, struct str type)
{
	for (size_t i = 0; i < N(owns); i++)
		if (owns[i].theirs == theirs && is(type, owns[i].type))
			return owns[i].own;
	return theirs;
}

/* What is looked for stands in one line. */
static struct page_field
input_of(struct page *p, struct str name, const struct node *field, struct page_entering e)
{
	struct str type = node_get_str(field, S("type"));
	struct page_field f = {
		.name = name,
		.label = label_of(p, field),
		.kind = FIELD_TEXT,
		.value = e.value,
		.optional = e.optional,
		.hint = hint_of(p, field),
	};

	for (size_t i = 0; i < N(kinds); i++) {
		if (!is(type, kinds[i].type) || (kinds[i].kind == FIELD_WHEN && !e.own))
			continue;
		f.kind = kinds[i].kind;
		f.hint = kinds[i].hint ? f.hint : S("");
	}
	if (f.kind == FIELD_SOME && str_starts(name, S("by.")))
		f.kind = FIELD_TEXT;
	if (e.own)
		f.kind = own_kind(f.kind, type);
	return f;
}

void
page_enter(struct page *p, struct str name, const struct node *field, struct page_entering e)
{
	struct str type = node_get_str(field, S("type"));
	struct page_field f;

	e.value = as_text(p, e.value);
	if (is(type, "one of") || is(type, "yes-no")) {
		enter_word(p, name, field, e.value, e.optional);
		return;
	}
	f = input_of(p, name, field, e);
	page_field(p, &f);
}

/* -- a consent ------------------------------------------------------------------------ */

void
page_agree(struct page *p, struct str name, const struct node *box)
{
	page_tick_said(p, name, S("yes"), node_get_str(box, S("asked-as")),
	    str_printf(&p->sc->arena, "It is for this: %.*s. %s%s You can take it "
				      "back at any time%s%.*s.",
		STR(node_get_str(box, S("text"))),
		node_get_bool(box, S("needed"), false) ? "Without it nothing is done."
						       : "You need not tick it.",
		node_get_bool(box, S("by-letter"), false)
		    ? " It counts once you press the link in the letter that we send you."
		    : "",
		node_get_str(box, S("withdrawn-by")).n > 0 ? " " : "",
		STR(node_get_str(box, S("withdrawn-by")))));
}
