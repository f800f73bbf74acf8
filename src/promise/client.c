/* promise/client.c -- HTTP, as a stranger speaks it, over a unix socket. */
#include <curl/curl.h>

#include "base/json.h"
#include "promise/stage.h"

#define ANSWER_MAX ((size_t)32 << 20)
#define ANSWER_WAIT_SECONDS 30L

static size_t
take_bytes(char *bytes, size_t size, size_t n, void *to)
{
	struct buf *b = to;

	buf_put(b, (struct str){ bytes, size * n });
	return b->spoilt ? 0 : size * n;
}

static struct curl_slist *
headers_of(struct scope *sc, const struct http_request *q)
{
	struct curl_slist *list = NULL;

	list = curl_slist_append(list, "Content-Type: application/json");
	list = curl_slist_append(list, "Expect:");
	if (q->token.n > 0)
		list = curl_slist_append(list,
		    str_c(&sc->arena,
			str_printf(&sc->arena, "Authorization: Bearer %.*s", STR(q->token))));
	for (size_t i = 0; i < q->headers.n; i++)
		list =
		    curl_slist_append(list, str_c(&sc->arena, str_printf(&sc->arena, "%.*s: %.*s",
								  STR(q->headers.at[i].name),
								  STR(q->headers.at[i].value))));
	return list;
}

static result
perform(struct scope *sc, CURL *curl, const struct stage_keeper *k, const struct http_request *q,
    struct buf *text, struct buf *headers, long *status)
{
	struct arena *a = &sc->arena;
	struct curl_slist *list = headers_of(sc, q);
	CURLcode code;

	curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, str_c(a, k->socket));
	curl_easy_setopt(
	    curl, CURLOPT_URL, str_c(a, str_printf(a, "http://keeper%.*s", STR(q->path))));
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, str_c(a, q->method));
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, ANSWER_WAIT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, text);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_bytes);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, headers);
	if (q->body.n > 0) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.n);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, q->body.p);
	}
	code = curl_easy_perform(curl);
	curl_slist_free_all(list);
	if (code != CURLE_OK)
		return fail(sc, E_BUSY, "no answer over HTTP: %s", curl_easy_strerror(code));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
	return OK;
}

/* JSON or not: a page is text, and no fault. */
static struct node *
body_of(struct scope *sc, struct str text)
{
	struct fault before = sc->fault;
	struct node *n;

	if (json_parse(sc, text, &n).code != E_OK)
		n = NULL;
	sc->fault = before;
	return n;
}

bool
http_say(
    struct stage *st, struct cue *c, const struct stage_keeper *k, const struct http_request *q)
{
	struct scope *sc = st->sc;
	struct buf text = buf_new_capped(&sc->arena, ANSWER_MAX), headers = buf_new(&sc->arena);
	long status = 0;
	CURL *curl = curl_easy_init();
	result r;

	if (curl == NULL)
		return stage_broke(st, c->line->token[0].at, "libcurl could not start");
	r = perform(sc, curl, k, q, &text, &headers, &status);
	curl_easy_cleanup(curl);
	st->last = (struct exchange){
		.said = str_printf(
		    &sc->arena, "%.*s %.*s %.*s", STR(q->method), STR(q->path), STR(q->body)),
		.status = (int)status,
		.headers = buf_str(&headers),
		.text = r.code == E_OK ? buf_str(&text) : S(""),
	};
	st->last.body = body_of(sc, st->last.text);
	return stage_ok(st, c, r);
}

bool
http_operator(struct stage *st, struct cue *c, const struct stage_keeper *k, const char *method,
    const char *path, const struct node *body)
{
	struct http_request q = {
		.method = str_of(method),
		.path = str_of(path),
		.body = body != NULL ? json_text(&st->sc->arena, body) : S(""),
		.token = k->token,
	};

	if (!http_say(st, c, k, &q))
		return false;
	if (st->last.status >= 200 && st->last.status < 300)
		return true;
	return stage_broke(
	    st, c->line->token[0].at, "%s %s was answered with %d", method, path, st->last.status);
}
