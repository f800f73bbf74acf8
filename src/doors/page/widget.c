/* doors/page/widget.c -- forms: the token by construction (W21), every input with its label. */
#include "doors/page/page.h"

static void
put(struct page *p, const char *html)
{
	buf_puts(p->out, html);
}

static void
say(struct page *p, struct str text)
{
	const struct node n = { .kind = NODE_STR, .text = text };

	page_say(p, &n, SAY_TEXT);
}

static void
say_sentence(struct page *p, struct str text)
{
	const struct node n = { .kind = NODE_STR, .text = text };

	page_say(p, &n, SAY_SENTENCE);
}

static void
attribute(struct page *p, const char *name, struct str value)
{
	buf_printf(p->out, " %s=\"", name);
	say(p, value);
	put(p, "\"");
}

/* What somebody typed and we could not take stands there again. */
static struct str
value_of(const struct page *p, struct str name, const struct node *otherwise)
{
	const struct node *typed = p->in_posted ? node_get(p->form, name) : NULL;

	return typed != NULL ? page_text_of(typed) : page_text_of(otherwise);
}

/* "email" of "value.email" and of "contact.email" alike. */
static struct str
last_of(struct str name)
{
	struct str rest = name;

	while (str_has(rest, S(".")))
		(void)str_cut(rest, '.', &rest);
	return rest;
}

/* The member that was refused names the field; "who.email" is of "who". */
static bool
is_at_fault(const struct page *p, struct str name)
{
	struct str field = node_get_str(p->fault, S("field"));

	return p->in_posted && field.n > 0
	       && (str_eq(field, name) || str_eq(last_of(name), last_of(field)));
}

static struct str
id_of(struct page *p, struct str name)
{
	if (is_at_fault(p, name))
		return S("at-fault");
	return str_printf(&p->sc->arena, "i%lld-%.*s", (long long)++p->ids, STR(name));
}

/* -- the form ---------------------------------------------------------------- */

static void
form_begin(struct page *p, struct str name, struct str nth)
{
	put(p, "><input type=\"hidden\" name=\"form\"");
	attribute(p, "value", name);
	if (nth.n > 0) {
		put(p, "><input type=\"hidden\" name=\"nth\"");
		attribute(p, "value", nth);
	}
	put(p, "><input type=\"hidden\" name=\"token\"");
	attribute(p, "value", p->token);
	put(p, ">");
}

void
page_form(struct page *p, struct str name, bool multipart)
{
	struct str nth = str_printf(&p->sc->arena, "%lld", (long long)++p->forms);

	p->in_posted = p->fault != NULL && str_eq(p->posted, name)
		       && (node_get(p->form, S("nth")) == NULL
			   || str_eq(node_get_str(p->form, S("nth")), nth));
	put(p, "<form method=\"post\" novalidate");
	if (multipart)
		put(p, " enctype=\"multipart/form-data\"");
	form_begin(p, name, nth);
}

void
page_form_to(struct page *p, struct str name, struct str path, const struct node *names)
{
	p->in_posted = p->fault != NULL && str_eq(p->posted, name)
		       && str_eq(str_of(p->row->path), path);
	put(p, "<form method=\"post\" novalidate action=\"");
	while (path.n > 0) {
		buf_put(p->out, str_cut(path, '{', &path));
		if (path.n > 0)
			page_url(p, node_get(names, str_cut(path, '}', &path)), URL_NAME);
	}
	put(p, "\"");
	form_begin(p, name, S(""));
}

void
page_form_end(struct page *p)
{
	p->in_posted = false;
	put(p, "</form>");
}

static bool
is_on_form(const struct page *p, struct str field)
{
	NODE_EACH(m, p->form)
		if (field.n > 0 && !str_starts(m->key, S("was.")) && str_eq(last_of(m->key), last_of(field)))
			return true;
	return false;
}

