/* promise/client.c -- HTTP, as a stranger speaks it, over a unix socket. */
#include <curl/curl.h>

#include "base/json.h"
#include "promise/stage.h"
#include "sys/file.h"

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
	bool says = false; /* what its body is */

	for (size_t i = 0; i < q->headers.n; i++)
		says |= str_eq(q->headers.at[i].name, S("Content-Type"));
	if (!says)
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

/* One question on its way, and what came of it. */
struct asking {
	CURL *curl;
	struct curl_slist *list;
	struct buf text, headers;
};

/* By TLS the store's own certificate must prove the other end. */
static void
where_to(struct arena *a, CURL *curl, const struct stage_keeper *k, const struct http_request *q)
{
	struct str url = str_printf(a, "http://keeper%.*s", STR(q->path));

	if (q->over == HTTP_SOCKET)
		curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, str_c(a, k->socket));
	else
		url = str_printf(a, "%s://localhost:%u%.*s", q->over == HTTP_TLS ? "https" : "http",
		    (unsigned)k->port, STR(q->path));
	if (q->over == HTTP_TLS)
		curl_easy_setopt(
		    curl, CURLOPT_CAINFO, str_c(a, path_join(a, k->folder, S("tls.crt"))));
	curl_easy_setopt(curl, CURLOPT_URL, str_c(a, url));
}

static result
asking_begin(struct scope *sc, struct asking *at, const struct stage_keeper *k,
    const struct http_request *q)
{
	struct arena *a = &sc->arena;
	CURL *curl = curl_easy_init();

	if (curl == NULL)
		return fail(sc, E_BUSY, "libcurl could not start");
	at->curl = curl;
	at->list = headers_of(sc, q);
	at->text = buf_new_capped(a, ANSWER_MAX);
	at->headers = buf_new(a);
	where_to(a, curl, k, q);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, str_c(a, q->method));
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, at->list);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, ANSWER_WAIT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &at->text);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_bytes);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &at->headers);
	if (q->body.n > 0) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.n);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, q->body.p);
	}
	return OK;
}

static void
asking_end(struct asking *at)
{
	curl_slist_free_all(at->list);
	curl_easy_cleanup(at->curl);
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

static struct exchange
exchange_of(struct scope *sc, const struct http_request *q, struct asking *at)
{
	long status = 0;
	struct exchange e = {
		.said = str_printf(
		    &sc->arena, "%.*s %.*s %.*s", STR(q->method), STR(q->path), STR(q->body)),
		.headers = buf_str(&at->headers),
		.text = buf_str(&at->text),
	};

	curl_easy_getinfo(at->curl, CURLINFO_RESPONSE_CODE, &status);
	e.status = (int)status;
	e.body = body_of(sc, e.text);
	return e;
}

bool
http_say(
    struct stage *st, struct cue *c, const struct stage_keeper *k, const struct http_request *q)
{
	struct asking at = { 0 };
	CURLcode code;
	result r;

	if (!stage_ok(st, c, asking_begin(st->sc, &at, k, q)))
		return false;
	code = curl_easy_perform(at.curl);
	st->last = exchange_of(st->sc, q, &at);
	r = code == CURLE_OK || q->over == HTTP_CLEAR ? OK
						      : fail(st->sc, E_BUSY, "no answer over HTTP: %s",
							  curl_easy_strerror(code));
	asking_end(&at);
	return stage_ok(st, c, r);
}

/* All of them at once; a status of 0 had no answer. */
static result
perform_all(struct scope *sc, CURLM *many, struct asking *at, size_t n)
{
	int running = 1;

	for (size_t i = 0; i < n; i++)
		curl_multi_add_handle(many, at[i].curl);
	while (running > 0) {
		if (curl_multi_perform(many, &running) != CURLM_OK
		    || (running > 0 && curl_multi_poll(many, NULL, 0, 1000, NULL) != CURLM_OK))
			return fail(sc, E_BUSY, "no answers over HTTP");
	}
	return OK;
}

bool
http_say_many(struct stage *st, struct cue *c, const struct stage_keeper *k,
    const struct http_request *q, size_t n, struct exchange *came)
{
	struct asking *at = NEW_ARRAY(&st->sc->arena, n, struct asking);
	CURLM *many = curl_multi_init();
	result r = many != NULL ? OK : fail(st->sc, E_BUSY, "libcurl could not start");
	size_t begun = 0;

	while (r.code == E_OK && begun < n) {
		r = asking_begin(st->sc, &at[begun], k, &q[begun]);
		begun += r.code == E_OK;
	}
	if (r.code == E_OK)
		r = perform_all(st->sc, many, at, n);
	for (size_t i = 0; i < begun; i++) {
		came[i] = exchange_of(st->sc, &q[i], &at[i]);
		curl_multi_remove_handle(many, at[i].curl);
		asking_end(&at[i]);
	}
	curl_multi_cleanup(many);
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
