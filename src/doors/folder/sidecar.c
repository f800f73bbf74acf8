/* doors/folder/sidecar.c -- what a sidecar says. */
#include "base/json.h"
#include "doors/folder/sidecar.h"

#define NAME_MOST 200

bool
folder_name(struct str name)
{
	if (name.n == 0 || name.n > NAME_MOST || name.p[0] == '.' || !utf8_valid(name))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' || (unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f)
			return false;
	return true;
}

static result
take_file(struct scope *sc, struct sidecar *s, const struct node *value)
{
	struct str name = node_get_str(value, S("file"));

	NODE_EACH(m, value)
		if (!str_eq(m->key, S("file")) && !str_eq(m->key, S("bytes")))
			return fail(sc, E_INPUT, "a file has `file` and `bytes`, and no more");
	if (!folder_name(name) || !str_has(name, S(".")))
		return fail(sc, E_INPUT, "`file` is the name of a file in the same folder");
	for (size_t i = 0; i < s->files; i++)
		if (str_eq(s->file[i].name, name))
			return fail(sc, E_INPUT, "a file is named twice");
	if (s->files == SIDECAR_FILES_MAX)
		return fail(sc, E_INPUT, "a sidecar names at most %d files", SIDECAR_FILES_MAX);
	s->file[s->files++] =
	    (struct sidecar_file){ value->key, name, node_get_int(value, S("bytes"), -1) };
	return OK;
}

static result
take_envelope(struct scope *sc, struct sidecar *s, const struct node *envelope)
{
	if (envelope->kind != NODE_MAP)
		return fail(sc, E_INPUT, "`@offer` is an object");
	NODE_EACH(m, envelope)
		if (str_eq(m->key, S("values")))
			return fail(sc, E_INPUT, "values stand beside `@offer`, not in it");
		else
			node_set(s->offer, m->key, node_copy(&sc->arena, m));
	return OK;
}

static result
take_member(struct scope *sc, struct sidecar *s, const struct node *m)
{
	if (str_eq(m->key, S("@offer")))
		return take_envelope(sc, s, m);
	if (str_eq(m->key, S("@dataset")) || str_eq(m->key, S("@purpose"))) {
		if (m->kind != NODE_STR)
			return fail(sc, E_INPUT, "`%.*s` is a name", STR(m->key));
		*(str_eq(m->key, S("@dataset")) ? &s->dataset : &s->purpose) = m->text;
		return OK;
	}
	if (m->kind == NODE_MAP)
		return take_file(sc, s, m);
	node_set(s->values, m->key, node_copy(&sc->arena, m));
	return OK;
}

result
sidecar_read(struct scope *sc, struct str text, struct sidecar *s)
{
	struct node *body;

	*s = (struct sidecar){ .offer = node_map(&sc->arena), .values = node_map(&sc->arena) };
	TRY(json_parse(sc, text, &body));
	if (body->kind != NODE_MAP)
		return fail(sc, E_INPUT, "the file is no JSON object");
	NODE_EACH(m, body)
		TRY(take_member(sc, s, m));
	return OK;
}