void
page_summary(struct page *p)
{
	struct str detail = node_get_str(p->fault, S("detail")),
		   again = node_get_str(p->fault, S("try"));
	bool has_field = is_on_form(p, node_get_str(p->fault, S("field")));

	if (p->fault == NULL)
		return;
	put(p, "<div class=\"problem\" role=\"alert\" tabindex=\"-1\"><h2>This was not done</h2><p>");
	put(p, has_field ? "<a href=\"#at-fault\">" : "");
	say_sentence(p, detail.n > 0 ? detail : node_get_str(p->fault, S("title")));
	put(p, has_field ? "</a></p>" : "</p>");
	if (again.n > 0) {
		put(p, "<p>What you can do: ");
		say_sentence(p, again);
		put(p, "</p>");
	}
	put(p, "</div>");
}

/* -- one input --------------------------------------------------------------- */

/* clang-format off */
static const struct {
	const char *type, *more;
} fields[] = {
	[FIELD_TEXT] = { "text", " autocomplete=\"off\"" },
	[FIELD_LONG] = { "", "<textarea rows=\"5\"" },
	[FIELD_SOME] = { "", "<textarea rows=\"2\" class=\"some\"" },
	[FIELD_PASSWORD] = { "password", " autocomplete=\"current-password\" spellcheck=\"false\"" },
	[FIELD_NEW] = { "password", " autocomplete=\"new-password\" spellcheck=\"false\"" },
	[FIELD_CODE] = { "text", " autocomplete=\"one-time-code\" spellcheck=\"false\" autocapitalize=\"none\" class=\"code\"" },
	[FIELD_NAME] = { "text", " autocomplete=\"username\" spellcheck=\"false\" autocapitalize=\"none\"" },
	[FIELD_EMAIL] = { "email", " autocomplete=\"email\" spellcheck=\"false\"" },
	[FIELD_PHONE] = { "tel", " autocomplete=\"tel\"" },
	[FIELD_DATE] = { "date", " class=\"short\"" },
	[FIELD_NUMBER] = { "text", " inputmode=\"numeric\" autocomplete=\"off\" class=\"short\"" },
	[FIELD_FILE] = { "file", "" },
	[FIELD_SEARCH] = { "search", " autocomplete=\"off\"" },
	[FIELD_THEIR_EMAIL] = { "email", " autocomplete=\"off\" spellcheck=\"false\"" },
	[FIELD_THEIR_PHONE] = { "tel", " autocomplete=\"off\"" },
	[FIELD_DECIMAL] = { "text", " inputmode=\"decimal\" autocomplete=\"off\" class=\"short\"" },
	[FIELD_PERSON] = { "text", " autocomplete=\"name\" spellcheck=\"false\"" },
	[FIELD_OWN_ADDRESS] = { "", "<textarea rows=\"2\" class=\"some\" autocomplete=\"street-address\"" },
	[FIELD_WHEN] = { "datetime-local", " class=\"short\"" },
};
/* clang-format on */

/* Hint and fault, and the ids by which the input points to them. */
static struct str
put_notes(struct page *p, struct str id, struct str hint, bool fault)
{
	struct buf by = buf_new(&p->sc->arena);

	if (hint.n > 0) {
		buf_printf(p->out, "<p class=\"hint\" id=\"%.*s-hint\">", STR(id));
		say(p, hint);
		put(p, "</p>");
		buf_printf(&by, "%.*s-hint", STR(id));
	}
	if (fault) {
		buf_printf(p->out, "<p class=\"fault\" id=\"%.*s-fault\">", STR(id));
		say_sentence(p, node_get_str(p->fault, S("detail")));
		put(p, "</p>");
		buf_printf(&by, "%s%.*s-fault", by.n > 0 ? " " : "", STR(id));
	}
	return buf_str(&by);
}

static void
put_described(struct page *p, struct str by, bool fault)
{
	if (by.n > 0)
		attribute(p, "aria-describedby", by);
	if (fault)
		put(p, " aria-invalid=\"true\"");
}

static bool
is_area(enum page_field_kind kind)
{
	return kind == FIELD_LONG || kind == FIELD_SOME || kind == FIELD_OWN_ADDRESS;
}

