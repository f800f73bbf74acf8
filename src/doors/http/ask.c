/* doors/http/ask.c -- from a request to a verb's question. */
#include "base/json.h"
#include "doors/http/http.h"

#define BEARER S("Bearer ")
#define ENVELOPE_OFFER S("@offer")
#define ENVELOPE_FIND S("@find")

/* -- before the body ------------------------------------------------------ */

static bool
media_is(struct str type, struct str wanted)
{
	struct str parameters;

	return str_eq_nocase(str_trim(str_cut(type, ';', &parameters)), wanted);
}

static struct str
media_of(enum route_body body)
{
	switch (body) {
	case BODY_NONE:
		return S("");
	case BODY_MEMBERS:
	case BODY_OFFER:
	case BODY_BY:
	case BODY_WHO:
		return S("application/json");
	case BODY_VALUES:
		return S("application/merge-patch+json");
	case BODY_LINES:
		return S("application/x-ndjson");
	case BODY_STREAM:
		return S("an image, audio or video");
	case BODY_FORM:
		return S("application/x-www-form-urlencoded");
	}
	return S("");
}

/* A merge patch may also come as plain JSON, lines also as application/jsonl or as
 * CSV, a form in parts (RFC 8058). */
static bool
media_fits(enum route_body body, struct str type)
{
	if (body == BODY_STREAM) /* the keeper knows what the field takes */
		return type.n > 0;
	if (media_is(type, media_of(body)))
		return true;
	if (body == BODY_VALUES)
		return media_is(type, S("application/json"));
	if (body == BODY_FORM)
		return media_is(type, S("multipart/form-data"));
	return body == BODY_LINES
	       && (media_is(type, S("application/jsonl")) || media_is(type, S("text/csv")));
}

static bool
has_body(const struct http_request *r)
{
	struct str length = http_header(r, S("Content-Length"));

	return http_header(r, S("Transfer-Encoding")).n > 0
	       || (length.n > 0 && !str_eq(length, S("0")));
}

static bool
check_media(struct scope *sc, const struct http_task *t, struct http_response *out)
{
	struct str type = http_header(t->request, S("Content-Type")),
		   wanted = media_of(t->route->body);

	if (t->route->body == BODY_NONE || !has_body(t->request))
		return true;
	if (http_header(t->request, S("Content-Encoding")).n > 0) {
		problem_own(sc, 415, "content-type", out,
		    "send the body as it is, without Content-Encoding");
		return false;
	}
	if (media_fits(t->route->body, type))
		return true;
	problem_own(
	    sc, 415, "content-type", out, "this takes %.*s: say so in Content-Type", STR(wanted));
	return false;
}

static bool
check_length(struct scope *sc, const struct http_task *t, struct http_response *out)
{
	struct str length = http_header(t->request, S("Content-Length"));
	uint64_t n;

	if (length.n == 0 || t->route->body == BODY_LINES || t->route->body == BODY_STREAM)
		return true;
	if (str_to_u64(length, &n) && n <= HTTP_BODY_MAX)
		return true;
	problem_own(sc, 413, "too-large", out, "a body has at most %zu bytes: send less at a time",
	    HTTP_BODY_MAX);
	return false;
}

static bool
word_in(struct str words, struct str word)
{
	while (words.n > 0)
		if (str_eq(str_cut(words, ' ', &words), word))
			return true;
	return false;
}

/* An unknown member is not named: somebody may have put a person's name there. */
static bool
check_query(struct scope *sc, const struct http_task *t, struct http_response *out)
{
	for (size_t i = 0; i < t->request->query.n; i++) {
		if (word_in(str_of(t->route->query), t->request->query.at[i].name))
			continue;
		problem_own(sc, 400, "malformed", out, "%s",
		    t->route->query[0] == '\0'
			? "this takes no query: look-ups are a POST with a body"
			: "the query has a member that this does not take");
		return false;
	}
	return true;
}

static bool
check_texts(struct scope *sc, const struct http_task *t, struct http_response *out)
{
	for (size_t i = 0; i < t->request->headers.n; i++)
		if (!utf8_valid(t->request->headers.at[i].value)) {
			problem_own(sc, 400, "malformed", out, "a header is not UTF-8");
			return false;
		}
	return true;
}

static bool
find_route(struct scope *sc, struct http_task *t, struct http_response *out)
{
	struct str allow;

	t->route = route_find(&sc->arena, t->request->method, t->request->path, &t->match, &allow);
	if (t->route != NULL)
		return true;
	if (allow.n == 0) {
		problem_own(sc, 404, "absent", out,
		    "there is nothing at this path: /v1/openapi.json says what there is");
		return false;
	}
	if (str_eq(t->request->method, S("OPTIONS")))
		out->status = 204;
	else
		problem_own(sc, 405, "method", out, "this path takes %.*s", STR(allow));
	response_header(sc, out, S("Allow"), allow);
	return false;
}

