/* fuzz/page.c -- any visit of any page ends in a response, and nothing of the visitor's is markup.
 *
 * The input is a request as text, as in http.c; of `~` in a cookie follows the form token that
 * a page gave.  The keeper behind knows who asks, and has nothing else.
 */
#include "base/check.h"
#include "doors/page/page.h"
#include "fuzz.h"
#include "request.h"

#define QUESTIONS_MOST 2000

/* Of offers each its verdict; of all else that it is not there. */
static struct reply
answer(struct arena *a, enum verb verb, const struct node *question)
{
	struct node *body = node_map(a), *answers;

	CHECK(question != NULL && question->kind == NODE_MAP);
	if (verb == VERB_ME) {
		node_set_str(a, body, S("role"), S("dpo"));
		node_set_bool(a, body, S("desk"), true);
		node_set_str(a, body, S("zone"), S("Europe/London"));
		node_set_time(a, body, S("now"), (struct instant){ 0 });
		return (struct reply){ .code = E_OK, .body = body };
	}
	if (verb != VERB_OFFER)
		return (struct reply){ .code = E_ABSENT, .text = S("there is no such <zq") };
	answers = node_set(body, S("answers"), node_list(a));
	NODE_EACH(offer, node_get(question, S("offers"))) {
		CHECK(node_get(offer, S("values")) != NULL);
		node_set_str(a, node_add(answers, node_map(a)), S("verdict"), S("admitted"));
	}
	return (struct reply){ .code = E_OK, .body = body };
}

static void
visit(struct scope *sc, const struct http_request *r, struct http_response *out)
{
	struct page_task t;
	struct question_head head;
	struct node *question;

	if (!pages_begin(sc, r, &t, out) || !pages_read(sc, &t, out))
		return;
	for (int i = 0; pages_next(sc, &t, &head, &question, out); i++) {
		struct reply reply = answer(&sc->arena, head.verb, question);

		CHECK(i < QUESTIONS_MOST);
		pages_take(sc, &t, &reply);
	}
}

int
fuzz_page(const uint8_t *bytes, size_t n)
{
	struct str text = n > 0 ? (struct str){ (const char *)bytes, n } : S("");
	struct http_response out = { 0 };
	struct http_standing standing = { 0 };
	struct http_request request;
	struct scope sc;

	scope_begin(&sc, (struct instant){ 0 });
	request = request_of_text(&sc, text);
	if (pages_takes(&request)) {
		visit(&sc, &request, &out);
		CHECK(out.status >= 200 && out.status < 600);
		CHECK(!str_has(out.body, S("<zq")));
		http_finish(&sc, &request, &standing, &out);
	}
	scope_end(&sc);
	return 0;
}
