/* doors/http/answer.c -- from the keeper's reply to a response. */
#include "base/json.h"
#include "doors/http/http.h"

static void
set_etag(struct scope *sc, struct http_response *out, const struct node *of)
{
	int64_t version = node_get_int(of, S("version"), 0);

	if (version > 0)
		response_header(
		    sc, out, S("ETag"), str_printf(&sc->arena, "\"%lld\"", (long long)version));
}

/* The one verdict of a single offer, flat. */
static void
answer_offered(struct scope *sc, const struct http_task *t, const struct reply *reply,
    struct http_response *out)
{
	const struct node *list = node_get(reply->body, S("answers"));
	const struct node *one = list != NULL ? list->first : NULL;
	const struct node *refused = node_get(one, S("refused"));

	if (refused != NULL) {
		problem_refused(sc, reply, refused, out);
		return;
	}
	response_json(sc, out, t->route->status, one);
	if (!str_eq(node_get_str(one, S("verdict")), S("admitted")))
		out->status = 200;
	set_etag(sc, out, one);
}

static void
answer_text(struct scope *sc, const struct http_task *t, const struct reply *reply,
    struct http_response *out)
{
	static const struct {
		const char *form, *type;
	} types[] = {
		{ "html", "text/html; charset=utf-8" },
		{ "csv", "text/csv; charset=utf-8" },
		{ "json", "application/ld+json" },
	};
	struct str form = node_get_str(reply->body, S("form"));

	(void)sc;
	out->status = t->route->status;
	out->type = S("text/plain; charset=utf-8");
	for (size_t i = 0; i < N(types); i++)
		if (str_eq(form, str_of(types[i].form)))
			out->type = str_of(types[i].type);
	out->body = node_get_str(reply->body, S("text"));
}

/* The next page is where this one ended; pages put together verify. */
static void
answer_ledger(struct scope *sc, const struct http_task *t, const struct reply *reply,
    struct http_response *out)
{
	out->status = t->route->status;
	out->type = S("application/x-ndjson");
	out->body = node_get_str(reply->body, S("lines"));
	response_header(
	    sc, out, S("Bailee-Public-Key"), node_get_str(reply->body, S("public-key")));
	if (!node_get_bool(reply->body, S("done"), true))
		response_header(sc, out, S("Link"),
		    str_printf(&sc->arena, "</v1/ledger?after=%lld>; rel=\"next\"",
			(long long)node_get_int(reply->body, S("last"), 0)));
}

/* -- the package ---------------------------------------------------------- */

void
http_package(struct scope *sc, const struct reply *reply, struct http_response *out)
{
	const struct node *forms = node_get(reply->body, S("package"));
	const struct node *signatures = node_get(reply->body, S("signatures"));
	const struct node *recordings = node_get(reply->body, S("files"));
	struct http_pair *files = NEW_ARRAY(&sc->arena,
	    16 + (recordings != NULL ? recordings->count : 0), struct http_pair);
	size_t n = 0;
	struct str zip;

	NODE_EACH(form, forms) {
		struct str name = str_printf(&sc->arena, "package.%.*s", STR(form->key));

		files[n++] = (struct http_pair){ name, form->text };
		files[n++] = (struct http_pair){ str_printf(&sc->arena, "%.*s.sig", STR(name)),
			node_get_str(signatures, form->key) };
		if (n + 2 > 16)
			break;
	}
	NODE_EACH(file, recordings)
		if (base64_decode(&sc->arena, file->text, &files[n].value))
			files[n++].name = file->key;
	files[n++] =
	    (struct http_pair){ S("public-key.txt"), node_get_str(reply->body, S("public-key")) };
	if (!http_zip(&sc->arena, files, n, sc->now, &zip)) {
		problem_own(sc, 413, "too-large", out, "the package is too large for one archive");
		return;
	}
	out->status = 200;
	out->type = S("application/zip");
	out->body = zip;
	response_header(
	    sc, out, S("Content-Disposition"), S("attachment; filename=\"package.zip\""));
}

struct str
package_type(const struct http_task *t)
{
	struct str form = node_get_str(t->question, S("form"));

	if (str_eq(form, S("html")))
		return S("text/html; charset=utf-8");
	if (str_eq(form, S("csv")))
		return S("text/csv; charset=utf-8");
	return S("application/json");
}

static void
answer_package(struct scope *sc, const struct http_task *t, const struct reply *reply,
    struct http_response *out)
{
	struct str form = node_get_str(t->question, S("form"));