static void
take_head(struct http_task *t)
{
	struct str bearer = http_header(t->request, S("Authorization"));

	t->head = (struct question_head){
		.verb = t->route->verb,
		.door = S(DOOR_API),
		.address = t->request->address,
	};
	if (bearer.n > BEARER.n && str_eq_nocase(str_slice(bearer, 0, BEARER.n), BEARER))
		t->head.token = str_trim(str_slice(bearer, BEARER.n, bearer.n));
}

bool
http_begin(
    struct scope *sc, const struct http_request *r, struct http_task *t, struct http_response *out)
{
	*t = (struct http_task){ .request = r };
	if (!find_route(sc, t, out))
		return false;
	take_head(t);
	return check_texts(sc, t, out) && check_query(sc, t, out) && check_media(sc, t, out)
	       && check_length(sc, t, out);
}

/* -- the question --------------------------------------------------------- */

/* The shape says of what type a text from a path, a query or a header is. */
static bool
member_of(enum verb verb, struct str name, struct shape_member *m)
{
	struct str members = str_of(verb_row(verb)->question);

	while (shape_next(&members, m))
		if (str_eq(m->name, name))
			return true;
	return false;
}

bool
http_typed(struct arena *a, struct str type, struct str text, struct node **n)
{
	int64_t number;

	*n = node_str(a, text);
	if (str_eq(type, S("int"))) {
		if (!str_to_i64(text, &number))
			return false;
		*n = node_int(a, number);
	}
	if (str_eq(type, S("list"))) {
		*n = node_list(a);
		while (text.n > 0)
			node_add(*n, node_str(a, str_trim(str_cut(text, ',', &text))));
	}
	if (str_eq(type, S("bool"))) {
		if (!str_eq(text, S("true")) && !str_eq(text, S("false")))
			return false;
		*n = node_bool(a, str_eq(text, S("true")));
	}
	return true;
}

/* `from` says where it stood; a member that stands twice must say the same. */
static bool
put(struct scope *sc, struct http_task *t, struct str name, struct str text, const char *from,
    struct http_response *out)
{
	const struct node *there = node_get(t->question, name);
	struct shape_member m;
	struct node *n;

	if (!member_of(t->head.verb, name, &m)) {
		problem_own(sc, 400, "malformed", out, "%s is not for this", from);
		return false;
	}
	if (!http_typed(&sc->arena, m.type, text, &n)) {
		problem_own(sc, 400, "malformed", out, "%s is not a %.*s", from, STR(m.type));
		return false;
	}
	if (there != NULL && !node_eq(there, n)) {
		problem_own(sc, 400, "malformed", out,
		    "%s and the body say two different things of `%.*s`", from, STR(name));
		return false;
	}
	if (there == NULL)
		node_set(t->question, name, n);
	return true;
}

/* An ETag is the version in quotes. */
static struct str
bare(struct str name, struct str value)
{
	if (!str_eq(name, S("match")))
		return value;
	if (str_starts(value, S("W/")))
		value = str_slice(value, 2, value.n);
	if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
		value = str_slice(value, 1, value.n - 1);
	return value;
}

static bool
put_headers(struct scope *sc, struct http_task *t, struct http_response *out)
{
	const struct http_header_row *row;

	for (size_t i = 0; (row = header_at(i)) != NULL; i++) {
		struct str value = http_header(t->request, str_of(row->name)),
			   name = str_of(row->member);
		struct shape_member m;

		if (value.n == 0)
			continue;
		/* what a question has no use for does not change its meaning, but these two would */
		if (!member_of(t->head.verb, name, &m) && !str_eq(name, S("once"))
		    && !str_eq(name, S("match")))
			continue;
		if (!put(sc, t, name, bare(name, value), row->name, out))
			return false;
	}
	return true;
}

/* Without ?form= the Accept header says which form is wanted. */
static struct str
wanted_form(const struct http_task *t)
{
	struct str asked = S("");

	for (size_t i = 0; i < t->request->query.n; i++)
		if (str_eq(t->request->query.at[i].name, S("form")))
			asked = t->request->query.at[i].value;
	if (asked.n > 0)
		return str_eq(asked, S("zip")) ? S("all") : asked;
	if (t->route->reply == REPLY_PACKAGE && http_accepts(t->request, S("application/zip")))
		return S("all");
	if (http_accepts(t->request, S("text/html")))
		return S("html");
	if (http_accepts(t->request, S("text/csv")))
		return S("csv");
	return t->route->reply == REPLY_TEXT ? S("") : S("json"); /* "": the first that it has */
}

static bool
is_bulks_own(const struct http_task *t, struct str name)
{
	return str_eq(name, S("offset"))
	       || (str_eq(name, S("only")) && t->route->verb == VERB_OFFER);
}

