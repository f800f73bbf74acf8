/* doors/http/problem.c -- faults and refusals as problem documents (RFC 9457). */
#include <stdarg.h>

#include "base/json.h"
#include "doors/http/http.h"

void
response_header(struct scope *sc, struct http_response *out, struct str name, struct str value)
{
	*LIST_ADD(&out->headers, &sc->arena) = (struct http_pair){ name, value };
}

void
response_json(struct scope *sc, struct http_response *out, int status, const struct node *body)
{
	struct buf text = buf_new(&sc->arena);

	json_print(&text, body);
	buf_putc(&text, '\n');
	out->status = status;
	out->type = S("application/json");
	out->body = buf_str(&text);
}

static void
respond(struct scope *sc, struct http_response *out, int status, const struct node *problem)
{
	response_json(sc, out, status, problem);
	out->type = S("application/problem+json");
	if (status == 401)
		response_header(sc, out, S("WWW-Authenticate"), S("Bearer realm=\"bailee\""));
	if (status == 503)
		response_header(sc, out, S("Retry-After"), S("1"));
	if (status == 429)
		response_header(sc, out, S("Retry-After"), S("60"));
}

/* One word a code; the rest is in base/result.def. */
static struct str
type_of(enum code code)
{
	switch (code) {
	case E_OK:
	case E_INPUT:
		return S("malformed");
	case E_AUTH:
		return S("who");
	case E_DENIED:
		return S("not-yours-to-ask");
	case E_ABSENT:
		return S("absent");
	case E_STATE:
		return S("state");
	case E_STALE:
		return S("stale");
	case E_TOO_BIG:
		return S("too-large");
	case E_BUSY:
		return S("busy");
	case E_IO:
		return S("store");
	case E_DAMAGED:
		return S("damaged");
	case E_OFTEN:
		return S("too-often");
	case RESULT_CODES:
		break;
	}
	return S("fault");
}

static struct node *
problem(struct arena *a, struct str type, int status, struct str title, struct str detail)
{
	struct node *n = node_map(a);

	node_set_str(a, n, S("type"), str_printf(a, "/problems/%.*s", STR(type)));
	node_set_int(a, n, S("status"), status);
	node_set_str(a, n, S("title"), title);
	if (detail.n > 0)
		node_set_str(a, n, S("detail"), detail);
	return n;
}

static void
set_fields(struct arena *a, struct node *n, struct str field)
{
	struct node *fields;

	if (field.n == 0)
		return;
	fields = node_set(n, S("fields"), node_list(a));
	node_add(fields, node_str(a, field));
}

/* Which policy, and the line of it that decided. */
static void
set_policy(struct arena *a, struct node *n, const struct reply *reply, int64_t line)
{
	struct node *policy;

	if (reply->policy.n == 0)
		return;
	policy = node_set(n, S("policy"), node_map(a));
	node_set_str(a, policy, S("name"), reply->policy);
	node_set_int(a, policy, S("version"), reply->policy_version);
	if (line > 0)
		node_set_int(a, policy, S("line"), line);
}

struct node *
problem_of_code(struct arena *a, enum code code, struct str text, struct str field)
{
	struct node *n =
	    problem(a, type_of(code), result_http(code), str_of(result_text(code)), text);

	set_fields(a, n, field);
	return n;
}

void
problem_fault(struct scope *sc, const struct reply *reply, struct http_response *out)
{
	struct node *n = problem_of_code(&sc->arena, reply->code, reply->text, reply->field);

	set_policy(&sc->arena, n, reply, 0);
	respond(sc, out, result_http(reply->code), n);
}

void
problem_refused(struct scope *sc, const struct reply *reply, const struct node *refused,
    struct http_response *out)
{
	struct arena *a = &sc->arena;
	int status = (int)node_get_int(refused, S("status"), 403);
	struct str law = node_get_str(refused, S("law")),
		   try_line = node_get_str(refused, S("try"));
	struct node *n = problem(a, node_get_str(refused, S("type")), status,
	    node_get_str(refused, S("title")), node_get_str(refused, S("detail")));

	set_policy(a, n, reply, node_get_int(refused, S("line"), 0));
	set_fields(a, n, node_get_str(refused, S("field")));
	if (law.n > 0)
		node_set_str(a, n, S("law"), law);
	if (try_line.n > 0)
		node_set_str(a, n, S("try"), try_line);
	node_set_int(a, n, S("ledger"), reply->entry);
	respond(sc, out, status, n);
}

static struct str
title_of(int status)
{
	switch (status) {
	case 404:
		return S("there is no such path");
	case 405:
		return S("this path does not take this method");
	case 406:
		return S("it cannot be given in that form");
	case 413:
		return S("the input is too large");
	case 415:
		return S("the input is not of a type that this takes");
	case 503:
		return S("the keeper cannot answer now");
	default: /* a number, not an enum */
		return S("the input is malformed");
	}
}

/* The door's own: nobody was asked. */
void
problem_own(struct scope *sc, int status, const char *type, struct http_response *out,
    const char *format, ...)
{
	char text[300];
	va_list args;

	va_start(args, format);
	if (vsnprintf(text, sizeof(text), format, args) < 0)
		text[0] = '\0';
	va_end(args);
	respond(sc, out, status,
	    problem(&sc->arena, str_of(type), status, title_of(status), str_of(text)));
}
