/* doors/http/openapi.c -- the tables, as OpenAPI 3.1 says them. */
#include "doors/http/http.h"

static struct node *
set_map(struct arena *a, struct node *map, const char *key)
{
	return node_set(map, str_of(key), node_map(a));
}

static void
set_text(struct arena *a, struct node *map, const char *key, struct str text)
{
	node_set_str(a, map, str_of(key), text);
}

/* -- schemas -------------------------------------------------------------- */

static struct node *
reference(struct arena *a, struct str shape)
{
	struct node *n = node_map(a);

	set_text(a, n, "$ref", str_printf(a, "#/components/schemas/%.*s", STR(shape)));
	return n;
}

/* Our types in JSON Schema's words; `any` says nothing. */
static const struct {
	const char *type, *json, *format;
} types[] = {
	{ "str", "string", "" },
	{ "id", "string", "ulid" },
	{ "time", "string", "date-time" },
	{ "int", "integer", "" },
	{ "bool", "boolean", "" },
	{ "map", "object", "" },
	{ "list", "array", "" },
};

static struct node *
schema_of_type(struct arena *a, const struct shape_member *m)
{
	struct node *n = node_map(a);

	if (m->of.n > 0 && str_eq(m->type, S("map")))
		return reference(a, m->of);
	for (size_t i = 0; i < N(types); i++) {
		if (!str_eq(m->type, str_of(types[i].type)))
			continue;
		set_text(a, n, "type", str_of(types[i].json));
		if (types[i].format[0] != '\0')
			set_text(a, n, "format", str_of(types[i].format));
	}
	if (m->of.n > 0)
		node_set(n, S("items"), reference(a, m->of));
	return n;
}

static struct node *
schema_of_shape(struct arena *a, struct str members)
{
	struct node *n = node_map(a), *properties, *required = node_list(a);
	struct shape_member m;

	set_text(a, n, "type", S("object"));
	properties = set_map(a, n, "properties");
	while (shape_next(&members, &m)) {
		node_set(properties, m.name, schema_of_type(a, &m));
		if (m.required)
			node_add(required, node_str(a, m.name));
	}
	if (required->count > 0)
		node_set(n, S("required"), required);
	node_set_bool(a, n, S("additionalProperties"), false);
	return n;
}

static struct node *
problem_schema(struct arena *a)
{
	return schema_of_shape(a, S("type:str! status:int! title:str! detail:str policy:map "
				    "fields:list law:str try:str ledger:int"));
}

static void
set_schemas(struct arena *a, struct node *components)
{
	struct node *schemas = set_map(a, components, "schemas");
	const struct shape_row *row;

	node_set(schemas, S("problem"), problem_schema(a));
	for (size_t i = 0; (row = shape_at(i)) != NULL; i++) {
		struct node *schema = schema_of_shape(a, str_of(row->members));

		set_text(a, schema, "description", str_of(row->what));
		node_set(schemas, str_of(row->name), schema);
	}
}

/* -- operations ----------------------------------------------------------- */

static void
add_parameter(struct arena *a, struct node *list, struct str name, const char *in, struct str what,
    bool required)
{
	struct node *p = node_add(list, node_map(a)), *schema;

	set_text(a, p, "name", name);
	set_text(a, p, "in", str_of(in));
	node_set_bool(a, p, S("required"), required);
	if (what.n > 0)
		set_text(a, p, "description", what);
	schema = set_map(a, p, "schema");
	set_text(a, schema, "type", S("string"));
}

static bool
has_member(enum verb verb, struct str name)
{
	struct str members = str_of(verb_row(verb)->question);
	struct shape_member m;

	while (shape_next(&members, &m))
		if (str_eq(m.name, name))
			return true;
	return false;
}

static bool
has_header(struct str member)
{
	const struct http_header_row *row;

	for (size_t i = 0; (row = header_at(i)) != NULL; i++)
		if (str_eq(member, str_of(row->member)))
			return true;
	return false;
}

static struct node *
parameters(struct arena *a, const struct route *r)
{
	struct node *list = node_list(a);
	struct str rest = str_of(r->pattern), query = str_of(r->query);
	const struct http_header_row *row;

	while (str_has(rest, S("{"))) {
		(void)str_cut(rest, '{', &rest);
		add_parameter(a, list, str_cut(rest, '}', &rest), "path", S(""), true);
	}
	while (query.n > 0)
		add_parameter(a, list, str_cut(query, ' ', &query), "query", S(""), false);
	for (size_t i = 0; r->verb != VERBS && (row = header_at(i)) != NULL; i++)
		if (has_member(r->verb, str_of(row->member)))
			add_parameter(
			    a, list, str_of(row->name), "header", str_of(row->what), false);
	return list;
}

static const char *
body_says(enum route_body body)
{
	switch (body) {
	case BODY_NONE:
		return "";
	case BODY_MEMBERS:
		return "the members of the question that path, query and headers do not give";
	case BODY_OFFER:
		return "values by the field's name; \"@offer\" holds the rest of the offer";
	case BODY_BY:
		return "findable values by the field's name; \"@find\" holds the rest of the "
		       "question";
	case BODY_VALUES:
		return "a merge patch: new values by the field's name, null removes one";
	case BODY_WHO:
		return "who is meant: subject, email or phone";
	case BODY_LINES:
		return "one offer or check a line";
	case BODY_STREAM:
		return "the bytes of an image, audio or video, as Content-Type says";
	case BODY_FORM:
		return "List-Unsubscribe=One-Click, or nothing";
	}
	return "";
}