static bool
put_query(struct scope *sc, struct http_task *t, struct http_response *out)
{
	bool formed = t->route->reply == REPLY_TEXT || t->route->reply == REPLY_PACKAGE;

	if (formed && !put(sc, t, S("form"), wanted_form(t), "the query", out))
		return false;
	for (size_t i = 0; i < t->request->query.n; i++) {
		const struct http_pair *q = &t->request->query.at[i];

		if (formed && str_eq(q->name, S("form")))
			continue;
		if (t->route->body == BODY_LINES && is_bulks_own(t, q->name))
			continue;
		if (!put(sc, t, q->name, q->value, "the query", out))
			return false;
	}
	return true;
}

static bool
put_rest(struct scope *sc, struct http_task *t, struct http_response *out)
{
	struct str presets = str_of(t->route->preset);

	for (size_t i = 0; i < t->match.n; i++)
		if (!put(sc, t, t->match.name[i].name, t->match.name[i].value, "the path", out))
			return false;
	if (!put_query(sc, t, out))
		return false;
	while (presets.n > 0)
		if (!put(sc, t, str_cut(presets, ' ', &presets), S("true"), "the path", out))
			return false;
	return put_headers(sc, t, out);
}

/* -- the body ------------------------------------------------------------- */

/* Copies the envelope's members into `to`; the rest are values.  Names too are
 * copied: a line of a bulk body does not outlive its parsing. */
static struct node *
without_envelope(struct arena *a, const struct node *body, struct str envelope, struct node *to)
{
	struct node *values = node_map(a);

	NODE_EACH(member, body) {
		if (!str_eq(member->key, envelope)) {
			node_set(values, str_dup(a, member->key), node_copy(a, member));
			continue;
		}
		NODE_EACH(m, member) {
			node_set(to, str_dup(a, m->key), node_copy(a, m));
		}
	}
	return values;
}

struct node *
http_offer(struct arena *a, const struct node *body)
{
	struct node *offer = node_map(a);
	struct node *values = without_envelope(a, body, ENVELOPE_OFFER, offer);

	if (node_get(offer, S("values")) == NULL)
		node_set(offer, S("values"), values);
	return offer;
}

static struct node *
question_of(struct arena *a, enum route_body how, const struct node *body)
{
	struct node *q = node_map(a), *list;

	switch (how) {
	case BODY_NONE:
	case BODY_LINES:
	case BODY_STREAM:
	case BODY_FORM:
		return q;
	case BODY_MEMBERS:
		return node_copy(a, body);
	case BODY_OFFER:
		list = node_set(q, S("offers"), node_list(a));
		node_add(list, http_offer(a, body));
		return q;
	case BODY_BY:
		node_set(q, S("by"), without_envelope(a, body, ENVELOPE_FIND, q));
		return q;
	case BODY_VALUES:
		node_set(q, S("values"), node_copy(a, body));
		return q;
	case BODY_WHO:
		node_set(q, S("who"), node_copy(a, body));
		return q;
	}
	return q;
}

/* An empty body is an empty object. */
static bool
read_body(struct scope *sc, struct http_task *t, struct node **body, struct http_response *out)
{
	struct reply fault;
	result r;

	*body = node_map(&sc->arena);
	if (t->route->body == BODY_NONE || t->route->body == BODY_LINES
	    || t->route->body == BODY_STREAM || t->route->body == BODY_FORM
	    || t->request->body.n == 0)
		return true;
	r = json_parse(sc, t->request->body, body);
	if (r.code == E_OK && (*body)->kind != NODE_MAP)
		r = fail(sc, E_INPUT, "the body is not an object");
	if (r.code == E_OK)
		return true;
	fault = (struct reply){ .code = r.code, .text = sc->fault.text };
	problem_fault(sc, &fault, out);
	return false;
}

/* What comes, and how much of it. */
static void
put_stream(struct arena *a, struct http_task *t)
{
	int64_t bytes;

	node_set_str(a, t->question, S("type"), http_header(t->request, S("Content-Type")));
	if (!str_to_i64(http_header(t->request, S("Content-Length")), &bytes))
		bytes = 0;
	node_set_int(a, t->question, S("bytes"), bytes);
}

/* What needs no keeper. */
static void
answer_alone(struct scope *sc, const struct http_task *t, struct http_response *out)
{
	if (t->route->reply == REPLY_BUTTON)
		click_button(out);
	else if (t->route->reply == REPLY_OPENAPI)
		response_json(sc, out, 200, http_openapi(&sc->arena));
	else
		response_json(sc, out, 200, node_map(&sc->arena));
}

bool
http_ask(struct scope *sc, struct http_task *t, struct http_response *out)
{
	struct node *body;

	if (t->route->verb == VERBS) {
		answer_alone(sc, t, out);
		return false;
	}
	if (!read_body(sc, t, &body, out))
		return false;
	t->question = question_of(&sc->arena, t->route->body, body);
	if (t->route->body == BODY_STREAM)
		put_stream(&sc->arena, t);
	if (t->route->reply == REPLY_STREAM && http_header(t->request, S("Range")).n > 0)
		node_set_bool(&sc->arena, t->question, S("ranged"), true);
	return put_rest(sc, t, out);
}
