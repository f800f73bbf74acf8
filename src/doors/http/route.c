/* doors/http/route.c -- which row is this? */
#include "doors/http/http.h"

static const struct route routes[] = {
#define ROUTE(method, pattern, verb, body, preset, query, reply, status, what) \
	{ #method, pattern, ROUTE_VERB(verb), BODY_##body, preset, query, REPLY_##reply, status, \
		what },
#define ROUTE_VERB(verb) VERB_##verb
#define VERB_VERBS VERBS /* a route without a verb */
#include "doors/http/routes.def"
#undef ROUTE
};

static const struct http_header_row headers[] = {
#define HEADER(name, member, what) { name, member, what },
#include "doors/http/headers.def"
#undef HEADER
};

const struct route *
route_at(size_t n)
{
	return n < N(routes) ? &routes[n] : NULL;
}

const struct http_header_row *
header_at(size_t n)
{
	return n < N(headers) ? &headers[n] : NULL;
}

/* Up to the next slash or colon: ids and names have neither. */
static struct str
take_name(struct str *path)
{
	size_t n = 0;
	struct str name;

	while (n < path->n && path->p[n] != '/' && path->p[n] != ':')
		n++;
	name = str_slice(*path, 0, n);
	*path = str_slice(*path, n, path->n);
	return name;
}

bool
route_matches(struct str pattern, struct str path, struct route_match *m)
{
	m->n = 0;
	while (pattern.n > 0) {
		if (pattern.p[0] == '{') {
			struct http_pair *pair = &m->name[m->n++];

			pair->name = str_cut(str_slice(pattern, 1, pattern.n), '}', &pattern);
			pair->value = take_name(&path);
			if (pair->value.n == 0)
				return false;
			continue;
		}
		if (path.n == 0 || path.p[0] != pattern.p[0])
			return false;
		pattern = str_slice(pattern, 1, pattern.n);
		path = str_slice(path, 1, path.n);
	}
	return path.n == 0;
}

/* A pattern with a fixed end is meant before one that takes any. */
static bool
is_meant(const struct route *r, struct str method)
{
	struct str as = str_eq(method, S("HEAD")) ? S("GET") : method;

	return str_eq(as, str_of(r->method));
}

const struct route *
route_find(
    struct arena *a, struct str method, struct str path, struct route_match *m, struct str *allow)
{
	struct buf methods = buf_new(a);

	for (size_t i = 0; i < N(routes); i++) {
		if (!route_matches(str_of(routes[i].pattern), path, m))
			continue;
		if (is_meant(&routes[i], method))
			return &routes[i];
		buf_printf(&methods, "%s%s", methods.n > 0 ? ", " : "", routes[i].method);
		if (str_eq(str_of(routes[i].method), S("GET")))
			buf_puts(&methods, ", HEAD");
	}
	if (methods.n > 0)
		buf_puts(&methods, ", OPTIONS");
	*allow = buf_str(&methods);
	return NULL;
}

bool
route_known(struct str path)
{
	struct route_match m;

	for (size_t i = 0; i < N(routes); i++)
		if (route_matches(str_of(routes[i].pattern), path, &m))
			return true;
	return false;
}

struct str
http_header(const struct http_request *r, struct str name)
{
	for (size_t i = 0; i < r->headers.n; i++)
		if (str_eq_nocase(r->headers.at[i].name, name))
			return r->headers.at[i].value;
	return S("");
}

/* Weights are not weighed: what is named is accepted, no Accept accepts all. */
bool
http_accepts(const struct http_request *r, struct str type)
{
	struct str accept = http_header(r, S("Accept"));

	while (accept.n > 0) {
		struct str one = str_cut(accept, ',', &accept), rest;

		if (str_eq_nocase(str_trim(str_cut(one, ';', &rest)), type))
			return true;
	}
	return false;
}
