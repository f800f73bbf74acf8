/* fuzz/http.c -- any request is refused with a response or becomes a question.
 *
 * The input is a request as text: "METHOD PATH[?QUERY]", headers, a blank
 * line, the body; as libmicrohttpd would hand it over.
 */
#include "base/check.h"
#include "doors/http/http.h"
#include "fuzz.h"
#include "request.h"

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
	request = request_of_text(&sc, text);
	if (http_begin(&sc, &request, &task, &out) && http_ask(&sc, &task, &out)) {
		CHECK(task.question->kind == NODE_MAP);
	} else {
		CHECK(out.status >= 200 && out.status < 600);
		http_finish(&sc, &request, &standing, &out);
	}
	scope_end(&sc);
	return 0;
}