	if (str_eq(form, S("all"))) {
		http_package(sc, reply, out);
		return;
	}
	out->status = 200;
	out->type = package_type(t);
	out->body = node_get_str(reply->body, S("package"));
	response_header(sc, out, S("Bailee-Signature"), node_get_str(reply->body, S("signature")));
	response_header(
	    sc, out, S("Bailee-Public-Key"), node_get_str(reply->body, S("public-key")));
}

/* -- all of them ---------------------------------------------------------- */

static void
answer_record(struct scope *sc, const struct http_task *t, const struct reply *reply,
    struct http_response *out)
{
	const struct node *record = node_get(reply->body, S("record"));

	response_json(sc, out, t->route->status, record);
	set_etag(sc, out, record);
}

static void
answer_changed(struct scope *sc, const struct http_task *t, const struct reply *reply,
    struct http_response *out)
{
	response_json(sc, out, t->route->status, reply->body);
	set_etag(sc, out, reply->body);
}

static void
answer_ready(struct scope *sc, const struct reply *reply, struct http_response *out)
{
	bool well = str_eq(node_get_str(reply->body, S("state")), S("well"));

	response_json(sc, out, well ? 200 : 503, reply->body);
}

static void
answer_as(struct scope *sc, const struct http_task *t, const struct reply *reply,
    struct http_response *out)
{
	switch (t->route->reply) {
	case REPLY_JSON:
	case REPLY_VERDICTS: /* bulk.c has written its lines before */
	case REPLY_STREAM: /* stream.c has taken it */
	case REPLY_OPENAPI:
	case REPLY_LIVE:
		response_json(sc, out, t->route->status, reply->body);
		return;
	case REPLY_OFFERED:
		answer_offered(sc, t, reply, out);
		return;
	case REPLY_RECORD:
		answer_record(sc, t, reply, out);
		return;
	case REPLY_CHANGED:
		answer_changed(sc, t, reply, out);
		return;
	case REPLY_TEXT:
		answer_text(sc, t, reply, out);
		return;
	case REPLY_LEDGER:
		answer_ledger(sc, t, reply, out);
		return;
	case REPLY_PACKAGE:
		answer_package(sc, t, reply, out);
		return;
	case REPLY_NOTHING:
		out->status = t->route->status;
		return;
	case REPLY_CLICKED:
		click_done(out);
		return;
	case REPLY_BUTTON:
		click_button(out);
		return;
	case REPLY_READY:
		answer_ready(sc, reply, out);
		return;
	}
}

/* A contact check that says no is an answer, not a refusal to answer. */
static const struct node *
refusal_of(const struct http_task *t, const struct reply *reply)
{
	if (t->head.verb == VERB_CONTACT && node_get(reply->body, S("allowed")) != NULL)
		return NULL;
	return node_get(reply->body, S("refused"));
}

void
http_answer(struct scope *sc, const struct http_task *t, const struct reply *reply,
    struct http_response *out)
{
	const struct node *refused;

	if (reply->code != E_OK && t->route->reply == REPLY_CLICKED) {
		click_fault(sc, reply, out);
		return;
	}
	if (reply->code != E_OK) {
		problem_fault(sc, reply, out);
		return;
	}
	refused = refusal_of(t, reply);
	if (refused != NULL)
		problem_refused(sc, reply, refused, out);
	else
		answer_as(sc, t, reply, out);
}

void
http_finish(struct scope *sc, const struct http_request *r, const struct http_standing *s,
    struct http_response *out)
{
	bool html = str_starts(out->type, S("text/html"));

	if (s->policy.n > 0) {
		response_header(sc, out, S("Bailee-Policy"),
		    str_printf(&sc->arena, "%.*s@%lld sha256=%.*s", STR(s->policy),
			(long long)s->version, STR(s->hash)));
		response_header(sc, out, S("Bailee-Ledger"),
		    str_printf(&sc->arena, "%lld", (long long)s->entry));
	}
	if (out->type.n > 0)
		response_header(sc, out, S("Content-Type"), out->type);
	response_header(sc, out, S("Cache-Control"), out->cache.n > 0 ? out->cache : S("no-store"));
	response_header(sc, out, S("X-Content-Type-Options"), S("nosniff"));
	response_header(sc, out, S("Referrer-Policy"), S("no-referrer"));
	response_header(sc, out, S("Content-Security-Policy"),
	    out->csp.n > 0 ? out->csp
	    : html	   ? S("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
			   : S("default-src 'none'; frame-ancestors 'none'"));
	if (r->tls)
		response_header(sc, out, S("Strict-Transport-Security"), S("max-age=31536000"));
}
