/* keeper/serve_send.c -- what goes out by webhook: composed and signed here, carried by a part.
 *
 * Standard Webhooks (https://www.standardwebhooks.com), asymmetric: `v1a,` and the base64 of an
 * Ed25519 signature by the ledger's key over "id.timestamp.body".
 */
#include "base/json.h"
#include "gate/hand.h"
#include "keeper/serve.h"
#include "seal/sign.h"
#include "term/send.h"

#define MESSAGES_MOST 16 /* that the part carries at once */

result
serve_tell_to(struct serving *sv)
{
	struct str whom = node_get_str(sv->q, S("recipient"));

	if (whom.n == 0)
		whom = node_get_str(sv->q, S("place"));
	return send_to(sv->sc, sv->store, sv->asker, whom, node_get_str(sv->q, S("url")));
}

/* Names, ids and times; no value. */
static struct str
body_of(struct serving *sv, const struct telling *t)
{
	struct arena *a = &sv->sc->arena;
	struct node *n = node_map(a), *what = telling_node(a, t);

	node_set_str(a, what, S("reason"), t->why);
	node_set_str(
	    a, n, S("type"), str_printf(a, "telling.%.*s", STR(told_what(t->what))));
	node_set_time(a, n, S("timestamp"), t->since);
	node_set(n, S("data"), what);
	return json_text(a, n);
}

struct node *
message_node(struct serving *sv, struct str id, struct str url, struct str body)
{
	struct arena *a = &sv->sc->arena;
	int64_t timestamp = sv->sc->now.us / span_seconds(1).us;
	struct node *n = node_map(a);
	struct signature signature = sign_text(vault_signing_seed(sv->store->vault),
	    str_printf(a, "%.*s.%lld.%.*s", STR(id), (long long)timestamp, STR(body)));

	node_set_str(a, n, S("message"), id);
	node_set_str(a, n, S("url"), url);
	node_set_int(a, n, S("timestamp"), timestamp);
	node_set_str(a, n, S("body"), body);
	node_set_str(a, n, S("signature"),
	    str_printf(
		a, "v1a,%.*s", STR(base64_encode(a, signature.b, sizeof(signature.b)))));
	return n;
}

result
serve_outbox(struct serving *sv)
{
	struct node *list = node_list(&sv->sc->arena);
	struct sending *s;
	size_t n;

	TRY(send_next(sv->sc, sv->store, MESSAGES_MOST, &s, &n));
	for (size_t i = 0; i < n; i++)
		node_add(list,
		    message_node(sv, s[i].telling.id, s[i].url, body_of(sv, &s[i].telling)));
	TRY(serve_hands_out(sv, MESSAGES_MOST - n, list));
	TRY(serve_texts_out(sv, MESSAGES_MOST - list->count, list));
	node_set(sv->body, S("messages"), list);
	sv->keeper->post_rung = false;
	return serve_letters_out(sv);
}

result
serve_sent(struct serving *sv)
{
	struct str id = node_get_str(sv->q, S("message"));
	int64_t status = node_get_int(sv->q, S("status"), 0);
	struct fault before = sv->sc->fault;
	result r;

	struct str letter = node_get_str(sv->q, S("letter"));

	if ((id.n > 0) == (letter.n > 0))
		return fail(sv->sc, E_INPUT, "give a message or a letter");
	if (id.n == 0)
		return serve_letter_sent(sv, letter);
	r = send_tried(sv->sc, sv->store, sv->asker, id, status);
	if (r.code == E_ABSENT) {
		sv->sc->fault = before;
		r = hand_tried(sv->sc, sv->store, sv->asker, id, status);
	}
	if (r.code != E_ABSENT)
		return r;
	sv->sc->fault = before;
	return serve_letter_sent(sv, id);
}