void
page_field(struct page *p, const struct page_field *f)
{
	bool fault = is_at_fault(p, f->name);
	struct str id = id_of(p, f->name), value = value_of(p, f->name, f->value), by;

	put(p, "<div class=\"field\"><label");
	attribute(p, "for", id);
	put(p, ">");
	say(p, f->label);
	put(p, f->optional ? " <span class=\"optional\">(optional)</span></label>" : "</label>");
	by = put_notes(p, id, f->hint, fault);
	if (is_area(f->kind))
		put(p, fields[f->kind].more);
	else
		buf_printf(p->out, "<input type=\"%s\"%s", fields[f->kind].type, fields[f->kind].more);
	attribute(p, "id", id);
	attribute(p, "name", f->name);
	put_described(p, by, fault);
	if (f->kind == FIELD_DATE)
		value = str_slice(value, 0, 10);
	if (is_area(f->kind)) {
		put(p, ">\n");
		say(p, value);
		put(p, "</textarea></div>");
		return;
	}
	if (f->kind != FIELD_PASSWORD && f->kind != FIELD_NEW && f->kind != FIELD_CODE && value.n > 0)
		attribute(p, "value", value);
	put(p, "></div>");
}

void
page_hidden(struct page *p, struct str name, const struct node *value, bool kept)
{
	const struct node *typed = p->in_posted && kept ? node_get(p->form, name) : NULL;

	value = typed != NULL ? typed : value;
	put(p, "<input type=\"hidden\"");
	attribute(p, "name", name);
	put(p, " value=\"");
	page_say(p, value, SAY_RAW);
	put(p, "\">");
}

static void
put_tick(struct page *p, struct str id, struct str name, struct str value, struct str label,
    struct str by)
{
	const struct node *typed = p->in_posted ? node_get(p->form, name) : NULL;

	put(p, "<div class=\"tick\"><input type=\"checkbox\"");
	attribute(p, "id", id);
	attribute(p, "name", name);
	attribute(p, "value", value);
	put_described(p, by, is_at_fault(p, name));
	put(p, typed != NULL && str_eq(page_text_of(typed), value) ? " checked><label" : "><label");
	attribute(p, "for", id);
	put(p, ">");
	say(p, label);
	put(p, "</label></div>");
}

void
page_tick(struct page *p, struct str name, struct str value, struct str label)
{
	put_tick(p, id_of(p, name), name, value, label, S(""));
}

void
page_tick_said(
    struct page *p, struct str name, struct str value, struct str label, struct str hint)
{
	struct str id = id_of(p, name), by;

	put(p, "<div class=\"agree\">");
	by = put_notes(p, id, hint, is_at_fault(p, name));
	put_tick(p, id, name, value, label, by);
	put(p, "</div>");
}

void
page_submit(struct page *p, struct str label, bool danger)
{
	put(p, danger ? "<button class=\"danger\">" : "<button>");
	say(p, label);
	put(p, "</button>");
}

/* -- one of several ---------------------------------------------------------- */

void
page_choose(struct page *p, const struct page_choice *c)
{
	bool fault = is_at_fault(p, c->name);
	struct str id = id_of(p, c->name), by;

	p->choice = c->name;
	p->chosen = value_of(p, c->name, c->value);
	p->choice_list = c->list;
	put(p, c->list ? "<div class=\"field\"><label" : "<fieldset");
	attribute(p, c->list ? "for" : "id", id);
	put(p, c->list ? ">" : "><legend>");
	say(p, c->label);
	put(p, c->list ? "</label>" : "</legend>");
	by = put_notes(p, id, c->hint, fault);
	if (!c->list)
		return;
	put(p, "<select");
	attribute(p, "id", id);
	attribute(p, "name", c->name);
	put_described(p, by, fault);
	put(p, ">");
}

void
page_option(struct page *p, struct str value, struct str label)
{
	bool chosen = str_eq(p->chosen, value);
	struct str id;

	if (p->choice_list) {
		put(p, "<option");
		attribute(p, "value", value);
		put(p, chosen ? " selected>" : ">");
		say(p, label);
		put(p, "</option>");
		return;
	}
	id = str_printf(&p->sc->arena, "i%lld", (long long)++p->ids);
	put(p, "<div class=\"tick\"><input type=\"radio\"");
	attribute(p, "id", id);
	attribute(p, "name", p->choice);
	attribute(p, "value", value);
	put(p, chosen ? " checked><label" : "><label");
	attribute(p, "for", id);
	put(p, ">");
	say(p, label);
	put(p, "</label></div>");
}

void
page_choose_end(struct page *p, bool list)
{
	put(p, list ? "</select></div>" : "</fieldset>");
}
