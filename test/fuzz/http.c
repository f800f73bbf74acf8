/* fuzz/http.c -- any request is refused with a response or becomes a question.
 *
 * The input is a request as text: "METHOD PATH[?QUERY]", headers, a blank
 * line, the body; as libmicrohttpd would hand it over.
 */
#include "base/check.h"
#include "doors/http/http.h"
#include "fuzz.h"

static struct http_request
read_request(struct scope *sc, struct str text)
{
	struct http_request r = { 0 };
	struct str line = str_cut(text, '\n', &text), query;

	r.method = str_cut(line, ' ', &line);
	r.path = str_cut(line, '?', &query);
	while (query.n > 0) {
		struct str one = str_cut(query, '&', &query), value;
		struct str name = str_cut(one, '=', &value);

		*LIST_ADD(&r.query, &sc->arena) = (struct http_pair){ name, value };
	}
	while (text.n > 0 && (line = str_cut(text, '\n', &text)).n > 0) {
		struct str value, name = str_cut(line, ':', &value);

		*LIST_ADD(&r.headers, &sc->arena) = (struct http_pair){ name, str_trim(value) };
	}
	r.body = text;
	return r;
}

int
fuzz_http(const uint8_t *bytes, size_t n)
{
	struct str text = n > 0 ? (struct str){ (const char *)bytes, n } : S("");
	struct http_response out = { 0 };
	struct http_standing standing = { 0 };
	struct http_request request;
	struct http_task task;
	struct scope sc;

	scope_begin(&sc, (struct instant){ 0 });
	request = read_request(&sc, text);
	if (http_begin(&sc, &request, &task, &out) && http_ask(&sc, &task, &out)) {
		CHECK(task.question->kind == NODE_MAP);
	} else {
		CHECK(out.status >= 200 && out.status < 600);
		http_finish(&sc, &request, &standing, &out);
	}
	scope_end(&sc);
	return 0;
}