static const char *
body_media(enum route_body body)
{
	if (body == BODY_LINES)
		return "application/x-ndjson";
	if (body == BODY_STREAM)
		return "application/octet-stream";
	if (body == BODY_FORM)
		return "application/x-www-form-urlencoded";
	return body == BODY_VALUES ? "application/merge-patch+json" : "application/json";
}

/* What a path or a preset gives is no member of the body; what a header may
 * give is none that it must have. */
static struct node *
members_schema(struct arena *a, const struct route *r)
{
	struct str members = str_of(verb_row(r->verb)->question);
	struct buf left = buf_new(a);
	struct shape_member m;

	while (shape_next(&members, &m)) {
		struct str in_path = str_printf(a, "{%.*s}", STR(m.name));
		bool header = has_header(m.name);

		if (str_has(str_of(r->pattern), in_path) || str_eq(str_of(r->preset), m.name))
			continue;
		buf_printf(&left, "%.*s:%.*s%s%.*s%s ", STR(m.name), STR(m.type),
		    m.of.n > 0 ? "." : "", STR(m.of), m.required && !header ? "!" : "");
	}
	return schema_of_shape(a, buf_str(&left));
}

static void
set_body(struct arena *a, struct node *operation, const struct route *r)
{
	struct node *body, *schema;

	if (r->body == BODY_NONE)
		return;
	body = set_map(a, operation, "requestBody");
	set_text(a, body, "description", str_of(body_says(r->body)));
	body = set_map(a, set_map(a, body, "content"), body_media(r->body));
	if (r->body == BODY_MEMBERS) {
		node_set(body, S("schema"), members_schema(a, r));
		return;
	}
	schema = set_map(a, body, "schema");
	if (r->body == BODY_STREAM)
		set_text(a, schema, "format", S("binary"));
	set_text(a, schema, "type", r->body == BODY_STREAM ? S("string") : S("object"));
}

/* A stream comes in by several questions: the last one answers. */
static enum verb
answered_by(const struct route *r)
{
	if (r->body != BODY_STREAM)
		return r->verb;
	return r->reply == REPLY_CHANGED ? VERB_CHANGE : VERB_UPLOAD_END;
}

static struct node *
answer_schema(struct arena *a, const struct route *r)
{
	switch (r->reply) {
	case REPLY_JSON:
	case REPLY_CHANGED:
	case REPLY_READY:
		return schema_of_shape(a, str_of(verb_row(answered_by(r))->answer));
	case REPLY_OFFERED:
		return reference(a, S("offered"));
	case REPLY_RECORD:
		return reference(a, S("record"));
	case REPLY_VERDICTS:
	case REPLY_TEXT:
	case REPLY_LEDGER:
	case REPLY_PACKAGE:
	case REPLY_STREAM:
	case REPLY_NOTHING:
	case REPLY_BUTTON:
	case REPLY_CLICKED:
	case REPLY_OPENAPI:
	case REPLY_LIVE:
		return NULL;
	}
	return NULL;
}

static void
set_responses(struct arena *a, struct node *operation, const struct route *r)
{
	struct node *responses = set_map(a, operation, "responses"), *n,
		    *schema = answer_schema(a, r);

	n = node_set(responses, str_printf(a, "%d", r->status), node_map(a));
	set_text(a, n, "description", str_of(r->what));
	if (schema != NULL)
		node_set(
		    set_map(a, set_map(a, n, "content"), "application/json"), S("schema"), schema);
	n = set_map(a, responses, "default");
	set_text(a, n, "description",
	    S("a refusal or a fault, with the line of the policy that decided"));
	n = set_map(a, set_map(a, n, "content"), "application/problem+json");
	node_set(n, S("schema"), reference(a, S("problem")));
}

static struct node *
operation(struct arena *a, const struct route *r)
{
	struct node *n = node_map(a), *list = parameters(a, r);

	set_text(a, n, "summary", str_of(r->what));
	if (list->count > 0)
		node_set(n, S("parameters"), list);
	set_body(a, n, r);
	set_responses(a, n, r);
	if (r->verb == VERBS || verb_row(r->verb)->who == WHO_ANYBODY)
		node_set(n, S("security"), node_list(a));
	return n;
}

static struct node *
path_of(struct arena *a, struct node *paths, const char *pattern)
{
	for (struct node *p = paths->first; p != NULL; p = p->next)
		if (str_eq(p->key, str_of(pattern)))
			return p;
	return set_map(a, paths, pattern);
}

static void
set_info(struct arena *a, struct node *n)
{
	struct node *info = set_map(a, n, "info");

	set_text(a, info, "title", S("bailee"));
	set_text(a, info, "version", S(BAILEE_VERSION));
	set_text(a, info, "summary", S("a keeper of personal data: the policy is the programme"));
}

struct node *
http_openapi(struct arena *a)
{
	struct node *n = node_map(a), *paths, *components, *bearer, *security;
	const struct route *r;

	set_text(a, n, "openapi", S("3.1.0"));
	set_info(a, n);
	security = node_set(n, S("security"), node_list(a));
	node_set(node_add(security, node_map(a)), S("bearer"), node_list(a));
	paths = set_map(a, n, "paths");
	for (size_t i = 0; (r = route_at(i)) != NULL; i++)
		node_set(path_of(a, paths, r->pattern), str_lower(a, str_of(r->method)),
		    operation(a, r));
	components = set_map(a, n, "components");
	set_schemas(a, components);
	bearer = set_map(a, set_map(a, components, "securitySchemes"), "bearer");
	set_text(a, bearer, "type", S("http"));
	set_text(a, bearer, "scheme", S("bearer"));
	return n;
}
