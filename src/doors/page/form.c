/* doors/page/form.c -- what a browser posts: urlencoded fields, or parts with a file among them. */
#include "doors/page/page.h"

#define NAME_MAX 100
#define BOUNDARY_MAX 70 /* RFC 2046 */

static bool
name_fits(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!str_has(S("abcdefghijklmnopqrstuvwxyz0123456789.-_"), str_slice(name, i, i + 1)))
			return false;
	return name.n > 0 && name.n <= NAME_MAX;
}

/* Lines of a text end in LF here, whatever a browser makes of them. */
static struct str
without_cr(struct arena *a, struct str text)
{
	char *p = arena_alloc(a, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\r' || i + 1 == text.n || text.p[i + 1] != '\n')
			p[n++] = text.p[i];
	return (struct str){ p, n };
}

/* A form under way; `fields` counts those of one name one by one, for each costs a search. */
struct reading {
	struct node *form;
	size_t fields;
};

static result
put(struct scope *sc, struct reading *r, struct str name, struct str value)
{
	struct node *form = r->form, *list;
	const struct node *there = node_get(form, name);

	if (!name_fits(name))
		return fail(sc, E_INPUT, "a field of the form has a name that none of ours has");
	if (r->fields++ >= FORM_FIELDS_MAX)
		return fail(sc, E_INPUT, "the form has over %d fields", FORM_FIELDS_MAX);
	if (!utf8_valid(value) || memchr(value.p, 0, value.n) != NULL)
		return fail_at(sc, E_INPUT, name, "this is not text in UTF-8: save a list as `CSV UTF-8`");
	value = without_cr(&sc->arena, value);
	if (there == NULL) {
		node_set_str(&sc->arena, form, name, value);
		return OK;
	}
	if (there->kind == NODE_STR) {
		list = node_list(&sc->arena);
		node_add(list, node_str(&sc->arena, there->text));
		for (struct node *m = form->first; m != NULL; m = m->next)
			if (str_eq(m->key, name)) {
				m->kind = NODE_LIST;
				m->first = list->first;
				m->last = list->last;
				m->count = 1;
			}
	}
	for (struct node *m = form->first; m != NULL; m = m->next)
		if (str_eq(m->key, name))
			node_add(m, node_str(&sc->arena, value));
	return OK;
}

/* -- application/x-www-form-urlencoded --------------------------------------- */

static bool
decode(struct arena *a, struct str text, struct str *out)
{
	char *p = arena_alloc(a, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '%') {
			if (!hex_read(str_slice(text, i + 1, i + 3), &p[n], 1))
				return false;
			n++;
			i += 2;
		} else {
			p[n++] = c == '+' ? ' ' : c;
		}
	}
	*out = (struct str){ p, n };
	return true;
}

static result
parse_pairs(struct scope *sc, struct str body, struct reading *r)
{
	while (body.n > 0) {
		struct str pair = str_cut(body, '&', &body), name, value;

		name = str_cut(pair, '=', &value);
		if (!decode(&sc->arena, name, &name) || !decode(&sc->arena, value, &value))
			return fail(sc, E_INPUT, "the form is not urlencoded");
		TRY(put(sc, r, name, value));
	}
	return OK;
}

/* -- multipart/form-data, RFC 7578 ------------------------------------------- */

static bool
find(struct str text, struct str what, size_t *at)
{
	for (*at = 0; *at + what.n <= text.n; ++*at)
		if (text.p[*at] == what.p[0] && memcmp(text.p + *at, what.p, what.n) == 0)
			return true;
	return false;
}

/* name="..." of a Content-Disposition line. */
static bool
name_of_part(struct str head, struct str *name)
{
	while (head.n > 0) {
		struct str line = str_cut(head, '\n', &head);
		size_t at;

		if (!str_eq_nocase(str_slice(line, 0, 20), S("content-disposition:"))
		    || !find(line, S("; name=\""), &at))
			continue;
		*name = str_cut(str_slice(line, at + 8, line.n), '"', &line);
		return true;
	}
	return false;
}

static result
parse_parts(struct scope *sc, struct str boundary, struct str body, struct reading *r)
{
	struct str mark = str_printf(&sc->arena, "\r\n--%.*s", STR(boundary));
	struct buf whole = buf_new(&sc->arena);
	struct str rest;
	size_t at;

	buf_puts(&whole, "\r\n");
	buf_put(&whole, body);
	rest = buf_str(&whole);
	if (!find(rest, mark, &at) || at != 0)
		return fail(sc, E_INPUT, "the form does not begin with its boundary");
	rest = str_slice(rest, mark.n, rest.n);
	while (!str_starts(rest, S("--"))) {
		struct str part, name;
		size_t end, head;

		if (!find(rest, mark, &end))
			return fail(sc, E_INPUT, "the form ends in the middle of a field");
		part = str_slice(rest, 0, end);
		if (!str_starts(part, S("\r\n")) || !find(part, S("\r\n\r\n"), &head)
		    || !name_of_part(str_slice(part, 2, head), &name))
			return fail(sc, E_INPUT, "a field of the form has no name");
		TRY(put(sc, r, name, str_slice(part, head + 4, part.n)));
		rest = str_slice(rest, end + mark.n, rest.n);
	}
	return OK;
}

static bool
boundary_of(struct str parameters, struct str *boundary)
{
	struct str value, name = str_cut(str_trim(parameters), '=', &value);

	if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
		value = str_slice(value, 1, value.n - 1);
	*boundary = value;
	return str_eq_nocase(name, S("boundary")) && value.n > 0 && value.n <= BOUNDARY_MAX;
}

result
form_parse(struct scope *sc, struct str type, struct str body, struct node **form)
{
	struct str parameters, media = str_trim(str_cut(type, ';', &parameters)), boundary;
	struct reading r = { 0 };

	*form = node_map(&sc->arena);
	r.form = *form;
	if (body.n > FORM_BYTES_MAX)
		return fail(sc, E_TOO_BIG, "a form has at most %zu bytes", FORM_BYTES_MAX);
	if (str_eq_nocase(media, S("application/x-www-form-urlencoded")))
		return parse_pairs(sc, body, &r);
	if (str_eq_nocase(media, S("multipart/form-data")) && boundary_of(parameters, &boundary))
		return parse_parts(sc, boundary, body, &r);
	return fail(sc, E_INPUT, "this is no form of a page");
}
